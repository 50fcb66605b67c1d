package examples_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCryptoMap has hosts behind two routers talk while SAs come, are replaced,
// cleared and lost with the interface. No packet between the two LANs is on the
// wire in clear at any time.
func TestCryptoMap(t *testing.T) {
	t.Parallel()
	testCryptoMap(t)
}

func testCryptoMap(t *testing.T, options ...string) {
	needs(t)
	dir := t.TempDir()
	out := play(t, "crypto-map", `
PC1# ping 10.2.0.2 timeout 20
R1# show crypto isakmp sa
R1# show crypto ipsec sa
R1# show crypto map
PC2# ping 10.1.0.2 size 3000 timeout 20
R1# clear crypto sa
PC1# ping 10.2.0.2 repeat 20 timeout 20
R2# clear crypto session
PC2# ping 10.1.0.2 repeat 20 timeout 20
R1# configure terminal
R1# interface GigabitEthernet0/0
R1# shutdown
PC1# ping 10.2.0.2 repeat 1
R1# no shutdown
R1# end
PC1# ping 10.2.0.2 repeat 2 timeout 20
R1# show crypto session
`, append(options, "--pcap", dir, "--log", dir)...)
	r1, err := os.ReadFile(filepath.Join(dir, "R1.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"203.0.113.2     198.51.100.1    QM_IDLE           1001 ACTIVE",
		"    Crypto map tag: CMAP, local addr 198.51.100.1\n",
		"   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.255.0/0/0)\n   remote ident (addr/mask/prot/port): (10.2.0.0/255.255.255.0/0/0)\n",
		"   remote ident (addr/mask/prot/port): (10.3.0.0/255.255.255.0/6/0)\n",
		"    #pkts encaps: 5, #pkts encrypt: 5, #pkts digest: 5\n    #pkts decaps: 5, #pkts decrypt: 5, #pkts verify: 5\n",
		"plaintext mtu 1438, path mtu 1500",
		"  IPSEC FLOW: permit ip 10.1.0.0/255.255.255.0 10.2.0.0/255.255.255.0 \n        Active SAs: 2, origin: crypto map\n",
	} {
		if !strings.Contains(string(r1), want) {
			t.Errorf("no %q", want)
		}
	}
	for rate, want := range map[string]int{"(5/5)": 2, "(20/20)": 2, "(2/2)": 1} {
		if got := strings.Count(out, "Success rate is 100 percent "+rate); got != want {
			t.Errorf("%s: %d pings, want %d", rate, got, want)
		}
	}
	for _, file := range []string{"ISP-eth1.pcap", "ISP-eth2.pcap"} {
		file = filepath.Join(dir, file)
		carries(t, file, kindESP, 100)
		hidden(t, file, "10.0.0.0/8")
	}
}

// TestCryptoMapRefusesClearPackets takes the crypto map from one router: what it
// now sends in clear is dropped by the other, which says so.
func TestCryptoMapRefusesClearPackets(t *testing.T) {
	t.Parallel()
	testCryptoMapRefusesClearPackets(t)
}

func testCryptoMapRefusesClearPackets(t *testing.T, options ...string) {
	needs(t)
	out := play(t, "crypto-map", `
ISP# configure terminal
ISP# ip route 10.1.0.0 255.255.255.0 198.51.100.1
ISP# ip route 10.2.0.0 255.255.255.0 203.0.113.2
ISP# end
R2# configure terminal
R2# interface GigabitEthernet0/0
R2# no crypto map
R2# end
PC2# ping 10.1.0.2
wait R1 %CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /10.1.0.2, src_addr= 10.2.0.2, prot= 1 30
PC2# ping 198.51.100.1
`, options...)
	for _, want := range []string{"Success rate is 0 percent (0/5)", "Success rate is 100 percent (5/5)"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q\n%s", want, out)
		}
	}
}
