package grammar

// keptRouteMap is what route maps have besides their commands: what they say
// of routes.
const keptRouteMap = `
match additional-paths|as-path|clns|community|community-list|extcommunity|extcommunity-list|ipv6|length|local-preference|mdt-group|metric|mpls-label|nlri|policy-list|route-type|rpki|security-group|source-protocol|tag|track|vrf
match ip flowspec|multicast|next-hop|redistribution-source|route-source
match ip address prefix-list
set
continue
description
`
