package grammar

import (
	"cmp"
	"net/netip"

	"github.com/alecthomas/participle/v2/lexer"
)

// ObjectGroupNetwork opens a group of addresses, which entries of extended
// access lists name as a source or a destination.
type ObjectGroupNetwork struct {
	Name Word `parser:"'object-group' 'network' @@" help:"object-group=Configure object group;network=network group;Name=object-group name"`
}

func (*ObjectGroupNetwork) Submode() *Mode { return NetworkGroup }

// ObjectGroupService opens a group of protocols and ports, which entries of
// extended access lists name as a protocol.
type ObjectGroupService struct {
	Name Word `parser:"'object-group' 'service' @@" help:"object-group=Configure object group;service=service group;Name=object-group name"`
}

func (*ObjectGroupService) Submode() *Mode { return ServiceGroup }

// ObjectGroupDescription is a comment on a group.
type ObjectGroupDescription struct {
	Text Text `parser:"'description' @@" help:"description=Object group description;Text=Up to 200 characters describing this object group"`
}

// NetworkObject is addresses of a group. One of Any, Host, First, Group and
// Address is set; Hostname is resolved by nobody here.
type NetworkObject struct {
	Any      bool            `parser:"  @'any'" help:"any=Any host"`
	Host     *IPv4           `parser:"| 'host' ( @@" help:"host=Host address of the object-group member;Host=Host address"`
	Hostname *AccessListName `parser:"  | @@ )" help:"Hostname=Host name"`
	First    *IPv4           `parser:"| 'range' @@" help:"range=Match only packets in the range of IP addresses;First=First address of the range"`
	Last     *IPv4           `parser:"  @@" help:"Last=Last address of the range"`
	Group    *Word           `parser:"| 'group-object' @@" help:"group-object=Nested object group;Group=Nested object group name"`
	Address  *IPv4           `parser:"| @@" help:"Address=Network address of the group members"`
	Mask     *GroupMask      `parser:"  @@" help:"Mask=Network mask"`
}

// normalize brings a network to the form that IOS prints: a host by itself,
// the bits gone that the mask does not look at.
func (n *NetworkObject) normalize() {
	if n.Address == nil {
		return
	}
	bits := n.Mask.Bits()
	if bits == 32 {
		n.Host, n.Address, n.Mask = n.Address, nil, nil
		return
	}
	masked := IPv4(netip.PrefixFrom(n.Address.Addr(), bits).Masked().Addr())
	n.Address = &masked
}

// GroupMask is a network mask, typed as such or as "/24".
type GroupMask netip.Addr

// Bits is the number of ones.
func (m GroupMask) Bits() int { return Mask(m).Bits() }

func (GroupMask) Accepts(word string) bool { _, ok := parseGroupMask(word); return ok }
func (GroupMask) Syntax() string           { return "/nn or A.B.C.D" }
func (m GroupMask) String() string         { return Mask(m).String() }

// Parse implements participle.Parseable.
func (m *GroupMask) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseGroupMask(s)
		*m = GroupMask(v)
		return ok
	})
}

func parseGroupMask(s string) (netip.Addr, bool) {
	if s != "" && s[0] == '/' {
		n, ok := decimal(s[1:])
		if !ok || n > 32 {
			return netip.Addr{}, false
		}
		ones := ^uint32(0) << (32 - n)
		return netip.AddrFrom4([4]byte{byte(ones >> 24), byte(ones >> 16), byte(ones >> 8), byte(ones)}), true
	}
	a, ok := parse4(s)
	if ok {
		_, ok = maskBits(a)
	}
	return a, ok
}

// ServiceObject is a protocol of a group, with ports or a message. One field
// is set.
type ServiceObject struct {
	TCP    *TCPService `parser:"  @@"`
	UDP    *UDPService `parser:"| @@"`
	ICMP   bool        `parser:"| @'icmp'" help:"icmp=Internet Control Message Protocol"`
	Type   *ICMPType   `parser:"  @@?"`
	Name   string      `parser:"| @('ahp' | 'eigrp' | 'esp' | 'gre' | 'igmp' | 'ip' | 'ipinip' | 'nos' | 'ospf' | 'pcp' | 'pim')" help:"ahp=Authentication Header Protocol;eigrp=Cisco's EIGRP routing protocol;esp=Encapsulation Security Payload;gre=Cisco's GRE tunneling;igmp=Internet Gateway Message Protocol;ip=Any Internet Protocol;ipinip=IP in IP tunneling;nos=KA9Q NOS compatible IP over IP tunneling;ospf=OSPF routing protocol;pcp=Payload Compression Protocol;pim=Protocol Independent Multicast"`
	Number *Number     `parser:"| @@" range:"0-255" help:"Number=An IP protocol number"`
	Group  *Word       `parser:"| 'group-object' @@" help:"group-object=Nested object group;Group=Nested object group name"`
}

// normalize names what was typed as numbers.
func (s *ServiceObject) normalize() {
	s.TCP.normalize()
	s.UDP.normalize()
	if s.Type != nil {
		s.Type.normalize()
	}
	if s.Number == nil {
		return
	}
	switch name := protocolName(uint8(*s.Number)); name {
	case "", "sctp":
	case "icmp":
		s.ICMP, s.Number = true, nil
	case "tcp":
		s.TCP, s.Number = &TCPService{Protocol: name}, nil
	case "udp":
		s.UDP, s.Number = &UDPService{Protocol: name}, nil
	default:
		s.Name, s.Number = name, nil
	}
}

// Protocol is the number of a protocol without ports; any is true for all of
// them.
func (s *ServiceObject) Protocol() (number uint8, any bool) {
	switch {
	case s.Number != nil:
		return uint8(*s.Number), false
	case s.ICMP:
		return protocols["icmp"], false
	}
	return protocols[s.Name], s.Name == "ip"
}

// TCPService is ports of TCP, or of TCP and UDP.
type TCPService struct {
	Protocol    string           `parser:"@('tcp' | 'tcp-udp')" help:"tcp=Transmission Control Protocol;tcp-udp=TCP or UDP protocol"`
	Source      *TCPServicePorts `parser:"( 'source' @@ )?" help:"source=Source port specification"`
	Destination *TCPServicePorts `parser:"@@?"`
}

func (s *TCPService) normalize() {
	if s != nil {
		s.Source.normalize()
		s.Destination.normalize()
	}
}

// UDPService is ports of UDP.
type UDPService struct {
	Protocol    string           `parser:"@'udp'" help:"udp=User Datagram Protocol"`
	Source      *UDPServicePorts `parser:"( 'source' @@ )?" help:"source=Source port specification"`
	Destination *UDPServicePorts `parser:"@@?"`
}

func (s *UDPService) normalize() {
	if s != nil {
		s.Source.normalize()
		s.Destination.normalize()
	}
}

// ServicePorts is one port with an operator, which is eq if none is typed, or
// Low to High.
type ServicePorts[P any, Q port[P]] struct {
	Op   string `parser:"  @('eq' | 'gt' | 'lt')?" help:"eq=Match only packets on a given port number;gt=Match only packets with a greater port number;lt=Match only packets with a lower port number"`
	Port *P     `parser:"  @@"`
	Low  *P     `parser:"| 'range' @@" help:"range=Match only packets in the range of port numbers"`
	High *P     `parser:"  @@"`
}

// The ports of the two protocols.
type (
	TCPServicePorts = ServicePorts[TCPPort, *TCPPort]
	UDPServicePorts = ServicePorts[UDPPort, *UDPPort]
)

func (p *ServicePorts[P, Q]) normalize() {
	switch {
	case p == nil:
	case p.Port != nil:
		p.Op = cmp.Or(p.Op, "eq")
		Q(p.Port).normalize()
	default:
		Q(p.Low).normalize()
		Q(p.High).normalize()
	}
}

// Values gives the operator, eq, gt, lt or range, and its ports; none for nil.
func (p *ServicePorts[P, Q]) Values() (op string, ports []uint16) {
	switch {
	case p == nil:
		return "", nil
	case p.Port != nil:
		return p.Op, []uint16{Q(p.Port).Value()}
	}
	return "range", []uint16{Q(p.Low).Value(), Q(p.High).Value()}
}
