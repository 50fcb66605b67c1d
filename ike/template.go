package ike

import (
	"net/netip"
	"slices"

	"mainmode/datapath"
)

// A template is the map of a Virtual-Template interface: it serves peers that
// no other map names. Each selector that one of them negotiates becomes a clone
// of the map.

// serves reports whether the template is for the peers of a profile.
func (m *cryptoMap) serves(sa *phase1) bool {
	p := sa.access.profile
	return m.config.Template && p != nil && p.Template == m.config.Interface && !m.ended &&
		m.config.AdministrateUp && m.e.config.Enabled &&
		(!m.config.Local.IsValid() || m.config.Local == sa.local.Addr())
}

// templateFlow is the flow of a client for the selector that it asks for: of
// the address that we gave it, or of networks that nobody else has.
func (e *Engine) templateFlow(sa *phase1, s datapath.Selector) *flow {
	i := slices.IndexFunc(e.mapOrder, func(m *cryptoMap) bool { return m.serves(sa) })
	if i < 0 {
		return nil
	}
	m := e.mapOrder[i]
	if a := sa.access.address; a.IsValid() {
		if s.Remote != netip.PrefixFrom(a, a.BitLen()) {
			return nil
		}
	} else if p := sa.access.profile; p.Authorize || s.Remote.Bits() == 0 {
		return nil
	}
	if !coversSelector(m.config.Selectors[0], s) {
		return nil
	}
	for _, c := range slices.Clone(e.clones) {
		if !c.config.Selectors[0].Remote.Overlaps(s.Remote) || c.template.config.Name != m.config.Name {
			continue
		}
		same := c.config.Peers[0] == sa.remote.Addr() && c.config.Local == sa.local.Addr()
		switch {
		case same && sameSelector(c.config.Selectors[0], s):
			c.client = sa
			return c.flows[0]
		case same || sa.access.address.IsValid():
			// The address is the client's alone: who had it before is gone.
			c.end()
		default:
			return nil
		}
	}
	return e.clone(m, sa, s).flows[0]
}

// clone makes the map of one client.
func (e *Engine) clone(m *cryptoMap, sa *phase1, s datapath.Selector) *cryptoMap {
	config := m.config
	config.Template, config.Tunnel = false, false
	config.Local, config.Peers = sa.local.Addr(), []netip.Addr{sa.remote.Addr()}
	config.Selectors = []datapath.Selector{s}
	c := e.newCryptoMap(config)
	c.template, c.client = m, sa
	e.clones = append(e.clones, c)
	e.mapOrder = append(e.mapOrder, c)
	k := addrPair{config.Local, config.Peers[0]}
	e.byPeer[k] = append(e.byPeer[k], c)
	return c
}

// reap forgets a clone that has nothing left to do.
func (m *cryptoMap) reap() {
	if m.template == nil {
		return
	}
	for _, f := range m.flows {
		if len(f.pairs) > 0 || f.node != nil {
			return
		}
		f.request.stop()
	}
	e := m.e
	i := slices.Index(e.clones, m)
	if i < 0 {
		return
	}
	m.ended = true
	e.clones = slices.Delete(e.clones, i, i+1)
	e.indexMaps()
	if m.client != nil && m.client.deleted {
		e.release(m.client)
	}
}

// endClones ends the maps of the clients of a template.
func (m *cryptoMap) endClones() {
	if !m.config.Template {
		return
	}
	for _, c := range slices.Clone(m.e.clones) {
		if c.template == m {
			c.end()
			m.e.deletePhase1(c.config.Local, c.config.Peers[0])
		}
	}
}

// clonesUp reports whether any client of a template has SAs.
func (m *cryptoMap) clonesUp() bool {
	return slices.ContainsFunc(m.e.clones, func(c *cryptoMap) bool {
		return c.template == m && slices.ContainsFunc(c.flows, func(f *flow) bool { return len(f.pairs) > 0 })
	})
}

// clientSA is the ISAKMP SA under which a clone negotiates, nil if it is gone:
// two clients behind one NAT have one address.
func (m *cryptoMap) clientSA() *phase1 {
	if sa := m.client; sa != nil && !sa.deleted && sa.state == IKE_P1_COMPLETE {
		return sa
	}
	return nil
}
