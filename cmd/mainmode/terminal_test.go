package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

func TestEscapeFilter(t *testing.T) {
	tests := []struct {
		name       string
		in         []string // chunks
		keys, rest string
		escaped    bool
		pending    bool
	}{
		{"plain", []string{"show clock\r"}, "show clock\r", "", false, false},
		{"escape", []string{"ab\x1exR3\r"}, "ab", "R3\r", true, false},
		{"in two chunks", []string{"ab\x1e", "xR3"}, "ab", "R3", true, false},
		{"capital", []string{"\x1eX"}, "", "", true, false},
		{"twice is one", []string{"\x1e\x1e"}, "\x1e", "", false, false},
		{"twice, then x", []string{"\x1e\x1ex"}, "\x1ex", "", false, false},
		{"another key", []string{"\x1ea"}, "\x1ea", "", false, false},
		{"alone", []string{"a\x1e"}, "a", "", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var e escape
			var keys, rest []byte
			escaped := false
			for _, chunk := range tt.in {
				var k []byte
				k, rest, escaped = e.filter([]byte(chunk))
				keys = append(keys, k...)
			}
			if string(keys) != tt.keys || string(rest) != tt.rest || escaped != tt.escaped || e.pending != tt.pending {
				t.Errorf("keys %q, rest %q, escaped %v, pending %v", keys, rest, escaped, e.pending)
			}
		})
	}
}

type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }

func TestPlainText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"lines", "R2#show clock\r\n10:00\r\nR2#", "R2#show clock\n10:00\nR2#\n"},
		{"redrawn prompt", "R2#sh\r\x1b[J\r\x1b[2K*Sep 21: message\r\nR2#sh", "*Sep 21: message\nR2#sh\n"},
		{"erased character", "R2#ab\b \bc\r\n", "R2#ac\n"},
		{"cursor left and insert", "abd\x1b[1Dc\x1b[Kd\r\n", "abcd\n"},
		{"erase to the end", "--More--\r\x1b[Kline\r\n", "line\n"},
		{"cursor right", "a\x1b[3Cb\r\n", "a   b\n"},
		{"column", "abc\x1b[2GX\n", "aXc\n"},
		{"bell and DEL", "a\a\x7fb\n", "ab\n"},
		{"colours", "\x1b[1;31mred\x1b[0m\n", "red\n"},
		{"letters", "Z\u00fcrich \u2713\n", "Z\u00fcrich \u2713\n"},
		{"a sequence without end", "\x1b[111111111111111111111111111111111111\n", "111111\n"},
		{"far away", "\x1b[999999999Gx\x1b[2K\ry\n", "y\n"},
		{"other escapes", "\x1b7a\x1b8\n", "a\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out buffer
			w := &plainText{w: &out}
			if _, err := w.Write([]byte(tt.in)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("%q, want %q", out.String(), tt.want)
			}
		})
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add([]byte("R2#ab\b \b\x1b[2K\r\n\x1b[3C\xc3\xbc"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out buffer
		w := &plainText{w: &out}
		w.Write(in)
		w.Close()
		if bytes.ContainsAny(out.Bytes(), "\x1b\r\b") {
			t.Errorf("%q is not plain", out.Bytes())
		}
	})
}

func TestSpeakers(t *testing.T) {
	for _, tt := range []struct {
		prefix bool
		want   string
	}{
		{false, "R2#show\nout\nR3#\nR2#\nlate\n"},
		{true, "R2| R2#show\nR2| out\nR3| R3#\nR2| R2#\nR3| late\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			s := newSpeakers(&out, tt.prefix)
			s.write("R2", []byte("R2#"))
			s.write("R3", []byte("R"))
			s.write("R2", []byte("show\n"))
			s.write("R3", []byte("3#"))
			s.write("R2", []byte("out\nR2#"))
			time.Sleep(halfLineTime / 2)
			s.write("R3", []byte("\n"))
			time.Sleep(2 * halfLineTime) // R2's prompt is shown
			s.write("R3", []byte("late"))
			s.end()
			if out.String() != tt.want {
				t.Errorf("prefix %v: %q, want %q", tt.prefix, out.String(), tt.want)
			}
		})
	}
}

// TestSpeakersSettle: the prompt of one who has said all does not come between
// the lines of the next, who goes on behind their own.
func TestSpeakersSettle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := newSpeakers(&out, false)
		s.write("R2", []byte("R2#"))
		s.write("PC", []byte("!!\nPC#"))
		s.settle("R2")
		s.write("R2", []byte("show\none\n"))
		time.Sleep(2 * halfLineTime)
		s.write("R2", []byte("two\nR2#"))
		s.end()
		if want := "!!\nPC#\nR2#show\none\ntwo\nR2#\n"; out.String() != want {
			t.Errorf("%q, want %q", out.String(), want)
		}
	})
}

func TestScreen(t *testing.T) {
	var out bytes.Buffer
	s := &screen{w: &out, shown: "R2", backlog: make(map[string][]byte)}
	s.write("R2", []byte("a"))
	s.write("R3", []byte("b"))
	s.show("R3")
	s.write("R2", bytes.Repeat([]byte("line of the background\n"), 10000))
	s.show("")
	s.Write([]byte("lab> "))
	s.show("R2")
	shown := out.String()
	if len(shown) < backlogSize/2 || len(shown) > backlogSize+100 {
		t.Errorf("%d bytes shown, of a backlog of %d", len(shown), backlogSize)
	}
	if want := "ablab> line of the background\n"; shown[:len(want)] != want {
		t.Errorf("shown %q, want %q", shown[:len(want)], want)
	}
}
