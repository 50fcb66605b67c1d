package host

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath/dump"
)

// Link is the state and the counters of a device.
type Link struct {
	Name, Kind            string // Kind is "tun", "veth", "device", ...
	Index                 int
	Up, Carrier, Loopback bool
	MTU                   int
	MAC                   net.HardwareAddr
	InPackets, InBytes    uint64
	OutPackets, OutBytes  uint64
	InErrors, OutErrors   uint64
	InDrops, OutDrops     uint64
	InMulticasts          uint64
}

// Links returns all devices by name.
func (h *Host) Links() (map[string]Link, error) {
	h.mu.Lock()
	links, err := h.links()
	h.mu.Unlock()
	if err != nil {
		return nil, err
	}
	all := make(map[string]Link, len(links))
	for name, l := range links {
		a := l.Attrs()
		state := Link{
			Name: name, Kind: l.Type(), Index: a.Index, MTU: a.MTU, MAC: a.HardwareAddr,
			Up:       isUp(l),
			Carrier:  a.RawFlags&unix.IFF_LOWER_UP != 0,
			Loopback: a.Flags&net.FlagLoopback != 0,
		}
		if s := a.Statistics; s != nil {
			state.InPackets, state.InBytes = s.RxPackets, s.RxBytes
			state.OutPackets, state.OutBytes = s.TxPackets, s.TxBytes
			state.InErrors, state.OutErrors = s.RxErrors, s.TxErrors
			state.InDrops, state.OutDrops = s.RxDropped, s.TxDropped
			state.InMulticasts = s.Multicast
		}
		all[name] = state
	}
	return all, nil
}

func (h *Host) links() (map[string]netlink.Link, error) {
	list, err := dump.Whole(h.handle.LinkList)
	if err != nil {
		return nil, fmt.Errorf("host: list of devices: %w", err)
	}
	links := make(map[string]netlink.Link, len(list))
	for _, l := range list {
		links[l.Attrs().Name] = l
	}
	return links, nil
}

// Values of IFLA_INET6_ADDR_GEN_MODE.
const (
	addrGenNone   = 1
	addrGenRandom = 3
)

// found is how a device was that we did not make.
type found struct {
	up  bool
	mtu int
}

// restoreLinks gives the devices that are not wanted any more the
// administrative state and the MTU that they had.
func (h *Host) restoreLinks(links map[string]netlink.Link) error {
	var errs []error
	for name, before := range h.found {
		if slices.ContainsFunc(h.want.Devices, func(d Device) bool { return d.Name == name }) {
			continue
		}
		if link, ok := links[name]; ok {
			errs = append(errs, h.setLink(link, &Device{Name: name, Up: before.up, MTU: before.mtu}))
		}
		delete(h.found, name)
	}
	return errors.Join(errs...)
}

// setLink sets MTU and administrative state. A device that we made gets a
// link-local address from the kernel only where IPv6 is used without one: an
// operator's own replaces it, and no IPv6 means no IPv6 packets.
func (h *Host) setLink(link netlink.Link, d *Device) error {
	a := link.Attrs()
	up := isUp(link)
	if _, known := h.found[d.Name]; !known && !d.Made {
		h.found[d.Name] = found{up, a.MTU}
	}
	if d.Made && !up {
		mode := addrGenNone
		if needsLinkLocal(d.Addresses) {
			mode = addrGenRandom
		}
		// A kernel without IPv6 has no such mode and needs none.
		_ = h.handle.LinkSetIP6AddrGenMode(link, mode)
		if err := refuseAdvertisements(d.Name); err != nil {
			return err
		}
		if d.AnySource {
			if err := acceptAnySource(d.Name); err != nil {
				return err
			}
		}
		if d.IPv6 {
			if err := h.enableIPv6(d.Name); err != nil && !errors.Is(err, fs.ErrNotExist) { // without IPv6 in the kernel none of its packets come
				return fmt.Errorf("host: %s: IPv6: %w", d.Name, err)
			}
		}
	}
	mtu := cmp.Or(d.MTU, h.found[d.Name].mtu, a.MTU)
	if mtu != a.MTU {
		if err := h.setMTU(link, mtu); err != nil {
			return err
		}
	}
	var err error
	switch {
	case d.Up && !up:
		err = h.handle.LinkSetUp(link)
	case !d.Up && up:
		err = h.handle.LinkSetDown(link)
	}
	if err != nil {
		return fmt.Errorf("host: %s: administrative state: %w", d.Name, err)
	}
	return h.setIPv6MTU(d.Name, d.IPv6MTU, mtu)
}

// setIPv6MTU has IPv6 use less of the MTU of a device, or all of it again.
func (h *Host) setIPv6MTU(device string, ipv6, mtu int) error {
	less := ipv6 > 0 && ipv6 < mtu
	if !less && !h.lessIPv6[device] {
		return nil
	}
	if !less {
		ipv6 = mtu
	}
	if err := os.WriteFile("/proc/sys/net/ipv6/conf/"+device+"/mtu", []byte(strconv.Itoa(ipv6)), 0); err != nil {
		return fmt.Errorf("host: %s: IPv6 MTU %d: %w", device, ipv6, err)
	}
	h.lessIPv6[device] = less
	return nil
}

// isUp reports whether a device is administratively up.
func isUp(link netlink.Link) bool { return link.Attrs().Flags&net.FlagUp != 0 }

// acceptAnySource turns the check of source addresses off for a device. Where
// all devices have it the greatest value counts, and the loosest is the
// greatest.
func acceptAnySource(device string) error {
	const all, none, loose = "/proc/sys/net/ipv4/conf/all/rp_filter", "0", "2"
	value := none
	if b, err := os.ReadFile(all); err != nil || strings.TrimSpace(string(b)) != none {
		value = loose
	}
	err := os.WriteFile("/proc/sys/net/ipv4/conf/"+device+"/rp_filter", []byte(value), 0)
	if err != nil {
		return fmt.Errorf("host: %s: check of source addresses: %w", device, err)
	}
	return nil
}

// SetMTU changes the MTU of a device between two calls of Set. What a family
// uses of it stays.
func (h *Host) SetMTU(device string, mtu int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	link, err := h.handle.LinkByName(device)
	if err != nil {
		return fmt.Errorf("host: %s: MTU %d: %w", device, mtu, err)
	}
	if err := h.setMTU(link, mtu); err != nil {
		return err
	}
	if d := h.wanted(device); d != nil {
		d.MTU = mtu
		return h.setIPv6MTU(device, d.IPv6MTU, mtu) // the system has forgotten it
	}
	return nil
}

// wanted is what a device shall be, nil: as it likes.
func (h *Host) wanted(device string) *Device {
	for i := range h.want.Devices {
		if d := &h.want.Devices[i]; d.Name == device {
			return d
		}
	}
	return nil
}

// restoreIPv6MTU has IPv6 use less of the MTU of a device once more: the system
// forgets it when the device comes up and when it first has a carrier.
func (h *Host) restoreIPv6MTU(device string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.wanted(device)
	if d == nil || !h.lessIPv6[device] {
		return nil
	}
	link, err := h.handle.LinkByName(device)
	if err != nil {
		return fmt.Errorf("host: %s: IPv6 MTU %d: %w", device, d.IPv6MTU, err)
	}
	return h.setIPv6MTU(device, d.IPv6MTU, link.Attrs().MTU)
}

func (h *Host) setMTU(link netlink.Link, mtu int) error {
	if err := h.handle.LinkSetMTU(link, mtu); err != nil {
		return fmt.Errorf("host: %s: MTU %d: %w", link.Attrs().Name, mtu, err)
	}
	return nil
}

// AwaitCarrier returns when a device that got or lost its carrier sends
// packets, or no more. There is nothing to wait for while the device is
// administratively down.
func (h *Host) AwaitCarrier(device string, up bool) error {
	err := await("carrier", func() (bool, error) {
		link, err := h.handle.LinkByName(device)
		if err != nil {
			return false, err
		}
		a := link.Attrs()
		return !isUp(link) || up && a.OperState == netlink.OperUp || !up && a.OperState == netlink.OperDown, nil
	})
	if err != nil {
		return fmt.Errorf("host: %s: %w", device, err)
	}
	return nil
}

// noticeTimeout is above the second that the kernel may take to notice a change.
const noticeTimeout = 2 * time.Second

// await waits until the kernel, which does some of its work in its own time,
// has noticed a change.
func await(change string, noticed func() (bool, error)) error {
	for deadline := time.Now().Add(noticeTimeout); ; time.Sleep(100 * time.Microsecond) {
		done, err := noticed()
		if done || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the system does not notice the %s", change)
		}
	}
}

func needsLinkLocal(addresses []netip.Prefix) bool {
	ipv6 := false
	for _, p := range addresses {
		if p.Addr().Is6() {
			if p.Addr().IsLinkLocalUnicast() {
				return false
			}
			ipv6 = true
		}
	}
	return ipv6
}

// SetUp changes the administrative state of a device, and whether it is a quiet
// one, between two calls of Set.
func (h *Host) SetUp(device string, up, quiet bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	link, err := h.handle.LinkByName(device)
	if err != nil {
		return fmt.Errorf("host: %s: administrative state: %w", device, err)
	}
	if d := h.wanted(device); d != nil {
		d.Up, d.Quiet = up, quiet
		return h.setLink(link, d)
	}
	return fmt.Errorf("host: %s: not among the devices that were set", device)
}
