package tun

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/esp"
	"mainmode/datapath/gre"
)

// greTunnel makes the tunnel of a pair GRE, with or without protection.
func greTunnel(g datapath.GRE, protected bool, change func(*datapath.TunnelInterface)) func(*datapath.Config) {
	return func(c *datapath.Config) {
		t := &c.Tunnels[0]
		t.Encapsulation, t.GRE = datapath.InGRE, g
		t.Selector = datapath.Selector{
			Local: netip.PrefixFrom(t.Local, t.Local.BitLen()), Remote: netip.PrefixFrom(t.Remote, t.Remote.BitLen()), Protocol: protoGRE,
		}
		if !protected {
			t.Policy, t.Selector = "", datapath.Selector{}
		}
		if change != nil {
			change(t)
		}
	}
}

// upBy waits until the driver itself has brought the tunnel up.
func (n *node) upBy() {
	n.t.Helper()
	eventually(n.t, "the tunnel comes up", func() bool { return n.driver.tunnels["Tunnel23"].line.Up() })
}

// TestGRE carries both families in every way that GRE goes, and looks at the
// link.
func TestGRE(t *testing.T) {
	for _, g := range []datapath.GRE{{}, {Keyed: true, Key: 7, Checksum: true, Sequence: true}} {
		for _, outerIPv6 := range []bool{false, true} {
			for _, mode := range []string{"clear", "transport", "tunnel", "transport in UDP", "tunnel in UDP"} {
				t.Run(fmt.Sprintf("%+v/IPv6=%t/%s", g, outerIPv6, mode), func(t *testing.T) {
					testGRE(t, g, outerIPv6, mode)
				})
			}
		}
	}
}

func testGRE(t *testing.T, g datapath.GRE, outerIPv6 bool, mode string) {
	protected := mode != "clear"
	udp := mode == "transport in UDP" || mode == "tunnel in UDP"
	p := newPair(t, pairOptions{outerIPv6: outerIPv6, encap: udp, change: greTunnel(g, protected, nil), sa: func(sa *datapath.SA) {
		if mode == "transport" || mode == "transport in UDP" {
			sa.Mode = datapath.Transport
		}
	}})
	p.a.upBy()
	p.b.upBy()
	header := 20
	if outerIPv6 {
		header = 40
	}
	file := filepath.Join(t.TempDir(), "link.pcap")
	capture, err := p.b.ns.Capture("eth1", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range []struct{ a, b netip.Addr }{{p.a.inner4, p.b.inner4}, {p.a.inner6, p.b.inner6}} {
		from, to := p.a.listen(family.a), p.b.listen(family.b)
		exchange(t, from, to, 1, 100, 1400, 1472, 5000, 8950)
		exchange(t, to, from, 100)
	}
	if err := capture.Close(); err != nil {
		t.Fatal(err)
	}
	seen, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(seen, clearText[:16]) == protected {
		t.Errorf("in clear: %t", !protected)
	}
	s := p.a.driver.Stats()
	i := s.Interfaces["Tunnel23"]
	want := 1500 - header - gre.HeaderLen(&g)
	if protected {
		sa := p.sa(p.a, datapath.Outbound)
		room := 1500 - outerHeaderLen(sa.Remote, udp) - 8 - 8 - 16
		room -= room%4 + 2
		if want = room - gre.HeaderLen(&g); mode == "tunnel" || mode == "tunnel in UDP" {
			want -= header
		}
	}
	if i.PlaintextMTU != want || i.MTU != want || i.PathMTU != 1500 || i.OutErrors != 0 {
		t.Errorf("%+v, want %d bytes left", i, want)
	}
	if e := s.Policies[policyName]; e.RecvErrors != 0 || protected && e.Encaps == 0 {
		t.Errorf("%+v", e)
	}
}

// TestGREMulticast: what a routing protocol says to its neighbours passes.
func TestGREMulticast(t *testing.T) {
	p := newPair(t, pairOptions{change: greTunnel(datapath.GRE{}, true, nil), sa: func(sa *datapath.SA) { sa.Mode = datapath.Transport }})
	p.a.upBy()
	p.b.upBy()
	group := net.IPv4(224, 0, 0, 5)
	from := p.a.listen(p.a.inner4)
	links, err := p.b.driver.host.Links()
	if err != nil {
		t.Fatal(err)
	}
	var to *net.UDPConn
	err = p.b.ns.Do(func() (err error) {
		to, err = net.ListenMulticastUDP("udp4", &net.Interface{Index: links["Tu23"].Index, Name: "Tu23"}, &net.UDPAddr{IP: group, Port: 5005})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	option(t, from, unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, 1)
	if _, err := from.WriteTo([]byte("hello"), &net.UDPAddr{IP: group, Port: 5005}); err != nil {
		t.Fatal(err)
	}
	to.SetReadDeadline(time.Now().Add(5 * time.Second))
	buffer := make([]byte, 100)
	if n, _, err := to.ReadFrom(buffer); err != nil || string(buffer[:n]) != "hello" {
		t.Errorf("%q, %v", buffer[:n], err)
	}
}

// sendClearGRE sends a packet in GRE of a protocol type, in clear, from one node
// to the other.
func (p *pair) sendClearGRE(g *datapath.GRE, protocol uint16, sequence uint32) {
	p.a.t.Helper()
	inner := udpPacket(p.a.inner4, p.b.inner4, []byte("payload"))
	packet := append(make([]byte, gre.HeaderLen(g)), inner...)
	gre.Put(packet, g, protocol, sequence)
	err := p.a.ns.Do(func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, protoGRE)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return unix.Sendto(fd, packet, 0, &unix.SockaddrInet4{Addr: p.b.outer.As4()})
	})
	if err != nil {
		p.a.t.Fatal(err)
	}
}

// TestGRERefuses: a protected tunnel takes nothing in clear, a tunnel with a
// key nothing with another, a tunnel that counts nothing twice.
func TestGRERefuses(t *testing.T) {
	p := newPair(t, pairOptions{change: greTunnel(datapath.GRE{Keyed: true, Key: 7, Sequence: true}, true, nil)})
	send := func(g datapath.GRE, sequence uint32) {
		t.Helper()
		p.sendClearGRE(&g, gre.TypeIPv4, sequence)
	}
	errors := func(n uint64) func() bool {
		return func() bool { return p.b.driver.Stats().Interfaces["Tunnel23"].InErrors == n }
	}
	send(datapath.GRE{Keyed: true, Key: 7, Sequence: true}, 0)
	eventually(t, "a packet in clear is refused", errors(1))

	clear := *p.b.config
	clear.Tunnels = append([]datapath.TunnelInterface(nil), clear.Tunnels...)
	clear.Tunnels[0].Policy = ""
	if err := p.b.ns.Do(func() error { return p.b.driver.Set(&clear) }); err != nil {
		t.Fatal(err)
	}
	passed := p.b.driver.Stats().Interfaces["Tunnel23"].InPackets
	arrived := func(n uint64) func() bool {
		return func() bool { return p.b.driver.Stats().Interfaces["Tunnel23"].InPackets == passed+n }
	}
	send(datapath.GRE{Keyed: true, Key: 7, Sequence: true}, 5)
	eventually(t, "a packet with the key passes", arrived(1))
	send(datapath.GRE{Keyed: true, Key: 7, Sequence: true}, 5)
	eventually(t, "the same once more is refused", errors(2))
	send(datapath.GRE{Keyed: true, Key: 7, Sequence: true}, 4)
	eventually(t, "an older one is refused", errors(3))
	send(datapath.GRE{Keyed: true, Key: 7}, 0)
	eventually(t, "one without a number is refused", errors(4))
	send(datapath.GRE{Keyed: true, Key: 8, Sequence: true}, 6)
	send(datapath.GRE{Sequence: true}, 6)
	send(datapath.GRE{Keyed: true, Key: 7, Sequence: true}, 0)
	eventually(t, "that of a peer which began anew passes", arrived(2))
	if !errors(4)() {
		t.Error("a packet of another key is counted here")
	}
}

// TestGREReassembly: some peers cut a GRE packet before they encrypt it in
// tunnel mode.
func TestGREReassembly(t *testing.T) {
	p := newPair(t, pairOptions{change: greTunnel(datapath.GRE{Keyed: true, Key: 7}, true, nil), sa: func(sa *datapath.SA) { sa.ReplayWindow = 0 }})
	p.b.upBy()
	x := newAttacker(t, p, false)
	to := p.b.listen(p.b.inner4)
	data := payload(2000)
	inner := udpPacket(p.a.inner4, p.b.inner4, data)
	binary.BigEndian.PutUint16(inner[22:], to.LocalAddr().(*net.UDPAddr).AddrPort().Port())
	g := datapath.GRE{Keyed: true, Key: 7}
	whole := append(make([]byte, ipv4HeaderLen+gre.HeaderLen(&g)), inner...)
	gre.Put(whole[ipv4HeaderLen:], &g, gre.TypeIPv4, 0)
	putIPv4(whole, p.a.outer, p.b.outer, false, protoGRE, 0, 64)
	for next := 0; ; {
		var fragment []byte
		fragment, next = nextFragment(make([]byte, 2000), whole, ipv4HeaderLen, next, 1400)
		x.send(x.packet(fragment, esp.NextIPv4))
		if next == 0 {
			break
		}
	}
	to.SetReadDeadline(time.Now().Add(5 * time.Second))
	buffer := make([]byte, 3000)
	if n, _, err := to.ReadFrom(buffer); err != nil || !bytes.Equal(buffer[:n], data) {
		t.Errorf("%d bytes, %v: %+v", n, err, p.b.driver.Stats())
	}
}

// TestKeepalive: a peer that knows none answers; when it goes the line does.
func TestKeepalive(t *testing.T) {
	for _, protected := range []bool{false, true} {
		t.Run(fmt.Sprintf("protected=%t", protected), func(t *testing.T) {
			p := newPair(t, pairOptions{
				change: greTunnel(datapath.GRE{Keyed: true, Key: 3, Sequence: true, Checksum: true}, protected, func(c *datapath.TunnelInterface) {
					if c.Local == netip.MustParseAddr("192.0.2.2") {
						c.GRE.Keepalive, c.GRE.Retries = time.Second, 2
					}
				}),
				sa: func(sa *datapath.SA) { sa.Mode = datapath.Transport },
			})
			p.a.upBy()
			eventually(t, "a keepalive is answered", func() bool {
				next, missed := p.a.driver.tunnels["Tunnel23"].keepalive.State()
				return !next.IsZero() && missed == 0
			})
			down := *p.b.config
			down.Tunnels = append([]datapath.TunnelInterface(nil), down.Tunnels...)
			down.Tunnels[0].Shutdown = true
			if err := p.b.ns.Do(func() error { return p.b.driver.Set(&down) }); err != nil {
				t.Fatal(err)
			}
			if ev := p.a.lineChange(); ev != (datapath.LineChange{Interface: "Tunnel23"}) {
				t.Errorf("%+v", ev)
			}
			if err := p.b.ns.Do(func() error { return p.b.driver.Set(p.b.config) }); err != nil {
				t.Fatal(err)
			}
			if ev := p.a.lineChange(); ev != (datapath.LineChange{Interface: "Tunnel23", Up: true}) {
				t.Errorf("%+v", ev)
			}
		})
	}
}

// lineChange returns the next change of the line protocol behind that which
// brought the tunnel up first.
func (n *node) lineChange() datapath.LineChange {
	n.t.Helper()
	for {
		ev, ok := n.event().(datapath.LineChange)
		switch {
		case !ok:
		case ev.Up && !n.cameUp:
			n.cameUp = true
		default:
			return ev
		}
	}
}

// TestGRELine: the tunnel is up while there is a way to its peer, which does
// not lead through the tunnel itself.
func TestGRELine(t *testing.T) {
	p := newPair(t, pairOptions{change: greTunnel(datapath.GRE{}, false, nil)})
	p.a.upBy()
	run := func(args ...string) {
		t.Helper()
		if _, err := p.a.ns.Run("ip", args...); err != nil {
			t.Fatal(err)
		}
	}
	run("route", "add", "unreachable", p.b.outer.String()+"/32")
	if ev := p.a.lineChange(); ev.Up {
		t.Errorf("%+v", ev)
	}
	run("route", "del", "unreachable", p.b.outer.String()+"/32")
	if ev := p.a.lineChange(); !ev.Up {
		t.Errorf("%+v", ev)
	}
	run("route", "add", p.b.outer.String()+"/32", "dev", "Tu23")
	p.a.routedIntoItself(true)
	if ev := p.a.lineChange(); ev.Up {
		t.Errorf("%+v", ev)
	}
	run("route", "del", p.b.outer.String()+"/32", "dev", "Tu23")
	if err := p.a.ns.Do(func() error { return p.a.driver.Set(p.a.config) }); err != nil {
		t.Fatal(err)
	}
	p.a.routedIntoItself(false)
	if ev := p.a.lineChange(); !ev.Up {
		t.Errorf("%+v", ev)
	}
	shut := *p.a.config
	shut.Tunnels = append([]datapath.TunnelInterface(nil), shut.Tunnels...)
	shut.Tunnels[0].Shutdown = true
	if err := p.a.ns.Do(func() error { return p.a.driver.Set(&shut) }); err != nil {
		t.Fatal(err)
	}
	if ev := p.a.lineChange(); ev.Up {
		t.Errorf("%+v", ev)
	}
}
