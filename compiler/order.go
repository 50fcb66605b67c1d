package compiler

import (
	"fmt"
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
	{5, "logging"},
	{5, "enable secret"},
	{5, "enable password"},
	{6, "aaa"},
	{7, "clock"},
	{7, "memory-size"},
	{8, "ip"},
	{8, "ip domain"},
	{8, "ip host"},
	{8, "ip name-server"},
	{8, "ip cef"},
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
	{17, "ip tcp"},
	{17, "ip ssh"},
	{18, "track"},
	{19, "class-map"},
	{19, "policy-map"},
	{20, "crypto logging"},
	{20, "crypto keys"},
	{21, "crypto keyring"},
	{22, "crypto isakmp policy"},
	{22, "crypto isakmp key"},
	{22, "crypto isakmp"},
	{23, "crypto isakmp peer"},
	{23, "crypto isakmp client"},
	{24, "crypto isakmp profile"},
	{25, "crypto ipsec security-association"},
	{26, "crypto ipsec transform-set"},
	{27, "crypto ipsec"},
	{28, "crypto ipsec profile"},
	{29, "crypto"},
	{30, "crypto dynamic-map"},
	{31, "crypto map"},
	{32, "interface"},
	{33, "router"},
	{34, "ip local"},
	{35, "ip forward-protocol"},
	{36, "ip http"},
	{36, "ip nat"},
	{37, "ip route"},
	{38, "ip access-list"},
	{39, "ip sla"},
	{40, "logging trap"},
	{40, "logging source-interface"},
	{40, "logging host"},
	{41, "access-list"},
	{42, "ipv6 route"},
	{43, "ipv6 access-list"},
	{44, "route-map"},
	{45, "snmp-server"},
	{46, ""}, // what is not in this table
	{47, "control-plane"},
	{48, "banner"},
	{49, "alias"},
	{50, "line"},
	{51, "scheduler"},
	{52, "ntp"},
	{53, "time-range"},
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

// interfaceOrder sorts interfaces as IOS does: loopbacks, tunnels, physical
// ones, then the rest; each by number.
func interfaceOrder(name string) string {
	kind, numbers := splitInterface(name)
	class := "8"
	switch {
	case kind == "Loopback":
		class = "0"
	case kind == "Tunnel":
		class = "1"
	case physicalKinds[kind]:
		class = "2"
	}
	return class + kind + numberKey(numbers)
}

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
	"HundredGigE": true, "FourHundredGigE": true,
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
