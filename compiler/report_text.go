package compiler

import (
	"fmt"
	"slices"
	"strings"
)

// String is the report as a terminal shows it.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s applied, %d kept, %d refused\n", r.File, r.Hostname, counted(r.Applied, "line"), r.Kept, r.Refused)
	r.writeRefused(&b)
	for _, g := range []struct {
		grade   Grade
		heading string
	}{{Fault, "Errors"}, {Problem, "Warnings"}, {Note, "Notes"}} {
		r.writeFindings(&b, g.grade, g.heading)
	}
	r.writeTunnels(&b)
	r.writeKept(&b)
	if ranges := r.ranges(Applied); ranges != "" {
		fmt.Fprintf(&b, "\nApplied\n  lines %s\n", ranges)
	}
	return b.String()
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// writeRefused writes each refused line with its caret, as a router would.
func (r *Report) writeRefused(b *strings.Builder) {
	if r.Refused == 0 {
		return
	}
	b.WriteString("\nRefused\n")
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Fate != Refused {
			continue
		}
		margin := fmt.Sprintf("  line %d: ", l.Line)
		if l.Line == 0 {
			margin = "  "
		}
		fmt.Fprintf(b, "%s%s\n", margin, l.Text)
		indent := strings.Repeat(" ", len(margin))
		if l.Column > 0 {
			fmt.Fprintf(b, "%s%s^\n", indent, strings.Repeat(" ", l.Column-1))
		}
		fmt.Fprintf(b, "%s%s\n", indent, l.Reason)
		if l.Meant != "" {
			fmt.Fprintf(b, "%sdid you mean %s?\n", indent, meantPart(l.Text, l.Meant))
		}
	}
}

// writeFindings writes those of a grade. What a refused line was meant to be
// stands with the line.
func (r *Report) writeFindings(b *strings.Builder, grade Grade, heading string) {
	for i := range r.Findings {
		f := &r.Findings[i]
		l := r.line(f.Line)
		if f.Grade != grade || l != nil && f.Line > 0 && l.Fate == Refused {
			continue
		}
		if heading != "" {
			fmt.Fprintf(b, "\n%s\n", heading)
			heading = ""
		}
		b.WriteString("  ")
		if f.Line > 0 {
			fmt.Fprintf(b, "line %d: ", f.Line)
		}
		if f.Text != "" {
			fmt.Fprintf(b, "%s: ", f.Text)
		}
		b.WriteString(strings.TrimPrefix(f.Reason, strings.TrimPrefix(f.Text, "interface ")+": ") + "\n")
	}
}

func (r *Report) writeTunnels(b *strings.Builder) {
	if len(r.Tunnels) == 0 {
		return
	}
	b.WriteString("\nTunnels\n")
	for i := range r.Tunnels {
		t := &r.Tunnels[i]
		state := ""
		if !t.Up {
			state = ", stays down"
		}
		name := ""
		if t.Map != "" {
			name = fmt.Sprintf(", %s %d", t.Map, t.Sequence)
		}
		fmt.Fprintf(b, "  %s: %s%s%s\n", t.Interface, t.Mode, name, state)
		row := func(what, format string, args ...any) {
			fmt.Fprintf(b, "    %-12s %s\n", what, fmt.Sprintf(format, args...))
		}
		local := t.Local
		if local == "" {
			local = "unknown"
		}
		if t.Source != "" && t.Source != t.Interface {
			local += " (" + t.Source + ")"
		}
		peers := strings.Join(t.Peers, ", ")
		switch {
		case peers == "" && t.Any:
			peers = "any peer"
		case peers == "":
			peers = "unknown"
		}
		row("end points", "%s to %s", local, peers)
		if len(t.Proposals) == 0 {
			row("phase 2", "nothing protects it")
			continue
		}
		row("identity", "%s", t.Identity)
		if t.Key != "" {
			row("key", "%s", t.Key)
		}
		for j, p := range t.Policies {
			row(only(j, "phase 1"), "policy %s", p)
		}
		pfs := t.PFS
		if pfs == "" {
			pfs = "no PFS"
		}
		for j, p := range t.Proposals {
			row(only(j, "phase 2"), "%s", p)
		}
		row("", "%s, %s", pfs, t.Lifetime)
		for j, s := range t.Protects {
			row(only(j, "protects"), "%s", s)
		}
	}
}

// only is the heading of the first row of several.
func only(row int, heading string) string {
	if row > 0 {
		return ""
	}
	return heading
}

func (r *Report) writeKept(b *strings.Builder) {
	if r.Kept == 0 {
		return
	}
	b.WriteString("\nKept, without effect here\n")
	width := 0
	for i := range r.Lines {
		width = max(width, len(fmt.Sprint(r.Lines[i].Line)))
	}
	for i := range r.Lines {
		if l := &r.Lines[i]; l.Fate == Kept && l.Text != "" {
			fmt.Fprintf(b, "  line %*d: %s\n", width, l.Line, l.Text)
		}
	}
}

// ranges are the numbers of the lines with that fate: "1-4, 7". Comments and
// empty lines between two of them do not part them.
func (r *Report) ranges(fate Fate) string {
	var list []string
	for i := 0; i < len(r.Lines); i++ {
		if r.Lines[i].Fate != fate || r.Lines[i].Line == 0 {
			continue
		}
		first := r.Lines[i].Line
		for i+1 < len(r.Lines) && r.Lines[i+1].Fate == fate {
			i++
		}
		if last := r.Lines[i].Line; last > first {
			list = append(list, fmt.Sprintf("%d-%d", first, last))
		} else {
			list = append(list, fmt.Sprint(first))
		}
	}
	return strings.Join(slices.Clip(list), ", ")
}
