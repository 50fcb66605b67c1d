package compiler

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mainmode/grammar"
)

// generatedWords are what the generator types where "?" says that an argument
// may stand. Few names, so that lines refer to each other.
var generatedWords = map[string][]string{
	"WORD":               {"A", "B", "P1", "T1", "10", "101", "r3.example.org"},
	"LINE":               {"two  words", "#text#", "A"},
	"A.B.C.D":            {"192.0.2.1", "198.51.100.1", "10.1.0.0", "255.255.255.0", "0.0.0.255", "0.0.0.0", "255.255.255.255"},
	"X:X:X:X::X":         {"2001:db8::1", "FE80::1", "::"},
	"X:X:X:X::X/<0-128>": {"2001:db8::1/64", "2001:db8:1::/48", "::/0"},
	"hhh:mm":             {"1:30"},
	"hh:mm":              {"09:30"},
	"hh:mm:ss":           {"18:57:38"},
	"<hex-string>":       {"6A0B"},
	"<0-FFFF>":           {"AB01"},
	"/nn":                {"/24"},
	"/nn or A.B.C.D":     {"/24", "255.255.255.0"},
	"MONTH":              {"September"},
	"<0x100-0xFFFFFFFF>": {"0x45F16A9A"},

	"ASN:nn or IP-address:nn": {"65000:1", "192.0.2.1:1"},

	"<1.0-XX.YY>":  {"64512.1"},
	"<0x0-0xFFFF>": {"0x6004"},
	"H.H.H":        {"0000.5e00.5301"},
	"<-23 - 23>":   {"-8", "1"},
}

// generatedWord is a word for what "?" lists.
func generatedWord(r *rand.Rand, t *testing.T, listed string) string {
	if words := generatedWords[listed]; words != nil {
		return words[r.IntN(len(words))]
	}
	inner, isRange := strings.CutPrefix(listed, "<")
	if !isRange {
		return listed // a keyword
	}
	var parts []string
	for _, part := range strings.Split(strings.TrimSuffix(inner, ">"), ">/<") {
		low, high, _ := strings.Cut(part, "-")
		a, err1 := strconv.ParseUint(low, 10, 63)
		b, err2 := strconv.ParseUint(high, 10, 63)
		if err1 != nil || err2 != nil {
			t.Fatalf("the generator has no word for %q", listed)
		}
		n := a + r.Uint64N(min(b-a+1, 4))
		if r.IntN(8) == 0 {
			n = b
		}
		parts = append(parts, fmt.Sprint(n))
	}
	return strings.Join(parts, "/")
}

// offeredFirst are what "?" lists of modes at an empty line, which is much.
var offeredFirst sync.Map

// generatedHelp is what "?" lists behind a line.
func generatedHelp(m *grammar.Mode, line string) grammar.Help {
	if line != "" {
		return m.Help(line)
	}
	h, ok := offeredFirst.Load(m)
	if !ok {
		h, _ = offeredFirst.LoadOrStore(m, m.Help(""))
	}
	return h.(grammar.Help)
}

// generatedLine is a line of a mode that "?" led to.
func generatedLine(r *rand.Rand, t *testing.T, m *grammar.Mode) string {
	return generatedBehind(r, t, m, "")
}

// generatedBehind is a line that begins with words.
func generatedBehind(r *rand.Rand, t *testing.T, m *grammar.Mode, line string) string {
	for range 24 {
		h := generatedHelp(m, line)
		if h.Status != grammar.OK || len(h.Items) == 0 || h.CR && r.IntN(3) == 0 {
			break
		}
		item := h.Items[r.IntN(len(h.Items))].Word
		if line == "" && (item == "no" || item == "default") && r.IntN(6) > 0 {
			continue
		}
		line += generatedWord(r, t, item) + " "
		if item == "LINE" {
			break
		}
	}
	return strings.TrimRight(line, " ")
}

// leaves reports whether a line does what is no part of a configuration, or
// closes a mode.
func leaves(line string) bool {
	first, _, _ := strings.Cut(line, " ")
	return first == "end" || first == "do" || strings.HasPrefix(first, "exit")
}

// nextLine is a line of the mode that the editor is in, or now and then of
// global configuration.
func nextLine(r *rand.Rand, t *testing.T, e *Editor) string {
	if e.ReadsText() {
		return "#"
	}
	for {
		mode := e.Mode()
		if r.IntN(6) == 0 {
			mode = grammar.Global
		}
		line := generatedLine(r, t, mode)
		if command := mode.Parse(line).Status == grammar.OK; !command && r.IntN(12) > 0 {
			continue // most words of "?" are of lines that are only kept
		}
		if !leaves(line) {
			return line
		}
	}
}

// generated is a configuration of lines of all modes, and the lines.
func generated(r *rand.Rand, t *testing.T, lines int) (*Config, string) {
	var typed strings.Builder
	c := New(testSalt)
	e := NewEditor(c)
	for range lines {
		line := nextLine(r, t, e)
		was := c.Text()
		typed.WriteString(line + "\n")
		if result := e.Line(line); result.Status != grammar.OK && c.Text() != was {
			t.Errorf("the refused line %q changed the configuration", line)
		}
	}
	if e.ReadsText() {
		e.Line("#")
		typed.WriteString("#\n")
	}
	return c, typed.String()
}

// renumber types the entries of access lists again, without their sequence
// numbers: IOS does not print those either.
func renumber(c *Config) {
	for _, e := range slices.Clone(c.entries) {
		switch e.command.(type) {
		case *grammar.IPAccessListStandard, *grammar.IPAccessListExtended, *grammar.IPv6AccessList:
			typed := e.children
			list := c.own(e.key)
			list.children, list.keys = nil, nil
			editor := NewEditor(c)
			editor.Line(e.text)
			for i := range typed {
				editor.Line(typed[i].text)
			}
		}
	}
}

// TestGeneratedConfigs holds that what "show running-config" prints of any lines
// of any modes loads as the same configuration, prints the same, and makes the
// same router.
func TestGeneratedConfigs(t *testing.T) {
	r := rand.New(rand.NewPCG(2409, 4))
	for range 60 * propertyRounds(t) {
		c, typed := generated(r, t, 60)
		if r.IntN(2) == 0 {
			c, _ = Load("typed", typed, testSalt)
		}
		renumber(c)
		checkReload(t, c)
		again, _ := Load("printed", c.Text(), testSalt)
		before, _ := Compile(c, testEnv)
		after, _ := Compile(again, testEnv)
		if d := cmp.Diff(strings.Split(dump(before), "\n"), strings.Split(dump(after), "\n")); d != "" {
			t.Errorf("the router of what was printed differs (-typed +printed):\n%s", d)
		}
		if t.Failed() {
			t.Fatalf("the lines were:\n%s\nprinted:\n%s", typed, c.Text())
		}
	}
}
