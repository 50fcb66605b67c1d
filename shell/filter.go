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

// outputModifier is a word behind "|" with its help. filter makes the stage of
// those that choose lines by a regular expression; it is nil where the output
// goes to a file.
type outputModifier struct {
	name, help string
	filter     func(re *regexp.Regexp, to writeFlusher) writeFlusher
}

var outputModifiers = []outputModifier{
	{"append", "Append redirected output to URL (URLs supporting append operation only)", nil},
	{"begin", "Begin with the line that matches", choose((*lineFilter).begin)},
	{"count", "Count number of lines which match regexp", func(re *regexp.Regexp, to writeFlusher) writeFlusher { return newCounter(re, to) }},
	{"exclude", "Exclude lines that match", choose(func(f *lineFilter, line string) bool { return !f.re.MatchString(line) })},
	{"include", "Include lines that match", choose(func(f *lineFilter, line string) bool { return f.re.MatchString(line) })},
	{"redirect", "Redirect output to URL", nil},
	{sectionModifier, "Filter a section of output", choose((*lineFilter).section)},
	{"tee", "Copy output to URL", nil},
}

// sectionModifier is the one whose expression may stand behind a word of
// sectionChoices.
const sectionModifier = "section"

// sectionChoices say which sections "section" passes on; without one of them
// it is as with the last.
var sectionChoices = []outputModifier{
	{"exclude", "Exclude a section of output", choose(func(f *lineFilter, line string) bool { return !f.section(line) })},
	{"include", "Include a section of output", choose((*lineFilter).section)},
}

// choose makes stages that pass on the lines that accept wants.
func choose(accept func(f *lineFilter, line string) bool) func(*regexp.Regexp, writeFlusher) writeFlusher {
	return func(re *regexp.Regexp, to writeFlusher) writeFlusher {
		f := &lineFilter{to: to, re: re}
		f.accept = func(line string) bool { return accept(f, line) }
		return f
	}
}

// outputModifiersOf returns the modifiers that begin with prefix.
func outputModifiersOf(prefix string) []outputModifier { return beginning(outputModifiers, prefix) }

func beginning(list []outputModifier, prefix string) []outputModifier {
	var found []outputModifier
	for _, w := range list {
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

// cutModifier takes what stands behind "|", such as " include caps|ident", apart:
// the modifier and its regular expression or URL. caret is the offset of what was
// not understood.
func cutModifier(text string) (m outputModifier, argument string, caret int, err error) {
	rest := strings.TrimLeft(text, " \t")
	caret = len(text) - len(rest)
	word, argument, _ := strings.Cut(rest, " ")
	found := outputModifiersOf(word)
	switch {
	case word == "" || len(found) == 1 && strings.TrimSpace(argument) == "":
		return m, "", caret, errIncomplete
	case len(found) == 0:
		return m, "", caret, errInvalid
	case len(found) > 1:
		return m, "", caret, errAmbiguous
	}
	return found[0], argument, caret, nil
}

// newFilter makes the stage of a modifier that is a filter. A blank at the end
// of its expression counts: "1 " is not found in "10".
func (m *outputModifier) newFilter(expression string, to writeFlusher) (writeFlusher, error) {
	expression = strings.TrimLeft(expression, " \t")
	filter := m.filter
	if m.name == sectionModifier {
		if choice, rest, ok := cutSectionChoice(expression); ok {
			filter, expression = choice.filter, rest
		}
	}
	re, err := compileIOS(expression)
	if err != nil {
		return nil, fmt.Errorf("%% Failed to compile regular expression: %s", expression)
	}
	return filter(re, to), nil
}

// cutSectionChoice takes a word of sectionChoices from before an expression. A
// word that nothing stands behind is the expression itself.
func cutSectionChoice(text string) (choice outputModifier, expression string, ok bool) {
	word, expression, _ := strings.Cut(text, " ")
	found := beginning(sectionChoices, word)
	if len(found) != 1 || strings.TrimSpace(expression) == "" {
		return outputModifier{}, text, false
	}
	return found[0], strings.TrimLeft(expression, " \t"), true
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
