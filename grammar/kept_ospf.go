package grammar

// ospfLines are lines of OSPF, version 2 and 3, of the process and of its
// address families.
const ospfLines = `
adjacency|area|authentication|auto-cost|bfd|capability|compatible|default|default-information|default-metric|discard-route|distance|distribute|distribute-list|domain-id|domain-tag|encryption|event-log|exit|fast-reroute|graceful-restart|help|ignore|interface-id|ispf|limit|local-rib-criteria|log-adj-changes|log-adjacency-changes|max-lsa|max-metric|maximum-paths|microloop|mpls|nsf|nsr|passive-interface|prefix-priority|priority|prefix-suppression|process-min-time|queue-depth|redistribute|router-id|segment-routing|shutdown|snmp|table-map|timers|topology|traffic-share|ttl-security
@redistribute
@distribute-list
@passive
adjacency = stagger <1-1000>|none
area = <0-4294967295>|A.B.C.D authentication|capability|default-cost|encryption|filter-list|nssa|range|sham-link|stub|virtual-link
auto-cost = reference-bandwidth <1-4294967>
bfd = all-interfaces <cr>|strict-mode
capability = lls|opaque|transit|vrf-lite <cr>
compatible = rfc1583|rfc1587|rfc5243 <cr>
default-information = originate <cr>|always|metric|metric-type|route-map
default-metric = <1-16777214>
discard-route = external|internal <cr>|<1-255>
distance = <1-255> <cr>|A.B.C.D|X:X:X:X::X/<0-128>
distance = ospf external|inter-area|intra-area <1-255>
distribute = link-state <cr>|instance-id|throttle
domain-id = A.B.C.D|null|secondary|type
domain-tag = <1-4294967295>
event-log = <cr>|one-shot|pause|size
fast-reroute = keep-all-paths <cr>
fast-reroute = per-prefix enable|remote-lfa|ti-lfa|tie-break
graceful-restart = <cr>|helper|restart-interval
ignore = lsa mospf
interface-id = snmp-if-index <cr>
ispf = <cr>
limit = retransmissions
local-rib-criteria = <cr>|forwarding-address|inter-area-summary|nssa-translation
log-adj-changes|log-adjacency-changes = <cr>|detail
max-lsa = <1-4294967294>
max-metric = router-lsa <cr>|bgp|external-lsa|include-stub|inter-area-lsas|on-startup|stub-prefix-lsa|summary-lsa
maximum-paths = <1-64> <cr>
microloop = avoidance <cr>|disable|protected|rib-update-delay
mpls = ldp autoconfig|sync <cr>|area
mpls = traffic-eng area|interface|mesh-group|multicast-intact|router-id
nsf = <cr>|cisco|ietf
nsr = <cr>
prefix-priority = high route-map
prefix-suppression = <cr>
process-min-time = percent
queue-depth = hello|update <cr>|<1-2147483647>|unlimited
router-id = A.B.C.D <cr>
shutdown = <cr>
snmp = context|trap
timers = lsa arrival <0-600000>
timers = pacing flood|lsa-group|retransmission
timers = throttle fast-reroute|lsa|spf
timers throttle lsa|spf = <0-600000> <0-600000> <0-600000> <cr>
timers lsa arrival <0-600000> = <cr>
area <0-4294967295>|A.B.C.D authentication = <cr>|ipsec|key-chain|message-digest|null
area <0-4294967295>|A.B.C.D authentication message-digest = <cr>
area <0-4294967295>|A.B.C.D default-cost = <0-16777215> <cr>
area <0-4294967295>|A.B.C.D filter-list = prefix WORD in|out <cr>
area <0-4294967295>|A.B.C.D nssa * default-information-originate|no-ext-capability|no-redistribution|no-summary|nssa-only
area <0-4294967295>|A.B.C.D nssa * metric <0-16777214>
area <0-4294967295>|A.B.C.D nssa * metric-type <1-2>
area <0-4294967295>|A.B.C.D nssa * route-map WORD
area <0-4294967295>|A.B.C.D nssa * translate type7
area <0-4294967295>|A.B.C.D nssa * translate type7 always|suppress-fa
area <0-4294967295>|A.B.C.D range = A.B.C.D A.B.C.D <cr>
area <0-4294967295>|A.B.C.D range = X:X:X:X::X/<0-128> <cr>
area <0-4294967295>|A.B.C.D range A.B.C.D A.B.C.D * advertise|not-advertise
area <0-4294967295>|A.B.C.D range A.B.C.D A.B.C.D * cost <0-16777214>
area <0-4294967295>|A.B.C.D range X:X:X:X::X/<0-128> * advertise|not-advertise
area <0-4294967295>|A.B.C.D range X:X:X:X::X/<0-128> * cost <0-16777214>
area <0-4294967295>|A.B.C.D stub = <cr>|no-ext-capability|no-summary
default-information originate * always
default-information originate * metric <0-16777214>
default-information originate * metric-type <1-2>
default-information originate * route-map WORD
distribute-list prefix WORD in|out = <cr>|<interface>|bgp|connected|eigrp|isis|lisp|ospf|rip|static
timers = lsa-group-pacing|manet|nsf|spf
traffic-share = min across-interfaces
ttl-security = all-interfaces <cr>|hops
area ... advertise|always|authentication|authentication-key|cost|dead-interval|default-information-originate|hello-interval|hops|message-digest|message-digest-key|metric|metric-type|no-ext-capability|no-redistribution|no-summary|not-advertise|nssa-only|null|prefix|retransmit-interval|route-map|suppress-fa|translate|transmit-delay|ttl-security
default-information ... always|metric|metric-type|originate|route-map
distance ... external|inter-area|intra-area
fast-reroute ... enable|prefix-priority|remote-lfa|tunnel|mpls-ldp|high|low|area
max-metric ... external-lsa|include-stub|inter-area-lsas|on-startup|stub-prefix-lsa|summary-lsa|wait-for-bgp
timers ... arrival|flood|fast-reroute|lsa-group|retransmission|throttle
`

// keptOSPF are the processes of OSPF.
const keptOSPF = `
router ospf {config-router
	neighbor|network|ospf|summary-address
	ospf = log-adj-changes <cr>
	@ospf
	neighbor = A.B.C.D
	network = A.B.C.D A.B.C.D area <0-4294967295>|A.B.C.D <cr>
	segment-routing = area|global-block|mpls|prefix-sid-map|traffic-eng
	summary-address = A.B.C.D A.B.C.D
	topology = base|WORD
	address-family ipv4 {config-router-af
		default|exit|exit-address-family|topology
	address-family ipv4 = <cr>|multicast|unicast
router ospfv3 {config-router
	manet|summary-prefix
	@ospf
	summary-prefix = X:X:X:X::X/<0-128>
	address-family {config-router-af
		manet|summary-prefix|exit-address-family
		@ospf
		summary-prefix = X:X:X:X::X/<0-128>
	address-family = ipv4|ipv6 <cr>|unicast|vrf
ipv6 router ospf {config-rtr
	summary-prefix
	@ospf
	summary-prefix = X:X:X:X::X/<0-128>
`
