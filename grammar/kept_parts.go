package grammar

// keptParts are lines of tables that stand in several places, by the name that
// "@NAME" gives them there.
var keptParts = map[string]string{
	"redistribute":    redistributeLines,
	"redistribute6":   redistributeLines + redistribute6Lines,
	"distribute-list": distributeListLines,
	"passive":         passiveLines,
	"ospf":            ospfLines,
	"eigrp":           eigrpLines,
	"rip":             ripLines,
	"isis":            isisLines,
	"bgp":             bgpLines,
	"peer-policy":     peerPolicyLines,
	"peer-session":    peerSessionLines,
	"gdoi-group":      gdoiGroupLines,
	"sla":             slaLines,
	"ssl-lines":       sslLines,
	"line":            keptLine + lineLines,
	"pki-server":      pkiServerLines,
	"inspect-class":   inspectClassLines,
	"parameter-map":   parameterMapLines,
	"dial-peer":       dialPeerLines,
	"phone":           phoneLines,
	"key-chain":       keyChainLines,
	"pvc":             pvcLines,
	"radio-class":     radioClassLines,
	"phone-profile":   phoneProfileLines,
	"extension":       extensionLines,
	"call-manager":    callManagerLines,
}

// redistributeLines say what other protocols a routing protocol tells of.
const redistributeLines = `
redistribute = application|connected|lisp|mobile|nd|nhrp|odr|omp|rip|static <cr>|clns|include-connected|ip|level-1|level-1-2|level-2|metric|metric-type|multicast|nssa-only|route-map|subnets|tag|unicast
redistribute = bgp <1-4294967295>|<asdot>
redistribute = eigrp|igrp|ospf|ospf3|ospfv3 <1-65535>
redistribute = egp <1-65535>
redistribute = isis|iso-igrp
redistribute = maximum-prefix <1-4294967295>
redistribute = vrf WORD
redistribute connected|mobile|odr|static * level-1|level-1-2|level-2|subnets|nssa-only|clns|ip|include-connected|multicast|unicast
redistribute connected|mobile|odr|static * metric <0-4294967295>
redistribute connected|mobile|odr|static * metric <0-4294967295> <0-4294967295> <0-255> <0-255> <1-65535>
redistribute connected|mobile|odr|static * metric transparent|rib-metric-as-external|rib-metric-as-internal
redistribute connected|mobile|odr|static * metric-type <1-2>|external|internal|type-1|type-2
redistribute connected|mobile|odr|static * route-map WORD
redistribute connected|mobile|odr|static * tag <0-4294967295>|A.B.C.D
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * level-1|level-1-2|level-2|subnets|nssa-only|clns|ip|include-connected|multicast|unicast
redistribute bgp <1-4294967295>|<asdot> * level-1|level-1-2|level-2|subnets|nssa-only|clns|ip|include-connected|multicast|unicast
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * metric <0-4294967295>
redistribute bgp <1-4294967295>|<asdot> * metric <0-4294967295>
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * metric <0-4294967295> <0-4294967295> <0-255> <0-255> <1-65535>
redistribute bgp <1-4294967295>|<asdot> * metric <0-4294967295> <0-4294967295> <0-255> <0-255> <1-65535>
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * metric transparent|rib-metric-as-external|rib-metric-as-internal
redistribute bgp <1-4294967295>|<asdot> * metric transparent|rib-metric-as-external|rib-metric-as-internal
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * metric-type <1-2>|external|internal|type-1|type-2
redistribute bgp <1-4294967295>|<asdot> * metric-type <1-2>|external|internal|type-1|type-2
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * route-map WORD
redistribute bgp <1-4294967295>|<asdot> * route-map WORD
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * tag <0-4294967295>|A.B.C.D
redistribute bgp <1-4294967295>|<asdot> * tag <0-4294967295>|A.B.C.D
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * match
redistribute bgp <1-4294967295>|<asdot> * match
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * internal
redistribute bgp <1-4294967295>|<asdot> * internal
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * external|nssa-external
redistribute bgp <1-4294967295>|<asdot> * external|nssa-external
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * external|nssa-external <1-2>
redistribute bgp <1-4294967295>|<asdot> * external|nssa-external <1-2>
redistribute ospf|ospfv3|eigrp|igrp <1-65535> * vrf WORD
redistribute bgp <1-4294967295>|<asdot> * vrf WORD
redistribute ... clear|distribute-list|external|include-connected|internal|level-1|level-1-2|level-2|match|metric|metric-type|multicast|nssa-external|route-map|subnets|tag|transparent
`

// redistribute6Lines are about IPv6, where RIP has names.
const redistribute6Lines = `
redistribute = rip WORD
`

const distributeListLines = `
distribute-list = WORD in|out
distribute-list = <1-2699> in|out
distribute-list = gateway|prefix|prefix-list|route-map WORD
`

const passiveLines = `
passive-interface = default <cr>
passive-interface = <interface> <cr>
passive-interface = <kind> <unit> <cr>
`

// slaLines are lines of the operations of IP SLA.
const slaLines = `
access-list|advantage-factor|buckets-of-history-kept|clock-tolerance|codec|control|cos|data-pattern|default|delay|description|distribution|distributions-of-statistics-kept|dscp|enhanced-history|exit|expires|failure|filter-for-history|flow-label|frame|frequency|history|hops-of-statistics-kept|hours-of-statistics-kept|http-raw-request|lives-of-history-kept|lsr-path|maximum-sessions|num-packets|optimize|owner|packet-priority|paths-of-statistics-kept|percentile|ping-interval|precision|reply-dscp-bits|reply-mode|request-data-size|response-data-size|samples-of-history-kept|secondary-frequency|statistics|statistics-distribution-interval|tag|template|threshold|timeout|tos|traffic-class|tree-init|ttl|verify-data|vrf
frequency|timeout|threshold|tos|request-data-size|response-data-size = <0-604800000>
verify-data = <cr>
vrf = WORD <cr>
`

// lineLines are what terminal lines have besides keptLine: of con, aux and vty
// they are commands.
const lineLines = `
default|exec|exec-timeout|exit|history|length|logging|login|no-exec|password|privilege|session-timeout|stopbits|transport|width
exec = <cr>
stopbits = 1|1.5|2 <cr>
transport ... input|lapb-ta|none|output|preferred|rlogin|telnet|udptn
`

// pkiServerLines are lines of a certificate server.
const pkiServerLines = `
auto-rollover|cdp-url|database|default|eku|exit|grant|hash|issuer-name|lifetime|mode|redundancy|serial-number|show|shutdown|rollover|crl|url
`

// inspectClassLines are what becomes of a class of a policy of some type.
const inspectClassLines = `
allow|bandwidth|class|content-scan|cxsc|deep-inspection|drop|exit|fair-queue|inspect|ips|log|mask|monitor|pass|police|priority|queue-buffers|queue-limit|random-detect|reset|service-policy|set|shape|urlfilter|utd
`

// parameterMapLines are lines of parameter maps of any type.
const parameterMapLines = `
aaa|alert|allow-mode|application-inspect|audit|audit-trail|banner|cache|class|consent|custom-page|default|description|dns-timeout|dnscrypt|dynamic-rule|enterprise|exit|fragment|gtp|icmp|ipv6|icmp-unreachable|ip|lisp|local-domain|log|login-auth-bypass|logging|logout-window-disabled|max-http-conns|max-incomplete|max-request|max-resp-pak|multi-tenancy|one-minute|out-of-order|pattern|per-box|port|primary|public-key|redirect|resolver|secure-webauth-disable|server|session|sessions|sip|sleeping-client|source|source-interface|success-window-disable|tcp|threat-detection|timeout|timer|token|trend|truncate|trustpoint|type|udp|url|user-group|virtual-ip|vendor|vpn|watch-list|webauth-http-enable|webauth-bypass-intercept|window|zone-mismatch|intercept-https-enable|api-key|orgid|secret|nbar-classification|tcp-window|syn-flood|resource-exhaustion|rst
`
