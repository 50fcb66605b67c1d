package grammar

// keptGlobal is how the lines of global configuration begin that no other
// table has.
const keptGlobal = `
aaa accounting|attribute|authentication|authorization|cache|configuration|dnis|dot1x|intercept|local|max-sessions|memory|mobile|nas|new-model|password|pod|policy|preauth|route|service-profile|session-id|session-mib|traceback|user
aaa authentication|authorization|accounting
aaa accounting network|exec|commands|system|connection|resource|identity|update|send|suppress|nested|delay-start|gigawords|jitter|session-duration|include|redundancy|dot1x|auth-proxy|multicast|onep
aaa attribute list {config-attr-list
aaa group server {config-sg
	accounting|attribute|authentication|authorization|backoff|cache|deadtime|default|directed-request|domain-stripping|exit|ip|ipv6|key-wrap|load-balance|mac-delimiter|password-encryption|retransmit|server|server-private|subscriber|throttle|timeout
	ip|ipv6 = radius|tacacs|vrf
	server = name WORD
	server = WORD <cr>|acct-port|auth-port
aaa group accounting {
aaa server radius|tacacs {config-locsvr-da-radius
access-session
aal2-profile
alarm-interface {
alarm-contact
alps
appfw policy-name {cfg-appfw-policy
appletalk
application {config-app
aqm-register-fnf
arp
arp access-list {config-arp-nacl
	permit|deny|default|exit
async-bootp
atm
authentication command|convert-to|critical|display|logging|mac-move
auto
autonomic {
autoupgrade
backhaul-session-manager {
bba-group {config-bba-group
beep
bfd
bfd-template {config-bfd
	authentication|dampening|echo|exit|interval
	interval = both|microseconds|min-tx|<1-999999>
boot
boot-end-marker
boot-start-marker
bridge
bridge-domain {config-bdomain
bridge irb
bsd-client
bstun
buffers
busy-message
call
call admission|agent|application|cdma|denial|fallback|filter|history|language|leg|modem|mta|progress|rscmon|rsvp-sync|spike|start|threshold|treatment
call-history-mib
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
call-manager-fallback {config-cm-fallback
	*
	@call-manager
	after-hours|date-format|default-destination|limit-dn|mwi|pickup|transport-tcp-tls|user-locale|xmlschema
card
ccm-manager
cdp advertise-v2|enable|holdtime|log|run|source-interface|timer|tlv|tlv-list|traffic-policy
cef
cellular
chat-script
cip
cisp
clns
clock calendar-valid|initialize|save|summer-time|timezone
cns
cns connect|template {
configuration
config-register
connect {
control-plane {config-cp
	service-policy|management-interface|exit
	host {config-cp-host
	transit {config-cp-transit
	cef-exception {config-cp-cef-exception
controller = ATM|BITS|Cellular|DSL|E1|E3|GPON|Integrated-Cable|J1|MODEM-Cable|SHDSL|SONET|T1|T3|VDSL|<other>
controller {config-controller
	*
	channel-group|tdm-group|ds0-group|pri-group
	ais-shut|alarm|alarm-report|b1|b2|bert|cablelength|clock|connect|crc|data-pattern|default|description|diagnostics|ds0|dsl-group|dsl-mode|equipment|exit|failure|fdl|firmware|framing|g704|g709|fec|ds3|e3|guard-timer|idle|ignore|line-impedance|line-mode|line-termination|linecode|loopback|mdl|mode|modem|national|network-clock-priority|no-channel|operating|overhead|path|profile|rf-channel|scramble|shutdown|sra|sync|threshold|timeslots|training|trunk-group|unframed|wavelength|yellow|lte|pm|transport-mode|admin-state|ima-group|termination
	vtg {
	au-4 {
	au-3 {
	sts-1 {
	e1 {
	t1 {
cpd cr-id
csdb alarm|icmp|max-hardware|session|tcp|udp
cpp
credentials
cts
cts role-based|authorization|manual|cache|credential|dot1x|l3|layer3|logging|policy-server|refresh|server|sgt|sxp
cwmp agent {config-cwmp
decnet
default-value
define
device-sensor
device classifier
device-tracking
device-tracking policy {config-device-tracking
dhcp
diameter origin|peer|redundancy|timer|vendor
diagnostic
dial-control-mib
dialer dnis|max-call|vpdn|watch-list|isolate|called
dialer-list
dlsw
dnsix-dmdp|dnsix-nat
domain {config-domain
dot11
dot11 ssid {config-ssid
dot1x
dot1x credentials {config-dot1x-creden
downward-compatible-config
dss
eap profile {
eapoudp
energywise
epm
eou allow|clientless|default|initialize|logging|max-retry|port|ratelimit|revalidate|timeout
http client
errdisable detect|flap-setting|recovery
ethernet cfm|evc|lmi|oam|ring|mac-tunnel|subscriber|cos
ethernet evc {config-evc
ethernet cfm domain {config-ecfm
	*
	service {config-ecfm-srv
ethernet ring g8032 {
exception
facility-alarm
fallback
fhrp
file privilege|verify
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
frame-relay
gateway {config-gateway
	*
	emulate|exit|media-inactivity-criteria|resource|security|timer
gatekeeper {config-gk
	accounting|alias|arq|bandwidth|cac|call-setup|default|element|emulate|endpoint|exit|flow-control|gw-type-prefix|h323-annexg|irq|load-balance|lrq|max-lrq-hop|no-answer|rai|reg-ack|resource|security|send-cisco-circuit-info|server|shutdown|timer|use-proxy|zone
glbp
gw-accounting
gw-type-prefix
hw-module
hw-module module|slot|subslot|pvdm|ism|breakout|beacon
hw-programmable
hydra
identity policy {config-identity-policy
identity profile {config-identity-prof
identity request
ipc
ipc zone {
iphc-profile {config-iphcp
ipx
irec
isdn
isis display|hostname
ivr
kerberos
key chain {config-keychain
	description
	key {config-keychain-key
		accept-lifetime|send-lifetime|key-string|cryptographic-algorithm|exit|include-tcp-options|recv-id|send-id
keymap {
kron occurrence {config-kron-occurrence
	default|exit|policy-list
kron policy-list {config-kron-policy
	cli|default|exit
l2 {
l2 router-id|pseudowire
l2 vfi {config-vfi
l2protocol-tunnel
l2tp-class {config-l2tp-class
l2tp
l2vpn {config-l2vpn
	*
	logging|pseudowire|redundancy|router-id|shutdown|exit
l2vpn vfi|xconnect {config-vfi
lacp
lane
lat
ldap attribute-map|server {
ldap
license
license accept|agent|boot|call-home|feature|install|udi|smart|utility
license platform
llc2
lldp holdtime|reinit|run|timer|tlv-select
locaddr-priority-list
location
location civic-location|custom-location|geo-location {
login block-for|delay|on-failure|on-success|quiet-mode
login-string
mab
mac access-list {config-ext-macl
mac address-table|static
mac-address-table
macro
map-class {config-map-class
map-list {
mediatrace
mediatrace initiator|responder
memory
memory-size
menu
metadata
mgcp
mgcp profile {config-mgcp-profile
microcode
mls
mmi
mmoip
modem
mop device-code|retransmit-timer|retries
modemcap
monitor capture|event-trace|session|permit-list|pcm-tracer
monitor session {config-mon-local
mrcp
mta
multilink bundle-name|virtual-template
mvr
mvrp
nat64
nat66
ncia
netbios
netconf
netconf-yang
network-clock
network-clock-participate|network-clock-select|network-clock-switch|network-clock-synchronization
network-policy {
nls
port-channel load-balance|min-links|load-defer|standalone-disable|auto
format global|command
ntp access-group|allow|authenticate|authentication-key|broadcastdelay|clear|clock-period|disable|drift|leap-handle|leap-indicator|leapsecond|logging|master|max-associations|maxdistance|mindistance|orphan|panic|passive|peer|refclock|server|source|trusted-key|update-calendar
num-exp
object-group security|ip|v4-network|fqdn|geo|application {config-object-group
onep
otv
parser cache|command|config|maximum
parser view {config-view
password logging|policy
performance
per-call export|shutdown
pfr master|border {config-pfr-mc
pfr-map {
oer master|border {
oer-map {
platform
pnp profile {config-pnp-init
pnp startup-vlan
port-profile {
power
ppp
pppoe
presence {
printer
priority-list
privilege aaa-user|address-family|archive|cascustom|class-map|config-ip-sla|congestion|controller|crypto-ipsec-profile|crypto-map|crypto-transform|cts_manual|dhcp|dhcp-class|ephone|extended-nacl|filter|flow-cache|gateway|interface-dlci|ipenacl|ipsnacl|ipv6acl|isakmp-profile|key-chain|key-chain-key|keyring|map-class|map-list|mpls-static|null-interface|pki-trustpoint|policy-map|route-map|router|rsvp_policy_local|sla|standard-nacl|subinterface|tcl|template|trustpoint|view|vlan|voiceport|vpdn-group|vrf
process
process cpu|memory|watchdog|thread
process-max-time
prompt
ptp
ptp clock {
pseudowire-class {config-pw-class
queue-list
radius server {config-radius-server
	address|automate-tester|backoff|default|dtls|exit|key|key-wrap|non-standard|pac|retransmit|timeout|tls|vsa
	address = ipv4|ipv6
	backoff = exponential
	pac = key
radius-server accounting|attribute|authorization|backoff|cache|challenge-noecho|ipc-limit|configure-nas|cts|data|dead-criteria|deadtime|directed-request|domain-stripping|dscp|extended-portnames|host|key|load-balance|local|optional-passwords|options|retransmit|retry|secret|source-ports|timeout|transaction|unique-ident|vsa
radius-server local {
redundancy inter-device {config-red-interdevice
redundancy linecard-group
redundancy {config-red
	*
	mode|keepalive-enable|auto-sync|policy|main-cpu|no-switchover|standby|notification-timer|linecard-group|exit
	main-cpu {config-r-mc
	application redundancy {config-red-app
		*
		group {config-red-app-grp
		protocol {config-red-app-prtcl
	interchassis group {config-r-ic
remote-management
resource
resource policy {
resource-pool
restconf
resume-string
rif
rlm group {
rmon
rsrb
rtr
rtr <1-2147483647> {config-rtr
	*
	type {config-rtr-echo
rtr schedule|responder|key-chain|logging|low-memory|reaction-configuration|reaction-trigger|reset|restart
sampler {config-sampler
sap
scheduler allocate|heapcheck|interrupt|interval|max-sched-time|max-task-time|process-watchdog|allow
scripting
sdlc
sdm
security authentication|passwords|ipsec|pki
security-group
sensor
sgbp
sgcp
shell
signaling
smrp
sna
snasw
snmp mib|ifmib|get-bulk-timeout
snmp-server aaa-user|accounting|cache|chassis-id|community|contact|context|disable|drop|enable|engineID|file-transfer|global-trap-receiver|group|host|hc|ifindex|inform|ip|location|manager|overload-control|packetsize|password-policy|priority|queue-length|queue-limit|registration|reset|set-timeout|source-interface|spi|sparse-tables|system-shutdown|tftp-server-list|trap|trap-authentication|trap-source|trap-timeout|user|usm|view|writer
sntp
software
source-bridge
spanning-tree backbonefast|bridge|etherchannel|extend|fec|logging|loopguard|mode|optimize|pathcost|portfast|sso|transmit|uplinkfast|vlan
spanning-tree mst
spanning-tree mst configuration {config-mst
	abort|exit|instance|name|private-vlan|revision|show
	instance = <0-4094> vlan
	private-vlan = synchronize
	revision = <0-65535> <cr>
spd
stackwise-virtual {config-stackwise-virtual
standby bfd|delay|redirect|redirects
state-machine
storm-control
stun
subscriber
subscriber-policy
subscriber templating {
switch
switch virtual domain {config-vs-domain
system
tacacs server {config-server-tacacs
	address|default|exit|key|port|send-nat-address|single-connection|timeout|tls
	address = ipv4|ipv6
	send-nat-address|single-connection = <cr>
tacacs-server administration|attempts|cache|directed-request|dns-alias-lookup|domain-stripping|extended|host|key|last-resort|optional-passwords|packet|retransmit|timeout
tag-switching
tcl
tclsh
telemetry ietf {config-mdt-subs
telemetry model-driven|receiver|transform|protocol|named-receiver {
template {config-template
terminal-queue
tftp-server
tn3270
tod-clock
track {config-track
	delay|default|default-state|description|object|threshold|carrier-delay|exit|line-protocol
	default-state = down|up <cr>
	delay = down|up <0-180>
	object = <1-1000>
	threshold = metric|percentage|weight
	ip|ipv6 vrf
track resolution
track timer|abort-hwif
translate
transport-map {config-tmap
transport
ttycap
udld
upgrade
utd
utd engine {config-utd-engstd
vc-class {config-vc-class
vines
virtual-profile
virtual-service {config-virt-serv
	*
	vnic|guest-interface {config-virt-serv-vnic
virtual-template
vlan internal|access-log|dot1q|filter
vlan {config-vlan
	are|backupcrf|bridge|exit|media|mtu|name|parent|private-vlan|remote-span|ring|said|shutdown|state|ste|stp|tb-vlan1|tb-vlan2|device-tracking|member
	ip|ipv6 flow
vlan access-map {config-access-map
	match|action|description|default|exit
	action = capture|drop|forward|log|redirect
	match = ip|ipv6|mac address
vlan configuration {config-vlan-config
	*
	member = evpn-instance|vni|<other>
	bridge-domain|device-tracking|et-analytics|exit|ip|ipv6|isolate|member|mdns-sd|service-policy|xconnect|flow|datalink|avc
vlan group
vmps
vpdn aaa|authen-before-forward|authorize|domain-delimiter|enable|history|ip|l2tp|logging|multihop|pmtu|profile|redirect|search-order|session-limit|softshut|source-ip|tunnel|username
vpdn-group {config-vpdn
	*
	accept-dialin {config-vpdn-acc-in
	request-dialin {config-vpdn-req-in
	accept-dialout {config-vpdn-acc-out
	request-dialout {config-vpdn-req-ou
vpdn-template {config-vpdn-temp
vrrp
vstack
vty-async
warm-reboot
wireless {
wlccp
wism
wlan {config-wlan
wsma agent|profile {config-wsma
x25
x28
x29
xconnect
xdr
yang-interfaces
app-hosting appid {config-app-hosting
	*
	app-vnic {config-app-hosting-gateway
	app-resource {config-app-resource-profile-custom
app-hosting
iox
service-chain
service-group
service-insertion {
service-module wlan-ap
service-list {config-service-list
service-routing {config-mdns-sd
service-template {config-service-template
sdwan {config-sdwan
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
	trigger {config-applet-trigger
		attribute|correlate|exit
event manager directory|environment|history|policy|scheduler|session|detector|policy
event manager
aaa accounting auth-proxy|connection|dot1x|exec|identity|network|resource|system|multicast WORD <cr> {cfg-acct-mlist
	action-type|broadcast|group|exit
aaa accounting commands <number> WORD <cr> {cfg-acct-mlist
	action-type|broadcast|group|exit
aaa common-criteria policy {config-cc-policy
aaa server-group|service-policy|nas-port|authentication|profile|proxy|dead-criteria|dead-time
access-list rate-limit|compiled|dynamic-extended
alarm
alarm profile|facility {
alias accept-dialin|accept-dialout|address-family|configure|controller|crypto-map|dhcp|flow-cache|gateway|interface|ipenacl|line|map-class|map-list|mpoa-client|policy-list|public-key|route-map|router|subinterface|vc-class|voiceclass
ancp
ap
ap group|profile|remote-lan|tag-source|name {config-ap-group
ap dot11
app-visibility
auto-ip-ring
avb
banner config-save
bulkstat
cable
cable profile|fiber-node|load-balance {config-cable
cluster
coap
coap proxy {config-coap-proxy
ctunnel
define interface-range
device-sensor filter-list {config-sensor-dhcplist
dmvpn
dspfarm
e911
environment
dsp services|rtp
esmc
et-analytics {config-et-analytics
event manager session
crypto call admission load
crypto call admission limit all|ipsec
crypto map WORD client accounting list WORD
crypto map WORD gdoi fail-close {crypto-map-fail-close
	activate|client-protocol|exit|match
fips
flow-tap
flowspec {config-flowspec
	*
	address-family|exit-address-family|local-install|vrf|service-policy|exit
fpm
gps
hw-switch
hw-module uplink|session|pos
ima
ipdr
iscsi
l2-filter
l2nat
l3vpn encapsulation {config-l3vpn-encap-ip
li-view
libcurl
line tty {config-line
	*
	@line
line <slot> {config-line
	*
	@line
logging A.B.C.D
logging X:X:X:X::X
logging buffered discriminator|filtered|xml|esm
logging console discriminator|filtered|xml|guaranteed
logging monitor discriminator|filtered|xml
macsec
mdns-sd
mdns-sd gateway {config-mdns-sd
	*
	active-response|service-mdns-query|service-announcement-timer|ethernet-segment-timer
mdns-sd service-list|service-policy|service-definition {config-mdns-sl
mka
mka policy {config-mka-policy
mobility
module provision {config-mod-prov
nmsp
nve
passthru-domain-list
pfr
platform
profile flow
rep
sasl profile {
scada-gw
secure boot-config|boot-image
sgi
shutdown vlan
slb
snmp pdu|trap
spe
stack-mac
stack-power stack|switch {config-stack-power
stcapp
stcapp supplementary-services|feature {
	*
switch convert|core-dump|mode|pre_5_3|priority|provision|renumber|stack|virtual|<number>
tacacs
tcam
tdm
threat-visibility
tls-profile
track
transceiver
transceiver type {config-xcvr-type
username WORD privilege <number> access-class|autocommand|noescape|nohangup|user-maxlinks|view
username WORD access-class|aaa|autocommand|callback-dialstring|callback-line|callback-rotary|common-criteria-policy|dnis|mac|mac-address|nocallback-verify|noescape|nohangup|one-time|serial-number|user-maxlinks|view|masked-secret
enable last-resort|use-tacacs|password-policy|masked-secret
vrrs
vrrs pathway|leader {
vxml
webui
wireless aaa|broadcast|client|country|dot11|exclusionlist|fabric|ipv6|linktest|load-balance|management|mdns-sd|media-stream|mobility|mobility-group|multicast|probe|rfid|rogue|security|sip|tag|urlf|wgb|wlancc|wps|group|cts-sxp|config|ewc
wireless profile|tag|security-profile {config-wireless
x509
xmpp
wsma id
xsm
`
