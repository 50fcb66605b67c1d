package shell

import (
	"context"
	"errors"
	"io"
)

// ErrHangup says that the other end of a terminal has gone.
var ErrHangup = errors.New("terminal hung up")

// End says with which key a line ended.
type End uint8

const (
	Enter End = iota
	CtrlZ     // the line typed before it is to be run, then the mode left
	CtrlC     // the line typed before it is dropped
)

// InputKind is what a session waits for.
type InputKind uint8

const (
	Prompt InputKind = iota // a command line
	Dialog                  // the answer to a question, a password
	OneKey                  // a single key, at --More--
)

// Query is one request for a line.
type Query struct {
	Kind   InputKind
	Prompt string
	Hidden bool // a password: no echo
	OneKey bool // the first key is the answer

	// Help answers "?" typed after line, Complete answers Tab with the longer
	// line. Both nil: the keys are not special (?) or ignored (Tab).
	Help     func(line string) string
	Complete func(line string) string
	// Unedited: only backspace changes what has been typed.
	Unedited bool
	// History is what ^P and ^N go through, oldest first.
	History []string
}

// A Terminal is where a session reads and writes. Only one goroutine reads
// and writes; any may print a Message. Lines end with \n on both sides of the interface, whatever
// the terminal wants.
type Terminal interface {
	// Write prints output of the running command.
	io.Writer

	// Message prints whole lines on lines of their own, whatever stands on
	// the screen: above the line that is being typed, if one is.
	Message(p []byte) error

	// ReadLine asks for a line. Its error is ErrHangup once the other end
	// has gone.
	ReadLine(q *Query) (line string, end End, err error)

	// Key waits for one key, without echo, while a command runs.
	Key() (byte, error)

	// Keys hands over what is typed, interrupt keys included, until take
	// returns an error, which it returns, or ctx ends. What is typed after
	// that waits. The first call has no keys: from then on none is lost.
	Keys(ctx context.Context, take func(keys []byte) error) error

	// Size is in characters and lines; a height of 0 has no pages.
	Size() (width, height int)

	// OnInterrupt sets what is called, on any goroutine, when ^C or ^Shift-6
	// is typed while nothing is being read, or when the other end goes.
	OnInterrupt(func())

	Close() error
}

// Editing keys as bytes of a terminal.
const (
	keyCtrlA     = 1
	keyCtrlB     = 2
	keyCtrlC     = 3
	keyCtrlD     = 4
	keyCtrlE     = 5
	keyCtrlF     = 6
	keyBackspace = 8
	keyTab       = 9
	keyLineFeed  = 10
	keyCtrlK     = 11
	keyCtrlL     = 12
	keyReturn    = 13
	keyCtrlN     = 14
	keyCtrlP     = 16
	keyCtrlR     = 18
	keyCtrlT     = 20
	keyCtrlU     = 21
	keyCtrlV     = 22
	keyCtrlW     = 23
	keyCtrlX     = 24
	keyCtrlY     = 25
	keyCtrlZ     = 26
	keyEscape    = 27
	keyAbort     = 30 // ^Shift-6, also ^^
	keyDelete    = 127
)

// isInterrupt reports whether the key stops a running command.
func isInterrupt(b byte) bool { return b == keyCtrlC || b == keyAbort }
