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
passive-interface = <interface>|default
`

// slaLines are lines of the operations of IP SLA.
const slaLines = `
access-list|advantage-factor|buckets-of-history-kept|clock-tolerance|codec|control|cos|data-pattern|default|delay|description|distribution|distributions-of-statistics-kept|dscp|enhanced-history|exit|expires|failure|filter-for-history|flow-label|frame|frequency|history|hops-of-statistics-kept|hours-of-statistics-kept|http-raw-request|lives-of-history-kept|lsr-path|maximum-sessions|num-packets|optimize|owner|packet-priority|paths-of-statistics-kept|percentile|ping-interval|precision|reply-dscp-bits|reply-mode|request-data-size|response-data-size|samples-of-history-kept|secondary-frequency|statistics|statistics-distribution-interval|tag|template|threshold|timeout|tos|traffic-class|tree-init|ttl|verify-data|vrf
frequency|timeout|threshold|tos|request-data-size|response-data-size = <0-604800000>
verify-data = <cr>
vrf = WORD <cr>
`
