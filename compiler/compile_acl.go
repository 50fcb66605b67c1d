package compiler

import (
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/grammar"
)

// accessList compiles an access list.
func (w *compilation) accessList(e *entry, name string, kind ListKind) {
	list := AccessList{Name: name, Kind: kind}
	for i := range e.children {
		l := &e.children[i]
		a := AccessEntry{Sequence: sequenceOf(l), Text: l.text}
		switch c := l.command.(type) {
		case *grammar.StandardEntry:
			if c.Remark != nil {
				a.Remark = string(c.Remark.Text)
				break
			}
			a.Permit = c.Rule.Action == "permit"
			a.logs(c.Rule.Log)
			a.Match = datapath.Match{AnyProtocol: true, Source: standardSource(c.Rule)}
		case *grammar.ExtendedEntry:
			switch {
			case c.Remark != nil:
				a.Remark = string(c.Remark.Text)
			case c.Evaluate != nil:
				w.evaluates(l, c.Evaluate, &a)
			case c.Dynamic != nil:
				a.Dynamic = string(c.Dynamic.Name)
				w.report(Warning, l, "no effect: lock-and-key is not supported: nobody who logs in is let through by %s", a.Dynamic)
			default:
				w.extendedRule(l, c.Rule, &a)
				if r := c.Rule; r.Grouped() {
					list.Entries = append(list.Entries, w.expand(l, groupsOf(r.Source().Group, r.Destination().Group, r.Service()), a)...)
					continue
				}
			}
		case *grammar.IPv6Entry:
			switch {
			case c.Remark != nil:
				a.Remark = string(c.Remark.Text)
			case c.Evaluate != nil:
				w.evaluates(l, c.Evaluate, &a)
			default:
				w.ipv6Rule(l, c.Rule, &a)
				if r := c.Rule; r.Grouped() {
					list.Entries = append(list.Entries, w.expand(l, groupsOf(r.Source().Group, r.Destination().Group, r.Service()), a)...)
					continue
				}
			}
		}
		list.Entries = append(list.Entries, a)
	}
	w.r.AccessLists = append(w.r.AccessLists, list)
}

func standardSource(r *grammar.StandardRule) datapath.AddressMatch {
	switch {
	case r.Any:
		return datapath.AddressMatch{}
	case r.Wildcard == nil:
		return datapath.MatchPrefix(netip.PrefixFrom(r.Address.Addr(), 32))
	}
	return wildcardMatch(r.Address, r.Wildcard)
}

// wildcardMatch turns a wildcard, whose zeros are looked at, into a mask.
func wildcardMatch(address, wildcard *grammar.IPv4) datapath.AddressMatch {
	mask := wildcard.Addr().As4()
	for i := range mask {
		mask[i] = ^mask[i]
	}
	return datapath.AddressMatch{Address: address.Addr(), Mask: netip.AddrFrom4(mask)}
}

// evaluates makes an entry that nests a reflexive access list.
func (w *compilation) evaluates(l *line, c *grammar.Evaluate, a *AccessEntry) {
	a.Evaluate = string(c.Name)
	w.report(Warning, l, "no effect: reflexive access lists are not supported; what %s would let back in is denied", a.Evaluate)
}

// never has an entry of a list fit nothing when it would permit, and
// everything that its addresses fit when it would deny.
func never(a *AccessEntry) {
	if a.Permit {
		a.Match.Never = true
	}
}

func (w *compilation) extendedRule(l *line, r *grammar.ExtendedRule, a *AccessEntry) {
	m := &a.Match
	a.Permit = r.Action == "permit"
	m.Protocol, m.AnyProtocol = r.Protocol()
	for _, end := range []struct {
		to   *datapath.AddressMatch
		from *grammar.AccessAddress
	}{{&m.Source, r.Source()}, {&m.Destination, r.Destination()}} {
		switch from := end.from; {
		case from.Host != nil:
			*end.to = datapath.MatchPrefix(netip.PrefixFrom(from.Host.Addr(), 32))
		case from.Address != nil:
			*end.to = wildcardMatch(from.Address, from.Wildcard)
		}
	}
	switch {
	case r.TCP != nil:
		w.ports(l, &m.SourcePorts, tcpValues(r.TCP.SourcePorts), a)
		w.ports(l, &m.DestinationPorts, tcpValues(r.TCP.DestinationPorts), a)
		m.Flags = tcpFlags(r.TCP)
	case r.UDP != nil:
		w.ports(l, &m.SourcePorts, udpValues(r.UDP.SourcePorts), a)
		w.ports(l, &m.DestinationPorts, udpValues(r.UDP.DestinationPorts), a)
	case r.ICMP != nil && r.ICMP.Type != nil:
		icmp(m, r.ICMP.Type)
	case r.IGMP != nil:
		m.IGMPType = igmpType(r.IGMP)
	}
	for _, o := range r.Options {
		switch {
		case o.DSCP != nil:
			m.TOS = datapath.ByteMatch{Value: m.TOS.Value | o.DSCP.Value()<<2, Mask: m.TOS.Mask | 0xFC}
		case o.Precedence != nil:
			m.TOS = datapath.ByteMatch{Value: m.TOS.Value | o.Precedence.Value()<<5, Mask: m.TOS.Mask | 0xE0}
		case o.TOS != nil:
			m.TOS = datapath.ByteMatch{Value: m.TOS.Value | o.TOS.Value()<<1, Mask: m.TOS.Mask | 0x1E}
		case o.TTL != nil:
			op, values := o.TTL.Operation()
			w.ranges(l, &m.TTL, op, values, 255, a)
		case o.Fragments:
			m.Fragments = true
		case o.Log != nil:
			a.logs(o.Log)
		case o.IPOption != nil:
			m.IPOptions = true
			if o.IPOption.Name != "any-options" {
				w.report(Warning, l, "which IP option a packet has is not looked at: %s", ofHeader(a))
				never(a)
			}
		case o.TimeRange != nil:
			w.timed(l, a, o.TimeRange, "IP ACL entry")
		case o.Reflect != nil:
			w.report(Warning, l, "reflexive access lists are not supported: %s lets nothing back in", o.Reflect.Name)
		}
	}
}

type operation struct {
	op     string
	values []uint16
}

func tcpValues(p *grammar.TCPPorts) operation {
	if p == nil {
		return operation{}
	}
	op, values := p.Values()
	return operation{op, values}
}

func udpValues(p *grammar.UDPPorts) operation {
	if p == nil {
		return operation{}
	}
	op, values := p.Values()
	return operation{op, values}
}

func (w *compilation) ports(l *line, to *[]datapath.ValueRange, o operation, a *AccessEntry) {
	if o.op != "" {
		w.ranges(l, to, o.op, o.values, 65535, a)
	}
}

// ranges makes ranges, ascending and apart, of an operator and its values.
func (w *compilation) ranges(l *line, to *[]datapath.ValueRange, op string, values []uint16, highest uint16, a *AccessEntry) {
	var list []datapath.ValueRange
	switch op {
	case "eq", "neq":
		slices.Sort(values)
		values = slices.Compact(values)
		if op == "eq" {
			for _, v := range values {
				list = append(list, datapath.ValueRange{First: v, Last: v})
			}
			break
		}
		low, wrapped := uint16(0), false
		for _, v := range values {
			if low < v {
				list = append(list, datapath.ValueRange{First: low, Last: v - 1})
			}
			low, wrapped = v+1, v == highest
		}
		if !wrapped {
			list = append(list, datapath.ValueRange{First: low, Last: highest})
		}
	case "gt":
		if values[0] < highest {
			list = append(list, datapath.ValueRange{First: values[0] + 1, Last: highest})
		}
	case "lt":
		if values[0] > 0 {
			list = append(list, datapath.ValueRange{First: 0, Last: values[0] - 1})
		}
	case "range":
		list = append(list, datapath.ValueRange{First: min(values[0], values[1]), Last: max(values[0], values[1])})
	}
	if list == nil {
		w.report(Warning, l, "the entry fits no packet")
		a.Match.Never = true
	}
	*to = list
}

// tcpFlagBits are the flags of RFC 793, Section 3.1.
var tcpFlagBits = map[string]uint8{"fin": 0x01, "syn": 0x02, "rst": 0x04, "psh": 0x08, "ack": 0x10, "urg": 0x20}

// tcpFlags: a connection is established for a segment with ACK or RST, and of
// several flags one is enough.
func tcpFlags(r *grammar.TCPRule) datapath.TCPFlags {
	f := datapath.TCPFlags{Any: r.Match != "match-all"}
	if r.Established {
		f.Set = tcpFlagBits["ack"] | tcpFlagBits["rst"]
	}
	for _, flag := range r.Flags {
		f.Set |= tcpFlagBits[flag.Name]
	}
	for _, flag := range r.Signed {
		if bit := tcpFlagBits[flag.Name[1:]]; flag.Name[0] == '+' {
			f.Set |= bit
		} else {
			f.Clear |= bit
		}
	}
	if f.Set|f.Clear == 0 {
		return datapath.TCPFlags{}
	}
	return f
}

func icmp(m *datapath.Match, t interface{ Values() (uint8, int) }) {
	kind, code := t.Values()
	m.ICMP, m.ICMPType, m.AnyICMPCode = true, kind, code < 0
	if code >= 0 {
		m.ICMPCode = uint8(code)
	}
}

// igmpTypes are those of RFC 1112, 2236 and 3376, and of multicast traceroute.
var igmpTypes = map[string]uint8{
	"host-query": 0x11, "host-report": 0x12, "v1host-report": 0x12, "dvmrp": 0x13, "pim": 0x14, "trace": 0x15,
	"v2host-report": 0x16, "v2leave-group": 0x17, "mtrace-resp": 0x1e, "mtrace-route": 0x1f, "v3host-report": 0x22,
}

func igmpType(r *grammar.IGMPRule) uint8 {
	if r.Number != nil {
		return 0x10 | uint8(*r.Number)
	}
	return igmpTypes[r.Type]
}
