package shell

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// writeClock is "show clock": "*18:57:38.347 UTC Mon Oct 19 2015".
func writeClock(w io.Writer, now time.Time, authority string) {
	fmt.Fprintf(w, "%s%s\n", authority, now.Format(clockFormat))
}

// writeHistory is "show history".
func writeHistory(w io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(w, "  %s\n", line)
	}
}

// writeLogging is "show logging": where messages go, and the buffer.
func writeLogging(w io.Writer, s *LogStatus) {
	state := "disabled"
	if s.Config.Enabled {
		state = "enabled"
	}
	fmt.Fprintf(w, "Syslog logging: %s (%d messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled)\n\n",
		state, s.Counts.Dropped)
	fmt.Fprint(w, "No Active Message Discriminator.\n\n\n\nNo Inactive Message Discriminator.\n\n\n")
	writeLogTarget(w, "Console logging: ", s.Config.Console, s.Counts.Console)
	writeLogTarget(w, "Monitor logging: ", s.Config.Monitor, s.Counts.Monitor)
	writeLogTarget(w, "Buffer logging:  ", s.Config.Buffer, s.Counts.Buffer)
	fmt.Fprint(w, "    Exception Logging: size (4096 bytes)\n"+
		"    Count and timestamp logging messages: "+enabledOr(s.Config.Count)+"\n"+
		"    Persistent logging: disabled\n\n"+
		"No active filter modules.\n\n")
	fmt.Fprint(w, "    Trap logging: ")
	if s.Config.Trap < 0 {
		fmt.Fprint(w, "disabled\n")
	} else {
		fmt.Fprintf(w, "level %s, %d message lines logged\n", severityNames[s.Config.Trap], s.Counts.Trap)
		for i := range s.Servers {
			writeLogServer(w, &s.Servers[i])
		}
		if s.Config.Source != "" {
			fmt.Fprintf(w, "        Logging Source-Interface:       VRF Name:\n        %-32s\n", s.Config.Source)
		}
	}
	if s.Config.Buffer < 0 {
		return
	}
	fmt.Fprintf(w, "\nLog Buffer (%d bytes):\n\n%s", s.Config.BufferSize, strings.Join(s.Lines, ""))
}

// writeLogServer says what a syslog server has been sent.
func writeLogServer(w io.Writer, s *serverStatus) {
	protocol, link := "udp", "down"
	if s.Host.TCP {
		protocol = "tcp"
	}
	if s.Up {
		link = "up"
	}
	fmt.Fprintf(w, "        Logging to %s  (%s port %d, audit disabled,\n              link %s),\n", s.Host.Name, protocol, s.Host.Port, link)
	fmt.Fprintf(w, "              %d message lines logged, \n              0 message lines rate-limited, \n              %d message lines dropped-by-MD, \n", s.Sent, s.Lost)
	fmt.Fprintf(w, "              xml disabled, sequence number %s\n              filtering disabled\n", enabledOr(s.Host.Sequence))
}

func writeLogTarget(w io.Writer, name string, level int, count uint64) {
	if level < 0 {
		fmt.Fprintf(w, "    %sdisabled\n", name)
		return
	}
	fmt.Fprintf(w, "    %slevel %s, %d messages logged, xml disabled,\n                     filtering disabled\n", name, severityNames[level], count)
}

// writePrivilege is "show privilege".
func writePrivilege(w io.Writer, level int) {
	fmt.Fprintf(w, "Current privilege level is %d\n", level)
}

// userLine is a line of "show users".
type userLine struct {
	number         int // among all lines
	name           string
	user, location string
	cipher, mac    string // of its connection
	mine           bool
	vacant         bool // nobody is there
	idle           time.Duration
}

// writeUsers is "show users".
func writeUsers(w io.Writer, lines []userLine) {
	fmt.Fprint(w, "    Line       User       Host(s)              Idle       Location\n")
	for _, l := range lines {
		mark := " "
		if l.mine {
			mark = "*"
		}
		host := "idle"
		if l.vacant {
			host = ""
		}
		fmt.Fprintf(w, "%s%3d %-10s%-11s%-21s%s   %s\n", mark, l.number, l.name, l.user, host, uptimeStamp(l.idle), l.location)
	}
	fmt.Fprint(w, "\n  Interface    User               Mode         Idle     Peer Address\n\n")
}

// timeSource is the second line of "show clock detail".
func timeSource(synced, set bool) string {
	switch {
	case set:
		return "Time source is user configuration"
	case synced:
		return "Time source is NTP"
	}
	return "No time source"
}
