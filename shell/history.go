package shell

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
