package examples_test

import (
	"fmt"
	"strings"
	"testing"
)

// siteMap is the crypto map CM for what a site, 10.N.0.0/24, says to another one,
// whose router is 192.0.2.N.
func siteMap(own, peer int) string {
	return fmt.Sprintf(`crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 192.0.2.%[2]d
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.%[2]d
 set transform-set TS
 match address SITES
ip route 10.%[2]d.0.0 255.255.255.0 192.0.2.%[2]d
ip access-list extended SITES
 permit ip 10.%[1]d.0.0 0.0.0.255 10.%[2]d.0.0 0.0.0.255
`, own, peer)
}

// lentRouter has an outside and an inside interface, of any kind, and what the
// outside one needs.
func lentRouter(own, peer int, outside, inside string) string {
	return siteMap(own, peer) + fmt.Sprintf(`interface %s
 crypto map CM
interface %s
 ip address 10.%d.0.1 255.255.255.0
`, outside, inside, own)
}

// TestLentDevices moves a small router whose ports were in Vlan1 and whose way
// out was Dialer1: bridges of the system stand for both, and the crypto map
// protects what leaves by one of them. That has its address from elsewhere, as a
// device of pppd has.
func TestLentDevices(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 R2:eth1", "R1:eth2 PC:eth1")
	n.run("R1", `ip link add br-out type bridge mcast_snooping 0
ip link set eth1 master br-out up
ip link set br-out up
ip address add 192.0.2.1/24 dev br-out
ip link add br-in type bridge mcast_snooping 0
ip link set eth2 master br-in up`)
	n.run("PC", `ip address add 10.1.0.2/24 dev eth1
ip route add default via 10.1.0.1`)
	sentry := n.watch("R1:eth1 R2:eth1", "192.0.2.1", "192.0.2.2")
	r1 := n.boot("R1", lentRouter(1, 2, "Dialer1\n device br-out\n ip address negotiated", "Vlan1\n device br-in"))
	n.boot("R2", lentRouter(2, 1, "GigabitEthernet0/0\n ip address 192.0.2.2 255.255.255.0", "Loopback0"))
	n.run("PC", "ping -c 3 -W 20 10.2.0.1")
	if out := r1.exec("show crypto session"); !strings.Contains(out, "Interface: Dialer1\nSession status: UP-ACTIVE") {
		t.Errorf("no session\n%s", out)
	}
	sentry.sees(t, 6)
	n.run("R1", "ip address del 192.0.2.1/24 dev br-out")
	r1.await("show ip interface brief", "Dialer1                unassigned ")
	n.run("R1", "ip address add 192.0.2.1/24 dev br-out")
	r1.await("show ip interface brief", "Dialer1                192.0.2.1 ")
	n.run("PC", "ping -c 3 -W 20 10.2.0.1")
	sentry.silent(t, "on the way")
	// What has no device any more is told of, and protects nothing.
	const told = "Dialer1: no effect until it stands for a device of the system: name one with \"device\" or --interface Dialer1=DEVICE"
	if out := r1.exec("configure terminal", "interface Dialer1", "no device br-out", "end"); !strings.Contains(out, told) {
		t.Errorf("no %q\n%s", told, out)
	}
	if out := r1.exec("show ip interface brief"); strings.Contains(out, "Dialer1                192.0.2.1 ") {
		t.Errorf("Dialer1 has an address without a device\n%s", out)
	}
}
