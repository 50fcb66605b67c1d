package grammar

import (
	"fmt"
	"slices"
	"strings"
)

// farMark stands in a line of a table between the beginning of lines and the
// keywords that may follow it farther on, in whatever order: "redistribute ...
// metric|route-map". There a word may be another one, or a name, but none that
// is nearly such a keyword. The same holds of the word behind the last that the
// table knows.
const farMark = "..."

// namedBehind are keywords behind which a name stands, which is none of those
// that are looked at.
var namedBehind = []string{
	"access-list", "acl", "advertise-map", "attribute-map", "class", "class-map", "community", "context", "distribute-list", "evc", "except", "exist-map",
	"filter-list", "group", "group-list", "hostname", "incoming", "isis", "iso-igrp", "key", "key-chain", "key-string", "list", "mesh-group", "method", "name",
	"non-exist-map", "outgoing", "password", "peer-group", "peer-policy", "peer-session", "policy-list", "policy-map", "pool", "prefix",
	"prefix-list", "profile", "pw-class", "route-map", "rp-list", "secret", "sent-username", "service-policy", "string", "table-map", "template",
	"trustpoint", "unsuppress-map", "user", "username", "view", "vrf", "zone",
}

// textBehind are keywords behind which a text stands.
var textBehind = []string{"banner", "description", "msg", "prompt", "remark", "text", "title"}

// addFar gives lines that begin with the words before the keywords that may
// follow.
func (k *keptWord) addFar(before, far []string) error {
	if len(before) == 0 {
		k.far = append(k.far, far...)
		return nil
	}
	for w := range strings.SplitSeq(before[0], "|") {
		n := k.next[w]
		if n == nil {
			n = k.next[strings.ToLower(w)]
		}
		if n == nil {
			return fmt.Errorf("no line has %q before %q", w, farMark)
		}
		if err := n.addFar(before[1:], far); err != nil {
			return err
		}
	}
	return nil
}

// misspeltFar finds the first word of line behind the words that a table knows
// that is nearly a keyword, and the keywords that it may be; at is -1 if there
// is none.
func (f *found) misspeltFar(line string) (at int, near []string) {
	i := skipBlanks(line, f.end)
	if i == len(line) {
		return -1, nil
	}
	keywords := slices.Concat(f.last.keywords(), f.far)
	before := line[strings.LastIndexAny(line[:f.end], " \t")+1 : f.end]
	for ; i < len(line) && !slices.Contains(textBehind, before); i = skipBlanks(line, i) {
		word, rest := cutWord(line[i:])
		if word[0] == '!' || strings.ContainsAny(word, `"'`) {
			break
		}
		if lowerCase(word) && !slices.Contains(namedBehind, before) && !begins(word, keywords) {
			if near = nearest(word, keywords); len(near) > 0 {
				return i, near
			}
		}
		if _, number := decimal(word); !number || !slices.Contains(namedBehind, before) { // "password 7 ..."
			before = word
		}
		keywords, i = f.far, len(line)-len(rest)
	}
	return -1, nil
}

// lowerCase reports whether a word is one of small letters and hyphens, as
// keywords are and names often are not.
func lowerCase(word string) bool {
	return len(word) > 3 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-_") == ""
}

// begins reports whether one of the keywords begins with a word, or is it.
func begins(word string, keywords []string) bool {
	return slices.ContainsFunc(keywords, func(k string) bool { return hasPrefixFold(k, word) })
}
