package datapath

import (
	"sync"
	"time"
)

// Budget lets a number of events pass each second: what anybody can send must
// not fill the queue. The zero Budget is full.
type Budget struct {
	mu    sync.Mutex
	since time.Time
	spent int
}

// budgetEvents is how many events pass in a second.
const budgetEvents = 1000

// Allow reports whether one more event may pass.
func (b *Budget) Allow(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.since) >= time.Second {
		b.since, b.spent = now, 0
	}
	b.spent++
	return b.spent <= budgetEvents
}
