package compiler

import (
	"strings"

	"mainmode/grammar"
)

// level is an open mode of a block: the block's own, or a sub-mode in it such
// as the address families of a VRF.
type level struct {
	mode     *grammar.Mode  // whose commands its lines are; Global in a kept block
	table    *grammar.Table // of a kept block or sub-mode; nil where lines are commands
	rules    *rules
	sub      string // key of the line that opened it, "": the block's first line
	indent   int    // blanks before that line
	printed  int    // and as it is printed, in a kept block
	indented bool   // a line of the level had more blanks
	ended    bool   // a "!" stood behind them
	children string // order of the last line in it
	last     string // key of the last line kept in it, which may turn out to open a sub-mode
	lastAt   int    // blanks before that one
}

// globalLevel is global configuration.
var globalLevel = level{mode: grammar.Global, rules: globalRules}

// knows are the lines that are kept in the level.
func (l *level) knows() *grammar.Table {
	if l.table != nil {
		return l.table
	}
	return grammar.KeptTable(l.mode)
}

// at is the ith open mode from outside, -1 being global configuration.
func (e *Editor) at(i int) *level {
	switch {
	case i < 0 || e.block == "":
		return &globalLevel
	case i < len(e.outer):
		return &e.outer[i]
	}
	return &e.level
}

// up closes the modes inside the ith.
func (e *Editor) up(i int) {
	switch {
	case i < 0:
		e.enter(grammar.Global, "")
	case i < len(e.outer):
		e.level, e.outer = e.outer[i], e.outer[:i]
	}
}

// push opens a sub-mode.
func (e *Editor) push(l level) {
	e.outer = append(e.outer, e.level)
	if l.rules = rulesOf(l.sub[strings.LastIndexByte(l.sub, '\n')+1:]); l.table != nil {
		l.rules = keptRules
	}
	e.level = l
}

// enter makes mode the open one.
func (e *Editor) enter(mode *grammar.Mode, block string) {
	e.block, e.outer, e.also = block, nil, nil
	e.level = level{mode: mode, rules: rulesOf(block), indent: e.indent}
}

// leave runs "exit": one mode up.
func (e *Editor) leave() Result {
	if e.block == "" {
		return Result{Left: true}
	}
	e.up(len(e.outer) - 1)
	return Result{}
}

// outside reports whether indentation tells that the line does not belong to
// the level, whose other lines stand further right, or as far left as what
// opened it where IOS prints both.
func (e *Editor) outside(l *level) bool {
	if e.beside(l) {
		return false
	}
	return e.loading && (l.indented || l.ended) && e.indent <= l.indent
}

// beside reports whether the line stands as far left as what opened the level,
// where those of the level may.
func (e *Editor) beside(l *level) bool {
	return e.loading && l.table != nil && l.table.Flat && e.indent == l.indent
}

// closeByIndent closes the sub-modes that the indentation of a file's line
// ends, and those beside which it stands without being of them.
func (e *Editor) closeByIndent(text string) {
	for len(e.outer) > 0 {
		if of := e.beside(&e.level); of && e.table.Knows(text) || !of && !e.outside(&e.level) {
			return
		}
		e.up(len(e.outer) - 1)
	}
}

// keyOf is the key of a line of the level.
func (e *Editor) keyOf(text string) string { return subKey(e.sub, e.rules.key(text)) }

// removeHere deletes lines of the level.
func (e *Editor) removeHere(match func(*line) bool) bool {
	return e.c.removeChildren(e.block, func(o *line) bool { return o.parent == e.sub && match(o) })
}
