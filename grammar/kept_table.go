package grammar

// keptGlobal lists how kept lines begin, one a line. "{" at the end marks
// those that open a block.
const keptGlobal = `
aaa
aaa group server {
aaa server {
aqm-register-fnf
archive {
boot
boot-end-marker
boot-start-marker
buffers
call-home {
cdp
class-map {
clock
config-register
control-plane {
crypto ca profile {
crypto key pubkey-chain {
crypto key storage
crypto pki benchmark
crypto pki certificate pool
crypto pki certificate storage
crypto pki certificate query
crypto pki crl
crypto pki profile {
crypto pki server {
crypto pki token
crypto pki trustpool
cts
diagnostic
errdisable
ethernet
event manager
event manager applet {
exception
file privilege
file verify
flow exporter {
flow monitor {
flow record {
hw-module
ip arp
ip as-path
ip bgp-community
ip bootp
ip cef
ip classless
ip community-list
ip dhcp
ip dhcp pool {
ip domain list
ip domain-list
ip finger
ip flow-cache
ip flow-export
ip flow-top-talkers
ip forward-protocol
ip ftp
ip gratuitous-arps
ip http
ip icmp
ip igmp
ip local policy
ip multicast
ip multicast-routing
ip name-server
ip options
ip pim
ip prefix-list
ip radius
ip rcmd
ip scp
ip sla
ip source-route
ip ssh
ip subnet-zero
ip tacacs
ip tcp
ip tftp
ip tos
ipv6 cef
ipv6 dhcp
ipv6 hop-limit
ipv6 icmp
ipv6 multicast-routing
ipv6 nd
ipv6 prefix-list
ipv6 router ospf {
ipv6 router eigrp {
ipv6 router rip {
key chain {
l2vpn
license
lldp
logging buginf
logging count
logging discriminator
logging facility
logging history
logging host
logging message-counter
logging origin-id
logging persistent
logging queue-limit
logging rate-limit
logging snmp-authfail
logging source-interface
logging trap
logging userinfo
login block-for
login delay
login on-failure
login on-success
login quiet-mode
mac-address-table
memory
memory-size
mls
mpls
multilink
netconf
netconf-yang
network-clock
ntp
parser
parser view {
password logging
platform
policy-map {
privilege
process
redundancy {
restconf
rmon
route-map {
router {
scheduler
security
service call-home
service compress-config
service config
service counters
service dhcp
service finger
service internal
service linenumber
service nagle
service pad
service password-recovery
service pt-vty-logging
service sequence-numbers
service slave-log
service tcp-keepalives-in
service tcp-keepalives-out
service tcp-small-servers
service udp-small-servers
service unsupported-transceiver
sntp
snmp
snmp-server
spanning-tree
subscriber
tacacs
tacacs server {
tacacs-server
radius
radius server {
radius-server
telephony-service {
time-range {
transport
track
udld
upgrade
virtual-service {
vlan
voice
voice-card {
voice-port {
vtp
wsma
`

// keptInterface is keptGlobal for interfaces.
const keptInterface = `
arp
carrier-delay
cdp enable
cdp tlv
channel-group
clock rate
clock source
cts
dampening
duplex
encapsulation
fair-queue
flow-sampler
half-duplex
full-duplex
hold-queue
ip authentication
ip bandwidth-percent
ip bgp
ip dampening-change
ip dhcp client
ip dhcp relay
ip directed-broadcast
ip eigrp
ip flow
ip hello-interval
ip helper-address
ip hold-time
ip igmp
ip irdp
ip load-sharing
ip mask-reply
ip mroute-cache
ip nbar
ip nhrp
ip ospf
ip pim bsr-border
ip pim dense-mode
ip pim dr-priority
ip pim passive
ip pim sparse-dense-mode
ip pim sparse-mode
ip proxy-arp
ip redirects
ip rip
ip route-cache
ip rsvp
ip split-horizon
ip summary-address
ip tcp header-compression
ip unreachables
ip virtual-reassembly
ip virtual-reassembly-out
ipv6 dhcp client
ipv6 dhcp relay
ipv6 dhcp server
ipv6 eigrp
ipv6 flow
ipv6 mld
ipv6 nd
ipv6 ospf
ipv6 redirects
ipv6 rip
ipv6 unreachables
isis
link
lldp receive
lldp transmit
load-interval
logging event
mac-address
macro
max-reserved-bandwidth
media-type
mop
mpls bgp
mpls ip
mpls mtu
negotiation
ntp broadcast
ntp disable
ntp multicast
ospfv3
power
ppp
priority-queue
random-detect
rate-limit
service-policy
snmp ifindex
snmp trap
spanning-tree bpdufilter
spanning-tree bpduguard
spanning-tree cost
spanning-tree guard
spanning-tree link-type
spanning-tree port-priority
spanning-tree portfast
speed
srr-queue
standby
storm-control
switchport
tx-ring-limit
udld
vrrp
`

// keptLine is keptGlobal for lines.
const keptLine = `
absolute-timeout
access-class
activation-character
authorization
accounting
autohangup
data-character-bits
databits
disconnect-character
domain-lookup
editing
escape-character
exec
flowcontrol
flush-at-activation
full-help
international
ip netmask-format
ipv6 access-class
location
lockable
logging synchronous level
logging synchronous limit
login authentication
modem
monitor
motd-banner
exec-banner
notify
padding
parity
refuse-message
rotary
rxspeed
script
session-limit
session-timeout
special-character-bits
speed
start-character
stop-character
telnet
terminal-type
timeout
transport output
transport preferred
txspeed
vacant-message
`
