package nhrp

import (
	"net/netip"
	"time"
)

// unresolved asks for the NBMA address of a next hop. Until it is known, packets
// go by a server.
func (s *station) unresolved(a netip.Addr) {
	if s.config.NetworkID == 0 || !s.config.multipoint() || !usable(a) || s.config.isOurs(a) || s.nbmaOf(a).IsValid() {
		return
	}
	if s.cache.entries[a] != nil {
		return // is being asked for already
	}
	if s.config.ServerOnly || s.bestServer() == nil {
		s.engine.debugf(DebugEvents, "NHRP: %s: no server to ask for %s", s.config.Name, a)
		return
	}
	n := &entry{Entry: Entry{Kind: Incomplete, Address: a, NBMA: s.serverNBMA(&s.bestServer().Server),
		Created: s.engine.now, Expires: s.engine.now.Add(incompleteTime)}}
	if !s.cache.hasRoom(&n.Entry) {
		s.engine.debugf(DebugErrors, "NHRP: %s: no room to ask for %s", s.config.Name, a)
		return
	}
	s.put(n)
	s.engine.wake(n.Expires)
	s.engine.debugf(DebugEvents|DebugCache, "NHRP: %s: Cache add for target %s/32 next-hop %s: incomplete", s.config.Name, a, a)
	s.ask(n)
}

// bestServer is the server that is asked: one that responds, of the least
// priority number.
func (s *station) bestServer() *server {
	var best *server
	for _, v := range s.servers {
		if !s.serverNBMA(&v.Server).IsValid() {
			continue
		}
		if best == nil || v.responding && !best.responding || v.responding == best.responding && v.Priority < best.Priority {
			best = v
		}
	}
	return best
}

// ask sends a Resolution Request: RFC 2332, Section 5.2.1.
func (s *station) ask(n *entry) {
	v := s.bestServer()
	if v == nil {
		n.retry = retry{}
		return
	}
	p := s.resolutionRequest(n)
	if nbma := s.serverNBMA(&v.Server); nbma != n.NBMA {
		n.NBMA, s.changed = nbma, true
	}
	s.engine.wake(n.retry.next(s.engine.now))
	s.send("Send", p, n.NBMA)
}

func (s *station) resolutionRequest(n *entry) *Packet {
	p := s.request(ResolutionRequest, FlagRouter|FlagAuthoritative|FlagSourceStable|FlagNAT, n.Address, nil)
	p.Clients = []Client{{MTU: s.config.MTU, HoldingTime: s.config.holdingTime()}}
	if s.translated.IsValid() {
		p.addNAT(s.config.Address, s.translated)
	}
	n.requestID = p.RequestID
	return p
}

// resolved handles a Resolution Reply to a request of ours.
func (s *station) resolved(p *Packet, data []byte, from netip.Addr) {
	n := s.cache.entries[p.Destination]
	if n == nil || n.requestID != p.RequestID {
		if n == nil || n.Kind == Incomplete {
			// "If a client receives a NHRP Resolution Reply for a Next Hop
			// Resolution Request which it believes it did not make then an error
			// packet is sent to the station making the reply".
			s.refuse(p, data, from, ErrorInvalidReply, 0)
		}
		return
	}
	if n.Kind != Incomplete {
		s.reached(n, from) // or answered twice, as the request was repeated
		return
	}
	n.retry = retry{}
	best := -1
	for i := range p.Clients {
		if c := &p.Clients[i]; c.Code == CodeSuccess && usable(c.NBMA) && c.HoldingTime > 0 &&
			(best < 0 || c.Preference > p.Clients[best].Preference) {
			best = i
		}
	}
	if best < 0 {
		n.Rejected = true
		s.engine.debugf(DebugEvents, "NHRP: %s: there is no NBMA address for %s", s.config.Name, n.Address)
		return
	}
	c := &p.Clients[best]
	answer := Entry{Kind: Resolved, Address: n.Address, NBMA: c.NBMA, MTU: c.MTU,
		Expires: s.engine.now.Add(time.Duration(c.HoldingTime) * time.Second)}
	if nat := p.natOf(c.Address); nat.IsValid() && nat != c.NBMA {
		answer.NBMA, answer.Claimed = nat, c.NBMA
	}
	if answer.NBMA == s.config.NBMA || answer.NBMA == s.translated {
		n.Rejected = true // a loop through the tunnel itself
		return
	}
	if from != answer.NBMA {
		answer.Via = n.NBMA
	}
	if s.learn(&answer) {
		s.engine.debugf(DebugEvents, "NHRP: NHRP successfully resolved %s to NBMA %s", answer.Address, answer.NBMA)
		switch e := s.cache.entries[answer.Address]; {
		case !answer.Via.IsValid():
		case answer.Claimed.IsValid():
			s.await(e)
		default:
			s.try(e)
		}
	}
}

// try asks a station directly what is known already: its answer says that there
// is a way to it and back.
func (s *station) try(n *entry) {
	p := s.resolutionRequest(n)
	s.engine.wake(n.retry.next(s.engine.now))
	s.send("Send", p, n.NBMA)
}

// reached notes that a packet came directly from the station of an entry.
func (s *station) reached(n *entry, from netip.Addr) {
	if n.Via.IsValid() && from == n.NBMA {
		s.cache.direct(n)
		n.retry, s.changed = retry{}, true
		s.engine.debugf(DebugEvents, "NHRP: %s: Adding Tunnel Endpoints (VPN: %s, NBMA: %s)", s.config.Name, n.Address, n.NBMA)
	}
}
