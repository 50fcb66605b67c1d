package shell

import (
	"context"
	"io"
	"slices"
	"sync"
)

// maxLine is the longest line that can be typed.
const maxLine = 1024

// Plain is a terminal that only ever appends: what it writes is a transcript,
// free of escape sequences. A message that comes while a line is being typed
// stands below it, and prompt and line are repeated once a key is typed.
type Plain struct {
	rw      io.ReadWriteCloser
	in      *input
	screen  screen
	waiting func(InputKind) // told before a key is waited for

	// Of the line being typed; guarded by screen.mu.
	query     *Query
	line      []rune
	cursor    int    // index into line
	killed    []rune // what ^K, ^U, ^W and Esc D took away last
	displaced bool   // a message came behind the line

	size          sync.Mutex
	width, height int
}

// NewPlain returns a terminal over a stream. waiting, if not nil, is called
// whenever the session begins to wait for input, after its prompt is written.
func NewPlain(rw io.ReadWriteCloser, waiting func(InputKind)) *Plain {
	t := newPlain(rw, waiting)
	go t.in.pump(rw)
	return t
}

func newPlain(rw io.ReadWriteCloser, waiting func(InputKind)) *Plain {
	if waiting == nil {
		waiting = func(InputKind) {}
	}
	return &Plain{rw: rw, in: newInput(), screen: screen{w: rw}, waiting: waiting, width: 80}
}

// Resize takes the size of the window at the other end; a height of 0 has no
// pages.
func (t *Plain) Resize(width, height int) {
	if width <= 0 {
		width = 80
	}
	t.size.Lock()
	defer t.size.Unlock()
	t.width, t.height = width, max(0, height)
}

func (t *Plain) Write(p []byte) (int, error) { return t.screen.Write(p) }

func (t *Plain) Message(p []byte) error {
	t.screen.mu.Lock()
	defer t.screen.mu.Unlock()
	t.screen.freshLine()
	t.displaced = t.query != nil
	return t.screen.write(p)
}

func (t *Plain) Size() (width, height int) {
	t.size.Lock()
	defer t.size.Unlock()
	return t.width, t.height
}

func (t *Plain) OnInterrupt(f func()) { t.in.onInterrupt(f) }

func (t *Plain) Key() (byte, error) {
	t.waiting(OneKey)
	return t.in.key()
}

func (t *Plain) Keys(ctx context.Context, take func([]byte) error) error {
	return t.in.keys(ctx, func() { t.waiting(Dialog) }, take)
}

func (t *Plain) Close() error {
	t.in.hangup()
	return t.rw.Close()
}

func (t *Plain) ReadLine(q *Query) (string, End, error) {
	t.screen.mu.Lock()
	t.screen.freshLine()
	t.screen.write([]byte(q.Prompt))
	t.query, t.line, t.cursor, t.displaced = q, nil, 0, false
	t.screen.mu.Unlock()
	defer func() {
		t.screen.mu.Lock()
		t.query = nil
		t.screen.mu.Unlock()
	}()
	t.in.setBusy(true)
	defer t.in.setBusy(false)
	t.waiting(q.Kind)

	e := lineEditor{t: t, q: q, recalled: len(q.History)}
	for {
		b, err := t.in.takeByte()
		if err != nil {
			return "", Enter, err
		}
		key, ok := e.decoder.add(b)
		if !ok {
			continue
		}
		t.screen.mu.Lock()
		end, done := e.key(key)
		line := string(t.line)
		t.screen.mu.Unlock()
		if done {
			return line, end, nil
		}
	}
}

// lineEditor is the state of one ReadLine of a Plain terminal. Its methods
// are called with the screen locked.
type lineEditor struct {
	t        *Plain
	q        *Query
	decoder  decoder
	quote    bool // ^V was typed
	recalled int  // index into q.History
}

func (e *lineEditor) key(key rune) (end End, done bool) {
	if e.t.displaced {
		e.redraw()
	}
	if e.quote {
		e.quote = false
		e.insert(key)
		return 0, false
	}
	if e.q.OneKey && key >= ' ' && key < firstPrivate && key != keyDelete {
		e.insert(key)
		e.echo("\n")
		e.t.in.dropReturn()
		return Enter, true
	}
	if e.q.Unedited && editsLine(key) {
		return 0, false
	}
	switch key {
	case keyReturn, keyLineFeed:
		e.echo("\n")
		return Enter, true
	case keyCtrlZ:
		e.echo("^Z\n")
		return CtrlZ, true
	case keyCtrlC:
		e.echo("\n")
		e.t.line = nil
		return CtrlC, true
	case keyBackspace, keyDelete:
		e.erase(1)
	case keyCtrlU, keyCtrlX:
		e.kill(0, e.t.cursor)
	case keyCtrlW:
		e.kill(e.wordStart(), e.t.cursor)
	case keyCtrlK:
		e.kill(e.t.cursor, len(e.t.line))
	case keyWordKill:
		e.kill(e.t.cursor, e.wordEnd())
	case keyCtrlD:
		e.remove(e.t.cursor, e.t.cursor+1)
	case keyCtrlA:
		e.move(0)
	case keyCtrlE:
		e.move(len(e.t.line))
	case keyCtrlB:
		e.move(e.t.cursor - 1)
	case keyCtrlF:
		e.move(e.t.cursor + 1)
	case keyWordLeft:
		e.move(e.wordStart())
	case keyWordRight:
		e.move(e.wordEnd())
	case keyCtrlT:
		e.transpose()
	case keyCtrlY:
		for _, r := range e.t.killed {
			e.insert(r)
		}
	case keyCtrlR, keyCtrlL:
		e.echo("\n")
		e.redraw()
	case keyCtrlV:
		e.quote = true
	case keyCtrlP:
		e.recall(-1)
	case keyCtrlN:
		e.recall(1)
	case keyTab:
		e.complete()
	case '?':
		if e.q.Help == nil {
			e.insert(key)
			break
		}
		e.move(len(e.t.line))
		e.echo("?\n" + e.q.Help(string(e.t.line)))
		e.redraw()
	default:
		e.insert(key)
	}
	return 0, false
}

// editsLine reports whether "terminal no editing" takes a key's meaning away.
func editsLine(key rune) bool {
	return key >= firstPrivate && key <= lastPrivate ||
		slices.Contains([]rune{keyCtrlA, keyCtrlB, keyCtrlD, keyCtrlE, keyCtrlF, keyCtrlK, keyCtrlT, keyCtrlW, keyCtrlY, keyCtrlP, keyCtrlN, keyTab}, key)
}

// echo writes what the person sees of their own typing.
func (e *lineEditor) echo(s string) { e.t.screen.write([]byte(s)) }
