package examples_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// testVLAN has two routers meet in two VLANs of one cable, a crypto map being on
// the subinterface of one. It needs a kernel with VLANs. A neighbour's interface
// that comes up has its routes by the time that the router tells of it.
func testVLAN(t *testing.T, options ...string) {
	dir := t.TempDir()
	cable(t, dir)
	for own, peer := range map[int]int{1: 2, 2: 1} {
		write(t, dir, fmt.Sprintf("R%d.cfg", own), siteMap(own, peer)+fmt.Sprintf(`hostname R%[1]d
interface Loopback0
 ip address 10.%[1]d.0.1 255.255.255.0
interface GigabitEthernet0/0
 no ip address
interface GigabitEthernet0/0.10
 encapsulation dot1Q 10
 ip address 192.0.2.%[1]d 255.255.255.0
 crypto map CM
interface GigabitEthernet0/0.20
 encapsulation dot1Q 20
 ip address 198.51.100.%[1]d 255.255.255.0
end
`, own))
	}
	captures := filepath.Join(dir, "pcap")
	out := play(t, dir, `
R1# ping 198.51.100.2 repeat 3
R1# ping 10.2.0.1 source Loopback0 repeat 5 timeout 20
R2# ping 10.1.0.1 source Loopback0 repeat 7
R1# show ip interface brief
R1# configure terminal
R1# interface GigabitEthernet0/0
R1# shutdown
R1# do show ip interface brief
wait R2 Line protocol on Interface GigabitEthernet0/0.10, changed state to down
R1# no shutdown
R1# no interface GigabitEthernet0/0.20
R1# end
wait R2 Line protocol on Interface GigabitEthernet0/0.10, changed state to up
R1# ping 10.2.0.1 source Loopback0 repeat 9 timeout 20
R1# show ip interface brief
`, append(options, "--pcap", captures)...)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (3/3)":                                            1,
		"Success rate is 100 percent (5/5)":                                            1,
		"Success rate is 100 percent (7/7)":                                            1,
		"Success rate is 100 percent (9/9)":                                            1,
		"GigabitEthernet0/0.10  192.0.2.1       YES NVRAM  up                    up":   2,
		"GigabitEthernet0/0.20  198.51.100.1    YES NVRAM  up                    up":   1,
		"GigabitEthernet0/0.20  198.51.100.1    YES NVRAM  administratively down down": 1,
	})
}

// testVLANInVLAN has Linux answer in a VLAN of a VLAN, whose outer tags are those
// of IEEE 802.1Q and then those of 802.1ad. It needs a kernel with VLANs.
func testVLANInVLAN(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R:eth1 PEER:eth1")
	peer := func(kind, id string) {
		n.run("PEER", fmt.Sprintf(`
ip link add link eth1 name outer type vlan proto %s id %s
ip link add link outer name inner type vlan id 30
ip link set outer up
ip link set inner up
ip address add 203.0.113.2/24 dev inner
`, kind, id))
	}
	peer("802.1Q", "100")
	r := n.boot("R", `
interface GigabitEthernet0/0
 no ip address
interface GigabitEthernet0/0.30
 encapsulation dot1Q 100 second-dot1q 30
 ip address 203.0.113.1 255.255.255.0
interface GigabitEthernet0/0.100
 encapsulation dot1Q 100
 ip address 192.0.2.1 255.255.255.0
`)
	answers := func(what string) {
		t.Helper()
		if out := r.exec("ping 203.0.113.2 repeat 4 timeout 10"); !strings.Contains(out, "percent (4/4)") {
			t.Errorf("%s:\n%s", what, out)
		}
	}
	answers("tags of 802.1Q")
	r.configure("interface GigabitEthernet0/0", "shutdown", "no shutdown")
	answers("the device was down")
	n.run("PEER", "ip link delete outer")
	peer("802.1ad", "100")
	r.configure("interface GigabitEthernet0/0", "dot1q tunneling ethertype 0x88A8")
	answers("tags of 802.1ad")
	r.configure("no interface GigabitEthernet0/0.30", "interface GigabitEthernet0/0.31", "encapsulation dot1Q 101 second-dot1q 30", "ip address 203.0.113.1 255.255.255.0")
	n.run("PEER", "ip link delete outer")
	peer("802.1ad", "101")
	answers("another outer VLAN")
}

// TestNativeVLAN has a subinterface take the packets without a tag, with its
// crypto map, and give them back to the interface.
func TestNativeVLAN(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cable(t, dir)
	outside := map[int]string{
		1: "interface GigabitEthernet0/0\n no ip address\ninterface GigabitEthernet0/0.1\n encapsulation dot1Q 1 native\n",
		2: "interface GigabitEthernet0/0\n",
	}
	for own, peer := range map[int]int{1: 2, 2: 1} {
		write(t, dir, fmt.Sprintf("R%d.cfg", own), siteMap(own, peer)+fmt.Sprintf(`hostname R%[1]d
interface Loopback0
 ip address 10.%[1]d.0.1 255.255.255.0
%[2]s ip address 192.0.2.%[1]d 255.255.255.0
 crypto map CM
end
`, own, outside[own]))
	}
	out := play(t, dir, `
R1# ping 10.2.0.1 source Loopback0 repeat 5 timeout 20
R1# show ip arp
R1# show ip interface brief
R1# configure terminal
R1# no interface GigabitEthernet0/0.1
R1# interface GigabitEthernet0/0
R1# ip address 192.0.2.1 255.255.255.0
R1# crypto map CM
R1# end
R1# ping 10.2.0.1 source Loopback0 repeat 7 timeout 20
R1# show ip arp
`)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                          1,
		"Success rate is 100 percent (7/7)":                                          1,
		"GigabitEthernet0/0.1   192.0.2.1       YES NVRAM  up                    up": 1,
		"GigabitEthernet0/0     unassigned      YES NVRAM  up                    up": 1,
		"ARPA   GigabitEthernet0/0.1\n":                                              2,
		"ARPA   GigabitEthernet0/0\n":                                                2,
	})
}
