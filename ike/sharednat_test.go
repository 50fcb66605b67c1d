package ike

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// sharedNAT has R2 and R4 behind one NAT come to R3, which sees one address.
type sharedNAT struct {
	*network
	r2, r3, r4 *router
}

func newSharedNAT(t *testing.T) *sharedNAT {
	s := &sharedNAT{network: newNetwork(t)}
	outside := netip.MustParseAddr("192.0.2.9")
	s.r2, s.r3, s.r4 = s.add("R2", "10.0.0.2", 2), s.add("R3", "192.0.2.3", 3), s.add("R4", "10.0.0.4", 4)
	shift := map[*router]uint16{s.r2: 20000, s.r4: 40000}
	s.nat = func(from *router, m Send) (local, remote netip.AddrPort) {
		if n, inside := shift[from]; inside {
			return netip.AddrPortFrom(outside, m.Local.Port()+n), m.Remote
		}
		for r, n := range shift {
			if m.Remote.Port() >= n && m.Remote.Port() < n+5000 {
				return m.Local, netip.AddrPortFrom(r.addr, m.Remote.Port()-n)
			}
		}
		return m.Local, netip.AddrPort{}
	}
	hub := reference("192.0.2.3", "192.0.2.9")
	m := &hub.Maps[0]
	m.Name, m.Sequence, m.Tunnel, m.Peers, m.Selectors = "CMAP", 10, false, nil, nil
	m.DynamicMap, m.DynamicSequence = "DYN", 10
	s.r3.handle(SetDebug{debugAll})
	s.r3.handle(Configure{hub})
	for _, r := range []*router{s.r2, s.r4} {
		c := reference(r.addr.String(), "192.0.2.3")
		c.Identity, c.Hostname = IdentityHostname, strings.ToLower(r.name)+".example.net"
		c.Maps[0].Selectors = []datapath.Selector{{Local: prefix(r.addr.String() + "/32"), Remote: prefix("10.3.0.0/16")}}
		r.handle(Configure{c})
	}
	s.run(5 * time.Second)
	s.wantBoth(t)
	return s
}

// wantBoth checks that both peers have their pair with R3.
func (s *sharedNAT) wantBoth(t *testing.T) {
	t.Helper()
	if len(s.r2.installed) != 2 || len(s.r4.installed) != 2 || len(s.r3.installed) != 4 {
		t.Fatalf("%d, %d and %d SAs\n%s", len(s.r2.installed), len(s.r4.installed), len(s.r3.installed), s.r3.log.String())
	}
}

// say has a peer say something to R3 in an informational exchange.
func (s *sharedNAT) say(r *router, payloads ...isakmp.Payload) {
	r.engine.usable(r.addr, s.r3.addr).inform(payloads...)
	r.flush()
	s.run(time.Second)
}

// TestNeighboursBehindNAT has R4 speak of what R3 has with R2: neither its SA
// pair nor its ISAKMP SA are R4's to delete.
func TestNeighboursBehindNAT(t *testing.T) {
	s := newSharedNAT(t)
	theirs := s.r2.engine.usable(s.r2.addr, s.r3.addr)
	pair := s.r2.engine.Snapshot(s.now).Flows[0].Pairs[0]
	for _, id := range []datapath.SAID{pair.Inbound, pair.Outbound} {
		number := binary.BigEndian.AppendUint32(nil, id.SPI)
		s.say(s.r4, &isakmp.Delete{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP, SPIs: [][]byte{number}})
		s.say(s.r4, &isakmp.Notification{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP, SPI: number, Notify: isakmp.InvalidSPI})
	}
	s.say(s.r4, &isakmp.Delete{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolISAKMP,
		SPIs: [][]byte{append(theirs.cookies.initiator[:], theirs.cookies.responder[:]...)}})
	s.wantBoth(t)
	if s.r3.engine.byCookies[theirs.cookies] == nil {
		t.Error("R3 has lost its ISAKMP SA with R2")
	}
	// R2 may.
	s.say(s.r2, &isakmp.Delete{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP, SPIs: [][]byte{binary.BigEndian.AppendUint32(nil, pair.Inbound.SPI)}})
	if len(s.r3.installed) != 2 {
		t.Errorf("R3 has %d SAs", len(s.r3.installed))
	}
}

// TestSPIOfANeighbour has R4 ask for packets on the SPI on which R2 gets its
// own. R2 itself may use it again: it must have forgotten what it was for.
func TestSPIOfANeighbour(t *testing.T) {
	s := newSharedNAT(t)
	pair := s.r2.engine.Snapshot(s.now).Flows[0].Pairs[0]
	quick := func(r *router, id uint32) {
		sa := r.engine.usable(r.addr, s.r3.addr)
		f := r.engine.mapOrder[0].flows[0]
		offer := &isakmp.SA{Proposals: f.m.proposals(pair.Inbound.SPI, sa)}
		data, _ := sa.seal(isakmp.QuickMode, id, sa.keys.exchangeIV(sa.main.iv, id), func(rest []byte) []byte { return sa.keys.hash1(id, rest) },
			[]isakmp.Payload{offer, &isakmp.Nonce{Data: make([]byte, 20)}, clientID(f.selector.Local, 0, datapath.PortRange{}), clientID(f.selector.Remote, 0, datapath.PortRange{})})
		sa.send(data)
		r.flush()
		s.run(time.Second)
	}
	id := datapath.SAID{Direction: datapath.Outbound, Remote: netip.MustParseAddr("192.0.2.9"), SPI: pair.Inbound.SPI}
	before := s.r3.engine.pairs[id]
	quick(s.r4, 4711)
	s.wantBoth(t)
	if s.r3.engine.pairs[id] != before {
		t.Error("R4 has taken R2's SPI")
	}
	quick(s.r2, 4712)
	if p := s.r3.engine.pairs[id]; p == nil || p == before {
		t.Errorf("the pair of the SPI is %p, before %p", p, before)
	}
}
