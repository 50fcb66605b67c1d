package host

import (
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

func TestMain(m *testing.M) {
	if os.Getuid() != 0 {
		if status, done, err := lab.Isolate(); done && err == nil {
			os.Exit(status)
		}
	}
	os.Exit(m.Run())
}

// open a Host in a new namespace with the devices eth1 and, beyond it, eth2.
func open(t *testing.T) (*lab.Namespace, *Host) {
	t.Helper()
	lab.Require(t, "network namespaces", lab.Available())
	l, err := lab.Start(&lab.Topology{
		Nodes: []lab.Node{{Name: "R1", Kind: "linux"}},
		Links: []lab.Link{{A: lab.Endpoint{Node: "R1", Interface: "eth1"}, B: lab.Endpoint{Node: "R1", Interface: "eth2"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	ns := l.Namespace("R1")
	var h *Host
	if err := ns.Do(func() (err error) { h, err = Open(); return err }); err != nil {
		t.Fatal(err)
	}
	return ns, h
}

func prefixes(all ...string) []netip.Prefix {
	var list []netip.Prefix
	for _, s := range all {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}

// TestRoutesRoundTrip: what the kernel lists is what was asked for, so that no
// route is removed and added again.
func TestRoutesRoundTrip(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	c := Config{
		Devices: []Device{{
			Name: "eth1", Interface: "Ethernet0/0", Up: true, Multiaccess: true,
			Addresses: prefixes("192.0.2.1/24", "2001:db8::1/64", "198.51.100.1/24"),
		}},
		Routes: []datapath.Route{
			{Prefix: netip.MustParsePrefix("0.0.0.0/0"), NextHop: netip.MustParseAddr("192.0.2.254"), Distance: 1},
			{Prefix: netip.MustParsePrefix("::/0"), NextHop: netip.MustParseAddr("2001:db8::fe"), Distance: 1},
			{Prefix: netip.MustParsePrefix("10.0.0.0/8"), Interface: "Ethernet0/0", Distance: 200},
			{Prefix: netip.MustParsePrefix("10.1.0.0/16"), Distance: 254},
			{Prefix: netip.MustParsePrefix("2001:db8:1::/48"), Distance: 254},
			{Prefix: netip.MustParsePrefix("2001:db8:2::/48"), Interface: "Ethernet0/0", Distance: 1},
			{Prefix: netip.MustParsePrefix("2001:db8:3::/48"), NextHop: netip.MustParseAddr("fe80::1"), Interface: "Ethernet0/0", Distance: 7},
			{Prefix: netip.MustParsePrefix("10.2.0.0/16"), NextHop: netip.MustParseAddr("192.0.2.9"), Interface: "Ethernet0/0", Distance: 1},
		},
	}
	// Two ways to a network are one route.
	for _, next := range []string{"192.0.2.7", "198.51.100.7"} {
		c.Routes = append(c.Routes, datapath.Route{Prefix: netip.MustParsePrefix("10.3.0.0/16"), NextHop: netip.MustParseAddr(next), Distance: 1})
	}
	for _, next := range []string{"2001:db8::7", "2001:db8::8"} {
		c.Routes = append(c.Routes, datapath.Route{Prefix: netip.MustParsePrefix("2001:db8:4::/48"), NextHop: netip.MustParseAddr(next), Distance: 1})
	}
	const distinct = 11
	if err := ns.Do(func() error { return h.Set(c) }); err != nil {
		t.Fatal(err)
	}
	// Routes that were made again would have been notified.
	routes := func() map[routeKey]bool {
		keys := map[routeKey]bool{}
		for _, r := range ownRoutes(t, h) {
			keys[keyOf(&r)] = true
		}
		return keys
	}
	if got := routes(); len(got) != distinct {
		t.Errorf("%d routes: %v", len(got), got)
	}
	events := make(chan netlink.RouteUpdate, 100)
	done := make(chan struct{})
	defer close(done)
	if err := ns.Do(func() error { return netlink.RouteSubscribe(events, done) }); err != nil {
		t.Fatal(err)
	}
	if err := h.Refresh(); err != nil {
		t.Fatal(err)
	}
	c.Routes = slices.Delete(slices.Clone(c.Routes), 7, 8)
	if err := ns.Do(func() error { return h.Set(c) }); err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.Dst == nil || e.Dst.String() != "10.2.0.0/16" {
		t.Errorf("the first change is %v", e)
	}
	if got := routes(); len(got) != distinct-1 {
		t.Errorf("%d routes: %v", len(got), got)
	}
}

// ownRoutes are those in the system that are ours.
func ownRoutes(t *testing.T, h *Host) []netlink.Route {
	t.Helper()
	all, err := h.routes()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(r netlink.Route) bool { return r.Protocol != Protocol })
}

// TestWatch tells of each device that changes.
func TestWatch(t *testing.T) {
	ns, h := open(t)
	changed := make(chan string, 100)
	ended := make(chan struct{})
	go func() {
		h.Watch(func(device string) { changed <- device })
		close(ended)
	}()
	expect := func(device string) {
		t.Helper()
		timeout := time.After(5 * time.Second)
		for {
			select {
			case got := <-changed:
				if got == device {
					return
				}
			case <-timeout:
				t.Fatalf("no change of %s", device)
			}
		}
	}
	for _, step := range []struct{ command, device string }{
		{"ip link set eth1 mtu 1400", "eth1"},
		{"ip addr add 192.0.2.1/24 dev eth2", "eth2"},
		{"ip link set lo down", "lo"},
		{"ip link del eth1", "eth1"},
	} {
		if _, err := ns.Run("/bin/sh", "-c", step.command); err != nil {
			t.Fatal(err)
		}
		expect(step.device)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
}

func TestBroadcast(t *testing.T) {
	for prefix, want := range map[string]string{
		"192.0.2.1/24": "192.0.2.255", "10.7.0.1/30": "10.7.0.3", "10.1.2.3/8": "10.255.255.255",
	} {
		if got, _ := netip.AddrFromSlice(broadcast(netip.MustParsePrefix(prefix))); got.String() != want {
			t.Errorf("%s: %s, want %s", prefix, got, want)
		}
	}
}

func TestNeedsLinkLocal(t *testing.T) {
	for _, c := range []struct {
		addresses []netip.Prefix
		want      bool
	}{
		{nil, false},
		{prefixes("10.0.0.1/24"), false},
		{prefixes("10.0.0.1/24", "2001:db8::1/64"), true},
		{prefixes("2001:db8::1/64", "fe80::1/64"), false},
	} {
		if got := needsLinkLocal(c.addresses); got != c.want {
			t.Errorf("%v: %t", c.addresses, got)
		}
	}
}

// TestMTU gives a device an MTU and IPv6 less of it, and takes both back.
func TestMTU(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	check := func(what string, mtu int, ipv6 string) {
		t.Helper()
		links, err := h.Links()
		if err != nil {
			t.Fatal(err)
		}
		var now []byte
		if err := ns.Do(func() (err error) {
			now, err = os.ReadFile("/proc/sys/net/ipv6/conf/eth1/mtu")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(string(now)); links["eth1"].MTU != mtu || got != ipv6 {
			t.Errorf("%s: MTU %d, of IPv6 %s, want %d, %s", what, links["eth1"].MTU, got, mtu, ipv6)
		}
	}
	set := func(mtu, ipv6 int) {
		t.Helper()
		if err := ns.Do(func() error {
			return h.Set(Config{Devices: []Device{{Name: "eth1", Interface: "Ethernet0/0", Up: true, MTU: mtu, IPv6MTU: ipv6}}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	ready := func() {
		t.Helper()
		if err := ns.Do(func() error { return h.AwaitCarrier("eth1", true) }); err != nil {
			t.Fatal(err)
		}
	}
	check("before", 1500, "1500")
	set(1400, 0)
	ready()
	set(1400, 1300)
	check("both", 1400, "1300")
	set(1350, 1300)
	check("another MTU", 1350, "1300")
	set(1350, 1450)
	check("more than there is", 1350, "1350")
	set(0, 1300)
	check("that of IPv6 alone", 1500, "1300")
	if _, err := ns.Run("/bin/sh", "-c", "ip link set eth1 down; ip link set eth1 up"); err != nil {
		t.Fatal(err)
	}
	ready()
	check("that of IPv6, and somebody else shuts the device", 1500, "1500")
	if err := ns.Do(func() error { return h.restoreIPv6MTU("eth1") }); err != nil {
		t.Fatal(err)
	}
	check("that of IPv6 once more", 1500, "1300")
	set(0, 0)
	check("none", 1500, "1500")
}

func TestControllerOf(t *testing.T) {
	ns, _ := open(t)
	var c Controller
	if err := ns.Do(func() (err error) { c, err = ControllerOf("eth1"); return err }); err != nil || c.Driver != "veth" || c.Firmware != "" {
		t.Errorf("one end of a cable: %+v, %v", c, err)
	}
	if c, err := ControllerOf("none0"); err == nil || !strings.Contains(err.Error(), "none0") {
		t.Errorf("a device that is not there: %+v, %v", c, err)
	}
}
