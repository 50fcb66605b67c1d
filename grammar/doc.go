// Package grammar says what can be typed at a router.
//
// A command is a Go struct. Its parser tags read like the command reference
// (participle's notation) and its help tags hold the texts of "?":
//
//	type CryptoISAKMPPolicy struct {
//		Priority Number `parser:"'crypto' 'isakmp' 'policy' @@" range:"1-10000" help:"policy=Set policy for an ISAKMP protection suite;Priority=Priority of protection suite"`
//	}
//
// The commands of a mode are compiled into one automaton over words, state by
// state as lines come there. It expands abbreviations, finds the column of an
// error, and answers "?" and Tab. participle then parses the expanded words into the struct, and Format
// prints a struct by walking the same tags backwards. So one declaration
// drives everything, and adding a command is adding a struct to the list of
// its mode.
//
// Tags of a field, beside participle's parser tag:
//
//	help   "keyword=text;Field=text": the text of each keyword and argument
//	range  "LOW-HIGH" of a Number
//	names  "transform-set": what a Word names, so that Tab can complete it
//	print  "typed=printed;keyword=": how Format spells a keyword; an empty
//	       spelling leaves the keyword out
//	order  "any" on a repeated struct: its alternatives come in any order, each
//	       at most once
//
// Doubled parentheses with a question mark, (( ... ))?, enclose what may be
// left out after "no" and "default" only: 'tunnel' 'destination' (( @@ ))?
// needs its argument, "no tunnel destination" does not.
//
// The tags themselves are compiled, not the EBNF that a participle parser
// prints of them: that has lost which field a word belongs to, and with it
// ranges, texts and the way back from a struct to a line.
//
// Keywords match by case-insensitive unique prefix, an exact keyword before
// longer ones, and a keyword before an argument.
package grammar
