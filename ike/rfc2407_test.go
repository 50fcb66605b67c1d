package ike

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 2407 that they check. Elsewhere are
// Sections 4.4.1.1 and 4.4.2.1, PROTO_ISAKMP and KEY_IKE, which every offer has
// (TestOfferIsThatOfIOS); the attributes of Section 4.5 that cannot be read
// (isakmp, TestUnacceptableAttributes); "the Authentication Algorithm attribute
// MUST be specified" of Section 4.4.4, without which a cipher that protects
// nothing else is refused (TestOddProposals); the lengths of Section 4.6.2's
// identities (isakmp, TestMalformed); RESPONDER-LIFETIME, "which MUST be used for
// this purpose" in Section 4.5.4 (TestShorterLifetimes); and INITIAL-CONTACT
// (TestReboot). Left out are
//
//   - Section 3, how to read the key words, Section 4.1, what IANA registers, and
//     Section 7.7, the changes from an earlier draft
//   - Sections 4.2.2 and 4.2.3, secrecy and integrity labels, but for their
//     refusal; and with them their padding in Section 4.6.1
//   - Section 4.4.3, AH, with its transforms and that they must not make secret
//     (Section 4.4.1.2), and Section 4.4.5, IPCOMP: not implemented, refused
//   - Section 4.6.3, that "These messages MUST NOT be sent in Aggressive Mode
//     exchange": genuine IOS puts INITIAL-CONTACT into message 3, which is
//     encrypted and proves its sender before anything is read of it
//   - Section 4.6.3.2, REPLAY-STATUS: nobody sends it
//   - Section 4.3 and what else an auditor or administrator MUST be able to do,
//     which is no matter of the engine

// offerWith has a responder take a message 1 whose SA payload was changed.
func offerWith(t *testing.T, change func(sa []byte)) (answered bool) {
	n, r2, r3, _, c3 := pair(t)
	r3.handle(Configure{c3})
	offer := spoof(firstOffer(t, reference(addrR2, addrR3)), 1)
	change(offer[isakmp.HeaderLen+4:])
	n.seen = func(_ *router, s Send) {
		answered = answered || isakmp.First[*isakmp.SA](parse(t, s).Payloads) != nil
	}
	r3.handle(Received{r3.end(500), r2.end(500), offer})
	return answered
}

// Section 4.2.1: "All IPSEC DOI implementations MUST support SIT_IDENTITY_ONLY",
// Section 4.2.2: "If a responder does not support SIT_SECRECY, [...] the security
// association setup MUST be aborted.", and Section 4.2.3 the same of SIT_INTEGRITY.
// So it is with another DOI than 1. What is sent has neither bit, "SIT_SECRECY MUST
// NOT be set in the Situation bitmap": TestOfferIsThatOfIOS.
func TestSituation(t *testing.T) {
	for doi, want := range map[uint32]bool{0: false, 1: true, 2: false} {
		if got := offerWith(t, func(sa []byte) { binary.BigEndian.PutUint32(sa, doi) }); got != want {
			t.Errorf("DOI %d is answered: %v", doi, got)
		}
	}
	for situation, want := range map[uint32]bool{0: false, 1: true, 2: false, 3: false, 4: false, 5: false} {
		if got := offerWith(t, func(sa []byte) { binary.BigEndian.PutUint32(sa[4:], situation) }); got != want {
			t.Errorf("situation %d is answered: %v", situation, got)
		}
	}
}

// quick has a responder take a proposal of phase 2 and returns the pair that
// came of it.
func quick(t *testing.T, attributes ...isakmp.Attribute) (pair *SAPair) {
	n, _, r3, sa := established(t)
	before := r3.engine.saConnID
	any6 := clientID(prefix("::/0"), 0, datapath.PortRange{})
	authentic(r3, sa, isakmp.QuickMode, 4711, &isakmp.SA{Proposals: []isakmp.Proposal{{
		Number: 1, Protocol: isakmp.ProtocolESP, SPI: []byte{0, 0, 16, 0},
		Transforms: []isakmp.Transform{{Number: 1, ID: uint8(isakmp.ESP_AES), Attributes: attributes}},
	}}}, &isakmp.Nonce{Data: make([]byte, 20)}, any6, any6)
	if r3.engine.saConnID == before {
		return nil
	}
	return &r3.engine.Snapshot(n.now).Flows[0].Pairs[0]
}

var (
	tunnelMode = isakmp.BasicAttribute(isakmp.IPsecEncapsulation, 1)
	hmacSHA    = isakmp.BasicAttribute(isakmp.IPsecAuthAlgorithm, 2)
	inSeconds  = isakmp.BasicAttribute(isakmp.IPsecLifeType, 1)
	inKB       = isakmp.BasicAttribute(isakmp.IPsecLifeType, 2)
	duration9  = isakmp.BasicAttribute(isakmp.IPsecLifeDuration, 9000)
)

// Section 4.5.1: "all implementations MUST be prepared to negotiate all of the
// following attributes": life type, duration and authenticator. Section 4.5.2: "a
// conforming ISAKMP implementation MUST correctly parse an attribute list that
// contains multiple instances of the same attribute class, so long as the
// different attribute entries do not conflict with one another. Currently, the
// only attributes which requires this treatment are Life Type and Duration." and
// "If conflicting attributes are detected, [...] the security association setup
// MUST be aborted." Section 4.5: "An SA Life Duration attribute MUST always follow
// an SA Life Type which describes the units of duration." Without any, "the
// default value shall be assumed to be 28800 seconds (8 hours)", which is not less than our own.
func TestLifeTypeAndDuration(t *testing.T) {
	for name, test := range map[string]struct {
		attributes []isakmp.Attribute
		want       bool
		kilobytes  uint64
	}{
		"both":                  {[]isakmp.Attribute{tunnelMode, inSeconds, duration9, inKB, duration9, hmacSHA}, true, 9000},
		"none":                  {[]isakmp.Attribute{tunnelMode, hmacSHA}, true, 4608000},
		"duration without type": {[]isakmp.Attribute{tunnelMode, duration9, hmacSHA}, false, 0},
		"duration before type":  {[]isakmp.Attribute{tunnelMode, duration9, inSeconds, hmacSHA}, false, 0},
		"type without duration": {[]isakmp.Attribute{tunnelMode, inSeconds, hmacSHA}, false, 0},
		"two types":             {[]isakmp.Attribute{tunnelMode, inSeconds, inKB, duration9, hmacSHA}, false, 0},
		"two durations":         {[]isakmp.Attribute{tunnelMode, inSeconds, duration9, duration9, hmacSHA}, false, 0},
	} {
		p := quick(t, test.attributes...)
		if (p != nil) != test.want {
			t.Errorf("%s: accepted: %v", name, p != nil)
		}
		if p == nil {
			continue
		}
		if life := p.Expires.Sub(p.Installed); life > time.Hour || life < 50*time.Minute || p.LifetimeKB != test.kilobytes {
			t.Errorf("%s: %v, %d kB", name, life, p.LifetimeKB)
		}
	}
}

// Section 4.5.3: "If an implementation receives a defined IPSEC DOI attribute (or
// attribute value) which it does not support, [...] the security association
// setup MUST be aborted".
func TestAttributesNotSupported(t *testing.T) {
	for _, odd := range []isakmp.Attribute{
		isakmp.BasicAttribute(isakmp.IPsecKeyRounds, 12),
		isakmp.BasicAttribute(8, 1),                       // compression dictionary
		isakmp.BasicAttribute(isakmp.IPsecKeyLength, 129), // no AES
		isakmp.BasicAttribute(isakmp.IPsecGroup, 22),
		isakmp.BasicAttribute(32001, 1),
		{Type: isakmp.IPsecEncapsulation, Value: make([]byte, 9)},
	} {
		if quick(t, tunnelMode, hmacSHA, odd) != nil {
			t.Errorf("attribute %d = %x is accepted", odd.Type, odd.Value)
		}
	}
	for _, odd := range []isakmp.Attribute{isakmp.BasicAttribute(isakmp.IPsecEncapsulation, 3), isakmp.BasicAttribute(isakmp.IPsecEncapsulation, 61443)} {
		if quick(t, odd, hmacSHA) != nil {
			t.Errorf("encapsulation %x is accepted without a NAT", odd.Value)
		}
	}
}

// Section 4.5: "When negotiating ESP without authentication, the Auth Algorithm
// attribute MUST NOT be included in the proposal."
func TestNoAuthenticator(t *testing.T) {
	m := newCryptoMapForTest()
	for _, transform := range []datapath.Transform{{Cipher: datapath.AESGCM, KeyBits: 128}, {Cipher: datapath.AESCBC, KeyBits: 128}} {
		m.config.TransformSets[0].Transform = transform
		for _, a := range m.proposals(0x1000, &phase1{})[0].Transforms[0].Attributes {
			if a.Type == isakmp.IPsecAuthAlgorithm {
				t.Errorf("%v has an authenticator", transform)
			}
		}
	}
}

// Section 4.6.2: "During Phase I negotiations, the ID port and protocol fields
// MUST be set to zero or to UDP port 500. If an implementation receives any
// other values, this MUST be treated as an error and the security association
// setup MUST be aborted." Genuine IOS sends UDP port 0, and 4500 through a NAT.
func TestIdentityPort(t *testing.T) {
	for _, test := range []struct {
		protocol uint8
		port     uint16
		want     bool
	}{{0, 0, true}, {17, 500, true}, {17, 0, true}, {17, 4500, true}, {17, 501, false}, {6, 500, false}, {0, 500, false}, {6, 0, false}} {
		_, r2, r3, _ := established(t)
		sa := r3.engine.usable(r3.addr, r2.addr)
		err := sa.checkID(isakmp.AddressID(r2.addr, test.protocol, test.port))
		if (err == nil) != test.want {
			t.Errorf("protocol %d port %d: %v", test.protocol, test.port, err)
		}
	}
	for _, s := range sentIdentities(t) {
		if s.Protocol != 17 || s.Port != 500 {
			t.Errorf("sent: protocol %d port %d", s.Protocol, s.Port)
		}
	}
}

// sentIdentities is the identities of both ends of a session.
func sentIdentities(t *testing.T) (ids []*isakmp.Identification) {
	_, r2, r3, sa := established(t)
	return append(ids, sa.identity(), r2.engine.usable(r2.addr, r3.addr).identity())
}

// Section 4.6.3: "Notification Status Messages MUST be sent under the protection
// of an ISAKMP SA": in clear there are errors only.
func TestStatusIsProtected(t *testing.T) {
	for _, change := range []func(c2, c3 *Config){
		func(_, c3 *Config) { c3.Policies[0].Lifetime = time.Hour },
		func(_, c3 *Config) { c3.Policies[0].Group = 2 },
		func(_, c3 *Config) { c3.Keyrings = nil },
	} {
		n, r2, r3, c2, c3 := pair(t)
		change(c2, c3)
		n.seen = func(_ *router, s Send) {
			m, err := isakmp.Parse(s.Data)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range isakmp.All[*isakmp.Notification](m.Payloads) {
				if !p.Notify.IsError() {
					t.Errorf("%v is sent in clear", p.Notify)
				}
			}
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(time.Minute)
	}
}

// Section 4.6.3.3: "The INITIAL-CONTACT status message may be used when
// one side wishes to inform the other that this is the first SA being
// established with the remote system." It is not when there is another one.
func TestInitialContactOnce(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	if got := bytes.Count([]byte(r2.log.String()), []byte("Send initial contact")); got != 1 {
		t.Errorf("sent %d times", got)
	}
	// A second map to the same peer goes through the same phase 1.
	second := *c2
	m := c2.Maps[0]
	m.Name, m.Interface = "Tunnel24-head-0", "Tunnel24"
	m.Selectors = []datapath.Selector{datapath.AnyIPv6}
	second.Maps = append([]Map{m}, c2.Maps...)
	r2.handle(Configure{&second})
	n.run(time.Second)
	if s := r2.engine.Snapshot(n.now); len(s.SAs) != 1 {
		t.Errorf("%d phase 1 SAs", len(s.SAs))
	}
}

// Section 4.2.1: implementations "MUST abort any association setup that does not
// include an Identification Payload."
func TestIdentityIsRequired(t *testing.T) {
	for _, who := range []int{0, 1} {
		n, r2, r3, c2, c3 := pair(t)
		forged := false
		change := func(p []isakmp.Payload) []isakmp.Payload {
			forged = true
			return without(p, isakmp.TypeIdentification)
		}
		if who == 0 {
			forgeAuth(r2, change)
		} else {
			n.forge = func(from *router, s *Send) {
				m := parse(t, *s)
				if from != r3 || m.Exchange != isakmp.MainMode || m.CipherText == nil {
					return
				}
				// Message 6 as a whole, with another HASH: there is no identity to
				// make it over.
				sa := r3.engine.byCookies[cookiePair{m.InitiatorCookie, m.ResponderCookie}]
				initiator := r2.engine.byCookies[cookiePair{m.InitiatorCookie, m.ResponderCookie}]
				first, body := isakmp.MarshalPayloads(change([]isakmp.Payload{&isakmp.Hash{Data: sa.keys.hashR(sa.main.offered, nil)}}))
				cipherText, _ := sa.keys.encrypt(initiator.main.iv, body)
				s.Data = isakmp.MarshalEncrypted(sa.header(), first, cipherText)
			}
		}
		bringUp(n, r2, r3, c2, c3)
		if !forged || len(r2.installed)+len(r3.installed) != 0 {
			t.Errorf("%s needs no identity: forged %v", n.routers[who].name, forged)
		}
	}
}

// Section 4.4.4.2: "All implementations within the IPSEC DOI MUST support ESP_DES
// along with the Auth(HMAC-MD5) attribute.", and Section 4.4.4.11: "All
// implementations within the IPSEC DOI MUST support ESP_NULL." Section 4.5: "When
// negotiating ESP without confidentiality, the Auth Algorithm attribute MUST be
// included in the proposal and the ESP transform ID must be ESP_NULL." And "For
// fixed length ciphers, the Key Length attribute MUST NOT be sent.", and
// "Attributes described as basic MUST NOT be encoded as variable."
func TestMandatoryTransforms(t *testing.T) {
	for id, transform := range map[isakmp.ESPTransform]datapath.Transform{
		isakmp.ESP_DES:  {Cipher: datapath.DES, Integrity: datapath.HMACMD5},
		isakmp.ESP_3DES: {Cipher: datapath.TripleDES, Integrity: datapath.HMACSHA1},
		isakmp.ESP_NULL: {Cipher: datapath.Null, Integrity: datapath.HMACSHA1},
		isakmp.ESP_AES:  {Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA1},
	} {
		sent, _, r2, r3 := wire(t, func(c2, c3 *Config) {
			c2.Maps[0].TransformSets[0].Transform, c3.Maps[0].TransformSets[0].Transform = transform, transform
		})
		offer := isakmp.First[*isakmp.SA](decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent)[6])
		tr := offer.Proposals[0].Transforms[0]
		has := map[uint16]bool{}
		for _, a := range tr.Attributes {
			has[a.Type] = true
			if !a.Basic && a.Type != isakmp.IPsecLifeDuration {
				t.Errorf("%v: attribute %d is a variable one", transform, a.Type)
			}
		}
		if tr.ID != uint8(id) || !has[isakmp.IPsecAuthAlgorithm] || has[isakmp.IPsecKeyLength] != (transform.KeyBits != 0) {
			t.Errorf("%v is offered as transform %d with attributes %v", transform, tr.ID, has)
		}
	}
}

// Sections 4.6.3.1 and 4.6.3.3: "When present, the Notification Payload MUST have
// the following format": DOI 1, the protocol, the SPI size, the type and the SPI,
// and for INITIAL-CONTACT no data. Of RESPONDER-LIFETIME the SPI is "the two
// ISAKMP cookies or [...] the sender's inbound IPSEC SPI". The first is in message
// 5, Section 4.6.3: "as a payload in the last Main Mode exchange", the second
// in message 6 and in quick mode.
func TestStatusFormats(t *testing.T) {
	sent, _, r2, r3 := wire(t, func(_, c3 *Config) {
		c3.Policies[0].Lifetime = time.Hour
		c3.Maps[0].Lifetime = 20 * time.Minute
	})
	sa := r2.engine.usable(r2.addr, r3.addr)
	cookies := string(sa.cookies.initiator[:]) + string(sa.cookies.responder[:])
	inbound := ""
	for id := range r3.installed {
		if id.Direction == datapath.Inbound {
			inbound = string(binary.BigEndian.AppendUint32(nil, id.SPI))
		}
	}
	got := map[string]int{}
	for i, payloads := range decrypted(t, sa, sent) {
		for _, p := range isakmp.All[*isakmp.Notification](payloads) {
			body := isakmp.Body(p)
			got[p.Notify.String()]++
			want := "\x00\x00\x00\x01\x01\x10\x60\x02" + cookies
			switch {
			case p.Notify == isakmp.ResponderLifetime && i < 6:
				want = "\x00\x00\x00\x01\x01\x10\x60\x00" + cookies + "\x80\x0b\x00\x01\x80\x0c\x0e\x10"
			case p.Notify == isakmp.ResponderLifetime:
				want = "\x00\x00\x00\x01\x03\x04\x60\x00" + inbound + "\x80\x01\x00\x01\x80\x02\x04\xb0"
				body = body[:min(len(body), len(want))] // the kilobytes follow
			}
			if string(body) != want {
				t.Errorf("message %d: %v is %x, want %x", i+1, p.Notify, body, want)
			}
		}
	}
	if got["INITIAL_CONTACT"] != 1 || got["RESPONDER_LIFETIME"] != 2 {
		t.Errorf("notifications %v", got)
	}
}
