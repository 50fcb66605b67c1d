package frr

import (
	"regexp"
	"strings"
	"sync"
)

// Events are how one hears of daemons that are not the system's.
type Events struct {
	// Said is a message of a daemon but zebra, of severity 5 (notification) or worse:
	// "OSPF", "AdjChg: Nbr 10.2.0.1 ...".
	Said func(daemon, text string)
	// Failed says that a daemon has ended by itself.
	Failed func(error)
}

// logLine is a message as daemons write it: time, name, identifiers, text.
var logLine = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)? ([A-Z0-9]+): (?:\[[^\]]*\])* ?(.*)$`)

// logReader reads the messages of a daemon.
type logReader struct {
	said func(daemon, text string)

	mu   sync.Mutex
	rest string // of a line that is not complete
	line string // the last one
}

func (l *logReader) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.rest + string(p)
	for {
		line, rest, whole := strings.Cut(text, "\n")
		if !whole {
			l.rest = line
			return len(p), nil
		}
		text = rest
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		l.line = line
		if m := logLine.FindStringSubmatch(line); m != nil && matters(m[1], m[2]) {
			l.said(m[1], m[2])
		}
	}
}

// matters reports whether a message is for who runs the router. What zebra says
// is about its clients, our daemons. Of what bgpd gives as information the
// neighbors that come and go are, which it writes as IOS does.
func matters(daemon, text string) bool {
	switch daemon {
	case "ZEBRA":
		return false
	case "BGP":
		return strings.HasPrefix(text, "%") || strings.Contains(text, "[Error]")
	}
	return true
}

// last is the line that came last.
func (l *logReader) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line
}
