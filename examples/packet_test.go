package examples_test

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"

	"golang.org/x/sys/unix"
)

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

// Numbers that the lines and the packets are made of.
var (
	randomPorts     = []uint16{1, 79, 80, 81, 1023, 1024, 8000, 65535}
	randomHosts     = []int{0x001, 0x002, 0x081, 0x101, 0x181, 0x301}
	randomProtocols = []uint8{0, unix.IPPROTO_TCP, unix.IPPROTO_TCP, unix.IPPROTO_UDP, unix.IPPROTO_ICMP, 89}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

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
