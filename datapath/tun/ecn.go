package tun

import (
	"encoding/binary"

	"mainmode/datapath"
)

const (
	ecnMask = 3
	ecnCE   = 3 // congestion experienced, RFC 3168, Section 5
)

// trafficClass is the TOS of an IPv4 packet, the traffic class of an IPv6 one.
// The outer header has the same, with the ECN field: RFC 4301, Section 5.1.2.
func trafficClass(p []byte) uint8 {
	if p[0]>>4 == 6 {
		return p[0]<<4 | p[1]>>4
	}
	return p[1]
}

// takeCongestion has a packet say that it met congestion if the outer header
// did and its sender understands that: RFC 4301, Section 5.1.2.1, note 6.
func takeCongestion(p []byte, outer uint8) {
	if outer&ecnMask != ecnCE {
		return
	}
	inner := trafficClass(p) & ecnMask
	if inner == 0 || inner == ecnCE {
		return
	}
	if p[0]>>4 == 6 {
		p[1] |= ecnCE << 4
		return
	}
	old := binary.BigEndian.Uint16(p)
	p[1] |= ecnCE
	adjustChecksum(p[10:], old, binary.BigEndian.Uint16(p))
}

// adjustChecksum follows the change of a word that the checksum at sum
// covers, RFC 1624, Section 3.
func adjustChecksum(sum []byte, old, new uint16) {
	binary.BigEndian.PutUint16(sum, datapath.FoldChecksum(uint32(^binary.BigEndian.Uint16(sum))+uint32(^old)+uint32(new)))
}
