package nhrp

import (
	"net/netip"
	"testing"
	"time"
)

// TestResolution has two spokes find each other by the hub; packets go by the
// hub until then.
func TestResolution(t *testing.T) {
	n, _, spoke2, spoke3 := star(t)
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	equal(t, "the way while there is no answer", spoke2.to("10.254.0.3"), "192.0.2.1")
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")}) // once more is not asked once more
	n.pass(time.Second)
	equal(t, "the way to the other", spoke2.to("10.254.0.3"), "198.51.100.3")
	equal(t, "the way back", spoke3.to("10.254.0.2"), "198.51.100.2")
	for i, want := range []string{
		"SPOKE2>192.0.2.1 Resolution Request",
		"HUB>198.51.100.3 Resolution Request",
		"SPOKE3>192.0.2.1 Resolution Reply",
		"HUB>198.51.100.2 Resolution Reply",
		"SPOKE2>198.51.100.3 Resolution Request", // whether there is a direct way
		"SPOKE3>198.51.100.2 Resolution Reply",
	} {
		if i >= len(n.passed) || n.passed[i] != want {
			t.Fatalf("packet %d: got %s, want %s", i, n.passed, want)
		}
	}
	n.pass(10 * time.Second)
	equal(t, "packets", len(n.passed), 6)
	e := n.entry(spoke3, "10.254.0.2")
	if e == nil || e.Kind != Implicit {
		t.Errorf("the entry of who was asked: %+v", e)
	}
	// It ends with its holding time, and is asked for again by who needs it.
	n.pass(600 * time.Second)
	equal(t, "the way when the holding time has ended", spoke2.to("10.254.0.3"), "")
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	n.pass(time.Second)
	equal(t, "the way found once more", spoke2.to("10.254.0.3"), "198.51.100.3")
}

// TestSourceStable has a binding be kept only if its S bit is set: "Set if the
// binding between the Source Protocol Address and the Source NBMA information in
// the NHRP Resolution Request is guaranteed to be stable and accurate".
func TestSourceStable(t *testing.T) {
	n, hub, _, spoke3 := star(t)
	p := &Packet{HopCount: 9, Type: ResolutionRequest, Flags: FlagRouter, RequestID: 5,
		SourceNBMA: at("198.51.100.66"), Source: at("10.254.0.66"), Destination: at("10.254.0.3"), Clients: []Client{{HoldingTime: 600}}}
	data, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	n.tell(spoke3, Received{tunnel, hub.config.NBMA, data})
	equal(t, "the way to who is not stable", spoke3.to("10.254.0.66"), "")
	equal(t, "replies", n.count("SPOKE3>192.0.2.1 Resolution Reply"), 1)
}

// TestNoBinding has the hub say that nobody has an address, and packets go on by
// the hub for a while.
func TestNoBinding(t *testing.T) {
	n, _, spoke2, _ := star(t)
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.99")})
	n.pass(time.Second)
	if e := n.entry(spoke2, "10.254.0.99"); e == nil || !e.Rejected {
		t.Errorf("the entry: %+v", e)
	}
	equal(t, "the way", spoke2.to("10.254.0.99"), "192.0.2.1")
	n.pass(30 * time.Second)
	equal(t, "requests", n.count("SPOKE2>192.0.2.1 Resolution Request"), 1)
	n.pass(160 * time.Second)
	if e := n.entry(spoke2, "10.254.0.99"); e != nil {
		t.Errorf("not forgotten: %+v", e)
	}
}

func TestResolutionRetransmission(t *testing.T) {
	n, _, spoke2, _ := star(t)
	lost := 0
	n.lose = func(_ *node, _ netip.Addr, p *Packet) bool {
		if p.Type == ResolutionReply && lost < 2 {
			lost++
			return true
		}
		return false
	}
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	n.pass(2 * time.Second)
	equal(t, "the way after two losses", spoke2.to("10.254.0.3"), "192.0.2.1")
	n.pass(3 * time.Second)
	equal(t, "the way", spoke2.to("10.254.0.3"), "198.51.100.3")
}

func TestServerOnly(t *testing.T) {
	n := newNetwork(t)
	config := spokeConfig(2)
	config.ServerOnly = true
	n.add("HUB", hubConfig())
	spoke := n.add("SPOKE2", config)
	n.pass(time.Second)
	n.tell(spoke, Unresolved{tunnel, at("10.254.0.3")})
	equal(t, "requests", n.count("Resolution Request"), 0)
}

// TestPurge has those who know a spoke's address forget it when it changes.
func TestPurge(t *testing.T) {
	n, _, spoke2, spoke3 := star(t)
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	n.pass(time.Second)
	spoke3.config.NBMA = at("198.51.100.33")
	n.configure(spoke3)
	n.pass(time.Second)
	equal(t, "purges", n.count("SPOKE3>198.51.100.2 Purge Request"), 1)
	equal(t, "the way to the old address", spoke2.to("10.254.0.3"), "")
}

// TestClear has dynamic entries be forgotten, not configured ones.
func TestClear(t *testing.T) {
	n, hub, spoke2, _ := star(t)
	n.tell(hub, Clear{Address: at("10.254.0.2")})
	equal(t, "the way to one", hub.to("10.254.0.2"), "")
	equal(t, "the way to the other", hub.to("10.254.0.3"), "198.51.100.3")
	n.tell(hub, Clear{})
	equal(t, "the way to the other", hub.to("10.254.0.3"), "")
	n.tell(spoke2, Clear{})
	equal(t, "the way to the hub", spoke2.to("10.254.0.1"), "192.0.2.1")
}

// TestServerPriority has the first of the servers that respond be asked.
func TestServerPriority(t *testing.T) {
	n := newNetwork(t)
	hub1 := n.add("HUB1", hubConfig())
	second := Interface{Address: at("10.254.0.9"), NBMA: at("192.0.2.9")}
	n.add("HUB2", second)
	config := spokeConfig(2)
	config.Servers = append(config.Servers, Server{Address: second.Address, NBMA: second.NBMA, Priority: 5})
	spoke := n.add("SPOKE2", config)
	n.pass(time.Second)
	n.tell(spoke, Unresolved{tunnel, at("10.254.0.77")})
	equal(t, "the way", spoke.to("10.254.0.77"), "192.0.2.1")
	n.nodes = n.nodes[1:] // the first is dead
	n.pass(10 * time.Minute)
	n.tell(spoke, Unresolved{tunnel, at("10.254.0.78")})
	equal(t, "the way without "+hub1.name, spoke.to("10.254.0.78"), "192.0.2.9")
}

// TestNoDirectWay has packets of spokes go by the hub as long as none of NHRP has
// gone directly: NAT or a filter may let nobody in.
func TestNoDirectWay(t *testing.T) {
	n, _, spoke2, spoke3 := star(t)
	blocked := map[string]bool{"SPOKE2": true, "SPOKE3": true}
	n.lose = func(from *node, to netip.Addr, _ *Packet) bool { return blocked[from.name] && to != at("192.0.2.1") }
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	n.pass(20 * time.Second)
	equal(t, "the way", spoke2.to("10.254.0.3"), "192.0.2.1")
	equal(t, "the way back", spoke3.to("10.254.0.2"), "192.0.2.1")
	if e := n.entry(spoke2, "10.254.0.3"); e == nil || e.Kind != Resolved || e.NBMA != at("198.51.100.3") {
		t.Errorf("the entry: %+v", e)
	}
	clear(blocked)
	n.pass(70 * time.Second)
	equal(t, "the direct way", spoke2.to("10.254.0.3"), "198.51.100.3")
	equal(t, "the direct way back", spoke3.to("10.254.0.2"), "198.51.100.2")
}

// TestBothAsk has two spokes ask for each other at once.
func TestBothAsk(t *testing.T) {
	n, _, spoke2, spoke3 := star(t)
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	n.tell(spoke3, Unresolved{tunnel, at("10.254.0.2")})
	n.pass(10 * time.Second)
	equal(t, "the way", spoke2.to("10.254.0.3"), "198.51.100.3")
	equal(t, "the way back", spoke3.to("10.254.0.2"), "198.51.100.2")
	equal(t, "errors", n.count("Error Indication"), 0)
}
