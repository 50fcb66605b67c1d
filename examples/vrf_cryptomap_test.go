package examples_test

import (
	"strings"
	"testing"
)

// vrfCryptoMapScript talks to both sites of the lab vrf-crypto-map, which have
// the same addresses, in both families. The route to that of BLUE is there
// while its SAs are.
const vrfCryptoMapScript = `
RED1# ping 10.2.2.1 repeat 7 timeout 5
R1# ping vrf BLUE 10.2.2.1 source GigabitEthernet0/2 repeat 1 timeout 1
R3# ping 10.1.1.2 source Loopback0 repeat 1 timeout 5
R3# ping 10.1.1.2 source Loopback0 repeat 9
BLUE1# ping 10.2.2.1 repeat 11
R1# ping vrf RED 10.2.2.1 source GigabitEthernet0/1 repeat 3
R1# ping vrf BLUE 10.2.2.1 source GigabitEthernet0/2 repeat 4
R2# ping 10.1.1.1 source Loopback0 repeat 5
RED1# ping 2001:DB8:2::1 repeat 1 timeout 5
RED1# ping 2001:DB8:2::1 repeat 13
BLUE1# ping 2001:DB8:2::1 repeat 1 timeout 5
BLUE1# ping 2001:DB8:2::1 repeat 15
R1# ping vrf BLUE 2001:DB8:2::1 source GigabitEthernet0/2 repeat 6
R1# show crypto session detail
R1# show ip route vrf BLUE
R2# show crypto ipsec sa
R3# show crypto ipsec sa
RED1# ping 203.0.113.1 repeat 18
BLUE1# ping 203.0.113.1 repeat 19
BLUE1# ping 203.0.113.1 source 10.1.1.3 repeat 2
ISP# ping 198.51.100.9 repeat 20
R1# show ip nat translations
R1# clear ip nat translation *
R1# show ip nat translations
R1# clear crypto sa vrf BLUE
RED1# ping 10.2.2.1 repeat 17
`

// TestVRFCryptoMap has one crypto map protect the packets of two VRFs on an
// interface that is in a third.
func TestVRFCryptoMap(t *testing.T) {
	t.Parallel()
	testVRFCryptoMap(t)
}

func testVRFCryptoMap(t *testing.T, options ...string) {
	needs(t)
	out := play(t, "vrf-crypto-map", vrfCryptoMapScript, options...)
	if got := strings.Count(out, "Success rate is 100 percent (1/1)"); got != 4 {
		t.Errorf("%d pings that SAs are made for come back, want 4", got)
	}
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (3/3)":                          1,
		"Success rate is 100 percent (4/4)":                          1,
		"Success rate is 100 percent (5/5)":                          1,
		"Success rate is 100 percent (6/6)":                          1,
		"Success rate is 100 percent (7/7)":                          1,
		"Success rate is 100 percent (9/9)":                          1,
		"Success rate is 100 percent (11/11)":                        1,
		"Success rate is 100 percent (13/13)":                        1,
		"Success rate is 100 percent (15/15)":                        1,
		"Success rate is 100 percent (17/17)":                        1,
		"Peer: 203.0.113.2 port 500 fvrf: INTERNET ivrf: RED\n":      1,
		"Peer: 203.0.113.6 port 500 fvrf: INTERNET ivrf: BLUE\n":     1,
		"Peer: 2001:DB8:113::2 port 500 fvrf: INTERNET ivrf: RED\n":  1,
		"Peer: 2001:DB8:113::6 port 500 fvrf: INTERNET ivrf: BLUE\n": 1,
		"S        10.2.2.0/24 [1/0] via 203.0.113.6\n":               1,
	})
	complaints(t, out)
}
