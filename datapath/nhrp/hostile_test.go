package nhrp

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"
)

func (n *network) inject(r *node, from string, p *Packet) {
	n.t.Helper()
	data, err := p.Marshal()
	if err != nil {
		n.t.Fatal(err)
	}
	n.tell(r, Received{tunnel, at(from), data})
}

// TestLoop: "A Loop Detected error is generated when it is determined that an
// NHRP packet is being forwarded in a loop." RFC 2332, Section 5.2.7.
func TestLoop(t *testing.T) {
	n := newNetwork(t)
	a, b := hubConfig(), hubConfig()
	b.Address, b.NBMA = at("10.254.0.9"), at("192.0.2.9")
	// Two servers that ask each other, and a spoke that has registered at none.
	a.Servers = []Server{{Address: b.Address, NBMA: b.NBMA}}
	b.Servers = []Server{{Address: a.Address, NBMA: a.NBMA}}
	one := n.add("HUB1", a)
	n.add("HUB2", b)
	n.pass(time.Second)
	n.passed = nil
	n.inject(one, "198.51.100.2", &Packet{HopCount: 255, Type: ResolutionRequest, RequestID: 1, SourceNBMA: at("198.51.100.2"), Source: at("10.254.0.2"), Destination: at("10.254.0.99"),
		Clients: []Client{{HoldingTime: 600}}, Extensions: []Extension{{true, ForwardRecord, AppendClients(nil, []Client{one.engine.stations[tunnel].self()})}}})
	n.settle()
	equal(t, "forwarded", n.count("Resolution Request"), 0)
	if len(one.sent) == 0 || one.sent[len(one.sent)-1].Code != ErrorLoop {
		t.Errorf("no error: %s", n.passed)
	}
	// Without the record the hop count ends it.
	n.passed = nil
	n.inject(one, "198.51.100.2", &Packet{HopCount: 255, Type: ResolutionRequest, RequestID: 1, SourceNBMA: at("198.51.100.2"), Source: at("10.254.0.2"), Destination: at("10.254.0.99"),
		Clients: []Client{{HoldingTime: 600}}})
	n.settle()
	if c := n.count("Resolution Request"); c > 2 {
		t.Errorf("forwarded %d times", c)
	}
}

// TestHopCount: "The hop count which was specified in the Fixed Header of an
// NHRP message has been exceeded."
func TestHopCount(t *testing.T) {
	n, hub, _, _ := star(t)
	n.inject(hub, "198.51.100.2", &Packet{HopCount: 1, Type: ResolutionRequest, SourceNBMA: at("198.51.100.2"), Source: at("10.254.0.2"), Destination: at("10.254.0.3"), Clients: []Client{{}}})
	equal(t, "forwarded", n.count("HUB>198.51.100.3"), 0)
	if last := hub.sent[len(hub.sent)-1]; last.Code != ErrorHopCount {
		t.Errorf("got %+v", last)
	}
}

// TestErrorOfError has no indication be answered by one, and floods be answered
// seldom, and by hardly more bytes than came.
func TestErrorOfError(t *testing.T) {
	n, hub, _, _ := star(t)
	n.inject(hub, "198.51.100.2", &Packet{HopCount: 9, Type: ErrorIndication, Code: ErrorLoop, Source: at("10.254.0.2"), Destination: at("10.254.0.99")})
	equal(t, "answers to an error", len(n.passed), 0)
	for i := range 1000 {
		n.inject(hub, "198.51.100.2", &Packet{HopCount: 1, Type: PurgeRequest, Source: at("10.254.0.2"), SourceNBMA: at("198.51.100.2"),
			Destination: at("10.254.0.77"), RequestID: uint32(i), Clients: []Client{{Address: at("10.254.0.3")}}})
	}
	equal(t, "errors in a second", n.count("Error Indication"), maxErrors)
	for _, p := range hub.sent {
		if p.Type == ErrorIndication {
			if b, _ := p.Marshal(); len(b) > 56+beginningLen {
				t.Errorf("%d bytes answer 56", len(b))
			}
		}
	}
}

// TestUnrecognizedExtension: "The responder MUST return an NHRP Error Indication
// of type Unrecognized Extension if it is incapable of processing the
// extension."
func TestUnrecognizedExtension(t *testing.T) {
	n, hub, _, _ := star(t)
	request := &Packet{HopCount: 9, Type: RegistrationRequest, SourceNBMA: at("198.51.100.5"), Source: at("10.254.0.5"), Destination: at("10.254.0.1"),
		Clients: []Client{{HoldingTime: 60}}, Extensions: []Extension{{true, 77, []byte{1}}}}
	n.inject(hub, "198.51.100.5", request)
	if last := hub.sent[len(hub.sent)-1]; last.Code != ErrorUnrecognizedExtension {
		t.Errorf("got %+v", last)
	}
	equal(t, "the way to the sender", hub.to("10.254.0.5"), "")
	// "If clear, and the NHS does not recognize the type code, the extension may
	// safely be ignored."
	request.Extensions[0].Compulsory = false
	n.inject(hub, "198.51.100.5", request)
	equal(t, "the way to the sender", hub.to("10.254.0.5"), "198.51.100.5")
}

// TestExhaustion has one station not fill the cache, and many not fill the memory.
func TestExhaustion(t *testing.T) {
	n, hub, _, _ := star(t)
	register := func(i int, from netip.Addr) {
		n.inject(hub, from.String(), &Packet{HopCount: 9, Type: RegistrationRequest, SourceNBMA: from, Source: at("10.254.0.5"), Destination: at("10.254.0.1"),
			Clients: []Client{{Address: netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}), HoldingTime: 60}}})
	}
	for i := range 1000 {
		register(i, at("198.51.100.5"))
	}
	equal(t, "entries of one station", len(n.state(hub).Entries), 2+maxPerNBMA)
	last := hub.sent[len(hub.sent)-1]
	equal(t, "the code of the last", last.Clients[0].Code, CodeInsufficientResources)
	for i := range maxEntries + 100 {
		hub.engine.stations[tunnel].learn(&Entry{Kind: Registered, Address: netip.AddrFrom4([4]byte{10, 2 + byte(i>>16), byte(i >> 8), byte(i)}),
			NBMA: netip.AddrFrom4([4]byte{100, 64 + byte(i>>16), byte(i >> 8), byte(i)}), Expires: n.now.Add(time.Minute)})
	}
	equal(t, "entries", len(hub.engine.stations[tunnel].cache.entries), maxEntries)
	n.pass(2 * time.Minute)
	c := &hub.engine.stations[tunnel].cache
	equal(t, "entries that are left", len(c.entries), 2)
	equal(t, "addresses that are counted", len(c.perNBMA), 2)

	// Nor do next hops that are not there.
	spoke := n.add("SPOKE4", spokeConfig(4))
	for i := range 2 * maxIncomplete {
		n.tell(spoke, Unresolved{tunnel, netip.AddrFrom4([4]byte{10, 3, byte(i >> 8), byte(i)})})
	}
	equal(t, "what is asked for", spoke.engine.stations[tunnel].cache.incomplete, maxIncomplete)
}

// TestImpostor has nobody take or end what is another's.
func TestImpostor(t *testing.T) {
	n, hub, spoke2, _ := star(t)
	n.inject(hub, "198.51.100.66", &Packet{HopCount: 9, Type: RegistrationRequest, SourceNBMA: at("198.51.100.66"), Source: at("10.254.0.2"), Destination: at("10.254.0.1"), Clients: []Client{{HoldingTime: 60}}})
	equal(t, "the way to an address that was registered as unique", hub.to("10.254.0.2"), "198.51.100.2")
	n.inject(hub, "198.51.100.66", &Packet{HopCount: 9, Type: PurgeRequest, SourceNBMA: at("198.51.100.66"), Source: at("10.254.0.2"), Destination: at("10.254.0.1"), Clients: []Client{{Prefix: 32, Address: at("10.254.0.2")}}})
	equal(t, "the way after another's purge", hub.to("10.254.0.2"), "198.51.100.2")
	for _, a := range []string{"10.254.0.1", "224.0.0.5", "127.0.0.1", "255.255.255.255"} {
		n.inject(hub, "198.51.100.66", &Packet{HopCount: 9, Type: RegistrationRequest, SourceNBMA: at("198.51.100.66"), Source: at("10.254.0.66"), Destination: at("10.254.0.1"), Clients: []Client{{Address: at(a), HoldingTime: 60}}})
		equal(t, "the way to "+a, hub.to(a), "")
	}
	// Replies to what was not asked change nothing, even if their address is
	// being asked for.
	n.lose = func(*node, netip.Addr, *Packet) bool { return true }
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	for i := range 1000 {
		n.inject(spoke2, "198.51.100.66", &Packet{HopCount: 9, Type: ResolutionReply, RequestID: uint32(i), SourceNBMA: at("198.51.100.2"), Source: at("10.254.0.2"), Destination: at("10.254.0.3"),
			Clients: []Client{{NBMA: at("198.51.100.66"), Address: at("10.254.0.3"), HoldingTime: 600}}})
	}
	equal(t, "the way", spoke2.to("10.254.0.3"), "192.0.2.1")
}

// TestNoise has packets with bytes changed at random make nothing panic or run
// for ever.
func TestNoise(t *testing.T) {
	n, hub, spoke2, spoke3 := star(t)
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	var seeds [][]byte
	for _, r := range []*node{hub, spoke2, spoke3} {
		for _, p := range r.sent {
			b, err := p.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			seeds = append(seeds, b)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		b := append([]byte(nil), seeds[random.IntN(len(seeds))]...)
		for range 1 + random.IntN(4) {
			b[random.IntN(len(b))] = byte(random.IntN(256))
		}
		n.tell(n.nodes[random.IntN(3)], Received{tunnel, at("198.51.100.2"), seal(b)})
		n.inFlight = n.inFlight[max(0, len(n.inFlight)-10):]
		n.passed = nil
		for _, r := range n.nodes {
			r.debug, r.sent, r.syslog = nil, nil, nil
		}
	}
	n.settle()
}

// TestLargeHub has the driver of a hub with many spokes be told of all of them
// in the end, not of each.
func TestLargeHub(t *testing.T) {
	n := newNetwork(t)
	hub := n.add("HUB", hubConfig())
	const spokes = 2000
	told := 0
	for i := range spokes {
		from := netip.AddrFrom4([4]byte{100, 64, byte(i >> 8), byte(i)})
		before := len(hub.neighbors.Neighbors)
		n.inject(hub, from.String(), &Packet{HopCount: 9, Type: RegistrationRequest, SourceNBMA: from, Source: netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}),
			Destination: at("10.254.0.1"), Clients: []Client{{HoldingTime: 60}}})
		if len(hub.neighbors.Neighbors) != before {
			told++
		}
	}
	if told > largeHub+1 {
		t.Errorf("told %d times", told)
	}
	n.pass(2 * time.Second)
	equal(t, "neighbours", len(hub.neighbors.Neighbors), spokes)
}

// TestFloodOfOthers has a station ask as thousands of others, for which servers
// were between: it fills no cache, and the others still come in.
func TestFloodOfOthers(t *testing.T) {
	n, hub, _, _ := star(t)
	s := hub.engine.stations[tunnel]
	between := Extension{true, ForwardRecord, AppendClients(nil, []Client{{NBMA: at("192.0.2.9"), Address: at("10.254.0.9")}})}
	ask := func(i int) {
		low := [2]byte{byte(i >> 8), byte(i)}
		other, nbma := netip.AddrFrom4([4]byte{10, 1, low[0], low[1]}), netip.AddrFrom4([4]byte{203, 0, low[0], low[1]})
		n.inject(hub, "198.51.100.2", &Packet{HopCount: 9, Type: ResolutionRequest, Flags: FlagSourceStable, RequestID: uint32(i),
			SourceNBMA: nbma, Source: other, Destination: hub.config.Address, Clients: []Client{{HoldingTime: 60}}, Extensions: []Extension{between}})
	}
	const others = 3 * maxPerVia
	for i := range others {
		ask(i)
	}
	equal(t, "entries of the flood", len(s.cache.entries), maxPerVia+2) // and two spokes
	equal(t, "entries by way of the spoke", s.cache.perVia[at("198.51.100.2")], maxPerVia)
	// Who comes directly makes room for another one.
	n.inject(hub, "203.0.0.7", &Packet{HopCount: 9, Type: ResolutionRequest, Flags: FlagSourceStable, SourceNBMA: at("203.0.0.7"),
		Source: at("10.1.0.7"), Destination: hub.config.Address, Clients: []Client{{HoldingTime: 60}}})
	ask(others)
	equal(t, "entries after one came directly", len(s.cache.entries), maxPerVia+3)
	n.lose = func(from *node, _ netip.Addr, _ *Packet) bool { return from == hub }
	n.pass(2 * time.Minute)
	equal(t, "entries by way of others when all have ended", len(s.cache.perVia), 0)
}
