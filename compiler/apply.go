package compiler

import (
	"fmt"
	"slices"
	"strings"

	"mainmode/grammar"
)

// command runs one command: in the open mode, else in the modes above it,
// whose first to know it is entered.
func (e *Editor) command(text string) Result {
	if e.block != "" && !e.stands() {
		e.enter(grammar.Global, "") // another session has removed the block
	}
	if e.loading && pasted(text) {
		e.enter(grammar.Global, "")
		return Result{}
	}
	if e.loading && captured(text) {
		return Result{Kept: true}
	}
	if e.table != nil && isExitWord(text) {
		return e.exitKept()
	}
	if at := malformedAddress(text); at > 0 && !startsWith(e.block, "event manager") {
		return e.refuse(text, grammar.Match{Status: grammar.Invalid, Caret: at})
	}
	if e.table != nil && strings.EqualFold(text, "help") {
		return e.describeHelp(&grammar.DescribeHelp{})
	}
	if !hasPrefixFold(text, "exit-") { // of a sub-mode, and as far left as what opened it
		e.closeByIndent(text)
	}
	if e.refused > 0 && e.indent > e.refusedIndent {
		return Result{Messages: []string{fmt.Sprintf("left out: it belongs to line %d, which was refused", e.refused)}}
	}
	e.refused = 0
	f := e.find(text)
	switch {
	case f.match.Status == grammar.OK && f.match.Command != nil:
		e.up(f.level)
		e.noteIndent()
		r := e.apply(f.match, f.phrase)
		if len(e.also) > 0 && f.level >= 0 && len(r.Messages) == 0 {
			e.eachOfRange(text)
		}
		return r
	case (f.kept || f.open) && hasPrefixFold(text, "exit-") && strings.Contains(text, " "):
		// Nothing stands behind the line that leaves a sub-mode.
		return e.refuse(text, grammar.Match{Status: grammar.Invalid, Caret: strings.LastIndex(text, " ") + 1})
	case f.kept && f.line.Text == "exit" && e.at(f.level).table != nil: // "e", where nothing else begins so
		e.up(f.level)
		return e.exitKept()
	case (f.kept || f.open) && hasPrefixFold(text, "exit "):
		return e.refuse(text, grammar.Match{Status: grammar.Invalid, Caret: len("exit ")})
	case f.kept:
		if r := e.checkKept(f, text); len(r.Messages) > 0 {
			return r
		}
		e.up(f.level)
		e.noteIndent()
		f.line.Text = e.c.hiddenText(e.block, &line{text: f.line.Text})
		block := e.block
		if delimiter, ok := opensText(e.block, f.line.Text); ok {
			return e.keepText(f.line.Text, delimiter, func() Result { return e.keep(f.line) })
		}
		r := e.keep(f.line)
		r.Kept = !isObeyed(block, f.line.Text)
		if len(e.also) > 0 && f.level >= 0 {
			e.eachOfRange(text)
		}
		return r
	case f.open:
		e.up(f.level)
		e.noteIndent()
		if delimiter, ok := opensText(e.block, text); ok {
			return e.keepText(text, delimiter, func() Result { return e.keepOpen(text) })
		}
		r := e.keepOpen(e.c.hiddenText(e.block, &line{text: text}))
		r.Kept = true
		return r
	}
	if kind, first, ok := otherBanner(text); ok {
		r := e.banner(kind, first)
		r.Kept = kind != "motd"
		return r
	}
	places := e.Places()
	if e.loading && e.indent <= e.at(0).indent {
		// What follows with more indentation belongs to this line and must
		// not land in the block before it; nor must what follows without,
		// when the line was meant for a mode above.
		e.refuseBlock()
		if e.table != nil || f.match.Caret > 0 && f.fromParent {
			e.enter(grammar.Global, "")
		}
	}
	r := e.refuse(text, f.furthest())
	r.places = places
	return r
}

// stands reports whether the open block and sub-modes are still in the
// configuration.
func (e *Editor) stands() bool {
	b := e.c.index[e.block]
	return b != nil && (e.sub == "" || b.has(e.sub))
}

// refuseBlock remembers a refused line that what follows may belong to.
func (e *Editor) refuseBlock() {
	if e.loading {
		e.refused, e.refusedIndent = e.number, e.indent
	}
}

// noteIndent remembers that lines of the open mode are indented.
func (e *Editor) noteIndent() {
	if e.loading && e.indent > e.level.indent {
		e.indented = true
	}
}

// finding is where a line belongs.
type finding struct {
	level      int // Editor.at
	match      grammar.Match
	phrase     *phrase          // the match, if it is OK
	inner      bool             // it is of a mode whose lines are commands
	fromParent bool             // the match that went furthest is of a mode above
	missed     grammar.KeptLine // of the table that read the line furthest and does not know it
	kept       bool             // the line is kept there
	line       grammar.KeptLine
	open       bool // any line may stand there
}

// furthest is what a refused line fits best: a command or what a table has.
func (f *finding) furthest() grammar.Match {
	if f.match.Status == grammar.Invalid && f.missed.Caret > f.match.Caret {
		return grammar.Match{Status: f.missed.Status, Caret: f.missed.Caret}
	}
	return f.match
}

// find looks for the place of a line, from the open mode up. A command or a
// kept line spelled in full goes before one that is abbreviated further in:
// "ip route 10.0.0.0" on an interface is no "ip route-cache".
func (e *Editor) find(text string) finding {
	var best finding
	var short *finding
	refused := false
	wrong := 0 // how far an inner mode knows the line, which goes on otherwise there
	for i := len(e.outer); i >= -1; i-- {
		if i >= 0 && e.block == "" {
			continue
		}
		l := e.at(i)
		if l.table == nil {
			m, known := e.parse(l.mode, text)
			if _, banner := m.Command.(*grammar.GroupBanner); banner && e.outside(l) {
				continue // it is one of the router's, behind a block of which it could be a line
			}
			if m.Status == grammar.OK {
				return finding{level: i, match: m, phrase: known}
			}
			if best.match.Status == grammar.OK || m.Caret > best.match.Caret {
				best.match, best.fromParent, best.inner = m, i < len(e.outer), i >= 0
			}
		}
		if t := l.knows(); t != nil {
			k, ok := t.Find(text)
			if !ok && !e.outside(l) {
				wrong = max(wrong, k.Known)
				if k.Caret > best.missed.Caret {
					best.missed = k
				}
			}
			// What a command of an inner mode reads further is that command with
			// an error in it.
			ok = ok && k.Known > wrong && !(best.inner && i < len(e.outer) && best.match.Caret > k.Known)
			// So is one of which the line is only the beginning, where it abbreviates
			// another: "rem" in an access list is no "remote-management".
			ok = ok && (k.Exact || !best.inner || best.match.Status != grammar.Incomplete)
			ok = ok && !e.commandBeside(i, text)
			f := finding{level: i, kept: true, line: k}
			if ok && k.Exact && i < 0 && e.indentedHere() && k.Block == nil && !isObeyed("", k.Text) {
				// A router printed it in the open mode, which has such a line too.
				f.level = len(e.outer)
			}
			switch {
			case ok && k.Exact && !e.outside(l):
				return f
			case ok && (short == nil || k.Exact && !short.line.Exact):
				short = &f
			}
		}
		leaves := i > 0 && e.indent == l.indent && strings.HasPrefix(text, "exit-")
		if l.table != nil && l.table.Open && e.loading && !refused && (e.indent > l.indent || leaves) {
			if l.table.Takes(text) {
				return finding{level: i, open: true}
			}
			refused = true // by the block in which it stands
		}
	}
	if short != nil {
		return *short
	}
	if refused {
		return best
	}
	return e.findOpen(text, best)
}

// commandBeside reports whether the line stands, indented, as far left as what
// opened the sub-mode of kept lines, and is a command of the mode around that.
func (e *Editor) commandBeside(level int, text string) bool {
	l := e.at(level)
	if !e.loading || level < 1 || l.table == nil || l.table.Flat || e.indent == 0 || e.indent > l.indent || e.at(level-1).table != nil {
		return false
	}
	m, _ := e.parse(e.at(level-1).mode, text)
	return m.Status == grammar.OK && m.Command != nil
}

// indentedHere reports whether a file's line stands as far right as those of
// the open mode do.
func (e *Editor) indentedHere() bool {
	return e.loading && e.block != "" && e.indented && e.indent > e.level.indent
}

// findOpen gives a line that nothing knows to the open block in which any line
// may stand, unless it begins like a global command: then it is one with an
// error in it.
func (e *Editor) findOpen(text string, best finding) finding {
	if _, known := sectionOf(strings.ToLower(text)); known || e.block == "" || !firstWordUnknown(text, best.match.Caret) {
		return best
	}
	for i := len(e.outer); i >= 0; i-- {
		if l := e.at(i); l.table != nil && l.table.Open && !e.outside(l) {
			if l.table.Takes(text) {
				return finding{level: i, open: true}
			}
			return best
		}
	}
	return best
}

// exitKept runs "exit" in a kept block. Where nobody knows the sub-modes it may
// be that of one of them, and the lines of the block go on.
func (e *Editor) exitKept() Result {
	if len(e.outer) == 0 && e.table.Open && e.loading && e.indent > e.level.indent {
		return Result{}
	}
	return e.leave()
}

// describeHelp prints what "help" does, which is nothing to keep.
func (e *Editor) describeHelp(c *grammar.DescribeHelp) Result {
	if e.loading {
		return Result{}
	}
	return Result{Messages: c.Lines(), Taken: true}
}

// isExitWord reports whether the line is "exit", perhaps abbreviated.
func isExitWord(text string) bool { return len(text) > 1 && hasPrefixFold("exit", text) }

// refuse says in IOS's words what is wrong.
func (e *Editor) refuse(text string, m grammar.Match) Result {
	r := Result{Status: m.Status, Caret: m.Caret}
	switch m.Status {
	case grammar.Incomplete:
		r.Messages = []string{incompleteCommand}
	case grammar.Ambiguous:
		r.Messages = []string{ambiguousCommand(text)}
	default:
		if bad, ok := badMask(text); ok && (e.mode == grammar.Interface || e.mode == grammar.SubInterface) {
			return Result{Messages: []string{bad}}
		}
		r.Messages = []string{invalidInput}
	}
	return r
}

// loginLines are how lines begin that a terminal shows before the first prompt.
var loginLines = []string{"=~=~=~=", "login as:", "Using username ", "Using keyboard-interactive authentication", "Keyboard-interactive authentication prompts from server",
	"End of keyboard-interactive prompts", "User Access Verification", "Username:", "Password:", "Trying ", "Connected to ", "Escape character is ", "Press RETURN to get started"}

// captured reports whether the line is one that "configure terminal" prints, or
// that "show running-config" and "show startup-config" do above the
// configuration, or that a terminal shows at a login.
func captured(text string) bool {
	if slices.ContainsFunc(loginLines, func(begin string) bool { return strings.HasPrefix(text, begin) }) {
		return true
	}
	words := fields(text)
	switch {
	case text == "Building configuration...", strings.HasPrefix(text, "Enter configuration commands, one per line."):
		return true
	case strings.HasPrefix(text, "Current configuration ") || strings.HasPrefix(text, "Last configuration "):
		return strings.HasSuffix(text, " bytes") && strings.Contains(text, " :")
	}
	return len(words) >= 6 && words[0] == "Using" && strings.Join(words[2:4], " ") == "out of" && words[5] == "bytes"
}

// pasted reports whether the line is a command of privileged EXEC that begins
// or ends a configuration copied from a terminal.
func pasted(text string) bool {
	if !strings.ContainsRune("CcEeWw", rune(text[0])) {
		return false
	}
	words := fields(strings.ToLower(text))
	switch words[0] {
	case "en", "enable":
		return len(words) == 1
	case "conf", "config", "configure":
		return len(words) == 2 && hasPrefixFold("terminal", words[1])
	case "wr", "write":
		return len(words) == 1 || len(words) == 2 && hasPrefixFold("memory", words[1])
	case "copy":
		return len(words) == 3 && hasPrefixFold("running-config", words[1]) && hasPrefixFold("startup-config", words[2])
	}
	return false
}
