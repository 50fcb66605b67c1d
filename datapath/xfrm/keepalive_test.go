package xfrm

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
)

// ipv4Packet is a payload behind a header with options.
func ipv4Packet(options int, source, destination netip.Addr, payload []byte) []byte {
	b := make([]byte, ipv4HeaderLen+4*options, ipv4HeaderLen+4*options+len(payload))
	b[0], b[9] = 0x45+byte(options), unix.IPPROTO_GRE
	copy(b[12:], source.AsSlice())
	copy(b[16:], destination.AsSlice())
	b = append(b, payload...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	return b
}

func TestSplitIPv4(t *testing.T) {
	source, destination := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for options := range 3 {
		whole := ipv4Packet(options, source, destination, []byte{0, 0, 8, 0})
		from, to, payload, err := splitIPv4(whole)
		if err != nil || from != source || to != destination || len(payload) != 4 {
			t.Errorf("from %v to %v: % x, %v", from, to, payload, err)
		}
		for n := range len(whole) - len(payload) {
			if _, _, _, err := splitIPv4(whole[:n]); err == nil {
				t.Errorf("%d bytes of a header are one", n)
			}
		}
	}
}

// TestKeepaliveFilter: the socket gets keepalives and answers whatever the
// headers have, and no other packet of a tunnel.
func TestKeepaliveFilter(t *testing.T) {
	vm, err := bpf.NewVM(keepaliveFilter())
	if err != nil {
		t.Fatal(err)
	}
	tunnel := &datapath.TunnelInterface{Local: netip.MustParseAddr("192.0.2.1"), Remote: netip.MustParseAddr("192.0.2.2")}
	for options := range 3 {
		for bits := range 4 {
			tunnel.GRE = datapath.GRE{Checksum: bits&1 != 0, Keyed: bits&2 != 0, Key: 12}
			what := fmt.Sprintf("%d words of options, %+v", options, tunnel.GRE)
			header := func(protocol uint16, payload []byte) []byte {
				b := append(make([]byte, gre.HeaderLen(&tunnel.GRE)), payload...)
				gre.Put(b, &tunnel.GRE, protocol, 0)
				return b
			}
			packet := func(payload []byte) []byte { return ipv4Packet(options, tunnel.Remote, tunnel.Local, payload) }
			carried := ipv4Packet(0, tunnel.Remote, tunnel.Local, make([]byte, 40))
			carried[9] = unix.IPPROTO_TCP
			for _, test := range []struct {
				kind    string
				payload []byte
				accept  bool
			}{
				{"keepalive", gre.AppendKeepalive(nil, &tunnel.GRE, tunnel.Local, tunnel.Remote, 0), true},
				{"answer", header(gre.TypeKeepalive, nil), true},
				{"IPv4", header(gre.TypeIPv4, carried), false},
				{"IPv6", header(gre.TypeIPv6, make([]byte, 60)), false},
				{"nothing", nil, false},
			} {
				n, err := vm.Run(packet(test.payload))
				if err != nil || (n > 0) != test.accept {
					t.Errorf("%s, %s: accepts %d bytes, %v", what, test.kind, n, err)
				}
			}
		}
	}
}
