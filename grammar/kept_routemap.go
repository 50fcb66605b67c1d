package grammar

// keptRouteMap is what route maps have besides their commands: what they say
// of routes.
const keptRouteMap = `
match additional-paths|as-path|clns|community|community-list|extcommunity|extcommunity-list|ipv6|length|local-preference|mdt-group|metric|mpls-label|nlri|policy-list|route-type|rpki|security-group|source-protocol|tag|track|vrf
match ip flowspec|multicast|next-hop|redistribution-source|route-source
match ip address prefix-list
set = aigp-metric|as-path|attribute-set|automatic-tag|clns|comm-list|community|community-list|dampening|default|extcomm-list|extcommunity|global|interface|ip|ipv6|large-community|level|lisp|local-preference|metric|metric-type|mpls-label|nlri|origin|overlay|path-selection|tag|traffic-index|vrf|weight
set as-path = prepend|replace|tag
set automatic-tag = <cr>
set community = <0-4294967295>|<aa:nn>|additive|blackhole|graceful-shutdown|gshut|internet|local-as|no-advertise|no-export|none
set default = interface <interface>
set extcommunity = bandwidth|color|cost|rt|soo|vpn-distinguisher
set ip = address|default|df|global|next-hop|precedence|qos-group|tos|vrf
set ip df = <0-1>
set ip next-hop = A.B.C.D|dynamic|encapsulate|peer-address|recursive|self|unchanged|verify-availability
set ipv6 = address|default|global|next-hop|precedence|vrf
set ipv6 next-hop = X:X:X:X::X|encapsulate|peer-address|recursive|unchanged|verify-availability
set level = backbone|level-1|level-1-2|level-2|nssa-only|stub-area
set local-preference = <0-4294967295>
set metric-type = external|internal|type-1|type-2
set origin = egp|igp|incomplete
set weight = <0-65535>
match ipv6 = address|flowspec|next-hop|route-source
match ip next-hop|route-source = <1-1999>|prefix-list|WORD
match length = <0-2147483647> <0-2147483647>
match route-type = external|internal|level-1|level-2|local|nssa-external
match community|extcommunity ... exact-match
set as-path prepend = <1-4294967295>|<asdot>|last-as
set as-path prepend last-as = <1-10> <cr>
set as-path prepend * <1-4294967295>|<asdot>
set as-path tag = <cr>
set community * <0-4294967295>|<aa:nn>|additive|blackhole|graceful-shutdown|gshut|internet|local-as|no-advertise|no-export|none
set default interface = <interface> <cr>|<unit>|<interface>
set ip default = global|next-hop|vrf
set ip df <0-1> = <cr>
set ip next-hop dynamic = dhcp <cr>
set ip next-hop peer-address|self|unchanged = <cr>
set ip next-hop recursive = A.B.C.D <cr>|vrf
set ip next-hop recursive = global|vrf
set ip next-hop verify-availability = <cr>
set ip next-hop verify-availability = A.B.C.D <1-65535> track <1-1000> <cr>
set ip precedence = <0-7>|critical|flash|flash-override|immediate|internet|network|priority|routine <cr>
set ip tos = <0-15>|max-reliability|max-throughput|min-delay|min-monetary-cost|normal <cr>
set ipv6 default = global|next-hop|vrf
set level backbone|level-1|level-1-2|level-2|nssa-only|stub-area = <cr>
set local-preference <0-4294967295> = <cr>
set metric = <+/-metric> <cr>
set metric = <0-4294967295> <cr>
set metric = <0-4294967295> <0-4294967295> <0-255> <0-255> <1-65535> <cr>
set metric-type external|internal|type-1|type-2 = <cr>
set origin igp|incomplete = <cr>
set tag = <0-4294967295>|A.B.C.D <cr>
set weight <0-65535> = <cr>
continue = <cr>
continue = <1-65535> <cr>
match length <0-2147483647> <0-2147483647> = <cr>
match mpls-label = <cr>
match tag = <0-4294967295>|A.B.C.D|list
match tag * <0-4294967295>|A.B.C.D
match tag list = WORD
set comm-list|extcomm-list ... delete
set community|extcommunity ... additive|internet|local-as|no-advertise|no-export
set metric-type ... external|internal
continue
description
set ip next-hop ... track|verify-availability
`
