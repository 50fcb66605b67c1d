package tun

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
)

var (
	addr4 = [2]netip.Addr{netip.MustParseAddr("10.23.0.2"), netip.MustParseAddr("10.23.0.3")}
	addr6 = [2]netip.Addr{netip.MustParseAddr("fe80::23:2"), netip.MustParseAddr("fe80::23:3")}
)

// ipv6Packet has the payload behind the IPv6 header; next is its first header.
func ipv6Packet(next uint8, payload []byte) []byte {
	p := make([]byte, ipv6HeaderLen, ipv6HeaderLen+len(payload))
	p[0], p[6], p[7] = 0x60, next, 64
	binary.BigEndian.PutUint16(p[4:], uint16(len(payload)))
	copy(p[8:], addr6[0].AsSlice())
	copy(p[24:], addr6[1].AsSlice())
	return append(p, payload...)
}

func TestParseFlow(t *testing.T) {
	ports := []byte{0x12, 0x34, 0x00, 0x35}
	udp := udpPacket(addr4[0], addr4[1], []byte("data"))
	copy(udp[20:], ports)
	later := bytes.Clone(udp)
	later[7] = 1 // fragment offset 8
	padded := append(bytes.Clone(udp), 0, 0, 0)
	lying := bytes.Clone(udp)
	lying[3]++
	short := bytes.Clone(udp)
	short[0] = 0x44
	options := make([]byte, 8)
	options[0] = protoFragment
	fragment := []byte{protoTCP, 0, 0, 1, 0, 0, 0, 0}
	laterFragment := []byte{protoTCP, 0, 0, 8, 0, 0, 0, 0}
	chain := append(append(append([]byte{}, options...), fragment...), ports...)
	laterChain := append(append(append([]byte{}, options...), laterFragment...), ports...)

	for _, c := range []struct {
		name                 string
		packet               []byte
		ok                   bool
		protocol             uint8
		sourcePort, destPort uint16
		size                 int
	}{
		{"UDP", udp, true, protoUDP, 0x1234, 53, len(udp)},
		{"later fragment", later, true, protoUDP, 0, 0, len(udp)},
		{"TFC padding", padded, true, protoUDP, 0x1234, 53, len(udp)},
		{"longer than it is", lying, false, 0, 0, 0, 0},
		{"short header", short, false, 0, 0, 0, 0},
		{"empty", nil, false, 0, 0, 0, 0},
		{"version 5", append([]byte{0x50}, udp[1:]...), false, 0, 0, 0, 0},
		{"IPv6 UDP", ipv6Packet(protoUDP, ports), true, protoUDP, 0x1234, 53, 44},
		{"IPv6 without transport", ipv6Packet(59, nil), true, 59, 0, 0, 40},
		{"IPv6 options, fragment, TCP", ipv6Packet(protoHopByHop, chain), true, protoTCP, 0x1234, 53, 60},
		{"IPv6 later fragment", ipv6Packet(protoHopByHop, laterChain), true, protoTCP, 0, 0, 60},
		{"IPv6 options too long", ipv6Packet(protoOptions, []byte{protoUDP, 1, 0, 0, 0, 0, 0, 0}), false, 0, 0, 0, 0},
		{"IPv6 fragment cut", ipv6Packet(protoFragment, fragment[:6]), false, 0, 0, 0, 0},
		{"IPv6 cut", ipv6Packet(protoUDP, ports)[:42], false, 0, 0, 0, 0},
	} {
		f, ok := parseFlow(c.packet)
		if ok != c.ok {
			t.Errorf("%s: ok = %t", c.name, ok)
			continue
		}
		if ok && (f.protocol != c.protocol || f.sourcePort != c.sourcePort || f.destinationPort != c.destPort || f.size != c.size) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func FuzzParseFlow(f *testing.F) {
	f.Add(udpPacket(addr4[0], addr4[1], []byte("data")))
	f.Add(ipv6Packet(protoHopByHop, make([]byte, 16)))
	f.Fuzz(func(t *testing.T, p []byte) {
		flow, ok := parseFlow(p)
		if !ok {
			return
		}
		if flow.size > len(p) || flow.headerLen > flow.size || flow.source.Is4() != flow.destination.Is4() {
			t.Fatalf("%+v of %d bytes", flow, len(p))
		}
		p = p[:flow.size]
		if part, ok := parseFragment(p, &flow); ok {
			new(reassembly).add(part, time.Now())
		}
		dst := make([]byte, maxDatagram+tooBigLen)
		if e := tooBig(dst, p, &flow, 1300); e != nil {
			back, ok := parseFlow(e)
			if !ok || back.size != len(e) || back.destination != flow.source {
				t.Fatalf("error %x", e)
			}
		}
		if !flow.source.Is4() {
			return
		}
		total := 0
		for next, i := 0, 0; ; i++ {
			var fragment []byte
			fragment, next = nextFragment(dst, p, flow.headerLen, next, 128)
			part, ok := parseFlow(fragment)
			if !ok || part.size != len(fragment) || i > len(p) {
				t.Fatalf("fragment %x", fragment)
			}
			total += part.size - part.headerLen
			if next == 0 {
				break
			}
		}
		if total != flow.size-flow.headerLen {
			t.Fatalf("fragments have %d bytes", total)
		}
	})
}

func TestFragments(t *testing.T) {
	// A packet with the options record route, not copied, and loose source
	// route, copied; itself the middle fragment of a larger one.
	data := bytes.Repeat([]byte("0123456789"), 50)
	p := make([]byte, 28, 28+len(data))
	p[0], p[8], p[9] = 0x47, 64, protoUDP
	copy(p[20:], []byte{7, 3, 4, 1, 0x83, 3, 4, 0})
	p = append(p, data...)
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	binary.BigEndian.PutUint16(p[6:], moreFragments|100)

	var got []byte
	var offsets []int
	dst := make([]byte, 2000)
	for next := 0; ; {
		var f []byte
		f, next = nextFragment(dst, p, 28, next, 200)
		flags := binary.BigEndian.Uint16(f[6:])
		if len(f) > 200 || flags&moreFragments == 0 || datapath.FoldChecksum(datapath.Checksum(0, f[:28])) != 0 {
			t.Errorf("fragment %x", f[:28])
		}
		want := []byte{1, 1, 1, 1, 0x83, 3, 4, 0}
		if len(got) == 0 {
			want = p[20:28]
		}
		if !bytes.Equal(f[20:28], want) {
			t.Errorf("options %x, want %x", f[20:28], want)
		}
		offsets = append(offsets, int(flags&0x1fff))
		got = append(got, f[28:]...)
		if next == 0 {
			break
		}
	}
	if !bytes.Equal(got, data) || len(offsets) != 3 || offsets[0] != 100 || offsets[1] != 121 || offsets[2] != 142 {
		t.Errorf("offsets %v, %d bytes", offsets, len(got))
	}
}

func TestTooBigIsNotSent(t *testing.T) {
	packet := func(change func(p []byte)) []byte {
		p := udpPacket(addr4[0], addr4[1], make([]byte, 100))
		change(p)
		return p
	}
	for name, p := range map[string][]byte{
		"to a multicast address":   packet(func(p []byte) { p[16] = 224 }),
		"to the broadcast address": packet(func(p []byte) { copy(p[16:], []byte{255, 255, 255, 255}) }),
		"from nowhere":             packet(func(p []byte) { clear(p[12:16]) }),
		"about an ICMP error":      packet(func(p []byte) { p[9], p[20] = protoICMP, 3 }),
		"about an ICMPv6 error":    ipv6Packet(protoICMPv6, make([]byte, 8)),
		"about a later fragment":   packet(func(p []byte) { p[7] = 1 }),
	} {
		f, ok := parseFlow(p)
		if e := tooBig(make([]byte, tooBigLen), p, &f, 1400); !ok || e != nil {
			t.Errorf("%s: %x", name, e)
		}
	}
	fragment := func(offset byte) []byte { // of an echo request
		return ipv6Packet(protoFragment, []byte{protoICMPv6, 0, 0, offset<<3 | 1, 0, 0, 0, 1, 128, 0, 0, 0})
	}
	for name, p := range map[string][]byte{
		"an echo request":                   packet(func(p []byte) { p[9], p[20] = protoICMP, 8 }),
		"the first fragment of one in IPv6": fragment(0),
		"a later one":                       fragment(1),
	} {
		f, _ := parseFlow(p)
		if tooBig(make([]byte, tooBigLen), p, &f, 1400) == nil {
			t.Errorf("no error about %s", name)
		}
	}
}

func TestOuterHeader(t *testing.T) {
	df := udpPacket(addr4[0], addr4[1], nil)
	df[1], df[6] = 0xbb, 0x40
	plain := udpPacket(addr4[0], addr4[1], nil)
	v6 := ipv6Packet(protoUDP, nil)
	v6[0], v6[1] = 0x6b, 0xb0
	for _, c := range []struct {
		df     datapath.DF
		packet []byte
		want   bool
	}{
		{datapath.CopyDF, df, true}, {datapath.CopyDF, plain, false}, {datapath.CopyDF, v6, true},
		{datapath.ClearDF, df, false}, {datapath.ClearDF, v6, false},
		{datapath.SetDF, plain, true}, {datapath.SetDF, v6, true},
	} {
		state := tunnelState{TunnelInterface: datapath.TunnelInterface{DF: c.df}, policy: &policy{}}
		if got := state.outerDF(c.packet); got != c.want {
			t.Errorf("DF %d, %x: %t", c.df, c.packet[:8], got)
		}
	}
	gre := tunnelState{TunnelInterface: datapath.TunnelInterface{Encapsulation: datapath.InGRE}}
	if gre.outerDF(df) || gre.outerDF(v6) {
		t.Error("GRE without path MTU discovery sets DF")
	}
	gre.PathMTUDiscovery = true
	if !gre.outerDF(df) || gre.outerDF(plain) {
		t.Error("GRE with path MTU discovery does not copy DF")
	}
	copied, fixed := tunnelState{}, tunnelState{TunnelInterface: datapath.TunnelInterface{FixedTOS: true, TOS: 0x20}}
	if copied.trafficClass(df) != 0xbb || copied.trafficClass(v6) != 0xbb || copied.trafficClass(plain) != 0 || fixed.trafficClass(df) != 0x23 {
		t.Errorf("traffic classes %#x, %#x, %#x, %#x", copied.trafficClass(df), copied.trafficClass(v6), copied.trafficClass(plain), fixed.trafficClass(df))
	}
}

// TestTakeCongestion is the table of RFC 4301, Section 5.1.2: only a sender
// that understands congestion marks is told.
func TestTakeCongestion(t *testing.T) {
	for _, c := range []struct{ inner, outer, want byte }{
		{0, 3, 0}, {1, 3, 3}, {2, 3, 3}, {3, 3, 3}, {3, 0, 3}, {2, 1, 2}, {1, 0xb8, 1}, {2, 0xbb, 3},
	} {
		p := udpPacket(addr4[0], addr4[1], nil)
		p[1] = 0x48 | c.inner
		clear(p[10:12])
		binary.BigEndian.PutUint16(p[10:], datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])))
		takeCongestion(p, c.outer)
		if p[1] != 0x48|c.want || datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])) != 0 {
			t.Errorf("IPv4 %d in %#x: %#x", c.inner, c.outer, p[1])
		}
		p = ipv6Packet(protoUDP, nil)
		p[0], p[1] = 0x64, 0x8a|c.inner<<4
		takeCongestion(p, c.outer)
		if trafficClass(p) != 0x48|c.want || p[1]&15 != 0xa {
			t.Errorf("IPv6 %d in %#x: %#x", c.inner, c.outer, p[:2])
		}
	}
}
