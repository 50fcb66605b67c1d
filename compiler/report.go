package compiler

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mainmode/grammar"
)

// Fate is what became of a line.
type Fate string

const (
	Applied Fate = "applied" // mainmode does what IOS does
	Kept    Fate = "kept"    // valid IOS without bearing here: printed back
	Refused Fate = "refused" // not in the configuration
)

// Grade is how much a Finding weighs.
type Grade string

const (
	Note    Grade = "note"    // worth knowing
	Problem Grade = "warning" // something will not be as it was meant
	Fault   Grade = "error"   // something will not work at all
)

// The kinds of findings.
const (
	FoundOrigin    = "origin"         // the file is not one of IOS
	FoundMeaning   = "configuration"  // what the configuration means is not possible
	FoundUndefined = "undefined-name" // a name that nothing defines
	FoundUnused    = "unused-name"    // a definition that nothing names
	FoundWeak      = "weak-algorithm"
	FoundKey       = "weak-key" // a pre-shared key that invites guesses
	FoundClear     = "clear-text-secret"
	FoundMTU       = "mtu"
	FoundRoute     = "route"
	FoundNAT       = "nat-exemption"
	FoundFilter    = "filter"
	FoundMistyped  = "mistyped"
)

// Report is what "mainmode check" says of one configuration. Its JSON form is
// stable: fields are added, and none change their meaning.
type Report struct {
	File     string         `json:"file"`
	Hostname string         `json:"hostname"`
	Applied  int            `json:"applied"` // lines
	Kept     int            `json:"kept"`
	Refused  int            `json:"refused"`
	Lines    []LineReport   `json:"lines"` // all but empty lines and comments
	Findings []Finding      `json:"findings"`
	Tunnels  []TunnelReport `json:"tunnels"`

	config *Config
	router *Router
}

// LineReport is a line of the file. No secret is in it.
type LineReport struct {
	Line   int    `json:"line"` // from 1
	Text   string `json:"text"`
	Fate   Fate   `json:"fate"`
	Reason string `json:"reason,omitempty"` // of a refused line, and why a kept one has no effect
	Column int    `json:"column,omitempty"` // from 1, of what was not understood
	Meant  string `json:"meant,omitempty"`  // what a line that looks mistyped was meant to be
}

// Finding is something about a configuration that is worth a look.
type Finding struct {
	Kind   string `json:"kind"`
	Grade  Grade  `json:"grade"`
	Line   int    `json:"line,omitempty"` // 0: of no line
	Text   string `json:"text,omitempty"` // of that line
	Reason string `json:"reason"`
}

// Status is the exit status of "mainmode check": 2 where lines are refused, 1
// where something is not as it was meant, else 0.
func (r *Report) Status() int {
	if r.Refused > 0 {
		return 2
	}
	if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Grade != Note }) {
		return 1
	}
	return 0
}

// Check reads a configuration and reports on it. name is that of the file.
func Check(name, text string) *Report {
	r := &Report{File: name, Lines: []LineReport{}, Findings: []Finding{}, Tunnels: []TunnelReport{}}
	var refusals []Diagnostic
	// Secrets are hashed in memory only, so the salt does not matter.
	r.config, refusals = load(name, text, RandomSalt, r.take)
	for _, d := range refusals {
		if d.Line == 0 { // of the whole file
			r.Refused++
			r.Lines = append(r.Lines, LineReport{Fate: Refused, Reason: d.Reason})
		}
		r.refuse(d)
	}
	var diagnostics []Diagnostic
	r.router, diagnostics = compile(r.config, reportEnv(r.config), true)
	r.Hostname = r.router.Hostname
	r.origin(text)
	r.names()
	r.meaning(diagnostics)
	r.tunnels()
	r.advise()
	for i := range r.Lines {
		switch r.Lines[i].Fate {
		case Applied:
			r.Applied++
		case Kept:
			r.Kept++
		}
	}
	r.sort()
	return r
}

// origin finds that a text is no configuration of IOS, or none at all.
func (r *Report) origin(text string) {
	if len(r.Lines) == 0 {
		r.find(Finding{Kind: FoundOrigin, Grade: Problem, Text: r.File, Reason: "no line of a configuration is in it"})
		return
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if system := otherSystem(line); system != "" {
			r.find(Finding{Kind: FoundOrigin, Grade: Problem, Text: r.File, Reason: fmt.Sprintf("line %d says that this is a configuration of %s, not of IOS", number, system)})
			return
		}
	}
}

// take notes a line as it is loaded.
func (r *Report) take(t taken) {
	text := strings.TrimSpace(t.text)
	switch {
	case t.body:
		// The text of a banner or a certificate has the fate of its header.
		if n := len(r.Lines); n > 0 {
			r.Lines = append(r.Lines, LineReport{Line: t.number, Fate: r.Lines[n-1].Fate})
		}
		return
	case text == "" || text[0] == '!':
		return
	}
	l := LineReport{Line: t.number, Text: redact(text), Fate: Applied}
	if t.result.Kept || t.result.Do != "" {
		l.Fate = Kept
	}
	if _, bad := badMask(text); bad || t.result.Status == grammar.Invalid {
		if meant, ok := suggest(t.result.places, text); ok {
			l.Meant = redact(strings.Join(fields(meant), " "))
		}
	}
	r.Lines = append(r.Lines, l)
}

// line finds the report of a line, nil if there is none.
func (r *Report) line(number int) *LineReport {
	i, ok := slices.BinarySearchFunc(r.Lines, number, func(l LineReport, n int) int { return cmp.Compare(l.Line, n) })
	if !ok {
		return nil
	}
	return &r.Lines[i]
}

// refuse marks the line of a diagnostic of the loader.
func (r *Report) refuse(d Diagnostic) {
	l := r.line(d.Line)
	if l == nil {
		return
	}
	l.Reason = d.Reason
	if d.Severity == Warning {
		r.find(Finding{Kind: FoundMeaning, Grade: Problem, Line: d.Line, Text: d.Text, Reason: d.Reason})
		return
	}
	if l.Fate != Refused {
		l.Fate = Refused
		r.Refused++
	}
	if d.Caret >= 0 {
		l.Column = d.Caret + 1
	}
	if l.Meant != "" {
		r.find(Finding{Kind: FoundMistyped, Grade: Problem, Line: d.Line, Text: d.Text, Reason: fmt.Sprintf("did you mean %s?", meantPart(d.Text, l.Meant))})
	}
}

// meantPart is the part of what was meant that the line has otherwise, whole
// words of it.
func meantPart(text, meant string) string {
	a, b := fields(text), fields(meant)
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		from++
	}
	to := 0
	for to < len(a)-from && to < len(b)-from && a[len(a)-1-to] == b[len(b)-1-to] {
		to++
	}
	return strings.Join(b[from:len(b)-to], " ")
}

func (r *Report) find(f Finding) { r.Findings = append(r.Findings, f) }

// noEffect begins the reason of a diagnostic about a line that is kept only.
const noEffect = "no effect"

// meaning takes what Compile found. What is about a name that nothing defines
// has been found already.
func (r *Report) meaning(diagnostics []Diagnostic) {
	for _, d := range diagnostics {
		f := Finding{Kind: FoundMeaning, Grade: Problem, Line: d.Line, Text: d.Text, Reason: d.Reason}
		if d.Severity == Error {
			f.Grade = Fault
		}
		switch d.topic {
		case "clear text":
			f.Kind, f.Grade = FoundClear, Note
		case topicKey:
			f.Kind, f.Grade = FoundKey, Note
		case "DES", "3DES", "MD5", "null", "no integrity", "aggressive mode":
			f.Kind = FoundWeak
		default:
			if strings.HasPrefix(d.topic, "Diffie-Hellman") {
				f.Kind = FoundWeak
			}
		}
		if l := r.line(d.Line); l != nil && l.Fate != Refused {
			switch {
			case d.refuses:
				l.Fate, l.Reason = Refused, d.Reason
				r.Refused++
			case strings.HasPrefix(d.Reason, noEffect) && sameCommand(d.Text, l.Text):
				l.Fate, l.Reason = Kept, d.Reason
			}
		}
		if !r.undefinedAlready(d.Reason) {
			r.find(f)
		}
	}
}

// sameCommand reports whether a line of the configuration is the one of the
// file, and none that came with it, as the defaults of a block do.
func sameCommand(text, typed string) bool {
	words := fields(strings.TrimPrefix(typed, "no "))
	for len(words) > 1 && (hasPrefixFold("access-list", words[0]) || hasPrefixFold("sequence", words[0]) || strings.Trim(words[0], "0123456789") == "") {
		words = words[1:] // what stands before an entry of an access list
	}
	return len(words) > 0 && hasPrefixFold(strings.TrimPrefix(text, "no "), words[0])
}

// undefinedAlready reports whether the reason is that something does not exist
// which is among the findings.
func (r *Report) undefinedAlready(reason string) bool {
	if !strings.Contains(reason, "does not exist") {
		return false
	}
	return slices.ContainsFunc(r.Findings, func(f Finding) bool {
		if f.Kind != FoundUndefined {
			return false
		}
		name, _, _ := strings.Cut(f.Reason, " does not exist")
		return strings.Contains(" "+reason+" ", " "+name[strings.LastIndexByte(name, ' ')+1:]+" ")
	})
}

// sort puts findings in the order of their lines, errors first among those of
// one line, and drops what was found twice.
func (r *Report) sort() {
	weight := map[Grade]int{Fault: 0, Problem: 1, Note: 2}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(weight[a.Grade], weight[b.Grade]), cmp.Compare(a.Line, b.Line))
	})
	r.Findings = slices.Compact(r.Findings)
}

// reportEnv has a device for each physical interface: which ones there are is
// a matter of the machine that will run the configuration.
func reportEnv(c *Config) Env {
	var env Env
	for _, e := range c.entries {
		if startsWith(e.text, "interface") {
			env.Devices = append(env.Devices, fmt.Sprintf("eth%d", len(env.Devices)+1))
		}
	}
	return env
}
