package nft

import (
	"encoding/binary"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// The headers of packets of the test, each with the number of the next.
func routing(next, kind byte) []byte  { return []byte{next, 0, kind, 0, 0, 0, 0, 0} }
func mobility(kind byte) []byte       { return []byte{59, 0, kind, 0, 0, 0, 0, 0} }
func padding(next byte) []byte        { return []byte{next, 0, 1, 4, 0, 0, 0, 0} }
func firstFragment(next byte) []byte  { return []byte{next, 0, 0, 1, 0, 0, 0, 7} }
func lastFragment(next byte) []byte   { return []byte{next, 0, 0, 80, 0, 0, 0, 7} }
func datagram(payload ...byte) []byte { return append([]byte{0, 7, 0, 7, 0, 8, 0, 0}, payload...) }
func packet6(label uint32, next byte, headers ...[]byte) []byte {
	body := slices.Concat(headers...)
	p := binary.BigEndian.AppendUint32(nil, 6<<28|label)
	p = binary.BigEndian.AppendUint16(p, uint16(len(body)))
	p = append(p, next, 64)
	for _, a := range []string{"2001:db8::1", "2001:db8::2"} {
		x := netip.MustParseAddr(a).As16()
		p = append(p, x[:]...)
	}
	return append(p, body...)
}

// packet4 is an empty UDP datagram behind a header with options.
func packet4(options ...byte) []byte {
	p := []byte{byte(0x45 + len(options)/4), 0, 0, byte(28 + len(options)), 0, 0, 0, 0, 64, unix.IPPROTO_UDP, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2}
	p = append(p, options...)
	sum := uint32(0)
	for i := 0; i < len(p); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(p[i:]))
	}
	binary.BigEndian.PutUint16(p[10:], ^uint16(sum+sum>>16))
	return append(p, datagram()...)
}

// TestExtensionHeaders sends packets with headers of each kind, and counts which
// line takes which.
func TestExtensionHeaders(t *testing.T) {
	ns, open := openRules(t)
	const hbh, udp, route, fragment, auth, none, options, mobile = 0, 17, 43, 44, 51, 59, 60, 135
	label := uint32(0xabcde)
	header := func(p uint8, types ...datapath.ValueRange) datapath.Match {
		return datapath.Match{Headers: []datapath.ExtensionHeader{{Protocol: p, Types: types}}}
	}
	lines := []struct {
		match   datapath.Match
		packets [][]byte
	}{
		{header(route, datapath.ValueRange{First: 0, Last: 0}), [][]byte{packet6(0, route, routing(udp, 0), datagram()), packet6(0, options, padding(route), routing(udp, 0), datagram())}},
		{header(route), [][]byte{packet6(0, route, routing(udp, 4), datagram())}},
		{header(mobile, datapath.ValueRange{First: 5, Last: 6}), [][]byte{packet6(0, mobile, mobility(5)), packet6(0, mobile, mobility(6))}},
		{header(mobile), [][]byte{packet6(0, mobile, mobility(7))}},
		{header(hbh), [][]byte{packet6(0, hbh, padding(udp), datagram())}},
		{header(options), [][]byte{packet6(0, options, padding(udp), datagram())}},
		{header(auth), [][]byte{packet6(0, auth, []byte{udp, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, datagram())}},
		{datapath.Match{FlowLabel: &label}, [][]byte{packet6(label, udp, datagram())}},
		{datapath.Match{Undetermined: true}, [][]byte{
			packet6(0, udp, []byte{0, 7}), packet6(0, fragment, firstFragment(udp)), packet6(0, fragment, firstFragment(unix.IPPROTO_TCP), []byte{0, 7, 0}),
		}},
		{datapath.Match{IPOptions: true}, [][]byte{packet4(148, 4, 0, 0)}},
		{datapath.Match{}, [][]byte{
			packet6(1, udp, datagram()), packet6(0, fragment, lastFragment(udp), []byte{1}), packet6(0, fragment, firstFragment(udp), datagram()),
			packet6(0, none), packet6(0, unix.IPPROTO_ICMPV6, []byte{128, 0, 0, 0}), packet4(),
		}},
	}
	for _, args := range [][]string{
		{"link", "add", "eth0", "type", "veth", "peer", "name", "eth1"},
		{"link", "set", "eth0", "up"}, {"link", "set", "eth1", "address", "02:00:00:00:00:01", "up"},
	} {
		if _, err := ns.Run("ip", args...); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, "eth0 to have a carrier", func() bool {
		out, err := ns.Run("ip", "link", "show", "eth0")
		return err == nil && strings.Contains(out, "state UP")
	})
	var c datapath.Config
	for _, ipv6 := range []bool{false, true} {
		l := datapath.AccessList{Name: "LIST", IPv6: ipv6}
		source := datapath.MatchPrefix(netip.MustParsePrefix(map[bool]string{false: "192.0.2.1/32", true: "2001:db8::1/128"}[ipv6]))
		for i, line := range lines {
			m := line.match
			m.IPv6, m.AnyProtocol, m.Source = ipv6, true, source
			if i == len(lines)-1 || m.IPOptions == !ipv6 {
				l.Entries = append(l.Entries, datapath.AccessEntry{Sequence: i, Match: m})
			}
		}
		c.Filter.Lists = append(c.Filter.Lists, l)
		c.Filter.Groups = append(c.Filter.Groups, datapath.AccessGroup{Interface: "Ethernet0/0", Device: "eth1", List: "LIST", IPv6: ipv6})
	}
	rules := open()
	if err := rules.Set(&c, nil); err != nil {
		t.Fatal(err)
	}
	for i, line := range lines {
		for j, p := range line.packets {
			before := counts(t, rules, len(lines))
			send(t, ns, p)
			after := before
			waitFor(t, "the packet to come in", func() bool {
				after = counts(t, rules, len(lines))
				return !slices.Equal(after, before)
			})
			if after[i] != before[i]+1 {
				t.Errorf("packet %d of line %d was for another line: %v, then %v", j, i, before, after)
			}
		}
	}
}

// waitFor polls until the system has got there.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited for %s", what)
		}
	}
}

// counts are how many packets each line has taken, of both families.
func counts(t *testing.T, rules *Rules, lines int) []uint64 {
	t.Helper()
	matches, err := rules.Matches()
	if err != nil {
		t.Fatal(err)
	}
	list := make([]uint64, lines)
	for id, n := range matches {
		list[id.Sequence] += n
	}
	return list
}

// send has a packet come in by eth1.
func send(t *testing.T, ns *lab.Namespace, p []byte) {
	t.Helper()
	err := ns.Do(func() error {
		link, err := net.InterfaceByName("eth0")
		if err != nil {
			return err
		}
		kind := uint16(unix.ETH_P_IP)
		if p[0]>>4 == 6 {
			kind = unix.ETH_P_IPV6
		}
		fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		to := &unix.SockaddrLinklayer{Ifindex: link.Index, Protocol: kind<<8 | kind>>8, Halen: 6, Addr: [8]byte{2, 0, 0, 0, 0, 1}}
		return unix.Sendto(fd, p, 0, to)
	})
	if err != nil {
		t.Fatal(err)
	}
}
