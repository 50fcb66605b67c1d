package grammar

// keptIPWords is keptGlobalWords for IP, IPv6 and MPLS.
const keptIPWords = `
access-list <200-299> = permit|deny <type-code>
access-list <300-399>|<400-499>|<500-599>|<800-899>|<900-999>|<1000-1099>|<1200-1299>|<2700-2799> = permit|deny WORD
access-list <600-699> = permit|deny <0-65279>|additional-zones|cable-range|includes|nbp|network|other-access|other-nbps|within|zone
access-list <700-799> = permit|deny <mac> <cr>|<mac>
access-list <1100-1199> = permit|deny <mac> <mac>
ip admission = absolute-timer|auth-proxy-audit|auth-proxy-banner|consent-banner|inactivity-timer|init-state-time|init-state-timer|max-login-attempts|max-nodata-conns|name|notify|parameter-map|proxy|rate-limit|ratelimit|service-policy|source-interface|virtual-ip|watch-list
ip admission max-nodata-conns = <1-1000>
ip as-path = access-list <1-500>
ip auth-proxy = absolute-timer|auth-cache-time|auth-proxy-audit|auth-proxy-banner|inactivity-timer|init-state-time|max-login-attempts|max-nodata-conns|name|notify|proxy|rate-limit|ratelimit|service-policy|watch-list
ip bgp-community = new-format <cr>
ip bootp = server <cr>
ip community-list = <1-500> permit|deny
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
ip inspect = L2-transparent|WAAS|alert-off|audit-trail|dns-timeout|hashtable-size|log|max-incomplete|name|one-minute|redundancy|tcp|udp
ip inspect log = drop-pkt
ip inspect max-incomplete|one-minute = high|low <1-2147483647>
ip inspect tcp = block-non-session|finwait-time|idle-time|max-incomplete|reassembly|synwait-time|window-scale-enforcement
ip inspect udp = idle-time
ip ips = auto-update|config|deny-action|enable-clidelta|event-action-rules|fail|inherit|memory|name|notify|sdf|signature|signature-category|signature-definition
ip pim = accept-register|accept-rp|autorp|bidir-enable|bidir-offer-interval|bidir-offer-limit|bsr-candidate|cache|dm-fallback|group|log-neighbor-changes|maximum|message-interval|mpls|register-rate-limit|register-source|rp-address|rp-announce-filter|rp-candidate|rp-delay|rp-discovery|send-rp-announce|send-rp-discovery|sg-expiry-timer|snooping|sparse|spt-threshold|ssm|state-refresh|v1-rp-reachability|vrf
ip radius|tacacs = source-interface <interface>
ip tftp = blocksize|boot-interface|claim|min-timeout|source-interface
ip wccp = <0-254>|check|outbound-acl-check|source-interface|variable-timers|version|vrf|web-cache
ip wccp version = <1-2>
ip wccp web-cache = <cr>|accelerated|group-address|group-list|mode|password|redirect-list|service-list
ipv6 ioam = namespace|node|profile|timestamp
mpls label = mode|protocol|range
mpls label protocol = both|ldp|tdp
mpls ldp = address-message|advertise-labels|atm|autoconfig|backoff|discovery|dscp|entropy-label|explicit-null|graceful-restart|holdtime|igp|label|logging|loop-detection|maxhops|neighbor|nsr|password|path-vector|router-id|session|sync|tcp
nat64 = logging|map-t|prefix|provisioning|route|service|settings|switchover|translation|v4|v4v6|v6v4
`
