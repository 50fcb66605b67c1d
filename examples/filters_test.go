package examples_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/guest"
)

// TestFilters gives the interfaces of a router random access lists, in and out,
// and sends packets that just fit their lines or just do not. Those that a
// plain reading of the list permits come through, and every line counts its own.
func TestFilters(t *testing.T) {
	t.Parallel()
	rounds := 8
	if guest.Inside() {
		rounds = 2
	}
	for round := range rounds {
		for _, ipv6 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/ipv6=%t", round, ipv6), func(t *testing.T) {
				t.Parallel()
				x := newFilterTest(t, rand.New(rand.NewPCG(uint64(round), 2)), ipv6, round%2 == 1)
				x.through()
				x.counts()
			})
		}
	}
}

// filterPacket is what the lines look at.
type filterPacket struct {
	randomPacket
	flags                        uint8 // of TCP
	icmpType, icmpCode, tos, ttl uint8
}

// bytes is the packet with a number.
func (p filterPacket) bytes(id int) []byte {
	b := p.randomPacket.bytes(id)
	body := b[20:]
	if p.source.Is6() {
		b[0], b[1], b[7] = 0x60|p.tos>>4, p.tos<<4, p.ttl
		body = b[40:]
		if p.fragment > 0 {
			body = body[8:]
		}
	} else {
		b[1], b[8] = p.tos, p.ttl
		seal4(b)
	}
	if p.fragment != 2 {
		switch p.protocol {
		case unix.IPPROTO_TCP:
			body[13] = p.flags
		case unix.IPPROTO_ICMP, unix.IPPROTO_ICMPV6:
			body[0], body[1] = p.icmpType, p.icmpCode
		}
	}
	return b
}

// filterLine is a line of an access list: its text, and a plain reading of it.
type filterLine struct {
	text      string
	permit    bool
	protocol  uint8 // 0: any
	addresses []func(filterPacket) bool
	inside    []func(filterPacket) bool // what the headers behind IP's must be
	header    []func(filterPacket) bool // what else IP's own must be
	fragments bool
}

// fits is the plain reading. A later fragment shows nothing of what stands
// behind the IP header: it may belong to what a line permits, and need not to
// what one denies.
func (l *filterLine) fits(p filterPacket) bool {
	all := func(list []func(filterPacket) bool) bool {
		for _, f := range list {
			if !f(p) {
				return false
			}
		}
		return true
	}
	switch {
	case l.protocol != 0 && l.protocol != p.protocol, !all(l.addresses), !all(l.header):
		return false
	case p.fragment == 2:
		return len(l.inside) == 0 || l.permit
	case l.fragments:
		return false
	}
	return all(l.inside)
}

// filterTest is a router with an access list on an interface.
type filterTest struct {
	driverTest
	out     bool // the list is on the interface by which packets leave
	lines   []filterLine
	matches []uint64
}

const filterSentinel = 253 // a protocol that passes

// side is one of the two addresses of a line.
func (x *filterTest) side(site int, of func(filterPacket) netip.Addr) (text string, fits func(filterPacket) bool) {
	a := x.address(site)
	switch x.random.IntN(5) {
	case 0:
		return "any", func(filterPacket) bool { return true }
	case 1:
		return "host " + a.String(), func(p filterPacket) bool { return of(p) == a }
	case 2:
		if !x.ipv6 {
			wildcard := pick(x.random, []uint32{0x00000100, 0x00000180, 0x00ff0001, 0x0000fffe})
			base := binary.BigEndian.Uint32(a.AsSlice()) &^ wildcard
			a = netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, base)))
			w := netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, wildcard)))
			return fmt.Sprintf("%s %s", a, w), func(p filterPacket) bool {
				return binary.BigEndian.Uint32(of(p).AsSlice())&^wildcard == base
			}
		}
	}
	prefix := netip.PrefixFrom(a, a.BitLen()-pick(x.random, []int{1, 2, 7, 8, 9, 10})).Masked()
	text = prefix.String()
	if !x.ipv6 {
		wildcard := binary.BigEndian.AppendUint32(nil, uint32(1<<(32-prefix.Bits())-1))
		text = fmt.Sprintf("%s %s", prefix.Addr(), netip.AddrFrom4([4]byte(wildcard)))
	}
	return text, func(p filterPacket) bool { return prefix.Contains(of(p)) }
}

// ports is a condition of one of the two ports, nil: none.
func (x *filterTest) ports(of func(filterPacket) uint16) (text string, fits func(filterPacket) bool) {
	a, b := pick(x.random, randomPorts), pick(x.random, randomPorts)
	switch x.random.IntN(9) {
	case 0, 1:
		return fmt.Sprintf(" eq %d", a), func(p filterPacket) bool { return of(p) == a }
	case 2:
		return fmt.Sprintf(" neq %d", a), func(p filterPacket) bool { return of(p) != a }
	case 3:
		a, b = min(a, b), max(a, b)
		return fmt.Sprintf(" range %d %d", a, b), func(p filterPacket) bool { return a <= of(p) && of(p) <= b }
	case 4:
		if a < 65535 {
			return fmt.Sprintf(" gt %d", a), func(p filterPacket) bool { return of(p) > a }
		}
	case 5:
		return fmt.Sprintf(" lt %d", a), func(p filterPacket) bool { return of(p) < a }
	case 6:
		if !x.ipv6 && a != b {
			return fmt.Sprintf(" eq %d %d", a, b), func(p filterPacket) bool { return of(p) == a || of(p) == b }
		}
	}
	return "", nil
}

// Flags of TCP, RFC 9293, Section 3.1.
const finFlag, synFlag, rstFlag, ackFlag = 1, 2, 4, 16

// flags is a condition of the flags of TCP.
func (x *filterTest) flags() (text string, fits func(filterPacket) bool) {
	switch n := x.random.IntN(8); {
	case n < 2:
		return " established", func(p filterPacket) bool { return p.flags&(ackFlag|rstFlag) != 0 }
	case n == 2:
		return " syn", func(p filterPacket) bool { return p.flags&synFlag != 0 }
	case n == 3 && !x.ipv6:
		return " match-all +syn -ack", func(p filterPacket) bool { return p.flags&(synFlag|ackFlag) == synFlag }
	case n == 4 && !x.ipv6:
		return " match-any +fin -ack", func(p filterPacket) bool { return p.flags&finFlag != 0 || p.flags&ackFlag == 0 }
	}
	return "", nil
}

var filterICMP = map[bool][]struct {
	text       string
	kind, code int
}{
	false: {{" echo-reply", 0, -1}, {" echo", 8, -1}, {" 13", 13, -1}, {" 8 1", 8, 1}},
	true:  {{" echo-reply", 129, -1}, {" echo-request", 128, -1}, {" 200", 200, -1}, {" 128 1", 128, 1}},
}

// line makes a line of the list.
func (x *filterTest) line() filterLine {
	l := filterLine{permit: x.random.IntN(3) > 0, protocol: pick(x.random, []uint8{0, unix.IPPROTO_TCP, unix.IPPROTO_TCP, unix.IPPROTO_UDP, unix.IPPROTO_ICMP, 89})}
	name := map[uint8]string{0: "ip", unix.IPPROTO_TCP: "tcp", unix.IPPROTO_UDP: "udp", unix.IPPROTO_ICMP: "icmp", 89: "89"}[l.protocol]
	if x.ipv6 && l.protocol == 0 {
		name = "ipv6"
	}
	source, fitsSource := x.side(1, func(p filterPacket) netip.Addr { return p.source })
	destination, fitsDestination := x.side(2, func(p filterPacket) netip.Addr { return p.destination })
	l.addresses = append(l.addresses, fitsSource, fitsDestination)
	inside := func(text string, f func(filterPacket) bool) string {
		if f != nil {
			l.inside = append(l.inside, f)
		}
		return text
	}
	from, to, rest := "", "", ""
	switch l.protocol {
	case unix.IPPROTO_TCP, unix.IPPROTO_UDP:
		from = inside(x.ports(func(p filterPacket) uint16 { return p.from }))
		to = inside(x.ports(func(p filterPacket) uint16 { return p.to }))
		if l.protocol == unix.IPPROTO_TCP {
			rest = inside(x.flags())
		}
	case unix.IPPROTO_ICMP:
		if x.random.IntN(2) == 0 {
			c := pick(x.random, filterICMP[x.ipv6])
			rest = inside(c.text, func(p filterPacket) bool {
				return int(p.icmpType) == c.kind && (c.code < 0 || int(p.icmpCode) == c.code)
			})
		}
		if x.ipv6 {
			l.protocol = unix.IPPROTO_ICMPV6
		}
	}
	if x.random.IntN(4) == 0 {
		rest += " dscp 46"
		l.header = append(l.header, func(p filterPacket) bool { return p.tos>>2 == 46 })
	} else if !x.ipv6 && x.random.IntN(6) == 0 {
		rest += " ttl gt 63"
		l.header = append(l.header, func(p filterPacket) bool { return p.ttl > 63 })
	}
	if len(l.inside) == 0 && x.random.IntN(5) == 0 {
		rest += " fragments"
		l.fragments = true
	}
	verb := map[bool]string{true: "permit", false: "deny"}[l.permit]
	l.text = fmt.Sprintf(" %s %s %s%s %s%s%s\n", verb, name, source, from, destination, to, rest)
	return l
}

func (x *filterTest) packet() filterPacket {
	p := filterPacket{
		randomPacket: randomPacket{source: x.address(1), destination: x.address(2), protocol: pick(x.random, randomProtocols[1:])},
		tos:          pick(x.random, []uint8{0, 46 << 2, 47<<2 | 1, 18 << 2}),
		ttl:          pick(x.random, []uint8{63, 64, 65, 255}),
	}
	switch p.protocol {
	case unix.IPPROTO_TCP, unix.IPPROTO_UDP:
		p.from, p.to = pick(x.random, randomPorts), pick(x.random, randomPorts)
		p.flags = pick(x.random, []uint8{synFlag, synFlag | ackFlag, ackFlag, finFlag | ackFlag, rstFlag, finFlag})
	case unix.IPPROTO_ICMP:
		c := pick(x.random, filterICMP[x.ipv6])
		p.icmpType, p.icmpCode = uint8(c.kind), uint8(max(0, c.code))
		if x.ipv6 {
			p.protocol = unix.IPPROTO_ICMPV6
		}
	}
	p.fragment = max(0, x.random.IntN(6)-3)
	return p
}

// config is that of the router, in IOS's language.
func (x *filterTest) config() string {
	var b strings.Builder
	group := func(list string, out bool) string {
		if out != x.out {
			return ""
		}
		direction := map[bool]string{true: "out", false: "in"}[out]
		if x.ipv6 {
			return fmt.Sprintf(" ipv6 traffic-filter %s %s\n", list, direction)
		}
		return fmt.Sprintf(" ip access-group %s %s\n", list, direction)
	}
	if x.ipv6 {
		b.WriteString("ipv6 unicast-routing\n" +
			"interface GigabitEthernet0/0\n ipv6 address 2001:DB8:E::1/64\n" + group("LIST", true) +
			"interface GigabitEthernet0/1\n ipv6 address 2001:DB8:F::1/64\n" + group("LIST", false) +
			"ipv6 route 2001:DB8:2::/64 2001:DB8:E::2\nipv6 route 2001:DB8:1::/64 2001:DB8:F::2\n" +
			"ipv6 access-list LIST\n")
	} else {
		b.WriteString("interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n" + group("LIST", true) +
			"interface GigabitEthernet0/1\n ip address 172.20.0.1 255.255.255.0\n" + group("LIST", false) +
			"ip route 10.2.0.0 255.255.0.0 192.0.2.2\nip route 10.1.0.0 255.255.0.0 172.20.0.2\n" +
			"ip access-list extended LIST\n")
	}
	for i := range x.lines {
		b.WriteString(x.lines[i].text)
	}
	return b.String()
}

func newFilterTest(t *testing.T, random *rand.Rand, ipv6, out bool) *filterTest {
	x := &filterTest{driverTest: driverTest{T: t, random: random, ipv6: ipv6}, out: out}
	for range 2 + random.IntN(8) {
		x.lines = append(x.lines, x.line())
	}
	// What ends the stream passes before all else.
	sentinel := filterLine{text: fmt.Sprintf(" permit %d any any\n", filterSentinel), permit: true, protocol: filterSentinel}
	x.lines = append([]filterLine{sentinel}, x.lines...)
	x.matches = make([]uint64, len(x.lines))

	x.boot(x.config(), nil)
	return x
}

// judge is the plain reading of the list.
func (x *filterTest) judge(p filterPacket) bool {
	if x.out {
		p.ttl-- // the router has counted itself
	}
	for i := range x.lines {
		if x.lines[i].fits(p) {
			x.matches[i]++
			return x.lines[i].permit
		}
	}
	return false
}

// through sends packets from the LAN.
func (x *filterTest) through() {
	var passing []int
	var packets []filterPacket
	for i := range perRound {
		p := x.packet()
		packets = append(packets, p)
		if x.judge(p) {
			passing = append(passing, i+1)
		}
		x.lan.send(p.bytes(i + 1))
	}
	last := filterPacket{randomPacket: randomPacket{source: x.address(1), destination: x.address(2), protocol: filterSentinel}, ttl: 64}
	packets = append(packets, last)
	x.judge(last)
	x.lan.send(last.bytes(len(packets)))
	x.passes(x.wan, append(passing, len(packets)), func(id int) string { return fmt.Sprintf("%+v", packets[id-1]) })
}

// counts compares what the lines count.
func (x *filterTest) counts() {
	got, err := x.driver.(datapath.Filtering).Matches()
	if err != nil {
		x.Fatal(err)
	}
	for i, want := range x.matches {
		if n := got[datapath.EntryID{List: "LIST", IPv6: x.ipv6, Sequence: 10 * (i + 1)}]; n != want {
			x.Errorf("line %d counts %d packets, want %d:%s", 10*(i+1), n, want, x.lines[i].text)
		}
	}
}
