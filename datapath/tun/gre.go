package tun

import (
	"encoding/binary"

	"mainmode/datapath"
)

// GRE of RFC 2784 with the extensions of RFC 2890:
//
//	 0                   1                   2                   3
//	+---------------------------------------------------------------+
//	|C| |K|S| Reserved0       | Ver |         Protocol Type         |
//	|      Checksum (optional)      |       Reserved1 (Optional)    |
//	|                         Key (optional)                        |
//	|                 Sequence Number (Optional)                    |
//	+---------------------------------------------------------------+
const (
	greChecksumBit = 0x8000
	greKeyBit      = 0x2000
	greSequenceBit = 0x1000
	// greReserved are the bits that have to be zero: those of RFC 1701, which
	// RFC 2784, Section 2.3, has receivers discard, and the version.
	greReserved = 0x4c07

	greHeaderMax = 16

	// Protocol types. That of a keepalive is IOS's own: what returns from the
	// peer has nothing behind its header.
	etherIPv4    = 0x0800
	etherIPv6    = 0x86dd
	greKeepalive = 0
)

// greHeader is a GRE header.
type greHeader struct {
	protocol     uint16
	checksum     bool
	keyed        bool
	key          uint32
	sequenced    bool
	sequence     uint32
	payloadStart int // bytes of the header
}

// greHeaderLen is the bytes of the headers of a tunnel.
func greHeaderLen(g *datapath.GRE) int {
	n := 4
	for _, on := range []bool{g.Checksum, g.Keyed, g.Sequence} {
		if on {
			n += 4
		}
	}
	return n
}

// putGRE writes the header of a tunnel's packet to the first bytes of packet,
// whose rest is the payload.
func putGRE(packet []byte, g *datapath.GRE, protocol uint16, sequence uint32) {
	flags, n := uint16(0), 4
	if g.Checksum {
		flags |= greChecksumBit
		clear(packet[n : n+4])
		n += 4
	}
	if g.Keyed {
		flags |= greKeyBit
		binary.BigEndian.PutUint32(packet[n:], g.Key)
		n += 4
	}
	if g.Sequence {
		flags |= greSequenceBit
		binary.BigEndian.PutUint32(packet[n:], sequence)
	}
	binary.BigEndian.PutUint16(packet, flags)
	binary.BigEndian.PutUint16(packet[2:], protocol)
	if g.Checksum {
		binary.BigEndian.PutUint16(packet[4:], foldChecksum(checksum(0, packet)))
	}
}

// parseGRE reads the header of a packet; ok is false if it is none that RFC
// 2784 lets pass, or its checksum is wrong.
func parseGRE(packet []byte) (h greHeader, ok bool) {
	if len(packet) < 4 {
		return h, false
	}
	flags := binary.BigEndian.Uint16(packet)
	h.protocol = binary.BigEndian.Uint16(packet[2:])
	h.checksum, h.keyed, h.sequenced = flags&greChecksumBit != 0, flags&greKeyBit != 0, flags&greSequenceBit != 0
	h.payloadStart = greHeaderLen(&datapath.GRE{Checksum: h.checksum, Keyed: h.keyed, Sequence: h.sequenced})
	if flags&greReserved != 0 || len(packet) < h.payloadStart {
		return h, false
	}
	rest := packet[4:]
	if h.checksum {
		if foldChecksum(checksum(0, packet)) != 0 {
			return h, false
		}
		rest = rest[4:]
	}
	if h.keyed {
		h.key = binary.BigEndian.Uint32(rest)
		rest = rest[4:]
	}
	if h.sequenced {
		h.sequence = binary.BigEndian.Uint32(rest)
	}
	return h, true
}

// fits reports whether the packet may be one of a tunnel with these settings.
func (h *greHeader) fits(g *datapath.GRE) bool {
	return h.keyed == g.Keyed && h.key == g.Key && (h.checksum || !g.Checksum) && (h.sequenced || !g.Sequence)
}
