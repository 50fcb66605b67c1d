package examples_test

import (
	"fmt"
	"testing"
)

// TestNATOnTunnels has tunnels on the outside and on the inside of NAT: R1's hosts
// have other addresses for those behind R2, and those behind R3 reach the Internet
// by way of R1.
func TestNATOnTunnels(t *testing.T) {
	t.Parallel()
	const branch = interopPolicy + `
interface GigabitEthernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
interface GigabitEthernet0/1
 ip address 10.%[1]d.0.1 255.255.255.0
interface Tunnel0
 ip address 172.16.%[1]d.2 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.1
 %[2]s
 tunnel protection ipsec profile OURS
ip route 0.0.0.0 0.0.0.0 Tunnel0
`
	n := newNetwork(t, "R1:eth1 NET:eth1", "R2:eth1 NET:eth2", "R3:eth1 NET:eth3", "PC:eth1 R1:eth2", "WEB:eth1 R1:eth3", "HOST2:eth1 R2:eth2", "HOST3:eth1 R3:eth2")
	n.run("NET", `ip link add switch type bridge
ip link set switch up
for i in 1 2 3; do ip link set eth$i master switch; done`)
	n.run("PC", `ip address add 10.1.0.2/24 dev eth1
ip address add 10.1.0.77/24 dev eth1
ip route add default via 10.1.0.1`)
	n.run("WEB", "ip address add 198.51.100.2/24 dev eth1")
	n.run("HOST2", "ip address add 10.2.0.2/24 dev eth1\nip route add default via 10.2.0.1")
	n.run("HOST3", "ip address add 10.3.0.2/24 dev eth1\nip route add default via 10.3.0.1")
	n.boot("R2", fmt.Sprintf(branch, 2, "tunnel mode ipsec ipv4"))
	n.boot("R3", fmt.Sprintf(branch, 3, "tunnel mode gre ip"))
	r1 := n.boot("R1", interopPolicy+`
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
 ip nat inside
interface GigabitEthernet0/2
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
interface Tunnel2
 ip address 172.16.2.1 255.255.255.0
 ip nat outside
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.2
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile OURS
interface Tunnel3
 ip address 172.16.3.1 255.255.255.0
 ip nat inside
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.3
 tunnel protection ipsec profile OURS
ip route 10.2.0.0 255.255.255.0 Tunnel2
ip route 10.3.0.0 255.255.255.0 Tunnel3
ip nat inside source static 10.1.0.2 10.99.0.2
ip nat inside source route-map TO2 interface Tunnel2 overload
ip nat inside source route-map TOWEB interface GigabitEthernet0/2 overload
access-list 1 permit 10.0.0.0 0.255.255.255
route-map TO2 permit 10
 match ip address 1
 match interface Tunnel2
route-map TOWEB permit 10
 match ip address 1
 match interface GigabitEthernet0/2
`)
	for _, tunnel := range []string{"Tunnel2", "Tunnel3"} {
		r1.await("show interfaces "+tunnel, "line protocol is up")
	}
	for _, m := range []meeting{
		{"an address of its own through a tunnel", "tcp", "PC 10.1.0.2:0", "HOST2 10.2.0.2:7", "10.2.0.2:7", "10.99.0.2"},
		{"the address of the tunnel", "udp", "PC 10.1.0.77:0", "HOST2 10.2.0.2:7", "10.2.0.2:7", "172.16.2.1"},
		{"from behind a tunnel", "tcp", "HOST2 10.2.0.2:0", "PC 10.99.0.2:7", "10.1.0.2:7", "10.2.0.2"},
		{"from a tunnel to the Internet", "tcp", "HOST3 10.3.0.2:0", "WEB 198.51.100.2:7", "198.51.100.2:7", "198.51.100.1"},
		{"from tunnel to tunnel", "udp", "HOST3 10.3.0.2:0", "HOST2 10.2.0.2:7", "10.2.0.2:7", "172.16.2.1"},
		{"from inside to inside", "tcp", "HOST3 10.3.0.2:0", "PC 10.1.0.77:7", "10.1.0.77:7", "10.3.0.2"},
	} {
		n.hold(m)
	}
}
