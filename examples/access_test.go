package examples_test

import (
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// TestAccess has strongSwan come and be come to in aggressive mode, and in main
// mode with a user, a password and an address of the pool.
func TestAccess(t *testing.T) {
	t.Parallel()
	needs(t, "charon-systemd", "swanctl", "unshare", "ip", "tshark")
	for _, test := range []struct {
		name, up, ping string
		want           []string
	}{
		{"we begin aggressive mode", "Tunnel1", "10.1.0.2", []string{"192.0.2.2       192.0.2.1       QM_IDLE "}},
		{"the peer begins aggressive mode", "Tunnel2", "10.2.0.2", []string{"192.0.2.5       192.0.2.6       QM_IDLE "}},
		{"main mode with XAUTH", "Virtual-Template1", "10.9.9.1", []string{
			"192.0.2.9       192.0.2.10      QM_IDLE ",
			"remote ident (addr/mask/prot/port): (10.9.9.1/255.255.255.255/0/0)",
		}},
	} {
		if guest.Inside() && test.up != "Virtual-Template1" {
			continue // the packets of the others are as in any tunnel
		}
		t.Run(test.name, func(t *testing.T) {
			out := playWellFormed(t, "access", t.TempDir(), "wait R1 Line protocol on Interface "+test.up+`, changed state to up 60
R1# ping `+test.ping+` repeat 60 timeout 1
R1# ping `+test.ping+`
R1# show crypto isakmp sa
R1# show crypto ipsec sa
`)
			for _, want := range append(test.want, "Success rate is 100 percent (5/5)") {
				if !strings.Contains(out, want) {
					t.Errorf("no %q\n%s", want, out)
				}
			}
		})
	}
}
