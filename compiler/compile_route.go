package compiler

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/grammar"
)

// routeLine compiles a static route.
func (w *compilation) routeLine(l *line) {
	if w.last != nil && w.last.sameRoutes {
		return // they are in r.Routes already
	}
	said := w.remarks
	switch c := l.command.(type) {
	case *grammar.IPRoute:
		w.route(c, l)
	case *grammar.IPv6Route:
		w.route6(c, l)
	}
	w.routesSaid = w.routesSaid || w.remarks > said
}

// route compiles "ip route".
func (w *compilation) route(c *grammar.IPRoute, l *line) {
	if c.DHCP || c.ViaDHCP {
		return // it is there while an interface has a lease
	}
	if r, ok := w.routeOf(c, l); ok {
		w.addRoute(r, c.Interface, l)
	}
}

// routeOf is the route of a line, without its interface; false: unicast packets
// do not follow it, or not now.
func (w *compilation) routeOf(c *grammar.IPRoute, l *line) (datapath.Route, bool) {
	r := datapath.Route{VRF: wordOf(c.VRF), Prefix: netip.PrefixFrom(c.Prefix.Addr(), c.Mask.Bits()).Masked(), Distance: 1}
	r.NextHopVRF = r.VRF
	if g := c.Gateway(); g != nil {
		r.NextHop = g.Addr()
	}
	for i := range c.Options {
		switch o := &c.Options[i]; {
		case o.Global:
			r.NextHopVRF = ""
		case o.Distance != nil:
			r.Distance = uint8(*o.Distance)
		case o.Tag != nil:
			r.Tag = uint32(*o.Tag)
		case o.Permanent:
			r.Permanent = true
		case o.Multicast:
			return r, false
		case o.Track != nil:
			if !w.track(&r, int(*o.Track), l) {
				return r, false
			}
		}
	}
	return r, true
}

// route6 compiles "ipv6 route".
func (w *compilation) route6(c *grammar.IPv6Route, l *line) {
	r := datapath.Route{VRF: wordOf(c.VRF), Prefix: c.Prefix.Prefix().Masked(), Distance: 1}
	r.NextHopVRF = r.VRF
	if g := c.Gateway(); g != nil {
		r.NextHop = g.Addr()
	}
	for i := range c.Options {
		switch o := &c.Options[i]; {
		case o.InVRF != nil && string(*o.InVRF) == "default":
			r.NextHopVRF = ""
		case o.InVRF != nil:
			r.NextHopVRF = string(*o.InVRF)
		case o.Distance != nil:
			r.Distance = uint8(*o.Distance)
		case o.Tag != nil:
			r.Tag = uint32(*o.Tag)
		case o.Multicast:
			return
		case o.Track != nil:
			if !w.track(&r, int(*o.Track), l) {
				return
			}
		}
	}
	w.addRoute(r, c.Interface, l)
}

// addRoute adds a route by an interface, or nil. Null0 is no interface.
func (w *compilation) addRoute(r datapath.Route, in *grammar.InterfaceName, l *line) {
	if in != nil && in.Kind != "Null" {
		r.Interface = in.String()
	}
	for _, name := range []string{r.VRF, r.NextHopVRF} {
		if name != "" && w.r.VRF(name) == nil {
			w.report(Error, l, "VRF %s does not exist: the route has no effect", name)
			return
		}
	}
	w.r.Routes = append(w.r.Routes, r)
}

func wordOf(w *grammar.Word) string {
	if w == nil {
		return ""
	}
	return string(*w)
}
