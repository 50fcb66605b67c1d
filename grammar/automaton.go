package grammar

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"sync"
)

// state of a mode's automaton: what may come next. Its edges are made when a
// line first comes there: few lines of a configuration differ in their words,
// so most states of the whole grammar are never needed.
type state struct {
	keywords []edge // sorted without regard to case
	args     []edge // in the order of trial
	accept   []*command
	glue     bool // some keyword is an interface kind: "Tunnel0" is two words

	once  sync.Once
	maker *stateMaker
	from  []*nfaNode // the nodes that it stands for
	path  string     // the words that lead to it, without "no" and "default"
}

// edge leads from one state to the next over one word.
type edge struct {
	word string // the keyword, or the argument's syntax
	help string
	arg  *argument // nil for a keyword
	glue bool      // an interface kind, whose unit may follow without a blank
	rare bool      // an interface kind that few systems have
	next *state

	yields int // no abbreviation means it that a word begins with too which yields less: all that is rare yields

	level int      // the least privilege of the commands that the word leads to
	names []string // what an argument may name, see Mode.Names
}

// to is the state behind the edge.
func (e *edge) to() *state { return e.next.open() }

// nfaNode is a node of the automaton before its states are made. Either it
// has a label (word or arg) and leads to next over it, or it leads to next
// without a word, or it accepts.
type nfaNode struct {
	later  func() *nfaNode // the one that is next, if it is yet to be made
	id     int
	word   string
	arg    *argument
	help   string
	glue   bool
	rare   bool
	long   bool // see interfaceKind
	level  int
	next   []*nfaNode
	accept *command
}

// nfaBuilder turns syntax trees into nodes. Every method takes the node to
// continue at and returns the node to enter.
type nfaBuilder struct {
	n       *int // nodes of the mode so far
	level   int  // of the command that is being built
	negated bool // "no" and "default": what stands in (( ))? may be missing
}

func (b *nfaBuilder) node() *nfaNode { *b.n++; return &nfaNode{id: *b.n, level: b.level} }

// later is a node that leads to one which is made when a line comes there.
func (b *nfaBuilder) later(make func() *nfaNode) *nfaNode {
	n := b.node()
	n.later = make
	return n
}

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
		return b.sequence(n.subs, to)
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

func (b *nfaBuilder) sequence(parts []*node, to *nfaNode) *nfaNode {
	if len(parts) == 1 {
		return b.build(parts[0], to)
	}
	return b.build(parts[0], b.later(func() *nfaNode { return b.sequence(parts[1:], to) }))
}

// anyOrder offers each alternative whose bit is not in used yet. made holds
// the nodes by that set: all orders of the same alternatives meet again.
func (b *nfaBuilder) anyOrder(alts []*node, used uint, need bool, to *nfaNode, made map[uint]*nfaNode) *nfaNode {
	if made[used] == nil {
		made[used] = b.later(func() *nfaNode {
			f := b.node()
			if !need {
				f.next = append(f.next, to)
			}
			for i, alt := range alts {
				if bit := uint(1) << i; used&bit == 0 {
					f.next = append(f.next, b.build(alt, b.anyOrder(alts, used|bit, false, to, made)))
				}
			}
			return f
		})
	}
	return made[used]
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
		kind.word, kind.help, kind.glue, kind.rare, kind.long = k.name, k.help, true, k.rare, k.long
		f.next = append(f.next, kind)
	}
	return f
}

// stateMaker makes the states of a mode: each is a set of nodes.
type stateMaker struct {
	shared map[string]string // help of keywords that several commands begin with, by path
	yields map[string]bool   // see Mode.yields

	mu   sync.Mutex        // held while a state is opened, as its nodes are made then
	made map[string]*state // by their nodes
}

// follow lists the nodes that are next.
func (n *nfaNode) follow() []*nfaNode {
	if n.later != nil {
		n.next, n.later = []*nfaNode{n.later()}, nil
	}
	return n.next
}

// closure adds to set what can be reached from nodes without a word.
func closure(nodes []*nfaNode, set map[int]*nfaNode) {
	for _, n := range nodes {
		if set[n.id] != nil {
			continue
		}
		set[n.id] = n
		if n.word == "" && n.arg == nil {
			closure(n.follow(), set)
		}
	}
}

// state finds the state that stands for nodes, or makes it without edges.
func (m *stateMaker) state(from []*nfaNode, path string) *state {
	from = slices.Clone(from)
	slices.SortFunc(from, func(a, b *nfaNode) int { return cmp.Compare(a.id, b.id) })
	from = slices.Compact(from)
	key := make([]byte, 0, 4*len(from))
	for _, n := range from {
		key = binary.AppendUvarint(key, uint64(n.id))
	}
	s := m.made[string(key)]
	if s == nil {
		s = &state{maker: m, from: from, path: path}
		m.made[string(key)] = s
	}
	return s
}

// open makes the edges of the state.
func (s *state) open() *state {
	s.once.Do(s.expand)
	return s
}

func (s *state) expand() {
	s.maker.mu.Lock()
	defer s.maker.mu.Unlock()
	set := map[int]*nfaNode{}
	closure(s.from, set)
	labels := map[string]*label{}
	var order []*label
	for _, id := range slices.Sorted(maps.Keys(set)) {
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
		l.next = append(l.next, n.follow()...)
	}
	for _, l := range order {
		s.edge(l)
	}
	slices.SortFunc(s.keywords, func(a, b edge) int {
		return strings.Compare(strings.ToLower(a.word), strings.ToLower(b.word))
	})
	// A word that fits anything is tried last.
	slices.SortStableFunc(s.args, func(a, b edge) int { return cmp.Compare(a.arg.breadth(), b.arg.breadth()) })
	s.from = nil
}

// label joins the nodes of a set that have the same word or argument.
type label struct {
	nfaNode
	next  []*nfaNode
	names []string
}

func (s *state) edge(l *label) {
	e := edge{word: l.word, help: l.help, arg: l.arg, glue: l.glue, rare: l.rare, names: l.names, level: l.level}
	if l.arg != nil {
		e.word = l.arg.syntax
		e.next = s.maker.state(l.next, s.path+" "+e.word)
		s.args = append(s.args, e)
		return
	}
	below := s.path
	if !(s.path == "" && negates(l.word)) {
		below = strings.TrimSpace(s.path + " " + l.word)
	}
	path := strings.TrimSpace(s.path + " " + l.word)
	e.help = cmp.Or(s.maker.shared[path], e.help)
	switch {
	case l.long:
		e.yields = 2
	case l.rare || s.maker.yields[path]:
		e.yields = 1
	}
	e.next = s.maker.state(l.next, below)
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
