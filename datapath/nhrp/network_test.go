package nhrp

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// network joins stations by their NBMA addresses, in virtual time.
type network struct {
	t        *testing.T
	now      time.Time
	nodes    []*node
	inFlight []flight
	lose     func(from *node, to netip.Addr, p *Packet) bool // nil: nothing
	// nat has NBMA addresses of inside that others see as another one.
	nat    map[netip.Addr]netip.Addr
	passed []string // the packets, as "SPOKE1>192.0.2.1 Registration Request"
}

type node struct {
	name   string
	engine *Engine
	config Interface
	timer  time.Time

	neighbors SetNeighbors
	syslog    []string
	debug     []string
	sent      []*Packet
}

type flight struct {
	from, to netip.Addr
	data     []byte
}

const tunnel = "Tunnel0"

func newNetwork(t *testing.T) *network {
	return &network{t: t, now: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), nat: map[netip.Addr]netip.Addr{}}
}

// add a router whose line is up.
func (n *network) add(name string, config Interface) *node {
	config.Name = tunnel
	if config.NetworkID == 0 {
		config.NetworkID = 1
	}
	if config.HoldingTime == 0 {
		config.HoldingTime = 600 * time.Second
	}
	seed := [32]byte{}
	copy(seed[:], name)
	r := &node{name: name, engine: New(rand.NewChaCha8(seed)), config: config}
	n.nodes = append(n.nodes, r)
	n.tell(r, SetDebug{DebugAll})
	n.configure(r)
	n.tell(r, Line{tunnel, true})
	return r
}

func (n *network) configure(r *node) { n.tell(r, Configure{Config{[]Interface{r.config}}}) }

// tell a router an event, and carry out what it wants done.
func (n *network) tell(r *node, event Event) {
	for _, a := range r.engine.Handle(n.now, event) {
		switch a := a.(type) {
		case Send:
			p, err := Parse(a.Data)
			if err != nil {
				n.t.Fatalf("%s sends %x: %v", r.name, a.Data, err)
			}
			r.sent = append(r.sent, p)
			n.passed = append(n.passed, fmt.Sprintf("%s>%s %s", r.name, a.NBMA, p.Type))
			if n.lose == nil || !n.lose(r, a.NBMA, p) {
				n.inFlight = append(n.inFlight, flight{r.config.NBMA, a.NBMA, a.Data})
			}
		case SetNeighbors:
			r.neighbors = a
		case SetTimer:
			r.timer = a.At
		case Syslog:
			r.syslog = append(r.syslog, fmt.Sprintf("%%NHRP-%d-%s: %s", a.Severity, a.Mnemonic, a.Text))
		case Debug:
			r.debug = append(r.debug, a.Text)
		}
	}
}

// settle delivers what is in flight, and what follows from it.
func (n *network) settle() {
	for i := 0; len(n.inFlight) > 0; i++ {
		if i > 10000 {
			n.t.Fatal("packets without end")
		}
		f := n.inFlight[0]
		n.inFlight = n.inFlight[1:]
		from := f.from
		if outside, ok := n.nat[from]; ok {
			from = outside
		}
		for _, r := range n.nodes {
			if seen, ok := n.nat[r.config.NBMA]; r.config.NBMA == f.to && !ok || ok && seen == f.to {
				n.tell(r, Received{tunnel, from, f.data})
			}
		}
	}
}

// pass lets time go by.
func (n *network) pass(d time.Duration) {
	end := n.now.Add(d)
	for n.settle(); ; n.settle() {
		var next *node
		for _, r := range n.nodes {
			if !r.timer.IsZero() && !r.timer.After(end) && (next == nil || r.timer.Before(next.timer)) {
				next = r
			}
		}
		if next == nil {
			break
		}
		if next.timer.After(n.now) {
			n.now = next.timer
		}
		next.timer = time.Time{}
		n.tell(next, Tick{})
	}
	n.now = end
}

// state of the router's interface.
func (n *network) state(r *node) InterfaceState { return r.engine.Snapshot(n.now)[0] }

// entry of the router's cache, nil: none.
func (n *network) entry(r *node, address string) *Entry {
	for _, e := range n.state(r).Entries {
		if e.Address == at(address) && e.Kind != Local {
			return &e
		}
	}
	return nil
}

// to is where the router's packets for a next hop go, "": nowhere.
func (r *node) to(address string) string {
	for _, m := range r.neighbors.Neighbors {
		if m.Address == at(address) {
			return m.NBMA.String()
		}
	}
	return ""
}

func (n *network) count(what string) int {
	count := 0
	for _, p := range n.passed {
		if strings.Contains(p, what) {
			count++
		}
	}
	return count
}

func hubConfig() Interface {
	return Interface{Address: at("10.254.0.1"), NBMA: at("192.0.2.1"), MulticastDynamic: true}
}

// spokeConfig is that of spoke i of a hub: 10.254.0.i at 198.51.100.i.
func spokeConfig(i int) Interface {
	return Interface{Address: netip.AddrFrom4([4]byte{10, 254, 0, byte(i)}), NBMA: netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}),
		Servers: []Server{{Address: at("10.254.0.1"), NBMA: at("192.0.2.1"), Multicast: true}}}
}

// star is a hub with two spokes that have registered.
func star(t *testing.T) (n *network, hub, spoke2, spoke3 *node) {
	n = newNetwork(t)
	hub = n.add("HUB", hubConfig())
	spoke2, spoke3 = n.add("SPOKE2", spokeConfig(2)), n.add("SPOKE3", spokeConfig(3))
	n.pass(time.Second)
	if !n.state(spoke2).ServerList[0].Responding || !n.state(spoke3).ServerList[0].Responding {
		t.Fatalf("the spokes have not registered: %s", n.passed)
	}
	n.passed = nil
	return n, hub, spoke2, spoke3
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func has(t *testing.T, lines []string, want string) {
	t.Helper()
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, want) }) {
		t.Errorf("no %q in\n%s", want, strings.Join(lines, "\n"))
	}
}
