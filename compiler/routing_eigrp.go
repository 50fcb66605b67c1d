package compiler

import (
	"slices"
	"strings"

	"mainmode/datapath"
)

// namedEIGRP reports whether a block is that of EIGRP in named mode: "router
// eigrp WORD", in which each address family is a process of its own.
func namedEIGRP(text string) bool {
	w := fields(text)
	return len(w) == 3 && w[1] == "eigrp" && !isNumber(w[2])
}

// eigrpFamily is an address family of named mode on its way into the blocks of
// classic mode, which is what FRR knows.
type eigrpFamily struct {
	number string // of the autonomous system
	block  datapath.RoutingBlock
}

// namedMode hands over EIGRP in named mode as FRR knows it, in classic mode: a
// "router eigrp N" for each address family of IPv4 in the global table, and
// what "af-interface" says with the interfaces.
func (r *routing) namedMode(e *entry) {
	var family *eigrpFamily
	iface := "" // of "af-interface"
	done := func() {
		if family != nil {
			r.routers = append(r.routers, family.block)
		}
		family, iface = nil, ""
	}
	defer func() { done() }()
	r.w.r.Routing.Kept++ // the first line has an effect, and so have those that open sub-modes
	for i := range e.children {
		l := &e.children[i]
		w := fields(l.text)
		if slices.Contains([]string{"address-family", "af-interface", "topology"}, w[0]) || strings.HasPrefix(w[0], "exit") {
			r.w.r.Routing.Kept++
		}
		switch {
		case w[0] == "address-family":
			done()
			family = r.eigrpFamily(l, w)
		case w[0] == "service-family":
			done()
		case family == nil || strings.HasPrefix(w[0], "exit"):
			if w[0] == "exit-af-interface" {
				iface = ""
			}
		case w[0] == "af-interface":
			iface = strings.Join(w[1:], "")
		case w[0] == "topology":
			iface = ""
		case iface != "":
			r.eigrpInterface(family, iface, l)
		default:
			r.eigrpLine(&family.block, family.block.Text, l, strings.Join(w, " "))
		}
	}
}

// eigrpFamily begins a process. There is none of IPv6 or of a VRF.
func (r *routing) eigrpFamily(l *line, w []string) *eigrpFamily {
	at := slices.Index(w, "autonomous-system")
	switch {
	case l.no || at < 0 || at+1 == len(w):
		return nil
	case slices.Contains(w, "vrf"):
		r.w.once("routing in a VRF", l, "kept without effect: FRR does not know the VRF")
		return nil
	case w[1] != "ipv4":
		r.w.once("EIGRP for IPv6", l, "kept without effect: FRR has EIGRP for IPv4 only")
		return nil
	}
	f := &eigrpFamily{number: w[at+1]}
	f.block = datapath.RoutingBlock{Opens: true, RoutingLine: datapath.RoutingLine{Text: "router eigrp " + f.number, Shown: l.text, Line: l.number}}
	r.w.once("FRR has no named mode", l, "FRR is told %q", f.block.Text)
	return f
}

// eigrpLine adds a line to a block, as classic mode spells it.
func (r *routing) eigrpLine(b *datapath.RoutingBlock, block string, l *line, text string) {
	spelt := *l
	spelt.text, spelt.depth = text, 0
	if told, ok := r.line(block, &spelt); ok {
		told.Shown = redact(strings.Join(fields(l.text), " "))
		b.Lines = append(b.Lines, told)
	}
}

// eigrpInterface is a line of "af-interface". What holds for all interfaces FRR
// takes only of passive ones.
func (r *routing) eigrpInterface(f *eigrpFamily, iface string, l *line) {
	w, no := fields(l.text), ""
	if w[0] == "no" && len(w) > 1 {
		w, no = w[1:], "no "
	}
	if w[0] == "passive-interface" {
		r.eigrpLine(&f.block, f.block.Text, l, no+"passive-interface "+iface)
		return
	}
	if iface == "default" {
		r.w.once("af-interface default", l, "kept without effect: FRR has this for single interfaces only")
		return
	}
	device, known := r.device(iface)
	if !known || device == "" {
		r.w.report(Warning, l, "FRR is not told of the interface, which has no device")
		return
	}
	text := ""
	switch {
	case w[0] == "hello-interval" && len(w) == 2, w[0] == "hold-time" && len(w) == 2:
		text = "ip " + w[0] + " eigrp " + f.number + " " + w[1]
	case w[0] == "authentication" && len(w) > 2 && (w[1] == "mode" || w[1] == "key-chain"):
		text = "ip authentication " + w[1] + " eigrp " + f.number + " " + w[2]
	default:
		r.w.once("af-interface "+w[0], l, "kept without effect: FRR does not have it")
		return
	}
	b := datapath.RoutingBlock{Opens: true, RoutingLine: datapath.RoutingLine{Text: "interface " + device, Shown: "interface " + iface, Line: l.number}}
	at := slices.IndexFunc(r.interfaces, func(x datapath.RoutingBlock) bool { return x.Text == b.Text })
	if at < 0 {
		at = len(r.interfaces)
		r.interfaces = append(r.interfaces, b)
	}
	r.eigrpLine(&r.interfaces[at], "interface "+iface, l, no+text)
}
