package compiler

import "strings"

// rules say what the lines of one kind of block set, how IOS sorts them, and
// which of them it prints.
type rules struct {
	block string // how the block's first line begins; "" for global configuration

	// identities: a line replaces the line that sets the same thing, and "no"
	// removes it. What a line sets is told by its first words: "group 5" and
	// "group 14" both set "group", while each "ip route" stands for itself.
	identities []identity
	// order of the lines, by how they begin; nil: as they came.
	order []string
	// defaults are lines that only say what is so anyway: not printed.
	defaults []string
	// all are more lines that only "show running-config all" prints.
	all []string
	// on are settings of which the "no" form is printed.
	on []string
	// printed are defaults that IOS prints nevertheless.
	printed []string
}

// identity says how many words of a line, "no" not counted, name what it
// sets; 0: all of them.
type identity struct {
	prefix string
	words  int
}

var globalRules = &rules{
	identities: []identity{
		{"version", 1}, {"hostname", 1}, {"service timestamps", 3},
		{"crypto isakmp policy", 4}, {"crypto isakmp identity", 3}, {"crypto isakmp keepalive", 3},
		{"crypto isakmp nat keepalive", 4}, {"crypto isakmp profile", 4}, {"crypto isakmp client configuration group", 6},
		{"key config-key", 3}, {"crypto isakmp aggressive-mode", 4}, {"crypto call admission limit ike", 6},
		{"crypto ipsec transform-set", 4}, {"crypto ipsec profile", 4}, {"crypto ipsec df-bit", 3},
		{"crypto ipsec security-association lifetime", 5}, {"crypto ipsec security-association replay", 4},
		{"crypto ipsec security-association idle-time", 4},
		{"crypto ipsec nat-transparency", 4}, {"crypto keyring", 3}, {"crypto dynamic-map", 4},
		{"crypto ipsec fragmentation", 3}, {"crypto ipsec security-association ecn", 4}, {"crypto ipsec security-association dummy", 4},
		{"crypto ipsec optional", 3}, {"crypto ipsec ipv4-deny", 3}, {"crypto isakmp diagnose error", 4}, {"crypto isakmp xauth timeout", 4},
		{"crypto isakmp client configuration address-pool", 5}, {"crypto xauth", 2}, {"crypto logging", 3},
		{"crypto pki trustpoint", 4}, {"crypto pki certificate chain", 5}, {"crypto keys log", 3},
		{"interface", 2}, {"line", 3}, {"enable secret", 2}, {"enable password", 2}, {"enable secret level", 4}, {"enable password level", 4}, {"username", 2},
		{"ip domain name", 3}, {"ip domain lookup", 3},
		{"logging buffered", 2}, {"logging console", 2}, {"logging monitor", 2}, {"logging trap", 2},
		{"logging source-interface", 2}, {"logging facility", 2}, {"logging origin-id", 2}, {"logging host", 3}, {"logging host ipv6", 4},
		{"logging history", 2}, {"logging history size", 3},
		{"alias exec", 3}, {"file prompt", 2}, {"clock timezone", 2}, {"clock summer-time", 2},
		{"ip access-list log-update", 4}, {"ip access-list logging", 4}, {"ip nat pool", 4}, {"ip nat translation", 4}, {"ip nat translation max-entries all-host", 5}, {"ip nat translation max-entries all-vrf", 5}, {"ip nat translation max-entries host", 6}, {"ip nat translation max-entries list", 6}, {"ip nat translation max-entries vrf", 6}, {"ip tcp synwait-time", 3}, {"ip ssh version", 3}, {"snmp-server location", 2}, {"snmp-server contact", 2},
	},
	defaults: []string{
		"logging on", "logging trap informational", "logging facility local7", "logging history warnings", "logging history size 1", "ip domain lookup", "ip routing", "crypto isakmp enable", "crypto isakmp default policy",
		"file prompt", "file prompt alert",
		"crypto isakmp identity address", "crypto ipsec nat-transparency udp-encapsulation",
		"crypto ipsec security-association lifetime seconds 3600",
		"crypto ipsec security-association lifetime kilobytes 4608000",
		"crypto ipsec security-association replay window-size 64", "crypto ipsec df-bit copy",
		"crypto ipsec default transform-set", "crypto ipsec fragmentation before-encryption", "crypto isakmp diagnose error",
		"crypto ipsec ipv4-deny jump",
	},
	all: []string{
		"no service password-encryption", "logging buffered 4096 debugging", "logging console debugging", "logging monitor debugging", "no logging count",
		"no ipv6 unicast-routing", "no crypto isakmp aggressive-mode disable", "no crypto isakmp fragmentation", "no crypto isakmp invalid-spi-recovery",
		"no crypto logging session",
	},
	on: []string{
		"logging on", "logging console", "logging monitor", "logging buffered", "logging trap", "ip domain lookup", "ip routing",
		"crypto isakmp enable", "crypto isakmp default policy", "crypto ipsec nat-transparency udp-encapsulation", "service timestamps",
		"crypto ipsec default transform-set", "crypto ipsec transform-set default", "crypto ipsec profile default", "crypto isakmp diagnose error",
		"service password-encryption",
	},
}

var blockRules = []*rules{
	vrfRules("vrf definition"),
	vrfRules("ip vrf"),
	{
		block:      "crypto isakmp policy",
		identities: []identity{{"encr", 1}, {"hash", 1}, {"authentication", 1}, {"group", 1}, {"lifetime", 1}},
		order:      []string{"encr", "hash", "authentication", "group", "lifetime"},
		defaults:   []string{"encr des", "hash sha", "authentication rsa-sig", "group 1", "lifetime 86400"},
	},
	{
		block:      "crypto keyring",
		identities: []identity{{"description", 1}, {"local-address", 1}},
		order:      []string{"description", "local-address", "pre-shared-key"},
	},
	{
		block:      "crypto isakmp peer",
		identities: []identity{{"description", 1}, {"set aggressive-mode password", 3}, {"set aggressive-mode client-endpoint", 3}},
		order:      []string{"description", "set aggressive-mode password", "set aggressive-mode client-endpoint"},
	},
	{
		block: "crypto isakmp client configuration group",
		identities: []identity{
			{"key", 1}, {"dns", 1}, {"wins", 1}, {"domain", 1}, {"pool", 1}, {"acl", 1}, {"save-password", 1},
			{"max-users", 1}, {"netmask", 1}, {"banner", 1},
		},
		order: []string{"key", "dns", "wins", "domain", "pool", "acl", "save-password", "max-users", "netmask", "banner"},
	},
	{
		block: "crypto pki trustpoint",
		identities: []identity{
			{"enrollment", 1}, {"enrollment http-proxy", 2}, {"enrollment mode", 2}, {"enrollment profile", 2}, {"enrollment retry", 0},
			{"subject-name", 1}, {"fqdn", 1}, {"ip-address", 1}, {"revocation-check", 1}, {"rsakeypair", 1}, {"usage", 1},
			{"serial-number", 1}, {"password", 1}, {"auto-enroll", 1}, {"hash", 1},
		},
		order:   []string{"enrollment", "usage", "serial-number", "fqdn", "ip-address", "password", "subject-name", "revocation-check", "rsakeypair"},
		printed: []string{"revocation-check crl"},
	},
	{
		block: "crypto pki certificate map",
	},
	{
		block:      "crypto pki certificate chain",
		identities: []identity{{"certificate", 0}},
	},
	{
		block: "crypto isakmp profile",
		identities: []identity{
			{"description", 1}, {"self-identity", 1}, {"local-address", 1}, {"keepalive", 1}, {"initiate mode", 2},
			{"virtual-template", 1}, {"client authentication list", 3}, {"isakmp authorization list", 3},
			{"vrf", 1}, {"accounting", 1}, {"qos-group", 1}, {"client configuration group", 3}, {"client pki authorization list", 4},
		},
		order: []string{"description", "vrf", "keyring", "ca trust-point", "self-identity", "match identity", "match certificate",
			"client authentication list", "client pki authorization list", "isakmp authorization list", "client configuration address",
			"client configuration group", "accounting", "keepalive", "initiate mode", "virtual-template", "qos-group", "reverse-route", "local-address"},
	},
	{
		block:      "crypto ipsec transform-set",
		identities: []identity{{"mode", 1}},
		printed:    []string{"mode tunnel"},
	},
	{
		block: "crypto ipsec profile",
		identities: []identity{
			{"description", 1}, {"set transform-set", 2}, {"set pfs", 2}, {"set isakmp-profile", 2},
			{"set security-association lifetime", 4}, {"set security-association replay", 3}, {"set security-association idle-time", 3}, {"responder-only", 1},
			{"set security-association dfbit", 3}, {"set security-association ecn", 3}, {"set ecn", 2}, {"set identity", 2}, {"set ikev2-profile", 2},
			{"set reverse-route", 3}, {"reverse-route", 1},
		},
		order: []string{"description", "set security-association lifetime", "set security-association",
			"set transform-set", "set pfs", "set isakmp-profile", "set ikev2-profile", "set identity", "set ecn", "set mixed-mode", "dualstack", "responder-only"},
	},
	mapEntryRules("crypto map"),
	mapEntryRules("crypto dynamic-map"),
	{
		block: "interface",
		identities: []identity{
			{"description", 1}, {"device", 1}, {"bandwidth", 1}, {"bandwidth inherit", 2}, {"bandwidth qos-reference", 2}, {"bandwidth receive", 2}, {"delay", 1}, {"mtu", 1}, {"duplex", 1}, {"speed", 1},
			{"ip mtu", 2}, {"ipv6 mtu", 2}, {"ip tcp adjust-mss", 3}, {"ipv6 enable", 2},
			{"tunnel source", 2}, {"tunnel destination", 2}, {"tunnel mode", 2}, {"tunnel key", 2}, {"tunnel ttl", 2},
			{"tunnel tos", 2}, {"tunnel checksum", 2}, {"tunnel sequence-datagrams", 2}, {"tunnel bandwidth", 3}, {"tunnel vrf", 2},
			{"tunnel route-via", 2}, {"ipv6 tcp adjust-mss", 3}, {"crypto ipsec df-bit", 3}, {"crypto ipsec fragmentation", 3},
			{"tunnel protection", 2}, {"tunnel protection ipsec policy", 5}, {"crypto map", 2}, {"ipv6 crypto map", 3}, {"tunnel path-mtu-discovery", 2}, {"encapsulation", 1},
			{"keepalive", 1}, {"load-interval", 1}, {"mac-address", 1}, {"vrf forwarding", 2}, {"ip vrf forwarding", 3},
			{"ip nhrp network-id", 3}, {"ip nhrp authentication", 3}, {"ip nhrp holdtime", 3}, {"ip nhrp map", 4}, {"ip nhrp map multicast", 0}, {"ip nhrp map group", 5},
			{"ip nhrp nhs", 4}, {"ip nhrp registration timeout", 4}, {"ip nhrp redirect", 3}, {"ip nhrp server-only", 3}, {"ip nhrp shortcut", 3},
		},
		order: []string{
			"description", "device", "bandwidth", "mac-address", "mtu", "encapsulation dot1Q", "vrf forwarding", "ip vrf forwarding",
			"ip address", "ip unnumbered", "ip access-group", "ip redirects", "ip unreachables", "ip proxy-arp", "ip mtu", "ip", "ip tcp",
			"encapsulation", "delay", "shutdown", "keepalive",
			"duplex", "speed", "ipv6 address", "ipv6 enable", "ipv6 mtu", "ipv6",
			"tunnel source", "tunnel mode", "tunnel destination", "tunnel ttl", "tunnel key", "tunnel", "tunnel protection",
			"crypto map", "ipv6 crypto map",
		},
		defaults: []string{"tunnel mode gre ip", "tunnel ttl 255", "ip unreachables", "ipv6 unreachables"},
		all:      []string{"no shutdown"},
		on:       []string{"ip unreachables", "ipv6 unreachables"},
		printed:  []string{"no ip address"},
	},
	{
		block:      "time-range",
		identities: []identity{{"absolute", 1}},
		order:      []string{"absolute", "periodic"},
	},
	{
		block:      "object-group",
		identities: []identity{{"description", 1}},
	},
	{
		block:      "route-map",
		identities: []identity{{"description", 1}},
		order:      []string{"description", "match", "set"},
	},
	{
		block: "line",
		identities: []identity{
			{"exec-timeout", 1}, {"length", 1}, {"width", 1}, {"privilege level", 2}, {"password", 1}, {"login", 1},
			{"history", 1}, {"speed", 1}, {"stopbits", 1}, {"transport input", 2}, {"transport output", 2}, {"transport preferred", 2},
			{"access-class", 1}, {"session-timeout", 1},
		},
		order:    []string{"exec-timeout", "privilege level", "password", "logging synchronous", "login", "exec", "history", "length", "width", "transport", "stopbits"},
		defaults: []string{"exec-timeout 10 0", "exec", "length 24", "width 80", "transport preferred telnet"},
		on:       []string{"login", "exec"},
	},
}

// keptRules are those of a block whose lines have no meaning here.
var keptRules = &rules{block: "kept"}

// vrfRules put what is of the whole VRF before its address families, which any
// line behind them would be read into.
func vrfRules(block string) *rules {
	return &rules{
		block:      block,
		identities: []identity{{"rd", 1}, {"description", 1}, {"address-family", 2}},
		order: []string{"description", "rd", "vpn", "context", "import", "export", "maximum", "mdt", "bgp", "vnet", "inter-as-hybrid", "route-replicate", "route-target",
			"address-family", "exit-address-family"},
	}
}

// mapEntryRules are those of one entry of a crypto map, static or dynamic.
func mapEntryRules(block string) *rules {
	return &rules{
		block: block,
		identities: []identity{
			{"description", 1}, {"match address", 2}, {"set peer", 3}, {"set transform-set", 2}, {"set pfs", 2},
			{"set isakmp-profile", 2}, {"set ikev2-profile", 2}, {"set identity", 2}, {"set reverse-route", 3}, {"reverse-route", 1},
			{"set security-association lifetime", 4}, {"set security-association replay", 3}, {"set security-association idle-time", 3},
			{"set security-association dfbit", 3}, {"set ip access-group", 0}, {"responder-only", 1},
		},
		order: []string{"description", "set peer", "set session-key", "set security-association lifetime", "set security-association level",
			"set security-association", "set ip access-group", "set transform-set", "set pfs", "set identity", "set isakmp-profile",
			"set ikev2-profile", "set nat demux", "set reverse-route", "set", "match address", "reverse-route", "responder-only",
			"qos pre-classify"},
	}
}

// rulesOf finds the rules of a block by its first line; "" is global
// configuration.
func rulesOf(block string) *rules {
	if block == "" {
		return globalRules
	}
	for _, r := range blockRules {
		if startsWith(block, r.block) {
			return r
		}
	}
	return keptRules
}

// key names what a line sets. text has no "no" before it.
func (r *rules) key(text string) string {
	text = strings.TrimRight(text, " ")
	switch r.block {
	case "":
		if key, ok := presharedKey(text); ok {
			return key
		}
		if key, ok := cryptoMapKey(text); ok {
			return key
		}
		if key, ok := privilegeKey(text); ok {
			return key
		}
		if startsWith(text, "route-map") {
			return firstWords(text, 2) + " " + nthWord(text, 3) // not the action
		}
		if key, ok := securityLifetime(text, "crypto ipsec security-association lifetime"); ok {
			return key
		}
		if key, ok := userSetting(text); ok {
			return key
		}
		if key, ok := hostKey(text); ok {
			return key
		}
	case "interface":
		if key, ok := addressKey(text); ok {
			return key
		}
		if key, ok := accessGroupKey(text); ok {
			return key
		}
	case "crypto ipsec profile":
		if key, ok := securityLifetime(text, "set security-association lifetime"); ok {
			return key
		}
	case "crypto keyring":
		if peer, _, ok := strings.Cut(text, " key "); ok {
			return peer
		}
	}
	var best identity
	for _, id := range r.identities {
		if len(id.prefix) > len(best.prefix) && startsWith(text, id.prefix) {
			best = id
		}
	}
	if best.words == 0 {
		return text
	}
	return firstWords(text, best.words)
}

// userSetting: "username U autocommand C" stands beside the line with U's
// password.
func userSetting(text string) (key string, ok bool) {
	if !startsWith(text, "username") {
		return "", false
	}
	switch third := nthWord(text, 2); third {
	case "", "password", "privilege", "secret", "masked-secret", "nopassword":
		return "", false
	}
	return firstWords(text, 3), true
}

// hostKey: a name has addresses of IPv4 on one line and those of IPv6 on
// another. What is known of it besides stands on lines of its own.
func hostKey(text string) (key string, ok bool) {
	if !startsWith(text, "ip host") {
		return "", false
	}
	switch words := fields(text); {
	case len(words) < 4, strings.IndexByte("0123456789", words[3][0]) < 0 && !strings.Contains(words[3], ":"):
		return "", false
	case strings.Contains(words[len(words)-1], ":"):
		return firstWords(text, 3) + " ipv6", true
	}
	return firstWords(text, 3), true
}

// securityLifetime: a lifetime in days and one in seconds set the same thing.
func securityLifetime(text, head string) (key string, ok bool) {
	if rest, ok := strings.CutPrefix(text, head+" days"); ok && (rest == "" || rest[0] == ' ') {
		return head + " seconds", true
	}
	return "", false
}

func firstWords(text string, n int) string {
	for i := range len(text) {
		if text[i] != ' ' {
			continue
		}
		if n--; n == 0 {
			return text[:i]
		}
	}
	return text
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
			// The masks of a host and of everything are what their absence means.
			peer := strings.TrimSuffix(rest[i+1:], " no-xauth")
			peer = strings.TrimSuffix(peer, " 255.255.255.255")
			if strings.HasSuffix(peer, " 0.0.0.0 0.0.0.0") {
				peer = strings.TrimSuffix(peer, " 0.0.0.0")
			}
			return head + peer, true
		}
	}
	return "", false
}

// privilegeKey: "privilege exec level 7 show running-config" sets the level of
// that command, whatever it is.
func privilegeKey(text string) (key string, ok bool) {
	words := strings.Fields(text)
	if len(words) < 3 || words[0] != "privilege" {
		return "", false
	}
	command := words[2:]
	if command[0] == "all" {
		command = command[1:]
	}
	skip := map[string]int{"level": 2, "reset": 1}
	if len(command) == 0 || len(command) <= skip[command[0]] {
		return "", false
	}
	return words[0] + " " + words[1] + " " + strings.Join(command[skip[command[0]]:], " "), true
}

// addressKey: an interface has one primary IPv4 address, its own or borrowed,
// any number of secondary and IPv6 addresses, and one link-local address.
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

// accessGroupKey: an interface has one access list for each direction and
// family, and is on one side of NAT.
func accessGroupKey(text string) (key string, ok bool) {
	switch {
	case startsWith(text, "ip access-group"), startsWith(text, "ipv6 traffic-filter"):
		return firstWords(text, 2) + " " + nthWord(text, 3), true
	case text == "ip nat inside", text == "ip nat outside":
		return "ip nat side", true
	}
	return "", false
}

// isDefault reports whether the line only says what is so anyway.
func (r *rules) isDefault(text string) bool {
	for _, d := range r.defaults {
		if d == text {
			return true
		}
	}
	return false
}

// onByDefault reports whether "no" before the line is a line itself.
func (r *rules) onByDefault(text string) bool {
	for _, o := range r.on {
		if startsWith(text, o) {
			return true
		}
	}
	return false
}

// childOrder is the sort key of a line in its block, "" when the rules do not
// have it.
func (r *rules) childOrder(text string) string {
	text = strings.TrimPrefix(text, "no ")
	best := -1
	for i, s := range r.order {
		if startsWith(text, s) && (best < 0 || len(s) > len(r.order[best])) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	if strings.HasSuffix(text, " secondary") && r.order[best] == "ip address" {
		return r.childOrder(r.order[best-1]) + "~" // before the primary one
	}
	return string([]byte{'0' + byte(best/10), '0' + byte(best%10)})
}
