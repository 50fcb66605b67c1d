package tun

import (
	"errors"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// sender has SAs seal packets into an outbox and keeps account of what each
// carried. It is not safe for concurrent use.
type sender struct {
	driver *Driver
	box    *outbox

	// What the current SA sealed since it was last accounted for.
	sa             *outboundSA
	packets, bytes uint64
	sequence       uint64
}

// envelope is what the outer header says of a packet.
type envelope struct {
	trafficClass uint8
	ttl          uint8 // 0: that of the socket
	fragments    bool  // on the way, and by this system
}

// protect seals a whole IP packet: all of it in tunnel mode, what is behind its
// IP header in transport mode, RFC 4303, Section 3.1.
func (s *sender) protect(sa *outboundSA, p []byte, e envelope) {
	ipv6, tunnel := p[0]>>4 == 6, sa.Mode == datapath.Tunnel
	switch {
	case tunnel && ipv6:
		s.seal(sa, p, esp.NextIPv6, e)
	case tunnel:
		s.seal(sa, p, esp.NextIPv4, e)
	case ipv6:
		s.seal(sa, p[ipv6HeaderLen:], p[6], e)
	default:
		s.seal(sa, p[int(p[0]&15)*4:], p[9], e)
	}
}

// seal puts the packet that protects payload in the outbox.
func (s *sender) seal(sa *outboundSA, payload []byte, next uint8, e envelope) {
	if sa != s.sa {
		s.account()
		s.sa = sa
	}
	socket := s.driver.socketFor(sa.association)
	if socket == nil {
		sa.policy.sendErrors.Add(1)
		return
	}
	sa.mu.Lock()
	if sa.sealer == nil {
		sa.mu.Unlock()
		sa.policy.sendErrors.Add(1)
		return
	}
	room := s.box.room(socket, e.fragments, sa.sealer.Size(len(payload)))
	n, err := sa.sealer.Seal(room, payload, next)
	sequence := sa.sealer.Sequence()
	sa.mu.Unlock()
	if err != nil {
		sa.policy.sendErrors.Add(1)
		if errors.Is(err, esp.ErrSequence) && !sa.counters.hardTold.Swap(true) {
			s.driver.events.emit(datapath.Expire{ID: sa.ID(), Hard: true})
		}
		return
	}
	s.box.add(sa, n, e.trafficClass, e.ttl)
	s.packets++
	s.bytes += uint64(len(payload))
	s.sequence = sequence
}

// clear puts a payload in the outbox as it is: no SA protects it.
func (s *sender) clear(to *delivery, payload []byte, e envelope) {
	room := s.box.room(to.socket, e.fragments, len(payload))
	s.box.add(to, copy(room, payload), e.trafficClass, e.ttl)
}

// account adds what was sealed since the last call to the counters.
func (s *sender) account() {
	if s.packets == 0 {
		return
	}
	s.sa.policy.sealed.Add(s.packets)
	s.sa.policy.sealedBytes.Add(s.bytes)
	s.sa.account(s.driver.events, s.packets, s.bytes, s.sequence)
	s.packets, s.bytes = 0, 0
}

// flush sends everything and forgets the SA, which may go.
func (s *sender) flush() {
	s.account()
	s.box.flush()
	s.sa = nil
}
