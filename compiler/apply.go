package compiler

import (
	"fmt"
	"strings"

	"mainmode/grammar"
)

// command runs one command: in the open mode, else in the modes above it,
// whose first to know it is entered.
func (e *Editor) command(text string) Result {
	if e.block != "" && e.c.index[e.block] == nil {
		e.enter(grammar.Global, "") // another session has removed the block
	}
	if e.loading && pasted(text) {
		e.enter(grammar.Global, "")
		return Result{}
	}
	if e.kept && e.loading && e.indent > 0 {
		if strings.EqualFold(text, "exit") {
			return Result{} // of a sub-mode of the block: its lines go on
		}
		return e.keepChild(text)
	}
	if e.indent == 0 {
		e.refused = 0
	} else if e.loading && e.refused > 0 {
		return Result{Messages: []string{fmt.Sprintf("left out: it belongs to line %d, which was refused", e.refused)}}
	}
	e.indented = e.indented || e.loading && e.indent > 0
	var best grammar.Match
	fromParent := false
	for mode := e.mode; mode != nil; mode = mode.Parent {
		m := mode.Parse(text)
		if m.Status == grammar.OK {
			if mode != e.mode || e.kept && !isExit(m.Command) {
				e.enter(mode, "")
			}
			return e.apply(m)
		}
		if mode == e.mode || m.Caret > best.Caret {
			best, fromParent = m, mode != e.mode
		}
	}
	if kind, first, ok := otherBanner(text); ok {
		return e.banner(kind, first)
	}
	if r, ok := e.keep(text, best); ok {
		return r
	}
	if e.loading && e.indent == 0 {
		// What follows with indentation belongs to this line and must not
		// land in the block before it; nor must what follows without, when
		// the line was meant for a mode above. In a kept block any other
		// line would have been kept.
		e.refused = e.number
		if e.kept || best.Caret > 0 && fromParent {
			e.enter(grammar.Global, "")
		}
	}
	return e.refuse(text, best)
}

func isExit(command any) bool {
	_, ok := command.(*grammar.Exit)
	return ok
}

// refuse says in IOS's words what is wrong.
func (e *Editor) refuse(text string, m grammar.Match) Result {
	r := Result{Status: m.Status, Caret: m.Caret}
	switch m.Status {
	case grammar.Incomplete:
		r.Messages = []string{incompleteCommand}
	case grammar.Ambiguous:
		r.Messages = []string{ambiguousCommand(text)}
	default:
		r.Messages = []string{invalidInput}
	}
	return r
}

// pasted reports whether the line is a command of privileged EXEC that begins
// or ends a configuration copied from a terminal.
func pasted(text string) bool {
	words := fields(strings.ToLower(text))
	switch words[0] {
	case "en", "enable":
		return len(words) == 1
	case "conf", "config", "configure":
		return len(words) == 2 && hasPrefixFold("terminal", words[1])
	case "wr", "write":
		return len(words) == 1 || len(words) == 2 && hasPrefixFold("memory", words[1])
	}
	return false
}

// leave runs "exit": one mode up.
func (e *Editor) leave() Result {
	if e.mode.Parent == nil && !e.kept {
		return Result{Left: true}
	}
	e.enter(grammar.Global, "")
	return Result{}
}

// enter makes mode the open one.
func (e *Editor) enter(mode *grammar.Mode, block string) {
	e.mode, e.block, e.kept, e.indented, e.children = mode, block, false, false, ""
	e.rules = rulesOf(block)
}
