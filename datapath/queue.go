package datapath

import (
	"sync"
	"time"
)

// EventQueue is a queue without bound between what must not wait and the
// reader of Driver.Events. What may come often is limited where it arises.
type EventQueue struct {
	out  chan Event
	done chan struct{}
	wake chan struct{}

	mu      sync.Mutex
	pending []Event
}

// NewEventQueue returns a queue that delivers until it is closed.
func NewEventQueue() *EventQueue {
	q := &EventQueue{
		out:  make(chan Event),
		done: make(chan struct{}),
		wake: make(chan struct{}, 1),
	}
	go q.pump()
	return q
}

// Events delivers what was emitted, in order.
func (q *EventQueue) Events() <-chan Event { return q.out }

// Emit queues an event. A LinkChange that is still queued is not repeated.
func (q *EventQueue) Emit(e Event) {
	q.mu.Lock()
	if change, ok := e.(LinkChange); ok {
		for _, p := range q.pending {
			if p == change {
				q.mu.Unlock()
				return
			}
		}
	}
	q.pending = append(q.pending, e)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *EventQueue) pump() {
	defer close(q.out)
	for {
		select {
		case <-q.wake:
		case <-q.done:
			return
		}
		q.mu.Lock()
		batch := q.pending
		q.pending = nil
		q.mu.Unlock()
		for _, e := range batch {
			select {
			case q.out <- e:
			case <-q.done:
				return
			}
		}
	}
}

// Close ends the delivery and closes the channel of Events.
func (q *EventQueue) Close() { close(q.done) }

// EventInterval is how often drivers tell the same thing.
const EventInterval = time.Second

// Limiter lets one event a second pass for each key. It remembers a bounded
// number of keys: a flood of forged sources only makes it tell less.
type Limiter[K comparable] struct {
	mu   sync.Mutex
	last map[K]time.Time
}

const limiterKeys = 1024

// Allow reports whether the event may pass.
func (l *Limiter[K]) Allow(key K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.last[key]; ok && now.Sub(t) < EventInterval {
		return false
	}
	if len(l.last) >= limiterKeys {
		for k, t := range l.last {
			if now.Sub(t) >= EventInterval {
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
