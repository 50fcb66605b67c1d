package grammar

import "strings"

// A line of a table with "=" in it says how lines must go on that begin with
// the words before it: "duplex" by auto, full or half. Behind "no" the rest may
// be missing.

// keptGlobalStrict is about lines of global configuration.
const keptGlobalStrict = `
aaa authentication = arap|attempts|banner|dot1x|enable|eou|fail-message|login|nasi|onep|password-prompt|ppp|rejected|sgbp|suppress|token|username-prompt|webauth WORD
aaa authorization = auth-proxy|cache|commands|config-commands|configuration|console|credential-download|exec|ipmobile|multicast|network|onep|policy-if|prepaid|radius-proxy|reverse-access|subscriber-service|template
archive = <cr>
class-map = WORD <cr>
class-map = match-all|match-any WORD <cr>
class-map = match-all|match-any type WORD
class-map = type WORD
clock timezone = WORD <offset>
clock summer-time = WORD date|recurring
control-plane = <cr>|host|transit|cef-exception|slot
dial-peer voice = <1-2147483647> mmoip|pots|voatm|vofr|voip
dialer-list = <1-10> list|protocol WORD
event manager = applet WORD
ip cef = <cr>
ip forward-protocol = nd|sdns|spanning-tree|turbo-flood|udp
ip multicast-routing = <cr>|distributed|vrf
ip prefix-list = WORD permit|deny A.B.C.D/nn <cr>
ip prefix-list = WORD permit|deny A.B.C.D/nn ge|le <1-32> <cr>
ip prefix-list = WORD permit|deny A.B.C.D/nn ge <1-32> le <1-32> <cr>
ip prefix-list = WORD seq <1-4294967294> permit|deny A.B.C.D/nn <cr>
ip prefix-list = WORD seq <1-4294967294> permit|deny A.B.C.D/nn ge|le <1-32> <cr>
ip prefix-list = WORD seq <1-4294967294> permit|deny A.B.C.D/nn ge <1-32> le <1-32> <cr>
ip prefix-list = WORD description WORD
ip prefix-list = sequence-number <cr>
ip sla = <1-2147483647> <cr>
ipv6 prefix-list = WORD permit|deny X:X:X:X::X/<0-128> <cr>
ipv6 prefix-list = WORD permit|deny X:X:X:X::X/<0-128> ge|le <1-128> <cr>
ipv6 prefix-list = WORD permit|deny X:X:X:X::X/<0-128> ge <1-128> le <1-128> <cr>
ipv6 prefix-list = WORD seq <1-4294967294> permit|deny X:X:X:X::X/<0-128> <cr>
ipv6 prefix-list = WORD seq <1-4294967294> permit|deny X:X:X:X::X/<0-128> ge|le <1-128> <cr>
ipv6 prefix-list = WORD seq <1-4294967294> permit|deny X:X:X:X::X/<0-128> ge <1-128> le <1-128> <cr>
ipv6 prefix-list = WORD description WORD
ipv6 prefix-list = sequence-number <cr>
ip ssh authentication-retries = <0-5>
ip ssh time-out = <1-120>
ip ssh version = <1-2>
key chain = WORD
ntp peer|server = WORD
policy-map = WORD <cr>
policy-map = type WORD
redundancy = <cr>|inter-device|linecard-group
router bgp = <1-4294967295>|<asdot>
router eigrp = WORD
router ospf|ospfv3 = <1-65535>
router rip = <cr>
snmp-server community|host = WORD
spanning-tree mode = mst|pvst|rapid-pvst
tacacs = server
track = <1-1000> <cr>|application|interface|ip|ipv6|list|rtr|stub-object
vlan = <vlans>
vtp mode = client|off|server|transparent
`

// keptInterfaceStrict is about lines of interfaces.
const keptInterfaceStrict = `
arp timeout = <0-2147483>
backup = delay|interface|load
bfd = check-ctrl-plane-failure|echo|enable|interval|jitter|map|neighbor|template
carrier-delay = <0-60>|down|msec|up
cdp enable = <cr>
channel-group = <1-256>
channel-group = <1-256> mode active|auto|desirable|on|passive
dialer pool = <1-255>
duplex = auto|full|half
hold-queue = <0-240000> in|out
ip helper-address = A.B.C.D|global|vrf
ip igmp = v3-query-max-response-time|access-group|explicit-tracking|filter|helper-address|iif-starg|immediate-leave|join-group|last-member-query-count|last-member-query-interval|limit|max-groups|mroute-proxy|proxy-service|querier-timeout|query-interval|query-max-response-time|query-timeout|snooping|static-group|tcn|unidirectional-link|v3lite
ip igmp = version <1-3>
ip nhrp = attribute|attributes|authentication|bfd|cache|connect|event-publisher|group|interest|max-send|multicast|path|record|redirect|registration|reject|responder|route-watch|send|server-only|shortcut|summary-map|trigger-svc|use
ip nhrp = holdtime <1-65535>
ip nhrp = map A.B.C.D|X:X:X:X::X|group|multicast
ip nhrp = network-id <1-4294967295>
ip nhrp = nhs A.B.C.D|X:X:X:X::X|cluster|dynamic|fallback
ip ospf = <1-65535> area <0-4294967295>|A.B.C.D
ip ospf = authentication|authentication-key|bfd|database-filter|demand-circuit|fast-reroute|flood-reduction|lls|message-digest-key|mtu-ignore|multi-area|prefix-suppression|shutdown|topology|ttl-security
ip ospf = cost <1-65535>|dynamic
ip ospf = dead-interval <1-65535>|minimal
ip ospf = hello-interval|retransmit-interval|resync-timeout|transmit-delay <1-65535>
ip ospf = network broadcast|non-broadcast|point-to-multipoint|point-to-point
ip ospf = priority <0-255>
ip pim = <cr>|bfd|bidir-neighbor-filter|border|bsr-border|dense-mode|dm-fallback|dr-priority|hello-interval|join-prune-interval|nbma-mode|neighbor-filter|passive|query-interval|redundancy|snooping|sparse-dense-mode|sparse-mode|state-refresh|version
ip policy = route-map WORD
ip verify unicast = notification|reverse-path|source|vrf
ipv6 ospf = <1-65535> area <0-4294967295>|A.B.C.D
ipv6 ospf = authentication|bfd|cost|database-filter|dead-interval|demand-circuit|encryption|flood-reduction|hello-interval|lls|mtu-ignore|multi-area|neighbor|network|priority|retransmit-interval|shutdown|transmit-delay
load-interval = <30-600>
media-type = 10baset|100basex|aui|auto-failover|auto-select|backplane|gbic|internal|mii|rj45|sfp
negotiation = auto|forced
ppp = accm|accounting|acfc|authentication|authorization|bap|bcp|bridge|caller|chap|compress|direction|disconnect-cause|dnis|eap|encrypt|ip|ipcp|iphc|ipv6cp|lcp|link|loopback|max-bad-auth|max-configure|max-failure|max-terminate|mru|ms-chap|ms-chap-v2|multilink|ncp|packet|pap|pfc|pppoe|quality|reliable-link|restart|sso|timeout|use-tacacs
ppp authentication = chap|eap|ms-chap|ms-chap-v2|pap
service-policy = history|type WORD
service-policy = input|output WORD
spanning-tree = bpdufilter|bpduguard|cost|guard|link-type|mst|port-priority|portfast|stack-port|vlan
speed = 10|100|1000|2500|5000|10000|25000|40000|100000|auto|default|nonegotiate|range|throughput|<rate>
standby = <0-4095> authentication|follow|ipv6|mac-address|name|preempt|timers|track
standby = <0-4095> ip <cr>|A.B.C.D
standby = <0-4095> priority <0-255>
switchport = <cr>|autostate|backup|block|capture|dot1q|host|monitor|nonegotiate|port-security|priority|private-vlan|protected|trunk|vepa|vlan|voice
switchport = access vlan <1-4094>|dynamic|name
switchport = mode access|dot1q-tunnel|dynamic|private-vlan|trunk
vrrp = <1-255> address-family|authentication|description|ip|ipv6|name|preempt|priority|shutdown|timers|track
zone-member = security WORD
`

// tighten has lines that begin with the words before, and end there, go on with
// one of the alternatives. What they opened opens what goes on as said.
func (k *keptWord) tighten(before, words []string, block *Table) {
	if len(before) > 0 {
		for w := range strings.SplitSeq(before[0], "|") {
			k.child(w).tighten(before[1:], words, nil)
		}
		return
	}
	if len(words) == 0 {
		k.end = true
		if k.block == nil {
			k.block = block
		}
		return
	}
	k.end, k.cut = false, true
	if k.block != nil {
		block = k.block
	}
	for w := range strings.SplitSeq(words[0], "|") {
		k.child(w).tighten(nil, words[1:], block)
	}
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

// zoneOffset reports whether a word is the hours between a time zone and UTC.
func zoneOffset(s string) bool { return inRange("<0-23>", strings.TrimPrefix(s, "-")) }

// radioRate reports whether a word is a rate of a radio: "basic-1.0", "m7.".
func radioRate(s string) bool { return strings.Contains(s, ".") || hasPrefixFold(s, "basic-") }
