package shell

import (
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
)

// followTime has access lists obey the time ranges of their entries, until the
// router ends.
func (r *Router) followTime() {
	for {
		now := r.clock.Shown()
		select {
		case <-time.After(now.Truncate(time.Minute).Add(time.Minute).Sub(now)):
			r.takeTime()
		case <-r.ctx.Done():
			return
		}
	}
}

// takeTime has the configuration mean what it does at the time that the clock
// shows, if that is something else than it was.
func (r *Router) takeTime() {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if r.ctx.Err() != nil {
		return
	}
	now := r.clock.Shown()
	for i := range r.IR().TimeRanges {
		if t := &r.IR().TimeRanges[i]; t.Active != t.Includes(now) {
			r.fault(r.apply())
			return
		}
	}
}

// showTimeRange is "show time-range".
func showTimeRange(s *Session, c *grammar.ShowTimeRange) error {
	for _, t := range s.router.IR().TimeRanges {
		if c.Name != nil && t.Name != string(*c.Name) {
			continue
		}
		s.Printf("time-range entry: %s (%s)\n", t.Name, activity(t.Active))
		for _, line := range t.Lines {
			s.Printf("   %s\n", line)
		}
		for _, user := range t.UsedBy {
			s.Printf("   used in: %s\n", user)
		}
	}
	return nil
}

// timeRangeState is what "show access-lists" says behind an entry with a time
// range.
func timeRangeState(e *compiler.AccessEntry) string {
	if e.TimeRange == "" {
		return ""
	}
	return " (" + activity(!e.Inactive) + ")"
}

func activity(active bool) string {
	if active {
		return "active"
	}
	return "inactive"
}
