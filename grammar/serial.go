package grammar

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// Serial is the serial number of a certificate in hexadecimal.
type Serial string

func (Serial) Accepts(word string) bool { return isHex(word) }
func (Serial) Syntax() string           { return "<hex-string>" }
func (s Serial) String() string         { return string(s) }

// Parse implements participle.Parseable.
func (s *Serial) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(w string) bool { *s = Serial(strings.ToUpper(w)); return isHex(w) })
}

// maxSerial is the most digits of a serial number: 20 bytes by RFC 5280,
// Section 4.1.2.2, and what authorities made before it.
const maxSerial = 128

func isHex(s string) bool {
	return s != "" && len(s) <= maxSerial && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
