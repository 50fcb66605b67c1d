package ike

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// manyLines are two routers with a crypto map of n lines, of which nothing is
// up yet.
func manyLines(t *testing.T, lines int) (n *network, r2, r3 *router, c2, c3 *Config) {
	n = newNetwork(t)
	r2, r3 = n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	var selectors, theirs []datapath.Selector
	for i := range lines {
		s := selector(prefix(fmt.Sprintf("10.1.%d.0/24", i)), prefix(fmt.Sprintf("10.2.%d.0/24", i)))
		selectors, theirs = append(selectors, s), append(theirs, mirrored(s))
	}
	c2, c3 = cryptoMapConfig("192.0.2.2", "192.0.2.3", selectors...), cryptoMapConfig("192.0.2.3", "192.0.2.2", theirs...)
	r2.handle(SetDebug{debugAll})
	r3.handle(Configure{c3})
	r2.handle(Configure{c2})
	return n, r2, r3, c2, c3
}

// traffic is a packet for each line of a router's crypto map.
func traffic(r *router, c *Config) {
	m := &c.Maps[0]
	for i, s := range m.Selectors {
		r.handle(packet(m, i, s.Local.Addr().Next().String(), s.Remote.Addr().Next().String()))
	}
}

// quickModes is what a router has sent in quick mode: the message IDs in the
// order in which they came up, and how many messages of each.
type quickModes struct {
	ids  []uint32
	sent map[uint32]int
}

func watchQuickModes(n *network, from *router, each func(q *quickModes, id uint32)) *quickModes {
	q := &quickModes{sent: map[uint32]int{}}
	n.seen = func(r *router, s Send) {
		h, err := isakmp.ParseHeader(s.Data)
		if err != nil || r != from || h.Exchange != isakmp.QuickMode {
			return
		}
		id := h.MessageID
		if q.sent[id]++; q.sent[id] == 1 {
			q.ids = append(q.ids, id)
		}
		each(q, id)
	}
	return q
}

// TestQuickModesTakeTurns has the lines of a crypto map come up one after the
// other, in the order of their packets: no peer has to remember more than one
// quick mode of ours.
func TestQuickModesTakeTurns(t *testing.T) {
	n, r2, r3, c2, _ := manyLines(t, 12)
	q := watchQuickModes(n, r2, func(q *quickModes, id uint32) {
		for _, other := range q.ids {
			if other != id && q.sent[other] != 2 {
				t.Errorf("a message of quick mode %d after %d messages of %d", id, q.sent[other], other)
			}
		}
	})
	traffic(r2, c2)
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 12)
	if len(q.ids) != 12 {
		t.Errorf("%d quick modes, want 12", len(q.ids))
	}
	before := 0
	for i, s := range c2.Maps[0].Selectors {
		line := fmt.Sprintf("local_proxy= %s/255.255.255.0/256/0", s.Local.Addr())
		created := strings.Index(r2.log.String(), "create_sa")
		at := created + strings.Index(r2.log.String()[created:], line)
		if at <= before {
			t.Errorf("line %d came up before the one ahead of it", i+1)
		}
		before = at
	}
	// They are replaced in the same way.
	n.run(time.Hour)
	wantPairs(t, r2, r3, 12)
}

// TestRefusedQuickModeGivesWay has a peer without some of the lines: the others
// come up.
func TestRefusedQuickModeGivesWay(t *testing.T) {
	n, r2, r3, c2, c3 := manyLines(t, 6)
	fewer := *c3
	fewer.Maps = slices.Clone(c3.Maps)
	fewer.Maps[0].Selectors = slices.Concat(c3.Maps[0].Selectors[1:3], c3.Maps[0].Selectors[4:])
	r3.handle(Configure{&fewer})
	traffic(r2, c2)
	n.run(5 * time.Second)
	wantPairs(t, r2, r3, 4)
}

// TestUnansweredQuickModeGivesWay has the peer's answers to the first line lost:
// the others come up when it is repeated, and it does when one arrives.
func TestUnansweredQuickModeGivesWay(t *testing.T) {
	n, r2, r3, c2, _ := manyLines(t, 6)
	q := watchQuickModes(n, r2, func(*quickModes, uint32) {})
	n.fate = func(from *router, s Send) []time.Duration {
		if h, err := isakmp.ParseHeader(s.Data); err == nil && from == r3 && len(q.ids) > 0 && h.MessageID == q.ids[0] {
			return nil
		}
		return []time.Duration{0}
	}
	traffic(r2, c2)
	n.run(retransmitInterval - time.Second)
	if len(r2.installed) != 0 {
		t.Fatal("a line came up while the first one was to be answered")
	}
	n.run(2 * time.Second)
	if len(r2.installed) != 2*5 {
		t.Fatalf("R2 has %d SAs, want those of five lines", len(r2.installed))
	}
	n.fate = nil
	n.run(2 * retransmitInterval)
	wantPairs(t, r2, r3, 6)
}

// TestHeldQuickModesOutliveTheirSA has the ISAKMP SA deleted while lines wait
// for their turn: each is ended with the reason, and comes up by the next SA.
func TestHeldQuickModesOutliveTheirSA(t *testing.T) {
	n, r2, r3, c2, _ := manyLines(t, 6)
	q := watchQuickModes(n, r2, func(q *quickModes, _ uint32) {
		if len(q.ids) == 3 {
			n.later(0, r2, Clear{What: ClearISAKMP})
		}
	})
	traffic(r2, c2)
	n.run(time.Second)
	if got := strings.Count(r2.log.String(), `error TRUE reason "IKE deleted"`); got != 4 {
		t.Errorf("%d nodes deleted with their SA, want 4: the third line's, and those that waited\n%s", got, r2.log.String())
	}
	n.run(time.Minute)
	wantPairs(t, r2, r3, 6)
	for _, p := range r2.engine.peers {
		for _, sa := range p.sas {
			if len(sa.held) > 0 || sa.asking != nil {
				t.Errorf("SA %d holds %d quick modes back, and asks: %v", sa.connID, len(sa.held), sa.asking != nil)
			}
		}
	}
	if got := len(q.ids); got != 7 {
		t.Errorf("%d quick modes, want 7: the third line's twice", got)
	}
}

// TestHeldQuickModeYields has the peer begin a quick mode for a line that waits
// for its turn here: there is one pair of it.
func TestHeldQuickModeYields(t *testing.T) {
	n, r2, r3, c2, c3 := manyLines(t, 4)
	traffic(r2, c2)
	for range 200 {
		if len(r2.engine.pairs) > 0 {
			break
		}
		n.run(time.Millisecond)
	}
	last := c3.Maps[0].Selectors[3]
	r3.handle(packet(&c3.Maps[0], 3, last.Local.Addr().Next().String(), last.Remote.Addr().Next().String()))
	n.run(time.Minute)
	wantPairs(t, r2, r3, 4)
	if !strings.Contains(r2.log.String(), `reason "Simultaneous quick mode"`) {
		t.Errorf("the line that waited was not dropped\n%s", r2.log.String())
	}
}
