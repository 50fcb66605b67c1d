package compiler

import (
	"net/netip"
	"reflect"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
)

// Compiler compiles a configuration that is edited line by line. It keeps what
// the tunnels have come to and takes that again for those whose lines have not
// changed, unless something has that all tunnels depend on. What it returns is
// what Compile returns.
type Compiler struct {
	entries []*entry // what was compiled last
	last    *outcome
}

// outcome is what one compilation leaves for the next.
type outcome struct {
	r       *Router
	env     Env
	made    []made           // of r.Interfaces
	routes  []datapath.Route // those of lines, nil if something is to be said about one
	doubled []netip.Addr     // peers of several tunnels
	change                   // to the next one
}

// change says what two configurations have in common.
type change struct {
	sameTunnels bool // those that are in both come to the same
	sameNames   bool // of interfaces
	sameRoutes  bool
}

// made says how an interface was compiled.
type made struct {
	entry    *entry
	silent   bool // without a diagnostic
	from     int  // where it was in the compilation before, -1: it is made anew
	mapAt    int  // index into Router.Maps, -1: it has none
	tunnelAt int  // index into datapath.Config.Tunnels
}

// Compile is the function of that name. Who goes on editing c leaves alone what
// was compiled.
func (p *Compiler) Compile(c *Config, env Env) (*Router, []Diagnostic) {
	c.disown()
	w := newCompilation(c, env)
	env.Now = time.Time{} // no tunnel depends on it
	if p.last != nil && reflect.DeepEqual(env, p.last.env) {
		w.follow(p.last, compareEntries(p.entries, c.entries))
	}
	w.compile(c)
	p.entries, p.last = slices.Clone(c.entries), w.outcome()
	p.last.env = env
	return w.r, w.diagnostics
}

// follow has the compilation take what it can from the one before.
func (w *compilation) follow(last *outcome, c change) {
	if !c.sameTunnels {
		return
	}
	c.sameRoutes = c.sameRoutes && last.routes != nil
	last.change = c
	w.last = last
	if c.sameNames {
		w.interfaces = last.r.byName
	}
	if c.sameRoutes {
		w.r.Routes = last.routes
	}
}

func (w *compilation) outcome() *outcome {
	o := &outcome{r: w.r, env: w.env, made: w.made}
	if !w.routesSaid {
		o.routes = w.routes
	}
	for peer, maps := range w.tunnels {
		if len(maps) > 1 {
			o.doubled = append(o.doubled, peer)
		}
	}
	return o
}

// Compiled reports whether the configuration has the lines that were compiled
// last, and those of access lists the same numbers.
func (p *Compiler) Compiled(c *Config) bool {
	return p.last != nil && equalEntries(p.entries, c.entries) && slices.EqualFunc(p.entries, c.entries, sameSequences)
}

// sameSequences reports whether the lines of two blocks, which have the same
// text, have the same sequence numbers: no line of a configuration shows them.
func sameSequences(a, b *entry) bool {
	return a == b || !startsWith(a.text, "ip access-list") ||
		slices.EqualFunc(a.children, b.children, func(x, y line) bool { return x.order == y.order })
}

// compareEntries goes through two configurations.
func compareEntries(old, new []*entry) change {
	c := change{true, true, true}
	i, j := 0, 0
	for i < len(old) && j < len(new) {
		switch a, b := old[i], new[j]; {
		case a == b:
			i, j = i+1, j+1
		case a.key == b.key:
			c.differs(a)
			c.differs(b)
			i, j = i+1, j+1
		case a.order < b.order:
			c.comes(a)
			i++
		default:
			c.comes(b)
			j++
		}
	}
	for _, e := range slices.Concat(old[i:], new[j:]) {
		c.comes(e)
	}
	return c
}

// comes notes an entry that is in one of the configurations only.
func (c *change) comes(e *entry) {
	c.sameNames = c.sameNames && !isInterface(e)
	c.differs(e)
}

// differs notes an entry that is another one in the other configuration.
func (c *change) differs(e *entry) {
	c.sameTunnels = c.sameTunnels && tunnelsIgnore(e)
	switch e.command.(type) {
	case *grammar.IPRoute, *grammar.IPv6Route, nil: // "track" among the last
		c.sameRoutes = false
	}
}

func isInterface(e *entry) bool {
	_, ok := e.command.(*grammar.SelectInterface)
	return ok
}

// tunnelsIgnore reports whether an entry has no bearing on what the tunnels
// come to, but on itself if it is one.
func tunnelsIgnore(e *entry) bool {
	switch c := e.command.(type) {
	case *grammar.SelectInterface:
		return kindOf(c.Name) == Tunnel
	case nil,
		*grammar.IPRoute, *grammar.IPv6Route, *grammar.IPRouting, *grammar.IPv6UnicastRouting,
		*grammar.CryptoISAKMPKey, *grammar.CryptoKeyring, *grammar.CryptoISAKMPPolicy,
		*grammar.CryptoISAKMPKeepalive, *grammar.CryptoISAKMPNATKeepalive, *grammar.CryptoISAKMPIdentity,
		*grammar.Hostname, *grammar.IPDomainName, *grammar.IPDomainLookup, *grammar.IPHost, *grammar.IPNameServer,
		*grammar.Username, *grammar.EnableSecret, *grammar.Alias, *grammar.Banner, *grammar.Privilege, *grammar.SelectLine,
		*grammar.ServiceTimestamps, *grammar.LoggingOn, *grammar.LoggingBuffered, *grammar.LoggingTerminal,
		*grammar.LoggingHost, *grammar.LoggingTrap, *grammar.LoggingFacility, *grammar.LoggingSourceInterface, *grammar.LoggingOriginID, *grammar.LoggingCount, *grammar.LoggingHistory, *grammar.AccessListLogUpdate, *grammar.AccessListLogging,
		*grammar.AccessListStandard, *grammar.AccessListExtended, *grammar.IPAccessListStandard, *grammar.IPAccessListExtended, *grammar.IPv6AccessList,
		*grammar.CryptoMapEntry, *grammar.CryptoMapDynamic, *grammar.CryptoDynamicMap, *grammar.CryptoMapLocalAddress,
		*grammar.NATDynamic, *grammar.NATStatic, *grammar.NATPool, *grammar.NATPoolRanges, *grammar.NATTimeout, *grammar.RouteMapEntry, *grammar.TimeRange:
		return true
	}
	return false
}

// interfaceAgain adds a tunnel as the compilation before has made it, if that
// is what it comes to again.
func (w *compilation) interfaceAgain(e *entry) bool {
	if w.last == nil {
		return false
	}
	made := w.last.made
	for w.next < len(made) && made[w.next].entry != e && made[w.next].entry.order < e.order {
		w.next++
	}
	if w.next == len(made) || made[w.next].entry != e || !w.last.repeats(w.next) {
		return false
	}
	m := made[w.next]
	m.from = w.next
	w.addInterface(w.last.r.Interfaces[w.next], m)
	return true
}

// repeats reports whether an interface comes to the same as long as its lines
// and all that is no tunnel are the same.
func (o *outcome) repeats(i int) bool {
	t := o.r.Interfaces[i].Tunnel
	if t == nil || !o.made[i].silent || t.Template || t.Shared || t.Host != "" || o.r.Interfaces[i].EUI64 != nil {
		return false
	}
	source := o.r.Interface(t.SourceInterface)
	return source == nil || source.Tunnel == nil
}

// findMeeting finds the peers of which several tunnels may be: those of tunnels
// that are made anew, and of those that were several before.
func (w *compilation) findMeeting() {
	if w.last == nil {
		return
	}
	w.meeting = map[netip.Addr]bool{{}: true}
	for _, peer := range w.last.doubled {
		w.meeting[peer] = true
	}
	for i := range w.r.Interfaces {
		if t := w.r.Interfaces[i].Tunnel; t != nil && w.made[i].from < 0 {
			w.meeting[t.Destination] = true
		}
	}
}

// mapAgain adds the crypto map that a tunnel had.
func (w *compilation) mapAgain(in *Interface, m *made) {
	if m.mapAt >= 0 {
		m.mapAt = w.addMap(in, w.last.r.Maps[m.mapAt])
	}
}

// tunnelAgain is what the driver was to make of a tunnel that was taken from
// the compilation before, nil if that depends on another interface.
func (w *compilation) tunnelAgain(i int) *datapath.TunnelInterface {
	from := w.made[i].from
	if from < 0 || w.r.Interfaces[i].Unnumbered != "" {
		return nil
	}
	return &w.last.r.datapath.Tunnels[w.last.made[from].tunnelAt]
}

// routesAgain are what the driver was to make of the routes, nil if they are
// others or may lead over other interfaces. Those that are not tunnels, and
// their devices, are what they were.
func (w *compilation) routesAgain() []datapath.Route {
	if w.last == nil || !w.last.sameNames || !slices.Equal(w.r.Routes, w.last.r.Routes) {
		return nil
	}
	return w.last.r.datapath.Routes
}
