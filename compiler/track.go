package compiler

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
)

// Track is an object of "track": something that is up or down.
type Track struct {
	Number int
	Object string // as it is configured: "ip sla 1 reachability"

	// One of the following says what it follows; none: mainmode does not know
	// it, and it counts as up.
	Interface string // whose line protocol it is
	Operation int    // of IP SLA
	List      []TrackMember

	State bool // of an operation: up only if the answer comes within the threshold
	Or    bool // of a list: one of the members is enough

	// For so long must a change last before it counts.
	DelayUp, DelayDown time.Duration
}

// TrackMember is an object in a list of objects.
type TrackMember struct {
	Number int
	Not    bool
}

// Known reports whether the object follows something.
func (t *Track) Known() bool { return t.Interface != "" || t.Operation != 0 || len(t.List) > 0 }

// ByDriver reports whether the routes that the object decides about come and go
// with the interface itself.
func (t *Track) ByDriver() bool { return t.Interface != "" && t.DelayUp == 0 && t.DelayDown == 0 }

// readTracks reads the objects of "track" and the operations of IP SLA.
func (w *compilation) readTracks(c *Config) {
	w.r.Operations = operationsOf(c)
	running := map[int]bool{} // false: of a kind that is not run
	for _, o := range w.r.Operations {
		running[o.Number] = o.Target != ""
		w.scheduled[o.Number] = o.Scheduled && !o.Pending
	}
	w.r.Tracks = tracksOf(c)
	for i := range w.r.Tracks {
		t := &w.r.Tracks[i]
		if run, defined := running[t.Operation]; defined && !run {
			t.Operation = 0
		}
		w.tracks[t.Number] = t
	}
	w.breakCircles(c)
}

// breakCircles has objects that decide about themselves, by lists that list each
// other, follow nothing: there need be no state in which they agree.
func (w *compilation) breakCircles(c *Config) {
	var circular []*Track
	for i := range w.r.Tracks {
		if t := &w.r.Tracks[i]; w.follows(t, t.Number, map[int]bool{}) {
			circular = append(circular, t)
		}
	}
	for _, t := range circular {
		t.List = nil
		for _, e := range c.entries {
			if read, ok := readTrack(e.text); ok && read.Number == t.Number && read.Object == t.Object {
				w.report(Warning, &e.line, "track %d follows itself: it counts as up", t.Number)
			}
		}
	}
}

// follows reports whether an object is, by way of lists, decided about by the one
// of a number. seen are the numbers that have been looked at.
func (w *compilation) follows(t *Track, n int, seen map[int]bool) bool {
	return slices.ContainsFunc(t.List, func(m TrackMember) bool {
		if m.Number == n {
			return true
		}
		member := w.tracks[m.Number]
		if member == nil || seen[m.Number] {
			return false
		}
		seen[m.Number] = true
		return w.follows(member, n, seen)
	})
}

// tracksOf lists the objects in the order of their numbers. Of several with one
// number the last one counts.
func tracksOf(c *Config) []Track {
	var found []Track
	index := map[int]int{}
	for _, e := range c.entries {
		t, ok := readTrack(e.text)
		if !ok {
			continue
		}
		for i := range e.children {
			t.read(fields(e.children[i].text))
		}
		if i, again := index[t.Number]; again {
			found[i] = t
			continue
		}
		index[t.Number] = len(found)
		found = append(found, t)
	}
	slices.SortStableFunc(found, func(a, b Track) int { return a.Number - b.Number })
	return found
}

// readTrack reads the line that begins an object: "track N interface X
// line-protocol", "track N ip sla M reachability", "track N list boolean and".
func readTrack(text string) (Track, bool) {
	rest, ok := strings.CutPrefix(text, "track ")
	if !ok {
		return Track{}, false
	}
	f := fields(rest)
	if len(f) < 2 {
		return Track{}, false
	}
	n, err := strconv.Atoi(f[0])
	if err != nil {
		return Track{}, false
	}
	t := Track{Number: n, Object: strings.Join(f[1:], " ")}
	f = f[1:]
	last := f[len(f)-1]
	reachability := hasPrefixFold("reachability", last)
	switch {
	case is(f, "interface") && len(f) > 2 && (last == "line-protocol" || last == "routing"):
		name := f[1]
		if len(f) > 3 && f[2] != "ip" && f[2] != "ipv6" {
			name += f[2] // "Tunnel 0"
		}
		if parsed, ok := grammar.ParseInterfaceName(name); ok {
			t.Interface = parsed.String()
		}
	case is(f, "ip", "sla") && len(f) > 2:
		t.Operation, t.State = atoi(f[2]), !reachability
	case is(f, "rtr") && len(f) > 1:
		t.Operation, t.State = atoi(f[1]), !reachability
	case is(f, "list", "boolean") && len(f) == 3:
		t.Or = last == "or"
	}
	return t, true
}

// isList reports whether the object is one that members decide about.
func (t *Track) isList() bool { return startsWith(t.Object, "list boolean") }

// read takes a line of the object's block, and reports whether it says something
// that is done here.
func (t *Track) read(words []string) bool {
	switch {
	case len(words) >= 3 && is(words, "delay"):
		for i := 1; i+1 < len(words); i += 2 {
			d := time.Duration(atoi(words[i+1])) * time.Second
			if words[i] == "up" {
				t.DelayUp = d
			} else {
				t.DelayDown = d
			}
		}
	case len(words) >= 2 && is(words, "object") && t.isList():
		t.List = append(t.List, TrackMember{atoi(words[1]), words[len(words)-1] == "not"})
	default:
		return false
	}
	return true
}

// track has the object of a number decide about a route; false: it is down, and
// the route is not used.
func (w *compilation) track(r *datapath.Route, n int, l *line) bool {
	t := w.tracks[n]
	switch {
	case t == nil:
		w.report(Warning, l, "track %d does not exist: the route stays", n)
	case !t.Known():
		w.report(Warning, l, "track %d follows what is not known here: the route stays, whatever becomes of that", n)
	case t.ByDriver():
		r.Tracked = t.Interface
	case t.Operation != 0 && !w.scheduled[t.Operation]:
		w.report(Warning, l, "track %d is down while ip sla %d does not run, which nothing schedules: the route is not used", n, t.Operation)
		return false
	default:
		return !w.env.TracksDown[n]
	}
	return true
}
