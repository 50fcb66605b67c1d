package ike

import (
	"time"

	"mainmode/datapath"
)

// What the engine must know of the traffic it asks for: it never reads a
// counter itself, and so the same events always lead to the same actions.

const (
	// sampleInterval is the least time between two looks at the counters:
	// there may be as many that want to know as there are SAs.
	sampleInterval = time.Second
	// sampleTimeout is how long an answer is waited for.
	sampleTimeout = 5 * time.Second
)

// sampler shares each look at the counters among all that want one.
type sampler struct {
	uses  []func(map[datapath.SAID]datapath.SAStats)
	asked bool // a Sampled is to come
	at    time.Time
	timer *timer // until the next look
}

// sample has use called with the counters of all SAs.
func (e *Engine) sample(use func(map[datapath.SAID]datapath.SAStats)) {
	s := &e.sampler
	s.uses = append(s.uses, use)
	switch {
	case s.timer.running() || s.asked && e.now.Before(s.at.Add(sampleTimeout)):
	case e.now.Before(s.at.Add(sampleInterval)):
		s.timer = e.after(s.at.Add(sampleInterval).Sub(e.now), e.askSample)
	default:
		e.askSample()
	}
}

func (e *Engine) askSample() {
	e.sampler.asked, e.sampler.at = true, e.now
	e.emit(Sample{})
}

func (e *Engine) sampled(ev Sampled) {
	uses := e.sampler.uses
	e.sampler.asked, e.sampler.uses = false, nil
	for _, use := range uses {
		use(ev.SAs)
	}
}
