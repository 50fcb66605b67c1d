package grammar

import (
	"reflect"
	"sync"
)

// Words that stand before a configuration command.
const (
	negate     = "no"
	setDefault = "default"
)

// Mode is a set of commands that can be typed at one prompt.
type Mode struct {
	Name    string // "config-if", "exec"
	Prompt  string // what stands between the router's name and the #: "(config-if)"; "" in EXEC
	Heading string // of "?": "Interface configuration commands:"
	Parent  *Mode  // where a line that is unknown here is tried, nil at the top

	config  bool // commands have "no" and "default" forms
	entries []entry
	shared  map[string]string // help of the words that several commands begin with
	yields  map[string]bool   // the words, by path, that no abbreviation means which begins others too

	once  sync.Once
	start *state
}

// Submoder is a command that opens a mode: "interface Tunnel23".
type Submoder interface{ Submode() *Mode }

// Commands lists the types of the mode's commands. Parse returns pointers to
// them.
func (m *Mode) Commands() []reflect.Type {
	types := make([]reflect.Type, len(m.entries))
	for i, e := range m.entries {
		types[i] = e.typ
	}
	return types
}

// root is where the automaton begins.
func (m *Mode) root() *state {
	m.once.Do(func() {
		n := 0
		var positive, negated []*nfaNode
		for _, e := range m.entries {
			c := e.command()
			positive = append(positive, (&nfaBuilder{n: &n, level: e.level}).start(c))
			if m.config && !e.plain {
				negated = append(negated, (&nfaBuilder{n: &n, level: e.level, negated: true}).start(c))
			}
		}
		if len(negated) > 0 {
			for word, help := range map[string]string{
				negate:     "Negate a command or set its defaults",
				setDefault: "Set a command to its defaults",
			} {
				k := (&nfaBuilder{n: &n}).fork(negated...)
				k.word, k.help = word, help
				positive = append(positive, k)
			}
		}
		maker := &stateMaker{shared: m.shared, yields: m.yields, made: map[string]*state{}}
		m.start = maker.state(positive, "")
	})
	return m.start.open()
}

// start builds the nodes of a whole command.
func (b *nfaBuilder) start(c *command) *nfaNode {
	end := b.node()
	end.accept = c
	return b.build(c.syntax, end)
}
