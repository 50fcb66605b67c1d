package xfrm

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
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
			packet := func(gre []byte) []byte { return ipv4Packet(options, tunnel.Remote, tunnel.Local, gre) }
			carried := ipv4Packet(0, tunnel.Remote, tunnel.Local, make([]byte, 40))
			carried[9] = unix.IPPROTO_TCP
			for _, test := range []struct {
				kind   string
				gre    []byte
				accept bool
			}{
				{"keepalive", keepaliveFor(tunnel), true},
				{"answer", greHeader(tunnel.GRE, 0, nil), true},
				{"IPv4", greHeader(tunnel.GRE, unix.ETH_P_IP, carried), false},
				{"IPv6", greHeader(tunnel.GRE, unix.ETH_P_IPV6, make([]byte, 60)), false},
				{"nothing", nil, false},
			} {
				n, err := vm.Run(packet(test.gre))
				if err != nil || (n > 0) != test.accept {
					t.Errorf("%s, %s: accepts %d bytes, %v", what, test.kind, n, err)
				}
			}
		}
	}
}

// TestKeepalive: the packet inside a keepalive is one from the peer to us, with
// an answer of the tunnel.
func TestKeepalive(t *testing.T) {
	tunnel := &datapath.TunnelInterface{
		Local: netip.MustParseAddr("192.0.2.1"), Remote: netip.MustParseAddr("192.0.2.2"), GRE: datapath.GRE{Keyed: true, Key: 7, Checksum: true},
	}
	gre := keepaliveFor(tunnel)
	if sum := internetChecksum(gre); sum != 0 {
		t.Errorf("checksum of GRE: %#x", sum)
	}
	inner := gre[len(greHeader(tunnel.GRE, 0, nil)):]
	source, destination, answer, err := splitIPv4(inner)
	if err != nil || source != tunnel.Remote || destination != tunnel.Local || string(answer) != string(greHeader(tunnel.GRE, 0, nil)) {
		t.Errorf("from %v to %v: % x, %v", source, destination, answer, err)
	}
	if sum := internetChecksum(inner[:ipv4HeaderLen]); sum != 0 {
		t.Errorf("checksum of IPv4: %#x", sum)
	}
	for n := range inner {
		_, _, _, _ = splitIPv4(inner[:n])
	}
}
