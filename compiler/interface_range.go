package compiler

import (
	"fmt"
	"strconv"
	"strings"

	"mainmode/grammar"
)

// mostInRange is the most interfaces of one range: those of two full stacks of
// switches.
const mostInRange = 1024

// openRange opens the interfaces of "interface range": the first one, and what
// is typed there is typed at the others too. IOS prints them one by one.
func (e *Editor) openRange(text string) Result {
	names, err := interfacesOf(text)
	if err != nil {
		return Result{Messages: []string{"% " + err.Error()}}
	}
	kept := true
	for i := len(names) - 1; i >= 0; i-- {
		r := e.openInterface(names[i])
		if len(r.Messages) > 0 {
			return r
		}
		kept = kept && r.Kept
	}
	e.also = names[1:]
	return Result{Kept: kept}
}

// eachInterface takes each interface of a range away, or sets it to its
// defaults.
func (e *Editor) eachInterface(what, text string) Result {
	names, err := interfacesOf(text)
	if err != nil {
		return Result{Messages: []string{"% " + err.Error()}}
	}
	var all Result
	for _, name := range names {
		r := e.apply(e.parse(grammar.Global, what+" interface "+name))
		all.Messages = append(all.Messages, r.Messages...)
		all.Taken = all.Taken || r.Taken
	}
	return all
}

func (e *Editor) openInterface(name string) Result {
	indent := e.indent
	r := e.apply(e.parse(grammar.Global, "interface "+name))
	e.level.indent = indent
	return r
}

// eachOfRange repeats a line, which the first interface of a range has taken,
// at the others.
func (e *Editor) eachOfRange(text string) {
	first, others := e.level, e.also
	block := e.block
	for _, name := range others {
		e.openInterface(name)
		e.level.indented, e.level.ended = first.indented, first.ended
		e.also = nil
		e.command(text)
	}
	e.block, e.outer, e.level, e.also = block, nil, first, others
}

// interfacesOf reads the interfaces of a range: "Ethernet0/0 - 3 , Vlan10".
func interfacesOf(text string) ([]string, error) {
	var names []string
	for part := range strings.SplitSeq(text, ",") {
		from, to, several := strings.Cut(part, "-")
		if kind := strings.TrimSpace(from); strings.EqualFold(kind, "port") {
			// The one kind with a hyphen in its name.
			var rest string
			rest, to, several = strings.Cut(to, "-")
			from = kind + "-" + rest
		}
		name, ok := grammar.ParseInterfaceName(strings.TrimSpace(from))
		if !ok {
			return nil, fmt.Errorf("%q is no interface", strings.TrimSpace(part))
		}
		at := strings.LastIndexAny(name.Unit, "/.:") + 1
		first, err := strconv.Atoi(name.Unit[at:])
		last := first
		if several {
			last, err = strconv.Atoi(lastNumber(to))
		}
		if err != nil || last < first {
			return nil, fmt.Errorf("%q is no range", strings.TrimSpace(part))
		}
		for n := first; n <= last; n++ {
			one, ok := grammar.ParseInterfaceName(name.Kind + name.Unit[:at] + strconv.Itoa(n))
			if !ok {
				return nil, fmt.Errorf("%q goes beyond the last interface", strings.TrimSpace(part))
			}
			if names = append(names, one.String()); len(names) > mostInRange {
				return nil, fmt.Errorf("a range has at most %d interfaces", mostInRange)
			}
		}
	}
	return names, nil
}

// lastNumber is the number of the end of a range, which may be a whole name.
func lastNumber(end string) string {
	end = strings.TrimSpace(end)
	return end[strings.LastIndexFunc(end, func(r rune) bool { return r < '0' || r > '9' })+1:]
}
