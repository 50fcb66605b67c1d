package examples_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestTunnelAccessLists has access lists on tunnels see what the SAs carry, in
// both directions, whatever the tunnel is made of.
func TestTunnelAccessLists(t *testing.T) {
	t.Parallel()
	const config = interopPolicy + `crypto isakmp key interop-lab-key address ipv6 2001:DB8::/64
ipv6 unicast-routing
ip access-list extended DENIES
 deny   icmp any any echo
 permit ip any any
ipv6 access-list DENIES6
 deny icmp any any echo-request
 permit ipv6 any any
interface GigabitEthernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
 ipv6 address 2001:DB8::%[1]d/64
interface Tunnel0
 ip address 172.16.0.%[1]d 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.%[2]d
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile OURS
interface Tunnel1
 ip address 172.16.1.%[1]d 255.255.255.0
 ipv6 address 2001:DB8:F1::%[1]d/64
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.%[2]d
 tunnel key 1
 tunnel protection ipsec profile OURS
interface Tunnel2
 ipv6 address 2001:DB8:F2::%[1]d/64
 tunnel source GigabitEthernet0/0
 tunnel destination 2001:DB8::%[2]d
 tunnel mode ipsec ipv6
 tunnel protection ipsec profile OURS
`
	n := newNetwork(t, "R1:eth1 R2:eth1", "PC:eth1 R1:eth2")
	n.run("PC", `ip address add 10.1.0.2/24 dev eth1
ip address add 2001:db8:1::2/64 dev eth1 nodad
ip route add default via 10.1.0.1
ip route add default via 2001:db8:1::1`)
	r1 := n.boot("R1", fmt.Sprintf(config, 1, 2)+`interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
 ipv6 address 2001:DB8:1::1/64
`)
	r2 := n.boot("R2", fmt.Sprintf(config, 2, 1)+`ip route 10.1.0.0 255.255.255.0 Tunnel0
ipv6 route 2001:DB8:1::/64 Tunnel2
`)
	for _, c := range []struct{ tunnel, peer, list string }{
		{"Tunnel0", "172.16.0.2", "ip access-group DENIES"},
		{"Tunnel1", "172.16.1.2", "ip access-group DENIES"},
		{"Tunnel1", "2001:DB8:F1::2", "ipv6 traffic-filter DENIES6"},
		{"Tunnel2", "2001:DB8:F2::2", "ipv6 traffic-filter DENIES6"},
	} {
		passes := func() bool {
			_, err := n.lab.Namespace("PC").Run("ping", "-c", "3", "-i", "0.2", "-W", "2", c.peer)
			return err == nil
		}
		await(t, "pings to "+c.peer, passes)
		for _, at := range []struct {
			router    *router
			direction string
		}{{r1, "out"}, {r2, "in"}} {
			what := fmt.Sprintf("%s %s on %s of %s", c.list, at.direction, c.tunnel, at.router.name)
			at.router.configure("interface "+c.tunnel, c.list+" "+at.direction)
			if passes() {
				t.Errorf("%s: echos pass", what)
			}
			if out := at.router.exec("show access-lists | include deny", "clear access-list counters", "clear ipv6 access-list DENIES6"); strings.Count(out, "(3 matches)") != 1 {
				t.Errorf("%s: want 3 matches of one line:\n%s", what, out)
			}
			at.router.configure("interface "+c.tunnel, "no "+c.list+" "+at.direction)
			if !passes() {
				t.Errorf("%s is gone: echos do not pass", what)
			}
		}
	}
}
