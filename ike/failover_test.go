package ike

import (
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
)

// TestFailoverAndBack has the peers of a crypto map, "set peer", die in turn
// while there is traffic: the map goes on to the next one, and with the last
// one dead back to the first.
func TestFailoverAndBack(t *testing.T) {
	for _, test := range []struct {
		preferFirst bool
		third       int // the peer in use when the second one died
	}{{false, 2}, {true, 0}} {
		n := newNetwork(t)
		r2 := n.add("R2", "192.0.2.2", 2)
		c2 := cryptoMapConfig("192.0.2.2", "192.0.2.11", selector(net2, net1))
		m := &c2.Maps[0]
		m.Peers = nil
		m.PreferFirst = test.preferFirst
		c2.DPD = DPD{Interval: 10 * time.Second, Retry: 2 * time.Second}
		var peers []*router
		alive := map[netip.Addr]bool{r2.addr: true}
		for i, a := range []string{"192.0.2.11", "192.0.2.12", "192.0.2.13"} {
			r := n.add("R1", a, byte(10+i))
			r.handle(Configure{cryptoMapConfig(a, "192.0.2.2", selector(net1, net2))})
			peers = append(peers, r)
			m.Peers = append(m.Peers, r.addr)
		}
		n.fate = func(from *router, s Send) []time.Duration {
			if !alive[s.Local.Addr()] || !alive[s.Remote.Addr()] {
				return nil
			}
			return []time.Duration{0}
		}
		r2.handle(Configure{c2})
		// traffic goes on for a while: a packet a second, which nobody answers.
		traffic := func(d time.Duration) {
			for end := n.now.Add(d); n.now.Before(end); n.run(time.Second) {
				if len(r2.installed) == 0 {
					r2.handle(packet(m, 0, "10.2.0.1", "10.1.0.1"))
				}
				for id := range r2.installed {
					if id.Direction == datapath.Outbound {
						r2.counted(id)
					}
				}
			}
		}
		with := func(want int) {
			t.Helper()
			for i, p := range peers {
				pairs := 0
				for id := range r2.installed {
					if id.Remote == p.addr {
						pairs++
					}
				}
				if (pairs == 2) != (i == want) {
					t.Errorf("prefer first %v: %d SAs with peer %d, want those with peer %d", test.preferFirst, pairs, i, want)
				}
			}
		}
		alive[peers[1].addr] = true
		traffic(70 * time.Second) // message 1 is sent six times
		with(1)
		// The second one dies, and the others are back.
		alive[peers[1].addr], alive[peers[0].addr], alive[peers[2].addr] = false, true, true
		traffic(40 * time.Second)
		with(test.third)
		// And again, with the first one alone.
		alive[peers[2].addr] = false
		traffic(40 * time.Second)
		with(0)
	}
}

// TestPeerThatBegins replaces the SAs of a peer that began itself with that
// peer, whichever of the map's it is.
func TestPeerThatBegins(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	c2 := cryptoMapConfig("192.0.2.2", "192.0.2.11", selector(net2, net1))
	c2.Maps[0].Peers = append(c2.Maps[0].Peers, r3.addr)
	c3 := cryptoMapConfig("192.0.2.3", "192.0.2.2", selector(net1, net2))
	r2.handle(Configure{c2})
	r3.handle(Configure{c3})
	r3.handle(packet(&c3.Maps[0], 0, "10.1.0.1", "10.2.0.1"))
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 1)
	old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Outbound
	r2.handle(Datapath{datapath.Expire{ID: old}})
	n.run(5 * time.Second)
	if p := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]; p.Outbound == old || !p.Initiator || p.Outbound.Remote != r3.addr {
		t.Errorf("pair %+v does not replace %v", p, old)
	}
}
