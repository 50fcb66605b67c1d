package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"mainmode/datapath/lab"
)

// plutoDrafts has libreswan's pluto come as a peer that knows only the drafts of
// NAT traversal, whose payloads and encapsulation modes have other numbers: from
// behind a NAT in tunnel mode, and, forced, in transport mode. What R1 then
// begins under the ISAKMP SA of the draft has its numbers too.
func plutoDrafts(t *testing.T) {
	t.Parallel()
	_, err := os.Stat(filepath.Join(plutoPrograms, "pluto"))
	lab.Require(t, "libreswan", err)
	n := newNetwork(t, "R1:eth1 NAT:eth1", "west:eth1 NAT:eth2", "R1:eth2 west:eth2")
	n.run("NAT", `ip address add 192.0.2.254/24 dev eth1
ip address add 10.98.0.254/24 dev eth2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
nft add rule ip nat out oifname eth1 masquerade random`)
	n.run("west", `ip address add 10.98.0.2/24 dev eth1
ip route add 192.0.2.0/24 via 10.98.0.254
ip address add 198.51.100.2/24 dev eth2
ip address add 10.2.0.1/32 dev lo
ip address add 10.2.0.2/32 dev lo
ip route add 10.1.0.1 via 10.98.0.254 src 10.2.0.1`)
	r1 := n.boot("R1", interopPolicy+`logging buffered 100000 debugging
crypto ipsec transform-set TRANSPORT esp-aes esp-sha-hmac
 mode transport
access-list 101 permit ip host 10.1.0.1 host 10.2.0.1
access-list 102 permit ip host 198.51.100.1 host 198.51.100.2
crypto dynamic-map DYN 10
 set transform-set AES
 match address 101
crypto map OUT 10 ipsec-isakmp dynamic DYN
crypto map NEAR 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TRANSPORT
 match address 102
crypto map NEAR 20 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set AES
 match address 103
access-list 103 permit ip host 10.1.0.1 host 10.2.0.2
interface Loopback0
 ip address 10.1.0.1 255.255.255.255
ip route 10.2.0.1 255.255.255.255 192.0.2.254
ip route 10.2.0.2 255.255.255.255 198.51.100.2
`+ethernet(0, "192.0.2.1")+" crypto map OUT\n"+ethernet(1, "198.51.100.1")+" crypto map NEAR\n")
	r1.exec("debug crypto isakmp")
	const common = "\tikev2=no\n\tauthby=secret\n\tpfs=no\n\tesn=no\n\tike=aes128-sha1;modp2048\n\tesp=aes128-sha1\n\tauto=add\n\tnat-ikev1-method=drafts\n\tleftupdown=%disabled\n"
	west := n.pluto("west", "config setup\n\tprotostack=xfrm\n\tikev1-policy=accept\n\tuniqueids=no\n\tplutodebug=none\n"+
		"conn calls\n"+common+"\ttype=tunnel\n\tleft=10.98.0.2\n\tright=192.0.2.1\n\tleftsubnet=10.2.0.1/32\n\trightsubnet=10.1.0.1/32\n"+
		"conn hosts\n"+common+"\ttype=transport\n\tencapsulation=yes\n\tleft=198.51.100.2\n\tright=198.51.100.1\n"+
		"conn more\n"+common+"\ttype=tunnel\n\tencapsulation=yes\n\tleft=198.51.100.2\n\tright=198.51.100.1\n\tleftsubnet=10.2.0.2/32\n\trightsubnet=10.1.0.1/32\n")
	west.whack("--name", "calls", "--initiate")
	n.run("west", "ping -c 5 -i 0.1 -W 10 -I 10.2.0.1 10.1.0.1")
	west.whack("--name", "hosts", "--initiate")
	n.run("west", "ping -c 5 -i 0.1 -W 10 198.51.100.1")
	out := r1.exec("ping 10.2.0.1 source Loopback0 timeout 10", "ping 10.2.0.2 source Loopback0 timeout 10",
		"show crypto ipsec sa", "show logging")
	occurs(t, out, map[string]int{
		"Success rate is ":                          2,
		"Success rate is 0 percent":                 0,
		"in use settings ={Tunnel UDP-Encaps, }":    4,
		"in use settings ={Transport UDP-Encaps, }": 2,
		"constructed NAT-T vendor-03 ID":            2,
		"NAT-T RFC 3947":                            0,
		"encaps is 61443 (Tunnel-UDP)":              2, // from pluto, and in its answer
		"encaps is 61444 (Transport-UDP)":           1,
		"beginning Quick Mode exchange":             1,
		"New State = IKE_QM_PHASE2_COMPLETE":        3,
	})
	if t.Failed() {
		t.Log(fmt.Sprint(out, n.read("west.log")))
	}
}
