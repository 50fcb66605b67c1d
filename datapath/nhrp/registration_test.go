package nhrp

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
)

func TestRegistration(t *testing.T) {
	n, hub, spoke2, _ := star(t)
	e := n.entry(hub, "10.254.0.2")
	if e == nil || e.Kind != Registered || !e.Unique || e.Claimed.IsValid() {
		t.Fatalf("the hub's entry: %+v", e)
	}
	equal(t, "the hub's way to the spoke", hub.to("10.254.0.2"), "198.51.100.2")
	if !slices.Equal(hub.neighbors.Multicast, []netip.Addr{at("198.51.100.2"), at("198.51.100.3")}) {
		t.Errorf("the hub's multicasts go to %s", hub.neighbors.Multicast)
	}
	equal(t, "the spoke's way to the hub", spoke2.to("10.254.0.1"), "192.0.2.1")
	if !slices.Equal(spoke2.neighbors.Multicast, []netip.Addr{at("192.0.2.1")}) {
		t.Errorf("the spoke's multicasts go to %s", spoke2.neighbors.Multicast)
	}
	// It is renewed after a third of the holding time, and never ends.
	n.pass(time.Hour)
	equal(t, "registrations in an hour", n.count("SPOKE2>192.0.2.1 Registration Request"), 18)
	if e := n.entry(hub, "10.254.0.2"); e == nil || e.Created.After(n.now.Add(-time.Hour)) {
		t.Errorf("the hub's entry after an hour: %+v", e)
	}
}

// TestHoldingTime: "Cached information SHALL be discarded when the holding time
// expires." RFC 2332, Section 5.2.0.1.
func TestHoldingTime(t *testing.T) {
	n, hub, _, _ := star(t)
	n.lose = func(from *node, _ netip.Addr, _ *Packet) bool { return from.name == "SPOKE2" }
	n.pass(598 * time.Second)
	if n.entry(hub, "10.254.0.2") == nil {
		t.Error("discarded too early")
	}
	n.pass(2 * time.Second)
	if e := n.entry(hub, "10.254.0.2"); e != nil {
		t.Errorf("not discarded: %+v", e)
	}
	equal(t, "the way to the spoke", hub.to("10.254.0.2"), "")
	if slices.Contains(hub.neighbors.Multicast, at("198.51.100.2")) {
		t.Error("multicasts still go to it")
	}
}

// TestRetransmission has requests be repeated after 1, 2, 4 and so on to 64
// seconds, and the server be down after three of them.
func TestRetransmission(t *testing.T) {
	n := newNetwork(t)
	n.add("SPOKE2", spokeConfig(2))
	n.pass(255 * time.Second) // 1+2+4+8+16+32+64+64 = 191
	equal(t, "requests", n.count("Registration Request"), 10)

	n, _, spoke2, _ := star(t)
	n.lose = func(*node, netip.Addr, *Packet) bool { return true }
	n.pass(205 * time.Second)
	if !n.state(spoke2).ServerList[0].Responding {
		t.Error("down after two requests")
	}
	n.pass(5 * time.Second)
	if n.state(spoke2).ServerList[0].Responding {
		t.Error("not down after three requests")
	}
	has(t, spoke2.debug, "NHRP: NHS-DOWN: 10.254.0.1")
	n.lose = nil
	n.pass(64 * time.Second)
	if !n.state(spoke2).ServerList[0].Responding {
		t.Error("not up again")
	}
}

// TestHubRestart has spokes register again at a hub that has forgotten them.
func TestHubRestart(t *testing.T) {
	n, hub, _, _ := star(t)
	n.tell(hub, Line{tunnel, false})
	if e := n.entry(hub, "10.254.0.2"); e != nil {
		t.Errorf("after the line went down: %+v", e)
	}
	n.tell(hub, Line{tunnel, true})
	n.pass(200 * time.Second)
	if n.entry(hub, "10.254.0.2") == nil || n.entry(hub, "10.254.0.3") == nil {
		t.Errorf("the spokes have not registered again: %+v", n.state(hub).Entries)
	}
}

// TestUnique has an address that was registered as unique be refused to another
// NBMA address, until its holding time ends: RFC 2332, Section 5.2.3.
func TestUnique(t *testing.T) {
	n, hub, spoke2, _ := star(t)
	spoke2.config.NBMA = at("198.51.100.22")
	n.configure(spoke2)
	n.pass(10 * time.Second)
	has(t, spoke2.syslog, "%NHRP-3-PAKREPLY: Receive Registration Reply packet with error - unique address registered already(14)")
	equal(t, "the way to the spoke", hub.to("10.254.0.2"), "198.51.100.2")
	for _, p := range hub.sent {
		if p.Type == RegistrationReply && p.Clients[0].Code != CodeSuccess && p.Clients[0].HoldingTime != 0 {
			t.Errorf(`"This field must be set to 0 on a NAK.": %+v`, p.Clients[0])
		}
	}
	n.pass(700 * time.Second)
	equal(t, "the way to the spoke, when the holding time has ended", hub.to("10.254.0.2"), "198.51.100.22")
}

func TestNotUnique(t *testing.T) {
	n := newNetwork(t)
	hub := n.add("HUB", hubConfig())
	config := spokeConfig(2)
	config.NotUnique = true
	spoke := n.add("SPOKE2", config)
	n.pass(time.Second)
	equal(t, "the way to the spoke", hub.to("10.254.0.2"), "198.51.100.2")
	spoke.config.NBMA = at("198.51.100.22")
	n.configure(spoke)
	n.pass(time.Second)
	equal(t, "the way to the spoke at its new address", hub.to("10.254.0.2"), "198.51.100.22")
	if !slices.Equal(hub.neighbors.Multicast, []netip.Addr{at("198.51.100.22")}) {
		t.Errorf("multicasts go to %s", hub.neighbors.Multicast)
	}
}

// TestNAT has a spoke behind NAT be known by the address that NAT has given it,
// and know that address.
func TestNAT(t *testing.T) {
	n := newNetwork(t)
	n.nat[at("198.51.100.2")] = at("203.0.113.9")
	hub := n.add("HUB", hubConfig())
	spoke2, spoke3 := n.add("SPOKE2", spokeConfig(2)), n.add("SPOKE3", spokeConfig(3))
	n.pass(time.Second)
	e := n.entry(hub, "10.254.0.2")
	if e == nil || e.NBMA != at("203.0.113.9") || e.Claimed != at("198.51.100.2") {
		t.Fatalf("the hub's entry: %+v", e)
	}
	equal(t, "what the spoke knows of it", n.state(spoke2).Translated, at("203.0.113.9"))
	// Another spoke learns the outside address, whoever asks.
	n.tell(spoke3, Unresolved{tunnel, at("10.254.0.2")})
	n.pass(time.Second)
	equal(t, "the way of another spoke", spoke3.to("10.254.0.2"), "203.0.113.9")
	equal(t, "the way of the spoke behind NAT, which came first", spoke2.to("10.254.0.3"), "198.51.100.3")
	n.tell(spoke2, Unresolved{tunnel, at("10.254.0.3")})
	n.pass(time.Second)
	equal(t, "the way to another spoke", spoke2.to("10.254.0.3"), "198.51.100.3")
	if e := n.entry(spoke3, "10.254.0.2"); e == nil || e.Claimed != at("198.51.100.2") {
		t.Errorf("the other spoke's entry: %+v", e)
	}
}

func TestAuthentication(t *testing.T) {
	n := newNetwork(t)
	config := hubConfig()
	config.Secret = "hubkey"
	hub := n.add("HUB", config)
	right, wrong := spokeConfig(2), spokeConfig(3)
	right.Secret, wrong.Secret = "hubkey", "hubkeys"
	n.add("SPOKE2", right)
	spoke3 := n.add("SPOKE3", wrong)
	spoke4 := n.add("SPOKE4", spokeConfig(4))
	n.pass(time.Second)
	equal(t, "the way to who knows the string", hub.to("10.254.0.2"), "198.51.100.2")
	equal(t, "the way to who has another", hub.to("10.254.0.3"), "")
	equal(t, "the way to who has none", hub.to("10.254.0.4"), "")
	// "If a received packet fails an authentication test then this error is
	// returned."
	has(t, spoke3.syslog, "code: authentication failure(11)")
	for _, p := range hub.sent {
		if e := p.Extension(Authentication); e != nil && p.Type == ErrorIndication {
			t.Errorf("who does not know the string is told: %q", e.Value)
		}
	}
	has(t, spoke4.syslog, "%NHRP-3-PAKERROR: Received Error Indication from 10.254.0.1, code: authentication failure(11), (trigger src: 10.254.0.4 (nbma: 198.51.100.4) dst: 10.254.0.1), offset: 0, data: 00 01 08 00")
	has(t, hub.debug, "Registration Request from 198.51.100.3 fails authentication")
	for _, r := range []*node{hub, spoke3} {
		for _, l := range r.debug {
			if strings.Contains(l, "hubkey") {
				t.Errorf("a secret is printed: %s", l)
			}
		}
	}
}

// TestConfiguredMapping has what is configured not be replaced by who registers.
func TestConfiguredMapping(t *testing.T) {
	n := newNetwork(t)
	config := hubConfig()
	config.Static = []datapath.Neighbor{{Address: at("10.254.0.2"), NBMA: at("198.51.100.77")}}
	hub := n.add("HUB", config)
	spoke := n.add("SPOKE2", spokeConfig(2))
	n.pass(time.Second)
	equal(t, "the way to the spoke", hub.to("10.254.0.2"), "198.51.100.77")
	has(t, spoke.syslog, "administratively prohibited(4)")
	hub.config.Static = nil
	n.configure(hub)
	equal(t, "the way without mapping", hub.to("10.254.0.2"), "")
	n.pass(70 * time.Second)
	equal(t, "the way to who has registered", hub.to("10.254.0.2"), "198.51.100.2")
}

// TestTwoHubs has two servers be clients of each other.
func TestTwoHubs(t *testing.T) {
	n := newNetwork(t)
	first, second := hubConfig(), hubConfig()
	second.Address, second.NBMA = at("10.254.0.9"), at("192.0.2.9")
	both := []Server{{Address: first.Address, NBMA: first.NBMA}, {Address: second.Address, NBMA: second.NBMA}}
	first.Servers, second.Servers = both, both
	for _, r := range []*node{n.add("HUB1", first), n.add("HUB2", second)} {
		n.pass(5 * time.Second)
		state := n.state(r)
		if len(state.ServerList) != 1 || n.entry(r, state.ServerList[0].Address.String()).Kind != Static || len(r.syslog) > 0 {
			t.Errorf("%s: %+v, %q", r.name, state.ServerList, r.syslog)
		}
	}
	for _, r := range n.nodes {
		if !n.state(r).ServerList[0].Responding {
			t.Errorf("%s has not registered", r.name)
		}
	}
}

// TestPointToPoint has a spoke whose tunnel has one end register, and others not
// be sent to it, from whom it takes nothing.
func TestPointToPoint(t *testing.T) {
	n := newNetwork(t)
	hub := n.add("HUB", hubConfig())
	config := spokeConfig(2)
	config.Remote, config.Servers = at("192.0.2.1"), []Server{{Address: at("10.254.0.1")}}
	n.add("SPOKE2", config)
	spoke3 := n.add("SPOKE3", spokeConfig(3))
	n.pass(time.Second)
	equal(t, "the hub's way", hub.to("10.254.0.2"), "198.51.100.2")
	n.tell(spoke3, Unresolved{tunnel, at("10.254.0.2")})
	n.pass(time.Second)
	equal(t, "another spoke's way", spoke3.to("10.254.0.2"), "192.0.2.1")
	if e := n.entry(spoke3, "10.254.0.2"); e == nil || !e.Rejected {
		t.Errorf("another spoke's entry: %+v", e)
	}
}
