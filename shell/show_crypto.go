package shell

import (
	"net/netip"
	"slices"

	"mainmode/grammar"
	"mainmode/ike"
)

// showCryptoCommands are the handlers of "show crypto", but for certificates.
var showCryptoCommands = []handler{
	handle(showIPsecSA),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecSACount) error {
		snapshot, stats := s.router.IKE(), s.router.Datapath()
		writeIPsecSACount(s, s.router.Clock().Now(), &snapshot, &stats)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoIPsecProfile) error {
		writeProfiles(s, s.router.IR(), word(c.Tag))
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoIPsecTransformSet) error {
		writeTransformSets(s, s.router.IR().TransformSets, word(c.Tag))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecDefaultTransformSet) error {
		writeDefaultTransformSets(s, s.router.IR().TransformSets)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoIPsecSecurityAssociation) error {
		profiles := s.router.IR().Profiles
		if c.What == "idle-time" {
			writeIdleTime(s, profiles)
		} else {
			writeSALifetime(s, profiles)
		}
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecPolicy) error {
		writeIPsecPolicies(s)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoIPsecSPILookup) error {
		snapshot := s.router.IKE()
		writeSPILookup(s, &snapshot)
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
		if c.Config {
			writeISAKMPPeersConfig(s, &snapshot, s.router.IR(), peerOf(c.Peer))
		} else {
			writeISAKMPPeers(s, &snapshot, peerOf(c.Peer))
		}
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoISAKMPProfile) error {
		writeISAKMPProfiles(s, s.router.IR(), word(c.Tag))
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoISAKMPDiagnoseError) error {
		failures := s.router.failures.list()
		if c.Count {
			writeFailureCounts(s, failures)
		} else {
			writeFailures(s, failures)
		}
		return nil
	}),
	handle(showSession),
	handle(showEngineConnections),
	handle(func(*Session, *grammar.ShowCryptoIKEv2) error { return nil }),
	handle(func(s *Session, c *grammar.ShowCryptoEngine) error {
		writeEngine(s, s.router.DatapathName(), c.What == "configuration")
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoEngineAccelerator) error {
		stats := s.router.Datapath()
		writeAccelerator(s, s.router.DatapathName(), &stats)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoELI) error {
		snapshot := s.router.IKE()
		writeELI(s, s.router.DatapathName(), &snapshot)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoRuleset) error {
		writeRuleset(s, s.router.IR().Maps)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowCryptoSockets) error {
		snapshot := s.router.IKE()
		writeSockets(s, s.router.IR().Maps, &snapshot)
		return nil
	}),
	handle(showMIB),
	handle(func(s *Session, _ *grammar.ShowTunnelProtection) error {
		writeProtection(s, s.router.protection.counts())
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowCryptoDebugCondition) error {
		writeDebugConditions(s, s.router.conditions.snapshot(), c.Kind)
		return nil
	}),
}

// word is the text of an argument that may be missing.
func word(w *grammar.Word) string {
	if w == nil {
		return ""
	}
	return w.String()
}

// peerOf is the address of an argument that may be missing.
func peerOf(a *grammar.PeerAddress) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	return a.Addr()
}

// interfaceOf is the name of an argument that may be missing.
func interfaceOf(n *grammar.InterfaceName) string {
	if n == nil {
		return ""
	}
	return n.String()
}

func showIPsecSA(s *Session, c *grammar.ShowCryptoIPsecSA) error {
	filter := ipsecFilter{Detail: c.Detail, Identity: c.Identity, IPv6: c.IPv6, Peer: peerOf(c.Peer),
		Interface: interfaceOf(c.Interface), Map: word(c.Map), VRF: word(c.VRF), Standby: c.Standby}
	snapshot, stats := s.router.IKE(), s.router.Datapath()
	if c.Address {
		writeIPsecSAByAddress(s, s.router.Clock().Now(), &snapshot, &stats, c.Detail)
		return nil
	}
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
	case c.Standby: // there is no such router
		writeISAKMPSA(s, &ike.Snapshot{})
	case c.VRF != nil:
		snapshot.SAs = slices.DeleteFunc(snapshot.SAs, func(sa ike.ISAKMPSA) bool { return sa.VRF != string(*c.VRF) })
		writeISAKMPSA(s, &snapshot)
	default:
		writeISAKMPSA(s, &snapshot)
	}
	return nil
}

func showSession(s *Session, c *grammar.ShowCryptoSession) error {
	snapshot, now := s.router.IKE(), s.router.Clock().Now()
	switch {
	case c.Groups:
		writeSessionGroups(s, &snapshot, s.router.IR())
		return nil
	case c.Summary:
		writeSessionSummary(s, &snapshot, s.router.IR())
		return nil
	}
	filter := sessionFilter{
		Interface: interfaceOf(c.Interface), Local: peerOf(c.Local), Remote: peerOf(c.Remote), Profile: word(c.Profile),
		Group: word(c.Group), User: word(c.User), FVRF: word(c.FVRF), IVRF: word(c.IVRF), Standby: c.Standby,
	}
	if c.Port != nil {
		filter.Port = uint16(*c.Port)
	}
	if c.Brief {
		writeSessionBrief(s, now, &snapshot, filter)
		return nil
	}
	stats := s.router.Datapath()
	writeSession(s, now, &snapshot, &stats, filter, c.Detail)
	return nil
}
