package nhrp

import (
	"net/netip"
	"time"
)

// answerResolution answers a request for our own address: RFC 2332, Section
// 5.2.2. Those for other stations are forwarded to them.
func (s *station) answerResolution(p *Packet, from netip.Addr) {
	if s.config.isOurs(p.Source) {
		return // nobody asks us but ourselves in a loop
	}
	reply := s.replyTo(p, ResolutionReply, p.Flags&(FlagRouter|FlagSourceStable|FlagNAT)|FlagAuthoritative|FlagDestinationStable|FlagUniqueBinding)
	if !s.config.multipoint() {
		// Others' packets do not come in: a tunnel with one end takes only what
		// that end sends.
		reply.Clients = []Client{{Code: CodeNoBinding}}
		reply.Flags &^= FlagAuthoritative | FlagDestinationStable | FlagUniqueBinding
		s.send("Send", reply, s.config.Remote)
		return
	}
	reply.Clients = []Client{s.self()}
	if s.translated.IsValid() {
		reply.addNAT(s.config.Address, s.translated)
	}
	s.learnRequester(p, from)
	s.remember(p, from)
	// By the way of the request: whoever asks may be where nobody gets in before
	// they have asked directly.
	s.send("Send", reply, from)
}

// learnRequester takes the station that asks into the cache.
func (s *station) learnRequester(p *Packet, from netip.Addr) {
	old := s.cache.entries[p.Source]
	if nbma := s.knows(p.Source); nbma.IsValid() && (old == nil || old.Kind != Implicit && old.Kind != Resolved) {
		return // the station has registered here, or the configuration has it
	}
	n := Entry{Kind: Implicit, Address: p.Source, NBMA: p.SourceNBMA, Via: from}
	nat := p.natOf(p.Source)
	if len(p.clientsOf(ForwardRecord)) == 0 {
		nat, n.Via = from, netip.Addr{} // no server was between
	}
	if nat.IsValid() && nat != n.NBMA {
		n.NBMA, n.Claimed = nat, n.NBMA
	}
	if !usable(n.NBMA) || n.NBMA == s.config.NBMA || n.NBMA == s.translated || len(p.Clients) == 0 {
		return
	}
	if old != nil && old.NBMA == n.NBMA && old.Kind != Incomplete {
		s.reached(old, from)
		if n.Via.IsValid() && !old.Via.IsValid() {
			n.Via = netip.Addr{} // there is a way, whichever this packet took
		}
		if old.Kind == Resolved {
			return
		}
	}
	// RFC 2332, Section 6.2.1: only what is stable and has a holding time may be
	// kept.
	if p.Flags&FlagSourceStable == 0 || p.Clients[0].HoldingTime == 0 {
		return
	}
	n.MTU, n.Expires = p.Clients[0].MTU, s.engine.now.Add(time.Duration(p.Clients[0].HoldingTime)*time.Second)
	if s.learn(&n) && n.Via.IsValid() {
		// It will come directly by itself, or is one that does not try.
		s.await(s.cache.entries[n.Address])
	}
}

// await gives a station time to come directly before it is tried. Who is behind NAT
// has to come first: its NAT lets nobody in to whom it has not sent anything.
func (s *station) await(n *entry) {
	after := tryAfter
	switch {
	case s.translated.IsValid():
		s.try(n)
		return
	case n.Claimed.IsValid():
		after = tryBehindNATAfter
	}
	n.retry = retry{at: s.engine.now.Add(after), delay: after / 2}
	s.engine.wake(n.retry.at)
}

// tryAfter is how long a station has time to come directly. Who tries one behind NAT
// too soon is in the way of its IKE.
const (
	tryAfter          = 4 * time.Second
	tryBehindNATAfter = 30 * time.Second
)

// remember who knows our address now.
func (s *station) remember(p *Packet, nbma netip.Addr) {
	old, ok := s.requesters[p.Source]
	switch {
	case !ok && len(s.requesters) >= maxRequesters:
		return
	case !ok:
		old.Since = s.engine.now
	}
	expires := s.engine.now.Add(s.config.HoldingTime)
	s.requesters[p.Source] = Requester{p.Source, p.RequestID, nbma, old.Since, expires}
	s.engine.wake(expires)
}
