package compiler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ClockZone is the zone of the router's clock, of "clock timezone" and "clock
// summer-time".
type ClockZone struct {
	Name    string
	Minutes int    // east of UTC
	Summer  string // its name in summer, "": the same time all the year
	Offset  int    // minutes that summer is ahead
	// Rule is when it is summer, as the POSIX variable TZ says:
	// "M3.5.0/2:00,M10.5.0/3:00"; "": in one year only, between two Dates.
	Rule  string
	Dates [2]time.Time // when the clock shows them, which reads like UTC
}

// read takes a line, and reports whether it says something about the zone that
// is done here.
func (z *ClockZone) read(words []string) bool {
	switch {
	case len(words) > 5 && is(words, "clock", "timezone"):
		return false
	case len(words) >= 4 && is(words, "clock", "timezone"):
		hours, err := strconv.Atoi(words[3])
		if err != nil {
			return false
		}
		z.Name, z.Minutes = words[2], hours*60
		if len(words) > 4 {
			minutes, err := strconv.Atoi(words[4])
			if err != nil || minutes < 0 || minutes > 59 {
				return false
			}
			if strings.HasPrefix(words[3], "-") {
				minutes = -minutes
			}
			z.Minutes += minutes
		}
	case len(words) >= 4 && is(words, "clock", "summer-time") && words[3] == "recurring":
		return z.summer(words[2], words[4:])
	case len(words) >= 4 && is(words, "clock", "summer-time") && words[3] == "date":
		return z.summerOf(words[2], words[4:])
	default:
		return false
	}
	return true
}

// summer reads "week day month hh:mm week day month hh:mm [offset]", of which
// nothing stands for when it is summer in the United States.
func (z *ClockZone) summer(name string, words []string) bool {
	if len(words) == 0 {
		words = []string{"2", "Sun", "Mar", "2:00", "1", "Sun", "Nov", "2:00"}
	}
	offset, ok := offsetBehind(words)
	if !ok {
		return false
	}
	var rules []string
	for turn := range turns {
		rule, ok := turnOfClock(words[turn*eachTurn:][:eachTurn])
		if !ok {
			return false
		}
		rules = append(rules, rule)
	}
	z.Summer, z.Offset, z.Rule, z.Dates = name, offset, strings.Join(rules, ","), [turns]time.Time{}
	return true
}

// turns are those of a clock in a year, which is put on and back; each is told
// in so many words.
const turns, eachTurn = 2, 4

// summerOf reads "day month year hh:mm day month year hh:mm [offset]", the
// month perhaps before the day.
func (z *ClockZone) summerOf(name string, words []string) bool {
	offset, ok := offsetBehind(words)
	if !ok {
		return false
	}
	var dates [turns]time.Time
	for turn := range turns {
		w := slices.Clone(words[turn*eachTurn:][:eachTurn])
		if _, ok := monthOf(w[0]); ok {
			w[0], w[1] = w[1], w[0]
		}
		month, ok := monthOf(w[1])
		day, err := strconv.Atoi(w[0])
		year, err2 := strconv.Atoi(w[2])
		at, err3 := time.Parse("15:4", w[3])
		if !ok || err != nil || err2 != nil || err3 != nil || year < 1993 || year > 2035 {
			return false
		}
		dates[turn] = time.Date(year, month, day, at.Hour(), at.Minute(), 0, 0, time.UTC)
		if dates[turn].Day() != day {
			return false // the month has not so many
		}
	}
	z.Summer, z.Offset, z.Rule, z.Dates = name, offset, "", dates
	return true
}

// offsetBehind is how many minutes the clock is put on, which may stand behind
// the words of both turns.
func offsetBehind(words []string) (minutes int, ok bool) {
	const hour, day = 60, 1440
	switch len(words) {
	case turns * eachTurn:
		return hour, true
	case turns*eachTurn + 1:
		minutes, err := strconv.Atoi(words[turns*eachTurn])
		return minutes, err == nil && minutes >= 1 && minutes <= day
	}
	return 0, false
}

// monthOf is a month by its name of three letters or more.
func monthOf(word string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if len(word) >= 3 && hasPrefixFold(m.String(), word) {
			return m, true
		}
	}
	return 0, false
}

// turnOfClock is when a clock is put on or back, such as "last Sun Mar 2:00",
// as the POSIX variable TZ says it: "M3.5.0/2:00".
func turnOfClock(words []string) (string, bool) {
	const last = 5 // of the weeks of a month
	week := slices.Index([]string{"", "1", "2", "3", "4", "last"}, words[0])
	if words[0] == "first" {
		week = 1
	}
	day := -1
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(words[1]) >= 3 && hasPrefixFold(d.String(), words[1]) {
			day = int(d)
		}
	}
	month, _ := monthOf(words[2])
	at, err := time.Parse("15:4", words[3])
	if week < 1 || week > last || day < 0 || month == 0 || err != nil {
		return "", false
	}
	return fmt.Sprintf("M%d.%d.%d/%d:%02d", month, week, day, at.Hour(), at.Minute()), true
}

// Location is the zone, UTC if none is configured.
func (z *ClockZone) Location() *time.Location {
	if z.Name == "" && z.Summer == "" {
		return time.UTC
	}
	name := z.Name
	if name == "" {
		name = "UTC"
	}
	fixed := time.FixedZone(name, z.Minutes*60)
	if z.Summer == "" {
		return fixed
	}
	data := zoneData{types: []zoneType{{name, z.Minutes, false}}}
	if z.Rule != "" {
		data.rule = fmt.Sprintf("<%s>%s<%s>%s,%s", name, posixOffset(z.Minutes), z.Summer, posixOffset(z.Minutes+z.Offset), z.Rule)
	} else {
		data.oneSummer(z)
	}
	zone, err := time.LoadLocationFromTZData(name, data.bytes())
	if err != nil { // a name that the format cannot have
		return fixed
	}
	return zone
}

// posixOffset is an offset as TZ has it, where west of UTC is positive.
func posixOffset(minutes int) string {
	sign := "-"
	if minutes < 0 {
		sign, minutes = "", -minutes
	}
	return fmt.Sprintf("%s%d:%02d", sign, minutes/60, minutes%60)
}
