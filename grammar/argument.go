package grammar

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// Argument is a position of a command that is not a keyword. participle sees
// it as a Parseable; the automaton asks Accepts. String prints the value as
// the running configuration does.
type Argument interface {
	participle.Parseable
	fmt.Stringer
	// Accepts reports whether a typed word is a value of this type.
	Accepts(word string) bool
	// Syntax is what "?" shows: A.B.C.D, WORD, LINE.
	Syntax() string
}

// take consumes the next token if set accepts its text.
func take(lex *lexer.PeekingLexer, set func(string) bool) error {
	t := lex.Peek()
	if t.EOF() || !set(t.Value) {
		return participle.NextMatch
	}
	lex.Next()
	return nil
}

// Word is any one word: a name, a key.
type Word string

func (Word) Accepts(word string) bool { return word != "" }
func (Word) Syntax() string           { return "WORD" }
func (w Word) String() string         { return string(w) }

// Parse implements participle.Parseable.
func (w *Word) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *w = Word(s); return s != "" })
}

// Text is the rest of the line, with the blanks inside it.
type Text string

func (Text) Accepts(word string) bool { return word != "" }
func (Text) Syntax() string           { return "LINE" }
func (t Text) String() string         { return string(t) }

// Parse implements participle.Parseable.
func (t *Text) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *t = Text(s); return s != "" })
}

// Number is a decimal number. A field's range tag bounds it.
type Number uint32

func (Number) Accepts(word string) bool { _, ok := decimal(word); return ok }
func (Number) Syntax() string           { return "<0-4294967295>" }
func (n Number) String() string         { return strconv.FormatUint(uint64(n), 10) }

// Parse implements participle.Parseable.
func (n *Number) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := decimal(s)
		*n = Number(v)
		return ok
	})
}

// HexNumber is a number in hexadecimal, with 0x before it or without.
type HexNumber uint32

func parseHex(s string) (HexNumber, bool) {
	v, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(s), "0x"), 16, 32)
	return HexNumber(v), err == nil
}

func (HexNumber) Accepts(word string) bool { _, ok := parseHex(word); return ok }
func (HexNumber) Syntax() string           { return "<0x100-0xFFFFFFFF>" }
func (n HexNumber) String() string         { return fmt.Sprintf("0x%X", uint32(n)) }

// Parse implements participle.Parseable.
func (n *HexNumber) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseHex(s)
		*n = v
		return ok
	})
}

// decimal reads an unsigned 32-bit number without sign or base prefix: "010"
// is ten, as on a router.
func decimal(s string) (uint32, bool) {
	if strings.HasPrefix(s, "+") {
		return 0, false
	}
	v, err := strconv.ParseUint(s, 10, 32)
	return uint32(v), err == nil
}

// parseRange reads a range tag.
func parseRange(tag string) (low, high uint32, err error) {
	l, h, _ := strings.Cut(tag, "-")
	low, ok1 := decimal(l)
	high, ok2 := decimal(h)
	if !ok1 || !ok2 || low > high {
		return 0, 0, fmt.Errorf("range tag %q is not LOW-HIGH", tag)
	}
	return low, high, nil
}
