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
	"mainmode/datapath/host"
)

// site is a network of two routers with a host behind each, whose cables carry
// longer packets than those outside.
type site struct {
	*network
	mode   leakMode
	number int // of the mode: the hosts have addresses for each
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

// address is that of a host, 1 or 2, in the networks of the site's mode.
func (s *site) address(host int, ipv6 bool) netip.Addr { return hostAddress(2*s.number+host, ipv6) }

// newSite boots a site in a mode. The cable between the two routers on the way
// has that MTU. extra is configured on both.
func newSite(t *testing.T, m leakMode, middle int, extra string) *site {
	return newSites(t, []leakMode{m}, middle, extra)[0]
}

// newSites is newSite in several modes at once, between the same two routers.
func newSites(t *testing.T, modes []leakMode, middle int, extra string) (all []*site) {
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
		pc := fmt.Sprintf("PC%d", i+1)
		n.run(pc, "ip link set eth1 mtu 9000")
		for number := range modes {
			n.run(pc, fmt.Sprintf("ip address add %s/24 dev eth1\nip address add %s/64 dev eth1 nodad",
				hostAddress(2*number+i+1, false), hostAddress(2*number+i+1, true)))
		}
		n.run(pc, fmt.Sprintf("ip route add default via 10.%[1]d.0.1\nip route add default via 2001:db8:%[1]d::1", i+1))
	}
	ipv4, ipv6 := [2]string{"198.51.100.1", "203.0.113.1"}, [2]string{"2001:db8:a::1", "2001:db8:b::1"}
	sentry := n.watch("R1:eth1 ISP1:eth1", ipv4[0], ipv4[1], ipv6[0], ipv6[1])
	config := func(own int) string {
		var text strings.Builder
		for number, m := range modes {
			ends, prefix, next := ipv4, "255.255.255.0", [2]string{"198.51.100.2", "203.0.113.2"}
			if m.ipv6 {
				ends, prefix, next = ipv6, "/64", [2]string{"2001:db8:a::2", "2001:db8:b::2"}
			}
			text.WriteString(m.beside(number, ends[own], ends[1-own], 2*number+1+own, 2*number+2-own))
			text.WriteString(leakOutside(ends[own], prefix, next[own]))
		}
		return text.String() + extra
	}
	r1, r2 := n.boot("R1", config(0)), n.boot("R2", config(1))
	for number, m := range modes {
		all = append(all, &site{network: n, mode: m, number: number, r1: r1, r2: r2, sentry: sentry})
	}
	return all
}

// beside is the configuration of a mode, with that number, beside others.
func (m leakMode) beside(number int, own, peer string, here, there int) string {
	text := m.config(own, peer, here, there)
	if number == 0 {
		return text
	}
	return strings.NewReplacer(
		"Tunnel0", fmt.Sprintf("Tunnel%d", number), "172.16.0.", fmt.Sprintf("172.16.%d.", number), "2001:DB8:12:", fmt.Sprintf("2001:DB8:12%d:", number),
		fmt.Sprintf("10.%d.0.1 255.255.255.0", here), fmt.Sprintf("10.%d.0.1 255.255.255.0 secondary", here),
		"SITES", fmt.Sprintf("SITES%d", number),
	).Replace(text)
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
	c := s.listenUDP(fmt.Sprintf("PC%d", host), netip.AddrPortFrom(s.address(host, ipv6), 0))
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

// fits is the greatest packet that a host may send to the other one whole, once
// it has learnt that.
func (s *site) fits(ipv6 bool) (mtu int) {
	s.t.Helper()
	s.in("PC1", func() error {
		family := unix.AF_INET
		if ipv6 {
			family = unix.AF_INET6
		}
		fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		mtu, err = host.PathMTU(fd, s.address(2, ipv6))
		return err
	})
	return mtu
}

// sizes of packets around all boundaries of the mode, of which one is what the
// way leaves, and others by chance.
func (s *site) sizes(ipv6 bool, fits int) []int {
	smallest := 29
	if ipv6 {
		smallest = 49
	}
	if guest.Inside() {
		return []int{smallest, smallest + 1, fits - 1, fits, fits + 1, 1500, smallest + rand.IntN(9000-smallest), 9000}
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
	for _, n := range []int{576, 1280, 1500, fits} {
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
	return list
}

// TestSizes sends packets of all kinds of sizes through every mode, with and
// without the right to fragment them on the way. None leaves in clear.
func TestSizes(t *testing.T) {
	t.Parallel()
	if guest.Inside() {
		// All between the same routers: to boot takes long there. A crypto map for
		// all GRE between them does not go with tunnels that have their own
		// protection.
		alone := func(m leakMode) bool { return m.lasts }
		t.Run("together", func(t *testing.T) {
			t.Parallel()
			for _, s := range newSites(t, slices.DeleteFunc(slices.Clone(leakModes), alone), 1500, "") {
				s.carryAll()
			}
		})
		for _, m := range leakModes {
			if alone(m) {
				t.Run(m.name, func(t *testing.T) {
					t.Parallel()
					newSite(t, m, 1500, "").carryAll()
				})
			}
		}
		return
	}
	for _, m := range leakModes {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			newSite(t, m, 1500, "").carryAll()
		})
	}
}

// carryAll carries packets of all kinds of sizes both ways.
func (s *site) carryAll() {
	s.t.Helper()
	for _, ipv6 := range s.families() {
		for _, discover := range []int{unix.IP_PMTUDISC_WANT, unix.IP_PMTUDISC_DONT} {
			from, to := s.listen(1, ipv6, discover), s.listen(2, ipv6, discover)
			sizes := []int{9000} // after which the hosts know what fits
			for i := 0; i < len(sizes); i++ {
				if !s.carry(from, to, sizes[i]) || !s.carry(to, from, sizes[i]) {
					s.t.Errorf("%s, ipv6=%t, discovery %d: a packet of %d bytes does not pass", s.mode.name, ipv6, discover, sizes[i])
					return
				}
				if i == 0 {
					sizes = append(sizes, s.sizes(ipv6, s.fits(ipv6))...)
				}
			}
		}
	}
	s.sentry.silent(s.t, s.mode.name+", all sizes")
}

// TestPathMTU has a cable with a small MTU between the routers' providers.
// TCP and packets that must not be fragmented find their way, whatever the DF
// bit outside is.
func TestPathMTU(t *testing.T) {
	t.Parallel()
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
			if m.tunnel && strings.Contains(m.name, "GRE") {
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
		listener, err = net.Listen("tcp", netip.AddrPortFrom(s.address(to, ipv6), 0).String())
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
