package grammar

// keptGlobal is how the lines of global configuration begin that no other
// table has.
const keptGlobal = `
aal2-profile
alps
appfw policy-name {cfg-appfw-policy
apollo
appletalk
application {config-app
aqm-register-fnf
arp
arp access-list {config-arp-nacl
	permit|deny|default|exit
async-bootp
atm
auto
auto ip sla mpls-lsp-monitor <1-2147483647> {config-auto-ip-sla-mpls
	*
	access-list|default|delete-scan-factor|exit|force-explicit-null|frequency|lsp-selector|path-discover|reply-dscp-bits|reply-mode|request-data-size|scan-interval|secondary-frequency|session-timeout|tag|threshold|timeout|type|vrf
auto ip sla mpls-lsp-monitor reaction-configuration|reset|schedule
autonomic {
autoupgrade
backhaul-session-manager {
bba-group {config-bba-group
beep
bfd
bfd-template {config-bfd
	authentication|dampening|echo|exit|interval
	interval = both|microseconds|min-tx|<1-999999>
	interval ... both|microseconds|min-rx|min-tx|multiplier
boot
boot-end-marker
boot-start-marker
bridge
bridge-domain {config-bdomain
bridge irb
bsd-client
bstun
busy-message
call
call admission|agent|application|cdma|denial|fallback|filter|history|language|leg|modem|mta|progress|rscmon|rsvp-sync|spike|start|threshold|treatment
call-history-mib
call-manager-fallback {config-cm-fallback
	*
	@call-manager
	after-hours|date-format|default-destination|limit-dn|mwi|pickup|transport-tcp-tls|user-locale|xmlschema
card
ccm-manager
cef
cellular
chat-script
cip
cisp
clns
config-register
connect {
control-plane {config-cp
	service-policy|management-interface|exit
	service-policy = input|output WORD <cr>
	service-policy = type WORD
	service-policy type ... input|logging|output|port-filter|queue-threshold
	management-interface ... allow|beep|ftp|http|https|snmp|ssh|telnet|tftp|tl1
	host {config-cp-host
	transit {config-cp-transit
	cef-exception {config-cp-cef-exception
controller = ATM|BITS|Cellular|DSL|E1|E3|GPON|Integrated-Cable|J1|MODEM-Cable|SHDSL|SONET|T1|T3|VDSL|<other>
controller {config-controller
	*
	channel-group|tdm-group|ds0-group|pri-group
	clock ... adaptive|external|free-running|internal|line|loop-timed|network|primary|recovered|secondary|source
	firmware ... filename
	framing = atm|c-bit|cbit|clear|crc4|ds3-adm|ds3-m23|e1|esf|g751|g832|m13|m23|NO-CRC4|sdh|sf|sonet|t1|unframed
	linecode = ami|b3zs|b8zs|hdb3
	operating = mode
	operating mode = adsl1|adsl2|adsl2+|ansi|auto|itu|vdsl1|vdsl2
	pri-group ... none|primary|service|timeslots
	ais-shut|alarm|cem-group|alarm-report|b1|b2|bert|cablelength|clock|connect|crc|data-pattern|default|description|diagnostics|ds0|dsl-group|dsl-mode|equipment|exit|failure|fdl|firmware|framing|g704|g709|fec|ds3|e3|guard-timer|idle|ignore|line-impedance|line-mode|line-termination|linecode|loopback|mdl|mode|modem|national|network-clock-priority|no-channel|operating|overhead|path|profile|rf-channel|scramble|shutdown|sra|sync|threshold|timeslots|training|trunk-group|unframed|wavelength|yellow|lte|pm|transport-mode|admin-state|ima-group|termination
	vtg {
	au-4 {
	au-3 {
	sts-1 {
	e1 {
	t1 {
cpd cr-id
csdb alarm|icmp|max-hardware|session|tcp|udp
cpp
decnet
default-value
define
device-sensor
device classifier
device-tracking
device-tracking policy {config-device-tracking
dhcp
diameter origin|peer|redundancy|timer|vendor
dial-control-mib
dialer max-call|vpdn|watch-list|isolate|called
dialer-list
dlsw
dnsix-dmdp|dnsix-nat
domain WORD <cr> {config-domain
downward-compatible-config
dss
energywise
epm
http client
errdisable detect|flap-setting|recovery
ethernet cfm|evc|lmi|oam|ring|mac-tunnel|subscriber|cos
ethernet evc {config-evc
ethernet cfm = alarm|domain|global|ieee|interface|logging|mep|mip|traceroute
ethernet cfm global|ieee = <cr>
ethernet cfm domain = WORD level <0-7> <cr>|direction
ethernet cfm domain {config-ecfm
	*
	default|disable|exit|id|maximum|mep|mip|service|sender-id|ais
	service ... direction|down|evc|level|port|vlan|vlan-id
	service {config-ecfm-srv
		*
		ais|alarm|continuity-check|default|exit|maximum|mep|mip|offload|sender-id
		continuity-check ... auto-enable|interval|loss-threshold|static
ethernet ring g8032 {
fallback
fallback profile {config-fallback-profile
	description|exit|ip
	ip = access-group|admission
frame-relay address|de-list|switching
gateway {config-gateway
	*
	emulate|exit|media-inactivity-criteria|resource|security|timer
gatekeeper {config-gk
	accounting|alias|arq|bandwidth|cac|call-setup|default|element|emulate|endpoint|exit|flow-control|gw-type-prefix|h323-annexg|irq|load-balance|lrq|max-lrq-hop|no-answer|rai|reg-ack|resource|security|send-cisco-circuit-info|server|shutdown|timer|use-proxy|zone
glbp
gw-accounting aaa {config-gw-accounting-aaa
	acct-template|attribute|default|exit|method|suppress
gw-accounting file|h323|syslog
gw-type-prefix
hw-module
hw-module module|slot|subslot|pvdm|ism|breakout|beacon
hydra
fqdn ttl-timeout-factor
hsr-ring
issu set
mgmt-traffic control ipv4|ipv6 {config-mgmt-traffic
	*
	address|default|exit|protocol
product-analytics
smartpower domain|endpoint|importance|keywords|level|management|name|role
stealthwatch-cloud-monitor {config-stealthwatch-cloud-monitor
	*
	default|exit|sensor-name|service-key|url
ipc
ipc zone {
iphc-profile {config-iphcp
ipx
ipx access-list standard|extended|sap|summary {config-ipx-nacl
	deny|exit|permit
ipx router {config-ipx-router
	*
	default|distribute-list|distribute-sap-list|exit|log-adjacency-changes|log-neighbor-changes|network|redistribute
irec
isdn
isis display|hostname
ivr
keymap {
l2 {
l2 router-id|pseudowire
l2 vfi {config-vfi
	*
	auto-route-target|bridge-domain|default|description|exit|l2|mtu|neighbor|rd|route-target|shutdown|vpn
	neighbor ... encapsulation|mpls|no-split-horizon|pw-class
l2 vfi ... autodiscovery|manual|multipoint|point-to-point
l2protocol-tunnel
l2tp-class {config-l2tp-class
	*
	authentication|cookie|default|digest|exit|hello|hidden|hostname|password|receive-window|retransmit|security|timeout
	retransmit ... initial|retries|timeout
l2tp
l2vpn {config-l2vpn
	*
	logging|pseudowire|redundancy|router-id|shutdown|exit
l2vpn vfi|xconnect ... context
l2vpn vfi|xconnect {config-vfi
	*
	autodiscovery|bridge-domain|default|description|exit|interworking|member|mtu|redundancy|remote|shutdown|vpn
	member ... encapsulation|group|mpls|ip-address|priority|pseudowire|service-instance|template
	redundancy ... delay|group|predictive
lacp
lane
lane database {lane-config-database
	client-atm-address|default-name|exit|list|local-seg-id|name
lat
license
license accept|agent|boot|call-home|feature|install|udi|smart|utility
license platform
link state track
llc2
lnm
locaddr-priority
locaddr-priority-list
location
location civic-location|custom-location|geo-location {
mac access-list ... extended
mac access-list {config-ext-macl
	*
	default|deny|exit|permit
mac address-table|static
mac-address-table
map-class = atm|dialer|frame-relay WORD
map-class {config-map-class
	*
	atm|default|dialer|exit|frame-relay|service-policy
	dialer ... callback-server|class|enable-timeout|fast-idle|idle-timeout|isdn|outgoing|speed|voice-call|wait-for-carrier-time
	frame-relay ... adaptive-shaping|becn|congestion|custom-queue-list|fair-queue|fecn-adapt|foresight|fragment|header-compression|holdq|idle-timer|mincir|priority|priority-group|threshold|traffic-rate|voice
	service-policy ... history|input|output
map-list {
metadata
mgcp
mgcp profile {config-mgcp-profile
microcode
mls
mmi
mmoip
modem
mpoa client|server config {mpoa-config
	*
	atm-address|exit|holding-time|hello-time|initial-trigger-time|network-id|retry-time|shortcut-frame-count|shortcut-frame-time|initial-request-retry-time|keepalive-lifetime|keepalive-time|give-up-time
mop device-code|retransmit-timer|retries
modemcap
mrcp
mta
multilink bundle-name|virtual-template
mvr
mvrp
nat64
nat66
ncia
netbios
network-clock
network-clock-participate|network-clock-select|network-clock-switch|network-clock-synchronization
network-policy {
nls
port-channel load-balance|min-links|load-defer|standalone-disable|auto
format global|command
num-exp
object-group security|ip|v4-network|fqdn|geo|application {config-object-group
onep
otv
per-call export|shutdown
pfr master|border {config-pfr-mc
pfr-map {
oer master|border {
oer-map {
platform
port-profile {
power
ppp
pppoe
presence {
printer
priority-list
prompt
ptp
ptp clock {
pseudowire-class {config-pw-class
	*
	encapsulation = l2tpv2|l2tpv3|mpls|udp
	interworking = ethernet|ip|vlan
	control-word|default|encapsulation|exit|interworking|ip|load-balance|monitor|preferred-path|protocol|sequencing|snmp|status|switching|vccv
	ip ... dfbit|interface|local|pmtu|protocol|reflect
	preferred-path ... disable-fallback|interface|peer
queue-list
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
resume-string
rif
rlm group {
rsrb
sap
scripting
sdlc
sdm
sensor
sgbp
sgcp
shell environment|init|map|processing|trigger
signaling
smrp
sna
snasw
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
tag-switching
tcl
tclsh
template {config-template
terminal-queue
tftp-server
tn3270
tod-clock
translate
transport-map {config-tmap
transport
ttycap
udld
upgrade
utd
utd {config-utd
	*
	all-interfaces|default|engine|exit|fail|redirect|service-context
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
	private-vlan = association|community|isolated|primary|twoway-community
	state = active|suspend <cr>
	shutdown|remote-span = <cr>
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
	default|description|dpdk|domain|dscp|exit|group|initiate-to|ip|l2f|l2tp|lcp|local|loadsharing|multihop|authen|pptp|radius|relay|request|resource|security|session-limit|session-protection|source-ip|source|terminate-from|vpn|backup|bind|encryption|force-local-chap|force-local-lcp|sgbp
	l2tp ... authentication|busy|hello|hidden|nosession-timeout|password|receive-window|retransmit|security|sequencing|timeout|tunnel|zlb
	accept-dialin|request-dialin|accept-dialout|request-dialout
	protocol = any|l2f|l2tp|l2tpv3|pppoe|pptp <cr>
	virtual-template = <1-4095> <cr>
	accept-dialin {config-vpdn-acc-in
		default|exit|protocol|virtual-template
		protocol = any|l2f|l2tp|l2tpv3|pppoe|pptp <cr>
		virtual-template = <1-4095> <cr>
	request-dialin {config-vpdn-req-in
		default|dnis|domain|exit|l2tp-class|multihop|protocol
		protocol = l2f|l2tp|l2tpv3|pppoe <cr>
	accept-dialout {config-vpdn-acc-out
		default|dialer|exit|protocol
	request-dialout {config-vpdn-req-ou
		default|exit|pool-member|protocol|rotary-group
vpdn-template {config-vpdn-temp
vrrp
vstack
vty-async
warm-reboot
wireless {
wism
wlan {config-wlan
x25
x28
x29
xns
xconnect
xdr
app-hosting appid {config-app-hosting
	*
	app-default-gateway|app-device|app-hosting|app-resource|app-vnic|cpu-share|default|exit|guest-interface|name-server0|name-server1|name-server2|name-server3|name-server4|start
	app-default-gateway ... guest-interface
	start = <cr>
	app-vnic ... gateway0|gateway1|guest-interface|management|mirroring|trunk|virtualportgroup
	app-vnic {config-app-hosting-gateway
		*
		default|exit|guest-ipaddress|guest-mac-address|guest-interface|mirroring|vlan
		guest-ipaddress = A.B.C.D netmask A.B.C.D <cr>
		vlan = <1-4094> guest-interface <0-63> <cr>
		vlan ... guest-interface
	app-resource = docker|package-profile|profile
	app-resource {config-app-resource-profile-custom
		*
		cpu|cpu-percent|default|env|exit|memory|persist-disk|prepend-pkg-opts|run-opts|vcpu
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
access-list rate-limit|compiled|dynamic-extended
ancp
ap
ap group|profile|remote-lan|tag-source|name {config-ap-group
ap dot11
auto-ip-ring
avb
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
dsp services|rtp
esmc
et-analytics {config-et-analytics
crypto call admission load
crypto call admission limit all|ipsec
crypto map WORD client accounting list WORD
crypto map WORD gdoi fail-close {crypto-map-fail-close
	activate|client-protocol|exit|match
fips
flowspec {config-flowspec
	*
	address-family|exit-address-family|local-install|vrf|service-policy|exit
fpm
gps
hw-switch
hw-module uplink|session|pos
ima
iscsi
l2-filter
l2nat
l3vpn encapsulation {config-l3vpn-encap-ip
libcurl
line tty {config-line
	*
	@line
line <slot> {config-line
	*
	@line
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
rep
scada-gw
sgi
shutdown vlan
slb
stack-mac
stack-power stack|switch {config-stack-power
stcapp
stcapp supplementary-services|feature {
	*
switch convert|core-dump|mode|pre_5_3|priority|provision|renumber|stack|virtual|<number>
tcam
tdm
threat-visibility
tls-profile
transceiver
transceiver type {config-xcvr-type
vrrs
vrrs pathway|leader {
vxml
webui
wireless aaa|broadcast|client|country|dot11|exclusionlist|fabric|ipv6|linktest|load-balance|management|mdns-sd|media-stream|mobility|mobility-group|multicast|probe|rfid|rogue|security|sip|tag|urlf|wgb|wlancc|wps|group|cts-sxp|config|ewc
wireless profile|tag|security-profile {config-wireless
x509
xmpp
xsm
dialer-list ... deny|list|permit|protocol
errdisable detect|recovery ... all|arp-inspection|bpduguard|cause|channel-misconfig|dhcp-rate-limit|dtp-flap|gbic-invalid|inline-power|interval|l2ptguard|link-flap|link-monitor-failure|loopback|mac-limit|pagp-flap|port-mode-failure|psecure-violation|security-violation|sfp-config-mismatch|small-frame|storm-control|udld|unicast-flood|vmps
license ... accept|addon|advipservices|agreement|boot|callhome|datak9|default|dna-advantage|dna-essentials|enable|ipbase|ipservices|lanbase|level|module|network-advantage|network-essentials|securityk9|smart|technology-package|transport|uck9
mac address-table ... aging-time|change|drop|history-size|interface|interval|learning|move|notification|static|threshold|vlan
port-channel load-balance ... dst-ip|dst-mac|src-dst-ip|src-dst-mac|src-ip|src-mac
stack-mac ... persistent|timer|update
switch ... mode|priority|provision|renumber|virtual
system ... jumbo|routing
vlan internal allocation policy ... ascending|descending
ccm-manager ... application|cisco|config|fallback-mgcp|graceful|local|music-on-hold|protocol|redundant-host|sccp|server|shut-backhaul-interfaces|switchback
`
