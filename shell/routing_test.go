package shell

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/frr"
)

// recordedRouting is an FRR that takes all lines but one, and has learned two
// routes.
type recordedRouting struct {
	events  frr.Events
	blocks  []datapath.RoutingBlock
	entries []datapath.RouteEntry
	shown   []string
	closed  bool
}

func (r *recordedRouting) Set(blocks []datapath.RoutingBlock) error {
	r.blocks = blocks
	for i := range blocks {
		for _, l := range blocks[i].Lines {
			if l.Text == "max-lsa 12000" {
				return frr.Refusal{Line: l.Line, Text: l.Shown, Reason: "FRR does not know the command"}
			}
		}
	}
	return nil
}

func (r *recordedRouting) Runs() bool { return len(r.blocks) > 0 }

func (r *recordedRouting) Show(line string) (string, error) {
	r.shown = append(r.shown, line)
	if strings.HasPrefix(line, "show ip bgp") {
		return "", errors.New("FRR: bgpd is not running")
	}
	return "\nNeighbor ID\n\n", nil
}

func (r *recordedRouting) Routes(ipv6 bool) ([]datapath.RouteEntry, error) {
	if ipv6 {
		return nil, nil
	}
	return r.entries, nil
}

func (r *recordedRouting) Close() error {
	r.closed = true
	return nil
}

// transcribe returns what EXEC commands print, and their exit status.
func transcribe(u *routerUnderTest, commands string) (string, uint32) {
	var out strings.Builder
	status := u.execute(&batch{w: &out}, commands)
	return out.String(), status
}

func TestRouting(t *testing.T) {
	hop := netip.MustParseAddr("192.0.2.2")
	path := []datapath.Path{{NextHop: hop, Interface: "eth1", Out: "eth1", Gateway: hop}}
	fake := &recordedRouting{entries: []datapath.RouteEntry{
		{Prefix: netip.MustParsePrefix("0.0.0.0/0"), Source: datapath.LearnedRoute, Distance: 110, Code: "O E2", Metric: 1, Age: "00:00:07", Paths: path},
		{Prefix: netip.MustParsePrefix("10.2.0.0/24"), Source: datapath.LearnedRoute, Distance: 110, Code: "O IA", Metric: 20, Age: "00:00:08", Paths: path},
		{Prefix: netip.MustParsePrefix("10.3.0.0/24"), Source: datapath.LearnedRoute, Distance: 20, Code: "B", Age: "1d02h", Paths: []datapath.Path{{NextHop: hop, Out: "eth1", Gateway: hop}}},
	}}
	const config = "hostname R1\ninterface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\nrouter ospf 1\n router-id 10.0.0.1\n"
	u := boot(t, config, func(o *Options) {
		o.Routing = func(e frr.Events) (Routing, error) {
			fake.events = e
			return fake, nil
		}
	})
	if len(fake.blocks) != 1 || fake.blocks[0].Text != "router ospf" {
		t.Errorf("told %+v", fake.blocks)
	}
	fake.events.Said("OSPF", "AdjChg: Nbr 10.0.0.2")
	out, _ := transcribe(u, "show ip route\nshow ip route bgp\nshow ip route 10.2.0.1\nshow ip route 10.3.0.1\nshow ip protocols\nshow ip ospf neighbor detail\nshow ipv6 ospf neighbor\nshow ip bgp summary\nshow ip as-path-access-list\nshow logging\n"+
		"configure terminal\nrouter ospf 1\nmax-lsa 12000\nexit\nno router ospf 1\nend\nshow ip ospf neighbor\nshow ip bgp summary")
	for _, want := range []string{
		"O*E2  0.0.0.0/0 [110/1] via 192.0.2.2, 00:00:07, GigabitEthernet0/0\n",
		"O IA     10.2.0.0/24 [110/20] via 192.0.2.2, 00:00:08, GigabitEthernet0/0\n",
		"B        10.3.0.0/24 [20/0] via 192.0.2.2, 1d02h\n",
		"Gateway of last resort is 192.0.2.2 to network 0.0.0.0\n",
		"  Known via \"ospf 1\", distance 110, metric 20, type inter area\n  Last update from 192.0.2.2 on GigabitEthernet0/0, 00:00:08 ago\n" +
			"  Routing Descriptor Blocks:\n  * 192.0.2.2, 00:00:08 ago, via GigabitEthernet0/0\n",
		"  Known via \"bgp\", distance 20, metric 0, type external\n  Last update from 192.0.2.2 1d02h ago\n" +
			"  Routing Descriptor Blocks:\n  * 192.0.2.2, from 192.0.2.2, 1d02h ago\n",
		"Neighbor ID\n",
		"Routing Protocol is \"ospf 1\"\n", "  Router ID 10.0.0.1\n", "  Distance: (default is 110)\n",
		"% BGP not active\n",
		"%FRR-5-OSPF: AdjChg: Nbr 10.0.0.2",
		"% max-lsa 12000: FRR does not know the command\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
	if want := []string{"show ip ospf neighbor detail", "show ipv6 ospf6 neighbor", "show ip bgp summary", "show bgp as-path-access-list"}; !slices.Equal(fake.shown, want) {
		t.Errorf("FRR was asked %q", fake.shown)
	}
	if len(fake.blocks) != 0 {
		t.Errorf("left with FRR: %+v", fake.blocks)
	}
	if err := u.Close(); err != nil || !fake.closed {
		t.Errorf("closed: %v, %v", fake.closed, err)
	}
}

// TestWithoutRouting has no protocol run.
func TestWithoutRouting(t *testing.T) {
	u := boot(t, "router bgp 65001\n neighbor 192.0.2.1 remote-as 65002\n", nil)
	out, status := transcribe(u, "show ip ospf neighbor\nshow ip bgp summary")
	if out != "% BGP not active\n" || status != 1 {
		t.Errorf("%d %q", status, out)
	}
}
