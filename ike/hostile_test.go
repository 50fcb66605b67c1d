package ike

import (
	"bytes"
	mathrand "math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// record returns the datagrams of a whole session.
func record(t *testing.T) []Send {
	n, r2, r3, c2, c3 := pair(t)
	var sent []Send
	n.seen = func(_ *router, s Send) { sent = append(sent, Send{s.Local, s.Remote, bytes.Clone(s.Data)}) }
	bringUp(n, r2, r3, c2, c3)
	r2.handle(Clear{What: ClearSession})
	n.run(time.Minute)
	return sent
}

// fuzzed are two ends for FuzzHandle: as in the reference session; over IPv4
// with NAT traversal, a NAT between them, and fragments; and a gateway that asks
// for a user, with its client.
func fuzzed(variant int) (c2, c3 *Config, nat bool) {
	c2, c3 = reference(addrR2, addrR3), reference(addrR3, addrR2)
	if variant > 0 {
		c2, c3 = reference("192.0.2.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.2")
	}
	c3.Maps[0].ResponderOnly = true
	switch variant {
	case 1:
		longOffers(c2, c3)
		nat = true
	case 2, 3:
		c2.Maps[0].ISAKMPProfile = "GROUP"
		c2.Profiles = []Profile{{Name: "GROUP", InitiateAggressive: variant == 2, SelfIdentity: SelfIdentity{Type: isakmp.IDKeyID, Value: "vpn"}}}
		c3.Profiles = []Profile{{Name: "CLIENTS", UserList: "USERS", Authorize: true, Respond: true, Initiate: variant == 3,
			Match: []Match{{Kind: MatchGroup, Name: "vpn"}}, Template: "Virtual-Template1"}}
		c3.Groups = []Group{{Name: "vpn", Key: "cisco", Pool: "POOL"}}
		c3.Pools = []Pool{{Name: "POOL", First: netip.MustParseAddr("10.9.9.1"), Last: netip.MustParseAddr("10.9.9.2")}}
		m := &c3.Maps[0]
		m.Name, m.Interface, m.Template, m.Peers = "Virtual-Template1-head-0", "Virtual-Template1", true, nil
		if variant == 3 {
			c3.Profiles[0].UserList = ""
		}
	}
	return c2, c3, nat
}

// fuzzNetwork has the two ends of a variant. The NAT changes ports only, so
// that addresses say who is who.
func fuzzNetwork(t *testing.T, variant int) (n *network, r2, r3 *router, c2, c3 *Config) {
	c2, c3, nat := fuzzed(variant)
	n = newNetwork(t)
	r2, r3 = n.add("R2", c2.Maps[0].Local.String(), 2), n.add("R3", c3.Maps[0].Local.String(), 3)
	if nat {
		n.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
			if from == r2 {
				return netip.AddrPortFrom(s.Local.Addr(), s.Local.Port()+20000), s.Remote
			}
			return s.Local, netip.AddrPortFrom(s.Remote.Addr(), s.Remote.Port()-20000)
		}
	}
	return n, r2, r3, c2, c3
}

// FuzzHandle feeds both ends, brought to one of the states of a handshake, with
// a datagram. Nothing may panic or go on for ever, and what comes back before
// the peer has proved anything is never longer than what came. The low half of
// steps is how many datagrams have passed, the high half the variant.
func FuzzHandle(f *testing.F) {
	for variant := range 4 {
		n, r2, r3, c2, c3 := fuzzNetwork(nil, variant)
		var sent []Send
		n.seen = func(_ *router, s Send) { sent = append(sent, s) }
		bringUp(n, r2, r3, c2, c3)
		for i, s := range sent {
			f.Add(uint8(variant<<4|min(i, 15)), s.Data)
			f.Add(uint8(variant<<4|9), s.Data)
		}
		if variant == 1 {
			if !slices.ContainsFunc(sent, func(s Send) bool { return isFragment(s.Data) }) {
				f.Fatal("nothing is fragmented")
			}
		}
	}
	f.Add(uint8(0), []byte{})
	f.Fuzz(func(t *testing.T, steps uint8, data []byte) {
		n, r2, r3, c2, c3 := fuzzNetwork(t, int(steps>>4%4))
		left := int(steps % 16)
		n.fate = func(*router, Send) []time.Duration {
			if left == 0 {
				return nil
			}
			left--
			return []time.Duration{0}
		}
		r2.handle(SetDebug{debugAll})
		r3.handle(SetDebug{debugAll})
		bringUp(n, r2, r3, c2, c3)
		for _, r := range []*router{r2, r3} {
			peer := r3.addr
			if r == r3 {
				peer = r2.addr
			}
			// It comes from where the peer's last datagram came from.
			local, remote := netip.AddrPortFrom(r.addr, 500), netip.AddrPortFrom(peer, 500)
			proven := false
			for _, sa := range r.engine.Snapshot(n.now).SAs {
				proven = proven || sa.ConnID != 0
				local, remote = sa.Local, sa.Remote
			}
			for _, a := range r.engine.Handle(n.now, Received{local, remote, bytes.Clone(data)}) {
				if s, ok := a.(Send); ok && !proven && len(s.Data) > len(data) {
					t.Errorf("%d bytes answered with %d", len(data), len(s.Data))
				}
				r.do(a)
			}
		}
		n.run(3 * time.Minute)
	})
}

// FuzzAuthenticated feeds a responder with payloads that a peer who has the
// pre-shared key puts into informational, quick mode and transaction messages:
// behind a HASH that is right, so that every handler sees them.
func FuzzAuthenticated(f *testing.F) {
	kinds := []isakmp.ExchangeType{isakmp.Informational, isakmp.QuickMode, isakmp.Transaction}
	add := func(kind uint8, payloads ...isakmp.Payload) {
		first, body := isakmp.MarshalPayloads(payloads)
		f.Add(kind, uint8(first), body)
	}
	m := newCryptoMapForTest()
	add(1, &isakmp.SA{Proposals: m.proposals(0x1000, &phase1{})}, &isakmp.Nonce{Data: make([]byte, 20)},
		clientID(prefix("::/0"), 0, datapath.PortRange{}), clientID(prefix("::/0"), 0, datapath.PortRange{}))
	add(0, &isakmp.Delete{DOI: 1, Protocol: isakmp.ProtocolESP, SPIs: [][]byte{{1, 2, 3, 4}}})
	add(0, &isakmp.Delete{DOI: 1, Protocol: isakmp.ProtocolISAKMP, SPIs: [][]byte{make([]byte, 16)}})
	for _, n := range []isakmp.NotifyType{isakmp.InitialContact, isakmp.RUThere, isakmp.ResponderLifetime, isakmp.NoProposalChosen} {
		add(0, &isakmp.Notification{DOI: 1, Protocol: isakmp.ProtocolESP, SPI: []byte{0, 0, 16, 0}, Notify: n, Data: []byte{0, 0, 0, 1}})
	}
	add(2, wantAddress())
	add(2, &isakmp.VendorID{Data: []byte("somebody")}, wantAddress())
	add(2, &isakmp.Attributes{Config: isakmp.ConfigAck})
	f.Fuzz(func(t *testing.T, kind, first uint8, body []byte) {
		if len(body) > 4096 {
			return
		}
		kind %= uint8(len(kinds))
		// A gateway answers transactions.
		n, r2, r3, c2, c3 := fuzzNetwork(t, int(kind/2*3))
		bringUp(n, r2, r3, c2, c3)
		sa := r2.engine.usable(r2.addr, r3.addr)
		const id = 4711
		hash := sa.keys.hash1(id, body)
		plain := append([]byte{first, 0, 0, byte(4 + len(hash))}, hash...)
		cipherText, _ := sa.keys.encrypt(sa.keys.exchangeIV(sa.main.iv, id), append(plain, body...))
		h := sa.header()
		h.Exchange, h.MessageID = kinds[kind], id
		r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), netip.AddrPortFrom(r2.addr, 500), isakmp.MarshalEncrypted(h, isakmp.TypeHash, cipherText)})
		n.run(3 * time.Minute)
	})
}

func newCryptoMapForTest() *cryptoMap {
	return New(mathrand.NewChaCha8([32]byte{1})).newCryptoMap(reference(addrR2, addrR3).Maps[0])
}

// TestMutilatedDatagrams adds damaged copies to every datagram of a session:
// that changes nothing.
func TestMutilatedDatagrams(t *testing.T) {
	random := mathrand.New(mathrand.NewPCG(7, 7))
	n, r2, r3, c2, c3 := pair(t)
	n.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		to := r2
		if from == r2 {
			to = r3
		}
		for range 8 {
			bad := bytes.Clone(s.Data)
			switch random.IntN(3) {
			case 0:
				bad = bad[:random.IntN(len(bad))]
			case 1:
				bad = append(bad, 0)
			case 2:
				if isakmp.ExchangeType(bad[18]) == isakmp.MainMode {
					continue // nothing protects the exchange that makes the keys
				}
				bad[random.IntN(len(bad))] ^= 1 << random.IntN(8)
			}
			n.later(0, to, Received{Local: s.Remote, Remote: s.Local, Data: bad})
		}
		return s.Local, s.Remote
	}
	bringUp(n, r2, r3, c2, c3)
	n.run(5 * time.Second)
	wantUp(t, r2, r3)
	if s := r3.engine.Snapshot(n.now).Stats; s.Malformed+s.Unauthentic+s.Unknown == 0 {
		t.Errorf("nothing was thrown away: %+v", s)
	}
}

// TestUnauthenticatedInformational has a stranger forge a DELETE and an
// INITIAL_CONTACT for SAs that are up: in clear, and encrypted with a wrong key.
func TestUnauthenticatedInformational(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	sa := r2.engine.usable(r2.addr, r3.addr)
	payloads := []isakmp.Payload{
		&isakmp.Delete{DOI: 1, Protocol: isakmp.ProtocolISAKMP, SPIs: [][]byte{append(bytes.Clone(sa.cookies.initiator[:]), sa.cookies.responder[:]...)}},
		sa.notification(isakmp.InitialContact, nil),
	}
	h := sa.header()
	h.Exchange, h.MessageID = isakmp.Informational, 4711
	clearText := isakmp.Marshal(h, payloads)
	encrypted := isakmp.MarshalEncrypted(h, isakmp.TypeHash, bytes.Repeat([]byte{7}, 64))
	for _, data := range [][]byte{clearText, encrypted} {
		r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), netip.AddrPortFrom(r2.addr, 500), data})
	}
	n.run(time.Second)
	wantUp(t, r2, r3)
	s := r3.engine.Snapshot(n.now)
	if s.SAs[0].Deleted || s.Stats.Unauthentic+s.Stats.Malformed != 2 {
		t.Errorf("%+v", s)
	}
}

// TestFlood sends first messages from one address and from many: memory and
// answers stay bounded, and the peer still gets through.
func TestFlood(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	r3.handle(SetDebug{})
	r3.handle(Configure{c3})
	var offer []byte
	n.seen = func(_ *router, s Send) {
		if offer == nil {
			offer = bytes.Clone(s.Data)
		}
	}
	n.fate = func(*router, Send) []time.Duration { return nil }
	r2.handle(Configure{c2})
	flood := func(from netip.Addr, count int) {
		for i := range count {
			data := bytes.Clone(offer)
			data[0], data[1], data[2] = 1, byte(i>>8), byte(i)
			r3.handle(Received{netip.AddrPortFrom(r3.addr, 500), netip.AddrPortFrom(from, 500), data})
		}
	}
	flood(r2.addr, 3000)
	if s := r3.engine.Snapshot(n.now); len(s.SAs) > 700 || r3.engine.unproven() > halfOpenPerPeer {
		t.Errorf("%d SAs, %d half open", len(s.SAs), r3.engine.unproven())
	}
	a := netip.MustParseAddr("2001:db8:1::")
	for range 300 {
		a = a.Next()
		flood(a, 2)
	}
	if r3.engine.unproven() > halfOpenTotal {
		t.Errorf("%d half open", r3.engine.unproven())
	}
	n.run(3 * time.Minute)
	if r3.engine.unproven() != 0 || r3.engine.remnants != 0 || len(r3.engine.byOffer) != 0 || len(r3.engine.byCookies) != 0 || len(r3.engine.peers) != 0 {
		t.Errorf("left: %d half open, %d remnants, %d offers, %d cookies, %d peers", r3.engine.unproven(), r3.engine.remnants,
			len(r3.engine.byOffer), len(r3.engine.byCookies), len(r3.engine.peers))
	}
	flood(r2.addr, 100)
	n.fate = nil
	n.run(2 * time.Minute)
	wantUp(t, r2, r3)
}

// TestOffMeansSilent has no crypto map: nothing is answered.
func TestOffMeansSilent(t *testing.T) {
	sent := record(t)
	n := newNetwork(t)
	r3 := n.add("R3", addrR3, 3)
	noMap, off := reference(addrR3, addrR2), reference(addrR3, addrR2)
	noMap.Maps, off.Enabled = nil, false
	for _, c := range []*Config{noMap, off} {
		r3.handle(Configure{c})
		n.seen = func(*router, Send) { t.Error("something was sent") }
		for _, s := range sent {
			r3.handle(Received{Local: s.Remote, Remote: s.Local, Data: s.Data})
		}
	}
}

// TestNoSecretInDebug looks for the pre-shared key in everything printed.
func TestNoSecretInDebug(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	const secret = "Str0ngSecret"
	c2.Keyrings[0].Keys[0].Secret, c3.Keyrings[0].Keys[0].Secret = secret, secret
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	for _, r := range n.routers {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("%s prints the pre-shared key", r.name)
		}
	}
}
