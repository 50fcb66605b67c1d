package ike

import (
	"bytes"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// seed has TestConvergence do one run only.
var seed = flag.Int("seed", -1, "the only seed of TestConvergence")

// epoch is the virtual time at which every test begins.
var epoch = time.Date(2011, time.September, 21, 8, 33, 43, 245_000_000, time.UTC)

// A router is an engine with the world around it: what it sends goes to the
// network, what it computes comes back at once or later, what it prints goes
// to its log.
type router struct {
	t      *testing.T
	net    *network
	name   string
	addr   netip.Addr
	engine *Engine
	timer  time.Time
	log    strings.Builder
	quiet  bool

	installed map[datapath.SAID]datapath.SA
	lines     map[string]bool
	keys      []Keys
	alive     int                                // Keepalive actions
	looks     int                                // Sample actions
	used      map[datapath.SAID]datapath.SAStats // what Sample is answered with
}

// A network carries datagrams between routers under virtual time.
type network struct {
	t        *testing.T
	now      time.Time
	routers  []*router
	queue    []delivery
	sequence int
	// fate says what becomes of a datagram: how often it arrives, and by how
	// much later than it should. nil: once, at once.
	fate func(from *router, s Send) []time.Duration
	// forge changes a datagram before anybody sees it.
	forge func(from *router, s *Send)
	// seen is called for every datagram that is sent.
	seen func(from *router, s Send)
	// nat changes the addresses of a datagram on its way. nil: none.
	nat     func(from *router, s Send) (local, remote netip.AddrPort)
	carried int // datagrams so far
	latency time.Duration
	compute time.Duration // what a Diffie-Hellman computation takes
}

type delivery struct {
	at       time.Time
	sequence int
	to       *router
	event    Event
}

func newNetwork(t *testing.T) *network {
	return &network{t: t, now: epoch, latency: time.Millisecond, compute: 8 * time.Millisecond}
}

func (n *network) add(name, addr string, seed byte) *router {
	r := &router{
		t: n.t, net: n, name: name, addr: netip.MustParseAddr(addr),
		engine:    New(mathrand.NewChaCha8([32]byte{seed})),
		installed: map[datapath.SAID]datapath.SA{}, lines: map[string]bool{},
	}
	n.routers = append(n.routers, r)
	return r
}

func (n *network) later(d time.Duration, to *router, ev Event) {
	n.sequence++
	n.queue = append(n.queue, delivery{n.now.Add(d), n.sequence, to, ev})
}

// handle gives an event to the router's engine and carries out the actions.
func (r *router) handle(ev Event) {
	for _, a := range r.engine.Handle(r.net.now, ev) {
		r.do(a)
	}
}

// flush carries out what a test had the engine do by hand.
func (r *router) flush() {
	actions := r.engine.actions
	r.engine.actions = nil
	for _, a := range actions {
		r.do(a)
	}
}

func (r *router) do(a Action) {
	switch a := a.(type) {
	case Send:
		r.net.carry(r, a)
	case SetTimer:
		r.timer = a.At
	case Compute:
		r.net.later(r.net.compute, r, Computed{a.ID, a.Run()})
	case Login:
		// Everybody whose password is "right" may come in but nobody.
		r.net.later(0, r, Computed{a.ID, a.User != "nobody" && a.Password == "right"})
	case Keepalive:
		r.alive++
	case Sample:
		r.looks++
		r.net.later(0, r, Sampled{r.used})
	case InstallSA:
		for _, sa := range a.SAs {
			if _, twice := r.installed[sa.ID()]; twice {
				r.t.Errorf("%s: %v installed twice", r.name, sa.ID())
			}
			if len(sa.EncKey) != sa.Transform.EncKeyLen() || len(sa.AuthKey) != sa.Transform.AuthKeyLen() {
				r.t.Errorf("%s: %v: keys of %d and %d bytes", r.name, sa.Transform, len(sa.EncKey), len(sa.AuthKey))
			}
			r.installed[sa.ID()] = sa
		}
	case MoveSA:
		for _, id := range a.IDs {
			sa, known := r.installed[id]
			if !known {
				r.t.Errorf("%s: %v moved, which is not installed", r.name, id)
				continue
			}
			sa.Remote, sa.RemotePort = a.Remote.Addr(), a.Remote.Port()
			r.installed[id] = sa
		}
	case DeleteSA:
		for _, id := range a.IDs {
			delete(r.installed, id)
		}
	case Line:
		if r.lines[a.Interface] == a.Up {
			r.t.Errorf("%s: line of %s is %v already", r.name, a.Interface, a.Up)
		}
		r.lines[a.Interface] = a.Up
		r.print(fmt.Sprintf("%%LINEPROTO-5-UPDOWN: Line protocol on Interface %s, changed state to %s", a.Interface, map[bool]string{true: "up", false: "down"}[a.Up]))
	case Debug:
		r.print(a.Text)
	case Syslog:
		r.print(fmt.Sprintf("%%%s-%d-%s: %s", a.Facility, a.Severity, a.Mnemonic, a.Text))
	case Keys:
		r.keys = append(r.keys, a)
	default:
		r.t.Errorf("%s: unknown action %T", r.name, a)
	}
}

func (r *router) print(text string) {
	if !r.quiet {
		fmt.Fprintf(&r.log, "*%s: %s\n", r.net.now.Format("Jan 2 15:04:05.000"), text)
	}
}

// mostCarried is more datagrams than any test has use for, and mostAtOnce more
// events at one moment: two engines that go on for ever end there.
const (
	mostCarried = 200_000
	mostAtOnce  = 20_000
)

// carry takes a datagram to the router that has its address.
func (n *network) carry(from *router, s Send) {
	if n.carried++; n.carried > mostCarried {
		panic(fmt.Sprintf("%d datagrams: the last one is %s's, %x", n.carried, from.name, s.Data[:min(28, len(s.Data))]))
	}
	if n.forge != nil {
		n.forge(from, &s)
	}
	if n.seen != nil {
		n.seen(from, s)
	}
	local, remote := s.Local, s.Remote
	if n.nat != nil {
		local, remote = n.nat(from, s)
	}
	delays := []time.Duration{0}
	if n.fate != nil {
		delays = n.fate(from, s)
	}
	for _, to := range n.routers {
		if to.addr != remote.Addr() {
			continue
		}
		for _, d := range delays {
			n.later(n.latency+d, to, Received{Local: remote, Remote: local, Data: bytes.Clone(s.Data)})
		}
	}
}

// run lets the time pass until it is over.
func (n *network) run(d time.Duration) {
	end := n.now.Add(d)
	for before, events := n.now, 0; ; events++ {
		if n.now.After(before) {
			before, events = n.now, 0
		}
		if events > mostAtOnce {
			panic(fmt.Sprintf("%d events at %v", events, n.now))
		}
		var next *delivery
		index := -1
		for i := range n.queue {
			q := &n.queue[i]
			if next == nil || q.at.Before(next.at) || q.at.Equal(next.at) && q.sequence < next.sequence {
				next, index = q, i
			}
		}
		var ticking *router
		for _, r := range n.routers {
			if !r.timer.IsZero() && (ticking == nil || r.timer.Before(ticking.timer)) {
				ticking = r
			}
		}
		switch {
		case next != nil && (ticking == nil || !ticking.timer.Before(next.at)):
			if next.at.After(end) {
				n.now = end
				return
			}
			q := *next
			n.queue = append(n.queue[:index], n.queue[index+1:]...)
			n.now = q.at
			q.to.handle(q.event)
		case ticking != nil && !ticking.timer.After(end):
			if ticking.timer.After(n.now) {
				n.now = ticking.timer
			}
			ticking.timer = time.Time{}
			ticking.handle(Tick{})
		default:
			n.now = end
			return
		}
	}
}

// reference is the configuration of the reference session: Tunnel23 between
// R2 and R3, all but the authentication method at its default.
func reference(local, remote string) *Config {
	l, r := netip.MustParseAddr(local), netip.MustParseAddr(remote)
	selector := datapath.AnyIPv6
	prefix := "::/0"
	if l.Is4() {
		selector, prefix = datapath.AnyIPv4, "0.0.0.0/0"
	}
	return &Config{
		Enabled: true, NATTransparency: true,
		Policies: []Policy{{
			Priority: 10, Encryption: isakmp.DES_CBC, Hash: isakmp.SHA, Auth: isakmp.PreShared, Group: 1, Lifetime: 24 * time.Hour,
		}},
		Keyrings: []Keyring{{Name: "default", Keys: []Key{{Prefix: netip.MustParsePrefix(prefix), Secret: "cisco"}}}},
		Maps: []Map{{
			Name: "Tunnel23-head-0", Sequence: TunnelSequence, Interface: "Tunnel23", Tunnel: true, Profile: "PRO",
			Local: l, Peers: []netip.Addr{r}, SourceInterface: "Ethernet0/0", PathMTU: 1500,
			Selectors: []datapath.Selector{selector},
			TransformSets: []TransformSet{{
				Name:      "TRA",
				Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1},
			}},
			Lifetime: time.Hour, LifetimeKB: 4608000, ReplayWindow: 64, AdministrateUp: true,
		}},
	}
}

const (
	addrR2 = "2001:db8::2"
	addrR3 = "2001:db8::3"
)

const debugAll = DebugISAKMP | DebugIPsec | DebugKMI

// pair makes R2 and R3 with all debugs on. R3 only answers.
func pair(t *testing.T) (*network, *router, *router, *Config, *Config) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", addrR2, 2), n.add("R3", addrR3, 3)
	for _, r := range n.routers {
		r.handle(SetDebug{debugAll})
	}
	c2, c3 := reference(addrR2, addrR3), reference(addrR3, addrR2)
	c3.Maps[0].ResponderOnly = true
	return n, r2, r3, c2, c3
}

// bringUp configures the responder, then the initiator, and waits.
func bringUp(n *network, r2, r3 *router, c2, c3 *Config) {
	r3.handle(Configure{c3})
	r2.handle(Configure{c2})
	n.run(time.Second)
}

// wantUp checks that the ends agree on exactly one SA pair.
func wantUp(t *testing.T, a, b *router) {
	t.Helper()
	wantPairs(t, a, b, 1)
}

func wantPairs(t *testing.T, a, b *router, pairs int) {
	t.Helper()
	if len(a.installed) != 2*pairs || len(b.installed) != 2*pairs {
		t.Fatalf("%s has %d SAs, %s %d, want %d each", a.name, len(a.installed), b.name, len(b.installed), 2*pairs)
	}
	for _, sa := range a.installed {
		other, ok := b.installed[datapath.SAID{Direction: 1 - sa.Direction, Remote: a.addr, SPI: sa.SPI}]
		if !ok {
			t.Fatalf("%s has no partner of %v", b.name, sa.ID())
		}
		if !bytes.Equal(sa.EncKey, other.EncKey) || !bytes.Equal(sa.AuthKey, other.AuthKey) {
			t.Errorf("keys of %v differ", sa.ID())
		}
		if sa.Transform != other.Transform || sa.Mode != other.Mode {
			t.Errorf("transforms of %v differ: %v %v, %v %v", sa.ID(), sa.Transform, sa.Mode, other.Transform, other.Mode)
		}
		if sa.Selector.Local != other.Selector.Remote || sa.Selector.Remote != other.Selector.Local {
			t.Errorf("selectors of %v differ", sa.ID())
		}
	}
}

// golden compares a log with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; run with -update and read the difference\n%s", path, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("want %d lines, got %d", len(w), len(g))
}

// unproven is the number of responders, of both modes, that have proved nothing.
func (e *Engine) unproven() int { return e.halfOpen[false] + e.halfOpen[true] }
