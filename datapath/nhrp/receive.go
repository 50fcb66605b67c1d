package nhrp

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"slices"
)

// receive a packet that came from an NBMA address.
func (s *station) receive(from netip.Addr, data []byte) {
	if s.config.NetworkID == 0 || !usable(from) {
		return
	}
	p, err := Parse(data)
	if err != nil {
		s.engine.debugf(DebugErrors, "NHRP: %s: packet from %s is not valid: %v", s.config.Name, from, err)
		if !errors.Is(err, ErrNotIPv4) {
			s.traffic.Malformed++
		}
		return
	}
	s.traffic.count(&s.traffic.Received, p.Type)
	s.debugPacket("Receive", p, data)
	if !p.authentic(s.config.Secret) && !p.deniesAuthentication() {
		s.engine.debugf(DebugErrors, "NHRP: %s: %s from %s fails authentication", s.config.Name, p.Type, from)
		s.refuse(p, data, from, ErrorAuthentication, 0)
		return
	}
	if !usable(p.Source) || p.Destination.IsValid() && !usable(p.Destination) && p.Type != TrafficIndication {
		s.refuse(p, data, from, ErrorProtocol, fixedLen)
		return
	}
	if s.isForUs(p, from) {
		s.handle(p, data, from)
	} else {
		s.forward(p, data, from)
	}
}

// isForUs reports whether the packet has come to its end. A client that does not
// know the address of its server registers at its own: RFC 2332, Section 5.2.3.
func (s *station) isForUs(p *Packet, from netip.Addr) bool {
	if p.Type.isReply() {
		return s.config.isOurs(p.Source)
	}
	return s.config.isOurs(p.Destination) || p.Type == RegistrationRequest && p.Destination == p.Source ||
		p.Type == TrafficIndication
}

func (s *station) handle(p *Packet, data []byte, from netip.Addr) {
	if i := slices.IndexFunc(p.Extensions, func(e Extension) bool { return e.Compulsory && !known(e.Type) }); i >= 0 && !p.Type.isIndication() {
		s.refuse(p, data, from, ErrorUnrecognizedExtension, 0)
		return
	}
	switch p.Type {
	case ResolutionRequest:
		s.answerResolution(p, from)
	case ResolutionReply:
		s.resolved(p, data, from)
	case RegistrationRequest:
		s.answerRegistration(p, from)
	case RegistrationReply:
		s.registered(p, from)
	case PurgeRequest:
		s.answerPurge(p, from)
	case PurgeReply:
		// Nothing waits for it: what it would repeat is sent once, and the
		// entries of who has missed it end with their holding time.
	case ErrorIndication:
		s.failed(p)
	case TrafficIndication:
		s.engine.debugf(DebugEvents, "NHRP: %s: Traffic Indication from %s is ignored: there are no shortcuts", s.config.Name, p.Source)
	default:
		s.refuse(p, data, from, ErrorProtocol, 17)
	}
}

// known reports whether a station can process extensions of the type.
func known(t ExtensionType) bool {
	switch t {
	case Responder, ForwardRecord, ReverseRecord, Authentication, NATAddress:
		return true
	}
	return false
}

// refuse tells the sender what is wrong with a packet. An indication is not
// answered by another, and the answer is longer than what it is about by its own
// header alone.
func (s *station) refuse(p *Packet, data []byte, from netip.Addr, why Error, offset uint16) {
	if p.Type.isIndication() || !usable(p.Source) || !s.erring.take(s.engine.now) {
		return
	}
	s.engine.debugf(DebugErrors, "NHRP: %s: %s from %s (NBMA %s) is refused: %s", s.config.Name, p.Type, p.Source, from, why)
	contents := data[:min(len(data), maxQuoted)]
	s.send("Send", &Packet{HopCount: maxHops, Type: ErrorIndication, Code: why, Offset: offset,
		SourceNBMA: s.config.NBMA, Source: s.config.Address, Destination: p.Source, Contents: contents}, from)
}

// failed handles an Error Indication about a packet of ours.
func (s *station) failed(p *Packet) {
	trigger, ok := parseBeginning(p.Contents)
	if !ok || trigger.Source != s.config.Address || !s.waitsFor(trigger) {
		return // not about a packet of ours, or one that was answered
	}
	s.syslogf("PAKERROR", "Received Error Indication from %s, code: %s, (trigger src: %s (nbma: %s) dst: %s), offset: %d, data: % X",
		p.Source, p.Code, trigger.Source, trigger.SourceNBMA, trigger.Destination, p.Offset, p.Contents[:min(len(p.Contents), 40)])
}

// waitsFor reports whether a request of ours has no answer yet.
func (s *station) waitsFor(request *Packet) bool {
	switch request.Type {
	case RegistrationRequest:
		return slices.ContainsFunc(s.servers, func(v *server) bool { return v.pending && v.requestID == request.RequestID })
	case ResolutionRequest:
		n := s.cache.entries[request.Destination]
		return n != nil && n.requestID == request.RequestID && !n.retry.at.IsZero()
	}
	return false
}

// deniesAuthentication reports whether the packet says that one of ours was not
// authentic: who sends it does not show us their string, nor could we know it.
func (p *Packet) deniesAuthentication() bool {
	return p.Type == ErrorIndication && p.Code == ErrorAuthentication
}

// maxQuoted is how much of a packet an indication about it has.
const maxQuoted = 1024

// beginningLen is how much of a packet says who sent it, and what it was.
const beginningLen = fixedLen + 8 + 3*addrLen

// parseBeginning reads who sent a packet that may be cut off behind that, and
// what it was.
func parseBeginning(b []byte) (p *Packet, ok bool) {
	if len(b) < beginningLen {
		return nil, false
	}
	p = &Packet{Type: Type(b[17])}
	s := b[fixedLen:]
	if b[18] != addrLen || b[19] != 0 || s[0] != addrLen || s[1] != addrLen {
		return nil, false
	}
	p.RequestID = binary.BigEndian.Uint32(s[4:])
	p.SourceNBMA = netip.AddrFrom4([4]byte(s[8:12]))
	p.Source = netip.AddrFrom4([4]byte(s[12:16]))
	p.Destination = netip.AddrFrom4([4]byte(s[16:20]))
	return p, true
}
