package compiler

import (
	"fmt"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/grammar"
)

// routing finds the lines that FRR is told, in an order in which names come
// before their uses.
type routing struct {
	w *compilation
	spelling
	lists, maps, interfaces, routers []datapath.RoutingBlock
}

// finishRouting hands the routing protocols to FRR. Without one of them there
// is nothing for FRR to do, whatever lists and interfaces say.
func (w *compilation) finishRouting(c *Config) {
	w.r.Routing.FRR = w.env.FRR
	if !w.env.FRR {
		return
	}
	r := &routing{w: w, spelling: spelling{device: w.deviceOf, single: singleProcess(c)}}
	for _, e := range c.entries {
		if isRouter(e.text) {
			r.router(e)
		}
	}
	if len(r.routers) == 0 {
		return
	}
	for _, e := range c.entries {
		switch {
		case isInterface(e):
			r.onInterface(e)
		case isRoutingList(e.text):
			r.list(e)
		}
	}
	r.named(c)
	// What an interface says of EIGRP, FRR takes only once the process is there.
	var first, rest []datapath.RoutingBlock
	for _, b := range r.routers {
		if startsWith(b.Text, "router eigrp") {
			first = append(first, b)
		} else {
			rest = append(rest, b)
		}
	}
	w.r.Routing.Blocks = slices.Concat(r.lists, r.maps, first, r.interfaces, rest)
}

// deviceOf is the device of an interface: what FRR calls it.
func (w *compilation) deviceOf(name string) (device string, known bool) {
	in := w.interfaceNamed(name)
	if in == nil {
		return "", false
	}
	return in.Device, true
}

// isRouter reports whether a block is that of a routing protocol that FRR may
// know.
func isRouter(text string) bool {
	w := fields(text)
	if len(w) > 1 && w[0] == "router" {
		return slices.Contains([]string{"ospf", "ospfv3", "bgp", "eigrp", "rip", "isis"}, w[1])
	}
	return startsWith(text, "ipv6 router ospf") || startsWith(text, "ipv6 router rip")
}

// singleProcess is the number of the OSPF process if there is one only, by the
// version of the protocol.
func singleProcess(c *Config) map[int]string {
	found := map[int][]string{}
	for _, e := range c.entries {
		w := fields(e.text)
		switch {
		case isRouter(e.text) && len(w) == 3 && w[1] == "ospf":
			found[2] = append(found[2], w[2])
		case isRouter(e.text) && len(w) == 3 && w[1] == "ospfv3", isRouter(e.text) && len(w) == 4 && w[2] == "ospf":
			found[3] = append(found[3], w[len(w)-1])
		}
	}
	single := map[int]string{}
	for version, numbers := range found {
		if len(numbers) == 1 {
			single[version] = numbers[0]
		}
	}
	return single
}

// router hands over the block of a protocol.
func (r *routing) router(e *entry) {
	if slices.Contains(fields(e.text), "vrf") {
		r.w.once("routing in a VRF", &e.line, "kept without effect: FRR does not know the VRF")
		return
	}
	if namedEIGRP(e.text) {
		r.namedMode(e)
		return
	}
	b := r.block(e)
	if startsWith(e.text, "router bgp") {
		b.Lines = likeIOS(b.Lines)
		r.w.once("defaults of BGP", &e.line, "FRR is told %q too, and for each neighbor %q, to do as IOS does", ebgpPolicy, "timers connect 10")
	}
	r.routers = append(r.routers, b)
}

// ebgpPolicy lets FRR exchange routes with a neighbor of another system to
// which no route map applies.
const ebgpPolicy = "no bgp ebgp-requires-policy"

// likeIOS adds what IOS does by default and FRR does not: it takes the routes
// of every neighbor, and calls one that is away again after ten seconds instead
// of two minutes.
func likeIOS(lines []datapath.RoutingLine) []datapath.RoutingLine {
	all := []datapath.RoutingLine{{Text: ebgpPolicy, Shown: ebgpPolicy}}
	for _, l := range lines {
		all = append(all, l)
		if w := fields(l.Text); len(w) == 4 && w[0] == "neighbor" && (w[2] == "remote-as" || w[2] == "peer-group") && l.Depth == 0 {
			connect := "neighbor " + w[1] + " timers connect 10"
			all = append(all, datapath.RoutingLine{Text: connect, Shown: connect})
		}
	}
	return all
}

// block is an entry with all its lines, as FRR is told.
func (r *routing) block(e *entry) datapath.RoutingBlock {
	b := datapath.RoutingBlock{Opens: e.block}
	b.RoutingLine, _ = r.line("", &e.line)
	skip := -1 // the depth of a mode that is left out, -1: none
	for i := range e.children {
		l := &e.children[i]
		if skip >= 0 && l.depth > skip {
			continue
		}
		skip = -1
		if startsWith(l.text, "address-family") && slices.Contains(fields(l.text), "vrf") {
			r.w.once("routing in a VRF", l, "kept without effect: FRR does not know the VRF")
			skip = l.depth
			continue
		}
		if told, ok := r.line(e.text, l); ok {
			b.Lines = append(b.Lines, told)
		}
	}
	return b
}

// line is one line as FRR is told; false for what it need not be told. That
// FRR spells something in another way is said once for each such way.
func (r *routing) line(block string, l *line) (told datapath.RoutingLine, ok bool) {
	text := strings.Join(fields(l.text), " ")
	if l.no && !strings.HasPrefix(text, "no ") {
		text = "no " + text
	}
	told = datapath.RoutingLine{Shown: redact(text), Line: l.number, Depth: l.depth}
	if l.command == nil {
		r.w.r.Routing.Kept++
	}
	if strings.HasPrefix(text, "exit") {
		return told, false
	}
	var why string
	told.Text, why = r.spell(block, text)
	if why != "" {
		r.w.once("FRR "+why, l, "FRR is told %q", redact(told.Text))
	}
	return told, told.Text != ""
}

// interfaceRouting are how the lines of an interface begin that are about a
// routing protocol. "_" is any word.
var interfaceRouting = []string{
	"ip ospf", "ipv6 ospf", "ospfv3", "ip rip", "ipv6 rip", "isis", "ip router isis", "ipv6 router isis", "ip _ eigrp", "ip authentication _ eigrp",
}

// onInterface hands over what an interface says of routing protocols.
func (r *routing) onInterface(e *entry) {
	var about []*line
	for i := range e.children {
		l := &e.children[i]
		if l.command == nil && slices.ContainsFunc(interfaceRouting, func(p string) bool { return endOfPattern(l.text, p) > 0 }) {
			about = append(about, l)
		}
	}
	if len(about) == 0 {
		return
	}
	in := r.w.interfaceNamed(e.command.(*grammar.SelectInterface).Name.String())
	switch {
	case in == nil || in.Device == "":
		r.w.report(Warning, &e.line, "FRR is not told of the interface, which has no device")
		return
	case in.VRF != "":
		r.w.once("routing in a VRF", about[0], "kept without effect: FRR does not know the VRF")
		return
	}
	b := datapath.RoutingBlock{Opens: true, RoutingLine: datapath.RoutingLine{Text: "interface " + in.Device, Shown: e.text, Line: e.number}}
	for _, l := range about {
		if told, ok := r.line(e.text, l); ok {
			b.Lines = append(b.Lines, told)
		}
	}
	r.interfaces = append(r.interfaces, b)
}

// isRoutingList reports whether a global line is part of a list that nothing
// but routing protocols uses.
func isRoutingList(text string) bool {
	return slices.ContainsFunc([]string{
		"ip prefix-list", "ipv6 prefix-list", "ip as-path access-list", "ip community-list", "ip extcommunity-list", "ip large-community-list", "key chain",
	}, func(begin string) bool { return startsWith(text, begin) })
}

func (r *routing) list(e *entry) { r.lists = append(r.lists, r.block(e)) }

// named hands over the route maps and access lists that lines name which are
// handed over.
func (r *routing) named(c *Config) {
	var wanted []string
	for i := range r.routers {
		for _, l := range r.routers[i].Lines {
			wanted = append(wanted, wordsBehind(l.Text, "route-map", "distribute-list")...)
		}
	}
	var lists []string
	for _, e := range c.entries {
		if m, ok := e.command.(*grammar.RouteMapEntry); ok && slices.Contains(wanted, string(m.Name)) {
			b := r.block(e)
			for _, l := range b.Lines {
				lists = append(lists, wordsBehind(l.Text, "address", "next-hop", "route-source")...)
			}
			r.maps = append(r.maps, b)
		}
	}
	lists = append(lists, wanted...)
	for _, e := range c.entries {
		name, ok := accessListName(e.text)
		if !ok || !slices.Contains(lists, name) {
			continue
		}
		r.w.once("access lists for FRR", &e.line, "FRR is told %q, line by line, of an access list that a routing protocol uses", "access-list "+name)
		for i := range e.children {
			r.accessLine(name, i, &e.children[i])
		}
	}
}

// accessLine hands over a line of an access list, numbered so that it stays
// where it is.
func (r *routing) accessLine(name string, i int, l *line) {
	words := fields(l.text)
	if len(words) > 1 && strings.Trim(words[0], "0123456789") == "" {
		words = words[1:]
	}
	if words[0] == "remark" {
		return
	}
	const step = 5
	text := fmt.Sprintf("access-list %s seq %d %s", name, (i+1)*step, strings.Join(words, " "))
	r.lists = append(r.lists, datapath.RoutingBlock{RoutingLine: datapath.RoutingLine{Text: text, Shown: l.text, Line: l.number}})
}

// accessListName is the name of the list that a block is.
func accessListName(text string) (name string, ok bool) {
	for _, head := range []string{"ip access-list standard ", "ip access-list extended "} {
		if name, ok := strings.CutPrefix(text, head); ok {
			return name, true
		}
	}
	return "", false
}

// wordsBehind are the words of a line behind one of some others.
func wordsBehind(text string, keywords ...string) []string {
	var found []string
	words := fields(text)
	for i, w := range words {
		if i > 0 && slices.Contains(keywords, words[i-1]) {
			found = append(found, w)
		}
	}
	return found
}
