package grammar

// keptInterfaceWords is how lines of interfaces go on.
const keptInterfaceWords = `
arp timeout = <0-2147483> <cr>
backup = delay|interface|load
bfd = check-ctrl-plane-failure|echo|enable|interval|jitter|local-address|map|neighbor|template
carrier-delay = <0-60>|down|msec|up
cdp enable = <cr>
channel-group = <1-256> <cr>|force
channel-group = <1-256> mode active|auto|desirable|on|passive <cr>|non-silent
dialer pool = <1-255> <cr>
duplex = auto|full|half <cr>
hold-queue = <0-240000> in|out <cr>
ip helper-address = A.B.C.D <cr>|redundancy
ip helper-address = global A.B.C.D <cr>|redundancy
ip helper-address = vrf WORD A.B.C.D <cr>|redundancy
ip igmp = v3-query-max-response-time|access-group|explicit-tracking|filter|helper-address|iif-starg|immediate-leave|join-group|last-member-query-count|last-member-query-interval|limit|max-groups|mroute-proxy|proxy-service|querier-timeout|query-interval|query-max-response-time|query-timeout|snooping|static-group|tcn|unidirectional-link|v3lite
ip igmp = version <1-3> <cr>
ip nhrp = attribute|attributes|bfd|cache|connect|event-publisher|group|interest|max-send|multicast|path|record|registration|reject|responder|route-watch|send|summary-map|trigger-svc|use
ip nhrp = map group
ip nhrp = map X:X:X:X::X
ip nhrp = map A.B.C.D X:X:X:X::X <cr>
ip nhrp map group = WORD service-policy output WORD <cr>
ip nhrp registration = no-registration-reply <cr>
ip nhrp = nhs X:X:X:X::X|cluster|dynamic|fallback
ip nhrp = nhs A.B.C.D A.B.C.D <cr>|A.B.C.D
ip ospf = <1-65535> area <0-4294967295>|A.B.C.D <cr>|secondaries
ip ospf authentication = <cr>|key-chain|message-digest|null
ip ospf message-digest-key = <1-255> md5
ip ospf = adjacency|authentication|authentication-key|bfd|database-filter|demand-circuit|fast-reroute|flood-reduction|lls|message-digest-key|mtu-ignore|multi-area|prefix-suppression|shutdown|topology|ttl-security
ip ospf = cost <1-65535> <cr>
ip ospf = cost dynamic
ip ospf = dead-interval <1-65535> <cr>
ip ospf = dead-interval minimal hello-multiplier <3-20> <cr>
ip ospf = hello-interval|retransmit-interval|resync-timeout|transmit-delay <1-65535> <cr>
ip ospf = network broadcast|non-broadcast|point-to-point <cr>
ip ospf = network point-to-multipoint <cr>|non-broadcast
ip ospf = priority <0-255> <cr>
ip pim = <cr>|bfd|bidir-neighbor-filter|border|bsr-border|dense-mode|dm-fallback|dr-priority|hello-interval|join-prune-interval|nbma-mode|neighbor-filter|passive|query-interval|redundancy|snooping|sparse-dense-mode|sparse-mode|state-refresh|version
ip policy = route-map WORD <cr>
ip verify unicast = notification|reverse-path|source|vrf
ipv6 ospf = <1-65535> area <0-4294967295>|A.B.C.D
ipv6 ospf = authentication|bfd|cost|database-filter|dead-interval|demand-circuit|encryption|flood-reduction|hello-interval|lls|mtu-ignore|multi-area|neighbor|network|priority|retransmit-interval|shutdown|transmit-delay
load-interval = <30-600> <cr>
media-type = 10baset|100basex|aui|auto-failover|auto-select|backplane|gbic|internal|mii|rj45|sfp
negotiation = auto|forced
ppp = accm|accounting|acfc|authentication|authorization|bap|bcp|bridge|callback|caller|chap|compress|direction|disconnect-cause|dnis|eap|encrypt|ip|ipcp|iphc|ipv6cp|lcp|link|loopback|max-bad-auth|max-configure|max-failure|max-terminate|mru|mtu|ms-chap|ms-chap-v2|multilink|ncp|packet|pap|pfc|pppoe|quality|reliable-link|restart|sso|timeout|use-tacacs
ppp callback = accept|initiate|permit|request
ppp authentication = chap|eap|ms-chap|ms-chap-v2|pap
service-policy = history|type WORD
service-policy = input|output WORD <cr>
spanning-tree = bpdufilter|bpduguard|cost|guard|link-type|mst|port-priority|portfast|stack-port|vlan
speed = 10|100|1000|2500|5000|10000|25000|40000|100000|auto|default|nonegotiate|range|throughput|<rate>
standby = <0-4095> authentication|follow|ipv6|mac-address|name|preempt|timers|track
standby = <0-4095> ip <cr>
standby = <0-4095> ip A.B.C.D <cr>|secondary
standby = <0-4095> priority <0-255> <cr>|preempt
standby <0-4095> name = WORD <cr>
standby <0-4095> preempt = <cr>|delay
switchport = <cr>|app-interface|autostate|backup|block|capture|dot1q|host|monitor|nonegotiate|port-security|priority|private-vlan|protected|trunk|vepa|vlan|voice
switchport = access vlan <1-4094>|dynamic <cr>
switchport = access vlan name WORD
switchport = mode access|dot1q-tunnel|trunk <cr>
switchport = mode dynamic auto|desirable <cr>
switchport = mode private-vlan
vrrp = <1-255> address-family|authentication|description|ip|ipv6|name|preempt|priority|shutdown|timers|track
zone-member = security WORD <cr>
bfd ... interval|min_rx|multiplier
ip igmp ... class-map|count|except|group-list|interval|query|replace|source
ip nhrp nhs ... cluster|max-connections|multicast|nbma|priority
ip pim ... decrement|dr-flood|dr-priority|hsrp|msec|origination-interval|proxy-register
ip verify unicast ... allow-default|allow-self-ping|reachable-via|reverse-path|source
ppp multilink ... bap|delay|disable|endpoint|fragment|fragmentation|group|interleave|links|load-threshold|mandatory|maximum|minimum|required|string
standby <0-4095> ... autoconfig|decrement|delay|key-chain|key-string|minimum|msec|preempt|priority|reload|secondary|shutdown|sync|timeout|track
vrrp <1-255> ... decrement|delay|learn|minimum|msec|preempt|priority|shutdown|timers|track
ip nhrp map group ... output|service-policy
ppp authentication ... callback|callin|callout|chap|if-needed|ms-chap|ms-chap-v2|optional
ppp chap ... callin|hostname|password|refuse|splitnames|wait
ppp encrypt ... auto|mppe|passive|required|stateful
ppp ipcp ... accept|address|default|ignore-map|mask|reject|request|required|route|unique
ppp pap ... callin|password|refuse|sent-username
`
