package shell

import (
	"errors"
	"fmt"

	"mainmode/compiler"
	"mainmode/grammar"
)

// sessionCommands are the EXEC commands that concern the session itself, its
// modes, and what it is shown.
var sessionCommands = []handler{
	handle(enable),
	handle(disable),
	handle(logout),
	handle(configureTerminal),
	handle(write),
	handle(copyRunningConfig),
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
	secret := s.router.IR().EnableSecret
	if level <= s.privilege || !secret.Set() {
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
	s.closing = true
	return nil
}

func configureTerminal(s *Session, c *grammar.Configure) error {
	if s.config != nil { // "do configure terminal"
		return nil
	}
	if !c.Terminal {
		answer, err := s.Ask("Configuring from terminal, memory, or network [terminal]? ")
		if err != nil {
			return err
		}
		if answer != "" && answer != "terminal"[:min(len(answer), len("terminal"))] {
			return errors.New("% Only the terminal is here to configure from")
		}
	}
	s.Printf("Enter configuration commands, one per line.  End with CNTL/Z.\n")
	s.enterConfig()
	return nil
}

func write(s *Session, c *grammar.Write) error {
	switch c.Target {
	case "terminal":
		s.Printf("%s", s.router.Config().Running())
		return nil
	case "erase":
		yes, err := s.Confirm("Erasing the nvram filesystem will remove all configuration files! Continue?")
		if err != nil || !yes {
			return err
		}
		if err := errors.Join(compiler.WriteFile(s.router.options.StartupConfig, nil), s.router.keys.erase()); err != nil {
			return fmt.Errorf("%% %w", err)
		}
		s.Printf("[OK]\nErase of nvram: complete\n")
		return nil
	}
	return s.save()
}

func copyRunningConfig(s *Session, _ *grammar.CopyRunningConfig) error {
	name, err := s.Ask("Destination filename [startup-config]? ")
	if err != nil {
		return err
	}
	if name != "" && name != "startup-config" {
		return fmt.Errorf("%%Error opening nvram:%s (the startup-config is the only file)", name)
	}
	return s.save()
}

// save writes the startup-config as IOS does.
func (s *Session) save() error {
	s.Printf("Building configuration...\n")
	if err := s.router.Save(); err != nil {
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
	if console, ok := s.term.(*Console); ok {
		_, height := console.Size()
		console.Resize(int(c.Columns), height)
	}
	return nil
}

func terminalMonitor(s *Session, c *grammar.TerminalMonitor) error {
	if s.log == nil {
		return nil
	}
	if muted := s.log.mute(c.No); !muted && !c.No {
		return errors.New("% Console already monitors")
	}
	return nil
}

func terminalHistory(s *Session, c *grammar.TerminalHistory) error {
	s.lines.resize(int(c.Size))
	s.configLines.resize(int(c.Size))
	return nil
}
