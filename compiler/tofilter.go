package compiler

import (
	"net/netip"

	"mainmode/datapath"
)

// filter is what the driver shall make of access groups and NAT. A list that
// does not exist, or has no rule, lets everything pass and is left out.
func (r *Router) filter() datapath.Filter {
	var f datapath.Filter
	used := map[listName]bool{}
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if in.Device == "" || in.Untagged != "" {
			continue
		}
		for _, g := range []datapath.AccessGroup{
			{List: in.AccessIn}, {List: in.AccessOut, Out: true}, {List: in.IPv6AccessIn, IPv6: true}, {List: in.IPv6AccessOut, IPv6: true, Out: true},
		} {
			if g.List == "" {
				continue
			}
			if l := r.list(g.List, g.IPv6); l != nil && l.rules() {
				g.Interface, g.Device = in.Name, in.Device
				f.Groups = append(f.Groups, g)
				used[listName{g.List, g.IPv6}] = true
			}
		}
		if in.Silent {
			f.Silent = append(f.Silent, datapath.SilentInterface{Device: in.Device})
		}
		if in.IPv6Silent {
			f.Silent = append(f.Silent, datapath.SilentInterface{Device: in.Device, IPv6: true})
		}
	}
	r.translation(&f)
	for _, rule := range f.NAT.Rules {
		for _, c := range rule.When {
			for _, l := range c.Lists {
				used[listName{l, false}] = true
			}
		}
	}
	for i := range r.AccessLists {
		if l := &r.AccessLists[i]; used[listName{l.Name, l.Kind == IPv6List}] {
			f.Lists = append(f.Lists, l.datapath())
		}
	}
	return f
}

type listName struct {
	name string
	ipv6 bool
}

// rules reports whether the list has any.
func (l *AccessList) rules() bool {
	for i := range l.Entries {
		if l.Entries[i].Rule() {
			return true
		}
	}
	return false
}

// datapath is the list for the driver.
func (l *AccessList) datapath() datapath.AccessList {
	d := datapath.AccessList{Name: l.Name, IPv6: l.Kind == IPv6List}
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Rule() {
			d.Entries = append(d.Entries, datapath.AccessEntry{Sequence: e.Sequence, Permit: e.Permit, Log: e.Log, Match: e.Match})
		}
	}
	return d
}

// translation adds NAT, if there are interfaces on both sides of it.
func (r *Router) translation(f *datapath.Filter) {
	var n datapath.NAT
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if in.Device == "" || in.Untagged != "" || in.NAT == "" {
			continue
		}
		side := datapath.NATInterface{Interface: in.Name, Device: in.Device, VRF: in.VRF}
		for _, p := range in.Addresses {
			if p.Addr().Is4() {
				side.Addresses = append(side.Addresses, p.Addr())
			}
		}
		if in.NAT == "inside" {
			n.Inside = append(n.Inside, side)
		} else {
			n.Outside = append(n.Outside, side)
		}
	}
	if len(n.Inside) > 0 && len(n.Outside) > 0 && len(r.NATRules) > 0 {
		n.Rules, n.Timeouts = r.NATRules, r.NAT.timeouts()
		f.NAT = n
	}
}

// mostAliases is how many addresses of a pool an interface answers for.
const mostAliases = 256

// aliases are the addresses that NAT translates to and that hosts look for on
// the network of an interface: it has to answer for them.
func (r *Router) aliases(in *Interface) []netip.Addr {
	if in.NAT == "" {
		return nil
	}
	var list []netip.Addr
	own := map[netip.Addr]bool{}
	for _, p := range in.Addresses {
		own[p.Addr()] = true
	}
	answer := func(first netip.Addr, within func(netip.Addr) bool) {
		for a, n := first, 0; a.IsValid() && within(a) && n < mostAliases; a, n = a.Next(), n+1 {
			for _, p := range in.Addresses {
				if p.Contains(a) && !own[a] {
					own[a] = true
					list = append(list, a)
				}
			}
		}
	}
	for i := range r.NATRules {
		rule := &r.NATRules[i]
		switch {
		case rule.Outside != (in.NAT == "inside"):
		case rule.Outside:
			answer(rule.Local.Addr(), rule.Local.Contains)
		case rule.Static():
			answer(rule.Global.Addr(), rule.Global.Contains)
		default:
			for _, pool := range rule.Pool {
				answer(pool.First, pool.Contains)
			}
		}
	}
	return list
}
