package examples_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// silentFaults are mistakes of which no router says anything, since no packet
// asks for protection: what shows them is elsewhere.
var silentFaults = []struct {
	name    string
	change  func(config string) string // of R1, nil: there is no fault
	command string
	shows   string
}{
	{"none", nil, "show crypto isakmp sa", "QM_IDLE"},
	{"no route", func(c string) string { return strings.ReplaceAll(c, "ip route 10.2.0.0 255.255.255.0 192.0.2.2\n", "") },
		"show ip route 10.2.0.1", "% Subnet not in table"},
	{"mask for a wildcard", func(c string) string { return strings.ReplaceAll(c, "0.0.0.255", "255.255.255.0") },
		"show access-lists 101", "permit ip 0.0.0.0 255.255.255.0 0.0.0.0 255.255.255.0"},
	{"NAT before the crypto map", func(c string) string { return strings.ReplaceAll(c, "access-list 102 deny", "access-list 102 remark") },
		"show ip nat translations", "icmp 192.0.2.1:"},
}

// TestSilentFaults has a host behind R1 reach for what is behind R2.
func TestSilentFaults(t *testing.T) {
	t.Parallel()
	const crypto = `crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.%[2]d
 set transform-set AES
 match address 101
access-list 101 permit ip 10.%[1]d.0.0 0.0.0.255 10.%[2]d.0.0 0.0.0.255
ip route 10.%[2]d.0.0 255.255.255.0 192.0.2.%[2]d
interface Ethernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
 crypto map CM
`
	const inside = ` ip nat outside
interface Ethernet0/1
 ip address 10.1.0.1 255.255.255.0
 ip nat inside
ip nat inside source list 102 interface Ethernet0/0 overload
access-list 102 deny ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 102 permit ip 10.1.0.0 0.0.0.255 any
logging buffered 100000 debugging
`
	counted := regexp.MustCompile("#pkts encaps: [1-9]")
	for _, f := range silentFaults {
		wait := "1"
		if f.change == nil {
			wait = "20"
		}
		n := newNetwork(t, "R1:eth1 R2:eth1", "PC:eth1 R1:eth2")
		n.run("PC", "ip address add 10.1.0.2/24 dev eth1\nip route add default via 10.1.0.1")
		n.boot("R2", interopPolicy+"interface Loopback0\n ip address 10.2.0.1 255.255.255.0\n"+fmt.Sprintf(crypto, 2, 1))
		config := interopPolicy + fmt.Sprintf(crypto, 1, 2) + inside
		if f.change != nil {
			config = f.change(config)
		}
		r1 := n.boot("R1", config)
		r1.exec("debug crypto isakmp", "debug crypto ipsec")
		_, err := n.lab.Namespace("PC").Run("ping", "-c", "2", "-i", "0.5", "-W", wait, "10.2.0.1")
		log := r1.exec("show logging")
		if got := strings.Contains(log, "ISAKMP:") || strings.Contains(log, "IPSEC("); got != (f.change == nil) {
			t.Errorf("%s: R1 says something: %t\n%s", f.name, got, log)
		}
		if out := r1.exec("show crypto isakmp sa", f.command); !strings.Contains(out, f.shows) || strings.Contains(out, "192.0.2.2 ") != (f.change == nil) {
			t.Errorf("%s, ping: %v\n%s", f.name, err, out)
		}
		if out := r1.exec("show crypto ipsec sa"); counted.MatchString(out) != (f.change == nil) {
			t.Errorf("%s: %s", f.name, out)
		}
	}
}
