package tun

import (
	"fmt"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// TestFamilies carries each family over each, with packets of every length that
// is special: 1 to 9000 bytes pass whole.
func TestFamilies(t *testing.T) {
	for _, outerIPv6 := range []bool{false, true} {
		for _, inner := range []datapath.Selector{datapath.AnyIPv4, datapath.AnyIPv6} {
			for _, encap := range []bool{false, true} {
				t.Run(fmt.Sprintf("outer IPv6=%t/%s/encap=%t", outerIPv6, inner.Local, encap), func(t *testing.T) {
					p := newPair(t, pairOptions{outerIPv6: outerIPv6, selector: inner, encap: encap})
					a, b, header := p.a.inner4, p.b.inner4, 28
					if inner == datapath.AnyIPv6 {
						a, b, header = p.a.inner6, p.b.inner6, 48
					}
					from, to := p.a.listen(a), p.b.listen(b)
					fits := p.a.driver.Stats().Interfaces["Tunnel23"].PlaintextMTU
					sizes := []int{1, 2, 3, 15, 16, 17, 100, 1280 - header, fits - header - 1, fits - header, fits - header + 1}
					for size := 1400; size <= 9000-header; size += 379 {
						sizes = append(sizes, size)
					}
					exchange(t, from, to, append(sizes, 9000-header)...)
					exchange(t, to, from, 9000-header)
				})
			}
		}
	}
}

// TestFragmentAfter encrypts a packet that is too long whole. One with DF, which
// the outer header copies, cannot go: its sender is told.
func TestFragmentAfter(t *testing.T) {
	for _, encap := range []bool{false, true} {
		p := newPair(t, pairOptions{encap: encap, change: func(c *datapath.Config) { c.Tunnels[0].FragmentAfter = true }})
		from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
		option(t, from, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT)
		exchange(t, from, to, 100)
		before := p.a.driver.Stats().Policies[policyName].Encaps
		exchange(t, from, to, 1472)
		s := p.a.driver.Stats()
		if s.Policies[policyName].Encaps != before+1 || s.Interfaces["Tunnel23"].MTU != 1500 {
			t.Errorf("encap=%t: %d packets for one, MTU %d", encap, s.Policies[policyName].Encaps-before, s.Interfaces["Tunnel23"].MTU)
		}
		exchange(t, from, to, 8972)
		option(t, from, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO)
		remote := to.LocalAddr()
		eventually(t, "the sender learns", func() bool {
			_, err := from.WriteTo(payload(1472), remote)
			return err != nil
		})
	}
}

// TestTunnelMTU: "ip mtu" and "ipv6 mtu" each hold for their family.
func TestTunnelMTU(t *testing.T) {
	p := newPair(t, pairOptions{change: greTunnel(datapath.GRE{}, false, func(c *datapath.TunnelInterface) { c.MTU, c.IPv6MTU = 1400, 1300 })})
	p.a.upBy()
	p.b.upBy()
	for _, c := range []struct {
		from, to                netip.Addr
		level, discover, header int
		mtu                     int
	}{
		{p.a.inner4, p.b.inner4, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, 28, 1400},
		{p.a.inner6, p.b.inner6, unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, 48, 1300},
	} {
		from, to := p.a.listen(c.from), p.b.listen(c.to)
		option(t, from, c.level, c.discover, unix.IP_PMTUDISC_DO) // IPv6 has the same values
		exchange(t, from, to, c.mtu-c.header)
		remote := *to.LocalAddr().(*net.UDPAddr)
		if remote.Zone != "" {
			remote.Zone = from.LocalAddr().(*net.UDPAddr).Zone
		}
		eventually(t, "the sender learns", func() bool {
			_, err := from.WriteTo(payload(c.mtu-c.header+1), &remote)
			return err != nil
		})
		exchange(t, from, to, c.mtu-c.header)
	}
}

// TestAdjustMSS: a connection through the tunnel learns the lower segment size
// at both ends, whichever router says so.
func TestAdjustMSS(t *testing.T) {
	p := newPair(t, pairOptions{change: func(c *datapath.Config) {
		if c.Tunnels[0].Local == netip.MustParseAddr("192.0.2.2") {
			c.Tunnels[0].MSS = 1000
		}
	}})
	at := netip.AddrPortFrom(p.b.inner4, 5001)
	var listener *net.TCPListener
	var out *net.TCPConn
	err := p.b.ns.Do(func() (err error) {
		listener, err = net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(at))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	err = p.a.ns.Do(func() (err error) {
		out, err = net.DialTCP("tcp4", nil, net.TCPAddrFromAddrPort(at))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	in, err := listener.AcceptTCP()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for name, conn := range map[string]*net.TCPConn{"the one that calls": out, "the one that listens": in} {
		raw, err := conn.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		mss := 0
		raw.Control(func(fd uintptr) { mss, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG) })
		// Timestamps take 12 bytes of each segment.
		if err != nil || mss != 1000-12 {
			t.Errorf("%s: %d, %v", name, mss, err)
		}
	}
}
