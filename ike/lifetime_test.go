package ike

import (
	"encoding/binary"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// TestDeathByRetransmission counts what goes to a peer that is not there: once
// and five times more, ten seconds apart.
func TestDeathByRetransmission(t *testing.T) {
	n := newNetwork(t)
	r2 := n.add("R2", addrR2, 2)
	r2.handle(SetDebug{debugAll})
	var times []time.Duration
	n.seen = func(_ *router, s Send) { times = append(times, n.now.Sub(epoch)) }
	r2.handle(Configure{reference(addrR2, addrR3)})
	n.run(65 * time.Second)
	want := []time.Duration{0, 10 * time.Second, 20 * time.Second, 30 * time.Second, 40 * time.Second, 50 * time.Second}
	if len(times) != len(want) {
		t.Fatalf("sent at %v", times)
	}
	for i := range want {
		if times[i] != want[i] {
			t.Errorf("sent at %v", times)
		}
	}
	if !strings.Contains(r2.log.String(), `deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer 2001:DB8::3)`) {
		t.Error("the SA did not die")
	}
	s := r2.engine.Snapshot(n.now)
	if len(s.SAs) != 1 || s.SAs[0].State != "MM_NO_STATE" || !s.SAs[0].Deleted {
		t.Errorf("SAs %+v, want one MM_NO_STATE (deleted)", s.SAs)
	}
	n.run(10 * time.Minute)
	if s := r2.engine.Snapshot(n.now); len(s.SAs) > 2 {
		t.Errorf("%d SAs are kept", len(s.SAs))
	}
}

// TestLossAndDuplication negotiates over a network that loses a quarter of the
// datagrams, doubles a quarter and delays some: the ends agree in the end, and
// stay up.
func TestLossAndDuplication(t *testing.T) {
	for seed := range uint64(60) {
		random := mathrand.New(mathrand.NewPCG(seed, 1))
		n, r2, r3, c2, c3 := pair(t)
		c3.Maps[0].ResponderOnly = seed%2 == 0
		bad := true
		n.fate = func(*router, Send) []time.Duration {
			if !bad {
				return []time.Duration{0}
			}
			switch random.IntN(4) {
			case 0:
				return nil
			case 1:
				return []time.Duration{0, time.Duration(random.IntN(3000)) * time.Millisecond}
			}
			return []time.Duration{time.Duration(random.IntN(200)) * time.Millisecond}
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(3 * time.Minute)
		bad = false
		n.run(2 * time.Minute)
		if !r2.lines["Tunnel23"] || !r3.lines["Tunnel23"] {
			t.Fatalf("seed %d: the tunnel is not up\n%s\n---\n%s", seed, r2.log.String(), r3.log.String())
		}
		wantAgreement(t, r2, r3)
	}
}

// wantAgreement checks that each end sends by an SA that the other one has.
func wantAgreement(t *testing.T, a, b *router) {
	t.Helper()
	check := func(a, b *router) {
		flow := a.engine.Snapshot(a.net.now).Flows[0]
		for _, p := range flow.Pairs {
			if p.Sending {
				if _, ok := b.installed[datapath.SAID{Direction: datapath.Inbound, Remote: a.addr, SPI: p.Outbound.SPI}]; !ok {
					t.Errorf("%s sends by %08x, which %s does not have", a.name, p.Outbound.SPI, b.name)
				}
				return
			}
		}
		t.Errorf("%s has no SA to send by", a.name)
	}
	check(a, b)
	check(b, a)
}

// TestRekey runs two tunnels' worth of lifetimes: there is never a moment
// without an SA pair, and never more than two pairs.
func TestRekey(t *testing.T) {
	for _, both := range []bool{false, true} {
		n, r2, r3, c2, c3 := pair(t)
		c3.Maps[0].ResponderOnly = !both
		for _, c := range []*Config{c2, c3} {
			c.Policies[0].Lifetime = 25 * time.Minute
			c.Maps[0].Lifetime = 10 * time.Minute
		}
		bringUp(n, r2, r3, c2, c3)
		first := len(r2.engine.pairs)
		seen := map[uint32]bool{}
		for range 4 * 60 * 6 {
			n.run(10 * time.Second)
			if !r2.lines["Tunnel23"] || !r3.lines["Tunnel23"] {
				t.Fatalf("both %v: line down at %v\n%s\n---\n%s", both, n.now, r2.log.String(), r3.log.String())
			}
			if len(r2.installed) > 4 || len(r3.installed) > 4 {
				t.Fatalf("both %v: %d and %d SAs at %v", both, len(r2.installed), len(r3.installed), n.now)
			}
			wantAgreement(t, r2, r3)
			for id := range r2.installed {
				if id.Direction == datapath.Inbound {
					seen[id.SPI] = true
				}
			}
		}
		if first != 2 || len(seen) < 20 || len(seen) > 40 {
			t.Errorf("both %v: %d pairs in four hours", both, len(seen))
		}
		if s := r2.engine.Snapshot(n.now); len(s.SAs) > 4 {
			t.Errorf("%d phase 1 SAs are kept", len(s.SAs))
		}
	}
}

// TestVolumeRekey replaces a pair that has carried its bytes.
func TestVolumeRekey(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
	if sa := r2.installed[old.Outbound]; sa.HardBytes != 4608000*1024 || sa.SoftBytes >= sa.HardBytes || sa.SoftBytes == 0 {
		t.Errorf("bytes %d and %d", sa.SoftBytes, sa.HardBytes)
	}
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
	n.run(switchTime + time.Second)
	wantPairs(t, r2, r3, 2)
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
	n.run(time.Second)
	wantPairs(t, r2, r3, 2)
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound, Hard: true}})
	n.run(time.Second)
	wantUp(t, r2, r3)
}

// TestFullPair: a pair that has carried nine tenths of its lifetime in bytes in
// nine seconds has a second left, and its successor sends before that is over.
func TestFullPair(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
	n.run(old.Installed.Add(9 * time.Second).Sub(n.now))
	r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
	n.run(400 * time.Millisecond)
	if len(r2.installed) != 3 || len(r3.installed) != 4 {
		t.Errorf("R2 has %d SAs, R3 %d, want 3 and 4: the peer may not have read message 3", len(r2.installed), len(r3.installed))
	}
	n.run(500 * time.Millisecond)
	wantPairs(t, r2, r3, 2)
}

// TestPhase1Expiry leaves phase 2 alone, and makes a new phase 1 when phase 2
// needs it.
func TestPhase1Expiry(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.Policies[0].Lifetime = 2 * time.Minute
	bringUp(n, r2, r3, c2, c3)
	n.run(5 * time.Minute)
	wantUp(t, r2, r3)
	for _, r := range n.routers {
		for _, sa := range r.engine.Snapshot(n.now).SAs {
			if !sa.Deleted {
				t.Errorf("%s still has %+v", r.name, sa)
			}
		}
	}
	n.run(time.Hour)
	wantAgreement(t, r2, r3)
}

// TestClear clears at either end: both delete, and the tunnel comes back.
func TestClear(t *testing.T) {
	for _, who := range []int{0, 1} {
		for _, what := range []ClearWhat{ClearIPsec, ClearSession} {
			n, r2, r3, c2, c3 := pair(t)
			c3.Maps[0].ResponderOnly = false
			bringUp(n, r2, r3, c2, c3)
			n.run(time.Minute)
			wantUp(t, r2, r3)
			before := r2.engine.Snapshot(n.now)
			r := n.routers[who]
			r.handle(Clear{What: what})
			n.run(20 * time.Second)
			wantUp(t, r2, r3)
			after := r2.engine.Snapshot(n.now)
			if before.Flows[0].Pairs[0].Inbound == after.Flows[0].Pairs[0].Inbound {
				t.Errorf("%s: the pair was not replaced", r.name)
			}
			n.run(20 * time.Minute)
			wantUp(t, r2, r3)
		}
	}
}

// TestClearBeforeHash3 deletes a pair of which the initiator's last message is
// still under way: nothing is installed any more when it comes.
func TestClearBeforeHash3(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	cleared := false
	n.seen = func(from *router, s Send) {
		if from == r2 && len(r2.installed) == 2 && !cleared {
			cleared = true
			n.later(0, r3, Clear{What: ClearIPsec})
		}
	}
	bringUp(n, r2, r3, c2, c3)
	if !cleared || len(r3.installed) != 0 {
		t.Errorf("cleared %v, %d SAs", cleared, len(r3.installed))
	}
	n.run(time.Minute)
	wantUp(t, r2, r3)
}

// TestClearRetries has an end be told to clear what a negotiation has left that
// failed: the next packet begins another, without waiting for the request timer.
func TestClearRetries(t *testing.T) {
	for name, clear := range map[string]Clear{
		"sa":                   {What: ClearIPsec},
		"isakmp":               {What: ClearISAKMP},
		"session":              {What: ClearSession},
		"the ISAKMP SA":        {What: ClearISAKMP, ConnID: 1001},
		"nothing":              {What: ClearISAKMP, ConnID: 1999},
		"another peer":         {What: ClearSession, Remote: prefix("2001:db8::9/128").Addr()},
		"another crypto map":   {What: ClearIPsec, Map: "OTHER"},
		"a session of another": {What: ClearSession, User: "alice"},
	} {
		n, r2, r3, c2, c3 := pair(t)
		c2.Maps[0].Tunnel = false
		c3.Maps[0].PFS = 14 // refuses
		bringUp(n, r2, r3, c2, c3)
		packet := Datapath{datapath.Acquire{Policy: c2.Maps[0].Name, Selector: datapath.Selector{
			Local: prefix("2001:db8:2::1/128"), Remote: prefix("2001:db8:3::1/128"), Protocol: 58}}}
		r2.handle(packet)
		n.run(time.Second)
		wantPairs(t, r2, r3, 0)
		mended := reference(addrR3, addrR2)
		mended.Maps[0].ResponderOnly = true
		r3.handle(Configure{mended})
		r2.handle(packet)
		n.run(time.Second)
		wantPairs(t, r2, r3, 0) // the request is 2 s old
		r2.handle(clear)
		n.run(time.Second)
		wantPairs(t, r2, r3, 0) // nobody asks without traffic
		r2.handle(packet)
		n.run(time.Second)
		pairs := 1
		if strings.Contains(name, "other") || name == "nothing" {
			pairs = 0
		}
		if got := len(r2.engine.Snapshot(n.now).Flows[0].Pairs); got != pairs {
			t.Errorf("clear %s: %d pairs, want %d", name, got, pairs)
		}
	}
}

// TestClearISAKMP leaves phase 2 alone.
func TestClearISAKMP(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	r3.handle(Clear{What: ClearISAKMP, ConnID: 1001})
	n.run(time.Second)
	wantUp(t, r2, r3)
	for _, r := range n.routers {
		if s := r.engine.Snapshot(n.now); len(s.SAs) != 1 || !s.SAs[0].Deleted {
			t.Errorf("%s: %+v", r.name, s.SAs)
		}
	}
}

// TestReboot has an end lose everything without a word: INITIAL_CONTACT makes
// the other one forget too.
func TestReboot(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	n.run(time.Minute)
	r2.engine = New(mathrand.NewChaCha8([32]byte{99}))
	r2.installed, r2.lines, r2.timer = map[datapath.SAID]datapath.SA{}, map[string]bool{}, time.Time{}
	r2.handle(Configure{c2})
	n.run(2 * time.Second)
	wantUp(t, r2, r3)
	if s := r3.engine.Snapshot(n.now); s.SAs[0].Deleted == s.SAs[1].Deleted {
		t.Errorf("the old phase 1 SA is still there: %+v", s.SAs)
	}
}

func TestShutdown(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	r2.handle(Shutdown{})
	n.run(time.Second)
	wantPairs(t, r2, r3, 0)
	if r2.lines["Tunnel23"] || r3.lines["Tunnel23"] || !r2.timer.IsZero() {
		t.Error("something is left")
	}
	if s := r2.engine.Snapshot(n.now); len(s.SAs)+len(s.Flows) != 0 {
		t.Errorf("left: %+v", s)
	}
}

// TestShutNoShut takes the initiator's interface down and up again while the
// other end goes on asking.
func TestShutNoShut(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c3.Maps[0].ResponderOnly = false
	bringUp(n, r2, r3, c2, c3)
	shut := reference(addrR2, addrR3)
	shut.Maps[0].AdministrateUp = false
	r2.handle(Configure{shut})
	n.run(time.Minute)
	wantPairs(t, r2, r3, 0)
	if !strings.Contains(r2.log.String(), "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF") {
		t.Error("ISAKMP is not off")
	}
	r2.log.Reset()
	r3.log.Reset()
	r2.handle(Configure{c2})
	n.run(5 * time.Second)
	wantUp(t, r2, r3)
	n.run(10 * time.Minute)
	wantUp(t, r2, r3)
}

// TestDPDIsAnswered checks RFC 3706, Section 6.1: "A responder to an R-U-THERE
// message MUST send an R-U-THERE-ACK with the same sequence number."
func TestDPDIsAnswered(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	sa := r2.engine.usable(r2.addr, r3.addr)
	sa.inform(sa.notification(isakmp.RUThere, binary.BigEndian.AppendUint32(nil, 0x1234)))
	r2.flush()
	r2.log.Reset()
	n.run(time.Second)
	if got := r2.log.String(); !strings.Contains(got, "processing NOTIFY DPD/R_U_THERE_ACK protocol 1") {
		t.Errorf("no answer:\n%s", got)
	}
}
