package host

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// routeKey is what tells one of our routes from another.
type routeKey struct {
	prefix  netip.Prefix
	nextHop netip.Addr
	index   int // 0: any
	metric  int
	discard bool
}

// setRoutes removes our routes that are not wanted and adds the wanted ones.
func (h *Host) setRoutes(links map[string]netlink.Link) error {
	var errs []error
	want := map[routeKey]bool{}
	for _, r := range h.want.Routes {
		key := routeKey{prefix: r.Prefix.Masked(), nextHop: r.NextHop.WithZone(""), metric: r.Metric}
		if r.Device != "" {
			link, ok := links[r.Device]
			if !ok {
				errs = append(errs, fmt.Errorf("host: route %s: %s: no such device", r.Prefix, r.Device))
				continue
			}
			key.index = link.Attrs().Index
		}
		key.discard = r.Device == "" && !r.NextHop.IsValid()
		// The kernel turns IPv6's metric 0 into its default.
		if key.prefix.Addr().Is6() && key.metric == 0 {
			key.metric = 1024
		}
		want[key] = true
	}
	have, err := h.routes()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	for _, r := range have {
		key := keyOf(&r)
		if want[key] {
			delete(want, key)
			continue
		}
		anyDevice := key
		anyDevice.index = 0
		if want[anyDevice] && !key.discard {
			delete(want, anyDevice)
			continue
		}
		if err := h.handle.RouteDel(&r); err != nil && !errors.Is(err, unix.ESRCH) {
			errs = append(errs, fmt.Errorf("host: route %s: %w", key.prefix, err))
		}
	}
	for key := range want {
		if err := h.handle.RouteAdd(key.route()); err != nil && !waits(err) {
			errs = append(errs, fmt.Errorf("host: route %s: %w", key.prefix, err))
		}
	}
	return errors.Join(errs...)
}

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

func (h *Host) routes() ([]netlink.Route, error) {
	filter := &netlink.Route{Protocol: Protocol, Table: unix.RT_TABLE_MAIN}
	list, err := h.handle.RouteListFiltered(netlink.FAMILY_ALL, filter, netlink.RT_FILTER_PROTOCOL|netlink.RT_FILTER_TABLE)
	if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
		return nil, fmt.Errorf("host: list of routes: %w", err)
	}
	return list, nil
}

func keyOf(r *netlink.Route) routeKey {
	key := routeKey{index: r.LinkIndex, metric: r.Priority, discard: r.Type == unix.RTN_BLACKHOLE}
	if key.discard {
		key.index = 0 // IPv6 discards on the loopback device
	}
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
	if r.Gw != nil {
		key.nextHop, _ = netip.AddrFromSlice(r.Gw)
		if key.prefix.Addr().Is4() {
			key.nextHop = key.nextHop.Unmap()
		}
	}
	return key
}

func (k routeKey) route() *netlink.Route {
	r := &netlink.Route{
		Dst:       &net.IPNet{IP: k.prefix.Addr().AsSlice(), Mask: net.CIDRMask(k.prefix.Bits(), k.prefix.Addr().BitLen())},
		LinkIndex: k.index,
		Protocol:  Protocol,
		Priority:  k.metric,
		Table:     unix.RT_TABLE_MAIN,
	}
	switch {
	case k.discard:
		r.Type = unix.RTN_BLACKHOLE
	case k.nextHop.IsValid():
		r.Gw = k.nextHop.AsSlice()
	case k.prefix.Addr().Is4():
		r.Scope = netlink.SCOPE_LINK
	}
	return r
}

// RouteTo is the device by which packets from one address to another leave.
// It fails if there is no route, or from is no address of this system.
func (h *Host) RouteTo(to, from netip.Addr) (device string, err error) {
	if to.Zone() != "" {
		return to.Zone(), nil
	}
	to, from = to.Unmap(), from.Unmap()
	options := &netlink.RouteGetOptions{SrcAddr: from.WithZone("").AsSlice()}
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
