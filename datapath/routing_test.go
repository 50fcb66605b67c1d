package datapath

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// table is what of the routes is used, an entry a line.
func table(c *Config, down ...string) string {
	var b strings.Builder
	for _, e := range RoutingTable(c, func(iface string) bool { return !slices.Contains(down, iface) }) {
		if e.Source != StaticRoute {
			continue
		}
		if e.VRF != "" {
			b.WriteString(e.VRF + ": ")
		}
		fmt.Fprintf(&b, "%s", e.Prefix)
		for _, p := range e.Paths {
			fmt.Fprintf(&b, " [%s %v]", p.Out, p.Gateway)
		}
		b.WriteByte('\n')
	}
	return strings.ReplaceAll(b.String(), "invalid IP", "-")
}

func staticRoute(prefix, nextHop, iface string, distance uint8) Route {
	r := Route{Prefix: netip.MustParsePrefix(prefix), Interface: iface, Distance: distance}
	if nextHop != "" {
		r.NextHop = netip.MustParseAddr(nextHop)
	}
	return r
}

func network(name, vrf string, addresses ...string) Link {
	l := Link{Name: name, VRF: vrf}
	for _, a := range addresses {
		l.Addresses = append(l.Addresses, netip.MustParsePrefix(a))
	}
	return l
}

func TestRoutingTable(t *testing.T) {
	permanent := staticRoute("10.0.0.0/8", "", "E1", 1)
	permanent.Permanent = true
	lost := staticRoute("10.1.0.0/16", "198.51.100.9", "", 1)
	lost.Permanent = true
	tracked := staticRoute("10.0.0.0/8", "192.0.2.1", "", 1)
	tracked.Tracked = "T1"
	inRed := staticRoute("10.0.0.0/8", "192.0.2.1", "", 1)
	inRed.VRF, inRed.NextHopVRF = "RED", "RED"
	global := inRed
	global.NextHopVRF = ""
	links := []Link{network("E0", "", "192.0.2.2/24"), network("E1", "", "198.51.100.2/24"), network("E2", "RED", "192.0.2.2/30")}
	tunnels := []TunnelInterface{{Name: "T1", Addresses: []netip.Prefix{netip.MustParsePrefix("172.16.1.1/30")}}, {Name: "T2"}}
	for _, c := range []struct {
		name   string
		routes []Route
		down   []string
		want   string
	}{
		{"a floating route waits", []Route{staticRoute("10.0.0.0/8", "", "T1", 1), staticRoute("10.0.0.0/8", "", "T2", 200)}, nil, "10.0.0.0/8 [T1 -]\n"},
		{"and takes over", []Route{staticRoute("10.0.0.0/8", "", "T1", 1), staticRoute("10.0.0.0/8", "", "T2", 200)}, []string{"T1"}, "10.0.0.0/8 [T2 -]\n"},
		{"by its next hop", []Route{staticRoute("10.0.0.0/8", "172.16.1.2", "", 1), staticRoute("10.0.0.0/8", "192.0.2.1", "", 9)}, []string{"T1"}, "10.0.0.0/8 [E0 192.0.2.1]\n"},
		{"two of the same distance", []Route{staticRoute("0.0.0.0/0", "192.0.2.1", "", 1), staticRoute("0.0.0.0/0", "198.51.100.1", "", 1)}, nil, "0.0.0.0/0 [E0 192.0.2.1] [E1 198.51.100.1]\n"},
		{"distance 255", []Route{staticRoute("10.0.0.0/8", "192.0.2.1", "", 255)}, nil, ""},
		{"a network of the router goes before", []Route{staticRoute("192.0.2.0/24", "198.51.100.1", "", 1)}, nil, ""},
		{"Null0", []Route{staticRoute("10.0.0.0/8", "", "", 254)}, nil, "10.0.0.0/8 [ -]\n"},
		{"through another route", []Route{staticRoute("10.0.0.0/8", "203.0.113.1", "", 1), staticRoute("203.0.113.0/24", "192.0.2.1", "", 1)}, nil, "10.0.0.0/8 [E0 192.0.2.1]\n203.0.113.0/24 [E0 192.0.2.1]\n"},
		{"which is gone", []Route{staticRoute("10.0.0.0/8", "203.0.113.1", "", 1), staticRoute("203.0.113.0/24", "192.0.2.1", "", 1)}, []string{"E0"}, ""},
		{"through the default route", []Route{staticRoute("10.0.0.0/8", "203.0.113.1", "", 1), staticRoute("0.0.0.0/0", "192.0.2.1", "", 1)}, nil, "0.0.0.0/0 [E0 192.0.2.1]\n10.0.0.0/8 [E0 192.0.2.1]\n"},
		{"through Null0", []Route{staticRoute("10.1.0.0/16", "10.2.0.1", "", 1), staticRoute("10.0.0.0/8", "", "", 1)}, nil, "10.0.0.0/8 [ -]\n10.1.0.0/16 [ -]\n"},
		{"through itself", []Route{staticRoute("10.0.0.0/8", "10.1.1.1", "", 1)}, nil, ""},
		{"through itself, by way of another", []Route{staticRoute("10.1.0.0/16", "10.1.1.1", "", 1), staticRoute("10.0.0.0/8", "192.0.2.1", "", 1)}, nil, "10.0.0.0/8 [E0 192.0.2.1]\n"},
		{"through each other", []Route{staticRoute("10.0.0.0/8", "172.20.0.1", "", 1), staticRoute("172.20.0.0/16", "10.0.0.1", "", 1)}, nil, ""},
		{"to the router itself", []Route{staticRoute("10.0.0.0/8", "192.0.2.2", "", 1)}, nil, ""},
		{"on a network, by an interface alone", []Route{staticRoute("10.0.0.0/8", "10.9.9.9", "", 1), staticRoute("10.9.0.0/16", "", "E0", 1)}, nil, "10.0.0.0/8 [E0 10.9.9.9]\n10.9.0.0/16 [E0 -]\n"},
		{"through a tunnel, by an interface alone", []Route{staticRoute("10.0.0.0/8", "10.9.9.9", "", 1), staticRoute("10.9.0.0/16", "", "T1", 1)}, nil, "10.0.0.0/8 [T1 -]\n10.9.0.0/16 [T1 -]\n"},
		{"permanent", []Route{permanent, staticRoute("10.0.0.0/8", "192.0.2.1", "", 9)}, []string{"E1"}, "10.0.0.0/8 [E1 -]\n"},
		{"permanent without a way", []Route{lost}, []string{"E1"}, "10.1.0.0/16 [ -]\n"},
		{"tracked", []Route{tracked, staticRoute("10.0.0.0/8", "198.51.100.1", "", 9)}, []string{"T1"}, "10.0.0.0/8 [E1 198.51.100.1]\n"},
		{"in a VRF", []Route{inRed, staticRoute("10.0.0.0/8", "198.51.100.1", "", 1)}, nil, "10.0.0.0/8 [E1 198.51.100.1]\nRED: 10.0.0.0/8 [E2 192.0.2.1]\n"},
		{"out of a VRF", []Route{global}, []string{"E2"}, "RED: 10.0.0.0/8 [E0 192.0.2.1]\n"},
	} {
		got := table(&Config{VRFs: []VRF{{"RED", 1}}, Links: links, Tunnels: tunnels, Routes: c.routes}, c.down...)
		if got != c.want {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
	}
}

// TestLongRecursion: routes that lead through each other in a row are found,
// and those that lead in a circle end.
func TestLongRecursion(t *testing.T) {
	c := &Config{Links: []Link{network("E0", "", "192.0.2.2/24")}}
	for i := range 20 {
		c.Routes = append(c.Routes, staticRoute(fmt.Sprintf("10.%d.0.0/16", i), fmt.Sprintf("10.%d.0.1", i+1), "", 1))
	}
	if got := table(c); got != "" {
		t.Errorf("without a way:\n%s", got)
	}
	c.Routes = append(c.Routes, staticRoute("10.20.0.0/16", "192.0.2.9", "", 1))
	if got := strings.Count(table(c), "[E0 192.0.2.9]"); got != 21 {
		t.Errorf("%d of 21 routes:\n%s", got, table(c))
	}
}
