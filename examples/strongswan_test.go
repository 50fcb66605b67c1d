package examples_test

import (
	"testing"
)

// TestStrongSwan has a foreign IKEv1 at the other end of two tunnels: R1
// initiates one and answers the other. Some echoes go ahead of those that count:
// charon has its inbound SA only when it has read message 3 of quick mode.
func TestStrongSwan(t *testing.T) {
	t.Parallel()
	needs(t, "charon-systemd", "swanctl", "unshare", "ip", "tshark")
	out := playWellFormed(t, "strongswan", t.TempDir(), `
wait R1 Line protocol on Interface Tunnel 60
wait R1 Line protocol on Interface Tunnel 60
R1# ping 10.1.0.2 repeat 3 timeout 1
R1# ping 10.2.0.2 repeat 3 timeout 1
R1# clear crypto sa counters
R1# ping 10.1.0.2
R1# ping 10.2.0.2
R1# show crypto isakmp sa
R1# show crypto ipsec sa
`)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":        2,
		"#pkts encaps: 5, #pkts encrypt: 5":        2,
		"#pkts decaps: 5, #pkts decrypt: 5":        2,
		"in use settings ={Tunnel UDP-Encaps, }":   4,
		"current_peer 192.0.2.2 port 4500":         1,
		"current_peer 192.0.2.6 port 4500":         1,
		"192.0.2.2       192.0.2.1       QM_IDLE ": 1, // we initiated
		"192.0.2.5       192.0.2.6       QM_IDLE ": 1, // east did
	})
}
