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
	members map[int]bool // which of the list are up
	code    slaCode      // of an operation
	rtt     time.Duration
	routes  bool // a static route goes by it
}

// showTrack is "show track".
func showTrack(s *Session, c *grammar.ShowTrack) error {
	r := s.router
	ir := r.IR()
	routed := map[int]bool{}
	for _, n := range trackedRoutes(r.Config().Running()) {
		routed[n.object] = true
	}
	var states []trackState
	r.mu.Lock()
	for _, t := range ir.Tracks {
		if c.Object != nil && t.Number != int(*c.Object) {
			continue
		}
		state := trackState{Track: t, routes: routed[t.Number], code: slaUnknown}
		if o := r.tracked[t.Number]; o != nil {
			state.up, state.history = o.up, o.history
		}
		state.members = map[int]bool{}
		for _, m := range t.List {
			o := r.tracked[m.Number]
			state.members[m.Number] = o != nil && o.up
		}
		if run := r.operations[t.Operation]; run != nil {
			status := run.snapshot()
			state.code, state.rtt = status.Code, status.RTT
		}
		states = append(states, state)
	}
	r.mu.Unlock()
	if c.Brief {
		writeTracksBrief(s, r.Clock().Now(), states)
	} else {
		writeTracks(s, r.Clock().Now(), states)
	}
	return nil
}

// what the object follows, and how that is said: "IP SLA 1 reachability" and
// "Reachability".
func (t *trackState) what() (object, aspect string) {
	switch {
	case t.Interface != "" && strings.HasSuffix(t.Object, " ip routing"):
		return "Interface " + t.Interface + " ip routing", "IP routing"
	case t.Interface != "":
		return "Interface " + t.Interface + " line-protocol", "Line protocol"
	case t.Operation != 0 && t.State:
		return fmt.Sprintf("IP SLA %d state", t.Operation), "State"
	case t.Operation != 0:
		return fmt.Sprintf("IP SLA %d reachability", t.Operation), "Reachability"
	case t.Or:
		return "List boolean or", "Boolean OR"
	}
	return "List boolean and", "Boolean AND"
}

func writeTracks(w io.Writer, now time.Time, states []trackState) {
	for i := range states {
		t := &states[i]
		fmt.Fprintf(w, "Track %d\n", t.Number)
		if !t.Known() {
			fmt.Fprintf(w, "  %s\n  State is not known: the object is kept without effect\n", t.Object)
			continue
		}
		object, aspect := t.what()
		fmt.Fprintf(w, "  %s\n  %s is %s\n", object, aspect, upOrDownTitle(t.up))
		changes := "changes"
		if t.history.changes == 1 {
			changes = "change"
		}
		fmt.Fprintf(w, "    %d %s, last change %s\n", t.history.changes, changes, uptimeStamp(now.Sub(t.history.at)))
		for _, m := range t.List {
			not := ""
			if m.Not {
				not = "not "
			}
			fmt.Fprintf(w, "    object %d %s%s\n", m.Number, not, upOrDownTitle(t.members[m.Number]))
		}
		var delays []string
		if t.DelayUp > 0 {
			delays = append(delays, fmt.Sprintf("up %d secs", int(t.DelayUp.Seconds())))
		}
		if t.DelayDown > 0 {
			delays = append(delays, fmt.Sprintf("down %d secs", int(t.DelayDown.Seconds())))
		}
		if len(delays) > 0 {
			fmt.Fprintf(w, "  Delay %s\n", strings.Join(delays, ", "))
		}
		if t.Operation != 0 {
			fmt.Fprintf(w, "  Latest operation return code: %s\n", t.code)
			if t.code.answered() {
				fmt.Fprintf(w, "  Latest RTT (millisecs) %d\n", milliseconds(t.rtt))
			}
		}
		if t.routes {
			fmt.Fprint(w, "  Tracked by:\n    Static IP Routing 0\n")
		}
	}
}

func writeTracksBrief(w io.Writer, now time.Time, states []trackState) {
	fmt.Fprint(w, "Track   Object                         Parameter        Value Last Change\n")
	for i := range states {
		t := &states[i]
		if !t.Known() {
			fmt.Fprintf(w, "%-7d %-30s %-16s %-5s\n", t.Number, t.Object, "-", "-")
			continue
		}
		object, parameter := t.brief()
		fmt.Fprintf(w, "%-7d %-30s %-16s %-5s %s\n", t.Number, object, parameter, upOrDownTitle(t.up), uptimeStamp(now.Sub(t.history.at)))
	}
}

// brief is what the object follows in the two columns of "show track brief".
func (t *trackState) brief() (object, parameter string) {
	switch {
	case t.Interface != "" && strings.HasSuffix(t.Object, " ip routing"):
		return "interface " + t.Interface, "ip routing"
	case t.Interface != "":
		return "interface " + t.Interface, "line-protocol"
	case t.Operation != 0 && t.State:
		return fmt.Sprintf("ip sla %d", t.Operation), "state"
	case t.Operation != 0:
		return fmt.Sprintf("ip sla %d", t.Operation), "reachability"
	}
	return "list", "boolean"
}

func upOrDownTitle(up bool) string {
	word := upOrDown(up)
	return strings.ToUpper(word[:1]) + word[1:]
}

// trackedRoute is a static route that an object decides about.
type trackedRoute struct {
	line, vrf string
	object    int
}

var trackedRouteLine = regexp.MustCompile(`(?m)^ip(?:v6)? route (?:vrf (\S+) )?.* track (\d+).*$`)

func trackedRoutes(running string) []trackedRoute {
	var found []trackedRoute
	for _, m := range trackedRouteLine.FindAllStringSubmatch(running, -1) {
		n, err := strconv.Atoi(m[2])
		if err == nil {
			found = append(found, trackedRoute{m[0], m[1], n})
		}
	}
	return found
}

// writeTrackedRoutes is "show ip route track-table" of a VRF.
func (s *Session) writeTrackedRoutes(vrf string) {
	ir := s.router.IR()
	for _, route := range trackedRoutes(s.router.Config().Running()) {
		if route.vrf != vrf || strings.HasPrefix(route.line, "ipv6") {
			continue
		}
		known := slices.ContainsFunc(ir.Tracks, func(t compiler.Track) bool { return t.Number == route.object && t.Known() })
		if known {
			s.Printf(" %s state is [%s]\n", route.line, upOrDown(s.router.trackUp(route.object)))
		}
	}
}

// trackUp reports whether an object of "track" is up.
func (r *Router) trackUp(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tracked[n] != nil && r.tracked[n].up
}
