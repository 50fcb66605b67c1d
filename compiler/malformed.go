package compiler

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// textWords are those behind which a line goes on with text, or with a number
// that has dots and is no address: secrets, names, object identifiers.
var textWords = []string{
	"alias", "banner", "boot", "chassis-id", "community", "contact", "description", "key", "key-string", "location", "match", "name",
	"oid", "password", "pattern", "remark", "secret", "string", "system", "text", "title", "username", "version", "view",
}

// malformedAddress finds in a line a word of four numbers between dots that is
// no IPv4 address, since one of them is above 255: nothing else of IOS looks so.
// It is its column, -1 if there is none.
func malformedAddress(text string) int {
	if strings.Count(text, ".") < 3 {
		return -1
	}
	at := 0
	for _, word := range fields(text) {
		at += strings.Index(text[at:], word)
		if slices.Contains(textWords, strings.ToLower(word)) {
			return -1
		}
		if dottedQuad(word) {
			if _, err := netip.ParseAddr(word); err != nil {
				return at
			}
		}
		at += len(word)
	}
	return -1
}

// dottedQuad reports whether a word is four numbers of at most three digits
// between dots.
func dottedQuad(word string) bool {
	parts := strings.Split(word, ".")
	return len(parts) == 4 && !slices.ContainsFunc(parts, func(p string) bool {
		n, err := strconv.Atoi(p)
		return err != nil || n < 0 || len(p) > 3 || strconv.Itoa(n) != p
	})
}
