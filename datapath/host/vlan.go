package host

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

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
	kind   netlink.VlanProtocol
	outer  bool // it carries VLANs, and must be up for them
}

// SetVLANs makes the devices of links that are VLANs, and removes those that
// are none any more, also what a killed mainmode left. It comes before Set.
func (h *Host) SetVLANs(list []datapath.Link) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	want := map[string]vlan{}
	for _, l := range list {
		parent := l.Parent
		if l.Outer.ID != 0 {
			parent = l.Outer.Device
			want[parent] = vlan{l.Parent, l.Outer.ID, netlink.VlanProtocol(l.Outer.Type), true}
		}
		if l.VLAN != 0 {
			want[l.Device] = vlan{parent, l.VLAN, datapath.EtherType8021Q, want[l.Device].outer}
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
		if parent := links[w.parent]; ok && parent != nil && have.VlanId == w.id && have.VlanProtocol == w.kind && have.Attrs().ParentIndex == parent.Attrs().Index {
			h.vlans[name] = true
			continue
		}
		if err := h.handle.LinkDel(link); err != nil && !errors.Is(err, unix.ENODEV) {
			errs = append(errs, fmt.Errorf("host: %s: remove: %w", name, err))
		}
	}
	for _, name := range outerFirst(want) {
		w := want[name]
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
		link := &netlink.Vlan{LinkAttrs: a, VlanId: w.id, VlanProtocol: w.kind}
		if err := h.handle.LinkAdd(link); err != nil {
			errs = append(errs, fmt.Errorf("host: %s: VLAN %d of %s: %w", name, w.id, w.parent, err))
			continue
		}
		h.vlans[name] = true
		if !w.outer {
			continue
		}
		// Where the device below is down, the system does it when that comes up.
		if err := h.handle.LinkSetUp(link); err != nil && !errors.Is(err, unix.ENETDOWN) {
			errs = append(errs, fmt.Errorf("host: %s: set up: %w", name, err))
		}
		if made, err := h.handle.LinkByName(name); err == nil {
			links[name] = made
		}
	}
	return errors.Join(errs...)
}

// outerFirst are the names of VLANs, those that carry others first.
func outerFirst(list map[string]vlan) []string {
	return slices.SortedFunc(maps.Keys(list), func(a, b string) int {
		if list[a].outer != list[b].outer {
			if list[a].outer {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
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
