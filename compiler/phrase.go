package compiler

import (
	"hash/maphash"

	"mainmode/grammar"
)

// phrase is a line that a mode took. Its command is shared by all lines that
// are spelled alike, and never changed.
type phrase struct {
	mode  *grammar.Mode
	text  string
	match grammar.Match
	form  string // as it is printed, "": not asked for yet
}

// format is the text of a command, which is that of the match unless a secret
// in it was hashed.
func (p *phrase) format(command any) string {
	no := p.match.No || p.match.Default
	if command != p.match.Command {
		return grammar.Format(command, no)
	}
	if p.form == "" {
		p.form = grammar.Format(command, no)
	}
	return p.form
}

// phrasebook holds the lines that were parsed last: those of ten thousand
// tunnels are half the same.
type phrasebook struct {
	recent []*phrase // by their hash
}

// phrases is how many lines a phrasebook holds at most.
const phrases = 512

var phraseSeed = maphash.MakeSeed()

// parse reads a line in a mode. The phrase is nil unless the match is OK.
func (e *Editor) parse(mode *grammar.Mode, text string) (grammar.Match, *phrase) {
	if e.phrases.recent == nil {
		e.phrases.recent = make([]*phrase, phrases)
	}
	place := &e.phrases.recent[maphash.String(phraseSeed, text)%phrases]
	if p := *place; p != nil && p.text == text && p.mode == mode {
		return p.match, p
	}
	m := mode.Parse(text)
	if m.Status != grammar.OK {
		return m, nil
	}
	p := &phrase{mode: mode, text: text, match: m}
	*place = p
	return m, p
}
