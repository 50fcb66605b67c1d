package shell

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// writeFlusher is a stage that the output of a command passes.
type writeFlusher interface {
	io.Writer
	// Flush passes on what was held back: the command has ended, or asks.
	Flush()
}

// filterWord is one output modifier with its help.
type filterWord struct{ name, help string }

var filterWords = []filterWord{
	{"append", "Append redirected output to URL (URLs supporting append operation only)"},
	{"begin", "Begin with the line that matches"},
	{"count", "Count number of lines which match regexp"},
	{"exclude", "Exclude lines that match"},
	{"include", "Include lines that match"},
	{"redirect", "Redirect output to URL"},
	{"section", "Filter a section of output"},
	{"tee", "Copy output to URL"},
}

// filterWordsOf returns the modifiers that begin with prefix.
func filterWordsOf(prefix string) []filterWord {
	var found []filterWord
	for _, w := range filterWords {
		if strings.HasPrefix(w.name, strings.ToLower(prefix)) {
			found = append(found, w)
		}
	}
	return found
}

// cutPipe splits a line before its first "|" that stands after a blank; a
// regular expression behind it may hold more of them.
func cutPipe(line string) (command, modifier string, piped bool) {
	for i := 1; i < len(line); i++ {
		if line[i] == '|' && (line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i-1], line[i+1:], true
		}
	}
	return line, "", false
}

// newFilter makes the stage for a modifier such as " include caps|ident".
// caret is the offset of what was not understood in modifier.
func newFilter(modifier string, to writeFlusher) (f writeFlusher, caret int, err error) {
	rest := strings.TrimLeft(modifier, " \t")
	caret = len(modifier) - len(rest)
	word, expression, _ := strings.Cut(rest, " ")
	words := filterWordsOf(word)
	switch {
	case word == "" || len(words) == 1 && strings.TrimSpace(expression) == "":
		return nil, caret, errIncomplete
	case len(words) == 0:
		return nil, caret, errInvalid
	case len(words) > 1:
		return nil, caret, errAmbiguous
	}
	// A blank at the end counts: "1 " is not found in "10".
	re, err := compileIOS(strings.TrimLeft(expression, " \t"))
	if err != nil {
		return nil, caret, fmt.Errorf("%% Failed to compile regular expression: %s", expression)
	}
	lines := &lineFilter{to: to, re: re}
	switch words[0].name {
	case "begin":
		lines.accept = lines.begin
	case "count":
		return newCounter(re, to), 0, nil
	case "exclude":
		lines.accept = func(line string) bool { return !re.MatchString(line) }
	case "include":
		lines.accept = re.MatchString
	case "section":
		lines.accept = lines.section
	default: // it writes a file, which is no filter
		return nil, caret, errInvalid
	}
	return lines, 0, nil
}

// compileIOS compiles a regular expression of IOS. What differs from Go's: "_"
// is a delimiter or an end of the line.
func compileIOS(s string) (*regexp.Regexp, error) {
	var b strings.Builder
	class, escaped := false, false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '[':
			class = true
		case r == ']':
			class = false
		case r == '_' && !class:
			b.WriteString(`(?:^|$|[ ,{}()])`)
			continue
		}
		b.WriteRune(r)
	}
	return regexp.Compile(b.String())
}

// lineFilter passes on whole lines that accept wants.
type lineFilter struct {
	to     writeFlusher
	re     *regexp.Regexp
	accept func(line string) bool

	rest   []byte // a line that has not ended
	begun  bool   // begin: the line has come
	inside bool   // section: below a line that matched
	indent int    // of that line
}

func (f *lineFilter) Write(p []byte) (int, error) {
	f.rest = append(f.rest, p...)
	for {
		i := bytes.IndexByte(f.rest, '\n')
		if i < 0 {
			return len(p), nil
		}
		if f.accept(string(f.rest[:i])) {
			if _, err := f.to.Write(f.rest[:i+1]); err != nil {
				return 0, err
			}
		}
		f.rest = f.rest[i+1:]
	}
}

func (f *lineFilter) Flush() {
	if len(f.rest) > 0 && f.accept(string(f.rest)) {
		f.to.Write(f.rest)
	}
	f.rest = nil
	f.to.Flush()
}

func (f *lineFilter) begin(line string) bool {
	f.begun = f.begun || f.re.MatchString(line)
	return f.begun
}

// section takes a line that matches and the lines below it that are indented
// more.
func (f *lineFilter) section(line string) bool {
	indent := len(line) - len(strings.TrimLeft(line, " "))
	if f.inside && indent > f.indent {
		return true
	}
	f.inside, f.indent = f.re.MatchString(line), indent
	return f.inside
}

// counter is "| count".
type counter struct {
	lineFilter
	n int
}

func newCounter(re *regexp.Regexp, to writeFlusher) *counter {
	c := &counter{}
	c.to, c.accept = to, func(line string) bool {
		if re.MatchString(line) {
			c.n++
		}
		return false
	}
	return c
}

func (c *counter) Flush() {
	if len(c.rest) > 0 {
		c.accept(string(c.rest))
	}
	fmt.Fprintf(c.to, "Number of lines which match regexp = %d\n", c.n)
	c.to.Flush()
}
