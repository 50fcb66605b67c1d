package ike

import (
	"fmt"
	mathrand "math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// TestConvergence negotiates, replaces and deletes SAs over a network that
// loses three of ten datagrams each way, doubles and reorders others, and takes
// two seconds for them: the ends have the same SAs in the end, whatever
// happens. Each seed is another fate of every datagram. A run that does not
// converge is repeated alone by its seed:
//
//	go test ./ike -run 'TestConvergence$' -seed 4711
func TestConvergence(t *testing.T) {
	runs := uint64(10_000)
	if testing.Short() || racing {
		runs = 500
	}
	if *seed >= 0 {
		if err := converge(t, uint64(*seed), true); err != nil {
			t.Errorf("seed %d: %v", *seed, err)
		}
		return
	}
	var next, failed atomic.Uint64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				s := next.Add(1) - 1
				if s >= runs || failed.Load() > 20 {
					return
				}
				if err := converge(t, s, false); err != nil {
					failed.Add(1)
					t.Errorf("seed %d: %v", s, err)
				}
			}
		})
	}
	wg.Wait()
}

// limit is how long the ends may take to agree: long enough for a negotiation
// to die by retransmission at both, be begun again, and die once more.
const limit = 40 * time.Minute

// converge is one run. What it does is all drawn from the seed.
func converge(t *testing.T, seed uint64, verbose bool) error {
	random := mathrand.New(mathrand.NewPCG(seed, 2))
	n := newNetwork(t)
	n.fate = badLink(random)
	r2, r3 := n.add("R2", addrR2, 2), n.add("R3", addrR3, 3)
	for i, r := range n.routers {
		r.quiet = !verbose
		r.engine = New(mathrand.NewChaCha8([32]byte{byte(i), byte(seed), byte(seed >> 8), byte(seed >> 16)}))
		if verbose {
			r.handle(SetDebug{debugAll})
		}
	}
	defer func() {
		if verbose {
			t.Logf("R2\n%s", r2.log.String())
			t.Logf("R3\n%s", r3.log.String())
		}
	}()
	c2, c3 := reference(addrR2, addrR3), reference(addrR3, addrR2)
	c3.Maps[0].ResponderOnly = seed%3 == 0
	for _, c := range []*Config{c2, c3} {
		// One run of five has nothing but lifetimes to find a mistake by.
		if seed%5 != 4 {
			c.DPD = DPD{Interval: time.Minute, Retry: 10 * time.Second, Periodic: seed%2 == 0}
			c.InvalidSPIRecovery = true
		}
		c.Policies[0] = Policy{Priority: 10, Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA,
			Auth: isakmp.PreShared, Group: 19, Lifetime: 24 * time.Hour}
	}
	// What nothing else ends, ends by its lifetime.
	c2.Maps[0].Lifetime, c3.Maps[0].Lifetime = 30*time.Minute, 30*time.Minute
	if seed%4 == 1 {
		c2.Policies[0].Lifetime = 5 * time.Minute // phase 1 is replaced meanwhile
	}
	if seed%8 == 2 {
		c2.Maps[0].PFS, c3.Maps[0].PFS = 19, 19
	}

	// Establish, at either end first or at both at once.
	r3.handle(Configure{c3})
	n.run(time.Duration(random.IntN(4000)) * time.Millisecond)
	r2.handle(Configure{c2})
	if !n.until(limit, func() bool { return agreed(r2, r3, 1) }) {
		return fmt.Errorf("not established: %s", holdings(r2, r3))
	}

	// Rekey, by one end or by both at once.
	old := r2.engine.Snapshot(n.now).Flows[0].Pairs[0]
	if seed%3 != 1 {
		r2.handle(Datapath{datapath.Expire{ID: old.Outbound}})
	}
	if seed%3 != 0 {
		id := datapath.SAID{Direction: datapath.Inbound, Remote: r2.addr, SPI: old.Outbound.SPI}
		r3.handle(Datapath{datapath.Expire{ID: id}})
	}
	replaced := func() bool {
		_, still := r2.installed[old.Inbound]
		return !still && agreed(r2, r3, 1)
	}
	if !n.until(limit, replaced) {
		return fmt.Errorf("not rekeyed: %s", holdings(r2, r3))
	}

	// Delete: the one end goes, the other must notice.
	gone := *c2
	gone.Maps = nil
	r2.handle(Configure{&gone})
	if !n.until(limit, func() bool { return agreed(r2, r3, 0) }) {
		return fmt.Errorf("not deleted: %s", holdings(r2, r3))
	}
	r3.handle(Shutdown{})
	n.run(5 * time.Minute)
	for _, r := range n.routers {
		if left := leftovers(r.engine); left != "" {
			return fmt.Errorf("%s: left over: %s", r.name, left)
		}
	}
	return nil
}

// badLink loses three datagrams of ten and doubles one. What arrives takes up
// to two seconds, so that what is sent within them is reordered.
func badLink(random *mathrand.Rand) func(*router, Send) []time.Duration {
	return func(*router, Send) []time.Duration {
		delay := func() time.Duration { return time.Duration(random.IntN(2000)) * time.Millisecond }
		switch x := random.IntN(10); {
		case x < 3:
			return nil
		case x == 3:
			return []time.Duration{delay(), delay()}
		}
		return []time.Duration{delay()}
	}
}

// until lets the time pass until done reports true, and reports whether it did
// before the limit.
func (n *network) until(limit time.Duration, done func() bool) bool {
	for end := n.now.Add(limit); n.now.Before(end); {
		if done() {
			return true
		}
		n.run(time.Second)
		if n.now.Unix()%5 != 0 {
			continue
		}
		for i, from := range n.routers {
			from.ping(n.routers[1-i])
		}
	}
	return done()
}

// ping sends a packet through the tunnel if there is an SA to send it by. The
// other end tells its engine when it has no use for it.
func (r *router) ping(to *router) {
	for _, m := range r.engine.mapOrder {
		for _, p := range m.flows[0].pairs {
			if !p.sending {
				continue
			}
			r.counted(p.out.ID())
			in := datapath.SAID{Direction: datapath.Inbound, Remote: r.addr, SPI: p.out.SPI}
			if _, ok := to.installed[in]; !ok {
				to.handle(Datapath{datapath.InvalidSPI{Local: to.addr, Remote: r.addr, SPI: in.SPI}})
				return
			}
			to.counted(in)
			return
		}
	}
}

// counted has an SA carry a packet.
func (r *router) counted(id datapath.SAID) {
	if r.used == nil {
		r.used = map[datapath.SAID]datapath.SAStats{}
	}
	r.used[id] = datapath.SAStats{LastUsed: r.net.now.Unix()}
}

// agreed reports whether both ends have the SAs of just so many pairs, the same
// at both.
func agreed(a, b *router, pairs int) bool {
	if len(a.installed) != 2*pairs || len(b.installed) != 2*pairs {
		return false
	}
	for id := range a.installed {
		if _, ok := b.installed[datapath.SAID{Direction: 1 - id.Direction, Remote: a.addr, SPI: id.SPI}]; !ok {
			return false
		}
	}
	return true
}

func holdings(routers ...*router) (s string) {
	for _, r := range routers {
		s += r.name + " has"
		for id := range r.installed {
			s += fmt.Sprintf(" %v %08x", id.Direction, id.SPI)
		}
		s += "; "
	}
	return s
}

// leftovers lists what an engine holds of negotiations, "" if there is nothing.
func leftovers(e *Engine) (s string) {
	count := func(what string, n int) {
		if n != 0 {
			s += fmt.Sprintf("%d %s, ", n, what)
		}
	}
	count("by cookies", len(e.byCookies))
	count("by offer", len(e.byOffer))
	count("peers", len(e.peers))
	count("half open", e.unproven())
	count("remnants", e.remnants)
	count("pairs", len(e.pairs))
	count("SPIs", len(e.spis))
	count("computations", len(e.computations))
	count("timers", len(e.timers))
	count("samples", len(e.sampler.uses))
	return s
}
