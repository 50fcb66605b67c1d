package nhrp

import "net/netip"

// maxHops that a packet takes, as IOS begins.
const maxHops = 255

// send a packet to an NBMA address, behind the station's authentication.
func (s *station) send(verb string, p *Packet, nbma netip.Addr) {
	if !nbma.IsValid() {
		s.engine.debugf(DebugEvents|DebugErrors, "NHRP: %s: no NBMA address for %s to %s", s.config.Name, p.Type, p.Destination)
		return
	}
	if !s.sending.take(s.engine.now) {
		s.engine.debugf(DebugErrors, "NHRP: %s: max-send limit reached, %s is not sent", s.config.Name, p.Type)
		return
	}
	if !p.deniesAuthentication() {
		s.authenticate(p)
	}
	data, err := p.Marshal()
	if err != nil {
		s.engine.debugf(DebugErrors, "NHRP: %s: %s is not sent: %v", s.config.Name, p.Type, err)
		return
	}
	s.traffic.count(&s.traffic.Sent, p.Type)
	s.debugPacket(verb, p, data)
	s.engine.do(Send{s.config.Name, nbma, data})
}

// authenticate has the packet show the station's string and no other: the
// extension is one of each hop.
func (s *station) authenticate(p *Packet) {
	var extensions []Extension
	placed := s.config.Secret == ""
	for _, e := range p.Extensions {
		if e.Type == Authentication {
			continue
		}
		if !placed && e.Type > Authentication {
			extensions, placed = append(extensions, authenticationOf(s.config.Secret)), true
		}
		extensions = append(extensions, e)
	}
	if !placed {
		extensions = append(extensions, authenticationOf(s.config.Secret))
	}
	p.Extensions = extensions
}

// self is the station as the record extensions have it.
func (s *station) self() Client {
	return Client{Prefix: hostPrefix, MTU: s.config.MTU, HoldingTime: s.config.holdingTime(), NBMA: s.config.NBMA, Address: s.config.Address}
}

// request begins a packet from the station to a protocol address, with the
// extensions that IOS's requests have. nat are the entries of the NAT address
// extension.
func (s *station) request(t Type, flags uint16, to netip.Addr, nat []Client) *Packet {
	return &Packet{HopCount: maxHops, Type: t, Flags: flags, RequestID: s.engine.requestID(),
		SourceNBMA: s.config.NBMA, Source: s.config.Address, Destination: to,
		Extensions: []Extension{
			{true, Responder, nil}, {true, ForwardRecord, nil}, {true, ReverseRecord, nil},
			{false, NATAddress, AppendClients(nil, nat)},
		}}
}

// replyTo begins the reply to a request.
func (s *station) replyTo(p *Packet, t Type, flags uint16) *Packet {
	reply := &Packet{HopCount: maxHops, Type: t, Flags: flags, RequestID: p.RequestID,
		SourceNBMA: p.SourceNBMA, Source: p.Source, Destination: p.Destination}
	for _, e := range p.Extensions {
		switch e.Type {
		case Responder:
			// RFC 2332, Section 5.3.1: who makes the reply is in it.
			reply.Extensions = append(reply.Extensions, Extension{e.Compulsory, Responder, AppendClients(nil, []Client{s.self()})})
		case ForwardRecord, ReverseRecord, NATAddress:
			reply.Extensions = append(reply.Extensions, e)
		}
	}
	return reply
}

// addNAT adds to the packet's NAT address extension, if it has one, the address
// that NAT has made of a station's.
func (p *Packet) addNAT(address, nbma netip.Addr) {
	e := p.Extension(NATAddress)
	if e == nil {
		return
	}
	for _, c := range p.clientsOf(NATAddress) {
		if c.Address == address {
			return
		}
	}
	value := append([]byte(nil), e.Value...)
	e.Value = AppendClients(value, []Client{{Prefix: hostPrefix, NBMA: nbma, Address: address}})
}

// natOf is the address that NAT has made of a station's, as the packet has it;
// invalid: it has none.
func (p *Packet) natOf(address netip.Addr) netip.Addr {
	for _, c := range p.clientsOf(NATAddress) {
		if c.Address == address && usable(c.NBMA) {
			return c.NBMA
		}
	}
	return netip.Addr{}
}
