package grammar

import (
	"fmt"
	"reflect"
	"strings"
)

// Format prints a command as show running-config does, without indentation.
// cmd points to a command's struct, as Match.Command does. Blanks that IOS
// leaves at the end of some lines are not printed.
func Format(cmd any, no bool) string {
	v := reflect.ValueOf(cmd).Elem()
	var buf [16]string
	p := printer{no: no, words: buf[:0]}
	if no {
		p.words = append(p.words, negate)
	}
	p.print(commandOf(v.Type()).syntax, v)
	return strings.Join(p.words, " ")
}

// commandOf finds a command by the type of its struct.
func commandOf(t reflect.Type) *command {
	if c, ok := commands.Load(t); ok {
		return c.(*command)
	}
	for _, m := range Modes {
		for _, e := range m.entries {
			if e.typ == t {
				return e.command()
			}
		}
	}
	panic(fmt.Sprintf("grammar: %v is not a command", t))
}

// printer appends the words of the parts of a syntax tree. Each of its methods
// says whether the values can be printed by that part, and whether some field
// that it prints is not zero; of a part that cannot print them the caller drops
// the words.
type printer struct {
	no    bool
	words []string
}

func (p *printer) print(n *node, v reflect.Value) (ok, set bool) {
	begun := len(p.words)
	switch n.kind {
	case literal:
		p.keyword(n, n.word)
		return true, false
	case capture:
		return p.capture(n, v.Field(n.field))
	case argNode, record:
		return p.value(n, v.Field(n.field))
	case sequence:
		ok = true
		for _, s := range n.subs {
			subOK, subSet := p.print(s, v)
			ok = ok && subOK
			set = set || subSet
		}
		return ok, set
	case choice:
		return p.choice(n, v)
	case repeat:
		return p.repeat(n, v)
	}
	// optional, or cut, which is one in the "no" form
	ok, set = p.print(n.subs[0], v)
	if n.kind == cut && !p.no || ok && set {
		return ok, set
	}
	p.words = p.words[:begun]
	return true, false
}

// keyword spells a keyword by the field's print tag.
func (p *printer) keyword(n *node, word string) {
	if w, ok := n.print[word]; ok {
		word = w
	}
	if word != "" {
		p.words = append(p.words, word)
	}
}

func (p *printer) capture(n *node, f reflect.Value) (ok, set bool) {
	sub := n.subs[0]
	if f.Kind() == reflect.Bool {
		p.keyword(sub, sub.word)
		return f.Bool(), f.Bool()
	}
	if sub.kind == literal {
		return p.captured(sub, f)
	}
	for _, a := range sub.subs {
		if ok, set = p.captured(a, f); ok {
			return ok, set
		}
	}
	return false, false
}

// captured prints the keyword that a string field records, if it is that one.
func (p *printer) captured(a *node, f reflect.Value) (ok, set bool) {
	if a.word != f.String() {
		return false, false
	}
	p.keyword(a, a.word)
	return true, true
}

// choice takes the first alternative that prints a value, else the first that
// prints at all.
func (p *printer) choice(n *node, v reflect.Value) (ok, set bool) {
	begun := len(p.words)
	var first *node
	for _, s := range n.subs {
		ok, set = p.print(s, v)
		if ok && set {
			return true, true
		}
		p.words = p.words[:begun]
		if ok && first == nil {
			first = s
		}
	}
	if first == nil {
		return false, false
	}
	return p.print(first, v)
}

// repeat prints the elements of a slice.
func (p *printer) repeat(n *node, v reflect.Value) (ok, set bool) {
	ok = true
	f := v.Field(n.field)
	for i := range f.Len() {
		subOK, _ := p.value(n.subs[0], f.Index(i))
		ok = ok && subOK
	}
	return ok && (f.Len() > 0 || n.min == 0), f.Len() > 0
}

// value prints an argument or a struct.
func (p *printer) value(n *node, f reflect.Value) (ok, set bool) {
	set = !f.IsZero()
	if f.Kind() == reflect.Pointer {
		if f.IsNil() {
			return false, false
		}
		f = f.Elem()
	}
	if n.kind == record {
		ok, subSet := p.print(n.subs[0], f)
		return ok, set || subSet
	}
	p.words = append(p.words, f.Addr().Interface().(Argument).String())
	return true, set
}
