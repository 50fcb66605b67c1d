package tun

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/host"
	"mainmode/datapath/lab"
)

// TestSetLine: without line protocol the system sends nothing into the tunnel,
// and SetLine(true) holds from its return on, for routes by the tunnel too.
func TestSetLine(t *testing.T) {
	network := netip.MustParsePrefix("10.99.0.0/24")
	p := newPair(t, pairOptions{change: func(c *datapath.Config) {
		c.Routes = append(c.Routes, datapath.Route{Prefix: network, Interface: "Tunnel23", Distance: 1})
	}})
	routed := func() bool {
		device, err := p.a.driver.host.RouteTo(datapath.VRF{}, network.Addr().Next(), p.a.inner4)
		return err == nil && device == p.a.driver.tunnels["Tunnel23"].device.name
	}
	from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
	for range 5 {
		exchange(t, from, to, 100)
		if err := p.a.driver.SetLine("Tunnel23", false); err != nil {
			t.Fatal(err)
		}
		s := p.a.driver.Stats().Interfaces["Tunnel23"]
		if s.Carrier || !s.Up || !s.Exists {
			t.Fatalf("line down: %+v", s)
		}
		if routed() {
			t.Fatal("the route is there while the line is down")
		}
		before := p.a.driver.Stats().Policies[policyName].Encaps
		if _, err := from.WriteTo(payload(100), to.LocalAddr()); err != nil && !errors.Is(err, unix.ENETUNREACH) {
			t.Fatal(err)
		}
		if err := p.a.driver.SetLine("Tunnel23", true); err != nil {
			t.Fatal(err)
		}
		if !routed() {
			t.Fatal("the line is up before the route is there")
		}
		if after := p.a.driver.Stats().Policies[policyName].Encaps; after != before {
			t.Fatalf("%d packets left while the line was down", after-before)
		}
	}
	if err := p.a.driver.SetLine("Tunnel99", true); err == nil || err.Error() != "tun: Tunnel99: no such tunnel" {
		t.Errorf("unknown tunnel: %v", err)
	}
}

// states of one router, each to be reached from every other.
func states() []*datapath.Config {
	prefix := netip.MustParsePrefix
	ethernet := datapath.Link{Name: "Ethernet0/0", Device: "eth1", Addresses: []netip.Prefix{prefix("192.0.2.1/24"), prefix("192.0.2.9/24"), prefix("2001:db8::1/64")}}
	swapped := ethernet
	swapped.Addresses = []netip.Prefix{prefix("192.0.2.9/24"), prefix("192.0.2.1/24")}
	down := ethernet
	down.Shutdown = true
	loopback := datapath.Link{Name: "Loopback0", Device: "Lo0", Loopback: true, Addresses: []netip.Prefix{prefix("10.0.0.1/32"), prefix("2001:db8:1::1/128")}}
	tunnel := datapath.TunnelInterface{
		Name: "Tunnel23", Device: "Tu23", Policy: "Tunnel23-head-0", Selector: datapath.AnyIPv6,
		Addresses: []netip.Prefix{prefix("fe80::23:2/10"), prefix("2001:db8:23::2/64")},
		Local:     netip.MustParseAddr("2001:db8::1"), Remote: netip.MustParseAddr("2001:db8::3"),
	}
	other := tunnel
	other.Name, other.Device, other.MTU, other.Policy = "Tunnel7", "Tu7", 1300, "Tunnel7-head-0"
	other.Addresses = []netip.Prefix{prefix("10.7.0.1/30")}
	off := tunnel
	off.Shutdown = true
	routes := []datapath.Route{
		{Prefix: prefix("10.99.0.0/16"), NextHop: netip.MustParseAddr("192.0.2.77"), Distance: 1},
		{Prefix: prefix("2001:db8:99::/48"), NextHop: netip.MustParseAddr("2001:db8::77"), Distance: 1},
		{Prefix: prefix("10.98.0.0/16"), Distance: 250},
		{Prefix: prefix("0.0.0.0/0"), NextHop: netip.MustParseAddr("192.0.2.254"), Interface: "Ethernet0/0", Distance: 1},
	}
	toTunnel := []datapath.Route{{Prefix: prefix("2001:db8:42::/48"), Interface: "Tunnel23", Distance: 5}}
	return []*datapath.Config{
		{},
		{Links: []datapath.Link{ethernet}},
		{Links: []datapath.Link{swapped, loopback}, Routes: routes[:1]},
		{Links: []datapath.Link{ethernet, loopback}, Tunnels: []datapath.TunnelInterface{tunnel}, Routes: toTunnel, IPv4Forwarding: true, IPv6Forwarding: true},
		{Links: []datapath.Link{ethernet}, Tunnels: []datapath.TunnelInterface{tunnel, other}, Routes: append(routes[:3:3], toTunnel...), IPv4Forwarding: true},
		{Links: []datapath.Link{ethernet}, Tunnels: []datapath.TunnelInterface{off}, Routes: routes},
		{Links: []datapath.Link{down}},
		{Links: []datapath.Link{loopback}, Tunnels: []datapath.TunnelInterface{other}, IPv6Forwarding: true},
	}
}

// dump is the system's state as text, without what changes by itself.
func dump(t *testing.T, ns *lab.Namespace) string {
	t.Helper()
	out, err := ns.Run("/bin/sh", "-c", `
		ip -o addr show | grep -v ' fe80::[0-9a-f:]*/64 ' | sed 's/^[0-9]*: //'
		ip -o link show | sed 's/^[0-9]*: //; s/@if[0-9]*//; s/ qdisc.*//'
		ip route show proto 109; ip -6 route show proto 109
		cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding`)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		// Flags of the moment, and a carrier that comes later.
		line = strings.NewReplacer(",LOWER_UP", "", "NO-CARRIER,", "", " linkdown", "").Replace(line)
		lines[i] = strings.TrimSpace(line)
	}
	// A device made later is listed later; the order of addresses counts.
	slices.SortStableFunc(lines, func(a, b string) int {
		return strings.Compare(firstWord(a), firstWord(b))
	})
	return strings.Join(lines, "\n")
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.TrimSuffix(word, ":")
}

// TestSetConverges goes through the states in random order: where it came from
// must not show.
func TestSetConverges(t *testing.T) {
	want := make([]string, len(states()))
	for i, c := range states() {
		ns, d := alone(t)
		set(t, ns, d, c)
		want[i] = dump(t, ns)
		d.Close()
	}
	ns, d := alone(t)
	empty := dump(t, ns)
	random := rand.New(rand.NewPCG(3, 4))
	from := 0
	for range 25 {
		to := random.IntN(len(want))
		set(t, ns, d, states()[to])
		if got := dump(t, ns); got != want[to] {
			t.Fatalf("from state %d to %d:\n%s\nwant\n%s", from, to, got, want[to])
		}
		links, err := d.host.Links()
		if err != nil {
			t.Fatal(err)
		}
		set(t, ns, d, states()[to])
		if again, err := d.host.Links(); err != nil || dump(t, ns) != want[to] {
			t.Fatalf("state %d set again differs, %v", to, err)
		} else {
			for name, l := range again {
				if l.Index != links[name].Index {
					t.Errorf("state %d set again made %s again", to, name)
				}
			}
		}
		from = to
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := dump(t, ns); got != empty {
		t.Errorf("after Close:\n%s\nwant\n%s", got, empty)
	}
}

// TestForeignThingsStay: what others added is never removed, not even when it
// is the same.
func TestForeignThingsStay(t *testing.T) {
	ns, d := alone(t)
	if _, err := ns.Run("/bin/sh", "-c", `
		ip addr add 192.0.2.1/24 dev eth1
		ip addr add 198.51.100.1/24 dev eth1
		ip route add 10.99.0.0/16 via 192.0.2.77 metric 7`); err != nil {
		t.Fatal(err)
	}
	before := dump(t, ns)
	set(t, ns, d, states()[1])
	set(t, ns, d, states()[2])
	set(t, ns, d, states()[0])
	if got := dump(t, ns); got != before {
		t.Errorf("it is\n%s\nand was\n%s", got, before)
	}
	out, err := ns.Run("ip", "route", "show", "metric", "7")
	if err != nil || !strings.HasPrefix(out, "10.99.0.0/16") {
		t.Errorf("foreign route: %q, %v", out, err)
	}
}

// TestLeftovers of a process that was killed are gone after the next Set.
func TestLeftovers(t *testing.T) {
	ns := namespace(t)
	empty := dump(t, ns)
	err := ns.Do(func() error {
		killed, err := host.Open()
		if err != nil {
			return err
		}
		return killed.Set(host.Config{
			Devices: []host.Device{{Name: "eth1", Interface: "Ethernet0/0", Up: true, Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/24")}}},
			Routes:  []datapath.Route{{Prefix: netip.MustParsePrefix("10.99.0.0/16"), NextHop: netip.MustParseAddr("192.0.2.77")}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if out := dump(t, ns); !strings.Contains(out, "10.99.0.0/16") || !strings.Contains(out, "192.0.2.1/24") {
		t.Fatalf("left:\n%s", out)
	}
	set(t, ns, start(t, ns), &datapath.Config{})
	if got := dump(t, ns); got != empty {
		t.Errorf("after the first Set:\n%s\nwant\n%s", got, empty)
	}
}

// TestRefresh: what the system forgot while a link was down comes back, and the
// link itself is left alone.
func TestRefresh(t *testing.T) {
	ns, d := alone(t)
	set(t, ns, d, states()[4])
	want := dump(t, ns)
	if _, err := ns.Run("ip", "link", "set", "eth1", "down"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the link is down", func() bool { return !d.Stats().Interfaces["Ethernet0/0"].Up })
	if _, err := ns.Run("ip", "link", "set", "eth1", "up"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "everything is back", func() bool { return dump(t, ns) == want })
}

// TestSetReportsEachFailure and does the rest.
func TestSetReportsEachFailure(t *testing.T) {
	ns, d := alone(t)
	c := states()[1]
	c.Links = append(c.Links, datapath.Link{Name: "Ethernet0/1", Device: "eth2"})
	c.Routes = []datapath.Route{{Prefix: netip.MustParsePrefix("10.0.0.0/8"), Interface: "Ethernet9/9"}}
	c.Tunnels = []datapath.TunnelInterface{{Name: "Tunnel1", Device: "a-name-that-is-too-long"}}
	err := ns.Do(func() error { return d.Set(c) })
	want := "tun: a-name-that-is-too-long: /dev/net/tun: invalid argument\n" +
		"host: eth2: no such device\n" +
		"host: route 10.0.0.0/8: interface Ethernet9/9 is unknown"
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
	if out := dump(t, ns); !strings.Contains(out, "192.0.2.1/24") {
		t.Errorf("the rest is not done:\n%s", out)
	}
}

// TestLoopback: its addresses answer through the tunnel.
func TestLoopback(t *testing.T) {
	p := newPair(t, pairOptions{change: func(c *datapath.Config) {
		address := netip.MustParsePrefix("10.0.0.3/32")
		if c.Links[0].Addresses[0].Addr() == netip.MustParseAddr("192.0.2.3") {
			c.Links = append(c.Links, datapath.Link{Name: "Loopback0", Device: "Lo0", Loopback: true, Addresses: []netip.Prefix{address}})
		} else {
			c.Routes = []datapath.Route{{Prefix: address, Interface: "Tunnel23", Distance: 1}}
		}
	}})
	from := p.a.listen(p.a.inner4)
	eventually(t, "the route is there", func() bool {
		_, err := from.WriteToUDPAddrPort([]byte{1}, netip.MustParseAddrPort("10.0.0.3:9"))
		return err == nil
	})
	exchange(t, from, p.b.listen(netip.MustParseAddr("10.0.0.3")), 100)
	if s := p.b.driver.Stats().Interfaces["Loopback0"]; !s.Exists || !s.Up || !s.Carrier || s.Device != "Lo0" {
		t.Errorf("%+v", s)
	}
}

// TestClose leaves no goroutine and no device.
func TestClose(t *testing.T) {
	ns, d := alone(t)
	d.Close()
	before := runtime.NumGoroutine()
	err := ns.Do(func() (err error) {
		if d, err = New(); err != nil {
			return err
		}
		if _, err = d.ListenEncap(); err != nil {
			return err
		}
		return d.Set(states()[4])
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range d.Events() {
	}
	eventually(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before })
	if err := d.Set(states()[0]); !errors.Is(err, errClosed) {
		t.Errorf("Set: %v", err)
	}
	if err := d.AddSAs(nil); !errors.Is(err, errClosed) {
		t.Errorf("AddSAs: %v", err)
	}
	if _, err := d.ListenEncap(); !errors.Is(err, errClosed) {
		t.Errorf("ListenEncap: %v", err)
	}
	if out := dump(t, ns); strings.Contains(out, "Tu") {
		t.Errorf("left:\n%s", out)
	}
}

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fs.ErrNotExist, "file does not exist (is the tun module loaded?)"},
		{unix.EPERM, "operation not permitted (CAP_NET_ADMIN is needed)"},
		{unix.EBUSY, "device or resource busy (another process has a device of that name)"},
		{unix.EINVAL, "invalid argument"},
	} {
		if got := explain(c.err); got.Error() != c.want || !errors.Is(got, c.err) {
			t.Errorf("%v, want %s", got, c.want)
		}
	}
}

// TestNoDevice: the error names the file.
func TestNoDevice(t *testing.T) {
	file := t.TempDir() + "/tun"
	_, err := openControl(file)
	if want := "tun: " + file + ": no such file or directory (is the tun module loaded?)"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// namespace has one device, eth1, whose other end exists too.
func namespace(t *testing.T) *lab.Namespace {
	t.Helper()
	lab.Require(t, "network namespaces", lab.Available())
	l, err := lab.Start(&lab.Topology{
		Nodes: []lab.Node{{Name: "R1", Kind: "linux"}, {Name: "R2", Kind: "linux"}},
		Links: []lab.Link{{A: lab.Endpoint{Node: "R1", Interface: "eth1"}, B: lab.Endpoint{Node: "R2", Interface: "eth1"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	ns := l.Namespace("R1")
	if err := ns.Do(func() error {
		return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("0"), 0)
	}); err != nil {
		t.Fatal(err)
	}
	return ns
}

// alone is a driver in a namespace.
func alone(t *testing.T) (*lab.Namespace, *Driver) {
	t.Helper()
	ns := namespace(t)
	return ns, start(t, ns)
}

func start(t *testing.T, ns *lab.Namespace) *Driver {
	t.Helper()
	var d *Driver
	if err := ns.Do(func() (err error) { d, err = New(); return err }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func set(t *testing.T, ns *lab.Namespace, d *Driver, c *datapath.Config) {
	t.Helper()
	if err := ns.Do(func() error { return d.Set(c) }); err != nil {
		t.Fatalf("Set: %v", err)
	}
}

// TestEncapConn: ISAKMP messages share the port with ESP.
func TestEncapConn(t *testing.T) {
	for _, outerIPv6 := range []bool{false, true} {
		p := newPair(t, pairOptions{encap: true, outerIPv6: outerIPv6})
		from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
		a, b := p.a.driver.encap, p.b.driver.encap
		local, remote := netip.AddrPortFrom(p.a.outer, datapath.EncapPort), netip.AddrPortFrom(p.b.outer, datapath.EncapPort)
		buffer := make([]byte, 8192)
		for _, size := range []int{28, 500, 5000} {
			if err := a.Keepalive(local, remote); err != nil {
				t.Fatal(err)
			}
			if err := a.WriteTo(payload(size), local, remote); err != nil {
				t.Fatal(err)
			}
			exchange(t, from, to, 100)
			n, gotRemote, gotLocal, err := b.ReadFrom(buffer)
			if err != nil || string(buffer[:n]) != string(payload(size)) || gotRemote != local || gotLocal != remote {
				t.Errorf("%d bytes from %s to %s, %v", n, gotRemote, gotLocal, err)
			}
		}
		if s := p.b.driver.Stats(); s.InvalidSPI != 0 {
			t.Errorf("%d invalid SPIs", s.InvalidSPI)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := b.ReadFrom(buffer); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
		exchange(t, from, to, 100)
		if _, err := p.a.driver.ListenEncap(); err == nil || err.Error() != fmt.Sprintf("tun: UDP port %d is open already", datapath.EncapPort) {
			t.Errorf("second ListenEncap: %v", err)
		}
	}
}
