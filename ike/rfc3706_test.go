package ike

import (
	"encoding/binary"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 3706 that they check. Elsewhere are
// Section 5.4 on when to ask (TestOnDemandDPD) and on giving a peer up
// (TestDeadPeer), and Section 6.1 on sequence numbers (TestDPDSequence,
// TestReplayedAck, TestAckOutOfSequence). Left out are
//
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
// DPD exchanges can begin": it is in messages 3 and 4, configured or not.
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
