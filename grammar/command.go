package grammar

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// command is one struct of the grammar with its parser.
type command struct {
	typ      reflect.Type
	syntax   *node
	anyOrder []int // fields whose elements come in any order
	silent   bool  // has keywords that print as nothing
	parse    func(*lexer.PeekingLexer) (any, error)
}

// commands holds what was built, by type: a command that several modes share
// is built once.
var commands sync.Map // reflect.Type -> *command

// entry names a command in the list of a mode without building it.
type entry struct {
	typ   reflect.Type
	plain bool // has no "no" and "default" forms
	level int  // the privilege that its words need
}

// cmd enters the command T in a mode.
func cmd[T any]() entry {
	e := entry{typ: reflect.TypeFor[T](), level: mostPrivileged}
	if reflect.PointerTo(e.typ).Implements(reflect.TypeFor[unprivileged]()) {
		e.level = 0
	}
	return e
}

// unprivileged is a command that every privilege level has: one that leaves a
// mode.
type unprivileged interface{ everybody() }

// plain enters a command that cannot be negated: exit, do.
func plain[T any]() entry {
	e := cmd[T]()
	e.plain = true
	return e
}

// from has the commands need no more than a privilege level.
func from(level int, entries ...entry) []entry {
	lowered := slices.Clone(entries)
	for i := range lowered {
		lowered[i].level = level
	}
	return lowered
}

// command reads the tags of the entry's struct, and makes its parser when the
// first line is for it. A grammar that cannot be built is a mistake in this
// package, which its tests find.
func (e entry) command() *command {
	if c, ok := commands.Load(e.typ); ok {
		return c.(*command)
	}
	syntax, err := parseSyntax(e.typ)
	if err != nil {
		panic(fmt.Sprintf("grammar: %v", err))
	}
	parser := sync.OnceValue(func() *participle.Parser[any] { return newParser(e.typ) })
	c := &command{typ: e.typ, syntax: syntax, anyOrder: anyOrderFields(e.typ), silent: hasSilent(e.typ)}
	c.parse = func(lex *lexer.PeekingLexer) (any, error) {
		v, err := parser().ParseFromLexer(lex)
		if err != nil {
			return nil, err
		}
		c.normalize(*v)
		return *v, nil
	}
	actual, _ := commands.LoadOrStore(e.typ, c)
	return actual.(*command)
}

// newParser makes the parser of one struct, which gives a pointer to it. As the
// only member of a union it needs no copy of participle's code for its type:
// hundreds of them would take the compiler most of a minute.
func newParser(t reflect.Type) *participle.Parser[any] {
	return participle.MustBuild[any](
		participle.Lexer(wordLexer{}),
		participle.UseLookahead(participle.MaxLookahead),
		participle.Union(reflect.New(t).Interface()),
	)
}

// wordToken is the one type of token. Keywords are literals of the grammar
// and arguments are types, so no lexer has to guess what "12345" is.
const wordToken lexer.TokenType = 1

// wordLexer splits at blanks. participle needs a lexer to be built; lines
// themselves come as tokens from the automaton.
type wordLexer struct{}

func (wordLexer) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Word": wordToken}
}

func (wordLexer) Lex(_ string, r io.Reader) (lexer.Lexer, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var tokens []lexer.Token
	for _, w := range strings.Fields(string(b)) {
		tokens = append(tokens, lexer.Token{Type: wordToken, Value: w})
	}
	return &tokenReader{tokens: tokens}, nil
}
