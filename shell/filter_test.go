package shell

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// sink is the end of a chain of stages.
type sink struct{ bytes.Buffer }

func (*sink) Flush() {}

const filterInput = `interface: Tunnel23
    Crypto map tag: Tunnel23-head-0, local addr 2001:DB8::2
    local ident (addr/mask/prot/port): (::/0/0/0)
    #pkts encaps: 4, #pkts encrypt: 4
     in use settings ={Tunnel, }
   path mtu 1500
interface: Tunnel24
    local ident (addr/mask/prot/port): (::/0/0/0)`

func TestFilters(t *testing.T) {
	for _, test := range []struct{ modifier, want string }{
		{" include caps|ident", `    local ident (addr/mask/prot/port): (::/0/0/0)
    #pkts encaps: 4, #pkts encrypt: 4
    local ident (addr/mask/prot/port): (::/0/0/0)`},
		{" i ENCAPS", ""},
		{" inc ^interface:_Tunnel2[3_]$", "interface: Tunnel23\n"},
		{"exclude Tunnel|ident|in use", "    #pkts encaps: 4, #pkts encrypt: 4\n   path mtu 1500\n"},
		{" b path", "   path mtu 1500\ninterface: Tunnel24\n    local ident (addr/mask/prot/port): (::/0/0/0)"},
		{" sec encaps", "    #pkts encaps: 4, #pkts encrypt: 4\n     in use settings ={Tunnel, }\n"},
		{" section interface: Tunnel24", "interface: Tunnel24\n    local ident (addr/mask/prot/port): (::/0/0/0)"},
		{" count ident", "Number of lines which match regexp = 2\n"},
		{" c nothing of this", "Number of lines which match regexp = 0\n"},
		{" include  two blanks ", ""},
	} {
		for _, size := range []int{1, 7, len(filterInput)} {
			var out sink
			f, _, err := filterOf(test.modifier, &out)
			if err != nil {
				t.Errorf("%q: %v", test.modifier, err)
				continue
			}
			io.CopyBuffer(f, onlyReader{bytes.NewReader([]byte(filterInput))}, make([]byte, size))
			f.Flush()
			if out.String() != test.want {
				t.Errorf("| %s in pieces of %d:\n%s\nwant:\n%s", test.modifier, size, out.String(), test.want)
			}
		}
	}
}

// filterOf is the stage of a modifier, nil if it writes a file.
func filterOf(modifier string, to writeFlusher) (writeFlusher, int, error) {
	m, expression, caret, err := cutModifier(modifier)
	if err != nil || m.filter == nil {
		return nil, caret, err
	}
	f, err := m.newFilter(expression, to)
	return f, caret, err
}

// onlyReader keeps io.CopyBuffer from taking a shortcut past its buffer.
type onlyReader struct{ io.Reader }

func TestFilterErrors(t *testing.T) {
	for _, test := range []struct {
		modifier string
		caret    int
		want     string
	}{
		{"", 0, errIncomplete.Error()},
		{" ", 1, errIncomplete.Error()},
		{" include", 1, errIncomplete.Error()},
		{"  grep x", 2, errInvalid.Error()},
		{" include [", 1, "% Failed to compile regular expression: ["},
	} {
		_, caret, err := filterOf(test.modifier, &sink{})
		if err == nil || err.Error() != test.want || caret != test.caret {
			t.Errorf("| %q: %v at %d, want %s at %d", test.modifier, err, caret, test.want, test.caret)
		}
	}
}

func TestCutPipe(t *testing.T) {
	for _, test := range []struct {
		line, command, modifier string
		piped                   bool
	}{
		{"show clock", "show clock", "", false},
		{"sh crypto ipsec sa | i caps|ident", "sh crypto ipsec sa", " i caps|ident", true},
		{"show clock |i a | b", "show clock", "i a | b", true},
		{"crypto isakmp key a|b address 10.0.0.1", "crypto isakmp key a|b address 10.0.0.1", "", false},
		{"|", "|", "", false},
	} {
		command, modifier, piped := cutPipe(test.line)
		if command != test.command || modifier != test.modifier || piped != test.piped {
			t.Errorf("%q: %q, %q, %v", test.line, command, modifier, piped)
		}
	}
}

func TestPager(t *testing.T) {
	for _, test := range []struct {
		keys  string
		lines int
		left  bool
	}{
		{"", 4, false},      // a full page is not followed by a question
		{" ", 8, false},     // two pages
		{"\r\r ", 9, false}, // a line, a line, a page
		{"q", 9, true},
		{"\r\x03", 9, true},
	} {
		var screen bytes.Buffer
		term := NewScript(test.keys, &screen)
		left := false
		p := &pager{term: term, height: func() int { return 5 }, leave: func() { left = true }}
		var err error
		for i := range test.lines {
			if _, err = fmt.Fprintf(p, "line %d\n", i); err != nil {
				break
			}
		}
		if left != test.left || (err != nil) != test.left {
			t.Errorf("keys %q: left %v, error %v\n%s", test.keys, left, err, screen.String())
		}
		if asked := bytes.Count(screen.Bytes(), []byte(more)); asked != len(test.keys) {
			t.Errorf("keys %q: asked %d times", test.keys, asked)
		}
		if len(term.in.q) > 0 {
			t.Errorf("keys %q: %q not taken", test.keys, term.in.q)
		}
	}
}
