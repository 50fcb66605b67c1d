package host

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath/dump"
)

// Neighbor is an entry of the system's ARP or IPv6 neighbour cache.
type Neighbor struct {
	Address netip.Addr
	MAC     net.HardwareAddr // none: asked for, and not answered
	Device  string
	State   NeighborState
	Age     time.Duration // since it was last confirmed
}

// NeighborState says how well a neighbour is known, RFC 4861, Section 7.3.2.
type NeighborState uint8

const (
	Incomplete NeighborState = iota
	Reachable
	Stale
	Delay
	Probe
	Static
)

// neighbors are all that the system knows of a family.
func (h *Host) neighbors(family int) ([]netlink.Neigh, error) {
	list, err := dump.Whole(func() ([]netlink.Neigh, error) { return h.handle.NeighList(0, family) })
	if err != nil {
		return nil, fmt.Errorf("host: list of neighbours: %w", err)
	}
	return list, nil
}

// tick is the unit in which the kernel tells ages.
const tick = 10 * time.Millisecond

// Neighbors lists the neighbours of one family that have been asked for.
func (h *Host) Neighbors(v6 bool) ([]Neighbor, error) {
	family := unix.AF_INET
	if v6 {
		family = unix.AF_INET6
	}
	list, err := h.neighbors(family)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	links, err := h.links()
	h.mu.Unlock()
	if err != nil {
		return nil, err
	}
	names := map[int]string{}
	for name, l := range links {
		names[l.Attrs().Index] = name
	}
	var all []Neighbor
	for _, n := range list {
		address, ok := netip.AddrFromSlice(n.IP)
		if !ok || n.State&unix.NUD_NOARP != 0 || address.IsMulticast() {
			continue
		}
		entry := Neighbor{Address: address.Unmap(), MAC: hardwareOf(&n), Device: names[n.LinkIndex], Age: time.Duration(n.Confirmed) * tick}
		switch {
		case n.State&unix.NUD_PERMANENT != 0:
			entry.State = Static
		case n.State&unix.NUD_REACHABLE != 0:
			entry.State = Reachable
		case n.State&unix.NUD_STALE != 0:
			entry.State = Stale
		case n.State&unix.NUD_DELAY != 0:
			entry.State = Delay
		case n.State&unix.NUD_PROBE != 0:
			entry.State = Probe
		}
		all = append(all, entry)
	}
	return all, nil
}

// ForgetNeighbors removes neighbours from the cache: one address, or with the
// zero one all, on one device, or with "" on all.
func (h *Host) ForgetNeighbors(v6 bool, only netip.Addr, device string) error {
	family := unix.AF_INET
	if v6 {
		family = unix.AF_INET6
	}
	list, err := h.neighbors(family)
	if err != nil {
		return err
	}
	index := 0
	if device != "" {
		link, err := h.handle.LinkByName(device)
		if err != nil {
			return fmt.Errorf("host: device %s: %w", device, err)
		}
		index = link.Attrs().Index
	}
	var failed error
	for _, n := range list {
		address, _ := netip.AddrFromSlice(n.IP)
		if n.State&(unix.NUD_PERMANENT|unix.NUD_NOARP) != 0 || only.IsValid() && address.Unmap() != only || index != 0 && n.LinkIndex != index {
			continue
		}
		gone := netlink.Neigh{LinkIndex: n.LinkIndex, Family: family, IP: n.IP, HardwareAddr: n.HardwareAddr}
		if err := h.handle.NeighDel(&gone); err != nil && !errors.Is(err, unix.ENOENT) {
			failed = errors.Join(failed, fmt.Errorf("host: neighbour %v: %w", address, err))
		}
	}
	return failed
}
