package shell

import (
	"fmt"
	"io"
	"time"
)

// lineRow is a line of "show line".
type lineRow struct {
	number int
	kind   string // CTY, AUX, VTY
	access string // the list that lets people in, "" for none
	used   bool
	uses   int
}

// writeLines is "show line", of all lines or of one.
func writeLines(w io.Writer, rows []lineRow, first, last int) {
	fmt.Fprint(w, "   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int\n")
	for _, l := range rows {
		if l.number < first || l.number > last {
			continue
		}
		mark, speed, access := " ", "", "-"
		if l.used {
			mark = "*"
		}
		if l.kind == "AUX" {
			speed = "9600/9600"
		}
		if l.access != "" {
			access = l.access
		}
		fmt.Fprintf(w, "%s%5d %3s %11s %2s %5s %5s %4s %4s %6d %7d %9s %5s\n", mark, l.number, l.kind, speed, "-", "-", "-", "-", access, l.uses, 0, "0/0", "-")
	}
	fmt.Fprintln(w)
}

// writeTerminal is "show terminal".
func writeTerminal(w io.Writer, s *Session) {
	width, _ := s.term.Size()
	transports := "none"
	if s.vty != nil {
		transports = "ssh"
	}
	fmt.Fprintf(w, "Line %d, Location: \"\", Type: %q\n", s.number(), s.terminal)
	fmt.Fprintf(w, "Length: %d lines, Width: %d columns\n", s.pageLength(), width)
	fmt.Fprint(w, "Status: PSI Enabled, Ready, Active, Automore On\nCapabilities: none\nModem state: Ready\n"+
		"Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation\n                ^^x    none   -     -       none         \n"+
		"Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch\n")
	timeout := "never"
	if idle := s.idleTime(); idle > 0 {
		timeout = uptimeStamp(idle)
	}
	fmt.Fprintf(w, "               %-12s never                        none     not set\n", timeout)
	fmt.Fprint(w, "Session limit is not set.\n")
	fmt.Fprintf(w, "Time since activation: %s\n", uptimeStamp(s.router.Clock().Now().Sub(s.since).Truncate(time.Second)))
	fmt.Fprintf(w, "Editing is %s.\n", enabledOr(!s.unedited))
	if s.lines.size == 0 {
		fmt.Fprint(w, "History is disabled.\n")
	} else {
		fmt.Fprintf(w, "History is enabled, history size is %d.\n", s.lines.size)
	}
	fmt.Fprintf(w, "DNS resolution in show commands is disabled\nFull user help is disabled\nAllowed input transports are %s.\n", transports)
	fmt.Fprint(w, "Allowed output transports are telnet ssh.\n")
	fmt.Fprintf(w, "Preferred transport is %s.\n", s.transport())
	fmt.Fprint(w, "No output characters are padded\nNo special data dispatching characters\n")
}
