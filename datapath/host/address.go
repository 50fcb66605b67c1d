package host

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath/dump"
)

// ifaProto is IFA_PROTO of linux/if_addr.h: who added the address. Kernels
// before 5.18 ignore it.
const ifaProto = 11

// address is one address of one device.
type address struct {
	index  int
	prefix netip.Prefix
	// alone says that the kernel makes no route to the address's network.
	alone bool
}

// used are the addresses that the device has now.
func (d *Device) used() []netip.Prefix {
	if d.Quiet {
		return nil
	}
	return d.Addresses
}

// setAddresses removes our addresses that are not wanted and adds the wanted
// ones that are missing.
func (h *Host) setAddresses(links map[string]netlink.Link) error {
	want := map[address]bool{}
	for _, d := range h.want.Devices {
		if link, ok := links[d.Name]; ok {
			for _, p := range d.used() {
				want[h.addressOf(&d, link, p)] = true
			}
		}
	}
	have, err := h.addresses()
	if err != nil {
		return err
	}
	var errs []error
	for a, ours := range have {
		if ours && (!want[a] || h.reordered(links, a)) {
			if err := h.deleteAddress(a); err != nil {
				errs = append(errs, err)
			}
		}
	}
	// With a primary IPv4 address its secondaries may be gone too.
	if have, err = h.addresses(); err != nil {
		return err
	}
	for _, d := range h.want.Devices {
		link, ok := links[d.Name]
		if !ok {
			continue
		}
		if _, left := h.left["/proc/sys/"+withoutIPv6(d.Name)]; left && slices.ContainsFunc(d.used(), isIPv6) {
			if err := h.enableIPv6(d.Name); err != nil { // a killed process did, and this one wants it, too
				errs = append(errs, fmt.Errorf("host: %s: %w", d.Name, err))
			}
		}
		for _, p := range d.used() {
			a := h.addressOf(&d, link, p)
			other := a
			other.alone = !a.alone
			_, present := have[a]
			if _, foreign := have[other]; present || foreign || p == d.Given {
				continue
			}
			err := h.addAddress(a)
			if errors.Is(err, unix.EACCES) && p.Addr().Is6() {
				if err = h.enableIPv6(d.Name); err == nil {
					err = h.addAddress(a)
				}
			}
			if err == nil && p.Addr().Is6() {
				err = h.awaitAddress(a)
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("host: %s: address %s: %w", d.Name, p, err))
			}
		}
	}
	clear(h.order)
	for _, d := range h.want.Devices {
		h.order[d.Name] = ipv4Only(d.used())
	}
	return errors.Join(errs...)
}

func (h *Host) addressOf(d *Device, link netlink.Link, p netip.Prefix) address {
	ipv6 := p.Addr().Is6() && !p.Addr().IsLinkLocalUnicast()
	return address{index: link.Attrs().Index, prefix: p, alone: ipv6 || h.table(d.VRF) != unix.RT_TABLE_MAIN}
}

// reordered reports whether the IPv4 addresses of the device must be added
// anew: the kernel takes the first one added as the primary.
func (h *Host) reordered(links map[string]netlink.Link, a address) bool {
	if !a.prefix.Addr().Is4() {
		return false
	}
	for _, d := range h.want.Devices {
		if link, ok := links[d.Name]; ok && link.Attrs().Index == a.index {
			before, now := h.order[d.Name], ipv4Only(d.used())
			return len(before) > 0 && len(now) > 0 && before[0] != now[0]
		}
	}
	return false
}

func isIPv6(p netip.Prefix) bool { return p.Addr().Is6() }

func ipv4Only(prefixes []netip.Prefix) []netip.Prefix {
	var v4 []netip.Prefix
	for _, p := range prefixes {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		}
	}
	return slices.Clip(v4)
}

// addresses returns all addresses of the system, and whether they are ours.
func (h *Host) addresses() (map[address]bool, error) {
	messages, err := dump.Whole(func() ([][]byte, error) {
		req := h.request(unix.RTM_GETADDR, unix.NLM_F_DUMP)
		req.AddData(nl.NewIfAddrmsg(unix.AF_UNSPEC))
		return req.Execute(unix.NETLINK_ROUTE, unix.RTM_NEWADDR)
	})
	if err != nil {
		return nil, fmt.Errorf("host: list of addresses: %w", err)
	}
	all := map[address]bool{}
	for _, m := range messages {
		msg := nl.DeserializeIfAddrmsg(m)
		attrs, err := nl.ParseRouteAttr(m[msg.Len():])
		if err != nil {
			return nil, fmt.Errorf("host: list of addresses: %w", err)
		}
		var ip, local netip.Addr
		ours, alone := false, false
		for _, attr := range attrs {
			switch attr.Attr.Type {
			case unix.IFA_ADDRESS:
				ip, _ = netip.AddrFromSlice(attr.Value)
			case unix.IFA_LOCAL:
				local, _ = netip.AddrFromSlice(attr.Value)
			case ifaProto:
				ours = len(attr.Value) == 1 && attr.Value[0] == Protocol
			case unix.IFA_FLAGS:
				alone = len(attr.Value) == 4 && binary.NativeEndian.Uint32(attr.Value)&unix.IFA_F_NOPREFIXROUTE != 0
			}
		}
		if local.IsValid() {
			ip = local
		}
		a := address{index: int(msg.Index), prefix: netip.PrefixFrom(ip, int(msg.Prefixlen)), alone: alone}
		all[a] = ours || h.added[a]
	}
	return all, nil
}

// Addresses are the IPv4 addresses that are not ours, the least of each device,
// by its index.
func (h *Host) Addresses() (map[int]netip.Prefix, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	have, err := h.addresses()
	if err != nil {
		return nil, err
	}
	all := map[int]netip.Prefix{}
	for a, ours := range have {
		if ours || !a.prefix.Addr().Is4() {
			continue
		}
		if least, ok := all[a.index]; !ok || a.prefix.Addr().Less(least.Addr()) {
			all[a.index] = a.prefix
		}
	}
	return all, nil
}

// addAddress adds an address that is usable at once: without duplicate address
// detection, for which there is no one on a tunnel to ask.
func (h *Host) addAddress(a address) error {
	req := h.request(unix.RTM_NEWADDR, unix.NLM_F_CREATE|unix.NLM_F_EXCL|unix.NLM_F_ACK)
	ip := a.prefix.Addr()
	family := unix.AF_INET
	if ip.Is6() {
		family = unix.AF_INET6
	}
	msg := nl.NewIfAddrmsg(family)
	msg.Index, msg.Prefixlen = uint32(a.index), uint8(a.prefix.Bits())
	var flags uint32
	switch {
	case ip.Is6():
		flags = unix.IFA_F_NODAD
	case ip.IsLoopback():
		msg.Scope = unix.RT_SCOPE_HOST
	}
	msg.Flags = uint8(flags)
	if a.alone {
		flags |= unix.IFA_F_NOPREFIXROUTE
	}
	if ip.IsLinkLocalUnicast() {
		msg.Scope = unix.RT_SCOPE_LINK
	}
	req.AddData(msg)
	req.AddData(nl.NewRtAttr(unix.IFA_LOCAL, ip.AsSlice()))
	req.AddData(nl.NewRtAttr(unix.IFA_ADDRESS, ip.AsSlice()))
	if ip.Is4() && a.prefix.Bits() < 31 {
		req.AddData(nl.NewRtAttr(unix.IFA_BROADCAST, broadcast(a.prefix)))
	}
	req.AddData(nl.NewRtAttr(ifaProto, []byte{Protocol}))
	req.AddData(nl.NewRtAttr(unix.IFA_FLAGS, binary.NativeEndian.AppendUint32(nil, flags)))
	if _, err := req.Execute(unix.NETLINK_ROUTE, 0); err != nil {
		return err
	}
	h.added[a] = true
	return nil
}

// awaitAddress returns when the system takes packets for a new IPv6 address as
// its own: it makes the route that says so in its own time, and drops them
// until then. There is nothing to wait for while the device is down.
func (h *Host) awaitAddress(a address) error {
	ip := a.prefix.Addr()
	route := &netlink.Route{LinkIndex: a.index, Table: unix.RT_TABLE_LOCAL, Dst: &net.IPNet{IP: ip.AsSlice(), Mask: net.CIDRMask(128, 128)}}
	const filter = netlink.RT_FILTER_OIF | netlink.RT_FILTER_TABLE | netlink.RT_FILTER_DST
	return await("address", func() (bool, error) {
		link, err := h.handle.LinkByIndex(a.index)
		if err != nil || !isUp(link) {
			return true, err
		}
		routes, err := dump.Whole(func() ([]netlink.Route, error) { return h.handle.RouteListFiltered(netlink.FAMILY_V6, route, filter) })
		return len(routes) > 0, err
	})
}

func (h *Host) deleteAddress(a address) error {
	req := h.request(unix.RTM_DELADDR, unix.NLM_F_ACK)
	ip := a.prefix.Addr()
	family := unix.AF_INET
	if ip.Is6() {
		family = unix.AF_INET6
	}
	msg := nl.NewIfAddrmsg(family)
	msg.Index, msg.Prefixlen = uint32(a.index), uint8(a.prefix.Bits())
	req.AddData(msg)
	req.AddData(nl.NewRtAttr(unix.IFA_LOCAL, ip.AsSlice()))
	_, err := req.Execute(unix.NETLINK_ROUTE, 0)
	delete(h.added, a)
	// A secondary address went with its primary, or a device with both.
	if err != nil && !errors.Is(err, unix.EADDRNOTAVAIL) && !errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("host: address %s: %w", a.prefix, err)
	}
	return nil
}

func broadcast(p netip.Prefix) []byte {
	b := p.Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	return b[:]
}
