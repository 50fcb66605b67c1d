package compiler

import (
	"fmt"
	"slices"
	"strings"
)

// Running is what "show running-config" prints. The comments, such as "Last
// configuration change at ...", come first.
func (c *Config) Running(comments ...string) string {
	body := Commented(c.Text(), comments...)
	return fmt.Sprintf("Building configuration...\n\nCurrent configuration : %d bytes\n%s\n", len(body), body)
}

// Commented puts comments before the text of a configuration, each as a line
// behind "! ".
func Commented(text string, comments ...string) string {
	if len(comments) == 0 {
		return text
	}
	return "!\n! " + strings.Join(comments, "\n! ") + "\n" + text
}

// RunningInterface is what "show running-config interface NAME" prints, with
// the name as IOS writes it; false if there is no such interface.
func (c *Config) RunningInterface(name string) (string, bool) {
	e := c.index["interface "+name]
	if e == nil {
		return "", false
	}
	var b strings.Builder
	b.WriteString("!\n")
	e.print(&b, c.dialect())
	b.WriteString("end\n")
	body := b.String()
	return fmt.Sprintf("Building configuration...\n\nCurrent configuration : %d bytes\n%s\n", len(body), body), true
}

// Text is the whole configuration as text, from the first "!" to "end": what
// "write memory" saves, and Load reads.
func (c *Config) Text() string {
	var b strings.Builder
	spoken := c.dialect()
	for i, e := range c.entries {
		if i == 0 || separated(c.entries[i-1], e) {
			b.WriteString("!\n")
		}
		e.print(&b, spoken)
	}
	b.WriteString("!\nend\n")
	return b.String()
}

// separated reports whether a "!" stands between two entries.
func separated(a, b *entry) bool {
	if groupOf(a.text) != groupOf(b.text) {
		return !startsWith(b.text, "crypto isakmp profile") || !startsWith(a.text, "crypto isakmp")
	}
	if kind := mapKind(a.text); kind != "" && kind == mapKind(b.text) {
		return false
	}
	// IOS prints the keys right after the last policy, and all lines in one go.
	if b.block && !b.runsOn() {
		return true
	}
	return a.block && !a.runsOn() && !startsWith(a.text, "crypto isakmp policy")
}

// runsOn reports whether IOS prints no "!" between the block and its like.
func (e *entry) runsOn() bool {
	for _, s := range []string{"line", "ip access-list", "ip sla", "crypto keyring", "crypto isakmp profile", "crypto ipsec transform-set"} {
		if startsWith(e.text, s) {
			return true
		}
	}
	return false
}

func (e *entry) print(b *strings.Builder, d dialect) {
	if number, ok := numberedList(e.text); ok && len(e.children) > 0 && !d.sequences {
		for i := range e.children {
			e.children[i].print(b, "access-list "+number+" ", "")
		}
		return
	}
	e.line.print(b, "", trailing(e.text))
	indent := " "
	switch {
	case startsWith(e.text, "ipv6 access-list"):
		e.printSequenced(b)
		return
	case startsWith(e.text, "crypto keyring"):
		indent = "  "
	case startsWith(e.text, "crypto isakmp profile"):
		indent = "   "
	}
	children := e.shownLines()
	for i := range children {
		l := &children[i]
		at, end := indent, ""
		switch {
		case l.indent > 0:
			at = strings.Repeat(" ", l.indent)
		case l.depth > 0:
			at += strings.Repeat(" ", l.depth-leaving(l.text))
		default:
			end = trailing(l.text)
		}
		if e.setsApart(l.text) {
			b.WriteString(at + "!\n")
		}
		if text := d.child(e, l); text != "" {
			l.printAs(text, b, at, end)
		}
	}
}

// setsApart reports whether IOS prints a "!" within a block before the line,
// which opens a sub-mode.
func (e *entry) setsApart(text string) bool {
	if !startsWith(e.text, "router") && !startsWith(e.text, "vrf definition") {
		return false
	}
	switch word, _, _ := strings.Cut(text, " "); word {
	case "address-family", "service-family", "af-interface", "sf-interface", "topology":
		return true
	}
	return false
}

// shownLines are the lines of the block that IOS prints.
func (e *entry) shownLines() []line {
	hidden := func(l line) bool { return l.implied }
	if !slices.ContainsFunc(e.children, hidden) || !e.bridges() {
		return e.children
	}
	return slices.DeleteFunc(slices.Clone(e.children), hidden)
}

// bridges reports whether the block is an interface of which IOS does not say
// that it has no address: a port of a switch, a subinterface without IPv6, or one
// that has secondary addresses.
func (e *entry) bridges() bool {
	has := func(word string) bool {
		return slices.ContainsFunc(e.children, func(l line) bool { return startsWith(l.text, word) })
	}
	return startsWith(e.text, "interface") && (has("switchport") || has("ip address") || strings.Contains(e.text, ".") && !has("ipv6"))
}

// printSequenced prints the entries of an IPv6 access list, each with its
// sequence number unless it would have that one anyway.
func (e *entry) printSequenced(b *strings.Builder) {
	last := 0
	for i := range e.children {
		l := &e.children[i]
		indent := " "
		if n := sequenceOf(l); !isRemark(l) {
			if n != last+sequenceStep {
				indent = fmt.Sprintf(" sequence %d ", n)
			}
			last = n
		}
		l.print(b, indent, "")
	}
}

func (l *line) print(b *strings.Builder, indent, trailing string) {
	l.printAs(l.text, b, indent, trailing)
}

func (l *line) printAs(text string, b *strings.Builder, indent, trailing string) {
	b.WriteString(indent)
	b.WriteString(text)
	b.WriteString(trailing)
	b.WriteByte('\n')
	b.WriteString(l.body)
}

// trailing is the blanks that IOS leaves at the end of some lines; tools that
// compare configurations see them.
func trailing(text string) string {
	switch {
	case startsWith(text, "crypto keyring"):
		return "  "
	case startsWith(text, "crypto isakmp key") && ipv4Host(text):
		return "  "
	case startsWith(text, "match identity address"):
		// Where the name of a VRF would be.
		if last := text[strings.LastIndexByte(text, ' ')+1:]; strings.Trim(last, "0123456789.") == "" {
			return " "
		}
	case startsWith(text, "object-group"), startsWith(text, "crypto ipsec transform-set"), startsWith(text, "set transform-set"), startsWith(text, "crypto map") && strings.Contains(text, " ipsec-isakmp"):
		return " "
	}
	return ""
}

// ipv4Host reports whether the key is that of one IPv4 address, behind which
// IOS leaves room for a mask.
func ipv4Host(text string) bool {
	words := fields(text)
	return len(words) > 1 && words[len(words)-2] == "address"
}
