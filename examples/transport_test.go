package examples_test

import (
	"strings"
	"testing"
)

// TestKernelTransport has charon with the kernel's ESP behind a NAT come to R1 in
// transport mode, with our ESP in userspace: the ends call each other by
// different addresses, over which TCP makes its checksums.
func TestKernelTransport(t *testing.T) {
	onKernel(t, transportThroughNAT, append(charonPrograms, "mount", "nft", "bash")...)
}

func transportThroughNAT(t *testing.T) {
	b := newStage(t, interopPolicy+`username lab privilege 15 secret lab
ip domain name example.net
crypto key generate rsa modulus 2048
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
	b.linux("nat", `ip address add 192.0.2.254/24 dev eth1
ip address add 10.98.0.254/24 dev eth2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
nft add rule ip nat out oifname eth1 masquerade`)
	b.charon("west", "ip address add 10.98.0.2/24 dev eth1\nip route add 192.0.2.0/24 via 10.98.0.254",
		strings.NewReplacer("mode = tunnel", "mode = transport", "local_ts = 0.0.0.0/0", "", "remote_ts = 0.0.0.0/0", "",
			"if_id_in = 42", "", "if_id_out = 42", "").Replace(
			connections(connection{name: "r1", local: "10.98.0.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP})), `
start_charon
swanctl --initiate --child r1 >/dev/null && say up
ping -c 5 -i 0.1 -W 2 192.0.2.1 >/dev/null && say pings
`)
	b.link("R1:eth1", "nat:eth1")
	b.link("west:eth1", "nat:eth2")
	b.save()
	out := play(t, b.dir, `
sleep 45
R1# show crypto ipsec sa
R1# ping 192.0.2.254
`, "--datapath", "userspace")
	b.result("west", "up", "pings")
	for what, want := range map[string]int{
		"in use settings ={Transport UDP-Encaps, }":                             2,
		"remote ident (addr/mask/prot/port): (192.0.2.254/255.255.255.255/0/0)": 1,
		"Success rate is 100 percent (5/5)":                                     1,
	} {
		if got := strings.Count(out, what); got != want {
			t.Errorf("%q: %d times, want %d", what, got, want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}
