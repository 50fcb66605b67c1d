package examples_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/esp"
	"mainmode/datapath/guest"
	"mainmode/datapath/tun"
	"mainmode/datapath/xfrm"
)

// TestSelectors gives a datapath crypto maps with random access lists, and
// packets that just fit their lines or just do not. What leaves by which SA and
// what in clear, and what of what comes in passes, is what a plain reading of
// the lists says.
func TestSelectors(t *testing.T) {
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

// randomPacket is what the lines look at.
type randomPacket struct {
	source, destination netip.Addr
	protocol            uint8
	from, to            uint16
	fragment            int  // 0: whole, 1: the first, 2: a later one
	blind               bool // who decides sees no ports in the first either
}

func (p randomPacket) reversed() randomPacket {
	p.source, p.destination, p.from, p.to = p.destination, p.source, p.to, p.from
	return p
}

func (p randomPacket) hasPorts() bool {
	return p.protocol == unix.IPPROTO_TCP || p.protocol == unix.IPPROTO_UDP
}

// portless reports whether the datapath does not see the ports.
func (p randomPacket) portless() bool { return p.fragment == 2 || p.blind && p.fragment == 1 }

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

// Numbers that the lines and the packets are made of.
var (
	randomPorts     = []uint16{1, 79, 80, 81, 1023, 1024, 8000, 65535}
	randomHosts     = []int{0x001, 0x002, 0x081, 0x101, 0x181, 0x301}
	randomProtocols = []uint8{0, unix.IPPROTO_TCP, unix.IPPROTO_TCP, unix.IPPROTO_UDP, unix.IPPROTO_ICMP, 89}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// randomAddress is one of the site 1 or 2.
func (x *selectorTest) address(site int) netip.Addr {
	host := pick(x.random, randomHosts)
	if x.ipv6 {
		return netip.MustParseAddr(fmt.Sprintf("2001:db8:%d::%x", site, host))
	}
	return netip.AddrFrom4([4]byte{10, byte(site), byte(host >> 8), byte(host)})
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

// selectorTest is a router with a driver alone, and who is at its two ends.
type selectorTest struct {
	*testing.T
	random   *rand.Rand
	ipv6     bool
	entries  [][]randomLine
	driver   datapath.Driver
	outer    [2]netip.Addr // ours and the peer's
	byProxy  map[string]*selectorSA
	bySPI    map[uint32]*selectorSA
	lan, wan *tap
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
	x := &selectorTest{T: t, random: random, ipv6: ipv6, byProxy: map[string]*selectorSA{}, bySPI: map[uint32]*selectorSA{}}
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
	n := newNetwork(t, "R:eth1 WAN:eth1", "R:eth2 LAN:eth1")
	n.run("WAN", "ip address add 192.0.2.2/24 dev eth1\nip address add 2001:db8:e::2/64 dev eth1 nodad")
	n.run("LAN", "ip address add 172.20.0.2/24 dev eth1\nip address add 2001:db8:f::2/64 dev eth1 nodad")
	x.lan, x.wan = newTap(n, "LAN", "R", "eth2"), newTap(n, "WAN", "R", "eth1")

	text := x.config()
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(text)
		}
	})
	config, _ := compiler.Load("R.cfg", text, func() string { return "salt" })
	r, _ := compiler.Compile(config, compiler.Env{Devices: []string{"eth1", "eth2"}})
	err := n.lab.Namespace("R").Do(func() (err error) {
		if guest.Inside() {
			x.driver, err = xfrm.New()
		} else {
			x.driver, err = tun.New()
		}
		if err != nil {
			return err
		}
		if err := x.driver.Set(r.Datapath()); err != nil {
			return err
		}
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
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.driver.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// install gives the driver SAs for a line.
func (x *selectorTest) install(name, policy string, s datapath.Selector) (err error) {
	spi := uint32(0x1000 + 2*len(x.byProxy))
	sa := &selectorSA{name: name, inSPI: spi + 1}
	key := make([]byte, selectorTransform.EncKeyLen())
	binary.BigEndian.PutUint32(key, spi)
	if sa.out, err = esp.NewOpener(selectorTransform, key, nil, 0); err != nil {
		return err
	}
	if sa.in, err = esp.NewSealer(sa.inSPI, selectorTransform, key, nil); err != nil {
		return err
	}
	x.byProxy[name], x.bySPI[spi] = sa, sa
	common := datapath.SA{Local: x.outer[0], Remote: x.outer[1], Transform: selectorTransform, EncKey: key, ReplayWindow: 64, Policy: policy, Selector: s}
	out, in := common, common
	out.SPI, out.Direction = spi, datapath.Outbound
	in.SPI, in.Direction = sa.inSPI, datapath.Inbound
	return x.driver.AddSAs([]datapath.SA{in, out})
}

// perRound is the packets of each direction.
const perRound = 150

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
	for _, want := range append(passing, perRound+1) {
		if id := packetID(x.lan.next(x.T)); id != want {
			x.Errorf("%+v came in clear instead of the packet %d", packets[id-1], want)
			return
		}
	}
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
		for _, want := range passing {
			if id := packetID(x.lan.next(x.T)); id != want {
				x.Errorf("by the SA for %q came %+v instead of the packet %+v", name, packets[id-1], packets[want-1])
				return
			}
		}
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

// header is an IP header before room for so many bytes.
func (p randomPacket) header(room int) []byte {
	if p.source.Is6() {
		b := make([]byte, 40+room)
		b[0], b[6], b[7] = 0x60, p.protocol, 64
		binary.BigEndian.PutUint16(b[4:], uint16(room))
		copy(b[8:], p.source.AsSlice())
		copy(b[24:], p.destination.AsSlice())
		return b
	}
	b := make([]byte, 20+room)
	b[0], b[8], b[9] = 0x45, 64, p.protocol
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	copy(b[12:], p.source.AsSlice())
	copy(b[16:], p.destination.AsSlice())
	seal4(b)
	return b
}

// seal4 writes the checksum of an IPv4 header.
func seal4(b []byte) {
	b[10], b[11] = 0, 0
	sum := uint32(0)
	for i := 0; i < 20; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	binary.BigEndian.PutUint16(b[10:], ^uint16(sum))
}

// bytes is the packet with a number.
func (p randomPacket) bytes(id int) []byte {
	const payload = 32
	if p.source.Is6() {
		extension := 0
		if p.fragment > 0 {
			extension = 8
		}
		b := p.header(extension + payload)
		binary.BigEndian.PutUint16(b[2:], uint16(id)) // of the flow label
		body := b[40:]
		if p.fragment > 0 {
			b[6], body[0] = unix.IPPROTO_FRAGMENT, p.protocol
			binary.BigEndian.PutUint16(body[2:], map[int]uint16{1: 1, 2: 8 * payload}[p.fragment])
			binary.BigEndian.PutUint32(body[4:], uint32(id))
			body = body[8:]
		}
		p.transport(body, id)
		return b
	}
	b := p.header(payload)
	binary.BigEndian.PutUint16(b[4:], uint16(id))
	binary.BigEndian.PutUint16(b[6:], map[int]uint16{1: 0x2000, 2: payload}[p.fragment])
	p.transport(b[20:], id)
	seal4(b)
	return b
}

func (p randomPacket) transport(b []byte, id int) {
	for i := range b {
		b[i] = byte(id >> (8 * (i % 2)) * 0x35) // which could be ports
	}
	if p.protocol == unix.IPPROTO_ICMP {
		b[0] = 0 // an echo reply
	}
	if p.fragment == 2 || !p.hasPorts() {
		return
	}
	binary.BigEndian.PutUint16(b, p.from)
	binary.BigEndian.PutUint16(b[2:], p.to)
	if p.protocol == unix.IPPROTO_UDP {
		binary.BigEndian.PutUint16(b[4:], uint16(len(b)))
		return
	}
	b[12] = 5 << 4
}

func packetID(p []byte) int {
	if len(p) < 20 {
		return 0
	}
	if p[0]>>4 == 6 {
		return int(binary.BigEndian.Uint16(p[2:]))
	}
	return int(binary.BigEndian.Uint16(p[4:]))
}

// tap sends packets to a router's device, and gets those that the router sends
// by it.
type tap struct {
	n       *network
	relay   func(packet []byte)
	packets chan []byte
}

func newTap(n *network, node, router, device string) *tap {
	file := n.packets(node, "eth1")
	ours, theirs := n.hardware(node, "eth1"), n.hardware(router, device)
	t := &tap{n: n, packets: make(chan []byte, 4*perRound)}
	t.relay = func(p []byte) {
		kind := uint16(unix.ETH_P_IP)
		if p[0]>>4 == 6 {
			kind = unix.ETH_P_IPV6
		}
		frame := binary.BigEndian.AppendUint16(append(append([]byte(nil), theirs...), ours...), kind)
		_, _ = file.Write(append(frame, p...))
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 1<<16)
		for {
			size, err := file.Read(b)
			if err != nil {
				return
			}
			if p := b[14:size]; string(b[6:12]) == string(theirs) && !ownTalk(p) {
				t.packets <- append([]byte(nil), p...)
			}
		}
	}()
	n.t.Cleanup(func() {
		file.Close()
		<-done
	})
	return t
}

// ownTalk is what systems say of themselves: errors, and what no router
// forwards.
func ownTalk(p []byte) bool {
	switch p[0] >> 4 {
	case 4:
		const unreachable, redirect = 3, 5
		return p[9] == unix.IPPROTO_IGMP || p[9] == unix.IPPROTO_ICMP && (p[20] == unreachable || p[20] == redirect)
	case 6:
		const unreachable, firstNeighbour, lastListener = 1, 130, 143
		return p[6] == unix.IPPROTO_HOPOPTS || p[6] == unix.IPPROTO_ICMPV6 && (p[40] == unreachable || p[40] >= firstNeighbour && p[40] <= lastListener)
	}
	return true
}

func (t *tap) send(p []byte) { t.relay(p) }

// next is the next packet of the router.
func (t *tap) next(test *testing.T) []byte {
	test.Helper()
	select {
	case p := <-t.packets:
		return p
	case <-time.After(patience / 4):
		test.Fatal("no packet")
	}
	return nil
}
