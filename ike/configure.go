package ike

import (
	"net/netip"
	"reflect"
	"slices"

	"mainmode/datapath"
)

// configure replaces the configuration and does what differs.
func (e *Engine) configure(config *Config) {
	if config == nil {
		config = &Config{}
	}
	changes := Diff(e.config, config)
	old := e.config
	touched := e.touchedBy(changes, len(config.Maps))
	touched.note(e, changes)
	for _, c := range changes {
		k := c.key
		switch c.Kind {
		case ChangeRemove, ChangeShutdown, ChangeRekey:
			// DELETE goes out under the old configuration.
			e.maps[k].end()
			if c.Kind == ChangeRemove {
				delete(e.maps, k)
			}
		case ChangeSelectors:
			e.maps[k].keepSelectors(c.to.Selectors)
		case ChangeDisable:
			// Maps that did not change have nobody left to negotiate for them.
			for _, m := range e.mapOrder {
				m.stop()
			}
		case ChangeEnable:
			e.syslog(6, "ISAKMP_ON_OFF", "ISAKMP is ON")
		}
	}
	if !reflect.DeepEqual(old.Trustpoints, config.Trustpoints) {
		e.trust = newTrust(config.Trustpoints)
	}
	e.config = config
	clear(e.profileTrust)
	if !equalKeyrings(old.Keyrings, config.Keyrings) {
		e.keys = newKeyIndex(config.Keyrings)
	}
	for _, c := range changes {
		k := c.key
		switch c.Kind {
		case ChangeAdd:
			e.maps[k] = e.newCryptoMap(*c.to)
		case ChangeRekey, ChangeStart, ChangeShutdown:
			e.replaceMap(k, *c.to)
		case ChangeSettings:
			e.maps[k].takeSettings(*c.to)
		case ChangeSelectors:
			e.maps[k].takeSelectors(*c.to)
		}
	}
	touched.note(e, changes)
	e.indexMaps(touched)
	e.deleteUnneeded(old)
	e.startMaps(changes)
}

// startMaps starts what the changes put on an interface. When ISAKMP was off,
// that is every map.
func (e *Engine) startMaps(changes []Change) {
	if len(changes) > 0 && changes[0].Kind == ChangeEnable {
		for _, m := range e.mapOrder {
			m.start()
		}
		return
	}
	for _, c := range changes {
		switch c.Kind {
		case ChangeAdd, ChangeRekey, ChangeStart:
			e.maps[c.key].start()
		case ChangeSettings:
			e.maps[c.key].requestMissing()
		case ChangeDisable:
			e.syslog(6, "ISAKMP_ON_OFF", "ISAKMP is OFF")
		}
	}
}

// replaceMap gives a map its new configuration. Its flows have been stopped.
func (e *Engine) replaceMap(k mapKey, config Map) {
	m := e.newCryptoMap(config)
	m.lineUp = e.maps[k].lineUp
	e.maps[k] = m
}

// takeSettings gives a map what its SAs do not depend on. It stays with the peer
// that it has.
func (m *cryptoMap) takeSettings(config Map) {
	remote := m.remote()
	m.config = config
	m.peer = max(slices.Index(config.Peers, remote), 0)
}

// keepSelectors stops the flows of a map that another access list does not have.
func (m *cryptoMap) keepSelectors(selectors []datapath.Selector) {
	for _, f := range m.flows {
		line := f
		if f.within != nil {
			line = f.within
		}
		if !slices.Contains(selectors, line.selector) {
			f.stop()
		}
	}
}

// takeSelectors gives a map another access list. The flows of what it had not
// before are new.
func (m *cryptoMap) takeSelectors(config Map) {
	next := m.e.newCryptoMap(config)
	for _, f := range m.flows {
		line := f
		if f.within != nil {
			line = f.within
		}
		switch i := slices.Index(config.Selectors, line.selector); {
		case i < 0:
		case f.within != nil:
			next.flows = append(next.flows, f)
		default:
			next.flows[i] = f
		}
	}
	for _, f := range next.flows {
		f.m = m
	}
	m.config, m.flows = config, next.flows
}

// deleteUnneeded deletes the phase 1 SAs with peers that no map names any more.
func (e *Engine) deleteUnneeded(old *Config) {
	for i := range old.Maps {
		for _, p := range old.Maps[i].Peers {
			k := addrPair{old.Maps[i].Local, p}
			if !e.needed(k) {
				e.deletePhase1(k.local, k.remote)
			}
		}
	}
}

// needed reports whether a map that is up has these end points.
func (e *Engine) needed(k addrPair) bool {
	return slices.ContainsFunc(e.byPeer[k], (*cryptoMap).ready)
}

// deletePhase1 deletes all phase 1 SAs between two end points.
func (e *Engine) deletePhase1(local, remote netip.Addr) {
	p := e.peers[remote]
	if p == nil {
		return
	}
	for _, sa := range slices.Clone(p.sas) {
		if !sa.deleted && sa.local.Addr() == local {
			sa.delete("No reason", true)
		}
	}
}

// sortedPeers is the peers in the order of their addresses.
func (e *Engine) sortedPeers() []*peer {
	peers := make([]*peer, 0, len(e.peers))
	for _, p := range e.peers {
		peers = append(peers, p)
	}
	slices.SortFunc(peers, func(a, b *peer) int { return a.addr.Compare(b.addr) })
	return peers
}

// clear carries out a clear command. Tunnels ask for new SAs at once, and the
// next packet asks for those of a map that has waited for an answer.
func (e *Engine) clear(c Clear) {
	if c.What == ClearSession && (c.User != "" || c.Port != 0) {
		e.clearSessions(c)
		e.requestCleared()
		return
	}
	if c.What == ClearIPsec || c.What == ClearSession {
		e.clearPairs(c)
	}
	if c.What == ClearISAKMP || c.What == ClearSession {
		for _, p := range e.sortedPeers() {
			for _, sa := range slices.Clone(p.sas) {
				if !c.covers(sa.local.Addr(), p.addr) || c.ConnID != 0 && c.ConnID != sa.connID {
					continue
				}
				sa.delete("No reason", true)
				e.hurryRequests(Clear{Local: sa.local.Addr(), Remote: p.addr})
			}
		}
	}
	if c.ConnID == 0 && c.SPI == 0 {
		e.hurryRequests(c)
	}
	e.requestCleared()
}

// hurryRequests has flows that wait for SAs ask again with the next packet, and
// not only when their time is over.
func (e *Engine) hurryRequests(c Clear) {
	for _, m := range e.mapOrder {
		if !c.names(m) || !c.covers(m.config.Local, m.remote()) {
			continue
		}
		for _, f := range m.flows {
			f.hurried = f.request.running()
		}
	}
}

// names reports whether SAs of a map are meant.
func (c *Clear) names(m *cryptoMap) bool {
	return (c.Map == "" || c.Map == m.config.Name) && (c.VRF == "" || c.VRF == m.config.Inside)
}

// covers reports whether SAs between two end points are meant.
func (c *Clear) covers(local, remote netip.Addr) bool {
	return (!c.Remote.IsValid() || c.Remote == remote) && (!c.Local.IsValid() || c.Local == local)
}

// clearSessions clears what some ISAKMP SAs stand for: several peers may have
// one address.
func (e *Engine) clearSessions(c Clear) {
	for _, p := range e.sortedPeers() {
		for _, sa := range slices.Clone(p.sas) {
			if !c.covers(sa.local.Addr(), p.addr) || c.User != "" && sa.access.user != c.User ||
				c.Port != 0 && sa.remote.Port() != c.Port {
				continue
			}
			e.clearPairs(Clear{Local: sa.local.Addr(), Remote: p.addr, peerID: sa.peerID})
			sa.delete("No reason", true)
		}
	}
}

func (e *Engine) clearPairs(c Clear) {
	for _, m := range e.mapOrder {
		if !c.names(m) {
			continue
		}
		for _, f := range m.flows {
			for _, p := range slices.Clone(f.pairs) {
				if c.covers(p.in.Local, p.in.Remote) && (c.SPI == 0 || c.SPI == p.in.SPI || c.SPI == p.out.SPI) &&
					(c.peerID == "" || c.peerID == p.peerID) {
					e.deletePair(p, true, operatorRequest)
				}
			}
		}
	}
}

// requestCleared has every tunnel without SAs ask for them now.
func (e *Engine) requestCleared() {
	for _, m := range e.mapOrder {
		m.requestMissing()
	}
}

// requestMissing has a tunnel without SAs ask for them now.
func (m *cryptoMap) requestMissing() {
	for _, f := range m.flows {
		if m.config.Tunnel && len(f.pairs) == 0 && f.node == nil {
			f.requestSA()
		}
	}
}

// shutdown deletes everything and tells the peers.
func (e *Engine) shutdown() {
	e.sampler.timer.stop()
	e.sampler = sampler{}
	for _, m := range e.mapOrder {
		m.end()
	}
	for _, p := range e.sortedPeers() {
		for _, sa := range slices.Clone(p.sas) {
			sa.delete("No reason", true)
			sa.forget()
		}
	}
	clear(e.maps)
	e.config = &Config{}
	e.indexMaps(nil)
}
