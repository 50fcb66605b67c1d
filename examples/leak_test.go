package examples_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// leakMode is a way to protect what two sites say to each other.
type leakMode struct {
	name string
	ipv6 bool // outside
	// config is that of a router: its own and the other's outside address, and
	// of the networks behind it and behind the other the numbers.
	config func(own, peer string, here, there int) string
	inner  string // "4", "6" or both: the families inside
	tunnel bool   // there is a Tunnel0
	lasts  bool   // the SAs are not the tunnel's own and outlast it
	many   bool   // of a tunnel to any number of routers
	bare   bool   // the routers' systems have IPv6 off on new devices
}

const leakCommon = `ipv6 unicast-routing
logging buffered debugging
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 0.0.0.0 0.0.0.0
crypto isakmp key interop-lab-key address ipv6 ::/0
crypto isakmp keepalive 10 2
crypto ipsec transform-set TS esp-aes esp-sha-hmac
 mode %s
crypto ipsec profile PRO
 set transform-set TS
 set security-association lifetime kilobytes 2560
`

// leakInside is the interface to the network of a site.
func leakInside(here int) string {
	return fmt.Sprintf("interface GigabitEthernet0/1\n ip address 10.%[1]d.0.1 255.255.255.0\n ipv6 address 2001:DB8:%[1]d::1/64\n", here)
}

// leakTunnel is a site with a tunnel interface.
func leakTunnel(mode, transform string, lines string) func(own, peer string, here, there int) string {
	return func(own, peer string, here, there int) string {
		return fmt.Sprintf(leakCommon, transform) + leakInside(here) + fmt.Sprintf(`interface Tunnel0
 ip address 172.16.0.%[1]d 255.255.255.252
 ipv6 address 2001:DB8:12::%[1]d/64
 tunnel source GigabitEthernet0/0
 tunnel destination %[3]s
 tunnel mode %[4]s
%[5]sip route 10.%[2]d.0.0 255.255.255.0 Tunnel0
ip route 10.%[2]d.0.0 255.255.255.0 Null0 250
ipv6 route 2001:DB8:%[2]d::/64 Tunnel0
ipv6 route 2001:DB8:%[2]d::/64 Null0 250
`, here, there, peer, mode, lines)
	}
}

var leakModes = []leakMode{
	{name: "CryptoMap", inner: "4", config: func(own, peer string, here, there int) string {
		return fmt.Sprintf(leakCommon, "tunnel") + leakInside(here) + fmt.Sprintf(`crypto map CM 10 ipsec-isakmp
 set peer %[3]s
 set transform-set TS
 set security-association lifetime kilobytes 2560
 match address SITES
interface GigabitEthernet0/0
 crypto map CM
ip access-list extended SITES
 permit ip 10.%[1]d.0.0 0.0.0.255 10.%[2]d.0.0 0.0.0.255
`, here, there, peer)
	}},
	{name: "CryptoMapIPv6", ipv6: true, inner: "6", bare: true, config: func(own, peer string, here, there int) string {
		return fmt.Sprintf(leakCommon, "tunnel") + leakInside(here) + fmt.Sprintf(`crypto map ipv6 CM 10 ipsec-isakmp
 set peer %[3]s
 set transform-set TS
 set security-association lifetime kilobytes 2560
 match address SITES
interface GigabitEthernet0/0
 ipv6 crypto map CM
ipv6 access-list SITES
 permit ipv6 2001:DB8:%[1]d::/64 2001:DB8:%[2]d::/64
`, here, there, peer)
	}},
	{name: "VTI", inner: "4", tunnel: true, config: leakTunnel("ipsec ipv4", "tunnel", " tunnel protection ipsec profile PRO\n")},
	{name: "VTIv6", ipv6: true, inner: "6", tunnel: true, config: leakTunnel("ipsec ipv6", "tunnel", " tunnel protection ipsec profile PRO\n")},
	{name: "VTIv6OverIPv4", inner: "6", tunnel: true, config: leakTunnel("ipsec ipv4 v6-overlay", "tunnel", " tunnel protection ipsec profile PRO\n")},
	{name: "VTIv4OverIPv6", ipv6: true, inner: "4", tunnel: true, config: leakTunnel("ipsec ipv6 v4-overlay", "tunnel", " tunnel protection ipsec profile PRO\n")},
	{name: "GRE", inner: "46", tunnel: true, config: leakTunnel("gre ip", "transport", " keepalive 1 3\n tunnel key 12\n tunnel protection ipsec profile PRO\n")},
	{name: "GREv6", ipv6: true, inner: "46", tunnel: true, config: leakTunnel("gre ipv6", "transport", " tunnel protection ipsec profile PRO\n")},
	{name: "MultipointGRE", inner: "4", tunnel: true, many: true, config: func(own, peer string, here, there int) string {
		return fmt.Sprintf(leakCommon, "transport") + leakInside(here) + fmt.Sprintf(`interface Tunnel0
 ip address 172.16.0.%[1]d 255.255.255.252
 ip nhrp network-id 1
 ip nhrp map 172.16.0.%[2]d %[3]s
 tunnel source GigabitEthernet0/0
 tunnel mode gre multipoint
 tunnel key 12
 tunnel protection ipsec profile PRO
ip route 10.%[2]d.0.0 255.255.255.0 Tunnel0 172.16.0.%[2]d
ip route 10.%[2]d.0.0 255.255.255.0 Null0 250
`, here, there, peer)
	}},
	{name: "GREOverCryptoMap", inner: "46", tunnel: true, lasts: true, config: func(own, peer string, here, there int) string {
		return leakTunnel("gre ip", "transport", " keepalive 1 3\n")(own, peer, here, there) + fmt.Sprintf(`crypto map CM 10 ipsec-isakmp
 set peer %[2]s
 set transform-set TS
 set security-association lifetime kilobytes 2560
 match address GRE
interface GigabitEthernet0/0
 crypto map CM
ip access-list extended GRE
 permit gre host %[1]s host %[2]s
`, own, peer)
	}},
}

// leakOutside is the outside interface and the way to everything.
func leakOutside(own, prefix, next string) string {
	if strings.Contains(own, ":") {
		return fmt.Sprintf("interface GigabitEthernet0/0\n ipv6 address %s%s\nipv6 route ::/0 %s\n", own, prefix, next)
	}
	return fmt.Sprintf("interface GigabitEthernet0/0\n ip address %s %s\nip route 0.0.0.0 0.0.0.0 %s\n", own, prefix, next)
}

// TestNothingInClear has hosts talk all the time, in every mode, while routers
// boot, replace SAs, lose them, lose interfaces, are stopped and killed. On the
// cable outside there is IPsec and nothing else.
func TestNothingInClear(t *testing.T) {
	t.Parallel()
	for _, m := range leakModes {
		t.Run(m.name, m.test)
	}
}

func (m leakMode) test(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 ISP:eth1", "R2:eth1 ISP:eth2", "R1:eth2 PC1:eth1", "R2:eth2 PC2:eth1")
	ends, prefix, next := [2]string{"198.51.100.1", "203.0.113.1"}, "255.255.255.0", [2]string{"198.51.100.2", "203.0.113.2"}
	if m.ipv6 {
		ends, prefix, next = [2]string{"2001:db8:a::1", "2001:db8:b::1"}, "/64", [2]string{"2001:db8:a::2", "2001:db8:b::2"}
	}
	n.run("ISP", `
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip address add 198.51.100.2/24 dev eth1
ip address add 203.0.113.2/24 dev eth2
ip address add 2001:db8:a::2/64 dev eth1 nodad
ip address add 2001:db8:b::2/64 dev eth2 nodad
ip route add 10.2.0.0/24 via 203.0.113.1
ip route add 10.1.0.0/24 via 198.51.100.1
`)
	for i, pc := range []string{"PC1", "PC2"} {
		n.run(pc, fmt.Sprintf(`
ip address add 10.%[1]d.0.2/24 dev eth1
ip address add 2001:db8:%[1]d::2/64 dev eth1 nodad
ip route add default via 10.%[1]d.0.1
ip route add default via 2001:db8:%[1]d::1
`, i+1))
	}
	if m.bare {
		for _, router := range []string{"R1", "R2"} {
			n.run(router, "sysctl -qw net.ipv6.conf.default.disable_ipv6=1")
		}
	}
	sentry := n.watch("R1:eth1 ISP:eth1", ends[0], ends[1])
	const size = 1000
	var streams []*stream
	if strings.Contains(m.inner, "4") {
		streams = append(streams, n.stream("PC1", "10.1.0.2", "PC2", "10.2.0.2", size), n.stream("PC2", "10.2.0.2", "PC1", "10.1.0.2", size))
	}
	if strings.Contains(m.inner, "6") {
		streams = append(streams, n.stream("PC1", "2001:db8:1::2", "PC2", "2001:db8:2::2", size), n.stream("PC2", "2001:db8:2::2", "PC1", "2001:db8:1::2", size))
	}
	r1 := n.boot("R1", m.config(ends[0], ends[1], 1, 2)+leakOutside(ends[0], prefix, next[0]))
	r2 := n.boot("R2", m.config(ends[1], ends[0], 2, 1)+leakOutside(ends[1], prefix, next[1]))
	step := func(what string) {
		t.Helper()
		before := sentry.esp.Load()
		flows(t, streams...)
		sentry.sees(t, before+1)
		sentry.silent(t, what)
	}
	step("coming up")

	if !guest.Inside() { // where so many packets take long, and charonSuites has it
		before := outboundSPI(t, r1)
		await(t, "a rekey by volume", func() bool { return outboundSPI(t, r1) != before })
		step("rekey by volume")
	}
	r1.exec("clear crypto sa")
	step("clear crypto sa")
	r2.exec("clear crypto session")
	step("clear crypto session")

	n.run("R1", "ip link set eth1 down\nip link set eth1 up")
	step("flap of the device")
	r1.configure("interface GigabitEthernet0/0", "shutdown", "no shutdown")
	step("flap of the interface")
	if m.tunnel {
		r1.configure("interface Tunnel0", "shutdown")
		if m.lasts {
			r2.await("show interfaces Tunnel0", "line protocol is down")
		} else {
			r2.await("show crypto session", "Session status: DOWN")
		}
		sentry.silent(t, "shutdown of the tunnel")
		r1.configure("interface Tunnel0", "no shutdown")
		step("no shutdown of the tunnel")
	}

	r1.stop()
	sentry.silent(t, "stop")
	r1.start()
	step("restart")
	r1.kill()
	sentry.silent(t, "kill")
	r1.start()
	step("restart after kill")
	r2.kill()
	r2.start()
	step("restart of the peer after kill")
	t.Logf("the sentry saw %d ESP packets", sentry.esp.Load())

	// The sentry does see what is in clear.
	for _, r := range []*router{r1, r2} {
		switch {
		case m.many:
			r.configure("interface Tunnel0", "no tunnel protection ipsec profile PRO")
		case m.tunnel:
			r.configure("interface Tunnel0", "no tunnel protection ipsec profile PRO", "tunnel mode gre "+map[bool]string{false: "ip", true: "ipv6"}[m.ipv6])
		}
		r.configure("interface GigabitEthernet0/0", "no crypto map", "no ipv6 crypto map")
	}
	await(t, "the sentry to find fault", func() bool {
		sentry.mu.Lock()
		defer sentry.mu.Unlock()
		return len(sentry.faults) > 0
	})
}

var outboundESP = regexp.MustCompile(`current outbound spi: 0x([0-9A-F]+)\(`)

// outboundSPI is that of the newest SA of a router.
func outboundSPI(t *testing.T, r *router) string {
	t.Helper()
	m := outboundESP.FindStringSubmatch(r.exec("show crypto ipsec sa"))
	if m == nil {
		t.Fatalf("%s has no SA", r.name)
	}
	return m[1]
}
