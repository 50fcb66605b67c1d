package tun

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/gre"
)

// multipointTunnel makes the tunnel of a pair multipoint GRE.
func multipointTunnel(protected bool) func(*datapath.Config) {
	return greTunnel(datapath.GRE{Keyed: true, Key: 7}, protected, func(t *datapath.TunnelInterface) {
		t.Remote, t.NHRP, t.Addresses = netip.IPv4Unspecified(), true, t.Addresses[:1]
		if protected {
			t.Selector.Remote = datapath.AnyIPv4.Remote
		}
	})
}

// multipointPair is a pair of which each knows the other as neighbour only when
// it is told.
func multipointPair(t testing.TB, protected bool) *pair {
	t.Helper()
	p := newPair(t, pairOptions{change: multipointTunnel(protected), sa: func(sa *datapath.SA) {
		sa.Mode, sa.Selector.Remote = datapath.Transport, netip.PrefixFrom(sa.Remote, 32)
	}})
	p.a.upBy()
	p.b.upBy()
	return p
}

// knows tells a node of its neighbours.
func (n *node) knows(list ...datapath.Neighbor) {
	n.t.Helper()
	if err := n.driver.SetNeighbors("Tunnel23", list, nil); err != nil {
		n.t.Fatal(err)
	}
}

// eventOf waits for an event of a type, and lets others go.
func eventOf[E datapath.Event](n *node) E {
	n.t.Helper()
	for {
		if e, ok := n.event().(E); ok {
			return e
		}
	}
}

// TestMultipoint carries packets of all sizes to a neighbour, with protection and
// without, once it is one: before, the driver asks for it.
func TestMultipoint(t *testing.T) {
	for _, protected := range []bool{true, false} {
		p := multipointPair(t, protected)
		file := filepath.Join(t.TempDir(), "link.pcap")
		capture, err := p.b.ns.Capture("eth1", file)
		if err != nil {
			t.Fatal(err)
		}
		p.b.knows(datapath.Neighbor{Address: p.a.inner4, NBMA: p.a.outer})
		from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
		if _, err := from.WriteTo(payload(100), to.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		if e := eventOf[datapath.Unresolved](p.a); e.Interface != "Tunnel23" || e.Address != p.b.inner4 {
			t.Errorf("%+v", e)
		}
		p.a.knows(datapath.Neighbor{Address: p.b.inner4, NBMA: p.b.outer})
		expect(t, to, 100) // what has waited
		exchange(t, from, to, 1, 100, 1400, 1472, 5000, 8950)
		exchange(t, to, from, 100, 5000)

		// The system forgets neighbours of a device that is down.
		down := *p.a.config
		down.Tunnels = append([]datapath.TunnelInterface(nil), down.Tunnels...)
		down.Tunnels[0].Shutdown = true
		for _, c := range []*datapath.Config{&down, p.a.config} {
			if err := p.a.ns.Do(func() error { return p.a.driver.Set(c) }); err != nil {
				t.Fatal(err)
			}
		}
		p.a.upBy()
		exchange(t, from, to, 100)
		if _, err := p.a.ns.Run("ip", "neigh", "del", p.b.inner4.String(), "dev", "Tu23"); err != nil {
			t.Fatal(err)
		}
		exchange(t, from, to, 100) // it asks for what it has forgotten
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

		p.a.knows()
		if _, err := from.WriteTo(payload(100), to.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		if e := eventOf[datapath.Unresolved](p.a); e.Address != p.b.inner4 {
			t.Errorf("%+v", e)
		}
	}
}

// TestMultipointNHRP carries the packets of NHRP itself, to whom nothing maps.
func TestMultipointNHRP(t *testing.T) {
	for _, protected := range []bool{true, false} {
		p := multipointPair(t, protected)
		packet := bytes.Repeat([]byte{0, 1, 8, 0}, 30)
		if err := p.a.driver.SendNHRP("Tunnel23", p.b.outer, packet); err != nil {
			t.Fatal(err)
		}
		e := eventOf[datapath.NHRP](p.b)
		if e.Interface != "Tunnel23" || e.NBMA != p.a.outer || !bytes.Equal(e.Packet, packet) {
			t.Errorf("%+v", e)
		}
		if err := p.a.driver.SendNHRP("Tunnel9", p.b.outer, packet); err == nil {
			t.Error("a packet leaves by no tunnel")
		}
		if !protected {
			continue
		}
		// Each router without an SA is asked for one, though others are.
		for _, other := range []string{"192.0.2.77", "192.0.2.78"} {
			nbma := netip.MustParseAddr(other)
			if err := p.a.driver.SendNHRP("Tunnel23", nbma, packet); err != nil {
				t.Fatal(err)
			}
			if e := eventOf[datapath.Acquire](p.a); e.Policy != policyName || e.Selector.Remote.Addr() != nbma || e.Selector.Protocol != protoGRE {
				t.Errorf("%+v", e)
			}
		}
	}
}

// TestMultipointRefuses: nothing in clear enters a protected tunnel, neither data
// nor NHRP.
func TestMultipointRefuses(t *testing.T) {
	p := multipointPair(t, true)
	for i, protocol := range []uint16{gre.TypeIPv4, gre.TypeNHRP} {
		p.sendClearGRE(&datapath.GRE{Keyed: true, Key: 7}, protocol, 0)
		eventually(t, "a packet in clear is refused", func() bool {
			return p.b.driver.Stats().Interfaces["Tunnel23"].InErrors == uint64(i+1)
		})
	}
	own := []byte("what an SA protects")
	if err := p.a.driver.SendNHRP("Tunnel23", p.b.outer, own); err != nil {
		t.Fatal(err)
	}
	if e := eventOf[datapath.NHRP](p.b); !bytes.Equal(e.Packet, own) {
		t.Errorf("%+v came in clear", e)
	}
}

// TestMultipointInside: GRE from another router's address, inside that of the own
// SA, comes by the device of the tunnel as what the system has put together does. It
// is not from there.
func TestMultipointInside(t *testing.T) {
	p := multipointPair(t, true)
	x := newAttacker(t, p, false)
	g := datapath.GRE{Keyed: true, Key: 7}
	other := netip.MustParseAddr("192.0.2.66")
	said := []byte("what another router never said")
	inner := append(make([]byte, ipv4HeaderLen+gre.HeaderLen(&g)), said...)
	putIPv4(inner, other, p.b.outer, false, protoGRE, 0, 64)
	gre.Put(inner[ipv4HeaderLen:], &g, gre.TypeNHRP, 0)
	wrapped := func(inner []byte) []byte {
		b := append(make([]byte, gre.HeaderLen(&g)), inner...)
		gre.Put(b, &g, gre.TypeIPv4, 0)
		return b
	}
	x.send(x.packet(wrapped(inner), protoGRE))
	for next := 0; ; {
		var fragment []byte
		fragment, next = nextFragment(make([]byte, 100), inner, ipv4HeaderLen, next, 36)
		x.send(x.packet(wrapped(fragment), protoGRE))
		if next == 0 {
			break
		}
	}
	own := append(make([]byte, gre.HeaderLen(&g)), "what an SA protects"...)
	gre.Put(own, &g, gre.TypeNHRP, 0)
	x.send(x.packet(own, protoGRE))
	eventually(t, "GRE from another router is refused", func() bool { return p.b.driver.Stats().Interfaces["Tunnel23"].InErrors == 4 })
	if e := eventOf[datapath.NHRP](p.b); e.NBMA != p.a.outer {
		t.Errorf("%s from %s", e.Packet, e.NBMA)
	}
	p.b.quiet()
}

// TestTunnelBecomesMultipoint has one device take the place of another kind of
// the same name, and back.
func TestTunnelBecomesMultipoint(t *testing.T) {
	p := newPair(t, pairOptions{change: greTunnel(datapath.GRE{Keyed: true, Key: 7}, false, nil)})
	p.a.upBy()
	point := *p.a.config
	many := point
	many.Tunnels = append([]datapath.TunnelInterface(nil), point.Tunnels...)
	c := &datapath.Config{Tunnels: many.Tunnels}
	multipointTunnel(false)(c)
	for _, config := range []*datapath.Config{&many, &point, &many} {
		if err := p.a.ns.Do(func() error { return p.a.driver.Set(config) }); err != nil {
			t.Fatal(err)
		}
		p.a.upBy()
	}
	p.a.knows(datapath.Neighbor{Address: p.b.inner4, NBMA: p.b.outer})
	p.b.upBy()
	exchange(t, p.a.listen(p.a.inner4), p.b.listen(p.b.inner4), 100, 5000)
}

// BenchmarkGRE is one TCP stream through a tunnel of each kind.
func BenchmarkGRE(b *testing.B) {
	transport := func(sa *datapath.SA) { sa.Mode = datapath.Transport }
	b.Run("point", func(b *testing.B) {
		p := newPair(b, pairOptions{change: greTunnel(datapath.GRE{Keyed: true, Key: 7}, true, nil), sa: transport})
		p.a.upBy()
		p.b.upBy()
		benchmarkStream(b, p)
	})
	b.Run("multipoint", func(b *testing.B) {
		p := multipointPair(b, true)
		p.a.knows(datapath.Neighbor{Address: p.b.inner4, NBMA: p.b.outer})
		p.b.knows(datapath.Neighbor{Address: p.a.inner4, NBMA: p.a.outer})
		benchmarkStream(b, p)
	})
}
