package examples_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath/gre"
	"mainmode/datapath/guest"
)

// TestGRE plays the lab, has tshark open what is on the cable, and finds GRE
// with the tunnel's key in transport mode ESP and nothing beside ESP and IKE.
func TestGRE(t *testing.T) {
	t.Parallel()
	testGRE(t)
}

func testGRE(t *testing.T, options ...string) {
	needs(t, "tshark")
	dir := t.TempDir()
	keyFile := filepath.Join(dir, "keys")
	out := play(t, "gre", `
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
R1# debug crypto ipsec
R1# configure terminal
R1# crypto keys log `+keyFile+`
R1# end
R1# clear crypto session
wait R1 IPSEC(create_sa): sa created
R1# undebug all
R1# ping 172.16.0.2 repeat 10 timeout 1
R1# ping 10.2.0.1 source Loopback0
R1# ping 2001:DB8:2::1 source Loopback0
R1# ping 172.16.0.2 size 1400 df-bit
R1# ping 172.16.0.2 size 9000
R1# ping 2001:DB8:2::1 size 9000
R1# show crypto ipsec sa
`, append(options, "--pcap", dir)...)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                      5,
		"local  ident (addr/mask/prot/port): (192.0.2.2/255.255.255.255/47/0)":   1,
		"remote ident (addr/mask/prot/port): (203.0.113.2/255.255.255.255/47/0)": 1,
		"in use settings ={Transport, }":                                         2,
	})

	protected(t, filepath.Join(dir, "ISP-eth1.pcap"), kindESP, 50)
	file := filepath.Join(dir, "R1-eth1.pcap")
	if guest.Inside() {
		return
	}
	keys := readKeyLog(t, keyFile)
	capture := tshark{t: t, file: file, options: keys.options, home: dir}
	if bad := capture.frames("_ws.malformed || _ws.expert.severity == error"); len(bad) > 0 {
		t.Errorf("tshark finds fault with frames %v", bad)
	}
	spis := "(esp.spi == " + strings.Join(keys.spis, " || esp.spi == ") + ")"
	esp := capture.frames("esp && " + spis)
	gre := capture.frames("esp && gre.key == 12 && " + spis)
	if len(esp) < 50 || len(esp) != len(gre) {
		t.Errorf("%d of %d ESP packets hold GRE with the key", len(gre), len(esp))
	}
	// Each ping is five echos and their replies, of which the long ones came
	// in fragments.
	if v4, v6 := capture.frames("esp && icmp.type == 8 && "+spis), capture.frames("esp && icmpv6.type == 128 && "+spis); len(v4) < 15 || len(v6) < 5 {
		t.Errorf("%d echos over IPv4, %d over IPv6", len(v4), len(v6))
	}
}

// TestGREInClear has no protection: tshark reads the headers as they are, key,
// checksum, sequence numbers and keepalives.
func TestGREInClear(t *testing.T) {
	t.Parallel()
	needs(t, "tshark")
	dir := t.TempDir()
	var edits strings.Builder
	// Keepalives last: none is answered before both ends number their packets.
	for _, lines := range [][]string{{"no tunnel protection", "tunnel checksum", "tunnel sequence-datagrams"}, {"keepalive 1 3"}} {
		for _, r := range []string{"R1", "R2"} {
			for _, line := range slices.Concat([]string{"configure terminal", "interface Tunnel0"}, lines, []string{"end"}) {
				fmt.Fprintf(&edits, "%s# %s\n", r, line)
			}
		}
	}
	out := play(t, "gre", `
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
`+edits.String()+`
R1# ping 10.2.0.1 source Loopback0
R1# ping 2001:DB8:2::1 source Loopback0
R1# ping 10.2.0.1 size 9000
R1# show interfaces Tunnel0
R2# configure terminal
R2# interface Tunnel0
R2# shutdown
wait R1 Line protocol on Interface Tunnel0, changed state to down
R2# no shutdown
wait R1 Line protocol on Interface Tunnel0, changed state to up
`, "--pcap", dir)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":   3,
		"    Key 0xC, sequencing enabled\n":   1,
		"    Checksumming of packets enabled": 1,
		"  Keepalive set (1 sec), retries 3":  1,
	})
	file := filepath.Join(dir, "R1-eth1.pcap")
	if guest.Inside() {
		headersInClear(t, file)
		return
	}
	capture := tshark{t: t, file: file, home: dir}
	if bad := capture.frames("_ws.malformed || gre.checksum.status == 0"); len(bad) > 0 {
		t.Errorf("tshark finds fault with frames %v", bad)
	}
	for what, filter := range map[string]string{
		"IPv4 in GRE":              "gre.proto == 0x0800 && gre.key == 12 && gre.checksum.status == 1 && gre.sequence_number && icmp",
		"IPv6 in GRE":              "gre.proto == 0x86dd && gre.key == 12 && gre.checksum.status == 1 && gre.sequence_number && icmpv6",
		"keepalives":               "ip.src == 192.0.2.2 && ip.src == 203.0.113.2 && gre.proto == 0x0800 && gre.proto == 0",
		"keepalives that returned": "ip.src == 203.0.113.2 && !(ip.src == 192.0.2.2) && gre.proto == 0 && !(gre.proto == 0x0800)",
	} {
		if len(capture.frames(filter)) == 0 {
			t.Errorf("no %s", what)
		}
	}
}

// headersInClear looks for the same where there is no tshark.
func headersInClear(t *testing.T, file string) {
	t.Helper()
	const ipv4HeaderLen = 20
	missing := map[string]bool{"IPv4 in GRE": true, "IPv6 in GRE": true, "keepalives": true, "keepalives that returned": true}
	eachFrame(t, file, func(data []byte) {
		p := data[14:]
		if binary.BigEndian.Uint16(data[12:]) != unix.ETH_P_IP || p[9] != unix.IPPROTO_GRE || binary.BigEndian.Uint16(p[6:])&^0x4000 != 0 {
			return // of a fragment the checksum is not to be told
		}
		p = p[:binary.BigEndian.Uint16(p[2:])]
		h, ok := gre.Parse(p[ipv4HeaderLen:])
		if !ok {
			t.Errorf("no GRE: % x", p)
			return
		}
		inner := p[ipv4HeaderLen+h.Size:]
		complete := h.Checksum && h.Keyed && h.Key == 12 && h.Sequenced
		switch {
		case h.Protocol == gre.TypeIPv6 && complete && inner[6] == unix.IPPROTO_ICMPV6:
			delete(missing, "IPv6 in GRE")
		case h.Protocol == gre.TypeKeepalive && p[12] == 203:
			delete(missing, "keepalives that returned")
		case h.Protocol == gre.TypeIPv4 && complete && inner[9] == unix.IPPROTO_ICMP:
			delete(missing, "IPv4 in GRE")
		case h.Protocol == gre.TypeIPv4 && inner[9] == unix.IPPROTO_GRE && p[12] == 192 && inner[12] == 203:
			if k, ok := gre.Parse(inner[ipv4HeaderLen:]); ok && k.Protocol == gre.TypeKeepalive {
				delete(missing, "keepalives")
			}
		}
	})
	for what := range missing {
		t.Errorf("no %s", what)
	}
}

// TestGREOtherKey has the ends give their tunnel different keys: IKE is content,
// nobody says anything, and packets are only received.
func TestGREOtherKey(t *testing.T) {
	t.Parallel()
	needs(t)
	out := play(t, "gre", `
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
R1# ping 172.16.0.2 repeat 10 timeout 1
R1# ping 172.16.0.2
R1# configure terminal
R1# interface Tunnel0
R1# no keepalive
R1# end
R2# configure terminal
R2# interface Tunnel0
R2# no keepalive
R2# tunnel key 13
R2# end
R1# clear crypto sa counters
R2# clear crypto sa counters
R1# ping 172.16.0.2 repeat 20 timeout 0
R1# ping 172.16.0.2 repeat 2 timeout 1
R1# show crypto ipsec sa | include caps
R2# show crypto ipsec sa | include caps
R2# show interfaces Tunnel0 | include line protocol
`)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":  1,
		"Success rate is 0 percent (0/2)":    1,
		"Tunnel0 is up, line protocol is up": 1,
		"%CRYPTO-4":                          0,
	})
	// The system sends a few multicast packets beside the pings.
	counts := regexp.MustCompile(`(?s)encaps: [1-9]\d, .*decaps: \d, .*encaps: \d, .*decaps: [1-9]\d, `)
	if _, after, _ := strings.Cut(out, "Success rate is 0 percent (0/2)"); !counts.MatchString(after) {
		t.Errorf("the counters are not those of packets that are only received:\n%s", after)
	}
}

// TestGREDefaults: a tunnel that says nothing of it is GRE over IPv4 whose
// packets live for 255 hops, and carries 1476 bytes.
func TestGREDefaults(t *testing.T) {
	t.Parallel()
	const bare = `interface Tunnel0
 ip address 10.0.0.%[1]d 255.255.255.252
 tunnel source Ethernet0/0
 tunnel destination 192.0.2.%[2]d
`
	n := newNetwork(t, "R1:eth1 R2:eth1")
	r1 := n.boot("R1", ethernet(0, "192.0.2.1")+fmt.Sprintf(bare, 1, 2))
	n.boot("R2", ethernet(0, "192.0.2.2")+fmt.Sprintf(bare, 2, 1)).await("show interfaces Tunnel0", "line protocol is up")
	r1.await("show interfaces Tunnel0", "line protocol is up")
	out := r1.exec("ping 10.0.0.2 timeout 10", "ping 10.0.0.2 size 1476 df-bit", "ping 10.0.0.2 size 1477 df-bit repeat 2 timeout 1", "show interfaces Tunnel0")
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":          2,
		"Success rate is 0 percent (0/2)":            1,
		"  Tunnel protocol/transport GRE/IP\n":       1,
		"    Key disabled, sequencing disabled\n":    1,
		"  Tunnel TTL 255, Fast tunneling enabled\n": 1,
		"  Tunnel transport MTU 1476 bytes\n":        1,
	})
}

// TestGREOverCryptoMap protects the same tunnel the older way: a crypto map on
// the interface by which GRE leaves.
func TestGREOverCryptoMap(t *testing.T) {
	t.Parallel()
	testGREOverCryptoMap(t)
}

func testGREOverCryptoMap(t *testing.T, options ...string) {
	needs(t)
	dir := t.TempDir()
	for _, name := range []string{"topology.clab.yml", "ISP.cfg", "R1.cfg", "R2.cfg"} {
		b, err := os.ReadFile(filepath.Join("gre", name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		if own, peer := "192.0.2.2", "203.0.113.2"; name[0] == 'R' {
			if name == "R2.cfg" {
				own, peer = peer, own
			}
			text = strings.NewReplacer(
				"crypto ipsec profile PRO\n set transform-set TS\n",
				"crypto map CM 10 ipsec-isakmp\n set peer "+peer+"\n set transform-set TS\n match address GRE\n",
				" tunnel protection ipsec profile PRO\n", "",
				" no shutdown\n", " no shutdown\n crypto map CM\n",
				"ip route 0.0.0.0", "ip access-list extended GRE\n permit gre host "+own+" host "+peer+"\nip route 0.0.0.0",
			).Replace(text)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := play(t, dir, `
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
R1# ping 172.16.0.2 repeat 10 timeout 1
R1# ping 10.2.0.1 source Loopback0
R1# ping 2001:DB8:2::1 source Loopback0
R1# ping 172.16.0.2 size 1400 df-bit
R1# ping 172.16.0.2 size 9000
R1# show crypto ipsec sa
`, append(options, "--pcap", dir)...)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                    4,
		"local  ident (addr/mask/prot/port): (192.0.2.2/255.255.255.255/47/0)": 1,
		"in use settings ={Transport, }":                                       2,
		"Crypto map tag: CM, local addr 192.0.2.2":                             1,
	})
	protected(t, filepath.Join(dir, "ISP-eth1.pcap"), kindESP, 50)
}

// greSpoke is the router behind the NAT, greHub the one that sees only the NAT.
const (
	greCommon = `crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco address 0.0.0.0 0.0.0.0
crypto ipsec transform-set TS esp-aes esp-sha-hmac
 mode transport
crypto ipsec profile PRO
 set transform-set TS
ipv6 unicast-routing
`
	greSpoke = `hostname SPOKE
` + greCommon + `interface Ethernet0/0
 ip address 10.0.0.2 255.255.255.0
interface Tunnel0
 ip address 172.16.0.1 255.255.255.252
 ipv6 address 2001:DB8:12::1/64
 tunnel source Ethernet0/0
 tunnel destination 198.51.100.2
 tunnel protection ipsec profile PRO
ip route 0.0.0.0 0.0.0.0 10.0.0.1
`
	greHub = `hostname HUB
` + greCommon + `interface Ethernet0/0
 ip address 198.51.100.2 255.255.255.0
interface Tunnel0
 ip address 172.16.0.2 255.255.255.252
 ipv6 address 2001:DB8:12::2/64
 tunnel source Ethernet0/0
 tunnel destination 198.51.100.1
 tunnel protection ipsec profile PRO
`
	greNAT = `name: gre-nat
topology:
  nodes:
    SPOKE:
      startup-config: SPOKE.cfg
    NAT:
      kind: linux
      exec:
        - ip address add 10.0.0.1/24 dev eth1
        - ip address add 198.51.100.1/24 dev eth2
        - echo 1 >/proc/sys/net/ipv4/ip_forward
        - nft add table ip nat
        - nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
        - nft add rule ip nat out oifname eth2 masquerade random
    HUB:
      startup-config: HUB.cfg
  links:
    - endpoints: ["SPOKE:eth1", "NAT:eth1"]
    - endpoints: ["NAT:eth2", "HUB:eth1"]
`
)

// TestGREThroughNAT has a masquerading router between: the two ends name each
// other differently, and transport mode goes in UDP all the same.
func TestGREThroughNAT(t *testing.T) {
	t.Parallel()
	testGREThroughNAT(t)
}

func testGREThroughNAT(t *testing.T, options ...string) {
	needs(t, "nft")
	dir := t.TempDir()
	for name, text := range map[string]string{"topology.clab.yml": greNAT, "SPOKE.cfg": greSpoke, "HUB.cfg": greHub} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := play(t, dir, `
wait SPOKE Line protocol on Interface Tunnel0, changed state to up
wait HUB Line protocol on Interface Tunnel0, changed state to up
HUB# debug crypto ipsec
HUB# clear crypto session
SPOKE# clear crypto session
wait HUB IPSEC(key_engine_enable_outbound): rec'd enable notify from ISAKMP 60
HUB# undebug all
SPOKE# ping 172.16.0.2 repeat 10 timeout 1
SPOKE# ping 172.16.0.2
SPOKE# ping 2001:DB8:12::2
SPOKE# ping 172.16.0.2 size 9000
HUB# ping 172.16.0.1
HUB# show crypto ipsec sa
SPOKE# show crypto ipsec sa
`, append(options, "--pcap", dir)...)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                       4,
		"in use settings ={Transport UDP-Encaps, }":                               4,
		"remote ident (addr/mask/prot/port): (198.51.100.1/255.255.255.255/47/0)": 1,
		"local  ident (addr/mask/prot/port): (10.0.0.2/255.255.255.255/47/0)":     1,
	})
	protected(t, filepath.Join(dir, "NAT-eth2.pcap"), kindEncap, 40)
}

// TestGREKeepalive has the provider lose what is in GRE, while both routers'
// interfaces stay up. Keepalives find out, and that it is over. In between no
// router says in clear that its tunnel is down.
func TestGREKeepalive(t *testing.T) {
	t.Parallel()
	testGREKeepalive(t)
}

// testSequencedKeepalive is the same with sequence numbers, which keepalives
// have too, and go on with when the tunnel is down.
func testSequencedKeepalive(t *testing.T, options ...string) {
	keepalives(t, "tunnel sequence-datagrams", options...)
}

func testGREKeepalive(t *testing.T, options ...string) {
	keepalives(t, "no tunnel sequence-datagrams", options...)
}

func keepalives(t *testing.T, line string, options ...string) {
	needs(t)
	dir := t.TempDir()
	var edits strings.Builder
	for _, r := range []string{"R1", "R2"} {
		fmt.Fprintf(&edits, "%[1]s# configure terminal\n%[1]s# interface Tunnel0\n%[1]s# keepalive 1 2\n%[1]s# %[2]s\n%[1]s# end\n", r, line)
	}
	out := play(t, "gre", `
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
R1# ping 172.16.0.2 repeat 10 timeout 1
`+edits.String()+`
R1# ping 172.16.0.2
ISP# configure terminal
ISP# access-list 101 deny esp any any
ISP# access-list 101 permit ip any any
ISP# interface GigabitEthernet0/0
ISP# ip access-group 101 in
wait R1 Line protocol on Interface Tunnel0, changed state to down
wait R2 Line protocol on Interface Tunnel0, changed state to down
ISP# no ip access-group 101 in
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
R1# ping 172.16.0.2
R2# ping 10.1.0.1 source Loopback0
`, append(options, "--pcap", dir)...)
	if n := strings.Count(out, "Success rate is 100 percent (5/5)"); n != 3 {
		t.Errorf("%d of 3 pings\n%s", n, out)
	}
	for _, file := range []string{"ISP-eth1.pcap", "ISP-eth2.pcap"} {
		protected(t, filepath.Join(dir, file), kindESP, 20)
	}
}
