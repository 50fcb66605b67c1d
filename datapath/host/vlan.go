package host

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// vlanGroup marks our VLAN devices: "ip link show group 109".
const vlanGroup = Protocol

// vlan is a device that carries one VLAN of another, IEEE 802.1Q.
type vlan struct {
	parent string
	id     int
}

// SetVLANs makes the devices of links that are VLANs, and removes those that
// are none any more, also what a killed mainmode left. It comes before Set.
func (h *Host) SetVLANs(list []datapath.Link) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	want := map[string]vlan{}
	for _, l := range list {
		if l.VLAN != 0 {
			want[l.Device] = vlan{l.Parent, l.VLAN}
		}
	}
	if len(want) == 0 && h.vlansKnown && len(h.vlans) == 0 {
		return nil
	}
	links, err := h.links()
	if err != nil {
		return err
	}
	var errs []error
	h.vlans, h.vlansKnown = map[string]bool{}, true
	for name, link := range links {
		have, ok := link.(*netlink.Vlan)
		if !ok || have.Attrs().Group != vlanGroup {
			continue
		}
		w, ok := want[name]
		if parent := links[w.parent]; ok && parent != nil && have.VlanId == w.id && have.Attrs().ParentIndex == parent.Attrs().Index {
			h.vlans[name] = true
			continue
		}
		if err := h.handle.LinkDel(link); err != nil && !errors.Is(err, unix.ENODEV) {
			errs = append(errs, fmt.Errorf("host: %s: remove: %w", name, err))
		}
	}
	for name, w := range want {
		if h.vlans[name] {
			continue
		}
		parent := links[w.parent]
		if parent == nil {
			errs = append(errs, fmt.Errorf("host: %s: VLAN %d: no device %s", name, w.id, w.parent))
			continue
		}
		a := netlink.NewLinkAttrs()
		a.Name, a.ParentIndex, a.Group = name, parent.Attrs().Index, vlanGroup
		if err := h.handle.LinkAdd(&netlink.Vlan{LinkAttrs: a, VlanId: w.id}); err != nil {
			errs = append(errs, fmt.Errorf("host: %s: VLAN %d of %s: %w", name, w.id, w.parent, err))
			continue
		}
		h.vlans[name] = true
	}
	return errors.Join(errs...)
}

// removeVLANs is called with h.mu held.
func (h *Host) removeVLANs() error {
	var errs []error
	for name := range h.vlans {
		link, err := h.handle.LinkByName(name)
		if err == nil {
			err = h.handle.LinkDel(link)
		}
		if _, gone := err.(netlink.LinkNotFoundError); err != nil && !gone && !errors.Is(err, unix.ENODEV) {
			errs = append(errs, fmt.Errorf("host: %s: remove: %w", name, err))
		}
		delete(h.vlans, name)
	}
	return errors.Join(errs...)
}
