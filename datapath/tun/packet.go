package tun

import (
	"encoding/binary"
	"net/netip"

	"mainmode/datapath"
)

// IP protocol numbers.
const (
	protoHopByHop = 0
	protoICMP     = 1
	protoTCP      = 6
	protoUDP      = 17
	protoRouting  = 43
	protoFragment = 44
	protoGRE      = 47
	protoESP      = 50
	protoICMPv6   = 58
	protoOptions  = 60
	protoDCCP     = 33
	protoSCTP     = 132
	protoUDPLite  = 136
)

const (
	ipv4HeaderLen = 20
	ipv6HeaderLen = 40
	udpHeaderLen  = 8
)

// flow is what selectors look at in a packet.
type flow struct {
	source, destination         netip.Addr
	protocol                    uint8
	sourcePort, destinationPort uint16
	headerLen                   int // of the IP header alone
	transport                   int // where protocol's header is, 0: in an earlier fragment
	size                        int // of the packet as its header has it
}

// parseFlow reads the headers of an IP packet; ok is false if they lie. The
// packet may be longer than its header says: that is traffic flow
// confidentiality padding, RFC 4303, Section 2.7.
func parseFlow(p []byte) (f flow, ok bool) {
	if len(p) == 0 {
		return f, false
	}
	switch p[0] >> 4 {
	case 4:
		return parseIPv4(p)
	case 6:
		return parseIPv6(p)
	}
	return f, false
}

func parseIPv4(p []byte) (f flow, ok bool) {
	if len(p) < ipv4HeaderLen {
		return f, false
	}
	f.headerLen = int(p[0]&15) * 4
	f.size = int(binary.BigEndian.Uint16(p[2:]))
	if f.headerLen < ipv4HeaderLen || f.size < f.headerLen || len(p) < f.size {
		return f, false
	}
	f.source = netip.AddrFrom4([4]byte(p[12:16]))
	f.destination = netip.AddrFrom4([4]byte(p[16:20]))
	f.protocol = p[9]
	if binary.BigEndian.Uint16(p[6:])&0x1fff == 0 {
		f.transport = f.headerLen
		f.ports(p[f.headerLen:f.size])
	}
	return f, true
}

func parseIPv6(p []byte) (f flow, ok bool) {
	if len(p) < ipv6HeaderLen {
		return f, false
	}
	f.headerLen = ipv6HeaderLen
	f.size = ipv6HeaderLen + int(binary.BigEndian.Uint16(p[4:]))
	if len(p) < f.size {
		return f, false
	}
	f.source = netip.AddrFrom16([16]byte(p[8:24]))
	f.destination = netip.AddrFrom16([16]byte(p[24:40]))
	f.protocol = p[6]
	rest := p[ipv6HeaderLen:f.size]
	for {
		n := 0
		switch f.protocol {
		case protoHopByHop, protoRouting, protoOptions:
			if len(rest) < 8 {
				return f, false
			}
			n = 8 + int(rest[1])*8
		case protoFragment:
			if len(rest) < 8 {
				return f, false
			}
			n = 8
			if binary.BigEndian.Uint16(rest[2:])&0xfff8 != 0 {
				f.protocol = rest[0]
				return f, true
			}
		default:
			f.transport = f.size - len(rest)
			f.ports(rest)
			return f, true
		}
		if len(rest) < n {
			return f, false
		}
		f.protocol, rest = rest[0], rest[n:]
	}
}

func (f *flow) ports(transport []byte) {
	switch f.protocol {
	case protoTCP, protoUDP, protoDCCP, protoSCTP, protoUDPLite:
		if len(transport) >= 4 {
			f.sourcePort = binary.BigEndian.Uint16(transport)
			f.destinationPort = binary.BigEndian.Uint16(transport[2:])
		}
	}
}

// within reports whether a selector covers the packet that we send.
func (f *flow) within(s *datapath.Selector) bool {
	if f.transport == 0 {
		s = withoutPorts(s)
	}
	return s.Contains(f.source, f.destination, f.protocol, f.sourcePort, f.destinationPort)
}

// reverseWithin is the same for a packet that we received.
func (f *flow) reverseWithin(s *datapath.Selector) bool {
	if f.transport == 0 {
		s = withoutPorts(s)
	}
	return s.Contains(f.destination, f.source, f.protocol, f.destinationPort, f.sourcePort)
}

// reversed is the flow of the packets that answer.
func (f *flow) reversed() flow {
	r := *f
	r.source, r.destination = f.destination, f.source
	r.sourcePort, r.destinationPort = f.destinationPort, f.sourcePort
	return r
}

// withoutPorts is what a selector says of a fragment that is not the first: it
// goes the way of the packet that it is a part of, whose ports it does not have.
func withoutPorts(s *datapath.Selector) *datapath.Selector {
	if s.LocalPort.Any() && s.RemotePort.Any() {
		return s
	}
	wide := *s
	wide.LocalPort, wide.RemotePort = datapath.PortRange{}, datapath.PortRange{}
	return &wide
}

// selector of exactly this packet.
func (f *flow) selector() datapath.Selector {
	return datapath.Selector{
		Local:      netip.PrefixFrom(f.source, f.source.BitLen()),
		Remote:     netip.PrefixFrom(f.destination, f.destination.BitLen()),
		Protocol:   f.protocol,
		LocalPort:  datapath.PortRange{First: f.sourcePort, Last: f.sourcePort},
		RemotePort: datapath.PortRange{First: f.destinationPort, Last: f.destinationPort},
	}
}

// dontFragment reports the DF bit of an IPv4 packet; IPv6 packets are never
// fragmented on the way.
func dontFragment(p []byte) bool { return p[0]>>4 == 6 || p[6]&0x40 != 0 }
