package shell

import (
	"mainmode/grammar"
	"mainmode/ike"
)

// clearCommands are the handlers of "clear".
var clearCommands = []handler{
	handle(clearCryptoSA),
	handle(func(s *Session, c *grammar.ClearCryptoISAKMP) error {
		clear := ike.Clear{What: ike.ClearISAKMP}
		if c.Connection != nil {
			clear.ConnID = int(*c.Connection)
		}
		s.router.Clear(clear)
		return nil
	}),
	handle(func(s *Session, c *grammar.ClearCryptoSession) error {
		clear := ike.Clear{What: ike.ClearSession, Local: peerOf(c.Local), Remote: peerOf(c.Remote), User: word(c.User)}
		if c.Port != nil {
			clear.Port = uint16(*c.Port)
		}
		s.router.Clear(clear)
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

func clearCryptoSA(s *Session, c *grammar.ClearCryptoSA) error {
	clear := ike.Clear{What: ike.ClearIPsec, Remote: peerOf(c.Peer), Map: word(c.Map)}
	switch {
	case c.Counters:
		s.router.cleared.clear(s.router.driver.Stats())
		return nil
	case c.VRF != nil: // every SA is in the global table
		return nil
	case c.SPI != nil:
		clear.SPI = uint32(*c.SPI)
	case c.Entry != nil && c.Entry.Protocol == "ah": // no SA is
		return nil
	case c.Entry != nil:
		clear.SPI = uint32(c.Entry.SPI)
		// An SA is named by its destination, which may be this router.
		if a := c.Entry.Destination.Addr(); s.router.owns(a) {
			clear.Local = a
		} else {
			clear.Remote = a
		}
	}
	if (c.SPI != nil || c.Entry != nil) && clear.SPI == 0 {
		return nil
	}
	s.router.Clear(clear)
	return nil
}
