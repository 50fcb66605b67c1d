package ike

import (
	"net/netip"
	"slices"
)

// Subject is what a debug record is about, as far as that is known: what "debug
// crypto condition" can name. A record of one ISAKMP SA has the SAs of its
// peer's flows with it; one of a peer has all that there is with the peer.
type Subject struct {
	Locals   []netip.Addr
	ConnIDs  []int    // of ISAKMP SAs
	FlowIDs  []uint32 // connection numbers of IPsec SAs
	SPIs     []uint32 // of IPsec SAs, both directions
	Profiles []string // isakmp profiles
	Names    []string // identities of the peer
	Users    []string
	Groups   []string
	VRFs     []string // where the peer is seen; "": the global table
	Insides  []string // where the packets are that it sends
}

// subjectOf collects what there is with a peer.
func (e *Engine) subjectOf(peer netip.Addr) Subject {
	var s Subject
	if p := e.peers[peer]; p != nil {
		for _, sa := range p.sas {
			s.addSA(sa)
			s.addFlows(sa)
		}
	}
	return s
}

// subject of the records of an ISAKMP SA.
func (sa *phase1) subject() Subject {
	var s Subject
	s.addSA(sa)
	s.addFlows(sa)
	return s
}

func (s *Subject) addSA(sa *phase1) {
	add(&s.Locals, sa.local.Addr().WithZone(""))
	add(&s.ConnIDs, sa.connID)
	add(&s.VRFs, sa.vrf())
	if sa.peerID != "" {
		add(&s.Names, sa.peerID)
	}
	a := &sa.access
	if a.profile != nil && a.profile.Name != "" {
		add(&s.Profiles, a.profile.Name)
		add(&s.Insides, a.profile.VRF)
	}
	if a.user != "" {
		add(&s.Users, a.user)
	}
	if a.group != nil {
		add(&s.Groups, a.group.Name)
	}
}

// addFlows adds the IPsec SAs with the peer of an ISAKMP SA.
func (s *Subject) addFlows(sa *phase1) {
	for _, m := range sa.e.byPeer[addrPair{sa.local.Addr(), sa.peer.addr}] {
		add(&s.Insides, m.config.Inside)
		for _, f := range m.flows {
			for _, p := range f.pairs {
				s.FlowIDs = append(s.FlowIDs, p.in.ConnID, p.out.ConnID)
				s.SPIs = append(s.SPIs, p.in.SPI, p.out.SPI)
			}
		}
	}
}

func add[T comparable](list *[]T, x T) {
	if !slices.Contains(*list, x) {
		*list = append(*list, x)
	}
}
