package ike

import (
	"container/heap"
	"net/netip"
	"time"
)

// A timer calls run when its time has come. It is made by Engine.after and
// stopped by stop, which is fine on a timer that is nil or has fired.
type timer struct {
	at    time.Time
	index int // in the heap, -1: not in it
	owner *timerHeap
	about netip.Addr // see Engine
	run   func()
}

func (t *timer) stop() {
	if t != nil && t.index >= 0 {
		heap.Remove(t.owner, t.index)
	}
}

// running reports whether the timer is still to fire.
func (t *timer) running() bool { return t != nil && t.index >= 0 }

// timerHeap has the earliest timer first. Ten thousand SAs have some fifty
// thousand timers, and nearly every one is stopped before it fires.
type timerHeap []*timer

func (h timerHeap) Len() int           { return len(h) }
func (h timerHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push is for container/heap.
func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

// Pop is for container/heap.
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}

// after has run called in d.
func (e *Engine) after(d time.Duration, run func()) *timer {
	t := &timer{at: e.now.Add(d), owner: &e.timers, about: e.about, run: run}
	heap.Push(&e.timers, t)
	return t
}

// fireTimers runs every timer whose time has come, the earliest first.
func (e *Engine) fireTimers() {
	for len(e.timers) > 0 && !e.timers[0].at.After(e.now) {
		t := heap.Pop(&e.timers).(*timer)
		e.about = t.about
		t.run()
	}
}

// setTimer emits a SetTimer when the earliest deadline is another than the one
// last asked for.
func (e *Engine) setTimer() {
	var at time.Time
	if len(e.timers) > 0 {
		at = e.timers[0].at
	}
	if !at.Equal(e.timerAt) {
		e.timerAt = at
		e.emit(SetTimer{At: at})
	}
}
