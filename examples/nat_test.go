package examples_test

import (
	"path/filepath"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// natScript has inside hosts reach the internet and another site, and then the
// site without the exemption from NAT.
const natScript = `
PC1# ping 192.0.2.80
R1# show ip nat translations icmp
ISP# ping 198.51.100.9
PC1# ping 10.2.0.2 timeout 20
PC2# ping 10.1.0.2
ISP# ping 198.51.100.1 repeat 2
PC1# ping 203.0.113.1 repeat 2
R1# show ip nat statistics
R1# show access-lists
R1# clear access-list counters
R1# clear ip nat translation *
R1# show ip access-lists INSIDE
R1# show ip nat translations
R1# configure terminal
R1# ip access-list extended NAT
R1# no 10
R1# end
PC1# ping 10.2.0.2 repeat 2 timeout 1
PC2# ping 10.1.0.2 repeat 2 timeout 1
R1# show ip nat translations icmp
`

// TestNATLab shares one address among inside hosts, lets a host be reached by an
// address of its own, and leaves what a crypto map protects alone.
func TestNATLab(t *testing.T) {
	t.Parallel()
	testNATLab(t)
}

// The kernel's policies see packets before NAT and again after it.
func testNATLab(t *testing.T, options ...string) {
	needs(t, "tshark")
	dir := t.TempDir()
	out := play(t, "nat", natScript, append(options, "--pcap", dir)...)
	for what, want := range map[string]int{
		"Success rate is 100 percent (5/5)": 4,
		"Success rate is 0 percent (0/2)":   4,
		"\nUU\n":                            2,
		"icmp 198.51.100.1:":                2,
		"Total active translations: 3 (1 static, 2 dynamic; 2 extended)\n": 1,
		"Hits: 19  Misses: 2\n": 1,
		"access-list NAT interface GigabitEthernet0/0 refcount 1\n":                               1,
		"    10 deny   icmp any host 203.0.113.1 log (2 matches)\n":                               1,
		"%SEC-6-IPACCESSLOGDP: list INSIDE denied icmp 10.1.0.2 -> 203.0.113.1 (8/0), 1 packet\n": 1,
		"    10 deny   icmp any host 203.0.113.1 log\n":                                           1,
		"    20 permit ip 10.1.0.0 0.0.0.255 any (1 match)\n":                                     1,
		"    30 permit icmp any any echo-reply (5 matches)\n":                                     1,
		"    40 permit icmp any host 198.51.100.9 echo (5 matches)\n":                             1,
		"    50 deny   ip any any (2 matches)\n":                                                  1,
		"    10 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255 (10 matches)\n":                   1,
		"outside global\n--- 198.51.100.9       10.1.0.3           ---                ---\n":      1,
	} {
		if got := strings.Count(strings.ReplaceAll(out, "Outside global", "outside global"), what); got != want {
			t.Errorf("%q: %d times, want %d", what, got, want)
		}
	}
	if guest.Inside() {
		return
	}
	capture := tshark{t: t, file: filepath.Join(dir, "R1-eth1.pcap"), home: dir}
	if esp := capture.frames("esp"); len(esp) < 20 {
		t.Errorf("%d ESP packets", len(esp))
	}
	if clear := capture.frames("ip.src == 10.0.0.0/8"); len(clear) > 0 {
		t.Errorf("frames %v are not translated", clear)
	}
}
