package compiler

import (
	"strings"

	"mainmode/grammar"
)

// keep takes a line that no command of the open modes is, but that IOS knows:
// it is printed back and has no effect. best is how far the line was
// understood.
func (e *Editor) keep(text string, best grammar.Match) (Result, bool) {
	if e.kept {
		// The lines of a kept block could be anything, but one that begins
		// like a global command is one, perhaps with an error in it.
		_, known := sectionOf(strings.ToLower(text))
		if e.indent > 0 && e.loading || !known && firstWordUnknown(text, best.Caret) {
			return e.keepChild(text), true
		}
	}
	opens, ok := grammar.Kept(grammar.Global, text)
	// Both could know the line. In a block of indented lines the indentation
	// tells, else the block goes first, as in IOS.
	if e.block != "" && !e.kept && (e.indent > 0 || !ok || !opens && !e.indented) {
		if _, here := grammar.Kept(e.mode, text); here {
			e.keepLine(text)
			return Result{Kept: true}, true
		}
	}
	if !ok {
		return Result{}, false
	}
	e.enter(grammar.Global, "")
	if opens {
		e.openKept(text)
	} else {
		e.keepLine(text)
	}
	return Result{Kept: true}, true
}

// firstWordUnknown reports whether the caret is in the first word, "no" not
// counted.
func firstWordUnknown(text string, caret int) bool {
	first := strings.TrimLeft(strings.TrimPrefix(text, "no "), " ")
	word, _, _ := strings.Cut(first, " ")
	return caret < len(text)-len(first)+len(word)
}

// keepLine puts a kept line in the open block, or carries out its "no".
func (e *Editor) keepLine(text string) {
	words := strings.Join(fields(text), " ")
	positive, no := strings.CutPrefix(words, "no ")
	key := e.rules.key(positive)
	l := line{number: e.number, text: text, key: key, no: no}
	if e.block != "" {
		gone := no && e.c.removeChildren(e.block, func(o *line) bool { return !o.no && covers(positive, o.text) })
		if !gone {
			l.order = e.orderOfChild(words)
			e.c.putChild(e.block, l)
		}
		return
	}
	if no && e.c.removeMatching(func(o *entry) bool { return !o.no && covers(positive, o.text) }) {
		return
	}
	l.order = e.keptOrder(words)
	e.c.put(&entry{line: l})
}

// keptOrder is where a kept global line stands: in its section, else, from a
// file, behind the line before it, or at the top as in the file.
func (e *Editor) keptOrder(text string) string {
	if _, known := sectionOf(text); !known && e.loading {
		return e.anchor
	}
	e.anchor = order(text, e.subOrder(text))
	return e.anchor
}

// openKept makes or re-enters a block whose lines have no meaning here.
func (e *Editor) openKept(text string) {
	text = strings.Join(fields(text), " ")
	l := line{number: e.number, text: text, key: globalRules.key(text), order: e.keptOrder(text)}
	e.c.put(&entry{line: l, block: true})
	e.enter(grammar.Global, l.key)
	e.kept = true
}

// keptPrompt is the prompt of a kept block.
func keptPrompt(block string) string {
	for _, p := range []struct{ block, prompt string }{
		{"router", "(config-router)"},
		{"route-map", "(config-route-map)"},
		{"archive", "(config-archive)"},
		{"ip dhcp pool", "(dhcp-config)"},
		{"control-plane", "(config-cp)"},
	} {
		if startsWith(block, p.block) {
			return p.prompt
		}
	}
	return "(config-kept)"
}

// keepChild puts a line in the open kept block.
func (e *Editor) keepChild(text string) Result {
	if untilQuit(e.block, text) {
		e.text = &verbatim{header: text, number: e.number, indent: max(e.indent, 1)}
		return Result{Kept: true}
	}
	text = strings.TrimRight(text, " ")
	positive, no := strings.CutPrefix(text, "no ")
	if no && e.c.removeChildren(e.block, func(o *line) bool { return o.key == positive }) {
		return Result{Kept: true}
	}
	l := line{number: e.number, text: text, key: e.rules.key(positive), order: e.childAnchor(), no: no, indent: max(e.indent, 1)}
	e.c.putChild(e.block, l)
	return Result{Kept: true}
}
