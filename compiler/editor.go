package compiler

import (
	"cmp"
	"strings"

	"mainmode/grammar"
)

// Editor takes configuration lines one after the other, typed or read from a
// file, and changes its Config by them.
type Editor struct {
	c     *Config
	block string   // key of the open block, "" in global configuration
	level          // the innermost open mode
	also  []string // the other interfaces of an open range, nil: none is open
	outer []level  // the open modes of the block around it, outermost first

	phrases phrasebook

	loading       bool      // from a file: IOS's dialogue is left out
	number        int       // of the line, 0: typed
	indent        int       // blanks before the line
	anchor        string    // order of the last global line
	refused       int       // line of the last refused command that could open a block, 0: the last was taken
	refusedIndent int       // blanks before it
	text          *verbatim // open banner or certificate
	body          string    // text behind the line that is kept next
}

// Result is what became of a line.
type Result struct {
	Status   grammar.Status
	Caret    int      // byte offset into the line, for Status Invalid
	Messages []string // what IOS prints, line by line
	Taken    bool     // the line was taken, whatever Messages say
	Kept     bool     // valid IOS without bearing here
	Left     bool     // the line left configuration mode: "end", or "exit" of global configuration
	Do       string   // the EXEC command to run, of "do COMMAND"
	Run      any      // the command to run, a grammar.Immediate; nil: none

	places []Place // of a line that is refused
}

// maxLine is the most bytes of a command, that of IOS being 254: keys and
// descriptions of other systems are longer.
const maxLine = 4096

// NewEditor returns an editor in global configuration mode.
func NewEditor(c *Config) *Editor {
	return &Editor{c: c, level: level{mode: grammar.Global, rules: globalRules}}
}

// Config is what the editor works on.
func (e *Editor) Config() *Config { return e.c }

// Mode is that of the next line: in a kept block, whose own lines nobody
// knows, it is global configuration.
func (e *Editor) Mode() *grammar.Mode { return e.mode }

// Place is what a line may be of: the commands of a mode and the lines that are
// kept beside them, or where Table is set the lines of a kept block.
type Place struct {
	Mode  *grammar.Mode
	Table *grammar.Table
}

// Places are those of the next line, from the open mode up.
func (e *Editor) Places() []Place {
	var places []Place
	for i := len(e.outer); i >= 0 && e.block != ""; i-- {
		places = append(places, Place{e.at(i).mode, e.at(i).table})
	}
	return append(places, Place{Mode: grammar.Global})
}

// suggest finds what a line was meant to be that none of the places takes.
func suggest(places []Place, text string) (meant string, ok bool) {
	for _, p := range places {
		if p.Table == nil {
			return p.Mode.Suggest(text)
		}
		if meant, ok = p.Table.Suggest(text); ok || p.Table.Knows(text) {
			return meant, ok
		}
	}
	return "", false
}

// PromptSuffix is what stands between host name and "#": "(config-if)"; ""
// while the lines are the text of a banner or a certificate.
func (e *Editor) PromptSuffix() string {
	if e.text != nil {
		return ""
	}
	if e.table != nil {
		return cmp.Or(e.table.Prompt, "(config-kept)")
	}
	if e.also != nil && len(e.outer) == 0 {
		return "(config-if-range)"
	}
	return e.mode.Prompt
}

// Block names the open block, "" in global configuration.
func (e *Editor) Block() string { return e.block }

// ReadsText reports whether the next line is part of a banner or certificate:
// there is no prompt, and "?" is a character like any other.
func (e *Editor) ReadsText() bool { return e.text != nil }

// Line takes one line. A refused one changes nothing.
func (e *Editor) Line(text string) Result {
	if e.text != nil {
		return e.verbatimLine(text)
	}
	if len(text) > maxLine {
		return Result{Status: grammar.Invalid, Caret: maxLine, Messages: []string{invalidInput}}
	}
	text = strings.Map(blankControl, text)
	trimmed := strings.TrimLeft(text, " \t")
	e.indent = len(text) - len(trimmed)
	bare := strings.TrimRight(trimmed, " \t\r")
	if bare == "" || bare[0] == '!' {
		// In a file "!" ends a block: it matters where the next line could be
		// one of the block and one of global configuration.
		if e.loading && text == "!" && e.block != "" {
			e.ended = true
		}
		return Result{}
	}
	r := e.command(bare)
	if r.Status == grammar.Invalid {
		r.Caret += e.indent
	}
	return r
}

// blankControl makes blanks of control characters, which some terminals leave
// in what is copied from them. ^C is the delimiter of banners.
func blankControl(r rune) rune {
	if r < ' ' && r != '\t' && r != '\x03' || r == 0x7F {
		return ' '
	}
	return r
}

// fields splits at the blanks of a command, which no other character is.
func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' })
}
