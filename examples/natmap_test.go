package examples_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestNATBeforeCryptoMap has crypto maps for the addresses that NAT gives. Hosts
// behind R1 have the same addresses as others of its peer's, who knows them by
// those; what NAT leaves alone the map must protect as it is, and what both the
// map and NAT want is translated first, and then leaves in clear.
func TestNATBeforeCryptoMap(t *testing.T) {
	t.Parallel()
	const config = interopPolicy + `
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.%[2]d
 set transform-set AES
 match address VPN
interface GigabitEthernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
 crypto map CM
`
	n := newNetwork(t, "R1:eth1 R2:eth1", "PC:eth1 R1:eth2", "HOST:eth1 R2:eth2")
	n.run("PC", `
ip address add 10.1.0.2/24 dev eth1
ip address add 10.1.0.77/24 dev eth1
ip address add 10.1.0.99/24 dev eth1
ip address add 10.1.0.111/24 dev eth1
ip route add default via 10.1.0.1
`)
	n.run("HOST", `
ip address add 10.2.0.2/24 dev eth1
ip address add 10.2.0.3/24 dev eth1
ip route add default via 10.2.0.1
`)
	n.boot("R2", fmt.Sprintf(config, 2, 1)+`
interface GigabitEthernet0/1
 ip address 10.2.0.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 192.0.2.1
ip access-list extended VPN
 permit ip host 10.2.0.2 203.0.113.0 0.0.0.255
 permit ip host 10.2.0.2 10.1.0.0 0.0.0.255
`)
	r1 := n.boot("R1", fmt.Sprintf(config, 1, 2)+` ip nat outside
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
 ip nat inside
ip route 0.0.0.0 0.0.0.0 192.0.2.2
ip access-list extended VPN
 permit ip 203.0.113.0 0.0.0.255 host 10.2.0.2
 permit ip 10.1.0.0 0.0.0.255 host 10.2.0.2
ip nat pool MANY 203.0.113.20 203.0.113.20 prefix-length 24
ip nat pool CLEAR 192.0.2.77 192.0.2.77 prefix-length 24
ip nat inside source static 10.1.0.2 203.0.113.10
ip nat inside source list 101 pool MANY overload
ip nat inside source list 102 pool CLEAR overload
access-list 101 permit ip host 10.1.0.77 any
access-list 102 permit ip host 10.1.0.111 any
`)
	esp := func() int {
		var packets, all int
		for line := range strings.Lines(r1.exec("show crypto ipsec sa | include encaps")) {
			if _, err := fmt.Sscanf(strings.TrimSpace(line), "#pkts encaps: %d,", &packets); err == nil {
				all += packets
			}
		}
		return all
	}
	for _, c := range []struct {
		meeting
		protected bool
	}{
		{meeting{"an address of its own", "tcp", "PC 10.1.0.2:0", "HOST 10.2.0.2:7", "10.2.0.2:7", "203.0.113.10"}, true},
		{meeting{"the same once more", "udp", "PC 10.1.0.2:0", "HOST 10.2.0.2:7", "10.2.0.2:7", "203.0.113.10"}, true},
		{meeting{"an address of a pool", "tcp", "PC 10.1.0.77:0", "HOST 10.2.0.2:7", "10.2.0.2:7", "203.0.113.20"}, true},
		{meeting{"from outside", "tcp", "HOST 10.2.0.2:0", "PC 203.0.113.10:7", "10.1.0.2:7", "10.2.0.2"}, true},
		{meeting{"no NAT", "tcp", "PC 10.1.0.99:0", "HOST 10.2.0.2:7", "10.2.0.2:7", "10.1.0.99"}, true},
		{meeting{"an address that the map does not name", "tcp", "PC 10.1.0.111:0", "HOST 10.2.0.2:7", "10.2.0.2:7", "192.0.2.77"}, false},
		{meeting{"another host", "tcp", "PC 10.1.0.77:0", "HOST 10.2.0.3:7", "10.2.0.3:7", "203.0.113.20"}, false},
	} {
		before := esp()
		n.hold(c.meeting)
		if now := esp(); now > before != c.protected {
			t.Errorf("%s: protected: %d packets, want some: %t", c.what, now-before, c.protected)
		}
	}
}
