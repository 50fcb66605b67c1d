package compiler

import (
	"fmt"
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/ike"
)

// protectTunnel makes the crypto map of a tunnel from its profile, if there is
// one that can be used.
func (w *compilation) protectTunnel(in *Interface, p *Profile, sets map[string]*TransformSet) (m ike.Map, ok bool) {
	name := in.Tunnel.Profile
	switch {
	case p == nil:
		w.report(Error, w.tunnelLine(in), "%s: crypto ipsec profile %s does not exist: the tunnel stays down", in.Name, name)
	case p.IKEv2 != "":
		w.report(Error, w.tunnelLine(in), "%s: crypto ipsec profile %s is for IKEv2, which is not supported: the tunnel stays down; the peers must agree on IKEv1 (set isakmp-profile, or neither)", in.Name, name)
	case len(p.TransformSets) == 0:
		w.report(Error, w.tunnelLine(in), "%s: crypto ipsec profile %s has no transform-set: the tunnel stays down", in.Name, name)
	default:
		if p.DF != nil {
			in.DF = *p.DF
		}
		m = w.tunnelMap(in, p, sets)
		in.Tunnel.Map = m.Name
		return m, true
	}
	return m, false
}

// addMap adds the crypto map of a tunnel, and says at which index of r.Maps.
// GRE tunnels with "shared" and the same profile have one between the same ends.
func (w *compilation) addMap(in *Interface, m ike.Map) (at int) {
	at = len(w.r.Maps)
	ends := endsOf(&m)
	if w.meeting != nil && !w.meeting[ends.remote] {
		w.r.Maps = append(w.r.Maps, m)
		return at
	}
	t := in.Tunnel
	for _, i := range w.tunnels[ends.remote] {
		other := &w.r.Maps[i]
		if t.Template {
			break
		}
		if endsOf(other) != ends {
			continue
		}
		if other.Name == m.Name {
			other.AdministrateUp = other.AdministrateUp || m.AdministrateUp
			return i
		}
		if len(m.Peers) > 0 || m.Multipoint {
			w.report(Warning, w.tunnelLine(in), "%s: %s protects the same packets: say \"shared\" behind both tunnel protections", in.Name, other.Interface)
		}
	}
	w.tunnels[ends.remote] = append(w.tunnels[ends.remote], at)
	w.r.Maps = append(w.r.Maps, m)
	if t.Shared && t.Mode.GRE() {
		w.shared[m.Name] = sharedMap{m.Local, m.Sequence + 1}
	}
	return at
}

// tunnelEnds is what two tunnels have in common that protect the same packets.
type tunnelEnds struct {
	vrf           string
	local, remote netip.Addr // invalid: not known
	selector      datapath.Selector
}

// endsOf are those of the tunnel that has the map.
func endsOf(m *ike.Map) tunnelEnds {
	ends := tunnelEnds{vrf: m.VRF, local: m.Local, selector: m.Selectors[0]}
	if len(m.Peers) > 0 {
		ends.remote = m.Peers[0]
	}
	return ends
}

// sharedMap is the map that tunnels from one address share.
type sharedMap struct {
	local netip.Addr
	next  int // sequence number
}

// sharedName is the name of the map that tunnels from one address share, and
// the next free sequence number in it.
func (w *compilation) sharedName(profile string, local netip.Addr) (name string, sequence int) {
	for number := 1; ; number++ {
		name = fmt.Sprintf("%s-head-%d", profile, number)
		switch m, taken := w.shared[name]; {
		case !taken:
			return name, ike.TunnelSequence
		case m.local == local:
			return name, m.next
		}
	}
}

// tunnelMap is the crypto map of one tunnel.
func (w *compilation) tunnelMap(in *Interface, p *Profile, sets map[string]*TransformSet) ike.Map {
	t := in.Tunnel
	m := ike.Map{
		Name:            in.Name + "-head-0",
		Sequence:        ike.TunnelSequence,
		Interface:       in.Name,
		Tunnel:          true,
		GRE:             t.Mode.GRE(),
		Profile:         p.Name,
		VRF:             t.VRF,
		Inside:          in.VRF,
		Local:           t.Source,
		SourceInterface: t.SourceInterface,
		PathMTU:         1500,
		Selectors:       []datapath.Selector{t.selector()},
		PFS:             p.PFS,
		Lifetime:        p.Lifetime,
		LifetimeKB:      p.LifetimeKB,
		ReplayWindow:    p.ReplayWindow,
		IdleTime:        p.IdleTime,
		IdleDefault:     p.IdleDefault,
		ResponderOnly:   p.ResponderOnly,
	}
	if t.Shared && t.Mode.GRE() {
		m.Name, m.Sequence = w.sharedName(p.Name, t.Source)
	}
	if t.Destination.IsValid() {
		m.Peers = []netip.Addr{t.Destination}
	}
	source := w.interfaceNamed(t.SourceInterface)
	if source != nil {
		m.PathMTU = w.pathMTU(source)
	}
	m.AdministrateUp = !in.Shutdown && t.Source.IsValid() && t.Destination.IsValid() && source != nil && !source.Shutdown
	if t.Mode == GREMultipoint {
		m.Multipoint = true
		m.AdministrateUp = !in.Shutdown && t.Source.IsValid() && source != nil && !source.Shutdown
	}
	if t.Template {
		m.Template = true
		m.AdministrateUp = !in.Shutdown && (t.SourceInterface == "" || t.Source.IsValid() && source != nil && !source.Shutdown)
	}
	if m.ISAKMPProfile = t.ISAKMPProfile; m.ISAKMPProfile == "" {
		m.ISAKMPProfile = p.ISAKMPProfile
	}
	if name := m.ISAKMPProfile; name != "" && !slices.ContainsFunc(w.r.ISAKMP.Profiles, func(p ike.Profile) bool { return p.Name == name }) {
		w.report(Error, w.tunnelLine(in), "%s: crypto isakmp profile %s does not exist: the tunnel stays down", in.Name, name)
		m.AdministrateUp = false
	}
	m.TransformSets = w.transformSets(p, sets, t.Mode.GRE())
	return m
}

// proposal is what the transform sets of a tunnel depend on.
type proposal struct {
	profile string
	gre     bool
}

// transformSets are those of a profile. Its tunnels share them.
func (w *compilation) transformSets(p *Profile, sets map[string]*TransformSet, gre bool) []ike.TransformSet {
	k := proposal{p.Name, gre}
	if made, ok := w.proposals[k]; ok {
		return made
	}
	var list []ike.TransformSet
	for _, name := range p.TransformSets {
		set := ike.TransformSet{Name: name, Transform: sets[name].Transform, Mode: sets[name].Mode}
		if !gre {
			// A VTI carries packets of others, so transport mode, even
			// required, cannot be: IOS negotiates tunnel mode.
			set.Mode = datapath.Tunnel
		}
		list = append(list, set)
	}
	w.proposals[k] = list
	return list
}

// selector is which packets the SAs of the tunnel are for: GRE between its
// ends, GRE from its source, or all of one family.
func (t *TunnelSettings) selector() datapath.Selector {
	host := func(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a.WithZone(""), a.BitLen()) }
	switch {
	case t.Mode == GREMultipoint && t.Source.IsValid():
		return datapath.Selector{Local: host(t.Source), Remote: datapath.AnyIPv4.Remote, Protocol: protocolGRE}
	case t.Mode.GRE() && t.Source.IsValid() && t.Destination.IsValid():
		return datapath.Selector{Local: host(t.Source), Remote: host(t.Destination), Protocol: protocolGRE}
	case t.Mode == GREIPv6 || t.InnerIPv6:
		return datapath.AnyIPv6
	}
	return datapath.AnyIPv4
}

// protocolGRE is its IP protocol number.
const protocolGRE = 47
