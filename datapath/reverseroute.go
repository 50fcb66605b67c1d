package datapath

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
)

// ReverseRoute asks for routes to what is behind a peer, by way of the peer or
// of NextHop if that is valid.
type ReverseRoute struct {
	// Policy has a route to what each of its outbound SAs is for, as long as
	// that SA lasts; "": the route is to Prefix, and stays.
	Policy   string
	VRF      string // that the route is in, "": none
	Underlay string // the VRF of the way to the peer, "": none
	Prefix   netip.Prefix
	Peer     netip.Addr // of a route to Prefix
	NextHop  netip.Addr
	Gateway  bool // NextHop is also the way to the peer itself
	Distance uint8
	Tag      uint32
}

// StaticRoutes are the routes of a configuration while there are these outbound
// SAs: its own, and those that its ReverseRoutes ask for.
func (c *Config) StaticRoutes(outbound iter.Seq[*SA]) []Route {
	if len(c.ReverseRoutes) == 0 {
		return c.Routes
	}
	var reverse []Route
	for i := range c.ReverseRoutes {
		r := &c.ReverseRoutes[i]
		if r.Policy == "" {
			reverse = append(reverse, r.routes(r.Prefix, r.Peer)...)
			continue
		}
		for sa := range outbound {
			if sa.Policy == r.Policy {
				reverse = append(reverse, r.routes(sa.Selector.Remote, sa.Remote)...)
			}
		}
	}
	slices.SortFunc(reverse, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.VRF, b.VRF), a.Prefix.Compare(b.Prefix), a.NextHop.Compare(b.NextHop), cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Tag, b.Tag))
	})
	return append(slices.Clip(c.Routes), slices.Compact(reverse)...)
}

// routes to a network behind a peer.
func (r *ReverseRoute) routes(network netip.Prefix, peer netip.Addr) []Route {
	peer = peer.Unmap().WithZone("")
	route := Route{VRF: r.VRF, NextHopVRF: r.Underlay, Prefix: network, NextHop: peer, Distance: r.Distance, Tag: r.Tag}
	if !r.NextHop.IsValid() {
		return []Route{route}
	}
	route.NextHop = r.NextHop
	if !r.Gateway {
		return []Route{route}
	}
	toPeer := route
	toPeer.VRF = r.Underlay
	toPeer.Prefix = netip.PrefixFrom(peer, peer.BitLen())
	return []Route{route, toPeer}
}
