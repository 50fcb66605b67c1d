package ike

import (
	"slices"
	"time"
)

// A successor of an ISAKMP SA or of an SA pair is made before its end comes,
// so that there is never a moment without one.

// startRenewal has the SA replaced before it expires. That is only done where
// its peer is watched: DPD needs an SA as long as there is anything to watch.
// Elsewhere the next quick mode makes a new one, as in IOS.
func (sa *phase1) startRenewal() {
	sa.renewer.stop()
	sa.renewer = nil
	if sa.dpd && sa.keepalive().Interval > 0 {
		sa.renewer = sa.e.after(sa.established.Add(softLifetime(sa.lifetime, sa.initiator)).Sub(sa.e.now), sa.renew)
	}
}

// renew begins another main mode with the peer. The pairs that were made under
// this SA stay, and both SAs serve until this one expires.
func (sa *phase1) renew() {
	e, k := sa.e, addrPair{sa.local.Addr(), sa.remote.Addr()}
	if f := e.flowToKeep(k); f != nil && e.usable(k.local, k.remote) == sa {
		sa.debugf("SA lifetime threshold reached, renegotiating with %s", ip(k.remote))
		e.beginPhase1(k, f)
	}
}

// reauthenticate is told that an ISAKMP SA is gone. Its pairs stay, and where
// their peer is watched another SA is made to watch it by.
func (sa *phase1) reauthenticate() {
	e, k := sa.e, addrPair{sa.local.Addr(), sa.remote.Addr()}
	if !sa.dpd || sa.keepalive().Interval == 0 || e.flowWithPairs(k) == nil {
		return
	}
	e.after(yieldTime+e.jitter(yieldTime), func() {
		if f := e.flowToKeep(k); f != nil && e.usable(k.local, k.remote) == nil {
			e.beginPhase1(k, f)
		}
	})
}

// flowToKeep is a flow between two end points whose pairs are worth another
// ISAKMP SA, and whose map may begin one; nil while one is being made.
func (e *Engine) flowToKeep(k addrPair) *flow {
	f := e.flowWithPairs(k)
	if f == nil || f.m.config.ResponderOnly || f.m.passive() ||
		e.budding(k.local, k.remote, true) != nil || e.budding(k.local, k.remote, false) != nil {
		return nil
	}
	return f
}

// unreachable is told that a peer did not answer our main mode. When that was to
// watch the pairs that are left, they go too.
func (sa *phase1) unreachable() {
	e, k := sa.e, addrPair{sa.local.Addr(), sa.remote.Addr()}
	if sa.keepalive().Interval > 0 && e.usable(k.local, k.remote) == nil {
		e.deletePairs(k)
	}
}

// deletePairs deletes all SA pairs with a peer that is lost.
func (e *Engine) deletePairs(k addrPair) {
	for _, m := range slices.Clone(e.byPeer[k]) {
		for _, f := range m.flows {
			for _, p := range slices.Clone(f.pairs) {
				if p.in.Remote == k.remote {
					e.deletePair(p, true, peerLost)
				}
			}
		}
	}
}

// flowWithPairs is a flow of a map that is up and has SA pairs between two end
// points, or nil.
func (e *Engine) flowWithPairs(k addrPair) *flow {
	for _, m := range e.byPeer[k] {
		if !m.ready() {
			continue
		}
		for _, f := range m.flows {
			for _, p := range f.pairs {
				if p.in.Remote == k.remote {
					return f
				}
			}
		}
	}
	return nil
}

// siblingTime is how long a pair stays that another one has replaced: packets
// protected by it may still be under way.
const siblingTime = 30 * time.Second

// succeed has the pairs that p replaces end early. The initiator does not know
// whether the responder has got message 3: what it sends by meanwhile stays
// for as long as the responder waits for it.
func (p *saPair) succeed() {
	e, wait := p.f.m.e, siblingTime
	if p.initiator {
		wait += nodeTime
	}
	for _, old := range p.f.pairs {
		if old == p || !old.sending || !old.expires.After(e.now.Add(wait)) ||
			!old.replacedBy(p) {
			continue
		}
		e.ipsecf("IPSEC(early_age_out_sibling): sibling outbound SPI %X expiring in %d seconds", old.out.SPI, int(wait/time.Second))
		old.softly.stop()
		old.hard.stop()
		old.expires = e.now.Add(wait)
		old.hard = e.after(wait, old.expire)
	}
}

// expire ends a pair whose time has come.
func (p *saPair) expire() {
	e := p.f.m.e
	e.ipsecf("IPSEC(lifetime_expiry): SA lifetime threshold reached, expiring in %d seconds", 0)
	e.deletePair(p, true, lifetimeOver)
}
