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
	n := newNetwork(t, "R1:eth1 R2:eth1")
	r1, r2 := n.boot("R1", fmt.Sprintf(config, 1, 2)), n.boot("R2", fmt.Sprintf(config, 2, 1))
	for _, c := range []struct{ tunnel, peer, list string }{
		{"Tunnel0", "172.16.0.2", "ip access-group DENIES"},
		{"Tunnel1", "172.16.1.2", "ip access-group DENIES"},
		{"Tunnel1", "2001:DB8:F1::2", "ipv6 traffic-filter DENIES6"},
		{"Tunnel2", "2001:DB8:F2::2", "ipv6 traffic-filter DENIES6"},
	} {
		ping := func() string { return r1.exec("ping " + c.peer + " repeat 3 timeout 2") }
		await(t, "pings to "+c.peer, func() bool { return strings.Contains(ping(), "100 percent") })
		r2.configure("interface "+c.tunnel, c.list+" in")
		if out := ping(); !strings.Contains(out, "0 percent (0/3)") {
			t.Errorf("%s in on %s: echos pass:\n%s", c.list, c.tunnel, out)
		}
		if out := r2.exec("show access-lists | include deny"); strings.Count(out, "(3 matches)") != 1 {
			t.Errorf("%s in on %s: want 3 matches of one line:\n%s", c.list, c.tunnel, out)
		}
		r2.configure("interface "+c.tunnel, "no "+c.list+" in")
		if out := ping(); !strings.Contains(out, "100 percent") {
			t.Errorf("%s is gone from %s: echos do not pass:\n%s", c.list, c.tunnel, out)
		}
	}
}
