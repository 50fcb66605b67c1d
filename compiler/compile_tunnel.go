package compiler

import (
	"net/netip"
	"strings"
	"time"

	"mainmode/grammar"
	"mainmode/ike"
)

// What IOS has for a tunnel that says nothing else, and for "keepalive" alone.
const (
	tunnelBandwidth   = 8000 // kbit/s
	defaultKeepalive  = 10 * time.Second
	keepaliveAttempts = 3
)

func newTunnel(template bool) *TunnelSettings {
	return &TunnelSettings{Template: template, Receive: tunnelBandwidth, Transmit: tunnelBandwidth}
}

// tunnelCommand compiles a command that is of tunnels only.
func (w *compilation) tunnelCommand(in *Interface, l *line) {
	if in.Tunnel == nil {
		if (strings.HasPrefix(l.text, "tunnel ") || strings.HasPrefix(l.text, "ip nhrp ")) && l.command != nil {
			w.report(Warning, l, "no effect: %s is no tunnel", in.Name)
		}
		return
	}
	t := in.Tunnel
	if w.nhrpCommand(&t.NHRP, l) {
		return
	}
	switch c := l.command.(type) {
	case *grammar.TunnelSource:
		t.Source = c.Address()
		if c.Interface != nil {
			t.SourceInterface = c.Interface.String()
		}
		if c.Dynamic {
			w.report(Warning, l, "no effect: nothing assigns the source of a tunnel: name an interface")
		}
	case *grammar.TunnelDestination:
		w.destination(t, l, c)
	case *grammar.TunnelMode:
		w.tunnelMode(t, l, c)
	case *grammar.TunnelProtection:
		t.Profile, t.Shared = string(c.Profile), c.Shared
		if c.ISAKMP != nil {
			t.ISAKMPProfile = string(*c.ISAKMP)
		}
		if c.IKEv2 != nil {
			t.IKEv2 = true
			w.refuse(l, "IKEv2 is not supported: the tunnel stays down; the peers must agree on IKEv1 (crypto isakmp)")
		}
	case *grammar.TunnelKey:
		key := uint32(c.Key)
		t.Key = &key
	case *grammar.TunnelChecksum:
		t.Checksum = true
	case *grammar.TunnelSequenceDatagrams:
		t.Sequence = true
	case *grammar.TunnelTTL:
		t.TTL = uint8(c.Hops)
	case *grammar.TunnelTOS:
		tos := uint8(c.TOS)
		t.TOS = &tos
	case *grammar.TunnelPathMTUDiscovery:
		t.PathMTU = true
	case *grammar.TunnelBandwidth:
		if c.Direction == "receive" {
			t.Receive = value(c.Kilobits)
		} else {
			t.Transmit = value(c.Kilobits)
		}
	case *grammar.TunnelVRF:
		t.VRF = string(c.Name)
	case *grammar.InterfaceKeepalive:
		t.Keepalive, t.Retries = defaultKeepalive, keepaliveAttempts
		if c.Seconds != nil {
			t.Keepalive = time.Duration(*c.Seconds) * time.Second
		}
		if c.Retries != nil {
			t.Retries = int(*c.Retries)
		}
	}
}

// destination compiles "tunnel destination". A name stands for the first of its
// addresses that is of the family of the tunnel's mode.
func (w *compilation) destination(t *TunnelSettings, l *line, c *grammar.TunnelDestination) {
	switch {
	case c.Dynamic:
		w.report(Warning, l, "no effect: nothing assigns the destination of a tunnel: the tunnel stays down")
	case c.Host == nil:
		t.Destination = c.Address()
	default:
		t.Host = string(*c.Host)
		if len(w.addressesOf(t.Host)) == 0 {
			w.report(Warning, l, "the address of %s is not known: name it with \"ip host\"", t.Host)
		}
	}
}

// tunnelMode compiles "tunnel mode".
func (w *compilation) tunnelMode(t *TunnelSettings, l *line, c *grammar.TunnelMode) {
	switch {
	case c.IPsec != "":
		t.Mode = map[string]TunnelMode{"ipv4": IPsecIPv4, "ipv6": IPsecIPv6}[c.IPsec]
		t.InnerIPv6 = c.IPsec == "ipv6" && c.Overlay != "v4-overlay" || c.Overlay == "v6-overlay"
	case c.GRE != "":
		t.Mode = map[string]TunnelMode{"ip": GREIPv4, "ipv6": GREIPv6}[c.GRE]
	case c.Many != "" && !c.ManyV6:
		t.Mode = GREMultipoint
	default:
		t.Mode = OtherMode
	}
	if t.Mode == OtherMode {
		w.report(Warning, l, "no effect: this encapsulation is not supported: nothing passes the tunnel")
	}
}

// checkKeepalive refuses keepalives where GRE has none.
func (w *compilation) checkKeepalive(in *Interface, e *entry) {
	t := in.Tunnel
	if t == nil || t.Keepalive == 0 || t.Mode == GREIPv4 {
		return
	}
	t.Keepalive, t.Retries = 0, 0
	for i := range e.children {
		if _, ok := e.children[i].command.(*grammar.InterfaceKeepalive); ok {
			w.report(Error, &e.children[i], "keepalive is not supported in tunnel mode %s: none are sent", t.Mode)
		}
	}
}

// finishTunnels resolves the end points of tunnels and makes the crypto map of
// each that is protected.
func (w *compilation) finishTunnels() {
	holders := map[holder]string{}
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		if in.Tunnel != nil {
			continue
		}
		for _, p := range in.Addresses {
			holders[holder{in.VRF, p.Addr()}] = in.Name
		}
	}
	profiles := make(map[string]*Profile, len(w.r.Profiles))
	for i := range w.r.Profiles {
		profiles[w.r.Profiles[i].Name] = &w.r.Profiles[i]
	}
	sets := make(map[string]*TransformSet, len(w.r.TransformSets))
	for i := range w.r.TransformSets {
		sets[w.r.TransformSets[i].Name] = &w.r.TransformSets[i]
	}
	protected := 0
	for i := range w.r.Interfaces {
		if t := w.r.Interfaces[i].Tunnel; t != nil && t.Profile != "" {
			protected++
		}
	}
	w.r.Maps = make([]ike.Map, 0, protected)
	w.findMeeting()
	for i := range w.r.Interfaces {
		switch in := &w.r.Interfaces[i]; {
		case in.Tunnel == nil:
		case w.made[i].from >= 0:
			w.mapAgain(in, &w.made[i])
		default:
			w.finishTunnel(in, &w.made[i], holders, profiles, sets)
		}
	}
}

func (w *compilation) finishTunnel(in *Interface, made *made, holders map[holder]string, profiles map[string]*Profile, sets map[string]*TransformSet) {
	t := in.Tunnel
	said := w.remarks
	complete := w.supported(in)
	missing := len(w.diagnostics)
	w.resolveEnds(in, holders)
	protected := false
	var m ike.Map
	switch {
	case !complete:
		// That it has no end point either is not worth another line.
		w.diagnostics = w.diagnostics[:missing]
	case t.IKEv2:
		// Its line says why nothing passes.
	case t.Profile != "":
		m, protected = w.protectTunnel(in, profiles[t.Profile], sets)
	}
	made.silent = made.silent && complete && w.remarks == said
	if protected {
		made.mapAt = w.addMap(in, m)
	}
}

// holder is an address where it is one of the router's.
type holder struct {
	vrf     string
	address netip.Addr
}

// tunnelLine is the line that a diagnostic about the interface points to.
func (w *compilation) tunnelLine(in *Interface) *line {
	return &line{number: w.made[w.interfaces[in.Name]].entry.number, text: "interface " + in.Name}
}

// supported reports whether the tunnel can carry packets as configured. If not
// none pass: GRE in clear would not be what was configured.
func (w *compilation) supported(in *Interface) bool {
	t := in.Tunnel
	switch {
	case t.Mode == OtherMode:
		if t.Profile != "" {
			w.report(Error, w.tunnelLine(in), "%s: tunnel protection is not supported in this tunnel mode: nothing passes; use tunnel mode gre or ipsec at both ends", in.Name)
		}
	case t.Template && !t.Mode.IPsec():
		w.report(Error, w.tunnelLine(in), "%s: a Virtual-Template of tunnel mode %s is not supported: nothing passes; use tunnel mode ipsec ipv4 or ipv6", in.Name, t.Mode)
	case t.VRF != "" && w.r.VRF(t.VRF) == nil:
		w.report(Error, w.tunnelLine(in), "%s: VRF %s does not exist: nothing passes", in.Name, t.VRF)
		t.NoVRF = true
	case t.Mode.IPsec() && t.Profile == "":
		w.report(Warning, w.tunnelLine(in), "%s: tunnel mode %s without tunnel protection: nothing passes", in.Name, t.Mode)
	default:
		return true
	}
	return false
}

// resolveEnds finds the tunnel's source address, of the outer family, and says
// which of its ends is missing.
func (w *compilation) resolveEnds(in *Interface, holders map[holder]string) {
	t := in.Tunnel
	if t.Mode == GREMultipoint {
		w.checkMultipoint(in)
	}
	if t.Source.IsValid() {
		t.SourceInterface = holders[holder{t.VRF, t.Source}]
		if t.SourceInterface == "" {
			w.report(Warning, w.tunnelLine(in), "%s: no interface has the tunnel source address %s", in.Name, t.Source)
		}
	}
	source := w.interfaceNamed(t.SourceInterface)
	if source != nil && !t.Source.IsValid() {
		t.Source = addressOf(source, t.outerIPv6())
	}
	if source != nil && source.VRF != t.VRF {
		w.report(Warning, w.tunnelLine(in), "%s: tunnel source %s is in %s, and not in that of \"tunnel vrf\": the tunnel stays down", in.Name, source.Name, vrfText(source.VRF))
		t.Source = netip.Addr{}
		return
	}
	switch {
	case t.SourceInterface == "" && !t.Source.IsValid() && t.Template:
		// Its peers may come to any address.
	case t.SourceInterface == "" && !t.Source.IsValid() && !t.Destination.IsValid() && t.Mode != GREMultipoint:
		w.report(Warning, w.tunnelLine(in), "%s: no tunnel source and destination: the tunnel stays down", in.Name)
		return
	case t.SourceInterface == "" && !t.Source.IsValid():
		w.report(Warning, w.tunnelLine(in), "%s: no tunnel source: the tunnel stays down", in.Name)
	case source == nil && t.SourceInterface != "":
		w.report(Warning, w.tunnelLine(in), "%s: tunnel source %s does not exist: the tunnel stays down", in.Name, t.SourceInterface)
	case !t.Source.IsValid() && source.DHCP != nil && !t.outerIPv6():
		// It may get one.
	case !t.Source.IsValid():
		family := "IPv4"
		if t.outerIPv6() {
			family = "IPv6"
		}
		w.report(Warning, w.tunnelLine(in), "%s: tunnel source %s has no %s address: the tunnel stays down", in.Name, t.SourceInterface, family)
	}
	for _, a := range w.addressesOf(t.Host) {
		if !t.Destination.IsValid() && a.Is6() == t.outerIPv6() {
			t.Destination = a
		}
	}
	if !t.Destination.IsValid() && !t.Template && t.Mode != GREMultipoint {
		w.report(Warning, w.tunnelLine(in), "%s: no tunnel destination: the tunnel stays down", in.Name)
	}
	for _, end := range []*netip.Addr{&t.Source, &t.Destination} {
		if end.IsValid() && end.Is6() != t.outerIPv6() {
			w.report(Error, w.tunnelLine(in), "%s: %s cannot be an end of a tunnel in mode %s: the tunnel stays down", in.Name, *end, t.Mode)
			*end = netip.Addr{}
		}
	}
}

// outerIPv6 reports whether the outer header is IPv6.
func (t *TunnelSettings) outerIPv6() bool { return t.Mode == IPsecIPv6 || t.Mode == GREIPv6 }

// addressOf is the address that a tunnel uses as its source: the primary IPv4
// one, or the first global IPv6 one; a link-local one for want of others.
func addressOf(in *Interface, ipv6 bool) netip.Addr {
	var linkLocal netip.Addr
	for _, p := range in.Addresses {
		a := p.Addr()
		switch {
		case a.Is6() != ipv6:
		case !a.IsLinkLocalUnicast() || a.Is4():
			return a
		default:
			linkLocal = a
		}
	}
	return linkLocal
}
