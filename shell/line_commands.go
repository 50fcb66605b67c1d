package shell

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
)

// lineCommands are the handlers of the commands that concern lines and
// terminals.
var lineCommands = []handler{
	handle(func(s *Session, _ *grammar.ShowTerminal) error {
		writeTerminal(s, s)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowLine) error {
		first, last := 0, lastLine
		if c.Which != nil {
			first = lineNumberOf(c.Which)
			last = first
		}
		if c.Last != nil { // of the same kind
			end := *c.Which
			if end.Unit = *c.Last; end.Number != nil {
				end.Number = c.Last
			}
			last = lineNumberOf(&end)
		}
		writeLines(s, s.router.lineTable(s), first, last)
		return nil
	}),
	handle(func(s *Session, c *grammar.TerminalEditing) error {
		s.unedited = c.No
		return nil
	}),
	handle(func(s *Session, c *grammar.TerminalDefault) error {
		switch {
		case c.Forget:
			s.resizeHistory(0)
		case c.History:
			s.resizeHistory(historyDefault)
		case c.What == "length":
			s.length = -1
		default:
			return terminalWidth(s, &grammar.TerminalWidth{})
		}
		return nil
	}),
	handle(func(s *Session, c *grammar.TerminalType) error {
		s.terminal = string(c.Type)
		return nil
	}),
	handle(func(s *Session, c *grammar.TerminalTransport) error {
		s.preferred = c.Protocol.Name
		return nil
	}),
	handle(lockLine),
	handle(func(s *Session, c *grammar.TerminalExecTimestamp) error {
		s.stamps = !c.No
		return nil
	}),
	handle(clearLine),
	handle(sendMessage),
}

// transport is how a lone word is connected to that is no command.
func (s *Session) transport() string {
	line := s.router.consoleLine()
	if s.vty != nil {
		line = s.vty.line
	}
	return cmp.Or(s.preferred, line.Preferred, "telnet")
}

// lastLine is the greatest number that a line may have.
const lastLine = firstVTY + 1510

func (s *Session) resizeHistory(size int) {
	s.lines.resize(size)
	s.configLines.resize(size)
}

// lineNumberOf is the number among all lines of one that was named.
func lineNumberOf(l *grammar.LineRef) int {
	switch {
	case l.Number != nil:
		return int(*l.Number)
	case l.Kind == "vty":
		return firstVTY + int(l.Unit)
	case l.Kind == "aux":
		return 1
	}
	return 0
}

// enter notes that a person has come, and returns what notes their leaving.
func (r *Router) enter(s *Session) (leave func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sessions[s] = true
	r.lineUses[s.number()]++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.sessions, s)
	}
}

// number of the session's line among all lines.
func (s *Session) number() int {
	if s.vty == nil {
		return 0
	}
	return firstVTY + s.vty.number
}

// at are the sessions at a line; -1: at any.
func (r *Router) at(line int) []*Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []*Session
	for s := range r.sessions {
		if line < 0 || s.number() == line {
			found = append(found, s)
		}
	}
	return found
}

// clearLine throws out who is on a line.
func clearLine(s *Session, c *grammar.ClearLine) error {
	line := lineNumberOf(&c.Line)
	if !slices.ContainsFunc(s.router.lineTable(s), func(l lineRow) bool { return l.number == line }) {
		return refusal("% Invalid line number")
	}
	if yes, err := s.confirm("[confirm]"); err != nil || !yes {
		return err
	}
	for _, other := range s.router.at(line) {
		if other != s {
			other.term.Close()
		}
	}
	s.Printf(" [OK]\n")
	return nil
}

// sendMessage says a text to the people at some lines, or has the router log it.
func sendMessage(s *Session, c *grammar.Send) error {
	if c.Text != nil {
		severity := Debugging
		if c.Severity != nil {
			severity = int(*c.Severity)
		}
		s.router.log.Syslog(ike.Syslog{Facility: "SYS", Severity: severity, Mnemonic: "USERLOG_" + userLogNames[severity],
			Text: fmt.Sprintf("Message from tty%s(user id: %s): %s", s.lineNumber(), s.user, *c.Text)})
		return nil
	}
	line, whom := -1, "all ttys"
	if !c.All {
		line = lineNumberOf(c.Line)
		whom = fmt.Sprintf("tty%d", line)
	}
	s.Printf("Enter message, end with CTRL/Z; abort with CTRL/C:\n")
	var text strings.Builder
	for end := Enter; end != CtrlZ; {
		typed, how, err := s.term.ReadLine(&Query{Kind: Dialog})
		if err != nil || how == CtrlC {
			return err
		}
		text.WriteString(typed + "\n")
		end = how
	}
	if yes, err := s.Confirm("Send message?"); err != nil || !yes {
		return err
	}
	message := fmt.Sprintf("\n\a\n***\n***\n*** Message from tty%s to %s:\n***\n\n%s\n", s.lineNumber(), whom, strings.TrimRight(text.String(), "\n"))
	for _, other := range s.router.at(line) {
		other.term.Message([]byte(message)) // fails only for who has just gone
	}
	return nil
}

// userLogNames end the mnemonics of "send log", by severity.
var userLogNames = [...]string{"EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG"}

// lineTable lists the lines of the router.
func (r *Router) lineTable(s *Session) []lineRow {
	ir := r.IR()
	used := map[int]bool{s.number(): true}
	for _, other := range r.at(-1) {
		used[other.number()] = true
	}
	rows := []lineRow{{number: 0, kind: "CTY"}, {number: 1, kind: "AUX"}}
	for i := range ir.Lines {
		l := &ir.Lines[i]
		for n := l.First; l.Kind == compiler.VTY && n <= l.Last; n++ {
			rows = append(rows, lineRow{number: firstVTY + n, kind: "VTY", access: l.AccessClass})
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range rows {
		rows[i].used, rows[i].uses = used[rows[i].number], r.lineUses[rows[i].number]
	}
	slices.SortStableFunc(rows, func(a, b lineRow) int { return a.number - b.number })
	return slices.CompactFunc(rows, func(a, b lineRow) bool { return a.number == b.number })
}
