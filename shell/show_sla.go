package shell

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
)

// slaState is an operation of IP SLA and what it has seen.
type slaState struct {
	compiler.Operation
	slaStatus
}

// showIPSLA is "show ip sla".
func showIPSLA(s *Session, c *grammar.ShowIPSLA) error {
	r := s.router
	var states []slaState
	r.mu.Lock()
	for _, run := range r.operations {
		if c.Number == nil || run.Number == int(*c.Number) {
			states = append(states, slaState{run.Operation, run.snapshot()})
		}
	}
	r.mu.Unlock()
	slices.SortFunc(states, func(a, b slaState) int { return cmp.Compare(a.Number, b.Number) })
	switch c.What {
	case "configuration":
		writeSLAConfiguration(s, states)
	case "statistics":
		writeSLAStatistics(s, &r.clock, states, c.Details)
	default:
		writeSLASummary(s, r.clock.Now(), states)
	}
	return nil
}

func writeSLAStatistics(w io.Writer, clock *Clock, states []slaState, details bool) {
	fmt.Fprint(w, "IPSLAs Latest Operation Statistics\n\n")
	for _, s := range states {
		fmt.Fprintf(w, "IPSLA operation id: %d\n", s.Number)
		if details {
			fmt.Fprint(w, "Type of operation: icmp-echo\n")
		}
		switch {
		case s.Code.answered():
			fmt.Fprintf(w, "        Latest RTT: %d milliseconds\n", milliseconds(s.RTT))
		case s.Asked.IsZero():
			fmt.Fprint(w, "Number of successes: Unknown\nNumber of failures: Unknown\nOperation time to live: 0\n\n\n\n")
			continue
		default:
			fmt.Fprint(w, "        Latest RTT: NoConnection/Busy/Timeout\n")
		}
		fmt.Fprintf(w, "Latest operation start time: %s\n", clock.shownAt(s.Asked).Format("15:04:05 MST Mon Jan 2 2006"))
		fmt.Fprintf(w, "Latest operation return code: %s\n", s.Code)
		if details {
			fmt.Fprintf(w, "Over thresholds occurred: %s\n", strings.ToUpper(fmt.Sprint(s.Code == slaOver)))
		}
		fmt.Fprintf(w, "Number of successes: %d\nNumber of failures: %d\n", s.Successes, s.Failures)
		fmt.Fprintf(w, "Operation time to live: %s\n", s.left(clock.Now()))
		if details {
			fmt.Fprintf(w, "Operational state of entry: %s\n", s.state())
		}
		fmt.Fprint(w, "\n\n\n")
	}
}

// left is how long the operation goes on.
func (s *slaState) left(now time.Time) string {
	switch {
	case !s.Active:
		return "0"
	case s.Ends.IsZero():
		return "Forever"
	}
	return fmt.Sprintf("%d sec", int(max(0, s.Ends.Sub(now).Seconds())))
}

func (s *slaState) state() string {
	switch {
	case s.Active:
		return "Active"
	case s.Scheduled && s.Asked.IsZero():
		return "Pending"
	}
	return "Inactive"
}

func writeSLASummary(w io.Writer, now time.Time, states []slaState) {
	fmt.Fprint(w, "IPSLAs Latest Operation Summary\nCodes: * active, ^ inactive, ~ pending\n\n"+
		"ID           Type        Destination       Stats       Return      Last\n"+
		"                                           (ms)        Code        Run \n"+
		"-----------------------------------------------------------------------\n")
	for _, s := range states {
		rtt, last := "-", "-"
		if s.Code.answered() {
			rtt = fmt.Sprintf("RTT=%d", milliseconds(s.RTT))
		}
		if !s.Asked.IsZero() {
			last = agoWords(now.Sub(s.Asked)) + " ago"
		}
		mark := map[string]string{"Active": "*", "Pending": "~"}[s.state()]
		fmt.Fprintf(w, "%-12s %-11s %-17s %-11s %-11s %s\n", cmp.Or(mark, "^")+fmt.Sprint(s.Number), s.kind(), s.Target, rtt, s.Code, last)
	}
}

// kind is how an operation is called; "-" for one that is not run.
func (s *slaState) kind() string {
	if s.Target == "" {
		return "-"
	}
	return "icmp-echo"
}

// agoWords is a span of time in its largest unit and the next: "2 minutes, 5
// seconds".
func agoWords(d time.Duration) string {
	n := int(max(0, d.Seconds()))
	text := ""
	for _, unit := range []struct {
		seconds int
		name    string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}} {
		if n < unit.seconds && (unit.seconds > 1 || text != "") {
			continue
		}
		if text != "" {
			return text + ", " + plural(n/unit.seconds, unit.name)
		}
		text = plural(n/unit.seconds, unit.name)
		n %= unit.seconds
	}
	return text
}

func writeSLAConfiguration(w io.Writer, states []slaState) {
	fmt.Fprint(w, "IP SLAs Infrastructure Engine-III\n")
	for _, s := range states {
		p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
		p("Entry number: %d", s.Number)
		p("Owner: %s", s.Owner)
		p("Tag: %s", s.Tag)
		p("Operation timeout (milliseconds): %d", s.Timeout.Milliseconds())
		if s.Target == "" {
			p("Type of operation to perform: not one that is run here\n")
			continue
		}
		p("Type of operation to perform: %s", s.kind())
		switch {
		case s.SourceInterface != "":
			p("Target address/Source interface: %s/%s", s.Target, s.SourceInterface)
		case s.Source.IsValid():
			p("Target address/Source address: %s/%s", s.Target, formatAddr(s.Source, ""))
		default:
			p("Target address/Source address: %s/0.0.0.0", s.Target)
		}
		p("Type Of Service parameter: 0x%X", s.TOS)
		p("Request size (ARR data portion): %d", s.DataSize)
		p("Verify data: %s", map[bool]string{true: "Yes", false: "No"}[s.Verify])
		p("Vrf Name: %s", s.VRF)
		p("Schedule:")
		p("   Operation frequency (seconds): %d  (not considered if randomly scheduled)", int(s.Frequency.Seconds()))
		p("   Next Scheduled Start Time: %s", s.next())
		p("   Group Scheduled : FALSE\n   Randomly Scheduled : FALSE")
		life, status := "Forever", "notInService"
		if s.Life > 0 {
			life = fmt.Sprint(int(s.Life.Seconds()))
		}
		if s.Scheduled {
			status = "Active"
		}
		p("   Life (seconds): %s", life)
		p("   Entry Ageout (seconds): never\n   Recurring (Starting Everyday): FALSE")
		p("   Status of entry (SNMP RowStatus): %s", status)
		p("Threshold (milliseconds): %d\n", s.Threshold.Milliseconds())
	}
}

// next says when the operation starts.
func (s *slaState) next() string {
	switch {
	case s.Active || !s.Asked.IsZero():
		return "Start Time already passed"
	case s.Scheduled && !s.Pending:
		return cmp.Or(s.At, "after "+clockTime(s.After))
	}
	return "Pending trigger"
}
