package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mainmode/datapath"
)

// diffDatapath lists what goes first, then what changes or comes, links before
// the tunnels and routes that need them.
func diffDatapath(old, new *datapath.Config) []Step {
	var d datapathDiff
	diffNamed(old.Links, new.Links, linkName, d.removeLink, nil, nil)
	diffNamed(old.Tunnels, new.Tunnels, tunnelName, d.removeTunnel, nil, nil)
	d.routes(old.Routes, new.Routes, "remove")
	d.vrfs(old, new)
	diffNamed(old.Links, new.Links, linkName, nil, d.addLink, d.changeLink)
	diffNamed(old.Tunnels, new.Tunnels, tunnelName, nil, d.addTunnel, d.changeTunnel)
	d.routes(new.Routes, old.Routes, "add")
	d.cryptoMaps(old, new)
	d.filter(&old.Filter, &new.Filter)
	d.toggle(old.IPv4Forwarding, new.IPv4Forwarding, "forwarding of IPv4 packets")
	d.toggle(old.IPv6Forwarding, new.IPv6Forwarding, "forwarding of IPv6 packets")
	return d.steps
}

func linkName(l *datapath.Link) string              { return l.Name }
func tunnelName(t *datapath.TunnelInterface) string { return t.Name }

// diffNamed calls what is not nil of its last three arguments.
func diffNamed[T any](old, new []T, name func(*T) string, remove, add func(*T), change func(old, new *T)) {
	before, after := finder(old, name), finder(new, name)
	for i := range old {
		if remove != nil && after(i, name(&old[i])) == nil {
			remove(&old[i])
		}
	}
	if add == nil && change == nil {
		return
	}
	for i := range new {
		switch was := before(i, name(&new[i])); {
		case was == nil && add != nil:
			add(&new[i])
		case was != nil && change != nil:
			change(was, &new[i])
		}
	}
}

// finder finds what is named in a list. It looks first near where the name
// stands in another list, which is right for all but what is behind something
// that came or went.
func finder[T any](list []T, name func(*T) string) func(near int, n string) *T {
	var index map[string]*T // nil: not needed yet
	return func(near int, n string) *T {
		if near < len(list) && name(&list[near]) == n {
			return &list[near]
		}
		if index == nil {
			index = make(map[string]*T, len(list))
			for i := range list {
				index[name(&list[i])] = &list[i]
			}
		}
		return index[n]
	}
}

type datapathDiff struct{ steps []Step }

func (d *datapathDiff) add(format string, args ...any) {
	d.steps = append(d.steps, Step{ToDatapath, fmt.Sprintf(format, args...)})
}

func (d *datapathDiff) toggle(old, new bool, what string) {
	if old != new {
		d.add("turn %s %s", what, onOff(new))
	}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (d *datapathDiff) removeLink(l *datapath.Link) { d.add("remove %s (%s)", l.Name, l.Device) }

func (d *datapathDiff) removeTunnel(t *datapath.TunnelInterface) {
	d.add("remove %s (%s)", t.Name, t.Device)
}

func (d *datapathDiff) addLink(l *datapath.Link) {
	d.add("add %s (%s)%s%s%s", l.Name, l.Device, ofVLAN(l), inVRF(l.VRF), suffix(l.Addresses, l.MTU, l.Shutdown))
}

func ofVLAN(l *datapath.Link) string {
	if l.VLAN == 0 {
		return ""
	}
	if l.Outer.ID != 0 {
		return fmt.Sprintf(", VLAN %d in VLAN %d (0x%04X) of %s", l.VLAN, l.Outer.ID, l.Outer.Type, l.Parent)
	}
	return fmt.Sprintf(", VLAN %d of %s", l.VLAN, l.Parent)
}

func (d *datapathDiff) addTunnel(t *datapath.TunnelInterface) {
	d.add("add %s (%s)%s %s%s", t.Name, t.Device, inVRF(t.VRF), tunnelPath(t), suffix(t.Addresses, t.MTU, t.Shutdown))
}

func (d *datapathDiff) changeLink(old, new *datapath.Link) {
	if old.Device != new.Device {
		d.add("%s: move from %s to %s", new.Name, old.Device, new.Device)
	}
	d.membership(new.Name, old.VRF, new.VRF)
	d.common(new.Name, old.Addresses, new.Addresses, old.MTU, new.MTU, old.Shutdown, new.Shutdown)
	d.familyMTU(new.Name, "IPv4", old.IPv4MTU, new.IPv4MTU)
	d.familyMTU(new.Name, "IPv6", old.IPv6MTU, new.IPv6MTU)
	if !slices.Equal(old.Aliases, new.Aliases) {
		d.add("%s: answer for the addresses of NAT: %v", new.Name, new.Aliases)
	}
}

func (d *datapathDiff) changeTunnel(old, new *datapath.TunnelInterface) {
	if old.Equal(new) {
		return
	}
	d.membership(new.Name, old.VRF, new.VRF)
	d.common(new.Name, old.Addresses, new.Addresses, old.MTU, new.MTU, old.Shutdown, new.Shutdown)
	d.familyMTU(new.Name, "IPv6", old.IPv6MTU, new.IPv6MTU)
	if before, after := tunnelPath(old), tunnelPath(new); before != after {
		d.add("%s: %s instead of %s", new.Name, after, before)
	}
}

func (d *datapathDiff) familyMTU(name, family string, old, new int) {
	if old != new {
		d.add("%s: %s MTU %d", name, family, new)
	}
}

func (d *datapathDiff) common(name string, oldAddr, newAddr []netip.Prefix, oldMTU, newMTU int, oldShut, newShut bool) {
	for _, p := range oldAddr {
		if !slices.Contains(newAddr, p) {
			d.add("%s: remove address %v", name, p)
		}
	}
	for _, p := range newAddr {
		if !slices.Contains(oldAddr, p) {
			d.add("%s: add address %v", name, p)
		}
	}
	if kept := commonOrder(oldAddr, newAddr); !slices.Equal(kept, commonOrder(newAddr, oldAddr)) {
		d.add("%s: reorder the addresses: %s", name, joinPrefixes(newAddr))
	}
	switch {
	case oldMTU != newMTU && newMTU == 0:
		d.add("%s: MTU back to its own", name)
	case oldMTU != newMTU:
		d.add("%s: MTU %d", name, newMTU)
	}
	switch {
	case newShut && !oldShut:
		d.add("%s: shut down", name)
	case oldShut && !newShut:
		d.add("%s: bring up", name)
	}
}

// commonOrder is what of a is also in b.
func commonOrder(a, b []netip.Prefix) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(a), func(p netip.Prefix) bool { return !slices.Contains(b, p) })
}

// tunnelPath says what the tunnel does with a packet.
func tunnelPath(t *datapath.TunnelInterface) string {
	ends := address(t.Local) + " -> " + address(t.Remote)
	if t.Multipoint() {
		ends = address(t.Local) + " -> any"
	}
	s := "unprotected, nothing passes"
	switch {
	case t.Encapsulation == datapath.InGRE && t.Policy != "":
		s = fmt.Sprintf("GRE%s by %s %s", greText(&t.GRE), t.Policy, ends)
	case t.Encapsulation == datapath.InGRE:
		s = fmt.Sprintf("GRE%s in clear %s", greText(&t.GRE), ends)
	case t.Policy != "":
		s = fmt.Sprintf("%v by %s %s", t.Selector.Local, t.Policy, ends)
	}
	if t.Underlay != "" {
		s += " in VRF " + t.Underlay
	}
	if t.DF != datapath.CopyDF {
		s += [...]string{"", ", clear DF", ", set DF"}[t.DF]
	}
	if t.FragmentAfter && t.Policy != "" {
		s += ", fragment after encryption"
	}
	if t.PathMTUDiscovery {
		s += ", path MTU discovery"
	}
	if t.TTL != 0 {
		s += fmt.Sprintf(", TTL %d", t.TTL)
	}
	if t.FixedTOS {
		s += fmt.Sprintf(", TOS %d", t.TOS)
	}
	if t.MSS != 0 {
		s += fmt.Sprintf(", MSS %d", t.MSS)
	}
	if t.IPv6MSS != 0 {
		s += fmt.Sprintf(", IPv6 MSS %d", t.IPv6MSS)
	}
	return s
}

// greText says what a GRE tunnel has in its headers, and its keepalives.
func greText(g *datapath.GRE) string {
	var s string
	if g.Keyed {
		s += fmt.Sprintf(" key %d", g.Key)
	}
	if g.Checksum {
		s += " checksum"
	}
	if g.Sequence {
		s += " sequence"
	}
	if g.Keepalive != 0 {
		s += fmt.Sprintf(" keepalive %v %d", g.Keepalive, g.Retries)
	}
	return s
}

func address(a netip.Addr) string {
	if !a.IsValid() {
		return "unknown"
	}
	return a.String()
}

func suffix(addresses []netip.Prefix, mtu int, shutdown bool) string {
	var s string
	if len(addresses) > 0 {
		s = ", " + joinPrefixes(addresses)
	}
	if mtu != 0 {
		s += fmt.Sprintf(", MTU %d", mtu)
	}
	if shutdown {
		s += ", shut down"
	}
	return s
}

func joinPrefixes(list []netip.Prefix) string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = p.String()
	}
	return strings.Join(words, " ")
}

// routes lists the routes of have that are not in other.
func (d *datapathDiff) routes(have, other []datapath.Route, verb string) {
	if slices.Equal(have, other) {
		return
	}
	known := make(map[datapath.Route]bool, len(other))
	for _, r := range other {
		known[r] = true
	}
	for _, r := range have {
		if !known[r] {
			d.add("%s route %s", verb, routeText(r))
		}
	}
}

// vrfs lists the VRFs that come and go.
func (d *datapathDiff) vrfs(old, new *datapath.Config) {
	diffNamed(old.VRFs, new.VRFs, func(v *datapath.VRF) string { return v.Name },
		func(v *datapath.VRF) { d.add("remove VRF %s", v.Name) },
		func(v *datapath.VRF) { d.add("add VRF %s", v.Name) },
		func(old, new *datapath.VRF) {
			if old.ID != new.ID {
				d.add("renumber VRF %s", new.Name)
			}
		})
}

func (d *datapathDiff) membership(name, old, new string) {
	if old != new {
		d.add("%s: move to %s", name, vrfText(new))
	}
}

func vrfText(name string) string {
	if name == "" {
		return "the global table"
	}
	return "VRF " + name
}

func inVRF(name string) string {
	if name == "" {
		return ""
	}
	return " in VRF " + name
}

func routeText(r datapath.Route) string {
	s := r.Prefix.String()
	if r.VRF != "" {
		s += " in VRF " + r.VRF
	}
	if r.NextHop.IsValid() {
		s += " via " + r.NextHop.String()
		if r.NextHopVRF != r.VRF {
			s += " of " + vrfText(r.NextHopVRF)
		}
	}
	switch {
	case r.Interface != "":
		s += " over " + r.Interface
	case !r.NextHop.IsValid():
		s += " to Null0"
	}
	s = fmt.Sprintf("%s, distance %d", s, r.Distance)
	if r.Tag != 0 {
		s += fmt.Sprintf(", tag %d", r.Tag)
	}
	if r.Permanent {
		s += ", permanent"
	}
	if r.Tracked != "" {
		s += fmt.Sprintf(", while %s is up", r.Tracked)
	}
	return s
}
