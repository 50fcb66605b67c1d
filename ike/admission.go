package ike

import "net/netip"

// Admission limits phase 1, "crypto call admission limit ike".
type Admission struct {
	SAs         int // established at a time, 0: not limited
	Negotiating int // under negotiation at a time, 0: halfOpenTotal
}

// AdmissionStats is what "show crypto call admission statistics" prints.
type AdmissionStats struct {
	Limits                    Admission
	Active, Negotiating       int
	Incoming, IncomingRefused uint64
	Outgoing, OutgoingRefused uint64
	RefusedSAs                uint64 // for the limit of established ones
	RefusedNegotiating        uint64 // for the other limit
	Stateless                 uint64 // message 1 answered without keeping anything
}

// census says as what an ISAKMP SA counts.
type census uint8

const (
	countNothing census = iota
	countNegotiating
	countActive
)

// countAs keeps the numbers of SAs that are limited.
func (sa *phase1) countAs(c census) {
	e := sa.e
	switch sa.counted {
	case countNegotiating:
		e.negotiating--
	case countActive:
		e.active--
	}
	switch c {
	case countNegotiating:
		e.negotiating++
	case countActive:
		e.active++
	}
	sa.counted = c
}

// verdict on a message 1.
type verdict uint8

const (
	admitted        verdict = iota
	admitWithoutSA          // answer, and keep nothing until the peer has shown our cookie
	refusedByLimits         // do not answer
)

// statelessFrom is the number of responders that have proved nothing from which
// on a message 1 makes no more of them.
const statelessFrom = 100

func (c *Config) negotiatingLimit() int {
	if c.Admission.Negotiating > 0 {
		return c.Admission.Negotiating
	}
	return halfOpenTotal
}

// admit says what becomes of a message 1 from an address, which need not be
// that of its sender. Each mode has its own share: a flood of main mode keeps no
// client of aggressive mode out, nor the other way round.
func (e *Engine) admit(a netip.Addr, aggressive bool) verdict {
	e.admission.Incoming++
	if !e.withinLimits(a) {
		e.admission.IncomingRefused++
		return refusedByLimits
	}
	// Messages from nowhere never use up what the limit leaves to those that
	// come from somewhere.
	if e.halfOpen[aggressive] >= min(statelessFrom, e.config.negotiatingLimit()/2) || e.peers[a].halfOpen() >= halfOpenPerPeer {
		return admitWithoutSA
	}
	return admitted
}

// withinLimits holds a new exchange against both limits. A peer with which we
// have an SA may always replace it.
func (e *Engine) withinLimits(a netip.Addr) bool {
	if e.negotiating >= e.config.negotiatingLimit() {
		e.admission.RefusedNegotiating++
		return false
	}
	if limit := e.config.Admission.SAs; limit > 0 && e.active >= limit {
		if p := e.peers[a]; p == nil || p.established() == 0 {
			e.admission.RefusedSAs++
			return false
		}
	}
	return true
}

// admitOutgoing reports whether an exchange with a peer may begin.
func (e *Engine) admitOutgoing(a netip.Addr) bool {
	e.admission.Outgoing++
	if e.withinLimits(a) {
		return true
	}
	e.admission.OutgoingRefused++
	e.isakmpf("ISAKMP: Call Admission Control refuses a new SA with %s: %d active, %d negotiating", ip(a), e.active, e.negotiating)
	return false
}

// halfOpen is the number of responders for a peer that have proved nothing.
func (p *peer) halfOpen() int {
	n := 0
	if p != nil {
		for _, sa := range p.sas {
			if sa.halfOpen() {
				n++
			}
		}
	}
	return n
}

// makeRoom lets a peer that has shown our cookie push out one of the exchanges
// from its address that have not.
func (p *peer) makeRoom() bool {
	if p.halfOpen() < halfOpenPerPeer {
		return true
	}
	for _, sa := range p.sas {
		if sa.halfOpen() && sa.state == IKE_R_MM2 && !sa.restored {
			sa.delete("Too many negotiations", false)
			return true
		}
	}
	return false
}
