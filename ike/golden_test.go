package ike

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestReference is the reference session: both ends' debugs, from the tunnel's
// configuration to the line protocol.
func TestReference(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	golden(t, "initiator", r2.log.String())
	golden(t, "responder", r3.log.String())
}

// TestTranscripts shows what follows upon the reference session.
func TestTranscripts(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(n *network, r2, r3 *router)
	}{
		{"clear-sa", func(n *network, r2, _ *router) {
			r2.handle(Clear{What: ClearIPsec})
			n.run(5 * time.Second)
		}},
		{"clear-isakmp", func(n *network, _, r3 *router) {
			r3.handle(Clear{What: ClearISAKMP})
			n.run(5 * time.Second)
		}},
		{"rekey", func(n *network, _, _ *router) { n.run(time.Hour) }},
		{"shutdown", func(n *network, r2, _ *router) {
			r2.handle(Shutdown{})
			n.run(5 * time.Second)
		}},
		{"quick-mode-unanswered", func(n *network, r2, r3 *router) {
			n.fate = func(*router, Send) []time.Duration { return nil }
			r2.handle(Clear{What: ClearIPsec})
			n.run(65 * time.Second)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3 := pair(t)
			bringUp(n, r2, r3, c2, c3)
			wantUp(t, r2, r3)
			r2.log.Reset()
			r3.log.Reset()
			test.do(n, r2, r3)
			golden(t, test.name+"-initiator", r2.log.String())
			golden(t, test.name+"-responder", r3.log.String())
		})
	}
}

// TestReferenceUnderLoss loses each message of the reference session once. Each
// end then prints all that it prints without loss, in the same order, and what
// there is to say of retransmissions between.
func TestReferenceUnderLoss(t *testing.T) {
	session := func(lost int) [2][]string {
		n, r2, r3, c2, c3 := pair(t)
		sent := 0
		n.fate = func(*router, Send) []time.Duration {
			if sent++; sent == lost {
				return nil
			}
			return []time.Duration{0}
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(20 * time.Second)
		wantUp(t, r2, r3)
		return [2][]string{records(r2.log.String()), records(r3.log.String())}
	}
	want := session(0)
	for lost := 1; lost <= 9; lost++ {
		got := session(lost)
		for end := range got {
			rest := got[end]
			for _, record := range want[end] {
				i := slices.Index(rest, record)
				if i < 0 {
					t.Fatalf("message %d lost: %s does not print %q after what comes before it", lost, []string{"R2", "R3"}[end], record)
				}
				rest = rest[i+1:]
			}
			if len(got[0])+len(got[1]) <= len(want[0])+len(want[1]) {
				t.Errorf("message %d lost: no retransmission is printed", lost)
			}
		}
	}
}

// records are those of a log, without their times.
func records(log string) (all []string) {
	for record := range strings.SplitSeq(log, "\n*") {
		_, text, _ := strings.Cut(record, ": ")
		all = append(all, strings.TrimSpace(text))
	}
	return all
}
