package shell

import (
	"io"
	"sync"
)

// screen writes to a terminal and knows whether its cursor is at the
// beginning of a line.
type screen struct {
	mu      sync.Mutex
	w       io.Writer
	midLine bool
	last    byte
}

// Write turns \n into \r\n.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(p), s.write(p)
}

// write is Write for who holds mu.
func (s *screen) write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	q := make([]byte, 0, len(p)+len(p)/16)
	for _, b := range p {
		if b == '\n' && s.last != '\r' {
			q = append(q, '\r')
		}
		q = append(q, b)
		s.last = b
	}
	s.midLine = s.last != '\n' && s.last != '\r'
	_, err := s.w.Write(q)
	return err
}

// freshLine moves to the beginning of a line. The caller holds mu.
func (s *screen) freshLine() {
	if s.midLine {
		s.write([]byte("\n"))
	}
}
