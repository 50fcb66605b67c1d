package ike

import (
	"net/netip"

	"mainmode/datapath"
)

// A multipoint tunnel protects GRE between its own address and whatever routers
// there turn out to be. It answers any of them, like other maps that are open, and
// unlike those it asks: packets leave for one before it has said anything.

// reaches reports whether a packet is GRE from the tunnel's own address.
func (m *cryptoMap) reaches(s datapath.Selector) bool {
	return len(m.flows) == 1 && m.flows[0].covers(s)
}

// reach asks a router for SAs.
func (m *cryptoMap) reach(remote netip.Addr) {
	s := m.config.Selectors[0]
	s.Remote = hostPrefix(remote)
	for _, c := range m.e.clones {
		if m.conflicts(c, s) {
			c.flows[0].requestForPacket()
			return
		}
	}
	m.newInstance(addrPair{m.config.Local, remote}, s).flows[0].requestForPacket()
}

// hostPrefix is the one address.
func hostPrefix(a netip.Addr) netip.Prefix {
	return netip.PrefixFrom(a.WithZone(""), a.BitLen())
}
