package shell

import (
	"net/netip"

	"mainmode/grammar"
)

// showCommands are the handlers of "show".
var showCommands = []handler{
	handle(showPKICertificates),
	handle(showPKITrustpoints),
	handle(showMypubkeyRSA),
	handle(showIPsecSA),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecProfile) error {
		writeProfiles(s, s.router.IR())
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecTransformSet) error {
		writeTransformSets(s, s.router.IR().TransformSets)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecSecurityAssociation) error {
		writeSALifetime(s, s.router.IR().Profiles)
		return nil
	}),
	handle(showISAKMPSA),
	handle(func(s *Session, _ *grammar.ShowCryptoISAKMPPolicy) error {
		writeISAKMPPolicy(s, &s.router.IR().ISAKMP)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoISAKMPDefaultPolicy) error {
		writeDefaultPolicies(s, &s.router.IR().ISAKMP)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoISAKMPKey) error {
		writeISAKMPKey(s, &s.router.IR().ISAKMP)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoISAKMPPeers) error {
		snapshot := s.router.IKE()
		writeISAKMPPeers(s, &snapshot, peerOf(c.Peer))
		return nil
	}),
	handle(showSession),
	handle(func(s *Session, _ *grammar.ShowCryptoMap) error {
		snapshot := s.router.IKE()
		writeMaps(s, s.router.IR().Maps, &snapshot)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoEngineConnections) error {
		snapshot, stats := s.router.IKE(), s.router.Datapath()
		writeEngineConnections(s, &snapshot, &stats)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoCallAdmission) error {
		snapshot := s.router.IKE()
		writeAdmission(s, &snapshot.Admission)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPInterfaceBrief) error {
		writeIPInterfaceBrief(s, s.interfaceStates())
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPv6InterfaceBrief) error {
		writeIPv6InterfaceBrief(s, s.interfaceStates())
		return nil
	}),
	handle(showRunningConfig),
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
		writeDebugging(s, s.router.Debugging())
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowClock) error {
		clock := s.router.Clock()
		writeClock(s, clock.Now(), clock.Authority())
		if c.Detail {
			writeTimeSource(s, clock.Synced())
		}
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowHistory) error {
		writeHistory(s, s.History())
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowLogging) error {
		status := s.router.Log().Status()
		writeLogging(s, &status)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowPrivilege) error {
		writePrivilege(s, s.Privilege())
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowUsers) error {
		writeUsers(s)
		return nil
	}),
}

// peerOf is the address of an argument that may be missing.
func peerOf(a *grammar.PeerAddress) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	return a.Addr()
}

func (s *Session) interfaceStates() []interfaceState {
	stats := s.router.Datapath()
	return interfaceStates(s.router.IR(), &stats, s.router.LineUp, systemAddresses)
}

func showIPsecSA(s *Session, c *grammar.ShowCryptoIPsecSA) error {
	filter := ipsecFilter{Detail: c.Detail, Identity: c.Identity, Peer: peerOf(c.Peer)}
	if c.Interface != nil {
		filter.Interface = c.Interface.String()
	}
	if c.Map != nil {
		filter.Map = c.Map.String()
	}
	snapshot, stats := s.router.IKE(), s.router.Datapath()
	writeIPsecSA(s, s.router.Clock().Now(), &snapshot, &stats, filter)
	return nil
}

func showISAKMPSA(s *Session, c *grammar.ShowCryptoISAKMPSA) error {
	snapshot := s.router.IKE()
	switch {
	case c.Count:
		writeISAKMPSACount(s, &snapshot)
	case c.Detail:
		writeISAKMPSADetail(s, s.router.Clock().Now(), &snapshot)
	default:
		writeISAKMPSA(s, &snapshot)
	}
	return nil
}

func showSession(s *Session, c *grammar.ShowCryptoSession) error {
	snapshot, now := s.router.IKE(), s.router.Clock().Now()
	if c.Brief {
		writeSessionBrief(s, now, &snapshot)
		return nil
	}
	stats := s.router.Datapath()
	writeSession(s, now, &snapshot, &stats, c.Detail)
	return nil
}

// errNoInterface is IOS's answer for an interface that is not there.
const errNoInterface = refusal("% Invalid interface")

func showRunningConfig(s *Session, c *grammar.ShowRunningConfig) error {
	config := s.router.Config()
	if c.Interface == nil {
		_, err := s.Write([]byte(config.Running()))
		return err
	}
	text, ok := config.RunningInterface(c.Interface.String())
	if !ok {
		return errNoInterface
	}
	_, err := s.Write([]byte(text))
	return err
}
