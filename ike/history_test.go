package ike

import (
	"testing"
	"time"

	"mainmode/datapath"
)

// TestHistory: tunnels that have ended, and exchanges that brought none, are
// told of.
func TestHistory(t *testing.T) {
	t.Run("ended", func(t *testing.T) {
		n, r2, r3, c2, c3 := pair(t)
		bringUp(n, r2, r3, c2, c3)
		r2.handle(Clear{What: ClearSession})
		n.run(time.Second)
		h := r2.engine.Snapshot(n.now).History
		if len(h.ISAKMP) == 0 || h.ISAKMP[0].ConnID == 0 || h.ISAKMP[0].Number != 1 || h.ISAKMP[0].Reason == "" || h.ISAKMP[0].Deleted {
			t.Errorf("ISAKMP SAs that have ended: %+v", h.ISAKMP)
		}
		if len(h.IPsec) == 0 || len(h.IPsec[0].Pairs) != 1 || h.IPsec[0].Number != 1 || h.IPsec[0].Reason != "operation request" {
			t.Errorf("flows that have ended: %+v", h.IPsec)
		}
		if other := r3.engine.Snapshot(n.now).History.IPsec; len(other) == 0 || other[0].Reason != "peer delete request" {
			t.Errorf("flows that have ended at the peer: %+v", other)
		}
	})
	t.Run("lifetime over", func(t *testing.T) {
		n, r2, r3, c2, c3 := pair(t)
		bringUp(n, r2, r3, c2, c3)
		n.fate = func(*router, Send) []time.Duration { return nil }
		n.run(c2.Maps[0].Lifetime + time.Minute)
		if h := r2.engine.Snapshot(n.now).History.IPsec; len(h) == 0 || h[0].Reason != "normal" {
			t.Errorf("flows that have ended: %+v", h)
		}
	})
	t.Run("phase 1 failed", func(t *testing.T) {
		n := newNetwork(t)
		r2 := n.add("R2", addrR2, 2)
		r2.handle(Configure{reference(addrR2, addrR3)})
		n.run(65 * time.Second)
		h := r2.engine.Snapshot(n.now).History
		if len(h.ISAKMPFailures) != 1 || h.ISAKMPFailures[0].Reason != "Death by retransmission P1" || h.ISAKMPFailures[0].Number != 1 {
			t.Errorf("exchanges that failed: %+v", h.ISAKMPFailures)
		}
		if len(h.ISAKMP)+len(h.IPsec)+len(h.IPsecFailures) != 0 {
			t.Errorf("and more: %+v", h)
		}
	})
	t.Run("phase 2 failed", func(t *testing.T) {
		n, r2, r3, c2, c3 := pair(t)
		c2.Maps[0].TransformSets[0].Transform = datapath.Transform{Cipher: datapath.DES, Integrity: datapath.HMACSHA1}
		bringUp(n, r2, r3, c2, c3)
		for _, r := range []*router{r2, r3} {
			h := r.engine.Snapshot(n.now).History
			if len(h.IPsecFailures) == 0 || h.IPsecFailures[0].Reason == "" || h.IPsecFailures[0].Peer == h.IPsecFailures[0].Local {
				t.Errorf("%s: quick modes that failed: %+v", r.name, h.IPsecFailures)
			}
		}
	})
}

// TestHistoryIsBounded: of many the last are kept.
func TestHistoryIsBounded(t *testing.T) {
	var list []int
	for i := range HistorySize + 5 {
		list = keep(list, i)
	}
	if len(list) != HistorySize || list[0] != 5 || list[HistorySize-1] != HistorySize+4 {
		t.Errorf("%d kept, from %d to %d", len(list), list[0], list[len(list)-1])
	}
}
