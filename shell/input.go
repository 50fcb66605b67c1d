package shell

import (
	"context"
	"io"
	"sync"
	"unicode/utf8"
)

// maxTypeAhead bounds what a terminal keeps of keys nobody has asked for.
const maxTypeAhead = 1 << 20

// input is the queue of what was typed. The line editor takes from it while a
// line is being edited, the running command takes single keys at other times,
// so that nothing typed ahead is lost or ends up at the wrong place.
type input struct {
	mu   sync.Mutex
	cond *sync.Cond
	q    []byte
	done bool // nothing more will come
	gone bool // nobody is there any more

	busy      bool // someone takes from the queue, an interrupt key is a key
	interrupt func()

	lastCR bool // the last byte taken as a key was \r: a \n behind it is no key
}

func newInput() *input {
	in := &input{}
	in.cond = sync.NewCond(&in.mu)
	return in
}

// pump moves what is read into the queue until r ends.
func (in *input) pump(r io.Reader) {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		in.put(buf[:n])
		if err != nil {
			in.close()
			return
		}
	}
}

// put queues keys, waiting while the queue is full. Interrupt keys that come
// while a command runs are not queued.
func (in *input) put(p []byte) {
	var interrupt func()
	in.mu.Lock()
	for _, b := range p {
		if isInterrupt(b) && !in.busy {
			interrupt = in.interrupt
			continue
		}
		in.q = append(in.q, b)
	}
	in.cond.Broadcast()
	in.mu.Unlock()
	if interrupt != nil {
		interrupt()
	}
	in.mu.Lock()
	for len(in.q) > maxTypeAhead && !in.done {
		in.cond.Wait()
	}
	in.mu.Unlock()
}

// close marks the end of the input. What is queued is still delivered.
func (in *input) close() {
	in.mu.Lock()
	in.done = true
	in.cond.Broadcast()
	in.mu.Unlock()
}

// hangup throws away what is queued and stops the running command.
func (in *input) hangup() {
	in.mu.Lock()
	in.done, in.gone, in.q = true, true, nil
	interrupt := in.interrupt
	in.cond.Broadcast()
	in.mu.Unlock()
	if interrupt != nil {
		interrupt()
	}
}

// onInterrupt sets what hangup and interrupt keys call.
func (in *input) onInterrupt(f func()) {
	in.mu.Lock()
	in.interrupt = f
	gone := in.gone
	in.mu.Unlock()
	if gone && f != nil {
		f()
	}
}

// setBusy says whether interrupt keys are to be queued as keys.
func (in *input) setBusy(busy bool) {
	in.mu.Lock()
	in.busy = busy
	in.mu.Unlock()
}

// takeByte waits for one byte. \r\n counts as one \r.
func (in *input) takeByte() (byte, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for {
		for len(in.q) == 0 {
			if in.done {
				return 0, ErrHangup
			}
			in.cond.Wait()
		}
		if b, ok := in.next(); ok {
			return b, nil
		}
	}
}

// dropReturn forgets a return that has been typed already: programs answer with
// a line where a key is enough.
func (in *input) dropReturn() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.q) > 0 && in.q[0] == keyReturn {
		in.next()
	}
}

// next takes the first byte of the queue; the \n of a \r\n is skipped. The
// caller holds mu.
func (in *input) next() (byte, bool) {
	b := in.q[0]
	in.q = in.q[1:]
	if len(in.q) == 0 {
		in.q = nil
	}
	in.cond.Broadcast()
	skip := b == keyLineFeed && in.lastCR
	in.lastCR = b == keyReturn
	return b, !skip
}

// key waits for one byte while a command runs.
func (in *input) key() (byte, error) {
	in.setBusy(true)
	defer in.setBusy(false)
	return in.takeByte()
}

// keys hands over what is typed until take fails or ctx ends: first nothing,
// when all keys are its own. waiting is called whenever nothing is there.
func (in *input) keys(ctx context.Context, waiting func(), take func([]byte) error) error {
	in.setBusy(true)
	defer in.setBusy(false)
	stop := context.AfterFunc(ctx, func() {
		in.mu.Lock()
		in.cond.Broadcast()
		in.mu.Unlock()
	})
	defer stop()
	if err := take(nil); err != nil {
		return err
	}
	for {
		in.mu.Lock()
		if len(in.q) == 0 && !in.done {
			in.mu.Unlock()
			waiting()
			in.mu.Lock()
		}
		for len(in.q) == 0 && !in.done && ctx.Err() == nil {
			in.cond.Wait()
		}
		p := in.q
		if ctx.Err() != nil {
			in.mu.Unlock()
			return nil
		}
		in.q = nil
		in.cond.Broadcast()
		in.mu.Unlock()
		if len(p) == 0 {
			return ErrHangup
		}
		if err := take(p); err != nil {
			return err
		}
	}
}

// Keys that have no byte of their own: runes of the private use area, which
// nobody can type.
const (
	firstPrivate = '\uE000'
	lastPrivate  = '\uE0FF'

	keyWordLeft  = '\uE001' // Esc B
	keyWordRight = '\uE002' // Esc F
	keyWordKill  = '\uE003' // Esc D
)

// decoder turns bytes into keys: it joins UTF-8 sequences and translates the
// escape sequences of cursor keys to the control key of the same meaning.
type decoder struct{ pending []byte }

// add takes one byte and returns a key, if that byte completes one. What is
// no UTF-8 is no key.
func (d *decoder) add(b byte) (key rune, ok bool) {
	const continuation, continuationMask = 0x80, 0xC0
	if len(d.pending) > 0 && d.pending[0] != keyEscape && b&continuationMask != continuation {
		d.pending = d.pending[:0]
	}
	if len(d.pending) == 0 && b < utf8.RuneSelf && b != keyEscape {
		return rune(b), true
	}
	d.pending = append(d.pending, b)
	if d.pending[0] == keyEscape {
		return d.escape(b)
	}
	if !utf8.FullRune(d.pending) {
		return 0, false
	}
	r, _ := utf8.DecodeRune(d.pending)
	d.pending = d.pending[:0]
	if r == utf8.RuneError || r >= firstPrivate && r <= lastPrivate {
		return 0, false
	}
	return r, true
}

// escape continues a sequence whose last byte is b.
func (d *decoder) escape(b byte) (rune, bool) {
	const longest = 8
	if len(d.pending) == 1 {
		return 0, false
	}
	if len(d.pending) == 2 && (b == '[' || b == 'O') {
		return 0, false
	}
	var key rune
	switch {
	case len(d.pending) == 2:
		key = map[byte]rune{'b': keyWordLeft, 'B': keyWordLeft, 'f': keyWordRight, 'F': keyWordRight,
			'd': keyWordKill, 'D': keyWordKill, keyDelete: keyCtrlW, keyBackspace: keyCtrlW}[b]
	case b < '@' && len(d.pending) < longest:
		return 0, false
	case b == '~':
		key = map[string]rune{"1": keyCtrlA, "7": keyCtrlA, "3": keyCtrlD, "4": keyCtrlE, "8": keyCtrlE}[string(d.pending[2:len(d.pending)-1])]
	default:
		key = map[byte]rune{'A': keyCtrlP, 'B': keyCtrlN, 'C': keyCtrlF, 'D': keyCtrlB, 'H': keyCtrlA, 'F': keyCtrlE}[b]
	}
	d.pending = d.pending[:0]
	return key, key != 0
}
