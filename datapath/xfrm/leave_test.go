package xfrm

import (
	"bufio"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/guest"
)

// leaveVariable has the test binary leave all that the driver makes, and wait
// to be killed.
const leaveVariable = "MAINMODE_XFRM_LEAVE"

func TestMain(m *testing.M) {
	if os.Getenv(leaveVariable) == "" {
		guest.Main(m)
	}
	d, err := busy()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	for range d.Events() {
	}
}

// busy is a driver with all that it makes: a crypto map with a line that
// denies, a VTI, a GRE tunnel, a loopback interface, and SAs.
func busy() (*Driver, error) {
	d, err := New()
	if err != nil {
		return nil, err
	}
	lan := datapath.Selector{Local: netip.MustParsePrefix("10.1.0.0/16"), Remote: netip.MustParsePrefix("10.2.0.0/16")}
	telnet := lan
	telnet.Protocol, telnet.RemotePort = 6, datapath.PortRange{First: 23, Last: 23}
	gre := datapath.Selector{Local: netip.PrefixFrom(receiver, 32), Remote: netip.PrefixFrom(sender, 32), Protocol: 47}
	err = d.Set(&datapath.Config{
		Links: []datapath.Link{
			{Name: "Ethernet0/0", Device: "d0", Addresses: []netip.Prefix{netip.PrefixFrom(receiver, 24)}},
			{Name: "Loopback0", Device: "Lo0", Loopback: true, Addresses: []netip.Prefix{netip.MustParsePrefix("10.1.0.1/16")}},
		},
		Tunnels: []datapath.TunnelInterface{
			{Name: "Tunnel1", Device: "Tu1", Policy: "vti", Selector: datapath.AnyIPv4, Local: receiver, Remote: sender},
			{Name: "Tunnel2", Device: "Tu2", Encapsulation: datapath.InGRE, Policy: "gre", Selector: gre, Local: receiver, Remote: sender},
		},
		CryptoMaps: []datapath.CryptoMap{{Name: "CM", Interface: "Ethernet0/0", Device: "d0", Entries: []datapath.CryptoEntry{{Rules: []datapath.CryptoRule{
			{Selector: telnet}, {Selector: lan, Policy: "map"},
		}}}}},
	})
	if err != nil {
		return d, err
	}
	var sas []datapath.SA
	for i, policy := range []string{"vti", "gre", "map"} {
		sa := inboundSA(uint32(0x3000 + i))
		sa.Policy = policy
		if policy == "gre" {
			sa.Mode = datapath.Transport
		}
		sas = append(sas, sa)
		sa.Direction = datapath.Outbound
		sas = append(sas, sa)
	}
	return d, d.AddSAs(sas)
}

// foreign is what another program has in the same namespace: SAs and policies
// of several kinds, and devices.
var foreign = []string{
	"xfrm state add src 10.99.0.1 dst 10.99.0.2 proto esp spi 0x1234 reqid 7 mode tunnel enc cbc(aes) 0x000102030405060708090a0b0c0d0e0f auth hmac(sha1) 0x000102030405060708090a0b0c0d0e0f10111213",
	"xfrm state add src 192.0.2.2 dst 192.0.2.1 proto ah spi 0x77 reqid 8 mode transport auth hmac(sha256) 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	"xfrm policy add src 10.99.1.0/24 dst 10.99.2.0/24 dir out tmpl src 10.99.0.1 dst 10.99.0.2 proto esp reqid 7 mode tunnel",
	"xfrm policy add src 10.99.2.0/24 dst 10.99.1.0/24 dir in tmpl src 10.99.0.2 dst 10.99.0.1 proto esp reqid 7 mode tunnel",
	"xfrm policy add src 10.98.0.0/16 dst 10.97.0.0/16 dir fwd priority 3",
	"xfrm policy add src 0.0.0.0/0 dst 10.96.0.0/16 dir out if_id 9 tmpl src 10.99.0.1 dst 10.99.0.2 proto esp reqid 9 mode tunnel",
	"link add foreign0 type xfrm if_id 9",
	"link add foreign1 type dummy",
}

// ipCommand runs a command of ip.
func ipCommand(t *testing.T, words ...string) string {
	t.Helper()
	out, err := exec.Command("ip", words...).CombinedOutput()
	if err != nil {
		t.Fatalf("ip %s: %v: %s", strings.Join(words, " "), err, out)
	}
	return string(out)
}

var linkName = regexp.MustCompile(`(?m)^\d+: ([^:@]+)`)

// snapshot is the states, policies, settings and devices of the system.
func snapshot(t *testing.T) string {
	t.Helper()
	var set strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		value, err := os.ReadFile("/proc/sys/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&set, "%s = %s", name, value)
	}
	var names []string
	for _, m := range linkName.FindAllStringSubmatch(ipCommand(t, "link"), -1) {
		names = append(names, m[1])
	}
	return ipCommand(t, "xfrm", "state", "list") + ipCommand(t, "xfrm", "policy", "list") + set.String() + strings.Join(names, " ")
}

// testLeave kills a process that has all that the driver makes. The next one
// finds and removes it, makes its own, and leaves what is another program's as
// it was.
func testLeave(t *testing.T) {
	for _, line := range foreign {
		ipCommand(t, strings.Fields(line)...)
	}
	// Modules that come with the first tunnel bring devices of their own.
	d, err := busy()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t)
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), leaveVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	left := snapshot(t)
	for _, ours := range []string{"spi 0x00003000", "dport 23", "Tu1", "Tu2", "Lo0", "xfrm_acq_expires = 1\n"} {
		if !strings.Contains(left, ours) {
			t.Errorf("%q is not left", ours)
		}
	}
	if d, err = busy(); err != nil {
		t.Fatalf("after a killed process: %v", err)
	}
	if again := snapshot(t); strings.Count(again, "spi 0x00003000") != strings.Count(left, "spi 0x00003000") {
		t.Errorf("the states are\n%s\nand were\n%s", again, left)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if after := snapshot(t); after != before {
		t.Errorf("now there is\n%s\nbefore there was\n%s", after, before)
	}
}
