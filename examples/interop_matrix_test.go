package examples_test

import (
	"fmt"
	"strings"
	"testing"
)

// suite is what one tunnel of the matrix negotiates in both phases.
type suite struct {
	policy    int
	ike, esp  string // as strongSwan writes them
	transform string // as IOS writes it
	group     string // of PFS, "" without
}

// Algorithms as IOS and as strongSwan write them.
var (
	ikeCiphers = [][2]string{{"des", "des"}, {"3des", "3des"}, {"aes", "aes128"}, {"aes 192", "aes192"}, {"aes 256", "aes256"}}
	ikeHashes  = [][2]string{{"md5", "md5"}, {"sha", "sha1"}, {"sha256", "sha256"}, {"sha384", "sha384"}, {"sha512", "sha512"}}
	ikeGroups  = [][2]string{{"1", "modp768"}, {"2", "modp1024"}, {"5", "modp1536"}, {"14", "modp2048"}, {"15", "modp3072"},
		{"16", "modp4096"}, {"19", "ecp256"}, {"20", "ecp384"}, {"21", "ecp521"}}
	espCiphers = [][2]string{{"esp-des", "des"}, {"esp-3des", "3des"}, {"esp-aes", "aes128"}, {"esp-aes 192", "aes192"}, {"esp-aes 256", "aes256"}}
	espHashes  = [][2]string{{"esp-md5-hmac", "md5"}, {"esp-sha-hmac", "sha1"}, {"esp-sha256-hmac", "sha256"},
		{"esp-sha384-hmac", "sha384"}, {"esp-sha512-hmac", "sha512"}}
	espGCM = [][2]string{{"esp-gcm", "aes128gcm16"}, {"esp-gcm 192", "aes192gcm16"}, {"esp-gcm 256", "aes256gcm16"}}
)

// suites has every pair of a cipher and a group, a cipher and a hash, a hash
// and a group of phase 1, every ESP transform, and PFS with every group.
func suites() (all []suite, policies string) {
	var transforms [][2]string
	for _, c := range espCiphers {
		for _, h := range espHashes {
			transforms = append(transforms, [2]string{c[0] + " " + h[0], c[1] + "-" + h[1]})
		}
	}
	transforms = append(transforms, espGCM...)
	var config strings.Builder
	for c, cipher := range ikeCiphers {
		for g, group := range ikeGroups {
			hash := ikeHashes[(c+g)%len(ikeHashes)]
			s := suite{policy: len(all) + 1, ike: cipher[1] + "-" + hash[1] + "-" + group[1]}
			t := transforms[len(all)%len(transforms)]
			s.transform, s.esp = t[0], t[1]
			if c%2 == 0 {
				s.group = ikeGroups[(g+c)%len(ikeGroups)][0]
				s.esp += "-" + ikeGroups[(g+c)%len(ikeGroups)][1]
			}
			fmt.Fprintf(&config, "crypto isakmp policy %d\n encryption %s\n hash %s\n authentication pre-share\n group %s\n",
				s.policy, cipher[0], hash[0], group[0])
			all = append(all, s)
		}
	}
	return all, config.String()
}

// tunnel is a tunnel interface of R1 to one of charon's addresses, with a
// profile and a transform set of its own.
func (s suite) tunnel(number int, ethernet, peer, inner, profile, state string) string {
	if s.group != "" {
		profile += " set pfs group" + s.group + "\n"
	}
	return fmt.Sprintf(`crypto ipsec transform-set T%[1]d %[2]s
crypto ipsec profile P%[1]d
 set transform-set T%[1]d
%[3]sinterface Tunnel%[1]d
 ip address %[4]s 255.255.255.252
 %[5]s
 tunnel source %[6]s
 tunnel mode ipsec ipv4
 tunnel destination %[7]s
 tunnel protection ipsec profile P%[1]d
`, number, s.transform, profile, inner, state, ethernet, peer)
}

// TestSuites has each suite negotiated with charon, in both roles, and carry
// packets. charon has its inbound SA only when it has read message 3 of quick
// mode, so one echo goes ahead of those that count. R1 takes its own tunnels
// up and down one after the other; meanwhile a second charon initiates and
// terminates the others. Tunnel998 and Tunnel999 come up to say that a charon
// is ready, or done.
func TestSuites(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	all, config := suites()
	config += "crypto isakmp key interop-lab-key address 0.0.0.0 0.0.0.0\n"
	type side struct {
		addresses, inner, driver string
		connections              []connection
	}
	west := side{addresses: "ip address add 192.0.2.2/24 dev eth1\n"}
	east := side{addresses: "ip address add 198.51.100.2/24 dev eth1\n"}
	script := "wait R1 Line protocol on Interface Tunnel999, changed state to up 30\nR1# configure terminal\n"
	var want []string
	for i, s := range all {
		n := i + 1
		peer := fmt.Sprintf("192.0.2.%d", 10+n)
		config += s.tunnel(n, "Ethernet0/0", peer, fmt.Sprintf("10.1.%d.1", n), "", "shutdown")
		west.connections = append(west.connections, connection{name: fmt.Sprintf("s%d", n), local: peer, remote: "192.0.2.1", ike: s.ike, esp: s.esp})
		west.addresses += fmt.Sprintf("ip address add %s/24 dev eth1\n", peer)
		west.inner += fmt.Sprintf("ip address add 10.1.%d.2/30 dev ipsec0\n", n)
		script += fmt.Sprintf(`R1# interface Tunnel%[1]d
R1# no shutdown
wait R1 Line protocol on Interface Tunnel%[1]d, changed state to up 10
R1# do ping 10.1.%[1]d.2 repeat 1 timeout 1
R1# do ping 10.1.%[1]d.2 repeat 3
wait R1 Success rate is 100 percent (3/3) 10
R1# shutdown
wait R1 Line protocol on Interface Tunnel%[1]d, changed state to down
`, n)

		peer = fmt.Sprintf("198.51.100.%d", 10+n)
		config += s.tunnel(100+n, "Ethernet0/1", peer, fmt.Sprintf("10.2.%d.1", n), " responder-only\n", "no shutdown")
		east.connections = append(east.connections, connection{name: fmt.Sprintf("s%d", n), local: peer, remote: "198.51.100.1", ike: s.ike, esp: s.esp})
		east.addresses += fmt.Sprintf("ip address add %s/24 dev eth1\n", peer)
		east.inner += fmt.Sprintf("ip address add 10.2.%d.2/30 dev ipsec0\n", n)
		east.driver += fmt.Sprintf("round %d\n", n)
		want = append(want, fmt.Sprintf("%d up", n), fmt.Sprintf("%d pings", n))
	}
	sign := all[0]
	config += sign.tunnel(999, "Ethernet0/0", "192.0.2.2", "10.3.0.1", " responder-only\n", "no shutdown")
	config += sign.tunnel(998, "Ethernet0/1", "198.51.100.2", "10.3.1.1", " responder-only\n", "no shutdown")
	west.connections = append(west.connections, connection{name: "sign", local: "192.0.2.2", remote: "192.0.2.1", ike: sign.ike, esp: sign.esp})
	east.connections = append(east.connections, connection{name: "sign", local: "198.51.100.2", remote: "198.51.100.1", ike: sign.ike, esp: sign.esp})
	script += "R1# end\nwait R1 Line protocol on Interface Tunnel998, changed state to up 120\n"

	b := newStage(t, config+`interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
 no shutdown
interface Ethernet0/1
 ip address 198.51.100.1 255.255.255.0
 no shutdown`)
	start := "inner() {\nip link set ipsec0 up\n%s}\nstart_charon\n"
	b.charon("west", west.addresses, connections(west.connections...), fmt.Sprintf(start, west.inner)+`
swanctl --initiate --child sign >/dev/null || fail "sign"
swanctl --terminate --ike sign >/dev/null || fail "terminate"
`)
	b.charon("east", east.addresses, connections(east.connections...), fmt.Sprintf(start, east.inner)+`
round() {
	swanctl --initiate --child s$1 --timeout 15 >/dev/null && say "$1 up"
	# R1 may still be raising the line of the tunnel.
	until_true 20 ping -c 1 -W 1 -I 10.2.$1.2 10.2.$1.1 && say "$1 pings"
	swanctl --terminate --ike s$1 >/dev/null || fail "terminate $1"
}
`+east.driver+`
# The script may not be listening yet.
while swanctl --initiate --child sign >/dev/null; do
	sleep 0.5
	swanctl --terminate --ike sign >/dev/null
done
`)
	b.link("R1:eth1", "west:eth1")
	b.link("R1:eth2", "east:eth1")
	out := b.play(script)
	b.result("east", want...)
	if n := strings.Count(out, "Success rate is 100 percent (3/3)"); n != len(all) {
		t.Errorf("%d of %d suites carried pings as initiator", n, len(all))
	}
}
