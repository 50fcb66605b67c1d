package compiler

import (
	"strings"

	"mainmode/grammar"
)

// keep takes a line that IOS knows in the open mode and that is no command of
// it: it is printed back and has no effect.
func (e *Editor) keep(k grammar.KeptLine) Result {
	switch {
	case e.block == "" && k.Block != nil:
		e.openKept(k)
	case e.block == "":
		e.keepGlobal(k.Text)
	case e.table != nil && e.table.Open && k.Block == nil:
		return e.keepOpen(k.Text)
	case e.table != nil:
		return e.keepChild(k.Text, k.Block)
	default:
		e.keepLine(k)
	}
	return Result{}
}

// cutNo cuts the "no" or "default" off a line.
func cutNo(text string) (positive string, no, reset bool) {
	if positive, no = strings.CutPrefix(text, "no "); no {
		return positive, true, false
	}
	positive, reset = strings.CutPrefix(text, "default ")
	return positive, false, reset
}

// keepGlobal puts a kept line in global configuration, or carries out its
// "no".
func (e *Editor) keepGlobal(text string) {
	words := strings.Join(fields(text), " ")
	positive, no, reset := cutNo(words)
	if no || reset {
		removed := e.c.removeMatching(func(o *entry) bool {
			return o.command == nil && !o.no && covers(positive, o.text) || reset && o.no && o.text == "no "+positive
		})
		if removed || reset {
			return
		}
	}
	e.c.put(&entry{line: line{number: e.number, text: text, key: globalRules.key(positive), no: no, order: e.keptOrder(words), body: e.body}})
}

// keepLine puts a kept line in an open block of commands.
func (e *Editor) keepLine(k grammar.KeptLine) {
	positive, no, reset := cutNo(strings.Join(fields(k.Text), " "))
	if no || reset {
		removed := e.removeHere(func(o *line) bool {
			return o.command == nil && !o.no && covers(positive, o.text) || reset && o.no && o.text == "no "+positive
		})
		if removed || reset {
			return
		}
	}
	l := line{number: e.number, text: k.Text, key: e.keyOf(positive), no: no, parent: e.sub, depth: len(e.outer), body: e.body}
	l.order = e.orderOfChild(k.Text)
	e.c.putChild(e.block, l)
	if k.Block != nil {
		e.push(level{mode: grammar.Global, table: k.Block, sub: l.key, indent: e.indent})
	}
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
func (e *Editor) openKept(k grammar.KeptLine) {
	text := strings.Join(fields(k.Text), " ")
	l := line{number: e.number, text: text, key: globalRules.key(text), order: e.keptOrder(text)}
	e.c.put(&entry{line: l, block: true})
	e.enter(grammar.Global, l.key)
	e.table, e.rules = k.Block, keptRules
}

// keepOpen puts a line in a block where any line may stand. One that stands
// further right than the last belongs to a sub-mode that the last has opened,
// unless it leaves one: that stands as far left as what opened it.
func (e *Editor) keepOpen(text string) Result {
	if e.loading && e.last != "" && e.indent > e.lastAt && !strings.HasPrefix(text, "exit-") {
		e.push(level{mode: grammar.Global, table: e.table, sub: e.last, indent: e.lastAt, indented: true, printed: e.printedLast()})
	}
	return e.keepChild(text, nil)
}

// printedLast is the indentation of the last line kept in the level.
func (e *Editor) printedLast() int {
	for i := range e.c.index[e.block].children {
		if l := &e.c.index[e.block].children[i]; l.key == e.last {
			return l.indent
		}
	}
	return e.printed
}

// keepChild puts a line in the open kept block, or in a kept sub-mode of a
// block of commands.
func (e *Editor) keepChild(text string, opens *grammar.Table) Result {
	text = strings.TrimRight(text, " \t")
	if untilQuit(e.block, text) {
		e.text = &verbatim{header: text, number: e.number, indent: e.printed + 1}
		return Result{}
	}
	positive, no, reset := cutNo(text)
	if no || reset {
		removed := e.removeHere(func(o *line) bool { return !o.no && covers(positive, o.text) || reset && o.text == "no "+positive })
		if removed || reset {
			return Result{}
		}
	}
	l := line{number: e.number, text: text, key: e.keyOf(positive), order: e.childAnchor(), no: no, parent: e.sub, depth: len(e.outer), body: e.body}
	if startsWith(e.block, "router") && e.sub == "" {
		// The lines of the process stand before its address families, into
		// which they would be read behind them.
		l.order = "0"
		if opens != nil && e.c.index[e.block].setsApart(text) {
			l.order = "1"
		}
	}
	if e.inKeptBlock() {
		l.indent = e.printed + 1
		if e.loading {
			l.indent = max(l.indent, e.indent-e.at(0).indent)
			if e.table.Flat && e.indent > e.at(0).indent {
				l.indent = e.indent - e.at(0).indent
			}
		}
	}
	if strings.HasPrefix(text, "exit-") && len(e.outer) > 0 {
		if l.indent > 0 {
			l.indent = max(e.printed, 1)
		}
		e.c.putChild(e.block, l)
		return e.leave()
	}
	e.c.putChild(e.block, l)
	e.last, e.lastAt = l.key, e.indent
	if opens != nil {
		e.push(level{mode: grammar.Global, table: opens, sub: l.key, indent: e.indent, printed: l.indent})
		e.printLeaving(text, nil)
	}
	return Result{}
}

// inKeptBlock reports whether the whole block is kept, not only a sub-mode.
func (e *Editor) inKeptBlock() bool { return e.at(0).table != nil }

// firstWordUnknown reports whether the caret is in the first word, "no" not
// counted.
func firstWordUnknown(text string, caret int) bool {
	first := strings.TrimLeft(strings.TrimPrefix(text, "no "), " ")
	word, _, _ := strings.Cut(first, " ")
	return caret < len(text)-len(first)+len(word)
}
