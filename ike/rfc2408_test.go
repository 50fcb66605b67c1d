package ike

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 2408 that they check. Elsewhere are
// the cookies of Section 2.5.3 (TestAnticloggingCookie, TestCookies), the
// formats of Section 3 and their limits (isakmp), the exchanges of Sections 4.5
// and 4.7, which RFC 2409 makes concrete (rfc2409_test.go), and the HASH of Section 4.8's
// notifications (TestForgedInformational). Left out are
//
//   - Section 4.4, the base exchange, and Section 4.6, authentication only: RFC
//     2409 has no use for them, and they are refused
//   - Sections 5.9 to 5.12, certificates, hashes and signatures that are wrong,
//     in so far as they are to be told to the peer in clear: that would
//     tell anybody, and what is logged is enough
//   - Section 3.1, waiting for CONNECTED when the peer set the commit bit: no
//     peer of IKE's quick mode depends on it; the bit is tolerated
//     (TestCommitBit)
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
// Version to 1", and do not take another one.
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

// Section 3.2: the RESERVED field is set to 0, and Section 5.3 has messages where
// it is not discarded.
func TestReservedFields(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
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

// Section 5.1: a message is sent again until there is an answer or the limit is
// reached, and it is the same each time.
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
