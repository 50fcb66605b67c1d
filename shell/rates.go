package shell

import (
	"math"
	"sync"
	"time"

	"mainmode/datapath"
)

// Rates are means over five minutes in which what is older counts less, made
// anew every five seconds, as IOS does.
const (
	rateWindow   = 5 * time.Minute
	rateInterval = 5 * time.Second
	// rateShare bounds what looking at the counters of very many tunnels may
	// take of a processor's time: one part in so many.
	rateShare = 100
)

// rates are the traffic rates of the interfaces. The zero value knows none.
type rates struct {
	mu     sync.Mutex
	ifaces map[string]*rate
}

// rate is the traffic of one interface.
type rate struct {
	InBits, InPackets, OutBits, OutPackets float64 // a second
	LastInput, LastOutput                  time.Time

	last datapath.InterfaceStats
	at   time.Time
}

// sampleRates looks at the counters until the router ends.
func (r *Router) sampleRates() {
	for {
		begun := time.Now()
		r.rates.sample(r.driver.Stats().Interfaces, r.clock.Now())
		used, _ := cpuUsed()
		r.cpu.sample(used, begun)
		select {
		case <-time.After(max(rateInterval, rateShare*time.Since(begun))):
		case <-r.ctx.Done():
			return
		}
	}
}

// sample takes the counters at a moment.
func (r *rates) sample(now map[string]datapath.InterfaceStats, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := make(map[string]*rate, len(now))
	for name, s := range now {
		i := r.ifaces[name]
		if i == nil || i.last.InPackets > s.InPackets || i.last.OutPackets > s.OutPackets {
			// A device that was made anew has begun at zero.
			i = &rate{at: at}
			i.last = s
			kept[name] = i
			if s.InPackets > 0 {
				i.LastInput = at
			}
			if s.OutPackets > 0 {
				i.LastOutput = at
			}
			continue
		}
		i.add(&s, at)
		kept[name] = i
	}
	r.ifaces = kept
}

// add moves the means towards what has passed since the last sample.
func (r *rate) add(s *datapath.InterfaceStats, at time.Time) {
	if s.InPackets > r.last.InPackets {
		r.LastInput = at
	}
	if s.OutPackets > r.last.OutPackets {
		r.LastOutput = at
	}
	seconds := at.Sub(r.at).Seconds()
	if seconds <= 0 {
		return
	}
	weight := 1 - math.Exp(-seconds/rateWindow.Seconds())
	move := func(mean *float64, was, is uint64, unit float64) {
		*mean += weight * (unit*float64(is-was)/seconds - *mean)
	}
	const bits = 8
	move(&r.InBits, r.last.InBytes, s.InBytes, bits)
	move(&r.InPackets, r.last.InPackets, s.InPackets, 1)
	move(&r.OutBits, r.last.OutBytes, s.OutBytes, bits)
	move(&r.OutPackets, r.last.OutPackets, s.OutPackets, 1)
	r.last, r.at = *s, at
}

// of returns the rates of an interface.
func (r *rates) of(name string) rate {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := r.ifaces[name]; i != nil {
		return *i
	}
	return rate{}
}
