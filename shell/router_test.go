package shell

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/datapathtest"
	"mainmode/ike"
)

var update = flag.Bool("update", false, "rewrite the expected screens in testdata")

// quietIKE runs a real engine whose messages reach nobody.
type quietIKE struct {
	options ike.ServerOptions
	clock   Clock
	stop    chan struct{}
	once    sync.Once

	mu     sync.Mutex
	engine *ike.Engine
	sent   int
	plans  []*ike.Config
}

func newQuietIKE(o ike.ServerOptions, clock Clock) *quietIKE {
	return &quietIKE{options: o, clock: clock, stop: make(chan struct{}), engine: ike.New(rand.NewChaCha8([32]byte{}))}
}

func (q *quietIKE) step(ev ike.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, a := range q.engine.Handle(q.clock.Now(), ev) {
		switch a := a.(type) {
		case ike.Send:
			q.sent++
		case ike.SetTimer, ike.Compute, ike.Keepalive:
		case ike.InstallSA:
			q.options.Driver.AddSAs(a.SAs)
			q.options.Handle(a)
		case ike.DeleteSA:
			q.options.Driver.DeleteSAs(a.IDs)
			q.options.Handle(a)
		case ike.Line:
			q.options.Driver.SetLine(a.Interface, a.Up)
			q.options.Handle(a)
		default:
			q.options.Handle(a)
		}
	}
}

func (q *quietIKE) Run(context.Context) {
	for {
		select {
		case ev, ok := <-q.options.Driver.Events():
			if !ok {
				return
			}
			q.step(ike.Datapath{Event: ev})
		case <-q.stop:
			return
		}
	}
}

func (q *quietIKE) Shutdown() { q.once.Do(func() { close(q.stop) }) }
func (q *quietIKE) Configure(c *ike.Config) {
	q.mu.Lock()
	q.plans = append(q.plans, c)
	q.mu.Unlock()
	q.step(ike.Configure{Config: c})
}
func (q *quietIKE) Clear(c ike.Clear)             { q.step(c) }
func (q *quietIKE) SetDebug(class ike.DebugClass) { q.step(ike.SetDebug{Classes: class}) }
func (q *quietIKE) Snapshot() ike.Snapshot {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.engine.Snapshot(q.clock.Now())
}

// routerUnderTest is a router without a network.
type routerUnderTest struct {
	*Router
	file   string
	driver *datapathtest.Driver
	ike    *quietIKE
}

func boot(t testing.TB, config string, change func(*Options)) *routerUnderTest {
	t.Helper()
	u := &routerUnderTest{file: filepath.Join(t.TempDir(), "startup-config"), driver: datapathtest.New()}
	if err := os.WriteFile(u.file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	clock := fixedClock()
	o := Options{
		Salt:          func() string { return "mERr" },
		StartupConfig: u.file,
		Clock:         &clock,
		Driver:        func() (datapath.Driver, error) { return u.driver, nil },
		Env: func() (compiler.Env, error) {
			return compiler.Env{Devices: []string{"eth1", "eth2"}}, nil
		},
		Neighbors: someNeighbors,
		IKE: func(o ike.ServerOptions) (IKE, error) {
			u.ike = newQuietIKE(o, clock)
			return u.ike, nil
		},
	}
	if change != nil {
		change(&o)
	}
	var err error
	if u.Router, err = Boot(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { u.Router.Close() })
	return u
}
