package host

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/dump"
)

// waits reports whether the route can be added once a link is up: IOS does not
// complain about such a route either.
func waits(err error) bool {
	for _, e := range []error{unix.ENETUNREACH, unix.EHOSTUNREACH, unix.ENETDOWN, unix.ENODEV, unix.EEXIST} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// routes are those of all tables, whoever added them.
func (h *Host) routes() ([]netlink.Route, error) {
	filter := &netlink.Route{Table: unix.RT_TABLE_UNSPEC}
	list, err := dump.Whole(func() ([]netlink.Route, error) {
		return h.handle.RouteListFiltered(netlink.FAMILY_ALL, filter, netlink.RT_FILTER_TABLE)
	})
	if err != nil {
		return nil, fmt.Errorf("host: list of routes: %w", err)
	}
	return list, nil
}

func keyOf(r *netlink.Route) routeKey {
	key := routeKey{table: r.Table, kind: r.Type, metric: r.Priority}
	if r.Dst != nil {
		ip, _ := netip.AddrFromSlice(r.Dst.IP)
		bits, size := r.Dst.Mask.Size()
		if size == 32 {
			ip = ip.Unmap()
		}
		key.prefix = netip.PrefixFrom(ip, bits)
	} else if r.Family == netlink.FAMILY_V6 {
		key.prefix = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	} else {
		key.prefix = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	}
	if r.Type == unix.RTN_UNREACHABLE {
		return key // IPv6 has them on the loopback device
	}
	if key.prefix.Addr().Is4() {
		key.mtu = r.MTU
	}
	paths := r.MultiPath
	if len(paths) == 0 {
		paths = []*netlink.NexthopInfo{{LinkIndex: r.LinkIndex, Gw: r.Gw}}
	}
	words := make([]string, len(paths))
	for i, p := range paths {
		way := hop{index: p.LinkIndex}
		if p.Gw != nil {
			way.gateway, _ = netip.AddrFromSlice(p.Gw)
			if key.prefix.Addr().Is4() {
				way.gateway = way.gateway.Unmap()
			}
		}
		words[i] = way.String()
	}
	slices.Sort(words)
	key.hops = strings.Join(words, ", ")
	return key
}

func (r *route) netlink() *netlink.Route {
	n := &netlink.Route{
		Dst:      &net.IPNet{IP: r.prefix.Addr().AsSlice(), Mask: net.CIDRMask(r.prefix.Bits(), r.prefix.Addr().BitLen())},
		Protocol: Protocol,
		Priority: r.metric,
		Table:    r.table,
		Type:     r.kind,
		MTU:      r.mtu,
	}
	if r.source.IsValid() {
		n.Src = r.source.AsSlice()
	}
	switch {
	case r.kind == unix.RTN_LOCAL:
		n.Scope = netlink.SCOPE_HOST
	case len(r.hops) > 0 && !r.hops[0].gateway.IsValid() && r.prefix.Addr().Is4():
		n.Scope = netlink.SCOPE_LINK
	}
	if len(r.hops) == 1 {
		n.LinkIndex = r.hops[0].index
		if g := r.hops[0].gateway; g.IsValid() {
			n.Gw, n.Flags = g.AsSlice(), int(netlink.FLAG_ONLINK)
		}
		return n
	}
	for _, p := range r.hops {
		info := &netlink.NexthopInfo{LinkIndex: p.index}
		if p.gateway.IsValid() {
			n.Scope = netlink.SCOPE_UNIVERSE
			info.Gw, info.Flags = p.gateway.AsSlice(), int(netlink.FLAG_ONLINK)
		}
		n.MultiPath = append(n.MultiPath, info)
	}
	return n
}

// RouteTo is the device by which packets from one address to another leave, in
// a VRF. It fails if there is no route, or from is no address of this system.
func (h *Host) RouteTo(v datapath.VRF, to, from netip.Addr) (device string, err error) {
	if to.Zone() != "" {
		return to.Zone(), nil
	}
	to, from = to.Unmap(), from.Unmap()
	options := &netlink.RouteGetOptions{SrcAddr: from.WithZone("").AsSlice(), Mark: v.PacketMark()}
	routes, err := h.handle.RouteGetWithOptions(to.AsSlice(), options)
	if err != nil {
		return "", fmt.Errorf("host: route to %s from %s: %w", to, from, err)
	}
	if len(routes) == 0 {
		return "", fmt.Errorf("host: no route to %s", to)
	}
	switch routes[0].Type {
	case unix.RTN_BLACKHOLE, unix.RTN_UNREACHABLE, unix.RTN_PROHIBIT:
		return "", fmt.Errorf("host: route to %s: packets are discarded", to)
	}
	link, err := h.handle.LinkByIndex(routes[0].LinkIndex)
	if err != nil {
		return "", fmt.Errorf("host: route to %s: %w", to, err)
	}
	return link.Attrs().Name, nil
}
