package grammar

// keptManagement is how the lines of global configuration begin by which others
// manage and watch the router, or it watches itself.
const keptManagement = `
alarm-interface {
alarm-contact
buffers
call-home {cfg-call-home
	aaa-authorization|alert-group|alert-group-config|contact|contact-email-addr|contract-id|copy|customer-id|data-privacy|default|diagnostic-signature|exit|http|http-proxy|http-secure|mail-server|phone-number|rate-limit|rename|reporting|sender|service|site-id|source-interface|source-ip-address|street-address|syslog-throttling|vrf
	alert-group = all|configuration|crash|diagnostic|environment|inventory|snapshot|syslog
	mail-server = WORD priority
	sender = from|reply-to
	profile {cfg-call-home-profile
		active|anonymous-reporting-only|default|destination|exit|reporting|subscribe-to-alert-group
		destination = address email|http
		destination = message-size-limit|preferred-msg-format
		destination = transport-method email|http
		subscribe-to-alert-group = all|configuration|crash|diagnostic|environment|inventory|snapshot|syslog
cdp advertise-v2|enable|holdtime|log|run|source-interface|timer|tlv|tlv-list|traffic-policy
clock calendar-valid|initialize|save|summer-time|timezone
cns
cns connect|template {
configuration
cwmp agent {config-cwmp
diagnostic
exception
facility-alarm
fhrp
file privilege|verify
ftp-server enable|topdir|write-enable
gnmi-yang <cr>|port|secure-allow-self-signed-trustpoint|secure-client-auth|secure-init|secure-password-auth|secure-peer-verify-trustpoint|secure-port|secure-server|secure-trustpoint|server
gnxi <cr>|port|secure-allow-self-signed-trustpoint|secure-client-auth|secure-init|secure-password-auth|secure-peer-verify-trustpoint|secure-port|secure-server|secure-trustpoint|server
flow exporter {config-flow-exporter
	default|description|destination|dscp|exit|export-protocol|match|mtu|option|output-features|source|template|transport|ttl
	export-protocol = ipfix|netflow-v5|netflow-v9
	source = <interface>
	template = data timeout
	transport = udp
flow monitor {config-flow-monitor
	cache|default|description|exit|exporter|history|record|sampler|statistics
	cache = entries|timeout|type
	history = size|timeout
	statistics = packet
flow record {config-flow-record
	collect|default|description|exit|match
	collect|match = application|ap|client|connection|datalink|fragments|l2vpn|metadata|mpls|overlay|policy|service|ssid|waas|wireless
	collect|match = counter bytes|flows|packets
	collect|match = flow active|application|class|cts|direction|end-reason|sampler|observation|username
	collect|match = interface input|output|name
	collect|match = ipv4|ipv6 destination|dscp|extension|flow-label|fragmentation|header-length|hop-limit|id|initiator|length|next-header|option-list|options|payload-length|precedence|protocol|responder|section|source|tos|total-length|traffic-class|ttl|version
	collect|match = routing destination|forwarding-status|is-multicast|multicast|next-hop|pw-destination|source|vrf
	collect|match = timestamp absolute|interval|sys-uptime
	collect|match = transport destination-port|event|icmp|igmp|packets|round-trip-time|rtp|source-port|tcp|udp
flow hardware|platform
flow-sampler-map {
hw-programmable
kron occurrence {config-kron-occurrence
	default|exit|policy-list
kron policy-list {config-kron-policy
	cli|default|exit
lldp holdtime|reinit|run|timer|tlv-select
macro
mediatrace
mediatrace initiator|responder
memory
memory-size
menu
monitor capture|event-trace|session|permit-list|pcm-tracer
monitor session {config-mon-local
netconf
netconf-yang
ntp access-group|allow|authenticate|authentication-key|broadcastdelay|clear|clock-period|disable|drift|leap-handle|leap-indicator|leapsecond|logging|master|max-associations|maxdistance|mindistance|orphan|panic|passive|peer|refclock|server|source|trusted-key|update-calendar
performance
pnp profile {config-pnp-init
pnp startup-vlan
process
process cpu|memory|watchdog|thread
process-max-time
restconf
rmon
rtr
rtr <1-2147483647> {config-rtr
	*
	type {config-rtr-echo
rtr schedule|responder|key-chain|logging|low-memory|reaction-configuration|reaction-trigger|reset|restart
sampler {config-sampler
scheduler allocate|heapcheck|interrupt|interval|max-sched-time|max-task-time|process-watchdog|allow
snmp mib|ifmib|get-bulk-timeout
snmp-server aaa-user|access-policy|accounting|cache|chassis-id|community|contact|context|disable|drop|enable|engineID|file-transfer|global-trap-receiver|group|host|hc|ifindex|inform|ip|location|manager|overload-control|packetsize|party|password-policy|priority|queue-length|queue-limit|registration|reset|set-timeout|source-interface|spi|sparse-tables|system-shutdown|tftp-server-list|trap|trap-authentication|trap-source|trap-timeout|user|usm|view|writer
sntp
telemetry ietf ... subscription
telemetry ietf {config-mdt-subs
	*
	default|encoding|exit|filter|receiver|receiver-type|source-address|source-vrf|stream|update-policy
	encoding = encode-kvgpb|encode-tdl|encode-xml <cr>
	filter = nested-uri|tdl-transform|tdl-uri|transform|xpath
	receiver ... address|cloud-native|cntp-tls|grpc-tcp|grpc-tls|native|profile|protocol|receiver-type
	stream = native|yang-notif-native|yang-push <cr>
	update-policy ... on-change|periodic
telemetry model-driven|receiver|transform|protocol|named-receiver {
track {config-track
	delay|default|default-state|description|object|threshold|carrier-delay|exit|line-protocol
	default-state = down|up <cr>
	delay = down|up <0-180>
	object = <1-1000>
	threshold = metric|percentage|weight
	threshold metric|percentage|weight * down|up <0-255>
	delay down|up <0-180> = <cr>|down|up
	ip|ipv6 vrf
track resolution
track timer|abort-hwif
wsma agent = config|exec|filesys|notify
wsma profile = initiator|listener
wsma agent|profile {config-wsma
	*
	acl|backup|default|encap|exit|idle-timeout|keepalive|max-message|profile|reconnect|stealth|transport|wsse
yang-interfaces
archive {config-archive
	maximum = <1-14> <cr>
	path = WORD
	rollback = filter|retry
	time-period = <1-525600> <cr>
	write-memory = <cr>
	log config {config-archive-log-cfg
		hidekeys = <cr>
		logging = enable <cr>
		logging = persistent
		logging = size <1-1000> <cr>
		notify = syslog <cr>
		notify = syslog contenttype plaintext|xml <cr>
		record = rc <cr>
event manager applet {config-applet
	action|default|description|event|exit|help|maxrun|set|trap
	action = <label> add|append|break|cli|cns-event|comment|context|continue|counter|decrement|divide|else|elseif|end|exit|file|force-switchover|foreach|gets|handle-error|help|if|increment|info|mail|modulo|multiply|nlb|policy|publish-event|puts|regexp|reload|set|snmp-object-value|snmp-trap|string|subtract|syslog|track|wait|while|xmpp
	event = application|cli|config|counter|env|gold|identity|interface|ioswdsysmon|ipsla|mat|neighbor-discovery|nf|none|oir|process|resource|rf|routing|rpc|snmp|snmp-notification|snmp-object|syslog|tag|track|wdsysmon
	event = syslog facility|maxrun|occurs|pattern|period|priority|severity|severity-alerts|severity-critical|severity-debugging|severity-emergencies|severity-errors|severity-informational|severity-notifications|severity-warnings|skip
	event = timer absolute|countdown|cron|watchdog
	event syslog ... maxrun|occurs|pattern|period|priority|severity-alerts|severity-critical|severity-debugging|severity-emergencies|severity-errors|severity-informational|severity-notifications|severity-warnings|skip|sync
	event cli ... enter|maxrun|mode|occurs|pattern|period|skip|sync
	event none = <cr>|default|maxrun|ratelimit|sync
	action <label> cli = command
	action <label> syslog = facility|msg|priority
	action <label> syslog ... alerts|critical|debugging|emergencies|errors|facility|informational|notifications|priority|warnings
	action <label> mail = server
	action <label> mail ... body|from|port|server|source-interface|subject
	action <label> track = read|set
	action <label> track set <1-1000> = state down|up <cr>
	action <label> info = type
	action <label> string = compare|equal|first|index|last|length|match|range|replace|tolower|toupper|trim|trimleft|trimright
	event timer ... cron-entry|maxrun|ratelimit|time
	event track ... down|maxrun|ratelimit|state
	trigger {config-applet-trigger
		attribute|correlate|exit
event manager directory|environment|history|policy|scheduler|session|detector|policy
event manager directory user = library|policy|repository
event manager applet = WORD <cr>|authorization|class|trap
event manager
alarm
alarm profile|facility {
alias accept-dialin|accept-dialout|address-family|configure|controller|crypto-map|dhcp|flow-cache|gateway|interface|ipenacl|line|map-class|map-list|mpoa-client|policy-list|public-key|route-map|router|subinterface|vc-class|voiceclass
app-visibility
banner config-save
bulkstat
environment
event manager session
flow-tap
ipdr
logging X:X:X:X::X
logging buffered discriminator|filtered|xml|esm
logging console discriminator|filtered|xml|guaranteed
logging monitor discriminator|filtered|xml
profile flow
snmp mib = bulkstat|community-map|disman|event|expression|flowmon|ifmib|nhrp|notification-log|persist|target|<other>
snmp mib bulkstat object-list {config-bulk-objects
	add|exit
snmp mib bulkstat schema {config-bulk-sc
	exit|instance|object-list|poll-interval
snmp mib bulkstat transfer {config-bulk-tr
	buffer-size|enable|exit|format|retain|retry|schema|transfer-interval|url
	enable = <cr>
snmp mib event object|owner|trigger {config-event
	*
	action|description|enable|exit|frequency|object|sample|test|type
snmp mib expression {config-expression
	*
	delta|description|enable|exit|expression|object|prefix|value
snmp pdu|trap
track
wsma id
memory ... low-watermark|processor
monitor session ... both|destination|encapsulation|filter|ingress|interface|local|remote|replicate|source|type|untagged|vlan
kron occurrence ... oneshot|recurring
`
