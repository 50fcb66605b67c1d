package shell

import (
	"math"
	"sync"
	"time"
)

// cpuLoad is the share of a processor that the router uses. The zero value
// knows none.
type cpuLoad struct {
	mu   sync.Mutex
	at   time.Time
	used time.Duration
	now  loadValues
}

// loadValues are in percent.
type loadValues struct{ FiveSeconds, Minute, FiveMinutes float64 }

// sample takes what has been used up to a moment.
func (l *cpuLoad) sample(used time.Duration, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	passed := at.Sub(l.at)
	if !l.at.IsZero() && passed > 0 {
		percent := 100 * float64(used-l.used) / float64(passed)
		weight := func(window time.Duration) float64 { return 1 - math.Exp(-passed.Seconds()/window.Seconds()) }
		l.now.FiveSeconds = percent
		l.now.Minute += weight(time.Minute) * (percent - l.now.Minute)
		l.now.FiveMinutes += weight(rateWindow) * (percent - l.now.FiveMinutes)
	}
	l.at, l.used = at, used
}

func (l *cpuLoad) values() loadValues {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}
