package ike

import "testing"

// TestReference is the reference session: both ends' debugs, from the tunnel's
// configuration to the line protocol.
func TestReference(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	golden(t, "initiator", r2.log.String())
	golden(t, "responder", r3.log.String())
}
