package grammar

// keptIP is how the lines of global configuration begin that are about IPv4.
const keptIP = `
ip access-list fqdn {config-fqdn-acl
ip access-list helper egress check
ip access-list match-local-traffic
ip access-list persistent
ip access-list role-based {config-rb-acl
ip accounting-list|accounting-threshold|accounting-transits
ip address-pool local|dhcp-pool|dhcp-proxy-client
ip admission
ip alias
ip arp
ip as-path
ip audit
ip auth-proxy
ip authentication
ip bgp
ip bgp-community
ip bootp
ip bootp server
ip casa {
ip cef
ip cef accounting|distributed|linecard|load-sharing|optimize|traffic-statistics|event-log|table|switch
ip classless
ip community-list
ip ddns update {ddns-update-method
	*
	ddns|default|exit|HTTP|internal|interval
	ddns = <cr>|both
	interval = maximum|minimum <0-365> <0-23> <0-59> <0-59> <cr>
ip default-gateway
ip default-network
ip device tracking
ip dfp
ip dhcp aaa|auto-broadcast|binding|bootp|class|compatibility|conflict|database|drop-inform|excluded-address|global-options|limit|limited-broadcast-address|ping|pool|relay|remember|route|server|smart-relay|snooping|subscriber-id|update|use|support
ip dhcp class {config-dhcp-class
ip dhcp pool {dhcp-config
	accounting|authorization|bootfile|class|client-identifier|client-name|default-router|dns-server|domain-name|domain|exit|hardware-address|host|import|lease|netbios-name-server|netbios-node-type|network|next-server|option|option-ext|renew|origin|cip|relay|reserved-only|server|subnet|update|utilization|address|override|remote-id|tftp-server
	client-name = WORD <cr>
	domain-name = WORD <cr>
	host = A.B.C.D <cr>|A.B.C.D|WORD
	import = all|interface
	import all = <cr>
	lease = infinite <cr>
	lease = <0-365> <cr>
	lease = <0-365> <0-23> <cr>
	lease = <0-365> <0-23> <0-59> <cr>
	netbios-node-type = b-node|h-node|m-node|p-node|<0-255> <cr>
	network = A.B.C.D <cr>|WORD
	network = A.B.C.D A.B.C.D <cr>|secondary
	option = <0-254> ascii|hex|instance|ip
	renew = deny unknown <cr>
	vrf WORD <cr>
	class {config-dhcp-pool-class
	relay
ip dns name-list|primary|primary-forwarding|server|spoofing|view-group
ip dns view {cfg-dns-view
ip dns view-list {cfg-dns-view-list
	*
	view {
ip domain list|multicast|recursive|retry|round-robin|timeout|lookup-settings
ip domain-list
ip domain-lookup source-interface|nsap
ip domain round-robin
ip drp
ip dvmrp
ip explicit-path {cfg-ip-expl-path
	append-after|exclude-address|exit|index|list|next-address
	next-address = A.B.C.D|loose|strict
	exclude-address = A.B.C.D
ip extcommunity-list
ip extcommunity-list standard|expanded {config-extcomm-list
ip fast-convergence
ip finger
ip flow
ip flow-aggregation cache {config-flow-cache
ip flow-cache
ip flow-capture
ip flow-egress
ip flow-export
ip flow-top-talkers {config-flow-top-talkers
	*
	cache-timeout|default|exit|match|sort-by|top
	sort-by = bytes|packets <cr>
ip forward-protocol
ip ftp
ip gdp
ip gratuitous-arps
ip gre
ip hosts
ip hp-host
ip http upload|access-class|active-session-modules|authentication|banner|client|connection|help-path|max-connections|path|port|port-forward|secure-active-session-modules|secure-ciphersuite|secure-client-auth|secure-ecdhe-curve|secure-peer-verify-trustpoint|secure-piv-based-auth|secure-port|secure-server|secure-trustpoint|server|session-idle-timeout|session-module-list|timeout-policy|tls-version|tls|digest|request-timeout|nginx
ip icmp
ip identd
ip igmp
ip igmp profile {config-igmp-profile
	permit|deny|range|exit
ip igmp snooping
ip inspect
ip ips
ip ips auto-update {config-ips-auto-update
	cisco|default|exit|occur-at|url|username
	occur-at = daily|monthly|weekly|<0-59>
ip ips event-action-rules {config-rul
	default|exit|target-value
	target-value = high|low|medium|mission-critical|zero
ip ips signature-definition {config-sigdef
	default|exit
	signature {config-sigdef-sig
		*
		alert-severity|default|exit|fidelity-rating
		alert-severity = high|informational|low|medium
		alert-frequency|engine|event-counter|status {config-sigdef-inner
			*
			default|enabled|event-action|exit|retired
ip ips signature-category {config-ips-category
	category = WORD <cr>
	category = ios_ips <cr>|advanced|basic|default
	category {config-ips-category-action
		*
		alert-severity|default|enabled|event-action|exit|fidelity-rating|retired
		retired|enabled = false|true <cr>
	exit
ip host-routing
ip irdp
ip kerberos
ip load-sharing
ip local policy
ip mcast
ip mfib
ip mobile
ip mpacket
ip mrm
ip mrm manager {config-mrm-manager
	beacon|default|exit|manager|receivers|senders|udp-port
	manager = <interface>
	udp-port = status-report|test-packet
ip mux
ip ttl
ip mroute
ip mroute-cache
ip msdp
ip multicast
ip multicast-routing
ip nat create|default|log|nvi|piggyback-support|port|portmap|route|scaling|service|settings|sip-sbc|source|stateful|switchover
ip nat inside|outside destination
ip nat inside|outside destination ... list|pool|static
ip nat service ... h225|h323|list|port|ras|sip|skinny|tcp|udp|ftp|dns|rtsp|msrpc|nbar
ip nat translation arp-ping-timeout|max-entries|port-timeout|pptp-timeout|routemap-entry-timeout
ip nbar
ip nbar custom WORD transport tcp|udp|udp-tcp {config-custom
	default|direction|dscp|exit|ip|ipv6|port
	direction = any|destination|source
	dscp = <0-63>
	ip = address|subnet A.B.C.D
	ipv6 = address|subnet
	port = range|<1-65535>
ip nbar attribute-map {config-attribute-map
	attribute|default|exit
ip nhrp map|nhs-fallback|path-preference|record|summary-map
ip options
ip ospf name-lookup
ip pgm
ip pim
ip policy-list {
ip port-map
ip prefix-list
ip proxy-arp
ip radius
ip rarp-server
ip rcmd
ip redirects
ip reflexive-list
ip rip
ip routing protocol
ip rsvp
ip rtcp
ip rtp
ip sap
ip scp
ip sdr
ip security
ip sip
ip sla {config-ip-sla
	default|exit
	icmp-echo = WORD <cr>|source-interface|source-ip
	icmp-jitter = WORD <cr>|interval|num-packets|source-ip
	tcp-connect|udp-echo|udp-jitter|icmp-jitter ... advantage-factor|codec|control|disable|enable|interval|num-packets|source-interface|source-ip|source-port
	http = get|proxy|raw|secure
	tcp-connect|udp-echo|udp-jitter = WORD <1-65535>
	dhcp|dns|dlsw|ethernet|ftp|http|icmp-echo|icmp-jitter|mpls|path-echo|path-jitter|slm|tcp-connect|udp-echo|udp-jitter|voip|video|frame-relay {config-ip-sla-echo
		~
		@sla
ip sla apm|auto|enable|ethernet-monitor|group|key-chain|logging|low-memory|monitor|reaction-configuration|reaction-trigger|reset|responder|restart|schedule|server|keepalive
ip sla monitor {config-sla-monitor
	default|exit
	type {config-sla-monitor-echo
		~
		@sla
	type = dhcp|dlsw|dns|echo|frame-relay|ftp|http|jitter|mpls|pathEcho|pathJitter|slm|tcpConnect|udpEcho|voip
ip sla monitor logging|responder|schedule|reaction-configuration|reaction-trigger|key-chain|low-memory|reset|restart
ip sla server twamp {config-twamp-srvr
	default|exit
	port = <1-65535>
	timer = inactivity
ip sla responder twamp {config-twamp-ref
	default|exit|resolution
	timeout = <1-604800>
ip slb
ip slb serverfarm|vserver|probe|dfp|natpool {config-slb
ip snmp
ip source
ip source-route
ip source-track
ip spd
ip ssh authentication-retries|authentication-timeout|break-string|bulk-mode|client|dh|dscp|logging|maxstartups|port|precedence|rekey|rsa|server|server-auth|source-interface|stricthostkeycheck|time-out|timeout|version|window-size|undo
ip ssh server certificate profile {ssh-server-cert-profile
	*
	server {ssh-server-cert-profile-server
		default|exit|ocsp-response|trustpoint
	user {ssh-server-cert-profile-user
		default|exit|ocsp-response|trustpoint
ip ssh pubkey-chain {conf-ssh-pubkey
	*
	username {conf-ssh-pubkey-user
		*
		default|exit|key-hash|key-string
		key-hash = ssh-rsa|ssh-dss|ecdsa-sha2-nistp256|ecdsa-sha2-nistp384|ecdsa-sha2-nistp521|ssh-ed25519|x509v3-ssh-rsa
	server {conf-ssh-pubkey-server
		*
		default|exit|key-hash|key-string
ip sticky-arp
ip subnet-zero
ip tacacs
ip tcp delayed-ack|async-mobility|chunk-size|ecn|intercept|keepalive|mss|path-mtu-discovery|queuemax|rst-count|selective-ack|synwait-time|timestamp|window-size
ip telnet
ip tftp
ip traffic-export
ip traffic-export profile {conf-rite
ip unreachables
ip urlfilter
ip verify
ip virtual-reassembly
ip virtual-web
ip visibility
ip vrf receive
ip wccp
ip zone
ip dhcp-client
ip dhcp-server
ip domain lookup source-interface|recursive|vrf|nsap
ip domain name vrf
ip dtp
ip host vrf|view
ip host WORD additional|mx|ns|srv
ip host-list {
ip hostname
ip large-community-list
ip lisp
ip multicast topology
ip netconf
ip pcp
ip route static|profile|topology
ip routing autonomous
ip sctp
ip sdee
ip tos
ip trigger-authentication
ip udp
ip virtual-assembly
ip igmp ... aggregate|count|enable|expiry|explicit-tracking|flood|group-list|immediate-leave|interface|last-member-query-interval|limit|max-response-time|mrouter|profile|proxy|querier|query|report-suppression|robustness-variable|snooping|source-only-learning|ssm-map|static|timer|version|vlan
ip msdp ... border|cache-rejected-sa|cache-sa-state|connect-source|default-peer|filter-sa-request|keepalive|mesh-group|originator-id|password|peer|prefix-list|redistribute|remote-as|route-map|rp-list|rp-route-map|sa-address|sa-filter|sa-limit|sa-request|shutdown|timer|ttl-threshold
ip as-path|community-list|extcommunity-list ... deny|internet|local-as|no-advertise|no-export|permit
ip cef load-sharing ... algorithm|destination|include-ports|original|source|tunnel|universal
ip flow-cache ... active|entries|inactive|timeout
ip rsvp ... authentication|graceful-restart|hello|lifetime|local|msg-pacing|neighbor|policy|precedence|reduction|refresh|reliability|sender|reservation|signalling|statistics|tunnel-signalling|type|window-size
ip sla schedule ... after|ageout|forever|life|pending|random|recurring|start-time
ip sla reaction-configuration ... action-type|connectionloss|consecutive|immediate|never|react|threshold-type|threshold-value|timeout|traponly|triggeronly|trapandtrigger
`

// keptIPv6 is how the lines of global configuration begin that are about IPv6.
const keptIPv6 = `
ipv6 cef
ipv6 cga
ipv6 destination-guard
ipv6 destination-guard policy {config-destguard
	default|enforcement|exit
	enforcement = always|stressed
ipv6 dhcp binding|bulk-lease|database|ping|relay|server|use|iana-route-add|iapd-route-add|guard
ipv6 dhcp guard {config-dhcp-guard
ipv6 dhcp pool {config-dhcpv6
	accounting|address|bootfile-url|capwap-ac|default|dns-server|domain-name|exit|import|information|link-address|nis|nisp|option|prefix-delegation|relay|sip|sntp|vendor-specific
	address = prefix X:X:X:X::X/<0-128>|WORD
	import = dns-server|domain-name|information|nis|nisp|sip|sntp
	information = refresh
	nis|nisp = address|domain-name
	prefix-delegation = aaa|pool|X:X:X:X::X/<0-128>
	sip = address|domain-name
	sntp = address
	address prefix {config-dhcpv6-address
ipv6 flowset
ipv6 flow-export|flow-cache
ipv6 general-prefix
ipv6 hop-limit
ipv6 icmp
ipv6 inspect
ipv6 local
ipv6 mfib
ipv6 mfib-mode
ipv6 mld
ipv6 mobile
ipv6 mobile home-agent|router|pmipv6-mag {
ipv6 mroute
ipv6 mux
ipv6 traffic
ipv6 dhcp-relay
ipv6 multicast
ipv6 multicast-routing
ipv6 nat
ipv6 nd
ipv6 nd raguard policy {config-nd-raguard
ipv6 nd inspection policy {
ipv6 neighbor
ipv6 ospf
ipv6 pim
ipv6 port-map
ipv6 prefix-list
ipv6 rip
ipv6 snooping
ipv6 snooping policy {config-ipv6-snooping
ipv6 source-guard
ipv6 source-guard policy {
ipv6 source-route
ipv6 spd
ipv6 unnumbered
ipv6 verify
ipv6 virtual-reassembly
ipv6 vfr
ipv6 access-list log-update threshold
ipv6 access-list role-based {config-ipv6rb-acl
ipv6 access-log-update
ipv6 address-validate
ipv6 ddns
ipv6 dhcp-ldra
ipv6 eigrp
ipv6 flow
ipv6 ioam
ipv6 isis
ipv6 lisp
ipv6 nhrp
ipv6 physical-ports
ipv6 policy
ipv6 redirects
ipv6 route static
ipv6 rsvp
ipv6 sla
ipv6 static
ipv6 wccp
`
