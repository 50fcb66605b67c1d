package examples_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// The configuration that all tests of this file begin with.
const interopPolicy = `crypto isakmp policy 10
 encryption aes
 authentication pre-share
 group 14
crypto isakmp key interop-lab-key address 0.0.0.0 0.0.0.0
crypto ipsec transform-set AES esp-aes esp-sha-hmac
crypto ipsec profile OURS
 set transform-set AES
crypto ipsec profile THEIRS
 responder-only
 set transform-set AES
`

// What charon proposes to it.
const (
	interopIKE = "aes128-sha1-modp2048"
	interopESP = "aes128-sha1"
)

// ethernet is an interface of R1 with a prefix length of 24.
func ethernet(number int, address string) string {
	return fmt.Sprintf("interface Ethernet0/%d\n ip address %s 255.255.255.0\n no shutdown\n", number, address)
}

// vti is a tunnel interface of R1.
func vti(number, ethernet int, peer, profile string) string {
	return fmt.Sprintf(`interface Tunnel%[1]d
 ip address 10.%[1]d.0.1 255.255.255.0
 tunnel source Ethernet0/%[2]d
 tunnel mode ipsec ipv4
 tunnel destination %[3]s
 tunnel protection ipsec profile %[4]s
`, number, ethernet, peer, profile)
}

// inner is what gives charon the other address of R1's tunnel.
func inner(tunnel int) string {
	return fmt.Sprintf("inner() { ip link set ipsec0 up; ip address add 10.%d.0.2/24 dev ipsec0; }\n", tunnel)
}

// callingCharon is a lab in which charon, at west, is to call R1. The driver
// begins when charon runs.
func callingCharon(t *testing.T, policy, driver string) *stage {
	t.Helper()
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	b := newStage(t, policy+ethernet(0, "192.0.2.1")+vti(1, 0, "192.0.2.2", "THEIRS"))
	b.charon("west", "ip address add 192.0.2.2/24 dev eth1",
		connections(connection{name: "r1", local: "192.0.2.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP}),
		inner(1)+driver)
	b.link("R1:eth1", "west:eth1")
	return b
}

// TestNAT has a masquerading router between: west is behind one and comes to
// R1, and R1 is behind another and calls east.
func TestNAT(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark", "nft")...)
	b := newStage(t, interopPolicy+
		ethernet(0, "192.0.2.1")+ethernet(1, "10.99.0.1")+
		vti(1, 0, "192.0.2.254", "THEIRS")+vti(2, 1, "198.51.100.2", "OURS")+" shutdown\n"+
		"ip route 198.51.100.0 255.255.255.0 10.99.0.254\n")
	const masquerade = `
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
nft add rule ip nat out oifname %s masquerade random
`
	b.linux("nat1", "ip address add 192.0.2.254/24 dev eth1\nip address add 10.98.0.254/24 dev eth2"+fmt.Sprintf(masquerade, "eth1"))
	b.linux("nat2", "ip address add 10.99.0.254/24 dev eth1\nip address add 198.51.100.254/24 dev eth2"+fmt.Sprintf(masquerade, "eth2"))
	b.charon("west", "ip address add 10.98.0.2/24 dev eth1\nip route add 192.0.2.0/24 via 10.98.0.254",
		connections(connection{name: "r1", local: "10.98.0.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP}),
		inner(1)+`
start_charon
swanctl --initiate --child r1 >/dev/null && say up
ping -c 5 -i 0.1 -W 2 10.1.0.1 >/dev/null && say pings
`)
	b.charon("east", "ip address add 198.51.100.2/24 dev eth1",
		connections(connection{name: "r1", local: "198.51.100.2", remote: "198.51.100.254", remoteID: "10.99.0.1", ike: interopIKE, esp: interopESP}),
		inner(2)+"start_charon\n")
	b.link("R1:eth1", "nat1:eth1")
	b.link("west:eth1", "nat1:eth2")
	b.link("R1:eth2", "nat2:eth1")
	b.link("nat2:eth2", "east:eth1")
	out := b.play(`
wait R1 Line protocol on Interface Tunnel1, changed state to up 60
R1# configure terminal
R1# interface Tunnel2
R1# no shutdown
wait R1 Line protocol on Interface Tunnel2, changed state to up 60
R1# end
R1# ping 10.2.0.2 repeat 1 timeout 1
R1# ping 10.2.0.2 repeat 5
wait R1 Success rate is 100 percent (5/5)
R1# ping 10.1.0.2 repeat 10
wait R1 Success rate is 100 percent (10/10)
sleep 1
R1# show crypto ipsec sa
`)
	b.result("west", "up", "pings")
	// The NAT has changed west's port, and 4500 is nobody's but ours.
	port := regexp.MustCompile(`current_peer 192\.0\.2\.254 port (\d+)`).FindStringSubmatch(out)
	if port == nil || port[1] == "4500" || port[1] == "500" {
		t.Errorf("the port of west's NAT: %q", port)
	}
	if !strings.Contains(out, "current_peer 198.51.100.2 port 4500") {
		t.Error("the tunnel to east does not run on port 4500")
	}
}

// TestDelete has either side delete an SA, and the other follow.
func TestDelete(t *testing.T) {
	b := callingCharon(t, interopPolicy, `
deleted() { grep -q 'received DELETE for IKE_SA r1' west.log; }
start_charon
swanctl --initiate --child r1 >/dev/null && say up
swanctl --terminate --child r1 >/dev/null && say terminated the child
swanctl --initiate --child r1 >/dev/null && say up
until_true 300 deleted && say deleted by R1
swanctl --initiate --child r1 >/dev/null && say up
swanctl --terminate --ike r1 >/dev/null && say terminated
swanctl --initiate --child r1 >/dev/null && say up
`)
	b.play(`
wait R1 Line protocol on Interface Tunnel1, changed state to up 60
wait R1 Line protocol on Interface Tunnel1, changed state to down
wait R1 Line protocol on Interface Tunnel1, changed state to up
R1# clear crypto session
wait R1 Line protocol on Interface Tunnel1, changed state to down
wait R1 Line protocol on Interface Tunnel1, changed state to up
wait R1 Line protocol on Interface Tunnel1, changed state to down
wait R1 Line protocol on Interface Tunnel1, changed state to up
R1# ping 10.1.0.2 repeat 1 timeout 1
R1# ping 10.1.0.2 repeat 5
wait R1 Success rate is 100 percent (5/5)
`)
	b.result("west", "up", "terminated the child", "up", "deleted by R1", "up", "terminated", "up")
}

// TestRestart kills charon, which comes back with no memory of the SAs and
// negotiates anew: INITIAL-CONTACT has R1 forget the old ones.
func TestRestart(t *testing.T) {
	b := callingCharon(t, interopPolicy, `
start_charon
swanctl --initiate --child r1 >/dev/null && say up
ping -c 3 -i 0.1 -W 2 10.1.0.1 >/dev/null && say pings
kill -9 $charon
wait $charon
start_charon
swanctl --initiate --child r1 >/dev/null && say up
ping -c 3 -i 0.1 -W 2 10.1.0.1 >/dev/null && say pings
swanctl --terminate --ike r1 >/dev/null && say terminated
`)
	out := b.play(`
wait R1 Line protocol on Interface Tunnel1, changed state to up 60
wait R1 Line protocol on Interface Tunnel1, changed state to down 60
wait R1 Line protocol on Interface Tunnel1, changed state to up
wait R1 Line protocol on Interface Tunnel1, changed state to down
R1# show crypto ipsec sa
R1# show crypto isakmp sa
`)
	b.result("west", "up", "pings", "up", "pings", "terminated")
	if strings.Contains(out, "Status: ACTIVE") || strings.Contains(out, "QM_IDLE") {
		t.Errorf("SAs are left:\n%s", out)
	}
}

// TestRekey has pings at 20 a second go through both tunnels until their SAs
// have been replaced, of both phases. West's short lifetimes have charon rekey.
// Towards east it is R1 that does: phase 1 lives for a minute, and phase 2 for
// as many kilobytes as a second ping carries in some seconds.
func TestRekey(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	b := newStage(t, interopPolicy+"crypto isakmp policy 10\n lifetime 60\ncrypto isakmp keepalive 10 2 periodic\n"+
		"crypto ipsec profile OURS\n set security-association lifetime kilobytes 2560\n"+
		ethernet(0, "192.0.2.1")+ethernet(1, "198.51.100.1")+
		vti(1, 0, "192.0.2.2", "THEIRS")+vti(2, 1, "198.51.100.2", "OURS"))
	const driver = `
negotiated() { [ $(grep -c "$2_SA r1.* established" %[2]s.log) -ge $1 ]; }
start_charon
until_true 300 ping -c 1 -W 1 10.%[1]d.0.1 || fail "no tunnel"
ping -i 0.05 10.%[1]d.0.1 >%[2]s.pings &
pings=$!
%[3]s
until_true 900 negotiated 2 IKE && say phase 1 replaced
until_true 900 negotiated 3 CHILD && say phase 2 replaced
sleep 3 # until R1 sends by the new pair
kill $pings
say end
ip link set eth1 down
`
	b.charon("west", "ip address add 192.0.2.2/24 dev eth1", connections(connection{
		name: "r1", local: "192.0.2.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP,
		options: "rekey_time = 7s\nover_time = 30s\nrand_time = 0s",
		child:   "start_action = start\nrekey_time = 4s\nlife_time = 40s\nrand_time = 0s"}),
		inner(1)+fmt.Sprintf(driver, 1, "west", ""))
	b.charon("east", "ip address add 198.51.100.2/24 dev eth1",
		connections(connection{name: "r1", local: "198.51.100.2", remote: "198.51.100.1", ike: interopIKE, esp: interopESP}),
		inner(2)+fmt.Sprintf(driver, 2, "east", "ping -q -s 1300 -i 0.005 -c 4000 10.2.0.1 >/dev/null"))
	b.link("R1:eth1", "west:eth1")
	b.link("R1:eth2", "east:eth1")
	b.play(`
wait R1 Line protocol on Interface Ethernet0/0, changed state to down 150
wait R1 Line protocol on Interface Ethernet0/1, changed state to down 150
R1# show crypto isakmp sa
R1# show crypto ipsec sa
`)
	bearable := 0
	if guest.Inside() {
		// Its own ESP without us, too, drops one packet of some 30,000 while its
		// processors wait for others of the machine that emulates them.
		bearable = 2
	}
	for _, name := range []string{"west", "east"} {
		b.result(name, "phase 1 replaced", "phase 2 replaced", "end")
		if lost, last := missing(b.read(name + ".pings")); last < 100 || len(lost) > bearable {
			t.Errorf("%s: of %d pings %v are lost", name, last, lost)
		}
	}
}

var answered = regexp.MustCompile(`bytes from .* icmp_seq=(\d+) `)

// missing is the numbers of echoes that ping has no answer to, up to the last
// that it has one to.
func missing(pings string) (lost []int, last int) {
	came := map[int]bool{}
	for _, m := range answered.FindAllStringSubmatch(pings, -1) {
		n, _ := strconv.Atoi(m[1])
		came[n], last = true, max(last, n)
	}
	for n := 1; n < last; n++ {
		if !came[n] {
			lost = append(lost, n)
		}
	}
	return lost, last
}

// TestIPv6 negotiates phase 1 over IPv6 in both roles. That is all:
// kernel-libipsec has ESP in UDP only, and IOS has no NAT traversal over IPv6. A
// second cable of each peer tells by its carrier that the peer is done.
func TestIPv6(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	b := newStage(t, interopPolicy+`crypto isakmp key interop-lab-key address ipv6 2001:db8::/32
interface Ethernet0/0
 ipv6 address 2001:db8:1::1/64
 no shutdown
interface Ethernet0/1
 ipv6 address 2001:db8:2::1/64
 no shutdown
interface Tunnel2
 ipv6 address 2001:db8:3::1/64
 tunnel source Ethernet0/1
 tunnel mode ipsec ipv6
 tunnel destination 2001:db8:2::2
 tunnel protection ipsec profile OURS
interface Ethernet0/2
 no shutdown
interface Ethernet0/3
 no shutdown
`)
	b.charon("west", "ip address add 2001:db8:1::2/64 dev eth1 nodad",
		connections(connection{name: "r1", local: "2001:db8:1::2", remote: "2001:db8:1::1", ike: interopIKE, esp: interopESP}), `
start_charon
swanctl --initiate --ike r1 >/dev/null && say up
ip link set eth2 down
`)
	b.charon("east", "ip address add 2001:db8:2::2/64 dev eth1 nodad",
		connections(connection{name: "r1", local: "2001:db8:2::2", remote: "2001:db8:2::1", ike: interopIKE, esp: interopESP}), `
start_charon
established() { grep -q 'IKE_SA r1.* established' east.log; }
until_true 300 established && say up
sleep 1 # R1 reads the last message
ip link set eth2 down
`)
	b.link("R1:eth1", "west:eth1")
	b.link("R1:eth2", "east:eth1")
	b.link("R1:eth3", "west:eth2")
	b.link("R1:eth4", "east:eth2")
	out := b.play(`
wait R1 Line protocol on Interface Ethernet0/2, changed state to down 60
wait R1 Line protocol on Interface Ethernet0/3, changed state to down 60
R1# show crypto isakmp sa
`)
	b.result("west", "up")
	b.result("east", "up")
	for _, sa := range []string{" dst: 2001:DB8:1::1\n src: 2001:DB8:1::2", " dst: 2001:DB8:2::2\n src: 2001:DB8:2::1"} {
		if !strings.Contains(strings.ReplaceAll(out, "\r", ""), sa) {
			t.Errorf("%q is missing in\n%s", sa, out)
		}
	}
}

// TestIKEScan has ike-scan look at R1: the transform that it chooses, and the
// vendor IDs that it answers with, of each version of NAT traversal its own.
func TestIKEScan(t *testing.T) {
	t.Parallel()
	needs(t, "ike-scan", "tshark")
	b := newStage(t, interopPolicy+ethernet(0, "192.0.2.1")+vti(1, 0, "192.0.2.2", "THEIRS"))
	// The first scans may come before R1 is there, the last says that the one
	// before it is over. From an address of its own each version is no more than
	// one exchange of those that R1 has time for.
	b.linux("west", `ip address add 192.0.2.2/24 dev eth1
(until ike-scan --retry=1 --trans=7/128,2,1,14 --vendor=4a131c81070358455c5728f20e95452f 192.0.2.1 >west.result 2>&1 && grep -q "1 returned handshake" west.result; do :; done; n=3; for vendor in 439b59f8ba676c4c7737ae22eab8f582 7d9419a65310ca6f2c179d9215529d56 90cb80913ebb696e086381b5ec427b1f cd60464335df21f87cfdb2fc68b6a448; do ip address add 192.0.2.$n/24 dev eth1; ike-scan --bindip=192.0.2.$n --trans=7/128,2,1,14 --vendor=$vendor 192.0.2.1; n=$((n + 1)); done >>west.result 2>&1; ike-scan --retry=1 --trans=1,1,1,1 192.0.2.1 >>west.result 2>&1; ike-scan --retry=1 --trans=1,1,1,1 192.0.2.1) >/dev/null 2>&1 &`)
	b.link("R1:eth1", "west:eth1")
	b.play(`R1# debug crypto isakmp
wait R1 no offers accepted! 60
wait R1 no offers accepted! 60
`)
	report := b.read("west.result")
	for _, want := range []string{
		"192.0.2.1\tMain Mode Handshake returned ",
		"SA=(Enc=AES Hash=SHA1 Auth=PSK Group=14:modp2048 KeyLength=128 LifeType=Seconds LifeDuration(4)=0x00007080)",
		"VID=4a131c81070358455c5728f20e95452f (RFC 3947 NAT-T)",
		"VID=439b59f8ba676c4c7737ae22eab8f582 ", "VID=7d9419a65310ca6f2c179d9215529d56 ",
		"VID=90cb80913ebb696e086381b5ec427b1f ", "VID=cd60464335df21f87cfdb2fc68b6a448 ",
		"1 returned handshake; 0 returned notify",
		"192.0.2.1\tNotify message 14 (NO-PROPOSAL-CHOSEN)",
		"0 returned handshake; 1 returned notify",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("%q is missing in\n%s", want, report)
		}
	}
}
