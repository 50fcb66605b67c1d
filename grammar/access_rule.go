package grammar

import "net/netip"

// StandardRule says what becomes of the packets from an address.
type StandardRule struct {
	Action   string     `parser:"@('deny' | 'permit')" print:"deny=deny  " help:"deny=Specify packets to reject;permit=Specify packets to forward"`
	Any      bool       `parser:"( @'any'" help:"any=Any source host"`
	Host     *IPv4      `parser:"| 'host' @@" help:"host=A single host address;Host=Host address"`
	Address  *IPv4      `parser:"| @@" help:"Address=Address to match"`
	Wildcard *IPv4      `parser:"  @@? )" help:"Wildcard=Wildcard bits"`
	Log      *AccessLog `parser:"@@?"`
}

// AccessLog logs the packets of an entry. Cookie stands in the messages.
type AccessLog struct {
	Kind   string     `parser:"@('log' | 'log-input')" help:"log=Log matches against this entry;log-input=Log matches against this entry, including input interface"`
	Cookie *LogCookie `parser:"@@?" help:"Cookie=User defined cookie (max of 64 char)"`
}

// normalize brings the address to the form that IOS prints: a host alone, a
// network with the bits gone that its wildcard does not look at.
func (r *StandardRule) normalize() {
	if r == nil {
		return
	}
	if r.Host != nil {
		r.Address, r.Host = r.Host, nil
	}
	if r.Address == nil {
		return
	}
	if r.Wildcard == nil {
		return
	}
	switch address, wildcard := maskWildcard(*r.Address, *r.Wildcard); {
	case wildcard.isAll():
		r.Any, r.Address, r.Wildcard = true, nil, nil
	case wildcard.isNone():
		r.Address, r.Wildcard = &address, nil
	default:
		r.Address, r.Wildcard = &address, &wildcard
	}
}

// ExtendedRule says what becomes of packets. One of the protocol fields is
// set.
type ExtendedRule struct {
	Action  string         `parser:"@('deny' | 'permit')" print:"deny=deny  " help:"deny=Specify packets to reject;permit=Specify packets to forward"`
	IP      *IPRule        `parser:"( @@"`
	TCP     *TCPRule       `parser:"| @@"`
	UDP     *UDPRule       `parser:"| @@"`
	ICMP    *ICMPRule      `parser:"| @@"`
	IGMP    *IGMPRule      `parser:"| @@ )"`
	Options []AccessOption `parser:"@@*"`
}

// IPRule is any protocol whose header is not looked at. One of Name, Number
// and Service is set.
type IPRule struct {
	Name        string        `parser:"( @('ahp' | 'eigrp' | 'esp' | 'gre' | 'ip' | 'ipinip' | 'nos' | 'ospf' | 'pcp' | 'pim' | 'sctp')" help:"ahp=Authentication Header Protocol;eigrp=Cisco's EIGRP routing protocol;esp=Encapsulation Security Payload;gre=Cisco's GRE tunneling;ip=Any Internet Protocol;ipinip=IP in IP tunneling;nos=KA9Q NOS compatible IP over IP tunneling;ospf=OSPF routing protocol;pcp=Payload Compression Protocol;pim=Protocol Independent Multicast;sctp=Stream Control Transmission Protocol"`
	Number      *Number       `parser:"| @@" range:"0-255" help:"Number=An IP protocol number"`
	Service     *Word         `parser:"| 'object-group' @@ )" help:"object-group=Service object group;Service=Service object group name"`
	Source      AccessAddress `parser:"@@"`
	Destination AccessAddress `parser:"@@"`
}

// AccessAddress is a source or destination. One of Any, Host, Group and
// Address is set.
type AccessAddress struct {
	Any      bool  `parser:"  @'any'" help:"any=Any host"`
	Host     *IPv4 `parser:"| 'host' @@" help:"host=A single host;Host=Host address"`
	Group    *Word `parser:"| 'object-group' @@" help:"object-group=Network object group;Group=Network object group name"`
	Address  *IPv4 `parser:"| @@" help:"Address=Address"`
	Wildcard *IPv4 `parser:"  @@" help:"Wildcard=Wildcard bits"`
}

// normalize prints a wildcard of no bits as a host and one of all bits as any.
func (a *AccessAddress) normalize() {
	if a.Address == nil {
		return
	}
	switch address, wildcard := maskWildcard(*a.Address, *a.Wildcard); {
	case wildcard.isAll():
		*a = AccessAddress{Any: true}
	case wildcard.isNone():
		*a = AccessAddress{Host: &address}
	default:
		*a = AccessAddress{Address: &address, Wildcard: &wildcard}
	}
}

// TCPRule is TCP.
type TCPRule struct {
	Source           AccessAddress `parser:"'tcp' @@" help:"tcp=Transmission Control Protocol"`
	SourcePorts      *TCPPorts     `parser:"@@?"`
	Destination      AccessAddress `parser:"@@"`
	DestinationPorts *TCPPorts     `parser:"@@?"`
	Established      bool          `parser:"( @'established'" help:"established=Match established connections"`
	Match            string        `parser:"| @('match-all' | 'match-any')" help:"match-all=Match if all specified flags are present;match-any=Match if any specified flag is present"`
	Signed           []SignedFlag  `parser:"  @@+"`
	Flags            []TCPFlag     `parser:"| @@+ )?"`
}

// TCPFlag is a flag that is set.
type TCPFlag struct {
	Name string `parser:"@('ack' | 'fin' | 'psh' | 'rst' | 'syn' | 'urg')" help:"ack=Match on the ACK bit;fin=Match on the FIN bit;psh=Match on the PSH bit;rst=Match on the RST bit;syn=Match on the SYN bit;urg=Match on the URG bit"`
}

// SignedFlag is a flag that is set (+) or not (-).
type SignedFlag struct {
	Name string `parser:"@('+ack' | '+fin' | '+psh' | '+rst' | '+syn' | '+urg' | '-ack' | '-fin' | '-psh' | '-rst' | '-syn' | '-urg')" help:"+ack=Match on the ACK bit;+fin=Match on the FIN bit;+psh=Match on the PSH bit;+rst=Match on the RST bit;+syn=Match on the SYN bit;+urg=Match on the URG bit;-ack=Not match on the ACK bit;-fin=Not match on the FIN bit;-psh=Not match on the PSH bit;-rst=Not match on the RST bit;-syn=Not match on the SYN bit;-urg=Not match on the URG bit"`
}

// UDPRule is UDP.
type UDPRule struct {
	Source           AccessAddress `parser:"'udp' @@" help:"udp=User Datagram Protocol"`
	SourcePorts      *UDPPorts     `parser:"@@?"`
	Destination      AccessAddress `parser:"@@"`
	DestinationPorts *UDPPorts     `parser:"@@?"`
}

// ICMPRule is ICMP, all of it or one type.
type ICMPRule struct {
	Source      AccessAddress `parser:"'icmp' @@" help:"icmp=Internet Control Message Protocol"`
	Destination AccessAddress `parser:"@@"`
	Type        *ICMPType     `parser:"@@?"`
}

// IGMPRule is IGMP, all of it or one type.
type IGMPRule struct {
	Source      AccessAddress `parser:"'igmp' @@" help:"igmp=Internet Gateway Message Protocol"`
	Destination AccessAddress `parser:"@@"`
	Type        string        `parser:"( @('dvmrp' | 'host-query' | 'host-report' | 'mtrace-resp' | 'mtrace-route' | 'pim' | 'trace' | 'v1host-report' | 'v2host-report' | 'v2leave-group' | 'v3host-report')" help:"dvmrp=Distance Vector Multicast Routing Protocol;host-query=IGMP Membership Query;host-report=IGMP Membership Report;mtrace-resp=Multicast Traceroute Response;mtrace-route=Multicast Traceroute;pim=Protocol Independent Multicast;trace=Multicast trace;v1host-report=IGMPv1 Membership Report;v2host-report=IGMPv2 Membership Report;v2leave-group=IGMPv2 Leave Group;v3host-report=IGMPv3 Membership Report"`
	Number      *Number       `parser:"| @@ )?" range:"0-15" help:"Number=IGMP message type"`
}

// normalize gives protocols, ports and addresses the names that IOS prints.
func (r *ExtendedRule) normalize() {
	if r == nil {
		return
	}
	if p := r.IP; p != nil && p.Number != nil {
		switch *p.Number {
		case 1:
			r.IP, r.ICMP = nil, &ICMPRule{Source: p.Source, Destination: p.Destination}
		case 2:
			r.IP, r.IGMP = nil, &IGMPRule{Source: p.Source, Destination: p.Destination}
		case 6:
			r.IP, r.TCP = nil, &TCPRule{Source: p.Source, Destination: p.Destination}
		case 17:
			r.IP, r.UDP = nil, &UDPRule{Source: p.Source, Destination: p.Destination}
		default:
			if name := protocolName(uint8(*p.Number)); name != "" {
				p.Name, p.Number = name, nil
			}
		}
	}
	for _, a := range r.addresses() {
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
	r.Options = normalizeOptions(r.Options)
}

// Grouped reports whether an object group stands for the addresses or the
// protocol.
func (r *ExtendedRule) Grouped() bool {
	return r.Source().Group != nil || r.Destination().Group != nil || r.Service() != nil
}

// Service is the group that stands for the protocol; nil if there is none.
func (r *ExtendedRule) Service() *Word {
	if r.IP == nil {
		return nil
	}
	return r.IP.Service
}

// addresses are the source and the destination.
func (r *ExtendedRule) addresses() []*AccessAddress {
	switch {
	case r.TCP != nil:
		return []*AccessAddress{&r.TCP.Source, &r.TCP.Destination}
	case r.UDP != nil:
		return []*AccessAddress{&r.UDP.Source, &r.UDP.Destination}
	case r.ICMP != nil:
		return []*AccessAddress{&r.ICMP.Source, &r.ICMP.Destination}
	case r.IGMP != nil:
		return []*AccessAddress{&r.IGMP.Source, &r.IGMP.Destination}
	case r.IP != nil:
		return []*AccessAddress{&r.IP.Source, &r.IP.Destination}
	}
	return nil
}

// Source is where the packets come from.
func (r *ExtendedRule) Source() *AccessAddress { return r.addresses()[0] }

// Destination is where the packets go.
func (r *ExtendedRule) Destination() *AccessAddress { return r.addresses()[1] }

// protocols are the protocols that have a name in an IPv4 access list. "ip"
// is any.
var protocols = map[string]uint8{
	"icmp": 1, "igmp": 2, "ipinip": 4, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ahp": 51,
	"eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108, "sctp": 132,
}

func protocolName(n uint8) string {
	for name, v := range protocols {
		if v == n {
			return name
		}
	}
	return ""
}

// Protocol is the number of the protocol; any is true for all of them.
func (r *ExtendedRule) Protocol() (number uint8, any bool) {
	switch {
	case r.TCP != nil:
		return protocols["tcp"], false
	case r.UDP != nil:
		return protocols["udp"], false
	case r.ICMP != nil:
		return protocols["icmp"], false
	case r.IGMP != nil:
		return protocols["igmp"], false
	case r.IP.Number != nil:
		return uint8(*r.IP.Number), false
	}
	return protocols[r.IP.Name], r.IP.Name == "ip" || r.IP.Service != nil
}

// maskWildcard clears the bits of an address that its wildcard does not look
// at.
func maskWildcard(a, wildcard IPv4) (IPv4, IPv4) {
	x, w := a.Addr().As4(), wildcard.Addr().As4()
	for i := range x {
		x[i] &^= w[i]
	}
	return IPv4(netip.AddrFrom4(x)), wildcard
}

func (a IPv4) isAll() bool  { return a.Addr().As4() == [4]byte{255, 255, 255, 255} }
func (a IPv4) isNone() bool { return a.Addr().IsUnspecified() }
