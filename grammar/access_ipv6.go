package grammar

// IPv6AccessList opens an IPv6 access list.
type IPv6AccessList struct {
	Name Word `parser:"'ipv6' 'access-list' @@" help:"access-list=Configure access lists;Name=User selected string identifying this access list"`
}

func (*IPv6AccessList) Submode() *Mode { return IPv6ACL }

// IPv6Entry is a line of an IPv6 access list. After "no" a sequence number is
// enough. The sequence number may also stand behind the rule.
type IPv6Entry struct {
	Sequence         *Number   `parser:"( 'sequence' @@" range:"1-4294967294" help:"sequence=Sequence number for this entry;Sequence=Sequence number for this entry"`
	SequenceRemark   *Remark   `parser:"  (( @@"`
	SequenceEvaluate *Evaluate `parser:"  | @@"`
	SequenceRule     *IPv6Rule `parser:"  | @@ ))?"`
	Remark           *Remark   `parser:"| @@"`
	Evaluate         *Evaluate `parser:"| @@"`
	Rule             *IPv6Rule `parser:"| @@"`
	Behind           *Number   `parser:"  ( 'sequence' @@ )? )" range:"1-4294967294" help:"sequence=Sequence number for this entry;Behind=Sequence number for this entry"`
}

// normalize has the sequence number in front.
func (e *IPv6Entry) normalize() {
	e.Rule.normalize()
	e.SequenceRule.normalize()
	if e.Behind != nil {
		*e = IPv6Entry{Sequence: e.Behind, SequenceRule: e.Rule}
	}
}

// IPv6Rule says what becomes of packets. One of the protocol fields is set, of
// which Bare is IPv6 as it may be typed.
type IPv6Rule struct {
	Action  string       `parser:"@('deny' | 'permit')" help:"deny=Specify packets to reject;permit=Specify packets to forward"`
	IPv6    *IPv6Any     `parser:"( @@"`
	Bare    *IPv6Bare    `parser:"| @@"`
	TCP     *IPv6TCP     `parser:"| @@"`
	UDP     *IPv6UDP     `parser:"| @@"`
	ICMP    *IPv6ICMP    `parser:"| @@ )"`
	Options []IPv6Option `parser:"@@*"`
}

// IPv6Bare is any protocol, which is not named. Its source is no group, as that
// would be one of services.
type IPv6Bare struct {
	Any         bool              `parser:"( @'any'" help:"any=Any prefix"`
	Host        *IPv6             `parser:"| 'host' @@" help:"host=A single host;Host=IPv6 address"`
	Prefix      *IPv6Prefix       `parser:"| @@ )" help:"Prefix=IPv6 prefix"`
	Destination IPv6AccessAddress `parser:"@@"`
}

// IPv6Any is any protocol whose header is not looked at. One of Name,
// Number and Service is set.
type IPv6Any struct {
	Name        string            `parser:"( @('ahp' | 'esp' | 'hbh' | 'ipv6' | 'pcp' | 'sctp')" help:"ahp=Authentication Header Protocol;esp=Encapsulation Security Payload;hbh=Hop by Hop options header;ipv6=Any IPv6;pcp=Payload Compression Protocol;sctp=Streams Control Transmission Protocol"`
	Number      *Number           `parser:"| @@" range:"0-255" help:"Number=An IPv6 protocol number"`
	Service     *Word             `parser:"| 'object-group' @@ )" help:"object-group=Service object group;Service=Service object group name"`
	Source      IPv6AccessAddress `parser:"@@"`
	Destination IPv6AccessAddress `parser:"@@"`
}

// IPv6AccessAddress is a source or destination. One field is set.
type IPv6AccessAddress struct {
	Any    bool        `parser:"  @'any'" help:"any=Any prefix"`
	Host   *IPv6       `parser:"| 'host' @@" help:"host=A single host;Host=IPv6 address"`
	Group  *Word       `parser:"| 'object-group' @@" help:"object-group=Network object group;Group=Network object group name"`
	Prefix *IPv6Prefix `parser:"| @@" help:"Prefix=IPv6 prefix"`
}

// normalize prints a prefix of no bits as any and one of all bits as a host.
func (a *IPv6AccessAddress) normalize() {
	if a.Prefix == nil {
		return
	}
	switch p := a.Prefix.Prefix().Masked(); p.Bits() {
	case 0:
		*a = IPv6AccessAddress{Any: true}
	case 128:
		host := IPv6(p.Addr())
		*a = IPv6AccessAddress{Host: &host}
	default:
		masked := IPv6Prefix(p)
		a.Prefix = &masked
	}
}

// IPv6TCP is TCP over IPv6.
type IPv6TCP struct {
	Source           IPv6AccessAddress `parser:"'tcp' @@" help:"tcp=Transmission Control Protocol"`
	SourcePorts      *TCPPorts         `parser:"@@?"`
	Destination      IPv6AccessAddress `parser:"@@"`
	DestinationPorts *TCPPorts         `parser:"@@?"`
	Established      bool              `parser:"( @'established'" help:"established=Match established connections"`
	Flags            []TCPFlag         `parser:"| @@+ )?"`
}

// IPv6UDP is UDP over IPv6.
type IPv6UDP struct {
	Source           IPv6AccessAddress `parser:"'udp' @@" help:"udp=User Datagram Protocol"`
	SourcePorts      *UDPPorts         `parser:"@@?"`
	Destination      IPv6AccessAddress `parser:"@@"`
	DestinationPorts *UDPPorts         `parser:"@@?"`
}

// IPv6ICMP is ICMPv6, all of it or one type.
type IPv6ICMP struct {
	Source      IPv6AccessAddress `parser:"'icmp' @@" help:"icmp=Internet Control Message Protocol"`
	Destination IPv6AccessAddress `parser:"@@"`
	Type        *ICMPv6Type       `parser:"@@?"`
}

func (r *IPv6Rule) normalize() {
	if r == nil {
		return
	}
	if b := r.Bare; b != nil {
		r.IPv6 = &IPv6Any{Name: "ipv6", Source: IPv6AccessAddress{Any: b.Any, Host: b.Host, Prefix: b.Prefix}, Destination: b.Destination}
		r.Bare = nil
	}
	if p := r.IPv6; p != nil && p.Number != nil {
		switch *p.Number {
		case icmpv6:
			r.IPv6, r.ICMP = nil, &IPv6ICMP{Source: p.Source, Destination: p.Destination}
		case 6:
			r.IPv6, r.TCP = nil, &IPv6TCP{Source: p.Source, Destination: p.Destination}
		case 17:
			r.IPv6, r.UDP = nil, &IPv6UDP{Source: p.Source, Destination: p.Destination}
		case 0:
			p.Name, p.Number = hopByHop, nil
		case 50, 51, 108, 132:
			p.Name, p.Number = protocolName(uint8(*p.Number)), nil
		}
	}
	for _, a := range []*IPv6AccessAddress{r.Source(), r.Destination()} {
		a.normalize()
	}
	if r.TCP != nil {
		r.TCP.SourcePorts.normalize()
		r.TCP.DestinationPorts.normalize()
	}
	if r.UDP != nil {
		r.UDP.SourcePorts.normalize()
		r.UDP.DestinationPorts.normalize()
	}
	if r.ICMP != nil {
		r.ICMP.Type.normalize()
	}
	for i := range r.Options {
		r.Options[i].normalize()
	}
	r.Options = sortOptions(r.Options)
}

// Source is where the packets come from.
func (r *IPv6Rule) Source() *IPv6AccessAddress {
	switch {
	case r.TCP != nil:
		return &r.TCP.Source
	case r.UDP != nil:
		return &r.UDP.Source
	case r.ICMP != nil:
		return &r.ICMP.Source
	}
	return &r.IPv6.Source
}

// Destination is where the packets go.
func (r *IPv6Rule) Destination() *IPv6AccessAddress {
	switch {
	case r.TCP != nil:
		return &r.TCP.Destination
	case r.UDP != nil:
		return &r.UDP.Destination
	case r.ICMP != nil:
		return &r.ICMP.Destination
	}
	return &r.IPv6.Destination
}

// Grouped reports whether an object group stands for the addresses or the
// protocol.
func (r *IPv6Rule) Grouped() bool {
	return r.Source().Group != nil || r.Destination().Group != nil || r.Service() != nil
}

// Service is the group that stands for the protocol; nil if there is none.
func (r *IPv6Rule) Service() *Word {
	if r.IPv6 == nil {
		return nil
	}
	return r.IPv6.Service
}

const icmpv6 = 58 // RFC 4443, Section 1

// Protocol is the number of the protocol; any is true for all of them.
func (r *IPv6Rule) Protocol() (number uint8, any bool) {
	switch {
	case r.TCP != nil:
		return protocols["tcp"], false
	case r.UDP != nil:
		return protocols["udp"], false
	case r.ICMP != nil:
		return icmpv6, false
	case r.IPv6.Number != nil:
		return uint8(*r.IPv6.Number), false
	}
	return protocols[r.IPv6.Name], r.IPv6.Name == "ipv6" || r.IPv6.Service != nil || r.HopByHop()
}

// HopByHop reports whether the rule is for packets with hop-by-hop options,
// which stand before a protocol and are none.
func (r *IPv6Rule) HopByHop() bool { return r.IPv6 != nil && r.IPv6.Name == hopByHop }

const hopByHop = "hbh"
