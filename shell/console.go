package shell

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// wake is the rune that has readline's own goroutine come by to print what is
// queued: nobody else may write while a line is being edited.
const wake = firstPrivate

// Console is a terminal for a person: lines are edited in place, and messages
// stand above the half-typed line.
//
// readline does the editing, but it is let near nothing that it does not
// expect: its standard input is a [keyFeed], which gives it keys only between
// ReadLine and the key that ends the line; everything else that would touch
// its buffers from outside is done from its own goroutine, in filter.
// Passwords, dialogs and single keys do not involve it.
type Console struct {
	*Plain
	rl   *readline.Instance
	keys *keyFeed

	mu            sync.Mutex
	width, height int
	view          lineView
	editing       *Query // the line that readline edits, nil: none
	opening       bool   // its prompt has not been written yet
	pending       bytes.Buffer
	line          string // as it stands, for ? and Tab
	cursor        int    // in runes
	recalled      int    // index into editing.History
	quote         bool   // ^V was typed
	end           End
	ended         bool // readline has seen the end of its input
}

// NewConsole returns a terminal of that size over a stream whose other end is
// in raw mode. waiting, if not nil, is called whenever the session begins to
// wait for input.
func NewConsole(rw io.ReadWriteCloser, width, height int, waiting func(InputKind)) (*Console, error) {
	c := &Console{Plain: newPlain(rw, waiting), width: width, height: height}
	c.keys = &keyFeed{in: c.in, started: make(chan struct{})}
	config := &readline.Config{
		Stdin:  c.keys,
		Stdout: promptWatch{c},
		Stderr: promptWatch{c},

		FuncIsTerminal:     func() bool { return true },
		FuncMakeRaw:        func() error { return nil },
		FuncExitRaw:        func() error { return nil },
		FuncGetWidth:       func() int { return endlessRow },
		FuncOnWidthChanged: func(func()) {},

		InterruptPrompt:        "\n", // readline's way of saying: none
		EOFPrompt:              "\n",
		HistoryLimit:           -1, // ours is the session's
		DisableAutoSaveHistory: true,
		FuncFilterInputRune:    c.filter,
	}
	config.SetListener(func(line []rune, pos int, _ rune) ([]rune, int, bool) {
		c.mu.Lock()
		c.line, c.cursor = string(line), pos
		c.mu.Unlock()
		return nil, 0, false
	})
	var err error
	if c.rl, err = readline.NewEx(config); err != nil {
		return nil, err
	}
	// readline starts goroutines whose end Close waits for; it must not do so
	// before they have begun.
	c.rl.Terminal.KickRead()
	<-c.keys.started
	go c.in.pump(rw)
	return c, nil
}

// Size is what the other end last said.
func (c *Console) Size() (width, height int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.width, c.height
}

// Resize takes the size of the window at the other end.
func (c *Console) Resize(width, height int) {
	if width <= 0 {
		width = 80
	}
	c.mu.Lock()
	c.width, c.height = width, max(0, height)
	c.mu.Unlock()
	c.keys.raise()
}

func (c *Console) Message(p []byte) error {
	c.mu.Lock()
	if c.editing == nil {
		defer c.mu.Unlock()
		return c.Plain.Message(p)
	}
	c.pending.Write(p)
	c.mu.Unlock()
	c.keys.raise()
	return nil
}

func (c *Console) ReadLine(q *Query) (string, End, error) {
	if q.Kind != Prompt || q.Unedited {
		return c.Plain.ReadLine(q)
	}
	c.mu.Lock()
	if c.ended {
		c.mu.Unlock()
		return "", Enter, ErrHangup
	}
	c.editing, c.recalled, c.quote, c.end, c.view = q, len(q.History), false, Enter, lineView{}
	c.mu.Unlock()
	c.screen.mu.Lock()
	c.screen.freshLine()
	c.screen.mu.Unlock()

	c.rl.SetPrompt(q.Prompt)
	c.mu.Lock()
	c.opening = true
	c.mu.Unlock()
	line, err := c.rl.Readline()
	c.keys.shut()

	c.mu.Lock()
	defer c.mu.Unlock()
	c.editing = nil
	if c.pending.Len() > 0 {
		c.Plain.Message(c.pending.Bytes())
		c.pending.Reset()
	}
	switch {
	case err == readline.ErrInterrupt:
		return "", CtrlC, nil
	case err != nil:
		c.ended = true
		return "", Enter, ErrHangup
	case c.end == CtrlZ:
		line = strings.TrimSuffix(line, "^Z")
	}
	return line, c.end, nil
}

// promptWatch is what readline writes to. It lets keys through only when
// readline has written the prompt: it still holds its buffer then, so that the
// first key cannot be obeyed while the prompt is being drawn.
type promptWatch struct{ c *Console }

func (w promptWatch) Write(p []byte) (int, error) {
	c := w.c
	c.mu.Lock()
	shown := c.redrawn(p)
	c.mu.Unlock()
	_, err := c.screen.Write(shown)
	c.mu.Lock()
	written := c.opening && bytes.Contains(p, []byte(c.editing.Prompt))
	if written {
		c.opening = false
	}
	c.mu.Unlock()
	if written {
		c.keys.open()
		c.waiting(Prompt)
	}
	return len(p), err
}

// filter sees every key before readline does, on readline's goroutine. It
// returns the key that readline is to obey, or false for none.
func (c *Console) filter(key rune) (rune, bool) {
	c.mu.Lock()
	q, line, cursor, quote := c.editing, c.line, c.cursor, c.quote
	c.quote = false
	c.mu.Unlock()
	switch {
	case key == wake:
		c.wakeUp()
		c.mu.Lock()
		c.quote = quote
		c.mu.Unlock()
		return 0, false
	case key == 0: // the end of the input: what was half typed is not to be run
		c.rl.Operation.SetBuffer("")
		return 0, true
	case q == nil:
		return 0, false
	case quote:
		return key, key >= ' '
	}
	switch key {
	case keyCtrlV:
		c.mu.Lock()
		c.quote = true
		c.mu.Unlock()
		return 0, false
	case '?':
		if q.Help == nil {
			return key, true
		}
		before := string([]rune(line)[:min(cursor, utf8.RuneCountInString(line))])
		c.print(q.Prompt + line + "?\n" + q.Help(before))
		return 0, false
	case keyTab:
		if q.Complete != nil {
			c.print(q.Prompt + line + "\n")
			c.set(q.Complete(line))
		}
		return 0, false
	case keyCtrlP:
		c.recall(q, -1)
		return 0, false
	case keyCtrlN:
		c.recall(q, 1)
		return 0, false
	case keyCtrlZ:
		c.mu.Lock()
		c.end = CtrlZ
		c.mu.Unlock()
		c.rl.Operation.SetBuffer(line + "^Z")
		return readline.CharEnter, true
	case keyCtrlD:
		return key, utf8.RuneCountInString(line) > cursor
	case keyWordLeft:
		return readline.MetaBackward, true
	case keyWordRight:
		return readline.MetaForward, true
	case keyWordKill:
		return readline.MetaDelete, true
	case keyCtrlX:
		return keyCtrlU, true
	case keyCtrlL, keyCtrlR: // readline redraws the line after every key that it is not given
		return 0, false
	}
	return key, editKey(key) && (key < ' ' || len(line) < maxLine)
}

// editKey reports whether readline does with the key what IOS does.
func editKey(key rune) bool {
	switch key {
	case keyCtrlA, keyCtrlB, keyCtrlC, keyCtrlE, keyCtrlF, keyBackspace, keyLineFeed, readline.CharKill,
		keyReturn, readline.CharTranspose, keyCtrlU, keyCtrlW, readline.CharCtrlY:
		return true
	}
	return key >= ' '
}

// print writes above the line, on readline's goroutine.
func (c *Console) print(text string) { c.rl.Stdout().Write([]byte(text)) }

// set replaces the line, on readline's goroutine.
func (c *Console) set(line string) {
	c.rl.Operation.SetBuffer(line)
	c.mu.Lock()
	c.line, c.cursor = line, utf8.RuneCountInString(line)
	c.mu.Unlock()
}

func (c *Console) recall(q *Query, step int) {
	i := c.recalled + step
	if i < 0 || i > len(q.History) {
		return
	}
	c.recalled = i
	line := ""
	if i < len(q.History) {
		line = q.History[i]
	}
	c.set(line)
}

// wakeUp prints what is queued; the line is drawn again in the width of the
// window.
func (c *Console) wakeUp() {
	c.mu.Lock()
	p := bytes.Clone(c.pending.Bytes())
	c.pending.Reset()
	c.mu.Unlock()
	if len(p) > 0 {
		c.print(string(p))
	}
}

// Close ends the session at the console. No goroutine is left.
func (c *Console) Close() error {
	err := c.Plain.Close()
	c.keys.Close()
	c.rl.Terminal.Close()
	return err
}

// keyFeed is the standard input of readline: one key a Read, and none unless
// a line is being edited, so that what was typed ahead waits for who it is
// meant for.
type keyFeed struct {
	in      *input
	started chan struct{} // closed by the first Read

	// Guarded by in.mu.
	reading bool
	opened  bool
	awake   bool // the wake rune is due
	closed  bool
	decoder decoder
}

// open lets keys through until one ends the line.
func (f *keyFeed) open() {
	f.in.mu.Lock()
	f.opened, f.in.busy = true, true
	f.decoder = decoder{}
	f.in.cond.Broadcast()
	f.in.mu.Unlock()
}

func (f *keyFeed) shut() {
	f.in.mu.Lock()
	f.opened, f.in.busy = false, false
	f.in.mu.Unlock()
}

// raise has the wake rune delivered, if a line is being edited.
func (f *keyFeed) raise() {
	f.in.mu.Lock()
	f.awake = true
	f.in.cond.Broadcast()
	f.in.mu.Unlock()
}

func (f *keyFeed) Read(p []byte) (int, error) {
	f.in.mu.Lock()
	defer f.in.mu.Unlock()
	if !f.reading {
		f.reading = true
		close(f.started)
	}
	for {
		switch {
		case f.closed, f.opened && f.in.done && len(f.in.q) == 0:
			return 0, io.EOF
		case len(p) < utf8.UTFMax:
			return 0, io.ErrShortBuffer
		case f.opened && f.awake:
			f.awake = false
			return utf8.EncodeRune(p, wake), nil
		case f.opened && len(f.in.q) > 0:
			b, ok := f.in.next()
			if !ok {
				continue
			}
			key, ok := f.decoder.add(b)
			if !ok || key == 0 {
				continue
			}
			if key == keyReturn || key == keyLineFeed || key == keyCtrlZ || key == keyCtrlC {
				f.opened, f.in.busy = false, false
			}
			return utf8.EncodeRune(p, key), nil
		default:
			f.in.cond.Wait()
		}
	}
}

func (f *keyFeed) Close() error {
	f.in.mu.Lock()
	f.closed = true
	f.in.cond.Broadcast()
	f.in.mu.Unlock()
	return nil
}
