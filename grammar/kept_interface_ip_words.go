package grammar

// keptInterfaceIPWords is keptInterfaceWords for IP, IPv6, MPLS and their
// routing protocols.
const keptInterfaceIPWords = `
ip accounting = <cr>|access-violations|mac-address|output-packets|precedence
ip arp = gratuitous|inspection|proxy
ip authentication = key-chain|mode eigrp
ip authentication key-chain eigrp = <1-65535> WORD <cr>
ip authentication mode eigrp = <1-65535> md5 <cr>
ip authentication mode eigrp = <1-65535> hmac-sha-256
ip bandwidth-percent|hello-interval|hold-time|next-hop-self|dampening-change|dampening-interval = eigrp <1-65535>
ip bgp = fast-external-fallover
ip dhcp = client|compatibility|limit|relay|server|smart-relay|snooping|support
ip dhcp client = authentication|broadcast-flag|class-id|client-id|default-router|hostname|lease|mobile|option|request|route|update
ip directed-broadcast = <cr>|<1-199>|<1300-2699>|WORD
ip flow = egress|ingress <cr>
ip flow = monitor WORD
ip inspect|ips = WORD in|out
ip irdp = <cr>|address|holdtime|maxadvertinterval|minadvertinterval|multicast|preference
ip load-sharing = per-destination|per-packet
ip local-proxy-arp|mask-reply = <cr>
ip mroute-cache = <cr>|distributed
ip multicast = boundary|helper-map|limit|longest-match|rate-limit|redundancy|ttl-threshold|use-functional
ip nbar = protocol-discovery|protocol-tagging|pdlm
ip proxy-arp = <cr>
ip redirects = <cr>
ip rip = advertise|authentication|bfd|initial-delay|receive|send|triggered|v2-broadcast
ip rip authentication = key-chain|mode
ip rip receive|send = packet|version
ip route-cache = <cr>|cbus|cef|distributed|flow|optimum|policy|same-interface|sse
ip router = isis|iso-igrp
ip rsvp = admission-control|aggregation|atm-peak-rate-limit|authentication|bandwidth|bfd|burst|data-packet|dsbm|flow-assist|fast-local-repair|layer2|listener|neighbor|policy|pq-profile|precedence|qos|reservation|reservation-host|resource-provider|sender|sender-host|signalling|svc-required|tos|transport|tunnel|udp-multicasts
ip split-horizon = <cr>|eigrp
ip summary-address = eigrp|rip
ip virtual-reassembly = <cr>|drop-fragments|in|max-fragments|max-reassemblies|out|percentage|timeout
ip wccp = <0-254>|check|redirect|vrf|web-cache
ipv6 authentication = key-chain|mode eigrp
ipv6 bandwidth-percent|hello-interval|hold-time|next-hop-self|summary-address = eigrp <1-65535>
ipv6 split-horizon = <cr>|eigrp
ipv6 dhcp = address-prefix|client|guard|ping|relay|server|trace|attach-policy
ipv6 eigrp = <1-65535>
ipv6 flow = egress|ingress|mask|monitor
ipv6 mld = access-group|explicit-tracking|host-proxy|iif-starg|join-group|last-member-query-count|last-member-query-interval|limit|proxy-service|querier-timeout|query-interval|query-max-response-time|query-timeout|router|snooping|static-group|tcn|version
ipv6 nd = advertisement-interval|autoconfig|cache|dad|destination-guard|host|inspection|managed-config-flag|na|ns-interval|nud|nsf|other-config-flag|prefix|prefix-suppress|proxy|ra|ra-interval|ra-lifetime|raguard|reachable-time|resolution|route-owner|router-preference|sec-level|secured|suppress|suppress-ra
ipv6 nd autoconfig = default-route|prefix
ipv6 nd prefix = default|framed-ipv6-prefix|X:X:X:X::X/<0-128>|<other>
ipv6 nd ra = dns|hop-limit|interval|lifetime|mtu|solicited|specific|suppress|<number>
ipv6 nd router-preference = High|Low|Medium
ipv6 nhrp = attribute|attributes|authentication|bfd|cache|connect|event-publisher|group|holdtime|interest|map|max-send|multicast|network-id|nhs|path|record|redirect|registration|reject|responder|route-watch|send|server-only|shortcut|summary-map|trigger-svc|use
ipv6 pim = <cr>|bsr|dr-priority|hello-interval|join-prune-interval|neighbor-filter|passive|redundancy
ipv6 policy = route-map WORD
ipv6 redirects = <cr>
ipv6 rip = WORD advertise-expired|bfd|default-information|enable|metric-offset|summary-address
ipv6 router = isis|nemo
ipv6 verify = unicast
ipv6 virtual-reassembly = <cr>|drop-fragments|in|max-fragments|max-reassemblies|out|timeout
mop = device-code|retransmit-timer|retries
mop = enabled|sysid <cr>
mpls bgp = forwarding <cr>
mpls mtu = <64-65536>|maximum|override
mpls traffic-eng = administrative-weight|attribute-flags|backup-path|bandwidth|fast-reroute|flooding|interface|link|lsp|multicast-intact|nsr|passive-interface|srlg|topology|tunnels
mpls traffic-eng tunnels = <cr>
ospfv3 = <1-65535> area|authentication|bfd|cost|database-filter|dead-interval|demand-circuit|encryption|flood-reduction|hello-interval|ipv4|ipv6|lls|manet|mtu-ignore|multi-area|neighbor|network|prefix-suppression|priority|retransmit-interval|shutdown|transmit-delay|ttl-security
ospfv3 = authentication|bfd|cost|database-filter|dead-interval|demand-circuit|encryption|fast-reroute|flood-reduction|hello-interval|lls|manet|mtu-ignore|multi-area|neighbor|network|prefix-suppression|priority|retransmit-interval|shutdown|transmit-delay|ttl-security
ospfv3 network = broadcast|manet|non-broadcast|point-to-multipoint|point-to-point
ipv6 ospf network = broadcast|manet|non-broadcast|point-to-multipoint|point-to-point
ospfv3 <1-65535> ipv4|ipv6 = area|authentication|bfd|cost|database-filter|dead-interval|demand-circuit|encryption|flood-reduction|hello-interval|manet|mtu-ignore|multi-area|neighbor|network|prefix-suppression|priority|retransmit-interval|shutdown|transmit-delay
peer = default|ip|match|neighbor-route
peer default = ip|ipv6
tunnel mpls = traffic-eng affinity|attributes|auto-bw|autoroute|backup-bw|bandwidth|bfd|exp|exp-bundle|fast-reroute|forwarding-adjacency|interface|load-share|name|path-option|path-selection|priority|record-route|srlg
tunnel mpls traffic-eng autoroute = announce|destination|metric
serial = restart-delay
ip multicast ... boundary|block|broadcast|filter-autorp|helper-map|limit|scope|source|ttl-threshold
ip rsvp ... bandwidth|graceful-restart|hello|percent|signalling|sub-pool
mpls ldp ... delay|discovery|interface|sync|transport-address
mpls traffic-eng ... attribute-flags|backup-path|bandwidth|flooding|sub-pool|thresholds|tunnels
mpls l2transport ... route
tunnel mpls traffic-eng ... absolute|attributes|backup-bw|bw-protect|destination|dynamic|explicit|identifier|lockdown|master|member|metric|name|node-protect|protect|relative|secondary|sub-pool|verbatim
ipv6 dhcp relay ... destination|source-interface
ipv6 nd ... attempts|cache|expire|interface-limit
ipv6 nd prefix ... infinite|no-advertise|no-autoconfig|no-onlink|no-rtr-address|off-link
ipv6 rip WORD ... originate
ipv6 verify unicast ... allow-default|reachable-via|reverse-path|source
peer ... address|dhcp|dhcp-pool|pool
`
