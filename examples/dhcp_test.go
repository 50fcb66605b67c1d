package examples_test

import (
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv4"
	"github.com/insomniacslk/dhcp/dhcpv4/server4"
)

// leaser is a DHCP server that has one address to give.
type leaser struct {
	mu      sync.Mutex
	address string
	seconds uint32
	heard   []string // "REQUEST 198.51.100.7": what clients have said, and of what
}

// leaser serves a device of a node. Its own address there is the gateway.
func (n *network) leaser(node, device, gateway, address string) *leaser {
	n.t.Helper()
	l := &leaser{address: address, seconds: 3600}
	own := net.ParseIP(gateway)
	var server *server4.Server
	n.in(node, func() (err error) {
		server, err = server4.NewServer(device, &net.UDPAddr{Port: dhcpv4.ServerPort}, func(c net.PacketConn, _ net.Addr, m *dhcpv4.DHCPv4) {
			if reply := l.reply(m, own); reply != nil {
				_, _ = c.WriteTo(reply.ToBytes(), &net.UDPAddr{IP: net.IPv4bcast, Port: dhcpv4.ClientPort})
			}
		})
		return err
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve()
	}()
	n.t.Cleanup(func() {
		server.Close()
		<-done
	})
	return l
}

// reply to a message: nobody has another address than the one to give.
func (l *leaser) reply(m *dhcpv4.DHCPv4, own net.IP) *dhcpv4.DHCPv4 {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := m.ClientIPAddr
	if asked.IsUnspecified() && m.RequestedIPAddress() != nil {
		asked = m.RequestedIPAddress()
	}
	l.heard = append(l.heard, m.MessageType().String()+" "+asked.String())
	kind := dhcpv4.MessageTypeOffer
	switch m.MessageType() {
	case dhcpv4.MessageTypeDiscover:
	case dhcpv4.MessageTypeRequest:
		if kind = dhcpv4.MessageTypeAck; asked.String() != l.address {
			kind = dhcpv4.MessageTypeNak
		}
	default:
		return nil
	}
	reply, err := dhcpv4.NewReplyFromRequest(m, dhcpv4.WithMessageType(kind), dhcpv4.WithOption(dhcpv4.OptServerIdentifier(own)))
	if err != nil || kind == dhcpv4.MessageTypeNak {
		return reply
	}
	reply.YourIPAddr = net.ParseIP(l.address)
	for _, option := range []dhcpv4.Option{
		dhcpv4.OptSubnetMask(net.CIDRMask(24, 32)), dhcpv4.OptRouter(own),
		dhcpv4.OptIPAddressLeaseTime(time.Duration(l.seconds) * time.Second),
	} {
		reply.UpdateOption(option)
	}
	return reply
}

// give has the server give another address from now on.
func (l *leaser) give(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.address = address
}

// hears reports whether a client has said something.
func (l *leaser) hears(what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Contains(l.heard, what)
}

const dhcpHub = `
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key SixWindows address 0.0.0.0
crypto ipsec transform-set STRONG esp-aes 256 esp-sha256-hmac
crypto dynamic-map SPOKES 10
 set transform-set STRONG
crypto map CMAP 10 ipsec-isakmp dynamic SPOKES
interface Loopback0
 ip address 10.2.0.1 255.255.255.0
interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 crypto map CMAP
ip route 0.0.0.0 0.0.0.0 203.0.113.254`

const dhcpSpoke = `
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key SixWindows address 203.0.113.1
crypto ipsec transform-set STRONG esp-aes 256 esp-sha256-hmac
crypto map HUB 10 ipsec-isakmp
 set peer 203.0.113.1
 set transform-set STRONG
 match address TO-HUB
interface Loopback0
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/0
 ip address dhcp
 crypto map HUB
ip access-list extended TO-HUB
 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255`

// TestDHCP has a spoke whose address comes from a server, changes, and goes. Its
// crypto map follows, and so do the routes of the hub, whose dynamic map sends no
// answer in clear and loses none, not even the first.
func TestDHCP(t *testing.T) {
	t.Parallel()
	testDHCP(t)
}

func testDHCP(t *testing.T, _ ...string) {
	n := newNetwork(t, "SPOKE:eth1 ISP:eth1", "ISP:eth2 HUB:eth1")
	n.run("ISP", `
ip address add 198.51.100.1/24 dev eth1
ip address add 203.0.113.254/24 dev eth2
sysctl -q -w net.ipv4.ip_forward=1`)
	server := n.leaser("ISP", "eth1", "198.51.100.1", "198.51.100.7")
	sentry := n.watch("ISP:eth2 HUB:eth1", "203.0.113.1", "198.51.100.7", "198.51.100.8", "198.51.100.9", "198.51.100.10")
	hub := n.boot("HUB", dhcpHub)
	spoke := n.boot("SPOKE", dhcpSpoke)
	expect := func(command string, texts ...string) {
		t.Helper()
		said := spoke.exec(command)
		for _, text := range texts {
			if !strings.Contains(said, text) {
				t.Errorf("%s: no %q in\n%s", command, text, said)
			}
		}
	}
	reaches := func(address string) {
		t.Helper()
		spoke.await("show logging", "%DHCP-6-ADDRESS_ASSIGN: Interface GigabitEthernet0/0 assigned DHCP address "+address+", mask 255.255.255.0, hostname SPOKE")
		expect("ping 10.2.0.1 source Loopback0 timeout 20", "Success rate is 100 percent (5/5)")
		expect("show crypto session", "IKEv1 SA: local "+address+"/500 remote 203.0.113.1/500 Active")
		if said := hub.exec("show crypto session remote " + address); !strings.Contains(said, "Session status: UP-ACTIVE") {
			t.Errorf("HUB: %s", said)
		}
		sentry.silent(t, address)
	}
	reaches("198.51.100.7")
	expect("show ip interface brief", "GigabitEthernet0/0     198.51.100.7    YES DHCP   up")
	expect("show ip interface GigabitEthernet0/0", "Internet address is 198.51.100.7/24", "Address determined by DHCP")
	expect("show ip route", "S*    0.0.0.0/0 [254/0] via 198.51.100.1\n", "C        198.51.100.0/24 is directly connected, GigabitEthernet0/0")
	expect("show dhcp lease", "Temp IP addr: 198.51.100.7  for peer on Interface: GigabitEthernet0/0\nTemp  sub net mask: 255.255.255.0\n   DHCP Lease server: 198.51.100.1, state: 5 Bound\n",
		"   Lease: 3600 secs,  Renewal: 1800 secs,  Rebind: 3150 secs\nTemp default-gateway addr: 198.51.100.1\n", "   Hostname: SPOKE\n")
	expect("show running-config interface GigabitEthernet0/0", " ip address dhcp\n")

	server.give("198.51.100.8")
	expect("renew dhcp GigabitEthernet0/0")
	reaches("198.51.100.8")
	expect("show ip interface brief", "GigabitEthernet0/0     198.51.100.8    YES DHCP   up")

	expect("release dhcp GigabitEthernet0/0")
	spoke.await("show ip interface brief", "GigabitEthernet0/0     unassigned      YES DHCP   up")
	await(t, "a release", func() bool { return server.hears("RELEASE 198.51.100.8") })
	spoke.await("show ip route", "Gateway of last resort is not set")
	server.give("198.51.100.9")
	hub.configure("ip route 10.0.0.0 255.0.0.0 Null0", "crypto dynamic-map SPOKES 10", "reverse-route")
	expect("renew dhcp GigabitEthernet0/0")
	reaches("198.51.100.9")

	spoke.configure("ip route 10.9.0.0 255.255.0.0 dhcp 7", "interface GigabitEthernet0/0", "no ip address dhcp")
	await(t, "another release", func() bool { return server.hears("RELEASE 198.51.100.9") })
	expect("show ip interface brief", "GigabitEthernet0/0     unassigned      YES ")
	server.give("198.51.100.10")
	expect("debug dhcp", "DHCP client activity debugging is on")
	spoke.configure("interface GigabitEthernet0/0", "ip address dhcp client-id GigabitEthernet0/0 hostname BRANCH")
	spoke.await("show dhcp lease", "Temp IP addr: 198.51.100.10  for peer")
	for _, text := range []string{"DHCP: SDiscover: ", "DHCP: offer received from 198.51.100.1\n", "DHCP: SRequest: ", "Allocated IP address = 198.51.100.10  255.255.255.0\n"} {
		spoke.await("show logging", text)
	}
	expect("undebug all")
	expect("show dhcp lease", "   Hostname: BRANCH\n")
	spoke.await("show ip route", "S        10.9.0.0/16 [7/0] via 198.51.100.1\n")
	spoke.configure("interface GigabitEthernet0/0", "shutdown")
	await(t, "the last release", func() bool { return server.hears("RELEASE 198.51.100.10") })
	sentry.silent(t, "shutdown")
	if got := sentry.esp.Load(); got != 3*2*5 {
		t.Errorf("the sentry saw %d ESP packets, want 30", got)
	}
}
