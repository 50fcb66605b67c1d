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
type configSession struct{ editor *compiler.Editor }

// enterConfig begins "configure terminal".
func (s *Session) enterConfig() {
	s.config = &configSession{editor: s.router.editor()}
}

// leaveConfig ends it, and says so in the log, as IOS does whether or not
// anything has changed.
func (s *Session) leaveConfig() {
	s.config = nil
	s.router.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Notifications, Mnemonic: "CONFIG_I", Text: "Configured from console by console"})
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
	result, err := s.router.edit(s.config.editor, line)
	switch result.Status {
	case grammar.OK:
		for _, message := range result.Messages {
			s.note(message)
		}
	case grammar.Invalid:
		s.complain(line, column+result.Caret, errInvalid)
	case grammar.Incomplete:
		s.complain(line, 0, errIncomplete)
	case grammar.Ambiguous:
		s.complain(line, 0, errAmbiguous)
	}
	if err != nil {
		for one := range strings.Lines(err.Error()) {
			s.note("% " + strings.TrimSuffix(one, "\n"))
		}
	}
	if result.Run != nil {
		s.run(immediateCommands()[reflect.TypeOf(result.Run).Elem()], result.Run, &pager{term: s.term, height: func() int { return 0 }})
	}
	if result.Left {
		s.leaveConfig()
	}
}

// note prints a line about a command that was taken.
func (s *Session) note(message string) {
	if strings.HasPrefix(message, "%") {
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
