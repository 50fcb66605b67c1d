package grammar

import (
	"slices"
	"strings"
)

// Help is the answer to "?".
type Help struct {
	// Status is OK, or Ambiguous or Invalid when the words before the last
	// one do not fit: IOS then prints an error in place of a list.
	Status Status
	// Partial is set when "?" followed a word without a blank: the answer is
	// the words it begins, without their texts.
	Partial bool
	Heading string // above the list of a mode, "" elsewhere
	Items   []Item // in IOS's order, without <cr>
	CR      bool   // the line is complete as it is
}

// Item is a word that may come next.
type Item struct {
	Word string // a keyword, or an argument's syntax: WORD, <1-10000>
	Text string
}

// Help answers "?" behind a line.
func (m *Mode) Help(line string) Help { return m.help(line, nil) }

func (m *Mode) help(line string, from *sight) Help {
	if e, rest, ok := m.execPart(line); ok {
		return e.help(rest, from.exec())
	}
	head, last := splitLast(line)
	if comment(line) {
		return Help{Partial: last != ""}
	}
	w := m.walk(head, from)
	h := Help{Partial: last != "", Status: w.status}
	if w.status == Incomplete {
		h.Status = OK
	}
	if h.Status == OK {
		m.offer(&h, w, last, from)
	}
	if t := KeptTable(m); t != nil && from == nil && h.Status != Ambiguous {
		negation, rest := cutNegation(head)
		switch kept := t.offer(&h, rest, last, negation != ""); {
		case kept == Ambiguous:
			return Help{Status: kept, Partial: last != ""}
		case kept == OK:
			h.Status = OK
		}
	}
	h.sort()
	if len(h.Items) == 0 && !h.CR && h.Status == OK {
		h.Status = Invalid
	}
	return h
}

// offer adds to h the commands of the mode that go on like that.
func (m *Mode) offer(h *Help, w walk, last string, from *sight) {
	if len(w.tokens) == 0 && last == "" {
		h.Heading = m.Heading
	}
	for i := range w.at.keywords {
		if e := &w.at.keywords[i]; hasPrefixFold(e.word, last) && !w.at.hides(e, last) && from.sees(e) {
			h.Items = append(h.Items, Item{e.word, e.help})
		}
	}
	for i := range w.at.args {
		if e := &w.at.args[i]; last == "" || len(h.Items) == 0 && e.arg.accepts(last) {
			h.Items = append(h.Items, Item{e.word, e.help})
		}
	}
	complete := len(w.at.accept) > 0 && len(w.tokens) > 0
	if last == "" && complete {
		h.CR = true
		if w.first.word == "show" {
			h.Items = append(h.Items, Item{"|", "Output modifiers"})
		}
	}
	if last != "" && len(h.Items) == 0 && w.at.glue {
		h.Items = w.at.unitHelp(last, from)
	}
}

// hides reports whether "?" leaves a keyword out: kinds of interfaces that few
// systems have, unless nothing else begins like that.
func (s *state) hides(e *edge, typed string) bool {
	return e.rare && (typed == "" || slices.ContainsFunc(s.keywords, func(k edge) bool { return !k.rare && hasPrefixFold(k.word, typed) }))
}

// unitHelp answers "Tunnel2?".
func (s *state) unitHelp(word string, from *sight) []Item {
	kind, _ := s.unglue(word, from)
	if kind == nil {
		return nil
	}
	unit := kind.to().args[0]
	return []Item{{unit.word, unit.help}}
}

// execPart finds the EXEC command behind "do".
func (m *Mode) execPart(line string) (*Mode, string, bool) {
	if !m.config {
		return nil, "", false
	}
	start := skipBlanks(line, 0)
	end := strings.IndexAny(line[start:], " \t")
	if end < 0 {
		return nil, "", false
	}
	if !strings.EqualFold(line[start:start+end], "do") {
		return nil, "", false
	}
	return Exec, line[start+end+1:], true
}

// splitLast takes the last word off a line; it is empty after a blank.
func splitLast(line string) (head, last string) {
	i := strings.LastIndexAny(line, " \t") + 1
	return line[:i], line[i:]
}

// Tab completes the last word of a line. ok is false, and the line unchanged,
// when it does not begin exactly one keyword.
func (m *Mode) Tab(line string) (completed string, ok bool) { return m.tab(line, nil) }

func (m *Mode) tab(line string, from *sight) (completed string, ok bool) {
	if e, rest, isExec := m.execPart(line); isExec {
		completed, ok = e.tab(rest, from.exec())
		return line[:len(line)-len(rest)] + completed, ok
	}
	head, last := splitLast(line)
	w := m.walk(head, from)
	if last == "" || w.status == Ambiguous {
		return line, false
	}
	var words []string
	if t := KeptTable(m); t != nil && from == nil {
		words = t.begun(head, last)
	}
	if w.status != Invalid {
		switch e, hits := w.at.step(last, from); {
		case hits > 1:
			return line, false
		case hits == 1 && e.arg == nil:
			words = append(words, e.word)
		}
	}
	return completeWord(head, last, words)
}

// Render lays the answer out as IOS does, ending with a newline; width is the
// terminal's. A Status other than OK renders as nothing: its message needs
// the line and the prompt.
func (h Help) Render(width int) string {
	var b strings.Builder
	longest := 0
	for _, i := range h.Items {
		longest = max(longest, len(i.Word))
	}
	if h.Partial {
		column := 0
		for _, i := range h.Items {
			if column > 0 && width > 0 && column+len(i.Word) >= width {
				b.WriteByte('\n')
				column = 0
			}
			b.WriteString(i.Word)
			b.WriteString(strings.Repeat(" ", longest+2-len(i.Word)))
			column += longest + 2
		}
		if column > 0 {
			b.WriteByte('\n')
		}
		return b.String()
	}
	if h.Heading != "" {
		b.WriteString(h.Heading + "\n")
	}
	for _, i := range h.Items {
		b.WriteString("  " + i.Word)
		if i.Text != "" {
			b.WriteString(strings.Repeat(" ", longest+2-len(i.Word)))
			b.WriteString(wrap(i.Text, longest+4, width))
		}
		b.WriteByte('\n')
	}
	if h.CR {
		b.WriteString("  <cr>\n")
	}
	return b.String()
}

// wrap breaks a text at blanks so that it stays right of column indent.
func wrap(text string, indent, width int) string {
	if width <= indent+16 {
		return text
	}
	var b strings.Builder
	column := indent
	for i, word := range strings.Split(text, " ") {
		switch {
		case i == 0:
		case column+1+len(word) >= width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
