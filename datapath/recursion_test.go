package datapath_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"mainmode/datapath"
)

// TestRecursion: a tunnel that was routed into itself is down for a minute at
// least, or until the configuration changes.
func TestRecursion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r datapath.Recursion
		if r.Holds(time.Now()) {
			t.Error("a tunnel is down to which nothing has happened")
		}
		r.Found(time.Now())
		time.Sleep(59 * time.Second)
		if !r.Holds(time.Now()) {
			t.Error("it is tried again before a minute is over")
		}
		time.Sleep(time.Second)
		if r.Holds(time.Now()) {
			t.Error("it is not tried again after a minute")
		}
		r.Found(time.Now())
		r.Forget()
		if r.Holds(time.Now()) {
			t.Error("it is not tried again after a change of the configuration")
		}
	})
}

// TestRoutedIntoItself: of thousands of tunnels the system is asked only about
// those of which the routing table says that their peers are routed into them;
// of few, and where other programs make routes, about each.
func TestRoutedIntoItself(t *testing.T) {
	tunnels := make([]datapath.TunnelInterface, 10000)
	routes := make([]datapath.RouteEntry, len(tunnels))
	for i := range tunnels {
		high, low := byte(i>>8), byte(i)
		tunnels[i] = datapath.TunnelInterface{Name: fmt.Sprint("Tunnel", i), Remote: netip.AddrFrom4([4]byte{198, 18, high, low})}
		routes[i] = datapath.RouteEntry{
			Prefix: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, high, low, 0}), 24), Source: datapath.StaticRoute,
			Paths: []datapath.Path{{Interface: tunnels[i].Name, Out: tunnels[i].Name}},
		}
	}
	into := func(prefix, iface, vrf string) {
		routes = append(routes, datapath.RouteEntry{VRF: vrf, Prefix: netip.MustParsePrefix(prefix), Paths: []datapath.Path{
			{Out: "Ethernet0/0"}, {NextHop: netip.MustParseAddr("10.0.7.1"), Out: iface},
		}})
	}
	into("198.18.0.7/32", "Tunnel7", "")
	into("0.0.0.0/0", "Tunnel9", "")
	into("198.18.0.9/32", "Tunnel8", "")     // that of another
	into("198.18.0.10/32", "Tunnel10", "in") // where its packets are not
	tunnels[11].Underlay = "out"
	into("198.18.0.0/16", "Tunnel11", "out")

	suspects := func(c *datapath.Config) (all []string) {
		suspect := datapath.RoutedIntoItself(c, routes)
		for i := range c.Tunnels {
			if suspect(&c.Tunnels[i]) {
				all = append(all, c.Tunnels[i].Name)
			}
		}
		return all
	}
	if got, want := suspects(&datapath.Config{Tunnels: tunnels}), []string{"Tunnel7", "Tunnel9", "Tunnel11"}; !slices.Equal(got, want) {
		t.Errorf("asked about %q, want %q", got, want)
	}
	if got := suspects(&datapath.Config{Tunnels: tunnels[:20]}); len(got) != 20 {
		t.Errorf("asked about %d of few tunnels, want 20", len(got))
	}
	if got := suspects(&datapath.Config{Tunnels: tunnels, FRR: true}); len(got) != len(tunnels) {
		t.Errorf("asked about %d tunnels beside a routing protocol, want all", len(got))
	}
}
