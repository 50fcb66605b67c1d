package compiler

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"sync/atomic"

	"mainmode/grammar"
)

// Config is the running configuration: every line of it, in the order in
// which IOS prints them. A line is applied (it has a command) or kept (valid
// IOS without bearing here: printed back, no effect). What was refused never
// enters it.
//
// A Clone shares its blocks with the original until one of the two changes
// them, so that an edit among ten thousand tunnels copies pointers only.
type Config struct {
	entries []*entry          // sorted by order; equal orders as they came
	index   map[string]*entry // by key
	owner   atomic.Pointer[owner]
	salt    Salt // of the secrets that are typed in clear
}

// owner is the mark of a Config on the entries that it may change. A Clone
// gives both sides a new mark, and so the entries to neither.
type owner struct{ _ byte }

// entry is a line of global configuration with what belongs to it.
type entry struct {
	owner *owner // who may change it; for every other Config it is read-only
	line
	block    bool // the line opens a sub-mode
	children []line
	keys     map[string]bool // of the children, once they are many; nil: not known
}

// many children are looked up by their keys.
const many = 32

// has reports whether a child has the key.
func (e *entry) has(key string) bool {
	if len(e.children) < many {
		return slices.ContainsFunc(e.children, func(l line) bool { return l.key == key })
	}
	if e.keys == nil {
		e.keys = make(map[string]bool, 2*len(e.children))
		for i := range e.children {
			e.keys[e.children[i].key] = true
		}
	}
	return e.keys[key]
}

// inert reports whether the line has no effect: it is kept.
func (l *line) inert() bool {
	if c, ok := l.command.(*grammar.EncapsulationDot1Q); ok {
		_, single := c.Inner()
		return c.Any || c.Second != nil && !single
	}
	_, ok := l.command.(grammar.Inert)
	return ok || l.command == nil
}

// line is one command.
type line struct {
	number  int    // of the file it came from, 0: typed
	text    string // as "show running-config" prints it, without indentation but with trailing blanks
	key     string // what it sets: a line with the same key takes its place
	parent  string // key of the line whose sub-mode it belongs to, "": the block's own
	depth   int    // how many sub-modes it is in
	order   string // where it stands among its siblings
	command any    // of grammar; nil: kept
	no      bool   // the "no" form
	indent  int    // blanks before a kept line of a kept block; 0: what the block prescribes
	implied bool   // nobody wrote it: IOS prints it of its own accord
	body    string // lines that follow verbatim: the text of a banner, a certificate
}

// New returns a Config without a line, which hashes secrets with that salt.
func New(salt Salt) *Config {
	c := &Config{index: map[string]*entry{}, salt: salt}
	c.owner.Store(new(owner))
	return c
}

// Clone returns a Config of the same lines.
func (c *Config) Clone() *Config {
	n := &Config{entries: slices.Clone(c.entries), index: maps.Clone(c.index), salt: c.salt}
	n.owner.Store(new(owner))
	c.disown()
	return n
}

// disown has the Config change none of the entries that it has now: it copies
// what is to be changed.
func (c *Config) disown() { c.owner.Store(new(owner)) }

// Equal reports whether both print the same lines.
func (c *Config) Equal(other *Config) bool { return equalEntries(c.entries, other.entries) }

func equalEntries(list, other []*entry) bool {
	return slices.EqualFunc(list, other, func(a, b *entry) bool {
		return a == b || a.line.equal(&b.line) && a.block == b.block &&
			(equalLines(a.children, b.children) || a.bridges() && equalLines(a.shownLines(), b.shownLines()))
	})
}

func equalLines(list, other []line) bool {
	return slices.EqualFunc(list, other, func(x, y line) bool { return x.equal(&y) })
}

func (l *line) equal(m *line) bool {
	return l.text == m.text && l.body == m.body && l.indent == m.indent
}

// Lines counts the lines that are applied and those that are kept.
func (c *Config) Lines() (applied, kept int) {
	count := func(block string, l *line) {
		if l.inert() && !(l.command == nil && isObeyed(block, l.text)) {
			kept++
		} else {
			applied++
		}
	}
	for _, e := range c.entries {
		if _, numbered := numberedList(e.text); !numbered || len(e.children) == 0 {
			count("", &e.line) // a numbered list has no line of its own
		}
		for i := range e.children {
			count(e.text, &e.children[i])
		}
	}
	return applied, kept
}

// put adds an entry, or replaces the line of the one with its key, whose
// children stay.
func (c *Config) put(e *entry) *entry {
	if old := c.index[e.key]; old != nil {
		if old.line.equal(&e.line) && old.order == e.order {
			return old
		}
		e.children = slices.Clone(old.children)
		if old.order == e.order {
			e.owner = c.owner.Load()
			c.entries[c.position(old)] = e
			c.index[e.key] = e
			return e
		}
		c.remove(e.key)
	}
	e.owner = c.owner.Load()
	// Files come in order, so the place is nearly always the end.
	i := len(c.entries)
	if i > 0 && c.entries[i-1].order > e.order {
		i = sort.Search(i, func(i int) bool { return c.entries[i].order > e.order })
	}
	c.entries = slices.Insert(c.entries, i, e)
	c.index[e.key] = e
	return e
}

// remove deletes the entry with that key, if there is one.
func (c *Config) remove(key string) bool {
	e := c.index[key]
	if e == nil {
		return false
	}
	delete(c.index, key)
	i := c.position(e)
	c.entries = slices.Delete(c.entries, i, i+1)
	return true
}

// position is where the entry stands.
func (c *Config) position(e *entry) int {
	i := sort.Search(len(c.entries), func(i int) bool { return c.entries[i].order >= e.order })
	for c.entries[i] != e {
		i++
	}
	return i
}

// removeMatching deletes the entries for which match is true.
func (c *Config) removeMatching(match func(*entry) bool) bool {
	n := len(c.entries)
	c.entries = slices.DeleteFunc(c.entries, func(e *entry) bool {
		if !match(e) {
			return false
		}
		delete(c.index, e.key)
		return true
	})
	return len(c.entries) < n
}

// own returns the entry with that key for changing: a shared one is copied.
func (c *Config) own(key string) *entry {
	e := c.index[key]
	if e.owner == c.owner.Load() {
		return e
	}
	mine := *e
	mine.owner = c.owner.Load()
	mine.children, mine.keys = slices.Clone(e.children), nil
	c.index[key] = &mine
	c.entries[c.position(e)] = &mine
	return &mine
}

// putChild adds a line to the block with that key, or replaces the one with
// the same key.
func (c *Config) putChild(block string, l line) {
	e := c.own(block)
	if e.has(l.key) {
		i := slices.IndexFunc(e.children, func(o line) bool { return o.key == l.key })
		if e.children[i].order == l.order {
			e.children[i] = l
			return
		}
		end := i + 1
		for end < len(e.children) && under(&e.children[end], l.key) {
			end++
		}
		moved := append([]line{l}, e.children[i+1:end]...)
		e.children = slices.Delete(e.children, i, end)
		e.children = slices.Insert(e.children, e.place(&l), moved...)
		return
	}
	if e.keys != nil {
		e.keys[l.key] = true
	}
	if e.children == nil {
		e.children = make([]line, 0, 8)
	}
	e.children = slices.Insert(e.children, e.place(&l), l)
}

// place is where a new line goes: among those of its own sub-mode, each of
// which is followed by what it has opened.
func (e *entry) place(l *line) int {
	end := len(e.children)
	if l.parent != "" {
		for end > 0 && e.children[end-1].key != l.parent && !under(&e.children[end-1], l.parent) {
			end--
		}
		// "exit-address-family" stays the last.
		if end > 0 && e.children[end-1].parent == l.parent && strings.HasPrefix(e.children[end-1].text, "exit-") {
			end--
		}
	}
	at := end
	for i := end - 1; i >= 0 && e.children[i].key != l.parent; i-- {
		if e.children[i].parent != l.parent {
			continue
		}
		if e.children[i].order <= l.order {
			break
		}
		at = i
	}
	return at
}

// subKey is the key of a line in the sub-mode that the line with key parent
// opened.
func subKey(parent, key string) string {
	if parent == "" {
		return key
	}
	return parent + "\n" + key
}

// under reports whether a line is in the sub-mode of the one with that key, or
// deeper.
func under(l *line, key string) bool {
	return len(l.key) > len(key) && l.key[len(key)] == '\n' && l.key[:len(key)] == key
}

// removeChildren deletes the lines of the block for which match is true, with
// what is in their sub-modes.
func (c *Config) removeChildren(block string, match func(*line) bool) bool {
	if !slices.ContainsFunc(c.index[block].children, func(l line) bool { return match(&l) }) {
		return false
	}
	e := c.own(block)
	e.keys = nil
	gone := ""
	e.children = slices.DeleteFunc(e.children, func(l line) bool {
		if gone != "" && under(&l, gone) {
			return true
		}
		if gone = ""; !match(&l) {
			return false
		}
		gone = l.key
		return true
	})
	return true
}

// startsWith reports whether the words of text begin with those of prefix.
func startsWith(text, prefix string) bool {
	rest, ok := strings.CutPrefix(text, prefix)
	return ok && (rest == "" || rest[0] == ' ')
}
