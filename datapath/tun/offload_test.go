package tun

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"mainmode/datapath"
)

// TestZeroChecksum: "If that computation yields a result of zero, it must be
// changed to hex FFFF" (RFC 8200, Section 8.1): the receiver would throw the
// datagram away.
func TestZeroChecksum(t *testing.T) {
	from, to := netip.MustParseAddr("2001:db8:1::2").As16(), netip.MustParseAddr("2001:db8:2::2").As16()
	datagram := func(fill uint16) []byte {
		p := make([]byte, ipv6HeaderLen+udpHeaderLen+4)
		p[0], p[6] = 6<<4, protoUDP
		binary.BigEndian.PutUint16(p[4:], udpHeaderLen+4)
		copy(p[8:], from[:])
		copy(p[24:], to[:])
		binary.BigEndian.PutUint16(p[ipv6HeaderLen:], 5001)
		binary.BigEndian.PutUint16(p[ipv6HeaderLen+4:], udpHeaderLen+4)
		binary.BigEndian.PutUint16(p[ipv6HeaderLen+udpHeaderLen:], fill)
		return p
	}
	checksum := func(p []byte) uint16 {
		sum := datapath.Checksum(udpHeaderLen+4+protoUDP, p[8:ipv6HeaderLen])
		return datapath.FoldChecksum(datapath.Checksum(sum, p[ipv6HeaderLen:]))
	}
	zero := checksum(datagram(0)) // to be added for a sum of all ones
	for fill, want := range map[uint16]uint16{zero: 0xffff, zero + 1: 0} {
		p := datagram(fill)
		finishChecksum(p)
		if got := binary.BigEndian.Uint16(p[ipv6HeaderLen+6:]); got != want {
			t.Errorf("a checksum of %#x becomes %#x, want %#x", checksum(datagram(fill)), got, want)
		}
	}
}
