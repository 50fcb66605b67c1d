package shell

import (
	"fmt"
	"strings"

	"mainmode/grammar"
)

func showRunningConfig(s *Session, c *grammar.ShowRunningConfig) error {
	config := s.router.Config()
	switch {
	case c.All:
		config.AddDefaults()
	case c.Brief:
		config.HideCertificates()
	}
	text := ""
	switch {
	case c.Interface != nil:
		var ok bool
		if text, ok = config.RunningInterface(c.Interface.String()); !ok {
			return errNoInterface
		}
	case c.VRFs:
		var ok bool
		if text, ok = config.RunningVRF(word(c.VRF)); !ok {
			return fmt.Errorf("%% No VRF named %s", *c.VRF)
		}
	default:
		text = config.Running(s.router.comments()...)
	}
	if s.privilege < privilegedLevel {
		text = s.configurable(text)
	}
	if c.LineNumbers {
		text = numbered(text)
	}
	_, err := s.Write([]byte(text))
	return err
}

// configurable are the lines of a configuration that the session's privilege
// lets it configure: as on a router it sees no other.
func (s *Session) configurable(text string) string {
	head, body, _ := strings.Cut(text, "\n!\n")
	var b strings.Builder
	b.WriteString(head + "\n!\n")
	var inner *grammar.Mode // of the block whose lines come, nil: none that is shown
	separated := true
	for line := range strings.Lines(body) {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "!":
			if separated {
				continue
			}
		case line[0] == ' ':
			if inner == nil || s.view(inner).Parse(trimmed).Status != grammar.OK {
				continue
			}
		case trimmed == "end", trimmed == "":
		default:
			m := s.view(grammar.Global).Parse(trimmed)
			inner = nil
			if m.Status != grammar.OK {
				continue
			}
			if opens, ok := m.Command.(grammar.Submoder); ok {
				inner = opens.Submode()
			}
		}
		separated = trimmed == "!"
		b.WriteString(line)
	}
	return b.String()
}

// numbered puts its number before each line of a configuration, not counting
// what stands above it.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		if n > 0 || strings.HasPrefix(line, "!") {
			n++
			fmt.Fprintf(&b, "%5d : %s", n, line)
			continue
		}
		b.WriteString(line)
	}
	return b.String()
}
