package frr

import (
	"slices"
	"strings"
	"testing"

	"mainmode/datapath"
)

// blocksOf reads blocks as a running configuration prints them.
func blocksOf(text string) []datapath.RoutingBlock {
	var blocks []datapath.RoutingBlock
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\n")
		trimmed := strings.TrimLeft(line, " ")
		l := datapath.RoutingLine{Text: trimmed, Shown: trimmed, Line: n, Depth: len(line) - len(trimmed) - 1}
		if l.Depth < 0 {
			l.Depth = 0
			opens := !strings.Contains(trimmed, "list ")
			blocks = append(blocks, datapath.RoutingBlock{RoutingLine: l, Opens: opens})
			continue
		}
		last := &blocks[len(blocks)-1]
		last.Lines = append(last.Lines, l)
	}
	return blocks
}

// toldAll are the keys of all lines.
func toldAll(blocks []datapath.RoutingBlock) map[string]bool {
	told := map[string]bool{}
	for i := range blocks {
		told[blocks[i].Text] = true
		for _, l := range keyedLines(&blocks[i]) {
			told[l.key] = true
		}
	}
	return told
}

func TestDiff(t *testing.T) {
	const bgp = `ip prefix-list A seq 5 permit 10.0.0.0/8
router bgp 65001
 neighbor 10.0.0.2 remote-as 65002
 neighbor 10.0.0.2 description west
 neighbor 10.0.0.20 remote-as 65002
 address-family ipv6
  neighbor 10.0.0.2 activate
  network 2001:DB8::/32
`
	for _, test := range []struct{ name, old, new, want string }{
		{"nothing", bgp, bgp, ""},
		{"all", "", bgp, `ip prefix-list A seq 5 permit 10.0.0.0/8
router bgp 65001
neighbor 10.0.0.2 remote-as 65002
neighbor 10.0.0.2 description west
neighbor 10.0.0.20 remote-as 65002
address-family ipv6
neighbor 10.0.0.2 activate
network 2001:DB8::/32
exit
exit
`},
		{"nothing is left", bgp, "", "no router bgp 65001\nno ip prefix-list A seq 5 permit 10.0.0.0/8\n"},
		{"a line of a mode within", bgp, strings.Replace(bgp, "  network 2001:DB8::/32\n", "  network 2001:DB8:1::/48\n", 1), `router bgp 65001
address-family ipv6
no network 2001:DB8::/32
exit
exit
router bgp 65001
address-family ipv6
network 2001:DB8:1::/48
exit
exit
`},
		// All that is said of the neighbor goes with it, and of no other.
		{"a neighbor changes", bgp, strings.Replace(bgp, "10.0.0.2 remote-as 65002", "10.0.0.2 remote-as 65003", 1), `router bgp 65001
no neighbor 10.0.0.2 remote-as 65002
exit
router bgp 65001
neighbor 10.0.0.2 remote-as 65003
neighbor 10.0.0.2 description west
address-family ipv6
neighbor 10.0.0.2 activate
exit
exit
`},
		{"an interface goes", "interface eth1\n ip ospf cost 5\n no ip ospf mtu-ignore\n", "", `interface eth1
ip ospf mtu-ignore
no ip ospf cost 5
exit
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			old := blocksOf(test.old)
			var got strings.Builder
			for _, c := range diff(old, blocksOf(test.new), toldAll(old)) {
				got.WriteString(c.text + "\n")
			}
			if got.String() != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got.String(), test.want)
			}
		})
	}
}

// TestDiffRefused tries again what was refused, and does not take it back.
func TestDiffRefused(t *testing.T) {
	old := blocksOf("router ospf 1\n max-lsa 12000\n router-id 10.0.0.1\n")
	told := toldAll(old)
	delete(told, "router ospf 1\nmax-lsa 12000")
	texts := func(new string) []string {
		var list []string
		for _, c := range diff(old, blocksOf(new), told) {
			list = append(list, c.text)
		}
		return list
	}
	if got, want := texts("router ospf 1\n max-lsa 12000\n router-id 10.0.0.1\n"), []string{"router ospf 1", "max-lsa 12000", "exit"}; !slices.Equal(got, want) {
		t.Errorf("again: %q, want %q", got, want)
	}
	if got := texts("router ospf 1\n router-id 10.0.0.1\n"); len(got) != 0 {
		t.Errorf("without the line: %q, want nothing", got)
	}
}

func TestDaemonsFor(t *testing.T) {
	blocks := blocksOf("ip prefix-list A seq 5 permit 10.0.0.0/8\nrouter ospf 1\nrouter ospf 2\nrouter bgp 65001\nrouter ospf6\n")
	var names []string
	for _, d := range daemonsFor(blocks) {
		names = append(names, d.String())
	}
	if got := strings.Join(names, " "); got != "zebra bgpd ospf6d ospfd-1 ospfd-2" {
		t.Error(got)
	}
	if need := daemonsFor(blocks[:1]); need != nil {
		t.Errorf("a list alone needs %v", need)
	}
}
