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
	build func() *command
	plain bool // has no "no" and "default" forms
	level int  // the privilege that its words need
}

// cmd enters the command T in a mode.
func cmd[T any]() entry {
	e := entry{typ: reflect.TypeFor[T](), build: build[T], level: mostPrivileged}
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

// build reads the tags of T, and makes its parser when the first line is for
// it. A grammar that cannot be built is a mistake in this package, which its
// tests find.
func build[T any]() *command {
	t := reflect.TypeFor[T]()
	if c, ok := commands.Load(t); ok {
		return c.(*command)
	}
	syntax, err := parseSyntax(t)
	if err != nil {
		panic(fmt.Sprintf("grammar: %v", err))
	}
	parser := sync.OnceValue(func() *participle.Parser[T] {
		return participle.MustBuild[T](participle.Lexer(wordLexer{}), participle.UseLookahead(participle.MaxLookahead))
	})
	c := &command{typ: t, syntax: syntax, anyOrder: anyOrderFields(t), silent: hasSilent(t)}
	c.parse = func(lex *lexer.PeekingLexer) (any, error) {
		v, err := parser().ParseFromLexer(lex)
		if err != nil {
			return nil, err
		}
		c.normalize(v)
		return v, nil
	}
	actual, _ := commands.LoadOrStore(t, c)
	return actual.(*command)
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
