package shell

import (
	"fmt"
	"reflect"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
)

// configSession is what a session has while it is in configuration mode.
type configSession struct {
	editor *compiler.Editor
	block  string // that was open before the line
	// found is what is wrong because of the lines of the open block. Half a
	// block is often wrong, so that it is said when the block is left.
	found []compiler.Diagnostic
	log   int // number of the session in "show archive log config"
}

// enterConfig begins "configure terminal".
func (s *Session) enterConfig() {
	s.config = &configSession{editor: s.router.editor(), log: s.router.nextLogSession()}
}

// leaveConfig ends it, and says so in the log, as IOS does whether or not
// anything has changed.
func (s *Session) leaveConfig() {
	s.sayFound()
	s.config = nil
	s.router.unlock(s)
	s.router.touchRevert()
	s.router.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Notifications, Mnemonic: "CONFIG_I", Text: "Configured from console by " + s.where()})
}

// configure takes one line in configuration mode. What it changes takes
// effect before it returns.
func (s *Session) configure(line string, column int) {
	if !s.config.editor.ReadsText() {
		if command, offset, ok := cutDo(line); ok {
			s.exec(command, column+offset)
			return
		}
	}
	if !s.mayConfigure(line, column) {
		return
	}
	if err := s.router.lockedFor(s); err != nil {
		s.note("% " + err.Error())
		return
	}
	result, found, err := s.router.edit(s.config.editor, line, s.user)
	if result.Status == grammar.OK {
		s.router.logCommand(s.config.log, s.who(), s.lineName(), line)
	}
	if result.Status == grammar.OK {
		for _, message := range result.Messages {
			s.note(message)
		}
	} else {
		s.refuseConfig(line, column, result.Status, result.Caret)
	}
	if err != nil {
		for one := range strings.Lines(err.Error()) {
			s.note("% " + strings.TrimSuffix(one, "\n"))
		}
	}
	if result.Run != nil {
		s.run(immediateCommands()[reflect.TypeOf(result.Run).Elem()], result.Run, &pager{term: s.term, height: func() int { return 0 }})
	}
	block := s.config.editor.Block()
	if block != s.config.block {
		s.sayFound()
	}
	s.config.block = block
	s.config.found = append(s.config.found, found...)
	switch {
	case result.Left:
		s.leaveConfig()
	case block == "":
		s.sayFound()
	}
}

// mayConfigure reports whether the session's privilege lets it type the line,
// and complains if not. Lines that are only kept are for those who may
// configure everything.
func (s *Session) mayConfigure(line string, column int) bool {
	if s.privilege >= privilegedLevel || s.config.editor.ReadsText() {
		return true
	}
	first := s.view(s.mode()).Parse(line)
	for mode, m := s.mode(), first; m.Status != grammar.OK; {
		if mode = mode.Parent; mode == nil {
			s.refuseConfig(line, column, first.Status, first.Caret)
			return false
		}
		m = s.view(mode).Parse(line)
	}
	return true
}

// refuseConfig says what is wrong with a line of configuration.
func (s *Session) refuseConfig(line string, column int, status grammar.Status, caret int) {
	switch status {
	case grammar.Invalid:
		s.complain(line, column+caret, errInvalid)
	case grammar.Incomplete:
		s.complain(line, 0, errIncomplete)
	case grammar.Ambiguous:
		s.complain(line, 0, errAmbiguous)
	}
}

// sayFound prints what the lines of the block that is left have made wrong,
// in the words of a boot.
func (s *Session) sayFound() {
	for _, d := range s.router.current(s.config.found) {
		fmt.Fprintln(s.term, d)
	}
	s.config.found = nil
}

// note prints a line about a command that was taken.
func (s *Session) note(message string) {
	if strings.HasPrefix(message, "%") || strings.HasPrefix(message, "ERROR:") {
		s.refused = true
	}
	fmt.Fprintln(s.term, message)
}

// cutDo returns the EXEC command behind "do" and where it begins.
func cutDo(line string) (command string, offset int, ok bool) {
	rest := strings.TrimLeft(line, " \t")
	if len(rest) < 3 || !strings.EqualFold(rest[:2], "do") || rest[2] != ' ' && rest[2] != '\t' {
		return "", 0, false
	}
	command = strings.TrimLeft(rest[2:], " \t")
	return command, len(line) - len(command), true
}
