package grammar

// keptQoS is how the lines of global configuration begin that are about
// classes of traffic: quality of service, zones, inspection.
const keptQoS = `
class-map {config-cmap
	default|description|exit|match|rename|class
	match = any|application|atm|atm-clp|atm-oam|atm-vci|authorization-status|authorizing-method-priority|class-map|discard-class|encap|field|flow|fr-de|fr-dlci|group-object|input-interface|media-type|metadata|method|non-client-nrt|not|ospf|packet|port|qos-group|result-type|security-group|service|source|start|tag|traffic-category|user-group|username|vlan|wlan
	match = access-group <1-2799>|input-interface|name|output-interface
	match = cos|precedence <0-7>|inner|critical|flash|flash-override|immediate|internet|network|priority|routine
	match = destination-address|source-address mac
	match = dscp <0-63>|af11|af12|af13|af21|af22|af23|af31|af32|af33|af41|af42|af43|cs1|cs2|cs3|cs4|cs5|cs6|cs7|default|ef
	match = ip dscp|precedence|rtp
	match = mpls experimental
	match mpls ... experimental|topmost
	match = protocol WORD
	match any = <cr>
	match access-group <1-2799> = <cr>
	match access-group name = WORD <cr>
	match cos * <0-7>|inner
	match dscp|precedence * <0-63>|af11|af12|af13|af21|af22|af23|af31|af32|af33|af41|af42|af43|cs1|cs2|cs3|cs4|cs5|cs6|cs7|default|ef|critical|flash|flash-override|immediate|internet|network|priority|routine
	match input-interface = <interface> <cr>
	match input-interface = <kind> <unit> <cr>
	match ip dscp * <0-63>|af11|af12|af13|af21|af22|af23|af31|af32|af33|af41|af42|af43|cs1|cs2|cs3|cs4|cs5|cs6|cs7|default|ef
	match ip precedence * <0-7>|critical|flash|flash-override|immediate|internet|network|priority|routine
	match qos-group = <0-1023> <cr>
	match vlan = <vlans>|inner
class-map type {config-cmap
	*
	description|match|rename|exit
	match = access-group name|<1-2799>
	match = method dot1x|mab|webauth|none
	match = access-group|access-type|activated-service-template|any|apn|ehlo-reply-parameter|mcc|message|message-id|message-length|program-number|protocol-violation|reply|security-group|url|version|application|application-group|arg|authorization-failure|authorization-status|authorizing-method-priority|authorizing-priority|body|buddy|chat|class-map|client-type|cmd|cts|current-method-priority|data-channel|data-length|device-type|field|file|file-transfer|flow|flows|group-object|header|interface|invalid-command|ip|ip-address|ipv6-address|length|login|mac|mac-address|method|mime|not|oui|packet|port-type|pre-allocated|privacy|protocol|qos|recipient|req-resp|request|response|result-type|rtp|sender|server-domain|server-response|service|service-template|source-address|start|tag|text-chat|timer|tunnel-name|user-group|user-role|username|urlf-glob|voice|search-file-name|file-name|identity
policy-map {config-pmap
	class = class-default <cr>|fragment
	class = type|<name>
	class {config-pmap-c
		admit|bandwidth|class|compression|compress|description|drop|dbl|encap-sequence|estimate|exit|fair-queue|log|measure|netflow-sampler|pass|police|priority|queue-buffers|queue-limit|random-detect|service-policy|set|shape|trust|inspect|urlfilter|deep-inspection|reset|allow|metric|monitor|account|aggregate|forward|service-chain|urlf-glob|utd|avc|queue-depth|ips|cxsc|log-level|react|performance|bump|conform-action|exceed-action|violate-action|flow|fragment|header-compression|netflow|oam-bump|random|rate-limit|red|service|ignore|mask|inject|police-cir|content-scan|passthru|subscriber|ip|ipv6|mpls
		bandwidth percent = <1-100> <cr>|account
		bandwidth remaining = percent|ratio <1-65536> <cr>|account
		bandwidth <1-2000000000> = <cr>|account
		priority percent = <1-100> <cr>
		priority percent = <1-100> <18-4294967295> <cr>
		priority <1-2000000000> = <cr>
		priority <1-2000000000> = <18-4294967295> <cr>
		priority level = <1-2> <cr>|percent|<1-2000000000>
		queue-limit = <1-8192000> <cr>|bytes|ms|packets|us
		queue-limit = cos|dscp|exp|percent|precedence|qos-group
		random-detect dscp-based|prec-based|precedence-based|ecn|discard-class-based|clp-based = <cr>
		service-policy = WORD <cr>
		service-policy type = WORD WORD <cr>
		set cos|dscp|precedence|qos-group = WORD <cr>|table
		set ip dscp|precedence = WORD <cr>
		shape average|peak = <1-4294967295> <cr>|account
		shape average|peak = <1-4294967295> <0-4294967295> <cr>|account
		shape average|peak = <1-4294967295> <0-4294967295> <0-4294967295> <cr>|account
		shape average|peak = percent <1-100> <cr>|<1-2000>|account
		compression = <cr>|header
		fair-queue = <cr>|<1-4096>|queue-limit|pre-classify|individual-limit
		random-detect = <cr>|aggregate|atm-clp-based|clp|cos|cos-based|discard-class|discard-class-based|dscp|dscp-based|ecn|exponential-weighting-constant|flow|prec-based|precedence|precedence-based
		set = ip dscp|precedence|tos
		set = mpls experimental
		bandwidth ... account|percent|ratio|remaining
		police ... conform-action|drop|exceed-action|percent|set-clp-transmit|set-cos-transmit|set-discard-class-transmit|set-dscp-transmit|set-frde-transmit|set-mpls-exp-imposition-transmit|set-mpls-exp-topmost-transmit|set-prec-transmit|set-qos-transmit|transmit|violate-action
		set ... experimental|imposition|topmost
		shape ... account|average|percent|peak
		bandwidth = <1-2000000000>|percent|remaining
		priority = <cr>|<1-2000000000>|level|percent
		set = atm-clp|cos|cos-inner|discard-class|dei|dscp|fr-de|ip|l2|mpls|precedence|qos-group|srp-priority|tunnel|vlan
		police = <cr>|aggregate|cir|flow|percent|rate|<number>|<other>
		shape = adaptive|average|fecn-adapt|max-buffers|peak
		police {config-pmap-c-police
			conform-action|default|exceed-action|exit|violate-action|conform-color|child-conform-aware
		priority level
	class type {config-pmap-c
		*
	class type = control|inspect|subscriber|traffic|urlfilter|<other>
	event ... match-all|match-first
	event {config-event-control-policymap
		*
		<1-254> = activate|authenticate|authentication-restart|authorize|class|clear-authenticated-data-hosts-on-port|clear-session|collect|deactivate|err-disable|pause|protect|replace|restrict|resume|service|service-policy|set-timer|terminate|unauthorize|voice
		<1-254> authenticate = aaa|using|variable
		<1-254> authenticate ... priority|retries|retry-time|using
		<1-254> class ... always|do-all|do-until-failure|do-until-success
	parameter|description|rename
policy-map type {config-pmap
	*
	class = class-default <cr>|fragment
	class = type|<name>
	class {config-pmap-c
		*
		@inspect-class
	class type {config-pmap-c
		*
		@inspect-class
	class type = control|inspect|subscriber|traffic|urlfilter|<other>
	event ... match-all|match-first
	event {config-event-control-policymap
		*
		<1-254> = activate|authenticate|authentication-restart|authorize|class|clear-authenticated-data-hosts-on-port|clear-session|collect|deactivate|err-disable|pause|protect|replace|restrict|resume|service|service-policy|set-timer|terminate|unauthorize|voice
		<1-254> authenticate = aaa|using|variable
		<1-254> authenticate ... priority|retries|retry-time|using
		<1-254> class ... always|do-all|do-until-failure|do-until-success
	parameter|description|rename
	exit|match|parameters
parameter-map type = appfw|av|content-scan|consent|cws|cws-tunnel|inspect|inspect-global|inspect-vrf|inspect-zone|mitigation|nbar|ooo|protocol-info|regex|subscriber|trend-global|umbrella|urlf-glob|urlfpolicy|urlfilter|waas|webauth|wpa-psk|access-control|avc|qos-port|redirect|service-policy|threat|utd-policy|<other>
parameter-map type {config-profile
	*
	@parameter-map
parameter-map
access-group
random-detect-group {
qos
qos pre-classify
zone security {config-sec-zone
	description|exit|vpn|protection
zone-pair security WORD {config-sec-zone-pair
	description|service-policy|exit
	service-policy = type inspect|urlfilter|log WORD
zone-mismatch
union
mma
avc
avc sd-service {config-avc-sd
	*
	controller|exit|segment
nbar
zone-pair security WORD ... destination|source
class-map type = access-control|appnav|control|inspect|logging|multicast-flows|port-filter|queue-threshold|queueing|subscriber|traffic|urlfilter|waas|<other>
policy-map type = access-control|appnav|control|inspect|logging|performance-monitor|port-filter|queue-threshold|queueing|service|subscriber|urlfilter|waas|<other>
class-map type inspect = match-all|match-any|<name>
policy-map type control = subscriber|<name>
parameter-map type inspect = global|<name>
parameter-map type urlfpolicy = local|n2h2|trend|websense
`
