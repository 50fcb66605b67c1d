package datapath

import (
	"fmt"
	"net/netip"
	"strings"
)

// Direction of an SA as seen from this router.
type Direction uint8

const (
	Inbound Direction = iota
	Outbound
)

func (d Direction) String() string {
	if d == Outbound {
		return "outbound"
	}
	return "inbound"
}

// Mode is the ESP mode, RFC 4303, Section 3.1.
type Mode uint8

const (
	Tunnel Mode = iota
	Transport
)

// String is how IOS prints the mode.
func (m Mode) String() string {
	if m == Transport {
		return "Transport"
	}
	return "Tunnel"
}

// SA is one security association, RFC 4301, Section 4.4.2.1.
type SA struct {
	SPI           uint32
	Direction     Direction
	Local, Remote netip.Addr // outer addresses: ours and the peer's, whatever the direction
	LocalPort     uint16     // with RemotePort: UDP ports of RFC 3948 encapsulation, 0: raw ESP
	RemotePort    uint16
	// OriginalLocal and OriginalRemote are what the peer calls the two ends,
	// RFC 3947, Section 5.2: the checksums of what transport mode carries
	// through a NAT are made with them. Zero: there is no NAT between.
	OriginalLocal, OriginalRemote netip.Addr
	Mode                          Mode
	Transform                     Transform
	EncKey                        []byte // Transform.EncKeyLen bytes; for AES-GCM the 4-byte salt is last
	AuthKey                       []byte // Transform.AuthKeyLen bytes
	ReplayWindow                  int    // packets, 0: no replay detection
	ESN                           bool   // sequence numbers have 64 bits, RFC 4304: with replay detection only
	SoftBytes                     uint64 // Expire{Hard: false} once so many bytes are carried, 0: never
	HardBytes                     uint64 // Expire{Hard: true}
	ConnID                        uint32 // the number IOS prints: "conn id: 305, flow_id: SW:305"

	Policy   string   // the Policy it serves
	Selector Selector // the negotiated proxy identities, local to remote

	// Reply is the outbound SA of the same pair where that is still to come, nil
	// of all others. The peer has it if a packet came by the inbound one: what
	// answers that packet may leave by it already.
	Reply *SA
}

// SAID names an SA: an SPI alone is chosen by its receiver and unique only
// there.
type SAID struct {
	Direction Direction
	Remote    netip.Addr
	SPI       uint32
}

// ID of the SA.
func (s *SA) ID() SAID { return SAID{s.Direction, s.Remote, s.SPI} }

// PortRange of a Selector, both ends included. The zero PortRange is any port.
type PortRange struct{ First, Last uint16 }

// Any reports whether every port is meant.
func (r PortRange) Any() bool { return r == PortRange{} || r == PortRange{0, 65535} }

// Contains reports whether the port lies in the range.
func (r PortRange) Contains(p uint16) bool { return r.Any() || r.First <= p && p <= r.Last }

// String is what stands behind an address: ":80", ":1024-2047", "" for any.
func (r PortRange) String() string {
	switch {
	case r.Any():
		return ""
	case r.First == r.Last:
		return fmt.Sprintf(":%d", r.First)
	}
	return fmt.Sprintf(":%d-%d", r.First, r.Last)
}

// Selector says which packets a policy or an SA covers, RFC 4301,
// Section 4.4.1.1. Local is the source of outbound packets.
type Selector struct {
	Local, Remote         netip.Prefix
	Protocol              uint8 // IP protocol number, 0: any
	LocalPort, RemotePort PortRange
}

// String is what an access list says of the packets: "10.1.0.0/16 to
// 10.2.0.0/16", "tcp 10.1.0.0/16:80 to 0.0.0.0/0", "2001:DB8:1::/48 to ::/0".
func (s Selector) String() string {
	var b strings.Builder
	switch s.Protocol {
	case 0:
	case 1:
		b.WriteString("icmp ")
	case 6:
		b.WriteString("tcp ")
	case 17:
		b.WriteString("udp ")
	default:
		fmt.Fprintf(&b, "protocol %d ", s.Protocol)
	}
	fmt.Fprintf(&b, "%s%v to %s%v", strings.ToUpper(s.Local.String()), s.LocalPort, strings.ToUpper(s.Remote.String()), s.RemotePort)
	return b.String()
}

// AnyIPv4 and AnyIPv6 are the selectors of a virtual tunnel interface.
var (
	AnyIPv4 = Selector{Local: netip.MustParsePrefix("0.0.0.0/0"), Remote: netip.MustParsePrefix("0.0.0.0/0")}
	AnyIPv6 = Selector{Local: netip.MustParsePrefix("::/0"), Remote: netip.MustParsePrefix("::/0")}
)

// Contains reports whether a packet with these fields is covered. Ports of
// protocols without ports are 0 and match only any port.
func (s *Selector) Contains(local, remote netip.Addr, protocol uint8, localPort, remotePort uint16) bool {
	return s.Local.Contains(local) && s.Remote.Contains(remote) &&
		(s.Protocol == 0 || s.Protocol == protocol) &&
		s.LocalPort.Contains(localPort) && s.RemotePort.Contains(remotePort)
}
