package grammar

import (
	"strconv"
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// InterfaceName is the name of an interface in IOS's own spelling, its kind
// and its unit apart: {"GigabitEthernet", "0/0.100"}.
type InterfaceName struct {
	Kind string // Tunnel, Ethernet, GigabitEthernet ...
	Unit string // 23, 0/0, 0/0/0.100
}

// String is the name as show commands print it: "GigabitEthernet0/0.100".
func (n InterfaceName) String() string { return n.Kind + n.Unit }

// Subinterface reports whether the unit has a part behind a dot.
func (n InterfaceName) Subinterface() bool { return strings.Contains(n.Unit, ".") }

// Accepts reports whether word is a whole interface name, kind and unit in
// one, either of them possibly abbreviated.
func (InterfaceName) Accepts(word string) bool { _, ok := ParseInterfaceName(word); return ok }

// Syntax is not shown: "?" lists the kinds instead.
func (InterfaceName) Syntax() string { return "INTERFACE" }

// Parse implements participle.Parseable: the automaton has split the name in
// kind and unit.
func (n *InterfaceName) Parse(lex *lexer.PeekingLexer) error {
	kind := kindOf(lex.Peek().Value)
	if lex.Peek().EOF() || kind == nil {
		return participle.NextMatch
	}
	at := lex.MakeCheckpoint()
	lex.Next()
	unit := lex.Peek()
	if unit.EOF() || !kind.accepts(unit.Value) {
		lex.LoadCheckpoint(at)
		return participle.NextMatch
	}
	lex.Next()
	*n = InterfaceName{Kind: kind.name, Unit: kind.canonical(unit.Value)}
	return nil
}

// ParseInterfaceName reads a name such as "Tunnel23", "gi0/0" or "Et 0/0".
func ParseInterfaceName(s string) (InterfaceName, bool) {
	i := strings.IndexAny(s, "0123456789")
	if i <= 0 {
		return InterfaceName{}, false
	}
	typed, unit := strings.TrimRight(s[:i], " \t"), s[i:]
	var found *interfaceKind
	for k := range interfaceKinds {
		switch kind := &interfaceKinds[k]; {
		case !hasPrefixFold(kind.name, typed):
		case len(kind.name) == len(typed):
			found = kind
		case found != nil:
			return InterfaceName{}, false
		default:
			found = kind
		}
	}
	if found == nil || !found.accepts(unit) {
		return InterfaceName{}, false
	}
	return InterfaceName{Kind: found.name, Unit: found.canonical(unit)}, true
}

// interfaceKind is a type of interface and the shape of its unit.
type interfaceKind struct {
	name, help string
	slots      int    // most numbers joined by "/"; 0: one plain number
	high       uint32 // greatest plain number or slot
	unitHelp   string
	subs       bool // ".N" may follow
}

// interfaceKinds is the list that "interface ?" shows.
var interfaceKinds = []interfaceKind{
	{"Dialer", "Dialer interface", 0, 255, "Dialer interface number", false},
	{"Ethernet", "IEEE 802.3", 3, 63, "Ethernet interface number", true},
	{"FastEthernet", "FastEthernet IEEE 802.3", 3, 63, "FastEthernet interface number", true},
	{"GigabitEthernet", "GigabitEthernet IEEE 802.3z", 3, 63, "GigabitEthernet interface number", true},
	{"Loopback", "Loopback interface", 0, 2147483647, "Loopback interface number", false},
	{"Null", "Null interface", 0, 0, "Null interface number", false},
	{"Port-channel", "Ethernet Channel of interfaces", 0, 4096, "Port-channel interface number", true},
	{"Serial", "Serial", 3, 63, "Serial interface number", true},
	{"TenGigabitEthernet", "Ten Gigabit Ethernet", 3, 63, "TenGigabitEthernet interface number", true},
	{"Tunnel", "Tunnel interface", 0, 2147483647, "Tunnel interface number", false},
	{"Virtual-Template", "Virtual Template interface", 0, 4095, "Virtual-Template interface number", false},
	{"Vlan", "Catalyst Vlans", 0, 4094, "Vlan interface number", false},
}

func kindOf(name string) *interfaceKind {
	for i := range interfaceKinds {
		if interfaceKinds[i].name == name {
			return &interfaceKinds[i]
		}
	}
	return nil
}

// syntax is what "?" shows for the unit.
func (k *interfaceKind) syntax() string {
	return "<0-" + strconv.FormatUint(uint64(k.high), 10) + ">"
}

// greatestSub is the greatest number behind the dot of a subinterface.
const greatestSub = 4294967295

// accepts reports whether unit fits the kind: "23", or "0", "0/0", "0/0/0",
// each perhaps with ".100".
func (k *interfaceKind) accepts(unit string) bool {
	unit, sub, dotted := strings.Cut(unit, ".")
	if dotted {
		if n, ok := decimal(sub); !k.subs || !ok || n > greatestSub {
			return false
		}
	}
	slots := strings.Split(unit, "/")
	for _, s := range slots {
		if n, ok := decimal(s); !ok || n > k.high {
			return false
		}
	}
	return len(slots) <= max(k.slots, 1)
}

// canonical drops leading zeros: Tunnel023 is Tunnel23.
func (*interfaceKind) canonical(unit string) string {
	digits := func(i int) bool { return i < len(unit) && unit[i] != '/' && unit[i] != '.' }
	b := make([]byte, 0, len(unit))
	first := true
	for i := range len(unit) {
		if first && unit[i] == '0' && digits(i+1) {
			continue
		}
		first = !digits(i)
		b = append(b, unit[i])
	}
	return string(b)
}
