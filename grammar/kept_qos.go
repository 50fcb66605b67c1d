package grammar

// keptQoS is how the lines of global configuration begin that are about
// classes of traffic: quality of service, zones, inspection.
const keptQoS = `
class-map {config-cmap
	description|exit|match|rename|class
policy-map {config-pmap
	class {config-pmap-c
		admit|bandwidth|class|compression|compress|description|drop|dbl|encap-sequence|estimate|exit|fair-queue|log|measure|netflow-sampler|pass|police|priority|queue-buffers|queue-limit|random-detect|service-policy|set|shape|trust|inspect|urlfilter|deep-inspection|reset|allow|metric|monitor|account|aggregate|forward|service-chain|urlf-glob|utd|avc|queue-depth|ips|cxsc|log-level|react|performance|bump|conform-action|exceed-action|violate-action|flow|fragment|header-compression|netflow|oam-bump|random|rate-limit|red|service|ignore|mask|inject|police-cir|content-scan|passthru|subscriber|ip|ipv6|mpls
		bandwidth = <1-2000000000>|percent|remaining
		priority = <cr>|<1-2000000000>|level|percent
		set = atm-clp|cos|cos-inner|discard-class|dei|dscp|fr-de|ip|l2|mpls|precedence|qos-group|srp-priority|tunnel|vlan
		shape = adaptive|average|fecn-adapt|max-buffers|peak
		police {config-pmap-c-police
			*
		priority level
	class type {config-pmap-c
		*
	event {config-event-control-policymap
		*
	parameter|description|rename
policy-map type {config-pmap
	*
	class {config-pmap-c
		*
	class type {config-pmap-c
		*
	event {config-event-control-policymap
		*
	parameter|description|rename
parameter-map type {config-profile
parameter-map
access-group
random-detect-group {
qos
qos pre-classify
zone security {config-sec-zone
	description|exit|vpn|protection
zone-pair security {config-sec-zone-pair
	description|service-policy|exit
zone-mismatch
union
mma
avc
nbar
`
