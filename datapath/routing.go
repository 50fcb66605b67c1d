package datapath

import (
	"cmp"
	"net/netip"
	"slices"
)

// maxRecursion is how many next hops may follow each other until one is on a
// network of the router.
const maxRecursion = 32

// RoutingTable finds out which routes of a configuration are used while the
// interfaces are up of which up says so: the nearest ones to each network
// whose next hops can be reached. Entries are in order of VRF, family and
// prefix.
func RoutingTable(c *Config, up func(iface string) bool) []RouteEntry {
	t := newRoutingTable(c, up)
	usable := make([][]Path, len(c.Routes))
	var recursive []int
	for i := range c.Routes {
		r := &c.Routes[i]
		switch {
		case r.Distance == 255 || r.Tracked != "" && !up(r.Tracked):
		case r.NextHop.IsValid() && r.Interface == "":
			recursive = append(recursive, i)
		case r.Interface == "":
			usable[i] = []Path{{}}
		case up(r.Interface) || r.Permanent:
			usable[i] = []Path{{NextHop: r.NextHop, Interface: r.Interface, Out: r.Interface, Gateway: r.NextHop}}
		}
	}
	t.choose(c.Routes, usable)
	// What can be reached by one route may make another usable, and that a
	// third one.
	for range maxRecursion {
		changed := false
		for _, i := range recursive {
			paths := t.resolve(&c.Routes[i])
			changed = changed || !slices.Equal(paths, usable[i])
			usable[i] = paths
		}
		if !changed {
			return t.entries()
		}
		t.choose(c.Routes, usable)
	}
	// Routes that still come and go lead to their own next hops.
	for _, i := range recursive {
		if !slices.Equal(t.resolve(&c.Routes[i]), usable[i]) {
			usable[i] = nil
		}
	}
	t.choose(c.Routes, usable)
	return t.entries()
}

// routeKey is what tells one entry from another.
type routeKey struct {
	vrf    string
	prefix netip.Prefix
}

// routingTable finds entries by address.
type routingTable struct {
	own        map[routeKey]*RouteEntry // networks and addresses of the router
	static     map[routeKey]*RouteEntry
	broadcasts map[string]bool // interfaces on which a next hop is asked for by its address
	lengths    [129]bool       // of prefixes that there may be
}

func newRoutingTable(c *Config, up func(string) bool) *routingTable {
	t := &routingTable{own: map[routeKey]*RouteEntry{}, broadcasts: map[string]bool{}}
	for i := range c.Links {
		l := &c.Links[i]
		t.broadcasts[l.Name] = !l.Loopback
		if up(l.Name) {
			t.connect(l.VRF, l.Name, l.Addresses)
		}
	}
	for i := range c.Tunnels {
		if tunnel := &c.Tunnels[i]; up(tunnel.Name) {
			t.connect(tunnel.VRF, tunnel.Name, tunnel.Addresses)
		}
	}
	for i := range c.Routes {
		t.lengths[c.Routes[i].Prefix.Bits()] = true
	}
	return t
}

// connect adds the networks of an interface, and the router's addresses in
// them. That of a single address is both.
func (t *routingTable) connect(vrf, iface string, addresses []netip.Prefix) {
	for _, p := range addresses {
		if p.Addr().Is6() && p.Addr().IsLinkLocalUnicast() {
			continue
		}
		t.add(vrf, p.Masked(), ConnectedRoute, iface)
		if host := netip.PrefixFrom(p.Addr(), p.Addr().BitLen()); host != p {
			t.add(vrf, host, LocalRoute, iface)
		}
	}
}

func (t *routingTable) add(vrf string, p netip.Prefix, source RouteSource, iface string) {
	t.lengths[p.Bits()] = true
	key := routeKey{vrf, p}
	e := t.own[key]
	if e == nil {
		e = &RouteEntry{VRF: vrf, Prefix: p, Source: source}
		t.own[key] = e
	}
	path := Path{Interface: iface, Out: iface}
	if !slices.Contains(e.Paths, path) {
		e.Paths = append(e.Paths, path)
	}
}

// choose makes entries of the nearest of the usable routes to each network.
func (t *routingTable) choose(routes []Route, usable [][]Path) {
	t.static = map[routeKey]*RouteEntry{}
	for i := range routes {
		r, paths := &routes[i], usable[i]
		if len(paths) == 0 {
			continue
		}
		key := routeKey{r.VRF, r.Prefix}
		e := t.static[key]
		if t.own[key] != nil || e != nil && e.Distance < r.Distance {
			continue
		}
		if e == nil || e.Distance > r.Distance {
			e = &RouteEntry{VRF: r.VRF, Prefix: r.Prefix, Source: StaticRoute, Distance: r.Distance, Tag: r.Tag}
			t.static[key] = e
		}
		for _, p := range paths {
			if !slices.Contains(e.Paths, p) {
				e.Paths = append(e.Paths, p)
			}
		}
	}
}

// lookup finds the entry for an address, nil: none.
func (t *routingTable) lookup(vrf string, a netip.Addr) *RouteEntry {
	for bits := a.BitLen(); bits >= 0; bits-- {
		if !t.lengths[bits] {
			continue
		}
		p, err := a.Prefix(bits)
		if err != nil {
			return nil
		}
		key := routeKey{vrf, p}
		if e := t.own[key]; e != nil {
			return e
		}
		if e := t.static[key]; e != nil {
			return e
		}
	}
	return nil
}

// resolve finds the ways to the next hop of a route that names no interface.
// A permanent route that has none discards.
func (t *routingTable) resolve(r *Route) []Path {
	none := []Path(nil)
	if r.Permanent {
		none = []Path{{NextHop: r.NextHop}}
	}
	e := t.lookup(r.NextHopVRF, r.NextHop)
	switch {
	case e == nil || e.Source == LocalRoute:
		return none
	case e.Source == StaticRoute && e.VRF == r.VRF && e.Prefix == r.Prefix:
		return none // it leads to itself
	case e.Source == ConnectedRoute && e.Prefix.IsSingleIP():
		return none // the router's own address
	}
	paths := make([]Path, 0, len(e.Paths))
	for _, via := range e.Paths {
		p := Path{NextHop: r.NextHop, Out: via.Out, Gateway: via.Gateway}
		if !p.Gateway.IsValid() && (e.Source == ConnectedRoute || t.broadcasts[via.Out]) && via.Out != "" {
			p.Gateway = r.NextHop
		}
		paths = append(paths, p)
	}
	return paths
}

func (t *routingTable) entries() []RouteEntry {
	all := make([]RouteEntry, 0, len(t.own)+len(t.static))
	for _, m := range []map[routeKey]*RouteEntry{t.own, t.static} {
		for _, e := range m {
			all = append(all, *e)
		}
	}
	slices.SortFunc(all, func(a, b RouteEntry) int {
		return cmp.Or(cmp.Compare(a.VRF, b.VRF), a.Prefix.Addr().Compare(b.Prefix.Addr()), cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()))
	})
	return all
}
