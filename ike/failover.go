package ike

import (
	"net/netip"
	"slices"
)

// unanswering is told that a peer of the map did not answer main mode: those of
// its flows that wait for the SA ask the next of its peers. A map that waits for
// traffic asks each of them once.
func (m *cryptoMap) unanswering(sa *phase1) {
	n := len(m.config.Peers)
	if n < 2 || m.remote() != sa.remote.Addr() {
		return
	}
	m.peer = (m.peer + 1) % n
	m.failures++
	if !m.config.Tunnel && m.failures >= n {
		m.failures = 0
		return
	}
	for _, f := range sa.waiting {
		if f.m == m && len(f.pairs) == 0 {
			f.requestSoon()
		}
	}
}

// lost is told that a peer died with which there were SAs. A map with a default
// peer begins anew with that one.
func (m *cryptoMap) lost(peer netip.Addr) {
	switch {
	case m.remote() != peer:
	case m.config.PreferFirst:
		m.peer = 0
	default:
		m.peer = (m.peer + 1) % len(m.config.Peers)
	}
}

// serving is told that there are SAs with a peer, which may have begun itself:
// it is the one that the map asks from now on.
func (m *cryptoMap) serving(peer netip.Addr) {
	if i := slices.Index(m.config.Peers, peer); i >= 0 {
		m.peer, m.failures = i, 0
	}
}
