package compiler

import (
	"errors"
	"fmt"
	"net/netip"

	"mainmode/datapath"
	"mainmode/grammar"
)

// An entry of an access list that names object groups stands for an entry for
// each of their members: each service from each source to each destination.

// mostGroupEntries is how many entries one may stand for.
const mostGroupEntries = 10000

// mostGroupDepth is how deep groups nest.
const mostGroupDepth = 16

// objectGroups are the groups of a configuration by their first lines.
type objectGroups map[string]*entry

// service is a protocol of a group with the ports or the message that its
// packets have.
type service struct {
	protocol                 uint8
	anyProtocol              bool
	sourcePorts, targetPorts operation
	message                  interface{ Values() (uint8, int) } // nil: any
}

// addresses are those of a network group. The error says why it has none.
func (g objectGroups) addresses(name string, ipv6 bool) ([]datapath.AddressMatch, error) {
	kind := groupKind("network", ipv6)
	var list []datapath.AddressMatch
	err := g.walk(kind, name, 0, func(command any) string {
		switch o := command.(type) {
		case *grammar.NetworkObject:
			if o.Group != nil {
				return string(*o.Group)
			}
			list = append(list, networkAddresses(o)...)
		case *grammar.IPv6NetworkObject:
			switch {
			case o.Group != nil:
				return string(*o.Group)
			case o.Any:
				list = append(list, datapath.AddressMatch{})
			case o.Host != nil:
				list = append(list, datapath.MatchPrefix(netip.PrefixFrom(o.Host.Addr(), 128)))
			case o.Prefix != nil:
				list = append(list, datapath.MatchPrefix(o.Prefix.Prefix()))
			}
		}
		return ""
	})
	if err == nil && list == nil {
		err = fmt.Errorf("object-group %s %s has no addresses", kind, name)
	}
	return list, err
}

func networkAddresses(o *grammar.NetworkObject) []datapath.AddressMatch {
	switch {
	case o.Any:
		return []datapath.AddressMatch{{}}
	case o.Host != nil:
		return []datapath.AddressMatch{datapath.MatchPrefix(netip.PrefixFrom(o.Host.Addr(), 32))}
	case o.Address != nil:
		return []datapath.AddressMatch{datapath.MatchPrefix(netip.PrefixFrom(o.Address.Addr(), o.Mask.Bits()))}
	case o.First == nil:
		return nil
	}
	first, last := o.First.Addr(), o.Last.Addr()
	if last.Less(first) {
		first, last = last, first
	}
	var list []datapath.AddressMatch
	for _, p := range rangePrefixes(first, last) {
		list = append(list, datapath.MatchPrefix(p))
	}
	return list
}

// protocols are the services of a service group.
func (g objectGroups) protocols(name string, ipv6 bool) ([]service, error) {
	kind := groupKind("service", ipv6)
	var list []service
	add := func(group *grammar.Word, tcp *grammar.TCPService, udp *grammar.UDPService, other service) string {
		if group != nil {
			return string(*group)
		}
		list = append(list, services(tcp, udp, other)...)
		return ""
	}
	err := g.walk(kind, name, 0, func(command any) string {
		s := service{}
		switch o := command.(type) {
		case *grammar.ServiceObject:
			if s.protocol, s.anyProtocol = o.Protocol(); o.Type != nil {
				s.message = o.Type
			}
			return add(o.Group, o.TCP, o.UDP, s)
		case *grammar.IPv6ServiceObject:
			if s.protocol, s.anyProtocol = o.Protocol(); o.Type != nil {
				s.message = o.Type
			}
			return add(o.Group, o.TCP, o.UDP, s)
		}
		return ""
	})
	if err == nil && list == nil {
		err = fmt.Errorf("object-group %s %s has no services", kind, name)
	}
	return list, err
}

// services are those of a line: TCP's, UDP's, or the other.
func services(tcp *grammar.TCPService, udp *grammar.UDPService, other service) []service {
	switch {
	case tcp != nil:
		s := service{protocol: protocolTCP, sourcePorts: serviceValues(tcp.Source), targetPorts: serviceValues(tcp.Destination)}
		if tcp.Protocol != "tcp-udp" {
			return []service{s}
		}
		both := []service{s, s}
		both[1].protocol = protocolUDP
		return both
	case udp != nil:
		return []service{{protocol: protocolUDP, sourcePorts: serviceValues(udp.Source), targetPorts: serviceValues(udp.Destination)}}
	}
	return []service{other}
}

// groupKind is the word of a kind of groups for a family.
func groupKind(kind string, ipv6 bool) string {
	if ipv6 {
		return "v6-" + kind
	}
	return kind
}

const (
	protocolTCP = 6
	protocolUDP = 17
)

func serviceValues(p interface{ Values() (string, []uint16) }) operation {
	op, values := p.Values()
	return operation{op, values}
}

// walk calls member for the lines of a group and of those that it names, which
// is what member returns.
func (g objectGroups) walk(kind, name string, depth int, member func(command any) (group string)) error {
	e := g["object-group "+kind+" "+name]
	if e == nil {
		for _, other := range []string{"fqdn", "security", "geo", "application"} {
			if g["object-group "+other+" "+name] != nil {
				return fmt.Errorf("object-group %s %s %w", other, name, errUnread)
			}
		}
		return fmt.Errorf("object-group %s %s does not exist", kind, name)
	}
	if depth == mostGroupDepth {
		return fmt.Errorf("object-group %s %s is nested in itself, or too deep", kind, name)
	}
	for i := range e.children {
		if group := member(e.children[i].command); group != "" {
			if err := g.walk(kind, group, depth+1, member); err != nil {
				return err
			}
		}
	}
	return nil
}

// errUnread is why an entry cannot name a group that exists.
var errUnread = errors.New("cannot be looked at: name addresses instead")

// grouped is the groups that an entry names; "" where it names none.
type grouped struct{ source, destination, service string }

func groupsOf(source, destination, service *grammar.Word) grouped {
	name := func(w *grammar.Word) string {
		if w == nil {
			return ""
		}
		return string(*w)
	}
	return grouped{name(source), name(destination), name(service)}
}

// expand is the entries that one with object groups stands for: a copy of it
// for each of their members. The first has the text, the others are More. One
// whose groups have no members, or none that can be looked at, fits no packet if
// it permits, and if it denies those that the rest of it fits.
func (w *compilation) expand(l *line, by grouped, a AccessEntry) []AccessEntry {
	left := func(report func(*line, string, ...any), why any) []AccessEntry {
		what := "permits nothing"
		if !a.Permit {
			what = "denies whatever else of it fits"
		}
		report(l, "%v: the entry %s", why, what)
		never(&a)
		return []AccessEntry{a}
	}
	sources, err := w.groupAddresses(by.source, a.Match.Source, a.Match.IPv6)
	destinations, err2 := w.groupAddresses(by.destination, a.Match.Destination, a.Match.IPv6)
	protocols := []service{{}}
	var err3 error
	if by.service != "" {
		protocols, err3 = w.groups.protocols(by.service, a.Match.IPv6)
	}
	for _, err := range []error{err, err2, err3} {
		if errors.Is(err, errUnread) {
			return left(w.refuse, err)
		}
		if err != nil {
			return left(w.fault, err)
		}
	}
	if n := len(sources) * len(destinations) * len(protocols); n > mostGroupEntries {
		return left(w.refuse, fmt.Sprintf("its object groups stand for %d entries, more than %d", n, mostGroupEntries))
	}
	var list []AccessEntry
	for _, s := range protocols {
		one := a
		if by.service != "" {
			m := &one.Match
			m.Protocol, m.AnyProtocol = s.protocol, s.anyProtocol
			w.ports(l, &m.SourcePorts, s.sourcePorts, &one)
			w.ports(l, &m.DestinationPorts, s.targetPorts, &one)
			if s.message != nil {
				icmp(m, s.message)
			}
		}
		for _, source := range sources {
			for _, destination := range destinations {
				one.Match.Source, one.Match.Destination = source, destination
				list = append(list, one)
				one.More = true
			}
		}
		a.More = true
	}
	return list
}

// groupAddresses are the addresses of a source or destination: those of its
// group, or the one that is there.
func (w *compilation) groupAddresses(group string, here datapath.AddressMatch, ipv6 bool) ([]datapath.AddressMatch, error) {
	if group == "" {
		return []datapath.AddressMatch{here}, nil
	}
	return w.groups.addresses(group, ipv6)
}

// ObjectGroup is a group of addresses or services as it is configured.
type ObjectGroup struct {
	Kind, Name string   // "network", "LAN"
	Members    []string // as typed, a description among them
}

// ObjectGroups are those of a configuration, in its order.
func (c *Config) ObjectGroups() (list []ObjectGroup) {
	for _, e := range c.entries {
		g := ObjectGroup{Kind: groupKind("network", false)}
		switch command := e.command.(type) {
		case *grammar.ObjectGroupNetwork:
			g.Name = string(command.Name)
		case *grammar.ObjectGroupService:
			g.Kind, g.Name = groupKind("service", false), string(command.Name)
		case *grammar.ObjectGroupIPv6Network:
			g.Kind, g.Name = groupKind("network", true), string(command.Name)
		case *grammar.ObjectGroupIPv6Service:
			g.Kind, g.Name = groupKind("service", true), string(command.Name)
		default:
			continue
		}
		for i := range e.children {
			g.Members = append(g.Members, e.children[i].text)
		}
		list = append(list, g)
	}
	return list
}
