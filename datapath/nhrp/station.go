package nhrp

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
)

// station is an interface with NHRP: server and client at once, as every
// station may be.
type station struct {
	engine *Engine
	config Interface
	up     bool

	cache   cache
	servers []*server
	// requesters know our address by our replies.
	requesters map[netip.Addr]Requester
	// translated is the NBMA address that NAT makes of ours, as a server tells;
	// invalid: none.
	translated netip.Addr

	traffic Traffic
	sending window
	erring  window
	// configured is when the configuration got its mappings.
	configured map[datapath.Neighbor]time.Time

	changed bool         // where next hops or multicasts go
	told    SetNeighbors // what the driver was told last
	tells   bool         // it was told something
	toldAt  time.Time
}

// A driver is told of the neighbours of a large hub at most once an interval:
// that thousands of spokes come up must not cost the square of their number.
const (
	largeHub     = 256 // entries
	tellInterval = time.Second
)

func newStation(e *Engine, name string) *station {
	return &station{engine: e, config: Interface{Name: name}, cache: newCache(), requesters: map[netip.Addr]Requester{},
		sending: window{limit: maxSend, length: maxSendInterval}, erring: window{limit: maxErrors, length: time.Second}}
}

// configure makes the station what the configuration says, and keeps what it
// has learned as far as that stays true.
func (s *station) configure(config *Interface) {
	old := s.config
	if old.equal(config) {
		return
	}
	s.config, s.changed, s.tells = *config, true, false // the device may be another one
	s.noteStatics()
	if !old.sameStation(config) && old.NetworkID != 0 {
		if old.Address == config.Address && s.up {
			s.purgeRequesters()
		}
		s.forget()
	}
	s.configureServers(!old.sameStation(config) || !old.sameRegistration(config))
}

// setLine starts registrations, or forgets what was learned.
func (s *station) setLine(up bool) {
	if s.up == up {
		return
	}
	s.up, s.tells = up, false
	s.forget()
	s.configureServers(true)
}

// forget all that was learned from others.
func (s *station) forget() {
	s.cache, s.changed = newCache(), true
	clear(s.requesters)
	s.translated = netip.Addr{}
}

// staticNBMA is the NBMA address that the configuration has for an address.
func (s *station) staticNBMA(a netip.Addr) (netip.Addr, bool) {
	for _, m := range s.config.Static {
		if m.Address == a {
			return m.NBMA, true
		}
	}
	for i := range s.config.Servers {
		if v := &s.config.Servers[i]; v.Address == a && v.NBMA.IsValid() {
			return v.NBMA, true
		}
	}
	return netip.Addr{}, false
}

// nbmaOf is where packets for a protocol address go; invalid: nobody knows.
func (s *station) nbmaOf(a netip.Addr) netip.Addr {
	if !s.config.multipoint() {
		return s.config.Remote
	}
	if nbma, ok := s.staticNBMA(a); ok {
		return nbma
	}
	if n := s.cache.entries[a]; n != nil {
		return n.next()
	}
	return netip.Addr{}
}

// knows is nbmaOf without what stands in for an answer that has not come.
func (s *station) knows(a netip.Addr) netip.Addr {
	if n := s.cache.entries[a]; s.config.multipoint() && n != nil && n.Kind == Incomplete {
		return netip.Addr{}
	}
	return s.nbmaOf(a)
}

// learn takes an entry into the cache, and reports whether there was room. What
// the configuration has is not learned otherwise.
func (s *station) learn(n *Entry) bool {
	if _, ok := s.staticNBMA(n.Address); ok {
		return n.Kind != Registered
	}
	if !s.cache.hasRoom(n) {
		return false
	}
	n.Created = s.engine.now
	verb := "add"
	if old := s.cache.entries[n.Address]; old != nil {
		verb = "update"
		if old.NBMA == n.NBMA && old.Kind == n.Kind {
			n.Created = old.Created
		}
	}
	s.put(&entry{Entry: *n})
	s.engine.wake(n.Expires)
	s.engine.debugf(DebugEvents|DebugCache, "NHRP: %s: Cache %s for target %s/32 next-hop %s\n           %s", s.config.Name, verb, n.Address, n.Address, n.NBMA)
	return true
}

// put an entry into the cache, which has room for it.
func (s *station) put(n *entry) {
	old := s.cache.entries[n.Address]
	s.changed = s.changed || old == nil || old.next() != n.next() || old.Kind != n.Kind
	s.cache.put(n)
}

// drop an entry from the cache.
func (s *station) drop(n *entry, why string) {
	s.cache.remove(n)
	s.changed = true
	s.engine.debugf(DebugEvents|DebugCache, "NHRP: %s: Cache delete for target %s/32 next-hop %s: %s", s.config.Name, n.Address, n.Address, why)
}

// clear forgets what was learned, as far as the command says.
func (s *station) clear(c *Clear) {
	for _, n := range s.inOrder() {
		if (!c.Address.IsValid() || n.Address == c.Address) && (!c.NBMA.IsValid() || n.NBMA == c.NBMA) {
			s.drop(n, "cleared")
		}
	}
	for a, r := range s.requesters {
		if (!c.Address.IsValid() || c.Address == s.config.Address) && (!c.NBMA.IsValid() || r.NBMA == c.NBMA) {
			delete(s.requesters, a)
		}
	}
	for _, v := range s.servers {
		if c.Servers && s.up && (!c.Address.IsValid() || v.Address == c.Address) && (!c.NBMA.IsValid() || s.serverNBMA(&v.Server) == c.NBMA) {
			v.retry, v.pending, v.responding = retry{}, false, false
			s.register(v)
		}
	}
}

// inOrder are the entries of the cache by their address.
func (s *station) inOrder() []*entry {
	entries := make([]*entry, 0, len(s.cache.entries))
	for _, n := range s.cache.entries {
		entries = append(entries, n)
	}
	slices.SortFunc(entries, func(a, b *entry) int { return a.Address.Compare(b.Address) })
	return entries
}

// tick does what is due: entries end, and what has no answer is sent again.
func (s *station) tick() {
	now := s.engine.now
	for _, n := range s.inOrder() {
		switch {
		case !now.Before(n.Expires):
			s.drop(n, "expired")
			continue
		case n.retry.due(now) && n.Kind == Incomplete:
			s.ask(n)
		case n.retry.due(now):
			s.try(n)
		case !n.retry.at.IsZero():
			s.engine.wake(n.retry.at)
		}
		s.engine.wake(n.Expires)
	}
	for a, r := range s.requesters {
		if !now.Before(r.Expires) {
			delete(s.requesters, a)
		} else {
			s.engine.wake(r.Expires)
		}
	}
	for _, v := range s.servers {
		if v.retry.due(now) {
			s.register(v)
		} else if !v.retry.at.IsZero() {
			s.engine.wake(v.retry.at)
		}
	}
}

// tellNeighbors tells the driver where next hops and multicasts are, if that
// has changed.
func (s *station) tellNeighbors() {
	if !s.changed || !s.config.multipoint() {
		return
	}
	if again := s.toldAt.Add(tellInterval); len(s.cache.entries) > largeHub && s.engine.now.Before(again) {
		s.engine.wake(again)
		return
	}
	s.changed, s.toldAt = false, s.engine.now
	told := SetNeighbors{Interface: s.config.Name, Neighbors: s.neighbors(), Multicast: s.multicast()}
	if s.tells && slices.Equal(told.Neighbors, s.told.Neighbors) && slices.Equal(told.Multicast, s.told.Multicast) {
		return
	}
	s.told, s.tells = told, true
	told.Neighbors, told.Multicast = slices.Clone(told.Neighbors), slices.Clone(told.Multicast)
	s.engine.do(told)
}

func (s *station) neighbors() []datapath.Neighbor {
	by := map[netip.Addr]netip.Addr{}
	for a, n := range s.cache.entries {
		if to := n.next(); to.IsValid() {
			by[a] = to
		}
	}
	for _, m := range s.statics() {
		by[m.Address] = m.NBMA
	}
	neighbors := make([]datapath.Neighbor, 0, len(by))
	for a, nbma := range by {
		neighbors = append(neighbors, datapath.Neighbor{Address: a, NBMA: nbma})
	}
	slices.SortFunc(neighbors, func(a, b datapath.Neighbor) int { return a.Address.Compare(b.Address) })
	return neighbors
}

// statics are the mappings that the configuration has, in order.
func (s *station) statics() []datapath.Neighbor {
	if s.config.NetworkID == 0 {
		return nil
	}
	statics := slices.Clone(s.config.Static)
	for i := range s.config.Servers {
		v := s.config.Servers[i]
		if !s.config.multipoint() {
			v.NBMA = s.config.Remote
		}
		if v.NBMA.IsValid() && !slices.ContainsFunc(statics, func(m datapath.Neighbor) bool { return m.Address == v.Address }) {
			statics = append(statics, datapath.Neighbor{Address: v.Address, NBMA: v.NBMA})
		}
	}
	slices.SortStableFunc(statics, func(a, b datapath.Neighbor) int { return cmp.Or(a.Address.Compare(b.Address), a.NBMA.Compare(b.NBMA)) })
	return statics
}

// noteStatics notes since when there are which.
func (s *station) noteStatics() {
	old := s.configured
	s.configured = map[datapath.Neighbor]time.Time{}
	for _, m := range s.statics() {
		since, ok := old[m]
		if !ok {
			since = s.engine.now
		}
		s.configured[m] = since
	}
}

// multicast lists the NBMA addresses to which multicasts go.
func (s *station) multicast() []netip.Addr {
	if s.config.NetworkID == 0 {
		return nil
	}
	to := slices.Clone(s.config.Multicast)
	for i := range s.config.Servers {
		if v := &s.config.Servers[i]; v.Multicast {
			if nbma := s.serverNBMA(v); nbma.IsValid() {
				to = append(to, nbma)
			}
		}
	}
	if s.config.MulticastDynamic {
		for _, n := range s.cache.entries {
			if n.Kind == Registered {
				to = append(to, n.NBMA)
			}
		}
	}
	slices.SortFunc(to, netip.Addr.Compare)
	return slices.Compact(to)
}
