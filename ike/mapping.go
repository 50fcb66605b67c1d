package ike

import (
	"cmp"
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// A NAT may forget the mapping of a peer, or be rebooted: from then on the
// peer's packets come from another port or another address. What is authentic
// and new moves the SAs to it, RFC 3947, Section 7. An ISAKMP SA stays with the
// peer that it was made with, whose address the configuration names.

// roams reports whether a message of the SA may come from another address than
// its peer's.
func (sa *phase1) roams(h isakmp.Header) bool {
	return sa.natt.peerBehind && sa.state == IKE_P1_COMPLETE && h.Flags&isakmp.Encryption != 0
}

// floated is told where an authentic message came from: the peer has floated
// to port 4500, or its NAT has a new mapping for it.
func (sa *phase1) floated(local, remote netip.AddrPort) {
	if !sa.natt.found() || local.Addr() != sa.local.Addr() || local == sa.local && remote == sa.remote {
		return
	}
	if sa.state == IKE_P1_COMPLETE {
		if !sa.natt.peerBehind {
			return
		}
		sa.debugf("NAT mapping of the peer changed from %s port %d to %s port %d",
			ip(sa.remote.Addr()), sa.remote.Port(), ip(remote.Addr()), remote.Port())
		sa.e.movePairs(sa.local.Addr(), sa.peer.addr, remote)
	}
	sa.local, sa.remote = local, remote
}

// espMoved is told that ESP comes from another place.
func (e *Engine) espMoved(ev datapath.Moved) {
	p := e.pairs[ev.ID]
	if p == nil || !p.roams {
		return
	}
	if sa := e.usable(p.in.Local, p.peer); sa != nil && sa.natt.peerBehind {
		sa.floated(sa.local, ev.Remote)
		return
	}
	e.movePairs(p.in.Local, p.peer, ev.Remote)
}

// movePairs has all SAs in UDP with a peer send to another place.
func (e *Engine) movePairs(local, peer netip.Addr, remote netip.AddrPort) {
	var ids []datapath.SAID
	for id, p := range e.pairs {
		if p.roams && p.peer == peer && p.in.Local == local && p.in.RemotePort != 0 {
			ids = append(ids, id)
			p.in.RemotePort, p.out.RemotePort = remote.Port(), remote.Port()
			p.end = remote.Addr()
		}
	}
	if len(ids) == 0 {
		return
	}
	slices.SortFunc(ids, func(a, b datapath.SAID) int {
		return cmp.Or(cmp.Compare(a.SPI, b.SPI), cmp.Compare(a.Direction, b.Direction))
	})
	e.emit(MoveSA{IDs: ids, Remote: remote})
}

// owns reports whether a pair was made with the peer of the SA, which alone may
// say that it is gone. Several peers behind one NAT have one address.
func (sa *phase1) owns(p *saPair) bool {
	return p.peer == sa.peer.addr && p.in.Local == sa.local.Addr() && (!p.roams || p.peerID == sa.peerID)
}

// findPair is the pair of the peer whose outbound SA has the SPI, or else whose
// inbound SA has it.
func (sa *phase1) findPair(number uint32) *saPair {
	for _, direction := range []datapath.Direction{datapath.Outbound, datapath.Inbound} {
		for _, a := range []netip.Addr{sa.remote.Addr(), sa.peer.addr} {
			if p := sa.e.pairs[datapath.SAID{Direction: direction, Remote: a, SPI: number}]; p != nil && sa.owns(p) {
				return p
			}
		}
	}
	return nil
}
