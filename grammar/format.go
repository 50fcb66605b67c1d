package grammar

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Format prints a command as show running-config does, without indentation.
// cmd points to a command's struct, as Match.Command does. Blanks that IOS
// leaves at the end of some lines are not printed.
func Format(cmd any, no bool) string {
	v := reflect.ValueOf(cmd).Elem()
	words := printer{no: no}.print(commandOf(v.Type()).syntax, v).words
	if no {
		words = slices.Insert(words, 0, negate)
	}
	return strings.Join(words, " ")
}

// commandOf finds a command by the type of its struct.
func commandOf(t reflect.Type) *command {
	if c, ok := commands.Load(t); ok {
		return c.(*command)
	}
	for _, m := range Modes {
		for _, e := range m.entries {
			if e.typ == t {
				return e.build()
			}
		}
	}
	panic(fmt.Sprintf("grammar: %v is not a command", t))
}

// printed is what a part of the syntax tree prints.
type printed struct {
	words []string
	ok    bool // the values can be printed by this part
	set   bool // some field that it prints is not zero
}

type printer struct{ no bool }

func (p printer) print(n *node, v reflect.Value) printed {
	switch n.kind {
	case literal:
		return printed{words: p.keyword(n, n.word), ok: true}
	case capture:
		return p.capture(n, v.Field(n.field))
	case argNode, record:
		return p.value(n, v.Field(n.field))
	case sequence:
		r := printed{ok: true}
		for _, s := range n.subs {
			q := p.print(s, v)
			r.words = append(r.words, q.words...)
			r.ok = r.ok && q.ok
			r.set = r.set || q.set
		}
		return r
	case choice:
		return p.choice(n, v)
	case repeat:
		return p.repeat(n, v)
	case cut:
		if r := p.print(n.subs[0], v); !p.no || r.ok && r.set {
			return r
		}
		return printed{ok: true}
	}
	if r := p.print(n.subs[0], v); r.ok && r.set { // optional
		return r
	}
	return printed{ok: true}
}

// keyword spells a keyword by the field's print tag.
func (p printer) keyword(n *node, word string) []string {
	if w, ok := n.print[word]; ok {
		word = w
	}
	if word == "" {
		return nil
	}
	return []string{word}
}

func (p printer) capture(n *node, f reflect.Value) printed {
	sub := n.subs[0]
	if f.Kind() == reflect.Bool {
		return printed{words: p.keyword(sub, sub.word), ok: f.Bool(), set: f.Bool()}
	}
	alternatives := sub.subs
	if sub.kind == literal {
		alternatives = []*node{sub}
	}
	for _, a := range alternatives {
		if a.word == f.String() {
			return printed{words: p.keyword(a, a.word), ok: true, set: true}
		}
	}
	return printed{}
}

// choice takes the first alternative that prints a value, else the first that
// prints at all.
func (p printer) choice(n *node, v reflect.Value) printed {
	var first printed
	for _, s := range n.subs {
		r := p.print(s, v)
		if r.ok && r.set {
			return r
		}
		if r.ok && !first.ok {
			first = r
		}
	}
	return first
}

// repeat prints the elements of a slice.
func (p printer) repeat(n *node, v reflect.Value) printed {
	sub := n.subs[0]
	r := printed{ok: true}
	f := v.Field(n.field)
	for i := range f.Len() {
		q := p.value(sub, f.Index(i))
		r.words = append(r.words, q.words...)
		r.ok = r.ok && q.ok
		r.set = true
	}
	r.ok = r.ok && (f.Len() > 0 || n.min == 0)
	return r
}

// value prints an argument or a struct.
func (p printer) value(n *node, f reflect.Value) printed {
	set := !f.IsZero()
	if f.Kind() == reflect.Pointer {
		if f.IsNil() {
			return printed{}
		}
		f = f.Elem()
	}
	if n.kind == record {
		r := p.print(n.subs[0], f)
		r.set = r.set || set
		return r
	}
	return printed{words: []string{fmt.Sprint(f.Interface())}, ok: true, set: set}
}
