package frr

import (
	"time"
)

// Pauses before a daemon that has ended by itself is started again: the first,
// and the longest, which one comes to that never lives for long.
const (
	firstPause = time.Second
	lastPause  = time.Minute
)

// revival starts daemons again that have ended by themselves.
type revival struct {
	closing chan struct{} // closed when there is nothing to revive any more
	at      time.Time     // when it was done last
	pause   time.Duration // before that
	running bool          // it is under way
}

// next is how long to wait now.
func (r *revival) next(now time.Time) time.Duration {
	if r.pause == 0 || now.Sub(r.at) > lastPause {
		r.pause = firstPause
	} else {
		r.pause = min(2*r.pause, lastPause)
	}
	return r.pause
}

// revive has the daemons run again that were told something, and tells them
// all of it. It goes on until they do, or nobody needs them.
func (f *FRR) revive() {
	f.mu.Lock()
	under := f.revival.running || f.closed
	f.revival.running = true
	f.mu.Unlock()
	if under {
		return
	}
	for {
		f.mu.Lock()
		pause := f.revival.next(time.Now())
		f.mu.Unlock()
		select {
		case <-time.After(pause):
		case <-f.revival.closing:
			return
		}
		f.mu.Lock()
		var err error
		if !f.closed && f.private.lost() {
			err = f.set(f.wanted)
		}
		f.revival.at = time.Now()
		done := f.closed || !f.private.lost()
		if done {
			f.revival.running = false
		}
		f.mu.Unlock()
		if err != nil {
			f.private.events.Failed(err)
		}
		if done {
			return
		}
	}
}
