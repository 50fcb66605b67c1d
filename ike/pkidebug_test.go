package ike

import (
	"math/big"
	"net/netip"
	"slices"
	"testing"
	"time"
)

const debugPKI = DebugPKIMessages | DebugPKITransactions | DebugPKIValidation | DebugPKICallbacks

// TestPKIDebug holds what "debug crypto pki" shows of a peer whose certificate is
// good, of one whose is not, and of one that is trusted by nobody.
func TestPKIDebug(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(c2, c3 *Config, ca *testAuthority)
	}{
		{"valid", func(c2, c3 *Config, ca *testAuthority) {}},
		{"expired", func(c2, c3 *Config, ca *testAuthority) {
			c := template("R2", addrR2)
			c.NotBefore, c.NotAfter = epoch.Add(-2*time.Hour), epoch.Add(-time.Hour)
			c2.Trustpoints = trustpoint(ca, issue(t, c, testKey(t, 1), ca), testKey(t, 1))
		}},
		{"no-trustpoint", func(c2, c3 *Config, ca *testAuthority) {
			self := issue(t, template("R3", addrR3), testKey(t, 2), nil)
			c3.Trustpoints = trustpoint(newAuthority(t, "Other", 3, nil), self, testKey(t, 2))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			testSerial = big.NewInt(1) // the serial numbers are in the output
			n, r2, r3, c2, c3, ca := signing(t)
			for _, r := range n.routers {
				r.handle(SetDebug{debugPKI})
			}
			test.change(c2, c3, ca)
			bringUp(n, r2, r3, c2, c3)
			golden(t, "pki-"+test.name, r3.log.String())
		})
	}
}

// TestSubject holds what a record is said to be about.
func TestSubject(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	e := r2.engine
	var sa *phase1
	for _, p := range e.peers {
		sa = p.sas[0]
	}
	pair := e.Snapshot(n.now).Flows[0].Pairs[0]
	for name, got := range map[string]Subject{"SA": sa.subject(), "peer": e.subjectOf(sa.remote.Addr())} {
		if !slices.Contains(got.ConnIDs, sa.connID) || !slices.Contains(got.Locals, netip.MustParseAddr(addrR2)) ||
			!slices.Contains(got.SPIs, pair.Inbound.SPI) || !slices.Contains(got.SPIs, pair.Outbound.SPI) ||
			!slices.Contains(got.FlowIDs, pair.InboundConnID) || !slices.Contains(got.Names, sa.peerID) || !slices.Contains(got.VRFs, "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := e.subjectOf(netip.MustParseAddr("192.0.2.99")); len(got.ConnIDs) != 0 {
		t.Errorf("nobody: %+v", got)
	}
	for _, want := range []bool{false, true} {
		classes := debugAll
		if want {
			classes |= DebugAbout
		}
		e.Handle(n.now, SetDebug{classes})
		for _, a := range e.Handle(n.now, Clear{What: ClearISAKMP}) {
			if d, ok := a.(Debug); ok && d.Class == DebugISAKMP && d.Peer.IsValid() && (len(d.About.ConnIDs) > 0) != want {
				t.Errorf("subject of %q is %+v", d.Text, d.About)
			}
		}
		n.run(time.Minute)
	}
}
