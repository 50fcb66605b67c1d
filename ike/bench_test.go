package ike

import (
	"fmt"
	mathrand "math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// handshake runs main mode and quick mode between two engines with no network
// between them, and returns how many SAs were installed at both.
func handshake(now time.Time, r2, r3 *Engine, first []Action) int {
	type step struct {
		at *Engine
		ev Event
	}
	var queue []step
	installed := 0
	take := func(at *Engine, actions []Action) {
		other := r2
		if at == r2 {
			other = r3
		}
		for _, a := range actions {
			switch a := a.(type) {
			case Send:
				queue = append(queue, step{other, Received{a.Remote, a.Local, a.Data}})
			case Compute:
				queue = append(queue, step{at, Computed{a.ID, a.Run()}})
			case InstallSA:
				installed += len(a.SAs)
			}
		}
	}
	take(r2, first)
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		take(s.at, s.at.Handle(now, s.ev))
	}
	return installed
}

// BenchmarkHandshake is main mode and quick mode, both ends, on one core.
func BenchmarkHandshake(b *testing.B) {
	for _, group := range []dh.Group{2, 14, 19} {
		b.Run(fmt.Sprintf("group%d", group), func(b *testing.B) {
			c2, c3 := reference(addrR2, addrR3), reference(addrR3, addrR2)
			c3.Maps[0].ResponderOnly = true
			for _, c := range []*Config{c2, c3} {
				c.Policies[0] = Policy{Priority: 10, Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA2_256,
					Auth: isakmp.PreShared, Group: group, Lifetime: 24 * time.Hour}
			}
			r2, r3 := New(mathrand.NewChaCha8([32]byte{2})), New(mathrand.NewChaCha8([32]byte{3}))
			now := epoch
			off := reference(addrR2, addrR3)
			off.Maps = nil
			r3.Handle(now, Configure{c3})
			b.ReportAllocs()
			for b.Loop() {
				if n := handshake(now, r2, r3, r2.Handle(now, Configure{c2})); n != 4 {
					b.Fatalf("%d SAs installed, want 4", n)
				}
				handshake(now, r2, r3, r2.Handle(now, Configure{off}))
				now = now.Add(2 * time.Minute)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "handshakes/s")
			// One goroutine does the work of both ends and nothing else.
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N)/2, "CPU-ms/end")
		})
	}
}

// many is the configuration of a router with n tunnels to as many peers.
func many(n int, hub bool) *Config {
	c := reference(addrR2, addrR3)
	m := c.Maps[0]
	c.Maps = nil
	a := netip.MustParseAddr("2001:db8:1::")
	for i := range n {
		a = a.Next()
		m.Interface = fmt.Sprintf("Tunnel%d", i)
		m.Name = m.Interface + "-head-0"
		m.Local, m.Peers = a, []netip.Addr{netip.MustParseAddr(addrR3)}
		if hub {
			m.Local, m.Peers = m.Peers[0], []netip.Addr{a}
			m.ResponderOnly = true
		}
		c.Maps = append(c.Maps, m)
	}
	return c
}

// TestManyPeers brings up two thousand tunnels of one hub: what a message costs
// may not grow with the number of SAs, or this takes minutes.
func TestManyPeers(t *testing.T) {
	const tunnels = 2000
	hub, spokes := New(mathrand.NewChaCha8([32]byte{3})), New(mathrand.NewChaCha8([32]byte{2}))
	now := epoch
	hub.Handle(now, Configure{many(tunnels, true)})
	// The half-open limit is for strangers; ask in groups that are below it.
	config := many(tunnels, false)
	for i := 0; i < tunnels; i += 400 {
		part := *config
		part.Maps = config.Maps[:i+400]
		now = now.Add(time.Millisecond)
		if n := handshake(now, spokes, hub, spokes.Handle(now, Configure{&part})); n != 4*400 {
			t.Fatalf("%d SAs installed, want %d", n, 4*400)
		}
	}
	s := hub.Snapshot(now)
	if len(s.SAs) != tunnels || len(s.Flows) != tunnels {
		t.Errorf("%d SAs, %d flows", len(s.SAs), len(s.Flows))
	}
	for _, f := range s.Flows {
		if len(f.Pairs) != 1 {
			t.Fatalf("%s has %d pairs", f.Map, len(f.Pairs))
		}
	}
	one := s.Flows[tunnels/2]
	hub.Handle(now, Datapath{datapath.Expire{ID: one.Pairs[0].Outbound, Hard: true}})
	if got := len(hub.Snapshot(now).Flows[tunnels/2].Pairs); got != 0 {
		t.Errorf("%d pairs after hard expiry", got)
	}
}
