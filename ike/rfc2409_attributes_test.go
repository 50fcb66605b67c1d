package ike

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// These tests quote what RFC 2409 says of the offer, the attributes and the
// messages of phase 1. More of them, and the list of what is left out, are in
// rfc2409_test.go.

// offered has a responder take a message 1 whose only transform was changed.
func offered(t *testing.T, change func(*isakmp.Transform)) (answered bool) {
	n, r2, r3, _, c3 := pair(t)
	r3.handle(Configure{c3})
	m, err := isakmp.Parse(spoof(firstOffer(t, reference(addrR2, addrR3)), 1))
	if err != nil {
		t.Fatal(err)
	}
	change(&isakmp.First[*isakmp.SA](m.Payloads).Proposals[0].Transforms[0])
	n.seen = func(_ *router, s Send) {
		answered = answered || isakmp.First[*isakmp.SA](parse(t, s).Payloads) != nil
	}
	r3.handle(Received{r3.end(500), r2.end(500), isakmp.Marshal(m.Header, m.Payloads)})
	return answered
}

// Section 4: encryption algorithm, hash algorithm, authentication method and
// group: "All of these attributes are mandatory and MUST be negotiated." And
// "Group attributes (such as group type or prime-- see Appendix A) MUST NOT be
// offered in conjunction with a previously defined group".
func TestMandatoryAttributes(t *testing.T) {
	if !offered(t, func(*isakmp.Transform) {}) {
		t.Fatal("the offer as it is is not answered")
	}
	for _, class := range []uint16{isakmp.AttrEncryption, isakmp.AttrHash, isakmp.AttrAuth, isakmp.AttrGroup} {
		if offered(t, func(tr *isakmp.Transform) {
			tr.Attributes = slices.DeleteFunc(tr.Attributes, func(a isakmp.Attribute) bool { return a.Type == class })
		}) {
			t.Errorf("an offer without attribute %d is answered", class)
		}
	}
	for class := uint16(isakmp.AttrGroupType); class <= 10; class++ {
		if offered(t, func(tr *isakmp.Transform) {
			tr.Attributes = append(tr.Attributes, isakmp.BasicAttribute(class, 1))
		}) {
			t.Errorf("an offer with group attribute %d is answered", class)
		}
	}
}

// Section 4: "IKE implementations MUST support the following attribute values:"
// DES in CBC mode, MD5 and SHA, pre-shared keys, and the default group, of which
// Section 6.1 says "Oakley implementations MUST support a MODP group with the
// following prime and generator." What else there is, TestPhase1Algorithms has.
func TestMandatoryValues(t *testing.T) {
	for _, hash := range []isakmp.HashAlgorithm{isakmp.MD5, isakmp.SHA} {
		_, n, r2, _ := wire(t, func(c2, c3 *Config) { c2.Policies[0].Hash, c3.Policies[0].Hash = hash, hash })
		want := Policy{Priority: 10, Encryption: isakmp.DES_CBC, Hash: hash, Auth: isakmp.PreShared, Group: 1, Lifetime: 24 * time.Hour}
		if got := r2.engine.Snapshot(n.now).SAs[0].Policy; got != want {
			t.Errorf("negotiated %+v", got)
		}
	}
}

// Appendix A: "Attributes described as basic MUST NOT be encoded as variable." And
// of the key length: "This attribute MUST NOT be used when the specified
// Encryption Algorithm uses a fixed length key."
func TestAttributesOfAnOffer(t *testing.T) {
	policies := []Policy{
		{Encryption: isakmp.DES_CBC, Hash: isakmp.MD5, Group: 1, Lifetime: time.Hour},
		{Encryption: isakmp.TripleDES_CBC, Hash: isakmp.SHA, Group: 2, Lifetime: 24 * time.Hour},
		{Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_512, Group: 21, Lifetime: 24 * time.Hour},
	}
	for i := range policies {
		policies[i].Auth = isakmp.PreShared
	}
	c := reference(addrR2, addrR3)
	c.Policies = policies
	m, err := isakmp.Parse(firstOffer(t, c))
	if err != nil {
		t.Fatal(err)
	}
	for i, tr := range isakmp.First[*isakmp.SA](m.Payloads).Proposals[0].Transforms {
		hasKeyLength := false
		for _, a := range tr.Attributes {
			hasKeyLength = hasKeyLength || a.Type == isakmp.AttrKeyLength
			if !a.Basic && a.Type != isakmp.AttrLifeDuration {
				t.Errorf("transform %d: attribute %d is a variable one", tr.Number, a.Type)
			}
		}
		if hasKeyLength != (policies[i].KeyBits != 0) {
			t.Errorf("transform %d: has a key length: %v", tr.Number, hasKeyLength)
		}
	}
	if offered(t, func(tr *isakmp.Transform) {
		tr.Attributes = append(tr.Attributes, isakmp.BasicAttribute(isakmp.AttrKeyLength, 64))
	}) {
		t.Error("DES with a key length is taken")
	}
}

// Section 3.2: "An initiator MAY provide multiple proposals for negotiation; a
// responder MUST reply with only one." Section 7.1 and RFC 2408, Section 4.1.1,
// say so too, and that Section's 4.2: "The receiving entity MUST select a single
// transform for each protocol in a proposal or reject the entire proposal."
func TestOneIsChosen(t *testing.T) {
	sent, _, r2, r3 := wire(t, func(c2, _ *Config) {
		strong := c2.Policies[0]
		strong.Group = 14
		c2.Policies = append([]Policy{strong}, c2.Policies...)
		sets := &c2.Maps[0].TransformSets
		long := (*sets)[0]
		long.Name, long.Transform.KeyBits = "LONG", 256
		*sets = append([]TransformSet{long}, *sets...)
	})
	all := decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent)
	for i, want := range map[int][2]int{0: {1, 2}, 1: {1, 1}, 6: {2, 2}, 7: {1, 1}} {
		p := isakmp.First[*isakmp.SA](all[i]).Proposals
		if len(p) != want[0] || len(p[0].Transforms) != want[1] {
			t.Errorf("message %d: %d proposals, %d transforms in the first", i+1, len(p), len(p[0].Transforms))
		}
	}
}

// Section 3.2: "Message encryption (when noted by a '*' after the ISAKMP header)
// MUST begin immediately after the ISAKMP header. When communication is
// protected, all payloads following the ISAKMP header MUST be encrypted."
// Appendix B: "The message length in the header MUST include the length of the
// pad since this reflects the size of the ciphertext."
func TestEncryptionAndPadding(t *testing.T) {
	sent, _, r2, r3 := wire(t, nil)
	sa := r2.engine.usable(r2.addr, r3.addr)
	padded := 0
	for i, payloads := range decrypted(t, sa, sent) {
		if i < 4 {
			continue
		}
		h, body := parse(t, sent[i]).Header, sent[i].Data[isakmp.HeaderLen:]
		_, plain := isakmp.MarshalPayloads(payloads)
		if int(h.Length) != len(sent[i].Data) || len(body)%sa.keys.block.BlockSize() != 0 || len(body) < len(plain) {
			t.Errorf("message %d: length %d, %d bytes of ciphertext for %d of payloads", i+1, h.Length, len(body), len(plain))
		}
		if len(body) > len(plain) {
			padded++
		}
		for _, p := range payloads {
			if b := isakmp.Body(p); bytes.Contains(body, b) {
				t.Errorf("message %d: the %v payload is in clear", i+1, p.Type())
			}
		}
	}
	if padded == 0 {
		t.Error("no message has a pad")
	}
}

// Section 4: "Main Mode and Aggressive Mode MUST ONLY be used in phase 1", which
// TestUnexpectedMessages has for an SA that is up, and "Quick Mode MUST ONLY be
// used in phase 2.", as Section 5.6 has it of "New Group Mode MUST NOT be used
// prior to establishment of an ISAKMP SA." Section 5: "Implementations MUST NOT
// switch exchange types in the middle of an exchange."
func TestExchangeTypeStays(t *testing.T) {
	for message, others := range map[int][]isakmp.ExchangeType{
		3: {isakmp.Aggressive, isakmp.QuickMode, isakmp.Transaction, 1, 33},
		5: {isakmp.Aggressive, isakmp.QuickMode, isakmp.Transaction, 1, 33},
	} {
		for _, other := range others {
			n, r2, r3, c2, c3 := pair(t)
			count, answers := 0, 0
			n.seen = func(from *router, s Send) {
				if count++; from == r3 && count > message {
					answers++
				}
			}
			n.forge = func(from *router, s *Send) {
				if from == r2 && count >= message-1 {
					s.Data = bytes.Clone(s.Data)
					s.Data[18] = byte(other)
				}
			}
			bringUp(n, r2, r3, c2, c3)
			if answers != 0 || len(r3.installed) != 0 {
				t.Errorf("message %d as one of exchange %d is answered", message, other)
			}
		}
	}
	n, r2, r3, c2, c3 := aggressivePair(t, addrR2, addrR3)
	n.forge = func(from *router, s *Send) {
		if from == r2 && !parse(t, *s).ResponderCookie.IsZero() {
			s.Data = bytes.Clone(s.Data)
			s.Data[18] = byte(isakmp.MainMode)
		}
	}
	bringUp(n, r2, r3, c2, c3)
	wantPairs(t, r2, r3, 0)
}

// Section 5: "The Diffie-Hellman public value passed in a KE payload, in either a
// phase 1 or phase 2 exchange, MUST be the length of the negotiated
// Diffie-Hellman group enforced, if necessary, by pre-pending the value with
// zeros." Of two hundred and fifty-six values one has to be.
func TestPublicValueLength(t *testing.T) {
	var source countedBytes
	for {
		private, err := dh.Generate(&source, 1)
		if err != nil {
			t.Fatal(err)
		}
		public := private.Public()
		if len(public) != 96 {
			t.Fatalf("%d bytes", len(public))
		}
		if public[0] == 0 {
			break
		}
	}
	for name, change := range map[string]func([]byte) []byte{
		"shorter": func(b []byte) []byte { return b[1:] },
		"longer":  func(b []byte) []byte { return append([]byte{0}, b...) },
		"empty":   func([]byte) []byte { return nil },
	} {
		for _, who := range []int{0, 1} {
			n, r2, r3, c2, c3 := pair(t)
			changed := false
			n.forge = func(from *router, s *Send) {
				m := parse(t, *s)
				if ke := isakmp.First[*isakmp.KeyExchange](m.Payloads); ke != nil && from == n.routers[who] {
					ke.Data = change(ke.Data)
					s.Data, changed = isakmp.Marshal(m.Header, m.Payloads), true
				}
			}
			bringUp(n, r2, r3, c2, c3)
			if !changed || len(r2.installed)+len(r3.installed) != 0 || !strings.Contains(n.routers[1-who].log.String(), "Diffie-Hellman failed") {
				t.Errorf("%s value of %s is taken", name, n.routers[who].name)
			}
		}
	}
}

// countedBytes is a source of bytes that are the same in every run.
type countedBytes struct{ n uint64 }

func (z *countedBytes) Read(b []byte) (int, error) {
	for i := range b {
		z.n = z.n*6364136223846793005 + 1442695040888963407
		b[i] = byte(z.n >> 56)
	}
	return len(b), nil
}

// Section 5: "Receipt of a Certificate Request payload MUST NOT extend the number
// of messages transmitted or expected." RFC 2408, Section 3.10: "The Certificate
// Request payload MUST be accepted at any point during the exchange.", and
// Section 3.9: "The Certificate payload MUST be accepted at any point during an
// exchange." Here they are in each of the first four messages, with signatures
// and without.
func TestCertificatesCostNoMessages(t *testing.T) {
	for _, signed := range []bool{false, true} {
		n, r2, r3, c2, c3 := pair(t)
		if signed {
			n, r2, r3, c2, c3, _ = signing(t)
			c3.Maps[0].ResponderOnly = true
		}
		count := 0
		n.forge = func(_ *router, s *Send) {
			if count++; count <= 4 {
				m := parse(t, *s)
				s.Data = isakmp.Marshal(m.Header, append(m.Payloads,
					&isakmp.CertificateRequest{Encoding: isakmp.X509Signature},
					&isakmp.Certificate{Encoding: isakmp.X509Signature, Data: []byte{0x30, 0}}))
			}
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		if count != 9 {
			t.Errorf("signed %v: %d messages", signed, count)
		}
	}
}

// RFC 2408, Section 3.10: "The responder to the Certificate Request payload MUST
// send its certificate, if certificates are supported, based on the values
// contained in the payload." The request may be in message 2 alone. See
// TestCertificateRequests for the values.
func TestEarlyCertificateRequest(t *testing.T) {
	n, r2, r3, c2, c3, _ := signing(t)
	c3.Maps[0].ResponderOnly = true
	n.forge = func(from *router, s *Send) {
		m := parse(t, *s)
		if m.CipherText != nil || from != r3 {
			return
		}
		payloads := without(m.Payloads, isakmp.TypeCertificateRequest)
		if isakmp.First[*isakmp.SA](payloads) != nil {
			payloads = append(payloads, &isakmp.CertificateRequest{Encoding: isakmp.X509Signature})
		}
		s.Data = isakmp.Marshal(m.Header, payloads)
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
}
