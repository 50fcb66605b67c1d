package tun

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// TestNothingInClear looks at the link while packets pass, while there is no
// SA, and while the tunnel has no policy.
func TestNothingInClear(t *testing.T) {
	p := newPair(t, pairOptions{transform: datapath.Transform{Cipher: datapath.DES, Integrity: datapath.HMACMD5}})
	from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
	file := filepath.Join(t.TempDir(), "link.pcap")
	capture, err := p.b.ns.Capture("eth1", file)
	if err != nil {
		t.Fatal(err)
	}
	exchange(t, from, to, 100, 5000)
	passed := capture.Packets

	// Without an SA nothing passes, IKE is asked for one, and packets wait for it.
	sa := p.sa(p.a, datapath.Outbound)
	if err := p.a.driver.DeleteSAs([]datapath.SAID{sa.ID()}); err != nil {
		t.Fatal(err)
	}
	p.a.quiet()
	remote := to.LocalAddr().(*net.UDPAddr).AddrPort()
	for range 3 {
		if _, err := from.WriteToUDPAddrPort(payload(100), remote); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "three packets wait", func() bool {
		p.a.driver.mu.Lock()
		defer p.a.driver.mu.Unlock()
		w := &p.a.driver.policies[policyName].waiting
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.list) == 3
	})
	ev, ok := p.a.event().(datapath.Acquire)
	if !ok || ev.Policy != policyName || ev.Selector.Local != netip.PrefixFrom(p.a.inner4, 32) ||
		ev.Selector.Remote != netip.PrefixFrom(p.b.inner4, 32) || ev.Selector.Protocol != protoUDP ||
		ev.Selector.RemotePort.First != remote.Port() {
		t.Errorf("event %+v", ev)
	}
	p.a.quiet()
	p.install(nil)
	for range 3 {
		expect(t, to, 100)
	}
	if n := p.a.driver.Stats().Policies[policyName].SendErrors; n != 0 {
		t.Errorf("%d send errors, and every packet came", n)
	}

	// Nor without a policy.
	unprotected := *p.a.config
	unprotected.Tunnels = []datapath.TunnelInterface{p.a.config.Tunnels[0]}
	unprotected.Tunnels[0].Policy = ""
	if err := p.a.ns.Do(func() error { return p.a.driver.Set(&unprotected) }); err != nil {
		t.Fatal(err)
	}
	before := p.a.driver.Stats().Interfaces["Tunnel23"].OutPackets
	if _, err := from.WriteToUDPAddrPort(payload(100), remote); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the tunnel takes the packet", func() bool {
		return p.a.driver.Stats().Interfaces["Tunnel23"].OutPackets == before+1
	})

	// Back again: this also shows that everything before is in the file.
	if err := p.a.ns.Do(func() error { return p.a.driver.Set(p.a.config) }); err != nil {
		t.Fatal(err)
	}
	exchange(t, from, to, 100)
	if err := capture.Close(); err != nil {
		t.Fatal(err)
	}
	seen, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if passed() < 5 || bytes.Contains(seen, clearText[:16]) {
		t.Errorf("%d packets on the link, in clear: %t", passed(), bytes.Contains(seen, clearText[:16]))
	}
}

// TestOwnPackets: a tunnel into which its own packets are sent carries nothing,
// instead of them for ever.
func TestOwnPackets(t *testing.T) {
	p := newPair(t, pairOptions{encap: true})
	err := p.a.ns.Do(func() error {
		dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
			var bound error
			err := c.Control(func(fd uintptr) { bound = unix.BindToDevice(int(fd), "Tu23") })
			return errors.Join(err, bound)
		}, LocalAddr: &net.UDPAddr{IP: p.a.outer.AsSlice()}}
		for _, port := range []uint16{isakmpPort, datapath.EncapPort} {
			conn, err := dialer.Dial("udp", netip.AddrPortFrom(p.b.outer, port).String())
			if err != nil {
				return err
			}
			defer conn.Close()
			if _, err := conn.Write([]byte{1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "both packets are dropped", func() bool {
		s := p.a.driver.Stats().Policies[policyName]
		return s.Encaps == 0 && s.SendErrors == 2
	})
}

// TestRecursiveRouting: a tunnel whose peer is routed into the tunnel goes down,
// whatever IKE wants, until it is tried again.
func TestRecursiveRouting(t *testing.T) {
	p := newPair(t, pairOptions{})
	d := p.a.driver
	up := func() bool {
		s := d.Stats().Interfaces["Tunnel23"]
		return s.Carrier
	}
	run := func(args ...string) {
		t.Helper()
		if _, err := p.a.ns.Run("ip", append([]string{"route"}, args...)...); err != nil {
			t.Fatal(err)
		}
	}
	run("add", p.b.outer.String()+"/32", "dev", "Tu23")
	p.a.routedIntoItself(true)
	eventually(t, "the line goes down", func() bool { return !up() })
	for _, asked := range []bool{false, true} {
		if err := d.SetLine("Tunnel23", asked); err != nil {
			t.Fatal(err)
		}
		if up() {
			t.Errorf("up while its peer is routed into it; IKE wants %t", asked)
		}
	}
	run("del", p.b.outer.String()+"/32", "dev", "Tu23")
	if err := p.a.ns.Do(func() error { return d.Set(p.a.config) }); err != nil {
		t.Fatal(err)
	}
	p.a.routedIntoItself(false)
	if !up() {
		t.Error("it does not come up again")
	}
	exchange(t, p.a.listen(p.a.inner4), p.b.listen(p.b.inner4), 100)
}

// routedIntoItself waits until the driver says so of the tunnel, or that it is
// so no more.
func (n *node) routedIntoItself(found bool) {
	n.t.Helper()
	want := datapath.RecursiveRoute{Interface: "Tunnel23", Found: found}
	for {
		if ev, ok := n.event().(datapath.RecursiveRoute); ok {
			if ev != want {
				n.t.Errorf("%+v, want %+v", ev, want)
			}
			return
		}
	}
}

// TestSendsWithoutSegmentation: a system that cannot segment UDP gets the
// packets one by one.
func TestSendsWithoutSegmentation(t *testing.T) {
	p := newPair(t, pairOptions{encap: true})
	out := p.a.driver.policies[policyName].newest.Load()
	box := newOutbox()
	packet := udpPacket(p.a.inner4, p.b.inner4, make([]byte, 100))
	for range 10 {
		room := box.room(p.a.driver.encap.ipv4, false, out.sealer.Size(len(packet)))
		n, err := out.sealer.Seal(room, packet, esp.NextIPv4)
		if err != nil {
			t.Fatal(err)
		}
		box.add(out, n, 0, 0)
	}
	if box.n != 1 || box.items[0].packets != 10 {
		t.Fatalf("%d messages, the first of %d packets", box.n, box.items[0].packets)
	}
	if !box.recover(&box.items[0], unix.EIO) || !p.a.driver.encap.ipv4.noGSO.Load() {
		t.Fatal("EIO does not end segmentation")
	}
	eventually(t, "all packets arrive", func() bool { return p.b.driver.Stats().Policies[policyName].Decaps == 10 })
	box.n, box.used, box.from = 0, 0, 0
	for range 2 {
		room := box.room(p.a.driver.encap.ipv4, false, out.sealer.Size(len(packet)))
		n, err := out.sealer.Seal(room, packet, esp.NextIPv4)
		if err != nil {
			t.Fatal(err)
		}
		box.add(out, n, 0, 0)
	}
	if box.n != 2 {
		t.Errorf("%d messages for 2 packets", box.n)
	}
	box.flush()
	eventually(t, "two more arrive", func() bool { return p.b.driver.Stats().Policies[policyName].Decaps == 12 })
}

// TestOuterFields looks at the outer header on the wire.
func TestOuterFields(t *testing.T) {
	for _, c := range []struct {
		df       datapath.DF
		discover int
		want     byte // flags of the outer IPv4 header
	}{
		{datapath.CopyDF, unix.IP_PMTUDISC_DO, 0x40},
		{datapath.CopyDF, unix.IP_PMTUDISC_DONT, 0},
		{datapath.ClearDF, unix.IP_PMTUDISC_DO, 0},
		{datapath.SetDF, unix.IP_PMTUDISC_DONT, 0x40},
	} {
		for _, encap := range []bool{false, true} {
			p := newPair(t, pairOptions{encap: encap, change: func(config *datapath.Config) {
				config.Tunnels[0].DF, config.Tunnels[0].TTL = c.df, 77
			}})
			from, to := p.a.listen(p.a.inner4), p.b.listen(p.b.inner4)
			option(t, from, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, c.discover)
			option(t, from, unix.IPPROTO_IP, unix.IP_TOS, 0xb8)
			file := filepath.Join(t.TempDir(), "link.pcap")
			capture, err := p.b.ns.Capture("eth1", file)
			if err != nil {
				t.Fatal(err)
			}
			exchange(t, from, to, 100)
			if err := capture.Close(); err != nil {
				t.Fatal(err)
			}
			seen, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// The addresses are preceded by flags, fragment offset, TTL,
			// protocol and checksum.
			i := bytes.Index(seen, append(p.a.outer.AsSlice(), p.b.outer.AsSlice()...)) - 12
			for i > 0 && seen[i] != 0x45 {
				next := bytes.Index(seen[i+20:], append(p.a.outer.AsSlice(), p.b.outer.AsSlice()...))
				if next < 0 {
					break
				}
				i += 20 + next - 12
			}
			if i < 0 || seen[i] != 0x45 {
				t.Fatal("no packet on the link")
			}
			if h := seen[i:]; h[6] != c.want || h[1] != 0xb8 || h[8] != 77 {
				t.Errorf("DF %d, inner %d, encap=%t: flags %#x, TOS %#x, TTL %d", c.df, c.discover, encap, h[6], h[1], h[8])
			}
		}
	}
}

// TestTooBig: the sender of a packet that does not fit learns the MTU, or the
// packet is fragmented before encryption.
func TestTooBig(t *testing.T) {
	for _, c := range []struct {
		name     string
		selector datapath.Selector
		df       datapath.DF
		discover int
		mtu      int // the sender learns, 0: the packet arrives
	}{
		{"IPv4 with DF", datapath.AnyIPv4, datapath.CopyDF, unix.IP_PMTUDISC_DO, 1446},
		{"IPv4 with DF, outer DF set", datapath.AnyIPv4, datapath.SetDF, unix.IP_PMTUDISC_DO, 1446},
		{"IPv4 with DF, outer DF clear", datapath.AnyIPv4, datapath.ClearDF, unix.IP_PMTUDISC_DO, 0},
		{"IPv4 without DF", datapath.AnyIPv4, datapath.CopyDF, unix.IP_PMTUDISC_DONT, 0},
		{"IPv4 without DF, outer DF set", datapath.AnyIPv4, datapath.SetDF, unix.IP_PMTUDISC_DONT, 0},
		{"IPv6", datapath.AnyIPv6, datapath.CopyDF, unix.IPV6_PMTUDISC_DO, 1446},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPair(t, pairOptions{selector: c.selector, change: func(config *datapath.Config) {
				config.Tunnels[0].MTU = 1500
				config.Tunnels[0].DF = c.df
			}})
			a, b := p.a.inner4, p.b.inner4
			level, discover, query, header := unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_MTU, 28
			if c.selector == datapath.AnyIPv6 {
				a, b = p.a.inner6, p.b.inner6
				level, discover, query, header = unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_MTU, 48
			}
			from, to := p.a.listen(a), p.b.listen(b)
			option(t, from, level, discover, c.discover)
			exchange(t, from, to, 1446-header)
			if c.mtu == 0 {
				exchange(t, from, to, 1446-header+1, 1500-header)
				return
			}
			remote := *to.LocalAddr().(*net.UDPAddr)
			if remote.Zone != "" {
				remote.Zone = from.LocalAddr().(*net.UDPAddr).Zone
			}
			if _, err := from.WriteTo(payload(1446-header+1), &remote); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the sender learns", func() bool {
				_, err := from.WriteTo(payload(1446-header+1), &remote)
				return errors.Is(err, unix.EMSGSIZE)
			})
			connected := p.a.listen(a)
			raw, err := connected.SyscallConn()
			if err != nil {
				t.Fatal(err)
			}
			got := 0
			raw.Control(func(fd uintptr) {
				links, _ := p.a.driver.host.Links()
				var name unix.RawSockaddrInet6
				n := putSockaddr(&name, b, 9, uint32(links["Tu23"].Index))
				_, _, errno := unix.Syscall(unix.SYS_CONNECT, fd, uintptr(pointer(&name)), uintptr(n))
				if errno != 0 {
					t.Error(errno)
				}
				got, err = unix.GetsockoptInt(int(fd), level, query)
			})
			if err != nil || got != c.mtu {
				t.Errorf("MTU %d, %v, want %d", got, err, c.mtu)
			}
			if s := p.a.driver.Stats(); s.Policies[policyName].SendErrors == 0 || s.Interfaces["Tunnel23"].PlaintextMTU != 1446 {
				t.Errorf("%+v, %+v", s.Policies[policyName], s.Interfaces["Tunnel23"])
			}
		})
	}
}

func option(t *testing.T, conn *net.UDPConn, level, name, value int) {
	t.Helper()
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if e := raw.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), level, name, value) }); e != nil || err != nil {
		t.Fatal(e, err)
	}
}
