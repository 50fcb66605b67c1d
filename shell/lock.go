package shell

import (
	"crypto/subtle"

	"mainmode/compiler"
	"mainmode/grammar"
)

// lockAttempts is how many wrong passwords a locked line takes in a row before
// it says so.
const lockAttempts = 3

// lockLine is "lock": whoever is at the terminal next must know a password that
// is made up now. The session stays, with all that its person was doing.
func lockLine(s *Session, _ *grammar.Lock) error {
	if !s.settings().Lockable {
		return refusal("% Locking not enabled on this line.")
	}
	password, err := s.AskHidden("Password: ")
	if err != nil {
		return err
	}
	again, err := s.AskHidden("Again: ")
	if err != nil {
		return err
	}
	if again != password || password == "" {
		return refusal("% Passwords don't match.")
	}
	s.Printf("\n                                Locked\n\n")
	for wrong := 0; ; {
		typed, err := s.AskHidden("Password: ")
		switch {
		case err == errInterrupted:
		case err != nil:
			return err
		case subtle.ConstantTimeCompare([]byte(typed), []byte(password)) == 1:
			return nil
		}
		if wrong++; wrong%lockAttempts == 0 {
			s.Printf("%% Bad passwords\n")
		}
	}
}

// settings are what the configuration says of the session's line.
func (s *Session) settings() compiler.Line {
	if s.vty != nil {
		return s.vty.line
	}
	return s.router.consoleLine()
}
