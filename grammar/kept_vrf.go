package grammar

// keptVRF is what VRFs have besides their commands: VPNs of MPLS.
const keptVRF = `
vpn id
address-family ipv4|ipv6 multicast {config-vrf-af
	*
	exit-address-family
context
import map|ipv4|ipv6|path
export map|ipv4|ipv6
maximum routes
mdt
mdt = auto-discovery|data|default|direct|log-reuse|mtu|overlay|partitioned|preference|source|strict-rpf
mdt data = A.B.C.D|list|mpls|threshold|vxlan
mdt default = A.B.C.D|mpls|vxlan
bgp next-hop
vnet tag
inter-as-hybrid
route-replicate
`

// keptVRFFamily is keptVRF for an address family.
const keptVRFFamily = `
import map|ipv4|ipv6|path
export map|ipv4|ipv6
maximum routes
mdt
mdt = auto-discovery|data|default|direct|log-reuse|mtu|overlay|partitioned|preference|source|strict-rpf
mdt data = A.B.C.D|list|mpls|threshold|vxlan
mdt default = A.B.C.D|mpls|vxlan
bgp next-hop
inter-as-hybrid
route-replicate
topology
auto-allocate-table
`
