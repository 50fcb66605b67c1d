package compiler

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/grammar"
)

func (w *compilation) ipv6Rule(l *line, r *grammar.IPv6Rule, a *AccessEntry) {
	m := &a.Match
	m.IPv6 = true
	a.Permit = r.Action == "permit"
	m.Protocol, m.AnyProtocol = r.Protocol()
	m.Source, m.Destination = ipv6Match(r.Source()), ipv6Match(r.Destination())
	switch {
	case r.TCP != nil:
		w.ports(l, &m.SourcePorts, tcpValues(r.TCP.SourcePorts), a)
		w.ports(l, &m.DestinationPorts, tcpValues(r.TCP.DestinationPorts), a)
		m.Flags = tcpFlags(&grammar.TCPRule{Established: r.TCP.Established, Flags: r.TCP.Flags})
	case r.UDP != nil:
		w.ports(l, &m.SourcePorts, udpValues(r.UDP.SourcePorts), a)
		w.ports(l, &m.DestinationPorts, udpValues(r.UDP.DestinationPorts), a)
	case r.ICMP != nil && r.ICMP.Type != nil:
		icmp(m, r.ICMP.Type)
	}
	if r.HopByHop() {
		m.Headers = append(m.Headers, datapath.ExtensionHeader{Protocol: headerHopByHop})
	}
	for _, o := range r.Options {
		switch {
		case o.DSCP != nil:
			m.TOS = datapath.ByteMatch{Value: o.DSCP.Value() << 2, Mask: 0xFC}
		case o.Fragments:
			m.Fragments = true
		case o.Log != nil:
			a.logs(o.Log)
		case o.Reflect != nil:
			w.report(Warning, l, "reflexive access lists are not supported: %s lets nothing back in", o.Reflect.Name)
		case o.TimeRange != nil:
			w.timed(l, a, o.TimeRange, "IPv6 ACL entry")
		case o.Undetermined:
			m.Undetermined = true
		case o.FlowLabel != nil:
			label := uint32(*o.FlowLabel)
			m.FlowLabel = &label
		default:
			m.Headers = append(m.Headers, extensionHeader(&o))
			if o.DestOptionType != nil {
				w.report(Warning, l, "types of destination options are not looked at: %s", ofHeader(a))
				never(a)
			}
		}
	}
}

// ofHeader says what an entry does whose packets are told by their header alone.
func ofHeader(a *AccessEntry) string {
	if a.Permit {
		return "the entry permits nothing because of it"
	}
	return "the entry denies packets with any of them"
}

// The extension headers of IPv6, RFC 8200, Section 4.1, RFC 4302 and RFC 6275.
const (
	headerHopByHop    = 0
	headerRouting     = 43
	headerAuth        = 51
	headerDestination = 60
	headerMobility    = 135
)

// extensionHeader is the header that an option is about.
func extensionHeader(o *grammar.IPv6Option) datapath.ExtensionHeader {
	one := func(v uint16) []datapath.ValueRange { return []datapath.ValueRange{{First: v, Last: v}} }
	switch {
	case o.RoutingType != nil:
		return datapath.ExtensionHeader{Protocol: headerRouting, Types: one(uint16(*o.RoutingType))}
	case o.Routing:
		return datapath.ExtensionHeader{Protocol: headerRouting}
	case o.MobilityType != nil:
		return datapath.ExtensionHeader{Protocol: headerMobility, Types: one(uint16(o.MobilityType.Value()))}
	case o.Mobility:
		return datapath.ExtensionHeader{Protocol: headerMobility}
	case o.HopByHop:
		return datapath.ExtensionHeader{Protocol: headerHopByHop}
	case o.Auth:
		return datapath.ExtensionHeader{Protocol: headerAuth}
	}
	return datapath.ExtensionHeader{Protocol: headerDestination}
}

func ipv6Match(a *grammar.IPv6AccessAddress) datapath.AddressMatch {
	switch {
	case a.Host != nil:
		return datapath.MatchPrefix(netip.PrefixFrom(a.Host.Addr(), 128))
	case a.Prefix != nil:
		return datapath.MatchPrefix(a.Prefix.Prefix())
	}
	return datapath.AddressMatch{}
}
