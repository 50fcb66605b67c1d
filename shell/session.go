package shell

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
)

// userLevel and privilegedLevel are the privilege levels of the two EXEC modes.
// Levels between them are what "privilege" makes of them.
const (
	userLevel       = 1
	privilegedLevel = 15
)

// errInterrupted ends a dialog or a command that ^C stopped. Nothing is
// printed for it.
var errInterrupted = errors.New("interrupted")

// Session is one person, or one program, at one terminal.
type Session struct {
	router *Router
	term   Terminal
	log    *listener // messages of the router to this terminal, nil: none

	vty       *vty     // the line, nil: the console
	person    bool     // somebody sits at the console, who logs in and may walk away
	user      string   // who has logged in, "" where nobody had to
	directory location // the working directory

	privilege   int
	config      *configSession // in configuration mode, else nil
	lines       history        // of EXEC
	configLines history        // of configuration mode
	length      int            // lines of a page, 0: no pages, -1: the terminal's
	unedited    bool           // "terminal no editing"
	stamps      bool           // "terminal exec prompt timestamp"
	terminal    string         // its type, "" for unknown
	preferred   string         // "terminal transport preferred", "": that of the line
	since       time.Time
	closing     bool          // exit was typed, or the terminal has gone
	connections []*connection // to other systems, by number
	lastUsed    *connection   // of them

	table map[reflect.Type]handler // of all EXEC commands

	// Of the running command.
	ctx     context.Context
	cancel  context.CancelFunc
	out     writeFlusher
	refused bool // something was answered with "% ..."
	typed   typedLine
}

// Write prints output of the running command, through its filter and pages.
func (s *Session) Write(p []byte) (int, error) {
	if s.log != nil {
		s.log.flush() // what the command has caused stands before what it says next
	}
	if s.out == nil {
		return s.term.Write(p)
	}
	return s.out.Write(p)
}

// Printf is Write of a formatted text.
func (s *Session) Printf(format string, args ...any) { fmt.Fprintf(s, format, args...) }

// Context of the running command: done when the person typed ^C or ^Shift-6,
// left the pages, or hung up.
func (s *Session) Context() context.Context { return s.ctx }

// Ask prints a question and returns the answer without the blanks around it.
// ^C ends the command: its handler returns the error as it is.
func (s *Session) Ask(prompt string) (string, error) { return s.ask(prompt, false) }

// AskHidden is Ask without echo.
func (s *Session) AskHidden(prompt string) (string, error) { return s.ask(prompt, true) }

func (s *Session) ask(prompt string, hidden bool) (string, error) {
	return s.answer(&Query{Kind: Dialog, Prompt: prompt, Hidden: hidden})
}

func (s *Session) answer(q *Query) (string, error) {
	if s.out != nil {
		s.out.Flush()
	}
	line, end, err := s.term.ReadLine(q)
	switch {
	case err != nil:
		return "", err
	case end != Enter:
		return "", errInterrupted
	}
	if q.Hidden {
		return line, nil
	}
	return strings.TrimSpace(line), nil
}

// Confirm asks "... [confirm]", which one key answers: Enter and y mean yes.
func (s *Session) Confirm(question string) (bool, error) {
	return s.confirm(question + " [confirm]")
}

func (s *Session) confirm(prompt string) (bool, error) {
	answer, err := s.answer(&Query{Kind: Dialog, Prompt: prompt, OneKey: true})
	return answer == "" || strings.EqualFold(answer, "y"), err
}

// Privileged reports whether the session has more than the user's level, which
// its prompt shows.
func (s *Session) Privileged() bool { return s.privilege > userLevel }

// view is what the session's privilege lets it see of a mode.
func (s *Session) view(m *grammar.Mode) grammar.View {
	return grammar.View{Mode: m, Level: s.privilege, Levels: s.router.IR().Levels}
}

// Privilege is the level that "show privilege" prints.
func (s *Session) Privilege() int { return s.privilege }

// History is what "show history" prints, oldest first.
func (s *Session) History() []string {
	if s.config != nil {
		return s.configLines.lines
	}
	return s.lines.lines
}

// newSession begins in privileged EXEC if no password guards it: who is at
// the console could type "enable" as well.
func newSession(r *Router, term Terminal) *Session {
	s := &Session{router: r, term: term, directory: location{system: flashSystem}, privilege: userLevel, length: -1, since: r.clock.Now(), table: commands(), lines: newHistory(), configLines: newHistory()}
	ir := r.IR()
	if !ir.EnableSecret.Set() {
		s.privilege = privilegedLevel
	}
	for i := range ir.Lines {
		if l := &ir.Lines[i]; l.Kind == compiler.Console {
			s.privilege = max(s.privilege, l.Privilege)
			s.lines.size, s.configLines.size = l.History, l.History
			s.stamps = l.Timestamps
		}
	}
	return s
}

// loop reads and runs lines until the session ends.
func (s *Session) loop() {
	defer s.closeConnections()
	for !s.closing {
		if s.log != nil {
			s.log.flush()
		}
		q := s.query()
		idle := s.startIdle()
		line, end, err := s.term.ReadLine(q)
		idle.Stop()
		s.touch()
		if err != nil {
			return
		}
		if end != CtrlC {
			s.remember(line)
			if s.config == nil && len(s.connections) > 0 && strings.TrimSpace(line) == "" {
				line = "resume"
			}
			s.line(line, len(q.Prompt))
		}
		if end != Enter && s.config != nil {
			s.leaveConfig()
		}
	}
	if s.log != nil {
		s.log.flush() // what the last command caused
	}
}

// startIdle ends the session when nothing is typed for the time that
// "exec-timeout" says. A console at which no person sits stays open.
func (s *Session) startIdle() *time.Timer {
	after := s.idleTime()
	if after == 0 {
		after = math.MaxInt64
	}
	return time.AfterFunc(after, func() {
		s.leftConsole()
		s.term.Close()
	})
}

// idleTime is for how long nothing need be typed, 0: for ever.
func (s *Session) idleTime() time.Duration {
	switch {
	case s.vty != nil:
		return s.vty.line.ExecTimeout
	case s.person:
		return s.router.consoleLine().ExecTimeout
	}
	return 0
}

// touch notes that something was typed.
func (s *Session) touch() {
	if s.vty != nil {
		s.router.mu.Lock()
		s.vty.active = s.router.clock.Now()
		s.router.mu.Unlock()
	}
}

// remember adds a line to the history of its mode.
func (s *Session) remember(line string) {
	if s.config == nil || !s.config.editor.ReadsText() {
		s.router.typed.add(line, s.router.clock.Shown())
	}
	switch {
	case s.config == nil:
		s.lines.add(strings.TrimSpace(line))
	case !s.config.editor.ReadsText():
		s.configLines.add(strings.TrimSpace(line))
	}
}

// line runs one line that stands at that column of the screen.
func (s *Session) line(line string, column int) {
	if s.config != nil {
		s.configure(line, column)
		return
	}
	s.exec(line, column)
}
