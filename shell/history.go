package shell

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"mainmode/compiler"
)

// historyDefault is how many lines IOS remembers.
const historyDefault = 10

// history is the last lines that were typed.
type history struct {
	lines []string
	size  int
}

func newHistory() history { return history{size: historyDefault} }

// add remembers a line, but not twice in a row.
func (h *history) add(line string) {
	if line == "" || len(h.lines) > 0 && h.lines[len(h.lines)-1] == line {
		return
	}
	h.lines = append(h.lines, line)
	h.resize(h.size)
}

// resize obeys "terminal history size".
func (h *history) resize(size int) {
	h.size = size
	h.lines = h.lines[max(0, len(h.lines)-size):]
}

// typedLines are the last lines that were typed at any line of the router. Its
// zero value is empty.
type typedLines struct {
	mu   sync.Mutex
	list []typedAt
}

// typedAt is a line, without secrets, and when it was typed.
type typedAt struct {
	text string
	at   time.Time
}

// typedSize is how many lines "show history all" knows.
const typedSize = 256

// add remembers a line that was typed.
func (t *typedLines) add(line string, at time.Time) {
	line = strings.TrimSpace(line)
	if line == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list[max(0, len(t.list)-typedSize+1):], typedAt{compiler.Redact(line), at})
}

// write is "show history all".
func (t *typedLines) write(w io.Writer) {
	t.mu.Lock()
	list := slices.Clone(t.list)
	t.mu.Unlock()
	for _, l := range list {
		fmt.Fprintf(w, "CMD: '%s' %s\n", l.text, l.at.Format("15:04:05 MST Mon Jan 2 2006"))
	}
}
