package ike

import (
	"testing"
	"time"
)

// TestRepeatedLastMessage has the network repeat each message of main mode and
// of aggressive mode once. Two ends that both answer a repeated message would
// do so for ever.
func TestRepeatedLastMessage(t *testing.T) {
	const exchangeType = 18 // its offset in the header, RFC 2408, Section 3.1
	for _, aggressive := range []bool{false, true} {
		messages := 6
		n, r2, r3, c2, c3 := pair(t)
		if aggressive {
			n, r2, r3, c2, c3 = aggressivePair(t, addrR2, addrR3)
			messages = 3
		}
		r2.quiet, r3.quiet = true, true
		sent := 0
		n.fate = func(from *router, s Send) []time.Duration {
			if s.Data[exchangeType] != 2 && s.Data[exchangeType] != 4 {
				return []time.Duration{0}
			}
			sent++
			if sent > messages {
				return []time.Duration{0}
			}
			return []time.Duration{0, 100 * time.Millisecond}
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(time.Minute)
		wantUp(t, r2, r3)
		if sent > 2*messages {
			t.Errorf("aggressive %v: %d messages", aggressive, sent)
		}
	}
}
