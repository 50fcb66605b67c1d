package examples_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// transportThroughNAT has charon with the kernel's ESP behind a NAT come to R1
// in transport mode: the ends call each other by different addresses, over
// which TCP makes its checksums.
func transportThroughNAT(t *testing.T, datapath string) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 NAT:eth1", "west:eth1 NAT:eth2")
	n.run("NAT", `ip address add 192.0.2.254/24 dev eth1
ip address add 10.98.0.254/24 dev eth2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
nft add rule ip nat out oifname eth1 masquerade`)
	n.run("west", "ip address add 10.98.0.2/24 dev eth1\nip route add 192.0.2.0/24 via 10.98.0.254")
	r1 := n.bootOn(datapath, "R1", interopPolicy+`username lab privilege 15 secret lab
ip domain name example.net
line vty 0 4
 login local
 transport input ssh
crypto ipsec transform-set AES esp-aes esp-sha-hmac
 mode transport
access-list 101 permit ip host 192.0.2.1 host 192.0.2.254
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.254
 set transform-set AES
 match address 101
`+ethernet(0, "192.0.2.1")+" crypto map CM\n")
	// A key pair is made at the console; no startup-config has one.
	r1.configure("crypto key generate rsa modulus 1024")
	west := n.charon("west", connections(connection{name: "r1", local: "10.98.0.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP, transport: true}))
	west.swanctl("--initiate", "--child", "r1")
	n.run("west", "ping -c 5 -i 0.1 -W 10 192.0.2.1")

	var banner string
	if err := n.lab.Namespace("west").Do(func() error {
		c, err := net.DialTimeout("tcp", "192.0.2.1:22", patience)
		if err != nil {
			return err
		}
		defer c.Close()
		if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
			return err
		}
		banner, err = bufio.NewReader(c).ReadString('\n')
		return err
	}); err != nil || !strings.HasPrefix(banner, "SSH-2.0") {
		t.Errorf("R1's SSH server says %q, %v", banner, err)
	}
	out := r1.exec("ping 192.0.2.254 timeout 10", "show crypto ipsec sa")
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                     1,
		"in use settings ={Transport UDP-Encaps, }":                             2,
		"remote ident (addr/mask/prot/port): (192.0.2.254/255.255.255.255/0/0)": 1,
	})
}

// transportEnd is a router that protects all that it says to another.
func transportEnd(own, peer string) string {
	return fmt.Sprintf(leakCommon, "transport") + fmt.Sprintf(`crypto map CM 10 ipsec-isakmp
 set peer %[2]s
 set transform-set TS
 match address ENDS
interface GigabitEthernet0/0
 ip address %[1]s 255.255.255.0
 crypto map CM
ip access-list extended ENDS
 permit ip host %[1]s host %[2]s
`, own, peer)
}

// TestTransport has two routers talk in transport mode, in packets that are
// longer than what the cable carries, too: it protects whole packets, and the
// system has them in fragments.
func TestTransport(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 R2:eth1")
	sentry := n.watch("R1:eth1 R2:eth1", "192.0.2.1", "192.0.2.2")
	r1 := n.boot("R1", transportEnd("192.0.2.1", "192.0.2.2"))
	r2 := n.bootOn("userspace", "R2", transportEnd("192.0.2.2", "192.0.2.1"))
	for _, ping := range []struct {
		from *router
		line string
	}{
		{r1, "ping 192.0.2.2 timeout 20"}, {r1, "ping 192.0.2.2 size 1473"}, {r2, "ping 192.0.2.1 size 3000"}, {r2, "ping 192.0.2.1 size 9000"},
	} {
		if said := ping.from.exec(ping.line); !strings.Contains(said, "Success rate is 100 percent (5/5)") {
			t.Errorf("%s: %s", ping.from.name, said)
		}
	}
	if said := r2.exec("show crypto ipsec sa"); !strings.Contains(said, "in use settings ={Transport, }") ||
		!strings.Contains(said, "#pkts encaps: 20, ") || !strings.Contains(said, "#pkts decaps: 20, ") {
		t.Error(said)
	}
	sentry.silent(t, "pings")
}
