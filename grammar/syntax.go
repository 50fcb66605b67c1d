package grammar

import (
	"fmt"
	"reflect"
	"strings"
)

// node is a part of a command's syntax tree, which is read from the parser
// tags of a struct. participle reads the same tags; the tree adds what its
// EBNF loses: the field behind a capture, and with it help, range and print.
type node struct {
	kind  nodeKind
	word  string // literal: the keyword
	field int    // literal, capture, argument, record: index of the field; -1 outside one
	subs  []*node

	help  string            // literal, argument: the text of "?"
	arg   *argument         // argument: what it accepts
	print map[string]string // literal: the field's print tag
	any   bool              // repeat: alternatives in any order, each once
	min   int               // repeat: 0 or 1
}

type nodeKind int

const (
	literal  nodeKind = iota // a keyword
	capture                  // @( ... ): keywords that a bool or string field records
	argNode                  // @@ of an Argument
	record                   // @@ of a struct: subs[0] is that struct's tree
	sequence                 // subs one after the other
	choice                   // one of subs
	optional                 // subs[0] or nothing
	cut                      // subs[0]; or nothing, after "no" and "default"
	repeat                   // subs[0] again and again
)

// argument is what an argument position accepts. Two positions of the same
// key in one place are the same edge of the automaton.
type argument struct {
	key     string
	syntax  string
	rest    bool // takes the rest of the line
	accepts func(string) bool
	names   string // what it names, for Tab: "transform-set"; "" for nothing
}

var (
	argumentType  = reflect.TypeFor[Argument]()
	numberType    = reflect.TypeFor[Number]()
	interfaceType = reflect.TypeFor[InterfaceName]()
)

// parseSyntax reads the tags of a struct type.
func parseSyntax(t reflect.Type) (*node, error) {
	p := &tagParser{typ: t}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("parser")
		if tag == "" {
			continue
		}
		if err := p.lex(i, tag); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name(), f.Name, err)
		}
	}
	n, err := p.expression()
	if err == nil && p.pos < len(p.tokens) {
		err = fmt.Errorf("unexpected %q", p.tokens[p.pos].text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name(), err)
	}
	return n, nil
}

type tagToken struct {
	text  string // ( ) | ? * + @ @@ or 'keyword'
	field int
}

type tagParser struct {
	typ    reflect.Type
	tokens []tagToken
	pos    int
}

func (p *tagParser) lex(field int, tag string) error {
	for i := 0; i < len(tag); {
		n := 1
		switch c := tag[i]; {
		case c == ' ':
			i++
			continue
		case c == '\'':
			n = strings.IndexByte(tag[i+1:], '\'') + 2
			if n < 3 {
				return fmt.Errorf("empty or open keyword in %q", tag)
			}
		case strings.HasPrefix(tag[i:], "@@"):
			n = 2
		case !strings.ContainsRune("()|?*+@", rune(c)):
			return fmt.Errorf("%q has no meaning to the automaton in %q", c, tag)
		}
		p.tokens = append(p.tokens, tagToken{tag[i : i+n], field})
		i += n
	}
	return nil
}

func (p *tagParser) peek() string {
	if p.pos == len(p.tokens) {
		return ""
	}
	return p.tokens[p.pos].text
}

func (p *tagParser) accept(text string) bool {
	if p.peek() != text {
		return false
	}
	p.pos++
	return true
}

func (p *tagParser) expression() (*node, error) {
	n := &node{kind: choice, field: -1}
	for {
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		n.subs = append(n.subs, s)
		if !p.accept("|") {
			break
		}
	}
	if len(n.subs) == 1 {
		return n.subs[0], nil
	}
	return n, nil
}

func (p *tagParser) sequence() (*node, error) {
	n := &node{kind: sequence, field: -1}
	for next := p.peek(); next != "" && next != "|" && next != ")"; next = p.peek() {
		t, err := p.term()
		if err != nil {
			return nil, err
		}
		n.subs = append(n.subs, t)
	}
	if len(n.subs) == 0 {
		return nil, fmt.Errorf("empty alternative before %q", p.peek())
	}
	if len(n.subs) == 1 {
		return n.subs[0], nil
	}
	return n, nil
}

func (p *tagParser) term() (*node, error) {
	start := p.pos
	n, err := p.atom()
	if err != nil {
		return nil, err
	}
	switch {
	case p.accept("?"):
		kind := optional
		if doubled(p.tokens[start : p.pos-1]) {
			kind = cut
		}
		return &node{kind: kind, field: -1, subs: []*node{n}}, nil
	case p.accept("*"):
		return p.repeat(n, 0), nil
	case p.accept("+"):
		return p.repeat(n, 1), nil
	}
	return n, nil
}

// doubled reports whether tokens are "(( ... ))" with matching parentheses.
func doubled(tokens []tagToken) bool {
	if len(tokens) < 4 || tokens[0].text != "(" || tokens[1].text != "(" {
		return false
	}
	depth := 0
	for i, t := range tokens {
		switch t.text {
		case "(":
			depth++
		case ")":
			depth--
		}
		if depth == 1 && i > 0 {
			return i == len(tokens)-2
		}
	}
	return false
}

func (p *tagParser) repeat(n *node, low int) *node {
	r := &node{kind: repeat, field: n.field, subs: []*node{n}, min: low}
	if n.kind == record {
		r.any = p.typ.Field(n.field).Tag.Get("order") == "any"
	}
	return r
}

func (p *tagParser) atom() (*node, error) {
	if p.pos == len(p.tokens) {
		return nil, fmt.Errorf("the tags end in the middle")
	}
	t := p.tokens[p.pos]
	p.pos++
	switch t.text {
	case "(":
		n, err := p.expression()
		if err == nil && !p.accept(")") {
			err = fmt.Errorf("a parenthesis is open")
		}
		return n, err
	case "@@":
		return p.captured(t.field)
	case "@":
		n, err := p.atom()
		if err != nil {
			return nil, err
		}
		if err := p.capturable(n, t.field); err != nil {
			return nil, err
		}
		return &node{kind: capture, field: t.field, subs: []*node{n}}, nil
	}
	if t.text[0] != '\'' {
		return nil, fmt.Errorf("unexpected %q", t.text)
	}
	word := strings.Trim(t.text, "'")
	f := p.typ.Field(t.field)
	return &node{kind: literal, word: word, field: t.field, help: textOf(f.Tag.Get("help"), word),
		print: pairs(f.Tag.Get("print"))}, nil
}

// capturable checks that @ captures one keyword into a bool or a string.
func (p *tagParser) capturable(n *node, field int) error {
	f := p.typ.Field(field)
	ok := n.kind == literal && (f.Type.Kind() == reflect.Bool || f.Type.Kind() == reflect.String)
	if n.kind == choice && f.Type.Kind() == reflect.String {
		ok = true
		for _, s := range n.subs {
			ok = ok && s.kind == literal
		}
	}
	if !ok {
		return fmt.Errorf("%s: @ takes one keyword of a list into a string, or one keyword into a bool", f.Name)
	}
	return nil
}

// captured makes the node of @@ into a field.
func (p *tagParser) captured(field int) (*node, error) {
	f := p.typ.Field(field)
	t := f.Type
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if !reflect.PointerTo(t).Implements(argumentType) {
		if t.Kind() != reflect.Struct {
			return nil, fmt.Errorf("%s is neither an Argument nor a struct", f.Name)
		}
		sub, err := parseSyntax(t)
		return &node{kind: record, field: field, subs: []*node{sub}}, err
	}
	zero := reflect.New(t).Interface().(Argument)
	a := &argument{key: t.Name(), syntax: zero.Syntax(), accepts: zero.Accepts, rest: t == reflect.TypeFor[Text](), names: f.Tag.Get("names")}
	if r := f.Tag.Get("range"); r != "" {
		low, high, err := parseRange(r)
		if err != nil || t != numberType {
			return nil, fmt.Errorf("%s: %v: a range is for a Number", f.Name, err)
		}
		a.key, a.syntax = "<"+r+">", "<"+r+">"
		a.accepts = func(s string) bool { v, ok := decimal(s); return ok && low <= v && v <= high }
	}
	return &node{kind: argNode, field: field, arg: a, help: textOf(f.Tag.Get("help"), f.Name)}, nil
}

// textOf finds a key's value in "key=value;key=value".
func textOf(tag, key string) string {
	for kv := range strings.SplitSeq(tag, ";") {
		if v, ok := strings.CutPrefix(kv, key); ok && strings.HasPrefix(v, "=") {
			return v[1:]
		}
	}
	return ""
}

// pairs reads "key=value;key=value".
func pairs(tag string) map[string]string {
	if tag == "" {
		return nil
	}
	m := map[string]string{}
	for _, kv := range strings.Split(tag, ";") {
		k, v, _ := strings.Cut(kv, "=")
		m[k] = v
	}
	return m
}
