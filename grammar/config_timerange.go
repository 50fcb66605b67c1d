package grammar

import (
	"fmt"
	"slices"
	"time"

	"github.com/alecthomas/participle/v2/lexer"
)

// TimeRange opens a time range, in which entries of access lists have effect.
type TimeRange struct {
	Name Word `parser:"'time-range' @@" names:"time-range" help:"time-range=Define time range entries;Name=Time range name"`
}

func (*TimeRange) Submode() *Mode { return TimeRangeLines }

// AbsoluteTime is from when and until when a time range is at all; without
// Start it has begun, and without End it does not end. At least one is set.
type AbsoluteTime struct {
	Start *Moment `parser:"'absolute' (( ( 'start' @@" help:"absolute=absolute time and date;start=starting time and date"`
	Until *Moment `parser:"    ( 'end' @@ )?" help:"end=ending time and date"`
	End   *Moment `parser:"  | 'end' @@ )" help:"end=ending time and date"`
	After *Moment `parser:"  ( 'start' @@ )? ))?" help:"start=starting time and date"`
}

// normalize has the start before the end, as IOS prints them.
func (a *AbsoluteTime) normalize() {
	if a.End != nil && a.After != nil {
		a.Start, a.Until, a.End, a.After = a.After, a.End, nil, nil
	}
}

// Ends is when the range ends, nil: never.
func (a *AbsoluteTime) Ends() *Moment {
	if a.Until != nil {
		return a.Until
	}
	return a.End
}

// Moment is a minute of a day: "08:00 01 January 2026".
type Moment struct {
	Time  ClockTime  `parser:"@@" help:"Time=Time"`
	Day   DayOfMonth `parser:"@@" help:"Day=Day of the month"`
	Month Month      `parser:"@@" help:"Month=Month of the year"`
	Year  Number     `parser:"@@" range:"1993-2035" help:"Year=Year"`
}

// In is the moment in a time zone; it fails for the 31st of a month that has
// fewer days.
func (m *Moment) In(zone *time.Location) (time.Time, error) {
	t := time.Date(int(m.Year), time.Month(m.Month), int(m.Day), int(m.Time)/60, int(m.Time)%60, 0, 0, zone)
	if t.Day() != int(m.Day) {
		return time.Time{}, fmt.Errorf("%v has no day %d", time.Month(m.Month), m.Day)
	}
	return t, nil
}

// DayOfMonth is printed with two digits: "01".
type DayOfMonth uint8

func parseDayOfMonth(s string) (DayOfMonth, bool) {
	n, ok := decimal(s)
	return DayOfMonth(n), ok && 1 <= n && n <= 31
}

func (DayOfMonth) Accepts(word string) bool { _, ok := parseDayOfMonth(word); return ok }
func (DayOfMonth) Syntax() string           { return "<1-31>" }
func (d DayOfMonth) String() string         { return fmt.Sprintf("%02d", uint8(d)) }

// Parse implements participle.Parseable.
func (d *DayOfMonth) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseDayOfMonth(s)
		*d = v
		return ok
	})
}

// PeriodicTime is when a time range is every week: on Days, all Monday to
// Friday for "weekdays", or from one day until the day Last.
type PeriodicTime struct {
	Days []PeriodicDay `parser:"'periodic' (( @@+" help:"periodic=periodic time and date"`
	From HourMinute    `parser:"  @@" help:"From=Starting time"`
	Last string        `parser:"  'to' @('Friday' | 'Monday' | 'Saturday' | 'Sunday' | 'Thursday' | 'Tuesday' | 'Wednesday')?" help:"to=ending day and time;Friday=Friday;Monday=Monday;Saturday=Saturday;Sunday=Sunday;Thursday=Thursday;Tuesday=Tuesday;Wednesday=Wednesday"`
	To   HourMinute    `parser:"  @@ ))?" help:"To=Ending time - stays valid until beginning of next minute"`
}

// PeriodicDay is a day of the week, or several.
type PeriodicDay struct {
	Name string `parser:"@('Friday' | 'Monday' | 'Saturday' | 'Sunday' | 'Thursday' | 'Tuesday' | 'Wednesday' | 'daily' | 'weekdays' | 'weekend')" help:"Friday=Friday;Monday=Monday;Saturday=Saturday;Sunday=Sunday;Thursday=Thursday;Tuesday=Tuesday;Wednesday=Wednesday;daily=Every day of the week;weekdays=Monday thru Friday;weekend=Saturday and Sunday"`
}

// normalize has the days in the order of the week, each once, and names the
// sets of them that have a name.
func (p *PeriodicTime) normalize() {
	var on [7]bool
	for _, d := range p.Days {
		for _, day := range d.Weekdays() {
			on[day] = true
		}
	}
	var days []time.Weekday
	for i := range on {
		if day := time.Weekday((i + 1) % len(on)); on[day] { // the week begins on Monday
			days = append(days, day)
		}
	}
	for name, set := range weekdaySets {
		if slices.Equal(set, days) {
			p.Days = []PeriodicDay{{name}}
			return
		}
	}
	p.Days = nil
	for _, day := range days {
		p.Days = append(p.Days, PeriodicDay{day.String()})
	}
}

// weekdaySets are the sets of days that have a name.
var weekdaySets = map[string][]time.Weekday{
	"daily":    {time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday},
	"weekdays": {time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	"weekend":  {time.Saturday, time.Sunday},
}

// Weekdays are the days that it stands for.
func (d PeriodicDay) Weekdays() []time.Weekday {
	if set := weekdaySets[d.Name]; set != nil {
		return set
	}
	day, _ := weekday(d.Name)
	return []time.Weekday{day}
}

// LastDay is the day until which the range is, if it is not the day on which
// it begins.
func (p *PeriodicTime) LastDay() (time.Weekday, bool) { return weekday(p.Last) }

func weekday(name string) (time.Weekday, bool) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if day.String() == name {
			return day, true
		}
	}
	return 0, false
}

// HourMinute is a time of the day, in minutes since midnight, printed without
// a leading zero: "8:00".
type HourMinute int

func (HourMinute) Accepts(word string) bool { _, ok := parseClockTime(word); return ok }
func (HourMinute) Syntax() string           { return "hh:mm" }
func (c HourMinute) String() string         { return fmt.Sprintf("%d:%02d", int(c)/60, int(c)%60) }

// Parse implements participle.Parseable.
func (c *HourMinute) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseClockTime(s)
		*c = HourMinute(v)
		return ok
	})
}
