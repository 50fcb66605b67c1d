package grammar

import (
	"sync"

	"github.com/alecthomas/participle/v2/lexer"
)

// desk is what the reading of a line needs and leaves nothing of behind. Making
// it anew for each line would take as long as reading the line.
type desk struct {
	tokens []lexer.Token       // of the automaton
	lex    *lexer.PeekingLexer // for participle
	open   []lexer.Token       // those that lex hands out
}

// deskTokens is how many tokens a lexer is made for; a line may have more.
const deskTokens = 16

var desks = sync.Pool{New: func() any { return new(desk) }}

// lexer hands over the tokens that the automaton made.
func (d *desk) lexer(tokens []lexer.Token) *lexer.PeekingLexer {
	if len(tokens) >= len(d.open) {
		d.lex = upgrade(make([]lexer.Token, max(deskTokens, 2*len(tokens))))
		d.open = d.lex.Range(0, lexer.RawCursor(max(deskTokens, 2*len(tokens))))
	}
	copy(d.open, tokens)
	d.open[len(tokens)] = lexer.EOFToken(lexer.Position{})
	d.lex.LoadCheckpoint(lexer.Checkpoint{})
	return d.lex
}

// clear forgets the line, in which a secret may stand, and gives the desk back.
func (d *desk) clear() {
	clear(d.tokens)
	clear(d.open)
	desks.Put(d)
}

// upgrade makes a lexer of tokens. It fails for none.
func upgrade(tokens []lexer.Token) *lexer.PeekingLexer {
	lex, err := lexer.Upgrade(&tokenReader{tokens: tokens})
	if err != nil {
		panic(err)
	}
	return lex
}

// tokenReader hands over tokens one by one.
type tokenReader struct{ tokens []lexer.Token }

func (r *tokenReader) Next() (lexer.Token, error) {
	if len(r.tokens) == 0 {
		return lexer.EOFToken(lexer.Position{}), nil
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t, nil
}
