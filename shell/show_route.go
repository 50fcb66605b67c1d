package shell

import (
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// routeCommands are the handlers of the commands that show routing tables and
// VRFs.
var routeCommands = []handler{
	handle(func(s *Session, c *grammar.ShowIPRoute) error {
		return s.eachTable(word(c.VRF), false, func(t *routeTable) {
			switch {
			case c.Which == "summary":
				writeRouteSummary(s, t)
			case c.Which == "track-table":
				s.writeTrackedRoutes(t.vrf)
			case c.Address != nil && !c.Longer:
				writeRouteLookup(s, t, c.Address.Addr(), c.Mask)
			default:
				writeIPRoutes(s, t, routeFilter(c))
			}
		})
	}),
	handle(func(s *Session, c *grammar.ShowIPv6Route) error {
		return s.eachTable(word(c.VRF), true, func(t *routeTable) {
			switch {
			case c.Which == "summary":
				writeIPv6RouteSummary(s, t)
			case c.Prefix != nil && c.Longer:
				p := c.Prefix.Prefix().Masked()
				writeIPv6Routes(s, t, func(e *datapath.RouteEntry) bool { return within(e.Prefix, p) })
			case c.Prefix != nil:
				p := c.Prefix.Prefix().Masked()
				writeIPv6RouteEntry(s, t.find(p))
			case c.Interface != nil:
				writeIPv6Routes(s, t, func(e *datapath.RouteEntry) bool { return leavesBy(e, c.Interface.String()) })
			case c.Address != nil:
				writeIPv6RouteEntry(s, t.lookup(c.Address.Addr()))
			default:
				writeIPv6Routes(s, t, func(e *datapath.RouteEntry) bool { return shown(e, c.Which) })
			}
		})
	}),
	handle(showCEF),
	handle(showIPv6CEF),
	handle(showAdjacency),
	handle(showRouteMap),
	handle(showProtocols),
	handle(showRouting),
	handle(func(s *Session, c *grammar.ShowVRF) error {
		if c.How == "detail" {
			return s.showVRF(c.Name, writeVRFDetail)
		}
		return s.showVRF(c.Name, writeVRFs)
	}),
	handle(func(s *Session, c *grammar.ShowIPVRF) error {
		switch c.How {
		case "interfaces":
			states := s.interfaceStates()
			return s.showVRF(c.Name, func(w io.Writer, list []compiler.VRF) { writeIPVRFInterfaces(w, list, states) })
		case "detail":
			return s.showVRF(c.Name, writeIPVRFDetail)
		}
		return s.showVRF(c.Name, writeIPVRFs)
	}),
}

// routeTable is the routing table of one family in the global table or a VRF.
type routeTable struct {
	vrf     string
	entries []datapath.RouteEntry // by prefix
}

// routes finds the table of a VRF, "" the global one.
func (s *Session) routes(vrf string, ipv6 bool) (*routeTable, error) {
	ir := s.router.IR()
	if vrf != "" && ir.VRF(vrf) == nil {
		if ipv6 {
			return nil, refusal(fmt.Sprintf("%% No VRF named %s", vrf))
		}
		return nil, refusal(fmt.Sprintf("%% IP routing table %s does not exist", vrf))
	}
	t := &routeTable{vrf: vrf}
	for _, e := range s.router.driver.Stats().Routes {
		if e.VRF == vrf && e.Prefix.Addr().Is6() == ipv6 {
			t.entries = append(t.entries, e)
		}
	}
	if vrf == "" {
		learned, err := s.router.learned(ipv6)
		if err != nil {
			return nil, refusal("% " + err.Error())
		}
		if len(learned) > 0 {
			t.addLearned(learned)
		}
	}
	return t, nil
}

// eachTable does something with the table of a VRF, or for "*" with the global
// one and then with those of all VRFs.
func (s *Session) eachTable(vrf string, ipv6 bool, do func(*routeTable)) error {
	names := []string{vrf}
	if vrf == "*" {
		names = []string{""}
		for _, v := range s.router.IR().VRFs {
			names = append(names, v.Name)
		}
	}
	for i, name := range names {
		t, err := s.routes(name, ipv6)
		if err != nil {
			return err
		}
		if i > 0 && ipv6 { // the head of an IPv4 table begins with one
			fmt.Fprintln(s)
		}
		do(t)
	}
	return nil
}

// shown reports whether an entry is one of "show ip route static" and the
// like; "" are all.
func shown(e *datapath.RouteEntry, which string) bool {
	switch which {
	case "static":
		return e.Source == datapath.StaticRoute
	case "local":
		return e.Source == datapath.LocalRoute
	case "bgp", "eigrp", "isis", "mobile", "nhrp", "odr", "ospf", "rip":
		return ofProtocol(e, which)
	case "supernets-only":
		return !classful(e.Prefix).IsValid()
	case "connected":
		return e.Source < datapath.StaticRoute && (e.Source == datapath.ConnectedRoute || e.Prefix.Addr().Is4())
	}
	return true
}

// routeFilter says which entries a command shows.
func routeFilter(c *grammar.ShowIPRoute) func(*datapath.RouteEntry) bool {
	switch {
	case c.Address != nil:
		network := datapath.Classful(c.Address.Addr())
		if c.Mask != nil {
			network = netip.PrefixFrom(c.Address.Addr(), c.Mask.Bits()).Masked()
		}
		return func(e *datapath.RouteEntry) bool { return network.IsValid() && within(e.Prefix, network) }
	case c.Interface != nil:
		return func(e *datapath.RouteEntry) bool { return leavesBy(e, c.Interface.String()) }
	case c.Process != nil:
		process := c.Process.String()
		return func(e *datapath.RouteEntry) bool {
			return shown(e, c.Which) && (e.Process == "" || e.Process == process)
		}
	}
	return func(e *datapath.RouteEntry) bool { return shown(e, c.Which) }
}

// within reports whether p is the network or a part of it.
func within(p, network netip.Prefix) bool {
	return p.Bits() >= network.Bits() && network.Contains(p.Addr())
}

// leavesBy reports whether packets for the entry leave by an interface.
func leavesBy(e *datapath.RouteEntry, iface string) bool {
	return slices.ContainsFunc(e.Paths, func(p datapath.Path) bool { return outOf(&p) == iface })
}

func (t *routeTable) find(p netip.Prefix) *datapath.RouteEntry {
	for i := range t.entries {
		if t.entries[i].Prefix == p {
			return &t.entries[i]
		}
	}
	return nil
}

// lookup finds the entry that is closest to an address.
func (t *routeTable) lookup(a netip.Addr) *datapath.RouteEntry {
	var best *datapath.RouteEntry
	for i := range t.entries {
		if e := &t.entries[i]; e.Prefix.Contains(a) && (best == nil || best.Prefix.Bits() < e.Prefix.Bits()) {
			best = e
		}
	}
	return best
}

const routeCodes = `Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP
       + - replicated route, % - next hop override

`

// writeIPRoutes is "show ip route". What a classful network is divided into
// stands below a line for it.
func writeIPRoutes(w io.Writer, t *routeTable, keep func(*datapath.RouteEntry) bool) {
	if t.vrf != "" {
		fmt.Fprintf(w, "\nRouting Table: %s\n", t.vrf)
	}
	fmt.Fprint(w, routeCodes)
	if e := t.find(netip.PrefixFrom(netip.IPv4Unspecified(), 0)); e != nil {
		via := e.Paths[0].NextHop
		if !via.IsValid() {
			via = netip.IPv4Unspecified()
		}
		fmt.Fprintf(w, "Gateway of last resort is %s to network 0.0.0.0\n\n", via)
	} else {
		fmt.Fprint(w, "Gateway of last resort is not set\n\n")
	}
	for i := 0; i < len(t.entries); {
		network := classful(t.entries[i].Prefix)
		n, kept := 1, keep(&t.entries[i])
		for i+n < len(t.entries) && network.IsValid() && classful(t.entries[i+n].Prefix) == network {
			kept = kept || keep(&t.entries[i+n])
			n++
		}
		group := t.entries[i : i+n]
		i += n
		if !kept {
			continue
		}
		width := 6
		if network.IsValid() && (n > 1 || group[0].Prefix != network) {
			width = 9
			writeSubnets(w, network, group)
		}
		for j := range group {
			if keep(&group[j]) {
				writeIPRoute(w, &group[j], width)
			}
		}
	}
}

// classful is the network of class A, B or C that a prefix is part of, invalid
// for what is more or of no such class.
func classful(p netip.Prefix) netip.Prefix {
	network := datapath.Classful(p.Addr())
	if !network.IsValid() || p.Bits() < network.Bits() {
		return netip.Prefix{}
	}
	return network
}

func writeSubnets(w io.Writer, network netip.Prefix, group []datapath.RouteEntry) {
	masks := map[int]bool{}
	for i := range group {
		masks[group[i].Prefix.Bits()] = true
	}
	if len(masks) == 1 {
		fmt.Fprintf(w, "      %s/%d is subnetted, %d subnets\n", network.Addr(), group[0].Prefix.Bits(), len(group))
		return
	}
	fmt.Fprintf(w, "      %s is variably subnetted, %d subnets, %d masks\n", network, len(group), len(masks))
}

// writeIPRoute writes an entry with all its ways, below each other.
func writeIPRoute(w io.Writer, e *datapath.RouteEntry, width int) {
	begin := fmt.Sprintf("%-*s%s ", width, routeCode(e), e.Prefix)
	for _, text := range pathTexts(e, pathText) {
		fmt.Fprintf(w, "%s%s\n", begin, text)
		begin = strings.Repeat(" ", len(begin))
	}
}

// pathTexts writes the ways of an entry. A next hop to which several lead is
// one.
func pathTexts(e *datapath.RouteEntry, text func(*datapath.RouteEntry, *datapath.Path) string) []string {
	var all []string
	for i := range e.Paths {
		if t := text(e, &e.Paths[i]); !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

func pathText(e *datapath.RouteEntry, p *datapath.Path) string {
	switch {
	case e.Source == datapath.LearnedRoute:
		return learnedText(e, p)
	case p.NextHop.IsValid() && p.Interface != "":
		return fmt.Sprintf("[%d/0] via %s, %s", e.Distance, p.NextHop, p.Interface)
	case p.NextHop.IsValid():
		return fmt.Sprintf("[%d/0] via %s", e.Distance, p.NextHop)
	}
	return "is directly connected, " + outOf(p)
}

// outOf is the interface of a path, as IOS names what discards.
func outOf(p *datapath.Path) string {
	if p.Discards() {
		return "Null0"
	}
	return p.Out
}

// Bytes that IOS counts for an entry of the table.
const (
	routeOverhead = 60
	routeMemory   = 180
)

// writeRouteSummary is "show ip route summary".
func writeRouteSummary(w io.Writer, t *routeTable) {
	name := t.vrf
	if name == "" {
		name = "default"
	}
	fmt.Fprintf(w, "IP routing table name is %s (0x0)\nIP routing table maximum-paths is 32\n"+
		"Route Source    Networks    Subnets     Replicates  Overhead    Memory (bytes)\n", name)
	row := func(source string, networks, subnets int) {
		n := networks + subnets
		fmt.Fprintf(w, "%-15s %-11d %-11d %-11d %-11d %d\n", source, networks, subnets, 0, n*routeOverhead, n*routeMemory)
	}
	var count [datapath.LearnedRoute][2]int // by source: networks, subnets; local with connected
	learned := map[string][2]int{}          // by protocol
	total := [2]int{}
	for i := range t.entries {
		e := &t.entries[i]
		subnet := 0
		if network := classful(e.Prefix); network.IsValid() && network != e.Prefix {
			subnet = 1
		}
		total[subnet]++
		if e.Source != datapath.LearnedRoute {
			count[e.Source][subnet]++
			continue
		}
		protocol := learnedSource(e)
		c := learned[protocol]
		c[subnet]++
		learned[protocol] = c
	}
	own, local, static := count[datapath.ConnectedRoute], count[datapath.LocalRoute], count[datapath.StaticRoute]
	row("connected", own[0]+local[0], own[1]+local[1])
	row("static", static[0], static[1])
	for _, protocol := range slices.Sorted(maps.Keys(learned)) {
		row(protocol, learned[protocol][0], learned[protocol][1])
	}
	row("Total", total[0], total[1])
}
