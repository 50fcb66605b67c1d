package ike

import (
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
