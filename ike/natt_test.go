package ike

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// behindNAT is R2 at 10.0.0.2, which R3 at 192.0.2.3 sees as outside. Ports are
// those of R2 plus shift.
type behindNAT struct {
	*network
	r2, r3  *router
	c2, c3  *Config
	outside netip.Addr
	shift   uint16
	from    []netip.AddrPort // where R3 heard from
}

func newBehindNAT(t *testing.T) *behindNAT {
	b := &behindNAT{network: newNetwork(t), outside: netip.MustParseAddr("192.0.2.9"), shift: 20000}
	b.r2, b.r3 = b.add("R2", "10.0.0.2", 2), b.add("R3", "192.0.2.3", 3)
	b.c2, b.c3 = reference("10.0.0.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.9")
	b.c3.Maps[0].ResponderOnly = true
	b.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		if from == b.r2 {
			local = netip.AddrPortFrom(b.outside, s.Local.Port()+b.shift)
			b.from = append(b.from, local)
			return local, s.Remote
		}
		if s.Remote.Addr() != b.outside || s.Remote.Port() < b.shift {
			return s.Local, netip.AddrPort{} // no mapping
		}
		return s.Local, netip.AddrPortFrom(b.r2.addr, s.Remote.Port()-b.shift)
	}
	for _, r := range b.routers {
		r.handle(SetDebug{debugAll})
	}
	return b
}

// onlyVendor has the datagrams of message 1 offer one version of NAT traversal.
func (b *behindNAT) onlyVendor(v isakmp.Vendor) {
	nat := b.nat
	b.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		local, remote = nat(from, s)
		m, err := isakmp.Parse(s.Data)
		if err != nil || m.NextPayload != isakmp.TypeSA || !m.ResponderCookie.IsZero() {
			return local, remote
		}
		m.Payloads = append(without(m.Payloads, isakmp.TypeVendorID), isakmp.NewVendorID(v))
		b.later(0, b.r3, Received{Local: remote, Remote: local, Data: isakmp.Marshal(m.Header, m.Payloads)})
		return local, netip.AddrPort{}
	}
}

// wantMoved checks where R3 sends to.
func (b *behindNAT) wantMoved(t *testing.T, want netip.AddrPort) {
	t.Helper()
	for id, sa := range b.r3.installed {
		if netip.AddrPortFrom(sa.Remote, sa.RemotePort) != want {
			t.Errorf("%v goes to %v port %d, want %v", id, sa.Remote, sa.RemotePort, want)
		}
	}
	s := b.r3.engine.Snapshot(b.now)
	if got := s.SAs[0].Remote; got != want {
		t.Errorf("the ISAKMP SA is with %v, want %v", got, want)
	}
	if f := s.Flows[0]; f.Peer != want.Addr() || f.PeerPort != want.Port() {
		t.Errorf("the flow is with %v port %d, want %v", f.Peer, f.PeerPort, want)
	}
}

// TestNATTVersions has a peer that knows one version only: the payloads and
// the encapsulation modes have the numbers of that version.
func TestNATTVersions(t *testing.T) {
	for _, test := range []struct {
		vendor       isakmp.Vendor
		discovery    isakmp.PayloadType
		tunnel       isakmp.Encapsulation
		originalType isakmp.PayloadType
	}{
		{isakmp.VendorRFC3947, 20, 3, 21},
		{isakmp.VendorNATT07, 15, 3, 16},
		{isakmp.VendorNATT03, 130, 61443, 131},
		{isakmp.VendorNATT02N, 130, 61443, 131},
		{isakmp.VendorNATT02, 130, 61443, 131},
	} {
		for _, by := range []struct {
			mode       datapath.Mode
			aggressive bool
		}{{datapath.Tunnel, false}, {datapath.Transport, false}, {datapath.Tunnel, true}} {
			mode := by.mode
			t.Run(fmt.Sprintf("%d-%v-%t", test.vendor, mode, by.aggressive), func(t *testing.T) {
				b := newBehindNAT(t)
				b.onlyVendor(test.vendor)
				for _, c := range []*Config{b.c2, b.c3} {
					c.Maps[0].TransformSets[0].Mode = mode
				}
				if by.aggressive {
					b.c2.AggressivePeers = []AggressivePeer{{Addresses: []netip.Addr{b.r3.addr}}}
				}
				discovery := map[isakmp.PayloadType]int{}
				b.seen = func(_ *router, s Send) {
					if m, err := isakmp.Parse(s.Data); err == nil {
						for _, p := range isakmp.All[*isakmp.NATDiscovery](m.Payloads) {
							discovery[p.Type()]++
						}
					}
				}
				bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
				if len(b.r2.installed) != 2 || len(b.r3.installed) != 2 {
					t.Fatalf("SAs: %d and %d\n%s", len(b.r2.installed), len(b.r3.installed), b.r2.log.String())
				}
				// Aggressive mode hides those of message 3.
				if want := map[bool]int{false: 4, true: 2}[by.aggressive]; len(discovery) != 1 || discovery[test.discovery] != want {
					t.Errorf("NAT-D payloads %v", discovery)
				}
				sa := b.r2.engine.usable(b.r2.addr, b.r3.addr)
				want := test.tunnel
				if mode == datapath.Transport {
					want++
				}
				if got := sa.natt.encapsulation(mode); got != want || sa.natt.version().original != test.originalType {
					t.Errorf("encapsulation %d, NAT-OA %d", got, sa.natt.version().original)
				}
				for _, installed := range b.r3.installed {
					if installed.Mode != mode || installed.RemotePort != 24500 {
						t.Errorf("mode %v, port %d", installed.Mode, installed.RemotePort)
					}
				}
			})
		}
	}
}

// TestBestNATTVersion: of several that both know the best is used, whatever
// their order.
func TestBestNATTVersion(t *testing.T) {
	vendors := []isakmp.Vendor{isakmp.VendorNATT02, isakmp.VendorNATT02N, isakmp.VendorNATT03, isakmp.VendorNATT07, isakmp.VendorRFC3947}
	for range 2 {
		e := New(zeroes{})
		e.config = &Config{NATTransparency: true}
		sa := &phase1{e: e, remote: netip.MustParseAddrPort("192.0.2.3:500")}
		for _, v := range vendors {
			sa.processNATT(v)
		}
		if sa.natt.vendor != isakmp.VendorRFC3947 {
			t.Errorf("of %v it is %v", vendors, sa.natt.vendor)
		}
		slices.Reverse(vendors)
	}
}

// zeroes is a source of random bytes for what needs none.
type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) { return len(b), nil }

// TestOriginalAddresses: transport mode through a NAT carries the addresses as
// each end sees them, and the proxy identities of the private address find the
// map of the public one.
func TestOriginalAddresses(t *testing.T) {
	b := newBehindNAT(t)
	host := func(s string) netip.Prefix { return netip.PrefixFrom(netip.MustParseAddr(s), 32) }
	for _, c := range []*Config{b.c2, b.c3} {
		c.Maps[0].Tunnel = false
		c.Maps[0].TransformSets[0].Mode = datapath.Transport
	}
	// GRE between the ends as each of them knows them.
	b.c2.Maps[0].Selectors = []datapath.Selector{{Local: host("10.0.0.2"), Remote: host("192.0.2.3"), Protocol: 47}}
	b.c3.Maps[0].Selectors = []datapath.Selector{{Local: host("192.0.2.3"), Remote: host("192.0.2.9"), Protocol: 47}}
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	b.r2.handle(Datapath{datapath.Acquire{Policy: "Tunnel23-head-0", Selector: b.c2.Maps[0].Selectors[0]}})
	b.run(time.Second)
	if len(b.r2.installed) != 2 || len(b.r3.installed) != 2 {
		t.Fatalf("SAs: %d and %d\n%s\n%s", len(b.r2.installed), len(b.r3.installed), b.r2.log.String(), b.r3.log.String())
	}
	for _, sa := range b.r2.installed {
		if sa.Mode != datapath.Transport || sa.OriginalLocal != b.outside || sa.OriginalRemote != b.r3.addr {
			t.Errorf("R2: %v, local %v, remote %v", sa.Mode, sa.OriginalLocal, sa.OriginalRemote)
		}
	}
	for _, sa := range b.r3.installed {
		if sa.Mode != datapath.Transport || sa.OriginalLocal != b.r3.addr || sa.OriginalRemote != b.r2.addr || sa.Selector != b.c3.Maps[0].Selectors[0] {
			t.Errorf("R3: %v, local %v, remote %v, %v", sa.Mode, sa.OriginalLocal, sa.OriginalRemote, sa.Selector)
		}
	}
}

// TestMappingChanges gives the peer another port, another address, and both,
// which its next authentic packet shows: ESP, or a message of IKE. Everything
// goes on, and the next pair is made at the new place.
func TestMappingChanges(t *testing.T) {
	other := netip.MustParseAddr("192.0.2.77")
	for _, test := range []struct {
		name    string
		outside netip.Addr
		shift   uint16
	}{
		{"port", netip.MustParseAddr("192.0.2.9"), 30000},
		{"address", other, 20000},
		{"both", other, 31000},
	} {
		for _, by := range []string{"ESP", "IKE"} {
			t.Run(test.name+" by "+by, func(t *testing.T) {
				b := newBehindNAT(t)
				bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
				b.wantMoved(t, netip.AddrPortFrom(b.outside, 24500))
				b.outside, b.shift = test.outside, test.shift
				want := netip.AddrPortFrom(test.outside, 4500+test.shift)
				if by == "ESP" {
					for id := range b.r3.installed {
						if id.Direction == datapath.Inbound {
							b.r3.handle(Datapath{datapath.Moved{ID: id, Remote: want}})
						}
					}
				} else {
					b.r2.engine.usable(b.r2.addr, b.r3.addr).inform(&isakmp.Notification{DOI: 1, Protocol: isakmp.ProtocolISAKMP, Notify: 40000})
					b.r2.flush()
				}
				b.run(time.Second)
				b.wantMoved(t, want)
				// A rekey by the peer replaces the pair at the new place.
				b.r2.engine.mapOrder[0].flows[0].requestSA()
				b.r2.flush()
				b.run(time.Second)
				if len(b.r3.installed) != 4 {
					t.Fatalf("%d SAs after the rekey\n%s", len(b.r3.installed), b.r3.log.String())
				}
				b.wantMoved(t, want)
				// DELETE of both pairs finds them.
				b.r2.handle(Clear{What: ClearIPsec})
				b.run(100 * time.Millisecond)
				if n := len(b.r3.installed); n != 0 && n != 2 {
					t.Errorf("%d SAs after the DELETE", n)
				}
			})
		}
	}
}

// TestMappingIsNotForged: what is not authentic, what was recorded, and what
// concerns a peer without NAT moves nothing.
func TestMappingIsNotForged(t *testing.T) {
	b := newBehindNAT(t)
	var recorded []byte
	b.seen = func(from *router, s Send) {
		if h, _ := isakmp.ParseHeader(s.Data); from == b.r2 && h.Exchange == isakmp.Informational {
			recorded = s.Data
		}
	}
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	sa := b.r2.engine.usable(b.r2.addr, b.r3.addr)
	sa.inform(&isakmp.Notification{DOI: 1, Protocol: isakmp.ProtocolISAKMP, Notify: 40000})
	b.r2.flush()
	b.run(time.Second)
	thief := netip.MustParseAddrPort("203.0.113.66:4500")
	end := netip.AddrPortFrom(b.r3.addr, 4500)
	h := sa.header()
	h.Exchange, h.MessageID = isakmp.Informational, 99
	clearText := isakmp.Marshal(h, []isakmp.Payload{sa.notification(isakmp.RUThere, []byte{0, 0, 0, 1})})
	garbage := isakmp.MarshalEncrypted(h, isakmp.TypeHash, make([]byte, 64))
	for _, data := range [][]byte{recorded, clearText, garbage} {
		b.r3.handle(Received{Local: end, Remote: thief, Data: data})
	}
	b.r3.handle(Datapath{datapath.Moved{ID: datapath.SAID{SPI: 4711}, Remote: thief}})
	b.wantMoved(t, netip.AddrPortFrom(b.outside, 24500))

	// R3 is not behind a NAT: it stays where R2 knows it to be.
	for id := range b.r2.installed {
		b.r2.handle(Datapath{datapath.Moved{ID: id, Remote: thief}})
	}
	for _, installed := range b.r2.installed {
		if installed.Remote != b.r3.addr {
			t.Errorf("R2 sends to %v", installed.Remote)
		}
	}
}

// TestReplayedProbe repeats a probe whose message ID is long forgotten, from
// somewhere else: that moves nothing, and no more than a few message IDs are
// remembered of a peer that asks all day whether we live.
func TestReplayedProbe(t *testing.T) {
	b := newBehindNAT(t)
	var recorded [][]byte
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	sa, gateway := b.r2.engine.usable(b.r2.addr, b.r3.addr), b.r3.engine.usable(b.r3.addr, b.outside)
	b.seen = func(from *router, s Send) {
		if from == b.r2 {
			recorded = append(recorded, s.Data)
		}
	}
	probe := func() {
		sa.probe()
		b.r2.flush()
		b.run(100 * time.Millisecond)
	}
	for range 3 * probeIDsKept {
		probe()
	}
	if n, other := len(gateway.probes.ids), len(gateway.used.ids); n != probeIDsKept || other != 0 {
		t.Errorf("%d and %d message IDs are kept, want %d and 0", n, other, probeIDsKept)
	}
	heard := gateway.dead.heard
	b.run(time.Minute)
	thief := netip.MustParseAddrPort("203.0.113.66:4500")
	for _, data := range recorded[:len(recorded)-probeIDsKept] {
		b.r3.handle(Received{Local: netip.AddrPortFrom(b.r3.addr, 4500), Remote: thief, Data: data})
	}
	b.wantMoved(t, netip.AddrPortFrom(b.outside, 24500))
	if gateway.remote.Addr() != b.outside || gateway.dead.heard.After(heard) {
		t.Errorf("the peer is at %v, and was heard %v", gateway.remote, gateway.dead.heard)
	}
	// A new one from another mapping does.
	b.shift = 30000
	probe()
	b.wantMoved(t, netip.AddrPortFrom(b.outside, 34500))
}

// TestNATTransparencyOff: "no crypto ipsec nat-transparency udp-encapsulation"
// says nothing of NAT, and does not answer to it.
func TestNATTransparencyOff(t *testing.T) {
	for _, off := range []string{"both", "initiator", "responder"} {
		n := newNetwork(t)
		r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
		c2, c3 := reference("192.0.2.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.2")
		c3.Maps[0].ResponderOnly = true
		c2.NATTransparency, c3.NATTransparency = off == "responder", off == "initiator"
		r2.handle(SetDebug{debugAll})
		discovery := false
		n.seen = func(_ *router, s Send) {
			m, err := isakmp.Parse(s.Data)
			discovery = discovery || err == nil && isakmp.First[*isakmp.NATDiscovery](m.Payloads) != nil
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		if discovery || strings.Contains(r2.log.String(), "NAT found") {
			t.Errorf("%s: NAT is looked for", off)
		}
		for _, sa := range r2.installed {
			if sa.RemotePort != 0 {
				t.Errorf("%s: ESP goes through UDP", off)
			}
		}
	}
}

// TestBothBehindNAT hides each end behind a NAT of its own.
func TestBothBehindNAT(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "10.0.0.2", 2), n.add("R3", "10.0.0.3", 3)
	out2, out3 := netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("192.0.2.3")
	n.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		to, out := r3.addr, out2
		if from == r3 {
			to, out = r2.addr, out3
		}
		return netip.AddrPortFrom(out, s.Local.Port()), netip.AddrPortFrom(to, s.Remote.Port())
	}
	c2, c3 := reference("10.0.0.2", "192.0.2.3"), reference("10.0.0.3", "192.0.2.2")
	c3.Maps[0].ResponderOnly = true
	c2.NATKeepalive, c3.NATKeepalive = 20*time.Second, 20*time.Second
	r2.handle(SetDebug{debugAll})
	bringUp(n, r2, r3, c2, c3)
	if len(r2.installed) != 2 || len(r3.installed) != 2 || !strings.Contains(r2.log.String(), "NAT found, both nodes inside NAT") {
		t.Fatalf("SAs: %d and %d\n%s", len(r2.installed), len(r3.installed), r2.log.String())
	}
	n.run(time.Minute)
	if r2.alive != 3 || r3.alive != 3 {
		t.Errorf("keepalives: %d and %d", r2.alive, r3.alive)
	}
}
