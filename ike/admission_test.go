package ike

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	mathrand "math/rand/v2"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// firstOffer is the message 1 that a router with the configuration sends.
func firstOffer(t *testing.T, c *Config) []byte {
	n := newNetwork(t)
	r := n.add("R2", c.Maps[0].Local.String(), 2)
	var offer []byte
	n.seen = func(_ *router, s Send) { offer = bytes.Clone(s.Data) }
	r.handle(Configure{c})
	return offer
}

// spoof is an offer of a stranger who makes up everything, each time anew.
func spoof(offer []byte, i uint32) []byte {
	data := bytes.Clone(offer)
	binary.BigEndian.PutUint32(data, 0xbad0bad0)
	binary.BigEndian.PutUint32(data[4:], i+1)
	return data
}

func addressOf(i uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
}

// TestFloodOfOffers has 100,000 datagrams of message 1 from made-up addresses,
// and then as many from the very address of the peer, come between every two
// messages of a genuine exchange. No memory and no Diffie-Hellman is spent on
// them, nothing is sent that is longer than what came, and the peer connects.
func TestFloodOfOffers(t *testing.T) {
	const local, remote = "192.0.2.3", "192.0.2.2"
	offer := firstOffer(t, reference(remote, local))
	for _, test := range []struct {
		name string
		from func(i uint32) netip.AddrPort
		vary bool
	}{
		{"many addresses", func(i uint32) netip.AddrPort { return netip.AddrPortFrom(addressOf(i), 500) }, false},
		{"the peer's address", func(uint32) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr(remote), 500) }, false},
		{"the peer's address, other ports", func(i uint32) netip.AddrPort {
			return netip.AddrPortFrom(netip.MustParseAddr(remote), uint16(i))
		}, false},
		{"offers of all kinds", func(i uint32) netip.AddrPort { return netip.AddrPortFrom(addressOf(i), 500) }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := newNetwork(t)
			r2, r3 := n.add("R2", remote, 2), n.add("R3", local, 3)
			c3 := reference(local, remote)
			c3.Maps[0].ResponderOnly = true
			r3.handle(Configure{c3})
			i, sent, computed := uint32(0), 0, 0
			flood := func(count int) {
				for range count {
					i++
					data := spoof(offer, i)
					if test.vary {
						// The lifetime of the transform makes it another offer.
						binary.BigEndian.PutUint32(data[28+4+8+8+8+5*4+4:], 1000+i)
					}
					for _, a := range r3.engine.Handle(n.now, Received{netip.AddrPortFrom(r3.addr, 500), test.from(i), data}) {
						switch a := a.(type) {
						case Send:
							sent++
							if len(a.Data) > len(data) {
								t.Fatalf("%d bytes are answered with %d", len(data), len(a.Data))
							}
						case Compute:
							computed++
						case SetTimer:
							r3.timer = a.At
						}
					}
				}
			}
			messages := 0
			n.seen = func(_ *router, s Send) {
				if messages++; messages == 2 || messages == 4 {
					flood(100) // what comes in a hundredth of a second
				}
			}
			flood(100_000)
			if sent < 100 || computed != 0 {
				t.Errorf("%d answers, %d computations", sent, computed)
			}
			e := r3.engine
			if e.unproven() > statelessFrom || len(e.peers) > statelessFrom || len(e.byOffer) > statelessFrom || len(e.timers) > 2*statelessFrom || len(e.offers.entries) > offersKept {
				t.Errorf("kept: %d half open, %d peers, %d offers, %d timers, %d of the table",
					e.unproven(), len(e.peers), len(e.byOffer), len(e.timers), len(e.offers.entries))
			}
			r2.handle(Configure{reference(remote, local)})
			for range 60 {
				n.run(time.Second)
				if len(r3.installed) == 2 {
					break
				}
			}
			wantUp(t, r2, r3)
			if !e.usable(r3.addr, r2.addr).restored {
				t.Error("the SA was made from message 1")
			}
			n.run(3 * time.Minute)
			if e.unproven() != 0 || e.remnants != 0 || len(e.byOffer) != 1 || e.negotiating != 0 || e.active != 1 {
				t.Errorf("left: %d half open, %d remnants, %d offers, %d negotiating, %d active", e.unproven(), e.remnants, len(e.byOffer), e.negotiating, e.active)
			}
		})
	}
}

// TestAnticloggingCookie: RFC 2408, Section 2.5.3: "It must not be possible for
// anyone other than the issuing entity to generate cookies that will be accepted
// by that entity", and it "must depend on the specific parties".
func TestAnticloggingCookie(t *testing.T) {
	const local, remote = "192.0.2.3", "192.0.2.2"
	n := newNetwork(t)
	r2, r3 := n.add("R2", remote, 2), n.add("R3", local, 3)
	c3 := reference(local, remote)
	c3.Maps[0].ResponderOnly = true
	c3.Admission.Negotiating = 1 // from the first one on
	r3.handle(Configure{c3})
	var third Send
	n.fate = func(from *router, s Send) []time.Duration {
		if h, _ := isakmp.ParseHeader(s.Data); h.NextPayload == isakmp.TypeKeyExchange && from == r2 {
			third = s
			return nil
		}
		return []time.Duration{0}
	}
	r2.handle(Configure{reference(remote, local)})
	n.run(time.Second)
	if third.Data == nil || len(r3.engine.peers) != 0 {
		t.Fatalf("no message 3, or %d peers", len(r3.engine.peers))
	}
	good := Received{Local: third.Remote, Remote: third.Local, Data: third.Data}
	header, _ := isakmp.ParseHeader(third.Data)
	try := func(name string, ev Received, want bool) {
		t.Helper()
		h, _ := isakmp.ParseHeader(ev.Data)
		sa := r3.engine.restore(h, ev)
		if (sa != nil) != want {
			t.Errorf("%s: restored: %v", name, sa != nil)
		}
		if sa != nil {
			sa.delete("test", false)
			sa.forget()
		}
		r3.engine.actions = nil
	}
	try("as it was", good, true)
	for i := range 16 {
		ev := good
		ev.Data = bytes.Clone(good.Data)
		ev.Data[i] ^= 1
		try("another cookie", ev, false)
	}
	ev := good
	ev.Remote = netip.AddrPortFrom(addressOf(1), 500)
	try("another address", ev, false)
	ev.Remote = netip.AddrPortFrom(good.Remote.Addr(), 501)
	try("another port", ev, false)
	ev.Remote, ev.Local = good.Remote, netip.AddrPortFrom(addressOf(1), 500)
	try("another address of ours", ev, false)
	r3.engine.now = r3.engine.now.Add(cookieWindow)
	try("a minute later", good, true)
	r3.engine.now = r3.engine.now.Add(cookieWindow)
	try("two minutes later", good, false)
	if e := New(rand.Reader); e.restore(header, good) != nil {
		t.Error("another router takes the cookie")
	}
}

// TestAdmissionLimits holds an engine to both limits, as a responder and as an
// initiator. An SA that there is may be replaced.
func TestAdmissionLimits(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	stranger := n.add("R4", "2001:db8::4", 4)
	second := c3.Maps[0]
	second.Name, second.Interface, second.Peers = "Tunnel34-head-0", "Tunnel34", []netip.Addr{stranger.addr}
	c3.Maps = append(c3.Maps, second)
	c3.Admission = Admission{SAs: 1}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	stranger.handle(Configure{reference("2001:db8::4", addrR3)})
	n.run(time.Minute)
	s := r3.engine.Snapshot(n.now).Admission
	if len(stranger.installed) != 0 || s.RefusedSAs == 0 || s.Active != 1 || s.IncomingRefused != s.RefusedSAs {
		t.Errorf("a second SA: %+v", s)
	}
	r2.handle(Clear{What: ClearISAKMP})
	r2.engine.saRequest(r2.engine.mapOrder[0].flows[0])
	r2.flush()
	n.run(time.Second)
	if r2.engine.usable(r2.addr, r3.addr) == nil {
		t.Error("the SA is not replaced")
	}

	// Outgoing, with both limits reached.
	for _, limit := range []Admission{{SAs: 1}, {Negotiating: 1}} {
		n, r2, _, c2, _ := pair(t)
		other := c2.Maps[0]
		other.Name, other.Interface, other.Peers = "Tunnel24-head-0", "Tunnel24", []netip.Addr{netip.MustParseAddr("2001:db8::4")}
		c2.Maps = append(c2.Maps, other)
		c2.Admission = limit
		if limit.SAs == 1 {
			r2.engine.active = 1
		}
		r2.handle(Configure{c2})
		n.run(time.Second)
		want := uint64(1)
		if limit.SAs == 1 {
			want = 2
		}
		if s := r2.engine.Snapshot(n.now).Admission; s.Outgoing != 2 || s.OutgoingRefused != want {
			t.Errorf("%+v: %+v", limit, s)
		}
	}
}

// TestFloodsOfTheOtherMode has a peer of each mode begin while the other mode is
// under a flood.
func TestFloodsOfTheOtherMode(t *testing.T) {
	for _, aggressive := range []bool{false, true} {
		n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
		n.fate = func(*router, Send) []time.Duration { return nil }
		var offer []byte
		n.seen = func(from *router, s Send) {
			if from == r2 {
				offer = s.Data
			}
		}
		flooding := reference("192.0.2.2", "192.0.2.3")
		c3.Keyrings = append(c3.Keyrings, flooding.Keyrings...)
		if aggressive {
			c2, flooding = flooding, c2
		}
		r3.handle(Configure{c3})
		r2.handle(Configure{flooding})
		n.run(time.Second)
		r2.handle(Configure{&Config{}})
		for i := range uint32(2 * statelessFrom) {
			r3.handle(Received{Local: r3.end(500), Remote: netip.AddrPortFrom(addressOf(i), 500), Data: spoof(offer, i)})
		}
		n.run(time.Second)
		n.fate = nil
		if got := r3.engine.unproven(); got != statelessFrom {
			t.Errorf("aggressive %v: %d half-open exchanges, want %d", aggressive, got, statelessFrom)
		}
		r2.handle(Configure{c2})
		n.run(time.Second)
		wantUp(t, r2, r3)
	}
}

// TestServerFlood has 100,000 datagrams come in by a real socket from other
// addresses of the loopback network, as fast as they are read. A peer that
// begins meanwhile connects before they end.
func TestServerFlood(t *testing.T) {
	const datagrams = 100_000
	port := freePort(t)
	start := func(addr netip.Addr, up chan bool) *Server {
		return startServer(t, ServerOptions{
			Driver: newEncapDriver(), Addresses: []netip.Addr{addr}, Port: port,
			Handle: func(a Action) {
				if l, ok := a.(Line); ok {
					up <- l.Up
				}
			},
		}, New(rand.Reader))
	}
	upA, upB := make(chan bool, 8), make(chan bool, 8)
	b := start(loopback2, upB)
	answer := reference(loopback2.String(), loopback1.String())
	answer.Maps[0].ResponderOnly = true
	b.Configure(answer)

	offer := firstOffer(t, reference(loopback1.String(), loopback2.String()))
	to := net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback2, port))
	var conns []*net.UDPConn
	for i := range 50 {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 1, 0, byte(i+1))})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		conns = append(conns, c)
	}
	begin := time.Now()
	for n := range datagrams {
		if n == datagrams/10 {
			a := start(loopback1, upA)
			a.Configure(reference(loopback1.String(), loopback2.String()))
		}
		if _, err := conns[n%len(conns)].WriteTo(spoof(offer, uint32(n)), to); err != nil {
			t.Fatal(err)
		}
		// Some hundred are always on their way: what the socket's buffer holds.
		for n%100 == 99 && b.Snapshot().Stats.Received+300 < uint64(n) && time.Since(begin) < time.Minute {
			runtime.Gosched()
		}
	}
	for _, up := range []chan bool{upA, upB} {
		if !wait(t, "line protocol", up) {
			t.Error("the line goes down")
		}
	}
	s := b.Snapshot()
	if s.Admission.Negotiating > statelessFrom || len(s.SAs) > 2*statelessFrom || s.Admission.Stateless < datagrams/2 {
		t.Errorf("%+v, %d SAs", s.Admission, len(s.SAs))
	}
	t.Logf("%d datagrams read in %v, %d answered without an SA", s.Stats.Received, time.Since(begin), s.Admission.Stateless)
}

// TestStatelessAnswers has exchanges of all kinds begin at a router that keeps
// nothing of message 1: with certificates, through a NAT, with long messages
// in fragments, and over a bad network.
func TestStatelessAnswers(t *testing.T) {
	bad := mathrand.New(mathrand.NewPCG(5, 5))
	for name, prepare := range map[string]func() (n *network, r2, r3 *router, c2, c3 *Config){
		"pre-shared key": func() (n *network, r2, r3 *router, c2, c3 *Config) { return pair(t) },
		"certificates": func() (n *network, r2, r3 *router, c2, c3 *Config) {
			n, r2, r3, c2, c3, _ = signing(t)
			c2.Fragmentation, c3.Fragmentation = true, true
			return n, r2, r3, c2, c3
		},
		"NAT": func() (n *network, r2, r3 *router, c2, c3 *Config) {
			b := newBehindNAT(t)
			return b.network, b.r2, b.r3, b.c2, b.c3
		},
		"loss": func() (n *network, r2, r3 *router, c2, c3 *Config) {
			n, r2, r3, c2, c3 = pair(t)
			n.fate = func(*router, Send) []time.Duration {
				if bad.IntN(3) == 0 {
					return nil
				}
				return []time.Duration{0, time.Duration(bad.IntN(3000)) * time.Millisecond}
			}
			return n, r2, r3, c2, c3
		},
	} {
		n, r2, r3, c2, c3 := prepare()
		c3.Admission.Negotiating = 1
		bringUp(n, r2, r3, c2, c3)
		n.run(5 * time.Minute)
		if len(r2.installed) != 2 || len(r3.installed) != 2 {
			t.Fatalf("%s: %d and %d SAs\n%s", name, len(r2.installed), len(r3.installed), r3.log.String())
		}
		s := r3.engine.Snapshot(n.now).Admission
		restored := false
		for _, p := range r3.engine.peers {
			for _, sa := range p.sas {
				restored = restored || sa.restored
			}
		}
		if s.Stateless == 0 || !restored {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
