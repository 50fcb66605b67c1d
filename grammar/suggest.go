package grammar

import (
	"net/netip"
	"slices"
	"strings"
)

// Suggest finds what a line that does not fit the mode was meant to be: with a
// keyword spelt right, without a blank inside an address, with a mask in place
// of a wildcard. ok is false where nothing near makes a line of the mode, or of
// one above it.
func (m *Mode) Suggest(line string) (meant string, ok bool) {
	for ; m != nil; m = m.Parent {
		if meant, ok = m.suggest(line, 2); ok {
			return meant, true
		}
		if meant, ok = suggestKept(m, line); ok {
			return meant, true
		}
		if m.knowsFirst(line) {
			return "", false // the mistake is further on, and the line one of this mode
		}
	}
	return "", false
}

// knowsFirst reports whether the first word of the line, "no" not counted, is
// one of the mode.
func (m *Mode) knowsFirst(line string) bool {
	_, line = cutNegation(line)
	word, _ := cutWord(line)
	if w := m.walk(word, nil); w.status != Invalid {
		return true
	}
	table := KeptTable(m)
	return table != nil && table.Knows(word)
}

// suggest corrects one word, and of what follows as many as depth says.
func (m *Mode) suggest(line string, depth int) (string, bool) {
	w := m.walk(line, nil)
	if w.status == OK {
		return line, true
	}
	if w.status != Invalid || depth == 0 {
		return "", false
	}
	word, rest := cutWord(line[w.word:])
	head := line[:w.word]
	for _, with := range w.at.nearby(head, word, rest) {
		if next := m.walk(with, nil); next.status == OK || next.status == Invalid && next.word > w.word {
			if meant, ok := m.suggest(with, depth-1); ok {
				return meant, true
			}
		}
	}
	return "", false
}

// nearby are the lines that come of correcting a word that fits nothing.
func (s *state) nearby(head, word, rest string) []string {
	var lines []string
	// A blank too many: "2001: DB8::3".
	if trimmed := strings.TrimRight(head, " \t"); len(trimmed) < len(head) && torn(trimmed, word) {
		lines = append(lines, trimmed+word+rest)
	}
	if after := strings.TrimLeft(rest, " \t"); torn(word, after) {
		lines = append(lines, head+word+after)
	}
	for _, e := range s.args {
		if inverse, ok := invert(word); ok && e.arg.accepts(inverse) {
			lines = append(lines, head+inverse+rest)
		}
	}
	unit := ""
	if k := strings.IndexAny(word, "0123456789"); k > 0 && s.glue {
		word, unit = word[:k], word[k:]
	}
	var words []string
	for i := range s.keywords {
		words = append(words, s.keywords[i].word)
	}
	for _, near := range nearest(word, words) {
		lines = append(lines, head+near+unit+rest)
	}
	return lines
}

// torn reports whether two words may be one with a blank in it: an address, the
// name of an interface, a keyword with a hyphen.
func torn(before, after string) bool {
	const inside = ":./-"
	return before != "" && after != "" && (strings.IndexByte(inside, before[len(before)-1]) >= 0 || strings.IndexByte(inside, after[0]) >= 0)
}

// suggestKept corrects a word of a line that begins like a kept one.
func suggestKept(m *Mode, line string) (string, bool) {
	table := KeptTable(m)
	if table == nil {
		return "", false
	}
	return table.Suggest(line)
}

// Suggest is that of a mode for the lines of a kept block.
func (t *Table) Suggest(line string) (meant string, ok bool) {
	head, rest := cutNegation(line)
	if f := t.root.follow(rest, 0, true, head != ""); f.end >= 0 {
		at, near := f.misspeltFar(rest)
		for _, word := range near {
			_, behind := cutWord(rest[at:])
			if meant = head + rest[:at] + word + behind; t.knows(meant) {
				return meant, true
			}
		}
	}
	return t.root.suggest(head, rest, 0, t.knows)
}

func (t *Table) knows(line string) bool {
	_, ok := t.Find(line)
	return ok
}

// suggest corrects the first word from at that nothing fits.
func (k *keptWord) suggest(head, line string, at int, right func(string) bool) (string, bool) {
	at = skipBlanks(line, at)
	word, rest := cutWord(line[at:])
	if word == "" {
		return "", false
	}
	keyword := false
	for _, c := range k.candidates(word, k.whole) {
		if meant, ok := c.word.suggest(head, line, at+len(word), right); ok {
			return meant, true
		}
		keyword = keyword || !placeholder(c.text) && hasPrefixFold(c.text, word)
	}
	if keyword {
		return "", false
	}
	for _, near := range nearest(word, k.keywords()) {
		if meant := head + line[:at] + near + rest; right(meant) {
			return meant, true
		}
	}
	return "", false
}

// keywords are the words that stand for themselves.
func (k *keptWord) keywords() []string {
	return slices.DeleteFunc(slices.Clone(k.begunWith()), placeholder)
}

// Knows reports whether the first word of the line, "no" not counted, is one of
// the table.
func (t *Table) Knows(line string) bool {
	_, line = cutNegation(line)
	word, _ := cutWord(line)
	return len(t.root.candidates(word, t.root.whole)) > 0
}

func cutWord(s string) (word, rest string) {
	i := 0
	for i < len(s) && !blank(s[i]) {
		i++
	}
	return s[:i], s[i:]
}

// invert makes a mask of a wildcard, and a wildcard of a mask.
func invert(word string) (string, bool) {
	a, ok := parse4(word)
	if !ok {
		return "", false
	}
	b := a.As4()
	for i := range b {
		b[i] = ^b[i]
	}
	return netip.AddrFrom4(b).String(), true
}

// nearest are the words that a misspelt one may be, the likeliest first: with
// one letter wrong, or two of a long one.
func nearest(word string, words []string) []string {
	allowed := 2
	switch {
	case len(word) < 3:
		return nil
	case len(word) < 6:
		allowed = 1
	}
	word = strings.ToLower(word)
	var found []string
	for d := 1; d <= allowed; d++ {
		for _, w := range words {
			if max(len(word), len(w))-min(len(word), len(w)) > d {
				continue
			}
			if distance(word, strings.ToLower(w)) == d {
				found = append(found, w)
			}
		}
	}
	return found
}

// Misspells reports whether a word may be meant to be a keyword, with a letter
// wrong or two of a long one, and is not.
func Misspells(word, keyword string) bool {
	return len(nearest(word, []string{keyword})) > 0
}

// distance counts the letters to insert, delete or change, and the neighbours
// to swap, until a is b.
func distance(a, b string) int {
	before, last, this := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		this[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			this[j] = min(last[j]+1, this[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				this[j] = min(this[j], before[j-2]+1)
			}
		}
		before, last, this = last, this, before
	}
	return last[len(b)]
}
