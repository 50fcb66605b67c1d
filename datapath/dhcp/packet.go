package dhcp

import (
	"encoding/binary"
	"net/netip"

	"mainmode/datapath"
)

const (
	ipv4HeaderLen = 20
	udpHeaderLen  = 8
	protocolUDP   = 17
	clientPort    = 68
	serverPort    = 67
)

// fromNowhere wraps a message in the headers of a packet of a host without
// address to everybody.
func fromNowhere(message []byte) []byte {
	p := make([]byte, ipv4HeaderLen+udpHeaderLen, ipv4HeaderLen+udpHeaderLen+len(message))
	p = append(p, message...)
	p[0], p[8], p[9] = 0x45, 64, protocolUDP
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	copy(p[16:], broadcast.AsSlice())
	binary.BigEndian.PutUint16(p[10:], datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])))
	udp := p[ipv4HeaderLen:]
	binary.BigEndian.PutUint16(udp, clientPort)
	binary.BigEndian.PutUint16(udp[2:], serverPort)
	binary.BigEndian.PutUint16(udp[4:], uint16(len(udp)))
	// The pseudo header: both addresses, the protocol and the length.
	checksum := datapath.FoldChecksum(datapath.Checksum(datapath.Checksum(protocolUDP+uint32(len(udp)), p[12:20]), udp))
	if checksum == 0 {
		checksum = 0xffff // RFC 768: zero is for none
	}
	binary.BigEndian.PutUint16(udp[6:], checksum)
	return p
}

// toClient is the message in an IPv4 packet to the port of clients. Its UDP
// checksum is not looked at: the system may have left it to a device.
func toClient(p []byte) (message []byte, from netip.Addr, ok bool) {
	if len(p) < ipv4HeaderLen || p[0]>>4 != 4 || p[9] != protocolUDP || binary.BigEndian.Uint16(p[6:])&0x3fff != 0 {
		return nil, netip.Addr{}, false
	}
	header, size := int(p[0]&0xf)*4, int(binary.BigEndian.Uint16(p[2:]))
	if header < ipv4HeaderLen || size > len(p) || size < header+udpHeaderLen {
		return nil, netip.Addr{}, false
	}
	udp := p[header:size]
	length := int(binary.BigEndian.Uint16(udp[4:]))
	if binary.BigEndian.Uint16(udp[2:]) != clientPort || length < udpHeaderLen || length > len(udp) {
		return nil, netip.Addr{}, false
	}
	return udp[udpHeaderLen:length], netip.AddrFrom4([4]byte(p[12:16])), true
}
