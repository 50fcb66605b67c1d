package examples_test

import (
	"testing"
)

// vrfScript talks through both tunnels of the lab vrf. RED and BLUE have the
// same addresses, each at the other end; the peers see each other in a third
// VRF only. The first of IPv6 are lost until the systems know that nobody else
// has their addresses.
const vrfScript = `
wait R1 Line protocol on Interface Tunnel2, changed state to up
wait R2 Line protocol on Interface Tunnel2, changed state to up
wait R1 Line protocol on Interface Tunnel1, changed state to up
wait R2 Line protocol on Interface Tunnel1, changed state to up
wait R1 Line protocol on Interface Tunnel3, changed state to up
wait R2 Line protocol on Interface Tunnel3, changed state to up
R1# ping vrf BLUE 172.16.0.2
R1# ping vrf RED 172.16.0.2
R2# ping vrf RED 172.16.0.1
RED1# ping 10.2.2.2 repeat 7
BLUE1# ping 10.1.1.2 repeat 9
RED2# ping 10.1.1.2 repeat 7
RED1# ping 2001:DB8:2::2 repeat 20 timeout 1
R1# ping vrf RED 2001:DB8:12::2
RED1# ping 2001:DB8:2::2 repeat 6
RED2# ping 2001:DB8:1::2 repeat 8
RED1# ping 10.1.1.1 repeat 11
BLUE2# ping 10.1.1.1 repeat 11
R1# ping vrf RED 10.2.2.2 source GigabitEthernet0/1 repeat 13
R1# ping vrf INTERNET 203.0.113.2 repeat 13
R1# ping 203.0.113.2 repeat 1 timeout 1
R1# ping vrf BLUE 203.0.113.2 repeat 1 timeout 1
R1# ping vrf BLUE 10.1.1.2 source GigabitEthernet0/1
RED1# traceroute 10.2.2.2 numeric
R1# show crypto session detail
R1# show crypto isakmp sa detail
R1# show crypto ipsec sa vrf BLUE
R1# show ip route vrf RED
R1# clear crypto sa vrf RED
wait R2 Line protocol on Interface Tunnel1, changed state to up
R1# ping vrf RED 172.16.0.2
R2# ping vrf RED 172.16.0.1
RED1# ping 10.2.2.2 repeat 17
R1# configure terminal
R1# interface Tunnel1
R1# shutdown
RED1# ping 10.2.2.2 repeat 2 timeout 1
BLUE1# ping 10.1.1.2 repeat 19
R1# no shutdown
wait R1 Line protocol on Interface Tunnel1, changed state to up
R1# end
R1# ping vrf RED 172.16.0.2
R2# ping vrf RED 172.16.0.1
RED1# ping 10.2.2.2 repeat 21
`

// TestVRF keeps networks apart that have the same addresses.
func TestVRF(t *testing.T) {
	t.Parallel()
	testVRF(t)
}

func testVRF(t *testing.T, options ...string) {
	needs(t)
	out := play(t, "vrf", vrfScript, options...)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (6/6)":                            1,
		"Success rate is 100 percent (7/7)":                            2,
		"Success rate is 100 percent (8/8)":                            1,
		"Success rate is 100 percent (9/9)":                            1,
		"Success rate is 100 percent (11/11)":                          2,
		"Success rate is 100 percent (13/13)":                          2,
		"Success rate is 0 percent (0/1)":                              2,
		"Success rate is 100 percent (17/17)":                          1,
		"Success rate is 0 percent (0/2)":                              1,
		"Success rate is 100 percent (19/19)":                          1,
		"Success rate is 100 percent (21/21)":                          1,
		"Interface vrf does not match the vrf used for ping":           1,
		"  2 172.16.0.2 ":                                              1,
		"  3 10.2.2.2 ":                                                1,
		"Peer: 203.0.113.2 port 500 fvrf: INTERNET ivrf: RED\n":        2,
		"Peer: 203.0.113.2 port 500 fvrf: INTERNET ivrf: BLUE\n":       1,
		"   protected vrf: BLUE\n":                                     1,
		"   protected vrf: RED\n":                                      0,
		"S        10.2.2.0/24 [1/0] via 172.16.0.2\n":                  1,
		"L        10.1.1.1/32 is directly connected, GigabitEthernet0": 1,
	})
	complaints(t, out)
}
