package compiler

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

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
// do not follow it.
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
			r.Tracked = w.tracked(int(*o.Track), l)
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
			r.Tracked = w.tracked(int(*o.Track), l)
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

// tracked is the interface whose line protocol "track N" follows. What it
// follows else nobody here knows: it counts as up.
func (w *compilation) tracked(n int, l *line) string {
	name, known := w.tracks[n]
	switch {
	case !known:
		w.report(Warning, l, "track %d does not exist: the route stays", n)
	case name == "":
		w.report(Warning, l, "only the line protocol of an interface is tracked: the route stays, whatever track %d says", n)
	}
	return name
}

// tracksOf are the objects of "track" by their numbers, as trackOf reads them.
func tracksOf(c *Config) map[int]string {
	tracks := map[int]string{}
	for _, e := range c.entries {
		if n, in, ok := trackOf(e.text); ok {
			tracks[n] = in
		}
	}
	return tracks
}

// Track is an object of "track".
type Track struct {
	Number    int
	Interface string // whose line protocol it is, "": it is another kind of object
	Object    string // as it is configured: "ip sla 1 reachability"
}

// Tracks lists the objects of "track" in the order of their numbers.
func Tracks(c *Config) []Track {
	var found []Track
	for _, e := range c.entries {
		if n, in, ok := trackOf(e.text); ok {
			_, object, _ := strings.Cut(strings.TrimPrefix(e.text, "track "), " ")
			found = append(found, Track{n, in, object})
		}
	}
	slices.SortStableFunc(found, func(a, b Track) int { return a.Number - b.Number })
	return found
}

// trackOf reads "track N interface X line-protocol" and its like: in is the
// interface, "" for an object of another kind.
func trackOf(text string) (n int, in string, ok bool) {
	rest, ok := strings.CutPrefix(text, "track ")
	if !ok {
		return 0, "", false
	}
	f := fields(rest)
	if len(f) < 2 {
		return 0, "", false
	}
	n, err := strconv.Atoi(f[0])
	if err != nil {
		return 0, "", false
	}
	if f[1] == "interface" && len(f) > 3 && (f[len(f)-1] == "line-protocol" || f[len(f)-1] == "routing") {
		name := f[2]
		if len(f) > 4 && f[3] != "ip" && f[3] != "ipv6" {
			name += f[3] // "Tunnel 0"
		}
		if parsed, ok := grammar.ParseInterfaceName(name); ok {
			in = parsed.String()
		}
	}
	return n, in, true
}
