package grammar

import (
	"slices"
	"strings"
)

// Find looks a line up, which may begin with "no" or "default". As in the
// modes, a unique prefix of a word will do, for the first one of a line beside
// commands unless a hyphen follows it. A prefix is unique where the rest of the
// line tells: "enc ppp" is no "encryption". For a line that goes on wrong behind words that the table
// has, Known says how far it was right, Status and Caret what is wrong.
func (t *Table) Find(line string) (KeptLine, bool) {
	head, rest := cutNegation(line)
	f := t.root.follow(rest, 0, true, head != "")
	switch before := len(line) - len(rest); {
	case f.end < 0 && f.miss == len(rest):
		return KeptLine{Known: f.wrong, Status: Incomplete, Caret: len(line)}, false
	case f.end < 0:
		return KeptLine{Known: f.wrong, Status: Invalid, Caret: before + f.miss}, false
	case f.ways > 1:
		return KeptLine{Known: f.wrong, Status: Ambiguous, Caret: before + f.end}, false
	}
	if at, near := f.misspeltFar(rest); at >= 0 {
		word, _ := cutWord(rest[at:])
		return KeptLine{Known: f.end, Status: Invalid, Caret: len(line) - len(rest) + at + common(word, near)}, false
	}
	k := KeptLine{Exact: f.exact, Text: head + f.text, Known: len(line) - len(rest) + f.end, Block: f.block}
	if head != "" {
		k.Block = nil
	}
	tail := strings.TrimRight(rest[f.end:], " \t")
	switch {
	case f.comment || tail == "":
	case t.Open: // nobody knows whether the blanks are a column
		k.Text += tail
	default:
		k.Text += " " + strings.TrimLeft(tail, " \t")
	}
	return k, true
}

// Takes reports whether any line may stand in the block and this one does: not
// one whose first word is one of the table, which says how it goes on, or is
// nearly one and thus misspelt.
func (t *Table) Takes(line string) bool {
	if !t.Open {
		return false
	}
	_, line = cutNegation(line)
	word, _ := cutWord(line)
	if t.root.next[strings.ToLower(word)] != nil {
		return false
	}
	return len(t.root.candidates(word, false)) > 0 || !t.root.misspelt(word)
}

// found is the longest way of a line through a table.
type found struct {
	end   int    // of the words that the table has, -1: none
	wrong int    // with end -1: the end of words that must go on otherwise, 0: none
	miss  int    // with end -1: where the line fits nothing, its length if words are missing
	text  string // they, in full

	asTyped bool // what stands before them stands as it was typed
	comment bool // what follows them is a comment
	exact   bool
	block   *Table
	ways    int // that reach as far as abbreviations

	last *keptWord // of those words
	far  []string  // keywords that may follow them
}

// follow walks line from at. first is set for the first word of it, negated
// behind "no".
func (k *keptWord) follow(line string, at int, first, negated bool) found {
	k.open()
	best := found{end: -1}
	if k.end && !first {
		best = found{end: at, exact: true, block: k.block, ways: 1, last: k}
	}
	i := skipBlanks(line, at)
	j := i
	for j < len(line) && !blank(line[j]) {
		j++
	}
	over := i == len(line) || line[i] == '!' && i > at
	if k.cut && negated && over {
		return found{end: at, exact: true, comment: i < len(line), ways: 1, last: k}
	}
	if n := k.next[lineEnd]; n != nil && over {
		return found{end: at, exact: true, comment: i < len(line), block: n.block, ways: 1, last: k}
	}
	best.miss = i + common(line[i:j], k.begunWith())
	command := 0 // candidates that are of a command, which may be misspelt behind them
	for _, c := range k.candidates(line[i:j], k.whole) {
		f := c.word.follow(line, j, false, negated)
		if f.end < 0 && c.word.cut && c.exact {
			f.wrong = max(f.wrong, j)
			return f // what goes on wrong is no shorter line either
		}
		if f.end < 0 && best.end < 0 {
			best.wrong, best.miss = max(best.wrong, f.wrong), max(best.miss, f.miss)
		}
		if f.end < 0 {
			if c.word.command && !c.exact {
				command++
			}
			continue
		}
		between := " "
		if next := skipBlanks(line, j); next < len(line) && (c.asTyped || f.asTyped) {
			between = line[j:next]
		}
		f.text, f.asTyped = strings.TrimRight(c.text+between+f.text, " \t"), c.asTyped
		f.exact = f.exact && c.exact
		switch {
		case f.end > best.end:
			best = f
		case f.end == best.end && f.exact && !best.exact:
			best = f
		case f.end == best.end && f.exact == best.exact:
			best.ways += f.ways
		}
	}
	if best.end > at && !best.exact {
		best.ways += command
	}
	if best.far == nil {
		best.far = k.far
	}
	return best
}

// common is how many bytes of a word that fits nothing one of the keywords has
// too.
func common(typed string, keywords []string) int {
	best := 0
	for _, w := range keywords {
		n := 0
		for !placeholder(w) && n < len(typed) && n < len(w) && typed[n]|0x20 == w[n]|0x20 {
			n++
		}
		best = max(best, n)
	}
	return max(0, min(best, len(typed)-1))
}

// candidate is a word of the table that a typed one may be.
type candidate struct {
	word  *keptWord
	text  string // as it is printed
	exact bool

	asTyped bool // with the blanks around it, as in a column
}

// candidates are the word itself, else the words that it begins, else what
// takes any word of its shape.
func (k *keptWord) candidates(typed string, whole bool) []candidate {
	list := k.own(typed, whole)
	if len(list) == 0 && k.again != nil {
		list = k.again.own(typed, whole)
	}
	return list
}

// own are the candidates of the word without those of the option's beginning.
func (k *keptWord) own(typed string, whole bool) []candidate {
	if typed == "" || len(k.open().next) == 0 {
		return nil
	}
	lower := strings.ToLower(typed)
	if n := k.next[lower]; n != nil {
		return []candidate{{word: n, text: n.text, exact: true}}
	}
	var list []candidate
	at, _ := slices.BinarySearch(k.words, lower)
	for _, w := range k.words[at:] {
		if !strings.HasPrefix(w, lower) || k.next[nameWord] != nil {
			break
		}
		if !(whole && cutAtHyphen(typed, w)) {
			list = append(list, candidate{word: k.next[w], text: k.next[w].text})
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, w := range k.words {
		if w[0] == '<' && inRange(w, typed) {
			return []candidate{{word: k.next[w], text: typed, exact: true}}
		}
	}
	for _, shape := range keptShapes {
		if n := k.next[shape.word]; n != nil && shape.fits(typed) {
			return []candidate{{word: n, text: typed, exact: true, asTyped: shape.word == "<mac>" || shape.word == "<label>"}}
		}
	}
	if n := k.next[otherWord]; n != nil && !k.misspelt(typed) {
		return []candidate{{word: n, text: typed, exact: true}}
	}
	if n := k.next[nameWord]; n != nil && !(lowerCase(typed) && k.misspelt(typed)) {
		return []candidate{{word: n, text: typed, exact: true}}
	}
	return nil
}

// misspelt reports whether a word that fits nothing is nearly one of those that
// may stand there.
func (k *keptWord) misspelt(typed string) bool { return len(nearest(typed, k.keywords())) > 0 }

// cutNegation cuts "no " or "default " off a line, in lower case.
func cutNegation(line string) (head, rest string) {
	line = strings.TrimLeft(line, " \t")
	for _, word := range []string{negate, setDefault} {
		if hasPrefixFold(line, word) && len(line) > len(word) && blank(line[len(word)]) {
			return word + " ", line[skipBlanks(line, len(word)):]
		}
	}
	return "", line
}

// cutAtHyphen reports whether the first word of a line may be a whole word of a
// mode above: "group 14" is no "group-async".
func cutAtHyphen(typed, word string) bool { return len(typed) < len(word) && word[len(typed)] == '-' }
