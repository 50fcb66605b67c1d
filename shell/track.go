package shell

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/ike"
)

// trackedObject is what is known of an object of "track".
type trackedObject struct {
	up      bool
	history lineHistory
	differs time.Time // since when what it follows says otherwise, zero: it does not
}

// trackAgain has the router look at the objects of "track" again.
func (r *Router) trackAgain() {
	select {
	case r.tracking <- struct{}{}:
	default:
	}
}

// followTracks has the configuration mean what its objects say, until the router
// ends.
func (r *Router) followTracks() {
	var delayed <-chan time.Time
	for {
		select {
		case <-r.tracking:
		case <-delayed:
		case <-r.ctx.Done():
			return
		}
		delayed = r.takeTracks()
	}
}

// takeTracks looks at the objects. The channel tells when to do so again, nil:
// when something changes.
func (r *Router) takeTracks() <-chan time.Time {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if r.ctx.Err() != nil || r.config == nil {
		return nil
	}
	ir := r.IR()
	if r.judgeTracks(ir) {
		r.fault(r.apply())
	}
	r.sayTracks()
	next := time.Duration(0)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range ir.Tracks {
		t := &ir.Tracks[i]
		o := r.tracked[t.Number]
		if o == nil || o.differs.IsZero() {
			continue
		}
		left := o.differs.Add(delayOf(t, !o.up)).Sub(r.clock.Now())
		if next == 0 || left < next {
			next = max(left, time.Millisecond)
		}
	}
	if next == 0 {
		return nil
	}
	return time.After(next)
}

func delayOf(t *compiler.Track, up bool) time.Duration {
	if up {
		return t.DelayUp
	}
	return t.DelayDown
}

// judgeTracks finds out which objects are up, and reports whether other ones are
// down than the configuration was compiled with. Which have changed sayTracks says.
// The caller holds configuring.
func (r *Router) judgeTracks(ir *compiler.Router) bool {
	now := r.clock.Now()
	r.mu.Lock()
	objects := make(map[int]*trackedObject, len(ir.Tracks))
	for i := range ir.Tracks {
		n := ir.Tracks[i].Number
		if objects[n] = r.tracked[n]; objects[n] == nil {
			objects[n] = &trackedObject{history: lineHistory{at: now}}
		}
	}
	r.tracked = objects
	// A list follows objects that may be lists.
	for range ir.Tracks {
		settled := true
		for i := range ir.Tracks {
			t := &ir.Tracks[i]
			o := objects[t.Number]
			up := r.followedUp(t)
			if up == o.up {
				o.differs = time.Time{}
				continue
			}
			if o.differs.IsZero() {
				o.differs = now
			}
			if now.Sub(o.differs) < delayOf(t, up) {
				continue
			}
			settled = false
			o.up, o.differs = up, time.Time{}
			o.history = lineHistory{o.history.changes + 1, now}
			r.trackNews = append(r.trackNews, fmt.Sprintf("%d %s %s->%s", t.Number, trackedShort(t), upOrDownTitle(!up), upOrDownTitle(up)))
		}
		if settled {
			break
		}
	}
	down := map[int]bool{}
	for n, o := range objects {
		if !o.up {
			down[n] = true
		}
	}
	r.mu.Unlock()
	for i := range ir.Tracks {
		if ir.Tracks[i].ByDriver() {
			delete(down, ir.Tracks[i].Number)
		}
	}
	if maps.Equal(down, r.env.TracksDown) {
		return false
	}
	r.env.TracksDown = down
	return true
}

// sayTracks says which objects have changed, once their routes are what follows
// from that. The caller holds configuring.
func (r *Router) sayTracks() {
	for _, text := range r.trackNews {
		r.log.Syslog(ike.Syslog{Facility: "TRACKING", Severity: Notifications, Mnemonic: "STATE", Text: text})
	}
	r.trackNews = nil
}

// followedUp reports whether what an object follows is up. The caller holds mu.
func (r *Router) followedUp(t *compiler.Track) bool {
	member := func(m compiler.TrackMember) bool {
		o := r.tracked[m.Number]
		return (o != nil && o.up) != m.Not
	}
	switch {
	case t.Interface != "":
		return r.lineUp(t.Interface)
	case t.Operation != 0:
		run := r.operations[t.Operation]
		if run == nil {
			return false
		}
		code := run.snapshot().Code
		return code == slaOK || code == slaOver && !t.State
	case t.Or && len(t.List) > 0:
		return slices.ContainsFunc(t.List, member)
	}
	return !slices.ContainsFunc(t.List, func(m compiler.TrackMember) bool { return !member(m) })
}

// trackedShort is an object as messages name it, with a short name of its
// interface.
func trackedShort(t *compiler.Track) string {
	switch {
	case t.Operation != 0 && t.State:
		return fmt.Sprintf("ip sla %d state", t.Operation)
	case t.Interface == "":
		return t.Object
	}
	what := "line-protocol"
	if strings.HasSuffix(t.Object, " ip routing") {
		what = "ip routing"
	}
	return "interface " + shortName(t.Interface) + " " + what
}
