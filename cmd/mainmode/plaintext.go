package main

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// plainText writes what a terminal would show as lines of text: it edits each
// line as the terminal's escape sequences say and writes it once it is
// complete. A log of a person's console holds what the person saw.
type plainText struct {
	w       io.WriteCloser
	line    []rune
	cursor  int
	pending []byte // of an escape sequence or of a UTF-8 sequence
}

func (t *plainText) Write(p []byte) (int, error) {
	for _, b := range p {
		if err := t.add(b); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Close writes the line that the cursor stands on.
func (t *plainText) Close() error {
	if len(t.line) > 0 {
		t.newLine() // Close reports a file that cannot be written
	}
	return t.w.Close()
}

func (t *plainText) add(b byte) error {
	const longest = 32 // of an escape sequence; what is longer is none
	switch {
	case len(t.pending) > 0 && t.pending[0] == 0x1b:
		t.pending = append(t.pending, b)
		first := len(t.pending) == 2
		if first && b == '[' || !first && (b < '@' || b > '~') && len(t.pending) < longest {
			return nil
		}
		t.escape(string(t.pending[1:]))
		t.pending = nil
	case len(t.pending) > 0 || b >= utf8.RuneSelf:
		t.pending = append(t.pending, b)
		if utf8.FullRune(t.pending) {
			r, _ := utf8.DecodeRune(t.pending)
			t.put(r)
			t.pending = nil
		}
	case b == 0x1b:
		t.pending = []byte{b}
	case b == '\n':
		return t.newLine()
	case b == '\r':
		t.cursor = 0
	case b == '\b':
		t.cursor = max(0, t.cursor-1)
	case b >= ' ' && b != 0x7f:
		t.put(rune(b))
	}
	return nil
}

func (t *plainText) put(r rune) {
	for len(t.line) <= t.cursor {
		t.line = append(t.line, ' ')
	}
	t.line[t.cursor] = r
	t.cursor++
}

// escape obeys the sequences that edit a line and passes over all others.
func (t *plainText) escape(s string) {
	if !strings.HasPrefix(s, "[") {
		return
	}
	n, err := strconv.Atoi(s[1 : len(s)-1])
	if err != nil || n < 0 {
		n = 0
	}
	switch s[len(s)-1] {
	case 'C':
		t.cursor = min(t.cursor+max(1, n), maxColumn)
	case 'D':
		t.cursor = max(0, t.cursor-max(1, n))
	case 'G':
		t.cursor = min(max(1, n)-1, maxColumn)
	case 'J', 'K':
		switch {
		case n == 2:
			t.line = t.line[:0]
		case n == 0 && t.cursor < len(t.line):
			t.line = t.line[:t.cursor]
		}
	}
}

// maxColumn bounds what a cursor movement can make of a line.
const maxColumn = 4096

func (t *plainText) newLine() error {
	text := strings.TrimRight(string(t.line), " ") + "\n"
	t.line, t.cursor = t.line[:0], 0
	_, err := io.WriteString(t.w, text)
	return err
}
