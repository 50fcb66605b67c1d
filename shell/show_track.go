package shell

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// lineHistory is how often the line protocol of an interface has changed, and
// when it did last.
type lineHistory struct {
	changes int
	at      time.Time
}

// trackState is an object of "track" and what is known of it.
type trackState struct {
	compiler.Track
	up      bool
	history lineHistory
	routes  bool // a static route goes by it
}

// showTrack is "show track".
func showTrack(s *Session, c *grammar.ShowTrack) error {
	r := s.router
	ir := r.IR()
	var states []trackState
	for _, t := range compiler.Tracks(r.Config()) {
		if c.Object != nil && t.Number != int(*c.Object) {
			continue
		}
		state := trackState{Track: t, history: lineHistory{at: r.Clock().Started}}
		if t.Interface != "" {
			state.up = r.LineUp(t.Interface)
			if h := r.lineHistoryOf(t.Interface); h.changes > 0 {
				state.history = h
			}
			state.routes = slices.ContainsFunc(ir.Routes, func(x datapath.Route) bool { return x.Tracked == t.Interface })
		}
		states = append(states, state)
	}
	if c.Brief {
		writeTracksBrief(s, r.Clock().Now(), states)
	} else {
		writeTracks(s, r.Clock().Now(), states)
	}
	return nil
}

// lineHistoryOf an interface.
func (r *Router) lineHistoryOf(iface string) lineHistory {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lineHistories[iface]
}

func writeTracks(w io.Writer, now time.Time, states []trackState) {
	for _, t := range states {
		fmt.Fprintf(w, "Track %d\n", t.Number)
		if t.Interface == "" {
			fmt.Fprintf(w, "  %s\n  State is not known: the object is kept without effect\n", t.Object)
			continue
		}
		fmt.Fprintf(w, "  Interface %s line-protocol\n  Line protocol is %s\n", t.Interface, upOrDownTitle(t.up))
		changes := "changes"
		if t.history.changes == 1 {
			changes = "change"
		}
		fmt.Fprintf(w, "    %d %s, last change %s\n", t.history.changes, changes, uptimeStamp(now.Sub(t.history.at)))
		if t.routes {
			fmt.Fprint(w, "  Tracked by:\n    Static IP Routing 0\n")
		}
	}
}

func writeTracksBrief(w io.Writer, now time.Time, states []trackState) {
	fmt.Fprint(w, "Track   Object                         Parameter        Value Last Change\n")
	for _, t := range states {
		if t.Interface == "" {
			fmt.Fprintf(w, "%-7d %-30s %-16s %-5s\n", t.Number, t.Object, "-", "-")
			continue
		}
		fmt.Fprintf(w, "%-7d %-30s %-16s %-5s %s\n", t.Number, "interface "+t.Interface, "line-protocol", upOrDownTitle(t.up), uptimeStamp(now.Sub(t.history.at)))
	}
}

func upOrDownTitle(up bool) string {
	word := upOrDown(up)
	return strings.ToUpper(word[:1]) + word[1:]
}

// trackedRoute is a static route that an object decides about.
var trackedRoute = regexp.MustCompile(`^ip route (?:vrf (\S+) )?.* track (\d+)`)

// writeTrackedRoutes is "show ip route track-table" of a VRF.
func (s *Session) writeTrackedRoutes(vrf string) {
	tracks := compiler.Tracks(s.router.Config())
	for line := range strings.Lines(s.router.Config().Running()) {
		line = strings.TrimSuffix(line, "\n")
		m := trackedRoute.FindStringSubmatch(line)
		if m == nil || m[1] != vrf {
			continue
		}
		for _, t := range tracks {
			if m[2] == strconv.Itoa(t.Number) && t.Interface != "" {
				s.Printf(" %s state is [%s]\n", line, upOrDown(s.router.LineUp(t.Interface)))
			}
		}
	}
}
