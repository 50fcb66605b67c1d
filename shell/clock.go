package shell

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
)

// Clock tells the time and whether it can be trusted.
type Clock struct {
	Now     func() time.Time
	Synced  func() bool // the system's clock follows a reference
	Started time.Time   // of the router
}

// systemClock is the clock of the machine.
func systemClock() Clock {
	return Clock{Now: time.Now, Synced: kernelSynced, Started: time.Now()}
}

// kernelSynced asks the kernel whether a time daemon keeps its clock.
func kernelSynced() bool {
	const unsynchronised = 0x40 // STA_UNSYNC
	var t unix.Timex
	_, err := unix.Adjtimex(&t)
	return err == nil && t.Status&unsynchronised == 0
}

// Authority is the mark that IOS puts before a time that it does not trust:
// "*", or nothing.
func (c *Clock) Authority() string {
	if c.Synced() {
		return ""
	}
	return "*"
}

// zoned returns t in the zone that a time stamp is to show.
func zoned(t time.Time, local bool) time.Time {
	if local {
		return t.Local()
	}
	return t.UTC()
}

// Stamp is what stands before a message, with its ": ", as "service
// timestamps" says: "*Sep 21 08:33:43.245: ".
func (c *Clock) Stamp(ts compiler.Timestamps) string {
	now := c.Now()
	switch {
	case !ts.Enabled:
		return ""
	case ts.Uptime:
		return uptimeStamp(now.Sub(c.Started)) + ": "
	}
	layout := "Jan _2 "
	if ts.Year {
		layout += "2006 "
	}
	layout += "15:04:05"
	if ts.Msec {
		layout += ".000"
	}
	if ts.ShowZone {
		layout += " MST"
	}
	return c.Authority() + zoned(now, ts.Local).Format(layout) + ": "
}

// uptimeStamp prints a duration the way IOS does everywhere: 00:27:07, then
// 1d03h, then 2w3d, then 1y5w.
func uptimeStamp(d time.Duration) string {
	const day, week, year = 24, 7 * 24, 365 * 24
	h := int(d.Hours())
	switch {
	case h < day:
		return fmt.Sprintf("%02d:%02d:%02d", h, int(d.Minutes())%60, int(d.Seconds())%60)
	case h < week:
		return fmt.Sprintf("%dd%02dh", h/day, h%day)
	case h < year:
		return fmt.Sprintf("%dw%dd", h/week, h%week/day)
	}
	return fmt.Sprintf("%dy%dw", h/year, h%year/week)
}
