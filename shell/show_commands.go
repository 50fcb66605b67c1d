package shell

import (
	"cmp"
	"fmt"
	"slices"

	"mainmode/grammar"
)

// showCommands are the handlers of "show".
var showCommands = []handler{
	handle(showPKICertificates),
	handle(showPKITrustpoints),
	handle(showMypubkeyRSA),
	handle(func(s *Session, c *grammar.ShowCryptoMap) error {
		snapshot := s.router.IKE()
		writeMaps(s, s.router.IR(), &snapshot, mapFilter{IPv6: c.IPv6, Tag: word(c.Tag), Interface: interfaceOf(c.Interface)})
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoDynamicMap) error {
		writeDynamicMaps(s, s.router.IR(), word(c.Tag))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoCallAdmission) error {
		stats := s.router.cleared.admissionSince(s.router.IKE().Admission)
		writeAdmission(s, &stats)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowIPInterfaceBrief) error {
		states, err := s.statesOf(cmp.Or(c.Interface, c.Before))
		if err == nil {
			writeIPInterfaceBrief(s, states)
		}
		return err
	}),
	handle(func(s *Session, c *grammar.ShowIPv6InterfaceBrief) error {
		states, err := s.statesOf(cmp.Or(c.Interface, c.Before))
		if err == nil {
			writeIPv6InterfaceBrief(s, states)
		}
		return err
	}),
	handle(showRunningConfig),
	handle(func(s *Session, c *grammar.ShowDerivedConfig) error {
		return showRunningConfig(s, &grammar.ShowRunningConfig{Interface: c.Interface})
	}),
	handle(func(s *Session, _ *grammar.ShowDebugCondition) error {
		writeInterfaceConditions(s, s.router.interfaceConditions.snapshot())
		return nil
	}),
	handle(showPubkeyChain),
	handle(showPKICounters),
	handle(generateRSA),
	handle(zeroizeRSA),
	handle(func(s *Session, c *grammar.ShowStartupConfig) error {
		if c.Errors {
			writeStartupErrors(s, s.router.BootDiagnostics())
			return nil
		}
		return writeStartup(s, s.router.StartupConfig())
	}),
	handle(func(s *Session, _ *grammar.ShowVersion) error {
		writeVersion(s, versionOf(s.router))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowDebugging) error {
		writeDebugging(s, s.router.Debugging(), s.router.packets.showing(), s.router.nextHops.debugging())
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowClock) error {
		clock := s.router.Clock()
		writeClock(s, clock.Shown(), clock.Authority())
		if c.Detail {
			fmt.Fprintln(s, timeSource(clock.Synced(), clock.wasSet()))
		}
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowHistory) error {
		if c.All {
			s.router.typed.write(s)
			return nil
		}
		writeHistory(s, s.History())
		return nil
	}),
	handle(showLogging),
	handle(showKeyChain),
	handle(func(s *Session, _ *grammar.ShowPrivilege) error {
		writePrivilege(s, s.Privilege())
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowUsers) error {
		users := s.router.users(s)
		if c.How == "all" {
			users = s.router.withIdleLines(s, users)
		}
		writeUsers(s, users)
		return nil
	}),
	handle(func(s *Session, _ *grammar.Who) error {
		writeUsers(s, s.router.users(s))
		return nil
	}),
}

func (s *Session) interfaceStates() []interfaceState {
	stats := s.router.Datapath()
	return interfaceStates(s.router.IR(), &stats, s.router.LineUp, systemAddresses, s.router.booted)
}

// statesOf are those of all interfaces, or that of one.
func (s *Session) statesOf(one *grammar.InterfaceName) ([]interfaceState, error) {
	states := s.interfaceStates()
	if one == nil {
		return states, nil
	}
	i := slices.IndexFunc(states, func(st interfaceState) bool { return st.Name == one.String() })
	if i < 0 {
		return nil, errNoInterface
	}
	return states[i : i+1], nil
}

// errNoInterface is for an interface that is not there. Session.run shows where
// in the line that stands, as IOS does.
const errNoInterface = refusal("% Invalid interface")
