package ike

import (
	"net/netip"
	"slices"

	"mainmode/datapath"
)

// A map of a Virtual-Template interface, one of a multipoint tunnel, and an entry
// of a dynamic map, take peers that no other map names. Each selector that one of
// them negotiates becomes an instance: a map of its own, as long as it has SAs.

// open reports whether the map takes any peer.
func (m *cryptoMap) open() bool {
	return m.template == nil && (m.config.Template || m.config.Multipoint || m.config.DynamicMap != "")
}

// serves reports whether the open map is for the peer: a template for those of
// a profile that names its interface, the entry of a dynamic map for those that
// it lists, or for all, a multipoint tunnel for all.
func (m *cryptoMap) serves(sa *phase1) bool {
	if !m.enabled() {
		return false
	}
	if m.config.Template {
		p := sa.access.profile
		return p != nil && p.Template == m.config.Interface && (!m.config.Local.IsValid() || m.config.Local == sa.local.Addr())
	}
	return m.config.Local == sa.local.Addr() &&
		(len(m.config.Peers) == 0 || slices.Contains(m.config.Peers, sa.peer.addr)) && m.allowsProfile(sa)
}

// takes reports whether a peer may have a selector: that of the address that we
// gave it, or of networks that nobody else has.
func (m *cryptoMap) takes(sa *phase1, s datapath.Selector) bool {
	if !m.serves(sa) || !m.covers(sa, s) {
		return false
	}
	if m.config.Multipoint {
		// Nobody answers for another router.
		return s.Remote == hostPrefix(sa.remote.Addr())
	}
	if a := sa.access.address; a.IsValid() {
		return s.Remote == netip.PrefixFrom(a, a.BitLen())
	}
	if m.config.DynamicMap != "" {
		return true
	}
	if sa.access.profile.Authorize || s.Remote.Bits() == 0 {
		return false
	}
	return !slices.ContainsFunc(m.e.clones, func(c *cryptoMap) bool { return m.conflicts(c, s) && !c.with(sa) })
}

// covers reports whether the selector is one that the open map may negotiate.
func (m *cryptoMap) covers(sa *phase1, s datapath.Selector) bool {
	if len(m.config.Selectors) == 0 {
		return s.Remote.Addr().Is4() == sa.local.Addr().Is4()
	}
	return slices.ContainsFunc(m.config.Selectors, func(wide datapath.Selector) bool { return coversSelector(wide, s) })
}

// conflicts reports whether an instance has what another one of the map would
// have with the selector. Routes to the clients of a template do not overlap;
// the entries of a dynamic map tell peers apart by the whole selector.
func (m *cryptoMap) conflicts(c *cryptoMap, s datapath.Selector) bool {
	if m.config.DynamicMap != "" || m.config.Multipoint {
		return c.template == m && sameSelector(c.config.Selectors[0], s)
	}
	return c.template.config.Name == m.config.Name && c.config.Selectors[0].Remote.Overlaps(s.Remote)
}

// with reports whether the instance is with the peer of the SA.
func (m *cryptoMap) with(sa *phase1) bool {
	return m.config.Peers[0] == sa.peer.addr && m.config.Local == sa.local.Addr()
}

// instance is the flow of a peer for a selector that it takes. Who had the
// selector before, at another address, is gone.
func (m *cryptoMap) instance(sa *phase1, s datapath.Selector) *flow {
	for _, c := range slices.Clone(m.e.clones) {
		switch {
		case !m.conflicts(c, s):
		case c.with(sa) && sameSelector(c.config.Selectors[0], s):
			c.client = sa
			return c.flows[0]
		default:
			c.end()
		}
	}
	c := m.newInstance(addrPair{sa.local.Addr(), sa.peer.addr}, s)
	c.client = sa
	return c.flows[0]
}

// newInstance makes the instance for a peer and a selector.
func (m *cryptoMap) newInstance(k addrPair, s datapath.Selector) *cryptoMap {
	e, config := m.e, m.config
	config.Template, config.Multipoint, config.Tunnel = false, false, false
	config.Local, config.Peers = k.local, []netip.Addr{k.remote}
	config.Selectors = []datapath.Selector{s}
	c := e.newCryptoMap(config)
	c.template = m
	e.clones = append(e.clones, c)
	e.mapOrder = append(e.mapOrder, c)
	e.byPeer[k] = append(e.byPeer[k], c)
	return c
}

// passive reports whether the map is an instance whose SAs only the peer can
// bring about.
func (m *cryptoMap) passive() bool { return m.template != nil && !m.template.config.Multipoint }

// reap forgets what was made for a peer and has nothing left to do: the
// instance of an open map, and flows for less than a line of an access list.
func (m *cryptoMap) reap() {
	idle := func(f *flow) bool {
		asks := m.template != nil && !m.passive() && f.request.running()
		return len(f.pairs) == 0 && f.node == nil && !asks
	}
	if m.template == nil {
		done := func(f *flow) bool {
			if f.within == nil || !idle(f) {
				return false
			}
			f.request.stop()
			return true
		}
		if slices.ContainsFunc(m.flows, done) {
			m.flows = slices.DeleteFunc(slices.Clone(m.flows), done)
		}
		return
	}
	for _, f := range m.flows {
		if !idle(f) {
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
	e.indexMaps(nil)
	if m.client != nil && m.client.deleted {
		e.release(m.client)
	}
}

// endClones ends the instances of an open map.
func (m *cryptoMap) endClones() {
	if !m.open() {
		return
	}
	for _, c := range slices.Clone(m.e.clones) {
		if c.template != m {
			continue
		}
		c.end()
		if k := (addrPair{c.config.Local, c.config.Peers[0]}); !m.e.needed(k) {
			m.e.deletePhase1(k.local, k.remote)
		}
	}
}

// clonesUp reports whether any client of a template has SAs.
func (m *cryptoMap) clonesUp() bool {
	return slices.ContainsFunc(m.e.clones, func(c *cryptoMap) bool {
		return c.template == m && slices.ContainsFunc(c.flows, func(f *flow) bool { return len(f.pairs) > 0 })
	})
}

// clientSA is the ISAKMP SA under which an instance negotiates, nil if it is
// gone: two clients behind one NAT have one address.
func (m *cryptoMap) clientSA() *phase1 {
	sa := m.client
	if sa != nil && (sa.deleted || sa.state != IKE_P1_COMPLETE) {
		next := m.e.usable(m.config.Local, m.config.Peers[0])
		if next == nil || next.peerID != sa.peerID {
			return nil
		}
		m.client, sa = next, next
	}
	return sa
}
