package grammar

// keptInterface is how the lines of interfaces begin that are kept.
const keptInterface = `
access-expression
access-group
access-session
analysis-module
antenna
ancp
arp access-list|arpa|authorized|frame-relay|inspection|log|probe|snap|timeout
asp
async default|dynamic|mode
atm
authentication
auto
autodetect
autonomic
autostate
auxport
backup
bandwidth inherit|qos-reference|receive
beacon
bfd
bgp-policy
bridge-group
bridge-domain
breakout
broadcast
broadcast-key
bundle-enable
bsc
bstun
cable-detect
cable
carrier-delay
ccm-manager
cdp enable|log|tlv|filter-tlv-list
cellular
cem {config-if-cem
channel
channel-group
channel-protocol
class-int
class-bridge
clns
clock rate|source
clockrate
compress
content-scan out
control-word
cos
country-code
crc
crb
cts
cts role-based|manual {config-if-cts-manual
custom-queue-list
dampening
data-encoding
dc
dcd-txstart-delay
device-tracking
domain path
domain WORD path
dialer aaa|callback-secure|callback-server|caller|called|dtr|enable-timeout|fast-idle|group|hold-queue|idle-timeout|in-band|isdn|load-threshold|map|max-call|max-link|outgoing|persistent|pool|pool-member|priority|redial|remote-name|reserved-links|rotary-group|rotor|string|string|vpdn|wait-for-carrier-time|watch-disable|watch-group|watch-list|string|clid|congestion-threshold|order|wait-for-line-protocol
dialer-group
dlsw
dot1q tunneling
dot1x
down-when-looped
dsl
dsu
dte-invert-txc
duplex
if-state
dce-terminal-timing-enable
crypto ipsec client ezvpn WORD
early-token-release
efm
encapsulation aal5|arpa|atm-dynamic|default|sap|snap|novell-ether|dot1ad|priority-tagged|frame-relay|hdlc|isl|lapb|ppp|pppoe|sdlc|bstun|slip|smds|mpls|stun|untagged|x25|ipip
energywise
ethernet cfm|dot1ad|lmi|loopback|oam|evc|uni|mac-tunnel|ring
fair-queue
fddi
flow-sampler
flowcontrol
frame-relay accounting|address|adaptive-shaping|address-reg|bandwidth-reservation|broadcast-queue|bridge|class|custom-queue-list|de-group|end-to-end|fair-queue|fecn-adapt|fragment|fragmentation|holdq|idle-timer|ifmib-counter64|interface-queue|intf-type|inverse-arp|ip|ipv6|lapf|lmi-n391dte|lmi-n392dce|lmi-n392dte|lmi-n393dce|lmi-n393dte|lmi-t392dce|lmi-type|local-dlci|long-dlci|map|multicast-dlci|multilink|payload-compression|policing|priority-dlci-group|priority-group|priority-queue|qos-autosense|route|svc|switching|tc|traffic-rate|traffic-shaping|vc-bundle
frame-relay congestion-management {config-fr-congest
	default|exit|threshold
	threshold = de|ecn
frame-relay interface-dlci {config-fr-dlci
	class|ppp|exit|voice-encap|switched|vc-group|service-policy|protocol|vofr
fras
framing
glbp
group-range
group-member
gig-default
half-duplex
half-duplex-cd
full-duplex
h323-gateway
history
hold-queue
hssi
hub
ignore-dcd
idle-character flags|marks
ignore
ignore-hw
ima-group
imc
ip accounting
ip admission
ip arp
ip auth-proxy
ip authentication
ip bandwidth-percent
ip bgp
ip broadcast-address
ip cef
ip cgmp
ip cgroup
ip casa
ip ddns
ip dampening-change
ip dampening-interval
ip device
ip dhcp
ip dhcp client|relay|server|smart-relay|snooping|option
ip directed-broadcast
ip dns
ip dvmrp
ip eigrp
ip explicit-null
ip flow
ip flowspec
ip forward
ip flow ingress|egress|monitor
ip gdp
ip header-compression
ip hello-interval
ip helper-address
ip hold-time
ip idle-group
ip igmp
ip inspect
ip ips
ip irdp
ip lisp
ip load-sharing
ip local-proxy-arp
ip local
ip mask-reply
ip mfib
ip mobile
ip mrm
ip mroute-cache
ip multicast
ip nat allow-static-host|create|enable
ip nbar
ip next-hop-self
ip nhrp
ip ospf
ip pgm
ip pim
ip policy
ip pool
ip portbundle
ip probe
ip proxy-arp
ip rarp-server
ip rate-limit
ip redirects
ip rgmp
ip rip
ip route-cache
ip router
ip rsvp
ip rtp
ip sap
ip sdr
ip security
ip source
ip source-address
ip split-horizon
ip sticky-arp
ip subscriber
ip subscriber routed|l2-connected|interface {config-subscriber
	*
ip summary-address
ip tcp compression-connections|header-compression
ip traffic-export
ip traffic-filter
ip trigger-authentication
ip urd
ip urlfilter
ip verify
ip verify unicast|source
ip virtual-reassembly
ip virtual-reassembly-out
ip vrf receive|select|sitemap|autoclassify
ip wccp
ip web-cache
iphc-profile
ipv6 authentication
ipv6 bandwidth-percent
ipv6 bgp
ipv6 cef
ipv6 cga
ipv6 dampening-change
ipv6 destination-guard
ipv6 dhcp
ipv6 dns
ipv6 eigrp
ipv6 flow
ipv6 flowspec
ipv6 flowset
ipv6 header-compression
ipv6 hello-interval
ipv6 hold-time
ipv6 inspect
ipv6 load-sharing
ipv6 mfib
ipv6 mld
ipv6 mobile
ipv6 multicast
ipv6 nat
ipv6 nd
ipv6 neighbor
ipv6 next-hop-self
ipv6 nhrp
ipv6 ospf
ipv6 pim
ipv6 policy
ipv6 rate-limit
ipv6 redirects
ipv6 rip
ipv6 router
ipv6 rsvp
ipv6 snooping
ipv6 source-guard
ipv6 split-horizon
ipv6 summary-address
ipv6 unnumbered
ipv6 verify
ipv6 virtual-reassembly
ipv6 virtual-reassembly-out
ipv6 wccp
ipx
isdn
isis
iso-igrp
jumbo
l2
l2protocol-tunnel
l2protocol
lacp
lane
lan-name
lapb
linecode
lnm
line-power
line-run
link
link-state
link state group|track
lldp
load-balance
load-balancing
location
logging event
loopback
lre
mab
mac-address
mac
macro
macsec
map-group
max-reserved-bandwidth
mdix
media-proxy
mdns-sd gateway {config-if-mdns-sd
	*
	active-query|designated-gateway|exit|service-buffer|service-policy|service-query|service-instance-suffix|sdg-agent|source-interface|transport
media-type
member
metadata
mka
mls
mlacp interchassis|lag-priority|load-balance
mobility
monitor
mop
mpls
mpoa client|server
multiring
multilink
multilink-group
mvr
mvrp
nat64
nat66
negotiation
netbios
ncia
neighbor
network-policy
nmsp
nrzi-encoding
ntp
onep
ospfv3
otv
oam
otn
pagp
payload-compression
peer
network-clock
performance
phymode ignore-linkup-fault
physical-layer
point-to-point
port-channel
port-name
port monitor
port-settings autoneg|duplex|speed
port-type
power
power-profile
ppp
pppoe
pppoe-client
pppoe enable|max-sessions
preempt
preferred-path
priority-flow-control
pseudowire
priority-group
priority-queue
private-vlan
ptp
pulse-time
pvc {config-if-atm-vc
	*
	@pvc
svc {config-if-atm-vc
	*
	@pvc
bundle {config-if-atm-bundle
	*
	@pvc
	pvc-bundle {config-if-atm-member
		*
		@pvc
range {config-if-atm-range
	*
	@pvc
	pvc-in-range {config-if-atm-range-pvc
		*
		@pvc
random-detect
range-increment
rate-limit
rcv-queue
redundancy asymmetric-routing|group|rii
rep
ring-speed
rj45-auto-detect-polarity-disable
rmon
rts
sap
sdlc
sdllc
scrambling
scramble
sequencing
serial
service-module
service-module ip|external|fail-open|heartbeat-reset|enable|wlan-ap|t1|56k
service-policy
service instance ... ethernet
service instance {config-if-srv
	*
	cfm = encapsulation|mep|mip
	cfm mep = domain
	cfm mep domain ... cos|mpid|service
	bridge-domain|cfm|default|description|encapsulation|errdisable|ethernet|exit|group|ip|l2protocol|mac|rewrite|service-policy|shutdown|snmp|storm-control|xconnect
	encapsulation ... default|dot1ad|dot1q|exact|priority-tagged|second-dot1q|untagged
	rewrite ... egress|ingress|symmetric|translate
	service-policy ... input|output
	xconnect ... encapsulation|mpls|pw-class
session-timeout
signaling
single-router-mode
slip
smartpower activitycheck|importance|keywords|level|name|role
smds
smrp
snapshot
snmp
source-bridge
spanning-tree
spanning-tree mst|vlan|bpdufilter|bpduguard|cost|guard|link-type|port-priority|portfast|stack-port
speed
squelch
srr-queue
ssid
station-role
standby authentication|bfd|delay|follow|ip|ipv6|mac-address|mac-refresh|name|preempt|priority|redirect|redirects|send|timers|track|use-bia|version
storm-control
status
stun
stun group|keepalive-count|route|schedule
switch
switching tlv
switchport
synce
synchronous
tag-switching
tarp
template
test
threshold
timeout
timeslot
traffic-shape
transceiver
transmit-buffers
transmit-clock-internal
transmit-interface
transmitter-delay
transport-mode
trust
trunk-group
tunnel 6to4
tunnel 6rd
tunnel destination access-list|list
tunnel endpoint
tunnel entropy
tunnel fast-hello
tunnel flow
tunnel mpls
tunnel protection ipsec policy ipv4|ipv6 WORD
tunnel raw-packet
tunnel rbscp
tunnel snooping
tunnel src-based
tunnel udlr
tunnel name
tx-limit
tx-queue
tx-queue-limit
tx-ring-limit
txload
udld
unidirectional
utd
v110
vbr-nrt
vbr-rt
ubr
virtual-ppp
virtual-profile
virtual-template
vlan
vlan-id
vlan-range {
vmi
vnet
vtp
vrrp
vrrp delay
vrrp <1-255> address-family ipv4|ipv6 {config-if-vrrp
	*
	exit-vrrp
vrrs
vpdn
wavelength
wrr-queue
wlan
x25
xns
xconnect {config-if-xconn
	*
	backup|default|exit|interworking|monitor|mtu|remote|sequencing
	backup ... delay|disable|encapsulation|never|peer|priority|pw-class
zone-member
bert
cablelength
fdl
firewall
invert
channelized
encryption
world-mode
rts-cts
fragment-threshold
beacon-period
dfs
guard-interval
mbssid
rts
stbc
l2-filter
ampdu
parent
pppoe-client dial-pool-number
pppoe-client ppp-max-payload
pppoe-client control-packets
aps
call
cef
cem-group
ces
class-vc
crypto engine|ipsec-manual
datalink
default-interface
efp
esmc
et-analytics
evpn ethernet-segment
eapol
fabric
flow
gre
hardware
host-reachability
ip address pool
ip clear-dont-fragment
ip dlep
ip sla
ip sctp
ipv6 address autoconfig|dhcp
ipv6 address WORD X:X:X:X::X/<0-128>
ipv6 lisp
ipv6 pd
ipv6 flow monitor
isolate
l2vpn
loopdetect
prp channel-group
raw-socket tcp|udp
label <16-1048575>
lisp
load-interval
logging ip|ipv6|alarm
lorawan
mace
mcast-group
medium
member vni {
	*
nhrp
overhead
overlay
platform
plim
port-tagging
pos
profile
proxy
qos
queue-set
routing
sampler
service-insertion
source
source-interface
subscriber
tdm
trust
tunnel vxlan
tx-queue {config-if-tx-queue
	*
umbrella
voice
vc
vccv
vc-hold-queue
waas
weighting
xconnect ... encapsulation|manual|mpls|pw-class|sequencing
async ... address|dedicated|dynamic|interactive|mode|routing
broadcast-key ... capability-change|change|membership-termination|vlan
encryption ... aes-ccm|ciphers|mandatory|mode|optional|size|transmit-key|vlan
flowcontrol ... desired|receive|send
h323-gateway ... bind|h323-id|interface|srcaddr|tech-prefix|voip
ip ddns ... hostname|update
ip flow monitor ... input|output|sampler
ipv6 flow monitor ... input|output|sampler
nhrp ... group|map|output|service-policy
pppoe enable ... global|group
private-vlan ... mapping
pseudowire ... encapsulation|pw-class
qos ... pre-classify
rate-limit ... access-group|conform-action|continue|drop|exceed-action|input|output|set-dscp-continue|set-dscp-transmit|set-prec-continue|set-prec-transmit|transmit
routing ... dynamic
rts ... retries|threshold
service-module ... address|bootimage|default-gateway|external|internal
vlan ... mapping
`

// keptBridgeDomain is what of keptInterface the interface of a bridge domain has
// alone, among those that are no subinterfaces.
const keptBridgeDomain = `
encapsulation dot1Q <1-4094>
`
