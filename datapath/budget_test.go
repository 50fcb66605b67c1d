package datapath_test

import (
	"testing"
	"time"

	"mainmode/datapath"
)

// TestBudget lets a number of events pass in each second, however many come.
func TestBudget(t *testing.T) {
	var b datapath.Budget
	now := time.Unix(1000, 0)
	count := func() (passed int) {
		for range 5000 {
			if b.Allow(now) {
				passed++
			}
		}
		return passed
	}
	if n := count(); n != 1000 {
		t.Errorf("%d events pass", n)
	}
	now = now.Add(900 * time.Millisecond)
	if n := count(); n != 0 {
		t.Errorf("%d events pass in the same second", n)
	}
	now = now.Add(100 * time.Millisecond)
	if n := count(); n != 1000 {
		t.Errorf("%d events pass in the next second", n)
	}
}
