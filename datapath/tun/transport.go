package tun

import (
	"encoding/binary"
	"net/netip"

	"mainmode/datapath"
)

// restore makes a whole IP packet of what a transport mode SA carried, at the
// beginning of packet, where the payload may lie already. It came from the
// peer's address and is for ours, whatever the peer calls the two.
func (a *association) restore(packet, payload []byte, next, trafficClass uint8) (_ []byte, f flow, ok bool) {
	header := outerHeaderLen(a.Remote, false)
	packet = packet[:header+copy(packet[header:], payload)]
	a.fixChecksum(packet[header:], next)
	if a.Remote.Is6() {
		putIPv6(packet, a.Remote.WithZone(""), a.Local.WithZone(""), next, trafficClass, restoredTTL)
	} else {
		putIPv4(packet, a.Remote, a.Local, true, next, trafficClass, restoredTTL)
	}
	f, ok = parseFlow(packet)
	return packet, f, ok
}

// restoredTTL of packets that are at their destination.
const restoredTTL = 64

// putIPv4 writes an IPv4 header to the first bytes of packet.
func putIPv4(packet []byte, source, destination netip.Addr, df bool, protocol, tos, ttl uint8) {
	clear(packet[:ipv4HeaderLen])
	packet[0], packet[1], packet[8], packet[9] = 0x45, tos, ttl, protocol
	if df {
		packet[6] = 0x40
	}
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	from, to := source.As4(), destination.As4()
	copy(packet[12:], from[:])
	copy(packet[16:], to[:])
	binary.BigEndian.PutUint16(packet[10:], datapath.FoldChecksum(datapath.Checksum(0, packet[:ipv4HeaderLen])))
}

// putIPv6 writes an IPv6 header to the first bytes of packet.
func putIPv6(packet []byte, source, destination netip.Addr, protocol, class, hops uint8) {
	packet[0], packet[1], packet[2], packet[3] = 0x60|class>>4, class<<4, 0, 0
	binary.BigEndian.PutUint16(packet[4:], uint16(len(packet)-ipv6HeaderLen))
	packet[6], packet[7] = protocol, hops
	from, to := source.As16(), destination.As16()
	copy(packet[8:], from[:])
	copy(packet[24:], to[:])
}

// fixChecksum of a TCP or UDP header that the peer made with the addresses
// that the two ends have there, RFC 3948, Section 3.1.2.
func (a *association) fixChecksum(transport []byte, protocol uint8) {
	at := -1
	switch protocol {
	case protoTCP:
		at = 16
	case protoUDP, protoUDPLite:
		at = 6
	}
	if at < 0 || len(transport) < at+2 || !a.encapsulated() {
		return
	}
	sum := transport[at : at+2]
	if protocol == protoUDP && sum[0] == 0 && sum[1] == 0 {
		return // the sender made none
	}
	replaceAddress(sum, a.OriginalRemote, a.Remote)
	replaceAddress(sum, a.OriginalLocal, a.Local)
	if protocol == protoUDP && sum[0] == 0 && sum[1] == 0 {
		sum[0], sum[1] = 0xff, 0xff
	}
}

// replaceAddress has a checksum cover one address in place of another.
func replaceAddress(sum []byte, old, new netip.Addr) {
	old = old.Unmap()
	if !old.IsValid() || old == new || old.Is4() != new.Is4() {
		return
	}
	before, after := old.As16(), new.As16()
	for i := 0; i < len(before); i += 2 {
		adjustChecksum(sum, binary.BigEndian.Uint16(before[i:]), binary.BigEndian.Uint16(after[i:]))
	}
}
