package ike

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 2408 that they check: here what it says
// of headers and messages, in rfc2408_payloads_test.go what it says of payloads.
// Elsewhere are
//
//   - Section 2.5.3, cookies (TestAnticloggingCookie, TestCookies)
//   - Section 3 and the steps of Sections 5.3 to 5.13 that only say how a payload
//     is made and read: the formats, their limits, and what a recorded peer sent
//     (isakmp), and what of it is refused (TestNoMemoryInAnswers)
//   - Sections 3.9, 3.10, 5.9 and 5.10, certificates and requests for them
//     (TestCertificatesCostNoMessages, TestCertificateRequests,
//     TestForgedSignature)
//   - Sections 4.1.1 and 4.2.1, that one proposal is chosen (TestOneIsChosen), and
//     that encryption begins behind the header (TestEncryptionAndPadding)
//   - Sections 1.6.2, 4.1, 4.5 and 4.7, the exchanges, which RFC 2409 makes
//     concrete (rfc2409_test.go), and Section 4.8, their "cryptographic
//     synchronization" (every test that has a session decrypted)
//   - Section 5.4, DOI and situation (TestSituation), Section 5.7, KE
//     (TestDegeneratePublicValues, TestPublicValueLength), Section 5.8, ID
//     (TestIdentityPort, TestWrongIdentity), Section 5.11, HASH
//     (TestForgedInformational), Section 5.12, SIG (TestForgedSignature), and
//     Section 5.13, nonces (TestNonceLength)
//
// Left out are
//
//   - Sections 1.1, 1.4.1, 1.4.2, 1.5.2, 4.1 and 6, which say how to read the
//     key words, and what another protocol, a certification authority, or the designer of a
//     DOI does, as Appendix A does for what RFC 2407 has
//   - Section 1.5.3, "A digital signature algorithm MUST be used": RFC 2409 has
//     pre-shared keys beside them
//   - Section 3.1, what drafts set the version to: there are none of them any more
//   - Section 3.1, waiting for CONNECTED when the peer set the commit bit, and
//     with Section 4.8 its message ID: no peer of IKE's quick mode depends on it;
//     the bit is never set here and tolerated (TestCommitBit)
//   - Section 4.2, that proposals "MUST be considered as a unit": AH and IPCOMP are
//     not implemented, and a unit is refused (TestProposalsThatAreDiscarded)
//   - Section 4.2, the numbers of a peer's proposals and transforms: what they
//     say is the order, which the payloads have themselves; they are returned
//   - Section 4.4, the base exchange, and Section 4.6, authentication only, and
//     with it the Authentication Only Bit of Section 5.14: RFC 2409 has no use for
//     them, and they are refused
//   - Sections 4.8 and 5.14, protection of what ends phase 1 after the keys are
//     made: RFC 2409, Section 5.7, has the exchange "done in the clear" as long as
//     "the ISAKMP security association has not yet been established", as it must
//     be for a peer whose keys differ; who gets it believes nothing of it
//   - Sections 5.9 to 5.12, certificates, hashes and signatures that are wrong,
//     in so far as they are to be told to the peer in clear: that would
//     tell anybody, and what is logged is enough
//   - Section 5.1, "Implementations MUST NOT use a fixed timer": genuine IOS
//     sends again every 10 seconds, five times, and so do we
//   - Section 3.9, a DER or other encoding of certificates than X.509
//     signature: ignored (TestForgedSignature, TestCertificateRequests)
//   - what is to be "logged in the appropriate system audit file": the console
//     and its buffer get a message, at most one a second

// end is a port of the router's.
func (r *router) end(port uint16) netip.AddrPort { return netip.AddrPortFrom(r.addr, port) }

// Section 3.1: "During Phase 1 negotiations, the value MUST be set to 0": the
// message ID, which is another one in every exchange of phase 2.
func TestMessageIDs(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
	seen := map[uint32]bool{}
	for i, s := range sent {
		h := parse(t, s).Header
		if (h.MessageID == 0) != (i < 6) {
			t.Errorf("message %d has message ID %d", i+1, h.MessageID)
		}
		if i >= 6 {
			seen[h.MessageID] = true
		}
	}
	if len(seen) != 1 {
		t.Errorf("%d message IDs in one quick mode", len(seen))
	}
}

// Section 3.1: "Implementations based on this version [...] MUST set the Major
// Version to 1" and "MUST set the Minor Version to 0", and do not take another
// major one. "The remaining bits of the Flags field MUST be set to 0 prior to
// transmission.", and of the commit bit "the value MUST be reset after the Phase 1
// negotiation": it is never set.
func TestMajorVersion(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
	for i, s := range sent {
		if h := parse(t, s).Header; h.Version != 0x10 || h.Flags&^isakmp.Encryption != 0 || int(h.Length) != len(s.Data) {
			t.Errorf("message %d: %+v", i+1, h)
		}
	}
	for _, version := range []byte{0x00, 0x20, 0x21, 0xf0} {
		n, r2, r3, _, c3 := pair(t)
		r3.handle(Configure{c3})
		n.seen = func(*router, Send) { t.Errorf("version %#x is answered", version) }
		offer := spoof(sent[0].Data, 1)
		offer[17] = version
		r3.handle(Received{r3.end(500), r2.end(500), offer})
	}
}

// Section 5.2: "Check the Flags field to ensure it contains correct values", and
// if it does not, "the message is discarded": flags that nobody has defined, in
// any message.
func TestUndefinedFlags(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	n.forge = func(from *router, s *Send) {
		if from == r2 {
			s.Data = bytes.Clone(s.Data)
			s.Data[19] |= 0x08
		}
	}
	n.seen = func(from *router, _ Send) {
		if from == r3 {
			t.Error("answered")
		}
	}
	bringUp(n, r2, r3, c2, c3)
	if got := r3.engine.stats.Malformed; got != 1 || len(r3.engine.peers) != 0 {
		t.Errorf("%d malformed, %d peers, want one and none", got, len(r3.engine.peers))
	}
	// One of them in message 5 only, and then again as it should be.
	n, r2, r3, c2, c3 = pair(t)
	sent := 0
	n.forge = func(from *router, s *Send) {
		if from == r2 {
			if sent++; sent == 3 {
				s.Data = bytes.Clone(s.Data)
				s.Data[19] |= 0x80
			}
		}
	}
	bringUp(n, r2, r3, c2, c3)
	if len(r3.installed) != 0 {
		t.Error("R3 takes message 5 with an undefined flag")
	}
	n.run(retransmitInterval)
	wantUp(t, r2, r3)
}

// Section 2.5.2: "All RESERVED fields in the ISAKMP protocol MUST be set to zero
// (0) when a packet is issued.": what is sent can be parsed, and Section 5.3 has
// messages where they are not zero discarded.
func TestReservedFields(t *testing.T) {
	sent, _, r2, r3 := wire(t, nil)
	decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent)
	n, r2, r3, _, c3 := pair(t)
	r3.handle(Configure{c3})
	n.seen = func(*router, Send) { t.Error("answered") }
	offer := spoof(sent[0].Data, 1)
	offer[29] = 1
	r3.handle(Received{r3.end(500), r2.end(500), offer})
	if got := r3.engine.stats.Malformed; got != 1 {
		t.Errorf("%d malformed", got)
	}
}

// Section 4.2: "The initiator MUST verify that the Security Association payload
// received from the responder matches one of the proposals sent initially."
func TestInitiatorVerifiesTheChoice(t *testing.T) {
	changes := map[string]func(sa *isakmp.SA){
		"another cipher":   func(sa *isakmp.SA) { sa.Proposals[0].Transforms[0].Attributes[0] = isakmp.BasicAttribute(1, 5) },
		"another group":    func(sa *isakmp.SA) { sa.Proposals[0].Transforms[0].Attributes[2] = isakmp.BasicAttribute(4, 2) },
		"another protocol": func(sa *isakmp.SA) { sa.Proposals[0].Protocol = isakmp.ProtocolESP },
		"a transform more": func(sa *isakmp.SA) { tr := &sa.Proposals[0].Transforms; *tr = append(*tr, (*tr)[0]) },
		"a proposal more":  func(sa *isakmp.SA) { sa.Proposals = append(sa.Proposals, sa.Proposals[0]) },
		"an attribute unheard of": func(sa *isakmp.SA) {
			a := &sa.Proposals[0].Transforms[0].Attributes
			*a = append(*a, isakmp.BasicAttribute(99, 1))
		},
	}
	for name, change := range changes {
		n, r2, r3, c2, c3 := pair(t)
		went := 0
		n.fate = func(from *router, s Send) []time.Duration {
			m, err := isakmp.Parse(s.Data)
			if from == r2 {
				went++
			}
			if err != nil || from != r3 || m.NextPayload != isakmp.TypeSA {
				return []time.Duration{0}
			}
			old := isakmp.First[*isakmp.SA](m.Payloads)
			sa := &isakmp.SA{Proposals: old.Proposals}
			change(sa)
			n.later(0, r2, Received{Local: s.Remote, Remote: s.Local, Data: isakmp.Marshal(m.Header, []isakmp.Payload{sa})})
			return nil
		}
		bringUp(n, r2, r3, c2, c3)
		if went != 1 || len(r2.installed) != 0 {
			t.Errorf("%s: R2 goes on", name)
		}
	}
}

// Section 4.2 too: "The responder SHOULD retain the Proposal # field in the
// Proposal payload and the Transform # field in each Transform payload of the
// selected Proposal."
func TestNumbersAreRetained(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	strong := c2.Policies[0]
	strong.Group = 14
	c2.Policies = []Policy{strong, strong, c2.Policies[0]}
	n.seen = func(from *router, s Send) {
		if m := parse(t, s); from == r3 && m.NextPayload == isakmp.TypeSA {
			if p := isakmp.First[*isakmp.SA](m.Payloads).Proposals[0]; p.Number != 1 || p.Transforms[0].Number != 3 {
				t.Errorf("proposal %d, transform %d", p.Number, p.Transforms[0].Number)
			}
		}
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
}

// Section 5.1: "When transmitting an ISAKMP message, the transmitting entity
// (initiator or responder) MUST do the following": "Set a timer and initialize a
// retry counter.", and "If the timer expires, the ISAKMP message is resent", the
// same each time.
func TestRetransmissionIsTheSame(t *testing.T) {
	n, r2, _, c2, _ := pair(t)
	var sent [][]byte
	n.seen = func(_ *router, s Send) { sent = append(sent, bytes.Clone(s.Data)) }
	n.fate = func(*router, Send) []time.Duration { return nil }
	r2.handle(Configure{c2})
	n.run(59 * time.Second)
	if len(sent) != retransmitLimit+1 {
		t.Fatalf("%d messages", len(sent))
	}
	for _, data := range sent {
		if !bytes.Equal(data, sent[0]) {
			t.Error("a retransmission is another message")
		}
	}
}

// Section 5.2: "Verify the Initiator and Responder 'cookies'. If the cookie
// validation fails, the message is discarded".
func TestCookiesAreVerified(t *testing.T) {
	n, r2, r3, sa := established(t)
	notify := sa.notification(isakmp.RUThere, []byte{0, 0, 0, 1})
	data, _ := sa.seal(isakmp.Informational, 7, sa.keys.exchangeIV(sa.main.iv, 7),
		func(rest []byte) []byte { return sa.keys.hash1(7, rest) }, []isakmp.Payload{notify})
	answers := 0
	n.seen = func(*router, Send) { answers++ }
	for i := range 16 {
		bad := bytes.Clone(data)
		bad[i] ^= 0x10
		r3.handle(Received{sa.local, sa.remote, bad})
	}
	if answers != 0 {
		t.Errorf("%d messages with a wrong cookie are answered", answers)
	}
	r3.handle(Received{sa.local, sa.remote, data})
	if answers != 1 {
		t.Error("the right one is not answered")
	}
	wantUp(t, r2, r3)
}

// Section 2.4: "An 'X' in the column means the value MUST be present.": the
// initiator's cookie is in every message, the responder's in all but the first,
// the message ID in phase 2, where it "MUST be 0 for a phase 1 exchange", and an
// SPI in the proposals of phase 2, since "During the SA establishment, a SPI MUST
// be generated." Section 2.5.1: "Implementations MUST include send and receive
// capability for ISAKMP using the User Datagram Protocol (UDP) on port 500."
func TestCookiesAndSPIs(t *testing.T) {
	sent, _, r2, r3 := wire(t, nil)
	all := decrypted(t, r2.engine.usable(r2.addr, r3.addr), sent)
	spis := map[string]bool{}
	for i, s := range sent {
		h := parse(t, s).Header
		if h.InitiatorCookie.IsZero() || h.ResponderCookie.IsZero() != (i == 0) || (h.MessageID == 0) != (i < 6) {
			t.Errorf("message %d: %+v", i+1, h)
		}
		if s.Local.Port() != 500 || s.Remote.Port() != 500 {
			t.Errorf("message %d goes from port %d to %d", i+1, s.Local.Port(), s.Remote.Port())
		}
		if sa := isakmp.First[*isakmp.SA](all[i]); sa != nil {
			for _, p := range sa.Proposals {
				if len(p.SPI) != map[bool]int{true: 0, false: 4}[i < 6] {
					t.Errorf("message %d: SPI of %d bytes", i+1, len(p.SPI))
				}
				spis[string(p.SPI)] = true
			}
		}
	}
	if len(spis) != 3 {
		t.Errorf("the ends have not an SPI each: %v", spis)
	}
}

// altered has the network change each message of main mode from the given one on
// that R2 sends, and reports what became of it.
func altered(t *testing.T, from int, change func([]byte) []byte) (answers, pairs int, malformed uint64) {
	n, r2, r3, c2, c3 := pair(t)
	count := 0
	n.seen = func(r *router, _ Send) {
		if count++; r == r3 && count > from {
			answers++
		}
	}
	n.forge = func(r *router, s *Send) {
		if r == r2 && count >= from-1 {
			s.Data = change(bytes.Clone(s.Data))
		}
	}
	bringUp(n, r2, r3, c2, c3)
	return answers, len(r3.installed) / 2, uint64(r3.engine.stats.Malformed)
}

// Section 5.1: "If the ISAKMP message length and the value in the Payload Length
// field of the ISAKMP Header are not the same, then the ISAKMP message MUST be
// rejected." Section 5.2: "When an ISAKMP message is received, the receiving
// entity (initiator or responder) MUST do the following": it checks the cookies
// (TestCookiesAreVerified), the next payload, the version, the exchange type
// (TestExchangeTypeStays), and the message ID.
func TestHeaderChecks(t *testing.T) {
	if _, pairs, _ := altered(t, 1, func(b []byte) []byte { return b }); pairs != 1 {
		t.Fatal("without a change there is no SA")
	}
	for name, change := range map[string]func([]byte) []byte{
		"length too great":       func(b []byte) []byte { b[27]++; return b },
		"length too small":       func(b []byte) []byte { b[27]--; return b },
		"a byte more":            func(b []byte) []byte { return append(b, 0) },
		"a byte less":            func(b []byte) []byte { return b[:len(b)-1] },
		"next payload Proposal":  func(b []byte) []byte { b[16] = 2; return b },
		"next payload Transform": func(b []byte) []byte { b[16] = 3; return b },
		"next payload RESERVED":  func(b []byte) []byte { b[16] = 14; return b },
		"next payload unknown":   func(b []byte) []byte { b[16] = 200; return b },
		"next payload NONE":      func(b []byte) []byte { b[16] = 0; return b },
		"major version 2":        func(b []byte) []byte { b[17] = 0x20; return b },
		"message ID":             func(b []byte) []byte { b[23] = 1; return b },
	} {
		for _, from := range []int{1, 3, 5} {
			answers, pairs, malformed := altered(t, from, change)
			if answers != 0 || pairs != 0 || malformed == 0 && name != "message ID" {
				t.Errorf("message %d, %s: %d answers, %d pairs, %d malformed", from, name, answers, pairs, malformed)
			}
		}
	}
}

// Section 4.8: "Once keying material has been exchanged or an ISAKMP SA has been
// established, the Informational Exchange MUST be transmitted under the protection
// provided by the keying material or the ISAKMP SA." Section 5.15: "Deletion of
// Security Associations MUST always be performed under the protection of an ISAKMP
// SA." Section 3.15: "Mixing of Protocol Identifiers MUST NOT be performed with the
// Delete payload." Its SPIs have the size of their protocol.
func TestDeletesAreProtected(t *testing.T) {
	n, r2, r3, _ := established(t)
	sa := r2.engine.usable(r2.addr, r3.addr)
	keys, iv, cookies := *sa.keys, bytes.Clone(sa.main.iv), string(sa.cookies.initiator[:])+string(sa.cookies.responder[:])
	inbound := map[*router]string{}
	for _, r := range n.routers {
		for id := range r.installed {
			if id.Direction == datapath.Inbound {
				inbound[r] = string([]byte{byte(id.SPI >> 24), byte(id.SPI >> 16), byte(id.SPI >> 8), byte(id.SPI)})
			}
		}
	}
	deleted := map[isakmp.Protocol]int{}
	keys.ka, keys.skeyidA = bytes.Clone(keys.ka), bytes.Clone(keys.skeyidA)
	n.seen = func(from *router, s Send) {
		m := parse(t, s)
		if m.Exchange != isakmp.Informational {
			return
		}
		if m.Flags != isakmp.Encryption {
			t.Fatalf("%s sends %+v", from.name, m.Header)
		}
		plain, _, err := keys.decrypt(keys.exchangeIV(iv, m.MessageID), m.CipherText)
		if err != nil {
			t.Fatal(err)
		}
		payloads, _, err := isakmp.ParsePayloads(m.NextPayload, plain, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range isakmp.All[*isakmp.Delete](payloads) {
			deleted[d.Protocol]++
			want := map[isakmp.Protocol]string{isakmp.ProtocolISAKMP: cookies, isakmp.ProtocolESP: inbound[from]}[d.Protocol]
			if len(d.SPIs) != 1 || string(d.SPIs[0]) != want || d.DOI != isakmp.IPsecDOI {
				t.Errorf("%s deletes %x of protocol %v, want %x", from.name, d.SPIs, d.Protocol, want)
			}
		}
	}
	r2.handle(Clear{What: ClearIPsec})
	r2.handle(Clear{What: ClearISAKMP})
	if deleted[isakmp.ProtocolESP] != 1 || deleted[isakmp.ProtocolISAKMP] != 1 || len(deleted) != 2 {
		t.Errorf("deleted by protocol: %v", deleted)
	}
}

// Section 5.15: a DELETE concerns what its sender has; deleting the ISAKMP SA
// leaves the SAs that were made under it.
func TestDeleteISAKMPLeavesPairs(t *testing.T) {
	n, r2, r3, sa := established(t)
	sa.delete("test", true)
	r3.flush()
	n.run(time.Second)
	if r2.engine.usable(r2.addr, r3.addr) != nil {
		t.Error("R2 still has the ISAKMP SA")
	}
	wantUp(t, r2, r3)
}

// A message that the network doubles is answered once more at most: two ends
// that each answered the other's would never stop.
func TestDoubledMessages(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	count := 0
	n.seen = func(*router, Send) { count++ }
	n.fate = func(*router, Send) []time.Duration {
		if count > 100 {
			t.Fatal("the ends answer each other for ever")
		}
		return []time.Duration{0, 100 * time.Millisecond}
	}
	bringUp(n, r2, r3, c2, c3)
	n.run(5 * time.Second)
	wantUp(t, r2, r3)
	if count > 18 {
		t.Errorf("%d messages for a session of 9", count)
	}
}
