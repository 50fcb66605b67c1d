package datapath

import "time"

// Rest is how long work that follows changes rests after it took that long, not
// counting what it waited for. Hundreds of tunnels that come up at once are as
// many changes, and to look at everything after each of them would leave no time
// for the tunnels; but a single change is not to wait for more than a second.
func Rest(took time.Duration) time.Duration {
	const (
		brief  = 5 * time.Millisecond
		factor = 4
		most   = time.Second
	)
	if took < brief {
		return 0
	}
	return min(factor*took, most)
}
