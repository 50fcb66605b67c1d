package ike

import (
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// These tests quote what RFC 2409 says of phase 2. Those of phase 1, and the
// list of what is left out, are in rfc2409_test.go.

// Section 5.5: "For example, if a KE payload is sent, the attribute describing
// the Diffie-Hellman group (see section 6.1 and [Pip97]) MUST be included in
// every transform of every proposal of every SA being negotiated."
func TestGroupInEveryTransform(t *testing.T) {
	m := newCryptoMapForTest()
	set := m.config.TransformSets[0]
	set.Mode = datapath.Transport
	m.config.TransformSets = append(m.config.TransformSets, set)
	m.config.PFS = 14
	proposals := m.proposals(0x1000, &phase1{})
	if len(proposals) != 3 {
		t.Errorf("%d proposals", len(proposals))
	}
	for i := range proposals {
		if a, err := isakmp.ParsePhase2(&proposals[i].Transforms[0]); err != nil || a.Group != 14 {
			t.Errorf("proposal %d: %+v, %v", i+1, a, err)
		}
	}
}

// Section 5.5: "a HASH payload MUST immediately follow the ISAKMP header and a SA
// payload MUST immediately follow the HASH": another order is refused, but for
// the SA payload, which some peers put later.
func TestHashIsFirst(t *testing.T) {
	_, _, r3, sa := established(t)
	h := sa.header()
	h.Exchange = isakmp.QuickMode
	connections := r3.engine.saConnID
	any6 := clientID(prefix("::/0"), 0, datapath.PortRange{})
	offer := &isakmp.SA{Proposals: newCryptoMapForTest().proposals(0x1000, &phase1{})}
	nonce := &isakmp.Nonce{Data: make([]byte, 20)}
	for i, payloads := range [][]isakmp.Payload{
		{nonce, &isakmp.Hash{Data: make([]byte, 20)}, offer, any6, any6},
		{offer, nonce, any6, any6},
	} {
		h.MessageID = uint32(300 + i)
		first, body := isakmp.MarshalPayloads(payloads)
		cipherText, _ := sa.keys.encrypt(sa.keys.exchangeIV(sa.main.iv, h.MessageID), body)
		r3.handle(Received{sa.local, sa.remote, isakmp.MarshalEncrypted(h, first, cipherText)})
	}
	if r3.engine.saConnID != connections {
		t.Error("a message whose HASH is not first is taken")
	}
}

// Section 5.5: "HASH(3) ... The message ID in the ISAKMP header identifies a
// Quick Mode in progress for a particular ISAKMP SA", and without the initiator's
// third message the responder does not send on the new SA.
func TestOutboundWaitsForHash3(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	third := 0
	n.fate = func(from *router, s Send) []time.Duration {
		h, _ := isakmp.ParseHeader(s.Data)
		if h.Exchange == isakmp.QuickMode && from == r2 {
			if third++; third == 2 {
				return nil
			}
		}
		return []time.Duration{0}
	}
	bringUp(n, r2, r3, c2, c3)
	if len(r2.installed) != 2 || len(r3.installed) != 1 {
		t.Fatalf("%d and %d SAs before message 3", len(r2.installed), len(r3.installed))
	}
	for id := range r3.installed {
		if id.Direction != datapath.Inbound {
			t.Error("the responder sends already")
		}
	}
	n.run(15 * time.Second) // it repeats message 2, and message 3 comes again
	wantUp(t, r2, r3)
}

// Section 5.5: "While use of the key exchange payload with Quick Mode is optional
// it MUST be supported." What perfect forward secrecy adds is in the keys.
func TestPFSGroup(t *testing.T) {
	_, n, r2, _ := wire(t, func(c2, c3 *Config) { c2.Maps[0].PFS, c3.Maps[0].PFS = 14, 14 })
	if got := r2.engine.Snapshot(n.now).Flows[0].PFS; got != dh.Group(14) {
		t.Errorf("PFS group %d", got)
	}
	// A responder that does not want PFS takes it when it is offered.
	wire(t, func(c2, _ *Config) { c2.Maps[0].PFS = 5 })
	wire(t, func(c2, c3 *Config) { c2.Maps[0].PFS, c3.Maps[0].PFS = 14, 5 })
}

// Section 5.5: "The information exchanged along with Quick Mode MUST be protected
// by the ISAKMP SA-- i.e. all payloads except the ISAKMP header are encrypted."
// Inside are "HASH(1), SA, Ni [, KE ] [, IDci, IDcr ]", the same with HASH(2), and
// HASH(3).
func TestQuickModeFigure(t *testing.T) {
	const hash, sa, nonce, ke, id = isakmp.TypeHash, isakmp.TypeSA, isakmp.TypeNonce, isakmp.TypeKeyExchange, isakmp.TypeIdentification
	for pfs, want := range map[dh.Group][]isakmp.PayloadType{0: {hash, sa, nonce, id, id}, 1: {hash, sa, nonce, ke, id, id}} {
		sent, _, r2, r3 := wire(t, func(c2, c3 *Config) { c2.Maps[0].PFS, c3.Maps[0].PFS = pfs, pfs })
		for i, s := range sent[6:] {
			if h := parse(t, s).Header; h.Flags != isakmp.Encryption || h.Exchange != isakmp.QuickMode {
				t.Errorf("message %d: %+v", i+1, h)
			}
		}
		all := decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent)[6:]
		for i, want := range [][]isakmp.PayloadType{want, want, {hash}} {
			if got := types(all[i]); !slices.Equal(got, want) {
				t.Errorf("PFS %d: message %d has %v, want %v", pfs, i+1, got, want)
			}
		}
	}
}

// betweenNetworks is R2 with 10.1.0.0/16 behind it, which has begun with R3 and
// 10.2.0.0/16, and all that is sent.
func betweenNetworks(t *testing.T) (n *network, r2, r3 *router, sent *[]Send) {
	line := selector(prefix("10.1.0.0/16"), prefix("10.2.0.0/16"))
	n, sent = newNetwork(t), new([]Send)
	n.seen = func(_ *router, s Send) { *sent = append(*sent, s) }
	r2, r3 = n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	c2 := cryptoMapConfig("192.0.2.2", "192.0.2.3", line)
	bringUp(n, r2, r3, c2, cryptoMapConfig("192.0.2.3", "192.0.2.2", mirrored(line)))
	r2.handle(packet(&c2.Maps[0], 0, "10.1.0.1", "10.2.0.1"))
	n.run(time.Second)
	wantPairs(t, r2, r3, 1)
	return n, r2, r3, sent
}

// Section 4: "In other words, the cookies MUST NOT swap places when the direction
// of the ISAKMP SA changes." Here the responder begins a quick mode and an
// informational exchange.
func TestCookiesKeepTheirPlaces(t *testing.T) {
	n, r2, r3, _ := betweenNetworks(t)
	sa := r3.engine.usable(r3.addr, r2.addr)
	r3.engine.mapOrder[0].flows[0].requestSA()
	sa.inform(sa.notification(isakmp.RUThere, []byte{0, 0, 0, 1}))
	exchanges := map[isakmp.ExchangeType]int{}
	n.seen = func(_ *router, s Send) {
		h := parse(t, s).Header
		exchanges[h.Exchange]++
		if h.InitiatorCookie != sa.cookies.initiator || h.ResponderCookie != sa.cookies.responder {
			t.Errorf("%v: cookies %v and %v", h.Exchange, h.InitiatorCookie, h.ResponderCookie)
		}
	}
	r3.flush()
	n.run(switchTime + time.Second)
	if exchanges[isakmp.QuickMode] != 3 || exchanges[isakmp.Informational] != 2 {
		t.Errorf("messages %v", exchanges)
	}
	wantPairs(t, r2, r3, 2)
}

// Section 5.5: "If ISAKMP is acting as a client negotiator on behalf of another
// party, the identities of the parties MUST be passed as IDci and then IDcr.":
// the first is that of the quick mode's initiator, whoever began phase 1.
func TestClientIdentitiesInOrder(t *testing.T) {
	n, r2, r3, sent := betweenNetworks(t)
	r3.engine.mapOrder[0].flows[0].requestSA()
	r3.flush()
	n.run(switchTime + time.Second)
	wantPairs(t, r2, r3, 2)
	all := decrypted(t, r2.engine.usable(r2.addr, r3.addr), *sent)
	for i, want := range map[int][2]string{6: {"10.1.0.0/16", "10.2.0.0/16"}, 7: {"10.1.0.0/16", "10.2.0.0/16"}, 9: {"10.2.0.0/16", "10.1.0.0/16"}, 10: {"10.2.0.0/16", "10.1.0.0/16"}} {
		ids := isakmp.All[*isakmp.Identification](all[i])
		if len(ids) != 2 {
			t.Fatalf("message %d: %d identities", i+1, len(ids))
		}
		for j, id := range ids {
			if p, ok := id.Prefix(); !ok || p.String() != want[j] {
				t.Errorf("message %d: identity %d is %v, want %s", i+1, j+1, p, want[j])
			}
		}
	}
}

// forgeAnswer has the network change what the responder sends as message 2 of
// quick mode; its HASH is right.
func forgeAnswer(r *router, change func([]isakmp.Payload) []isakmp.Payload) {
	r.net.forge = func(from *router, s *Send) {
		m, err := isakmp.Parse(s.Data)
		if err != nil || from != r || m.Exchange != isakmp.QuickMode {
			return
		}
		sa := r.engine.byCookies[cookiePair{m.InitiatorCookie, m.ResponderCookie}]
		n := sa.nodes[m.MessageID]
		first := n.message.nextIV
		clear, err := sa.unseal(s.Data, first)
		if err != nil {
			r.t.Fatal(err)
		}
		s.Data, n.iv = sa.seal(isakmp.QuickMode, n.id, first,
			func(rest []byte) []byte { return sa.keys.hash2(n.id, n.nonceI, rest) }, change(clear.payloads[1:]))
	}
}

// Section 5: "If the initiator of an exchange notices that attribute values have
// changed or attributes have been added or deleted from an offer made, that
// response MUST be rejected." So it is with changed identities. In phase 1 see
// TestInitiatorVerifiesTheChoice.
func TestChangedAnswerIsRejected(t *testing.T) {
	transform := func(change func(*isakmp.Transform)) func([]isakmp.Payload) []isakmp.Payload {
		return func(p []isakmp.Payload) []isakmp.Payload {
			change(&isakmp.First[*isakmp.SA](p).Proposals[0].Transforms[0])
			return p
		}
	}
	attribute := func(class, value uint16) func([]isakmp.Payload) []isakmp.Payload {
		return transform(func(t *isakmp.Transform) {
			for i := range t.Attributes {
				if t.Attributes[i].Type == class {
					t.Attributes[i] = isakmp.BasicAttribute(class, value)
				}
			}
		})
	}
	added := func(class, value uint16) func([]isakmp.Payload) []isakmp.Payload {
		return transform(func(t *isakmp.Transform) { t.Attributes = append(t.Attributes, isakmp.BasicAttribute(class, value)) })
	}
	deleted := func(class uint16) func([]isakmp.Payload) []isakmp.Payload {
		return transform(func(t *isakmp.Transform) {
			t.Attributes = slices.DeleteFunc(t.Attributes, func(a isakmp.Attribute) bool { return a.Type == class })
		})
	}
	for name, test := range map[string]struct {
		change func([]isakmp.Payload) []isakmp.Payload
		pairs  int
	}{
		"nothing":               {func(p []isakmp.Payload) []isakmp.Payload { return p }, 1},
		"another cipher":        {transform(func(t *isakmp.Transform) { t.ID = uint8(isakmp.ESP_3DES) }), 0},
		"another key length":    {attribute(isakmp.IPsecKeyLength, 256), 0},
		"another authenticator": {attribute(isakmp.IPsecAuthAlgorithm, 1), 0},
		"another mode":          {attribute(isakmp.IPsecEncapsulation, 2), 0},
		"a group more":          {added(isakmp.IPsecGroup, 1), 0},
		"key rounds more":       {added(isakmp.IPsecKeyRounds, 1), 0},
		"no mode":               {deleted(isakmp.IPsecEncapsulation), 0},
		"no authenticator":      {deleted(isakmp.IPsecAuthAlgorithm), 0},
		"no key length":         {deleted(isakmp.IPsecKeyLength), 0},
		"another protocol": {func(p []isakmp.Payload) []isakmp.Payload {
			isakmp.First[*isakmp.SA](p).Proposals[0].Protocol = isakmp.ProtocolAH
			return p
		}, 0},
		"a transform more": {func(p []isakmp.Payload) []isakmp.Payload {
			proposal := &isakmp.First[*isakmp.SA](p).Proposals[0]
			proposal.Transforms = append(proposal.Transforms, proposal.Transforms[0])
			return p
		}, 0},
		"a proposal more": {func(p []isakmp.Payload) []isakmp.Payload {
			sa := isakmp.First[*isakmp.SA](p)
			sa.Proposals = append(sa.Proposals, sa.Proposals[0])
			return p
		}, 0},
		"no identities":     {func(p []isakmp.Payload) []isakmp.Payload { return without(p, isakmp.TypeIdentification) }, 0},
		"another SA behind": {func(p []isakmp.Payload) []isakmp.Payload { return append(p, isakmp.First[*isakmp.SA](p)) }, 0},
	} {
		n, r2, r3, c2, c3 := pair(t)
		forgeAnswer(r3, test.change)
		bringUp(n, r2, r3, c2, c3)
		if len(r2.installed) != 2*test.pairs {
			t.Errorf("%s: R2 has %d SAs", name, len(r2.installed))
		}
	}
}

// Section 5.7: the message ID of an informational exchange "is unique to this
// exchange and MUST NOT be the same as the message ID of another phase 2 exchange
// which generated this informational exchange."
func TestInformationalMessageID(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c3.Maps[0].TransformSets[0].Transform.KeyBits = 256
	seen := map[isakmp.ExchangeType]map[uint32]bool{isakmp.QuickMode: {}, isakmp.Informational: {}}
	n.seen = func(_ *router, s Send) {
		if h := parse(t, s).Header; h.MessageID != 0 {
			if h.Exchange == isakmp.Informational && seen[h.Exchange][h.MessageID] {
				t.Errorf("message ID %d is used twice", h.MessageID)
			}
			seen[h.Exchange][h.MessageID] = true
		}
	}
	bringUp(n, r2, r3, c2, c3)
	if len(seen[isakmp.QuickMode]) != 1 || len(seen[isakmp.Informational]) == 0 {
		t.Fatalf("message IDs %v", seen)
	}
	for id := range seen[isakmp.QuickMode] {
		if seen[isakmp.Informational][id] {
			t.Errorf("the refusal of %d has its message ID", id)
		}
	}
}
