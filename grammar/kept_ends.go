package grammar

// keptGlobalEnds is where lines of global configuration end.
const keptGlobalEnds = `
aaa accounting auth-proxy|connection|exec|identity|multicast|network|resource|system = WORD <cr>
aaa accounting auth-proxy|connection|exec|identity|multicast|network|resource|system WORD = none|start-stop|stop-only|vrf|wait-start
aaa accounting auth-proxy|connection|exec|identity|multicast|network|resource|system WORD none|start-stop|stop-only|wait-start * broadcast|radius|tacacs+
aaa accounting auth-proxy|connection|exec|identity|multicast|network|resource|system WORD none|start-stop|stop-only|wait-start * group WORD
aaa accounting commands = <number> WORD <cr>
aaa accounting commands <number> WORD = none|start-stop|stop-only|vrf|wait-start
aaa accounting commands <number> WORD none|start-stop|stop-only|wait-start * broadcast|radius|tacacs+
aaa accounting commands <number> WORD none|start-stop|stop-only|wait-start * group WORD
aaa authentication enable WORD = cache|enable|group|line|local|none|radius|tacacs+
aaa authentication enable WORD * enable|line|local|none|radius|tacacs+
aaa authentication enable WORD * cache|group WORD
aaa authentication login WORD * enable|krb5|krb5-telnet|line|local|local-case|none|passwd-expiry|radius|tacacs+
aaa authentication login WORD * cache|group WORD
aaa authentication ppp WORD = cache|group|if-needed|krb5|local|local-case|none|radius|tacacs+
aaa authentication ppp WORD * if-needed|krb5|local|local-case|none|radius|tacacs+
aaa authentication ppp WORD * cache|group WORD
aaa authorization commands <number> WORD = cache|group|if-authenticated|local|none|radius|tacacs+
aaa authorization commands <number> WORD * if-authenticated|local|none|radius|tacacs+
aaa authorization commands <number> WORD * cache|group WORD
aaa authorization exec|network WORD * if-authenticated|krb5-instance|local|none|radius|tacacs+
aaa authorization exec|network WORD * cache|group WORD
aaa authorization config-commands|console = <cr>
aaa group server = ldap|radius|tacacs+ WORD <cr>
boot-end-marker|boot-start-marker = <cr>
authentication mac-move = deny|permit
boot system ... bootflash|flash|ftp|mop|rcp|rom|switch|tftp
card = type
card type = e1|e3|t1|t3
cdp holdtime = <10-255> <cr>
cdp advertise-v2|enable|run = <cr>
cdp timer = <5-254> <cr>
cdp log mismatch duplex = <cr>
dial-peer voice <1-2147483647> mmoip|pots|voatm|vofr = <cr>
dial-peer voice <1-2147483647> voip = <cr>|system
dialer-list <1-10> protocol WORD = deny|list|permit
dialer-list <1-10> protocol WORD deny|permit = <cr>
dialer-list <1-10> protocol WORD list = WORD <cr>
diagnostic bootup level = bypass|complete|minimal <cr>
errdisable recovery interval = <30-86400> <cr>
dot1x critical = eapol|recovery
dsp services = dspfarm
gatekeeper|gateway = <cr>
ip bootp server = <cr>
ip cef accounting = load-balance-hash|non-recursive|per-prefix|prefix-length
ip classless|finger|gratuitous-arps|identd|source-route|subnet-zero = <cr>
ip community-list <1-99> permit|deny * <0-4294967295>|<aa:nn>|gshut|internet|local-as|no-advertise|no-export
ip community-list standard WORD permit|deny * <0-4294967295>|<aa:nn>|gshut|internet|local-as|no-advertise|no-export
ip dhcp excluded-address A.B.C.D A.B.C.D = <cr>
ip dhcp excluded-address vrf WORD A.B.C.D A.B.C.D = <cr>
ip directed-broadcast|proxy-arp|redirects|unreachables = <cr>
ip flow-cache timeout = active|inactive <1-604800> <cr>
ip flow-export destination = WORD <1-65535> <cr>
ip flow-export destination WORD <1-65535> * sctp|udp
ip flow-export destination WORD <1-65535> * vrf WORD
ip flow-export source = <interface> <cr>
ip flow-export source = <kind> <unit> <cr>
ip flow-export version = <1-9> <cr>
ip flow-export version <1-9> * bgp-nexthop|origin-as|peer-as
ip forward-protocol udp = <cr>|<0-65535>|biff|bootpc|bootps|discard|dnsix|domain|echo|isakmp|mobile-ip|nameserver|netbios-dgm|netbios-ns|netbios-ss|non500-isakmp|ntp|pim-auto-rp|rip|ripv6|snmp|snmptrap|sunrpc|syslog|tacacs|talk|tftp|time|who|xdmcp
ip http active-session-modules|secure-active-session-modules = all|none|<name>
ip inspect tcp max-incomplete = host
ip inspect tcp max-incomplete host ... block-time
ip pim ssm = default|range
ip sla auto = discovery|endpoint-list|group|schedule|template
ip sla enable = reaction-alerts <cr>
ip ftp|tftp source-interface = <interface> <cr>
ip ftp|tftp source-interface = <kind> <unit> <cr>
ip http authentication = aaa|enable|local|tacacs
ip http authentication enable|local|tacacs = <cr>
ip http max-connections = <1-16> <cr>
ip http port|secure-port = <0-65535> <cr>
ip http secure-trustpoint = WORD <cr>
ip http timeout-policy = idle <1-600> life <1-86400> requests <1-86400> <cr>
ip icmp rate-limit unreachable = <cr>|DF
ip icmp rate-limit unreachable = <1-4294967295> <cr>|log
ip inspect max-incomplete high|low <1-2147483647> = <cr>
ip inspect one-minute high|low <1-2147483647> = <cr>
ip inspect udp idle-time = <1-2147483> <cr>
ip inspect log drop-pkt = <cr>
ip multicast-routing distributed = <cr>
ip radius|tacacs source-interface <interface> = <cr>|<unit>|vrf
ip ssh client|server algorithm = authentication|encryption|hostkey|kex|mac|publickey
ip ssh server algorithm authentication * keyboard|password|publickey
ip ssh source-interface = <interface> <cr>
ip ssh source-interface = <kind> <unit> <cr>
ip tcp ecn|selective-ack|timestamp = <cr>
ip tcp mss = <68-10000> <cr>
ip tcp path-mtu-discovery = <cr>|age-timer
ip tcp queuemax = <5-1000> <cr>
ip tcp synwait-time = <5-300> <cr>
ip tcp window-size = <68-1073741823> <cr>
ipv6 cef = <cr>|accounting|distributed|linecard|load-sharing|optimize
ipv6 cef distributed = <cr>
ipv6 multicast-routing|source-route = <cr>
ipv6 icmp = error-interval
ipv6 inspect = alert-off|audit-trail|dns-timeout|hashtable-size|max-incomplete|name|one-minute|routing-header|tcp|udp
ipv6 local = policy|pool
ipv6 nd cache = expire|interface-limit
ipv6 nat = max-entries|prefix|service|translation|v4v6|v6v4
ipv6 nat v4v6|v6v4 = pool|source
isdn switch-type basic-1tr6|basic-5ess|basic-dms100|basic-net3|basic-ni|basic-ni1|basic-nwnet3|basic-nznet3|basic-qsig|basic-ts013|none|ntt|primary-4ess|primary-5ess|primary-dms100|primary-dpnss|primary-net5|primary-ni|primary-ni2c|primary-ntt|primary-qsig|primary-ts014|vn2|vn3 = <cr>
license accept = end user agreement
license udi = pid WORD sn WORD <cr>
lldp holdtime = <0-65535> <cr>
lldp run = <cr>
lldp timer = <5-65534> <cr>
mac access-list = extended WORD
mac-address-table = aging-time|change|dynamic|learning|limit|move|notification|secure|static|synchronize|unicast-flood
login on-failure|on-success = <cr>|every|log|trap
memory free low-watermark = io|processor <1-4294967295> <cr>
memory-size iomem = <1-50> <cr>
mgcp profile = default|<name>
mmi auto-configure = <cr>
mmi polling-interval = <1-3600> <cr>
mmi snmp-timeout = <1-3600> <cr>
mpls label protocol both|ldp|tdp = <cr>
mpls label range = <0-1048575> <0-1048575> <cr>|static
netconf-yang feature = candidate-datastore|side-effect-sync
nls = resp-timeout
ntp clock-period = <0-4294967295> <cr>
ntp master = <cr>
ntp master = <1-15> <cr>
ntp source <interface> = <cr>|<unit>
ntp trusted-key <1-4294967295> = <cr>|-
ntp peer|server WORD * burst|iburst|normal-sync|prefer
ntp peer|server WORD * key <1-4294967295>
ntp peer|server WORD * maxpoll|minpoll <4-17>
ntp peer|server WORD * source <interface>
ntp peer|server WORD * source <kind> <unit>
ntp peer|server WORD * version <1-4>
ntp peer|server vrf WORD WORD * burst|iburst|normal-sync|prefer
ntp peer|server vrf WORD WORD * key <1-4294967295>
ntp peer|server vrf WORD WORD * maxpoll|minpoll <4-17>
ntp peer|server vrf WORD WORD * source <interface>
ntp peer|server vrf WORD WORD * source <kind> <unit>
ntp peer|server vrf WORD WORD * version <1-4>
platform hardware throughput = crypto|level
platform hardware throughput level = <other>|MB
platform qfp utilization monitor = load
platform console auto|serial|virtual = <cr>
platform punt-keepalive disable-kernel-core = <cr>
port-channel load-balance dst-ip|dst-mac|src-dst-ip|src-dst-mac|src-ip|src-mac = <cr>
radius-server dead-criteria * time|tries <1-120>
router ospf <1-65535> vrf = WORD <cr>
router ospfv3 <1-65535> = <cr>
scheduler allocate = <cr>
scheduler allocate = <400-60000> <100-4000> <cr>
scheduler interval = <500-4294967295> <cr>
scheduler max-task-time = <1-4294967295> <cr>
security authentication failure rate = <1-1024> <cr>|log
segment-routing mpls = <cr>
service call-home|compress-config|config|dhcp|disable-ip-fast-frag|exec-callback|exec-wait|finger|heartbeat|hide-telnet-addresses|internal|linenumber|nagle|old-slip-prompts|password-recovery|pt-vty-logging|sequence-numbers|slave-log|tcp-keepalives-in|tcp-keepalives-out|telnet-zeroidle|unsupported-transceiver = <cr>
service pad = <cr>|cmns|from-xot|to-xot
service tcp-small-servers|udp-small-servers = <cr>|max-servers
snmp-server ifindex persist = <cr>
snmp-server trap-source|source-interface <interface> = <cr>|<unit>
snmp-server trap-source|source-interface informs|traps = <interface> <cr>
snmp-server trap-source|source-interface informs|traps = <kind> <unit> <cr>
sntp = broadcast|logging|multicast|server|source-interface
snmp-server engineID = local|remote
spanning-tree etherchannel guard = misconfig <cr>
spanning-tree extend system-id = <cr>
spanning-tree loopguard default = <cr>
spanning-tree optimize bpdu = transmission <cr>
spanning-tree pathcost method = long|short <cr>
spanning-tree portfast bpdufilter|bpduguard = default <cr>
spanning-tree portfast default = <cr>
spanning-tree portfast edge|network = bpdufilter|bpduguard|default
spanning-tree vlan <vlans> priority = <0-61440> <cr>
spanning-tree vlan <vlans> root = primary|secondary <cr>|diameter
spanning-tree vlan <vlans> forward-time = <4-30> <cr>
spanning-tree vlan <vlans> hello-time = <1-10> <cr>
spanning-tree vlan <vlans> max-age = <6-40> <cr>
subscriber templating = <cr>
switch <number> provision = WORD <cr>
virtual-service = WORD <cr>
vlan <vlans> = <cr>
vtp domain = WORD <cr>
vtp version = <1-3> <cr>
zone security = WORD <cr>
`

// keptInterfaceEnds is where lines of interfaces end.
const keptInterfaceEnds = `
auto qos = classify|srnd4|trust|video|voip
auto qos voip = <cr>|cisco-phone|cisco-softphone|fr-atm|trust
authentication port-control = auto|force-authorized|force-unauthorized <cr>
authentication host-mode = multi-auth|multi-domain|multi-host|single-host <cr>
authentication periodic = <cr>
authentication violation = protect|replace|restrict|shutdown <cr>
authentication order|priority = dot1x|mab|webauth
authentication order|priority * dot1x|mab|webauth
isdn outgoing = display-ie|ie
isdn tei-negotiation = first-call|powerup|preserve|remove
isdn termination = multidrop|point-to-point
traffic-shape = adaptive|fecn-adapt|group|rate
atm ... abr|address-registration|arp-server|auto-configuration|class|clock|enable-ilmi-trap|esi-address|framing|iisp|ilmi-enable|ilmi-keepalive|maxvp-number|mid-per-vp|mtu-reject-call|mtu-reject|multicast|multipoint-interval|multipoint-signaling|nni|nsap-address|oam|over-subscription-factor|prefix|pvc|pvp|rawq-size|rxbuff|route-bridged|scrambling|sonet|txbuff|uni-version|vc-per-vp|vp-filter|vp-tunnel
dsl ... enable-training-log|gain-setting|gshdsl|linerate|noise-margin|operating-mode|power-cutback|lom|max-tone-bits|rx-padding|bitswap|annexb-ur2|auto|adsl2|ansi-dmt|itu-dmt|splitterless
bfd echo|jitter = <cr>
ip ddns update = hostname WORD <cr>
ip ddns update = WORD <cr>|host
ip ospf cost dynamic ... default|hysteresis|weight
lacp = device-priority|fast-switchover|max-bundle|min-bundle|port-priority|rate
service-policy type = WORD WORD
service-policy type ... input|output|inspect|control|subscriber
tunnel 6rd = br|ipv4|prefix|reverse-map-check
tunnel 6rd ipv4 = prefix-len|suffix-len
ip dvmrp = accept-filter|auto-summary|default-information|metric|metric-offset|output-report-delay|reject-non-pruners|route-limit|routehog-notification|summary-address|unicast-routing
ipv6 dhcp client ... hint|pd|rapid-commit
ipv6 nat = <cr>|prefix
pos ... ais-shut|delay|flag|framing|report|scramble-atm|threshold
private-vlan = mapping
bfd interval = <3-9999> min_rx <3-9999> multiplier <2-50> <cr>
bfd template = WORD <cr>
bridge-group <1-255> = <cr>|block-unknown-source|circuit-group|input-address-list|input-lat-service-deny|input-lat-service-permit|input-lsap-list|input-pattern-list|input-type-list|lat-compression|output-address-list|output-lat-service-deny|output-lat-service-permit|output-lsap-list|output-pattern-list|output-type-list|path-cost|port-protected|priority|source-learning|spanning-disabled|subscriber-loop-control|subscriber-trunk|unicast-flooding
carrier-delay <0-60> = <cr>
carrier-delay msec = <0-1000> <cr>
crypto ipsec client ezvpn WORD = <cr>|inside|outside
dialer idle-timeout <0-2147483> = <cr>|either|inbound
dialer in-band = <cr>|no-parity|odd-parity
dialer pool-member <1-255> * max-link|min-link|priority <0-255>
dialer-group = <1-128> <cr>
encapsulation hdlc|ppp|slip = <cr>
glbp <0-1023> ip = <cr>
glbp <0-1023> ip = A.B.C.D <cr>|secondary
glbp <0-1023> priority = <1-255> <cr>
glbp <0-1023> preempt = <cr>|delay
h323-gateway voip = bind|h323-id|id|interface|tech-prefix
h323-gateway voip bind = srcaddr A.B.C.D <cr>
h323-gateway voip interface = <cr>
if-state = nhrp <cr>
ip arp inspection limit = none <cr>
ip arp inspection limit = rate <0-2048> <cr>|burst
ip arp inspection trust = <cr>
ip dhcp snooping limit = rate <1-2048> <cr>
ip dhcp snooping trust = <cr>
ip flow monitor WORD * input|multicast|output|unicast
ip flow monitor WORD * sampler WORD
ip inspect|ips WORD in|out = <cr>
ip nbar protocol-discovery = <cr>|ipv4|ipv6
ip ospf adjacency = stagger disable <cr>
ip ospf authentication key-chain = WORD <cr>
ip ospf authentication message-digest|null = <cr>
ip ospf authentication-key = WORD <cr>
ip ospf authentication-key = 0|6|7 WORD <cr>
ip ospf bfd = <cr>|disable|strict-mode
ip ospf database-filter = all out <cr>
ip ospf demand-circuit = <cr>|disable|ignore
ip ospf flood-reduction|prefix-suppression = <cr>|disable
ip ospf message-digest-key <1-255> md5 = WORD <cr>
ip ospf message-digest-key <1-255> md5 = 0|6|7 WORD <cr>
ip ospf mtu-ignore|shutdown = <cr>
ip ospf ttl-security = <cr>|disable
ip ospf ttl-security = hops <1-254> <cr>
ip pim bfd|border|bsr-border|nbma-mode|passive = <cr>
ip pim dense-mode|sparse-dense-mode|sparse-mode = <cr>|proxy-register
ip pim dr-priority = <0-4294967294> <cr>
ip pim query-interval = <0-65535> <cr>|msec
ip pim version = <1-2> <cr>
ip router isis = <cr>
ip router isis = WORD <cr>
ip summary-address eigrp = <1-65535> A.B.C.D
ip summary-address rip = A.B.C.D A.B.C.D <cr>
ip virtual-reassembly * drop-fragments|in|out
ip virtual-reassembly * max-fragments|max-reassemblies <1-1024>
ip virtual-reassembly * percentage|timeout <1-100>
ipv6 address autoconfig = <cr>|default
ipv6 address autoconfig default = <cr>
ipv6 address dhcp = <cr>|rapid-commit
ipv6 dhcp server = <cr>
ipv6 dhcp server = WORD <cr>
ipv6 dhcp server WORD * allow-hint|rapid-commit
ipv6 dhcp server WORD * preference <0-255>
ipv6 nd managed-config-flag|other-config-flag|suppress-ra = <cr>
ipv6 nd ra suppress = <cr>|all
ipv6 ospf = adjacency stagger disable <cr>
ipv6 ospf = manet peering
ipv6 ospf <1-65535> area <0-4294967295>|A.B.C.D = <cr>|instance
ipv6 ospf bfd|demand-circuit|flood-reduction = <cr>|disable|ignore
ipv6 ospf cost = <1-65535> <cr>|dynamic
ipv6 ospf database-filter = all out <cr>
ipv6 ospf dead-interval|hello-interval|retransmit-interval|transmit-delay = <1-65535> <cr>
ipv6 ospf mtu-ignore = <cr>
ipv6 ospf network broadcast|non-broadcast|point-to-point = <cr>
ipv6 ospf network point-to-multipoint = <cr>|non-broadcast
ipv6 ospf priority = <0-255> <cr>
isis bfd = <cr>|disable
isis metric <1-16777215> = <cr>|level-1|level-2
lacp rate = fast|normal <cr>
lacp port-priority = <0-65535> <cr>
lldp enable|receive|transmit = <cr>
mdix = auto <cr>
media-type 10baset|100basex|aui|backplane|internal|mii = <cr>
media-type gbic|rj45|sfp = <cr>|auto-failover
mls qos trust dscp|ip-precedence = <cr>
mls qos trust cos = <cr>|pass-through
mpls label protocol = both|ldp|tdp <cr>
negotiation auto|forced = <cr>
ntp = broadcast|disable|multicast
ppp multilink group = <1-2147483647> <cr>
pppoe enable = <cr>|group
pppoe enable group = global|<name> <cr>
pppoe-client dial-pool-number = <1-255> <cr>|dial-on-demand|mac-address|restart|service-name
snmp trap link-status = <cr>|permit
spanning-tree cost <0-200000000> = <cr>
spanning-tree port-priority <0-255> = <cr>
spanning-tree portfast edge|trunk = <cr>|trunk
spanning-tree portfast disable|network|normal = <cr>
spanning-tree vlan <vlans> cost|port-priority = <0-200000000> <cr>
speed 10|100|1000|2500|5000|10000|25000|40000|100000|nonegotiate = <cr>
speed auto = <cr>|10|100|1000|2500|5000|10000
standby <0-4095> track <1-1000> = <cr>|decrement|shutdown
standby <0-4095> track <1-1000> decrement = <1-255> <cr>
standby mac-refresh = <0-255> <cr>
standby version = <1-2> <cr>
standby <0-4095> ip A.B.C.D secondary = <cr>
standby <0-4095> priority <0-255> = <cr>|preempt
storm-control action shutdown|trap = <cr>
storm-control broadcast|multicast|unicast|unknown-unicast = include|level
switchport access vlan <1-4094>|dynamic = <cr>
switchport block multicast|unicast = <cr>
switchport mode private-vlan host = <cr>
switchport mode private-vlan promiscuous|trunk = <cr>|promiscuous|secondary
switchport port-security aging static = <cr>
switchport port-security aging time = <0-1440> <cr>
switchport port-security aging type = absolute|inactivity <cr>
switchport port-security mac-address sticky = <cr>|<mac>
switchport port-security mac-address sticky <mac> = <cr>|vlan
switchport port-security mac-address <mac> = <cr>|vlan
switchport port-security maximum <1-8192> = <cr>|vlan
switchport port-security violation protect|restrict|shutdown = <cr>|vlan
switchport protected = <cr>
switchport trunk encapsulation dot1q|isl|negotiate = <cr>
switchport trunk native vlan <1-4094>|tag = <cr>
switchport trunk allowed vlan all|none = <cr>
switchport trunk allowed vlan add|except|remove = <vlans> <cr>
switchport trunk allowed vlan <vlans> = <cr>
switchport trunk pruning vlan none = <cr>
switchport trunk pruning vlan = <vlans> <cr>
switchport trunk pruning vlan = add|except|remove <vlans> <cr>
switchport voice vlan <0-4095>|dot1p|none|untagged = <cr>
vrrp <1-255> ip = A.B.C.D <cr>|secondary
vrrp <1-255> ip A.B.C.D secondary = <cr>
vrrp <1-255> preempt = <cr>|delay
vrrp <1-255> priority = <1-254> <cr>
vrrp <1-255> shutdown = <cr>
`
