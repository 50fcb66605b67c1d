package grammar

import (
	"slices"
	"strings"
)

// Inert is a command that is valid IOS without bearing on what mainmode does.
// It is kept, like the lines that Kept knows, but read word by word, with help.
type Inert interface{ inert() }

// KeptOpener is an Inert command that opens a block whose lines have no
// bearing either.
type KeptOpener interface {
	Inert
	// OpensKept reports whether this line of the command does: "crypto ikev2
	// proposal P" does, "crypto ikev2 limit ..." does not.
	OpensKept() bool
}

// beginsWith reports whether the first word of text is one of words, perhaps
// abbreviated.
func beginsWith(text Text, words ...string) bool {
	first, _, _ := strings.Cut(string(text), " ")
	return first != "" && slices.ContainsFunc(words, func(w string) bool { return hasPrefixFold(w, first) })
}
