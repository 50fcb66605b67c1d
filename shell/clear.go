package shell

import (
	"mainmode/grammar"
	"mainmode/ike"
)

// clearCommands are the handlers of "clear".
var clearCommands = []handler{
	handle(func(s *Session, c *grammar.ClearCryptoSA) error {
		if c.Counters {
			s.router.cleared.clear(s.router.driver.Stats())
			return nil
		}
		clear := ike.Clear{What: ike.ClearIPsec, Remote: peerOf(c.Peer)}
		if c.Map != nil {
			clear.Map = c.Map.String()
		}
		s.router.Clear(clear)
		return nil
	}),
	handle(func(s *Session, c *grammar.ClearCryptoISAKMP) error {
		clear := ike.Clear{What: ike.ClearISAKMP}
		if c.Connection != nil {
			clear.ConnID = int(*c.Connection)
		}
		s.router.Clear(clear)
		return nil
	}),
	handle(func(s *Session, c *grammar.ClearCryptoSession) error {
		s.router.Clear(ike.Clear{What: ike.ClearSession, Remote: peerOf(c.Remote)})
		return nil
	}),
	handle(func(s *Session, _ *grammar.ClearLogging) error {
		yes, err := s.Confirm("Clear logging buffer")
		if yes && err == nil {
			s.router.Log().Clear()
		}
		return err
	}),
}
