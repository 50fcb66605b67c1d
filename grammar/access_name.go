package grammar

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// AccessListName is the name of an access list. It begins with a letter: what
// begins with a digit is the number of a list.
type AccessListName string

func (AccessListName) Accepts(word string) bool {
	return word != "" && (word[0] < '0' || word[0] > '9')
}
func (AccessListName) Syntax() string   { return "WORD" }
func (n AccessListName) String() string { return string(n) }

// Parse implements participle.Parseable.
func (n *AccessListName) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *n = AccessListName(s); return n.Accepts(s) })
}

// LogCookie is a word that stands in the messages of an entry. The words that
// begin another option are none.
type LogCookie string

func (LogCookie) Accepts(word string) bool {
	switch word {
	case "", "auth", "dest-option", "dest-option-type", "dscp", "flow-label", "fragments", "hbh", "log", "log-input", "mobility",
		"mobility-type", "option", "precedence", "reflect", "routing", "routing-type", "sequence", "time-range", "tos", "ttl",
		"undetermined-transport":
		return false
	}
	return true
}
func (LogCookie) Syntax() string   { return "WORD" }
func (c LogCookie) String() string { return string(c) }

// Parse implements participle.Parseable.
func (c *LogCookie) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *c = LogCookie(s); return c.Accepts(s) })
}

// HostName is the name of a host: it has a letter, so that no address with a
// mistake in it is one.
type HostName string

func (HostName) Accepts(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }) && !strings.Contains(word, ":")
}
func (HostName) Syntax() string   { return "Hostname or A.B.C.D" }
func (n HostName) String() string { return string(n) }

// Parse implements participle.Parseable.
func (n *HostName) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *n = HostName(s); return n.Accepts(s) })
}
