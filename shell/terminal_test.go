package shell

import (
	"bytes"
	"context"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestPlainEditing(t *testing.T) {
	for _, test := range []struct{ keys, line, screen string }{
		{"abc\r", "abc", "R1#abc\n"},
		{"abx\x7fc\n", "abc", "R1#abx\b \bc\n"},
		{"one two  \x17three\r", "one three", "R1#one two  \b \b\b \b\b \b\b \b\b \bthree\n"},
		{"abc\x15d\r", "d", "R1#abc\b \b\b \b\b \bd\n"},
		{"\x10\x10\x0e\r", "show version", "R1#show version" + strings.Repeat("\b \b", 12) + "show clock" + strings.Repeat("\b \b", 10) + "show version\n"},
		{"ab\x12c\r", "abc", "R1#ab\nR1#abc\n"},
		{"\x1b[Aé\xff\x1b[200~\r", "show versioné", "R1#show versioné\n"},
		{"a\r\n", "a", "R1#a\n"},
	} {
		var screen bytes.Buffer
		line, end, err := NewScript(test.keys, &screen).ReadLine(testQuery("R1#"))
		if line != test.line || end != Enter || err != nil {
			t.Errorf("%q: line %q, %v, %v", test.keys, line, end, err)
		}
		if got := strings.ReplaceAll(screen.String(), "\r", ""); got != test.screen {
			t.Errorf("%q: screen %q, want %q", test.keys, got, test.screen)
		}
	}
}

// ^C stops the command, not the session; what was typed ahead is kept.
func TestInterruptStopsCommand(t *testing.T) {
	u := boot(t, "hostname R2\n", nil)
	r, keys := io.Pipe()
	screen := newVT(80)
	term := NewPlain(pipeEnd{r, screen, r.Close}, nil)
	defer term.Close()
	s := newSession(u.Router, term)
	type slow struct{}
	for _, stop := range []func(){
		func() { io.WriteString(keys, "next\r\x03") },
		func() { io.WriteString(keys, "\x1e") },
		func() { term.Close() },
	} {
		started := make(chan struct{})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.run(handle(func(s *Session, _ *slow) error {
				close(started)
				<-s.Context().Done()
				return context.Cause(s.Context())
			}), &slow{}, &pager{term: term, height: s.pageLength})
		}()
		<-started
		stop()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Fatal("the command goes on")
		}
	}
	if s.refused {
		t.Error("an interrupted command counts as refused")
	}
	// Hanging up has thrown away what was typed ahead.
	if line, _, err := term.ReadLine(testQuery("R1#")); err != ErrHangup {
		t.Errorf("%q, %v", line, err)
	}
}

func TestHandlersAreIndexedByType(t *testing.T) {
	type command struct{}
	h := handle(func(*Session, *command) error { return errInterrupted })
	table := index([]handler{h})
	if got := table[reflect.TypeFor[command]()].run(nil, &command{}); got != errInterrupted {
		t.Errorf("%v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("two handlers for one command")
		}
	}()
	index([]handler{h}, []handler{h})
}

// FuzzPlain types anything: what ReadLine returns is text that a person could
// have meant.
func FuzzPlain(f *testing.F) {
	for _, keys := range []string{"abc\r", "\x1b[A\x1b[3~\r", "a?\t\x16?\x15\x17\x7f\x10\x0e\x12\r", "\xc3\xa9\xff\x1b\x1b[\x1bO\r", "\x1a", "\x03"} {
		f.Add([]byte(keys))
	}
	f.Fuzz(func(t *testing.T, keys []byte) {
		term := NewScript(string(keys), io.Discard)
		for {
			line, _, err := term.ReadLine(testQuery("R1#"))
			if err != nil {
				return
			}
			if !utf8.ValidString(line) || utf8.RuneCountInString(line) > maxLine || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == keyDelete }) {
				t.Fatalf("line %q", line)
			}
		}
	})
}

// FuzzHelp asks for help and completion behind anything, in EXEC and in
// configuration modes.
func FuzzHelp(f *testing.F) {
	u := boot(f, "hostname R2\n", nil)
	exec := newSession(u.Router, NewScript("", io.Discard))
	config := newSession(u.Router, NewScript("", io.Discard))
	config.enterConfig()
	config.configure("interface Tunnel0", 0)
	for _, line := range []string{"", "sh", "show ", "show clock | ", "sh cl | i a|b", "crypto isakmp policy 1", "do sh ", "tun so", "!", "no ", "|", " | "} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, s := range []*Session{exec, config} {
			if help := s.help(line); !strings.HasSuffix(help, "\n") {
				t.Errorf("help behind %q: %q", line, help)
			}
			if full := s.complete(line); len(full) < len(line) {
				t.Errorf("Tab behind %q: %q", line, full)
			}
		}
	})
}

// FuzzFilter compiles any output modifier.
func FuzzFilter(f *testing.F) {
	f.Add(" include caps|ident", "a\nb")
	f.Add("A file", "q\n\n")
	f.Add(" section _[_]\\_", "x\n y")
	f.Fuzz(func(t *testing.T, modifier, text string) {
		out, caret, err := filterOf(modifier, &sink{})
		if err != nil {
			if caret < 0 || caret > len(modifier) {
				t.Errorf("%q: caret at %d", modifier, caret)
			}
			return
		}
		if out == nil {
			return // to a file
		}
		io.WriteString(out, text)
		out.Flush()
	})
}
