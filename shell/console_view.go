package shell

import (
	"bytes"
	"strings"
)

// endlessRow is the width of the terminal that readline is told: it never wraps
// a line. What there is room for is shown by [lineView].
const endlessRow = 1 << 20

// scrollStep is by how many characters a line moves.
const scrollStep = 10

// lineView is the part of a line that is shown where it does not fit behind its
// prompt: as on a router the line moves to the left by ten characters when the
// cursor comes to the right edge, and back when it comes to the left one. A $ at
// an edge says that there is more. The zero value is at the beginning.
type lineView struct{ from int }

// fit is what is shown of the line in so many columns, the last of which is for
// the cursor, and where the cursor is in it.
func (v *lineView) fit(line []rune, cursor, columns int) (shown string, at int) {
	columns = max(columns, scrollStep+2)
	for cursor-v.from >= columns {
		v.from += scrollStep
	}
	// What the $ hides is as good as not shown.
	for v.from > 0 && cursor <= v.from {
		v.from = max(0, v.from-scrollStep)
	}
	var b strings.Builder
	part := line[min(v.from, len(line)):]
	if v.from > 0 {
		b.WriteByte('$')
		part = part[min(1, len(part)):]
	}
	room := columns - b.Len()
	if len(part) <= room {
		b.WriteString(string(part))
	} else {
		b.WriteString(string(part[:room-1]))
		b.WriteByte('$')
	}
	return b.String(), cursor - v.from
}

// redrawn is what readline writes, with as much of the line as there is room
// for. The caller holds mu.
func (c *Console) redrawn(p []byte) []byte {
	if c.editing == nil {
		return p
	}
	rest, ok := bytes.CutPrefix(p, []byte(c.editing.Prompt))
	if !ok {
		return p
	}
	// Behind the line come the backspaces to the cursor, or what is printed below.
	line, below, more := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte(" \b"))
	text := bytes.TrimRight(line, "\b")
	runes := []rune(string(text))
	prompt := []rune(c.editing.Prompt)
	shown, at := c.view.fit(runes, len(runes)-(len(line)-len(text)), c.width-len(prompt)-1)
	out := append([]byte(c.editing.Prompt), shown...)
	if more {
		return append(append(out, '\n'), below...)
	}
	return append(out, strings.Repeat("\b", len([]rune(shown))-at)...)
}
