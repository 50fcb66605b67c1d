package shell

import (
	"fmt"
	"net/netip"
	"strings"

	"mainmode/compiler"
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
		filter := sessionFilter{Interface: interfaceOf(c.Interface), Profile: word(c.Profile), Group: word(c.Group), FVRF: word(c.FVRF), IVRF: word(c.IVRF)}
		if filter != (sessionFilter{}) {
			s.clearSessions(filter)
			return nil
		}
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
	handle(clearInterfaceCounters),
	handle(func(s *Session, c *grammar.ClearARP) error {
		var only netip.Addr
		if c.Address != nil {
			only = c.Address.Addr()
		}
		return s.router.forgetNeighbors(false, only, interfaceOf(c.Interface))
	}),
	handle(func(s *Session, _ *grammar.ClearIPv6Neighbors) error {
		return s.router.forgetNeighbors(true, netip.Addr{}, "")
	}),
	handle(func(s *Session, c *grammar.ClearIPRoute) error {
		if _, err := s.findVRF(c.VRF); err != nil {
			return err
		}
		return s.router.converge()
	}),
	handle(func(s *Session, c *grammar.ClearIPv6Route) error {
		if _, err := s.findVRF(c.VRF); err != nil {
			return err
		}
		return s.router.converge()
	}),
	handle(func(*Session, *grammar.ClearHost) error { return nil }),
	handle(func(s *Session, c *grammar.ClearDiscovery) error {
		if err := s.onlyKept(c.Protocol); err != nil {
			return err
		}
		return refusal("% " + strings.ToUpper(c.Protocol) + " is not enabled")
	}),
	handle(func(s *Session, _ *grammar.ClearIPDHCP) error { return s.onlyKept("dhcp binding") }), // there is nothing to forget
	handle(clearNHRP),
	handle(clearDMVPN),
	handle(func(s *Session, _ *grammar.ClearCryptoAccelerator) error {
		s.router.cleared.clear(s.router.driver.Stats())
		return nil
	}),
	handle(func(s *Session, _ *grammar.ClearCryptoCallAdmission) error {
		s.router.cleared.clearAdmission(s.router.IKE().Admission)
		return nil
	}),
	handle(clearInterface),
	handle(func(s *Session, c *grammar.ClearRouting) error {
		return s.clearProtocol("clear ip "+c.Protocol, c.Protocol, string(c.Rest))
	}),
	handle(func(s *Session, c *grammar.ClearBGP) error {
		return s.clearProtocol("clear bgp", "bgp", string(c.Rest))
	}),
	handle(func(s *Session, _ *grammar.ClearIPTraffic) error {
		s.router.cleared.clearTraffic(systemTraffic())
		return nil
	}),
}

// clearSessions clears the sessions that a filter covers.
func (s *Session) clearSessions(filter sessionFilter) {
	snapshot := s.router.IKE()
	for _, session := range sessionsOf(&snapshot) {
		if filter.covers(session) {
			s.router.Clear(ike.Clear{What: ike.ClearSession, Local: session.local, Remote: session.peer})
		}
	}
}

func clearInterfaceCounters(s *Session, c *grammar.ClearCounters) error {
	only, question := "", `Clear "show interface" counters on all interfaces`
	if c.Interface != nil {
		only = c.Interface.String()
		if s.router.IR().Interface(only) == nil {
			return errNoInterface
		}
		question = `Clear "show interface" counters on this interface`
	}
	yes, err := s.Confirm(question)
	if yes && err == nil {
		s.router.cleared.clearInterfaces(s.router.driver.Stats(), only, s.router.Clock().Now())
		what := "all interfaces"
		if only != "" {
			what = "interface " + only
		}
		s.router.log.Syslog(ike.Syslog{Facility: "CLEAR", Severity: Notifications, Mnemonic: "COUNTERS", Text: fmt.Sprintf("Clear counter on %s by %s", what, s.where())})
	}
	return err
}

// clearInterface has the datapath make an interface anew: what somebody else
// has taken away from it comes back, and its neighbours are asked for again.
func clearInterface(s *Session, c *grammar.ClearInterface) error {
	name := c.Interface.String()
	in := s.router.IR().Interface(name)
	if in == nil {
		return errNoInterface
	}
	s.router.cleared.reset(name)
	if in.Kind == compiler.Physical && in.Device != "" { // others have no neighbours
		for _, ipv6 := range []bool{false, true} {
			if err := s.router.forgetNeighbors(ipv6, netip.Addr{}, name); err != nil {
				return err
			}
		}
	}
	return s.router.converge()
}

// clearProtocol has FRR forget something. IOS asks before it begins all of OSPF
// anew.
func (s *Session) clearProtocol(line, protocol, rest string) error {
	if s.router.routing == nil || !s.router.routing.Runs() {
		return inactive(protocol)
	}
	if protocol == "ospf" && rest == "process" {
		answer, err := s.Ask("Reset ALL OSPF processes? [no]: ")
		if err != nil || answer == "" || !strings.HasPrefix("yes", strings.ToLower(answer)) {
			return err
		}
	}
	return s.askFRR(line+" "+rest, protocol)
}

func clearCryptoSA(s *Session, c *grammar.ClearCryptoSA) error {
	clear := ike.Clear{What: ike.ClearIPsec, Remote: peerOf(c.Peer), Map: word(c.Map)}
	switch {
	case c.Counters:
		s.router.cleared.clear(s.router.driver.Stats())
		return nil
	case c.VRF != nil:
		clear.VRF = string(*c.VRF)
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
