package ike

import (
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
)

const protocolGRE = 47

// hostGRE is GRE between two addresses.
func hostGRE(local, remote string) datapath.Selector {
	return datapath.Selector{Local: prefix(local + "/32"), Remote: prefix(remote + "/32"), Protocol: protocolGRE}
}

// multipointConfig is a tunnel of multipoint GRE with a key for any peer.
func multipointConfig(local string) *Config {
	c := reference(local, "192.0.2.99")
	m := &c.Maps[0]
	m.Multipoint, m.GRE, m.Peers = true, true, nil
	m.Selectors = []datapath.Selector{{Local: prefix(local + "/32"), Remote: prefix("0.0.0.0/0"), Protocol: protocolGRE}}
	return c
}

// leaves is what a driver says of GRE without SA.
func leaves(m *Map, remote string) Event {
	return Datapath{datapath.Acquire{Policy: m.Policy(m.Selectors[0]), Selector: hostGRE(m.Local.String(), remote)}}
}

// TestMultipoint has a hub ask one router for which something leaves, and answer
// another whose tunnel has it as its one peer: each has a pair of its own, all
// under the policy of the one tunnel.
func TestMultipoint(t *testing.T) {
	n := newNetwork(t)
	hub, r2, r3 := n.add("HUB", "192.0.2.1", 1), n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	c1, c2, c3 := multipointConfig("192.0.2.1"), multipointConfig("192.0.2.2"), reference("192.0.2.3", "192.0.2.1")
	c3.Maps[0].GRE, c3.Maps[0].Selectors = true, []datapath.Selector{hostGRE("192.0.2.3", "192.0.2.1")}
	hub.handle(Configure{c1})
	r2.handle(Configure{c2})
	n.run(time.Minute)
	if hub.engine.stats.Sent != 0 {
		t.Error("the hub asks for SAs before there is traffic")
	}
	hub.handle(leaves(&c1.Maps[0], "192.0.2.2"))
	r3.handle(Configure{c3})
	n.run(5 * time.Second)
	both := []string{"protocol 47 192.0.2.1/32 to 192.0.2.2/32", "protocol 47 192.0.2.1/32 to 192.0.2.3/32"}
	wantSelectors(t, hub, both...)
	if _, policies := hub.protects(); len(slices.Compact(policies)) != 1 || policies[0] != c1.Maps[0].Name {
		t.Errorf("policies %q", policies)
	}
	for _, f := range hub.engine.Snapshot(n.now).Flows {
		if f.Interface != c1.Maps[0].Interface || !f.Peer.IsValid() || len(f.Pairs) != 1 {
			t.Errorf("flow %+v", f)
		}
	}

	// Both kinds of pair are replaced, by whoever comes to it first.
	n.run(3 * time.Hour)
	wantSelectors(t, hub, both...)

	// More traffic asks for nothing that is there.
	sent := hub.engine.stats.Sent
	hub.handle(leaves(&c1.Maps[0], "192.0.2.2"))
	if hub.engine.stats.Sent != sent {
		t.Error("the hub asks for SAs that it has")
	}

	// A router that goes leaves nothing, and may come again.
	r2.handle(Configure{&Config{}})
	n.run(5 * time.Second)
	wantSelectors(t, hub, both[1])
	if len(hub.engine.clones) != 1 {
		t.Errorf("%d instances are left", len(hub.engine.clones))
	}
	r2.handle(Configure{c2})
	r2.handle(leaves(&c2.Maps[0], "192.0.2.1"))
	n.run(5 * time.Second)
	wantSelectors(t, hub, both...)

	// So does the tunnel.
	down := *c1
	down.Maps = slices.Clone(c1.Maps)
	down.Maps[0].AdministrateUp = false
	hub.handle(Configure{&down})
	n.run(5 * time.Second)
	wantSelectors(t, hub)
	if len(hub.engine.clones) != 0 {
		t.Errorf("%d instances outlive the tunnel", len(hub.engine.clones))
	}
}

// TestMultipointSilentPeer asks a router that does not answer no longer than a
// crypto map does, keeps nothing of it, and asks again for the next packet.
func TestMultipointSilentPeer(t *testing.T) {
	n := newNetwork(t)
	hub := n.add("HUB", "192.0.2.1", 1)
	c := multipointConfig("192.0.2.1")
	hub.handle(Configure{c})
	hub.handle(leaves(&c.Maps[0], "192.0.2.9"))
	n.run(5 * time.Minute)
	if len(hub.engine.clones) != 0 || len(hub.engine.byPeer) != 0 {
		t.Errorf("%d instances are left", len(hub.engine.clones))
	}
	sent := hub.engine.stats.Sent
	n.run(5 * time.Minute)
	if hub.engine.stats.Sent != sent {
		t.Error("the hub goes on asking")
	}
	hub.handle(leaves(&c.Maps[0], "192.0.2.9"))
	if hub.engine.stats.Sent == sent {
		t.Error("the hub does not ask for the next packet")
	}
}

// TestMultipointOwnAddressOnly refuses a router that asks for the GRE of another
// one, or for more than GRE.
func TestMultipointOwnAddressOnly(t *testing.T) {
	for what, s := range map[string]datapath.Selector{
		"another address": hostGRE("192.0.2.77", "192.0.2.1"),
		"any address":     {Local: prefix("0.0.0.0/0"), Remote: prefix("192.0.2.1/32"), Protocol: protocolGRE},
		"any protocol":    {Local: prefix("192.0.2.2/32"), Remote: prefix("192.0.2.1/32")},
		"another end":     hostGRE("192.0.2.2", "192.0.2.8"),
	} {
		n := newNetwork(t)
		hub, r2 := n.add("HUB", "192.0.2.1", 1), n.add("R2", "192.0.2.2", 2)
		c2 := cryptoMapConfig("192.0.2.2", "192.0.2.1", s)
		hub.handle(Configure{multipointConfig("192.0.2.1")})
		r2.handle(Configure{c2})
		r2.handle(Datapath{datapath.Acquire{Policy: c2.Maps[0].Policy(s), Selector: datapath.Selector{
			Local: prefix("192.0.2.2/32"), Remote: s.Remote, Protocol: protocolGRE}}})
		if what == "another address" {
			r2.handle(Datapath{datapath.Acquire{Policy: c2.Maps[0].Policy(s), Selector: s}})
		}
		n.run(20 * time.Second)
		if len(r2.engine.byCookies) == 0 {
			t.Errorf("%s: there is no ISAKMP SA to ask by", what)
		}
		if got, _ := hub.protects(); len(got) != 0 {
			t.Errorf("%s: the hub protects %q", what, got)
		}
	}
}
