package compiler

import (
	"fmt"
	"time"

	"mainmode/grammar"
)

// TimeRange is a "time-range": when the entries of access lists that name it
// have effect.
type TimeRange struct {
	Name   string
	Active bool     // when it was compiled
	Lines  []string // as they are printed
	UsedBy []string // kinds of what names it: "IP ACL entry"

	Start, End time.Time // End is the first moment behind it; zero: none
	Periods    []Period  // of every week, none: all of it between Start and End
}

// Period is a part of every week, in minutes since Sunday 0:00. One that ends
// before it begins goes over the end of the week. Both minutes are in it.
type Period struct{ From, To int }

// Includes reports whether the range is in effect at a time, which is in the
// zone of the router. One that says nothing never is.
func (r *TimeRange) Includes(t time.Time) bool {
	switch {
	case len(r.Lines) == 0, t.Before(r.Start), !r.End.IsZero() && !t.Before(r.End):
		return false
	case len(r.Periods) == 0:
		return true
	}
	minute := (int(t.Weekday())*24+t.Hour())*60 + t.Minute()
	for _, p := range r.Periods {
		if p.From <= p.To && p.From <= minute && minute <= p.To || p.From > p.To && (minute >= p.From || minute <= p.To) {
			return true
		}
	}
	return false
}

// timeRange compiles a time range.
func (w *compilation) timeRange(e *entry, name string) TimeRange {
	r, zone := TimeRange{Name: name}, w.r.Zone.Location()
	for i := range e.children {
		l := &e.children[i]
		r.Lines = append(r.Lines, l.text)
		switch c := l.command.(type) {
		case *grammar.AbsoluteTime:
			// The grammar has no moment that is none: Editor.check sees to it.
			if c.Start != nil {
				r.Start, _ = c.Start.In(zone)
			}
			if end := c.Ends(); end != nil {
				r.End, _ = end.In(zone)
				r.End = r.End.Add(time.Minute)
			}
		case *grammar.PeriodicTime:
			r.Periods = append(r.Periods, periods(c)...)
		}
	}
	now := w.env.Now
	if now.IsZero() {
		now = time.Now()
	}
	r.Active = r.Includes(now.In(zone))
	return r
}

// periods are those of a line "periodic". One that ends at an earlier time of
// the day than it begins goes over midnight.
func periods(c *grammar.PeriodicTime) []Period {
	const day, week = 24 * 60, 7 * 24 * 60
	var list []Period
	for _, d := range c.Days {
		for _, first := range d.Weekdays() {
			last, named := c.LastDay()
			if !named {
				last = first
			}
			p := Period{int(first)*day + int(c.From), int(last)*day + int(c.To)}
			if !named && p.To < p.From {
				p.To = (p.To + day) % week
			}
			list = append(list, p)
		}
	}
	return list
}

// timed has an entry of an access list fit no packet while its time range is
// not in effect.
func (w *compilation) timed(l *line, a *AccessEntry, name *grammar.Word, kind string) {
	a.TimeRange = string(*name)
	for i := range w.r.TimeRanges {
		r := &w.r.TimeRanges[i]
		if r.Name != a.TimeRange {
			continue
		}
		if len(r.UsedBy) == 0 || r.UsedBy[len(r.UsedBy)-1] != kind {
			r.UsedBy = append(r.UsedBy, kind)
		}
		a.Inactive = !r.Active
		a.Match.Never = a.Match.Never || a.Inactive
		return
	}
	a.Inactive, a.Match.Never = true, true
	w.report(Warning, l, "time-range %s does not exist: the entry is not active", a.TimeRange)
}

// checkTimeRange refuses what a time range cannot be.
func (e *Editor) checkTimeRange(command any) string {
	switch c := command.(type) {
	case *grammar.AbsoluteTime:
		var start, end time.Time
		for _, m := range []struct {
			from *grammar.Moment
			to   *time.Time
		}{{c.Start, &start}, {c.Ends(), &end}} {
			if m.from == nil {
				continue
			}
			t, err := m.from.In(time.UTC)
			if err != nil {
				return "% " + capitalized(err.Error())
			}
			*m.to = t
		}
		if c.Start != nil && c.Ends() != nil && end.Before(start) {
			return "% The end time must be after the start time"
		}
	case *grammar.PeriodicTime:
		if days := c.Days; c.Last != "" && (len(days) > 1 || len(days[0].Weekdays()) > 1) {
			return fmt.Sprintf("%% A range that ends on %s begins on one day", c.Last)
		}
	}
	return ""
}
