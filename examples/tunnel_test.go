package examples_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// unnumbered is a GRE tunnel that borrows the address of a Loopback, and whose
// packets have every option of the header.
func unnumbered(m leakMode) leakMode {
	plain := m.config
	m.config = func(own, peer string, here, there int) string {
		return plain(own, peer, here, there) + fmt.Sprintf(`interface Loopback0
 ip address 10.255.0.%[1]d 255.255.255.255
interface Tunnel0
 no ip address
 ip unnumbered Loopback0
 ip mtu 1300
 ip tcp adjust-mss 1200
 ipv6 tcp adjust-mss 1180
 tunnel checksum
 tunnel sequence-datagrams
 keepalive 10 3
ip route 10.255.0.%[2]d 255.255.255.255 Tunnel0
ip route 10.255.0.%[2]d 255.255.255.255 Null0 250
`, here, there)
	}
	return m
}

// TestTunnelInterface has GRE with all that an interface can say about it: a
// borrowed address, an MTU of each family, what TCP may announce, and multicast.
func TestTunnelInterface(t *testing.T) {
	t.Parallel()
	for _, m := range leakModes {
		if m.name != "GRE" {
			continue
		}
		s := newSite(t, unnumbered(m), 1500, "")
		await(t, "pings to the borrowed address", func() bool {
			return strings.Contains(s.r1.exec("ping 10.255.0.2 repeat 2 timeout 1"), "Success rate is 100 percent")
		})
		for want, command := range map[string]string{
			"Interface is unnumbered. Using address of Loopback0 (10.255.0.1)": "show interfaces Tunnel0",
			"Checksumming of packets enabled":                                  "show interfaces Tunnel0",
			"sequencing enabled":                                               "show interfaces Tunnel0",
			"MTU is 1300 bytes":                                                "show ip interface Tunnel0",
		} {
			if out := s.r1.exec(command); !strings.Contains(out, want) {
				t.Errorf("%s has no %q:\n%s", command, want, out)
			}
		}
		if out := s.r1.exec("ping 10.255.0.2 size 1300 df-bit"); !strings.Contains(out, "100 percent") {
			t.Errorf("1300 bytes do not pass:\n%s", out)
		}
		if out := s.r1.exec("ping 10.255.0.2 size 1301 df-bit repeat 2 timeout 1"); !strings.Contains(out, "0 percent (0/2)") {
			t.Errorf("1301 bytes pass:\n%s", out)
		}
		s.segments(false, 1200)
		s.segments(true, 1180)
		s.transfer(1, 2, false)
		s.transfer(1, 2, true)
		s.multicast("R1", "R2")
		s.multicast("R2", "R1")
		s.familyMTUs()
		s.sentry.silent(t, "tunnel")
	}
}

// familyMTUs has each family of the tunnel have an MTU of its own: IPv4 one that is
// too small for IPv6.
func (s *site) familyMTUs() {
	s.t.Helper()
	s.r1.configure("interface Tunnel0", "ip mtu 1100", "ipv6 mtu 1290")
	for _, test := range []struct{ command, want string }{
		{"show ip interface Tunnel0", "MTU is 1100 bytes"},
		{"show ipv6 interface Tunnel0", "MTU is 1290 bytes"},
		{"ping 10.255.0.2 size 1100 df-bit", "100 percent"},
		{"ping 10.255.0.2 size 1101 df-bit repeat 2 timeout 1", "0 percent (0/2)"},
		{"ping 10.255.0.2 size 1101", "100 percent"},
		{"ping 2001:DB8:12::2 size 1400", "100 percent"},
	} {
		if out := s.r1.exec(test.command); !strings.Contains(out, test.want) {
			s.t.Errorf("%s has no %q:\n%s", test.command, test.want, out)
		}
	}
	s.in("R1", func() error {
		link, err := net.InterfaceByName("Tu0")
		if err == nil && link.MTU != 1290 {
			s.t.Errorf("the MTU of the device is %d, want that of IPv6, 1290", link.MTU)
		}
		return err
	})
}

// segments checks that TCP between the hosts sends none that are longer, in
// either direction.
func (s *site) segments(ipv6 bool, most int) {
	s.t.Helper()
	var l *net.TCPListener
	s.in("PC2", func() (err error) {
		l, err = net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(hostAddress(2, ipv6), 0)))
		return err
	})
	defer l.Close()
	var client *net.TCPConn
	s.in("PC1", func() (err error) {
		client, err = net.DialTCP("tcp", nil, l.Addr().(*net.TCPAddr))
		return err
	})
	server, err := l.AcceptTCP()
	s.must(err)
	for name, c := range map[string]*net.TCPConn{"client": client, "server": server} {
		raw, err := c.SyscallConn()
		s.must(err)
		s.must(raw.Control(func(fd uintptr) {
			const timestamps = 12
			mss, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG)
			if err != nil || mss > most || mss < most-timestamps {
				s.t.Errorf("ipv6=%t: the %s sends segments of %d bytes, want %d, %v", ipv6, name, mss, most, err)
			}
		}))
		c.Close()
	}
}

// multicast sends a packet to a group by the tunnel of one router, which the
// other has joined by its own.
func (s *site) multicast(from, to string) {
	s.t.Helper()
	const group = "239.1.2.3"
	var in, out *net.UDPConn
	s.in(to, func() error {
		link, err := net.InterfaceByName("Tu0")
		if err != nil {
			return err
		}
		in, err = net.ListenMulticastUDP("udp4", link, &net.UDPAddr{IP: net.ParseIP(group), Port: 5002})
		return err
	})
	defer in.Close()
	s.in(from, func() error {
		link, err := net.InterfaceByName("Tu0")
		if err != nil {
			return err
		}
		if out, err = net.ListenUDP("udp4", &net.UDPAddr{}); err != nil {
			return err
		}
		raw, err := out.SyscallConn()
		if err != nil {
			return err
		}
		var failed error
		err = raw.Control(func(fd uintptr) {
			failed = unix.SetsockoptIPMreqn(int(fd), unix.IPPROTO_IP, unix.IP_MULTICAST_IF, &unix.IPMreqn{Ifindex: int32(link.Index)})
		})
		return errors.Join(err, failed)
	})
	defer out.Close()
	want, got := []byte("to all of them"), make([]byte, 100)
	await(s.t, "a multicast packet from "+from, func() bool {
		_, err := out.WriteToUDP(want, &net.UDPAddr{IP: net.ParseIP(group), Port: 5002})
		s.must(err)
		_ = in.SetReadDeadline(time.Now().Add(time.Second))
		n, err := in.Read(got)
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			s.t.Fatal(err)
		}
		return bytes.Equal(got[:n], want)
	})
}
