package nhrp

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A clock that is set forward must not have Ticks come before there is anything to
// do, one after the other: the time of one keeps its monotonic reading.
func TestTimerIsMonotonic(t *testing.T) {
	e := New(rand.NewChaCha8([32]byte{}))
	now := time.Now()
	spoke := Interface{Name: tunnel, Address: at("10.254.0.2"), NBMA: at("198.51.100.2"), NetworkID: 1, HoldingTime: 600 * time.Second,
		Servers: []Server{{Address: at("10.254.0.1"), NBMA: at("192.0.2.1")}}}
	e.Handle(now, Configure{Config{[]Interface{spoke}}})
	timers := 0
	for _, a := range e.Handle(now, Line{tunnel, true}) {
		if timer, ok := a.(SetTimer); ok {
			timers++
			if timer.At == timer.At.Round(0) {
				t.Errorf("a timer at %v has no monotonic reading", timer.At)
			}
			if !timer.At.After(now) || timer.At.Nanosecond() != 0 {
				t.Errorf("at %v a timer at %v", now, timer.At)
			}
		}
	}
	if timers == 0 {
		t.Error("no timer")
	}
}
