package grammar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// state of a mode's automaton: what may come next.
type state struct {
	keywords []edge // sorted without regard to case
	args     []edge // in the order of trial
	accept   []*command
	glue     bool // some keyword is an interface kind: "Tunnel0" is two words
}

// edge leads from one state to the next over one word.
type edge struct {
	word string // the keyword, or the argument's syntax
	help string
	arg  *argument // nil for a keyword
	glue bool      // an interface kind, whose unit may follow without a blank
	rare bool      // an interface kind that no abbreviation means that others begin with too
	to   *state

	level int      // the least privilege of the commands that the word leads to
	names []string // what an argument may name, see Mode.Names
}

// nfaNode is a node of the automaton before its states are made. Either it
// has a label (word or arg) and leads to next over it, or it leads to next
// without a word, or it accepts.
type nfaNode struct {
	id     int
	word   string
	arg    *argument
	help   string
	glue   bool
	rare   bool
	level  int
	next   []*nfaNode
	accept *command
}

// nfaBuilder turns syntax trees into nodes. Every method takes the node to
// continue at and returns the node to enter.
type nfaBuilder struct {
	n       int
	level   int  // of the command that is being built
	negated bool // "no" and "default": what stands in (( ))? may be missing
}

func (b *nfaBuilder) node() *nfaNode { b.n++; return &nfaNode{id: b.n, level: b.level} }

func (b *nfaBuilder) fork(next ...*nfaNode) *nfaNode {
	n := b.node()
	n.next = next
	return n
}

func (b *nfaBuilder) build(n *node, to *nfaNode) *nfaNode {
	switch n.kind {
	case literal:
		k := b.fork(to)
		k.word, k.help = n.word, n.help
		return k
	case argNode:
		if n.arg.key == interfaceType.Name() {
			return b.interfaceName(to)
		}
		a := b.fork(to)
		a.arg, a.help = n.arg, n.help
		return a
	case sequence:
		for _, s := range slices.Backward(n.subs) {
			to = b.build(s, to)
		}
		return to
	case choice:
		f := b.node()
		for _, s := range n.subs {
			f.next = append(f.next, b.build(s, to))
		}
		return f
	case optional:
		return b.fork(b.build(n.subs[0], to), to)
	case cut:
		if b.negated {
			return b.fork(b.build(n.subs[0], to), to)
		}
		return b.build(n.subs[0], to)
	case repeat:
		if n.any {
			return b.anyOrder(n.subs[0].subs[0].subs, 0, n.min > 0, to, map[uint]*nfaNode{})
		}
		loop := b.node()
		body := b.build(n.subs[0], loop)
		loop.next = []*nfaNode{body, to}
		if n.min > 0 {
			return body
		}
		return loop
	}
	return b.build(n.subs[0], to) // capture, record
}

// anyOrder offers each alternative whose bit is not in used yet. made holds
// the nodes by that set: all orders of the same alternatives meet again.
func (b *nfaBuilder) anyOrder(alts []*node, used uint, need bool, to *nfaNode, made map[uint]*nfaNode) *nfaNode {
	if f := made[used]; f != nil {
		return f
	}
	f := b.node()
	made[used] = f
	if !need {
		f.next = append(f.next, to)
	}
	for i, alt := range alts {
		if bit := uint(1) << i; used&bit == 0 {
			f.next = append(f.next, b.build(alt, b.anyOrder(alts, used|bit, false, to, made)))
		}
	}
	return f
}

// interfaceName offers every kind of interface, then its unit.
func (b *nfaBuilder) interfaceName(to *nfaNode) *nfaNode {
	f := b.node()
	for i := range interfaceKinds {
		k := &interfaceKinds[i]
		unit := b.fork(to)
		unit.arg = &argument{key: k.name, syntax: k.syntax(), accepts: k.accepts, names: unitNames + k.name}
		unit.help = k.unitHelp
		kind := b.fork(unit)
		kind.word, kind.help, kind.glue, kind.rare = k.name, k.help, true, k.rare
		f.next = append(f.next, kind)
	}
	return f
}

// stateMaker makes the states of a mode: each is a set of nodes.
type stateMaker struct {
	shared map[string]string // help of keywords that several commands begin with, by path
	made   map[string]*state
}

// closure adds to set what can be reached from nodes without a word.
func closure(nodes []*nfaNode, set map[int]*nfaNode) {
	for _, n := range nodes {
		if set[n.id] != nil {
			continue
		}
		set[n.id] = n
		if n.word == "" && n.arg == nil {
			closure(n.next, set)
		}
	}
}

// state makes the state of a set of nodes. path is the words that lead to it,
// without "no" and "default".
func (m *stateMaker) state(from []*nfaNode, path string) *state {
	set := map[int]*nfaNode{}
	closure(from, set)
	ids := make([]int, 0, len(set))
	for id := range set {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	key := fmt.Sprint(ids)
	if s := m.made[key]; s != nil {
		return s
	}
	s := &state{}
	m.made[key] = s
	labels := map[string]*label{}
	var order []*label
	for _, id := range ids {
		n := set[id]
		if n.accept != nil {
			s.accept = append(s.accept, n.accept)
		}
		key := n.word
		if n.arg != nil {
			key = "\x00" + n.arg.key
		}
		if key == "" {
			continue
		}
		l := labels[key]
		if l == nil {
			l = &label{nfaNode: *n, next: nil}
			labels[key] = l
			order = append(order, l)
		}
		l.help = cmp.Or(l.help, n.help)
		l.level = min(l.level, n.level)
		if n.arg != nil && n.arg.names != "" && !slices.Contains(l.names, n.arg.names) {
			l.names = append(l.names, n.arg.names)
		}
		l.next = append(l.next, n.next...)
	}
	for _, l := range order {
		m.edge(s, l, path)
	}
	slices.SortFunc(s.keywords, func(a, b edge) int {
		return strings.Compare(strings.ToLower(a.word), strings.ToLower(b.word))
	})
	// A word that fits anything is tried last.
	slices.SortStableFunc(s.args, func(a, b edge) int { return cmp.Compare(a.arg.breadth(), b.arg.breadth()) })
	return s
}

// label joins the nodes of a set that have the same word or argument.
type label struct {
	nfaNode
	next  []*nfaNode
	names []string
}

func (m *stateMaker) edge(s *state, l *label, path string) {
	e := edge{word: l.word, help: l.help, arg: l.arg, glue: l.glue, rare: l.rare, names: l.names, level: l.level}
	if l.arg != nil {
		e.word = l.arg.syntax
		e.to = m.state(l.next, path+" "+e.word)
		s.args = append(s.args, e)
		return
	}
	below := path
	if !(path == "" && negates(l.word)) {
		below = strings.TrimSpace(path + " " + l.word)
	}
	e.help = cmp.Or(m.shared[strings.TrimSpace(path+" "+l.word)], e.help)
	e.to = m.state(l.next, below)
	s.glue = s.glue || l.glue
	s.keywords = append(s.keywords, e)
}

// breadth orders the arguments of one place: what accepts more comes later.
func (a *argument) breadth() int {
	switch {
	case a.rest:
		return 2
	case a.key == "Word":
		return 1
	}
	return 0
}
