package compiler

import (
	"strconv"
	"strings"
)

// A line replaces the line that sets the same thing, and "no" removes it.
// What a line sets is told by its first words: "group 5" and "group 14" both
// set "group", while each "ip route" stands for itself.

// identity says how many words of a line, "no" not counted, name what it sets.
type identity struct {
	prefix string
	words  int // 0: all of them
}

var globalIdentities = []identity{
	{"version", 1}, {"hostname", 1}, {"service timestamps", 3},
	{"crypto isakmp policy", 4}, {"crypto isakmp identity", 3}, {"crypto isakmp keepalive", 3},
	{"crypto isakmp nat keepalive", 4}, {"crypto isakmp profile", 4},
	{"crypto ipsec transform-set", 4}, {"crypto ipsec profile", 4}, {"crypto ipsec df-bit", 3},
	{"crypto ipsec fragmentation", 3},
	{"crypto ipsec security-association lifetime", 5}, {"crypto ipsec security-association replay window-size", 5},
	{"crypto ipsec security-association idle-time", 4}, {"crypto ipsec nat-transparency", 4},
	{"crypto keyring", 3}, {"crypto keys log", 3}, {"crypto dynamic-map", 4}, {"crypto map", 4},
	{"interface", 2}, {"line", 4}, {"enable secret", 2}, {"enable password", 2}, {"username", 2},
	{"ip domain name", 3}, {"ip domain lookup", 3}, {"ip host", 3},
	{"logging buffered", 2}, {"logging console", 2}, {"logging monitor", 2}, {"logging trap", 2},
	{"logging source-interface", 2}, {"logging facility", 2},
	{"alias exec", 3}, {"clock timezone", 2}, {"clock summer-time", 2},
	{"ip tcp synwait-time", 3}, {"ip forward-protocol", 0}, {"ip ssh version", 3}, {"snmp-server location", 2},
	{"snmp-server contact", 2},
}

var blockIdentities = []struct {
	block      string
	identities []identity
}{
	{"crypto isakmp policy", []identity{{"encr", 1}, {"hash", 1}, {"authentication", 1}, {"group", 1}, {"lifetime", 1}}},
	{"crypto isakmp profile", []identity{{"self-identity", 1}, {"keepalive", 1}, {"vrf", 1}, {"description", 1}}},
	{"crypto ipsec transform-set", []identity{{"mode", 1}}},
	{"crypto ipsec profile", []identity{
		{"description", 1}, {"set transform-set", 2}, {"set pfs", 2}, {"set isakmp-profile", 2},
		{"set security-association lifetime", 4}, {"set security-association idle-time", 3},
		{"set security-association replay", 3}, {"set security-association dfbit", 3}, {"responder-only", 1},
	}},
	{"interface", []identity{
		{"description", 1}, {"device", 1}, {"bandwidth", 1}, {"delay", 1}, {"mtu", 1}, {"duplex", 1}, {"speed", 1},
		{"ip mtu", 2}, {"ipv6 mtu", 2}, {"ip tcp adjust-mss", 3}, {"ipv6 tcp adjust-mss", 3},
		{"tunnel source", 2}, {"tunnel destination", 2}, {"tunnel mode", 2}, {"tunnel key", 2}, {"tunnel ttl", 2},
		{"tunnel protection", 2}, {"tunnel vrf", 2}, {"tunnel path-mtu-discovery", 2}, {"encapsulation", 1},
		{"keepalive", 1}, {"crypto map", 2}, {"vrf forwarding", 2}, {"ip vrf forwarding", 3}, {"load-interval", 1},
	}},
	{"line", []identity{
		{"exec-timeout", 1}, {"length", 1}, {"width", 1}, {"privilege level", 2}, {"password", 1}, {"login", 1},
		{"history", 1}, {"speed", 1}, {"stopbits", 1}, {"transport input", 2}, {"transport output", 2},
		{"access-class", 1}, {"session-timeout", 1},
	}},
	{"archive", []identity{{"path", 1}, {"maximum", 1}, {"time-period", 1}}},
}

// identitiesByBlock is blockIdentities by the first words of the block.
func identitiesOf(block string) []identity {
	if block == "" {
		return globalIdentities
	}
	for _, b := range blockIdentities {
		if startsWith(block, b.block) {
			return b.identities
		}
	}
	return nil
}

// keyOf names what a line sets. text has no "no" before it.
func keyOf(block, text string) string {
	text = strings.TrimRight(text, " ")
	if block == "" {
		if key, ok := presharedKey(text); ok {
			return key
		}
	}
	if startsWith(block, "interface") {
		if key, ok := addressKey(text); ok {
			return key
		}
	}
	best := identity{words: 0}
	for _, id := range identitiesOf(block) {
		if len(id.prefix) > len(best.prefix) && startsWith(text, id.prefix) {
			best = id
		}
	}
	if best.words == 0 {
		return text
	}
	return firstWords(text, best.words)
}

func firstWords(text string, n int) string {
	end := 0
	for i := 0; i < len(text); i++ {
		if text[i] != ' ' {
			continue
		}
		if n--; n == 0 {
			return text[:i]
		}
	}
	if end == 0 {
		end = len(text)
	}
	return text[:end]
}

// presharedKey: "crypto isakmp key 6 SECRET address 192.0.2.1" sets the key of
// that address, whatever it is.
func presharedKey(text string) (key string, ok bool) {
	const head = "crypto isakmp key "
	rest, ok := strings.CutPrefix(text, head)
	if !ok {
		return "", false
	}
	for _, by := range []string{" address ", " hostname "} {
		if i := strings.LastIndex(rest, by); i >= 0 {
			peer := strings.TrimSuffix(rest[i+1:], " no-xauth")
			return head + strings.Join(strings.Fields(peer), " "), true
		}
	}
	return "", false
}

// addressKey: an interface has one primary IPv4 address, any number of
// secondary and IPv6 addresses, and one link-local address.
func addressKey(text string) (key string, ok bool) {
	switch {
	case startsWith(text, "ip unnumbered"):
		return "ip address", true
	case startsWith(text, "ip address"):
		if strings.HasSuffix(text, " secondary") {
			return text, true
		}
		return "ip address", true
	case startsWith(text, "ipv6 address"):
		if strings.HasSuffix(text, " link-local") {
			return "ipv6 address link-local", true
		}
		return text, true
	}
	return "", false
}

// numberAt is the number that is the nth word of text, padded for sorting.
func numberAt(text string, n int) string {
	words := strings.Fields(text)
	if n >= len(words) {
		return ""
	}
	v, err := strconv.Atoi(words[n])
	if err != nil {
		return words[n]
	}
	return numberKey([]int{v})
}
