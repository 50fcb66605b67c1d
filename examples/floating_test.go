package examples_test

import (
	"testing"
)

// floatingScript has the peer of the tunnel that is preferred die, and come back.
const floatingScript = `
wait R1 Line protocol on Interface Tunnel1, changed state to up
wait R2 Line protocol on Interface Tunnel1, changed state to up
wait R3 Line protocol on Interface Tunnel1, changed state to up
R1# ping 10.9.0.1 source Loopback0
R1# show ip route static
R1# ping 10.66.0.1 repeat 1
R2# configure terminal
R2# interface GigabitEthernet0/0
R2# shutdown
wait R1 Line protocol on Interface Tunnel1, changed state to down 90
R1# ping 172.16.2.2
R1# ping 10.9.8.1 source Loopback0 repeat 7
R1# show ip route 10.9.8.1
R1# show ip route 10.9.0.1
R2# no shutdown
wait R1 Line protocol on Interface Tunnel1, changed state to up 90
wait R2 Line protocol on Interface Tunnel1, changed state to up 90
R1# ping 172.16.1.2
R1# show ip route 10.9.0.0 255.255.255.0
R1# ping 10.9.8.1 source Loopback0 repeat 9
`

func TestFloating(t *testing.T) {
	t.Parallel()
	needs(t)
	out := play(t, "floating", floatingScript)
	occurs(t, out, map[string]int{
		"S        10.9.0.0/24 [1/0] via 172.16.1.2\n":                           1,
		"S        10.9.8.0/24 [1/0] via 10.9.0.1\n":                             1,
		"S        10.66.0.0/16 is directly connected, Null0\n":                  1,
		"Success rate is 0 percent (0/1)":                                       1,
		"Success rate is 100 percent (7/7)":                                     1,
		"  Known via \"static\", distance 200, metric 0\n":                      1,
		"  * 172.16.2.2\n":                                                      1,
		"Success rate is 100 percent (9/9)":                                     1,
		"  * 172.16.1.2\n":                                                      1,
		"  Routing Descriptor Blocks:\n  * 10.9.0.1\n      Route metric is 0, ": 1,
	})
}
