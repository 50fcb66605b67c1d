package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// The escape of an IOS terminal server: Ctrl-^, then x. Ctrl-^ twice sends it
// once, and so does Ctrl-^ with nothing behind it for escapeTime: it also
// stops a ping.
const (
	escapeKey  = 0x1e
	escapeTime = time.Second
)

// keyboard is where a person types: the terminal on standard input, in raw
// mode, or whatever else standard input is.
type keyboard struct {
	raw     *term.State // nil: not a terminal
	chunks  chan []byte // closed at the end of the input
	left    []byte      // of the last chunk
	ended   bool        // chunks is closed
	resized chan os.Signal
}

// openKeyboard puts the terminal in raw mode until Close.
func openKeyboard() (*keyboard, error) {
	k := &keyboard{chunks: make(chan []byte), resized: make(chan os.Signal, 1)}
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		var err error
		if k.raw, err = term.MakeRaw(fd); err != nil {
			return nil, err
		}
		signal.Notify(k.resized, unix.SIGWINCH)
	}
	go func() {
		defer close(k.chunks)
		for {
			buf := make([]byte, 4096)
			n, err := os.Stdin.Read(buf)
			if n > 0 {
				k.chunks <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return k, nil
}

// Close gives the terminal back as it was.
func (k *keyboard) Close() error {
	signal.Stop(k.resized)
	if k.raw == nil {
		return nil
	}
	return term.Restore(int(os.Stdin.Fd()), k.raw)
}

// terminal reports whether a person sits there.
func (k *keyboard) terminal() bool { return k.raw != nil }

// size of the terminal; 80 columns without pages if it is none.
func (k *keyboard) size() (width, height int) {
	if k.raw != nil {
		if w, h, err := term.GetSize(int(os.Stdin.Fd())); err == nil && w > 0 {
			return w, h
		}
	}
	return 80, 0
}

// readKey returns one key, an error once ctx is done or the input has ended.
func (k *keyboard) readKey(ctx context.Context) (byte, error) {
	for len(k.left) == 0 {
		select {
		case chunk, ok := <-k.chunks:
			if !ok {
				k.ended = true
				return 0, io.EOF
			}
			k.left = chunk
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
	key := k.left[0]
	k.left = k.left[1:]
	return key, nil
}

// farEnd is a console session that keys are relayed to.
type farEnd interface {
	io.Writer
	Resize(width, height int) error
	EndInput() error
	Done() <-chan struct{}
}

// leaving says why a relay ended.
type leaving int

const (
	escaped leaving = iota // Ctrl-^ x
	ended                  // the session at the far end
	stopped                // the context
)

// relay types what the keyboard gives into a console until one of the three
// reasons comes. After the end of the input it waits for the session's end.
func (k *keyboard) relay(ctx context.Context, c farEnd) leaving {
	var e escape
	var alone <-chan time.Time // fires when an escape key stayed alone
	if w, h := k.size(); k.terminal() {
		c.Resize(w, h) // fails only if the session has ended
	}
	for {
		if len(k.left) > 0 {
			keys, rest, left := e.filter(k.left)
			k.left = rest
			if len(keys) > 0 {
				c.Write(keys) // likewise
			}
			if left {
				return escaped
			}
			alone = nil
			if e.pending {
				alone = time.After(escapeTime)
			}
		}
		select {
		case chunk, ok := <-k.chunks:
			if !ok {
				k.ended = true
				c.EndInput() // likewise
				select {
				case <-c.Done():
					return ended
				case <-ctx.Done():
					return stopped
				}
			}
			k.left = chunk
		case <-alone:
			e.pending, alone = false, nil
			c.Write([]byte{escapeKey})
		case <-k.resized:
			c.Resize(k.size())
		case <-c.Done():
			return ended
		case <-ctx.Done():
			return stopped
		}
	}
}

// escape finds Ctrl-^ x among keys.
type escape struct{ pending bool } // Ctrl-^ was typed, and not yet sent

// filter returns the keys to send, and whether the escape came; rest is what
// was typed behind it.
func (e *escape) filter(in []byte) (keys, rest []byte, escaped bool) {
	for i, b := range in {
		switch {
		case !e.pending && b == escapeKey:
			e.pending = true
			continue
		case e.pending && (b == 'x' || b == 'X'):
			e.pending = false
			return keys, in[i+1:], true
		case e.pending && b != escapeKey:
			keys = append(keys, escapeKey)
		}
		e.pending = false
		keys = append(keys, b)
	}
	return keys, nil, false
}
