package ike

import (
	"time"

	"mainmode/datapath"
)

// What the engine must know of the traffic it asks for: it never reads a
// counter itself, and so the same events always lead to the same actions.

// sampleTimeout is how long it waits for the answer.
const sampleTimeout = 5 * time.Second

// sample has use called with the counters of all SAs. Requests that are made
// before the answer comes share it.
func (e *Engine) sample(use func(map[datapath.SAID]datapath.SAStats)) {
	e.samples = append(e.samples, use)
	if len(e.samples) == 1 || !e.now.Before(e.sampleAt.Add(sampleTimeout)) {
		e.sampleAt = e.now
		e.emit(Sample{})
	}
}

func (e *Engine) sampled(ev Sampled) {
	uses := e.samples
	e.samples = nil
	for _, use := range uses {
		use(ev.SAs)
	}
}
