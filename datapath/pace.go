package datapath

import "time"

// Pause has work that follows changes, and took that long without what it waited
// for, rest before it looks at the next ones, unless done is closed. Hundreds of
// tunnels that come up at once are as many changes, and to look at everything
// after each of them would leave no time for the tunnels; but a single change is
// not to wait for more than a second.
func Pause(took time.Duration, done <-chan struct{}) {
	const (
		brief  = 5 * time.Millisecond
		factor = 4
		most   = time.Second
	)
	if took < brief {
		return
	}
	select {
	case <-time.After(min(factor*took, most)):
	case <-done:
	}
}
