package compiler

import (
	"fmt"
	"strings"

	"mainmode/grammar"
)

// printedDelimiter is that of a banner in "show running-config".
const printedDelimiter = "^C"

// verbatim is text that follows a command line by line and is no command: a
// banner up to its delimiter, a certificate or key up to "quit".
type verbatim struct {
	header    string // the command
	number    int    // its line
	indent    int
	delimiter string // of a banner
	lines     []string
}

// bannerStart recognises "banner motd ^C" with what follows the delimiter.
func bannerStart(text string) (header, delimiter, rest string, ok bool) {
	words := strings.Fields(text)
	if len(words) < 2 || len(words[0]) < 3 || !hasPrefixFold("banner", words[0]) {
		return "", "", "", false
	}
	kind, rest := "motd", strings.TrimLeft(text[strings.Index(text, words[0])+len(words[0]):], " \t")
	for _, k := range []string{"motd", "login", "exec", "incoming", "prompt-timeout", "slip-ppp"} {
		if len(words) > 2 && hasPrefixFold(k, words[1]) || strings.EqualFold(k, words[1]) {
			kind = k
			rest = strings.TrimLeft(rest[len(words[1]):], " \t")
			break
		}
	}
	if rest == "" {
		return "", "", "", false
	}
	// A router prints the delimiter as two characters, "^C".
	n := 1
	for n < len(rest) && rest[n]&0xC0 == 0x80 {
		n++
	}
	if rest[0] == '^' && len(rest) > 1 && rest[1] >= '@' && rest[1] <= '_' {
		n = 2
	}
	return "banner " + kind, rest[:n], rest[n:], true
}

func hasPrefixFold(s, prefix string) bool {
	return len(prefix) <= len(s) && strings.EqualFold(s[:len(prefix)], prefix)
}

// untilQuit reports whether a kept line of the block is followed by lines of
// hexadecimal digits up to "quit".
func untilQuit(block, text string) bool {
	switch first, _, _ := strings.Cut(text, " "); first {
	case "certificate":
		return startsWith(block, "crypto pki certificate chain") || startsWith(block, "crypto ca certificate chain")
	case "key-string":
		return startsWith(block, "crypto key pubkey-chain") || startsWith(block, "ip ssh pubkey-chain")
	}
	return false
}

// banner takes the text behind the opening delimiter.
func (e *Editor) banner(header, delimiter, rest string) Result {
	e.enter(grammar.Global, "")
	if body, _, closed := strings.Cut(rest, delimiter); closed {
		e.putBanner(header, body)
		return Result{}
	}
	e.text = &verbatim{header: header, number: e.number, delimiter: delimiter, lines: []string{rest}}
	return Result{Messages: []string{fmt.Sprintf("Enter TEXT message.  End with the character '%s'.", delimiter)}}
}

// verbatimLine takes the next line of the text.
func (e *Editor) verbatimLine(text string) Result {
	v := e.text
	if v.delimiter == "" {
		v.lines = append(v.lines, text)
		if strings.TrimSpace(text) == "quit" {
			e.putQuitText()
		}
		return Result{}
	}
	body, _, closed := strings.Cut(text, v.delimiter)
	v.lines = append(v.lines, body)
	if closed {
		e.text = nil
		e.putBanner(v.header, strings.Join(v.lines, "\n"))
	}
	return Result{}
}

// putBanner stores the banner as IOS prints it: between "^C" and "^C".
func (e *Editor) putBanner(header, body string) {
	if body == "" {
		e.c.remove(header)
		return
	}
	first, rest, several := strings.Cut(body, "\n")
	kind := strings.TrimPrefix(header, "banner ")
	first = printedDelimiter + first
	if !several {
		first += printedDelimiter
	}
	l := line{number: e.number, key: header, order: order(header, " "+header), text: header + " " + first}
	if several {
		l.body = rest + printedDelimiter + "\n"
	}
	if kind == "motd" || kind == "login" || kind == "exec" {
		l.command = &grammar.Banner{Kind: kind, First: grammar.Text(first)}
	}
	e.c.put(&entry{line: l})
}

// putQuitText stores a certificate or key.
func (e *Editor) putQuitText() {
	v := e.text
	e.text = nil
	l := line{number: v.number, key: v.header, order: e.childAnchor(), text: v.header, indent: v.indent}
	l.body = strings.Join(v.lines, "\n") + "\n"
	e.c.putChild(e.block, l)
}

// unfinished reports text whose end is missing when the file ends.
func (e *Editor) unfinished() (Diagnostic, bool) {
	if e.text == nil {
		return Diagnostic{}, false
	}
	end := "quit"
	if e.text.delimiter != "" {
		end = e.text.delimiter
	}
	return Diagnostic{
		Severity: Error, Line: e.text.number, Text: e.text.header, Caret: -1,
		Reason: fmt.Sprintf("the file ends before the %q that ends its text", end),
	}, true
}
