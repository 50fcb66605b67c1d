package grammar

// routeEntries are the commands that show routing tables and VRFs.
var routeEntries = []entry{plain[ShowIPRoute](), plain[ShowIPv6Route](), plain[ShowIPCEF](), plain[ShowVRF](), plain[ShowIPVRF](), plain[ShowRouteMap](), plain[ShowProtocols](), plain[ShowRouting]()}

// ShowIPRoute shows the IPv4 routes of the global table or of a VRF. Which is
// connected, static, summary, a routing protocol or empty.
type ShowIPRoute struct {
	Route   bool   `parser:"'show' 'ip' @'route'" help:"route=IP routing table"`
	VRF     *Word  `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Display routes from a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	Which   string `parser:"( @('bgp' | 'connected' | 'eigrp' | 'isis' | 'ospf' | 'rip' | 'static' | 'summary')" help:"bgp=Border Gateway Protocol (BGP);connected=Connected;eigrp=Enhanced Interior Gateway Routing Protocol (EIGRP);isis=ISO IS-IS;ospf=Open Shortest Path First (OSPF);rip=Routing Information Protocol (RIP);static=Static routes;summary=Summary of all routes"`
	Address *IPv4  `parser:"| @@" help:"Address=Network to display information about or hostname"`
	Mask    *Mask  `parser:"  @@? )?" help:"Mask=Network mask"`
}

// ShowIPv6Route shows the IPv6 routes of the global table or of a VRF. Which is
// connected, local, static, summary, a routing protocol or empty.
type ShowIPv6Route struct {
	Route   bool        `parser:"'show' 'ipv6' @'route'" help:"ipv6=IPv6 information;route=Show IPv6 route table entries"`
	VRF     *Word       `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Display routes from a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	Which   string      `parser:"( @('bgp' | 'connected' | 'isis' | 'local' | 'ospf' | 'rip' | 'static' | 'summary')" help:"bgp=BGP routes;isis=IS-IS routes;ospf=OSPF routes;rip=RIP routes;connected=Connected routes;local=Local routes;static=Static routes;summary=Summary display"`
	Prefix  *IPv6Prefix `parser:"| @@" help:"Prefix=IPv6 prefix"`
	Address *IPv6       `parser:"| @@ )?" help:"Address=IPv6 address"`
}

// ShowIPCEF shows by which way packets leave: the whole table of a VRF, the
// entry of a prefix, or that of an address.
type ShowIPCEF struct {
	CEF     bool  `parser:"'show' 'ip' @'cef'" help:"cef=Cisco Express Forwarding"`
	VRF     *Word `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Specify a VRF;VRF=VPN Routing/Forwarding instance name"`
	Address *IPv4 `parser:"( @@" help:"Address=Prefix or address to look up"`
	Mask    *Mask `parser:"  @@? )?" help:"Mask=Network mask"`
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
