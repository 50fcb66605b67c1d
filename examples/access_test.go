package examples_test

import "testing"

// TestAccess has strongSwan come and be come to in aggressive mode, and in main
// mode with a user, a password and an address of the pool, all at once.
func TestAccess(t *testing.T) {
	t.Parallel()
	needs(t, "charon-systemd", "swanctl", "unshare", "ip", "tshark")
	out := playWellFormed(t, "access", t.TempDir(), `
wait R1 Line protocol on Interface Virtual-Template1, changed state to up 90
R1# ping 10.1.0.2 repeat 60 timeout 1
R1# ping 10.2.0.2 repeat 60 timeout 1
R1# ping 10.9.9.1 repeat 60 timeout 1
R1# ping 10.1.0.2
R1# ping 10.2.0.2
R1# ping 10.9.9.1
R1# show crypto isakmp sa
R1# show crypto ipsec sa
`)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                  3,
		"192.0.2.2       192.0.2.1       QM_IDLE ":                           1, // we began aggressive mode
		"192.0.2.5       192.0.2.6       QM_IDLE ":                           1, // the peer did
		"192.0.2.9       192.0.2.10      QM_IDLE ":                           1,
		"remote ident (addr/mask/prot/port): (10.9.9.1/255.255.255.255/0/0)": 1,
	})
}
