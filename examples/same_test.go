package examples_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sameRouter is one of two neighbours that protect what they say in every way at
// once: a crypto map with a line for each kind of packet and a second entry, and
// tunnels of three kinds and one through a NAT that hides R1. One is a line of the
// profiles.
func sameRouter(own, peer int, role string) string {
	hidden := [][2]string{1: {"10.99.0.1", "203.0.113.2"}, 2: {"203.0.113.2", "203.0.113.254"}}[own]
	return fmt.Sprintf(`ipv6 unicast-routing
logging buffered debugging
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 192.0.2.%[2]d
crypto isakmp key interop-lab-key address %[5]s
crypto isakmp key interop-lab-key address ipv6 2001:DB8::%[2]d/128
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec transform-set GCM esp-gcm 256
 mode transport
crypto ipsec transform-set STRONG esp-aes 256 esp-sha256-hmac
crypto ipsec profile PRO
 set transform-set STRONG
 set security-association replay window-size 1024
 %[3]s
crypto ipsec profile GRE
 set transform-set GCM
 set security-association lifetime kilobytes 100000
 %[3]s
crypto map ipv6 CM6 10 ipsec-isakmp
 set peer 2001:DB8::%[2]d
 set transform-set TS
 match address KINDS6
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.%[2]d
 set transform-set TS
 match address KINDS
crypto map CM 20 ipsec-isakmp
 set peer 192.0.2.%[2]d
 set transform-set STRONG
 set pfs group19
 match address REST
interface Loopback0
 ip address 10.%[1]d.0.1 255.255.255.0
 ipv6 address 2001:DB8:%[1]d::1/64
interface Loopback1
 ip address 10.%[1]d.1.1 255.255.255.0
interface GigabitEthernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
 ipv6 address 2001:DB8::%[1]d/64
 ipv6 traffic-filter OUTSIDE in
 crypto map CM
 ipv6 crypto map CM6
interface GigabitEthernet0/1
 ip address %[4]s 255.255.255.0
interface Tunnel0
 ip address 172.16.0.%[1]d 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.%[2]d
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile PRO
interface Tunnel1
 ip address 172.16.1.%[1]d 255.255.255.0
 ipv6 address 2001:DB8:F1::%[1]d/64
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.%[2]d
 tunnel key 5
 tunnel protection ipsec profile GRE
interface Tunnel2
 ip address 172.16.2.%[1]d 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 2001:DB8::%[2]d
 tunnel mode ipsec ipv6 v4-overlay
 tunnel protection ipsec profile PRO
interface Tunnel3
 ip address 172.16.3.%[1]d 255.255.255.0
 tunnel source GigabitEthernet0/1
 tunnel destination %[5]s
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile PRO
interface Tunnel4
 ipv6 address 2001:DB8:F4::%[1]d/64
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.%[2]d
 tunnel mode ipsec ipv4 v6-overlay
 tunnel protection ipsec profile PRO
interface Tunnel5
 ipv6 address 2001:DB8:F5::%[1]d/64
 ipv6 traffic-filter INSIDE in
 tunnel source GigabitEthernet0/0
 tunnel destination 2001:DB8::%[2]d
 tunnel mode ipsec ipv6
 tunnel protection ipsec profile PRO
ipv6 route 2001:DB8:%[2]d::/64 2001:DB8::%[2]d
ipv6 access-list KINDS6
 deny   icmp host 2001:DB8:%[1]d::1 host 2001:DB8::%[2]d
 permit udp 2001:DB8:%[1]d::/64 eq 53 2001:DB8:%[2]d::/64 eq 53
 permit icmp 2001:DB8:%[1]d::/64 2001:DB8:%[2]d::/64
ipv6 access-list OUTSIDE
 permit esp any any
 permit icmp any any nd-na
 permit icmp any any nd-ns
 permit udp any any eq isakmp
 permit icmp 2001:DB8:%[2]d::/64 2001:DB8:%[1]d::/64
 permit udp host 2001:DB8:%[2]d::1 any eq domain
 permit ipv6 any any
ipv6 access-list INSIDE
 permit icmp any any echo-reply
 permit ipv6 any any
ip route 10.%[2]d.0.0 255.255.0.0 192.0.2.%[2]d
ip route 203.0.113.0 255.255.255.0 10.99.0.254
ip access-list extended KINDS
 deny   icmp 10.%[1]d.0.0 0.0.0.255 10.%[2]d.1.0 0.0.0.255
 permit udp 10.%[1]d.0.0 0.0.0.255 eq 53 10.%[2]d.0.0 0.0.0.255 eq 53
 permit udp 10.%[1]d.0.0 0.0.0.255 range 8000 8999 10.%[2]d.0.0 0.0.0.255 range 8000 8999
 permit icmp 10.%[1]d.0.0 0.0.0.255 10.%[2]d.0.0 0.0.0.255
ip access-list extended REST
 permit ip 10.%[1]d.0.0 0.0.1.255 10.%[2]d.0.0 0.0.1.255
`, own, peer, role, hidden[0], hidden[1])
}

// sameTunnels are R2's addresses in the tunnels, by number.
var sameTunnels = [][]string{
	{"172.16.0.2"}, {"172.16.1.2", "2001:DB8:F1::2"}, {"172.16.2.2"}, {"172.16.3.2"}, {"2001:DB8:F4::2"}, {"2001:DB8:F5::2"},
}

// sameCommands are what is compared.
var sameCommands = []string{
	"show crypto ipsec sa", "show crypto ipsec sa detail", "show crypto ipsec sa identity", "show crypto ipsec sa count", "show crypto map",
	"show crypto isakmp sa", "show crypto session", "show crypto session detail", "show crypto engine connections active",
	"show crypto engine accelerator statistic", "show interfaces",
	"show ip interface Tunnel0", "show ip interface brief", "show ip route", "show ipv6 route", "show ipv6 interface brief",
	"show ipv6 interface Tunnel1", "show ipv6 interface Tunnel4", "show ipv6 interface Tunnel5", "show ipv6 access-list", "show access-lists",
	"show tunnel protection statistics", "show crypto mib ipsec flowmib global",
}

// testSameOutput has routers on each datapath do the same, and what they show of
// it is the same text.
func testSameOutput(t *testing.T) {
	t.Parallel()
	kernel, userspace := sameOutput(t, "kernel"), sameOutput(t, "userspace")
	for i, command := range sameCommands {
		if kernel[i] != userspace[i] {
			t.Errorf("%s: %s\non the kernel's datapath:\n%s", command, firstDifference(kernel[i], userspace[i]), kernel[i])
		}
	}
}

// firstDifference names the lines of two texts that are not the same.
func firstDifference(kernel, userspace string) string {
	a, b := strings.Split(kernel, "\n"), strings.Split(userspace, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d is %q on the kernel's datapath and %q in userspace", i+1, a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
	return fmt.Sprintf("userspace has %d lines more", len(b)-len(a))
}

// volatile is what no two runs have in common.
var volatile = []struct {
	pattern *regexp.Regexp
	to      string
}{
	{regexp.MustCompile(`0x[0-9A-F]+\(\d+\)`), "SPI"},
	{regexp.MustCompile(`(\(k/sec\): \(\d+|\(KB/Sec\) \d+)/\d+`), "$1/SECONDS"},
	{regexp.MustCompile(`\b\d+:\d\d:\d\d\b`), "TIME"},
	{regexp.MustCompile(`\d+ bits/sec, \d+ packets/sec`), "RATE"},
	{regexp.MustCompile(`[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}`), "HARDWARE"},
	{regexp.MustCompile(`\bFE80::[0-9A-F:]+|\bFF02::1:FF[0-9A-F]{2}:[0-9A-F]+`), "LINK-LOCAL"},
	{regexp.MustCompile(`(nd-n[as]) \(\d+ match(?:es)?\)`), "$1"}, // neighbours are looked for when it is time
	{regexp.MustCompile(`Linux kernel crypto \(XFRM\)|mainmode Software Implementation`), "ENGINE"},
}

// counted is the packets that an interface shows.
var counted = regexp.MustCompile(`\d+ packets (input|output), \d+ bytes`)

// steady is a text without what no two runs have in common. Neighbours are looked
// for when it is time, so that packets of Ethernet are not compared.
func steady(text string) string {
	for _, v := range volatile {
		text = v.pattern.ReplaceAllString(text, v.to)
	}
	lines, ethernet := strings.SplitAfter(text, "\n"), false
	for i, line := range lines {
		if !strings.HasPrefix(line, " ") {
			ethernet = strings.HasPrefix(line, "GigabitEthernet")
		}
		if ethernet {
			lines[i] = counted.ReplaceAllString(line, "packets $1")
		}
	}
	return strings.Join(lines, "")
}

// sameOutput is what R1 shows on a datapath.
func sameOutput(t *testing.T, datapath string) (shown []string) {
	n := newNetwork(t, "R1:eth1 M:eth1", "R2:eth1 M:eth2", "R1:eth2 NAT:eth1", "R2:eth2 NAT:eth2")
	relay := n.relay("M", "R1", "R2")
	n.run("NAT", `ip address add 10.99.0.254/24 dev eth1
ip address add 203.0.113.254/24 dev eth2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
nft add rule ip nat out oifname eth2 masquerade`)
	n.run("M", "sysctl -qw net.ipv6.conf.all.disable_ipv6=1")
	for _, router := range []string{"R1", "R2"} {
		// What the system says of itself by multicast comes when it likes.
		n.run(router, `sysctl -qw net.ipv6.conf.default.disable_ipv6=1
nft add table ip6 quiet
nft add chain ip6 quiet out '{ type filter hook output priority 0; }'
nft add rule ip6 quiet out icmpv6 type '{ mld2-listener-report, nd-router-solicit }' drop`)
	}
	// One of them begins, and one tunnel after the other: what is numbered has
	// the same numbers each time.
	down := ""
	for i := range sameTunnels {
		down += fmt.Sprintf("interface Tunnel%d\n shutdown\n", i)
	}
	r1 := n.bootOn(datapath, "R1", sameRouter(1, 2, "no responder-only")+down)
	r2 := n.bootOn(datapath, "R2", sameRouter(2, 1, "responder-only"))
	for i, peers := range sameTunnels {
		tunnel := fmt.Sprintf("Tunnel%d", i)
		r1.configure("interface "+tunnel, "no shutdown")
		r1.await("show interfaces "+tunnel, "line protocol is up")
		r2.await("show interfaces "+tunnel, "line protocol is up")
		await(t, "R2 to have SAs for "+tunnel, func() bool { return strings.Count(r2.exec("show crypto session"), "UP-ACTIVE") == i+1 })
		for _, peer := range peers {
			for _, options := range []string{"size 100 repeat 3", "size 1400 repeat 10", "size 3000 repeat 2"} {
				if out := r1.exec(fmt.Sprintf("ping %s timeout 20 %s", peer, options)); !strings.Contains(out, "Success rate is 100 percent") {
					t.Errorf("%s, %s: %s\n%s", datapath, tunnel, options, out)
				}
			}
		}
	}
	for _, ping := range []string{"10.2.0.1 source Loopback0 repeat 7", "10.2.0.1 source Loopback0 size 1200 repeat 50", "10.2.1.1 source Loopback1 repeat 9",
		"2001:DB8:2::1 source Loopback0 repeat 8", "2001:DB8:2::1 source Loopback0 size 1300 repeat 20"} {
		if out := r1.exec("ping " + ping + " timeout 20"); !strings.Contains(out, "Success rate is 100 percent") {
			t.Errorf("%s: %s\n%s", datapath, ping, out)
		}
	}
	n.datagrams("R1", "10.1.0.1:8001", "R2", "10.2.0.1:8002", 11)
	n.datagrams("R1", "10.1.0.1:53", "R2", "10.2.0.1:53", 12)
	n.datagrams("R1", "10.1.0.1:54", "R2", "10.2.0.1:53", 13)
	n.datagrams("R1", "[2001:db8:1::1]:53", "R2", "[2001:db8:2::1]:53", 14)
	sameErrors(t, relay, r1)
	for _, command := range sameCommands {
		shown = append(shown, steady(r1.exec(command)))
	}
	return shown
}

// datagrams sends some from one node to another, one when the last has arrived.
func (n *network) datagrams(from, source, to, destination string, count int) {
	n.t.Helper()
	remote := netip.MustParseAddrPort(destination)
	out, in := n.listenUDP(from, netip.MustParseAddrPort(source)), n.listenUDP(to, remote)
	b := make([]byte, 1000)
	for range count {
		_, err := out.WriteToUDPAddrPort(b, remote)
		n.must(err)
		n.must(in.SetReadDeadline(time.Now().Add(patience)))
		if _, err := in.Read(b); errors.Is(err, os.ErrDeadlineExceeded) {
			n.t.Fatalf("nothing comes from %s to %s", source, destination)
		}
	}
	out.Close()
	in.Close()
}

// sameErrors gives R1 packets of R2 that come again, and packets that nobody with
// the key has made.
func sameErrors(t *testing.T, relay *relay, r1 *router) {
	frames := make(chan []byte, 64)
	relay.judging(func(side int, frame []byte) bool {
		if _, ok := espSequence(frame); ok && side == 1 {
			select {
			case frames <- bytes.Clone(frame):
			default:
			}
		}
		return true
	})
	r1.exec("ping 172.16.0.2 repeat 2 timeout 20")
	relay.judging(nil)
	frame := <-frames
	const replays, forgeries = 3, 2
	for range replays {
		relay.send(0, frame)
	}
	const sequence = 14 + 20 + 4
	binary.BigEndian.PutUint32(frame[sequence:], 1<<16)
	for range forgeries {
		relay.send(0, frame)
	}
	r1.await("show crypto ipsec sa detail", fmt.Sprintf("#pkts verify failed: %d\n", forgeries))
	r1.await("show crypto ipsec sa detail", fmt.Sprintf("#pkts replay failed (rcv): %d\n", replays))
}
