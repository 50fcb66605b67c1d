package grammar

// routeEntries are the commands that show routing tables and VRFs.
var routeEntries = []entry{plain[ShowIPRoute](), plain[ShowIPv6Route](), plain[ShowIPCEF](), plain[ShowIPv6CEF](), plain[ShowAdjacency](), plain[ShowVRF](), plain[ShowIPVRF](), plain[ShowRouteMap](), plain[ShowProtocols](), plain[ShowRouting]()}

// ShowIPRoute shows the IPv4 routes of the global table or of a VRF. Which is
// connected, static, summary, supernets-only, track-table, a routing protocol
// or empty. With Longer it shows the routes within a network.
type ShowIPRoute struct {
	Route     bool           `parser:"'show' 'ip' @'route'" help:"route=IP routing table"`
	VRF       *Word          `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Display routes from a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	Which     string         `parser:"( @('bgp' | 'connected' | 'eigrp' | 'isis' | 'mobile' | 'nhrp' | 'odr' | 'ospf' | 'rip' | 'static' | 'summary' | 'supernets-only' | 'track-table')" help:"bgp=Border Gateway Protocol (BGP);connected=Connected;eigrp=Enhanced Interior Gateway Routing Protocol (EIGRP);isis=ISO IS-IS;mobile=Mobile routes;nhrp=Next Hop Resolution Protocol (NHRP);odr=On Demand stub Routes;ospf=Open Shortest Path First (OSPF);rip=Routing Information Protocol (RIP);static=Static routes;summary=Summary of all routes;supernets-only=Show supernet entries only;track-table=Tracked static table"`
	Process   *Number        `parser:"  @@?" range:"1-65535" help:"Process=Process ID"`
	Interface *InterfaceName `parser:"| @@"`
	Address   *IPv4          `parser:"| @@" help:"Address=Network to display information about or hostname"`
	Mask      *Mask          `parser:"  @@?" help:"Mask=Network mask"`
	Longer    bool           `parser:"  @'longer-prefixes'? )?" help:"longer-prefixes=Show route matching the specified Network/Mask pair only"`
}

// ShowIPv6Route shows the IPv6 routes of the global table or of a VRF. Which is
// connected, local, static, summary, a routing protocol or empty.
type ShowIPv6Route struct {
	Route     bool           `parser:"'show' 'ipv6' @'route'" help:"ipv6=IPv6 information;route=Show IPv6 route table entries"`
	VRF       *Word          `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Display routes from a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	Which     string         `parser:"( @('bgp' | 'connected' | 'isis' | 'local' | 'ospf' | 'rip' | 'static' | 'summary')" help:"bgp=BGP routes;isis=IS-IS routes;ospf=OSPF routes;rip=RIP routes;connected=Connected routes;local=Local routes;static=Static routes;summary=Summary display"`
	Interface *InterfaceName `parser:"| 'interface' @@" help:"interface=Filter by interface"`
	Prefix    *IPv6Prefix    `parser:"| @@" help:"Prefix=IPv6 prefix"`
	Longer    bool           `parser:"  @'longer-prefixes'?" help:"longer-prefixes=Display longer prefixes"`
	Address   *IPv6          `parser:"| @@ )?" help:"Address=IPv6 address"`
}

// ShowIPCEF shows by which way packets leave: the whole table of a VRF, what
// leaves by an interface, the entry of a prefix, that of an address, or the
// way from one address to another.
type ShowIPCEF struct {
	CEF       bool           `parser:"'show' 'ip' @'cef'" help:"cef=Cisco Express Forwarding"`
	VRF       *Word          `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Specify a VRF;VRF=VPN Routing/Forwarding instance name"`
	Summary   bool           `parser:"( @'summary'" help:"summary=Display FIB summary"`
	From      *IPv4          `parser:"| 'exact-route' @@" help:"exact-route=Exact route for given source and destination;From=Source address"`
	To        *IPv4          `parser:"  @@" help:"To=Destination address"`
	Interface *InterfaceName `parser:"| ( @@"`
	Address   *IPv4          `parser:"  | @@" help:"Address=Prefix or address to look up"`
	Mask      *Mask          `parser:"    @@? )?" help:"Mask=Network mask"`
	Detail    string         `parser:"  @('detail' | 'internal')? )?" help:"detail=Display full information;internal=Display full information, here the same as detail"`
}

// ShowIPv6CEF is ShowIPCEF for IPv6.
type ShowIPv6CEF struct {
	CEF       bool           `parser:"'show' 'ipv6' @'cef'" help:"ipv6=IPv6 information;cef=Cisco Express Forwarding for IPv6"`
	VRF       *Word          `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Specify a VRF;VRF=VPN Routing/Forwarding instance name"`
	Summary   bool           `parser:"( @'summary'" help:"summary=Display CEFv6 summary"`
	From      *IPv6          `parser:"| 'exact-route' @@" help:"exact-route=Exact route for given source and destination;From=Source address"`
	To        *IPv6          `parser:"  @@" help:"To=Destination address"`
	Interface *InterfaceName `parser:"| ( @@"`
	Prefix    *IPv6Prefix    `parser:"  | @@" help:"Prefix=IPv6 prefix"`
	Address   *IPv6          `parser:"  | @@ )?" help:"Address=IPv6 address"`
	Detail    string         `parser:"  @('detail' | 'internal')? )?" help:"detail=Display full information;internal=Display full information, here the same as detail"`
}

// ShowAdjacency shows to whom packets are given on each interface.
type ShowAdjacency struct {
	Adjacency bool           `parser:"'show' @'adjacency'" help:"adjacency=Adjacent nodes"`
	Interface *InterfaceName `parser:"@@?"`
	How       string         `parser:"@('detail' | 'summary')?" help:"detail=Detailed adjacency information;summary=Summary of adjacencies"`
}

// ShowRouteMap shows the route maps, or one.
type ShowRouteMap struct {
	Set  bool  `parser:"'show' @'route-map'" help:"route-map=route-map information"`
	Name *Word `parser:"@@?" names:"route-map" help:"Name=route-map name"`
}

// ShowProtocols shows what is routed, and the addresses of the interfaces.
type ShowProtocols struct {
	Set       bool           `parser:"'show' @'protocols'" help:"protocols=Active network routing protocols"`
	Interface *InterfaceName `parser:"@@?"`
}

// ShowVRF shows the VRFs, or one. How is brief, detail or empty.
type ShowVRF struct {
	VRF  bool   `parser:"'show' @'vrf'" help:"vrf=VPN Routing/Forwarding instance information"`
	How  string `parser:"@('brief' | 'detail')?" help:"brief=Brief VPN Routing/Forwarding instance information;detail=Detailed VPN Routing/Forwarding instance information"`
	Name *Word  `parser:"@@?" names:"vrf" help:"Name=VPN Routing/Forwarding instance name"`
}

// ShowIPVRF shows the VRFs that have IPv4. How is brief, detail, interfaces or
// empty.
type ShowIPVRF struct {
	VRF  bool   `parser:"'show' 'ip' @'vrf'" help:"vrf=VPN Routing/Forwarding instance information"`
	How  string `parser:"@('brief' | 'detail' | 'interfaces')?" help:"brief=Brief VPN Routing/Forwarding instance information;detail=Detailed VPN Routing/Forwarding instance information;interfaces=Show VPN Routing/Forwarding interface information"`
	Name *Word  `parser:"@@?" names:"vrf" help:"Name=VPN Routing/Forwarding instance name"`
}
