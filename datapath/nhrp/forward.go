package nhrp

import (
	"net/netip"
	"slices"
)

// forward passes a packet on towards where it goes: requests and indications to
// their destination, replies to their source, RFC 2332, Section 5.2.0.1. A server
// of DMVPN has the station itself answer.
func (s *station) forward(p *Packet, data []byte, from netip.Addr) {
	if s.config.isOurs(p.Source) && !p.Type.isReply() {
		return // our own, come back
	}
	target, record := p.Destination, ForwardRecord
	if p.Type.isReply() {
		target, record = p.Source, ReverseRecord
	}
	if p.HopCount <= 1 {
		s.refuse(p, data, from, ErrorHopCount, 9)
		return
	}
	if s.passed(p, record) {
		s.refuse(p, data, from, ErrorLoop, 0)
		return
	}
	to := s.knows(target)
	if !to.IsValid() && !p.Type.isReply() {
		to = s.upstream(from)
	}
	if !to.IsValid() || to == from {
		s.unreachable(p, data, from)
		return
	}
	p.HopCount--
	if e := p.Extension(record); e != nil {
		e.Value = AppendClients(slices.Clone(e.Value), []Client{s.self()})
	}
	if n := s.cache.entries[p.Source]; n != nil && n.Claimed.IsValid() && !p.Type.isReply() {
		p.addNAT(p.Source, n.NBMA)
	}
	if n := s.cache.entries[p.Destination]; n != nil && n.Claimed.IsValid() && p.Type == ResolutionReply {
		p.addNAT(p.Destination, n.NBMA)
	}
	s.send("Forwarding", p, to)
}

// passed reports whether the packet has been here: it goes in a loop.
func (s *station) passed(p *Packet, record ExtensionType) bool {
	return slices.ContainsFunc(p.clientsOf(record), func(c Client) bool {
		return c.Address == s.config.Address && c.NBMA == s.config.NBMA
	})
}

// upstream is a server that may know more; invalid: there is none but the one
// that has asked.
func (s *station) upstream(from netip.Addr) netip.Addr {
	if v := s.bestServer(); v != nil {
		if nbma := s.serverNBMA(&v.Server); nbma != from {
			return nbma
		}
	}
	return netip.Addr{}
}

// unreachable says that nobody knows where a packet goes.
func (s *station) unreachable(p *Packet, data []byte, from netip.Addr) {
	if p.Type != ResolutionRequest {
		s.refuse(p, data, from, ErrorUnreachable, 0)
		return
	}
	if _, known := s.staticNBMA(p.Source); !known && s.cache.entries[p.Source] == nil && s.config.multipoint() {
		return // who is a stranger itself learns nothing
	}
	reply := s.replyTo(p, ResolutionReply, p.Flags&(FlagRouter|FlagSourceStable|FlagNAT))
	reply.Clients = []Client{{Code: CodeNoBinding}}
	s.send("Send", reply, from)
}
