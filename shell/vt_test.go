package shell

import (
	"strconv"
	"strings"
	"sync"
)

// vt is enough of a VT100 to know what a person sees.
type vt struct {
	mu       sync.Mutex
	changed  chan struct{} // closed at every write
	width    int
	rows     [][]byte
	wrapped  map[int]bool // rows that continue the one above
	row, col int
	seq      []byte // of an escape sequence
}

func newVT(width int) *vt {
	return &vt{width: width, rows: [][]byte{nil}, wrapped: make(map[int]bool), changed: make(chan struct{})}
}

func (v *vt) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, b := range p {
		v.put(b)
	}
	close(v.changed)
	v.changed = make(chan struct{})
	return len(p), nil
}

func (v *vt) put(b byte) {
	switch {
	case len(v.seq) > 0:
		v.seq = append(v.seq, b)
		if len(v.seq) > 2 && b >= '@' {
			v.control(string(v.seq[2:]))
			v.seq = nil
		}
	case b == 27:
		v.seq = []byte{b}
	case b == '\r':
		v.col = 0
	case b == '\n':
		v.down()
	case b == '\b' && v.col == 0 && v.wrapped[v.row]: // as in tmux
		v.row--
		v.col = v.width - 1
	case b == '\b':
		v.col = max(0, v.col-1)
	case b >= ' ':
		if v.col == v.width {
			v.col = 0
			v.down()
			v.wrapped[v.row] = true
		}
		line := v.rows[v.row]
		for len(line) <= v.col {
			line = append(line, ' ')
		}
		line[v.col] = b
		v.rows[v.row] = line
		v.col++
	}
}

func (v *vt) down() {
	v.row++
	if v.row == len(v.rows) {
		v.rows = append(v.rows, nil)
	}
	delete(v.wrapped, v.row)
}

func (v *vt) control(s string) {
	line := v.rows[v.row]
	switch s {
	case "J":
		v.rows = v.rows[:v.row+1]
		v.rows[v.row] = line[:min(v.col, len(line))]
	case "K":
		v.rows[v.row] = line[:min(v.col, len(line))]
	case "2K":
		v.rows[v.row] = nil
	case "A":
		v.row = max(0, v.row-1)
	default:
		if n, right := strings.CutSuffix(s, "C"); right {
			columns, _ := strconv.Atoi(n)
			v.col = min(v.col+columns, v.width-1)
		}
	}
}

// screen is the text with the cursor as "_".
func (v *vt) screen() (text string, changed <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b strings.Builder
	for i, line := range v.rows {
		s := strings.TrimRight(string(line), " ")
		if i == v.row {
			if v.col >= len(s) {
				s += strings.Repeat(" ", v.col-len(s)) + "_"
			} else {
				s = s[:v.col] + "_" + s[v.col:]
			}
		}
		b.WriteString(s + "\n")
	}
	return b.String(), v.changed
}
