package nft

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os/exec"
	"strings"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// openRules opens the rules of a namespace of its own.
func openRules(t *testing.T) (*lab.Namespace, func() *Rules) {
	t.Helper()
	lab.Require(t, "network namespaces", lab.Available())
	_, err := exec.LookPath("nft")
	lab.Require(t, "nft", err)
	ns, err := lab.NewNamespace("R1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.Close() })
	return ns, func() *Rules {
		var f *Filter
		if err := ns.Do(func() (err error) { f, err = Open(); return err }); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return NewRules(f, func(datapath.Event) {}, false)
	}
}

func tables(t *testing.T, ns *lab.Namespace) string {
	t.Helper()
	out, err := ns.Run("nft", "list", "tables")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

// TestRulesLeaveOthersAlone: what a killed process left is gone with the first
// Set, and another program's rules stay whatever happens.
func TestRulesLeaveOthersAlone(t *testing.T) {
	ns, open := openRules(t)
	const foreign = "table inet firewall"
	if _, err := ns.Run("nft", "add", "table", "inet", "firewall"); err != nil {
		t.Fatal(err)
	}
	c := &datapath.Config{Filter: someFilter(rand.New(rand.NewPCG(1, 1)))}
	killed := open()
	if err := killed.Set(c, nil); err != nil {
		t.Fatal(err)
	}
	if got := tables(t, ns); got != foreign+"\ntable inet mainmode" {
		t.Fatalf("tables:\n%s", got)
	}
	next := open()
	if err := next.Set(&datapath.Config{}, nil); err != nil {
		t.Fatal(err)
	}
	if got := tables(t, ns); got != foreign {
		t.Fatalf("a killed process left\n%s", got)
	}
	if err := next.Set(c, map[string][]string{"eth1": {"crypto2"}}); err != nil {
		t.Fatal(err)
	}
	if err := next.Close(); err != nil {
		t.Fatal(err)
	}
	if got := tables(t, ns); got != foreign {
		t.Fatalf("Close left\n%s", got)
	}
}

// TestSystemTakesEveryRule gives the system access lists of everything that a
// line can look at, and counts their lines.
func TestSystemTakesEveryRule(t *testing.T) {
	_, open := openRules(t)
	rules := open()
	r := rand.New(rand.NewPCG(2663, 5))
	for range 20 {
		c := &datapath.Config{Filter: someFilter(r)}
		if err := rules.Set(c, nil); err != nil {
			t.Fatal(err)
		}
		matches, err := rules.Matches()
		want := len(c.Filter.Lists[0].Entries) + len(c.Filter.Lists[1].Entries)
		if err != nil || len(matches) != want {
			t.Fatalf("%d lines count, want %d: %v", len(matches), want, err)
		}
	}
}

// someFilter is a list for each family in both directions, and NAT.
func someFilter(r *rand.Rand) datapath.Filter {
	var f datapath.Filter
	for _, ipv6 := range []bool{false, true} {
		l := datapath.AccessList{Name: "LIST", IPv6: ipv6}
		for i := range 8 {
			l.Entries = append(l.Entries, datapath.AccessEntry{Sequence: 10 * (i + 1), Permit: r.IntN(2) == 0, Match: someMatch(r, ipv6)})
		}
		f.Lists = append(f.Lists, l)
		for _, out := range []bool{false, true} {
			f.Groups = append(f.Groups, datapath.AccessGroup{Interface: "Ethernet0/0", Device: "eth1", List: "LIST", IPv6: ipv6, Out: out})
		}
		f.Silent = append(f.Silent, datapath.SilentInterface{Device: "eth1", IPv6: ipv6})
	}
	address := netip.MustParseAddr
	f.NAT = datapath.NAT{
		Inside:  []datapath.NATInterface{{Interface: "Ethernet0/1", Device: "eth2", Addresses: []netip.Addr{address("10.0.0.1")}}},
		Outside: []datapath.NATInterface{{Interface: "Ethernet0/0", Device: "eth1"}},
		Rules: []datapath.NATRule{
			{Text: "port", Protocol: 6, Local: netip.MustParsePrefix("10.0.0.2/32"), Global: netip.MustParsePrefix("192.0.2.1/32"), LocalPort: 80, GlobalPort: 8080},
			{Text: "network", Local: netip.MustParsePrefix("10.1.0.0/24"), Global: netip.MustParsePrefix("203.0.113.0/24")},
			{Text: "outside", Outside: true, Local: netip.MustParsePrefix("10.0.0.9/32"), Global: netip.MustParsePrefix("198.51.100.9/32")},
			{Text: "pool", Pool: []datapath.AddressRange{{First: address("192.0.2.10"), Last: address("192.0.2.20")}, {First: address("192.0.2.30"), Last: address("192.0.2.30")}}, When: []datapath.NATCondition{
				{Lists: []string{"LIST"}, Devices: []string{"eth1", "eth3"}}, {Permit: true, Lists: []string{"LIST", "NONE"}}, {Permit: true, Devices: []string{"eth1"}},
			}},
		},
	}
	return f
}

// someMatch looks at something, or at much.
func someMatch(r *rand.Rand, ipv6 bool) datapath.Match {
	m := datapath.Match{IPv6: ipv6, AnyProtocol: true}
	prefix := fmt.Sprintf("10.%d.0.0/%d", r.IntN(256), r.IntN(33))
	if ipv6 {
		prefix = fmt.Sprintf("2001:db8:%x::/%d", r.IntN(65536), r.IntN(129))
	}
	m.Source = datapath.MatchPrefix(netip.MustParsePrefix(prefix))
	if !ipv6 && r.IntN(2) == 0 {
		m.Destination = datapath.AddressMatch{Address: netip.MustParseAddr("10.0.0.7"), Mask: netip.MustParseAddr("255.0.0.255")}
	}
	ports := []datapath.ValueRange{{First: 0, Last: 79}, {First: 443, Last: 443}, {First: 1024, Last: 65535}}
	switch r.IntN(8) {
	case 0:
		m.Protocol, m.AnyProtocol, m.SourcePorts, m.DestinationPorts = 6, false, ports, ports[1:2]
		m.Flags = datapath.TCPFlags{Set: 0x10, Clear: 0x02, Any: r.IntN(2) == 0}
	case 1:
		m.Protocol, m.AnyProtocol, m.DestinationPorts = 17, false, ports
	case 2:
		m.Protocol, m.AnyProtocol, m.ICMP, m.ICMPType, m.AnyICMPCode = 1, false, true, 3, r.IntN(2) == 0
	case 3:
		m.Fragments = true
	case 4:
		m.TOS = datapath.ByteMatch{Value: 0xB8, Mask: 0xFC}
		m.TTL = []datapath.ValueRange{{First: 1, Last: 9}, {First: 255, Last: 255}}
	case 5:
		m.IPOptions, m.Undetermined = !ipv6, ipv6
	case 6:
		if label := r.Uint32N(1 << 20); ipv6 {
			m.FlowLabel = &label
			m.Headers = []datapath.ExtensionHeader{{Protocol: 0}, {Protocol: 43, Types: []datapath.ValueRange{{First: 0, Last: 0}, {First: 2, Last: 255}}}}
		}
	}
	return m
}
