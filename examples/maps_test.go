package examples_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

const mapsCommon = `logging buffered debugging
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 0.0.0.0 0.0.0.0
crypto ipsec transform-set TS esp-aes esp-sha-hmac
`

// TestCryptoMaps has a hub that any peer may come to and that learns from its
// SAs what is behind the peer, a spoke with two uplinks and one identity, whose
// first entry denies what is the second one's, and the peer of that entry, whose
// routes are there before its SAs.
func TestCryptoMaps(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "HUB:eth1 NET:eth1", "A:eth1 NET:eth2", "A:eth2 NET:eth3", "B:eth1 NET:eth4")
	n.run("NET", `
sysctl -qw net.ipv4.ip_forward=1
ip address add 192.0.2.1/24 dev eth1
ip address add 198.51.100.1/25 dev eth2
ip address add 198.51.100.129/25 dev eth3
ip address add 203.0.113.1/24 dev eth4
ip route add 172.31.0.2/32 via 198.51.100.2
`)
	hub := n.boot("HUB", mapsCommon+`crypto dynamic-map DYN 10
 set transform-set TS
 reverse-route tag 77
 set reverse-route distance 20
crypto map CM 65535 ipsec-isakmp dynamic DYN
interface Loopback0
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/0
 ip address 192.0.2.2 255.255.255.0
 crypto map CM
ip route 172.31.0.0 255.255.0.0 192.0.2.1
`)
	a := n.boot("A", mapsCommon+`crypto map CM local-address Loopback9
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set TS
 match address HUB
crypto map CM 20 ipsec-isakmp
 set peer 203.0.113.2
 set transform-set TS
 match address B
interface Loopback0
 ip address 10.2.0.1 255.255.255.0
interface Loopback9
 ip address 172.31.0.2 255.255.255.255
interface GigabitEthernet0/0
 ip address 198.51.100.2 255.255.255.128
 crypto map CM
interface GigabitEthernet0/1
 ip address 198.51.100.130 255.255.255.128
 crypto map CM
ip access-list extended HUB
 deny ip 10.2.0.0 0.0.0.255 10.1.9.0 0.0.0.255
 permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.255.255
ip access-list extended B
 permit ip 10.2.0.0 0.0.0.255 10.1.9.0 0.0.0.255
ip route 0.0.0.0 0.0.0.0 198.51.100.1
ip route 0.0.0.0 0.0.0.0 198.51.100.129 10
`)
	b := n.boot("B", mapsCommon+`crypto map CM 10 ipsec-isakmp
 set peer 172.31.0.2
 set transform-set TS
 match address A
 reverse-route static
interface Loopback0
 ip address 10.1.9.1 255.255.255.0
interface GigabitEthernet0/0
 ip address 203.0.113.2 255.255.255.0
 crypto map CM
ip access-list extended A
 permit ip 10.1.9.0 0.0.0.255 10.2.0.0 0.0.0.255
ip route 172.31.0.0 255.255.0.0 203.0.113.1
`)
	sentries := []*sentry{
		n.watch("HUB:eth1 NET:eth1", "192.0.2.2", "172.31.0.2"), n.watch("B:eth1 NET:eth4", "203.0.113.2", "172.31.0.2"),
		n.watch("A:eth1 NET:eth2", "192.0.2.2", "172.31.0.2", "203.0.113.2"), n.watch("A:eth2 NET:eth3", "192.0.2.2", "172.31.0.2", "203.0.113.2"),
	}
	shows := func(r *router, command string, want ...string) {
		t.Helper()
		out := r.exec(command)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s# %s: no %q in\n%s", r.name, command, w, out)
			}
		}
	}
	pings := func(to string) {
		t.Helper()
		shows(a, "ping "+to+" source Loopback0 timeout 20", "Success rate is 100 percent (5/5)")
	}
	const learned = "10.2.0.0/24 [20/0] via 172.31.0.2"
	if out := hub.exec("show ip route"); strings.Contains(out, learned) {
		t.Errorf("a route without SAs:\n%s", out)
	}
	shows(b, "show ip route", "10.2.0.0/24 [1/0] via 172.31.0.2")
	a.exec("ping 10.1.0.1 source Loopback0 repeat 1 timeout 10") // whose answer may come before the route
	pings("10.1.0.1")
	pings("10.1.9.1")
	shows(hub, "show ip route", learned)
	shows(hub, "show crypto session", "Peer: 172.31.0.2 port 500", "IPSEC FLOW: permit ip 10.1.0.0/255.255.0.0 10.2.0.0/255.255.255.0 \n        Active SAs: 2, origin: dynamic crypto map")
	shows(a, "show crypto session", "IPSEC FLOW: permit ip 10.2.0.0/255.255.255.0 10.1.9.0/255.255.255.0 \n        Active SAs: 2, origin: crypto map")

	// The other uplink has the same SAs.
	spi := outboundSPI(t, a)
	a.configure("no ip route 0.0.0.0 0.0.0.0 198.51.100.1")
	n.run("NET", "ip route replace 172.31.0.2/32 via 198.51.100.130")
	pings("10.1.0.1")
	if now := outboundSPI(t, a); now != spi {
		t.Errorf("the SA 0x%s has made place for 0x%s", spi, now)
	}
	sentries[3].sees(t, 10) // the other uplink

	b.kill()
	b.start()
	await(t, "B to tell of A's SA", func() bool {
		a.exec("ping 10.1.9.1 source Loopback0 repeat 1 timeout 0")
		return strings.Contains(b.exec("show logging"), "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=203.0.113.2, prot=50, spi=0x")
	})

	a.exec("clear crypto session")
	await(t, "the hub to forget the route", func() bool { return !strings.Contains(hub.exec("show ip route"), learned) })
	for _, s := range sentries {
		s.silent(t, "crypto maps")
	}
}

// TestCryptoMapOfEachFamily has one interface with a crypto map of either family,
// whose names and numbers are the same.
func TestCryptoMapOfEachFamily(t *testing.T) {
	t.Parallel()
	maps := slices.DeleteFunc(slices.Clone(leakModes), func(m leakMode) bool { return m.tunnel })
	for _, s := range newSites(t, maps, 1500, "") {
		for _, ipv6 := range s.families() {
			from, to := s.listen(1, ipv6, unix.IP_PMTUDISC_WANT), s.listen(2, ipv6, unix.IP_PMTUDISC_WANT)
			if !s.carry(from, to, 100) {
				t.Errorf("%s: nothing passes", s.mode.name)
			}
		}
		s.sentry.silent(t, s.mode.name)
	}
}
