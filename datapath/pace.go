package datapath

import "time"

// Limits of a [Pace].
const (
	paceBudget = time.Second // of work without rest
	paceFactor = 4           // a rest is that many times as long as the work
	paceRest   = time.Second // the longest
)

// Pace has work that follows changes of the system leave time for other work:
// hundreds of tunnels that come up at once are as many changes, and to look at
// everything after each of them would leave none for the tunnels. A few changes
// are followed at once, as packets wait for that. The zero Pace is rested.
type Pace struct {
	spent time.Duration // work that rest has not paid for
	at    time.Time     // when that was
}

// Rest returns after work that took that long, as soon as the next may begin, or
// when done is closed.
func (p *Pace) Rest(took time.Duration, done <-chan struct{}) {
	now := time.Now()
	p.spent = max(0, p.spent-now.Add(-took).Sub(p.at)/paceFactor) + took
	p.at = now
	if p.spent <= paceBudget {
		return
	}
	select {
	case <-time.After(min(paceFactor*(p.spent-paceBudget), paceRest)):
	case <-done:
	}
	p.spent, p.at = paceBudget, time.Now()
}
