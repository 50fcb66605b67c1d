package compiler

import (
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/ike"
)

// finishCryptoMaps puts the crypto maps on the interfaces that name them.
func (w *compilation) finishCryptoMaps() {
	w.sortMaps()
	for i := range w.r.CryptoMaps {
		m := &w.r.CryptoMaps[i]
		for j := range m.Entries {
			w.finishEntry(&m.Entries[j], entryName{tag: m.Name, sequence: m.Entries[j].Sequence}, m.IPv6)
		}
	}
	for i := range w.r.DynamicMaps {
		d := &w.r.DynamicMaps[i]
		for j := range d.Entries {
			w.finishEntry(&d.Entries[j], entryName{dynamic: d.Name, sequence: d.Entries[j].Sequence}, false)
		}
	}
	shared := map[mapName]span{} // of crypto maps with local-address
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		w.putMap(in, in.CryptoMap, false, shared)
		w.putMap(in, in.IPv6CryptoMap, true, shared)
	}
}

// finishEntry resolves the names in an entry and says what it lacks.
func (w *compilation) finishEntry(e *CryptoMapEntry, name entryName, ipv6 bool) {
	l := w.maps.lines[name]
	if e.Dynamic != "" {
		if w.r.DynamicMap(e.Dynamic) == nil {
			w.report(Error, l, "crypto dynamic-map %s does not exist: the entry has no effect", e.Dynamic)
			e.Incomplete = true
		}
		return
	}
	var missing []string
	if name.dynamic == "" && len(e.Peers) == 0 {
		missing = append(missing, "peer")
	}
	switch {
	case e.AccessList != "" && w.accessListOf(e, ipv6) == nil:
		w.report(Error, l, "access-list %s does not exist: the entry has no effect", e.AccessList)
		e.Incomplete = true
	case e.AccessList == "" && name.dynamic == "":
		missing = append(missing, "access list")
	case e.AccessList != "" && !permits(w.accessListOf(e, ipv6)):
		w.report(Warning, l, "access-list %s permits nothing: the entry has no effect", e.AccessList)
		e.Incomplete = true
	}
	if len(missing) > 0 {
		w.report(Warning, l, "no %s: the entry has no effect", strings.Join(missing, " and no "))
		e.Incomplete = true
	}
	w.finishTerms(e, l)
	if e.Disabled != "" {
		w.report(Error, l, "%s", e.Disabled)
	}
}

// permits reports whether a list has a rule that permits packets.
func permits(l *AccessList) bool {
	return slices.ContainsFunc(l.Entries, func(a AccessEntry) bool { return a.Rule() && a.Permit && !a.Match.Never })
}

// finishTerms resolves the transform sets and the isakmp profile.
func (w *compilation) finishTerms(e *CryptoMapEntry, l *line) {
	e.Terms.TransformSets = slices.DeleteFunc(e.Terms.TransformSets, func(name string) bool {
		known := slices.ContainsFunc(w.r.TransformSets, func(t TransformSet) bool { return t.Name == name })
		if !known {
			w.report(Error, l, "transform-set %s does not exist", name)
		}
		return !known
	})
	if len(e.Terms.TransformSets) == 0 && e.Disabled == "" && !e.Incomplete {
		e.Disabled = "no transform-set: its packets are dropped"
	}
	if p := e.Terms.ISAKMPProfile; p != "" && e.Disabled == "" &&
		!slices.ContainsFunc(w.r.ISAKMP.Profiles, func(known ike.Profile) bool { return known.Name == p }) {
		e.Disabled = fmt.Sprintf("crypto isakmp profile %s does not exist: its packets are dropped", p)
	}
}

func (w *compilation) accessListOf(e *CryptoMapEntry, ipv6 bool) *AccessList {
	if ipv6 {
		return w.r.IPv6AccessList(e.AccessList)
	}
	return w.r.AccessList(e.AccessList)
}

// putMap makes the ike.Maps of a crypto map on an interface, and what the
// datapath has to look for there.
func (w *compilation) putMap(in *Interface, name string, ipv6 bool, shared map[mapName]span) {
	if name == "" {
		return
	}
	l := w.tunnelLine(in)
	m := w.r.CryptoMap(name, ipv6)
	switch {
	case m == nil:
		w.report(Error, l, "%s: crypto map %s does not exist: nothing is protected", in.Name, name)
		return
	case in.Kind != Physical && in.Kind != Subinterface || in.Device == "":
		w.report(Warning, l, "%s: crypto map %s has no effect: only packets that leave by an Ethernet device are looked at", in.Name, name)
		return
	}
	source := in
	if m.LocalAddress != "" {
		if source = w.interfaceNamed(m.LocalAddress); source == nil {
			w.report(Error, w.maps.locals[mapName{name, ipv6}], "interface %s does not exist: crypto map %s protects nothing, and its packets are dropped", m.LocalAddress, name)
			source = &Interface{Name: m.LocalAddress, Shutdown: true}
		}
	}
	p := placement{w: w, m: m, in: in, local: addressOf(source, ipv6), up: !source.Shutdown, datapath: map[string]*datapath.CryptoMap{}}
	if !p.local.IsValid() && source.Device != "" && !((source.DHCP != nil || source.Negotiated) && !ipv6) {
		w.report(Warning, l, "%s has no address to speak from: crypto map %s protects nothing, and its packets are dropped", source.Name, name)
	}
	w.mapClients(m, p.local)
	first := len(w.r.Maps)
	made, again := shared[mapName{name, ipv6}]
	again = again && m.LocalAddress != ""
	if again {
		p.join(made)
	}
	p.inVRF(in.VRF)
	for i := range m.Entries {
		p.entry(&m.Entries[i])
	}
	if !again {
		shared[mapName{name, ipv6}] = span{first, len(w.r.Maps)}
	}
	for _, vrf := range slices.Sorted(maps.Keys(p.datapath)) {
		w.r.ProtectedInterfaces = append(w.r.ProtectedInterfaces, *p.datapath[vrf])
	}
}

// mapClients has the peers that come to the address of a crypto map be asked and
// served as the map says, unless an isakmp profile matches them.
func (w *compilation) mapClients(m *CryptoMap, local netip.Addr) {
	clients := m.Clients
	if reflect.DeepEqual(clients, ike.Profile{}) || !local.IsValid() {
		return
	}
	clients.LocalAddress = local
	if slices.ContainsFunc(w.r.ISAKMP.MapClients, func(known ike.Profile) bool { return known.LocalAddress == local }) {
		return // the map is on another interface, too
	}
	w.asksUsers(clients.UserList, w.maps.users[m.Name])
	w.r.ISAKMP.MapClients = append(w.r.ISAKMP.MapClients, clients)
}

// span is the ike.Maps that the entries of a crypto map on an interface made.
type span struct{ first, end int }

// placement is a crypto map on an interface.
type placement struct {
	w        *compilation
	m        *CryptoMap
	in       *Interface
	local    netip.Addr
	up       bool
	joined   string                         // with "local-address": the interface whose ike.Maps serve this one, too
	datapath map[string]*datapath.CryptoMap // by the VRF of the packets
}

// inVRF is the part of the crypto map for the packets of a VRF.
func (p *placement) inVRF(name string) *datapath.CryptoMap {
	if p.datapath[name] == nil {
		p.datapath[name] = &datapath.CryptoMap{Name: p.m.Name, Interface: p.in.Name, Device: p.in.Device, VRF: name, DF: p.in.DF}
	}
	return p.datapath[name]
}

// join has the ike.Maps of another interface serve this one, too.
func (p *placement) join(made span) {
	maps := p.w.r.Maps[made.first:made.end]
	if len(maps) == 0 {
		return // no entry is complete, neither there nor here
	}
	p.joined = maps[0].Interface
	for i := range maps {
		if maps[i].Interfaces == nil {
			maps[i].Interfaces = []string{p.joined}
		}
		maps[i].Interfaces = append(maps[i].Interfaces, p.in.Name)
		maps[i].AdministrateUp = maps[i].AdministrateUp || p.up && !p.in.Shutdown && p.local.IsValid()
	}
}

// entry adds an entry of the map. One that is disabled has rules without SAs:
// its packets are dropped.
func (p *placement) entry(e *CryptoMapEntry) {
	if e.Incomplete {
		return
	}
	if e.Dynamic == "" {
		e = p.known(e, e.Sequence, e.Terms.ISAKMPProfile)
		p.rules(e, p.ikeMap(e, e.Sequence))
		return
	}
	for i := range p.w.r.DynamicMap(e.Dynamic).Entries {
		d := &p.w.r.DynamicMap(e.Dynamic).Entries[i]
		if d.Incomplete {
			continue
		}
		profile := d.Terms.ISAKMPProfile
		if profile == "" {
			profile = p.m.ISAKMPProfile
		}
		d = p.known(d, e.Sequence, profile)
		m := p.ikeMap(d, e.Sequence)
		m.DynamicMap, m.DynamicSequence = e.Dynamic, d.Sequence
		if m.ISAKMPProfile == "" {
			m.ISAKMPProfile = p.m.ISAKMPProfile
		}
		p.rules(d, m)
	}
}

func (p *placement) ikeMap(e *CryptoMapEntry, sequence int) *ike.Map {
	t := &e.Terms
	m := &ike.Map{
		Name: p.m.Name, Sequence: sequence, Interface: p.in.Name, VRF: p.in.VRF, Inside: p.inside(t.ISAKMPProfile),
		Local: p.local, Peers: e.Peers, SourceInterface: p.in.Name, PathMTU: p.w.pathMTU(p.in),
		PFS: t.PFS, Lifetime: t.Lifetime, LifetimeKB: t.LifetimeKB, ReplayWindow: t.ReplayWindow,
		IdleTime: t.IdleTime, IdleDefault: t.IdleDefault, PreferFirst: e.DefaultPeer,
		ResponderOnly: t.ResponderOnly, ISAKMPProfile: t.ISAKMPProfile,
		AdministrateUp: p.up && !p.in.Shutdown && p.local.IsValid() && e.Disabled == "",
	}
	if p.joined != "" {
		m.Interface = p.joined
	}
	for _, name := range t.TransformSets {
		i := slices.IndexFunc(p.w.r.TransformSets, func(s TransformSet) bool { return s.Name == name })
		set := &p.w.r.TransformSets[i]
		m.TransformSets = append(m.TransformSets, ike.TransformSet{Name: name, Transform: set.Transform, Mode: set.Mode})
	}
	return m
}

// inside is the VRF of the packets that an entry protects: that of its isakmp
// profile, else that of the interface.
func (p *placement) inside(profile string) string {
	for i := range p.w.r.ISAKMP.Profiles {
		if f := &p.w.r.ISAKMP.Profiles[i]; f.Name == profile && f.VRF != "" {
			return f.VRF
		}
	}
	return p.in.VRF
}

// known is the entry, disabled if the VRF of its packets does not exist.
func (p *placement) known(e *CryptoMapEntry, sequence int, profile string) *CryptoMapEntry {
	inside := p.inside(profile)
	if inside == p.in.VRF || e.Disabled != "" || p.w.r.VRF(inside) != nil {
		return e
	}
	disabled := *e
	disabled.Disabled = fmt.Sprintf("crypto isakmp profile %s puts its packets in VRF %s, which does not exist: they are dropped", profile, inside)
	l := p.w.tunnelLine(p.in)
	p.w.report(Error, l, "%s: crypto map %s %d: %s", p.in.Name, p.m.Name, sequence, disabled.Disabled)
	return &disabled
}

// rules turns the access list of an entry into selectors for IKE, and rules
// for the datapath.
func (p *placement) rules(e *CryptoMapEntry, m *ike.Map) {
	var out datapath.CryptoEntry
	list := p.w.accessListOf(e, p.m.IPv6)
	if list == nil { // of a dynamic map: whatever the peer asks for
		any := datapath.AnyIPv4
		if p.m.IPv6 {
			any = datapath.AnyIPv6
		}
		out.Rules = []datapath.CryptoRule{{Selector: any, Policy: m.Policy(any), Negotiated: true}}
	} else {
		for i := range list.Entries {
			p.rule(&list.Entries[i], list, m, &out)
		}
	}
	if p.joined == "" {
		p.w.r.Maps = append(p.w.r.Maps, *m)
	}
	protected := p.inVRF(p.in.VRF)
	if p.w.r.VRF(m.Inside) != nil {
		protected = p.inVRF(m.Inside)
	}
	protected.Entries = append(protected.Entries, out)
	p.reverseRoutes(e, m)
}

// rule adds one line of an access list.
func (p *placement) rule(a *AccessEntry, list *AccessList, m *ike.Map, out *datapath.CryptoEntry) {
	if !a.Rule() || a.Match.Never {
		return
	}
	plain := datapath.Match{
		IPv6: a.Match.IPv6, Protocol: a.Match.Protocol, AnyProtocol: a.Match.AnyProtocol,
		Source: a.Match.Source, Destination: a.Match.Destination,
		SourcePorts: a.Match.SourcePorts, DestinationPorts: a.Match.DestinationPorts,
	}
	if !reflect.DeepEqual(plain, a.Match) {
		p.complain(Warning, list, a, "a crypto map looks at addresses, a protocol and ports only: more is protected than the line says")
		if !a.Permit {
			return
		}
	}
	selectors := selectorsOf(&plain)
	s, ok := proxyOf(&plain)
	switch {
	case selectors == nil:
		p.complain(Error, list, a, "its wildcard mask stands for too many networks: the line is left out")
		return
	case !a.Permit:
		for _, s := range selectors {
			out.Rules = append(out.Rules, datapath.CryptoRule{Selector: s})
		}
		return
	}
	policy := m.Policy(s)
	if !ok {
		p.complain(Error, list, a, "its wildcard mask is no network, which IKE cannot ask for: what it matches is dropped")
		policy = m.Policy(selectors[0]) + ", " + a.Text
	} else if !slices.Contains(m.Selectors, s) {
		m.Selectors = append(m.Selectors, s)
	}
	for _, s := range selectors {
		out.Rules = append(out.Rules, datapath.CryptoRule{Selector: s, Policy: policy})
	}
	// Of several lines for the same packets the first is for them.
	if !p.w.counted[policy] {
		p.w.counted[policy] = true
		id := datapath.EntryID{List: list.Name, IPv6: list.Kind == IPv6List, Sequence: a.Sequence}
		p.w.r.CryptoLines = append(p.w.r.CryptoLines, CryptoLine{id, policy})
	}
}

// complain says once what is wrong with a line of an access list.
func (p *placement) complain(severity Severity, list *AccessList, a *AccessEntry, reason string) {
	if key := "crypto " + list.Name + " " + a.Text + reason; !p.w.warned[key] {
		p.w.warned[key] = true
		p.w.report(severity, nil, "access-list %s %s: %s", list.Name, a.Text, reason)
	}
}

// reverseRoutes asks for the routes of "reverse-route".
func (p *placement) reverseRoutes(e *CryptoMapEntry, m *ike.Map) {
	r := e.ReverseRoute
	if !r.Enabled || e.Disabled != "" || p.joined != "" {
		return
	}
	route := datapath.ReverseRoute{VRF: m.Inside, Underlay: m.VRF, NextHop: r.NextHop, Gateway: r.Gateway, Distance: max(r.Distance, 1), Tag: r.Tag}
	if m.DynamicMap != "" {
		route.Policy = m.Policy(datapath.AnyIPv4)
		p.w.r.ReverseRoutes = append(p.w.r.ReverseRoutes, route)
		return
	}
	for _, s := range m.Selectors {
		if r.Static {
			route.Prefix, route.Peer = s.Remote, m.Peers[0]
		} else {
			route.Policy = m.Policy(s)
		}
		p.w.r.ReverseRoutes = append(p.w.r.ReverseRoutes, route)
	}
}
