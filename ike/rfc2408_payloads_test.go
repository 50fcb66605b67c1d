package ike

import (
	"bytes"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// These tests quote what RFC 2408 says of single payloads. Those of headers and
// messages, and the list of what is left out, are in rfc2408_test.go.

// Section 4.2: "there MUST be multiple Proposal payloads each with a monotonically
// increasing Proposal number. The different proposals MUST be presented in the
// initiator's preference order." and "The multiple transforms MUST be presented
// with monotonically increasing numbers in the initiator's preference order."
// Section 3.4: a next payload "MUST NOT contain the values for the Proposal or
// Transform payloads", which Section 3.5 has where "This field MUST only contain
// the value "2" or "0"." and Section 3.6 where it "MUST only contain the value "3"
// or "0"."
func TestNumbersOfAnOffer(t *testing.T) {
	c := reference(addrR2, addrR3)
	for group := range 2 {
		weaker := c.Policies[0]
		weaker.Priority, weaker.Hash = 20+group, isakmp.HashAlgorithm(1+group)
		c.Policies = append(c.Policies, weaker)
	}
	m := newCryptoMapForTest()
	for _, bits := range []int{192, 256} {
		set := m.config.TransformSets[0]
		set.Transform.KeyBits = bits
		m.config.TransformSets = append(m.config.TransformSets, set)
	}
	phase2 := &isakmp.SA{Proposals: m.proposals(0x1000, &phase1{})}
	for i, p := range phase2.Proposals {
		a, err := isakmp.ParsePhase2(&p.Transforms[0])
		if err != nil || int(p.Number) != i+1 || a.KeyBits != 128+64*i || len(p.Transforms) != 1 {
			t.Errorf("proposal %d has number %d and %d bits, %v", i+1, p.Number, a.KeyBits, err)
		}
	}
	body := isakmp.Body(phase2)[8:]
	for i, want := range []byte{2, 2, 0} {
		if body[0] != want {
			t.Errorf("behind proposal %d: %d, want %d", i+1, body[0], want)
		}
		body = body[int(body[2])<<8|int(body[3]):]
	}
	phase1 := offerPolicies(c.Policies)
	for i, tr := range phase1.Proposals[0].Transforms {
		a, err := isakmp.ParsePhase1(&tr)
		if err != nil || int(tr.Number) != i+1 || a.Hash != c.Policies[i].Hash {
			t.Errorf("transform %d has number %d and hash %v, %v", i+1, tr.Number, a.Hash, err)
		}
	}
	body = isakmp.Body(phase1)[16:]
	for i, want := range []byte{3, 3, 0} {
		if body[0] != want {
			t.Errorf("behind transform %d: %d, want %d", i+1, body[0], want)
		}
		body = body[int(body[2])<<8|int(body[3]):]
	}
}

// Section 3.5: "If the SPI Size is non-zero, the content of the SPI field MUST be
// ignored." That is in phase 1.
func TestSPIOfPhase1IsIgnored(t *testing.T) {
	for _, size := range []int{0, 1, 4, 8, 16} {
		n, r2, r3, c2, c3 := pair(t)
		n.forge = func(from *router, s *Send) {
			m := parse(t, *s)
			if sa := isakmp.First[*isakmp.SA](m.Payloads); sa != nil && from == r3 {
				sa.Proposals[0].SPI = bytes.Repeat([]byte{7}, size)
				s.Data = isakmp.Marshal(m.Header, m.Payloads)
			}
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
	}
}

// proposed has a responder take proposals of phase 2, and returns those of its
// message 2, or the notification that it sends instead.
func proposed(t *testing.T, proposals ...isakmp.Proposal) (chosen []isakmp.Proposal, refused isakmp.NotifyType) {
	n, _, r3, sa := established(t)
	var first, answer []byte
	n.seen = func(_ *router, s Send) { answer = s.Data }
	any6 := clientID(prefix("::/0"), 0, datapath.PortRange{})
	offer := []isakmp.Payload{&isakmp.SA{Proposals: proposals}, &isakmp.Nonce{Data: make([]byte, 20)}, any6, any6}
	first, _ = sa.seal(isakmp.QuickMode, 4711, sa.keys.exchangeIV(sa.main.iv, 4711),
		func(rest []byte) []byte { return sa.keys.hash1(4711, rest) }, offer)
	r3.handle(Received{sa.local, sa.remote, first})
	h := parse(t, Send{Data: answer}).Header
	iv := lastBlock(first, sa.keys.block.BlockSize())
	if h.Exchange == isakmp.Informational {
		iv = sa.keys.exchangeIV(sa.main.iv, h.MessageID)
	}
	m, err := sa.unseal(answer, iv)
	if err != nil {
		t.Fatal(err)
	}
	if p := isakmp.First[*isakmp.Notification](m.payloads); p != nil && h.Exchange == isakmp.Informational {
		return nil, p.Notify
	}
	return isakmp.First[*isakmp.SA](m.payloads).Proposals, 0
}

// esp is a proposal that the responder of a test takes.
func esp(number uint8) isakmp.Proposal {
	p := newCryptoMapForTest().proposals(0x1000+uint32(number), &phase1{})[0]
	p.Number = number
	return p
}

// Section 4.2: "If the SA establishment negotiation is for a combined protection
// suite consisting of multiple protocols, then there MUST be multiple Proposal
// payloads each with the same Proposal number." Such ones are not supported here,
// so that none of them is taken alone. Section 5.5: "Determine if the Protocol is
// supported. If the Protocol-ID field is invalid, the payload is discarded", and
// "If the SPI is invalid, the payload is discarded". What is left is looked at.
func TestProposalsThatAreDiscarded(t *testing.T) {
	changed := func(change func(*isakmp.Proposal)) isakmp.Proposal {
		p := esp(1)
		change(&p)
		return p
	}
	ah := changed(func(p *isakmp.Proposal) { p.Protocol = isakmp.ProtocolAH })
	for name, bad := range map[string][]isakmp.Proposal{
		"AH":                   {ah},
		"an unknown protocol":  {changed(func(p *isakmp.Proposal) { p.Protocol = 77 })},
		"no SPI":               {changed(func(p *isakmp.Proposal) { p.SPI = nil })},
		"an SPI of 3 bytes":    {changed(func(p *isakmp.Proposal) { p.SPI = p.SPI[1:] })},
		"an SPI of 16 bytes":   {changed(func(p *isakmp.Proposal) { p.SPI = make([]byte, 16) })},
		"a reserved SPI":       {changed(func(p *isakmp.Proposal) { p.SPI = []byte{0, 0, 0, 255} })},
		"AH and ESP together":  {ah, esp(1)},
		"ESP and ESP together": {esp(1), esp(1)},
	} {
		if _, refused := proposed(t, bad...); refused != isakmp.NoProposalChosen {
			t.Errorf("%s: refused with %v", name, refused)
		}
		chosen, refused := proposed(t, append(bad, esp(7))...)
		if len(chosen) != 1 || chosen[0].Number != 7 {
			t.Errorf("%s and a good one: %+v, %v", name, chosen, refused)
		}
	}
}

// Section 5.6: "If the Transform-ID field contains an unknown or unsupported value,
// then that Transform payload MUST be ignored and MUST NOT cause the generation of
// an INVALID TRANSFORM event." Section 4.2.1: "The responder MUST select from the
// two transforms proposed for ESP."; Section 4.2: "Each of the Proposal payloads
// MUST contain a single Transform payload associated with the Protocol."
func TestUnknownTransformIsIgnored(t *testing.T) {
	p := esp(1)
	known := p.Transforms[0]
	unknown := known
	unknown.ID, known.Number = 250, 2
	p.Transforms = []isakmp.Transform{unknown, known}
	chosen, refused := proposed(t, p)
	if len(chosen) != 1 || len(chosen[0].Transforms) != 1 || chosen[0].Transforms[0].Number != 2 {
		t.Errorf("chosen %+v, %v", chosen, refused)
	}
	p.Transforms = p.Transforms[:1]
	if _, refused := proposed(t, p); refused != isakmp.NoProposalChosen {
		t.Errorf("refused with %v", refused)
	}
	if offered(t, func(tr *isakmp.Transform) { tr.ID = 2 }) {
		t.Error("another transform than KEY_IKE is taken")
	}
}

// Section 3.8: "If unused, then this field MUST be set to 0.": protocol and port of
// an identity that is for all of them.
func TestUnusedIdentityFields(t *testing.T) {
	sent, _, r2, r3 := wire(t, nil)
	for i, payloads := range decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent)[6:] {
		for _, id := range isakmp.All[*isakmp.Identification](payloads) {
			if body := isakmp.Body(id); !bytes.Equal(body[1:4], []byte{0, 0, 0}) {
				t.Errorf("message %d: %x", i+1, body)
			}
		}
	}
}

// Section 3.14: "If the SPI Size is non-zero, the content of the SPI field MUST be
// ignored." Section 5.14: "If the DOI determination fails, the payload is
// discarded", "If the Protocol-Id determination fails, the payload is discarded"
// and "If the Notify Message Type is invalid, the payload is discarded".
func TestNotificationFields(t *testing.T) {
	for _, test := range []struct {
		doi      uint32
		spi      int
		notify   isakmp.NotifyType
		answered bool
	}{
		{1, 16, isakmp.RUThere, true},
		{1, 0, isakmp.RUThere, true},
		{1, 4, isakmp.RUThere, true},
		{0, 16, isakmp.RUThere, true},
		{2, 16, isakmp.RUThere, false},
		{1 << 31, 16, isakmp.RUThere, false},
		{1, 16, 0, false},
		{1, 16, 8191, false},
		{1, 16, 65535, false},
	} {
		n, r2, r3, sa := established(t)
		answered := false
		n.seen = func(*router, Send) { answered = true }
		authentic(r3, sa, isakmp.Informational, 4711, &isakmp.Notification{DOI: test.doi, Protocol: isakmp.ProtocolISAKMP,
			SPI: bytes.Repeat([]byte{9}, test.spi), Notify: test.notify, Data: []byte{0, 0, 0, 1}})
		if answered != test.answered {
			t.Errorf("%+v: answered %v", test, answered)
		}
		wantUp(t, r2, r3)
	}
}

// Section 5.15: "Determine if the Domain of Interpretation (DOI) is supported. If
// the DOI determination fails, the payload is discarded", and so for the
// protocol; and "Determine if the SPI is valid for each SPI included in the Delete
// payload." Section 3.15: "each SPI MUST be for the same protocol."
func TestDeleteFields(t *testing.T) {
	for _, test := range []struct {
		name     string
		doi      uint32
		protocol isakmp.Protocol
		spi      func([]byte) []byte
		pairs    int
	}{
		{"as it is", 1, isakmp.ProtocolESP, bytes.Clone, 0},
		{"of ISAKMP's DOI", 0, isakmp.ProtocolESP, bytes.Clone, 0},
		{"of another DOI", 2, isakmp.ProtocolESP, bytes.Clone, 1},
		{"of AH", 1, isakmp.ProtocolAH, bytes.Clone, 1},
		{"of ISAKMP", 1, isakmp.ProtocolISAKMP, bytes.Clone, 1},
		{"another SPI", 1, isakmp.ProtocolESP, func(b []byte) []byte { return []byte{b[0] ^ 1, b[1], b[2], b[3]} }, 1},
		{"of 5 bytes", 1, isakmp.ProtocolESP, func(b []byte) []byte { return append(bytes.Clone(b), 0) }, 1},
		{"of 3 bytes", 1, isakmp.ProtocolESP, func(b []byte) []byte { return b[:3] }, 1},
	} {
		_, _, r3, sa := established(t)
		var spi []byte
		for id := range r3.installed {
			if id.Direction == datapath.Outbound {
				spi = []byte{byte(id.SPI >> 24), byte(id.SPI >> 16), byte(id.SPI >> 8), byte(id.SPI)}
			}
		}
		authentic(r3, sa, isakmp.Informational, 4711, &isakmp.Delete{DOI: test.doi, Protocol: test.protocol, SPIs: [][]byte{test.spi(spi)}})
		if len(r3.installed) != 2*test.pairs || sa.deleted {
			t.Errorf("a DELETE %s leaves %d SAs, ISAKMP SA deleted: %v", test.name, len(r3.installed), sa.deleted)
		}
	}
}

// Section 3.16: "If a Vendor ID payload is sent, it MUST be sent during the Phase 1
// negotiation." and "A vendor sending the Vendor ID MUST not make any assumptions
// about private payloads that it may send unless a Vendor ID is received as well."
// The peer here sends none, or one that nobody knows, and gets no payload but
// those of the RFC. "The vendor defined constant MUST be unique.": all that are
// sent differ.
func TestVendorIDs(t *testing.T) {
	for _, vendors := range [][]isakmp.Payload{nil, {&isakmp.VendorID{Data: []byte("nobody knows this one")}}, {&isakmp.VendorID{}}} {
		n, r2, r3, c2, c3 := pair(t)
		c2.Fragmentation, c2.DPD = true, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true}
		var sent []Send
		n.seen = func(_ *router, s Send) { sent = append(sent, s) }
		n.forge = func(from *router, s *Send) {
			if m := parse(t, *s); from == r3 && m.CipherText == nil {
				s.Data = isakmp.Marshal(m.Header, append(without(m.Payloads, isakmp.TypeVendorID), vendors...))
			}
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		n.run(time.Minute)
		if len(sent) != 9 {
			t.Errorf("%d messages", len(sent))
		}
		unique := map[string]bool{}
		for i, payloads := range decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent) {
			for _, p := range payloads {
				v, isVendor := p.(*isakmp.VendorID)
				if isVendor && i >= 6 || p.Type() > isakmp.TypeVendorID {
					t.Errorf("message %d has a payload %v", i+1, p.Type())
				}
				if isVendor && i%2 == 0 {
					if unique[string(v.Data)] {
						t.Errorf("message %d has the vendor ID %x again", i+1, v.Data)
					}
					unique[string(v.Data)] = true
				}
			}
		}
	}
}
