package compiler

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// world is routers that have been given configurations, on one network without
// delay. Its clock is its own.
type world struct {
	*testing.T
	now     time.Time
	routers []*worldRouter
	queue   []arrival
	sent    []ike.Send
}

// arrival is an event that has not been handled.
type arrival struct {
	at *worldRouter
	ev ike.Event
}

// worldRouter is a router of a world.
type worldRouter struct {
	w         *world
	address   string // of its Ethernet0/0
	engine    *ike.Engine
	config    *ike.Config
	timer     time.Time
	said      strings.Builder // debugs
	installed map[datapath.SAID]datapath.SA
	used      map[datapath.SAID]datapath.SAStats
}

func newWorld(t *testing.T) *world {
	return &world{T: t, now: time.Date(2011, time.September, 21, 8, 33, 43, 0, time.UTC)}
}

// router adds one whose Ethernet0/0 has the address 192.0.2.N. What it is
// configured with takes effect with start.
func (w *world) router(n int, config string) *worldRouter {
	w.Helper()
	address := fmt.Sprintf("192.0.2.%d", n)
	c, refused := Load("config", fmt.Sprintf("%s\ninterface Ethernet0/0\n ip address %s 255.255.255.0\n no shutdown\n", config, address), testSalt)
	if len(refused) > 0 {
		w.Fatal(joinDiagnostics(refused))
	}
	r, found := Compile(c, testEnv)
	for _, d := range found {
		if d.Severity == Error {
			w.Fatal(d)
		}
	}
	x := &worldRouter{w: w, address: address, engine: ike.New(rand.NewChaCha8([32]byte{byte(n)})), config: r.IKE(),
		installed: map[datapath.SAID]datapath.SA{}, used: map[datapath.SAID]datapath.SAStats{}}
	x.handle(ike.SetDebug{Classes: ike.DebugISAKMP | ike.DebugIPsec})
	w.routers = append(w.routers, x)
	return x
}

// start has all begin, the last that was added before the others, and lets a
// second pass.
func (w *world) start() {
	for i := range w.routers {
		r := w.routers[len(w.routers)-1-i]
		r.handle(ike.Configure{Config: r.config})
	}
	w.run(time.Second)
}

func (r *worldRouter) handle(ev ike.Event) {
	for _, a := range r.engine.Handle(r.w.now, ev) {
		switch a := a.(type) {
		case ike.Send:
			r.w.sent = append(r.w.sent, a)
			for _, to := range r.w.routers {
				if to.address == a.Remote.Addr().String() {
					r.w.queue = append(r.w.queue, arrival{to, ike.Received{Local: a.Remote, Remote: a.Local, Data: a.Data}})
				}
			}
		case ike.Compute:
			r.w.queue = append(r.w.queue, arrival{r, ike.Computed{ID: a.ID, Result: a.Run()}})
		case ike.Sample:
			r.w.queue = append(r.w.queue, arrival{r, ike.Sampled{SAs: r.used}})
		case ike.SetTimer:
			r.timer = a.At
		case ike.InstallSA:
			for _, sa := range a.SAs {
				r.installed[sa.ID()] = sa
			}
		case ike.DeleteSA:
			for _, id := range a.IDs {
				delete(r.installed, id)
			}
		case ike.Debug:
			r.said.WriteString(a.Text + "\n")
		}
	}
}

// run lets time pass.
func (w *world) run(d time.Duration) {
	for end := w.now.Add(d); ; {
		for len(w.queue) > 0 {
			next := w.queue[0]
			w.queue = w.queue[1:]
			next.at.handle(next.ev)
		}
		var first *worldRouter
		for _, r := range w.routers {
			if !r.timer.IsZero() && !r.timer.After(end) && (first == nil || r.timer.Before(first.timer)) {
				first = r
			}
		}
		if first == nil {
			w.now = end
			return
		}
		if first.timer.After(w.now) {
			w.now = first.timer
		}
		first.timer = time.Time{}
		first.handle(ike.Tick{})
	}
}

// exchanges are the types of those exchanges in which anything was sent.
func (w *world) exchanges() map[isakmp.ExchangeType]bool {
	seen := map[isakmp.ExchangeType]bool{}
	for _, s := range w.sent {
		h, err := isakmp.ParseHeader(s.Data)
		if err != nil {
			w.Fatal(err)
		}
		seen[h.Exchange] = true
	}
	return seen
}

// wantPairs checks how many SA pairs each router has.
func (w *world) wantPairs(want int) {
	w.Helper()
	for _, r := range w.routers {
		if len(r.installed) != 2*want {
			w.Errorf("%s has %d SAs, want %d\n%s", r.address, len(r.installed), 2*want, r.said.String())
		}
	}
}

// isakmpSA is what the router has established.
func (r *worldRouter) isakmpSA() ike.ISAKMPSA {
	for _, sa := range r.engine.Snapshot(r.w.now).SAs {
		if sa.State == "QM_IDLE" {
			return sa
		}
	}
	return ike.ISAKMPSA{}
}
