package examples_test

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
)

// multipointEnd is what all routers of the lab have: a key for any peer, and a
// tunnel whose addresses are mapped by hand.
const multipointEnd = `crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key dmvpn-lab-key address 0.0.0.0
crypto isakmp keepalive 10 3
!
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile DMVPN
 set transform-set TS
!
interface Tunnel0
 no ip redirects
 ip mtu 1400
 ip nhrp network-id 1
 ip tcp adjust-mss 1360
 tunnel source GigabitEthernet0/0
 tunnel key 1
 tunnel protection ipsec profile DMVPN
`

// multipoint is a hub and two spokes, of which one has a tunnel to the hub alone.
type multipoint struct {
	*network
	hub, point, spoke *router
	sentry            *sentry
}

// newMultipoint boots them. The spokes are on that datapath, "": the one under
// test, and all SAs are of that mode.
func newMultipoint(t *testing.T, spokes, mode string) *multipoint {
	end := strings.Replace(multipointEnd, "mode transport", "mode "+mode, 1)
	n := newNetwork(t, "HUB:eth1 ISP:eth1", "S1:eth1 ISP:eth2", "S2:eth1 ISP:eth3")
	n.run("ISP", `
sysctl -qw net.ipv4.ip_forward=1
ip addr add 203.0.113.2/30 dev eth1
ip addr add 203.0.113.6/30 dev eth2
ip addr add 203.0.113.10/30 dev eth3
ip link set eth1 up
ip link set eth2 up
ip link set eth3 up`)
	m := &multipoint{network: n}
	m.sentry = n.watch("HUB:eth1 S1:eth1 S2:eth1", "203.0.113.1", "203.0.113.5", "203.0.113.9")
	m.hub = n.boot("HUB", end+`interface Loopback0
 ip address 10.0.0.1 255.255.255.255
interface Tunnel0
 ip address 10.254.0.1 255.255.255.0
 ip nhrp map 10.254.0.2 203.0.113.5
 ip nhrp map 10.254.0.3 203.0.113.9
 ip nhrp map multicast 203.0.113.5
 ip nhrp map multicast 203.0.113.9
 tunnel mode gre multipoint
interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.252
ip route 0.0.0.0 0.0.0.0 203.0.113.2
ip route 10.1.0.0 255.255.0.0 10.254.0.2
ip route 10.2.0.0 255.255.0.0 10.254.0.3
`)
	spoke := `ip route 0.0.0.0 0.0.0.0 %s
ip route 10.0.0.0 255.0.0.0 10.254.0.1
`
	boot := n.boot
	if spokes != "" {
		boot = func(name, config string) *router { return n.bootOn(spokes, name, config) }
	}
	m.point = boot("S1", end+`interface Loopback0
 ip address 10.1.0.1 255.255.0.0
interface Tunnel0
 ip address 10.254.0.2 255.255.255.0
 tunnel destination 203.0.113.1
interface GigabitEthernet0/0
 ip address 203.0.113.5 255.255.255.252
`+fmt.Sprintf(spoke, "203.0.113.6"))
	m.spoke = boot("S2", end+`interface Loopback0
 ip address 10.2.0.1 255.255.0.0
interface Tunnel0
 ip address 10.254.0.3 255.255.255.0
 ip nhrp map 10.254.0.1 203.0.113.1
 ip nhrp map multicast 203.0.113.1
 tunnel mode gre multipoint
interface GigabitEthernet0/0
 ip address 203.0.113.9 255.255.255.252
`+fmt.Sprintf(spoke, "203.0.113.10"))
	return m
}

// reaches waits until a ping gets through, and then wants all of five to.
func (m *multipoint) reaches(r *router, ping string) {
	m.t.Helper()
	await(m.t, fmt.Sprintf("%s of %s", ping, r.name), func() bool {
		return strings.Contains(r.exec(ping+" repeat 1 timeout 1"), "Success rate is 100 percent")
	})
	if out := r.exec(ping + " timeout 5"); !strings.Contains(out, "Success rate is 100 percent (5/5)") {
		m.t.Errorf("%s: %s:\n%s", r.name, ping, out)
	}
}

// TestMultipoint has a hub with a tunnel of multipoint GRE, whose spokes are
// mapped by hand: each packet leaves for the spoke behind which its destination
// is, by an SA with that, what goes to a group leaves for both, and nothing is in
// clear.
func TestMultipoint(t *testing.T) { testMultipoint(t, "", "transport") }

// TestMultipointTunnelMode is the same with SAs of tunnel mode, which some
// configure for want of thought, and others for NAT.
func TestMultipointTunnelMode(t *testing.T) { testMultipoint(t, "", "tunnel") }

func testMultipoint(t *testing.T, spokes, mode string) {
	t.Parallel()
	m := newMultipoint(t, spokes, mode)
	m.reaches(m.hub, "ping 10.254.0.2")
	m.reaches(m.hub, "ping 10.254.0.3")
	m.reaches(m.point, "ping 10.0.0.1 source Loopback0")
	m.reaches(m.spoke, "ping 10.0.0.1 source Loopback0")
	m.reaches(m.point, "ping 10.2.0.1 source Loopback0")
	m.reaches(m.spoke, "ping 10.1.0.1 source Loopback0 size 3000")
	m.groups(t)

	for command, wants := range map[string][]string{
		"show interfaces Tunnel0": {
			"Tunnel0 is up, line protocol is up", "  MTU 17912 bytes, ", "  Tunnel linestate evaluation up\n", "  Tunnel source 203.0.113.1 (GigabitEthernet0/0)\n",
			"  Tunnel protocol/transport multi-GRE/IP\n    Key 0x1, sequencing disabled\n",
		},
		"show crypto session": {
			"Interface: Tunnel0\nSession status: UP-ACTIVE     \nPeer: 203.0.113.5 port 500 \n", "Interface: Tunnel0\nSession status: UP-ACTIVE     \nPeer: 203.0.113.9 port 500 \n",
			"IPSEC FLOW: permit 47 host 203.0.113.1 host 203.0.113.5 \n        Active SAs: 2, origin: crypto map\n",
		},
		"show crypto map": {
			"Crypto Map IPv4 \"Tunnel0-head-0\" 65537 ipsec-isakmp\n        Map is a PROFILE INSTANCE.\n        Peer = 203.0.113.5\n" +
				"        Extended IP access list \n            access-list  permit gre host 203.0.113.1 host 203.0.113.5\n        Current peer: 203.0.113.5\n",
			"Crypto Map IPv4 \"Tunnel0-head-0\" 65538 ipsec-isakmp\n        Map is a PROFILE INSTANCE.\n        Peer = 203.0.113.9\n",
		},
		"show crypto sockets": {"Number of Crypto Socket connections 2\n", "Tu0 Peers (local/remote): 203.0.113.1/203.0.113.9 \n"},
		"show adjacency Tunnel0": {
			"IP       Tunnel0                   10.254.0.2(2)\n", "IP       Tunnel0                   10.254.0.3(2)\n",
		},
		"show crypto ipsec sa": {
			"interface: Tunnel0\n    Crypto map tag: Tunnel0-head-0, local addr 203.0.113.1\n",
			"remote ident (addr/mask/prot/port): (203.0.113.5/255.255.255.255/47/0)\n   current_peer 203.0.113.5 port 500",
			"remote ident (addr/mask/prot/port): (203.0.113.9/255.255.255.255/47/0)\n   current_peer 203.0.113.9 port 500",
		},
	} {
		out := m.hub.exec(command)
		for _, want := range wants {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", command, want, out)
			}
		}
	}

	// The tunnel comes up again with the peers that it had.
	m.hub.configure("interface Tunnel0", "shutdown")
	m.hub.configure("interface Tunnel0", "no shutdown")
	m.reaches(m.spoke, "ping 10.254.0.1")
	m.reaches(m.hub, "ping 10.254.0.2")

	// A mapping that goes takes its way along, and no other.
	m.hub.configure("interface Tunnel0", "no ip nhrp map 10.254.0.3 203.0.113.9")
	if out := m.hub.exec("ping 10.254.0.3 repeat 2 timeout 1"); !strings.Contains(out, "Success rate is 0 percent (0/2)") {
		t.Errorf("without a mapping:\n%s", out)
	}
	m.reaches(m.hub, "ping 10.254.0.2")
	m.sentry.silent(t, "multipoint GRE")
}

// groups has the hub send to a group, of which both spokes get a copy, and no
// other datagram.
func (m *multipoint) groups(t *testing.T) {
	t.Helper()
	group := netip.MustParseAddrPort("239.1.1.1:5000")
	heard := map[string]*net.UDPConn{}
	for _, spoke := range []string{"S1", "S2"} {
		m.in(spoke, func() error {
			device, err := net.InterfaceByName("Tu0")
			if err == nil {
				heard[spoke], err = net.ListenMulticastUDP("udp4", device, net.UDPAddrFromAddrPort(group))
			}
			return err
		})
		defer heard[spoke].Close()
	}
	const text = "to all spokes"
	m.in("HUB", func() error {
		device, err := net.InterfaceByName("Tu0")
		if err != nil {
			return err
		}
		c, err := net.ListenUDP("udp4", nil)
		if err != nil {
			return err
		}
		defer c.Close()
		if err := ipv4.NewPacketConn(c).SetMulticastInterface(device); err != nil {
			return err
		}
		_, err = c.WriteToUDPAddrPort([]byte(text), group)
		return err
	})
	for spoke, c := range heard {
		b := make([]byte, 100)
		m.must(c.SetReadDeadline(time.Now().Add(patience)))
		n, err := c.Read(b)
		if err != nil || string(b[:n]) != text {
			t.Errorf("%s heard %q of the group, %v", spoke, b[:n], err)
		}
		m.must(c.SetReadDeadline(time.Now().Add(500 * time.Millisecond)))
		if n, err := c.Read(b); err == nil {
			t.Errorf("%s heard %q once more", spoke, b[:n])
		}
	}
}
