package datapath

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestPace: what follows a few changes does not wait, what follows many leaves
// four fifths of the time to others, and none waits for more than a second.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pace
		work := func(took time.Duration) (rested time.Duration) {
			time.Sleep(took)
			ended := time.Now()
			p.Rest(took, nil)
			return time.Since(ended)
		}
		for round := range 10 {
			if rested := work(100 * time.Millisecond); rested != 0 {
				t.Errorf("round %d rested for %v", round, rested)
			}
		}
		const rounds, took = 50, 100 * time.Millisecond
		begun := time.Now()
		for range rounds {
			work(took)
		}
		if share := rounds * took * 100 / time.Since(begun); share != 20 {
			t.Errorf("a share of %d %%", share)
		}
		if rested := work(time.Minute); rested != time.Second {
			t.Errorf("a minute's work rested for %v", rested)
		}
		time.Sleep(400 * time.Millisecond)
		if rested := work(100 * time.Millisecond); rested != 0 {
			t.Errorf("after a break the work rested for %v", rested)
		}
		time.Sleep(time.Hour)
		if rested := work(time.Second); rested != 0 {
			t.Errorf("after an hour the work rested for %v", rested)
		}
	})
}
