package compiler

import (
	"encoding/binary"
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
	Rule    string // when it is summer, as the POSIX variable TZ says: "M3.5.0/2:00,M10.5.0/3:00"
	Offset  int    // minutes that summer is ahead
}

// read takes a line, and reports whether it says something about the zone that
// is done here.
func (z *ClockZone) read(words []string) bool {
	switch {
	case len(words) >= 4 && is(words, "clock", "timezone"):
		hours, err := strconv.Atoi(words[3])
		if err != nil {
			return false
		}
		z.Name, z.Minutes = words[2], hours*60
		if len(words) > 4 {
			minutes, err := strconv.Atoi(words[4])
			if err != nil || minutes > 59 {
				return false
			}
			if strings.HasPrefix(words[3], "-") {
				minutes = -minutes
			}
			z.Minutes += minutes
		}
	case len(words) >= 4 && is(words, "clock", "summer-time") && words[3] == "recurring":
		return z.summer(words[2], words[4:])
	default:
		return false
	}
	return true
}

// summer reads "week day month hh:mm week day month hh:mm [offset]", of which
// nothing stands for when it is summer in the United States.
func (z *ClockZone) summer(name string, words []string) bool {
	const turns, hour = 2, 60
	if len(words) == 0 {
		words = []string{"2", "Sun", "Mar", "2:00", "1", "Sun", "Nov", "2:00"}
	}
	const each = 4
	if len(words) != turns*each && len(words) != turns*each+1 {
		return false
	}
	offset := hour
	if len(words) > turns*each {
		n, err := strconv.Atoi(words[turns*each])
		if err != nil || n < 1 || n > 1440 {
			return false
		}
		offset = n
	}
	var rules []string
	for turn := range turns {
		rule, ok := turnOfClock(words[turn*each : turn*each+each])
		if !ok {
			return false
		}
		rules = append(rules, rule)
	}
	z.Summer, z.Rule, z.Offset = name, strings.Join(rules, ","), offset
	return true
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
	month := 0
	for m := time.January; m <= time.December; m++ {
		if len(words[2]) >= 3 && hasPrefixFold(m.String(), words[2]) {
			month = int(m)
		}
	}
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
	rule := fmt.Sprintf("<%s>%s<%s>%s,%s", name, posixOffset(z.Minutes), z.Summer, posixOffset(z.Minutes+z.Offset), z.Rule)
	zone, err := time.LoadLocationFromTZData(name, zoneData(name, z.Minutes, rule))
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

// zoneData is a time zone in the format of RFC 9636: one type of time, and the
// rule that says the rest.
func zoneData(name string, minutes int, rule string) []byte {
	const version, counts = '2', 6
	header := func(types, characters int) []byte {
		b := append([]byte("TZif"), version)
		b = append(b, make([]byte, 15)...)
		for _, n := range [counts]int{0, 0, 0, 0, types, characters} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	block := func() []byte {
		b := binary.BigEndian.AppendUint32(header(1, len(name)+1), uint32(int32(minutes*60)))
		return append(append(b, 0, 0), name+"\x00"...)
	}
	return append(append(block(), block()...), "\n"+rule+"\n"...)
}
