package shell

import (
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
)

// Clock tells the time and whether it can be trusted.
type Clock struct {
	Now     func() time.Time
	Synced  func() bool // the system's clock follows a reference
	Started time.Time   // of the router

	set *clockShift // nil: "clock set" has no effect
}

// clockShift is by how much "clock set" has moved the time that is shown. The
// system's clock, and with it the lifetimes of SAs, stays as it is: the router
// is not alone on the machine.
type clockShift struct {
	by   atomic.Int64
	zone atomic.Pointer[time.Location] // of "clock timezone", nil: none
}

// Shown is the time that show commands and messages tell, in the zone of the
// router.
func (c *Clock) Shown() time.Time { return c.shownAt(c.Now()) }

// shownAt is what they tell at a time of the system.
func (c *Clock) shownAt(t time.Time) time.Time {
	if c.set == nil {
		return t.UTC()
	}
	return c.zoned(t.Add(time.Duration(c.set.by.Load())))
}

// zoned is a time in the zone of the router, UTC if it has none.
func (c *Clock) zoned(t time.Time) time.Time {
	if zone := c.zone(); zone != nil {
		return t.In(zone)
	}
	return t.UTC()
}

func (c *Clock) zone() *time.Location {
	if c.set == nil {
		return nil
	}
	return c.set.zone.Load()
}

// setZone obeys "clock timezone" and "clock summer-time".
func (c *Clock) setZone(z compiler.ClockZone) {
	switch {
	case c.set == nil:
	case z == compiler.ClockZone{}:
		c.set.zone.Store(nil)
	default:
		c.set.zone.Store(z.Location())
	}
}

// Set has Shown be t now.
func (c *Clock) Set(t time.Time) {
	if c.set != nil {
		c.set.by.Store(int64(t.Sub(c.Now())))
	}
}

// wasSet reports whether somebody has set the clock.
func (c *Clock) wasSet() bool { return c.set != nil && c.set.by.Load() != 0 }

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
	if c.Synced() || c.wasSet() {
		return ""
	}
	return "*"
}

// stamped returns t in the zone that a time stamp is to show. That of a router
// without a zone of its own is the system's.
func (c *Clock) stamped(t time.Time, local bool) time.Time {
	switch zone := c.zone(); {
	case !local:
		return t.UTC()
	case zone != nil:
		return t.In(zone)
	}
	return t.Local()
}

// Stamp is what stands before a message, with its ": ", as "service
// timestamps" says: "*Sep 21 08:33:43.245: ".
func (c *Clock) Stamp(ts compiler.Timestamps) string {
	now := c.Shown()
	switch {
	case !ts.Enabled:
		return ""
	case ts.Uptime:
		return uptimeStamp(c.Now().Sub(c.Started)) + ": "
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
	return c.Authority() + c.stamped(now, ts.Local).Format(layout) + ": "
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

// clockFormat is how a time is told: "18:57:38.347 UTC Mon Oct 19 2015".
const clockFormat = "15:04:05.000 MST Mon Jan 2 2006"

// setClock is "clock set".
func setClock(s *Session, c *grammar.ClockSet) error {
	date, err := c.Date()
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	clock := s.router.Clock()
	was := clock.Shown()
	date = time.Date(date.Year(), date.Month(), date.Day(), date.Hour(), date.Minute(), date.Second(), 0, was.Location())
	clock.Set(date)
	const layout = "15:04:05 MST Mon Jan 2 2006"
	s.router.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Informational, Mnemonic: "CLOCKUPDATE", Text: fmt.Sprintf(
		"System clock has been updated from %s to %s, configured from console by console.", was.Format(layout), clock.Shown().Format(layout))})
	s.router.takeTime()
	return nil
}
