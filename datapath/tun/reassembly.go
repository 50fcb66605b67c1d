package tun

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"sync"
	"time"

	"mainmode/datapath"
)

// Transport mode protects whole packets, RFC 4303, Section 3.1.1. What the
// system itself sends has been fragmented for the interface when it comes to a
// port, and is put together again before it is sealed; the outer packet may
// have fragments.
const (
	mostPartial    = 64
	longestPartial = 30 * time.Second // RFC 791, Section 3.2, has 15 seconds or more
	longestPacket  = 65535
)

// reassembly is packets of which some fragments have come.
type reassembly struct {
	mu   sync.Mutex
	list []*partialPacket // the oldest first
}

type partialPacket struct {
	key    fragmentKey
	expiry time.Time
	parts  []fragment // by offset
}

// fragmentKey names the packet that a fragment is of.
type fragmentKey struct {
	source, destination netip.Addr
	protocol            uint8 // IPv4 only
	id                  uint32
}

// fragment is a part of a packet.
type fragment struct {
	key    fragmentKey
	header []byte // what stands before the fragmented part, without IPv6's fragment header
	data   []byte
	offset int
	more   bool
}

// parseFragment reads a packet that parseFlow has accepted; ok is false if it
// is whole.
func parseFragment(p []byte, f *flow) (part fragment, ok bool) {
	part.key = fragmentKey{source: f.source, destination: f.destination}
	if f.source.Is4() {
		word := binary.BigEndian.Uint16(p[6:])
		part.key.protocol, part.key.id = p[9], uint32(binary.BigEndian.Uint16(p[4:]))
		part.offset, part.more = int(word&0x1fff)*8, word&moreFragments != 0
		part.header, part.data = p[:f.headerLen], p[f.headerLen:f.size]
		return part, part.offset > 0 || part.more
	}
	const named = 6 // where the IPv6 header has the type of the next one
	for name, at := named, ipv6HeaderLen; ; {
		switch p[name] {
		case protoHopByHop, protoRouting, protoOptions:
			name, at = at, at+8+int(p[at+1])*8
		case protoFragment:
			word := binary.BigEndian.Uint16(p[at+2:])
			part.key.id = binary.BigEndian.Uint32(p[at+4:])
			part.offset, part.more = int(word&0xfff8), word&1 != 0
			part.header, part.data = slices.Clone(p[:at]), p[at+8:f.size]
			part.header[name] = p[at]
			return part, part.offset > 0 || part.more
		default:
			return part, false
		}
	}
}

// add keeps a copy of a fragment. With the last that was missing it returns the
// whole packet, behind a headroom, else nil.
func (r *reassembly) add(part fragment, now time.Time) []byte {
	part.header, part.data = slices.Clone(part.header), slices.Clone(part.data)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = slices.DeleteFunc(r.list, func(p *partialPacket) bool { return p.expiry.Before(now) })
	i := slices.IndexFunc(r.list, func(p *partialPacket) bool { return p.key == part.key })
	if i < 0 {
		if len(r.list) == mostPartial {
			r.list = slices.Delete(r.list, 0, 1)
		}
		i = len(r.list)
		r.list = append(r.list, &partialPacket{key: part.key, expiry: now.Add(longestPartial)})
	}
	p := r.list[i]
	if !p.insert(part) {
		r.list = slices.Delete(r.list, i, i+1)
		return nil
	}
	if !p.complete() {
		return nil
	}
	r.list = slices.Delete(r.list, i, i+1)
	return p.whole()
}

// insert is false if the fragment makes the packet too long, or overlaps with
// another: RFC 5722, Section 4, discards such packets, the same one twice too.
func (p *partialPacket) insert(part fragment) bool {
	end := part.offset + len(part.data)
	if len(part.header)+end > longestPacket || len(part.data) == 0 || part.more && len(part.data)%8 != 0 {
		return false
	}
	at, found := slices.BinarySearchFunc(p.parts, part.offset, func(have fragment, offset int) int { return have.offset - offset })
	before, after := p.parts[:at], p.parts[at:]
	if found || at > 0 && !before[at-1].endsBefore(part.offset) || len(after) > 0 && (end > after[0].offset || !part.more) {
		return false
	}
	p.parts = slices.Insert(p.parts, at, part)
	return true
}

// endsBefore reports whether another fragment may begin there.
func (f *fragment) endsBefore(offset int) bool { return f.more && f.offset+len(f.data) <= offset }

// complete reports whether nothing is missing.
func (p *partialPacket) complete() bool {
	end := 0
	for i := range p.parts {
		if p.parts[i].offset != end {
			return false
		}
		end += len(p.parts[i].data)
	}
	return !p.parts[len(p.parts)-1].more
}

// whole is the packet, behind a headroom.
func (p *partialPacket) whole() []byte {
	b := append(make([]byte, headroom, headroom+longestPacket), p.parts[0].header...)
	for i := range p.parts {
		b = append(b, p.parts[i].data...)
	}
	packet := b[headroom:]
	if packet[0]>>4 == 6 {
		binary.BigEndian.PutUint16(packet[4:], uint16(len(packet)-ipv6HeaderLen))
		return b
	}
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	packet[6], packet[7] = packet[6]&0x40, 0
	clear(packet[10:12])
	header := packet[:len(p.parts[0].header)]
	binary.BigEndian.PutUint16(packet[10:], datapath.FoldChecksum(datapath.Checksum(0, header)))
	return b
}
