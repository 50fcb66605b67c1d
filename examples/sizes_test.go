package examples_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath/guest"
)

// site is a network of two routers with a host behind each, whose cables carry
// longer packets than those outside.
type site struct {
	*network
	mode   leakMode
	r1, r2 *router
	sentry *sentry // between R1 and its provider
}

// hostAddress is that of the host behind a router.
func hostAddress(host int, ipv6 bool) netip.Addr {
	if ipv6 {
		return netip.MustParseAddr(fmt.Sprintf("2001:db8:%d::2", host))
	}
	return netip.MustParseAddr(fmt.Sprintf("10.%d.0.2", host))
}

// newSite boots a site in a mode. The cable between the two routers on the way
// has that MTU. extra is configured on both.
func newSite(t *testing.T, m leakMode, middle int, extra string) *site {
	n := newNetwork(t, "R1:eth1 ISP1:eth1", "ISP1:eth2 ISP2:eth2", "R2:eth1 ISP2:eth1", "R1:eth2 PC1:eth1", "R2:eth2 PC2:eth1")
	for i := range 2 {
		n.run(fmt.Sprintf("ISP%d", i+1), fmt.Sprintf(`
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip link set eth2 mtu %[4]d
ip address add %[1]s/24 dev eth1
ip address add 192.0.2.%[3]d/24 dev eth2
ip address add 2001:db8:%[2]s::2/64 dev eth1 nodad
ip address add 2001:db8:c::%[3]d/64 dev eth2 nodad
ip route add default via 192.0.2.%[5]d
ip route add default via 2001:db8:c::%[5]d
`, []string{"198.51.100.2", "203.0.113.2"}[i], []string{"a", "b"}[i], i+1, middle, 2-i))
	}
	for i := range 2 {
		n.run(fmt.Sprintf("R%d", i+1), "ip link set eth2 mtu 9000")
		n.run(fmt.Sprintf("PC%d", i+1), fmt.Sprintf(`
ip link set eth1 mtu 9000
ip address add 10.%[1]d.0.2/24 dev eth1
ip address add 2001:db8:%[1]d::2/64 dev eth1 nodad
ip route add default via 10.%[1]d.0.1
ip route add default via 2001:db8:%[1]d::1
`, i+1))
	}
	ends, prefix, next := [2]string{"198.51.100.1", "203.0.113.1"}, "255.255.255.0", [2]string{"198.51.100.2", "203.0.113.2"}
	if m.ipv6 {
		ends, prefix, next = [2]string{"2001:db8:a::1", "2001:db8:b::1"}, "/64", [2]string{"2001:db8:a::2", "2001:db8:b::2"}
	}
	s := &site{network: n, mode: m, sentry: n.watch("R1:eth1 ISP1:eth1", ends[0], ends[1])}
	s.r1 = n.boot("R1", m.config(ends[0], ends[1], 1, 2)+leakOutside(ends[0], prefix, next[0])+extra)
	s.r2 = n.boot("R2", m.config(ends[1], ends[0], 2, 1)+leakOutside(ends[1], prefix, next[1])+extra)
	return s
}

// families inside, as the mode has them.
func (s *site) families() (ipv6 []bool) {
	if strings.Contains(s.mode.inner, "4") {
		ipv6 = append(ipv6, false)
	}
	if strings.Contains(s.mode.inner, "6") {
		ipv6 = append(ipv6, true)
	}
	return ipv6
}

// listen opens a UDP socket of a host. discover is what IP_MTU_DISCOVER gets.
func (s *site) listen(host int, ipv6 bool, discover int) *net.UDPConn {
	s.t.Helper()
	c := s.listenUDP(fmt.Sprintf("PC%d", host), netip.AddrPortFrom(hostAddress(host, ipv6), 0))
	raw, err := c.SyscallConn()
	s.must(err)
	var failed error
	err = raw.Control(func(fd uintptr) {
		if ipv6 {
			failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, discover)
			return
		}
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, discover)
	})
	if err = errors.Join(err, failed); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// carry sends a datagram that makes an IP packet of so many bytes until it
// arrives, whole: the first may tell its sender only of an MTU.
func (s *site) carry(from, to *net.UDPConn, size int) bool {
	s.t.Helper()
	headers := 28
	remote := to.LocalAddr().(*net.UDPAddr)
	if remote.IP.To4() == nil {
		headers = 48
	}
	data := make([]byte, max(size-headers, 0))
	for i := range data {
		data[i] = byte(rand.Uint32())
	}
	got := make([]byte, 1<<16)
	const tries = 60
	for range tries {
		_, _ = from.WriteToUDP(data, remote) // too long is what it is to learn
		_ = to.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
		for {
			n, err := to.Read(got)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				break
			}
			if err == nil && bytes.Equal(got[:n], data) {
				return true
			}
		}
	}
	return false
}

// sizes of packets around all boundaries of the mode, and others by chance.
func (s *site) sizes(ipv6 bool) []int {
	smallest := 29
	if ipv6 {
		smallest = 49
	}
	var list []int
	around := func(n, by int) {
		for size := n - by; size <= n+by; size++ {
			list = append(list, size)
		}
	}
	around(smallest+2, 2)
	for block := range 4 { // of a cipher
		list = append(list, 100+block*5)
	}
	for _, n := range []int{576, 1280, 1500} {
		around(n, 2)
	}
	around(1418, 22) // what transforms, GRE and families outside leave of 1500
	for n := 2; n <= 6; n++ {
		around(n*1400+28, 3)
	}
	around(8998, 2)
	for range 10 {
		list = append(list, smallest+rand.IntN(9000-smallest))
	}
	if guest.Inside() {
		rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		list = append(list[:6], smallest, 1500, 9000)
	}
	slices.Sort(list)
	return list
}

// TestSizes sends packets of all kinds of sizes through every mode, with and
// without the right to fragment them on the way. None leaves in clear.
func TestSizes(t *testing.T) {
	for _, m := range leakModes {
		if guest.Inside() && m.name != "GREv6" {
			continue // each costs much time there
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, m, 1500, "")
			for _, ipv6 := range s.families() {
				for _, discover := range []int{unix.IP_PMTUDISC_DONT, unix.IP_PMTUDISC_WANT} {
					from, to := s.listen(1, ipv6, discover), s.listen(2, ipv6, discover)
					for _, size := range s.sizes(ipv6) {
						if !s.carry(from, to, size) || !s.carry(to, from, size) {
							t.Errorf("ipv6=%t, discovery %d: a packet of %d bytes does not pass", ipv6, discover, size)
							return
						}
					}
				}
			}
			s.sentry.silent(t, "all sizes")
		})
	}
}

// TestPathMTU has a cable with a small MTU between the routers' providers.
// TCP and packets that must not be fragmented find their way, whatever the DF
// bit outside is.
func TestPathMTU(t *testing.T) {
	middle := 1320
	if guest.Inside() {
		// With IPv6 inside Linux needs a path that leaves 1280 bytes, the least MTU
		// of IPv6.
		middle = 1420
	}
	for _, m := range leakModes {
		for name, extra := range map[string]string{
			"copy":  "",
			"clear": "crypto ipsec df-bit clear\n",
			"set":   "crypto ipsec df-bit set\n",
			"after": "crypto ipsec fragmentation after-encryption\n",
		} {
			if name != "copy" && m.name != "VTI" && m.name != "CryptoMap" && m.name != "GRE" {
				continue
			}
			if guest.Inside() && !slices.Contains([]string{"VTI/set", "CryptoMap/after", "VTIv6OverIPv4/copy", "GREv6/copy"}, m.name+"/"+name) {
				continue // each costs much time there
			}
			if m.tunnel && strings.HasPrefix(m.name, "GRE") {
				extra += "interface Tunnel0\n tunnel path-mtu-discovery\n"
			}
			t.Run(m.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, m, middle, extra)
				for _, ipv6 := range s.families() {
					s.transfer(1, 2, ipv6)
					s.transfer(2, 1, ipv6)
					from, to := s.listen(1, ipv6, unix.IP_PMTUDISC_WANT), s.listen(2, ipv6, unix.IP_PMTUDISC_WANT)
					for _, size := range []int{100, 1200, 1280, 1320, 1400, 1500, 3000, 9000} {
						if !s.carry(from, to, size) || !s.carry(to, from, size) {
							t.Errorf("ipv6=%t: a packet of %d bytes does not pass", ipv6, size)
						}
					}
				}
				if name == "copy" && !strings.Contains(s.r1.exec("show crypto ipsec sa"), fmt.Sprintf("path mtu %d", middle)) {
					t.Errorf("R1 has not learned the path MTU:\n%s", s.r1.exec("show crypto ipsec sa"))
				}
			})
		}
	}
}

// transfer sends much by TCP.
func (s *site) transfer(from, to int, ipv6 bool) {
	s.t.Helper()
	var listener net.Listener
	s.in(fmt.Sprintf("PC%d", to), func() (err error) {
		listener, err = net.Listen("tcp", netip.AddrPortFrom(hostAddress(to, ipv6), 0).String())
		return err
	})
	defer listener.Close()
	size := 1 << 20
	if guest.Inside() {
		size >>= 3
	}
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(rand.Uint32())
	}
	want := sha256.Sum256(data)
	sent := make(chan error, 1)
	var client net.Conn
	await(s.t, "a connection", func() bool {
		return s.lab.Namespace(fmt.Sprintf("PC%d", from)).Do(func() (err error) {
			client, err = net.DialTimeout("tcp", listener.Addr().String(), 5*time.Second)
			return err
		}) == nil
	})
	go func() {
		_, err := client.Write(data)
		sent <- errors.Join(err, client.Close())
	}()
	server, err := listener.Accept()
	s.must(err)
	defer server.Close()
	s.must(server.SetDeadline(time.Now().Add(patience)))
	h := sha256.New()
	n, err := io.Copy(h, server)
	s.must(err)
	s.must(<-sent)
	if n != int64(len(data)) || !bytes.Equal(h.Sum(nil), want[:]) {
		s.t.Errorf("from %d to %d, ipv6=%t: %d bytes arrive, and not those that were sent", from, to, ipv6, n)
	}
}
