package compiler

import (
	"cmp"
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/grammar"
)

// finishNAT compiles the lines that translate, the static ones first: of
// those the most special, as IOS looks for them.
func (w *compilation) finishNAT() {
	for _, l := range w.natLines {
		switch c := l.command.(type) {
		case *grammar.NATDynamic:
			w.natDynamic(l, c)
		case *grammar.NATStatic:
			w.natStatic(l, c)
		}
	}
	special := func(r *datapath.NATRule) int {
		switch {
		case !r.Static():
			return 64
		case r.Protocol != 0:
			return 0
		}
		return 33 - r.Local.Bits()
	}
	slices.SortStableFunc(w.r.NATRules, func(a, b datapath.NATRule) int { return cmp.Compare(special(&a), special(&b)) })
	if len(w.r.NATRules) == 0 {
		return
	}
	for _, side := range []string{"inside", "outside"} {
		if !slices.ContainsFunc(w.r.Interfaces, func(in Interface) bool { return in.NAT == side }) {
			w.once("no nat "+side, w.natLines[0], "no interface has \"ip nat %s\": nothing is translated", side)
		}
	}
}

func (w *compilation) natDynamic(l *line, c *grammar.NATDynamic) {
	r := datapath.NATRule{Text: l.text}
	if c.Side == "outside" {
		w.report(Warning, l, "no effect: outside addresses are translated by static lines only")
		return
	}
	if c.Interface != nil {
		a := w.natAddress(l, *c.Interface)
		if a.IsValid() {
			r.Pool = []datapath.AddressRange{{First: a, Last: a}}
		}
	} else if p := w.r.NATPool(string(*c.Pool)); p != nil {
		r.Pool = p.Ranges
	} else {
		w.report(Error, l, "NAT pool %s does not exist: nothing is translated", *c.Pool)
	}
	if !w.natOptions(l, c.Options, &r) || len(r.Pool) == 0 {
		return
	}
	if c.List != nil {
		r.When = []datapath.NATCondition{{Permit: true, Lists: []string{c.List.String()}}}
	} else if !w.natRouteMap(l, string(*c.RouteMap), &r) {
		return
	}
	w.natLists(l, &r)
}

func (w *compilation) natStatic(l *line, c *grammar.NATStatic) {
	const tcp, udp, esp = 6, 17, 50
	r := datapath.NATRule{Text: l.text, Outside: c.Side == "outside"}
	var from, to netip.Prefix
	var fromPort, toPort uint16
	switch {
	case c.Network != nil:
		from = netip.PrefixFrom(c.Network.From.Addr(), c.Network.Bits()).Masked()
		to = netip.PrefixFrom(c.Network.To.Addr(), c.Network.Bits()).Masked()
	case c.TCP != nil:
		r.Protocol = tcp
		from, to = w.natEnds(l, c.TCP.From, c.TCP.To, c.TCP.Interface)
		fromPort, toPort = uint16(c.TCP.FromPort), uint16(c.TCP.ToPort)
	case c.UDP != nil:
		r.Protocol = udp
		from, to = w.natEnds(l, c.UDP.From, c.UDP.To, c.UDP.Interface)
		fromPort, toPort = uint16(c.UDP.FromPort), uint16(c.UDP.ToPort)
	case c.ESP != nil:
		r.Protocol = esp
		from, to = w.natEnds(l, c.ESP.From, c.ESP.To, c.ESP.Interface)
	default:
		from, to = w.natEnds(l, c.Host.From, c.Host.To, c.Host.Interface)
	}
	if !to.IsValid() || !w.natOptions(l, c.Options, &r) {
		return
	}
	if r.Outside { // the address before is the one outside
		r.Global, r.Local, r.GlobalPort, r.LocalPort = from, to, fromPort, toPort
	} else {
		r.Local, r.Global, r.LocalPort, r.GlobalPort = from, to, fromPort, toPort
	}
	w.natLists(l, &r)
}

// natEnds are the addresses of a static line.
func (w *compilation) natEnds(l *line, from grammar.IPv4, to *grammar.IPv4, in *grammar.InterfaceName) (before, after netip.Prefix) {
	a := netip.Addr{}
	if to != nil {
		a = to.Addr()
	} else {
		a = w.natAddress(l, *in)
	}
	return netip.PrefixFrom(from.Addr(), from.Addr().BitLen()), netip.PrefixFrom(a, a.BitLen())
}

// natAddress is the primary IPv4 address of an interface.
func (w *compilation) natAddress(l *line, name grammar.InterfaceName) netip.Addr {
	if in := w.interfaceNamed(name.String()); in != nil {
		if in.DHCP != nil && len(in.Addresses) == 0 {
			return netip.Addr{} // it may get one
		}
		if p := borrowed(in); p != nil {
			return p[0].Addr()
		}
		if lender := w.interfaceNamed(in.Unnumbered); lender != nil {
			if p := borrowed(lender); p != nil {
				return p[0].Addr()
			}
		}
	}
	w.report(Warning, l, "%s has no IPv4 address: nothing is translated", name)
	return netip.Addr{}
}

// natOptions reads what a line has besides; false if nothing can be translated.
func (w *compilation) natOptions(l *line, options []grammar.NATOption, r *datapath.NATRule) bool {
	for _, o := range options {
		switch {
		case o.VRF != nil:
			r.VRF = string(*o.VRF)
			switch {
			case r.Outside:
				w.report(Warning, l, "no effect: outside addresses are translated for no VRF")
				return false
			case w.r.VRF(r.VRF) == nil:
				w.report(Error, l, "VRF %s does not exist: nothing is translated", r.VRF)
				return false
			}
		case o.RouteMap != nil:
			if !w.natRouteMap(l, string(*o.RouteMap), r) {
				return false
			}
		case o.Redundancy != nil:
			w.once("nat redundancy", l, "translations are not shared with a standby router")
		}
	}
	return true
}

// natRouteMap makes conditions of a route map.
func (w *compilation) natRouteMap(l *line, name string, r *datapath.NATRule) bool {
	m := w.r.RouteMap(name)
	if m == nil {
		w.report(Error, l, "route map %s does not exist: nothing is translated", name)
		return false
	}
	for _, e := range m.Entries {
		c := datapath.NATCondition{Permit: e.Permit, Lists: e.Lists}
		for _, n := range e.Interfaces {
			if in := w.interfaceNamed(n); in != nil && in.Device != "" {
				c.Devices = append(c.Devices, in.Device)
			}
		}
		if len(e.Interfaces) > 0 && c.Devices == nil {
			continue // no packet leaves there
		}
		r.When = append(r.When, c)
	}
	return len(r.When) > 0
}

// natLists adds a rule whose access lists exist. What is not there permits
// nothing to NAT, unlike on an interface.
func (w *compilation) natLists(l *line, r *datapath.NATRule) {
	when := r.When
	r.When = nil
	for _, c := range when {
		some := len(c.Lists) > 0
		var lists []string
		for _, name := range c.Lists {
			if w.r.AccessList(name) != nil {
				lists = append(lists, name)
			} else {
				w.report(Error, l, "access list %s does not exist: nothing is translated because of it", name)
			}
		}
		if c.Lists = lists; some && lists == nil {
			continue
		}
		r.When = append(r.When, c)
	}
	if when == nil || r.When != nil {
		w.r.NATRules = append(w.r.NATRules, *r)
	}
}
