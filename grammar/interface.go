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
	i := unitAt(s)
	if i <= 0 {
		return InterfaceName{}, false
	}
	typed, unit := strings.TrimRight(s[:i], " \t"), s[i:]
	kind := kindTyped(typed)
	if kind == nil || !kind.accepts(unit) {
		return InterfaceName{}, false
	}
	return InterfaceName{Kind: kind.name, Unit: kind.canonical(unit)}, true
}

// inverseMultiplexed stands before the number of a bundle of links in the unit of
// an ATM interface: "ATM0/IMA1".
const inverseMultiplexed = "/IMA"

// unitAt is where the unit of a name begins, behind its last letter: kinds have
// digits too, as Dot11Radio. It is 0 where there is no letter or no unit.
func unitAt(s string) int {
	if head, _, ok := cutIMA(s); ok {
		return unitAt(head)
	}
	i := strings.LastIndexFunc(s, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }) + 1
	digit := strings.IndexAny(s[i:], "0123456789")
	if i == 0 || digit < 0 {
		return 0
	}
	return i + digit
}

// cutIMA cuts a name or a unit around the word before the number of a bundle of
// links.
func cutIMA(s string) (head, number string, ok bool) {
	if at := strings.Index(strings.ToUpper(s), inverseMultiplexed); at > 0 {
		return s[:at], s[at+len(inverseMultiplexed):], true
	}
	return s, "", false
}

// kindTyped is the kind that was typed, perhaps abbreviated; nil if there is
// none, or several.
func kindTyped(typed string) *interfaceKind {
	var common, rare, long []*interfaceKind
	for i := range interfaceKinds {
		switch k := &interfaceKinds[i]; {
		case !hasPrefixFold(k.name, typed):
		case len(k.name) == len(typed):
			return k
		case k.long:
			long = append(long, k)
		case k.rare:
			rare = append(rare, k)
		default:
			common = append(common, k)
		}
	}
	if len(common) == 1 {
		return common[0]
	}
	if len(common) == 0 && len(rare) == 1 {
		return rare[0]
	}
	if len(common)+len(rare) == 0 && len(long) == 1 {
		return long[0]
	}
	return nil
}

// interfaceKind is a type of interface and the shape of its unit.
type interfaceKind struct {
	name, help string
	slots      int    // most numbers joined by "/"; 0: one plain number
	high       uint32 // greatest plain number or slot
	unitHelp   string
	subs       bool // ".N" may follow
	channels   bool // ":N" may follow, a channel of a controller
	bundles    bool // the last number may be that of a bundle of links
	rare       bool // never what an abbreviation means that a common kind begins with too
	long       bool // rare, and abbreviated by IOS with a letter more than another kind: "Tw" is no "Twe"
	chassis    bool // the number of one of several chassis may stand before
}

// interfaceKinds is the list that "interface ?" shows: those of mainmode, and
// what routers and switches have besides.
var interfaceKinds = []interfaceKind{
	{name: "Analysis-Module", help: "Analysis module interface", slots: 2, high: 63, unitHelp: "Analysis-Module interface number", rare: true},
	{name: "AppGigabitEthernet", help: "App-hosting Gigabit Ethernet", slots: 3, high: 63, unitHelp: "AppGigabitEthernet interface number", subs: true, rare: true},
	{name: "Async", help: "Async interface", slots: 3, high: 999, unitHelp: "Async interface number", rare: true},
	{name: "ATM", help: "ATM interface", slots: 3, high: 63, unitHelp: "ATM interface number", subs: true, bundles: true, rare: true},
	{name: "Auto-Template", help: "Auto-Template interface", high: 999, unitHelp: "Auto-Template interface number", rare: true},
	{name: "BDI", help: "Bridge-domain interface", high: 16384, unitHelp: "BDI interface number", rare: true},
	{name: "Bluetooth", help: "Bluetooth interface of the management port", slots: 2, high: 63, unitHelp: "Bluetooth interface number", rare: true},
	{name: "BRI", help: "ISDN Basic Rate Interface", slots: 3, high: 63, unitHelp: "BRI interface number", channels: true, rare: true},
	{name: "Bundle", help: "Cable Virtual bundle interface", high: 255, unitHelp: "Bundle interface number", subs: true, rare: true},
	{name: "BVI", help: "Bridge-Group Virtual Interface", high: 255, unitHelp: "BVI interface number", rare: true},
	{name: "Cable", help: "CMTS interface", slots: 3, high: 63, unitHelp: "Cable interface number", subs: true, channels: true, rare: true},
	{name: "CDMA-Ix", help: "CDMA Ix interface", high: 1, unitHelp: "CDMA-Ix interface number", rare: true},
	{name: "Cellular", help: "Cellular WAN Interface", slots: 3, high: 63, unitHelp: "Cellular interface number", rare: true},
	{name: "CEM", help: "Circuit Emulation interface", slots: 3, high: 63, unitHelp: "CEM interface number", rare: true},
	{name: "CEM-ACR", help: "Circuit Emulation adaptive clock recovery interface", high: 255, unitHelp: "CEM-ACR interface number", rare: true},
	{name: "Content-Engine", help: "Content engine module", slots: 2, high: 63, unitHelp: "Content-Engine interface number", rare: true},
	{name: "CTunnel", help: "CTunnel interface", high: 2147483647, unitHelp: "CTunnel interface number", rare: true},
	{name: "Dialer", help: "Dialer interface", high: 255, unitHelp: "Dialer interface number"},
	{name: "Dot11Radio", help: "Dot11 interface", slots: 3, high: 63, unitHelp: "Dot11Radio interface number", subs: true, rare: true},
	{name: "Embedded-Service-Engine", help: "cisco embedded service engine module", slots: 2, high: 63, unitHelp: "Embedded-Service-Engine interface number", rare: true},
	{name: "EOBC", help: "Ethernet Out of Band Channel", slots: 2, high: 63, unitHelp: "EOBC interface number", rare: true},
	{name: "Ethernet", help: "IEEE 802.3", slots: 3, high: 63, unitHelp: "Ethernet interface number", subs: true},
	{name: "Ethernet-Internal", help: "Ethernet interface to a service module", slots: 3, high: 63, unitHelp: "Ethernet-Internal interface number", rare: true},
	{name: "FastEthernet", help: "FastEthernet IEEE 802.3", slots: 3, high: 63, unitHelp: "FastEthernet interface number", subs: true},
	{name: "Fddi", help: "ANSI X3T9.5", slots: 3, high: 63, unitHelp: "Fddi interface number", rare: true},
	{name: "FiftyGigE", help: "Fifty Gigabit Ethernet", slots: 3, high: 63, unitHelp: "FiftyGigE interface number", subs: true, rare: true, long: true, chassis: true},
	{name: "FiveGigabitEthernet", help: "Five Gigabit Ethernet", slots: 3, high: 63, unitHelp: "FiveGigabitEthernet interface number", subs: true, rare: true},
	{name: "FortyGigabitEthernet", help: "Forty Gigabit Ethernet", slots: 3, high: 63, unitHelp: "FortyGigabitEthernet interface number", subs: true, rare: true, chassis: true},
	{name: "FourHundredGigE", help: "Four Hundred Gigabit Ethernet", slots: 3, high: 63, unitHelp: "FourHundredGigE interface number", subs: true, rare: true, long: true, chassis: true},
	{name: "GigabitEthernet", help: "GigabitEthernet IEEE 802.3z", slots: 3, high: 63, unitHelp: "GigabitEthernet interface number", subs: true, chassis: true},
	{name: "GMPLS", help: "MPLS interface", high: 1000, unitHelp: "GMPLS interface number", rare: true},
	{name: "Group-Async", help: "Async Group interface", high: 255, unitHelp: "Group-Async interface number", rare: true},
	{name: "Hssi", help: "High Speed Serial Interface", slots: 3, high: 63, unitHelp: "Hssi interface number", subs: true, rare: true},
	{name: "HundredGigE", help: "Hundred Gigabit Ethernet", slots: 3, high: 63, unitHelp: "HundredGigE interface number", subs: true, rare: true, chassis: true},
	{name: "IDS-Sensor", help: "IDS sensor interface", slots: 2, high: 63, unitHelp: "IDS-Sensor interface number", rare: true},
	{name: "IMA", help: "Inverse multiplexing of ATM", slots: 3, high: 63, unitHelp: "IMA interface number", rare: true},
	{name: "Integrated-Service-Engine", help: "cisco service engine module", slots: 2, high: 63, unitHelp: "Integrated-Service-Engine interface number", rare: true},
	{name: "ISM", help: "Integrated service module", slots: 2, high: 63, unitHelp: "ISM interface number", rare: true},
	{name: "Lex", help: "Lex interface", high: 2147483647, unitHelp: "Lex interface number", rare: true},
	{name: "LISP", help: "Locator/ID Separation Protocol Virtual Interface", high: 65520, unitHelp: "LISP interface number", subs: true, rare: true},
	{name: "LongReachEthernet", help: "Long-Reach Ethernet", slots: 3, high: 63, unitHelp: "LongReachEthernet interface number", rare: true},
	{name: "Loopback", help: "Loopback interface", high: 2147483647, unitHelp: "Loopback interface number"},
	{name: "Lspvif", help: "LSP virtual interface", high: 65535, unitHelp: "Lspvif interface number", rare: true},
	{name: "MFR", help: "Multilink Frame Relay bundle interface", slots: 3, high: 2147483647, unitHelp: "MFR interface number", subs: true, rare: true},
	{name: "Multilink", help: "Multilink-group interface", high: 2147483647, unitHelp: "Multilink interface number", rare: true},
	{name: "Null", help: "Null interface", high: 0, unitHelp: "Null interface number"},
	{name: "nve", help: "Network virtualization endpoint interface", high: 999, unitHelp: "nve interface number", rare: true},
	{name: "NVI", help: "NAT virtual interface", high: 255, unitHelp: "NVI interface number", rare: true},
	{name: "Overlay", help: "Overlay Transport Virtualization interface", high: 512, unitHelp: "Overlay interface number", rare: true},
	{name: "Port-channel", help: "Ethernet Channel of interfaces", high: 4096, unitHelp: "Port-channel interface number", subs: true},
	{name: "POS", help: "Packet over Sonet", slots: 3, high: 63, unitHelp: "POS interface number", subs: true, channels: true, rare: true},
	{name: "pseudowire", help: "Pseudowire interface", high: 4294967295, unitHelp: "pseudowire interface number", rare: true},
	{name: "SDR", help: "Software defined radio", slots: 2, high: 63, unitHelp: "SDR interface number", rare: true},
	{name: "Serial", help: "Serial", slots: 3, high: 63, unitHelp: "Serial interface number", subs: true, channels: true},
	{name: "Serial-ACR", help: "Serial adaptive clock recovery interface", high: 255, unitHelp: "Serial-ACR interface number", subs: true, channels: true, rare: true},
	{name: "Service-Engine", help: "cisco service engine module", slots: 2, high: 63, unitHelp: "Service-Engine interface number", rare: true},
	{name: "SM", help: "Service module", slots: 2, high: 63, unitHelp: "SM interface number", subs: true, rare: true},
	{name: "SRP", help: "Spatial Reuse Protocol", slots: 3, high: 63, unitHelp: "SRP interface number", subs: true, rare: true},
	{name: "SSLVPN-VIF", help: "SSLVPN Virtual Interface", high: 255, unitHelp: "SSLVPN-VIF interface number", rare: true},
	{name: "SYSCLOCK", help: "Telecom-Bus clock controller", high: 63, unitHelp: "SYSCLOCK interface number", rare: true},
	{name: "TenGigabitEthernet", help: "Ten Gigabit Ethernet", slots: 3, high: 63, unitHelp: "TenGigabitEthernet interface number", subs: true, chassis: true},
	{name: "TokenRing", help: "IEEE 802.5", slots: 3, high: 63, unitHelp: "TokenRing interface number", subs: true, rare: true},
	{name: "Tunnel", help: "Tunnel interface", high: 2147483647, unitHelp: "Tunnel interface number"},
	{name: "Tunnel-tp", help: "MPLS Transport Profile interface", high: 65535, unitHelp: "Tunnel-tp interface number", rare: true},
	{name: "TwentyFiveGigE", help: "Twenty Five Gigabit Ethernet", slots: 3, high: 63, unitHelp: "TwentyFiveGigE interface number", subs: true, rare: true, long: true, chassis: true},
	{name: "TwoGigabitEthernet", help: "Two Gigabit Ethernet", slots: 3, high: 63, unitHelp: "TwoGigabitEthernet interface number", subs: true, rare: true},
	{name: "TwoHundredGigE", help: "Two Hundred Gigabit Ethernet", slots: 3, high: 63, unitHelp: "TwoHundredGigE interface number", subs: true, rare: true, long: true, chassis: true},
	{name: "ucse", help: "Cisco UCS E-Series server interface", slots: 3, high: 63, unitHelp: "ucse interface number", rare: true},
	{name: "vasileft", help: "VasiLeft interface", high: 2000, unitHelp: "vasileft interface number", rare: true},
	{name: "vasiright", help: "VasiRight interface", high: 2000, unitHelp: "vasiright interface number", rare: true},
	{name: "Video", help: "Video interface", slots: 2, high: 63, unitHelp: "Video interface number", rare: true},
	{name: "Vif", help: "PGM Multicast Host interface", high: 1, unitHelp: "Vif interface number", rare: true},
	{name: "Virtual-Access", help: "Virtual Access interface", high: 2147483647, unitHelp: "Virtual-Access interface number", subs: true, rare: true},
	{name: "Virtual-Dot11Radio", help: "Virtual dot11 interface", high: 20, unitHelp: "Virtual-Dot11Radio interface number", rare: true},
	{name: "Virtual-PPP", help: "Virtual PPP interface", high: 2147483647, unitHelp: "Virtual-PPP interface number", rare: true},
	{name: "Virtual-Template", help: "Virtual Template interface", high: 4095, unitHelp: "Virtual-Template interface number"},
	{name: "Virtual-TokenRing", help: "Virtual TokenRing", high: 2147483647, unitHelp: "Virtual-TokenRing interface number", rare: true},
	{name: "VirtualPortGroup", help: "Virtual Port Group", high: 64, unitHelp: "VirtualPortGroup interface number", rare: true},
	{name: "VoIP-Null", help: "Voice over IP null interface", high: 0, unitHelp: "VoIP-Null interface number", rare: true},
	{name: "Vlan", help: "Catalyst Vlans", high: 4094, unitHelp: "Vlan interface number"},
	{name: "vmi", help: "Virtual Multipoint Interface", high: 2147483647, unitHelp: "vmi interface number", rare: true},
	{name: "Wlan-GigabitEthernet", help: "WLAN controller interface", slots: 3, high: 63, unitHelp: "Wlan-GigabitEthernet interface number", rare: true},
	{name: "wlan-controller", help: "WLAN controller module", slots: 2, high: 63, unitHelp: "wlan-controller interface number", subs: true, rare: true},
	{name: "wlan-ap", help: "Wireless AP Module Network Interface", high: 63, unitHelp: "wlan-ap interface number", rare: true},
	{name: "Wideband-Cable", help: "Wideband CMTS interface", slots: 3, high: 63, unitHelp: "Wideband-Cable interface number", channels: true, rare: true},
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

// greatestChannel is the greatest channel of a controller.
const greatestChannel = 1023

// accepts reports whether unit fits the kind: "23", or "0", "0/0", "0/0/0",
// each perhaps with ".100".
func (k *interfaceKind) accepts(unit string) bool {
	unit, sub, dotted := strings.Cut(unit, ".")
	if head, number, ok := cutIMA(unit); ok && k.bundles {
		unit = head + "/" + number
	}
	if k.channels {
		var channel string
		var given bool
		if unit, channel, given = strings.Cut(unit, ":"); given {
			if n, ok := decimal(channel); !ok || n > greatestChannel {
				return false
			}
		}
	}
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
	if k.chassis && len(slots) == k.slots+1 {
		return slots[0] != "0"
	}
	return len(slots) <= max(k.slots, 1)
}

// canonical drops leading zeros: Tunnel023 is Tunnel23.
func (k *interfaceKind) canonical(unit string) string {
	if head, number, ok := cutIMA(unit); ok {
		return k.canonical(head) + inverseMultiplexed + k.canonical(number)
	}
	digits := func(i int) bool { return i < len(unit) && strings.IndexByte("/.:", unit[i]) < 0 }
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
