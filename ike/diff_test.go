package ike

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath/datapathtest"
)

func TestDiff(t *testing.T) {
	base := func() *Config { return reference(addrR2, addrR3) }
	for _, test := range []struct {
		name     string
		old, new func(*Config)
		want     string
	}{
		{"equal", nil, nil, ""},
		{"first map", func(c *Config) { c.Maps = nil }, nil, "turn ISAKMP on; add Tunnel23-head-0"},
		{"last map", nil, func(c *Config) { c.Maps = nil }, "remove Tunnel23-head-0; turn ISAKMP off"},
		{"lifetime", nil, func(c *Config) { c.Maps[0].Lifetime = time.Minute }, "use the new settings of Tunnel23-head-0"},
		{"responder-only", nil, func(c *Config) { c.Maps[0].ResponderOnly = true }, "use the new settings of Tunnel23-head-0"},
		{"another peer", nil, func(c *Config) { c.Maps[0].Peers = append(c.Maps[0].Peers, prefix("2001:db8::4/128").Addr()) }, "use the new settings of Tunnel23-head-0"},
		{"other peer", nil, func(c *Config) { c.Maps[0].Peers[0] = prefix("2001:db8::4/128").Addr() }, "re-key Tunnel23-head-0"},
		{"default peer", nil, func(c *Config) { c.Maps[0].PreferFirst = true }, "use the new settings of Tunnel23-head-0"},
		{"idle time", nil, func(c *Config) { c.Maps[0].IdleTime = time.Minute }, "use the new settings of Tunnel23-head-0"},
		{"transform", nil, func(c *Config) { c.Maps[0].TransformSets[0].Name = "X" }, "re-key Tunnel23-head-0"},
		{"shutdown", nil, func(c *Config) { c.Maps[0].AdministrateUp = false }, "take down Tunnel23-head-0; turn ISAKMP off"},
		{"no shutdown", func(c *Config) { c.Maps[0].AdministrateUp = false }, nil, "turn ISAKMP on; bring up Tunnel23-head-0"},
		{"key", nil, func(c *Config) { c.Keyrings[0].Keys[0].Secret = "other" }, "use the new pre-shared keys"},
		{"policy", nil, func(c *Config) { c.Policies[0].Group = 14 }, "use the new phase 1 policies"},
		{"disabled", nil, func(c *Config) { c.Enabled = false }, "turn ISAKMP off"},
		{"sequence", nil, func(c *Config) { c.Maps[0].Sequence = 10 }, "remove Tunnel23-head-0; add Tunnel23-head-0 10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			old, new := base(), base()
			if test.old != nil {
				test.old(old)
			}
			if test.new != nil {
				test.new(new)
			}
			var lines []string
			for _, c := range Diff(old, new) {
				lines = append(lines, c.String())
			}
			if got := strings.Join(lines, "; "); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	if got := Diff(nil, nil); len(got) != 0 {
		t.Errorf("nothing and nothing differ: %v", got)
	}
}

// TestDiffSeesEveryField: no setting that is typed waits for the next one.
func TestDiffSeesEveryField(t *testing.T) {
	datapathtest.EachField(t, func(a, b *Config) bool {
		on := []Map{{Name: "CMAP", AdministrateUp: true}} // else it is off with "crypto isakmp enable" too
		c, d := *a, *b
		c.Maps, d.Maps = append(on, a.Maps...), append(on, b.Maps...)
		return len(Diff(&c, &d)) == 0
	})
}

// TestPeersAreAdded puts peers before and behind the one that a map has SAs with,
// and takes its idle time away: the SAs stay, and so does the peer.
func TestPeersAreAdded(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.Maps[0].IdleTime = time.Minute
	bringUp(n, r2, r3, c2, c3)
	before := r2.engine.Snapshot(n.now).Flows[0]
	next := reference(addrR2, addrR3)
	next.Maps[0].Peers = []netip.Addr{prefix("2001:db8::8/128").Addr(), r3.addr, prefix("2001:db8::9/128").Addr()}
	next.Maps[0].PreferFirst = true
	r2.handle(Configure{next})
	n.run(10 * time.Minute)
	wantUp(t, r2, r3)
	after := r2.engine.Snapshot(n.now).Flows[0]
	if after.Peer != r3.addr || after.Pairs[0].Inbound != before.Pairs[0].Inbound {
		t.Errorf("with %v by %v, before with %v by %v", after.Peer, after.Pairs[0].Inbound, before.Peer, before.Pairs[0].Inbound)
	}
}

// TestReconfigure changes one of two tunnels: the other's SAs stay.
func TestReconfigure(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", addrR2, 2), n.add("R3", addrR3, 3)
	r4 := n.add("R4", "2001:db8::4", 4)
	both := func(set string, lifetime time.Duration) *Config {
		c := reference(addrR2, addrR3)
		m := c.Maps[0]
		m.Name, m.Interface, m.Lifetime = "Tunnel24-head-0", "Tunnel24", lifetime
		m.TransformSets = slices.Clone(m.TransformSets)
		m.TransformSets[0].Name = set
		m.Peers = []netip.Addr{r4.addr}
		c.Maps = append(c.Maps, m)
		return c
	}
	for _, r := range []*router{r3, r4} {
		c := reference(r.addr.String(), addrR2)
		c.Maps[0].ResponderOnly = true
		r.handle(Configure{c})
	}
	r2.handle(Configure{both("TRA", time.Hour)})
	n.run(time.Second)
	before := r2.engine.Snapshot(n.now).Flows
	r2.handle(Configure{both("TRA", time.Hour)})
	r2.handle(Configure{both("TRA", 30*time.Minute)})
	n.run(5 * time.Second)
	settings := r2.engine.Snapshot(n.now).Flows
	if before[0].Pairs[0].Inbound != settings[0].Pairs[0].Inbound || before[1].Pairs[0].Inbound != settings[1].Pairs[0].Inbound {
		t.Error("a new lifetime did not wait for the next negotiation")
	}
	r2.handle(Configure{both("OTHER", 30*time.Minute)})
	n.run(5 * time.Second)
	after := r2.engine.Snapshot(n.now).Flows
	if before[0].Pairs[0].Inbound != after[0].Pairs[0].Inbound {
		t.Error("the SAs of the tunnel that did not change were replaced")
	}
	if before[1].Pairs[0].Inbound == after[1].Pairs[0].Inbound || len(after[1].Pairs) != 1 {
		t.Error("the SAs of the tunnel that changed were not replaced")
	}
	if left := after[1].Pairs[0].Expires.Sub(n.now); left > 30*time.Minute {
		t.Errorf("the SAs that replaced them live for %v, not for the new lifetime", left)
	}
	one := both("OTHER", 30*time.Minute)
	one.Maps = one.Maps[:1]
	r2.handle(Configure{one})
	n.run(time.Second)
	if len(r4.installed) != 0 || r2.lines["Tunnel24"] || !r2.lines["Tunnel23"] {
		t.Error("the tunnel that was removed is still there")
	}
	for _, sa := range r2.engine.Snapshot(n.now).SAs {
		if sa.Remote.Addr() == r4.addr && !sa.Deleted {
			t.Error("phase 1 with a peer that no map names is still there")
		}
	}
}
