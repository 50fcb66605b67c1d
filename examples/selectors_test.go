package examples_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/esp"
	"mainmode/datapath/guest"
)

// TestSelectors gives a datapath crypto maps with random access lists, and
// packets that just fit their lines or just do not. What leaves by which SA and
// what in clear, and what of what comes in passes, is what a plain reading of
// the lists says.
func TestSelectors(t *testing.T) {
	t.Parallel()
	rounds := 8
	if guest.Inside() {
		rounds = 4
	}
	for round := range rounds {
		for _, ipv6 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/ipv6=%t", round, ipv6), func(t *testing.T) {
				t.Parallel()
				x := newSelectorTest(t, rand.New(rand.NewPCG(uint64(round), 1)), ipv6)
				x.outbound()
				x.inboundClear()
				x.inboundProtected()
			})
		}
	}
}

// randomLine is a line of an access list.
type randomLine struct {
	permit              bool
	protocol            uint8 // 0: ip
	source, destination netip.Prefix
	from, to            [][2]uint16 // ports, nil: any
	operators           [2]string   // as the line has them
}

// fits is the plain reading of a line. A fragment without ports may be a part
// of what a line with ports permits, and is protected; it need not be a part of
// what one denies.
func (l *randomLine) fits(p randomPacket) bool {
	if l.protocol != 0 && l.protocol != p.protocol || !l.source.Contains(p.source) || !l.destination.Contains(p.destination) {
		return false
	}
	if l.from == nil && l.to == nil {
		return true
	}
	if p.portless() {
		return l.permit
	}
	in := func(ranges [][2]uint16, port uint16) bool {
		for _, r := range ranges {
			if r[0] <= port && port <= r[1] {
				return true
			}
		}
		return ranges == nil
	}
	return p.hasPorts() && in(l.from, p.from) && in(l.to, p.to)
}

// proxy is what IKE asks for: ports only where there is one.
func (l *randomLine) proxy(sequence int) string {
	s := datapath.Selector{Local: l.source, Remote: l.destination, Protocol: l.protocol}
	for into, ranges := range map[*datapath.PortRange][][2]uint16{&s.LocalPort: l.from, &s.RemotePort: l.to} {
		if len(ranges) == 1 && ranges[0][0] == ranges[0][1] {
			*into = datapath.PortRange{First: ranges[0][0], Last: ranges[0][1]}
		}
	}
	return fmt.Sprintf("%d %v", sequence, s)
}

// decide is the plain reading of one entry, "": it leaves the packet to the
// next.
func decide(lines []randomLine, sequence int, p randomPacket) string {
	for i := range lines {
		if lines[i].fits(p) {
			if lines[i].permit {
				return lines[i].proxy(sequence)
			}
			return ""
		}
	}
	return ""
}

// accepts is the plain reading of what one entry says of a packet that came by
// an SA: any of the lines that the SA serves may be for it, if none denies it
// before.
func accepts(lines []randomLine, sequence int, p randomPacket, by string) bool {
	for i := range lines {
		switch {
		case !lines[i].fits(p):
		case !lines[i].permit:
			return false
		case lines[i].proxy(sequence) == by:
			return true
		}
	}
	return false
}

// decide is that of the whole map, "": in clear.
func (x *selectorTest) decide(p randomPacket) string {
	for i, lines := range x.entries {
		if by := decide(lines, 10*(i+1), p); by != "" {
			return by
		}
	}
	return ""
}

func (x *selectorTest) prefix(site int) netip.Prefix {
	a := x.address(site)
	return netip.PrefixFrom(a, a.BitLen()-pick(x.random, []int{0, 2, 7, 8, 9, 10})).Masked()
}

func (x *selectorTest) ports() (ranges [][2]uint16, operator string) {
	a, b := pick(x.random, randomPorts), pick(x.random, randomPorts)
	switch x.random.IntN(8) {
	case 0, 1:
		return [][2]uint16{{a, a}}, fmt.Sprintf(" eq %d", a)
	case 2:
		a, b = min(a, b), max(a, b)
		if a < b {
			return [][2]uint16{{a, b}}, fmt.Sprintf(" range %d %d", a, b)
		}
	case 3:
		if a < 65534 {
			return [][2]uint16{{a + 1, 65535}}, fmt.Sprintf(" gt %d", a)
		}
	case 4:
		if a > 1 {
			return [][2]uint16{{0, a - 1}}, fmt.Sprintf(" lt %d", a)
		}
	}
	return nil, ""
}

func (x *selectorTest) line() randomLine {
	l := randomLine{
		permit: x.random.IntN(3) > 0, protocol: pick(x.random, randomProtocols),
		source: x.prefix(1), destination: x.prefix(2),
	}
	if (randomPacket{protocol: l.protocol}).hasPorts() {
		l.from, l.operators[0] = x.ports()
		l.to, l.operators[1] = x.ports()
	}
	return l
}

func (x *selectorTest) packet() randomPacket {
	p := randomPacket{source: x.address(1), destination: x.address(2), protocol: pick(x.random, randomProtocols[1:])}
	p.blind = guest.Inside() // the kernel's policies look for ports in no fragment
	if p.hasPorts() {
		p.from, p.to = pick(x.random, randomPorts), pick(x.random, randomPorts)
		p.fragment = max(0, x.random.IntN(6)-3)
	}
	return p
}

func (l *randomLine) text() string {
	verb := map[bool]string{true: "permit", false: "deny"}[l.permit]
	name := map[uint8]string{0: "ip", unix.IPPROTO_TCP: "tcp", unix.IPPROTO_UDP: "udp", unix.IPPROTO_ICMP: "icmp", 89: "89"}[l.protocol]
	side := func(p netip.Prefix) string {
		if p.Addr().Is6() {
			return p.String()
		}
		wildcard := binary.BigEndian.AppendUint32(nil, uint32(1<<(32-p.Bits())-1))
		return p.Addr().String() + " " + netip.AddrFrom4([4]byte(wildcard)).String()
	}
	if l.source.Addr().Is6() {
		name = map[string]string{"ip": "ipv6", "tcp": "tcp", "udp": "udp", "icmp": "1", "89": "89"}[name]
	}
	return fmt.Sprintf(" %s %s %s%s %s%s\n", verb, name, side(l.source), l.operators[0], side(l.destination), l.operators[1])
}

// selectorTest is a router with crypto maps.
type selectorTest struct {
	driverTest
	entries [][]randomLine
	outer   [2]netip.Addr // ours and the peer's
	byProxy map[string]*selectorSA
	bySPI   map[uint32]*selectorSA
}

// selectorSA is a pair of SAs of a line.
type selectorSA struct {
	name  string
	out   *esp.Opener // what the router seals
	in    *esp.Sealer // what the router opens
	inSPI uint32
}

var selectorTransform = datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 128}

// config is that of the router, in IOS's language.
func (x *selectorTest) config() string {
	var b strings.Builder
	b.WriteString("crypto ipsec transform-set TS esp-aes esp-sha-hmac\n")
	family, list := "", "ip access-list extended"
	if x.ipv6 {
		family, list = "ipv6 ", "ipv6 access-list"
	}
	for i, lines := range x.entries {
		fmt.Fprintf(&b, "crypto map %sCM %d ipsec-isakmp\n set peer %s\n set transform-set TS\n match address L%d\n", family, 10*(i+1), x.outer[1], i)
		fmt.Fprintf(&b, "%s L%d\n", list, i)
		for j := range lines {
			b.WriteString(lines[j].text())
		}
	}
	if x.ipv6 {
		fmt.Fprintf(&b, "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ipv6 address %s/64\n ipv6 crypto map CM\n"+
			"interface GigabitEthernet0/1\n ipv6 address 2001:DB8:F::1/64\nipv6 route 2001:DB8:2::/64 %s\nipv6 route 2001:DB8:1::/64 2001:DB8:F::2\n", x.outer[0], x.outer[1])
	} else {
		fmt.Fprintf(&b, "interface GigabitEthernet0/0\n ip address %s 255.255.255.0\n crypto map CM\n"+
			"interface GigabitEthernet0/1\n ip address 172.20.0.1 255.255.255.0\nip route 10.2.0.0 255.255.0.0 %s\nip route 10.1.0.0 255.255.0.0 172.20.0.2\n", x.outer[0], x.outer[1])
	}
	return b.String()
}

func newSelectorTest(t *testing.T, random *rand.Rand, ipv6 bool) *selectorTest {
	x := &selectorTest{driverTest: driverTest{T: t, random: random, ipv6: ipv6}, byProxy: map[string]*selectorSA{}, bySPI: map[uint32]*selectorSA{}}
	x.outer = [2]netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")}
	if ipv6 {
		x.outer = [2]netip.Addr{netip.MustParseAddr("2001:db8:e::1"), netip.MustParseAddr("2001:db8:e::2")}
	}
	for range 1 + random.IntN(3) {
		var lines []randomLine
		for range 1 + random.IntN(6) {
			lines = append(lines, x.line())
		}
		last := x.line() // a list that permits nothing has no effect
		last.permit = true
		x.entries = append(x.entries, append(lines, last))
	}
	x.boot(x.config(), func(r *compiler.Router) error {
		ike := r.IKE()
		for i := range ike.Maps {
			m := &ike.Maps[i]
			for _, s := range m.Selectors {
				if err := x.install(fmt.Sprintf("%d %v", m.Sequence, s), m.Policy(s), s); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return x
}

// install gives the driver SAs for a line.
func (x *selectorTest) install(name, policy string, s datapath.Selector) (err error) {
	spi := uint32(0x1000 + 2*len(x.byProxy))
	sa := &selectorSA{name: name, inSPI: spi + 1}
	key := make([]byte, selectorTransform.EncKeyLen())
	binary.BigEndian.PutUint32(key, spi)
	if sa.out, err = esp.NewOpener(selectorTransform, key, nil, 0, false); err != nil {
		return err
	}
	if sa.in, err = esp.NewSealer(sa.inSPI, selectorTransform, key, nil, false); err != nil {
		return err
	}
	x.byProxy[name], x.bySPI[spi] = sa, sa
	common := datapath.SA{Local: x.outer[0], Remote: x.outer[1], Transform: selectorTransform, EncKey: key, ReplayWindow: 64, Policy: policy, Selector: s}
	out, in := common, common
	out.SPI, out.Direction = spi, datapath.Outbound
	in.SPI, in.Direction = sa.inSPI, datapath.Inbound
	return x.driver.AddSAs([]datapath.SA{in, out})
}

// outbound sends packets from the LAN.
func (x *selectorTest) outbound() {
	want := map[int]string{}
	var packets []randomPacket
	for i := range perRound {
		p := x.packet()
		packets = append(packets, p)
		want[i+1] = x.decide(p)
		x.lan.send(p.bytes(i + 1))
	}
	for range want {
		id, by := x.left(x.wan.next(x.T))
		if w, ok := want[id]; !ok || by != w {
			x.Errorf("%+v left by %q, want %q", packets[max(id, 1)-1], by, w)
			return
		}
		delete(want, id)
	}
}

// left says which packet is in one that left, and by what.
func (x *selectorTest) left(p []byte) (id int, by string) {
	start, next := 20, p[9]
	if x.ipv6 {
		start, next = 40, p[6]
	}
	if next != unix.IPPROTO_ESP {
		return packetID(p), ""
	}
	sa := x.bySPI[binary.BigEndian.Uint32(p[start:])]
	if sa == nil {
		return 0, "an unknown SA"
	}
	inner, _, err := sa.out.Open(p[start:], p[start:])
	if err != nil {
		return 0, err.Error()
	}
	return packetID(inner), sa.name
}

// inboundClear sends packets from outside as they are.
func (x *selectorTest) inboundClear() {
	var passing []int
	var packets []randomPacket
	for i := range perRound {
		p := x.packet()
		p.blind = false // nf_tables decides
		packets = append(packets, p)
		if x.decide(p) == "" {
			passing = append(passing, i+1)
		}
		x.wan.send(p.reversed().bytes(i + 1))
	}
	// The last is of neither site.
	stranger := randomPacket{source: x.outer[1], destination: x.address(1), protocol: 89}
	x.wan.send(stranger.bytes(perRound + 1))
	packets = append(packets, stranger)
	x.passes(x.lan, append(passing, perRound+1), func(id int) string { return fmt.Sprintf("%+v in clear", packets[id-1]) })
}

// inboundProtected sends packets from outside by any SA.
func (x *selectorTest) inboundProtected() {
	for name, sa := range x.byProxy {
		var sequence int
		_, _ = fmt.Sscan(name, &sequence)
		lines := x.entries[sequence/10-1]
		var passing []int
		var packets []randomPacket
		for len(packets) < perRound/3 || len(passing) == 0 {
			p := x.packet()
			fits := accepts(lines, sequence, p, name)
			if guest.Inside() && fits != (x.decide(p) == name) {
				continue // the kernel takes only what it would send by the SA
			}
			if len(packets) > 20*perRound {
				break // other lines cover all of it
			}
			packets = append(packets, p)
			if fits {
				passing = append(passing, len(packets))
			}
		}
		if len(passing) == 0 {
			continue
		}
		packets = packets[:passing[len(passing)-1]] // the last passes
		for i, p := range packets {
			x.wan.send(x.sealed(sa, p.reversed().bytes(i+1)))
		}
		x.passes(x.lan, passing, func(id int) string { return fmt.Sprintf("%+v by the SA for %q", packets[id-1], name) })
	}
}

// sealed is a packet by an inbound SA of the router.
func (x *selectorTest) sealed(sa *selectorSA, inner []byte) []byte {
	next := uint8(esp.NextIPv4)
	outer := randomPacket{source: x.outer[1], destination: x.outer[0], protocol: unix.IPPROTO_ESP}.header(sa.in.Size(len(inner)))
	start := 20
	if x.ipv6 {
		next, start = esp.NextIPv6, 40
	}
	n, err := sa.in.Seal(outer[start:], inner, next)
	if err != nil {
		x.Fatal(err)
	}
	return outer[:start+n]
}
