package shell

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// echoFake answers echo requests after a time, as long as it has not been told
// not to.
type echoFake struct {
	mu     sync.Mutex
	silent bool
	takes  time.Duration
	jobs   []pingJob
}

func (e *echoFake) set(silent bool, takes time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.silent, e.takes = silent, takes
}

func (e *echoFake) open(_ context.Context, j *pingJob) (echoConn, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.jobs = append(e.jobs, *j)
	return e, nil
}

func (e *echoFake) send(uint16, int) error { return nil }
func (e *echoFake) Close() error           { return nil }

func (e *echoFake) receive(ctx context.Context, _ uint16, deadline time.Time) echoAnswer {
	e.mu.Lock()
	silent, takes := e.silent, e.takes
	e.mu.Unlock()
	if silent {
		takes = time.Until(deadline)
	}
	select {
	case <-time.After(takes):
	case <-ctx.Done():
	}
	if silent || ctx.Err() != nil {
		return echoAnswer{}
	}
	return echoAnswer{mark: '!'}
}

const trackedConfig = `hostname R2
ip host gateway 192.0.2.254
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
interface Ethernet0/1
 ip address 198.51.100.1 255.255.255.0
ip sla 1
 icmp-echo gateway source-interface Ethernet0/0
 frequency 10
 timeout 2000
 threshold 500
ip sla schedule 1 life forever start-time now
track 1 ip sla 1 reachability
 delay down 15 up 5
track 2 ip sla 1
track 3 list boolean and
 object 1
 object 2 not
ip route 0.0.0.0 0.0.0.0 192.0.2.254 track 1
ip route 0.0.0.0 0.0.0.0 198.51.100.254 250
ip route 203.0.113.0 255.255.255.0 192.0.2.254 track 2
`

// bootTracked boots a router whose operations ask the fake.
func bootTracked(t *testing.T, config string, echo *echoFake) *routerUnderTest {
	clock := Clock{Now: time.Now, Synced: func() bool { return true }, Started: time.Now()}
	return boot(t, config, func(o *Options) { o.Clock, o.Echo = &clock, echo.open })
}

// routesOf are the static routes that the driver was given, with their next
// hops.
func routesOf(u *routerUnderTest) string {
	var list []string
	for _, r := range u.IR().Datapath().Routes {
		list = append(list, fmt.Sprintf("%v via %v", r.Prefix, r.NextHop))
	}
	return strings.Join(list, ", ")
}

// Routes follow what an operation of IP SLA finds out, after the delays of their
// objects.
func TestRoutesFollowSLA(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		echo := &echoFake{takes: 20 * time.Millisecond}
		u := bootTracked(t, trackedConfig, echo)
		const (
			backup   = "0.0.0.0/0 via 198.51.100.254"
			primary  = "0.0.0.0/0 via 192.0.2.254, " + backup
			specific = ", 203.0.113.0/24 via 192.0.2.254"
		)
		start := time.Now()
		for _, step := range []struct {
			at     time.Duration
			change func()
			routes string
		}{
			{100 * time.Millisecond, nil, backup + specific}, // track 1 waits for five seconds
			{4900 * time.Millisecond, nil, backup + specific},
			{5100 * time.Millisecond, nil, primary + specific},
			{15 * time.Second, func() { echo.set(false, 600*time.Millisecond) }, primary + specific},
			{21 * time.Second, nil, primary}, // it answers, too late for track 2
			{25 * time.Second, func() { echo.set(true, 0) }, primary},
			{46 * time.Second, nil, primary}, // silent since 32
			{48 * time.Second, nil, backup},
			{51 * time.Second, func() { echo.set(false, time.Millisecond) }, backup},
			{61 * time.Second, nil, backup + specific},
			{66 * time.Second, nil, primary + specific},
		} {
			time.Sleep(time.Until(start.Add(step.at)))
			synctest.Wait()
			if got := routesOf(u); got != step.routes {
				t.Errorf("after %v: routes %s, want %s", step.at, got, step.routes)
			}
			if step.change != nil {
				step.change()
			}
		}
		echo.mu.Lock()
		j := echo.jobs[0]
		requests := len(echo.jobs)
		echo.mu.Unlock()
		if j.Source != netip.MustParseAddr("192.0.2.1") || j.Destination != netip.MustParseAddr("192.0.2.254") || j.Size != 64 {
			t.Errorf("a request of %d bytes from %v to %v", j.Size, j.Source, j.Destination)
		}
		if requests != 7 {
			t.Errorf("%d requests in 66 seconds, want 7", requests)
		}
		goldenFile(t, "testdata/show/sla.golden", []byte(u.types("enable\nterminal length 0\nshow track\nshow track brief\nshow ip sla statistics\nshow ip sla statistics 1 details\n"+
			"show ip sla summary\nshow ip sla configuration\nshow ip route track-table\nshow logging | include TRACKING\n")))
	})
}

// An operation that is not scheduled, and one that is gone, are down; one whose
// life is over keeps what it found last.
func TestSLALives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := strings.Replace(trackedConfig, "life forever start-time now", "life 25 start-time after 00:00:10", 1)
		echo := &echoFake{takes: time.Millisecond}
		u := bootTracked(t, config, echo)
		for _, step := range []struct {
			sleep    time.Duration
			line     string
			requests int
			up       bool
		}{
			{9 * time.Second, "", 0, false},
			{2 * time.Second, "", 1, true},
			{time.Hour, "", 3, true},
			{0, "no ip sla schedule 1", 3, true},
			{time.Minute, "ip sla schedule 1 life forever start-time now", 3, false},
			{time.Second, "no ip sla 1", 4, true},
			{time.Minute, "", 4, false},
		} {
			time.Sleep(step.sleep)
			synctest.Wait()
			echo.mu.Lock()
			requests := len(echo.jobs)
			echo.mu.Unlock()
			if requests != step.requests || u.trackUp(2) != step.up {
				t.Errorf("before %q: %d requests and up %v, want %d and %v", step.line, requests, u.trackUp(2), step.requests, step.up)
			}
			if step.line != "" {
				u.types("enable\nconfigure terminal\n" + step.line + "\nend\n")
			}
		}
	})
}

// What an operation cannot send is a failure of its own kind.
func TestSLAFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := strings.NewReplacer("icmp-echo gateway", "icmp-echo nobody", "ip host", "no ip domain lookup\nip host").Replace(trackedConfig)
		u := bootTracked(t, config, &echoFake{})
		time.Sleep(time.Second)
		synctest.Wait()
		if got := u.operations[1].snapshot().Code; got != slaNameError {
			t.Errorf("without an address: %s", got)
		}
		clock := Clock{Now: time.Now, Synced: func() bool { return true }, Started: time.Now()}
		u = boot(t, trackedConfig, func(o *Options) {
			o.Clock = &clock
			o.Echo = func(context.Context, *pingJob) (echoConn, error) { return nil, errors.New("no way") }
		})
		time.Sleep(time.Second)
		synctest.Wait()
		if got := u.operations[1].snapshot(); got.Code != slaNoConnection || got.Failures != 1 {
			t.Errorf("without a socket: %+v", got)
		}
	})
}

// An operation that waits longer for answers than its frequency says does not
// catch up with the requests that it has left out.
func TestSLACatchesUpWithNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := strings.NewReplacer("frequency 10", "frequency 1", "timeout 2000", "timeout 5000").Replace(trackedConfig)
		echo := &echoFake{silent: true}
		bootTracked(t, config, echo)
		requests := func() int {
			echo.mu.Lock()
			defer echo.mu.Unlock()
			return len(echo.jobs)
		}
		time.Sleep(time.Minute + time.Millisecond)
		echo.set(false, time.Millisecond)
		time.Sleep(5 * time.Second) // the last one that nobody has answered is over
		before := requests()
		time.Sleep(10 * time.Second)
		if n := requests() - before; n != 10 {
			t.Errorf("%d requests in ten seconds, want one each", n)
		}
	})
}

// Objects that decide about themselves count as up, and what they say is that they
// do: a router that looks for what they agree on never starts.
func TestTracksInCircles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := bootTracked(t, "hostname R2\n"+
			"track 1 list boolean and\n object 1 not\n"+
			"track 2 list boolean and\n object 3\n"+
			"track 3 list boolean or\n object 2 not\n object 4\n"+
			"track 4 list boolean and\n object 1\n", &echoFake{})
		synctest.Wait()
		for n := range 4 {
			if !u.trackUp(n + 1) {
				t.Errorf("track %d is down", n+1)
			}
		}
		var said []string
		for _, d := range u.diagnostics {
			said = append(said, d.Reason)
		}
		want := "track 1 follows itself: it counts as up; track 2 follows itself: it counts as up; track 3 follows itself: it counts as up"
		if got := strings.Join(said, "; "); got != want {
			t.Errorf("it says %q", got)
		}
	})
}

// An operation that asks the same host in another way takes no route away until it
// has asked; one that asks another host has found out nothing.
func TestSLAChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := bootTracked(t, trackedConfig, &echoFake{takes: 20 * time.Millisecond})
		for _, step := range []struct {
			line    string
			changes int // of track 2, with the first
		}{{"frequency 20", 1}, {"tag uplink", 1}, {"icmp-echo 192.0.2.253", 3}} {
			time.Sleep(time.Second)
			synctest.Wait()
			u.types("enable\nconfigure terminal\nip sla 1\n" + step.line + "\nend\n")
			time.Sleep(time.Second)
			synctest.Wait()
			if n := strings.Count(u.types("enable\nterminal length 0\nshow logging\n"), "-STATE: 2 ip sla 1"); n != step.changes {
				t.Errorf("after %q: track 2 has changed %d times, want %d", step.line, n, step.changes)
			}
		}
	})
}
