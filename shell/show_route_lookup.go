package shell

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"mainmode/datapath"
	"mainmode/grammar"
)

// writeRouteLookup is "show ip route A.B.C.D": the entry that is closest to an
// address, which the default route is never; with a mask, that of the network.
func writeRouteLookup(w io.Writer, t *routeTable, a netip.Addr, mask *grammar.Mask) {
	e := t.lookup(a)
	if mask != nil {
		e = t.find(netip.PrefixFrom(a, mask.Bits()).Masked())
	}
	if e != nil && e.Prefix.Bits() == 0 && !a.IsUnspecified() {
		e = nil
	}
	if e == nil {
		what := "Network"
		for i := range t.entries {
			if n := classful(t.entries[i].Prefix); n.IsValid() && n.Contains(a) {
				what = "Subnet"
			}
		}
		fmt.Fprintf(w, "%% %s not in table\n", what)
		return
	}
	if t.vrf != "" {
		fmt.Fprintf(w, "\nRouting Table: %s\n", t.vrf)
	}
	supernet := ""
	if !classful(e.Prefix).IsValid() {
		supernet = ", supernet"
	}
	fmt.Fprintf(w, "Routing entry for %s%s\n", e.Prefix, supernet)
	writeKnownVia(w, e)
	if e.Tag != 0 {
		fmt.Fprintf(w, "  Tag %d\n", e.Tag)
	}
	writeLastUpdate(w, e)
	fmt.Fprint(w, "  Routing Descriptor Blocks:\n")
	for i, text := range pathTexts(e, descriptorText) {
		mark := " "
		if i == 0 {
			mark = "*"
		}
		fmt.Fprintf(w, "  %s %s\n", mark, text)
		fmt.Fprintf(w, "      Route metric is %d, traffic share count is 1\n", e.Metric)
		if e.Tag != 0 {
			fmt.Fprintf(w, "      Route tag %d\n", e.Tag)
		}
	}
}

func descriptorText(e *datapath.RouteEntry, p *datapath.Path) string {
	switch {
	case p.NextHop.IsValid() && e.Source == datapath.LearnedRoute:
		return learnedDescriptor(e, p)
	case p.NextHop.IsValid() && p.Interface != "":
		return fmt.Sprintf("%s, via %s", p.NextHop, p.Interface)
	case p.NextHop.IsValid():
		return p.NextHop.String()
	}
	return "directly connected, via " + outOf(p)
}

func writeKnownVia(w io.Writer, e *datapath.RouteEntry) {
	source, more := "connected", " (connected, via interface)"
	switch e.Source {
	case datapath.LearnedRoute:
		source, more = learnedSource(e), learnedType(e)
	case datapath.StaticRoute:
		source, more = "static", ""
		switch {
		case e.Prefix.Bits() == 0:
			more = ", candidate default path"
		case e.Paths[0].Interface != "" && !e.Paths[0].NextHop.IsValid():
			more = " (connected)"
		}
	}
	fmt.Fprintf(w, "  Known via \"%s\", distance %d, metric %d%s\n", source, e.Distance, e.Metric, more)
}

const route6Codes = `Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
       B - BGP, HA - Home Agent, MR - Mobile Router, R - RIP
       H - NHRP, I1 - ISIS L1, I2 - ISIS L2, IA - ISIS interarea
       IS - ISIS summary, D - EIGRP, EX - EIGRP external, NM - NEMO
       ND - ND Default, NDp - ND Prefix, DCE - Destination, NDr - Redirect
       O - OSPF Intra, OI - OSPF Inter, OE1 - OSPF ext 1, OE2 - OSPF ext 2
       ON1 - OSPF NSSA ext 1, ON2 - OSPF NSSA ext 2, l - LISP
`

func (t *routeTable) name() string {
	if t.vrf == "" {
		return "default"
	}
	return t.vrf
}

// writeIPv6Routes is "show ipv6 route". The last entry is that of multicast.
func writeIPv6Routes(w io.Writer, t *routeTable, keep func(*datapath.RouteEntry) bool) {
	multicast := datapath.RouteEntry{Prefix: netip.MustParsePrefix("ff00::/8"), Source: datapath.LocalRoute, Paths: []datapath.Path{{}}}
	all := append(t.entries[:len(t.entries):len(t.entries)], multicast)
	fmt.Fprintf(w, "IPv6 Routing Table - %s - %d entries\n%s", t.name(), len(all), route6Codes)
	for i := range all {
		if e := &all[i]; keep(e) {
			writeIPv6Route(w, e)
		}
	}
}

func writeIPv6Route(w io.Writer, e *datapath.RouteEntry) {
	fmt.Fprintf(w, "%-3s %s [%d/%d]\n", routeCode6(e), formatPrefix6(e.Prefix), e.Distance, e.Metric)
	for _, text := range pathTexts(e, path6Text) {
		fmt.Fprintf(w, "     via %s\n", text)
	}
}

// routeCode6 is what stands before an entry of "show ipv6 route": "OI" of what
// is "O IA" for IPv4.
func routeCode6(e *datapath.RouteEntry) string {
	if e.Source == datapath.LearnedRoute {
		return strings.NewReplacer("O IA", "OI", "O E", "OE", "O N", "ON", "i", "I1").Replace(e.Code)
	}
	if e.Source == datapath.ConnectedRoute && e.Prefix.IsSingleIP() {
		return "LC"
	}
	return [...]string{"C", "L", "S"}[e.Source]
}

func path6Text(e *datapath.RouteEntry, p *datapath.Path) string {
	switch {
	case e.Source == datapath.LocalRoute || e.Source == datapath.ConnectedRoute && e.Prefix.IsSingleIP():
		return outOf(p) + ", receive"
	case p.NextHop.IsValid() && p.Interface != "":
		return formatAddr(p.NextHop, "") + ", " + p.Interface
	case p.NextHop.IsValid():
		return formatAddr(p.NextHop, "")
	}
	return outOf(p) + ", directly connected"
}

func formatPrefix6(p netip.Prefix) string {
	return fmt.Sprintf("%s/%d", formatAddr(p.Addr(), ""), p.Bits())
}

// writeIPv6RouteEntry is "show ipv6 route X:X::X"; nil: there is none.
func writeIPv6RouteEntry(w io.Writer, e *datapath.RouteEntry) {
	if e == nil {
		fmt.Fprint(w, "% Route not found\n")
		return
	}
	fmt.Fprintf(w, "Routing entry for %s\n", formatPrefix6(e.Prefix))
	writeKnownVia(w, e)
	if e.Tag != 0 {
		fmt.Fprintf(w, "  Tag %d\n", e.Tag)
	}
	paths := pathTexts(e, path6Text)
	fmt.Fprintf(w, "  Route count is %d/%d, share count 0\n  Routing paths:\n", len(paths), len(paths))
	for _, text := range paths {
		fmt.Fprintf(w, "    %s\n", text)
	}
}

// writeIPv6RouteSummary is "show ipv6 route summary".
func writeIPv6RouteSummary(w io.Writer, t *routeTable) {
	var count [datapath.LearnedRoute + 1]int
	lengths := map[int]int{}
	for i := range t.entries {
		count[t.entries[i].Source]++
		lengths[t.entries[i].Prefix.Bits()]++
	}
	count[datapath.LocalRoute]++ // of multicast
	lengths[8]++
	fmt.Fprintf(w, "IPv6 routing table name is %s(0) global scope - %d entries\nIPv6 routing table default maximum-paths is 16\n"+
		"Route Source    Networks    Overhead    Memory (bytes)\n", t.name(), len(t.entries)+1)
	const overhead, memory = 136, 176
	total := 0
	for _, row := range []struct {
		name   string
		source datapath.RouteSource
	}{{"connected", datapath.ConnectedRoute}, {"local", datapath.LocalRoute}, {"static", datapath.StaticRoute}, {"learned", datapath.LearnedRoute}} {
		n := count[row.source]
		if n == 0 && row.source == datapath.LearnedRoute {
			continue
		}
		total += n
		fmt.Fprintf(w, "%-15s %-11d %-11d %d\n", row.name, n, n*overhead, n*memory)
	}
	fmt.Fprintf(w, "%-15s %-11d %-11d %d\n\n  Number of prefixes:\n   ", "Total", total, total*overhead, total*memory)
	for bits := range 129 {
		if lengths[bits] > 0 {
			fmt.Fprintf(w, " /%d: %d", bits, lengths[bits])
		}
	}
	fmt.Fprintln(w)
}
