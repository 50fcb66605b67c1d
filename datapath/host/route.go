package host

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// routeKey is what tells one of our routes from another.
type routeKey struct {
	table  int
	prefix netip.Prefix
	kind   int // RTN_UNICAST ...
	metric int
	mtu    int    // of IPv4, 0: that of the device
	hops   string // of a unicast route, sorted
}

// hop is one of the ways of a route.
type hop struct {
	index   int
	gateway netip.Addr // invalid: the destination itself
}

func (h hop) String() string {
	if !h.gateway.IsValid() {
		return fmt.Sprint(h.index)
	}
	return fmt.Sprint(h.index, " ", h.gateway)
}

// route is one of the system.
type route struct {
	routeKey
	hops   []hop
	source netip.Addr // that packets of the router itself have; invalid: any
}

// Metrics of routes that have no distance: that with which the kernel makes its
// own routes, for IPv6, and the last of all.
const (
	ownMetric6 = 256
	lastMetric = 0xfffffffe
)

// setRoutes finds out which routes are used, adds those that are missing, and
// removes ours that are not used.
func (h *Host) setRoutes(links map[string]netlink.Link) error {
	var errs []error
	devices := h.byInterface()
	for _, r := range h.want.Routes {
		if r.Interface != "" && devices[r.Interface] == nil {
			errs = append(errs, fmt.Errorf("host: route %s: interface %s is unknown", r.Prefix, r.Interface))
		}
	}
	want, err := h.usedRoutes(links)
	errs = append(errs, err)
	have, err := h.routes()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	var gone []netlink.Route
	for _, r := range have {
		if r.Protocol != Protocol {
			continue
		}
		key := keyOf(&r)
		if _, wanted := want[key]; wanted {
			delete(want, key)
		} else {
			gone = append(gone, r)
		}
	}
	// At no moment may a packet leave by the route to a wider network, in clear,
	// because that to its own is not there yet, or not any more.
	slices.SortFunc(gone, func(a, b netlink.Route) int { return -narrower(keyOf(&a), keyOf(&b)) })
	missing := slices.SortedFunc(maps.Values(want), func(a, b *route) int { return narrower(a.routeKey, b.routeKey) })
	var tables *forks
	if len(missing) > 0 {
		tables = newForks(have)
	}
	for _, r := range missing {
		if slices.ContainsFunc(gone, func(old netlink.Route) bool { return r.replaces(keyOf(&old)) }) {
			err = h.handle.RouteReplace(r.netlink())
		} else {
			err = h.addRoute(r, tables)
		}
		if err != nil && !waits(err) {
			errs = append(errs, fmt.Errorf("host: route %s: %w", r.prefix, err))
		}
	}
	for _, r := range gone {
		if err := h.handle.RouteDel(&r); err != nil && !errors.Is(err, unix.ESRCH) {
			errs = append(errs, fmt.Errorf("host: route %s: %w", keyOf(&r).prefix, err))
		}
	}
	return errors.Join(errs...)
}

// narrower orders routes as they are added: local ones first, since a source
// address must be one of the router's, then what is unreachable, then the
// longest prefixes.
func narrower(a, b routeKey) int {
	return cmp.Or(cmp.Compare(rank(a.kind), rank(b.kind)), cmp.Compare(b.prefix.Bits(), a.prefix.Bits()))
}

func rank(kind int) int {
	switch kind {
	case unix.RTN_LOCAL:
		return 0
	case unix.RTN_UNREACHABLE:
		return 1
	}
	return 2
}

// replaces reports whether the system takes the route for another way to the
// same network.
func (k routeKey) replaces(old routeKey) bool {
	return k.table == old.table && k.prefix == old.prefix && k.metric == old.metric
}

// usedRoutes are the routes that we make, by key: static ones, the router's own
// networks of IPv6, and all of VRFs.
func (h *Host) usedRoutes(links map[string]netlink.Link) (map[routeKey]*route, error) {
	devices := h.byInterface()
	table, err := h.routingTable(links)
	h.routing = slices.DeleteFunc(slices.Clone(table), func(e datapath.RouteEntry) bool {
		// A next hop may be on a device that is not in the configuration.
		return e.Source != datapath.StaticRoute && devices[e.Paths[0].Out] == nil
	})
	want := map[routeKey]*route{}
	add := func(r route) {
		if len(r.hops) == 0 && r.kind == unix.RTN_UNICAST {
			return
		}
		words := make([]string, len(r.hops))
		slices.SortFunc(r.hops, func(a, b hop) int { return strings.Compare(a.String(), b.String()) })
		for i, p := range r.hops {
			words[i] = p.String()
		}
		r.routeKey.hops = strings.Join(words, ", ")
		want[r.routeKey] = &r
	}
	for i := range table {
		e := &table[i]
		if e.VRF == "" && (e.Source == datapath.LocalRoute || e.Source == datapath.ConnectedRoute && !ownNetwork(e, devices)) {
			continue // the kernel has made it
		}
		r := route{routeKey: routeKey{table: h.table(e.VRF), prefix: e.Prefix, kind: unix.RTN_UNICAST, metric: h.metric(e.Distance)}}
		if e.Prefix.Addr().Is6() && e.Distance == 0 {
			r.metric = ownMetric6
		}
		paths := e.Paths
		if e.Prefix.Addr().Is6() && e.Source == datapath.ConnectedRoute {
			paths = paths[:1] // IPv6 has no route with several ways without a next hop
		}
		for _, p := range paths {
			index := 0
			if d := devices[p.Out]; d != nil {
				if d.IPv4MTU > 0 && e.Prefix.Addr().Is4() && (r.mtu == 0 || d.IPv4MTU < r.mtu) {
					r.mtu = d.IPv4MTU
				}
				if link, ok := links[d.Name]; ok {
					index = link.Attrs().Index
				}
				if e.Source == datapath.ConnectedRoute {
					r.source = sourceOn(d, e.Prefix)
				}
			} else if link, ok := links[p.Out]; ok {
				index = link.Attrs().Index // not of the configuration
			}
			switch {
			case p.Discards():
				r.kind, r.hops, r.mtu = unix.RTN_UNREACHABLE, nil, 0
			case index != 0 && r.kind == unix.RTN_UNICAST:
				r.hops = append(r.hops, hop{index, p.Gateway.WithZone("")})
			}
		}
		if e.Source == datapath.LocalRoute || e.Source == datapath.ConnectedRoute && e.Prefix.IsSingleIP() {
			r.kind, r.mtu, r.hops = unix.RTN_LOCAL, 0, r.hops[:min(1, len(r.hops))]
			if len(r.hops) == 0 {
				continue
			}
		}
		add(r)
	}
	for i := range h.want.Routes {
		// A route to Null0 is there before a nearer one goes: the system takes
		// the routes of a tunnel away together with its device.
		if r := &h.want.Routes[i]; r.Interface == "" && !r.NextHop.IsValid() && r.Distance != 255 && r.Tracked == "" {
			add(route{routeKey: routeKey{table: h.table(r.VRF), prefix: r.Prefix, kind: unix.RTN_UNREACHABLE, metric: h.metric(max(r.Distance, 1))}})
		}
	}
	for _, v := range h.want.VRFs {
		// What has no route in the VRF must not follow those of the system.
		for _, a := range []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
			add(route{routeKey: routeKey{table: int(v.Table()), prefix: netip.PrefixFrom(a, 0), kind: unix.RTN_UNREACHABLE, metric: lastMetric}})
		}
	}
	for _, d := range h.want.Devices {
		link, ok := links[d.Name]
		if ok && d.VRF != "" && usable(link) && slices.ContainsFunc(d.Addresses, func(p netip.Prefix) bool { return p.Addr().Is6() }) {
			add(route{
				routeKey: routeKey{table: h.table(d.VRF), prefix: linkLocal, kind: unix.RTN_UNICAST, metric: ownMetric6},
				hops:     []hop{{index: link.Attrs().Index}},
			})
		}
	}
	return want, err
}

// ownNetwork reports whether the entry is a network of IPv6 to whose addresses
// the kernel makes no route, since it would not come by way of its fork.
func ownNetwork(e *datapath.RouteEntry, devices map[string]*Device) bool {
	return e.Prefix.Addr().Is6() && !e.Prefix.IsSingleIP() && devices[e.Paths[0].Out] != nil
}

// metric of a route with that distance. FRR's zebra takes the topmost byte of a
// route in the kernel for its distance, and gives its own routes a metric that
// is less than any of these: so both prefer the same route.
func (h *Host) metric(distance uint8) int {
	const zebraShift = 24
	if h.want.FRR {
		return int(distance) << zebraShift
	}
	return int(distance)
}

// linkLocal is RFC 4291, Section 2.5.6.
var linkLocal = netip.MustParsePrefix("fe80::/64")

// sourceOn is the address that a device has in a network.
func sourceOn(d *Device, network netip.Prefix) netip.Addr {
	for _, p := range d.Addresses {
		if p.Masked() == network {
			return p.Addr()
		}
	}
	return netip.Addr{}
}

// routingTable is that of the configuration with the links as they are. A next
// hop may also be on a network of a device that is not in it.
func (h *Host) routingTable(links map[string]netlink.Link) ([]datapath.RouteEntry, error) {
	c := &datapath.Config{VRFs: h.want.VRFs, Routes: h.want.Routes}
	up := map[string]bool{}
	known := map[int]bool{}
	for _, d := range h.want.Devices {
		link, ok := links[d.Name]
		if !ok || d.Interface == "" {
			continue
		}
		known[link.Attrs().Index] = true
		up[d.Interface] = d.Up && !d.Quiet && usable(link)
		c.Links = append(c.Links, datapath.Link{Name: d.Interface, Addresses: d.Addresses, VRF: d.VRF, Loopback: !d.Multiaccess})
	}
	have, err := h.addresses()
	for name, link := range links {
		if known[link.Attrs().Index] || link.Attrs().Flags&net.FlagLoopback != 0 {
			continue
		}
		l := datapath.Link{Name: name}
		for a := range have {
			if a.index == link.Attrs().Index {
				l.Addresses = append(l.Addresses, a.prefix)
			}
		}
		up[name] = usable(link)
		c.Links = append(c.Links, l)
	}
	return datapath.RoutingTable(c, func(iface string) bool { return up[iface] }), err
}

// byInterface finds devices by IOS's names for them.
func (h *Host) byInterface() map[string]*Device {
	m := make(map[string]*Device, len(h.want.Devices))
	for i := range h.want.Devices {
		m[h.want.Devices[i].Interface] = &h.want.Devices[i]
	}
	delete(m, "")
	return m
}

// usable reports whether packets leave by the link.
func usable(link netlink.Link) bool {
	return isUp(link) && link.Attrs().RawFlags&unix.IFF_LOWER_UP != 0
}

// Routes is the routing table, which is not to be changed.
func (h *Host) Routes() []datapath.RouteEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.routing
}
