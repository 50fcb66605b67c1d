package tun

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// TestPlaintextMTU has the values that IOS shows.
func TestPlaintextMTU(t *testing.T) {
	aesSHA := datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1}
	aesSHA256 := datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA256}
	for _, c := range []struct {
		transform datapath.Transform
		remote    string
		encap     bool
		path      int
		want      int
	}{
		{aesSHA, "192.0.2.1", false, 1500, 1438},
		{aesSHA256, "192.0.2.1", false, 1500, 1438},
		{gcm128, "192.0.2.1", false, 1500, 1446},
		{aesSHA, "192.0.2.1", true, 1500, 1422},
		{aesSHA, "2001:db8::1", false, 1500, 1422},
		{gcm128, "2001:db8::1", true, 1480, 1398},
	} {
		a := association{SA: datapath.SA{Transform: c.transform, Remote: netip.MustParseAddr(c.remote)}}
		if c.encap {
			a.RemotePort = datapath.EncapPort
		}
		if got := a.plaintextMTU(c.path); got != c.want {
			t.Errorf("%s to %s, encap=%t: %d, want %d", c.transform, c.remote, c.encap, got, c.want)
		}
	}
}

// TestPathMTU: a router on the way has the smaller MTU; what it says reaches
// the sender inside.
//
//	A eth1 --- eth1 M eth2 --- eth1 B
//	       1500       1400
func TestPathMTU(t *testing.T) {
	for _, ipv6 := range []bool{false, true} {
		for _, encap := range []bool{false, true} {
			t.Run(fmt.Sprintf("encap=%t/ipv6=%t", encap, ipv6), func(t *testing.T) { testPathMTU(t, encap, ipv6, "") })
		}
		for _, how := range []string{"clear", "protected"} {
			t.Run(fmt.Sprintf("GRE %s/ipv6=%t", how, ipv6), func(t *testing.T) { testPathMTU(t, false, ipv6, how) })
		}
	}
}

func testPathMTU(t *testing.T, encap, ipv6 bool, inGRE string) {
	lab.Require(t, "network namespaces", lab.Available())
	l, err := lab.Start(&lab.Topology{
		Nodes: []lab.Node{{Name: "A", Kind: "linux"}, {Name: "M", Kind: "linux"}, {Name: "B", Kind: "linux"}},
		Links: []lab.Link{
			{A: lab.Endpoint{Node: "A", Interface: "eth1"}, B: lab.Endpoint{Node: "M", Interface: "eth1"}},
			{A: lab.Endpoint{Node: "M", Interface: "eth2"}, B: lab.Endpoint{Node: "B", Interface: "eth1"}, MTU: 1400},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	prefixes := []string{"192.0.2.2/24", "192.0.2.1/24", "198.51.100.1/24", "198.51.100.3/24", "0.0.0.0/0"}
	if ipv6 {
		prefixes = []string{"2001:db8:a::2/64", "2001:db8:a::1/64", "2001:db8:b::1/64", "2001:db8:b::3/64", "::/0"}
	}
	p := make([]netip.Prefix, len(prefixes))
	for i, s := range prefixes {
		p[i] = netip.MustParsePrefix(s)
	}
	_, err = configured(t, l.Namespace("M"), &datapath.Config{
		Links: []datapath.Link{
			{Name: "Ethernet0/0", Device: "eth1", Addresses: p[1:2]},
			{Name: "Ethernet0/1", Device: "eth2", Addresses: p[2:3]},
		},
		IPv4Forwarding: true, IPv6Forwarding: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	side := func(ns *lab.Namespace, host byte, outer, gateway netip.Prefix) *node {
		return newNode(t, ns, host, pairOptions{selector: datapath.AnyIPv4, change: func(c *datapath.Config) {
			c.Links[0].Addresses = []netip.Prefix{outer}
			c.Routes = []datapath.Route{{Prefix: p[4], NextHop: gateway.Addr(), Distance: 1}}
			c.Tunnels[0].Local, c.Tunnels[0].Remote = p[0].Addr(), p[3].Addr()
			if host == 3 {
				c.Tunnels[0].Local, c.Tunnels[0].Remote = p[3].Addr(), p[0].Addr()
			}
			if inGRE != "" {
				greTunnel(datapath.GRE{}, inGRE == "protected", nil)(c)
				c.Tunnels[0].PathMTUDiscovery = true
			}
		}})
	}
	pair := &pair{a: side(l.Namespace("A"), 2, p[0], p[1]), b: side(l.Namespace("B"), 3, p[3], p[2]), transform: gcm128, encap: encap, spi: 1}
	pair.a.outer, pair.b.outer = p[0].Addr(), p[3].Addr()
	pair.install(nil)
	for _, n := range []*node{pair.a, pair.b} {
		if err := n.driver.SetLine("Tunnel23", true); err != nil {
			t.Fatal(err)
		}
	}
	sa := pair.sa(pair.a, datapath.Outbound)
	path := func() [3]int {
		s := pair.a.driver.Stats().Interfaces["Tunnel23"]
		return [3]int{s.PathMTU, s.PlaintextMTU, s.MTU}
	}
	plaintext := func(mtu int) int {
		a := association{SA: sa}
		header := outerHeaderLen(sa.Remote, false) + 4
		switch inGRE {
		case "clear":
			return mtu - header
		case "protected":
			return a.plaintextMTU(mtu) - header
		}
		return a.plaintextMTU(mtu)
	}
	if got, want := path(), [3]int{1500, plaintext(1500), plaintext(1500)}; got != want {
		t.Errorf("before: %v, want %v", got, want)
	}
	from, to := pair.a.listen(pair.a.inner4), pair.b.listen(pair.b.inner4)
	option(t, from, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO)
	exchange(t, from, to, 100)
	remote := to.LocalAddr().(*net.UDPAddr)
	eventually(t, "the path MTU is learned", func() bool {
		from.WriteTo(payload(plaintext(1500)-28), remote)
		return path() == [3]int{1400, plaintext(1400), plaintext(1400)}
	})
	exchange(t, from, to, plaintext(1400)-28)
}

// configured is a driver in a namespace, set and closed with the test.
func configured(t *testing.T, ns *lab.Namespace, c *datapath.Config) (d *Driver, err error) {
	err = ns.Do(func() error {
		if d, err = New(); err != nil {
			return err
		}
		t.Cleanup(func() { d.Close() })
		return d.Set(c)
	})
	return d, err
}

// TestRekey replaces the SAs while packets pass: none is lost and their order
// is kept.
func TestRekey(t *testing.T) {
	for _, encap := range []bool{false, true} {
		p := newPair(t, pairOptions{encap: encap})
		from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
		remote := to.LocalAddr().(*net.UDPAddr).AddrPort()
		exchange(t, from, to, 100)       // resolves the link's addresses
		const packets, ahead = 2000, 100 // no more than the queues hold
		var wg sync.WaitGroup
		room, ended := make(chan struct{}, ahead), make(chan struct{})
		defer close(ended)
		wg.Go(func() {
			for i := range packets {
				select {
				case room <- struct{}{}:
				case <-ended:
					return
				}
				if _, err := from.WriteToUDPAddrPort(append([]byte{byte(i >> 8), byte(i)}, payload(200)...), remote); err != nil {
					t.Error(err)
				}
				if i%20 == 0 {
					time.Sleep(time.Millisecond) // the packets last as long as the replacing
				}
			}
		})
		var old []datapath.SA
		wg.Go(func() {
			for range 10 {
				time.Sleep(5 * time.Millisecond)
				for _, n := range []*node{p.a, p.b} {
					old = append(old, p.sa(n, datapath.Inbound), p.sa(n, datapath.Outbound))
				}
				// As in quick mode, the receiver has the SA first.
				p.spi++
				for _, n := range []*node{p.b, p.a} {
					sas := []datapath.SA{p.sa(n, datapath.Inbound), p.sa(n, datapath.Outbound)}
					if n == p.a {
						sas[0], sas[1] = sas[1], sas[0]
					}
					if err := n.ns.Do(func() error { return n.driver.AddSAs(sas) }); err != nil {
						t.Error(err)
					}
				}
			}
		})
		buffer := make([]byte, 2000)
		for i := range packets {
			to.SetReadDeadline(time.Now().Add(5 * time.Second))
			n, err := to.Read(buffer)
			if err != nil || n != 202 || !bytes.Equal(buffer[:2], []byte{byte(i >> 8), byte(i)}) {
				t.Fatalf("encap=%t: packet %d came as %x, %v", encap, i, buffer[:2], err)
			}
			<-room
		}
		wg.Wait()
		for _, n := range []*node{p.a, p.b} {
			var ids []datapath.SAID
			for _, sa := range old {
				ids = append(ids, sa.ID())
			}
			if err := n.driver.DeleteSAs(ids); err != nil {
				t.Fatal(err)
			}
			if s := n.driver.Stats(); len(s.SAs) != 2 {
				t.Errorf("%s has %d SAs", n.ns.Name, len(s.SAs))
			}
		}
		exchange(t, from, to, 100)
		if s := p.b.driver.Stats().Policies[policyName]; s.Decaps != packets+2 || s.RecvErrors != 0 {
			t.Errorf("encap=%t: %+v", encap, s)
		}
	}
}

// TestAddSAsRefuses what it cannot do, and does the rest.
func TestAddSAsRefuses(t *testing.T) {
	p := newPair(t, pairOptions{})
	good := p.sa(p.a, datapath.Inbound)
	for _, c := range []struct {
		change func(*datapath.SA)
		want   string
	}{
		{func(sa *datapath.SA) { sa.Local = netip.MustParseAddr("::1") }, "endpoints ::1 and 192.0.2.3 are no pair"},
		{func(sa *datapath.SA) { sa.LocalPort, sa.RemotePort = 500, 4500 }, "UDP ports 500 and 4500: ours is 4500"},
		{func(sa *datapath.SA) { sa.EncKey = nil }, "esp: esp-gcm: encryption key has 0 bytes, not 20"},
	} {
		bad := p.sa(p.a, datapath.Outbound)
		bad.SPI = 0x4711
		c.change(&bad)
		good.SPI++
		err := p.a.driver.AddSAs([]datapath.SA{bad, good})
		if want := "tun: outbound SA 0x4711 of " + policyName + ": " + c.want; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		if _, ok := p.a.driver.Stats().SAs[good.ID()]; !ok {
			t.Error("the SA beside it is missing")
		}
	}
}
