package host

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/dump"
)

// StaticNeighbor is a neighbour that the system need not ask for.
type StaticNeighbor struct {
	Address  netip.Addr
	Hardware []byte // its address on the device
}

// SetNeighbors makes the static IPv4 neighbours on a device that mainmode made
// these. The system forgets them when the device goes down.
func (h *Host) SetNeighbors(device string, list []StaticNeighbor) error {
	link, err := h.handle.LinkByName(device)
	if err != nil {
		return fmt.Errorf("host: neighbours on %s: %w", device, err)
	}
	if !isUp(link) {
		return nil
	}
	index := link.Attrs().Index
	have, err := dump.Whole(func() ([]netlink.Neigh, error) { return h.handle.NeighList(index, unix.AF_INET) })
	if err != nil {
		return fmt.Errorf("host: neighbours on %s: %w", device, err)
	}
	known := map[netip.Addr][]byte{}
	for _, n := range have {
		if a, ok := netip.AddrFromSlice(n.IP); ok && n.State&unix.NUD_PERMANENT != 0 {
			known[a.Unmap()] = hardwareOf(&n)
		}
	}
	entry := func(a netip.Addr, hardware []byte) *netlink.Neigh {
		return &netlink.Neigh{LinkIndex: index, Family: unix.AF_INET, State: unix.NUD_PERMANENT, IP: a.AsSlice(), HardwareAddr: hardware}
	}
	var errs []error
	for _, n := range list {
		hardware, there := known[n.Address]
		delete(known, n.Address)
		if there && bytes.Equal(hardware, n.Hardware) {
			continue
		}
		if err := h.handle.NeighSet(entry(n.Address, n.Hardware)); err != nil {
			errs = append(errs, fmt.Errorf("host: neighbour %v on %s: %w", n.Address, device, err))
		}
	}
	for a, hardware := range known {
		if err := h.handle.NeighDel(entry(a, hardware)); err != nil && !errors.Is(err, unix.ENOENT) {
			errs = append(errs, fmt.Errorf("host: neighbour %v on %s: %w", a, device, err))
		}
	}
	return errors.Join(errs...)
}

// hardwareOf is the address of a neighbour on its device. The library takes one of
// the length of an IPv4 address for such a one.
func hardwareOf(n *netlink.Neigh) net.HardwareAddr {
	if len(n.HardwareAddr) == 0 && n.LLIPAddr != nil {
		if a := n.LLIPAddr.To4(); a != nil {
			return net.HardwareAddr(a)
		}
		return net.HardwareAddr(n.LLIPAddr)
	}
	return n.HardwareAddr
}

// HasUp reports whether an interface of the configuration that is up, and has a
// carrier, has the address.
func (h *Host) HasUp(c *datapath.Config, local netip.Addr) bool {
	for i := range c.Links {
		l := &c.Links[i]
		if l.Shutdown {
			continue
		}
		for _, p := range l.Addresses {
			if p.Addr() != local.Unmap() {
				continue
			}
			link, err := h.handle.LinkByName(l.Device)
			return err == nil && isUp(link) && link.Attrs().RawFlags&unix.IFF_LOWER_UP != 0
		}
	}
	return false
}
