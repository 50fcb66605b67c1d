package grammar

// keptIPWords is keptGlobalWords for IP, IPv6 and MPLS.
const keptIPWords = `
access-list <200-299> = permit|deny <type-code>
access-list <300-399>|<400-499>|<500-599>|<800-899>|<900-999>|<1000-1099>|<1200-1299>|<2700-2799> = permit|deny WORD
access-list <600-699> = permit|deny <0-65279>|additional-zones|cable-range|includes|nbp|network|other-access|other-nbps|within|zone
access-list <700-799> = permit|deny <mac> <cr>|<mac>
access-list <1100-1199> = permit|deny <mac> <mac>
ip admission = absolute-timer|http|max-http-conns|auth-proxy-audit|auth-proxy-banner|consent-banner|inactivity-timer|init-state-time|init-state-timer|max-login-attempts|max-nodata-conns|name|notify|parameter-map|proxy|rate-limit|ratelimit|service-policy|source-interface|virtual-ip|watch-list
ip admission max-nodata-conns = <1-1000>
ip arp = entry|gratuitous|inspection|poll|proxy|queue|incomplete
ip arp inspection = filter|log-buffer|smartlog|validate|vlan
ip as-path = access-list <1-500>
ip auth-proxy = absolute-timer|max-http-conns|auth-cache-time|auth-proxy-audit|auth-proxy-banner|inactivity-timer|init-state-time|max-login-attempts|max-nodata-conns|name|notify|proxy|rate-limit|ratelimit|service-policy|watch-list
ip bgp-community = new-format <cr>
ip bootp = server <cr>
ip community-list = <1-99>|<100-500> permit|deny
ip community-list = expanded|standard WORD
ip explicit-path = identifier|name
ip extcommunity-list = <1-500>
ip extcommunity-list = expanded|standard WORD
ip flow-cache = entries|mpls|timeout
ip flow-export = destination|interface-names|source|template|version|vrf
ip flow-export source = <interface>
ip ftp = passive|password|source-interface|username
ip ftp source-interface = <interface>
ip icmp = extended-mask|extensions|rate-limit|redirect|source-interface|timestamp
ip icmp rate-limit = unreachable
ip icmp redirect = host|subnet
ip inspect = L2-transparent|fast|WAAS|alert-off|audit-trail|dns-timeout|hashtable-size|log|max-incomplete|name|one-minute|redundancy|tcp|udp
ip inspect WAAS = enable|flush-timeout
ip inspect log = drop-pkt
ip inspect max-incomplete|one-minute = high|low <1-2147483647>
ip inspect tcp = block-non-session|finwait-time|idle-time|max-incomplete|reassembly|synwait-time|window-scale-enforcement
ip inspect udp = idle-time
ip ips = auto-update|config|deny-action|enable-clidelta|event-action-rules|fail|inherit-obsolete-tunings|memory|name|notify|po|sdf|signature|signature-category|signature-definition
ip ips notify = SDEE|log
ip ips po = local|max-events|protected|remote
ip nat route = vrf WORD A.B.C.D A.B.C.D global <cr>
ip multicast = auto-enable|cache-headers|default-rpf-distance|group-range|hardware-switching|heartbeat|limit|mpls|mrinfo-filter|multipath|netflow|oif-per-mvrf-limit|redundancy|route-limit|rpf|topology|vrf
ip nbar = attribute|attribute-map|attribute-set|classification|custom|hostname|http-services|l7|pdlm|port-map|protocol-discovery|protocol-pack|protocol-tagging|resources
ip pim = accept-register|accept-rp|autorp|bidir-enable|bidir-offer-interval|bidir-offer-limit|bsr-candidate|cache|dm-fallback|group|log-neighbor-changes|maximum|message-interval|mpls|register-rate-limit|register-source|rp-address|rp-announce-filter|rp-candidate|rp-delay|rp-discovery|send-rp-announce|send-rp-discovery|sg-expiry-timer|snooping|sparse|spt-threshold|ssm|state-refresh|v1-rp-reachability|vrf
ip radius|tacacs = source-interface <interface>
ip tftp = blocksize|boot-interface|claim|claim-netascii|min-timeout|source-interface
ip wccp = <0-254>|check|enable|outbound-acl-check|redirect-list|source-interface|variable-timers|version|vrf|web-cache
ip wccp version = <1-2>
ip wccp web-cache = <cr>|accelerated|group-address|group-list|mode|password|redirect-list|service-list
ipv6 pim = accept-register|accept-rp|anycast-rp|bidir-enable|bsr|evpn|maximum|neighbor-filter|passive|register-source|rp|rp-address|rp-embedded|spt-threshold|ssm|vrf
ipv6 ioam = namespace|node|profile|timestamp
ip nbar custom = WORD <number>|any|composite|destination|dns|http|rtp|server-name|source|ssl|tcp|transport|udp|<other>
ip nbar custom WORD transport = tcp|udp|udp-tcp <cr>|id
mpls label = mode|protocol|range
mpls label protocol = both|ldp|tdp
mpls ldp = address-message|advertise-labels|atm|autoconfig|backoff|discovery|dscp|entropy-label|explicit-null|graceful-restart|holdtime|igp|label|logging|loop-detection|maxhops|neighbor|nsr|password|path-vector|router-id|session|sync|tcp
nat64 = logging|map-t|prefix|provisioning|route|service|settings|switchover|translation|v4|v4v6|v6v4
ip explicit-path ... disable|enable
ip inspect name ... alert|audit-trail|java-list|max-data|maximum|program-number|router-traffic|timeout|urlfilter|wait-time
ip multicast ... backoff|basic|interval|maxtime|multicast|multipath|multitopology|next-hop-based|proxy|routeflush|s-g-hash|topology|vector
ip pim ... announced|auto-rp|autorp|bidir|bsr-candidate|candidate|disable|embedded|group-list|group-mappings|infinity|interval|listener|origination-interval|override|priority|range|route-map|rp-address|rp-candidate|rp-discovery|rp-list|scope|send-rp-announce|send-rp-discovery|sg-expiry-timer|source
ipv6 pim ... announced|bidir|candidate|embedded|group-list|infinity|priority|scope
ip ddns update ... both|method
ip dhcp bootp|conflict|database|ping|relay|snooping|smart-relay ... agent|bootp|check|database|drop|encapsulate|forward|ignore|information|interval|keep|limit|logging|mac-address|option|packets|policy|remote-id|replace|resolution|source-interface|spanning-tree|timeout|trust-all|verify|vlan|write-delay
ip http ... authentication|client|command-authorization|connection|enable|exec-authorization|idle|life|local|login-authentication|password|requests|secure-server|source-interface|timeout|username
ip ips ... advanced|all|basic|config|location|retries
ip local policy ... route-map
ip nat log ... syslog|translations
ip scp ... enable|server
ip ssh ... algorithm|authentication|client|encryption|events|hostkey|keyboard|keypair-name|password|publickey|rotary|server
`
