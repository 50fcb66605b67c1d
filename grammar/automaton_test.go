package grammar

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// visit calls f for every state of a mode with the words that lead there.
func visit(m *Mode, f func(s *state, path string)) {
	seen := map[*state]bool{}
	var walk func(s *state, path string)
	walk = func(s *state, path string) {
		if seen[s] {
			return
		}
		seen[s] = true
		f(s, path)
		for _, e := range s.keywords {
			walk(e.to(), path+" "+e.word)
		}
		for _, e := range s.args {
			walk(e.to(), path+" "+e.word)
		}
	}
	walk(m.root(), "")
}

// The states of a mode are made as lines come there, of several sessions at a
// time.
func TestSessionsMakeStatesTogether(t *testing.T) {
	fresh := &Mode{Name: Global.Name, config: true, entries: Global.entries, shared: Global.shared}
	var sessions sync.WaitGroup
	for i := range uint64(8) {
		sessions.Go(func() {
			r := rand.New(rand.NewPCG(2409, i))
			for range 200 {
				line := sentence(r, fresh)
				if got, want := describe(fresh, line), describe(Global, line); got != want {
					t.Errorf("%q is %s, want %s", line, got, want)
				}
			}
		})
	}
	sessions.Wait()
}

func TestEveryWordHasHelp(t *testing.T) {
	for _, m := range Modes {
		visit(m, func(s *state, path string) {
			for _, e := range s.keywords {
				if e.help == "" {
					t.Errorf("%s: no help for the keyword of %q", m.Name, path+" "+e.word)
				}
			}
			for _, e := range s.args {
				if e.help == "" {
					t.Errorf("%s: no help for the argument of %q", m.Name, path+" "+e.word)
				}
			}
		})
	}
}

func TestNoTwoCommandsCollide(t *testing.T) {
	for _, m := range Modes {
		visit(m, func(s *state, path string) {
			for _, c := range s.accept[min(1, len(s.accept)):] {
				if c != s.accept[0] {
					t.Errorf("%s: %q is %v and %v", m.Name, path, s.accept[0].typ, c.typ)
				}
			}
		})
	}
}

// Help tags name words of the command: a misspelt key would go unseen.
func TestHelpKeysAreWords(t *testing.T) {
	var check func(typ reflect.Type)
	check = func(typ reflect.Type) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			for _, tag := range []string{"help", "print"} {
				for key := range pairs(f.Tag.Get(tag)) {
					if key != f.Name && !strings.Contains(f.Tag.Get("parser"), "'"+key+"'") {
						t.Errorf("%v.%s: the %s tag names %q, which the parser tag has not", typ, f.Name, tag, key)
					}
				}
			}
			inner := f.Type
			for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && !reflect.PointerTo(inner).Implements(argumentType) {
				check(inner)
			}
		}
	}
	for _, m := range Modes {
		for _, typ := range m.Commands() {
			check(typ)
		}
	}
}

// samples are words that an argument accepts, by its syntax.
var samples = map[string][]string{
	"<hex-string>":        {"01", "6a0B"},
	"WORD":                {"R2", "PRO", "12345", "x-y.z", "aes"},
	"LINE":                {"a line  with   blanks", "$1$salt$hash", "^C text ^C"},
	"A.B.C.D":             {"192.0.2.1", "0.0.0.0", "255.255.255.0", "255.255.255.255"},
	"/nn or A.B.C.D":      {"/0", "/24", "255.255.255.0", "255.255.255.255"},
	"X:X:X:X::X":          {"2001:db8::1", "FE80::23:2", "::", "::ffff:192.0.2.1"},
	"X:X:X:X::X/<0-128>":  {"2001:db8::1/64", "::/0"},
	"hhh:mm":              {"5", "0", "1:30", "100:05"},
	"hh:mm":               {"9:30", "23:59", "00:00"},
	"<0-FFFF>":            {"abcd", "0", "00FF"},
	"hh:mm:ss":            {"18:57:38", "1:2:3"},
	"/nn":                 {"/0", "/24", "/32"},
	"MONTH":               {"September", "feb"},
	"Hostname or A.B.C.D": {"hub", "hub.example.net", "1x"},
	"<0x100-0xFFFFFFFF>":  {"0x45F16A9A", "c0ffee01"},

	"ASN:nn or IP-address:nn": {"65000:1", "192.0.2.1:65535", "1.1:0", "4200000000:7"},
}

// sentence walks the automaton at random and writes down a line.
func sentence(r *rand.Rand, m *Mode) string {
	var b strings.Builder
	s := m.root()
	for range 24 {
		edges := len(s.keywords) + len(s.args)
		if edges == 0 || len(s.accept) > 0 && r.IntN(4) == 0 {
			break
		}
		if n := r.IntN(edges); n < len(s.keywords) {
			e := &s.keywords[n]
			b.WriteString(abbreviate(r, s, e.word))
			if !e.glue || r.IntN(2) == 0 {
				b.WriteString(strings.Repeat(" ", 1+r.IntN(2)))
			}
			s = e.to()
			continue
		}
		e := &s.args[r.IntN(len(s.args))]
		word := sample(r, e)
		b.WriteString(word + " ")
		s = e.to()
		if e.arg.rest {
			break
		}
	}
	return b.String()
}

func sample(r *rand.Rand, e *edge) string {
	words := samples[e.arg.syntax]
	if words == nil {
		low, high, _ := parseRange(strings.Trim(e.arg.syntax, "<>"))
		words = []string{Number(low).String(), Number(high).String()}
	}
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !e.arg.accepts(w) })
	if len(words) == 0 {
		panic("no sample of " + e.arg.syntax)
	}
	return words[r.IntN(len(words))]
}

// abbreviate shortens a keyword to a prefix that still tells it from others.
func abbreviate(r *rand.Rand, s *state, word string) string {
	for range 3 {
		short := word[:1+r.IntN(len(word))]
		if e, hits := s.step(short, nil); hits == 1 && e.word == word {
			return strings.ToUpper(short)
		}
	}
	return word
}

// The automaton and participle read the same sentences, and what Format
// prints of them reads back as the same.
func TestRandomSentences(t *testing.T) {
	r := rand.New(rand.NewPCG(2409, 1))
	complete := 0
	for range 40_000 {
		m := Modes[r.IntN(len(Modes))]
		line := sentence(r, m)
		match := m.Parse(line)
		if match.Status == OK && match.Command != nil {
			complete++
		}
		checkFixedPoint(t, m, line)
	}
	if complete < 20_000 {
		t.Errorf("%d sentences are complete", complete)
	}
}

// checkFixedPoint reports what the automaton accepts and participle does not,
// and what is printed and does not read back.
func checkFixedPoint(t *testing.T, m *Mode, line string) {
	t.Helper()
	w, match := m.walk(line, nil), m.Parse(line)
	if w.status != match.Status {
		t.Fatalf("%s %q: the automaton says %v, participle disagrees", m.Name, line, w.status)
	}
	if match.Caret < 0 || match.Caret > len(line) {
		t.Fatalf("%s %q: caret %d", m.Name, line, match.Caret)
	}
	if match.Status != OK || match.Command == nil {
		return
	}
	printed := formatMatch(match)
	again := m.Parse(printed)
	if again.Status != OK || again.No != match.No || again.Default != match.Default {
		t.Fatalf("%s %q prints %q, which is %v at %d", m.Name, line, printed, again.Status, again.Caret)
	}
	if twice := formatMatch(again); twice != printed || !reflect.DeepEqual(again.Command, match.Command) {
		t.Fatalf("%s %q is %+v and prints %q, which is %+v and prints %q", m.Name, line, match.Command, printed, again.Command, twice)
	}
}

// formatMatch prints a match; "default" leaves out what "no" does.
func formatMatch(m Match) string {
	if m.Default {
		return setDefault + strings.TrimPrefix(Format(m.Command, true), negate)
	}
	return Format(m.Command, m.No)
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"crypto isakmp key cisco address ipv6 ::/0", "no tunnel dest", "int gi0/0.100", "cry ips tr T esp-sha-h esp-aes 256",
		"default interface Tunnel 0", "ping fe80::1 source e0/0", "banner motd ^C", "! remark", "description \t x  ", "ip route 0.0.0.0 0.0.0.0 Tu0 name a",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, m := range Modes {
			checkFixedPoint(t, m, line)
			m.Help(line).Render(80)
			if completed, ok := m.Tab(line); ok && m.walk(completed, nil).status == Invalid && !keptBegins(m, completed) {
				t.Errorf("%s: Tab makes %q of %q, which is invalid", m.Name, completed, line)
			}
			if table := KeptTable(m); table != nil {
				checkKeptFixedPoint(t, table, line)
				table.Help(line).Render(80)
				table.Tab(line)
			}
		}
	})
}
