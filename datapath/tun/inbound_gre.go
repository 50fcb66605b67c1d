package tun

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/datapath/gre"
)

// greKey finds the tunnel of a GRE packet.
type greKey struct {
	local, remote netip.Addr // without zone
	keyed         bool
	key           uint32
}

func (s *tunnelState) greKey() greKey {
	return greKey{s.Local.Unmap().WithZone(""), s.Remote.Unmap().WithZone(""), s.GRE.Keyed, s.GRE.Key}
}

// clearGRE takes a packet that nothing protected.
func (in *inbound) clearGRE(d *datagram) {
	f := flow{source: d.remote, destination: d.local}
	var by *policy
	for _, t := range *in.driver.reassembling.Load() {
		if t.index == d.device {
			// It was in fragments, each of which an SA has protected.
			by = t.state.Load().policy
		}
	}
	in.gre(by, in.slot(), d.data, &f, d.trafficClass)
}

// isFragment reports whether an IP packet is only a part of one.
func isFragment(p []byte) bool {
	if p[0]>>4 == 6 {
		return p[6] == protoFragment
	}
	return binary.BigEndian.Uint16(p[6:])&^0x4000 != 0
}

// reassemble has the system put a GRE packet together that the peer cut before
// it encrypted the parts: the router to which it is addressed has to, RFC 4301,
// Section 7. It comes back in clear, by the device of the tunnel.
func (in *inbound) reassemble(p *policy, slot []byte, f *flow) {
	for _, t := range *in.driver.reassembling.Load() {
		if t.state.Load().policy == p {
			in.give(t.device, slot, f)
			return
		}
	}
	p.recvErrors.Add(1)
}

// gre hands what is in a GRE packet to its tunnel, if that goes by the policy
// that the packet came by. outer has the packet's addresses.
func (in *inbound) gre(by *policy, slot, packet []byte, outer *flow, class uint8) {
	h, ok := gre.Parse(packet)
	tunnels := *in.driver.greTunnels.Load()
	t := tunnels[greKey{outer.destination, outer.source, h.Keyed, h.Key}]
	if t == nil {
		t = tunnels[greKey{outer.destination, netip.IPv4Unspecified(), h.Keyed, h.Key}] // multipoint
	}
	if t == nil {
		by.refused()
		return
	}
	state := t.state.Load()
	if ok && state.policy == by && h.Answers(&state.GRE) && !state.Multipoint() {
		if t.keepalive.Answered(&state.GRE) {
			in.driver.changes.Note("") // the line comes up
		}
		return
	}
	if !ok || state.policy != by || !h.Fits(&state.GRE) || state.GRE.Sequence && !state.Multipoint() && !t.inOrder(h.Sequence) {
		by.refused()
		t.recvErrors.Add(1)
		return
	}
	payload := packet[h.Size:]
	if state.NHRP && h.Protocol == gre.TypeNHRP {
		in.nhrp(t, state, outer.source, payload)
		return
	}
	f, ok := parseFlow(payload)
	switch {
	case !ok || h.Protocol == gre.TypeIPv4 != f.source.Is4() || h.Protocol == gre.TypeIPv6 != f.source.Is6():
		t.recvErrors.Add(1)
	case f.protocol == protoGRE && f.transport > 0 && f.source == outer.destination && f.destination == outer.source && !state.Multipoint():
		in.replies.reflect(t, state, payload[f.transport:f.size])
	case state.policy != nil && f.protocol == protoGRE && f.destination == outer.destination:
		// It would come back by the device of the tunnel, as what an SA has
		// protected in parts does: GRE from whomever the peer says.
		t.recvErrors.Add(1)
	case !t.line.Up():
		t.recvErrors.Add(1)
	default:
		payload = payload[:f.size]
		takeCongestion(payload, class)
		in.accept(t, slot, payload, &f)
	}
}

// refused counts a packet that was protected and is no tunnel's.
func (p *policy) refused() {
	if p != nil {
		p.recvErrors.Add(1)
	}
}

// inOrder reports whether a packet is newer than all before it, RFC 2890,
// Section 2.2. A peer that starts anew begins at 0.
func (t *tunnel) inOrder(sequence uint32) bool {
	const none = -1
	last := t.received.Load()
	if last != none && sequence != 0 && int32(sequence-uint32(last)) <= 0 {
		return false
	}
	t.received.Store(int64(sequence))
	return true
}

// reassemblingOf are the GRE tunnels that SAs protect, one for each policy.
func reassemblingOf(tunnels map[string]*tunnel) []*tunnel {
	var list []*tunnel
	for _, t := range tunnels {
		s := t.state.Load()
		if s.Encapsulation == datapath.InGRE && s.policy != nil && !s.Shutdown &&
			!slices.ContainsFunc(list, func(o *tunnel) bool { return o.state.Load().policy == s.policy }) {
			list = append(list, t)
		}
	}
	return list
}

// greTunnelsOf are the tunnels that take GRE packets.
func greTunnelsOf(tunnels map[string]*tunnel) map[greKey]*tunnel {
	all := map[greKey]*tunnel{}
	for _, t := range tunnels {
		if s := t.state.Load(); s.Encapsulation == datapath.InGRE && !s.Shutdown && s.Local.IsValid() && s.Remote.IsValid() {
			all[s.greKey()] = t
		}
	}
	return all
}
