package grammar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/participle/v2/lexer"
)

// Reload restarts the router, at once or later.
type Reload struct {
	Cancel bool       `parser:"'reload' ( @'cancel'" help:"reload=Halt and perform a cold restart;cancel=Cancel pending reload"`
	Reason *Text      `parser:"| 'reason' @@" help:"reason=Reload reason;Reason=Reason for reload"`
	In     *Interval  `parser:"| ( 'in' @@" help:"in=Reload after a time interval;In=Delay before reload (mmm or hhh:mm)"`
	At     *ClockTime `parser:"  | 'at' @@ )" help:"at=Reload at a specific time/date;At=Time to reload (hh:mm)"`
	Note   *Text      `parser:"  @@? )?" help:"Note=Reason for reload"`
}

// ShowReload shows when the router will restart.
type ShowReload struct {
	Set bool `parser:"'show' @'reload'" help:"reload=Scheduled reload information"`
}

// reloadEntries are the commands that restart the router.
var reloadEntries = []entry{plain[Reload](), plain[ShowReload]()}

// Interval is minutes, or hours and minutes: "90", "1:30".
type Interval time.Duration

func parseInterval(s string) (Interval, bool) {
	hours, minutes, ok := strings.Cut(s, ":")
	if !ok {
		hours, minutes = "0", s
	}
	h, err1 := strconv.ParseUint(hours, 10, 16)
	m, err2 := strconv.ParseUint(minutes, 10, 16)
	if err1 != nil || err2 != nil || len(hours) > 3 || len(minutes) > 3 || ok && (m > 59 || len(minutes) != 2) {
		return 0, false
	}
	return Interval(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute), true
}

func (Interval) Accepts(word string) bool { _, ok := parseInterval(word); return ok }
func (Interval) Syntax() string           { return "hhh:mm" }
func (d Interval) String() string {
	m := int(time.Duration(d).Minutes())
	return fmt.Sprintf("%d:%02d", m/60, m%60)
}

// Parse implements participle.Parseable.
func (d *Interval) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseInterval(s)
		*d = v
		return ok
	})
}

// ClockTime is a time of the day, in minutes since midnight: "09:30".
type ClockTime int

func parseClockTime(s string) (ClockTime, bool) {
	t, err := time.Parse("15:4", s)
	return ClockTime(t.Hour()*60 + t.Minute()), err == nil
}

func (ClockTime) Accepts(word string) bool { _, ok := parseClockTime(word); return ok }
func (ClockTime) Syntax() string           { return "hh:mm" }
func (c ClockTime) String() string         { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// Parse implements participle.Parseable.
func (c *ClockTime) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseClockTime(s)
		*c = v
		return ok
	})
}
