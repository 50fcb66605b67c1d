package tun

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/esp"
	"mainmode/datapath/lab"
)

// TestMain moves the tests to a user namespace where they lack the privilege
// to make network namespaces.
func TestMain(m *testing.M) {
	if os.Getuid() != 0 {
		if status, done, err := lab.Isolate(); done && err == nil {
			os.Exit(status)
		}
	}
	os.Exit(m.Run())
}

// node is a driver in a network namespace of its own.
type node struct {
	t      testing.TB
	ns     *lab.Namespace
	driver *Driver
	config *datapath.Config
	outer  netip.Addr
	inner4 netip.Addr
	inner6 netip.Addr
	cameUp bool // GRE: its first LineChange was seen
}

const policyName = "Tunnel23-head-0"

// pair is two nodes, joined by one link, and what their tunnel uses.
type pair struct {
	a, b      *node
	transform datapath.Transform
	encap     bool
	spi       uint32
}

var gcm128 = datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 128}

type pairOptions struct {
	transform datapath.Transform
	encap     bool
	outerIPv6 bool
	selector  datapath.Selector // zero: everything
	change    func(*datapath.Config)
	sa        func(*datapath.SA)
}

func newPair(t testing.TB, o pairOptions) *pair {
	t.Helper()
	lab.Require(t, "network namespaces", lab.Available())
	if o.transform == (datapath.Transform{}) {
		o.transform = gcm128
	}
	if o.selector == (datapath.Selector{}) {
		o.selector = datapath.AnyIPv4
	}
	l, err := lab.Start(&lab.Topology{
		Nodes: []lab.Node{{Name: "A", Kind: "linux"}, {Name: "B", Kind: "linux"}},
		Links: []lab.Link{{A: lab.Endpoint{Node: "A", Interface: "eth1"}, B: lab.Endpoint{Node: "B", Interface: "eth1"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	p := &pair{transform: o.transform, encap: o.encap, spi: 0x1000}
	p.a = newNode(t, l.Namespace("A"), 2, o)
	p.b = newNode(t, l.Namespace("B"), 3, o)
	p.install(o.sa)
	for _, n := range []*node{p.a, p.b} {
		if err := n.driver.SetLine("Tunnel23", true); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func newNode(t testing.TB, ns *lab.Namespace, host byte, o pairOptions) *node {
	n := &node{
		t: t, ns: ns,
		outer:  netip.AddrFrom4([4]byte{192, 0, 2, host}),
		inner4: netip.AddrFrom4([4]byte{10, 23, 0, host}),
		inner6: netip.MustParseAddr(fmt.Sprintf("fe80::23:%d", host)),
	}
	peer := netip.AddrFrom4([4]byte{192, 0, 2, 5 - host})
	bits := 24
	if o.outerIPv6 {
		n.outer = netip.MustParseAddr(fmt.Sprintf("2001:db8::%d", host))
		peer = netip.MustParseAddr(fmt.Sprintf("2001:db8::%d", 5-host))
		bits = 64
	}
	n.config = &datapath.Config{
		Links: []datapath.Link{{Name: "Ethernet0/0", Device: "eth1", Addresses: []netip.Prefix{netip.PrefixFrom(n.outer, bits)}}},
		Tunnels: []datapath.TunnelInterface{{
			Name: "Tunnel23", Device: "Tu23", Policy: policyName, Selector: o.selector,
			Addresses: []netip.Prefix{netip.PrefixFrom(n.inner4, 24), netip.PrefixFrom(n.inner6, 64)},
			Local:     n.outer, Remote: peer,
		}},
	}
	if o.change != nil {
		o.change(n.config)
	}
	err := ns.Do(func() (err error) {
		if n.driver, err = New(); err != nil {
			return err
		}
		if _, err = n.driver.ListenEncap(); err != nil {
			return err
		}
		if err = n.driver.Set(n.config); err != nil {
			return err
		}
		return n.driver.host.AwaitCarrier("eth1", true)
	})
	if n.driver != nil {
		t.Cleanup(func() {
			if err := n.driver.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// install gives both nodes a new pair of SAs.
func (p *pair) install(change func(*datapath.SA)) {
	p.a.t.Helper()
	p.spi++
	// No packet leaves before the other end can read it.
	for _, direction := range []datapath.Direction{datapath.Inbound, datapath.Outbound} {
		for _, n := range []*node{p.a, p.b} {
			sa := p.sa(n, direction)
			if change != nil {
				change(&sa)
			}
			if err := n.ns.Do(func() error { return n.driver.AddSAs([]datapath.SA{sa}) }); err != nil {
				n.t.Fatal(err)
			}
		}
	}
}

// sa is one direction of the pair's tunnel as node n sees it.
func (p *pair) sa(n *node, direction datapath.Direction) datapath.SA {
	receiver, peer := n, p.b
	if n == p.b {
		peer = p.a
	}
	if direction == datapath.Outbound {
		receiver = peer
	}
	key := byte(1)
	if receiver == p.b {
		key = 2
	}
	sa := datapath.SA{
		SPI: p.spi<<8 | uint32(key), Direction: direction, Local: n.outer, Remote: peer.outer,
		Transform: p.transform, ReplayWindow: 64, Policy: policyName,
		EncKey:   bytes.Repeat([]byte{key, byte(p.spi)}, 32)[:p.transform.EncKeyLen()],
		AuthKey:  bytes.Repeat([]byte{key + 10, byte(p.spi)}, 32)[:p.transform.AuthKeyLen()],
		Selector: n.config.Tunnels[0].Selector,
	}
	if p.encap {
		sa.LocalPort, sa.RemotePort = datapath.EncapPort, datapath.EncapPort
	}
	return sa
}

// listen opens a UDP socket on an address of the node.
func (n *node) listen(a netip.Addr) *net.UDPConn {
	n.t.Helper()
	if a.IsLinkLocalUnicast() {
		a = a.WithZone("Tu23")
	}
	var conn *net.UDPConn
	err := n.ns.Do(func() error {
		// The zone's index is that of the namespace: it is looked up here.
		index := zoneIndex(a)
		if index != 0 {
			a = a.WithZone(fmt.Sprint(index))
		}
		var err error
		conn, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, 0)))
		return err
	})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { conn.Close() })
	return conn
}

// exchange sends datagrams of these sizes from one to the other and checks
// that each arrives whole.
func exchange(t testing.TB, from, to *net.UDPConn, sizes ...int) {
	t.Helper()
	remote := to.LocalAddr().(*net.UDPAddr)
	if remote.Zone != "" {
		remote.Zone = from.LocalAddr().(*net.UDPAddr).Zone
	}
	for _, size := range sizes {
		if _, err := from.WriteTo(payload(size), remote); err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		expect(t, to, size)
	}
}

// expect wants the payload of that size to be what comes next.
func expect(t testing.TB, to *net.UDPConn, size int) {
	t.Helper()
	buffer := make([]byte, 65536)
	to.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, _, err := to.ReadFrom(buffer)
	if err != nil {
		t.Fatalf("%d bytes: %v", size, err)
	}
	if !bytes.Equal(buffer[:n], payload(size)) {
		t.Fatalf("%d bytes came as %d others", size, n)
	}
}

var clearText = []byte("this must never be seen on the link ")

func payload(size int) []byte {
	return bytes.Repeat(clearText, size/len(clearText)+1)[:size]
}

// eventually waits for what the packet path does soon.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// stats of the node's inbound or outbound SA.
func (n *node) saStats(direction datapath.Direction) datapath.SAStats {
	for id, s := range n.driver.Stats().SAs {
		if id.Direction == direction {
			return s
		}
	}
	n.t.Fatalf("%s has no %s SA", n.ns.Name, direction)
	return datapath.SAStats{}
}

// event returns the next event that is no LinkChange.
func (n *node) event() datapath.Event {
	n.t.Helper()
	timeout := time.After(5 * time.Second)
	for {
		select {
		case ev := <-n.driver.Events():
			if _, ok := ev.(datapath.LinkChange); !ok {
				return ev
			}
		case <-timeout:
			n.t.Fatalf("%s: no event", n.ns.Name)
		}
	}
}

// quiet checks that all events that wait are LinkChange.
func (n *node) quiet() {
	n.t.Helper()
	for {
		select {
		case ev := <-n.driver.Events():
			if _, ok := ev.(datapath.LinkChange); !ok {
				n.t.Errorf("%s: event %+v", n.ns.Name, ev)
			}
		default:
			return
		}
	}
}

// attacker sends packets from A's address to B, past A's driver.
type attacker struct {
	t    testing.TB
	fd   int
	to   unix.Sockaddr
	udp  bool
	seal *esp.Sealer // with the keys of A's outbound SA
}

func newAttacker(t testing.TB, p *pair, udp bool) *attacker {
	t.Helper()
	sa := p.sa(p.a, datapath.Outbound)
	sealer, err := esp.NewSealer(sa.SPI, sa.Transform, sa.EncKey, sa.AuthKey, sa.ESN)
	if err != nil {
		t.Fatal(err)
	}
	x := &attacker{t: t, udp: udp, seal: sealer}
	kind, protocol := unix.SOCK_RAW, protoESP
	to := &unix.SockaddrInet4{Addr: p.b.outer.As4()}
	if udp {
		kind, protocol, to.Port = unix.SOCK_DGRAM, 0, datapath.EncapPort
	}
	x.to = to
	err = p.a.ns.Do(func() (err error) {
		x.fd, err = unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, protocol)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(x.fd) })
	return x
}

// packet seals a payload with A's keys.
func (x *attacker) packet(payload []byte, next uint8) []byte {
	x.t.Helper()
	b := make([]byte, x.seal.Size(len(payload)))
	if _, err := x.seal.Seal(b, payload, next); err != nil {
		x.t.Fatal(err)
	}
	return b
}

func (x *attacker) send(b []byte) {
	x.t.Helper()
	if err := unix.Sendto(x.fd, b, 0, x.to); err != nil {
		x.t.Fatal(err)
	}
}

// udpPacket is an IPv4 packet from one address to the other.
func udpPacket(from, to netip.Addr, data []byte) []byte {
	p := make([]byte, ipv4HeaderLen+udpHeaderLen+len(data))
	p[0], p[8], p[9] = 0x45, 64, protoUDP
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	copy(p[12:], from.AsSlice())
	copy(p[16:], to.AsSlice())
	binary.BigEndian.PutUint16(p[10:], datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])))
	binary.BigEndian.PutUint16(p[22:], 9)
	binary.BigEndian.PutUint16(p[24:], uint16(udpHeaderLen+len(data)))
	copy(p[ipv4HeaderLen+udpHeaderLen:], data)
	return p
}
