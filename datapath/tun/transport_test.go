package tun

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"

	"mainmode/datapath"
)

// segment is a TCP or UDP header and data, with the checksum that it has
// between two addresses.
func segment(protocol uint8, from, to netip.Addr, data string) []byte {
	header, at := udpHeaderLen, 6
	if protocol == protoTCP {
		header, at = tcpHeaderLen, 16
	}
	b := append(make([]byte, header), data...)
	b[1], b[3] = 99, 100
	if protocol == protoTCP {
		b[12] = 5 << 4
	} else {
		binary.BigEndian.PutUint16(b[4:], uint16(len(b)))
	}
	binary.BigEndian.PutUint16(b[at:], transportChecksum(protocol, from, to, b))
	return b
}

// transportChecksum over a pseudo header and a segment; 0 if its own is right.
func transportChecksum(protocol uint8, from, to netip.Addr, b []byte) uint16 {
	sum := datapath.Checksum(uint32(protocol)+uint32(len(b)), from.AsSlice())
	return datapath.FoldChecksum(datapath.Checksum(datapath.Checksum(sum, to.AsSlice()), b))
}

// TestRestore makes whole packets of what came through a NAT: the peer's
// checksums are for the addresses that it sees.
func TestRestore(t *testing.T) {
	ours, nat := netip.MustParseAddr("198.51.100.2"), netip.MustParseAddr("198.51.100.1")
	private, public := netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("203.0.113.9")
	six := func(s string) netip.Addr { return netip.MustParseAddr("2001:db8::" + s) }
	for _, c := range []struct {
		name                          string
		local, remote                 netip.Addr
		originalLocal, originalRemote netip.Addr
	}{
		{"the peer is behind a NAT", ours, nat, ours, private},
		{"we are", ours, nat, public, nat},
		{"both are", ours, nat, public, private},
		{"nobody is", ours, nat, netip.Addr{}, netip.Addr{}},
		{"IPv6", six("2"), six("1"), six("2"), six("a:b")},
	} {
		for _, protocol := range []uint8{protoTCP, protoUDP} {
			for _, data := range []string{"", "x", "payload", "\x00\x00\xff\xff odd"} {
				t.Run(fmt.Sprintf("%s/%d/%q", c.name, protocol, data), func(t *testing.T) {
					a := association{SA: datapath.SA{Local: c.local, Remote: c.remote, RemotePort: datapath.EncapPort, Mode: datapath.Transport,
						OriginalLocal: c.originalLocal, OriginalRemote: c.originalRemote}}
					from, to := c.originalRemote, c.originalLocal
					if !from.IsValid() {
						from, to = c.remote, c.local
					}
					sent := segment(protocol, from, to, data)
					slot := make([]byte, 200)
					payload := slot[:copy(slot, sent)] // where it will be moved from
					packet, f, ok := a.restore(slot, payload, protocol, 0xb8)
					if !ok || f.source != c.remote || f.destination != c.local || f.protocol != protocol || f.sourcePort != 99 || f.destinationPort != 100 {
						t.Fatalf("%+v, %t", f, ok)
					}
					if f.size != len(packet) || !bytes.HasSuffix(packet, []byte(data)) || trafficClass(packet) != 0xb8 {
						t.Errorf("%x", packet)
					}
					if c.local.Is4() && datapath.FoldChecksum(datapath.Checksum(0, packet[:ipv4HeaderLen])) != 0 {
						t.Error("header checksum")
					}
					if transportChecksum(protocol, c.remote, c.local, packet[f.transport:]) != 0 {
						t.Error("transport checksum")
					}
				})
			}
		}
	}
	// A UDP datagram without checksum gets none, and GRE has no addresses.
	a := association{SA: datapath.SA{Local: ours, Remote: nat, RemotePort: datapath.EncapPort, OriginalLocal: ours, OriginalRemote: private}}
	for _, protocol := range []uint8{protoUDP, protoGRE} {
		sent := make([]byte, 30)
		binary.BigEndian.PutUint16(sent[4:], 30)
		if packet, f, ok := a.restore(make([]byte, 100), sent, protocol, 0); !ok || !bytes.Equal(packet[f.transport:], sent) {
			t.Errorf("protocol %d: %x", protocol, packet)
		}
	}
}

// TestTransportMTU: the longest packet that fits leaves no room for a byte
// more, whether its IP header is inside or outside.
func TestTransportMTU(t *testing.T) {
	sealed := func(payload int) int { return 8 + 8 + (payload+2+3)/4*4 + 16 }
	for _, mode := range []datapath.Mode{datapath.Tunnel, datapath.Transport} {
		for _, remote := range []netip.Addr{addr4[1], addr6[1]} {
			a := association{SA: datapath.SA{Transform: gcm128, Mode: mode, Remote: remote}}
			header := outerHeaderLen(remote, false)
			longest := a.plaintextMTU(1500)
			payload := longest
			if mode == datapath.Transport {
				payload -= header
			}
			if header+sealed(payload) > 1500 || header+sealed(payload+1) <= 1500 {
				t.Errorf("%s to %s: %d bytes make %d, one more %d", mode, remote, longest, header+sealed(payload), header+sealed(payload+1))
			}
		}
	}
}

func TestClampMSS(t *testing.T) {
	syn := func(flags byte, options ...byte) []byte {
		tcp := append(make([]byte, tcpHeaderLen), options...)
		tcp[12], tcp[13] = byte(len(tcp)/4)<<4, flags
		return tcp
	}
	for _, c := range []struct {
		name string
		tcp  []byte
		want uint16 // 0: as it was
	}{
		{"too large", syn(tcpSYN, 2, 4, 5, 180), 1360},
		{"SYN and ACK", syn(tcpSYN|0x10, 1, 1, 4, 2, 2, 4, 35, 0), 1360},
		{"at an odd offset", syn(tcpSYN, 1, 2, 4, 5, 180, 1, 1, 1), 1360},
		{"small enough", syn(tcpSYN, 2, 4, 5, 0), 0},
		{"no SYN", syn(0x10, 2, 4, 5, 180), 0},
		{"no option", syn(tcpSYN), 0},
		{"the list ends before", syn(tcpSYN, 0, 2, 4, 5, 180, 0, 0, 0), 0},
		{"a broken option", syn(tcpSYN, 3, 0, 2, 4, 5, 180, 1, 1), 0},
		{"an option that is too long", syn(tcpSYN, 2, 9, 5, 180), 0},
	} {
		for _, ipv6 := range []bool{false, true} {
			from, to := addr4[0], addr4[1]
			p := make([]byte, ipv4HeaderLen+len(c.tcp))
			if ipv6 {
				from, to = addr6[0], addr6[1]
				p = make([]byte, ipv6HeaderLen+len(c.tcp))
			}
			tcp := p[len(p)-len(c.tcp):]
			copy(tcp, c.tcp)
			binary.BigEndian.PutUint16(tcp[16:], transportChecksum(protoTCP, from, to, tcp))
			if ipv6 {
				putIPv6(p, from, to, protoTCP, 0, 64)
			} else {
				putIPv4(p, from, to, true, protoTCP, 0, 64)
			}
			before := bytes.Clone(p)
			f, ok := parseFlow(p)
			if !ok {
				t.Fatal(c.name)
			}
			clampMSS(p, &f, 0)
			if !bytes.Equal(p, before) {
				t.Errorf("%s: changed without a limit", c.name)
			}
			clampMSS(p, &f, 1360)
			if transportChecksum(protoTCP, from, to, tcp) != 0 {
				t.Errorf("%s, IPv6=%t: checksum", c.name, ipv6)
			}
			if changed := !bytes.Equal(p, before); changed != (c.want != 0) || changed && !bytes.Contains(tcp, binary.BigEndian.AppendUint16([]byte{2, 4}, c.want)) {
				t.Errorf("%s, IPv6=%t: %x", c.name, ipv6, tcp)
			}
		}
	}
}

func FuzzClampMSS(f *testing.F) {
	f.Add(append(udpPacket(addr4[0], addr4[1], make([]byte, 40))[:ipv4HeaderLen], segment(protoTCP, addr4[0], addr4[1], "data")...))
	f.Fuzz(func(t *testing.T, p []byte) {
		if flow, ok := parseFlow(p); ok {
			clampMSS(p[:flow.size], &flow, 536)
		}
	})
}
