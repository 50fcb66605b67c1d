package ike

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// These tests are of what routers of Cisco's do beside the RFCs.

// TestOtherNumbers: some answers have another proposal number than the proposal
// that they choose, which RFC 2408, Section 4.2, only says SHOULD be retained, and
// another transform number. What they hold is what counts.
func TestOtherNumbers(t *testing.T) {
	renumber := func(sa *isakmp.SA, number uint8) {
		sa.Proposals[0].Number = number
		sa.Proposals[0].Transforms[0].Number = 9 - number
	}
	for _, mode := range []isakmp.ExchangeType{isakmp.MainMode, isakmp.Aggressive, isakmp.QuickMode} {
		for number := range uint8(4) {
			n, r2, r3, c2, c3 := pair(t)
			if mode == isakmp.Aggressive {
				n, r2, r3, c2, c3 = aggressivePair(t, "192.0.2.2", "192.0.2.3")
			}
			// What is chosen is the second of what is offered, in both phases.
			weak := c2.Policies[0]
			weak.Priority, weak.Hash = 5, isakmp.MD5
			c2.Policies = slices.Insert(c2.Policies, 0, weak)
			c2.Maps[0].TransformSets = slices.Insert(c2.Maps[0].TransformSets, 0, TransformSet{Name: "STRONG",
				Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA1}})
			forged := false
			switch mode {
			case isakmp.QuickMode:
				forgeAnswer(r3, func(p []isakmp.Payload) []isakmp.Payload {
					forged = true
					renumber(isakmp.First[*isakmp.SA](p), number)
					return p
				})
			default:
				n.forge = func(from *router, s *Send) {
					m, err := isakmp.Parse(s.Data)
					if err != nil || from != r3 || m.Exchange != mode || m.NextPayload != isakmp.TypeSA {
						return
					}
					forged = true
					renumber(isakmp.First[*isakmp.SA](m.Payloads), number)
					s.Data = isakmp.Marshal(m.Header, m.Payloads)
				}
			}
			bringUp(n, r2, r3, c2, c3)
			if !forged {
				t.Fatalf("%v: there is no answer", mode)
			}
			wantUp(t, r2, r3)
			for _, sa := range r2.installed {
				if sa.Transform != c3.Maps[0].TransformSets[0].Transform {
					t.Errorf("%v: number %d: %v is installed", mode, number, sa.Transform)
				}
			}
			if got := r2.engine.Snapshot(n.now).SAs[0].Policy; got.Hash != isakmp.SHA || got.Priority != 10 {
				t.Errorf("%v: number %d: policy %+v", mode, number, got)
			}
		}
	}
}

// TestDeleteOfTheOtherSide: some releases name in DELETE the SPI by which they
// send, not the one by which they receive. The pair is gone either way, and only
// that one.
func TestDeleteOfTheOtherSide(t *testing.T) {
	for _, direction := range []datapath.Direction{datapath.Inbound, datapath.Outbound} {
		n, r2, r3, sa := established(t)
		other := datapath.SAID{Direction: datapath.Outbound, Remote: netip.MustParseAddr("2001:db8::9"), SPI: 4711}
		r2.installed[other] = datapath.SA{}
		for id := range r3.installed {
			if id.Direction == direction {
				sa.inform(&isakmp.Delete{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP, SPIs: [][]byte{binary.BigEndian.AppendUint32(nil, id.SPI)}})
			}
		}
		r3.flush()
		n.run(100 * time.Millisecond)
		if _, there := r2.installed[other]; len(r2.installed) != 1 || !there {
			t.Errorf("%v: %d SAs", direction, len(r2.installed))
		}
		wantInOrder(t, r2, "peer does not do paranoid keepalives.", "Enqueued KEY_MGR_DELETE_SAS for IPSEC SA (SPI:0x")
	}
}
