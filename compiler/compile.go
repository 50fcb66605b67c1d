package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
)

// Env is what the meaning of a configuration depends on besides its text: the
// Ethernet devices of the system.
type Env struct {
	// Devices are the Ethernet devices in order: the nth physical interface
	// of the configuration, in slot and port order, takes the nth that is not
	// named otherwise.
	Devices []string
	// Map names the device of an interface, whose name may be abbreviated:
	// "Ethernet0/0" is "eth1". It goes before the interface's own "device" command.
	Map map[string]string
	// MTU is that of a device; a device without entry has 1500.
	MTU map[string]int
	// RSAKeys are the router's private keys by their labels, PKCS #1 in DER.
	RSAKeys map[string]ike.Secret
}

// compilation is the work of one Compile.
type compilation struct {
	r           *Router
	env         Env
	diagnostics []Diagnostic
	interfaces  map[string]int    // by name: index into r.Interfaces
	lines       map[string]int    // line numbers of interfaces, by name
	devices     map[string]string // Env.Map by IOS's own spelling
	warned      map[string]bool
	global      ipsecDefaults
	setLines    map[string]*line // "set transform-set" by profile

	noDefaultPolicy, noDefaultTransforms bool

	masterKey string // of type 6 secrets, "": none
	access    access
	maps      mapNotes
}

// ipsecDefaults are the "crypto ipsec" settings that profiles start from.
type ipsecDefaults struct {
	profile Profile
	df      datapath.DF
}

// Compile finds out what a configuration means. The Router is complete
// whatever the diagnostics say: what cannot work is left out of it, and
// nothing that should be protected ever passes without protection.
func Compile(c *Config, env Env) (*Router, []Diagnostic) {
	w := &compilation{
		r:          newRouter(),
		env:        env,
		interfaces: map[string]int{},
		lines:      map[string]int{},
		devices:    map[string]string{},
		warned:     map[string]bool{},
		setLines:   map[string]*line{},
		maps:       newMapNotes(),
		access:     access{peerNames: map[int]string{}, locals: map[string]*line{}, lists: map[string]bool{}},
	}
	w.global.profile = defaultProfile()
	for name, device := range env.Map {
		if n, ok := grammar.ParseInterfaceName(name); ok {
			w.devices[n.String()] = device
		}
	}
	// What profiles and interfaces refer to is read before them.
	for _, e := range c.entries {
		w.globalLine(&e.line)
	}
	for _, e := range c.entries {
		w.block(e)
	}
	w.finishISAKMP()
	w.finishPKI()
	w.finishAccess()
	w.finishProfiles()
	w.assignDevices()
	w.finishTunnels()
	w.finishCryptoMaps()
	return w.r, w.diagnostics
}

func (w *compilation) report(s Severity, l *line, format string, args ...any) {
	d := Diagnostic{Severity: s, Caret: -1, Reason: fmt.Sprintf(format, args...)}
	if l != nil {
		d.Line = l.number
		d.Text = redact(l.text)
	}
	w.diagnostics = append(w.diagnostics, d)
}

// once warns about a kind of thing the first time that it is seen.
func (w *compilation) once(what string, l *line, format string, args ...any) {
	if !w.warned[what] {
		w.warned[what] = true
		w.report(Warning, l, format, args...)
	}
}

// assignDevices gives each physical interface its device.
func (w *compilation) assignDevices() {
	taken := map[string]string{} // device -> interface
	var open []*Interface
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		switch {
		case in.Kind == Loopback || in.Kind == Tunnel:
			in.Device = datapath.DeviceName(in.Name)
			continue
		case in.Kind != Physical:
			in.Device = ""
			continue
		}
		if d := w.devices[in.Name]; d != "" {
			in.Device = d
		}
		if in.Device == "" {
			open = append(open, in)
			continue
		}
		if other := taken[in.Device]; other != "" {
			w.report(Error, nil, "%s: device %s is taken by %s already", in.Name, in.Device, other)
			in.Device = ""
			continue
		}
		taken[in.Device] = in.Name
	}
	sort.SliceStable(open, func(i, j int) bool { return slotOrder(open[i].Name) < slotOrder(open[j].Name) })
	free := slices.DeleteFunc(slices.Clone(w.env.Devices), func(d string) bool { return taken[d] != "" })
	for i, in := range open {
		if i < len(free) {
			in.Device = free[i]
			continue
		}
		w.report(Warning, nil, "%s: no Ethernet device is left for it: name one with \"device\" or --interface %s=DEVICE", in.Name, in.Name)
	}
}

// slotOrder sorts by slot and port first.
func slotOrder(name string) string {
	kind, numbers := splitInterface(name)
	return numberKey(numbers) + " " + kind
}

// pathMTU is that of an interface's device.
func (w *compilation) pathMTU(in *Interface) int {
	if in.MTU > 0 {
		return in.MTU
	}
	if mtu := w.env.MTU[in.Device]; mtu > 0 {
		return mtu
	}
	return 1500
}

// finishTunnels resolves the end points of tunnels and makes the crypto map of
// each that is protected.
func (w *compilation) finishTunnels() {
	holders := map[netip.Addr]string{}
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		if in.Tunnel != nil {
			continue
		}
		for _, p := range in.Addresses {
			holders[p.Addr()] = in.Name
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
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		t := in.Tunnel
		if t == nil {
			continue
		}
		protect := w.mayProtect(in)
		missing := len(w.diagnostics)
		w.resolveEnds(in, holders)
		if !protect {
			// That it has no end point either is not worth another line.
			w.diagnostics = w.diagnostics[:missing]
			continue
		}
		if p := profiles[t.Profile]; p == nil {
			w.report(Error, w.tunnelLine(in), "%s: crypto ipsec profile %s does not exist: the tunnel stays down", in.Name, t.Profile)
		} else if p.IKEv2 != "" {
			w.report(Error, w.tunnelLine(in), "%s: crypto ipsec profile %s is for IKEv2, which is not supported: the tunnel stays down; the peers must agree on IKEv1 (set isakmp-profile, or neither)", in.Name, t.Profile)
		} else if len(p.TransformSets) == 0 {
			w.report(Error, w.tunnelLine(in), "%s: crypto ipsec profile %s has no transform-set: the tunnel stays down", in.Name, t.Profile)
		} else {
			w.protect(in, p, sets)
		}
	}
}

// tunnelLine is the line that a diagnostic about the interface points to.
func (w *compilation) tunnelLine(in *Interface) *line {
	return &line{number: w.lines[in.Name], text: "interface " + in.Name}
}

// mayProtect reports whether the tunnel's packets can be protected at all. If
// not, none pass: GRE in clear would not be what was configured.
func (w *compilation) mayProtect(in *Interface) bool {
	t := in.Tunnel
	switch {
	case t.Mode.IPsec() && t.Profile == "":
		w.report(Warning, w.tunnelLine(in), "%s: tunnel mode %s without tunnel protection: nothing passes", in.Name, t.Mode)
	case !t.Mode.IPsec() && t.Profile != "":
		w.report(Error, w.tunnelLine(in), "%s: tunnel protection is not supported in tunnel mode %s: nothing passes; use tunnel mode ipsec ipv4 or ipv6 at both ends", in.Name, t.Mode)
	case !t.Mode.IPsec():
		w.report(Warning, w.tunnelLine(in), "%s: tunnel mode %s is not supported: nothing passes", in.Name, t.Mode)
	default:
		return true
	}
	return false
}

// resolveEnds finds the tunnel's source address, of the outer family, and says
// which of its ends is missing.
func (w *compilation) resolveEnds(in *Interface, holders map[netip.Addr]string) {
	t := in.Tunnel
	if t.Source.IsValid() {
		t.SourceInterface = holders[t.Source]
		if t.SourceInterface == "" {
			w.report(Warning, w.tunnelLine(in), "%s: no interface has the tunnel source address %s", in.Name, t.Source)
		}
	}
	source := w.interfaceNamed(t.SourceInterface)
	if source != nil && !t.Source.IsValid() {
		t.Source = addressOf(source, t.outerIPv6())
	}
	switch {
	case t.SourceInterface == "" && !t.Source.IsValid() && t.Template:
		// Its peers may come to any address.
	case t.SourceInterface == "" && !t.Source.IsValid():
		w.report(Warning, w.tunnelLine(in), "%s: no tunnel source: the tunnel stays down", in.Name)
	case source == nil && t.SourceInterface != "":
		w.report(Warning, w.tunnelLine(in), "%s: tunnel source %s does not exist: the tunnel stays down", in.Name, t.SourceInterface)
	case !t.Source.IsValid():
		family := "IPv4"
		if t.outerIPv6() {
			family = "IPv6"
		}
		w.report(Warning, w.tunnelLine(in), "%s: tunnel source %s has no %s address: the tunnel stays down", in.Name, t.SourceInterface, family)
	}
	if !t.Destination.IsValid() && !t.Template {
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

func (w *compilation) interfaceNamed(name string) *Interface {
	if i, ok := w.interfaces[name]; ok {
		return &w.r.Interfaces[i]
	}
	return nil
}

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

// protect makes the crypto map of a tunnel, under the name that IOS gives it.
func (w *compilation) protect(in *Interface, p *Profile, sets map[string]*TransformSet) {
	t := in.Tunnel
	if p.DF != nil {
		in.DF = *p.DF
	}
	t.Map = in.Name + "-head-0"
	m := ike.Map{
		Name:            t.Map,
		Sequence:        ike.TunnelSequence,
		Interface:       in.Name,
		Tunnel:          true,
		Profile:         p.Name,
		Local:           t.Source,
		SourceInterface: t.SourceInterface,
		PathMTU:         1500,
		Selectors:       []datapath.Selector{datapath.AnyIPv4},
		PFS:             p.PFS,
		Lifetime:        p.Lifetime,
		LifetimeKB:      p.LifetimeKB,
		ReplayWindow:    p.ReplayWindow,
		IdleTime:        p.IdleTime,
		IdleDefault:     p.IdleDefault,
		ResponderOnly:   p.ResponderOnly,
	}
	if t.Mode == IPsecIPv6 {
		m.Selectors[0] = datapath.AnyIPv6
	}
	if t.Destination.IsValid() {
		m.Peers = []netip.Addr{t.Destination}
	}
	source := w.interfaceNamed(t.SourceInterface)
	if source != nil {
		m.PathMTU = w.pathMTU(source)
	}
	m.AdministrateUp = !in.Shutdown && t.Source.IsValid() && t.Destination.IsValid() && source != nil && !source.Shutdown
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
	for _, name := range p.TransformSets {
		// A VTI carries packets of others, so transport mode, even required,
		// cannot be: IOS negotiates tunnel mode.
		m.TransformSets = append(m.TransformSets, ike.TransformSet{Name: name, Transform: sets[name].Transform, Mode: datapath.Tunnel})
	}
	w.r.Maps = append(w.r.Maps, m)
}
