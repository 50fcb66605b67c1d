package tun

import (
	"encoding/binary"
	"net/netip"

	"mainmode/datapath"
)

// tooBigLen is the longest error that tooBig writes.
const tooBigLen = 1280

// tooBig writes to dst the error for a packet that does not fit the tunnel:
// ICMP destination unreachable, fragmentation needed and DF set, with the next
// hop's MTU (RFC 1191, Section 4), or ICMPv6 packet too big (RFC 4443, Section
// 3.2). It comes from the packet's destination: the system would discard one
// from its own address as a martian. nil means that no error may be sent.
func tooBig(dst, packet []byte, f *flow, mtu int) []byte {
	if f.destination.IsMulticast() || f.source.IsUnspecified() || f.source.IsMulticast() {
		return nil
	}
	switch {
	case isICMPError(packet, f):
		return nil
	case f.source.Is6():
		return tooBigIPv6(dst, packet, mtu)
	case f.destination == netip.AddrFrom4([4]byte{255, 255, 255, 255}), f.transport == 0: // RFC 1812, Section 4.3.2.7
		return nil
	}
	return tooBigIPv4(dst, packet, mtu)
}

func tooBigIPv4(dst, packet []byte, mtu int) []byte {
	const total = 576 // RFC 1812, Section 4.3.2.3
	n := copy(dst[ipv4HeaderLen+8:total], packet)
	p := dst[:ipv4HeaderLen+8+n]
	clear(p[:ipv4HeaderLen+8])
	p[0], p[1], p[8], p[9] = 0x45, 0xc0, 64, protoICMP
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	copy(p[12:], packet[16:20])
	copy(p[16:], packet[12:16])
	binary.BigEndian.PutUint16(p[10:], datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])))
	icmp := p[ipv4HeaderLen:]
	icmp[0], icmp[1] = 3, 4
	binary.BigEndian.PutUint16(icmp[6:], uint16(mtu))
	binary.BigEndian.PutUint16(icmp[2:], datapath.FoldChecksum(datapath.Checksum(0, icmp)))
	return p
}

func tooBigIPv6(dst, packet []byte, mtu int) []byte {
	n := copy(dst[ipv6HeaderLen+8:tooBigLen], packet)
	p := dst[:ipv6HeaderLen+8+n]
	clear(p[:ipv6HeaderLen+8])
	p[0], p[6], p[7] = 0x60, protoICMPv6, 64
	binary.BigEndian.PutUint16(p[4:], uint16(8+n))
	copy(p[8:], packet[24:40])
	copy(p[24:], packet[8:24])
	icmp := p[ipv6HeaderLen:]
	icmp[0] = 2
	binary.BigEndian.PutUint32(icmp[4:], uint32(mtu))
	sum := datapath.Checksum(uint32(len(icmp))+protoICMPv6, p[8:40])
	binary.BigEndian.PutUint16(icmp[2:], datapath.FoldChecksum(datapath.Checksum(sum, icmp)))
	return p
}

// isICMPError: no error is sent about an error.
func isICMPError(packet []byte, f *flow) bool {
	body := packet[f.transport:f.size]
	switch {
	case f.transport == 0 || len(body) == 0: // no error is so long that it comes in fragments
		return false
	case f.source.Is4() && f.protocol == protoICMP:
		return body[0] != 0 && body[0] != 8
	case f.protocol == protoICMPv6:
		return body[0] < 128
	}
	return false
}
