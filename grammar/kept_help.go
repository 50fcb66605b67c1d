package grammar

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// keptHelpText says what the words of kept lines mean, a line for each: the
// words, two blanks, the text. What is written of several words is about the
// last one behind the others, the first of which may be the name of a mode: "ip
// arp" goes before "arp". "|" stands between what has the same text. The heading
// of a block stands behind its prompt.
//
//go:embed kept_help.txt
var keptHelpText string

// keptHelps are the texts by what they are about.
var keptHelps = sync.OnceValue(func() map[string]string {
	texts := map[string]string{}
	for line := range strings.Lines(keptHelpText) {
		words, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		for one := range strings.SplitSeq(words, "|") {
			texts[one] = text
		}
	}
	return texts
})

// keptHelp is the text of the last word of a path, as the longest end of the
// path has it that has one.
func keptHelp(path string) string {
	texts := keptHelps()
	for {
		if text := texts[path]; text != "" {
			return text
		}
		_, rest, more := strings.Cut(path, " ")
		if !more {
			return ""
		}
		path = rest
	}
}

// Help answers "?" behind a line of a block whose lines are kept.
func (t *Table) Help(line string) Help {
	head, last := splitLast(line)
	h := Help{Partial: last != ""}
	negation, rest := cutNegation(head)
	if comment(line) {
		return h
	}
	if strings.TrimSpace(head) == "" {
		for _, i := range blockItems {
			if hasPrefixFold(i.Word, last) {
				h.Items = append(h.Items, i)
			}
		}
		if last == "" {
			h.Heading = t.heading()
		}
		if last == "" && t.Open {
			h.Items = append(h.Items, Item{"LINE", "Line of the block, which is kept as it is"})
		}
	}
	h.Status = t.offer(&h, rest, last, negation != "")
	h.sort()
	return h
}

// blockItems can be typed in every block.
var blockItems = []Item{
	{setDefault, "Set a command to its defaults"},
	{"exit", "Exit from the mode"},
	{"help", helpHelp},
	{negate, "Negate a command or set its defaults"},
}

// heading stands above the list of a block: IOS has one for each mode.
func (t *Table) heading() string {
	if text := keptHelps()[t.Prompt]; text != "" {
		return text
	}
	_, words, opened := strings.Cut(t.path, " ")
	if !opened {
		return "Configuration commands:"
	}
	return strings.ToUpper(words[:1]) + words[1:] + " configuration commands:"
}

// offer adds to h what the table has behind head that begins with last, which
// h may have from the commands of a mode.
func (t *Table) offer(h *Help, head, last string, negated bool) Status {
	at := t.reach(head)
	switch {
	case at.status != OK:
		return at.status
	}
	path := strings.TrimSpace(t.path + " " + at.path)
	begun := len(h.Items)
	add := func(word, shown string) {
		if !slices.ContainsFunc(h.Items, func(i Item) bool { return i.Word == shown }) {
			h.Items = append(h.Items, Item{shown, keptHelp(path + " " + word)})
		}
	}
	for _, w := range at.farther(last) {
		add(w, w)
	}
	if at.free {
		h.CR = h.CR || last == ""
		return OK
	}
	words := at.word.begunWith()
	for _, w := range words {
		if n := at.word.behindIt(w); !n.command && !placeholder(w) && hasPrefixFold(w, last) {
			add(w, w)
		}
	}
	if last == "" || len(h.Items) == begun {
		for _, w := range words {
			if placeholder(w) && w != lineEnd && (last == "" || at.word.takes(w, last)) {
				add(w, shapeShown(w))
			}
		}
	}
	first := at.path == ""
	if at.word.end && !first {
		if last == "" {
			add("LINE", "LINE")
		}
		h.CR = h.CR || last == ""
	}
	if last == "" && (at.word.behindIt(lineEnd) != nil || at.word.cut && negated) {
		h.CR = true
	}
	if len(h.Items) == 0 && !h.CR {
		return Invalid
	}
	return OK
}

// takes reports whether a typed word is what a shape stands for.
func (k *keptWord) takes(shape, typed string) bool {
	list := k.candidates(typed, false)
	return len(list) == 1 && list[0].word == k.behindIt(shape)
}

// placeholder reports whether a word of a table stands for any of a shape.
func placeholder(w string) bool {
	return w[0] == '<' || w[0] >= 'A' && w[0] <= 'Z'
}

// shapeShown is a shape as "?" shows it.
func shapeShown(w string) string {
	switch w {
	case "<asdot>":
		return "<1.0-XX.YY>"
	case "<offset>":
		return "<-23 - 23>"
	case "<type-code>":
		return "<0x0-0xFFFF>"
	case "<label>", otherWord, nameWord:
		return "WORD"
	case "<mac>":
		return "H.H.H"
	case "<number>":
		return "<0-4294967295>"
	case "<interface>", "<kind>":
		return "INTERFACE"
	case "<vlans>", "<instances>", "<rate>", "<slot>", "<unit>":
		return "WORD"
	case "<aa:nn>":
		return "aa:nn"
	case "<+/-metric>":
		return "+/-<metric>"
	}
	return w
}

// reached is where words lead in a table.
type reached struct {
	word   *keptWord
	path   string   // the words, in full
	free   bool     // the line may go on as it likes
	far    []string // keywords that may follow farther on
	status Status   // OK, Ambiguous, Invalid
}

// reach follows the words before "?", each of which must be clear by itself.
func (t *Table) reach(head string) reached {
	r := reached{word: t.root.open()}
	for i, typed := range strings.Fields(head) {
		if r.word.far != nil {
			r.far = r.word.far
		}
		list := r.word.candidates(typed, r.word.whole)
		kept := slices.ContainsFunc(list, func(c candidate) bool { return !c.word.command })
		switch {
		case len(list) == 0 && r.word.end && i > 0:
			r.free = true
			return r
		case len(list) == 0 || len(list) > 1 && !kept:
			r.status = Invalid
			return r
		case len(list) > 1:
			r.status = Ambiguous
			return r
		}
		word := list[0].text
		for _, w := range r.word.begunWith() {
			if r.word.behindIt(w) == list[0].word {
				word = w
			}
		}
		r.word, r.path = list[0].word.open(), strings.TrimSpace(r.path+" "+word)
	}
	if r.word.far != nil {
		r.far = r.word.far
	}
	return r
}

// farther are the keywords that may follow somewhere and that last begins,
// where the line may go on as it likes.
func (r *reached) farther(last string) []string {
	if !r.free && (!r.word.end || r.path == "") {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.far), func(w string) bool { return !hasPrefixFold(w, last) })
}

// Tab completes the last word of a line of the block.
func (t *Table) Tab(line string) (completed string, ok bool) {
	head, last := splitLast(line)
	words := t.begun(head, last)
	if strings.TrimSpace(head) == "" {
		for _, i := range blockItems {
			if hasPrefixFold(i.Word, last) && !slices.Contains(words, i.Word) {
				words = append(words, i.Word)
			}
		}
	}
	return completeWord(head, last, words)
}

// completeWord puts the word that last begins, of those that it may, behind
// head.
func completeWord(head, last string, words []string) (completed string, ok bool) {
	for _, w := range words {
		if len(words) == 1 || strings.EqualFold(w, last) {
			return head + w + " ", true
		}
	}
	return head + last, false
}

// begun are the words of the table behind head that last begins.
func (t *Table) begun(head, last string) []string {
	_, rest := cutNegation(head)
	at := t.reach(rest)
	if last == "" || at.status != OK {
		return nil
	}
	words := at.farther(last)
	if at.free {
		return words
	}
	for _, w := range at.word.begunWith() {
		if !at.word.behindIt(w).command && !placeholder(w) && hasPrefixFold(w, last) && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// sort puts the items in the order of the list.
func (h *Help) sort() {
	slices.SortStableFunc(h.Items, func(a, b Item) int { return cmp.Compare(a.Word, b.Word) })
	h.Items = slices.Compact(h.Items)
}
