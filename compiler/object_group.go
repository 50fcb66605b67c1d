package compiler

import (
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

// objectGroups are the groups of a configuration by their names.
type objectGroups struct {
	networks, services map[string]*entry
}

func (g *objectGroups) add(e *entry) {
	switch c := e.command.(type) {
	case *grammar.ObjectGroupNetwork:
		if g.networks == nil {
			g.networks = map[string]*entry{}
		}
		g.networks[string(c.Name)] = e
	case *grammar.ObjectGroupService:
		if g.services == nil {
			g.services = map[string]*entry{}
		}
		g.services[string(c.Name)] = e
	}
}

// service is a protocol of a group with the ports or the message that its
// packets have.
type service struct {
	protocol                 uint8
	anyProtocol              bool
	sourcePorts, targetPorts operation
	message                  *grammar.ICMPType
}

// addresses are those of a network group. The error says why it has none.
func (g *objectGroups) addresses(name string) ([]datapath.AddressMatch, error) {
	var list []datapath.AddressMatch
	err := walkGroup("network", g.networks, name, 0, func(command any) string {
		o, ok := command.(*grammar.NetworkObject)
		switch {
		case !ok:
		case o.Group != nil:
			return string(*o.Group)
		case o.Any:
			list = append(list, datapath.AddressMatch{})
		case o.Host != nil:
			list = append(list, datapath.MatchPrefix(netip.PrefixFrom(o.Host.Addr(), 32)))
		case o.Address != nil:
			list = append(list, datapath.MatchPrefix(netip.PrefixFrom(o.Address.Addr(), o.Mask.Bits())))
		case o.First != nil:
			first, last := o.First.Addr(), o.Last.Addr()
			if last.Less(first) {
				first, last = last, first
			}
			for _, p := range rangePrefixes(first, last) {
				list = append(list, datapath.MatchPrefix(p))
			}
		}
		return ""
	})
	if err == nil && list == nil {
		err = fmt.Errorf("object-group network %s has no addresses", name)
	}
	return list, err
}

// protocols are the services of a service group.
func (g *objectGroups) protocols(name string) ([]service, error) {
	var list []service
	err := walkGroup("service", g.services, name, 0, func(command any) string {
		o, ok := command.(*grammar.ServiceObject)
		switch {
		case !ok:
		case o.Group != nil:
			return string(*o.Group)
		case o.TCP != nil:
			s := service{protocol: protocolTCP, sourcePorts: serviceValues(o.TCP.Source), targetPorts: serviceValues(o.TCP.Destination)}
			list = append(list, s)
			if o.TCP.Protocol == "tcp-udp" {
				s.protocol = protocolUDP
				list = append(list, s)
			}
		case o.UDP != nil:
			list = append(list, service{protocol: protocolUDP, sourcePorts: serviceValues(o.UDP.Source), targetPorts: serviceValues(o.UDP.Destination)})
		default:
			s := service{message: o.Type}
			s.protocol, s.anyProtocol = o.Protocol()
			list = append(list, s)
		}
		return ""
	})
	if err == nil && list == nil {
		err = fmt.Errorf("object-group service %s has no services", name)
	}
	return list, err
}

const (
	protocolTCP = 6
	protocolUDP = 17
)

func serviceValues(p interface{ Values() (string, []uint16) }) operation {
	op, values := p.Values()
	return operation{op, values}
}

// walkGroup calls member for the lines of a group and of those that it names,
// which is what member returns.
func walkGroup(kind string, groups map[string]*entry, name string, depth int, member func(command any) (group string)) error {
	e := groups[name]
	if e == nil {
		return fmt.Errorf("object-group %s %s does not exist", kind, name)
	}
	if depth == mostGroupDepth {
		return fmt.Errorf("object-group %s %s is nested in itself, or too deep", kind, name)
	}
	for i := range e.children {
		if group := member(e.children[i].command); group != "" {
			if err := walkGroup(kind, groups, group, depth+1, member); err != nil {
				return err
			}
		}
	}
	return nil
}

// expand is the entries that one with object groups stands for: a copy of it
// for each of their members. The first has the text, the others are More.
func (w *compilation) expand(l *line, r *grammar.ExtendedRule, a AccessEntry) []AccessEntry {
	sources, err := w.groupAddresses(r.Source(), a.Match.Source)
	destinations, err2 := w.groupAddresses(r.Destination(), a.Match.Destination)
	services := []service{{}}
	byService := r.IP != nil && r.IP.Service != nil
	var err3 error
	if byService {
		services, err3 = w.groups.protocols(string(*r.IP.Service))
	}
	for _, err := range []error{err, err2, err3} {
		if err != nil {
			w.report(Error, l, "%v: the entry permits nothing", err)
			never(&a)
			return []AccessEntry{a}
		}
	}
	if n := len(sources) * len(destinations) * len(services); n > mostGroupEntries {
		w.report(Error, l, "its object groups stand for %d entries, more than %d: the entry permits nothing", n, mostGroupEntries)
		never(&a)
		return []AccessEntry{a}
	}
	var list []AccessEntry
	for _, s := range services {
		one := a
		if byService {
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
func (w *compilation) groupAddresses(a *grammar.AccessAddress, here datapath.AddressMatch) ([]datapath.AddressMatch, error) {
	if a.Group == nil {
		return []datapath.AddressMatch{here}, nil
	}
	return w.groups.addresses(string(*a.Group))
}

// ObjectGroup is a group of addresses or services as it is configured.
type ObjectGroup struct {
	Kind, Name string   // "network", "LAN"
	Members    []string // as typed, a description among them
}

// ObjectGroups are those of a configuration, in its order.
func (c *Config) ObjectGroups() (list []ObjectGroup) {
	for _, e := range c.entries {
		g := ObjectGroup{Kind: "network"}
		switch command := e.command.(type) {
		case *grammar.ObjectGroupNetwork:
			g.Name = string(command.Name)
		case *grammar.ObjectGroupService:
			g.Kind, g.Name = "service", string(command.Name)
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
