package shell

import (
	"io"
	"strings"
	"unicode/utf8"
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
	displaced bool // a message came behind the line
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
	return &Plain{rw: rw, in: newInput(), screen: screen{w: rw}, waiting: waiting}
}

func (t *Plain) Write(p []byte) (int, error) { return t.screen.Write(p) }

func (t *Plain) Message(p []byte) error {
	t.screen.mu.Lock()
	defer t.screen.mu.Unlock()
	t.screen.freshLine()
	t.displaced = t.query != nil
	return t.screen.write(p)
}

func (t *Plain) Size() (width, height int) { return 80, 0 }

func (t *Plain) OnInterrupt(f func()) { t.in.onInterrupt(f) }

func (t *Plain) Key() (byte, error) {
	t.waiting(OneKey)
	return t.in.key()
}

func (t *Plain) Close() error {
	t.in.hangup()
	return t.rw.Close()
}

func (t *Plain) ReadLine(q *Query) (string, End, error) {
	t.screen.mu.Lock()
	t.screen.freshLine()
	t.screen.write([]byte(q.Prompt))
	t.query, t.line, t.displaced = q, nil, false
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
		e.erase(len(e.t.line))
	case keyCtrlW:
		e.eraseWord()
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
		e.echo("?\n" + e.q.Help(string(e.t.line)))
		e.redraw()
	default:
		e.insert(key)
	}
	return 0, false
}

// echo writes what the person sees of their own typing.
func (e *lineEditor) echo(s string) { e.t.screen.write([]byte(s)) }

func (e *lineEditor) redraw() {
	e.t.displaced = false
	e.echo(e.q.Prompt)
	if !e.q.Hidden {
		e.echo(string(e.t.line))
	}
}

func (e *lineEditor) insert(key rune) {
	if key < ' ' || key == keyDelete || key >= firstPrivate && key <= lastPrivate || len(e.t.line) >= maxLine {
		return
	}
	e.t.line = append(e.t.line, key)
	if !e.q.Hidden {
		e.echo(string(utf8.AppendRune(nil, key)))
	}
}

func (e *lineEditor) erase(n int) {
	n = min(n, len(e.t.line))
	e.t.line = e.t.line[:len(e.t.line)-n]
	if !e.q.Hidden {
		e.echo(strings.Repeat("\b \b", n))
	}
}

func (e *lineEditor) eraseWord() {
	end := len(e.t.line)
	for end > 0 && e.t.line[end-1] == ' ' {
		end--
	}
	for end > 0 && e.t.line[end-1] != ' ' {
		end--
	}
	e.erase(len(e.t.line) - end)
}

func (e *lineEditor) recall(step int) {
	i := e.recalled + step
	if i < 0 || i > len(e.q.History) {
		return
	}
	e.recalled = i
	e.erase(len(e.t.line))
	if i < len(e.q.History) {
		e.t.line = []rune(e.q.History[i])
		e.echo(e.q.History[i])
	}
}

func (e *lineEditor) complete() {
	if e.q.Complete == nil {
		return
	}
	e.t.line = []rune(e.q.Complete(string(e.t.line)))
	e.echo("\n")
	e.redraw()
}
