package shell

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"mainmode/grammar"
	"mainmode/ike"
)

// copyFile is "copy": it asks for what the command line does not say, as much
// as "file prompt" wants.
func copyFile(s *Session, c *grammar.Copy) error {
	from, err := s.locate(c.From.String())
	if err != nil {
		return err
	}
	to, err := s.locate(c.To.String())
	if err != nil {
		return err
	}
	if err := s.askSource(&from); err != nil {
		return err
	}
	if err := s.askDestination(from, &to); err != nil {
		return err
	}
	if from.running() && to.startup() {
		return s.save()
	}
	return s.transfer(from, to)
}

// askSource completes where a copy comes from.
func (s *Session) askSource(l *location) error {
	if err := s.askHost(l); err != nil {
		return err
	}
	missing := l.path == "" && l.system != nullSystem
	if !missing && s.prompting() != "noisy" {
		return nil
	}
	name, err := s.askDefault("Source filename", l.path)
	if err == nil && name == "" && missing {
		return refusal("%Error: no file name")
	}
	l.path = cleanName(*l, name)
	return err
}

// askDestination completes where a copy goes.
func (s *Session) askDestination(from location, to *location) error {
	if to.system == nullSystem {
		return nil
	}
	if err := s.askHost(to); err != nil {
		return err
	}
	name := to.path
	if name == "" || s.isDirectory(*to) {
		name = path.Join(name, s.nameFor(from, *to))
	}
	if s.prompting() != "quiet" {
		answer, err := s.askDefault("Destination filename", name)
		if err != nil {
			return err
		}
		name = answer
	}
	to.path = cleanName(*to, name)
	if !s.router.exists(*to) || s.prompting() == "quiet" {
		return nil
	}
	s.Printf("%%Warning:There is a file already existing with this name \n")
	yes, err := s.Confirm("Do you want to over write?")
	if err == nil && !yes {
		err = errInterrupted
	}
	return err
}

// cleanName is a name as it was typed at a question: of flash: it cannot lead
// out of its file system.
func cleanName(l location, name string) string {
	if l.network() {
		return strings.TrimPrefix(name, "/")
	}
	return cleanPath(name)
}

// askHost asks for the server of a network file system.
func (s *Session) askHost(l *location) error {
	if !l.network() || l.host != "" {
		return nil
	}
	host, err := s.askDefault("Address or name of remote host", "")
	if err == nil && host == "" {
		return refusal("%Error: no remote host")
	}
	l.host = host
	return err
}

// askDefault asks "question [preset]? ".
func (s *Session) askDefault(question, preset string) (string, error) {
	answer, err := s.Ask(fmt.Sprintf("%s [%s]? ", question, preset))
	if err != nil || answer == "" {
		return preset, err
	}
	return answer, nil
}

// nameFor is the name that a copy of from gets.
func (s *Session) nameFor(from, to location) string {
	switch {
	case to.system == runningSystem:
		return runningFile
	case to.system == nvramSystem:
		return startupFile
	case to.network() && (from.running() || from.startup()):
		return strings.ToLower(s.router.Hostname()) + "-confg"
	}
	return path.Base(from.path)
}

func (s *Session) isDirectory(l location) bool {
	if l.system != flashSystem {
		return false
	}
	root, err := s.router.flash(false)
	if err != nil {
		return false
	}
	defer root.Close()
	info, err := root.Stat(l.inRoot())
	return err == nil && info.IsDir()
}

// transfer copies a file and says how large it was.
func (s *Session) transfer(from, to location) error {
	if from.network() {
		s.Printf("Accessing %s...\n", from)
	}
	begun := s.router.clock.Now()
	data, err := s.router.read(s.Context(), from)
	switch {
	case s.Context().Err() != nil:
		return errInterrupted
	case err != nil:
		return openError(from, err)
	}
	if from.network() {
		s.Printf("Loading %s from %s : !\n[OK - %d bytes]\n\n", path.Base(from.path), from.host, len(data))
	}
	switch {
	case to.running():
		s.merge(from, data)
	default:
		if err := s.router.write(s.Context(), to, data, s.user); err != nil {
			if errors.Is(err, errTimedOut) {
				s.Printf("%s\n", strings.Repeat(".", tftpRetries))
			}
			if s.Context().Err() != nil {
				return errInterrupted
			}
			return fmt.Errorf("%%Error opening %s (%s)", to, reason(err))
		}
		if to.network() {
			s.Printf("!!\n")
		}
		if to.startup() {
			s.Printf("[OK]\n")
		}
	}
	seconds := s.router.clock.Now().Sub(begun).Seconds()
	s.Printf("%d bytes copied in %.3f secs (%d bytes/sec)\n", len(data), seconds, int(float64(len(data))/max(seconds, 0.001)))
	return nil
}

// merge types the lines of a file into the running configuration.
func (s *Session) merge(from location, data []byte) {
	diagnostics, err := s.router.merge(from.String(), string(data), s.user)
	for _, d := range diagnostics {
		s.note(d.String())
	}
	if err != nil {
		s.note("% " + err.Error())
	}
	s.router.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Notifications, Mnemonic: "CONFIG_I",
		Text: fmt.Sprintf("Configured from %s by %s", from, s.where())})
}
