package grammar

// clearEntries are the commands of "clear".
var clearEntries = []entry{
	plain[ClearCryptoSA](), plain[ClearCryptoISAKMP](), plain[ClearCryptoSession](), plain[ClearLogging](),
	plain[ClearCounters](), plain[ClearARP](), plain[ClearIPv6Neighbors](), plain[ClearIPRoute](), plain[ClearIPv6Route](),
	plain[ClearIPTraffic](), plain[ClearHost](), plain[ClearDiscovery](), plain[ClearIPDHCP](), plain[ClearIPNHRP](), plain[ClearDMVPN](), plain[ClearCryptoAccelerator](),
	plain[ClearCryptoCallAdmission](), plain[ClearInterface](), plain[ClearRouting](), plain[ClearBGP](),
}

// ClearCryptoSA deletes IPsec SAs: all, those with a peer, those of a crypto
// map, or one; or, with Counters, sets their counters to zero.
type ClearCryptoSA struct {
	Counters bool         `parser:"'clear' 'crypto' 'sa' ( @'counters'" help:"sa=Clear all crypto SAs;counters=Reset the SA counters"`
	Entry    *SAEntry     `parser:"| 'entry' @@" help:"entry=Clear a specific SA"`
	Map      *Word        `parser:"| 'map' @@" names:"map" help:"map=Clear all SAs for a given crypto map;Map=Crypto map name"`
	Peer     *PeerAddress `parser:"| 'peer' @@" help:"peer=Clear all SAs for a given crypto peer"`
	SPI      *HexNumber   `parser:"| 'spi' @@" help:"spi=Clear SA by SPI;SPI=SPI (hex)"`
	VRF      *Word        `parser:"| 'vrf' @@ )?" names:"vrf" help:"vrf=Clear all SAs for a given VRF;VRF=VRF name"`
}

// SAEntry names one IPsec SA as its receiver does.
type SAEntry struct {
	Destination PeerAddress `parser:"@@" help:"Destination=Destination address"`
	Protocol    string      `parser:"@('ah' | 'esp')" help:"ah=Authentication Header;esp=Encapsulating Security Payload"`
	SPI         HexNumber   `parser:"@@" help:"SPI=SPI (hex)"`
}

// ClearCryptoISAKMP deletes ISAKMP SAs: all, or one by its connection id.
type ClearCryptoISAKMP struct {
	SA         bool    `parser:"'clear' 'crypto' 'isakmp' @'sa'?" help:"isakmp=Flush the ISAKMP database;sa=Flush the ISAKMP SAs"`
	Connection *Number `parser:"@@?" range:"0-32766" help:"Connection=connection id of SA"`
}

// ClearCryptoSession deletes the ISAKMP and IPsec SAs of all sessions, or of
// some.
type ClearCryptoSession struct {
	Local     *PeerAddress   `parser:"'clear' 'crypto' 'session' ( 'local' @@" help:"session=Clear crypto sessions (tunnels);local=Clear crypto sessions for a local crypto endpoint"`
	Remote    *PeerAddress   `parser:"| 'remote' @@" help:"remote=Clear crypto sessions for a remote IKE peer"`
	Port      *Number        `parser:"  ( 'port' @@ )?" range:"1-65535" help:"port=Remote IKE port;Port=Port number"`
	User      *Word          `parser:"| 'username' @@" names:"user" help:"username=Clear crypto sessions of a user;User=Xauth or pki-aaa username"`
	Group     *Word          `parser:"| 'isakmp' ( 'group' @@" names:"group" help:"isakmp=Clear crypto sessions of an isakmp group or profile;group=Clear crypto sessions of an isakmp group;Group=Isakmp group name"`
	Profile   *Word          `parser:"  | 'profile' @@ )" names:"isakmp-profile" help:"profile=Clear crypto sessions of an isakmp profile;Profile=Isakmp profile name"`
	FVRF      *Word          `parser:"| 'fvrf' @@" names:"vrf" help:"fvrf=Clear crypto sessions of a front-door VRF;FVRF=fvrf name"`
	IVRF      *Word          `parser:"| 'ivrf' @@" names:"vrf" help:"ivrf=Clear crypto sessions of an inside VRF;IVRF=ivrf name"`
	Interface *InterfaceName `parser:"| 'interface' @@ )?" help:"interface=Clear crypto sessions on an interface"`
}

// ClearLogging empties the buffer of messages.
type ClearLogging struct {
	Logging bool `parser:"'clear' @'logging'" help:"logging=Clear logging buffer"`
}

// ClearCounters sets the counters of "show interfaces" to zero, of all
// interfaces or of one.
type ClearCounters struct {
	Counters  bool           `parser:"'clear' @'counters'" help:"counters=Clear counters on one or all interfaces"`
	Interface *InterfaceName `parser:"@@?"`
}

// ClearARP empties the ARP cache, or removes what is known of one address or
// on one interface.
type ClearARP struct {
	ARP       bool           `parser:"'clear' ( @'arp-cache'" help:"arp-cache=Clear the entire ARP cache"`
	IP        bool           `parser:"| 'ip' @'arp' )" help:"ip=IP;arp=Clear ARP entries"`
	Address   *IPv4          `parser:"( @@" help:"Address=IP address of the ARP entry"`
	Interface *InterfaceName `parser:"| 'interface' @@ )?" help:"interface=Clear the entries of an interface"`
}

// ClearIPRoute has the routes of a table, or one, made anew.
type ClearIPRoute struct {
	Route   bool  `parser:"'clear' 'ip' @'route'" help:"ip=IP;route=Delete route table entries"`
	VRF     *Word `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Clear routes of a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	All     bool  `parser:"( @'*'" help:"*=Delete all routes"`
	Network *IPv4 `parser:"| @@" help:"Network=Destination network route to delete"`
	Mask    *Mask `parser:"  @@? )" help:"Mask=Network mask"`
}

// ClearIPv6Route is ClearIPRoute for IPv6.
type ClearIPv6Route struct {
	Route  bool        `parser:"'clear' 'ipv6' @'route'" help:"ipv6=Clear IPv6 information;route=Clear IPv6 route table entries"`
	VRF    *Word       `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Clear routes of a VPN Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	All    bool        `parser:"( @'*'" help:"*=Clear all routes"`
	Prefix *IPv6Prefix `parser:"| @@ )" help:"Prefix=IPv6 prefix"`
}

// ClearHost forgets names that were resolved. None is remembered.
type ClearHost struct {
	View bool  `parser:"'clear' 'host' @'all'?" help:"host=Delete host table entries;all=All views"`
	All  bool  `parser:"( @'*'" help:"*=Delete all entries"`
	Name *Word `parser:"| @@ )" help:"Name=Host name"`
}

// ClearDiscovery forgets what CDP or LLDP, which are not run, would know.
type ClearDiscovery struct {
	Protocol string `parser:"'clear' @('cdp' | 'lldp')" help:"cdp=Reset cdp information;lldp=Clear lldp information"`
	What     string `parser:"@('counters' | 'table')" help:"counters=Clear counters;table=Clear table"`
}

// ClearIPDHCP forgets what the DHCP server, which is not run, would know.
type ClearIPDHCP struct {
	DHCP bool  `parser:"'clear' 'ip' @'dhcp'" help:"dhcp=Delete items from the DHCP database"`
	Rest *Text `parser:"@@?" help:"Rest=What is cleared of it"`
}

// ClearCryptoAccelerator sets what the crypto engine counts to zero.
type ClearCryptoAccelerator struct {
	Set bool `parser:"'clear' 'crypto' 'engine' 'accelerator' @'counter'" help:"crypto=Clear crypto information;engine=Clear crypto engine info;accelerator=Clear crypto accelerator info;counter=Clear crypto accelerator counters"`
}

// ClearCryptoCallAdmission sets the counts of "show crypto call admission
// statistics" to zero.
type ClearCryptoCallAdmission struct {
	Statistics bool `parser:"'clear' 'crypto' 'call' 'admission' @'statistics'" help:"call=Crypto Call Admission Control;admission=Crypto Call Admission Control;statistics=Clear crypto call admission statistics"`
}

// ClearInterface has an interface made anew.
type ClearInterface struct {
	Interface InterfaceName `parser:"'clear' 'interface' @@" help:"interface=Clear the hardware logic on an interface"`
}

// ClearRouting has a routing protocol forget something.
type ClearRouting struct {
	Protocol string `parser:"'clear' 'ip' @('bgp' | 'ospf')" help:"ip=IP;bgp=Clear BGP connections;ospf=OSPF clear commands"`
	Rest     Text   `parser:"@@" help:"Rest=What is cleared, as FRR's vtysh knows it"`
}

// ClearBGP is "clear bgp", the newer spelling of "clear ip bgp".
type ClearBGP struct {
	BGP  bool `parser:"'clear' @'bgp'" help:"bgp=Clear BGP connections"`
	Rest Text `parser:"@@" help:"Rest=What is cleared, as FRR's vtysh knows it"`
}

// ClearIPTraffic sets the counts of "show ip traffic" to zero.
type ClearIPTraffic struct {
	Set bool `parser:"'clear' 'ip' @'traffic'" help:"ip=IP;traffic=Clear IP traffic counters"`
}

// ClearIPv6Neighbors forgets the hardware addresses of IPv6 neighbours.
type ClearIPv6Neighbors struct {
	Set bool `parser:"'clear' 'ipv6' @'neighbors'" help:"ipv6=Clear IPv6 information;neighbors=Clear IPv6 Neighbor Cache entries"`
}
