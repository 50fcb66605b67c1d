package shell

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mainmode/datapath"
)

// routeDebug is what "debug ip routing" and "debug ipv6 routing" compare the
// tables with. Its zero value knows no routes.
type routeDebug struct {
	mu    sync.Mutex
	known []datapath.RouteEntry
}

// begin takes the routes that there are as known.
func (d *routeDebug) begin(now []datapath.RouteEntry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.known = now
}

// follow returns what the debugs say of how the routes differ from those that
// were there before.
func (d *routeDebug) follow(now []datapath.RouteEntry, on systemDebugs) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	gone, came := routeChanges(d.known, now), routeChanges(now, d.known)
	lost, found := without(routedInterfaces(d.known), routedInterfaces(now)), without(routedInterfaces(now), routedInterfaces(d.known))
	d.known = now
	var lines []string
	if on&debugRouting != 0 {
		for _, name := range lost {
			lines = append(lines, "RT: interface "+name+" removed from routing table")
		}
		for i := range gone {
			if e := &gone[i]; e.Prefix.Addr().Is4() {
				lines = append(lines, routeDeleted(e)...)
			}
		}
		for i := range came {
			if e := &came[i]; e.Prefix.Addr().Is4() {
				lines = append(lines, routeAdded(e)...)
			}
		}
		for _, name := range found {
			lines = append(lines, "RT: interface "+name+" added to routing table")
		}
	}
	if on&debugIPv6Routing != 0 {
		for i := range gone {
			if e := &gone[i]; e.Prefix.Addr().Is6() {
				lines = append(lines, ipv6RouteDeleted(e)...)
			}
		}
		for i := range came {
			if e := &came[i]; e.Prefix.Addr().Is6() {
				lines = append(lines, ipv6RouteAdded(e)...)
			}
		}
	}
	return lines
}

// debugRoutes says how the routes have changed since it was called last, if
// somebody wants to know.
func (r *Router) debugRoutes() {
	on := r.packets.showing().System
	if on&routingDebugs == 0 {
		return
	}
	for _, line := range r.routes.follow(r.driver.Stats().Routes, on) {
		r.log.Debug(line)
	}
}

// routeChanges are the entries of a that b has not, with those paths only that
// it has not: first the networks of the router, on which the others rest.
func routeChanges(a, b []datapath.RouteEntry) []datapath.RouteEntry {
	type key struct {
		vrf    string
		prefix netip.Prefix
		source datapath.RouteSource
	}
	others := make(map[key]*datapath.RouteEntry, len(b))
	for i := range b {
		others[key{b[i].VRF, b[i].Prefix, b[i].Source}] = &b[i]
	}
	var changed []datapath.RouteEntry
	for _, e := range a {
		if other := others[key{e.VRF, e.Prefix, e.Source}]; other != nil && other.Distance == e.Distance {
			// How a next hop is reached is of no matter here.
			e.Paths = slices.DeleteFunc(slices.Clone(e.Paths), func(p datapath.Path) bool {
				return slices.ContainsFunc(other.Paths, func(o datapath.Path) bool { return o.NextHop == p.NextHop && o.Interface == p.Interface })
			})
			if len(e.Paths) == 0 {
				continue
			}
		}
		changed = append(changed, e)
	}
	slices.SortStableFunc(changed, func(a, b datapath.RouteEntry) int { return cmp.Compare(a.Source, b.Source) })
	return changed
}

// without returns what is in a and not in b.
func without[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool { return slices.Contains(b, x) })
}

// routedInterfaces are those whose IPv4 networks are in a table.
func routedInterfaces(routes []datapath.RouteEntry) []string {
	var names []string
	for i := range routes {
		if e := &routes[i]; e.Source == datapath.ConnectedRoute && e.Prefix.Addr().Is4() && len(e.Paths) > 0 && !slices.Contains(names, e.Paths[0].Interface) {
			names = append(names, e.Paths[0].Interface)
		}
	}
	return names
}

// tableMark is how a record names the table of a VRF: none for the global one.
func tableMark(vrf string) string {
	if vrf == "" {
		return ""
	}
	return "(" + vrf + ")"
}

// routeOwner is who has brought a route, and its metric.
func routeOwner(e *datapath.RouteEntry) (name, metric string) {
	name = "connected"
	if e.Source == datapath.StaticRoute {
		name = "static"
	}
	return name, fmt.Sprintf("[%d/%d]", e.Distance, e.Metric)
}

func routeAdded(e *datapath.RouteEntry) []string {
	owner, metric := routeOwner(e)
	var lines []string
	for _, p := range e.Paths {
		lines = append(lines, fmt.Sprintf("RT%s: add %s via %s, %s metric %s", tableMark(e.VRF), e.Prefix, formatAddr(p.NextHop, "0.0.0.0"), owner, metric))
	}
	if e.Prefix.Bits() == 0 && len(e.Paths) > 0 {
		lines = append(lines, fmt.Sprintf("RT%s: default path is now 0.0.0.0 via %s", tableMark(e.VRF), formatAddr(e.Paths[0].NextHop, "0.0.0.0")))
	}
	return lines
}

func routeDeleted(e *datapath.RouteEntry) []string {
	owner, metric := routeOwner(e)
	var lines []string
	for _, p := range e.Paths {
		lines = append(lines, fmt.Sprintf("RT%s: del %s via %s, %s metric %s", tableMark(e.VRF), e.Prefix, formatAddr(p.NextHop, "0.0.0.0"), owner, metric))
	}
	what := "subnet"
	if e.Prefix.Bits() == 0 {
		what = "network"
	}
	return append(lines, fmt.Sprintf("RT%s: delete %s route to %s", tableMark(e.VRF), what, e.Prefix))
}

// ipv6TableMark is tableMark for IPv6, whose global table is number 0.
func ipv6TableMark(vrf string) string {
	if vrf == "" {
		return "0"
	}
	return "[" + vrf + "]"
}

func ipv6RouteAdded(e *datapath.RouteEntry) []string {
	owner, metric := routeOwner(e)
	prefix, mark := strings.ToUpper(e.Prefix.String()), ipv6TableMark(e.VRF)
	lines := []string{
		fmt.Sprintf("IPv6RT%s: %s, Route add %s [new]", mark, owner, prefix),
		fmt.Sprintf("IPv6RT%s: %s, Add %s to table", mark, owner, prefix),
	}
	for _, p := range e.Paths {
		lines = append(lines, fmt.Sprintf("IPv6RT%s: %s, Adding next-hop %s over %s for %s, %s", mark, owner, formatAddr(p.NextHop, "::"), outOf(&p), prefix, metric))
	}
	return append(lines, fmt.Sprintf("IPv6RT%s: Event: %s, Add, owner %s, previous None", mark, prefix, owner))
}

func ipv6RouteDeleted(e *datapath.RouteEntry) []string {
	owner, _ := routeOwner(e)
	prefix, mark := strings.ToUpper(e.Prefix.String()), ipv6TableMark(e.VRF)
	return []string{
		fmt.Sprintf("IPv6RT%s: %s, Delete all next-hops for %s", mark, owner, prefix),
		fmt.Sprintf("IPv6RT%s: %s, Delete %s from table", mark, owner, prefix),
		fmt.Sprintf("IPv6RT%s: Event: %s, Del, owner None, previous %s", mark, prefix, owner),
	}
}
