package ike

import (
	"bytes"
	"fmt"
	mathrand "math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// longOffers gives both ends so many transform sets that messages 1 of quick
// mode are longer than a packet.
func longOffers(c2, c3 *Config) {
	for _, c := range []*Config{c2, c3} {
		c.Fragmentation = true
		m := &c.Maps[0]
		m.TransformSets = nil
		for i := range 40 {
			m.TransformSets = append(m.TransformSets, TransformSet{
				Name: fmt.Sprint(i), Transform: datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 128 + 64*(i%3)},
			})
		}
	}
}

func isFragment(data []byte) bool {
	h, err := isakmp.ParseHeader(data)
	return err == nil && h.NextPayload == isakmp.TypeFragment && h.Flags&isakmp.Encryption == 0
}

// TestFragmentation has two ends that both announce it exchange messages that
// are too long for a packet, over a good network and over bad ones.
func TestFragmentation(t *testing.T) {
	for seed := range uint64(20) {
		random := mathrand.New(mathrand.NewPCG(seed, 1))
		n, r2, r3, c2, c3 := pair(t)
		longOffers(c2, c3)
		fragments, longest := 0, 0
		n.seen = func(_ *router, s Send) {
			if isFragment(s.Data) {
				fragments++
			}
			longest = max(longest, len(s.Data)+48)
		}
		if seed > 0 {
			n.fate = func(*router, Send) []time.Duration {
				switch x := random.IntN(10); {
				case x < 2:
					return nil
				case x < 4:
					return []time.Duration{0, time.Duration(random.IntN(2000)) * time.Millisecond}
				}
				return []time.Duration{time.Duration(random.IntN(500)) * time.Millisecond}
			}
		}
		bringUp(n, r2, r3, c2, c3)
		if seed > 0 {
			n.run(10 * time.Minute)
		}
		wantUp(t, r2, r3)
		if fragments < 2 || longest > fragmentPacket {
			t.Errorf("seed %d: %d fragments, a packet of %d bytes", seed, fragments, longest)
		}
		for _, r := range n.routers {
			if r.engine.reassembling < 0 || len(r.engine.reassemblies) == 0 && r.engine.reassembling != 0 {
				t.Errorf("seed %d: %d bytes in %d reassemblies", seed, r.engine.reassembling, len(r.engine.reassemblies))
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d\n%s", seed, r2.log.String())
		}
	}
}

// TestFragmentationIsNegotiated: only who has announced it gets fragments, and
// one end that announces it is enough for accepting them.
func TestFragmentationIsNegotiated(t *testing.T) {
	for _, test := range []struct{ r2, r3, sends bool }{{true, true, true}, {true, false, false}, {false, true, false}, {false, false, false}} {
		n, r2, r3, c2, c3 := pair(t)
		longOffers(c2, c3)
		c2.Fragmentation, c3.Fragmentation = test.r2, test.r3
		sends := false
		n.seen = func(_ *router, s Send) { sends = sends || isFragment(s.Data) }
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		if sends != test.sends {
			t.Errorf("%+v: fragments are sent: %v", test, sends)
		}
	}
}

// TestFragmentOfForeignSender reassembles what strongSwan sends: the same ID for
// every message, and Cisco's order, the last fragment first.
func TestFragmentOfForeignSender(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		n, r2, r3, c2, c3 := pair(t)
		c2.Fragmentation, c3.Fragmentation = true, true
		n.fate = func(from *router, s Send) []time.Duration {
			h, _ := isakmp.ParseHeader(s.Data)
			if h.ResponderCookie.IsZero() || h.Exchange == isakmp.MainMode && h.NextPayload == isakmp.TypeSA {
				return []time.Duration{0}
			}
			datagrams := isakmp.Split(s.Data, 1, 80)
			for i, d := range datagrams {
				if reverse {
					d = datagrams[len(datagrams)-1-i]
				}
				to := r3
				if from == r3 {
					to = r2
				}
				n.later(time.Millisecond, to, Received{Local: s.Remote, Remote: s.Local, Data: d})
			}
			return nil
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
	}
}

// fragmentTarget is a router with an ISAKMP SA that accepts fragments.
func fragmentTarget(t *testing.T) (*network, *router, *phase1, func(isakmp.Fragment)) {
	n, r2, r3, c2, c3 := pair(t)
	c2.Fragmentation, c3.Fragmentation = true, true
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	sa := r3.engine.usable(r3.addr, r2.addr)
	return n, r3, sa, func(f isakmp.Fragment) {
		h := sa.header()
		h.Exchange, h.MessageID = isakmp.Informational, 77
		r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), netip.AddrPortFrom(r2.addr, 500), isakmp.Marshal(h, []isakmp.Payload{&f})})
	}
}

// CVE-2016-1287: fragments shorter than their header.
func TestShortFragment(t *testing.T) {
	n, r3, sa, _ := fragmentTarget(t)
	h := sa.header()
	h.Exchange = isakmp.Informational
	before := r3.engine.stats.Malformed
	for length := range uint16(9) {
		for _, present := range []int{0, int(length), 12} {
			body := make([]byte, max(4, present))
			body[2], body[3] = byte(length>>8), byte(length)
			data := isakmp.Assemble(h, isakmp.TypeFragment, body)
			r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), sa.remote, data})
		}
	}
	if got := r3.engine.stats.Malformed - before; got != 27 || len(r3.engine.reassemblies) != 0 {
		t.Errorf("%d of 27 were malformed, %d reassemblies", got, len(r3.engine.reassemblies))
	}
	n.run(time.Second)
	if sa.deleted {
		t.Error("the SA is gone")
	}
}

// CVE-2016-1287 and the like: numbers that make no sense, and fragments that
// contradict each other. Whatever comes before, a message that is whole counts.
func TestContradictingFragments(t *testing.T) {
	text := bytes.Repeat([]byte("message "), 20)
	for name, before := range map[string][]isakmp.Fragment{
		"nothing":               nil,
		"number above the last": {{ID: 1, Number: 2, Flags: isakmp.FragmentLast, Data: text}, {ID: 1, Number: 9, Data: text}},
		"two last ones":         {{ID: 1, Number: 3, Flags: isakmp.FragmentLast, Data: text}, {ID: 1, Number: 2, Flags: isakmp.FragmentLast, Data: text}},
		"last below others":     {{ID: 1, Number: 7, Data: text}, {ID: 1, Number: 2, Flags: isakmp.FragmentLast, Data: text}},
		"same number, other":    {{ID: 1, Number: 1, Data: text}, {ID: 1, Number: 1, Data: text[1:]}},
		"other ID":              {{ID: 2, Number: 1, Data: text}, {ID: 3, Number: 1, Data: text}},
		"a retransmitted last":  {{ID: 1, Number: 2, Flags: isakmp.FragmentLast, Data: text}},
		"number 255":            {{ID: 1, Number: 255, Flags: isakmp.FragmentLast, Data: text}},
	} {
		t.Run(name, func(t *testing.T) {
			_, r3, sa, send := fragmentTarget(t)
			for _, f := range before {
				send(f)
			}
			// R-U-THERE in two fragments: it is answered.
			peer := &phase1{e: New(mathrand.NewChaCha8([32]byte{9})), keys: sa.keys, main: mainModeState{iv: sa.main.iv}, cookies: sa.cookies}
			notify := sa.notification(isakmp.RUThere, []byte{0, 0, 0, 9})
			data, _ := peer.seal(isakmp.Informational, 77, sa.keys.exchangeIV(sa.main.iv, 77),
				func(rest []byte) []byte { return sa.keys.hash1(77, rest) }, []isakmp.Payload{notify})
			sent := r3.engine.stats.Sent
			send(isakmp.Fragment{ID: 5, Number: 2, Flags: isakmp.FragmentLast, Data: data[40:]})
			send(isakmp.Fragment{ID: 5, Number: 1, Data: data[:40]})
			if got := r3.engine.stats.Sent - sent; got != 1 {
				t.Errorf("%d answers", got)
			}
			if r3.engine.reassembling != 0 || len(r3.engine.reassemblies) != 0 {
				t.Errorf("%d bytes are left", r3.engine.reassembling)
			}
		})
	}
}

// CVE-2016-6381, CVE-2016-10396: what never ends costs a bounded amount, and is
// forgotten.
func TestFragmentsAreBounded(t *testing.T) {
	n, r3, sa, send := fragmentTarget(t)
	data := make([]byte, 1400)
	for number := 1; number <= 255; number++ {
		send(isakmp.Fragment{ID: 1, Number: uint8(number), Data: data})
	}
	if r3.engine.reassembling > reassemblyPerSA || sa.peer.reassembling() != r3.engine.reassembling || r3.engine.stats.FragmentsDropped == 0 {
		t.Errorf("%d bytes are kept, %d fragments dropped", r3.engine.reassembling, r3.engine.stats.FragmentsDropped)
	}
	for id := range uint16(1000) {
		send(isakmp.Fragment{ID: id + 2, Number: 200, Data: data})
	}
	if len(r3.engine.reassemblies) != 1 {
		t.Errorf("%d reassemblies", len(r3.engine.reassemblies))
	}
	n.run(reassemblyTime)
	if r3.engine.reassembling != 0 || sa.fragments.partial != nil {
		t.Errorf("%d bytes are left", r3.engine.reassembling)
	}
}

// TestFragmentsOfAll bounds what all peers together have under reassembly:
// what has waited longest goes.
func TestFragmentsOfAll(t *testing.T) {
	e := New(mathrand.NewChaCha8([32]byte{1}))
	e.now = epoch
	f := &isakmp.Fragment{ID: 1, Data: make([]byte, 30000)}
	var sas []*phase1
	for i := range 400 {
		sa := &phase1{e: e, peer: &peer{}}
		sa.peer.sas = []*phase1{sa}
		sas = append(sas, sa)
		f.Number = uint8(i%2 + 1)
		if sa.collect(f, 0) != nil {
			t.Fatal("nothing is whole")
		}
		if e.reassembling > reassemblyTotal {
			t.Fatalf("%d bytes", e.reassembling)
		}
	}
	if sas[0].fragments.partial != nil || sas[399].fragments.partial == nil {
		t.Error("the newest went, not the oldest")
	}
}

// CVE-2013-6076, CVE-2009-1574: a fragment where no message can be in pieces.
func TestFragmentWithoutSA(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.Fragmentation, c3.Fragmentation = true, true
	r3.handle(Configure{c3})
	from := netip.AddrPortFrom(r2.addr, 500)
	n.seen = func(*router, Send) { t.Error("a fragment is answered") }
	for _, h := range []isakmp.Header{
		{InitiatorCookie: cookie{1}, Exchange: isakmp.MainMode},
		{InitiatorCookie: cookie{1}, Exchange: isakmp.Aggressive},
		{InitiatorCookie: cookie{1}, ResponderCookie: cookie{2}, Exchange: isakmp.MainMode},
		{InitiatorCookie: cookie{1}, ResponderCookie: cookie{2}, Exchange: isakmp.QuickMode, MessageID: 3},
		{InitiatorCookie: cookie{1}, ResponderCookie: cookie{2}, Exchange: 99},
	} {
		for _, flags := range []uint8{0, isakmp.FragmentLast} {
			data := isakmp.Marshal(h, []isakmp.Payload{&isakmp.Fragment{ID: 1, Number: 1, Flags: flags, Data: []byte{1}}})
			r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), from, data})
		}
	}
	n.seen = nil
	if len(r3.engine.reassemblies) != 0 || len(r3.engine.peers) != 0 {
		t.Error("something is kept")
	}
	// Peers that have not announced it have no business to send any.
	bringUp(n, r2, r3, reference(addrR2, addrR3), reference(addrR3, addrR2))
	wantUp(t, r2, r3)
	h := r2.engine.usable(r2.addr, r3.addr).header()
	h.Exchange, h.MessageID = isakmp.QuickMode, 3
	r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), from, isakmp.Marshal(h, []isakmp.Payload{&isakmp.Fragment{ID: 1, Number: 1, Data: []byte{1}}})})
	if len(r3.engine.reassemblies) != 0 {
		t.Error("a fragment that was not agreed on is kept")
	}
}

// TestFragmentInFragment has a message that is a fragment again, or of another
// SA, in a fragment.
func TestFragmentInFragment(t *testing.T) {
	_, r3, sa, send := fragmentTarget(t)
	h := sa.header()
	h.Exchange = isakmp.Informational
	inner := isakmp.Marshal(h, []isakmp.Payload{&isakmp.Fragment{ID: 1, Number: 1, Flags: isakmp.FragmentLast, Data: []byte{1}}})
	h.InitiatorCookie[0] ^= 1
	foreign := isakmp.Marshal(h, []isakmp.Payload{&isakmp.Nonce{Data: make([]byte, 8)}})
	for _, data := range [][]byte{inner, foreign, inner[:20], {0}} {
		before := r3.engine.stats.Malformed
		send(isakmp.Fragment{ID: 9, Number: 1, Flags: isakmp.FragmentLast, Data: data})
		if r3.engine.stats.Malformed != before+1 {
			t.Errorf("%x is not malformed", data)
		}
	}
}

// FuzzFragments feeds a router with fragments of any kind. Nothing may panic,
// and what is kept stays within its bounds and goes away.
func FuzzFragments(f *testing.F) {
	f.Add([]byte{1, 1, 0, 5, 1, 2, 1, 5, 2, 1, 1, 9})
	f.Add([]byte{1, 255, 1, 200, 1, 1, 0, 200, 1, 255, 0, 200})
	f.Fuzz(func(t *testing.T, script []byte) {
		n, r3, sa, send := fragmentTarget(t)
		text := bytes.Repeat([]byte{0xa5}, 255*64)
		for ; len(script) >= 4; script = script[4:] {
			send(isakmp.Fragment{ID: uint16(script[0]), Number: script[1], Flags: script[2] & 1, Data: text[script[2] : int(script[2])+int(script[3])*32]})
			if e := r3.engine; e.reassembling < 0 || e.reassembling > reassemblyPerSA || len(e.reassemblies) > 1 {
				t.Fatalf("%d bytes in %d reassemblies", e.reassembling, len(e.reassemblies))
			}
		}
		n.run(reassemblyTime)
		if r3.engine.reassembling != 0 || sa.fragments.partial != nil {
			t.Errorf("%d bytes are left", r3.engine.reassembling)
		}
	})
}
