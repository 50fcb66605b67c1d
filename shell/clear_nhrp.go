package shell

import (
	"net/netip"

	"mainmode/datapath/nhrp"
	"mainmode/grammar"
	"mainmode/ike"
)

// clearNHRP forgets what was learned of one address, or all, or what was
// counted.
func clearNHRP(s *Session, c *grammar.ClearIPNHRP) error {
	if c.Counters {
		s.router.nextHops.carryOut(nhrp.ClearTraffic{})
		return nil
	}
	clear := nhrp.Clear{}
	if c.Address != nil {
		clear.Address = c.Address.Addr()
	}
	s.router.nextHops.carryOut(clear)
	return nil
}

// clearDMVPN ends sessions with peers: their SAs go, and their entries as far as
// these were learned. Those with configured ones stay unless "static" is said.
func clearDMVPN(s *Session, c *grammar.ClearDMVPN) error {
	states, _ := s.router.nextHops.snapshot()
	ended := map[netip.Addr]bool{}
	for i := range states {
		state := &states[i]
		if name := interfaceOf(c.Interface); name != "" && name != state.Name {
			continue
		}
		for j := range state.Entries {
			e := &state.Entries[j]
			if e.Kind == nhrp.Local || e.Kind == nhrp.Incomplete || e.Kind == nhrp.Static && !c.Static ||
				c.NBMA != nil && c.NBMA.Addr() != e.NBMA || c.Tunnel != nil && c.Tunnel.Addr() != e.Address {
				continue
			}
			if !ended[e.NBMA] {
				ended[e.NBMA] = true
				s.router.Clear(ike.Clear{What: ike.ClearSession, Local: state.NBMA, Remote: e.NBMA})
			}
			s.router.nextHops.carryOut(nhrp.Clear{Interface: state.Name, Address: e.Address, Servers: c.Static})
		}
	}
	return nil
}
