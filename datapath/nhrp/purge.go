package nhrp

import (
	"maps"
	"net/netip"
	"slices"
)

// purgeRequesters has those who know our address by replies of ours forget it:
// RFC 2332, Section 5.2.5. The reply is of no use: who has missed it forgets the
// address with its holding time.
func (s *station) purgeRequesters() {
	for _, a := range slices.SortedFunc(maps.Keys(s.requesters), netip.Addr.Compare) {
		r := s.requesters[a]
		p := s.request(PurgeRequest, FlagNoReply, r.Address, nil)
		p.Clients = []Client{{Prefix: hostPrefix, Address: s.config.Address}}
		s.send("Send", p, r.NBMA)
	}
	clear(s.requesters)
}

// answerPurge forgets what a station says to forget: what it has told itself, or
// a server.
func (s *station) answerPurge(p *Packet, from netip.Addr) {
	reply := s.replyTo(p, PurgeReply, p.Flags&FlagNoReply)
	for _, c := range p.Clients {
		if !c.isHost() {
			continue
		}
		n := s.cache.entries[c.Address]
		switch {
		case n == nil || n.Kind == Incomplete:
		case s.mayPurge(n, p, from):
			s.drop(n, "purged")
		default:
			s.engine.debugf(DebugErrors, "NHRP: %s: Purge Request from %s for %s is not its own", s.config.Name, from, c.Address)
			continue
		}
		reply.Clients = append(reply.Clients, c)
	}
	if p.Flags&FlagNoReply == 0 {
		s.send("Send", reply, from)
	}
}

// mayPurge reports whether who sent the packet may have the entry forgotten. A
// station whose NBMA address has changed is known by its protocol address: what
// it has forgotten is asked for again, of a server.
func (s *station) mayPurge(n *entry, p *Packet, from netip.Addr) bool {
	if from == n.NBMA || n.Kind != Registered && p.Source == n.Address {
		return true
	}
	return slices.ContainsFunc(s.servers, func(v *server) bool { return s.serverNBMA(&v.Server) == from })
}
