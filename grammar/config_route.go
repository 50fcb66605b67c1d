package grammar

// IPRoute is a static route. NextHop, Interface or both are set, or DHCP.
type IPRoute struct {
	VRF       *Word          `parser:"'ip' 'route' ( 'vrf' @@ )?" names:"vrf" help:"route=Establish static routes;vrf=Configure static route for a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	Prefix    IPv4           `parser:"@@" help:"Prefix=Destination prefix"`
	Mask      Mask           `parser:"@@" help:"Mask=Destination prefix mask"`
	Interface *InterfaceName `parser:"(( ( @@"`
	Via       *IPv4          `parser:"    ( @@" help:"Via=Forwarding router's address"`
	ViaDHCP   bool           `parser:"    | @'dhcp' )?" help:"dhcp=Default gateway obtained from DHCP"`
	NextHop   *IPv4          `parser:"  | @@" help:"NextHop=Forwarding router's address"`
	DHCP      bool           `parser:"  | @'dhcp' )" help:"dhcp=Default gateway obtained from DHCP"`
	Options   []RouteOption  `parser:"  @@* ))?" order:"any"`
}

// RouteOption is a detail of a static route. One field is set.
type RouteOption struct {
	Distance  *Number `parser:"  @@" range:"1-255" help:"Distance=Distance metric for this route"`
	Global    bool    `parser:"| @'global'" help:"global=Next hop address is global"`
	Multicast bool    `parser:"| @'multicast'" help:"multicast=multicast route"`
	Name      *Word   `parser:"| 'name' @@" help:"name=Specify name of the next hop;Name=Name of the next hop"`
	Permanent bool    `parser:"| @'permanent'" help:"permanent=permanent route"`
	Tag       *Number `parser:"| 'tag' @@" range:"1-4294967295" help:"tag=Set tag for this route;Tag=Tag value"`
	Track     *Number `parser:"| 'track' @@" range:"1-1000" help:"track=Install route depending on tracked item;Track=tracked object number"`
}

// Gateway is the address of the next hop, nil where only an interface is named.
func (r *IPRoute) Gateway() *IPv4 {
	if r.NextHop != nil {
		return r.NextHop
	}
	return r.Via
}

// IPv6Route is a static IPv6 route. NextHop, Interface or both are set.
type IPv6Route struct {
	VRF       *Word             `parser:"'ipv6' 'route' ( 'vrf' @@ )?" names:"vrf" help:"route=Configure static routes;vrf=IPv6 Routing table;VRF=VPN Routing/Forwarding instance name"`
	Prefix    IPv6Prefix        `parser:"@@" help:"Prefix=IPv6 prefix"`
	Interface *InterfaceName    `parser:"(( ( @@"`
	Via       *IPv6             `parser:"    @@?" help:"Via=IPv6 address of next-hop"`
	NextHop   *IPv6             `parser:"  | @@ )" help:"NextHop=IPv6 address of next-hop"`
	Options   []IPv6RouteOption `parser:"  @@* ))?" order:"any"`
}

// IPv6RouteOption is a detail of a static IPv6 route. One field is set.
type IPv6RouteOption struct {
	Distance  *Number `parser:"  @@" range:"1-254" help:"Distance=Administrative distance"`
	Multicast bool    `parser:"| @'multicast'" help:"multicast=Route only usable by multicast"`
	Name      *Word   `parser:"| 'name' @@" help:"name=Specify name of the next hop;Name=Name of the next hop"`
	InVRF     *Word   `parser:"| 'nexthop-vrf' @@" names:"vrf" help:"nexthop-vrf=Nexthop IPv6 VRF;InVRF=VRF name, default for the global table"`
	Tag       *Number `parser:"| 'tag' @@" range:"1-4294967295" help:"tag=Tag value;Tag=Tag value"`
	Track     *Number `parser:"| 'track' @@" range:"1-1000" help:"track=Install route depending on tracked item;Track=tracked object number"`
	Unicast   bool    `parser:"| @'unicast'" help:"unicast=Route only usable by unicast"`
}

// Gateway is the address of the next hop, nil where only an interface is named.
func (r *IPv6Route) Gateway() *IPv6 {
	if r.NextHop != nil {
		return r.NextHop
	}
	return r.Via
}
