// Package datapathtest has a datapath driver that carries no packets and
// prints itself as text, for golden tests of what is above a driver.
package datapathtest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mainmode/datapath"
)

// Driver keeps what it is told. Its zero value is not usable, see New.
type Driver struct {
	// SetError, if not nil, is what Set returns after it has kept the Config.
	SetError error
	// Counts are the Matches, Translated the Translations; Clear empties them.
	Counts     map[datapath.EntryID]uint64
	Translated []datapath.Translation

	mu     sync.Mutex
	config datapath.Config
	sas    map[datapath.SAID]datapath.SA
	lines  map[string]bool
	// What SetNeighbors and SendNHRP were told.
	neighbors map[string][]datapath.Neighbor
	multicast map[string][]netip.Addr
	sent      []datapath.NHRP
	stats     datapath.Stats
	sets      int
	events    chan datapath.Event
	closed    bool
}

var _ datapath.Driver = (*Driver)(nil)

// New returns a driver without interfaces and SAs.
func New() *Driver {
	return &Driver{
		sas:       map[datapath.SAID]datapath.SA{},
		lines:     map[string]bool{},
		neighbors: map[string][]datapath.Neighbor{}, multicast: map[string][]netip.Addr{},
		events: make(chan datapath.Event, 64),
	}
}

// Name is "test".
func (d *Driver) Name() string { return "test" }

// Set keeps c.
func (d *Driver) Set(c *datapath.Config) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.config = *c
	d.sets++
	exists := map[string]bool{}
	for _, t := range c.Tunnels {
		exists[t.Name] = true
	}
	maps.DeleteFunc(d.lines, func(name string, _ bool) bool { return !exists[name] })
	maps.DeleteFunc(d.neighbors, func(name string, _ []datapath.Neighbor) bool { return !exists[name] })
	maps.DeleteFunc(d.multicast, func(name string, _ []netip.Addr) bool { return !exists[name] })
	return d.SetError
}

// AddSAs keeps the SAs.
func (d *Driver) AddSAs(sas []datapath.SA) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, sa := range sas {
		d.sas[sa.ID()] = sa
	}
	return nil
}

// DeleteSAs forgets the SAs.
func (d *Driver) DeleteSAs(ids []datapath.SAID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		delete(d.sas, id)
	}
	return nil
}

// MoveSAs gives the SAs another end.
func (d *Driver) MoveSAs(ids []datapath.SAID, remote netip.AddrPort) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		if sa, known := d.sas[id]; known {
			sa.Remote, sa.RemotePort = remote.Addr(), remote.Port()
			d.sas[id] = sa
		}
	}
	return nil
}

// SetLine keeps the line protocol.
func (d *Driver) SetLine(iface string, up bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines[iface] = up
	return nil
}

// SetNeighbors keeps the neighbours.
func (d *Driver) SetNeighbors(iface string, neighbors []datapath.Neighbor, multicast []netip.Addr) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.neighbors[iface], d.multicast[iface] = slices.Clone(neighbors), slices.Clone(multicast)
	return nil
}

// SendNHRP keeps the packet.
func (d *Driver) SendNHRP(iface string, nbma netip.Addr, packet []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = append(d.sent, datapath.NHRP{Interface: iface, NBMA: nbma, Packet: slices.Clone(packet)})
	return nil
}

// SentNHRP returns what SendNHRP was given since the last call.
func (d *Driver) SentNHRP() []datapath.NHRP {
	d.mu.Lock()
	defer d.mu.Unlock()
	sent := d.sent
	d.sent = nil
	return sent
}

// up reports whether packets leave by an interface. The caller holds mu.
func (d *Driver) up(iface string) bool {
	for _, l := range d.config.Links {
		if l.Name == iface {
			return !l.Shutdown
		}
	}
	return d.lines[iface]
}

// SetStats has Stats return s, with an entry for each interface that s lacks.
func (d *Driver) SetStats(s datapath.Stats) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats = s
}

// Stats returns what SetStats was given.
func (d *Driver) Stats() datapath.Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := datapath.Stats{
		SAs:        maps.Clone(d.stats.SAs),
		Policies:   maps.Clone(d.stats.Policies),
		Interfaces: maps.Clone(d.stats.Interfaces),
		InvalidSPI: d.stats.InvalidSPI,
		Routes:     datapath.RoutingTable(&d.config, d.up),
	}
	if s.Interfaces == nil {
		s.Interfaces = map[string]datapath.InterfaceStats{}
	}
	for _, l := range d.config.Links {
		if _, known := s.Interfaces[l.Name]; !known {
			s.Interfaces[l.Name] = datapath.InterfaceStats{Device: l.Device, Exists: true, Up: !l.Shutdown, Carrier: true, MTU: cmp.Or(l.MTU, 1500)}
		}
	}
	for _, t := range d.config.Tunnels {
		if _, known := s.Interfaces[t.Name]; !known {
			s.Interfaces[t.Name] = datapath.InterfaceStats{Device: t.Device, Exists: true, Up: !t.Shutdown, Carrier: d.lines[t.Name], MTU: cmp.Or(t.MTU, 1438)}
		}
	}
	return s
}

// ListenEncap fails: there is no network.
func (d *Driver) ListenEncap() (datapath.EncapConn, error) {
	return nil, errors.New("no UDP port 4500 in a test driver")
}

// Send has the driver deliver an event.
func (d *Driver) Send(ev datapath.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.events <- ev
	}
}

// Events delivers what Send was given.
func (d *Driver) Events() <-chan datapath.Event { return d.events }

// Matches returns Counts.
func (d *Driver) Matches() (map[datapath.EntryID]uint64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.Counts), nil
}

// ClearMatches forgets the Counts of a list, or all.
func (d *Driver) ClearMatches(list string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.Counts, func(id datapath.EntryID, _ uint64) bool { return list == "" || id.List == list })
	return nil
}

// Translations returns Translated.
func (d *Driver) Translations() ([]datapath.Translation, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.Translated), nil
}

// ClearTranslations forgets those of Translated for which the function is true.
func (d *Driver) ClearTranslations(which func(*datapath.Translation) bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Translated = slices.DeleteFunc(d.Translated, func(t datapath.Translation) bool { return which(&t) })
	return nil
}

// NATHits has a miss for each of Translated and no hits.
func (d *Driver) NATHits() (hits, misses uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return 0, uint64(len(d.Translated))
}

// Close ends Events.
func (d *Driver) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.closed = true
		close(d.events)
	}
	return nil
}

// Sets counts the calls of Set.
func (d *Driver) Sets() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sets
}

// String is the state of the driver: interfaces, routes and SAs, a line each.
// Keys are not in it.
func (d *Driver) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for _, l := range d.config.Links {
		fmt.Fprintf(&b, "link %s device %s%s%s%s\n", l.Name, l.Device, prefixes(l.Addresses), optional(" mtu %d", l.MTU), flag(" shutdown", l.Shutdown))
	}
	for _, t := range d.config.Tunnels {
		fmt.Fprintf(&b, "tunnel %s device %s%s%s local %s remote %s policy %q line %s%s\n", t.Name, t.Device, prefixes(t.Addresses),
			optional(" mtu %d", t.MTU), t.Local, t.Remote, t.Policy, upDown(d.lines[t.Name]), flag(" shutdown", t.Shutdown))
	}
	for _, iface := range slices.Sorted(maps.Keys(d.neighbors)) {
		for _, n := range d.neighbors[iface] {
			fmt.Fprintf(&b, "neighbor %s %s nbma %s\n", iface, n.Address, n.NBMA)
		}
		for _, a := range d.multicast[iface] {
			fmt.Fprintf(&b, "multicast %s nbma %s\n", iface, a)
		}
	}
	for _, r := range d.config.Routes {
		fmt.Fprintf(&b, "route %s", r.Prefix)
		if r.NextHop.IsValid() {
			fmt.Fprintf(&b, " via %s", r.NextHop)
		}
		if r.Interface != "" {
			fmt.Fprintf(&b, " dev %s", r.Interface)
		}
		fmt.Fprintf(&b, "%s\n", optional(" distance %d", int(r.Distance)))
	}
	filter(&b, &d.config.Filter)
	ids := slices.SortedFunc(maps.Keys(d.sas), func(a, b datapath.SAID) int {
		return cmp.Or(cmp.Compare(a.Direction, b.Direction), a.Remote.Compare(b.Remote), cmp.Compare(a.SPI, b.SPI))
	})
	for _, id := range ids {
		sa := d.sas[id]
		fmt.Fprintf(&b, "sa %s spi 0x%X remote %s %s policy %s\n", id.Direction, id.SPI, id.Remote, sa.Transform, sa.Policy)
	}
	return b.String()
}

func prefixes(list []netip.Prefix) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, " %s", p)
	}
	return b.String()
}

func optional(format string, n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}

func flag(word string, on bool) string {
	if !on {
		return ""
	}
	return word
}

func upDown(up bool) string {
	if up {
		return "up"
	}
	return "down"
}
