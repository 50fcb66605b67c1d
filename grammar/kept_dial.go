package grammar

// keptDial is how the lines of global configuration begin that are about calls:
// dialled links, modems and who may use how many of them.
const keptDial = `
calltracker = call-record|enable|history|timestamp
dialer dnis group {config-called-group
	call-type|default|exit|number
	call-type = cas
modem-pool {config-modem-pool
	called-number|default|exit|poll|polling|pool-range
	poll = retry
	polling = interval
resource-pool = aaa|call|enable|group|profile
resource-pool aaa = accounting|protocol
resource-pool call = treatment
resource-pool enable = <cr>
resource-pool group resource {config-resource-group
	exit|port|range
	range = limit|port
resource-pool profile = customer|discriminator|service|vpdn
resource-pool profile customer {config-customer-profile
	clid|dnis|exit|limit|resource|source|subprofile|template
	limit = base-size|overflow-size
resource-pool profile discriminator {config-call-discriminator
	call-type|clid|dnis|exit
resource-pool profile service {config-service-profile
	exit|modem
resource-pool profile vpdn {config-vpdn-profile
	exit|limit|vpdn
spe <slot> {config-spe
	*
	busyout|country|exit|firmware|modem|port|shutdown
spe call-record|country|debug|default-firmware|log-size|recovery
`

// pvcLines are lines of virtual circuits of ATM, and of what several of them
// have in common.
const pvcLines = `
abr|atm|bridge-dot1q|broadcast|bump|cbr|cell-packing|ces-cdv|class-bundle|class-range|class-vc|compress|create|default|description|dialer|encapsulation|exit|exp|fr-header|idle-timeout|ilmi|inarp|interworking|ip|max-reserved-bandwidth|oam|oam-bundle|oam-pvc|oam-svc|pppoe|pppoe-client|precedence|protect|protocol|random-detect|retry|service-policy|shutdown|transmit-priority|tx-ring-limit|ubr|ubr+|vbr-nrt|vbr-rt|vc-hold-queue|xconnect
abr|cbr|ubr|ubr+|vbr-nrt|vbr-rt = <1-10000000>
bump = explicit|implicit|traffic
oam = ais-rdi|retry
protect = group|vc
protocol = apollo|appletalk|aurp|bridge|bstun|cdp|clns|clns_es|clns_is|cmns|compressedtcp|decnet|dlsw|ip|ipv6|ipx|llc2|ppp|pppoe|qllc|rsrb|snapshot|stun|vines|xns
service-policy = input|output|type
dialer = pool-member
encapsulation = aal0|aal1|aal2|aal5|aal5autoppp|aal5ciscoppp|aal5mux|aal5nlpid|aal5snap
encapsulation ... apollo|appletalk|bridge|decnet|dialer|fr-atm|frame-relay|ip|ipx|ppp|pppoe-client|vines|virtual-template|xns
pppoe-client = dial-pool-number
oam-pvc = <0-600>|keep-vc-up|manage
`
