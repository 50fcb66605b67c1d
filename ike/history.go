package ike

import (
	"slices"
	"time"
)

// HistorySize is how many tunnels that have ended, and how many that failed, are
// kept of each phase: the window of CISCO-IPSEC-FLOW-MONITOR-MIB.
const HistorySize = 200

// History is what was there before, the oldest first.
type History struct {
	ISAKMP         []PastISAKMP
	ISAKMPFailures []PastISAKMP
	IPsec          []PastIPsec
	IPsecFailures  []PastIPsec
}

// PastISAKMP is an ISAKMP SA that has ended, or an exchange that came to none.
type PastISAKMP struct {
	ISAKMPSA
	Reason string // "P1 lifetime expired"
	At     time.Time
	Number uint64 // among all of its kind, from 1
}

// PastIPsec is a flow that has lost its last SAs, or a quick mode that brought
// none.
type PastIPsec struct {
	Flow
	SPI    uint32 // that of a failed quick mode, ours; 0: none was chosen
	Reason string
	At     time.Time
	Number uint64 // among all of its kind, from 1
}

// keep adds to a list that has no more than HistorySize.
func keep[T any](list []T, one T) []T {
	return append(list[max(0, len(list)-HistorySize+1):], one)
}

// clone is a copy for a Snapshot.
func (h *History) clone() History {
	return History{slices.Clone(h.ISAKMP), slices.Clone(h.ISAKMPFailures), slices.Clone(h.IPsec), slices.Clone(h.IPsecFailures)}
}

// phase1Ended notes that an SA is going to be deleted, before its state says
// so.
func (e *Engine) phase1Ended(sa *phase1, reason string) {
	past := PastISAKMP{ISAKMPSA: sa.snapshot(), Reason: reason, At: e.now}
	if sa.established.IsZero() {
		e.failedISAKMP++
		past.Number = e.failedISAKMP
		e.history.ISAKMPFailures = keep(e.history.ISAKMPFailures, past)
		return
	}
	e.endedISAKMP++
	past.Number = e.endedISAKMP
	e.history.ISAKMP = keep(e.history.ISAKMP, past)
}

// endReason is why a flow has lost its last pair, in the words of
// cipSecHistTermReason of CISCO-IPSEC-FLOW-MONITOR-MIB.
type endReason string

const (
	lifetimeOver    endReason = "normal"
	operatorRequest endReason = "operation request" // a command, or another configuration
	peerRequest     endReason = "peer delete request"
	peerLost        endReason = "peer lost"
	otherReason     endReason = "other"
)

// flowEnded notes that a flow is about to lose its last pair.
func (e *Engine) flowEnded(f *flow, why endReason) {
	e.endedIPsec++
	e.history.IPsec = keep(e.history.IPsec, PastIPsec{Flow: f.snapshot(), Reason: string(why), At: e.now, Number: e.endedIPsec})
}

// quickModeFailed notes that a quick mode brought no SAs.
func (n *quickMode) quickModeFailed(reason string) {
	e := n.sa.e
	past := PastIPsec{SPI: n.spi, Reason: reason, At: e.now}
	if n.f != nil {
		past.Flow = n.f.snapshot()
		past.Pairs = nil
	}
	past.Local, past.Peer, past.VRF = n.sa.local.Addr(), n.sa.remote.Addr(), n.sa.vrf()
	e.failedIPsec++
	past.Number = e.failedIPsec
	e.history.IPsecFailures = keep(e.history.IPsecFailures, past)
}
