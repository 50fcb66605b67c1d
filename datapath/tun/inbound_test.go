package tun

import (
	"net/netip"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// TestForgeries: what does not come from the peer changes counters only.
func TestForgeries(t *testing.T) {
	for _, encap := range []bool{false, true} {
		p := newPair(t, pairOptions{encap: encap})
		x := newAttacker(t, p, encap)
		good := udpPacket(p.a.inner4, p.b.inner4, []byte("payload"))
		foreign := udpPacket(p.a.inner4, p.b.inner4, []byte("payload"))
		foreign[0] = 0x65

		first := x.packet(good, esp.NextIPv4)
		x.send(first)
		x.send(first)
		broken := x.packet(good, esp.NextIPv4)
		broken[len(broken)-1] ^= 1
		x.send(broken)
		x.send(x.packet(good, esp.NextIPv6))
		x.send(x.packet(foreign, esp.NextIPv6))
		x.send(x.packet(good[:10], esp.NextIPv4))
		x.send(x.packet(nil, esp.NextNone))
		x.send([]byte{1, 2, 3})
		x.send(append(x.packet(good, esp.NextIPv4), 0))
		x.send(x.packet(append(good[:len(good):len(good)], make([]byte, 40)...), esp.NextIPv4)) // TFC padding

		last := x.seal.Sequence()
		eventually(t, "the last packet arrives", func() bool { return p.b.saStats(datapath.Inbound).LastSequence == last })
		want := datapath.SAStats{
			Packets: 6, Bytes: 2 * uint64(len(good)), AuthFailed: 1, Replayed: 1, Malformed: 4, LastSequence: last,
		}
		eventually(t, "the counters are right", func() bool {
			got := p.b.saStats(datapath.Inbound)
			got.LastUsed = 0
			return got == want
		})
		s := p.b.driver.Stats()
		if got := s.Policies[policyName]; got.Decaps != 6 || got.RecvErrors != 6 {
			t.Errorf("encap=%t: %+v", encap, got)
		}
		eventually(t, "the tunnel delivers two packets", func() bool {
			return p.b.driver.Stats().Interfaces["Tunnel23"].InPackets == 2
		})
	}
}

// TestInvalidSPI: unknown SPIs are told once a second, and so is an SA that is
// used in the other encapsulation.
func TestInvalidSPI(t *testing.T) {
	for _, encap := range []bool{false, true} {
		p := newPair(t, pairOptions{encap: encap})
		x := newAttacker(t, p, !encap)
		p.b.quiet()
		packet := x.packet(udpPacket(p.a.inner4, p.b.inner4, nil), esp.NextIPv4)
		for range 3 {
			x.send(packet)
		}
		sa := p.sa(p.b, datapath.Inbound)
		want := datapath.InvalidSPI{Local: p.b.outer, Remote: p.a.outer, SPI: sa.SPI}
		if got := p.b.event(); got != want {
			t.Errorf("encap=%t: event %+v, want %+v", encap, got, want)
		}
		eventually(t, "three are counted", func() bool { return p.b.driver.Stats().InvalidSPI == 3 })
		p.b.quiet()
		if got := p.b.saStats(datapath.Inbound); got.Packets != 0 {
			t.Errorf("encap=%t: the SA took %d packets", encap, got.Packets)
		}
	}
}

// TestSelector: an SA carries only what was negotiated for it, RFC 4301,
// Section 5.2.
func TestSelector(t *testing.T) {
	p := newPair(t, pairOptions{sa: func(sa *datapath.SA) {
		sa.Selector.Protocol = protoUDP
		sa.Selector.RemotePort = datapath.PortRange{First: 9, Last: 9}
		if sa.Local == netip.MustParseAddr("192.0.2.3") {
			sa.Selector.LocalPort, sa.Selector.RemotePort = sa.Selector.RemotePort, datapath.PortRange{}
		}
	}})
	x := newAttacker(t, p, false)
	good := udpPacket(p.a.inner4, p.b.inner4, nil)
	otherPort := udpPacket(p.a.inner4, p.b.inner4, nil)
	otherPort[23] = 10
	otherProtocol := udpPacket(p.a.inner4, p.b.inner4, nil)
	otherProtocol[9] = protoTCP
	for _, packet := range [][]byte{otherPort, otherProtocol, good} {
		x.send(x.packet(packet, esp.NextIPv4))
	}
	eventually(t, "two are refused", func() bool {
		s := p.b.saStats(datapath.Inbound)
		return s.LastSequence == 3 && s.Malformed == 2
	})

	// The other way round.
	conn := p.a.listen(p.a.inner4)
	for port, errors := range map[uint16]uint64{9: 0, 10: 1} {
		before := p.a.driver.Stats().Policies[policyName]
		if _, err := conn.WriteToUDPAddrPort([]byte{1}, netip.AddrPortFrom(p.b.inner4, port)); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the packet is dealt with", func() bool {
			now := p.a.driver.Stats().Policies[policyName]
			return now.SendErrors == before.SendErrors+errors && now.Encaps == before.Encaps+1-errors
		})
	}
}

// TestNotAuthentic: of many packets whose ICV is wrong one is told of.
func TestNotAuthentic(t *testing.T) {
	p := newPair(t, pairOptions{})
	x := newAttacker(t, p, false)
	p.b.quiet()
	for range 3 {
		broken := x.packet(udpPacket(p.a.inner4, p.b.inner4, nil), esp.NextIPv4)
		broken[len(broken)-1] ^= 1
		x.send(broken)
	}
	sa := p.sa(p.b, datapath.Inbound)
	if got, want := p.b.event(), (datapath.NotAuthentic{ID: sa.ID(), Sequence: 1}); got != want {
		t.Errorf("event %+v, want %+v", got, want)
	}
	eventually(t, "three are counted", func() bool { return p.b.saStats(datapath.Inbound).AuthFailed == 3 })
	p.b.quiet()
}

// TestTruncatedICV: the peer that cuts HMAC-SHA-256 to 96 bits is noticed.
func TestTruncatedICV(t *testing.T) {
	p := newPair(t, pairOptions{transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA256}})
	x := newAttacker(t, p, false)
	packet := x.packet(udpPacket(p.a.inner4, p.b.inner4, nil), esp.NextIPv4)
	p.b.quiet()
	x.send(packet[:len(packet)-4])
	sa := p.sa(p.b, datapath.Inbound)
	if got, want := p.b.event(), (datapath.NotAuthentic{ID: sa.ID(), Sequence: 1, Truncated: true}); got != want {
		t.Errorf("event %+v, want %+v", got, want)
	}
	eventually(t, "it is counted", func() bool {
		s := p.b.saStats(datapath.Inbound)
		return s.TruncatedICV == 1 && s.AuthFailed == 1 && s.Packets == 0
	})
}

// TestLifetimeInBytes: each limit is told once, and the hard one is the end.
func TestLifetimeInBytes(t *testing.T) {
	p := newPair(t, pairOptions{sa: func(sa *datapath.SA) { sa.SoftBytes, sa.HardBytes = 1000, 2000 }})
	from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
	p.a.quiet()
	p.b.quiet()
	out, in := p.sa(p.a, datapath.Outbound), p.sa(p.b, datapath.Inbound)
	for range 2 {
		exchange(t, from, to, 1000)
	}
	for n, sa := range map[*node]*datapath.SA{p.a: &out, p.b: &in} {
		for _, hard := range []bool{false, true} {
			if got, want := n.event(), (datapath.Expire{ID: sa.ID(), Hard: hard}); got != want {
				t.Errorf("%s: %+v, want %+v", n.ns.Name, got, want)
			}
		}
	}
	if _, err := from.WriteTo([]byte{1}, to.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the SA sends no more", func() bool { return p.a.driver.Stats().Policies[policyName].SendErrors == 1 })
	p.a.quiet()
	p.b.quiet()
}
