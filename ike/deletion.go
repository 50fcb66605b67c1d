package ike

import (
	"errors"
	"fmt"
	"slices"

	"mainmode/ike/isakmp"
)

// refuse tells the peer what an error says it shall know.
func (sa *phase1) refuse(err error) {
	failure, expected := asFailure(err)
	if !expected {
		sa.debugf(" %v", err)
	}
	if failure.notify != 0 {
		sa.packetErrorf("incrementing error counter on sa, attempt 1 of %d: %s", retransmitLimit, failure.notify)
		sa.display = sa.noState()
		sa.notifyClear(failure.notify)
		sa.debugf("peer does not do paranoid keepalives.")
	}
	sa.packetErrorf("FSM action returned error: 2")
}

// failed ends the exchange.
func (sa *phase1) failed(err error) {
	sa.e.syslogSeldom(6, "IKMP_MODE_FAILURE", "Processing of %s failed with peer at %s", sa.title(), ip(sa.remote.Addr()))
	failure, _ := asFailure(err)
	sa.delete(failure.reason, !sa.established.IsZero())
}

// failure is an error that ends an exchange.
type failure struct {
	reason string            // "Phase1 SA policy proposal not accepted"
	notify isakmp.NotifyType // what the peer is told, 0: nothing
}

func (f *failure) Error() string { return f.reason }

// asFailure makes any error one that ends an exchange.
func asFailure(err error) (f *failure, expected bool) {
	if errors.As(err, &f) {
		return f, true
	}
	return &failure{reason: err.Error()}, false
}

// errNoKey ends an exchange with a peer for which we have no pre-shared key.
var errNoKey = fail("No pre-shared key", 0)

func fail(reason string, notify isakmp.NotifyType) *failure { return &failure{reason, notify} }

// startLifetime has the SA expire when its negotiated lifetime is over.
func (sa *phase1) startLifetime() {
	sa.expires = sa.established.Add(sa.lifetime)
	sa.lifetimer.stop()
	sa.lifetimer = sa.e.after(sa.lifetime, func() { sa.delete("P1 lifetime expired", true) })
	sa.startRenewal()
}

// delete ends the SA. Phase 2 SAs made under it stay, RFC 2408, Section 5.15.
// It is shown for a minute more, and its secrets are wiped at once.
func (sa *phase1) delete(reason string, notify bool) {
	if sa.deleted {
		return
	}
	e := sa.e
	// IOS says so twice: before it tells the peer, and when it is done.
	sa.errorf("deleting SA reason \"%s\" state (%s) %s (peer %s)", reason, sa.mark(), sa.displayState(), ip(sa.remote.Addr()))
	e.phase1Ended(sa, reason)
	if notify && !sa.established.IsZero() {
		sa.sendDeleteISAKMP()
	}
	sa.describe(p1Deleted, sa.state, IKE_DEST_SA)
	sa.errorf("deleting SA reason \"%s\" state (%s) %s (peer %s) ", reason, sa.mark(), sa.displayState(), ip(sa.remote.Addr()))
	if sa.keys != nil && e.debugging(DebugEngine) {
		sa.record(DebugEngine, fmt.Sprintf("crypto engine: deleting IKE SA SW:%d", sa.connID))
	}
	sa.unlockPeer()
	held := sa.dropHeld()
	for _, n := range sa.sortedNodes() {
		n.abandon("IKE deleted")
	}
	if sa.halfOpen() {
		e.halfOpen[sa.access.aggressive]--
	}
	sa.countAs(countNothing)
	if r := sa.fragments.partial; r != nil {
		r.discard()
	}
	sa.state, sa.display, sa.deleted = IKE_DEST_SA, sa.noState(), true
	sa.retransmitter.stop()
	sa.settling.stop()
	sa.lifetimer.stop()
	if e.byCookies[sa.cookies] == sa {
		delete(e.byCookies, sa.cookies)
	}
	if e.byOffer[sa.offeredFrom] == sa {
		delete(e.byOffer, sa.offeredFrom)
	}
	sa.natt.keepalive.stop()
	sa.endAccess()
	sa.dead.stop()
	sa.renewer.stop()
	sa.wipe()
	if !sa.established.IsZero() {
		sa.reauthenticate()
	}
	waiting := sa.waiting
	sa.waiting = nil
	for _, f := range waiting {
		// A map without a tunnel waits for the next packet.
		if f.m.config.Tunnel && len(f.pairs) == 0 && !f.request.running() {
			f.requestSoon()
		}
	}
	for _, f := range held {
		f.requestSoon()
	}
	if !sa.initiator && sa.established.IsZero() {
		// Anybody can make such ones.
		if e.remnants >= halfOpenTotal {
			sa.forget()
			return
		}
		e.remnants++
		sa.remnant = true
	}
	sa.lifetimer = e.after(deletedTime, sa.forget)
}

// unlockPeer lets go of the peer struct, which goes with its last SA.
func (sa *phase1) unlockPeer() {
	p := sa.peer
	others := p.established()
	if sa.state == IKE_P1_COMPLETE {
		others--
	}
	sa.e.isakmpf("ISAKMP: Unlocking peer struct 0x%X for isadb_mark_sa_deleted(), count %d", sa.peerPointer, others)
	if others == 0 && p.inserted != 0 {
		sa.e.isakmpf("ISAKMP: Deleting peer node by peer_reap for %s: %X", ip(sa.remote.Addr()), p.inserted)
		p.inserted = 0
	}
}

// halfOpen reports whether the SA counts against the limit of responders.
func (sa *phase1) halfOpen() bool {
	return !sa.initiator && !sa.deleted && sa.established.IsZero()
}

// forget removes the last trace of a deleted SA.
func (sa *phase1) forget() {
	p := sa.peer
	sa.countAs(countNothing)
	if i := slices.Index(p.sas, sa); i >= 0 {
		p.sas = slices.Delete(p.sas, i, i+1)
	}
	if len(p.sas) == 0 && sa.e.peers[p.addr] == p {
		delete(sa.e.peers, p.addr)
	}
	sa.lifetimer.stop()
	if sa.remnant {
		sa.remnant = false
		sa.e.remnants--
	}
}

// wipe overwrites what must not be left in memory.
func (sa *phase1) wipe() {
	sa.psk = ""
	if sa.main.private != nil && !sa.suspended {
		sa.main.private.Wipe()
	}
	sa.main = mainModeState{}
	if sa.keys != nil {
		sa.keys.wipe()
		sa.keys = nil
	}
	sa.lastOut = nil
}
