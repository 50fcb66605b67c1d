package grammar

// showInterfaceEntries are the commands that show interfaces and neighbours.
var showInterfaceEntries = []entry{
	plain[ShowInterfaces](), plain[ShowInterfacesTable](), plain[ShowIPInterface](), plain[ShowIPv6Interface](),
	plain[ShowARP](), plain[ShowVLANs](), plain[ShowIPAliases](), plain[ShowIPv6Neighbors](), plain[ShowHosts](),
}

// ShowInterfaces shows the interfaces, or one.
type ShowInterfaces struct {
	Interfaces bool           `parser:"'show' @'interfaces'" help:"interfaces=Interface status and configuration"`
	Interface  *InterfaceName `parser:"@@?"`
}

// ShowInterfacesTable shows a line for each interface, or for one. Table is
// accounting, description, stats, status or summary.
type ShowInterfacesTable struct {
	Interface *InterfaceName `parser:"'show' 'interfaces' @@?" help:"interfaces=Interface status and configuration"`
	Table     string         `parser:"@('accounting' | 'description' | 'stats' | 'status' | 'summary')" help:"accounting=Show interface accounting;stats=Show interface packets & octets, in & out, by switching path;description=Show interface description;status=Show interface line status;summary=Show interface summary"`
}

// ShowIPInterface shows what interfaces do with IPv4 packets.
type ShowIPInterface struct {
	Interfaces bool           `parser:"'show' 'ip' @'interface'" help:"interface=IP interface status and configuration"`
	Interface  *InterfaceName `parser:"@@?"`
}

// ShowIPv6Interface shows what interfaces do with IPv6 packets.
type ShowIPv6Interface struct {
	Interfaces bool           `parser:"'show' 'ipv6' @'interface'" help:"interface=IPv6 interface status and configuration"`
	Interface  *InterfaceName `parser:"@@?"`
}

// ShowARP shows the hardware addresses of IPv4 neighbours.
type ShowARP struct {
	ARP       bool           `parser:"'show' 'ip'? @'arp'" help:"arp=ARP table;ip=IP information"`
	VRF       *Word          `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Specify a VRF;VRF=VPN Routing/Forwarding instance name"`
	Address   *IPv4          `parser:"( @@" help:"Address=IP address or hostname of ARP entry"`
	Interface *InterfaceName `parser:"| @@ )?"`
}

// ShowIPv6Neighbors shows the hardware addresses of IPv6 neighbours.
type ShowIPv6Neighbors struct {
	Neighbors bool           `parser:"'show' 'ipv6' @'neighbors'" help:"neighbors=Show IPv6 neighbor cache entries"`
	Interface *InterfaceName `parser:"@@?"`
}

// ShowVLANs shows the subinterfaces by their VLANs, or one.
type ShowVLANs struct {
	VLANs bool    `parser:"'show' @'vlans'" help:"vlans=Virtual LANs Information"`
	ID    *Number `parser:"@@?" range:"1-4094" help:"ID=VLAN ID"`
}

// ShowIPAliases shows for which addresses the router answers.
type ShowIPAliases struct {
	Set bool `parser:"'show' 'ip' @'aliases'" help:"ip=IP information;aliases=IP alias table"`
}

// ShowHosts shows the names that are known.
type ShowHosts struct {
	Set bool `parser:"'show' @'hosts'" help:"hosts=IP domain-name, lookup style, nameservers, and host table"`
}
