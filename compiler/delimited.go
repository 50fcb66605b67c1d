package compiler

import (
	"strings"

	"mainmode/grammar"
)

// delimitedTexts are the kept lines behind which a text stands between two
// delimiters, over several lines: how they begin, "_" being any word.
var delimitedTexts = []struct{ block, words string }{
	{"", "aaa authentication banner"},
	{"", "aaa authentication fail-message"},
	{"", "banner config-save"},
	{"", "busy-message _"},
	{"", "login-string _"},
	{"", "menu _ title"},
	{"", "menu _ prompt"},
	{"", "ip admission auth-proxy-banner _"},
	{"", "ip auth-proxy auth-proxy-banner _"},
	{"crypto ikev2 authorization policy", "banner"},
	{"line", "refuse-message"},
	{"line", "vacant-message"},
	{"parameter-map", "banner text"},
	{"parameter-map", "banner title"},
}

// macroEnd ends the text of a macro, which has no delimiter before it.
const macroEnd = "@"

// opensText reports whether the line of a block has a text behind it that goes
// on in the lines that follow, and what ends it.
func opensText(block, text string) (delimiter string, ok bool) {
	if block == "" && startsWith(text, "macro name") {
		return macroEnd, true
	}
	for _, t := range delimitedTexts {
		if (t.block == "") != (block == "") || t.block != "" && !startsWith(block, t.block) {
			continue
		}
		if at := endOfPattern(text, t.words); at > 0 {
			return opensDelimited(text[at:])
		}
	}
	return "", false
}

// opensDelimited is opensText for what stands behind the words of a line: the
// delimiter and the first line of the text. A text that ends there opens
// nothing.
func opensDelimited(first string) (delimiter string, ok bool) {
	delimiter, rest := cutDelimiter(strings.TrimLeft(first, " \t"))
	letter := delimiter != "" && (delimiter[0]|0x20 >= 'a' && delimiter[0]|0x20 <= 'z' || delimiter[0] >= '0' && delimiter[0] <= '9' || delimiter[0] >= 0x80)
	return delimiter, delimiter != "" && !letter && delimiter != `"` && !strings.Contains(rest, delimiter)
}

// readText has the lines up to the delimiter be the text of a line, which is
// taken by done when they are there.
func (e *Editor) readText(header, delimiter string, done func(body string) Result) Result {
	e.text = &verbatim{header: header, number: e.number, delimiter: delimiter, done: done}
	r := Result{Messages: []string{enterText(delimiter)}}
	if delimiter == macroEnd {
		r.Messages = []string{"Enter macro commands one per line. End with the character '@'."}
	}
	return r
}

// keepText is keep for a line that opens a text.
func (e *Editor) keepText(text, delimiter string, keep func() Result) Result {
	number := e.number
	r := e.readText(text, delimiter, func(body string) Result {
		last := e.number
		e.number, e.body = number, body
		r := keep()
		e.number, e.body = last, ""
		return r
	})
	r.Kept = true
	return r
}

// groupBanner takes the banner of a group of clients whose text goes on.
func (e *Editor) groupBanner(c *grammar.GroupBanner, delimiter string) Result {
	l := line{number: e.number, text: grammar.Format(c, false), command: c}
	return e.readText(l.text, delimiter, func(body string) Result {
		l.body = body
		e.store(l)
		return Result{}
	})
}
