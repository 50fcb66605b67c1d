package ike

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 3706 that they check. Elsewhere are
// Section 5.4 on when to ask (TestOnDemandDPD), on giving a peer up
// (TestDeadPeer), and that "A peer MUST keep track of the state of a given DPD
// exchange." (TestAckOutOfSequence); and Section 6.1 on replayed answers
// (TestReplayedAck, TestReplayedProbe). Left out are
//
//   - Section 1, how to read the key words
//   - Section 5.1, versions of the vendor ID: there is only 1.0
//   - Section 5.5, a suggestion of timers: the configuration says how often to ask

// hasDPDVendorID reports whether a message of main mode says that its sender
// knows DPD.
func hasDPDVendorID(t *testing.T, s Send) (found bool) {
	m, err := isakmp.Parse(s.Data)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range isakmp.All[*isakmp.VendorID](m.Payloads) {
		found = found || v.Vendor(cookie{}) == isakmp.VendorDPD
	}
	return found
}

// Section 5.1: "Both peers of an IKE session MUST send the DPD vendor ID before
// DPD exchanges can begin": it is in messages 3 and 4, configured or not. "An IKE
// peer MUST send the Vendor ID if it wishes to take part in DPD exchanges."
func TestDPDVendorID(t *testing.T) {
	sent, _, _, _ := wire(t, nil)
	for i, s := range sent[:4] {
		if hasDPDVendorID(t, s) != (i >= 2) {
			t.Errorf("message %d: has the vendor ID: %v", i+1, i < 2)
		}
	}
}

// Section 5.1, the other way round: a peer that has not sent it is not asked.
func TestNoDPDWithoutVendorID(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.DPD = DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true}
	n.fate = func(from *router, s Send) []time.Duration {
		m, err := isakmp.Parse(s.Data)
		if err != nil || from != r3 || m.NextPayload != isakmp.TypeKeyExchange {
			return []time.Duration{0}
		}
		n.later(0, r2, Received{Local: s.Remote, Remote: s.Local, Data: isakmp.Marshal(m.Header, m.Payloads[:2])})
		return nil
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	n.seen = func(from *router, s Send) {
		if h, _ := isakmp.ParseHeader(s.Data); from == r2 && h.Exchange == isakmp.Informational {
			t.Error("R2 asks a peer that does not know DPD")
		}
	}
	n.run(10 * time.Minute)
	wantUp(t, r2, r3)
}

// Section 5.3: an R-U-THERE-ACK answers each R-U-THERE with its sequence number,
// in an authenticated and encrypted notification with the cookies as SPI.
func TestAckHasTheSequenceNumber(t *testing.T) {
	n, r2, r3, sa := established(t)
	peer := r2.engine.usable(r2.addr, r3.addr)
	for _, sequence := range []uint32{0, 1, 0x7fffffff, 0xffffffff} {
		var answer []byte
		n.seen = func(from *router, s Send) {
			if from == r3 {
				answer = s.Data
			}
		}
		peer.inform(peer.notification(isakmp.RUThere, binary.BigEndian.AppendUint32(nil, sequence)))
		r2.flush()
		n.run(10 * time.Millisecond)
		h, err := isakmp.ParseHeader(answer)
		if err != nil || h.Exchange != isakmp.Informational || h.Flags&isakmp.Encryption == 0 {
			t.Fatalf("sequence %d: answer %+v, %v", sequence, h, err)
		}
		m, err := sa.unseal(answer, sa.keys.exchangeIV(sa.main.iv, h.MessageID))
		if err != nil || !equalHash(sa.keys.hash1(h.MessageID, m.rest), m.hash) {
			t.Fatalf("sequence %d: %v", sequence, err)
		}
		notify := isakmp.First[*isakmp.Notification](m.payloads)
		if notify.Notify != isakmp.RUThereAck || len(notify.Data) != 4 || binary.BigEndian.Uint32(notify.Data) != sequence ||
			notify.Protocol != isakmp.ProtocolISAKMP || string(notify.SPI) != string(sa.cookies.initiator[:])+string(sa.cookies.responder[:]) {
			t.Errorf("sequence %d is answered with %+v", sequence, notify)
		}
	}
	// Of another length there is no sequence number to return.
	n.seen = func(from *router, _ Send) {
		if from == r3 {
			t.Error("an R-U-THERE without sequence number is answered")
		}
	}
	for _, length := range []int{0, 3, 5} {
		peer.inform(peer.notification(isakmp.RUThere, make([]byte, length)))
		r2.flush()
	}
	n.run(time.Second)
}

// Section 5.4: "An implementation SHOULD retransmit R-U-THERE queries when it
// fails to receive an ACK. After some number of retransmitted messages, an
// implementation SHOULD assume its peer to be unreachable and delete IPSec and
// IKE SAs to the peer."
func TestDPDRetransmits(t *testing.T) {
	n, r2, _ := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true})
	probes := 0
	n.seen = func(from *router, s Send) {
		if h, _ := isakmp.ParseHeader(s.Data); from == r2 && h.Exchange == isakmp.Informational {
			probes++
		}
	}
	n.fate = func(*router, Send) []time.Duration { return nil }
	n.run(19 * time.Second)
	if probes < 2 || len(r2.installed) == 0 {
		t.Errorf("%d probes, %d SAs", probes, len(r2.installed))
	}
	n.run(20 * time.Second)
	if len(r2.installed) != 0 {
		t.Errorf("%d SAs are left", len(r2.installed))
	}
}

// notifications has both ends ask each other three times, by turns, and returns
// the notifications of that type that each of them sent.
func notifications(t *testing.T, wanted isakmp.NotifyType) (r2, r3 *router, all map[*router][]*isakmp.Notification) {
	n, r2, r3, _ := established(t)
	var sent []Send
	var from []*router
	n.seen = func(r *router, s Send) { sent, from = append(sent, s), append(from, r) }
	sa2, sa3 := r2.engine.usable(r2.addr, r3.addr), r3.engine.usable(r3.addr, r2.addr)
	for range 3 {
		sa2.probe()
		r2.flush()
		n.run(10 * time.Millisecond)
		sa3.probe()
		r3.flush()
		n.run(10 * time.Millisecond)
	}
	all = map[*router][]*isakmp.Notification{}
	for i, s := range sent {
		h := parse(t, s).Header
		if h.Flags != isakmp.Encryption || h.Exchange != isakmp.Informational {
			t.Errorf("message %d: %+v", i+1, h)
		}
		m, err := sa2.unseal(s.Data, sa2.keys.exchangeIV(sa2.main.iv, h.MessageID))
		if err != nil {
			t.Fatal(err)
		}
		if p := isakmp.First[*isakmp.Notification](m.payloads); p.Notify == wanted {
			all[from[i]] = append(all[from[i]], p)
		}
	}
	if len(all[r2]) != 3 || len(all[r3]) != 3 {
		t.Fatalf("%d and %d messages", len(all[r2]), len(all[r3]))
	}
	return r2, r3, all
}

// Section 5.3: "When sent, the R-U-THERE message MUST take the following form":
// DOI 1, the protocol ID for ISAKMP, "MUST be set to R-U-THERE", the cookies, and
// the "Notification Data (4 octets) - MUST be set to the sequence number
// corresponding to this message". Also "The format of the R-U-THERE-ACK message
// is the same, with the exception that the Notify Message Type MUST be set to
// R-U-THERE-ACK. Again, the Notification Data MUST be sent to the sequence number
// corresponding to the received R-U-THERE message." The RFC's numbers are written
// here byte by byte.
func TestProbeFormat(t *testing.T) {
	for _, number := range []isakmp.NotifyType{36136, 36137} {
		r2, r3, all := notifications(t, number)
		cookies := r2.engine.usable(r2.addr, r3.addr).cookies
		for _, r := range []*router{r2, r3} {
			for _, p := range all[r] {
				body := isakmp.Body(p)
				want := slices.Concat([]byte{0, 0, 0, 1, 1, 16, byte(number >> 8), byte(number & 0xff)}, cookies.initiator[:], cookies.responder[:], p.Data)
				if len(p.Data) != 4 || !bytes.Equal(body, want) {
					t.Errorf("%s sends %x, want %x", r.name, body, want)
				}
			}
		}
	}
}

// Section 6.2: "The first R-U-THERE message sent in a session MUST be a randomly
// chosen number. Subsequent R-U-THERE messages MUST increment the sequence number
// by one." and "each peer MUST maintain its own sequence number for R-U-THERE
// messages." Section 6.1: "a 32-bit sequence number MUST be presented with each
// R-U-THERE message."
func TestSequenceNumbers(t *testing.T) {
	r2, r3, all := notifications(t, isakmp.RUThere)
	first := map[uint32]bool{}
	for _, r := range []*router{r2, r3} {
		last := binary.BigEndian.Uint32(all[r][0].Data)
		first[last] = true
		for _, p := range all[r][1:] {
			if got := binary.BigEndian.Uint32(p.Data); got != last+1 {
				t.Errorf("%s asks with %#x after %#x", r.name, got, last)
			}
			last++
		}
	}
	if len(first) != 2 || first[0] || first[1] {
		t.Errorf("the ends begin with %v", first)
	}
}

// Section 5.2: "An entity that has sent the DPD Vendor ID MUST respond to an
// R-U-THERE query. Furthermore, an entity MUST reject unencrypted R-U-THERE and
// R-U-THERE-ACK messages." Section 6.1: "A responder to an R-U-THERE message MUST
// send an R-U-THERE-ACK with the same sequence number."
func TestClearProbesAreRejected(t *testing.T) {
	n, r2, r3 := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true})
	sa := r3.engine.usable(r3.addr, r2.addr)
	h := sa.header()
	h.Exchange, h.MessageID = isakmp.Informational, 4711
	answers := 0
	n.seen = func(from *router, _ Send) {
		if from == r3 {
			answers++
		}
	}
	data := []byte{0, 0, 0, 1}
	r3.handle(Received{sa.local, sa.remote, isakmp.Marshal(h, []isakmp.Payload{sa.notification(isakmp.RUThere, data)})})
	if answers != 0 {
		t.Error("an R-U-THERE in clear is answered")
	}
	authentic(r3, sa, isakmp.Informational, 4712, sa.notification(isakmp.RUThere, data))
	if answers != 1 {
		t.Errorf("the encrypted one has %d answers", answers)
	}
	// What R2 asks does not arrive, and the answers that do are in clear.
	n.fate = func(*router, Send) []time.Duration { return nil }
	ours := r2.engine.usable(r2.addr, r3.addr)
	for range 60 {
		ack := sa.notification(isakmp.RUThereAck, binary.BigEndian.AppendUint32(nil, ours.dead.sequence))
		h.MessageID++
		n.later(0, r2, Received{Local: r2.end(500), Remote: r3.end(500), Data: isakmp.Marshal(h, []isakmp.Payload{ack})})
		n.run(time.Second)
	}
	if len(r2.installed) != 0 {
		t.Error("answers in clear keep the peer alive")
	}
}
