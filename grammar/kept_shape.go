package grammar

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// lineEnd stands in a table where nothing may follow.
const lineEnd = "<cr>"

// otherWord stands in a table where IOS has more words than the table names:
// for any but one that a named one may be meant by.
const otherWord = "<other>"

// nameWord stands in a table where IOS has names beside the words of the table,
// which are thus not abbreviated: for any but a word of small letters that a
// named one may be meant by.
const nameWord = "<name>"

// keptShape is a word of a table that stands for any of a shape.
type keptShape struct {
	word string
	fits func(typed string) bool
}

// keptShapes are tried in this order.
var keptShapes = []keptShape{
	{"A.B.C.D", func(s string) bool { _, ok := parse4(s); return ok }},
	{"X:X:X:X::X", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() }},
	{"X:X:X:X::X/<0-128>", func(s string) bool { p, err := netip.ParsePrefix(s); return err == nil && p.Addr().Is6() }},
	{"A.B.C.D/nn", func(s string) bool { p, err := netip.ParsePrefix(s); return err == nil && p.Addr().Is4() }},
	{"<type-code>", typeCode},
	{"<mac>", macAddress},
	{"<vlans>", vlanList},
	{"<instances>", instanceList},
	{"<asdot>", autonomousSystem},
	{"<aa:nn>", communityNumber},
	{"<+/-metric>", metricChange},
	{"<offset>", zoneOffset},
	{"<rate>", radioRate},
	{"<kind>", interfaceKindWord},
	{"<interface>", interfaceWord},
	{"<label>", func(string) bool { return true }},
	{"<number>", func(s string) bool { _, ok := decimal(s); return ok }},
	{"<unit>", interfaceUnit},
	{"<slot>", func(s string) bool { return '0' <= s[0] && s[0] <= '9' && strings.Trim(s, "0123456789/") == "" }},
	{"WORD", func(string) bool { return true }},
}

// interfaceWord reports whether a word is the name of an interface, or the kind
// of one whose unit is the next word.
func interfaceWord(s string) bool {
	_, whole := ParseInterfaceName(s)
	return whole || kindTyped(s) != nil
}

// interfaceKindWord reports whether a word is the kind of an interface whose unit
// is the next word.
func interfaceKindWord(s string) bool { return unitAt(s) == 0 && kindTyped(s) != nil }

// typeCode reports whether a word is the type of an Ethernet frame: "0x6000".
func typeCode(s string) bool {
	_, err := strconv.ParseUint(strings.TrimPrefix(s, "0x"), 16, 16)
	return err == nil
}

// macAddress reports whether a word is three groups of four hexadecimal digits:
// "0000.5e00.5301".
func macAddress(s string) bool {
	groups := strings.Split(s, ".")
	return len(groups) == 3 && !slices.ContainsFunc(groups, func(g string) bool {
		return len(g) > 4 || !typeCode(g) || strings.HasPrefix(g, "0x")
	})
}

// inRange reports whether a word is a number of a range "<1-4094>".
func inRange(shape, typed string) bool {
	low, high, err := parseRange(strings.Trim(shape, "<>"))
	n, ok := decimal(typed)
	return err == nil && ok && low <= n && n <= high
}

// vlanList reports whether a word is VLANs: "10,20-30".
func vlanList(s string) bool { return numberList("<1-4094>", s) }

// instanceList reports whether a word is instances of a spanning tree: "0,2-3".
func instanceList(s string) bool { return numberList("<0-4094>", s) }

// numberList reports whether a word is numbers of a range, and ranges of them.
func numberList(within, s string) bool {
	for part := range strings.SplitSeq(s, ",") {
		first, last, several := strings.Cut(part, "-")
		if !several {
			last = first
		}
		if !inRange(within, first) || !inRange(within, last) {
			return false
		}
	}
	return true
}

// autonomousSystem reports whether a word is a number in the notation of RFC
// 5396 with a dot.
func autonomousSystem(s string) bool {
	high, low, ok := strings.Cut(s, ".")
	return ok && inRange("<0-65535>", high) && inRange("<0-65535>", low)
}

// communityNumber reports whether a word is a community, RFC 1997, as two
// numbers.
func communityNumber(s string) bool {
	high, low, ok := strings.Cut(s, ":")
	return ok && inRange("<0-65535>", high) && inRange("<0-65535>", low)
}

// metricChange reports whether a word adds to a metric or takes from it.
func metricChange(s string) bool {
	return strings.Trim(s[:1], "+-") == "" && inRange("<0-4294967295>", s[1:])
}

// interfaceUnit reports whether a word is what stands behind the kind of an
// interface: "0/0.100", "1/0:15".
func interfaceUnit(s string) bool {
	return '0' <= s[0] && s[0] <= '9' && strings.Trim(s, "0123456789/.:") == ""
}

// zoneOffset reports whether a word is the hours between a time zone and UTC.
func zoneOffset(s string) bool { return inRange("<0-23>", strings.TrimPrefix(s, "-")) }

// radioRate reports whether a word is a rate of a radio: "basic-1.0", "m7.".
func radioRate(s string) bool { return strings.Contains(s, ".") || hasPrefixFold(s, "basic-") }
