package examples_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// foreignThings are another program's, on the system of a router: filters on its
// very interface, translations, rules and routes.
const foreignThings = `
ip link add foreign0 type veth peer name foreign1
ip link set foreign1 up
ip link set foreign0 up
ip address add 10.77.0.1/24 dev foreign0
ip route add 10.80.0.0/16 via 10.77.0.2
ip route add 10.79.0.0/16 via 10.77.0.2 table 77
ip rule add from 10.77.0.0/16 lookup 77 pref 100
nft add table inet firewall
nft add chain inet firewall in '{ type filter hook input priority 5; policy accept; }'
nft add rule inet firewall in tcp dport 23 drop
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority 100; }'
nft add rule ip nat out ip saddr 10.77.0.0/16 masquerade
nft add table netdev edge
nft add chain netdev edge in '{ type filter hook ingress device eth1 priority 0; }'
nft add rule netdev edge in ip saddr 10.78.0.0/16 drop
`

// foreignIPsec is the same of the kernel's IPsec, and the module of GRE, which
// brings devices of its own when it is loaded.
const foreignIPsec = `
modprobe ip_gre
ip xfrm state add src 10.77.0.1 dst 10.77.0.2 proto esp spi 0x1234 reqid 7 mode tunnel aead 'rfc4106(gcm(aes))' 0x000102030405060708090a0b0c0d0e0f10111213 128
ip xfrm policy add src 10.80.1.0/24 dst 10.80.2.0/24 dir out priority 77 tmpl src 10.77.0.1 dst 10.77.0.2 proto esp reqid 7 mode tunnel
ip xfrm policy add src 10.80.1.0/24 dst 10.80.3.0/24 dir out priority 77 action block
ip link add foreign2 type xfrm if_id 9
`

// foreignIPsecShown are commands that show the IPsec of a system on which
// everything is the other program's.
var foreignIPsecShown = []string{"ip xfrm state list", "ip xfrm policy list", "ip -o link show group 28013"}

// foreignShown are commands that show these, and nothing else.
var foreignShown = []string{
	"ip rule list pref 100", "ip route list table 77", "ip route list 10.80.0.0/16", "ip -4 -o address show dev foreign0",
	"nft list table inet firewall", "nft list table ip nat", "nft list table netdev edge",
}

// systemShown are commands that show all of what a router adds to a system.
var systemShown = []string{
	"sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding",
	"nft list ruleset", "ip rule list", "ip -6 rule list", "ip -4 route list table all", "ip -4 -o address",
	"ip -o link | sed 's/^[0-9]*: //; s/:.*//'",
}

// foreignRouter has something of everything: a crypto map, tunnels, a VRF, access
// lists, NAT and routes.
func foreignRouter(own, peer string, here, there int) string {
	return fmt.Sprintf(leakCommon, "tunnel") + fmt.Sprintf(`vrf definition RED
 address-family ipv4
 exit-address-family
crypto map CM 10 ipsec-isakmp
 set peer %[2]s
 set transform-set TS
 match address SITES
 reverse-route static
interface Loopback0
 ip address 10.%[3]d.0.1 255.255.255.0
interface Tunnel0
 ip address 172.16.0.%[3]d 255.255.255.252
 tunnel source GigabitEthernet0/0
 tunnel destination %[2]s
 ip tcp adjust-mss 1300
interface GigabitEthernet0/0
 ip address %[1]s 255.255.255.0
 ip access-group OUTSIDE in
 ip nat outside
 crypto map CM
interface GigabitEthernet0/1
 vrf forwarding RED
 ip address 10.9.0.1 255.255.255.0
ip nat inside source list INSIDE interface GigabitEthernet0/0 overload
ip route vrf RED 10.8.0.0 255.255.0.0 10.9.0.2
ip route 10.7.0.0 255.255.0.0 Null0
ip access-list standard INSIDE
 permit 10.%[3]d.0.0 0.0.0.255
ip access-list extended OUTSIDE
 deny tcp any any eq 22
 permit ip any any
ip access-list extended SITES
 permit ip 10.%[3]d.0.0 0.0.0.255 10.%[4]d.0.0 0.0.0.255
`, own, peer, here, there)
}

// TestForeign has a router share its system with another program. What is that
// one's stays as it is while the router runs, is killed and starts again, on
// another datapath too; of the router nothing is left when it has ended.
func TestForeign(t *testing.T) {
	t.Parallel()
	needs(t, "nft", "sysctl")
	n := newNetwork(t, "R1:eth1 R2:eth1", "R1:eth2 PC1:eth1")
	n.run("R1", foreignThings)
	foreignShown, systemShown := slices.Clone(foreignShown), slices.Clone(systemShown)
	if guest.Inside() {
		n.run("R1", foreignIPsec)
		foreignShown = append(foreignShown, "ip xfrm state list reqid 7", "ip xfrm policy list priority 77", "ip -o link show foreign2")
		systemShown = append(systemShown, foreignIPsecShown...)
	}
	show := func(commands []string) map[string]string {
		t.Helper()
		all := map[string]string{}
		for _, command := range commands {
			out, err := n.lab.Namespace("R1").Run("sh", "-c", command)
			n.must(err)
			all[command] = strings.TrimSpace(out)
		}
		return all
	}
	same := func(when string, before map[string]string, commands []string) {
		t.Helper()
		for command, now := range show(commands) {
			if now != before[command] {
				t.Errorf("%s: %s shows\n%s\nand showed\n%s", when, command, now, before[command])
			}
		}
	}
	foreign, system := show(foreignShown), show(systemShown)
	for command, text := range foreign {
		if text == "" {
			t.Fatalf("%s shows nothing", command)
		}
	}
	r1 := n.boot("R1", foreignRouter("192.0.2.1", "192.0.2.2", 1, 2))
	n.boot("R2", foreignRouter("192.0.2.2", "192.0.2.1", 2, 1))
	works := func(when string) {
		t.Helper()
		await(t, "R2 to answer", func() bool {
			return strings.Contains(r1.exec("ping 10.2.0.1 source Loopback0 repeat 2"), "Success rate is 100 percent")
		})
		same(when, foreign, foreignShown)
	}
	works("running")
	r1.exec("clear crypto session")
	r1.configure("interface Tunnel0", "shutdown", "interface GigabitEthernet0/0", "no crypto map", "crypto map CM")
	works("configured")
	r1.stop()
	same("stopped", system, systemShown)

	r1.start()
	works("started again")
	r1.kill()
	same("killed", foreign, foreignShown)
	if guest.Inside() {
		ipsec := show(foreignIPsecShown)
		r1.datapath = "userspace"
		r1.start()
		works("started on another datapath")
		for command, left := range ipsec {
			if left == system[command] {
				t.Errorf("%s shows nothing of the killed router", command)
			}
		}
		same("started on another datapath", system, foreignIPsecShown)
		r1.kill()
		r1.datapath = "kernel"
	}
	r1.start()
	works("started after kill")
	r1.stop()
	// What settings a killed router found is known of namespaces that last only.
	same("stopped after kill", system, systemShown[1:])
}
