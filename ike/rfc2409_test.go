package ike

import (
	"bytes"
	"encoding/hex"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 2409 that they check, on the datagrams
// of a session: here those of main mode, in rfc2409_attributes_test.go those of
// offers, attributes and encryption, in rfc2409_phase2_test.go those of phase 2.
// Elsewhere are
//
//   - Sections 4 and 5, that the modes are there, and the keys, IVs and HASHes of
//     Section 5 and Appendix B, "from which the service MUST generate a suitable
//     key", which recorded exchanges check byte by byte (skeyid_test.go)
//   - Section 5.1, signatures "encoded as a private key encryption in PKCS #1
//     format" (signature_test.go)
//   - Section 3.3, keys of perfect forward secrecy (TestPFSGroup,
//     TestRecordedExchanges)
//   - Section 5.5, that the keys go to the negotiated SA (every test that has a
//     pair: wantUp compares them)
//   - public values that give the secret away (TestDegeneratePublicValues),
//     message IDs that are used twice (TestReplayedPhase2), and every group and
//     algorithm (exchange_test.go)
//
// Left out are
//
//   - Section 3.1, how to read the key words
//   - Sections 5.2 and 5.3, authentication with public key encryption: not
//     implemented, refused
//   - Section 5.6, new group mode: no peer is known that begins it; refused
//   - Section 5.1, DSS signatures, and Section 5, Tiger, which needs what Section 4
//     says of hashes without HMAC: not implemented, refused
//   - Section 6.4 and Appendix A, groups of a peer's own making and the EC2N
//     groups 3 and 4, with all their attributes: not implemented, refused
//   - Section 5, "attributes of any encoded security association" that a responder
//     has changed, in so far as they are lifetimes: charon answers with its own,
//     so that to refuse them would be to have no tunnel with it; the shorter one
//     counts (TestShorterLifetimesWin)
//   - Section 5.5, that client identities "MUST apply to every SA in the
//     negotiation": a quick mode has one SA here
//   - Appendix B, weak and semi-weak DES keys, and Section 4, their check: no peer
//     leaves them out, so that one that does could not read what follows
//   - Appendix B, the rounds and the block size of RC5: not implemented, refused
//   - Sections 8 and 10, the lifetimes of perfect forward secrecy for identities:
//     an ISAKMP SA is not deleted after one quick mode

// wire runs the session and returns what was sent, and both routers.
func wire(t *testing.T, change func(c2, c3 *Config)) (sent []Send, n *network, r2, r3 *router) {
	n, r2, r3, c2, c3 := pair(t)
	if change != nil {
		change(c2, c3)
	}
	n.seen = func(_ *router, s Send) { sent = append(sent, s) }
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	if len(sent) != 9 {
		t.Fatalf("%d datagrams, want 9", len(sent))
	}
	return sent, n, r2, r3
}

func types(payloads []isakmp.Payload) (all []isakmp.PayloadType) {
	for _, p := range payloads {
		all = append(all, p.Type())
	}
	return all
}

func parse(t *testing.T, s Send) *isakmp.Message {
	t.Helper()
	m, err := isakmp.Parse(s.Data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// decrypted is the payloads of the datagrams that were sent under one ISAKMP SA,
// in clear or not. RFC 2409, Appendix B: the first IV of a phase comes from its
// keys, and "Subsequent messages MUST use the last CBC encryption block from the
// previous message as their initialization vector." Each chain of payloads
// begins right behind the header, and its RESERVED fields are zero.
func decrypted(t *testing.T, sa *phase1, sent []Send) (all [][]isakmp.Payload) {
	t.Helper()
	ivs := map[uint32][]byte{0: sa.keys.firstIV}
	for i, s := range sent {
		m := parse(t, s)
		if m.CipherText == nil {
			all = append(all, m.Payloads)
			continue
		}
		iv := ivs[m.MessageID]
		if iv == nil {
			iv = sa.keys.exchangeIV(ivs[0], m.MessageID)
		}
		plain, next, err := sa.keys.decrypt(iv, m.CipherText)
		if err != nil {
			t.Fatalf("message %d: %v", i+1, err)
		}
		payloads, _, err := isakmp.ParsePayloads(m.NextPayload, plain, true)
		if err != nil {
			t.Fatalf("message %d: %v", i+1, err)
		}
		ivs[m.MessageID] = next
		all = append(all, payloads)
	}
	return all
}

// Section 5: "The SA payload MUST precede all other payloads in a phase 1
// exchange."
func TestSAPrecedesAll(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
	for _, s := range sent[:2] {
		if got := parse(t, s).NextPayload; got != isakmp.TypeSA {
			t.Errorf("first payload is %v", got)
		}
	}
	n, r2, r3, c2, c3 := pair(t)
	n.fate = func(from *router, s Send) []time.Duration {
		m, err := isakmp.Parse(s.Data)
		if err == nil && from == r2 && m.NextPayload == isakmp.TypeSA {
			m.Payloads = append([]isakmp.Payload{isakmp.NewVendorID(isakmp.VendorDPD)}, m.Payloads...)
			copyOf := isakmp.Marshal(m.Header, m.Payloads)
			n.later(0, r3, Received{Local: s.Remote, Remote: s.Local, Data: copyOf})
			return nil
		}
		return []time.Duration{0}
	}
	bringUp(n, r2, r3, c2, c3)
	wantPairs(t, r2, r3, 0)
}

// Section 5.4: main mode with pre-shared keys is "HDR, SA; HDR, SA; HDR, KE, Ni;
// HDR, KE, Nr; HDR*, IDii, HASH_I; HDR*, IDir, HASH_R".
func TestMainModeFigure(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
	for i, s := range sent[:6] {
		h, err := isakmp.ParseHeader(s.Data)
		if err != nil {
			t.Fatal(err)
		}
		first := []isakmp.PayloadType{isakmp.TypeSA, isakmp.TypeKeyExchange, isakmp.TypeIdentification}[i/2]
		if h.Exchange != isakmp.MainMode || h.MessageID != 0 || h.NextPayload != first {
			t.Errorf("message %d: %+v", i+1, h)
		}
		// "HDR* ... indicates payload encryption": messages 5 and 6.
		if encrypted := h.Flags&isakmp.Encryption != 0; encrypted != (i >= 4) {
			t.Errorf("message %d: encrypted %v", i+1, encrypted)
		}
	}
	for i, s := range sent[6:] {
		h, _ := isakmp.ParseHeader(s.Data)
		if h.Exchange != isakmp.QuickMode || h.MessageID == 0 || h.Flags&isakmp.Encryption == 0 || h.NextPayload != isakmp.TypeHash {
			t.Errorf("quick mode message %d: %+v", i+1, h)
		}
	}
}

// Section 5: "The length of nonce payload MUST be between 8 and 256 bytes
// inclusive."
func TestNonceLength(t *testing.T) {
	for length, want := range map[int]int{7: 0, 8: 1, 256: 1, 257: 0} {
		n, r2, r3, c2, c3 := pair(t)
		changed := false
		n.fate = func(from *router, s Send) []time.Duration {
			m, err := isakmp.Parse(s.Data)
			if err != nil || changed || from != r2 || m.NextPayload != isakmp.TypeKeyExchange {
				return []time.Duration{0}
			}
			changed = true
			// Both ends must have the same nonce for the keys to agree.
			nonce := bytes.Repeat([]byte{1}, length)
			for _, p := range m.Payloads {
				if p, ok := p.(*isakmp.Nonce); ok {
					p.Data = nonce
				}
			}
			for _, sa := range r2.engine.peers[r3.addr].sas {
				sa.main.nonceI = nonce
			}
			n.later(0, r3, Received{Local: s.Remote, Remote: s.Local, Data: isakmp.Marshal(m.Header, m.Payloads)})
			return nil
		}
		bringUp(n, r2, r3, c2, c3)
		if !changed || len(r3.installed) != 2*want {
			t.Errorf("nonce of %d bytes: %d SAs, want %d", length, len(r3.installed), 2*want)
		}
	}
}

// Section 5: "Responders MUST NOT modify attributes of any offer, attribute
// encoding excepted (see Appendix A)." The transform comes back as it was
// offered.
func TestChoiceIsNotModified(t *testing.T) {
	sent, _, _, _ := wire(t, func(_, c3 *Config) { c3.Policies[0].Lifetime = time.Hour })
	offer, choice := parse(t, sent[0]), parse(t, sent[1])
	a := isakmp.Body(isakmp.First[*isakmp.SA](offer.Payloads))
	b := isakmp.Body(isakmp.First[*isakmp.SA](choice.Payloads))
	if !bytes.Equal(a, b) {
		t.Errorf("offered %x, chosen %x", a, b)
	}
}

// Section 5: "If multiple offers are being made for phase 1 exchanges (Main Mode
// and Aggressive Mode) they MUST take the form of multiple Transform Payloads for
// a single Proposal Payload in a single SA payload.", and "for phase 1 exchanges
// there MUST NOT be multiple Proposal Payloads
// for a single SA payload and there MUST NOT be multiple SA payloads."
func TestOneProposalInPhase1(t *testing.T) {
	sent, _, _, _ := wire(t, func(c2, _ *Config) {
		strong := c2.Policies[0]
		strong.Group = 14
		c2.Policies = append([]Policy{strong, strong, strong}, c2.Policies...)
	})
	m := parse(t, sent[0])
	sa := isakmp.First[*isakmp.SA](m.Payloads)
	if len(sa.Proposals) != 1 || len(sa.Proposals[0].Transforms) != 4 {
		t.Errorf("offered: %+v", sa.Proposals)
	}
	n, r2, r3, _, c3 := pair(t)
	r3.handle(Configure{c3})
	n.seen = func(*router, Send) { t.Error("two SA payloads are answered") }
	m.InitiatorCookie[0]++
	r3.handle(Received{r3.end(500), r2.end(500), isakmp.Marshal(m.Header, append([]isakmp.Payload{sa}, m.Payloads...))})
}

// A genuine IOS router sends these, byte for byte: one proposal numbered 1
// without SPI, attributes in the order encryption, hash, group, authentication,
// lifetime.
func TestOfferIsThatOfIOS(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
	want := "00000001" + "00000001" + // DOI, situation
		"0000002c" + "01010001" + // proposal 1, ISAKMP, no SPI, one transform
		"00000024" + "01010000" + // transform 1, KEY_IKE
		"80010001" + "80020002" + "80040001" + "80030001" + "800b0001" + "000c000400015180"
	got := hex.EncodeToString(isakmp.Body(isakmp.First[*isakmp.SA](parse(t, sent[0]).Payloads)))
	if got != want {
		t.Errorf("SA payload\n%s, want\n%s", got, want)
	}
}

// TestPayloadOrder checks the payloads and vendor IDs of each clear message
// against captures of genuine IOS: over IPv4 with NAT traversal, over IPv6
// without.
func TestPayloadOrder(t *testing.T) {
	const (
		sa, ke, nonce, vid, natd = isakmp.TypeSA, isakmp.TypeKeyExchange, isakmp.TypeNonce, isakmp.TypeVendorID, isakmp.TypeNATDiscovery
	)
	for _, test := range []struct {
		local, remote string
		types         [4][]isakmp.PayloadType
		vendors       [4][]isakmp.Vendor
	}{
		{"192.0.2.2", "192.0.2.3",
			[4][]isakmp.PayloadType{{sa, vid, vid, vid, vid}, {sa, vid}, {ke, nonce, vid, vid, vid, natd, natd}, {ke, nonce, vid, vid, vid, vid, natd, natd}},
			[4][]isakmp.Vendor{{isakmp.VendorRFC3947, isakmp.VendorNATT07, isakmp.VendorNATT03, isakmp.VendorNATT02N}, {isakmp.VendorRFC3947},
				{isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH},
				{isakmp.VendorUnity, isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH}}},
		{addrR2, addrR3,
			[4][]isakmp.PayloadType{{sa}, {sa}, {ke, nonce, vid, vid, vid}, {ke, nonce, vid, vid, vid, vid}},
			[4][]isakmp.Vendor{nil, nil,
				{isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH},
				{isakmp.VendorUnity, isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH}}},
	} {
		n := newNetwork(t)
		r2, r3 := n.add("R2", test.local, 2), n.add("R3", test.remote, 3)
		var sent []Send
		n.seen = func(_ *router, s Send) { sent = append(sent, s) }
		c3 := reference(test.remote, test.local)
		c3.Maps[0].ResponderOnly = true
		bringUp(n, r2, r3, reference(test.local, test.remote), c3)
		for i := range 4 {
			m := parse(t, sent[i])
			if got := types(m.Payloads); !equalSlices(got, test.types[i]) {
				t.Errorf("%s: message %d has %v, want %v", test.local, i+1, got, test.types[i])
			}
			sender := m.InitiatorCookie
			if i%2 == 1 {
				sender = m.ResponderCookie
			}
			var vendors []isakmp.Vendor
			for _, p := range isakmp.All[*isakmp.VendorID](m.Payloads) {
				vendors = append(vendors, p.Vendor(sender))
			}
			if !equalSlices(vendors, test.vendors[i]) {
				t.Errorf("%s: message %d has vendor IDs %v, want %v", test.local, i+1, vendors, test.vendors[i])
			}
		}
	}
}

func equalSlices[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// RFC 2408, Section 2.5.3, as IOS does it: the cookies of one router share their
// first half, and differ.
func TestCookies(t *testing.T) {
	e := New(mathrand.NewChaCha8([32]byte{1}))
	a, b := e.newCookie(), e.newCookie()
	if a == b || !bytes.Equal(a[:4], b[:4]) {
		t.Errorf("cookies %v and %v", a, b)
	}
	if other := New(mathrand.NewChaCha8([32]byte{2})).newCookie(); bytes.Equal(a[:4], other[:4]) {
		t.Errorf("cookies %v and %v of two routers", a, other)
	}
}
