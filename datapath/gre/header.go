// Package gre writes and reads GRE, RFC 2784 with the extensions of RFC 2890,
// and IOS's keepalives, for both datapaths.
//
//	 0                   1                   2                   3
//	+---------------------------------------------------------------+
//	|C| |K|S| Reserved0       | Ver |         Protocol Type         |
//	|      Checksum (optional)      |       Reserved1 (Optional)    |
//	|                         Key (optional)                        |
//	|                 Sequence Number (Optional)                    |
//	+---------------------------------------------------------------+
package gre

import (
	"encoding/binary"

	"mainmode/datapath"
)

// Flags of a header.
const (
	ChecksumFlag uint16 = 0x8000
	KeyFlag      uint16 = 0x2000
	SequenceFlag uint16 = 0x1000
	// reserved are the bits that have to be zero: those of RFC 1701, which RFC
	// 2784, Section 2.3, has receivers discard, and the version.
	reserved uint16 = 0x4c07
)

// Bytes of a header without and with all options.
const (
	HeaderMin = 4
	HeaderMax = 16
)

// Protocol types.
const (
	TypeIPv4 = 0x0800
	TypeIPv6 = 0x86dd
	TypeNHRP = 0x2001 // RFC 2332, Section 5.1
	// TypeKeepalive is IOS's own: what returns from the peer has nothing
	// behind its header.
	TypeKeepalive = 0
)

// Header is a GRE header.
type Header struct {
	Protocol  uint16
	Checksum  bool
	Keyed     bool
	Key       uint32
	Sequenced bool
	Sequence  uint32
	Size      int // in bytes
}

// Flags are those of a tunnel's packets.
func Flags(g *datapath.GRE) (flags uint16) {
	if g.Checksum {
		flags |= ChecksumFlag
	}
	if g.Keyed {
		flags |= KeyFlag
	}
	if g.Sequence {
		flags |= SequenceFlag
	}
	return flags
}

// HeaderLen is the bytes of the headers of a tunnel.
func HeaderLen(g *datapath.GRE) int { return headerLen(Flags(g)) }

func headerLen(flags uint16) int {
	n := HeaderMin
	for _, option := range []uint16{ChecksumFlag, KeyFlag, SequenceFlag} {
		if flags&option != 0 {
			n += 4
		}
	}
	return n
}

// Put writes the header of a tunnel's packet to the first bytes of packet, whose
// rest is the payload.
func Put(packet []byte, g *datapath.GRE, protocol uint16, sequence uint32) {
	binary.BigEndian.PutUint16(packet, Flags(g))
	binary.BigEndian.PutUint16(packet[2:], protocol)
	n := HeaderMin
	if g.Checksum {
		clear(packet[n : n+4])
		n += 4
	}
	if g.Keyed {
		binary.BigEndian.PutUint32(packet[n:], g.Key)
		n += 4
	}
	if g.Sequence {
		binary.BigEndian.PutUint32(packet[n:], sequence)
	}
	if g.Checksum {
		binary.BigEndian.PutUint16(packet[HeaderMin:], datapath.FoldChecksum(datapath.Checksum(0, packet)))
	}
}

// Parse reads the header of a packet; ok is false if it is none that RFC 2784
// lets pass, or its checksum is wrong.
func Parse(packet []byte) (h Header, ok bool) {
	if len(packet) < HeaderMin {
		return h, false
	}
	flags := binary.BigEndian.Uint16(packet)
	h.Protocol = binary.BigEndian.Uint16(packet[2:])
	h.Checksum, h.Keyed, h.Sequenced = flags&ChecksumFlag != 0, flags&KeyFlag != 0, flags&SequenceFlag != 0
	h.Size = headerLen(flags)
	if flags&reserved != 0 || len(packet) < h.Size {
		return h, false
	}
	rest := packet[HeaderMin:]
	if h.Checksum {
		if datapath.FoldChecksum(datapath.Checksum(0, packet)) != 0 {
			return h, false
		}
		rest = rest[4:]
	}
	if h.Keyed {
		h.Key = binary.BigEndian.Uint32(rest)
		rest = rest[4:]
	}
	if h.Sequenced {
		h.Sequence = binary.BigEndian.Uint32(rest)
	}
	return h, true
}

// Fits reports whether the packet may be one of a tunnel with these settings.
func (h *Header) Fits(g *datapath.GRE) bool {
	return h.Keyed == g.Keyed && h.Key == g.Key && (h.Checksum || !g.Checksum) && (h.Sequenced || !g.Sequence)
}
