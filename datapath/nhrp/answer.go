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
	to := s.learnRequester(p, from)
	s.remember(p, to)
	s.send("Send", reply, to)
}

// learnRequester takes the station that asks into the cache, and returns where
// the reply goes.
func (s *station) learnRequester(p *Packet, from netip.Addr) netip.Addr {
	if nbma := s.knows(p.Source); nbma.IsValid() {
		if n := s.cache.entries[p.Source]; n == nil || n.Kind != Implicit && n.Kind != Resolved {
			return nbma // the station has registered here, or the configuration has it
		}
	}
	nbma, claimed := p.SourceNBMA, netip.Addr{}
	if nat := p.natOf(p.Source); nat.IsValid() && nat != nbma {
		nbma, claimed = nat, nbma
	}
	if !usable(nbma) || nbma == s.config.NBMA || nbma == s.translated || len(p.Clients) == 0 {
		return from
	}
	// RFC 2332, Section 6.2.1: only what is stable and has a holding time may be
	// kept.
	if p.Flags&FlagSourceStable == 0 || p.Clients[0].HoldingTime == 0 {
		return from
	}
	if !s.learn(&Entry{Kind: Implicit, Address: p.Source, NBMA: nbma, Claimed: claimed, MTU: p.Clients[0].MTU,
		Expires: s.engine.now.Add(time.Duration(p.Clients[0].HoldingTime) * time.Second)}) {
		return from
	}
	return nbma
}

// remember who knows our address now.
func (s *station) remember(p *Packet, nbma netip.Addr) {
	if _, ok := s.requesters[p.Source]; !ok && len(s.requesters) >= maxRequesters {
		return
	}
	expires := s.engine.now.Add(s.config.HoldingTime)
	s.requesters[p.Source] = Requester{p.Source, p.RequestID, nbma, expires}
	s.engine.wake(expires)
}
