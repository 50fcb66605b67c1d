package ike

import (
	mathrand "math/rand/v2"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// liveHeap is the bytes that live objects take.
func liveHeap() uint64 {
	runtime.GC()
	runtime.GC() // what the first one's finalizers let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// crowd is two engines with many tunnels between them. Both watch their peers,
// RFC 3706.
type crowd struct {
	hub, spokes *Engine
	now         time.Time
}

func newCrowd(now time.Time) *crowd {
	return &crowd{New(mathrand.NewChaCha8([32]byte{3})), New(mathrand.NewChaCha8([32]byte{2})), now}
}

// crowdLifetime is short, so that time gets there soon.
const crowdLifetime = 4 * time.Minute

// processorTime is what this process has spent.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// crowded is the configuration of one side.
func crowded(tunnels int, hub bool) *Config {
	c := many(tunnels, hub)
	c.DPD = DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true}
	c.Policies[0] = Policy{Priority: 10, Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA,
		Auth: isakmp.PreShared, Group: dh.Group(19), Lifetime: 24 * time.Hour}
	end := netip.MustParseAddr("2001:db8:2::")
	for i := range c.Maps {
		// Every tunnel has two addresses of its own.
		end = end.Next()
		m := &c.Maps[i]
		m.Lifetime = crowdLifetime
		if hub {
			m.Local = end
		} else {
			m.Peers = []netip.Addr{end}
		}
	}
	return c
}

// configure gives both engines their tunnels, those of the spokes shut down.
func (c *crowd) configure(tunnels int) {
	c.hub.Handle(c.now, Configure{crowded(tunnels, true)})
	idle := crowded(tunnels, false)
	for i := range idle.Maps {
		idle.Maps[i].AdministrateUp = false
	}
	c.spokes.Handle(c.now, Configure{idle})
}

// establish brings up all tunnels and returns how many SAs were installed. They
// come in groups below the limit of half-open SAs, spread over five seconds as
// real ones are, so that their timers do not fire all at once.
func (c *crowd) establish(tunnels int) (installed int) {
	const group = 400
	config := crowded(tunnels, false)
	for i := 0; i < tunnels; i += group {
		part := *config
		part.Maps = config.Maps[:min(i+group, tunnels)]
		c.now = c.now.Add(5 * time.Second * group / time.Duration(tunnels))
		installed += handshake(c.now, c.spokes, c.hub, c.spokes.Handle(c.now, Configure{&part}))
	}
	return installed
}

// until lets the time pass in steps of 100 ms, as a server does it that is
// woken by a timer, and has every message delivered.
func (c *crowd) until(at time.Time) (installed int) {
	for c.now.Before(at) {
		c.now = c.now.Add(100 * time.Millisecond)
		installed += handshake(c.now, c.spokes, c.hub, c.spokes.Handle(c.now, Tick{}))
		installed += handshake(c.now, c.hub, c.spokes, c.hub.Handle(c.now, Tick{}))
	}
	return installed
}

// TestPairMemory holds what BenchmarkPairs measures below 6 kB.
func TestPairMemory(t *testing.T) {
	const tunnels, limit = 400, 6 << 10
	c := newCrowd(epoch)
	c.configure(tunnels)
	before := liveHeap()
	if n := c.establish(tunnels); n != 4*tunnels {
		t.Fatalf("%d SAs installed, want %d", n, 4*tunnels)
	}
	c.until(c.now.Add(2 * time.Minute))
	if each := (liveHeap() - before) / (2 * tunnels); each > limit {
		t.Errorf("an established pair takes %d bytes, want at most %d", each, limit)
	}
	runtime.KeepAlive(c)
}

// BenchmarkPairs has ten thousand established pairs at each of two engines.
// It tells the bytes that an established ISAKMP SA with its IPsec SA pair,
// their timers and the watch on the peer take at one end, besides those of the
// configured tunnel; the processor time of a second with a tenth of the peers
// asking each other whether they are alive; and that of replacing all pairs.
func BenchmarkPairs(b *testing.B) {
	const tunnels = 10000
	for b.Loop() {
		c := newCrowd(epoch)
		c.configure(tunnels)
		before := liveHeap()
		if n := c.establish(tunnels); n != 4*tunnels {
			b.Fatalf("%d SAs installed, want %d", n, 4*tunnels)
		}
		b.ReportMetric(float64(liveHeap()-before)/(2*tunnels), "B/pair-new")
		c.until(c.now.Add(2 * time.Minute)) // what the exchanges leave behind is gone
		b.ReportMetric(float64(liveHeap()-before)/(2*tunnels), "B/pair")

		const seconds = 10
		start := processorTime(b)
		c.until(c.now.Add(seconds * time.Second))
		second := (processorTime(b) - start) / seconds
		b.ReportMetric(float64(second.Microseconds())/1000/2, "cpu-ms/second")

		start = processorTime(b)
		watching := epoch.Add(crowdLifetime).Sub(c.now) / time.Second
		pairs := c.until(epoch.Add(crowdLifetime)) / 4
		if pairs < tunnels {
			b.Fatalf("%d pairs replaced, want %d", pairs, tunnels)
		}
		b.ReportMetric((processorTime(b)-start-second*watching).Seconds()/2, "cpu-s/rekey-all")
		runtime.KeepAlive(c)
	}
}
