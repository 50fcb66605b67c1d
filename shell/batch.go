package shell

import (
	"context"
	"errors"
	"io"
	"sync"
)

// batch is the terminal of commands that nobody watches: there is no prompt,
// no echo and no page, and every question gets its default answer.
type batch struct {
	mu        sync.Mutex
	w         io.Writer
	interrupt func()
	gone      bool
}

func (b *batch) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.w.Write(p)
}

func (b *batch) Message(p []byte) error {
	_, err := b.Write(p)
	return err
}

// ReadLine gives the default answer. A password has none.
func (b *batch) ReadLine(q *Query) (string, End, error) {
	if q.Hidden {
		return "", CtrlC, nil
	}
	_, err := b.Write([]byte(q.Prompt + "\n"))
	return "", Enter, err
}

func (b *batch) Key() (byte, error) { return 0, errors.New("nobody is there to press a key") }

// Keys has none to hand over: it waits for the end of what is watched.
func (b *batch) Keys(ctx context.Context, take func([]byte) error) error {
	if err := take(nil); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func (b *batch) Size() (width, height int) { return 80, 0 }

func (b *batch) OnInterrupt(f func()) {
	b.mu.Lock()
	b.interrupt = f
	gone := b.gone
	b.mu.Unlock()
	if gone {
		f()
	}
}

// stop interrupts the running command.
func (b *batch) stop() {
	b.mu.Lock()
	f := b.interrupt
	b.mu.Unlock()
	if f != nil {
		f()
	}
}

func (b *batch) Close() error {
	b.mu.Lock()
	b.gone = true
	b.mu.Unlock()
	b.stop()
	return nil
}
