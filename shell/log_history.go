package shell

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mainmode/grammar"
	"mainmode/ike"
)

// maxHistory is how many messages "logging history size" may keep.
const maxHistory = 500

// logHistory counts the messages of the router by their names and keeps the
// last ones. Its zero value is empty.
type logHistory struct {
	counts   []messageCount // by facility, as they came
	recent   []historyEntry // oldest first
	severity [Debugging + 1]uint64
}

// messageCount is how often a message has come.
type messageCount struct {
	facility, mnemonic string
	severity           int
	count              uint64
	last               string // when the last one came, as messages are stamped
}

// historyEntry is one message.
type historyEntry struct {
	ike.Syslog
	at time.Time
}

// add counts a message.
func (h *logHistory) add(m ike.Syslog, at time.Time, stamp string) {
	if m.Severity < 0 || m.Severity > Debugging {
		return
	}
	h.severity[m.Severity]++
	h.recent = append(h.recent[max(0, len(h.recent)-maxHistory+1):], historyEntry{m, at})
	stamp = strings.TrimSuffix(stamp, ": ")
	for i := range h.counts {
		if c := &h.counts[i]; c.facility == m.Facility && c.mnemonic == m.Mnemonic {
			c.count, c.last = c.count+1, stamp
			return
		}
	}
	h.counts = append(h.counts, messageCount{m.Facility, m.Mnemonic, m.Severity, 1, stamp})
	slices.SortStableFunc(h.counts, func(a, b messageCount) int { return cmp.Compare(a.facility, b.facility) })
}

// clone is a copy for who shows it.
func (h *logHistory) clone() logHistory {
	return logHistory{slices.Clone(h.counts), slices.Clone(h.recent), h.severity}
}

// showLogging is "show logging" in its forms.
func showLogging(s *Session, c *grammar.ShowLogging) error {
	log, config := s.router.Log(), s.router.IR().Logging
	switch c.What {
	case "history":
		history := log.history()
		writeLogHistory(s, &history, config.History, config.HistorySize, s.router.Clock().Started)
	case "count":
		history := log.history()
		if !config.Count {
			history.counts = nil
		}
		writeLogCounts(s, history.counts)
	default:
		status := log.Status()
		writeLogging(s, &status)
	}
	return nil
}

// writeLogHistory is "show logging history": the messages that a network
// management system would be told of.
func writeLogHistory(w io.Writer, h *logHistory, level, size int, started time.Time) {
	var ignored, kept uint64
	for severity, n := range h.severity {
		if severity > level {
			ignored += n
		} else {
			kept += n
		}
	}
	entries := slices.DeleteFunc(slices.Clone(h.recent), func(e historyEntry) bool { return e.Severity > level })
	entries = entries[max(0, len(entries)-size):]
	fmt.Fprintf(w, "Syslog History Table:%d maximum table entries,\nsaving level %s or higher\n", size, severityNames[level])
	fmt.Fprintf(w, " %d messages ignored, 0 dropped, 0 recursion drops\n %d table entries flushed\n SNMP notifications not enabled\n",
		ignored, kept-uint64(len(entries)))
	for i := range entries {
		e := &entries[i]
		number := kept - uint64(len(entries)-1-i)
		const tick = 10 * time.Millisecond
		fmt.Fprintf(w, "   entry number %d : %s-%d-%s\n    %s\n    timestamp: %d\n", number, e.Facility, e.Severity, e.Mnemonic, e.Text, max(0, e.at.Sub(started)/tick))
	}
}

// writeLogCounts is "show logging count", a facility after the other.
func writeLogCounts(w io.Writer, counts []messageCount) {
	fmt.Fprintf(w, "%-15s %-32s %3s %5s     %s\n%s\n", "Facility", "Message Name", "Sev", "Occur", "Last Time", strings.Repeat("=", 77))
	for i := 0; i < len(counts); {
		facility, total := counts[i].facility, uint64(0)
		for ; i < len(counts) && counts[i].facility == facility; i++ {
			c := &counts[i]
			total += c.count
			fmt.Fprintf(w, "%-15s %-32s %3d %5d     %s\n", c.facility, c.mnemonic, c.severity, c.count, c.last)
		}
		fmt.Fprintf(w, "-------------   ------------------------------- -----------------------------\n%-51s %5d\n\n", facility+" TOTAL", total)
	}
}
