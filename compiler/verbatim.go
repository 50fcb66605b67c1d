package compiler

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"mainmode/grammar"
)

// printedDelimiter is that of nearly every banner in "show running-config".
const printedDelimiter = "^C"

// verbatim is text that follows a command line by line and is no command: a
// banner up to its delimiter, a certificate or key up to "quit".
type verbatim struct {
	header      string // the command
	number      int    // its line
	indent      int
	delimiter   string // of a banner
	lines       []string
	certificate *grammar.Certificate // of a trustpoint; nil: any other text

	done func(body string) Result // takes the text of a line that is no banner, up to its delimiter
}

// otherBanner recognises the banners that the grammar has no command for: one
// without a kind is the message of the day, other kinds are kept.
func otherBanner(text string) (kind, first string, ok bool) {
	words := fields(text)
	if len(words) < 2 || !strings.EqualFold(words[0], "banner") {
		return "", "", false
	}
	rest := strings.TrimLeft(text[len(words[0]):], " \t")
	for _, k := range []string{"incoming", "prompt-timeout", "slip-ppp"} {
		if len(words) > 2 && strings.EqualFold(k, words[1]) {
			return k, strings.TrimLeft(rest[len(k):], " \t"), true
		}
	}
	return "motd", rest, true
}

// cutDelimiter cuts the opening delimiter off a banner: its first character, or
// the two that a router prints for a control character, "^C".
func cutDelimiter(first string) (delimiter, rest string) {
	if rest, ok := strings.CutPrefix(first, printedDelimiter); ok {
		return printedDelimiter, rest
	}
	_, n := utf8.DecodeRuneInString(first)
	return first[:n], first[n:]
}

func hasPrefixFold(s, prefix string) bool {
	return len(prefix) <= len(s) && strings.EqualFold(s[:len(prefix)], prefix)
}

// untilQuit reports whether a kept line of the block is followed by the lines of
// a key up to "quit", or "exit" of the mode that they are typed in.
func untilQuit(block, text string) bool {
	return startsWith(text, "key-string") && (startsWith(block, "crypto key pubkey-chain") || startsWith(block, "crypto keyring") || startsWith(block, "ip ssh pubkey-chain"))
}

// banner takes the first line of a banner, from the opening delimiter on.
func (e *Editor) banner(kind, first string) Result {
	e.enter(grammar.Global, "")
	header := "banner " + kind
	delimiter, rest := cutDelimiter(first)
	if body, _, closed := strings.Cut(rest, delimiter); closed {
		return e.putBanner(header, body)
	}
	e.text = &verbatim{header: header, number: e.number, delimiter: delimiter, lines: []string{rest}}
	return Result{Messages: []string{enterText(delimiter)}}
}

func enterText(delimiter string) string {
	return fmt.Sprintf("Enter TEXT message.  End with the character '%s'.", delimiter)
}

// verbatimLine takes the next line of the text.
func (e *Editor) verbatimLine(text string) Result {
	v := e.text
	if v.delimiter == "" {
		v.lines = append(v.lines, text)
		if end := strings.TrimSpace(text); end == "quit" || end == "exit" {
			return e.putQuitText()
		}
		return Result{}
	}
	body, _, closed := strings.Cut(text, v.delimiter)
	if v.done != nil && closed {
		e.text = nil
		if e.block != "" && !e.stands() {
			return Result{} // another session has removed the block
		}
		return v.done(strings.Join(append(v.lines, body+v.delimiter), "\n") + "\n")
	}
	v.lines = append(v.lines, body)
	if closed {
		e.text = nil
		return e.putBanner(v.header, strings.Join(v.lines, "\n"))
	}
	return Result{}
}

// freeDelimiter is what the text does not hold: "^C" as IOS prints it, for
// want of that a character.
func freeDelimiter(body string) (string, bool) {
	if !strings.Contains(body, printedDelimiter) {
		return printedDelimiter, true
	}
	for c := '!'; c <= '~'; c++ {
		if c != '^' && !strings.ContainsRune(body, c) {
			return string(c), true
		}
	}
	return "", false
}

// putBanner stores the banner as IOS prints it: between "^C" and "^C".
func (e *Editor) putBanner(header, body string) Result {
	if body == "" {
		e.c.remove(header)
		return Result{}
	}
	delimiter, ok := freeDelimiter(body)
	if !ok {
		return Result{Messages: []string{"% The text leaves no character for its end"}}
	}
	first, rest, several := strings.Cut(body, "\n")
	kind := strings.TrimPrefix(header, "banner ")
	first = delimiter + first
	if !several {
		first += delimiter
	}
	l := line{number: e.number, key: header, order: order(header, " "+header), text: header + " " + first}
	if several {
		l.body = rest + delimiter + "\n"
	}
	if kind == "motd" || kind == "login" || kind == "exec" {
		l.command = &grammar.Banner{Kind: kind, First: grammar.Text(first)}
	}
	e.c.put(&entry{line: l})
	return Result{}
}

// putQuitText stores a certificate or key.
func (e *Editor) putQuitText() Result {
	v := e.text
	e.text = nil
	if !e.stands() {
		return Result{} // another session has removed the block
	}
	if v.certificate != nil {
		return e.putCertificate(v)
	}
	l := line{number: v.number, key: e.keyOf(v.header), parent: e.sub, order: e.childAnchor(), text: v.header, depth: len(e.outer)}
	if e.inKeptBlock() {
		l.indent = v.indent
	}
	l.body = strings.Join(v.lines, "\n") + "\n"
	e.c.putChild(e.block, l)
	return Result{}
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
