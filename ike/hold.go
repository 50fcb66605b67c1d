package ike

import (
	"slices"
	"time"
)

// An ISAKMP SA asks for one SA pair after the other. RFC 2409, Section 5.5,
// allows many quick modes at a time, but not every peer can follow: charon
// remembers the last three message IDs of a phase 1 SA, of informational
// exchanges too, and cannot read the next message of one that it has forgotten.
// Its own quick modes wait for each other as well.

// startQuickMode begins a quick mode for a flow, or has it wait for its turn.
func (sa *phase1) startQuickMode(f *flow) {
	n := sa.newNode(sa.newMessageID(), true)
	n.f, f.node = f, n
	sa.held = append(sa.held, n)
	sa.startHeld()
}

// settleTime is how long the initiator of aggressive mode leaves its peer to read
// message 3, which nothing answers. charon's threads may read a quick mode that
// comes right behind it before it, and then throw that away.
const settleTime = 50 * time.Millisecond

// startHeld begins the first of the quick modes that wait, unless the peer owes
// an answer to another one or may still be at aggressive mode.
func (sa *phase1) startHeld() {
	if sa.asking != nil || len(sa.held) == 0 || sa.settling.running() {
		return
	}
	if left := sa.established.Add(settleTime).Sub(sa.e.now); left > 0 && sa.initiator && sa.access.aggressive {
		sa.settling = sa.e.after(left, sa.startHeld)
		return
	}
	sa.asking, sa.held = sa.held[0], sa.held[1:]
	sa.asking.begin()
}

// isHeld reports whether the node waits for its turn.
func (n *quickMode) isHeld() bool { return n.initiator && n.state == IKE_QM_READY && !n.suspended }

// passTurn lets the next quick mode begin: the node has its answer, or is over,
// or has waited for as long as a lost message takes to be repeated. One that
// the peer does not answer must not hold up the others.
func (n *quickMode) passTurn() {
	sa := n.sa
	if i := slices.Index(sa.held, n); i >= 0 {
		sa.held = slices.Delete(sa.held, i, i+1)
	}
	if sa.asking == n {
		sa.asking = nil
		sa.startHeld()
	}
}

// dropHeld ends the quick modes that wait for an SA that is being deleted. It
// returns the flows that still want a pair.
func (sa *phase1) dropHeld() []*flow {
	var flows []*flow
	for _, n := range sa.held {
		flows = append(flows, n.f)
	}
	for len(sa.held) > 0 {
		sa.held[0].abandon("IKE deleted")
	}
	return flows
}
