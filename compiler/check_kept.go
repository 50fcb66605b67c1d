package compiler

import (
	"strings"

	"mainmode/grammar"
)

// checkKept refuses a kept line that is spelled right and yet makes no sense
// where it stands. The result has no message if there is nothing to refuse.
func (e *Editor) checkKept(f finding, text string) Result {
	words := fields(f.line.Text)
	switch {
	case f.level >= 0 && len(words) > 1 && words[0] == "encapsulation" && words[1] == "dot1Q" && !strings.HasPrefix(e.block, "interface BDI"):
		// Of all interfaces only those of bridge domains have a VLAN themselves.
		return Result{Status: grammar.Invalid, Caret: strings.Index(text, fields(text)[1]), Messages: []string{invalidInput}}
	case f.level < 0 && is(words, "clock", "timezone"), f.level < 0 && is(words, "clock", "summer-time"):
		if !new(ClockZone).read(words) {
			at := min(3, len(words)-1)
			return Result{Status: grammar.Invalid, Caret: strings.LastIndex(text, fields(text)[at]), Messages: []string{invalidInput}}
		}
	case f.level < 0 && len(words) > 3 && (words[0] == "ip" || words[0] == "ipv6") && words[1] == "prefix-list":
		if bad := badPrefixRange(words[3:]); bad != "" {
			return Result{Messages: []string{bad}}
		}
	}
	return Result{}
}

// badPrefixRange refuses a line of a prefix list whose lengths are in no order,
// in IOS's words. words stand behind the list's name.
func badPrefixRange(words []string) string {
	prefix, length := "", 0
	ge, le := 0, 0
	for i, w := range words {
		if _, bits, ok := strings.Cut(w, "/"); ok && prefix == "" {
			prefix, length = w, atoi(bits)
		}
		if i+1 == len(words) {
			break
		}
		switch w {
		case "ge":
			ge = atoi(words[i+1])
		case "le":
			le = atoi(words[i+1])
		}
	}
	if prefix == "" || ge == 0 && le == 0 {
		return ""
	}
	if ge > 0 && ge <= length || le > 0 && le < max(ge, length+1) {
		return "% Invalid prefix range for " + prefix + ", make sure: len < ge-value <= le-value"
	}
	return ""
}
