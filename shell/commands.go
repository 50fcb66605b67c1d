package shell

import (
	"errors"
	"fmt"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
)

// sessionCommands are the EXEC commands that concern the session itself, its
// modes, and what it is shown.
var sessionCommands = []handler{
	handle(enable),
	handle(disable),
	handle(logInAs),
	handle(logout),
	handle(describeHelp),
	handle(configureTerminal),
	handle(write),
	handle(terminalLength),
	handle(terminalWidth),
	handle(terminalMonitor),
	handle(terminalHistory),
}

// enable asks for the secret, if there is one, three times.
func enable(s *Session, c *grammar.Enable) error {
	level := privilegedLevel
	if c.Level != nil {
		level = int(*c.Level)
	}
	ir := s.router.IR()
	secret := ir.EnableSecret
	if level < privilegedLevel {
		secret = ir.LevelSecrets[level]
	}
	switch {
	case level > s.privilege && !secret.Set() && (s.vty != nil || ir.EnableSecret.Set()):
		return refusal("% No password set")
	case level <= s.privilege || !secret.Set():
		s.privilege = level
		return nil
	}
	for range 3 {
		typed, err := s.AskHidden("Password: ")
		if err != nil {
			return err
		}
		if passwordMatches(secret, typed) {
			s.privilege = level
			return nil
		}
	}
	return errors.New("% Bad secrets")
}

func describeHelp(s *Session, c *grammar.DescribeHelp) error {
	for _, line := range c.Lines() {
		fmt.Fprintln(s.term, line)
	}
	return nil
}

func disable(s *Session, c *grammar.Disable) error {
	level := userLevel
	if c.Level != nil {
		level = int(*c.Level)
	}
	if level > s.privilege {
		return errors.New("% New privilege level must be less than current privilege level")
	}
	s.privilege = level
	return nil
}

func logout(s *Session, _ *grammar.Logout) error {
	if len(s.connections) > 0 {
		if yes, err := s.Confirm("(You have open connections)"); err != nil || !yes {
			return err
		}
	}
	s.closing = true
	s.leftConsole()
	return nil
}

func configureTerminal(s *Session, c *grammar.Configure) error {
	if s.config != nil { // "do configure terminal"
		return nil
	}
	switch {
	case c.Source != "":
		return s.configureFrom(c.Source)
	case !c.Terminal:
		answer, err := s.Ask("Configuring from terminal, memory, or network [terminal]? ")
		switch {
		case err != nil:
			return err
		case answer != "" && strings.HasPrefix("memory", answer):
			return s.configureFrom("memory")
		case answer != "" && strings.HasPrefix("network", answer):
			return s.configureFrom("network")
		case !strings.HasPrefix("terminal", answer):
			return errors.New("?Must be \"terminal\", \"memory\" or \"network\"")
		}
	}
	if err := s.router.lockedFor(s); err != nil {
		return err
	}
	if c.Lock || c.Exclusive {
		if err := s.router.lock(s); err != nil {
			return err
		}
	}
	if wait := max(minutes(c.RevertTimer), minutes(c.RevertIdle)); wait > 0 {
		name, err := s.router.scheduleRevert(wait, c.RevertIdle != nil, s.who())
		if err != nil {
			return err
		}
		s.Printf("Rollback Confirmed Change: Backing up current running config to %s\n\n", name)
	}
	s.Printf("Enter configuration commands, one per line.  End with CNTL/Z.\n")
	s.enterConfig()
	return nil
}

func write(s *Session, c *grammar.Write) error {
	switch c.Target {
	case "terminal":
		s.Printf("%s", s.router.Config().Running(s.router.comments()...))
		return nil
	case "erase":
		return s.eraseStartup()
	case "network":
		from, to := location{system: runningSystem, path: runningFile}, location{system: "tftp:"}
		if err := s.askDestination(from, &to); err != nil {
			return err
		}
		return s.transfer(from, to)
	}
	return s.save()
}

// eraseStartup asks before it removes what the router boots from.
func (s *Session) eraseStartup() error {
	yes, err := s.Confirm("Erasing the nvram filesystem will remove all configuration files! Continue?")
	if err != nil || !yes {
		return err
	}
	if err := s.wipeStartup(); err != nil {
		return err
	}
	s.Printf("[OK]\nErase of nvram: complete\n")
	s.router.log.Syslog(ike.Syslog{Facility: "SYS", Severity: 7, Mnemonic: "NV_BLOCK_INIT", Text: "Initialized the geometry of nvram"})
	return nil
}

// wipeStartup empties the startup-config and forgets the saved keys.
func (s *Session) wipeStartup() error {
	if err := errors.Join(compiler.WriteFile(s.router.options.StartupConfig, nil), s.router.keys.erase()); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	return nil
}

// save writes the startup-config as IOS does.
func (s *Session) save() error {
	s.Printf("Building configuration...\n")
	if err := s.router.Save(s.user); err != nil {
		return fmt.Errorf("%% startup-config file open failed (%w)", err)
	}
	s.Printf("[OK]\n")
	return nil
}

func terminalLength(s *Session, c *grammar.TerminalLength) error {
	s.length = int(c.Lines)
	return nil
}

// terminalWidth tells the line editor where lines wrap; 0 is back to 80.
func terminalWidth(s *Session, c *grammar.TerminalWidth) error {
	if t, ok := s.term.(resizer); ok {
		_, height := s.term.Size()
		t.Resize(int(c.Columns), height)
	}
	return nil
}

func terminalMonitor(s *Session, c *grammar.TerminalMonitor) error {
	if s.vty != nil {
		s.monitor(!c.No)
		return nil
	}
	if s.log == nil {
		return nil
	}
	if muted := s.log.mute(c.No); !muted && !c.No {
		return errors.New("% Console already monitors")
	}
	return nil
}

// monitor shows messages at a line, or no more.
func (s *Session) monitor(on bool) {
	switch {
	case s.vty == nil, on == (s.log != nil):
	case on:
		s.log = s.router.log.monitor(s.term.Message)
	default:
		s.router.log.ignore(s.log)
		s.log = nil
	}
}

func terminalHistory(s *Session, c *grammar.TerminalHistory) error {
	s.resizeHistory(int(c.Size))
	return nil
}
