package compiler

import (
	"slices"
	"strings"
)

// ContextualDiff is what "show archive config differences" prints of the
// configurations old and new: first the lines that only new has, each behind
// "+", then those that only old has, behind "-". Lines of a block stand below
// its first line, which has a sign when the block itself is new or gone.
func ContextualDiff(old, new *Config, ignoreCase bool) string {
	var b strings.Builder
	writeMissing(&b, "+", new, old, ignoreCase)
	writeMissing(&b, "-", old, new, ignoreCase)
	return b.String()
}

// writeMissing prints the lines of a that b does not have.
func writeMissing(out *strings.Builder, sign string, a, b *Config, ignoreCase bool) {
	for _, e := range a.entries {
		other := b.entryLike(e, ignoreCase)
		rest := e.childrenNotOf(other, ignoreCase)
		if other != nil && len(rest) == 0 {
			continue
		}
		if head := e.printedHead(); head != "" {
			if other == nil {
				out.WriteString(sign)
			}
			out.WriteString(head)
		}
		for _, l := range rest {
			indent, text := e.printed(l)
			out.WriteString(indent + sign + text)
		}
	}
}

// IncrementalDiff is what "show archive config incremental-diffs" prints: the
// lines of new that old does not have, as they would be typed.
func IncrementalDiff(old, new *Config, ignoreCase bool) string {
	var b strings.Builder
	for _, e := range new.entries {
		other := old.entryLike(e, ignoreCase)
		rest := e.childrenNotOf(other, ignoreCase)
		if other != nil && len(rest) == 0 {
			continue
		}
		b.WriteString(e.printedHead())
		for _, l := range rest {
			indent, text := e.printed(l)
			b.WriteString(indent + text)
		}
	}
	return b.String()
}

// Patch is the commands that make new of old, as "configure replace ... list"
// shows them, and how many they are.
func Patch(old, new *Config) (commands string, count int) {
	var b strings.Builder
	write := func(text string) {
		b.WriteString(text)
		count++
	}
	for _, e := range old.entries {
		if new.index[e.key] == nil {
			write(negation(e.text) + "\n")
		}
	}
	for _, e := range new.entries {
		was := old.index[e.key]
		if was != nil && !was.line.equal(&e.line) {
			was = &entry{children: was.children} // its first line is typed anew
		} else if was != nil && len(was.childrenNotOf(e, false)) == 0 && len(e.childrenNotOf(was, false)) == 0 {
			continue
		}
		write(e.head())
		if was != nil {
			for _, l := range was.childrenNotOf(e, false) {
				if !e.has(l.key) {
					write(" " + negation(l.text) + "\n")
				}
			}
		}
		for _, l := range e.childrenNotOf(was, false) {
			indent, text := e.printed(l)
			write(indent + text)
		}
	}
	return b.String(), count
}

// negation is the command that takes a line away.
func negation(text string) string {
	if positive, no := strings.CutPrefix(text, "no "); no {
		return positive
	}
	return "no " + text
}

// entryLike finds the entry whose first line is that of e.
func (c *Config) entryLike(e *entry, ignoreCase bool) *entry {
	other := c.index[e.key]
	if other == nil && ignoreCase {
		i := slices.IndexFunc(c.entries, func(o *entry) bool { return sameText(&o.line, &e.line, true) })
		if i >= 0 {
			other = c.entries[i]
		}
	}
	if other == nil || !sameText(&other.line, &e.line, ignoreCase) {
		return nil
	}
	return other
}

// childrenNotOf returns the lines of the block that other, which may be nil,
// does not have.
func (e *entry) childrenNotOf(other *entry, ignoreCase bool) []*line {
	var known map[string]bool
	if other != nil {
		known = make(map[string]bool, len(other.children))
		for i := range other.children {
			known[comparison(&other.children[i], ignoreCase)] = true
		}
	}
	var rest []*line
	for i := range e.children {
		if l := &e.children[i]; !known[comparison(l, ignoreCase)] {
			rest = append(rest, l)
		}
	}
	return rest
}

func comparison(l *line, ignoreCase bool) string {
	text := strings.TrimRight(l.text, " ") + "\n" + l.body
	if ignoreCase {
		return strings.ToLower(text)
	}
	return text
}

func sameText(a, b *line, ignoreCase bool) bool {
	return comparison(a, ignoreCase) == comparison(b, ignoreCase)
}

// head is the first line of the entry as it is printed.
func (e *entry) head() string {
	var b strings.Builder
	e.line.print(&b, "", trailing(e.text))
	return b.String()
}

// printedHead is the first line as a configuration shows it: lists with numbers
// have none there.
func (e *entry) printedHead() string {
	if _, numbered := numberedList(e.text); numbered && len(e.children) > 0 {
		return ""
	}
	return e.head()
}

// printed is a line of the block with the blanks before it.
func (e *entry) printed(l *line) (indent, text string) {
	var b strings.Builder
	(&entry{line: e.line, children: []line{*l}}).print(&b, dialect{})
	child := strings.TrimPrefix(b.String(), e.head())
	text = strings.TrimLeft(child, " ")
	return child[:len(child)-len(text)], text
}
