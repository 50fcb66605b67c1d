package ike

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
)

// The networks behind three routers.
var (
	net1 = prefix("10.1.0.0/16")
	net2 = prefix("10.2.0.0/16")
	net3 = prefix("10.3.0.0/16")
)

// cryptoMapConfig is an entry of a crypto map with one peer and a line of an
// access list for each selector.
func cryptoMapConfig(local, remote string, selectors ...datapath.Selector) *Config {
	c := reference(local, remote)
	m := &c.Maps[0]
	m.Name, m.Sequence, m.Interface, m.Tunnel, m.Profile = "CMAP", 10, "GigabitEthernet0/0", false, ""
	m.Selectors = selectors
	return c
}

func selector(local, remote netip.Prefix) datapath.Selector {
	return datapath.Selector{Local: local, Remote: remote}
}

func mirrored(s datapath.Selector) datapath.Selector {
	return datapath.Selector{Local: s.Remote, Remote: s.Local, Protocol: s.Protocol, LocalPort: s.RemotePort, RemotePort: s.LocalPort}
}

// packet is what a driver says of a packet without SA: a line of the map has
// it.
func packet(m *Map, line int, local, remote string) Event {
	return Datapath{datapath.Acquire{Policy: m.Policy(m.Selectors[line]), Selector: datapath.Selector{
		Local: prefix(local + "/32"), Remote: prefix(remote + "/32"), Protocol: 1}}}
}

// selectors of the pairs that a router has, and the policies of their SAs.
func (r *router) protects() (selectors, policies []string) {
	for _, sa := range r.installed {
		if sa.Direction == datapath.Outbound {
			selectors, policies = append(selectors, sa.Selector.String()), append(policies, sa.Policy)
		}
	}
	slices.Sort(selectors)
	slices.Sort(policies)
	return selectors, policies
}

func wantSelectors(t *testing.T, r *router, want ...string) {
	t.Helper()
	if got, _ := r.protects(); !slices.Equal(got, want) {
		t.Errorf("%s protects %q, want %q", r.name, got, want)
	}
}

// TestCryptoMapLines gives each line of an access list a pair of its own, which
// comes, is replaced and ends by itself.
func TestCryptoMapLines(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	a, b := selector(net1, net2), selector(net1, net3)
	web := datapath.Selector{Local: prefix("10.7.0.1/32"), Remote: net2, Protocol: 6, LocalPort: onePort(80)}
	c2 := cryptoMapConfig("192.0.2.2", "192.0.2.3", a, b, web)
	c3 := cryptoMapConfig("192.0.2.3", "192.0.2.2", mirrored(web), mirrored(b), mirrored(a))
	r3.handle(Configure{c3})
	r2.handle(Configure{c2})
	n.run(time.Minute)
	wantPairs(t, r2, r3, 0) // there was no traffic

	r2.handle(packet(&c2.Maps[0], 1, "10.1.0.5", "10.3.0.5"))
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 1)
	wantSelectors(t, r2, "10.1.0.0/16 to 10.3.0.0/16")
	if _, policies := r2.protects(); policies[0] != c2.Maps[0].Policy(b) {
		t.Errorf("policy %q, want %q", policies[0], c2.Maps[0].Policy(b))
	}
	r3.handle(Datapath{datapath.Acquire{Policy: c3.Maps[0].Policy(mirrored(web)), Selector: datapath.Selector{
		Local: prefix("10.2.0.9/32"), Remote: prefix("10.7.0.1/32"), Protocol: 6, LocalPort: onePort(3000), RemotePort: onePort(80)}}})
	r2.handle(packet(&c2.Maps[0], 0, "10.1.0.5", "10.2.0.5"))
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 3)
	all := []string{"10.1.0.0/16 to 10.2.0.0/16", "10.1.0.0/16 to 10.3.0.0/16", "tcp 10.7.0.1/32:80 to 10.2.0.0/16"}
	wantSelectors(t, r2, all...)
	if len(r2.engine.byCookies) != 1 {
		t.Errorf("%d ISAKMP SAs for three lines", len(r2.engine.byCookies))
	}

	// A line is replaced by itself, by the volume of its own SA.
	before := r2.engine.Snapshot(n.now).Flows
	var old datapath.SAID
	for _, f := range before {
		if f.Selector == b {
			old = f.Pairs[0].Outbound
		}
	}
	r2.handle(Datapath{datapath.Expire{ID: old}})
	n.run(2 * time.Minute)
	wantPairs(t, r2, r3, 3)
	wantSelectors(t, r2, all...)
	for i, f := range r2.engine.Snapshot(n.now).Flows {
		if replaced := f.Pairs[0].Outbound != before[i].Pairs[0].Outbound; replaced != (f.Selector == b) {
			t.Errorf("%v replaced: %v", f.Selector, replaced)
		}
	}
	// And by time, each once, whoever began.
	n.run(58 * time.Minute)
	wantPairs(t, r2, r3, 3)
	wantSelectors(t, r3, "10.2.0.0/16 to 10.1.0.0/16", "10.3.0.0/16 to 10.1.0.0/16", "tcp 10.2.0.0/16 to 10.7.0.1/32:80")

	// A line that goes takes its own SAs with it.
	fewer := *c2
	fewer.Maps = slices.Clone(c2.Maps)
	fewer.Maps[0].Selectors = []datapath.Selector{web, a}
	if changes := Diff(c2, &fewer); len(changes) != 1 || changes[0].String() != "use the new access list of CMAP 10" {
		t.Errorf("changes %v", changes)
	}
	r2.handle(Configure{&fewer})
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 2)
	wantSelectors(t, r2, all[0], all[2])
}

// TestCryptoMapSubset has a peer whose access list permits less: what it asks
// for it gets, and at the end of its lifetime again. What it does not ask for
// it does not get.
func TestCryptoMapSubset(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	wide := selector(prefix("10.1.0.0/16"), prefix("10.2.0.0/16"))
	narrow := selector(prefix("10.2.5.0/24"), prefix("10.1.0.0/16"))
	c2 := cryptoMapConfig("192.0.2.2", "192.0.2.3", wide)
	c3 := cryptoMapConfig("192.0.2.3", "192.0.2.2", narrow)
	for _, r := range n.routers {
		r.handle(SetDebug{debugAll})
	}
	r2.handle(Configure{c2})
	r3.handle(Configure{c3})
	r3.handle(packet(&c3.Maps[0], 0, "10.2.5.1", "10.1.0.1"))
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 1)
	wantSelectors(t, r2, "10.1.0.0/16 to 10.2.5.0/24")
	if flows := r2.engine.Snapshot(n.now).Flows; len(flows) != 2 || flows[1].Policy != flows[0].Policy || len(flows[0].Pairs) != 0 {
		t.Errorf("flows %+v", flows)
	}
	// What is left of the line is asked for, and refused.
	r2.handle(packet(&c2.Maps[0], 0, "10.1.0.1", "10.2.6.1"))
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 1)
	for _, text := range []string{"map_db_find_best did not find matching map", "proxy identities not supported", "error 32"} {
		if !strings.Contains(r3.log.String(), text) {
			t.Errorf("R3 does not say %q", text)
		}
	}
	// R2 replaces what R3 has asked for.
	for _, f := range r2.engine.Snapshot(n.now).Flows {
		for _, p := range f.Pairs {
			r2.handle(Datapath{datapath.Expire{ID: p.Outbound}})
		}
	}
	n.run(3 * time.Minute)
	wantPairs(t, r2, r3, 1)
	if p := r2.engine.Snapshot(n.now).Flows[1].Pairs[0]; !p.Initiator {
		t.Error("R2 did not replace the pair")
	}
	// With its SAs the flow goes.
	r3.handle(Clear{What: ClearIPsec})
	n.run(time.Minute)
	wantPairs(t, r2, r3, 0)
	if flows := r2.engine.Snapshot(n.now).Flows; len(flows) != 1 {
		t.Errorf("%d flows, want 1", len(flows))
	}
}

// dynamicMap makes the entry of a map one that refers to an entry of a dynamic
// map without access list.
func dynamicMap(c *Config) *Map {
	m := &c.Maps[0]
	m.Sequence, m.DynamicMap, m.DynamicSequence = 65535, "DYN", 10
	m.Peers, m.Selectors = nil, nil
	return m
}

// TestDynamicMap has two peers that the hub does not know come, each with its
// own networks.
func TestDynamicMap(t *testing.T) {
	n := newNetwork(t)
	hub, r2, r3 := n.add("HUB", "192.0.2.1", 1), n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	c1 := cryptoMapConfig("192.0.2.1", "192.0.2.99")
	dynamicMap(c1)
	c2 := cryptoMapConfig("192.0.2.2", "192.0.2.1", selector(net2, net1), selector(net2, prefix("10.9.0.0/16")))
	c3 := cryptoMapConfig("192.0.2.3", "192.0.2.1", selector(net3, net1))
	c2.Maps[0].Lifetime = 20 * time.Minute
	hub.handle(Configure{c1})
	r2.handle(Configure{c2})
	r3.handle(Configure{c3})
	policy := c1.Maps[0].Policy(datapath.Selector{})

	// The hub never asks.
	hub.handle(Datapath{datapath.Acquire{Policy: policy, Selector: selector(prefix("10.1.0.1/32"), prefix("10.2.0.1/32"))}})
	n.run(time.Minute)
	if hub.engine.stats.Sent != 0 {
		t.Error("the hub begins an exchange")
	}
	r2.handle(packet(&c2.Maps[0], 0, "10.2.0.1", "10.1.0.1"))
	r2.handle(packet(&c2.Maps[0], 1, "10.2.0.1", "10.9.0.1"))
	r3.handle(packet(&c3.Maps[0], 0, "10.3.0.1", "10.1.0.1"))
	n.run(5 * time.Second)
	three := []string{"10.1.0.0/16 to 10.2.0.0/16", "10.1.0.0/16 to 10.3.0.0/16", "10.9.0.0/16 to 10.2.0.0/16"}
	wantSelectors(t, hub, three...)
	if _, policies := hub.protects(); len(slices.Compact(policies)) != 1 || policies[0] != policy {
		t.Errorf("policies %q, want %q", policies, policy)
	}
	for _, f := range hub.engine.Snapshot(n.now).Flows {
		if f.Map != "CMAP" || f.Sequence != 65535 || f.Dynamic != "DYN" || !f.Peer.IsValid() {
			t.Errorf("flow %+v", f)
		}
	}
	// The hub replaces SAs, and so do the others.
	n.run(19 * time.Minute)
	for _, f := range hub.engine.Snapshot(n.now).Flows {
		hub.handle(Datapath{datapath.Expire{ID: f.Pairs[0].Outbound}})
	}
	n.run(3 * time.Minute)
	wantSelectors(t, hub, three...)
	began := false
	for _, f := range hub.engine.Snapshot(n.now).Flows {
		began = began || f.Pairs[0].Initiator
	}
	if !began {
		t.Error("the hub has replaced nothing")
	}
	// A peer that goes leaves nothing.
	r2.handle(Shutdown{})
	n.run(2 * time.Minute)
	wantSelectors(t, hub, three[1])
	if len(hub.engine.clones) != 1 || len(hub.engine.peers) != 1 {
		t.Errorf("%d instances, %d peers", len(hub.engine.clones), len(hub.engine.peers))
	}
	// Nor does the map.
	hub.handle(Configure{&Config{Enabled: true}})
	n.run(2 * time.Minute)
	if left := leftovers(hub.engine); left != "" || len(hub.engine.clones) != 0 || len(r3.installed) != 0 {
		t.Errorf("left over: %s%d instances; R3 has %d SAs", left, len(hub.engine.clones), len(r3.installed))
	}
}

// TestDynamicMapEntries finds the entry by its peers, its access list, its
// profile and its transform sets, and static entries before it.
func TestDynamicMapEntries(t *testing.T) {
	for name, test := range map[string]struct {
		change func(hub, peer *Config)
		want   string // the entry that takes the peer, "": none
	}{
		"any": {nil, "10"},
		"access list": {func(hub, _ *Config) {
			hub.Maps[0].Selectors = []datapath.Selector{selector(prefix("10.1.0.0/16"), prefix("10.0.0.0/8"))}
		}, "10"},
		"another access list": {func(hub, _ *Config) {
			hub.Maps[0].Selectors = []datapath.Selector{selector(net1, net3)}
		}, "20"},
		"peer":         {func(hub, _ *Config) { hub.Maps[0].Peers = []netip.Addr{netip.MustParseAddr("192.0.2.2")} }, "10"},
		"another peer": {func(hub, _ *Config) { hub.Maps[0].Peers = []netip.Addr{netip.MustParseAddr("192.0.2.3")} }, "20"},
		"profile":      {func(hub, _ *Config) { hub.Maps[0].ISAKMPProfile = "OTHER" }, "20"},
		"transform set": {func(hub, _ *Config) {
			hub.Maps[0].TransformSets = []TransformSet{{Name: "T", Transform: datapath.Transform{Cipher: datapath.TripleDES, Integrity: datapath.HMACSHA1}}}
		}, "20"},
		"static entry": {func(hub, peer *Config) {
			m := cryptoMapConfig("192.0.2.1", "192.0.2.2", selector(net1, net2)).Maps[0]
			hub.Maps = append([]Map{m}, hub.Maps...)
		}, "static"},
		"static entry of other networks": {func(hub, peer *Config) {
			m := cryptoMapConfig("192.0.2.1", "192.0.2.2", selector(net1, net3)).Maps[0]
			hub.Maps = append([]Map{m}, hub.Maps...)
		}, "10"},
		"shut down": {func(hub, _ *Config) { hub.Maps[0].AdministrateUp, hub.Maps[1].AdministrateUp = false, false }, ""},
		"no transform set": {func(_, peer *Config) {
			peer.Maps[0].TransformSets = []TransformSet{{Name: "T", Transform: datapath.Transform{Cipher: datapath.TripleDES, Integrity: datapath.HMACSHA1}}}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t)
			hub, r2 := n.add("HUB", "192.0.2.1", 1), n.add("R2", "192.0.2.2", 2)
			c1 := cryptoMapConfig("192.0.2.1", "192.0.2.99")
			second := *dynamicMap(c1)
			second.DynamicSequence = 20
			c1.Maps = append([]Map{c1.Maps[0]}, second)
			c2 := cryptoMapConfig("192.0.2.2", "192.0.2.1", selector(net2, net1))
			if test.change != nil {
				test.change(c1, c2)
			}
			hub.handle(Configure{c1})
			r2.handle(Configure{c2})
			r2.handle(packet(&c2.Maps[0], 0, "10.2.0.1", "10.1.0.1"))
			n.run(5 * time.Second)
			got := ""
			for _, sa := range hub.installed {
				got = "static"
				for _, entry := range []string{"10", "20"} {
					if strings.HasSuffix(sa.Policy, " DYN "+entry+" GigabitEthernet0/0") {
						got = entry
					}
				}
			}
			if got != test.want {
				t.Errorf("taken by %q, want %q", got, test.want)
			}
			if test.want == "" && len(hub.engine.clones) != 0 {
				t.Error("an instance is left of what was refused")
			}
		})
	}
}

// TestDynamicMapMovedPeer has a peer come back at another address before the
// hub has missed it.
func TestDynamicMapMovedPeer(t *testing.T) {
	n := newNetwork(t)
	hub, before, after := n.add("HUB", "192.0.2.1", 1), n.add("R2", "192.0.2.2", 2), n.add("R2", "192.0.2.3", 3)
	c1 := cryptoMapConfig("192.0.2.1", "192.0.2.99")
	dynamicMap(c1)
	hub.handle(Configure{c1})
	for _, r := range []*router{before, after} {
		c := cryptoMapConfig(r.addr.String(), "192.0.2.1", selector(net2, net1))
		r.handle(Configure{c})
		r.handle(packet(&c.Maps[0], 0, "10.2.0.1", "10.1.0.1"))
		n.run(5 * time.Second)
		wantPairs(t, hub, r, 1)
	}
}
