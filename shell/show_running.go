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
	case c.VRF != nil:
		var ok bool
		if text, ok = config.RunningVRF(c.VRF.String()); !ok {
			return fmt.Errorf("%% No VRF named %s", *c.VRF)
		}
	default:
		text = config.Running(s.router.comments()...)
	}
	if c.LineNumbers {
		text = numbered(text)
	}
	_, err := s.Write([]byte(text))
	return err
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
