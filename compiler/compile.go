package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"time"

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
	// MAC is that of a device.
	MAC map[string][6]byte
	// Addresses are the IPv4 addresses that devices have from elsewhere: a PPP
	// daemon gives them. Of several of one device the least counts.
	Addresses map[string]netip.Prefix
	// Leases are what DHCP servers have given to interfaces, by IOS's name.
	Leases map[string]Lease
	// TracksDown are the objects of "track" that are down, by their numbers, but
	// for those that a driver follows.
	TracksDown map[int]bool
	// RSAKeys are the router's private keys by their labels, PKCS #1 in DER.
	RSAKeys map[string]ike.Secret
	// Now is what time it is, zero: as the system says.
	Now time.Time
	// FRR says that there is one to tell of routing protocols.
	FRR bool
}

// compilation is the work of one Compile.
type compilation struct {
	r           *Router
	env         Env
	diagnostics []Diagnostic
	remarks     int               // diagnostics so far, and those that were made once before
	interfaces  map[string]int    // by name: index into r.Interfaces
	made        []made            // of r.Interfaces
	tunnelCount int               // of those
	routes      []datapath.Route  // those of lines
	routesSaid  bool              // a diagnostic is about one
	last        *outcome          // of the compilation before, nil: everything is made anew
	next        int               // the first of last.made that may be that of the next interface
	devices     map[string]string // Env.Map by IOS's own spelling
	warned      map[string]bool
	every       bool // warn each time of what others are told once
	global      ipsecDefaults
	setLines    map[string]*line // "set transform-set" by profile
	keys        int              // lines "crypto isakmp key"
	proposals   map[proposal][]ike.TransformSet
	tunnels     map[netip.Addr][]int // by their peers: indexes into r.Maps
	meeting     map[netip.Addr]bool  // the peers that tunnels has, nil: all
	shared      map[string]sharedMap // by name

	noDefaultPolicy, noDefaultTransforms, noDefaultProfile bool

	noVLANs map[string]noVLAN // by the name of the subinterface

	tracks    map[int]*Track // by their numbers
	scheduled map[int]bool   // the operations of IP SLA that run

	masterKey string // of type 6 secrets, "": none
	access    access
	groups    objectGroups
	natLines  []*line
	counted   map[string]bool // policies of Router.CryptoLines
	maps      mapNotes

	originHostname, originAddress bool // "logging origin-id"
}

// ipsecDefaults are the "crypto ipsec" settings that profiles start from.
type ipsecDefaults struct {
	profile Profile
	df      datapath.DF

	fragmentAfter bool
}

// Compile finds out what a configuration means. The Router is complete
// whatever the diagnostics say: what cannot work is left out of it, and
// nothing that should be protected ever passes without protection.
func Compile(c *Config, env Env) (*Router, []Diagnostic) { return compile(c, env, false) }

// compile is Compile. every tells each time what is else told once.
func compile(c *Config, env Env, every bool) (*Router, []Diagnostic) {
	w := newCompilation(c, env)
	w.every = every
	w.compile(c)
	return w.r, w.diagnostics
}

func newCompilation(c *Config, env Env) *compilation {
	interfaces, routes, keys := 0, 0, 0
	for _, e := range c.entries {
		switch e.command.(type) {
		case *grammar.SelectInterface:
			interfaces++
		case *grammar.IPRoute, *grammar.IPv6Route:
			routes++
		case *grammar.CryptoISAKMPKey:
			keys++
		}
	}
	w := &compilation{
		r:         newRouter(),
		env:       env,
		made:      make([]made, 0, interfaces),
		devices:   map[string]string{},
		warned:    map[string]bool{},
		counted:   map[string]bool{},
		setLines:  map[string]*line{},
		proposals: map[proposal][]ike.TransformSet{},
		tunnels:   map[netip.Addr][]int{},
		noVLANs:   map[string]noVLAN{},
		shared:    map[string]sharedMap{},
		maps:      newMapNotes(),
		groups:    c.index,
		access:    access{peerNames: map[int]string{}, locals: map[string]*line{}},
		keys:      keys,
	}
	w.tracks, w.scheduled = map[int]*Track{}, map[int]bool{}
	w.r.Interfaces = make([]Interface, 0, interfaces)
	w.r.Routes = make([]datapath.Route, 0, routes)
	w.global.profile = defaultProfile()
	for name, device := range env.Map {
		if n, ok := grammar.ParseInterfaceName(name); ok {
			w.devices[n.String()] = device
		}
	}
	return w
}

func (w *compilation) compile(c *Config) {
	if w.interfaces == nil {
		w.interfaces = make(map[string]int, cap(w.made))
	}
	w.readTracks(c)
	w.vrfs(c)
	// What profiles and interfaces refer to is read before them.
	for _, e := range c.entries {
		if !isInterface(e) {
			w.globalLine(&e.line)
		}
	}
	for _, e := range c.entries {
		if t, ok := e.command.(*grammar.TimeRange); ok {
			w.r.TimeRanges = append(w.r.TimeRanges, w.timeRange(e, string(t.Name)))
		}
	}
	w.routes = slices.Clip(w.r.Routes)
	w.r.Routes = w.routes
	for _, e := range c.entries {
		w.block(e)
	}
	if e := c.index["archive"]; e != nil {
		w.archive(e)
	}
	w.finishISAKMP()
	w.finishPKI()
	w.finishAccess()
	w.finishProfiles()
	w.assignDevices()
	w.assignVLANs()
	w.finishEUI64()
	w.finishLeases()
	w.finishVRFs()
	w.leasedRoutes(c)
	w.finishTunnels()
	w.finishCryptoMaps()
	w.finishLogging()
	w.finishNAT()
	w.finishRouting(c)
	w.r.byName = w.interfaces
	w.r.datapath = w.r.makeDatapath(w.tunnelAgain, w.routesAgain())
}

func (w *compilation) report(s Severity, l *line, format string, args ...any) {
	d := Diagnostic{Severity: s, Caret: -1, Reason: fmt.Sprintf(format, args...)}
	if l != nil {
		d.Line = l.number
		d.Text = redact(l.text)
	}
	w.diagnostics = append(w.diagnostics, d)
	w.remarks++
}

// fault reports a line that is wrong in what it names.
func (w *compilation) fault(l *line, format string, args ...any) { w.report(Error, l, format, args...) }

// refuse reports a line that must not be taken for what it says.
func (w *compilation) refuse(l *line, format string, args ...any) {
	w.report(Error, l, format, args...)
	w.diagnostics[len(w.diagnostics)-1].refuses = true
}

// once warns about a kind of thing the first time that it is seen.
func (w *compilation) once(what string, l *line, format string, args ...any) {
	if !w.warned[what] || w.every {
		w.warned[what] = true
		w.report(Warning, l, format, args...)
		w.diagnostics[len(w.diagnostics)-1].topic = what
		return
	}
	w.remarks++
}

// assignDevices gives each physical interface its device. An interface of another
// kind that mainmode does not make, such as Dialer1 or Vlan1, is a physical one
// if it is given a device: that of pppd, a bridge.
func (w *compilation) assignDevices() {
	taken := map[string]string{} // device -> interface
	var open []*Interface
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		switch {
		case w.made[i].from >= 0:
			continue
		case in.Kind == Loopback || in.Kind == Tunnel:
			in.Device = datapath.DeviceName(in.Name)
			continue
		case in.Kind == Subinterface:
			in.Device = ""
			continue
		}
		if d := w.devices[in.Name]; d != "" {
			in.Device = d
		}
		if in.Kind == Virtual {
			if in.Device == "" {
				w.needsDevice(in)
				continue
			}
			in.Kind = Physical
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

// needsDevice says that an interface is not made, if packets are expected on it.
func (w *compilation) needsDevice(in *Interface) {
	if in.wanted() {
		w.report(Warning, w.tunnelLine(in), "no effect until it stands for a device of the system: name one with \"device\" or --interface %s=DEVICE", in.Name)
	}
}

// slotOrder sorts by slot and port first.
func slotOrder(name string) string {
	kind, numbers := splitInterface(name)
	return numberKey(numbers) + " " + kind
}

// pathMTU is that of an interface's device.
func (w *compilation) pathMTU(in *Interface) int {
	if mtu := smaller(in.MTU, in.IPMTU); mtu > 0 {
		return mtu
	}
	if mtu := w.env.MTU[in.Device]; mtu > 0 {
		return mtu
	}
	if mtu := w.env.MTU[in.Parent]; mtu > 0 {
		return mtu
	}
	return 1500
}

func (w *compilation) interfaceNamed(name string) *Interface {
	if i, ok := w.interfaces[name]; ok {
		return &w.r.Interfaces[i]
	}
	return nil
}
