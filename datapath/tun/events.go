package tun

import (
	"sync"
	"time"

	"mainmode/datapath"
)

// events is a queue without bound between the packet path, which must not
// wait, and the reader of Driver.Events. What may come often is limited where
// it arises.
type events struct {
	out  chan datapath.Event
	done chan struct{}
	wake chan struct{}

	mu      sync.Mutex
	pending []datapath.Event
}

func newEvents() *events {
	e := &events{
		out:  make(chan datapath.Event),
		done: make(chan struct{}),
		wake: make(chan struct{}, 1),
	}
	go e.pump()
	return e
}

// emit queues an event. A LinkChange that is still queued is not repeated.
func (e *events) emit(ev datapath.Event) {
	e.mu.Lock()
	if change, ok := ev.(datapath.LinkChange); ok {
		for _, p := range e.pending {
			if p == change {
				e.mu.Unlock()
				return
			}
		}
	}
	e.pending = append(e.pending, ev)
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *events) pump() {
	defer close(e.out)
	for {
		select {
		case <-e.wake:
		case <-e.done:
			return
		}
		e.mu.Lock()
		batch := e.pending
		e.pending = nil
		e.mu.Unlock()
		for _, ev := range batch {
			select {
			case e.out <- ev:
			case <-e.done:
				return
			}
		}
	}
}

func (e *events) close() { close(e.done) }

// eventInterval is how often the same thing is told.
const eventInterval = time.Second

// limiter lets one event a second pass for each key. It remembers a bounded
// number of keys: a flood of forged sources only makes it tell less.
type limiter[K comparable] struct {
	mu   sync.Mutex
	last map[K]time.Time
}

const limiterKeys = 1024

func (l *limiter[K]) allow(key K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.last[key]; ok && now.Sub(t) < eventInterval {
		return false
	}
	if len(l.last) >= limiterKeys {
		for k, t := range l.last {
			if now.Sub(t) >= eventInterval {
				delete(l.last, k)
			}
		}
		if len(l.last) >= limiterKeys {
			return false
		}
	}
	if l.last == nil {
		l.last = map[K]time.Time{}
	}
	l.last[key] = now
	return true
}
