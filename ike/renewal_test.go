package ike

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// TestPhase1Renewal runs through a dozen lifetimes of phase 1 with watched
// peers: there is always an ISAKMP SA, and the pair below stays the same.
func TestPhase1Renewal(t *testing.T) {
	for _, both := range []bool{false, true} {
		n, r2, r3, c2, c3 := pair(t)
		c3.Maps[0].ResponderOnly = !both
		for _, c := range []*Config{c2, c3} {
			c.DPD = DPD{Interval: 20 * time.Second, Retry: 2 * time.Second, Periodic: true}
			c.Policies[0].Lifetime = 4 * time.Minute
		}
		bringUp(n, r2, r3, c2, c3)
		want := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound
		conns := map[int]bool{}
		for range 40 * 60 {
			n.run(time.Second)
			wantUp(t, r2, r3)
			for _, r := range n.routers {
				live := 0
				for _, sa := range r.engine.Snapshot(n.now).SAs {
					if !sa.Deleted && sa.State == "QM_IDLE" {
						live++
						conns[sa.ConnID] = true
					}
				}
				if live < 1 || live > 2 {
					t.Fatalf("both %v: %s has %d ISAKMP SAs at %v", both, r.name, live, n.now.Sub(epoch))
				}
			}
		}
		if got := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound; got != want {
			t.Errorf("both %v: the pair was replaced", both)
		}
		if len(conns) < 10 || len(conns) > 14 {
			t.Errorf("both %v: %d ISAKMP SAs in forty minutes", both, len(conns))
		}
	}
}

// TestReauthentication deletes phase 1 at either end: the pair stays, and where
// the peer is watched another ISAKMP SA comes. It says no INITIAL_CONTACT, which
// would cost the peer the pair.
func TestReauthentication(t *testing.T) {
	for _, who := range []int{0, 1} {
		n, r2, r3 := watched(t, DPD{Interval: 20 * time.Second, Retry: 2 * time.Second, Periodic: true})
		want := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound
		n.routers[who].handle(Clear{What: ClearISAKMP})
		n.run(10 * time.Second)
		wantUp(t, r2, r3)
		if got := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound; got != want {
			t.Errorf("%s: the pair was replaced", n.routers[who].name)
		}
		if r2.engine.usable(r2.addr, r3.addr) == nil || r3.engine.usable(r3.addr, r2.addr) == nil {
			t.Errorf("%s: no new ISAKMP SA", n.routers[who].name)
		}
		if strings.Contains(r2.log.String(), "Send initial contact") {
			t.Error("the peer is told to forget the pair")
		}
	}
}

// TestSwitchAtOnce has a pair deleted while its successor waits: from then on the
// successor sends.
func TestSwitchAtOnce(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	n.run(time.Minute)
	old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
	n.run(switchTime / 2)
	if len(r2.installed) != 3 {
		t.Errorf("%d SAs, want 3", len(r2.installed))
	}
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound, Hard: true}})
	if len(r2.installed) != 2 {
		t.Errorf("%d SAs, want 2", len(r2.installed))
	}
	n.run(switchTime)
	wantUp(t, r2, r3)
}

// TestMakeBeforeBreak follows a rekey message by message: the responder has its
// new inbound SA before message 2 leaves, the initiator before message 3, and
// both send by the new ones only after that: the initiator when the responder has
// had time to read it, or at once when it has nothing else to send by. The old
// pair stays at both ends until then.
func TestMakeBeforeBreak(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	n.run(time.Minute)
	old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
	message := 0
	n.seen = func(from *router, s Send) {
		if isakmp.ExchangeType(s.Data[18]) != isakmp.QuickMode {
			return
		}
		message++
		has := [2]int{len(r2.installed), len(r3.installed)}
		want := map[int][2]int{1: {2, 2}, 2: {2, 3}, 3: {3, 3}}[message]
		if has != want {
			t.Errorf("message %d: R2 and R3 have %v SAs, want %v", message, has, want)
		}
	}
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
	n.run(time.Second)
	if len(r2.installed) != 3 || len(r3.installed) != 4 {
		t.Errorf("R2 has %d SAs, R3 %d, want 3 and 4", len(r2.installed), len(r3.installed))
	}
	n.run(switchTime)
	wantPairs(t, r2, r3, 2)
	if message != 3 {
		t.Errorf("%d messages", message)
	}
	n.run(siblingTime)
	wantUp(t, r2, r3)
	if r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound == old.Inbound {
		t.Error("the old pair is the one that stayed")
	}
}

// TestSimultaneousRekey has both ends replace the pair at the same moment: one
// new pair comes of it.
func TestSimultaneousRekey(t *testing.T) {
	for seed := range byte(20) {
		n, r2, r3, c2, c3 := pair(t)
		c3.Maps[0].ResponderOnly = false
		bringUp(n, r2, r3, c2, c3)
		n.run(time.Second)
		old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
		n.latency = time.Duration(seed) * 3 * time.Millisecond
		r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
		r3.handle(Datapath{datapath.Expire{ID: r3.engine.Snapshot(n.now).Flows[0].Pairs[0].Outbound}})
		n.run(5 * time.Second)
		wantPairs(t, r2, r3, 2)
		n.run(2 * time.Minute)
		wantUp(t, r2, r3)
		if r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound == old.Inbound {
			t.Error("nothing was replaced")
		}
	}
}

// TestReplayedQuickMode sends an old message 1 again when its exchange has long
// been forgotten: no SA comes of it.
func TestReplayedQuickMode(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	var first *Send
	n.seen = func(from *router, s Send) {
		if from == r2 && first == nil && isakmp.ExchangeType(s.Data[18]) == isakmp.QuickMode {
			first = &s
		}
	}
	bringUp(n, r2, r3, c2, c3)
	n.run(10 * time.Minute)
	sent := 0
	n.seen = func(*router, Send) { sent++ }
	for range 5 {
		n.later(0, r3, Received{Local: first.Remote, Remote: first.Local, Data: first.Data})
		n.run(time.Minute)
	}
	wantUp(t, r2, r3)
	if sent != 0 {
		t.Errorf("%d messages in answer to replays", sent)
	}
}

// TestIdleTime deletes what carries nothing, and only that.
func TestIdleTime(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.Maps[0].IdleTime, c2.Maps[0].Tunnel, c2.Maps[0].IdleDefault = time.Minute, false, true
	c2.Maps[0].Peers = slices.Insert(c2.Maps[0].Peers, 0, prefix("2001:db8::1/128").Addr())
	r3.handle(Configure{c3})
	r2.handle(Configure{c2})
	acquire := Datapath{datapath.Acquire{Policy: c2.Maps[0].Name, Selector: datapath.Selector{
		Local: prefix("2001:db8:2::1/128"), Remote: prefix("2001:db8:3::1/128"), Protocol: 58}}}
	r2.handle(acquire)
	n.run(65 * time.Second) // the first peer does not answer
	wantUp(t, r2, r3)
	for range 30 {
		n.run(10 * time.Second)
		r2.carried(datapath.Inbound)
	}
	wantUp(t, r2, r3)
	n.run(55 * time.Second)
	wantUp(t, r2, r3)
	n.run(10 * time.Second)
	wantPairs(t, r2, r3, 0)
	if r2.engine.usable(r2.addr, r3.addr) == nil {
		t.Error("phase 1 went with the idle pair")
	}
	if peer := r2.engine.Snapshot(n.now).Flows[0].Peer; peer != c2.Maps[0].Peers[0] {
		t.Errorf("the next peer is %v, want the default one", peer)
	}
}

// TestInvalidSPIRecovery has R3 lose its SAs without a word and R2 send by them.
func TestInvalidSPIRecovery(t *testing.T) {
	for _, recovery := range []bool{false, true} {
		n, r2, r3, c2, c3 := pair(t)
		c3.InvalidSPIRecovery, c3.Maps[0].ResponderOnly, c3.Maps[0].Tunnel = recovery, false, false
		bringUp(n, r2, r3, c2, c3)
		old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
		n.fate = func(*router, Send) []time.Duration { return nil }
		r3.handle(Clear{What: ClearSession})
		n.run(time.Minute)
		n.fate = nil
		stray := Datapath{datapath.InvalidSPI{Local: r3.addr, Remote: r2.addr, SPI: old.Outbound.SPI}}
		stranger := Datapath{datapath.InvalidSPI{Local: r3.addr, Remote: prefix("2001:db8::9/128").Addr(), SPI: 99999}}
		sent := 0
		n.seen = func(*router, Send) { sent++ }
		r3.handle(stranger)
		n.run(time.Second)
		if sent != 0 {
			t.Error("a stranger was answered")
		}
		r3.handle(stray)
		n.run(10 * time.Second)
		if !strings.Contains(r3.log.String(), "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=2001:DB8::3, prot=50, spi=") {
			t.Error("not logged")
		}
		if !recovery {
			if sent != 0 {
				t.Error("told without being told to")
			}
			continue
		}
		wantUp(t, r2, r3)
		if r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Inbound == old.Inbound {
			t.Error("R2 keeps the pair that R3 lost")
		}
		if !strings.Contains(r2.log.String(), "processing NOTIFY INVALID_SPI protocol 3") {
			t.Error("R2 was not told")
		}
	}
}

// TestInvalidSPIIsAuthenticated has somebody else claim that an SPI is invalid.
func TestInvalidSPIIsAuthenticated(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	sa := r2.engine.usable(r2.addr, r3.addr)
	h := sa.header()
	h.Exchange, h.MessageID = isakmp.Informational, 4711
	out := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Outbound.SPI
	forged := isakmp.Marshal(h, []isakmp.Payload{&isakmp.Notification{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP,
		SPI: binary.BigEndian.AppendUint32(nil, out), Notify: isakmp.InvalidSPI}})
	n.later(0, r2, Received{Local: sa.local, Remote: sa.remote, Data: forged})
	n.run(time.Second)
	wantUp(t, r2, r3)
}

// TestShorterLifetimes has the responder shorten both lifetimes: it says so by
// RESPONDER-LIFETIME (RFC 2407, Section 4.6.3.1), and the initiator obeys.
func TestShorterLifetimes(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c3.Policies[0].Lifetime = 10 * time.Minute
	c3.Maps[0].Lifetime, c3.Maps[0].LifetimeKB = 5*time.Minute, 3000
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	s := r2.engine.Snapshot(n.now)
	if got := s.SAs[0].Expires.Sub(s.SAs[0].Established); got != 10*time.Minute {
		t.Errorf("phase 1 lives %v", got)
	}
	p := s.Flows[0].Pairs[0]
	if got := p.Expires.Sub(p.Installed); got > 5*time.Minute || got < 4*time.Minute || p.LifetimeKB != 3000 {
		t.Errorf("the pair lives %v and %d kilobytes", got, p.LifetimeKB)
	}
	for _, want := range []string{" processing responder lifetime", " restart ike sa timer to 600 secs"} {
		if !strings.Contains(r2.log.String(), want) {
			t.Errorf("not printed: %s", want)
		}
	}
}
