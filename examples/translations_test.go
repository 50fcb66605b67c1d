package examples_test

import (
	"strings"
	"testing"
)

// translationsConfig has every kind of translation.
const translationsConfig = `
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
 ip address 10.1.8.1 255.255.255.0 secondary
 ip nat inside
access-list 1 permit 10.1.0.0 0.0.0.127
ip nat pool SOME prefix-length 24
 address 198.51.100.20 198.51.100.20
 address 198.51.100.30 198.51.100.31
ip nat inside source list 1 pool SOME overload
ip nat inside source static tcp 10.1.0.2 80 interface GigabitEthernet0/0 8080
ip nat inside source static udp 10.1.0.2 53 198.51.100.7 5353
ip nat inside source static network 10.1.8.0 198.51.100.64 /29
ip nat outside source static 198.51.100.99 10.9.0.99 add-route
`

// TestTranslations has hosts on both sides of NAT talk, and asks each who the
// other is. Nobody outside has a route to the global addresses: the router
// answers for them.
func TestTranslations(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R:eth1 OUT:eth1", "R:eth2 IN:eth1")
	n.run("OUT", `
ip address add 198.51.100.2/24 dev eth1
ip address add 198.51.100.99/24 dev eth1
ip route add 10.1.0.0/16 via 198.51.100.1
`)
	n.run("IN", `
ip address add 10.1.0.2/24 dev eth1
ip address add 10.1.0.100/24 dev eth1
ip address add 10.1.0.200/24 dev eth1
ip address add 10.1.8.2/24 dev eth1
ip route add default via 10.1.0.1
`)
	r := n.boot("R", translationsConfig)
	for _, m := range []meeting{
		{"a port of the interface", "tcp", "OUT 198.51.100.2:0", "IN 198.51.100.1:8080", "10.1.0.2:80", "198.51.100.2"},
		{"a port of an address", "udp", "OUT 198.51.100.2:0", "IN 198.51.100.7:5353", "10.1.0.2:53", "198.51.100.2"},
		{"an address of a network", "tcp", "OUT 198.51.100.2:0", "IN 198.51.100.66:7", "10.1.8.2:7", "198.51.100.2"},
		{"a host of a network", "udp", "IN 10.1.8.2:0", "OUT 198.51.100.2:7", "198.51.100.2:7", "198.51.100.66"},
		{"the first range of the pool", "tcp", "IN 10.1.0.2:0", "OUT 198.51.100.2:7", "198.51.100.2:7", "198.51.100.20"},
		{"its second range", "tcp", "IN 10.1.0.100:0", "OUT 198.51.100.2:7", "198.51.100.2:7", "198.51.100.30 198.51.100.31"},
		{"a host that the list does not permit", "udp", "IN 10.1.0.200:0", "OUT 198.51.100.2:7", "198.51.100.2:7", "10.1.0.200"},
		{"a host outside by its local address", "tcp", "IN 10.1.0.200:0", "OUT 10.9.0.99:7", "198.51.100.99:7", "10.1.0.200"},
		{"a host outside that begins", "udp", "OUT 198.51.100.99:0", "IN 10.1.0.200:7", "10.1.0.200:7", "10.9.0.99"},
	} {
		n.hold(m)
	}
	table := r.exec("show ip nat translations")
	for _, want := range []string{
		"tcp 198.51.100.1:8080  10.1.0.2:80        ---                ---",
		"udp 198.51.100.7:5353  10.1.0.2:53        ---                ---",
		"--- ---                ---                10.9.0.99          198.51.100.99",
		"198.51.100.2:7",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in:\n%s", want, table)
		}
	}
	const ranges = " pool SOME: netmask 255.255.255.0\n\tstart 198.51.100.20 end 198.51.100.20\n\tstart 198.51.100.30 end 198.51.100.31\n\ttype generic, total addresses 3, "
	if statistics := r.exec("show ip nat statistics"); !strings.Contains(statistics, ranges) {
		t.Errorf("no %q in:\n%s", ranges, statistics)
	}
	r.exec("clear ip nat translation *")
	if table := r.exec("show ip nat translations"); strings.Contains(table, "198.51.100.2:7") {
		t.Errorf("translations outlast clear:\n%s", table)
	}
}
