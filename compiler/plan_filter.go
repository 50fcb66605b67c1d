package compiler

import (
	"fmt"
	"reflect"
	"slices"

	"mainmode/datapath"
)

// filter lists what becomes of packets otherwise: the access groups and lists
// that differ, and the lines of NAT.
func (d *datapathDiff) filter(old, new *datapath.Filter) {
	diffNamed(old.Groups, new.Groups, groupPlace,
		func(g *datapath.AccessGroup) { d.add("%s: remove %s", g.Interface, groupText(g)) },
		func(g *datapath.AccessGroup) {
			d.add("%s: %s, %s", g.Interface, groupText(g), entryCount(new.List(g.List, g.IPv6)))
		}, nil)
	diffNamed(old.Lists, new.Lists, listText, nil, nil, func(was, l *datapath.AccessList) {
		if !reflect.DeepEqual(was, l) {
			d.add("change %s: %s", listText(l), entryCount(l))
		}
	})
	for _, s := range old.Silent {
		if !slices.Contains(new.Silent, s) {
			d.add("%s: send%s unreachables", s.Device, ipv6Word(s.IPv6))
		}
	}
	for _, s := range new.Silent {
		if !slices.Contains(old.Silent, s) {
			d.add("%s: send no%s unreachables", s.Device, ipv6Word(s.IPv6))
		}
	}
	d.natSide(old.NAT.Inside, new.NAT.Inside, "inside")
	d.natSide(old.NAT.Outside, new.NAT.Outside, "outside")
	diffNamed(old.NAT.Rules, new.NAT.Rules, func(r *datapath.NATRule) string { return r.Text },
		func(r *datapath.NATRule) { d.add("remove translation: %s", r.Text) },
		func(r *datapath.NATRule) { d.add("translate: %s", r.Text) },
		func(was, r *datapath.NATRule) {
			if !reflect.DeepEqual(was, r) {
				d.add("change translation: %s", r.Text)
			}
		})
	if old.NAT.Timeouts != new.NAT.Timeouts && len(old.NAT.Rules) > 0 && len(new.NAT.Rules) > 0 {
		d.add("change the timeouts of translations")
	}
}

func (d *datapathDiff) natSide(old, new []datapath.NATInterface, side string) {
	diffNamed(old, new, func(n *datapath.NATInterface) string { return n.Interface + " " + n.Device },
		func(n *datapath.NATInterface) { d.add("%s: no longer on the %s of NAT", n.Interface, side) },
		func(n *datapath.NATInterface) { d.add("%s: on the %s of NAT", n.Interface, side) },
		func(was, n *datapath.NATInterface) {
			if !slices.Equal(was.Addresses, n.Addresses) {
				d.add("%s: other addresses on the %s of NAT", n.Interface, side)
			}
		})
}

// groupPlace tells a group from all others; one that names another list is
// another group.
func groupPlace(g *datapath.AccessGroup) string { return g.Interface + " " + g.Device + groupText(g) }

func groupText(g *datapath.AccessGroup) string {
	direction := "in"
	if g.Out {
		direction = "out"
	}
	return fmt.Sprintf("filter%s packets %s by access list %s", ipv6Word(g.IPv6), direction, g.List)
}

func listText(l *datapath.AccessList) string {
	return fmt.Sprintf("access list %s%s", l.Name, ofIPv6(l.IPv6))
}

func ipv6Word(ipv6 bool) string {
	if ipv6 {
		return " IPv6"
	}
	return ""
}

func ofIPv6(ipv6 bool) string {
	if ipv6 {
		return " of IPv6"
	}
	return ""
}

// entryCount says how many lines permit and deny.
func entryCount(l *datapath.AccessList) string {
	permits, denies := 0, 0
	for _, e := range l.Entries {
		if e.Permit {
			permits++
		} else {
			denies++
		}
	}
	return fmt.Sprintf("permit %d, deny %d", permits, denies)
}
