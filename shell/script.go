package shell

import (
	"errors"
	"io"
)

// NewScript returns a terminal on which keys have been typed beforehand, for
// tests. What it would show goes to w.
func NewScript(keys string, w io.Writer) *Plain {
	t := newPlain(scriptEnd{w}, nil)
	t.in.q = []byte(keys)
	t.in.done = true
	return t
}

// scriptEnd is the other end of a script: it only listens.
type scriptEnd struct{ io.Writer }

func (scriptEnd) Read([]byte) (int, error) {
	return 0, errors.New("a script is not read from its stream")
}
func (scriptEnd) Close() error { return nil }
