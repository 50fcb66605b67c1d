package examples_test

import (
	"strings"
	"testing"
)

// dmvpnEnd is one end of a spoke's tunnel as a DMVPN has it: GRE with a key in
// a front VRF, whose keyring knows any peer, one profile that tunnels share, and
// NHRP.
const dmvpnEnd = `vrf definition INET
 rd 65010:1
 !
 address-family ipv4
 exit-address-family
!
crypto keyring DMVPN vrf INET
  pre-shared-key address 0.0.0.0 0.0.0.0 key dmvpn-lab-key
!
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp keepalive 30 5
crypto isakmp nat keepalive 20
crypto isakmp profile DMVPN
   keyring DMVPN
   match identity address 0.0.0.0 INET
!
crypto ipsec security-association replay window-size 1024
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile DMVPN
 set transform-set TS
 set isakmp-profile DMVPN
!
interface Tunnel0
 bandwidth 1000
 no ip redirects
 ip mtu 1400
 ip nhrp authentication NHRPKEY
 ip nhrp network-id 1
 ip nhrp holdtime 300
 ip tcp adjust-mss 1360
 ip ospf network point-to-multipoint
 delay 1000
 tunnel source GigabitEthernet0/0
 tunnel key 1
 tunnel vrf INET
 tunnel protection ipsec profile DMVPN shared
!
router ospf 1
 network 10.0.0.0 0.255.255.255 area 0
`

// TestDMVPNSpoke has the spoke of a DMVPN of the first phase, whose tunnel is
// point to point, reach a hub.
func TestDMVPNSpoke(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "SPOKE:eth1 HUB:eth1")
	hub := n.boot("HUB", dmvpnEnd+`interface Loopback0
 ip address 10.255.0.1 255.255.255.255
interface Tunnel0
 ip address 10.254.0.1 255.255.255.0
 ip nhrp map multicast dynamic
 ip nhrp redirect
 tunnel destination 203.0.113.2
interface GigabitEthernet0/0
 vrf forwarding INET
 ip address 203.0.113.1 255.255.255.252
ip route 10.41.0.0 255.255.0.0 10.254.0.2
`)
	spoke := n.boot("SPOKE", dmvpnEnd+`interface Loopback0
 ip address 10.41.0.1 255.255.0.0
interface Tunnel0
 ip address 10.254.0.2 255.255.255.0
 ip nhrp map 10.254.0.1 203.0.113.1
 ip nhrp map multicast 203.0.113.1
 ip nhrp nhs 10.254.0.1
 ip nhrp shortcut
 tunnel destination 203.0.113.1
interface GigabitEthernet0/0
 vrf forwarding INET
 ip address 203.0.113.2 255.255.255.252
ip route 10.255.0.1 255.255.255.255 10.254.0.1
`)
	sentry := n.watch("SPOKE:eth1 HUB:eth1", "203.0.113.1", "203.0.113.2")
	await(t, "the hub to answer", func() bool {
		return strings.Contains(spoke.exec("ping 10.254.0.1 repeat 1 timeout 1"), "Success rate is 100 percent")
	})
	if out := spoke.exec("ping 10.255.0.1 source Loopback0"); !strings.Contains(out, "Success rate is 100 percent (5/5)") {
		t.Errorf("through the hub:\n%s", out)
	}
	if out := hub.exec("show crypto session detail"); !strings.Contains(out, "Profile: DMVPN\n") || !strings.Contains(out, "fvrf: INET ivrf: (none)") ||
		!strings.Contains(out, "IPSEC FLOW: permit 47 host 203.0.113.1 host 203.0.113.2 \n") {
		t.Errorf("the hub's session:\n%s", out)
	}
	hub.await("show ip nhrp", "Flags: unique registered nhop \n   NBMA address: 203.0.113.2 \n")
	sentry.silent(t, "DMVPN")
}
