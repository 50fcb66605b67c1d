package host

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// TestRouteOrder: while routes come, change and go, no packet for a network finds
// only the route to a wider one. The kernel is asked for what it tells everyone.
func TestRouteOrder(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	c := Config{Devices: []Device{{
		Name: "eth1", Interface: "Ethernet0/0", Up: true, Multiaccess: true,
		Addresses: prefixes("192.0.2.1/24", "2001:db8::1/64"),
	}}}
	set := func(routes ...datapath.Route) {
		t.Helper()
		c.Routes = routes
		if err := ns.Do(func() error { return h.Set(c) }); err != nil {
			t.Fatal(err)
		}
	}
	set()
	events := make(chan netlink.RouteUpdate, 100)
	done := make(chan struct{})
	defer close(done)
	if err := ns.Do(func() error { return netlink.RouteSubscribe(events, done) }); err != nil {
		t.Fatal(err)
	}
	changes := func(n int) []string {
		t.Helper()
		var list []string
		for len(list) < n {
			select {
			case e := <-events:
				if e.Route.Protocol == Protocol {
					list = append(list, fmt.Sprintf("%s %s %d", map[uint16]string{unix.RTM_NEWROUTE: "new", unix.RTM_DELROUTE: "gone"}[e.Type],
						keyOf(&e.Route).prefix, e.Route.Priority))
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("%d of %d changes: %q", len(list), n, list)
			}
		}
		return list
	}
	for _, test := range []struct{ any, site, next, other string }{
		{"0.0.0.0/0", "10.2.0.0/24", "192.0.2.8", "192.0.2.9"},
		{"::/0", "2001:db8:2::/64", "2001:db8::8", "2001:db8::9"},
	} {
		any, site := netip.MustParsePrefix(test.any), netip.MustParsePrefix(test.site)
		all := datapath.Route{Prefix: any, NextHop: netip.MustParseAddr(test.next), Distance: 1}
		near := datapath.Route{Prefix: site, NextHop: netip.MustParseAddr(test.next), Distance: 1}
		moved := near
		moved.NextHop = netip.MustParseAddr(test.other)
		null := datapath.Route{Prefix: site, Distance: 250}
		for _, step := range []struct {
			routes []datapath.Route
			want   []string
		}{
			{[]datapath.Route{all, near, null}, []string{"new " + test.site + " 250", "new " + test.site + " 1", "new " + test.any + " 1"}},
			{[]datapath.Route{all, moved, null}, []string{"new " + test.site + " 1"}},
			{nil, []string{"gone " + test.any + " 1", "gone " + test.site + " 1", "gone " + test.site + " 250"}},
		} {
			set(step.routes...)
			if got := changes(len(step.want)); !slices.Equal(got, step.want) {
				t.Errorf("%q\nwant %q", got, step.want)
			}
		}
	}
}

// TestRoutesOfFlap: once an interface is up again so are the routes by it, though
// the system took them away when it went down.
func TestRoutesOfFlap(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	c := Config{
		Devices: []Device{
			{
				Name: "eth1", Interface: "Ethernet0/0", Multiaccess: true,
				Addresses: prefixes("192.0.2.1/24", "2001:db8::1/64"),
			},
			{Name: "eth2", Interface: "Ethernet0/1", Up: true},
		},
		Routes: []datapath.Route{
			{Prefix: netip.MustParsePrefix("0.0.0.0/0"), NextHop: netip.MustParseAddr("192.0.2.8"), Distance: 1},
			{Prefix: netip.MustParsePrefix("::/0"), NextHop: netip.MustParseAddr("2001:db8::8"), Distance: 1},
		},
	}
	for _, up := range []bool{true, false, true} {
		c.Devices[0].Up = up
		if err := ns.Do(func() error { return h.Set(c) }); err != nil {
			t.Fatal(err)
		}
		list := ownRoutes(t, h)
		want := 0
		if up {
			want = len(c.Routes) + 1 // the network of IPv6
		}
		if len(list) != want {
			t.Errorf("up=%v: %d routes, want %d: %v", up, len(list), want, list)
		}
	}
}
