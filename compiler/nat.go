package compiler

import (
	"cmp"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
)

// NAT is what "ip nat" says in global configuration.
type NAT struct {
	Pools    []NATPool
	Timeouts datapath.NATTimeouts // 0: IOS's own
}

// NATPool is an "ip nat pool".
type NATPool struct {
	Name   string
	Ranges []datapath.AddressRange
	Bits   int // of its netmask
}

// Size is how many addresses the pool has.
func (p *NATPool) Size() int {
	n := 0
	for _, r := range p.Ranges {
		n += r.Size()
	}
	return n
}

// RouteMap is a "route-map", as far as NAT looks at it.
type RouteMap struct {
	Name    string
	Entries []RouteMapEntry // by sequence number
}

// RouteMapEntry is met by packets that one of the Lists permits and that leave
// by one of the Interfaces; none of either: any.
type RouteMapEntry struct {
	Sequence   int
	Permit     bool
	Lists      []string
	Interfaces []string
}

// timeouts are those of the configuration, and for the others IOS's.
func (n *NAT) timeouts() datapath.NATTimeouts {
	const day, five, one = 24 * time.Hour, 5 * time.Minute, time.Minute
	t := n.Timeouts
	return datapath.NATTimeouts{
		UDP: cmp.Or(t.UDP, five), DNS: cmp.Or(t.DNS, one), TCP: cmp.Or(t.TCP, day), SYN: cmp.Or(t.SYN, one),
		FinRst: cmp.Or(t.FinRst, one), ICMP: cmp.Or(t.ICMP, one), Other: cmp.Or(t.Other, day),
	}
}

// NATTimeout is how long a translation lives after each packet.
func (r *Router) NATTimeout(t *datapath.Translation) time.Duration {
	const icmp, tcp, udp, dns = 1, 6, 17, 53
	all := r.NAT.timeouts()
	switch {
	case t.Protocol == tcp && t.Left <= all.SYN:
		return all.SYN
	case t.Protocol == tcp:
		return all.TCP
	case t.Protocol == udp && t.OutsideGlobal.Port() == dns:
		return all.DNS
	case t.Protocol == udp:
		return all.UDP
	case t.Protocol == icmp:
		return all.ICMP
	}
	return all.Other
}

// natNever is how long a translation lives that never ends: as long as the
// system can count in milliseconds.
const natNever = (1<<31 - 1) * time.Millisecond

// natLine compiles a global command of NAT that opens no block; those that
// translate are compiled when interfaces and access lists are known.
func (w *compilation) natLine(l *line) {
	if l.no {
		return
	}
	switch c := l.command.(type) {
	case *grammar.NATPool:
		if c.First != nil {
			w.natPool(l, c.Name, c.Mask, c.Bits, c.Options, []line{{command: &grammar.NATPoolAddresses{First: *c.First, Last: *c.Last}}})
		}
	case *grammar.NATTimeout:
		w.natTimeout(c)
	case *grammar.NATDynamic, *grammar.NATStatic:
		w.natLines = append(w.natLines, l)
	}
}

// natPool compiles a pool of the ranges that are the lines of a block.
func (w *compilation) natPool(l *line, name grammar.Word, mask *grammar.Mask, bits *grammar.Number, options []grammar.NATPoolOption, ranges []line) {
	p := NATPool{Name: string(name)}
	if mask != nil {
		p.Bits = mask.Bits()
	} else {
		p.Bits = int(*bits)
	}
	for i := range ranges {
		c, ok := ranges[i].command.(*grammar.NATPoolAddresses)
		switch {
		case !ok:
		case c.Last.Addr().Less(c.First.Addr()):
			w.report(Error, l, "its last address is before its first: nothing is translated to it")
		default:
			p.Ranges = append(p.Ranges, datapath.AddressRange{First: c.First.Addr(), Last: c.Last.Addr()})
		}
	}
	if len(p.Ranges) == 0 {
		return
	}
	if len(p.Ranges) > datapath.MaxRanges {
		w.report(Warning, l, "only its first %d ranges are used", datapath.MaxRanges)
	}
	for _, o := range options {
		if o.Type != "" {
			w.report(Warning, l, "no effect: addresses are taken as they come, not by type %s", o.Type)
		}
	}
	w.r.NAT.Pools = append(w.r.NAT.Pools, p)
}

func (w *compilation) natTimeout(c *grammar.NATTimeout) {
	d := natNever
	if c.Seconds != nil && *c.Seconds > 0 {
		d = min(time.Duration(*c.Seconds)*time.Second, natNever)
	}
	t := &w.r.NAT.Timeouts
	*map[string]*time.Duration{
		"timeout": &t.Other, "udp-timeout": &t.UDP, "dns-timeout": &t.DNS, "tcp-timeout": &t.TCP,
		"syn-timeout": &t.SYN, "finrst-timeout": &t.FinRst, "icmp-timeout": &t.ICMP,
	}[c.What] = d
}

// routeMap compiles an entry of a route map.
func (w *compilation) routeMap(e *entry, c *grammar.RouteMapEntry) {
	if e.no {
		return
	}
	m := w.r.RouteMap(string(c.Name))
	if m == nil {
		w.r.RouteMaps = append(w.r.RouteMaps, RouteMap{Name: string(c.Name)})
		m = &w.r.RouteMaps[len(w.r.RouteMaps)-1]
	}
	entry := RouteMapEntry{Sequence: int(*c.Sequence), Permit: c.Action == "permit"}
	for i := range e.children {
		l := &e.children[i]
		if l.no {
			continue
		}
		switch c := l.command.(type) {
		case *grammar.MatchIPAddress:
			for i := range c.Lists {
				entry.Lists = append(entry.Lists, c.Lists[i].String())
			}
		case *grammar.MatchInterface:
			for _, n := range c.Interfaces {
				entry.Interfaces = append(entry.Interfaces, n.String())
			}
		}
	}
	m.Entries = append(m.Entries, entry)
	slices.SortStableFunc(m.Entries, func(a, b RouteMapEntry) int { return cmp.Compare(a.Sequence, b.Sequence) })
}

// RouteMap finds a route map; nil if there is none.
func (r *Router) RouteMap(name string) *RouteMap {
	for i := range r.RouteMaps {
		if r.RouteMaps[i].Name == name {
			return &r.RouteMaps[i]
		}
	}
	return nil
}

// NATPool finds a pool; nil if there is none.
func (r *Router) NATPool(name string) *NATPool {
	for i := range r.NAT.Pools {
		if r.NAT.Pools[i].Name == name {
			return &r.NAT.Pools[i]
		}
	}
	return nil
}
