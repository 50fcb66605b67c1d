package shell

import (
	"fmt"
	"io"
	"strings"

	"mainmode/datapath"
)

// learnedProtocols are the protocols whose routes have a code, and what FRR
// calls the block of each, for IPv4 and for IPv6.
var learnedProtocols = map[string]struct{ name, block, block6 string }{
	"B": {"bgp", "router bgp ", "router bgp "}, "D": {"eigrp", "router eigrp ", "router eigrp "}, "i": {"isis", "router isis", "router isis"},
	"O": {"ospf", "router ospf", "router ospf6"}, "R": {"rip", "router rip", "router ripng"},
}

// nameProcess notes which process of the configuration has brought a route.
func nameProcess(e *datapath.RouteEntry, blocks []datapath.RoutingBlock) {
	code, _, _ := strings.Cut(e.Code, " ")
	p, known := learnedProtocols[code]
	if !known || e.Process != "" || code == "R" && e.Prefix.Addr().Is4() {
		return // "rip" has no processes
	}
	want := p.block
	if e.Prefix.Addr().Is6() {
		want = p.block6
	}
	for i := range blocks {
		b := &blocks[i]
		if b.Text != strings.TrimSpace(want) && !strings.HasPrefix(b.Text, strings.TrimSpace(want)+" ") {
			continue
		}
		e.Process = processOf(b)
		return
	}
}

// learnedSource is what "show ip route A.B.C.D" says a route is known by:
// "ospf 1".
func learnedSource(e *datapath.RouteEntry) string {
	code, _, _ := strings.Cut(e.Code, " ")
	return strings.TrimSpace(learnedProtocols[code].name + " " + e.Process)
}

// learnedType is what such a route is to its protocol.
func learnedType(e *datapath.RouteEntry) string {
	const external = 20 // the distance of what BGP learns from other systems
	code, kind, _ := strings.Cut(e.Code, " ")
	types := map[string]string{
		"O": "intra area", "O IA": "inter area", "O E1": "extern 1", "O E2": "extern 2", "O N1": "NSSA extern 1", "O N2": "NSSA extern 2",
		"D": "internal", "D EX": "external",
	}
	switch t := types[strings.TrimSpace(code+" "+kind)]; {
	case t != "":
		return ", type " + t
	case code == "B" && e.Distance == external:
		return ", type external"
	case code == "B":
		return ", type internal"
	}
	return ""
}

// writeLastUpdate says when a learned route came, and from where.
func writeLastUpdate(w io.Writer, e *datapath.RouteEntry) {
	if e.Source != datapath.LearnedRoute || len(e.Paths) == 0 || !e.Paths[0].NextHop.IsValid() {
		return
	}
	on := ""
	if e.Paths[0].Interface != "" {
		on = " on " + e.Paths[0].Interface
	}
	if on != "" {
		on += ","
	}
	fmt.Fprintf(w, "  Last update from %s%s %s ago\n", formatAddr(e.Paths[0].NextHop, ""), on, e.Age)
}

// learnedDescriptor is a way of a learned route in "show ip route A.B.C.D". Who
// told of it is the next hop itself, but for OSPF, whose routers tell of others.
func learnedDescriptor(e *datapath.RouteEntry, p *datapath.Path) string {
	text := p.NextHop.String()
	if !strings.HasPrefix(e.Code, "O") {
		text += ", from " + p.NextHop.String()
	}
	text += ", " + e.Age + " ago"
	if p.Interface != "" {
		text += ", via " + p.Interface
	}
	return text
}
