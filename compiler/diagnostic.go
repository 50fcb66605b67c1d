package compiler

import (
	"fmt"
	"strings"
)

// Severity of a Diagnostic.
type Severity uint8

const (
	Warning Severity = iota // the line is in the configuration, but read this
	Error                   // the line is not in the configuration, or has no effect
)

func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Diagnostic says what is wrong with one line, or with what the lines mean
// together. No Diagnostic holds a secret: Text hides the keys of the line.
type Diagnostic struct {
	Severity Severity
	Line     int    // of the file, from 1; 0: of no line
	Text     string // the line, without the blanks around it
	Caret    int    // byte offset into Text of what was not understood, -1: none
	Reason   string

	topic   string // what is warned about once only, "": nothing such
	refuses bool   // the line is refused by what it means
}

// String is the diagnostic as the console shows it: for a refused line three
// lines, the second with the caret.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", d.Line)
	}
	if d.Text == "" {
		b.WriteString(d.Reason)
		return b.String()
	}
	if d.Caret < 0 {
		fmt.Fprintf(&b, "%s: %s", d.Text, d.Reason)
		return b.String()
	}
	indent := b.Len() + d.Caret
	fmt.Fprintf(&b, "%s\n%s^\n%s", d.Text, strings.Repeat(" ", indent), d.Reason)
	return b.String()
}

// NewDiagnostics are those of after that before does not have, whatever the
// line numbers, each once.
func NewDiagnostics(before, after []Diagnostic) []Diagnostic {
	known := make(map[Diagnostic]bool, len(before))
	for _, d := range before {
		d.Line = 0
		known[d] = true
	}
	var found []Diagnostic
	for _, d := range after {
		d.Line = 0
		if !known[d] {
			known[d] = true
			found = append(found, d)
		}
	}
	return found
}

// The messages of IOS's command parser.
const (
	invalidInput      = "% Invalid input detected at '^' marker."
	incompleteCommand = "% Incomplete command."
)

func ambiguousCommand(line string) string {
	return fmt.Sprintf("%% Ambiguous command:  %q", line)
}
