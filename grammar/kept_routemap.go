package grammar

// keptRouteMap is what route maps have besides their commands: what they say
// of routes.
const keptRouteMap = `
match additional-paths|as-path|clns|community|community-list|extcommunity|extcommunity-list|ipv6|length|local-preference|mdt-group|metric|mpls-label|nlri|policy-list|route-type|rpki|security-group|source-protocol|tag|track|vrf
match ip flowspec|multicast|next-hop|redistribution-source|route-source
match ip address prefix-list
set = aigp-metric|as-path|attribute-set|automatic-tag|clns|comm-list|community|community-list|dampening|default|extcomm-list|extcommunity|global|interface|ip|ipv6|large-community|level|lisp|local-preference|metric|metric-type|mpls-label|nlri|origin|overlay|path-selection|tag|traffic-index|vrf|weight
continue
description
`
