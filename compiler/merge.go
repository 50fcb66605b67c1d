package compiler

import "strings"

// Merge types the lines of text, as of a file, into the configuration: what
// "copy FILE running-config" does. Lines that are refused are left out.
// name stands in the one Diagnostic of a text that is no configuration.
func (c *Config) Merge(name, text string) []Diagnostic {
	return c.merge(name, text, func(taken) {})
}

// merge is Merge. seen is called with each line of the file.
func (c *Config) merge(name, text string, seen func(taken)) []Diagnostic {
	if reason := notText(text); reason != "" {
		return []Diagnostic{{Severity: Error, Caret: -1, Reason: name + ": " + reason}}
	}
	e := NewEditor(c)
	e.loading = true
	var diagnostics []Diagnostic
	var s session
	text = strings.TrimPrefix(text, "\uFEFF")
	for number := 1; text != ""; number++ {
		var one string
		one, text, _ = strings.Cut(text, "\n")
		e.number = number
		one = strings.TrimRight(one, "\r")
		t := taken{number: number, text: one, body: e.text != nil}
		line, exec, output := one, "", false
		if e.text == nil {
			line, exec, output = s.read(one)
		}
		switch {
		case exec != "":
			t.result = Result{Do: exec}
		case output:
			t.result = Result{Kept: true}
		default:
			one, t.text = line, line
			t.result = e.Line(line)
			s.took(line, t.result)
		}
		if d, bad := e.diagnose(one, t.result); bad {
			diagnostics = append(diagnostics, d)
		}
		seen(t)
	}
	if d, bad := e.unfinished(); bad {
		diagnostics = append(diagnostics, d)
	}
	return diagnostics
}

// Become makes the lines of the configuration those of another: what
// "configure replace" does. Who edits it goes on editing it.
func (c *Config) Become(other *Config) {
	n := other.Clone()
	c.entries, c.index = n.entries, n.index
	c.owner.Store(new(owner))
}

// Empty reports whether the configuration has no line at all.
func (c *Config) Empty() bool { return len(c.entries) == 0 }
