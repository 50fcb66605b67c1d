package grammar

// ObjectGroupIPv6Network opens a group of IPv6 addresses, which entries of IPv6
// access lists name as a source or a destination.
type ObjectGroupIPv6Network struct {
	Name Word `parser:"'object-group' 'v6-network' @@" help:"object-group=Configure object group;v6-network=IPv6 network group;Name=object-group name"`
}

func (*ObjectGroupIPv6Network) Submode() *Mode { return IPv6NetworkGroup }

// ObjectGroupIPv6Service opens a group of protocols and ports, which entries of
// IPv6 access lists name as a protocol.
type ObjectGroupIPv6Service struct {
	Name Word `parser:"'object-group' 'v6-service' @@" help:"object-group=Configure object group;v6-service=IPv6 service group;Name=object-group name"`
}

func (*ObjectGroupIPv6Service) Submode() *Mode { return IPv6ServiceGroup }

// IPv6NetworkObject is addresses of a group. One field is set.
type IPv6NetworkObject struct {
	Any    bool        `parser:"  @'any'" help:"any=Any host"`
	Host   *IPv6       `parser:"| 'host' @@" help:"host=Host address of the object-group member;Host=Host address"`
	Group  *Word       `parser:"| 'group-object' @@" help:"group-object=Nested object group;Group=Nested object group name"`
	Prefix *IPv6Prefix `parser:"| @@" help:"Prefix=IPv6 prefix of the group members"`
}

// normalize brings a prefix to the form that IOS prints.
func (n *IPv6NetworkObject) normalize() {
	if n.Prefix == nil {
		return
	}
	p := n.Prefix.Prefix().Masked()
	if p.Bits() == 128 {
		host := IPv6(p.Addr())
		*n = IPv6NetworkObject{Host: &host}
		return
	}
	masked := IPv6Prefix(p)
	n.Prefix = &masked
}

// IPv6ServiceObject is a protocol of a group, with ports or a message. One
// field is set.
type IPv6ServiceObject struct {
	TCP    *TCPService `parser:"  @@"`
	UDP    *UDPService `parser:"| @@"`
	ICMP   bool        `parser:"| @'icmp'" help:"icmp=Internet Control Message Protocol"`
	Type   *ICMPv6Type `parser:"  @@?"`
	Name   string      `parser:"| @('ahp' | 'esp' | 'ipv6' | 'pcp' | 'sctp')" help:"ahp=Authentication Header Protocol;esp=Encapsulation Security Payload;ipv6=Any IPv6;pcp=Payload Compression Protocol;sctp=Streams Control Transmission Protocol"`
	Number *Number     `parser:"| @@" range:"0-255" help:"Number=An IPv6 protocol number"`
	Group  *Word       `parser:"| 'group-object' @@" help:"group-object=Nested object group;Group=Nested object group name"`
}

// normalize names what was typed as numbers.
func (s *IPv6ServiceObject) normalize() {
	s.TCP.normalize()
	s.UDP.normalize()
	if s.Type != nil {
		s.Type.normalize()
	}
	if s.Number == nil {
		return
	}
	switch *s.Number {
	case 6:
		s.TCP, s.Number = &TCPService{Protocol: "tcp"}, nil
	case 17:
		s.UDP, s.Number = &UDPService{Protocol: "udp"}, nil
	case icmpv6:
		s.ICMP, s.Number = true, nil
	case 50, 51, 108, 132:
		s.Name, s.Number = protocolName(uint8(*s.Number)), nil
	}
}

// Protocol is the number of a protocol without ports; any is true for all of
// them.
func (s *IPv6ServiceObject) Protocol() (number uint8, any bool) {
	switch {
	case s.Number != nil:
		return uint8(*s.Number), false
	case s.ICMP:
		return icmpv6, false
	}
	return protocols[s.Name], s.Name == "ipv6"
}
