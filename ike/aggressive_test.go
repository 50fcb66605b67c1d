package ike

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// aggressivePair makes R2 a spoke that begins aggressive mode under a name, and
// R3 a hub that knows the name.
func aggressivePair(t *testing.T, local, remote string) (*network, *router, *router, *Config, *Config) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", local, 2), n.add("R3", remote, 3)
	for _, r := range n.routers {
		r.handle(SetDebug{debugAll})
	}
	c2, c3 := reference(local, remote), reference(remote, local)
	c3.Maps[0].ResponderOnly = true
	c2.Keyrings, c3.Keyrings = nil, []Keyring{{Name: "SPOKES", Keys: []Key{{Hostname: "r2.example.net", Secret: "a long key"}}}}
	c2.AggressivePeers = []AggressivePeer{{
		Addresses: []netip.Addr{r3.addr}, Password: "a long key",
		Endpoint: SelfIdentity{Type: isakmp.IDFQDN, Value: "r2.example.net"},
	}}
	c3.Profiles = []Profile{{Name: "VPN", Keyrings: []string{"SPOKES"}, Match: []Match{{Kind: MatchHostDomain, Name: "example.net"}}}}
	return n, r2, r3, c2, c3
}

// TestAggressiveMode shows both ends' debugs.
func TestAggressiveMode(t *testing.T) {
	n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
	var sent []Send
	n.seen = func(_ *router, s Send) { sent = append(sent, s) }
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	golden(t, "aggressive-initiator", r2.log.String())
	golden(t, "aggressive-responder", r3.log.String())

	// RFC 2409, Section 5.4: "HDR, SA, KE, Ni, IDii; HDR, SA, KE, Nr, IDir,
	// HASH_R; HDR, HASH_I".
	for i, want := range [][]isakmp.PayloadType{
		{isakmp.TypeSA, isakmp.TypeKeyExchange, isakmp.TypeNonce, isakmp.TypeIdentification},
		{isakmp.TypeSA, isakmp.TypeKeyExchange, isakmp.TypeIdentification, isakmp.TypeNonce, isakmp.TypeHash,
			isakmp.TypeNATDiscovery, isakmp.TypeNATDiscovery},
	} {
		got := slices.DeleteFunc(types(parse(t, sent[i]).Payloads), func(p isakmp.PayloadType) bool { return p == isakmp.TypeVendorID })
		if !slices.Equal(got, want) {
			t.Errorf("message %d: %v, want %v", i+1, got, want)
		}
	}
	for i, s := range sent[:3] {
		if h, _ := isakmp.ParseHeader(s.Data); h.Exchange != isakmp.Aggressive || h.MessageID != 0 {
			t.Errorf("message %d: %+v", i+1, h)
		}
	}
}

// TestAggressiveModeThroughNAT has the initiator behind a NAT: message 3 goes to
// port 4500.
func TestAggressiveModeThroughNAT(t *testing.T) {
	n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
	outside := netip.MustParseAddr("198.51.100.9")
	c3.Maps[0].Peers = []netip.Addr{outside}
	n.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		if from == r2 {
			return netip.AddrPortFrom(outside, 40000+s.Local.Port()%100), s.Remote
		}
		return s.Local, netip.AddrPortFrom(r2.addr, 500+4000*uint16(min(1, s.Local.Port()/4500)))
	}
	bringUp(n, r2, r3, c2, c3)
	if len(r2.installed) != 2 || len(r3.installed) != 2 {
		t.Fatalf("%d and %d SAs\n%s", len(r2.installed), len(r3.installed), r3.log.String())
	}
	for _, sa := range r3.installed {
		if sa.LocalPort != 4500 || sa.Remote != outside {
			t.Errorf("SA with %v port %d at our port %d", sa.Remote, sa.RemotePort, sa.LocalPort)
		}
	}
}

// TestAggressiveModeLoss loses each message once.
func TestAggressiveModeLoss(t *testing.T) {
	for lost := range 6 {
		n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
		count := 0
		n.fate = func(*router, Send) []time.Duration {
			count++
			if count == lost+1 {
				return nil
			}
			return []time.Duration{0}
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(2 * time.Minute)
		if len(r2.installed) != len(r3.installed) || len(r2.installed) == 0 {
			t.Errorf("message %d lost: %d and %d SAs", lost+1, len(r2.installed), len(r3.installed))
		}
	}
}

// TestQuickModeBehindAggressiveMode has message 3 be overtaken by what comes
// behind it: the quick mode, which a responder that has not read message 3 throws
// away, does not come at once.
func TestQuickModeBehindAggressiveMode(t *testing.T) {
	n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
	n.fate = func(from *router, s Send) []time.Duration {
		if h, _ := isakmp.ParseHeader(s.Data); from == r2 && h.Exchange == isakmp.Aggressive && h.Flags&isakmp.Encryption != 0 {
			return []time.Duration{settleTime / 2}
		}
		return []time.Duration{0}
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
}

// TestAggressiveModeDisabled neither begins nor answers.
func TestAggressiveModeDisabled(t *testing.T) {
	n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
	c3.AggressiveDisabled = true
	answers := 0
	n.seen = func(from *router, s Send) {
		if from == r3 {
			answers++
		}
	}
	bringUp(n, r2, r3, c2, c3)
	if answers != 0 || len(r3.engine.peers) != 0 {
		t.Errorf("%d answers, %d peers", answers, len(r3.engine.peers))
	}
	if !strings.Contains(r3.log.String(), aggressiveDisabled) {
		t.Error("nothing said about it")
	}
	n, r2, r3, c2, c3 = aggressivePair(t, "192.0.2.2", "192.0.2.3")
	c2.AggressiveDisabled = true
	n.seen = func(_ *router, s Send) {
		if h, _ := isakmp.ParseHeader(s.Data); h.Exchange == isakmp.Aggressive {
			t.Error("aggressive mode begun")
		}
	}
	bringUp(n, r2, r3, c2, c3)
}

// TestAggressiveModeTellsNoNames compares the answers to a name that is known, to
// one that is not, and to one of a known domain, and those to the names of
// groups: but for what is random, they are the same, and take the same
// computations. CVE-2005-2025 and CVE-2010-4354 told groups by their answers.
func TestAggressiveModeTellsNoNames(t *testing.T) {
	hosts := func(name string) (n *network, r2, r3 *router, c2, c3 *Config) {
		n, r2, r3, c2, c3 = aggressivePair(t, "192.0.2.2", "192.0.2.3")
		c2.AggressivePeers[0].Endpoint.Value = name
		return n, r2, r3, c2, c3
	}
	groups := func(name string) (n *network, r2, r3 *router, c2, c3 *Config) {
		const ofGroup = 2
		n, r2, r3, c2, c3 = fuzzNetwork(t, ofGroup)
		c2.Profiles[0].SelfIdentity.Value = name
		return n, r2, r3, c2, c3
	}
	wantSameAnswers(t, hosts, "r2.example.net", "r9.example.net", "nobody.invalid")
	wantSameAnswers(t, groups, "vpn", "vp0")
}

// wantSameAnswers compares what is answered to an initiator by the name that it
// gives itself.
func wantSameAnswers(t *testing.T, pair func(name string) (n *network, r2, r3 *router, c2, c3 *Config), known string, others ...string) {
	t.Helper()
	answer := func(name string) (shape []isakmp.PayloadType, length, computations int, after time.Duration) {
		n, r2, r3, c2, c3 := pair(name)
		var asked time.Time
		n.seen = func(from *router, s Send) {
			if from == r3 && length == 0 {
				m := parse(t, s)
				shape, length, after = types(m.Payloads), len(s.Data), n.now.Sub(asked)
				computations = int(r3.engine.computeID)
			} else if from == r2 && asked.IsZero() {
				asked = n.now
			}
		}
		bringUp(n, r2, r3, c2, c3)
		return shape, length, computations, after
	}
	shape, length, computations, after := answer(known)
	if length == 0 {
		t.Fatal("no answer")
	}
	for _, name := range others {
		s, l, c, a := answer(name)
		if !slices.Equal(s, shape) || l != length || c != computations || a != after {
			t.Errorf("%s: %v, %d bytes, %d computations after %v; want %v, %d, %d, %v", name, s, l, c, a, shape, length, computations, after)
		}
	}
}

// TestOwnCookieIsNoInitiatorCookie sends a responder's cookie back to it as if it
// were that of a new initiator: CVE-2023-30570 was a crash by that.
func TestOwnCookieIsNoInitiatorCookie(t *testing.T) {
	for _, exchange := range []isakmp.ExchangeType{isakmp.MainMode, isakmp.Aggressive} {
		n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
		var first []byte
		var own isakmp.Cookie
		n.seen = func(from *router, s Send) {
			h, _ := isakmp.ParseHeader(s.Data)
			if from == r2 && first == nil {
				first = bytes.Clone(s.Data)
			} else if from == r3 {
				own = h.ResponderCookie
			}
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		copy(first, own[:])
		first[18] = byte(exchange)
		before := len(r3.engine.byCookies)
		answers := 0
		n.seen = func(from *router, _ Send) {
			if from == r3 {
				answers++
			}
		}
		r3.handle(Received{Local: netip.AddrPortFrom(r3.addr, 500), Remote: netip.AddrPortFrom(r2.addr, 500), Data: first})
		n.run(time.Second)
		if answers != 0 || len(r3.engine.byCookies) != before || len(r3.engine.byOffer) != 0 && answers != 0 {
			t.Errorf("%v: %d answers, %d SAs, had %d", exchange, answers, len(r3.engine.byCookies), before)
		}
	}
}

// TestWrongGroupKey lets nobody in and leaves nothing but what is shown.
func TestAggressiveModeWrongKey(t *testing.T) {
	n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
	c2.AggressivePeers[0].Password = "another"
	bringUp(n, r2, r3, c2, c3)
	wantPairs(t, r2, r3, 0)
	if !strings.Contains(r2.log.String(), "Hash verification failed!") {
		t.Error("the initiator does not say why")
	}
	leavesNothing(t, n)
}

// TestAggressiveModeDoesNotAmplify has somebody who reads no answer send
// message 1, and repeat it: nobody gets more bytes than came in his name, but
// for the HASH where message 1 has no vendor ID to answer.
func TestAggressiveModeDoesNotAmplify(t *testing.T) {
	for name, bare := range map[string]bool{"as routers begin": false, "without vendor IDs": true} {
		n, r2, r3, c2, c3 := aggressivePair(t, "192.0.2.2", "192.0.2.3")
		r3.handle(Configure{c3})
		var first *Send
		in, out, answers := 0, 0, 0
		n.fate = func(*router, Send) []time.Duration { return nil }
		n.seen = func(from *router, s Send) {
			if from == r3 {
				out, answers = out+len(s.Data), answers+1
			} else if first == nil {
				first = &s
			}
		}
		r2.handle(Configure{c2})
		n.run(time.Second)
		m := parse(t, *first)
		if bare {
			m.Payloads = slices.DeleteFunc(m.Payloads, func(p isakmp.Payload) bool { return p.Type() == isakmp.TypeVendorID })
		}
		data := isakmp.Marshal(m.Header, m.Payloads)
		for range 20 {
			in += len(data)
			r3.handle(Received{Local: first.Remote, Remote: first.Local, Data: data})
			n.run(time.Second)
			if excess := out - in; excess > 0 && (!bare || excess > 24) {
				t.Errorf("%s: %d bytes for %d", name, out, in)
			}
		}
		if answers < 15 {
			t.Errorf("%s: %d answers to 20 messages", name, answers)
		}
	}
}

// TestGenuineAggressiveMode holds our messages against those of two genuine IOS
// routers: payload for payload, and HASH_R by our key schedule.
func TestGenuineAggressiveMode(t *testing.T) {
	data, err := os.ReadFile("testdata/ios.json")
	if err != nil {
		t.Fatal(err)
	}
	var captures []struct {
		Name, Secret, HashR string
		Datagrams           []string
	}
	if err := json.Unmarshal(data, &captures); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(captures, func(c struct {
		Name, Secret, HashR string
		Datagrams           []string
	}) bool {
		return c.Name == "aggressive"
	})
	capture := captures[i]
	var genuine []*isakmp.Message
	for _, d := range capture.Datagrams[:2] {
		b, err := hex.DecodeString(d)
		if err != nil {
			t.Fatal(err)
		}
		m, err := isakmp.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		genuine = append(genuine, m)
	}

	// Genuine message 2 is longer than message 1. Ours leaves out what only
	// clients look at.
	genuine[1].Payloads = slices.DeleteFunc(genuine[1].Payloads, func(p isakmp.Payload) bool {
		v, ok := p.(*isakmp.VendorID)
		return ok && (v.Vendor(cookie{}) == isakmp.VendorUnity || v.Vendor(cookie{}) == isakmp.VendorXAUTH)
	})

	// The same negotiation between routers of ours.
	n := newNetwork(t)
	r1, r2 := n.add("R1", "192.168.12.1", 1), n.add("R2", "192.168.12.2", 2)
	c1, c2 := reference("192.168.12.1", "192.168.12.2"), reference("192.168.12.2", "192.168.12.1")
	c2.Maps[0].ResponderOnly = true
	for _, c := range []*Config{c1, c2} {
		c.Policies[0] = Policy{Priority: 10, Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA, Auth: isakmp.PreShared, Group: 2, Lifetime: 24 * time.Hour}
		c.Keyrings[0].Keys[0].Secret = Secret(capture.Secret)
	}
	c1.Profiles = []Profile{{Name: "AG", InitiateAggressive: true}}
	c1.Maps[0].ISAKMPProfile = "AG"
	var ours []*isakmp.Message
	n.seen = func(_ *router, s Send) {
		if len(ours) < 2 {
			ours = append(ours, parse(t, s))
		}
	}
	bringUp(n, r1, r2, c1, c2)
	wantUp(t, r1, r2)
	for i := range 2 {
		if got, want := types(ours[i].Payloads), types(genuine[i].Payloads); !slices.Equal(got, want) {
			t.Fatalf("message %d: %v, want %v", i+1, got, want)
		}
		sender := [2]isakmp.Cookie{ours[i].InitiatorCookie, ours[i].ResponderCookie}[i]
		genuineSender := [2]isakmp.Cookie{genuine[i].InitiatorCookie, genuine[i].ResponderCookie}[i]
		for j := range ours[i].Payloads {
			a, b := ours[i].Payloads[j], genuine[i].Payloads[j]
			switch a := a.(type) {
			case *isakmp.SA:
				if !bytes.Equal(isakmp.Body(a), isakmp.Body(b)) {
					t.Errorf("message %d: SA %x, want %x", i+1, isakmp.Body(a), isakmp.Body(b))
				}
			case *isakmp.VendorID:
				if got, want := a.Vendor(sender), b.(*isakmp.VendorID).Vendor(genuineSender); got != want {
					t.Errorf("message %d, payload %d: vendor %d, want %d", i+1, j, got, want)
				}
			case *isakmp.Identification:
				want := b.(*isakmp.Identification)
				if a.IDType != want.IDType || a.Protocol != want.Protocol || a.Port != want.Port {
					t.Errorf("message %d: ID %v %d %d, want %v %d %d", i+1, a.IDType, a.Protocol, a.Port, want.IDType, want.Protocol, want.Port)
				}
			}
			if len(isakmp.Body(a)) != len(isakmp.Body(b)) {
				t.Errorf("message %d, payload %d: %d bytes, want %d", i+1, j, len(isakmp.Body(a)), len(isakmp.Body(b)))
			}
		}
	}

	// HASH_R of the genuine responder.
	am1, am2 := genuine[0].Payloads, genuine[1].Payloads
	skeyid := skeyidPreShared(hashFunction(isakmp.SHA), Secret(capture.Secret),
		isakmp.First[*isakmp.Nonce](am1).Data, isakmp.First[*isakmp.Nonce](am2).Data)
	keys, err := newKeySchedule(phase1Exchange{
		Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA,
		InitiatorCookie: genuine[1].InitiatorCookie, ResponderCookie: genuine[1].ResponderCookie,
		InitiatorPublic: isakmp.First[*isakmp.KeyExchange](am1).Data, ResponderPublic: isakmp.First[*isakmp.KeyExchange](am2).Data,
		Shared: make([]byte, 128),
	}, skeyid)
	if err != nil {
		t.Fatal(err)
	}
	hash := keys.hashR(isakmp.Body(isakmp.First[*isakmp.SA](am1)), isakmp.Body(isakmp.First[*isakmp.Identification](am2)))
	if got := isakmp.First[*isakmp.Hash](am2).Data; !equalHash(hash, got) || hex.EncodeToString(hash) != capture.HashR {
		t.Errorf("HASH_R %x, genuine %x", hash, got)
	}
}
