package compiler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// section is a place in "show running-config". The text of a line, without
// "no", begins with the words of prefix; of several the longest counts.
type section struct {
	group  int // lines of one group have no "!" between them
	prefix string
}

// sections is the order in which IOS 15.2 prints global configuration.
var sections = []section{
	{1, "version"},
	{1, "service"},
	{2, "hostname"},
	{3, "boot-start-marker"},
	{3, "boot"},
	{3, "boot-end-marker"},
	{4, "vrf definition"},
	{4, "ip vrf"},
	{5, "security"},
	{5, "logging"},
	{5, "enable secret"},
	{5, "enable password"},
	{6, "aaa"},
	{7, "clock"},
	{7, "memory-size"},
	{7, "ip icmp"},
	{7, "ip source-route"},
	{7, "ip cef"},
	{8, "ip"},
	{8, "ip domain"},
	{8, "ip host"},
	{8, "ip name-server"},
	{9, "ipv6 unicast-routing"},
	{9, "ipv6"},
	{10, "multilink"},
	{11, "key"},
	{11, "password"},
	{12, "crypto pki trustpoint"},
	{12, "crypto ca trustpoint"},
	{13, "crypto pki"},
	{13, "crypto ca"},
	{14, "license"},
	{14, "archive"},
	{14, "object-group"},
	{15, "username"},
	{16, "redundancy"},
	{16, "crypto key"},
	{17, "ip tcp"},
	{17, "ip ftp"},
	{17, "ip ssh"},
	{17, "ip scp"},
	{18, "track"},
	{19, "class-map"},
	{19, "policy-map"},
	{20, "crypto logging"},
	{20, "crypto keys"},
	{21, "crypto keyring"},
	{22, "crypto isakmp policy"},
	{22, "crypto isakmp key"},
	{22, "crypto isakmp identity"},
	{22, "crypto isakmp keepalive"},
	{22, "crypto isakmp nat"},
	{22, "crypto isakmp invalid-spi-recovery"},
	{22, "crypto isakmp"},
	{23, "crypto isakmp peer"},
	{23, "crypto isakmp client"},
	{24, "crypto isakmp profile"},
	{25, "crypto ipsec security-association lifetime"},
	{25, "crypto ipsec security-association idle-time"},
	{25, "crypto ipsec security-association"},
	{26, "crypto ipsec transform-set"},
	{26, "crypto ipsec"},
	{28, "crypto ipsec profile"},
	{29, "crypto"},
	{30, "crypto dynamic-map"},
	{31, "crypto map"},
	{32, "interface"},
	{33, "router"},
	{34, "ip local"},
	{34, "ip default-gateway"},
	{35, "ip forward-protocol"},
	{36, "ip bgp-community"},
	{36, "ip community-list"},
	{36, "ip extcommunity-list"},
	{36, "ip as-path"},
	{37, "ip http"},
	{37, "ip pim"},
	{37, "ip flow-export"},
	{37, "ip flow-top-talkers"},
	{37, "ip dns"},
	{37, "ip tftp"},
	{37, "ip nat translation"},
	{37, "ip nat pool"},
	{37, "ip nat"},
	{37, "ip route"},
	{38, "ip access-list"},
	{39, "ip prefix-list"},
	{39, "ip radius"},
	{39, "ip tacacs"},
	{39, "ip sla"},
	{39, "logging history"},
	{39, "logging esm"},
	{39, "logging trap"},
	{39, "logging facility"},
	{39, "logging source-interface"},
	{39, "logging host"},
	{39, "access-list"},
	{42, "ipv6 route"},
	{42, "ipv6 router"},
	{43, "ipv6 prefix-list"},
	{43, "ipv6 access-list"},
	{44, "route-map"},
	{45, "snmp-server"},
	{46, ""}, // what is not in this table
	{47, "control-plane"},
	{48, "banner"},
	{49, "alias"},
	{49, "privilege"},
	{50, "line"},
	{51, "scheduler"},
	{52, "ntp"},
	{53, "time-range"},
	{54, "event manager"},
}

// serviceNames is the order of the lines of "service".
var serviceNames = []string{
	"nagle", "pad", "tcp-keepalives-in", "tcp-keepalives-out", "timestamps", "timestamps debug", "timestamps log", "password-encryption",
	"internal", "compress-config", "sequence-numbers", "dhcp",
}

// serviceOrder sorts services; one that is not in the table comes last.
func serviceOrder(name string) string {
	best := len(serviceNames)
	for i, s := range serviceNames {
		if startsWith(name, s) && (best == len(serviceNames) || len(s) > len(serviceNames[best])) {
			best = i
		}
	}
	return numberKey([]int{best})
}

// sectionsByWord finds the sections of a first word.
var sectionsByWord = func() map[string][]int {
	m := map[string][]int{}
	for i, s := range sections {
		first, _, _ := strings.Cut(s.prefix, " ")
		m[first] = append(m[first], i)
	}
	return m
}()

// sectionOf finds the section of a global line; known is false when the table
// does not have it.
func sectionOf(text string) (index int, known bool) {
	text = strings.TrimPrefix(text, "no ")
	if number, ok := numberedList(text); ok {
		text = "access-list " + number // as it is printed
	}
	first, _, _ := strings.Cut(text, " ")
	best := -1
	for _, i := range sectionsByWord[first] {
		if startsWith(text, sections[i].prefix) && (best < 0 || len(sections[i].prefix) > len(sections[best].prefix)) {
			best = i
		}
	}
	if best < 0 {
		return sectionsByWord[""][0], false
	}
	return best, true
}

// order is the sort key of a global line: its section, then sub.
func order(text, sub string) string {
	index, _ := sectionOf(text)
	return string([]byte{'0' + byte(index/10), '0' + byte(index%10)}) + sub
}

// groupOf is the group of a global line.
func groupOf(text string) int {
	index, _ := sectionOf(text)
	return sections[index].group
}

// interfaceOrder sorts interfaces as IOS does: those without hardware that are
// not of a LAN, physical ones by slot, then the rest; each by number.
func interfaceOrder(name string) string {
	kind, numbers := splitInterface(name)
	if i := slices.Index(firstKinds, kind); i >= 0 {
		return "0" + numberKey([]int{i}) + numberKey(numbers)
	}
	if i := slices.Index(lastKinds, kind); i >= 0 {
		return "9" + numberKey([]int{i}) + numberKey(numbers)
	}
	slashes := strings.Count(name, "/")
	switch {
	case name == "GigabitEthernet0": // the management port of IOS XE
		return "2"
	case slashes == 0 || len(numbers) == 0:
		return "1" + numberKey([]int{0, 0}) + kind + numberKey(numbers)
	}
	return "1" + numberKey([]int{numbers[0], slashes}) + kind + numberKey(numbers)
}

// firstKinds and lastKinds stand before and behind the physical interfaces.
var (
	firstKinds = []string{"Loopback", "Multilink", "Port-channel", "Tunnel", "CTunnel"}
	lastKinds  = []string{"Virtual-Template", "Virtual-PPP", "Group-Async", "VirtualPortGroup", "Vlan", "BDI", "Dialer", "BVI"}
)

func numberKey(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		fmt.Fprintf(&b, " %010d", n)
	}
	return b.String()
}

// physicalKinds are the interfaces that are Ethernet devices of the system.
var physicalKinds = map[string]bool{
	"Ethernet": true, "FastEthernet": true, "GigabitEthernet": true, "TenGigabitEthernet": true,
	"TwoGigabitEthernet": true, "FiveGigabitEthernet": true, "TwentyFiveGigE": true, "FortyGigabitEthernet": true,
	"FiftyGigE": true, "HundredGigE": true, "TwoHundredGigE": true, "FourHundredGigE": true,
}

// splitInterface cuts a name as IOS writes it: "Ethernet0/1.20" is "Ethernet"
// and 0, 1, 20.
func splitInterface(name string) (kind string, numbers []int) {
	i := strings.IndexAny(name, "0123456789")
	if i < 0 {
		return name, nil
	}
	for _, f := range strings.FieldsFunc(name[i:], func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(f)
		if err != nil {
			return name[:i], nil
		}
		numbers = append(numbers, n)
	}
	return strings.TrimRight(name[:i], " "), numbers
}

// numberAt is the number that is the nth word of text, padded for sorting.
func numberAt(text string, n int) string {
	v, err := strconv.Atoi(nthWord(text, n))
	if err != nil {
		return nthWord(text, n)
	}
	return numberKey([]int{v})
}
