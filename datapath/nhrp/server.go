package nhrp

import (
	"net/netip"
	"time"
)

// answerRegistration takes a registration into the cache: RFC 2332, Sections
// 5.2.3 and 5.2.4.
func (s *station) answerRegistration(p *Packet, from netip.Addr) {
	reply := s.replyTo(p, RegistrationReply, p.Flags&(FlagUnique|FlagNAT))
	reply.Destination = s.config.Address
	for _, c := range p.Clients {
		if !c.Address.IsValid() {
			c.Address = p.Source
		}
		if c.Code = s.registration(p, &c, from); c.Code != CodeSuccess {
			c.HoldingTime = 0 // "This field must be set to 0 on a NAK."
		}
		reply.Clients = append(reply.Clients, c)
	}
	if p.SourceNBMA != from {
		reply.addNAT(p.Source, from)
	}
	// RFC 2332, Section 5.2.0.1: the packet "is always returned via a direct
	// VC", also to who has not become known.
	s.send("Send", reply, from)
}

// registration takes in one entry of a registration, and returns its code.
func (s *station) registration(p *Packet, c *Client, from netip.Addr) Code {
	unique := p.Flags&FlagUnique != 0
	switch {
	case unique && len(p.Clients) != 1, !c.isHost():
		// No networks: "only a single CIE may be specified in the NHRP
		// Registration Request and that CIE must have the Prefix Length field
		// set to 0xFF."
		return CodeProhibited
	case !usable(c.Address), s.config.isOurs(c.Address), from == s.config.NBMA:
		return CodeProhibited
	}
	nbma, claimed := from, netip.Addr{}
	if p.SourceNBMA.IsValid() && p.SourceNBMA != from {
		claimed = p.SourceNBMA
	}
	old := s.cache.entries[c.Address]
	if old != nil && old.Kind == Registered && old.Unique && old.NBMA != nbma {
		return CodeUniqueRegistered
	}
	switch configured, static := s.staticNBMA(c.Address); {
	case static && configured == nbma:
		return CodeSuccess // two servers, for example, that are clients of each other
	case static:
		return CodeProhibited
	}
	if c.HoldingTime == 0 {
		if old != nil && old.Kind == Registered && old.NBMA == nbma {
			s.drop(old, "registered for no time")
		}
		return CodeSuccess
	}
	n := Entry{Kind: Registered, Address: c.Address, NBMA: nbma, Claimed: claimed, Unique: unique, MTU: c.MTU,
		Expires: s.engine.now.Add(time.Duration(c.HoldingTime) * time.Second)}
	if !s.learn(&n) {
		return CodeInsufficientResources
	}
	return CodeSuccess
}
