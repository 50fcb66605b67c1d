package examples_test

import (
	"strings"
	"testing"
)

// TestInterfaceMTU: what "ip mtu" and "ipv6 mtu" leave of an Ethernet interface
// is what packets of that family get that leave, also after a flap, and "no" gives
// it back. Longer ones may come.
func TestInterfaceMTU(t *testing.T) {
	needs(t)
	t.Parallel()
	dir := t.TempDir()
	cable(t, dir)
	write(t, dir, "R1.cfg", `hostname R1
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip mtu 1400
 ipv6 address 2001:DB8::1/64
 ipv6 mtu 1300
ip route 10.9.0.0 255.255.255.0 192.0.2.2
end
`)
	write(t, dir, "R2.cfg", `hostname R2
interface Loopback0
 ip address 10.9.0.1 255.255.255.0
interface Ethernet0/0
 ip address 192.0.2.2 255.255.255.0
 ipv6 address 2001:DB8::2/64
end
`)
	out := play(t, dir, `
R1# ping 192.0.2.2 size 1400 df-bit repeat 2
R1# ping 192.0.2.2 size 1401 df-bit repeat 3
R1# ping 192.0.2.2 size 1401 repeat 4
R1# ping 10.9.0.1 size 1400 df-bit repeat 9
R1# ping 10.9.0.1 size 1401 df-bit repeat 10
R2# ping 192.0.2.1 size 1500 df-bit repeat 11
R1# ping 2001:DB8::2 size 1301 repeat 6
R1# show interfaces Ethernet0/0 | include MTU
R1# show ip interface Ethernet0/0 | include MTU
R1# show ipv6 interface Ethernet0/0 | include MTU
R1# configure terminal
R1# interface Ethernet0/0
R1# no ipv6 mtu
R1# do ping 2001:DB8::2 size 1500 repeat 12
R1# shutdown
R1# no shutdown
wait R1 Line protocol on Interface Ethernet0/0, changed state to up
R1# do ping 192.0.2.2 size 1400 df-bit repeat 13 timeout 10
R1# do ping 192.0.2.2 size 1401 df-bit repeat 14
R1# no ip mtu
R1# end
R1# ping 192.0.2.2 size 1500 df-bit repeat 7
R1# ping 10.9.0.1 size 1500 df-bit repeat 8
`)
	for _, want := range []string{
		"(2/2)", "Success rate is 0 percent (0/3)", "(4/4)", "(6/6)", "(7/7)", "(8/8)",
		"(9/9)", "Success rate is 0 percent (0/10)", "(11/11)", "(12/12)", "(13/13)", "Success rate is 0 percent (0/14)",
		"  MTU 1500 bytes", "  MTU is 1400 bytes", "  MTU is 1300 bytes",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q", want)
		}
	}
}
