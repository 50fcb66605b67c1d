package compiler

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"mainmode/grammar"
)

// This file knows how crypto maps and dynamic maps stand in a configuration:
// which lines are one setting, and the order that IOS prints them in.

// cryptoMapKey: an entry of a crypto map is named by its sequence number, a
// setting of the whole map by its keywords.
func cryptoMapKey(text string) (key string, ok bool) {
	const head = "crypto map "
	rest, ok := strings.CutPrefix(text, head)
	if !ok {
		return "", false
	}
	words := 4
	if startsWith(rest, "ipv6") {
		words++
	}
	switch nthWord(text, words-1) {
	case "client", "isakmp":
		words++
	}
	if nthWord(text, words-1) == "configuration" {
		words += 2 // "address initiate" and "address respond" stand beside each other
	}
	return firstWords(text, words), true
}

// mapKind is how the lines of crypto maps, or of dynamic maps, begin; "" for
// other lines.
func mapKind(text string) string {
	for _, kind := range []string{"crypto map ipv6", "crypto map", "crypto dynamic-map"} {
		if startsWith(text, kind) {
			return kind
		}
	}
	return ""
}

// mapOrder sorts the lines of crypto maps: the maps as they were first named,
// in each the settings of the whole map, then the entries by number.
func (e *Editor) mapOrder(text string) string {
	kind := mapKind(text)
	name := nthWord(text, len(fields(kind)))
	rank := e.mapRank(text, kind+" "+name)
	what := nthWord(text, len(fields(kind))+1)
	if _, err := strconv.Atoi(what); err == nil {
		return rank + "9" + numberAt(text, len(fields(kind))+1)
	}
	for i, setting := range []string{"local-address", "client authentication", "isakmp authorization", "client configuration", "isakmp-profile"} {
		if startsWith(setting, what) && strings.Contains(text, " "+setting) {
			return rank + strconv.Itoa(i)
		}
	}
	return rank + "8"
}

// rankLen is the digits by which maps are sorted.
const rankLen = 6

// mapRank is that of the map whose lines begin so, or of a new one.
func (e *Editor) mapRank(text, begin string) string {
	section := order(text, "")
	next := sort.Search(len(e.c.entries), func(i int) bool {
		o := e.c.entries[i].order
		return o[:min(len(o), len(section))] > section
	})
	highest := 0
	// Files name one map after the other, so it is nearly always the last.
	for i := next - 1; i >= 0 && strings.HasPrefix(e.c.entries[i].order, section); i-- {
		o := e.c.entries[i]
		rank := o.order[len(section):]
		rank = rank[:min(rankLen, len(rank))]
		if startsWith(o.text, begin) {
			return rank
		}
		if n, err := strconv.Atoi(rank); err == nil {
			highest = max(highest, n)
		}
	}
	return fmt.Sprintf("%0*d", rankLen, highest+1)
}

// newMapEntry is what IOS says when an entry of a crypto map is made.
var newMapEntry = []string{
	"% NOTE: This new crypto map will remain disabled until a peer",
	"        and a valid access list have been configured.",
}

// checkMapEntry refuses to open an entry that does not exist without saying
// what it is, and to make another kind of one that does.
func (e *Editor) checkMapEntry(text, kind string, dynamic bool) string {
	old := e.c.index[globalRules.key(text)]
	switch {
	case old == nil && kind == "" && !dynamic:
		return incompleteCommand
	case old == nil || kind == "" && !dynamic:
		return ""
	}
	switch c := old.command.(type) {
	case *grammar.CryptoMapEntry:
		if !dynamic && c.Kind == kind {
			return ""
		}
	case *grammar.CryptoMapDynamic:
		if dynamic {
			return ""
		}
	case *grammar.CryptoMapProfile:
		if kind == "profile" {
			return ""
		}
	}
	return fmt.Sprintf("%% %s is of another kind: remove it first", capitalized(old.key))
}

// reentered gives the line that opens an entry again the text that it has.
func (e *Editor) reentered(l line) line {
	if r, ok := l.command.(*grammar.RouteMapEntry); ok {
		l.command = r.Full()
		l.text = grammar.Format(l.command, false)
		return l
	}
	c, ok := l.command.(*grammar.CryptoMapEntry)
	if !ok || c.Kind != "" {
		return l
	}
	if old := e.c.index[globalRules.key(l.text)]; old != nil {
		return old.line
	}
	return l
}

// hasMap reports whether a crypto map of that name has an entry.
func (c *Config) hasMap(kind, name string) bool {
	for _, e := range c.entries {
		if startsWith(e.text, kind+" "+name) && mapKind(e.text) == kind {
			return true
		}
	}
	return false
}

// mapInUse refuses to delete a crypto map, or the last entry of one, that is
// on an interface.
func (e *Editor) mapInUse(text string) string {
	kind := mapKind(text)
	words := fields(text)
	at := len(fields(kind))
	if len(words) <= at || kind == "crypto dynamic-map" {
		return ""
	}
	for _, other := range e.c.entries {
		if len(words) > at+1 && startsWith(other.text, strings.Join(words[:at+1], " ")) && !covers(text, other.text) {
			return ""
		}
	}
	apply := "crypto map"
	if kind == "crypto map ipv6" {
		apply = "ipv6 crypto map"
	}
	if user := e.c.user("interface", apply, words[at]); user != "" {
		return fmt.Sprintf("%% Crypto-map %s is in use by interface(s): %s. Please remove the crypto map from the above interface(s) first",
			words[at], nthWord(user, 1))
	}
	return ""
}
