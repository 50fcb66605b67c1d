package grammar

import "net/netip"

// TunnelSource is the local end of a tunnel: an interface or one of its
// addresses. One field is set.
type TunnelSource struct {
	Interface *InterfaceName `parser:"'tunnel' 'source' (( @@" help:"source=source of tunnel packets"`
	IPv4      *IPv4          `parser:"| @@" help:"IPv4=ip address"`
	IPv6      *IPv6          `parser:"| @@" help:"IPv6=IPv6 address"`
	Dynamic   bool           `parser:"| @'dynamic' ))?" help:"dynamic=Assign the source dynamically"`
}

// Address is the address, invalid where an interface is named.
func (s *TunnelSource) Address() netip.Addr { return either(s.IPv4, s.IPv6) }

// TunnelDestination is the far end of a tunnel: an address, or a name that "ip
// host" knows. One field is set.
type TunnelDestination struct {
	IPv4    *IPv4     `parser:"'tunnel' 'destination' (( @@" help:"destination=destination of tunnel;IPv4=ip address"`
	IPv6    *IPv6     `parser:"| @@" help:"IPv6=IPv6 address"`
	Dynamic bool      `parser:"| @'dynamic'" help:"dynamic=Assign the destination dynamically"`
	Host    *HostName `parser:"| @@ ))?" help:"Host=Host name of the far end"`
}

// Address is the destination, invalid in a "no" form without it.
func (d *TunnelDestination) Address() netip.Addr { return either(d.IPv4, d.IPv6) }

func either(v4 *IPv4, v6 *IPv6) netip.Addr {
	switch {
	case v4 != nil:
		return v4.Addr()
	case v6 != nil:
		return v6.Addr()
	}
	return netip.Addr{}
}

// TunnelMode is what a tunnel carries its packets in. One of IPsec, GRE, IPv6IP
// and Other is set; Overlay goes with IPsec.
type TunnelMode struct {
	IPsec   string `parser:"'tunnel' 'mode' (( 'ipsec' @('ipv4' | 'ipv6')" help:"mode=tunnel encapsulation method;ipsec=IPSec tunnel encapsulation;ipv4=over IPv4;ipv6=over IPv6"`
	Overlay string `parser:"  @('v4-overlay' | 'v6-overlay')?" help:"v4-overlay=IPv4 packets over IPv6;v6-overlay=IPv6 packets over IPv4"`
	Dual    bool   `parser:"| 'ipsec' @'dual-overlay'" help:"dual-overlay=IPv4 and IPv6 packets"`
	GRE     string `parser:"| 'gre' ( @('ip' | 'ipv6')" help:"gre=generic route encapsulation protocol;ip=over IP;ipv6=over IPv6"`
	Many    string `parser:"  | @'multipoint'" help:"multipoint=over IP (multipoint)"`
	ManyV6  bool   `parser:"    @'ipv6'? )" help:"ipv6=over IPv6"`
	IPv6IP  bool   `parser:"| @'ipv6ip'" help:"ipv6ip=IPv6 over IP encapsulation"`
	How     string `parser:"  @('6rd' | '6to4' | 'auto-tunnel' | 'isatap')?" help:"6rd=IPv6 automatic tunnelling using 6rd;6to4=IPv6 automatic tunnelling using 6to4;auto-tunnel=IPv6 automatic tunnelling using IPv4 compatible addresses;isatap=IPv6 automatic tunnelling using ISATAP"`
	Other   string `parser:"| @('aurp' | 'cayman' | 'dvmrp' | 'eon' | 'ethernet' | 'ipip' | 'iptalk' | 'ipv6' | 'mpls' | 'nos' | 'rbscp' | 'tag-switching' | 'udp' | 'vxlan' | 'vxlan-gpe')" help:"aurp=AURP TunnelTalk AppleTalk encapsulation;cayman=Cayman TunnelTalk AppleTalk encapsulation;dvmrp=DVMRP multicast tunnel;eon=EON compatible CLNS tunnel;ethernet=Ethernet over gre;ipip=IP over IP encapsulation;iptalk=Apple IPTalk encapsulation;ipv6=Generic packet tunneling in IPv6;mpls=MPLS encapsulations;nos=IP over IP encapsulation (KA9Q/NOS compatible);rbscp=RBSCP in IP tunnel;tag-switching=MPLS encapsulations;udp=UDP encapsulation protocol;vxlan=VXLAN encapsulation;vxlan-gpe=VXLAN gpe encapsulation"`
	Rest    *Text  `parser:"  @@? ))?" help:"Rest=Options of the encapsulation"`
}

// TunnelProtection encrypts a tunnel.
type TunnelProtection struct {
	Profile Word  `parser:"'tunnel' 'protection' (( 'ipsec' (( 'profile' (( @@" names:"ipsec-profile" help:"protection=Enable tunnel protection;ipsec=Use ipsec to protect this tunnel interface;profile=Determine the ipsec policy profile to use.;Profile=IPSec profile name"`
	Shared  bool  `parser:"  @'shared'?" help:"shared=Use a shared socket for the crypto connection."`
	ISAKMP  *Word `parser:"  ( 'isakmp-profile' @@ )?" names:"isakmp-profile" help:"isakmp-profile=Specify isakmp profile for the crypto connection.;ISAKMP=ISAKMP profile name"`
	IKEv2   *Word `parser:"  ( 'ikev2-profile' @@ )? ))? ))? ))?" help:"ikev2-profile=Specify ikev2 profile for the crypto connection.;IKEv2=IKEv2 profile name"`
}

// TunnelKey tells the GRE packets of a tunnel from those of others between the
// same ends.
type TunnelKey struct {
	Key Number `parser:"'tunnel' 'key' (( @@ ))?" range:"0-4294967295" help:"key=security or selector key;Key=key"`
}

// TunnelChecksum has GRE packets carry a checksum.
type TunnelChecksum struct {
	Set bool `parser:"'tunnel' @'checksum'" help:"checksum=enable end to end checksumming of packets"`
}

// TunnelSequenceDatagrams has GRE packets that come out of order dropped.
type TunnelSequenceDatagrams struct {
	Set bool `parser:"'tunnel' @'sequence-datagrams'" help:"sequence-datagrams=drop datagrams arriving out of order"`
}

// TunnelTTL is the time to live of the outer header.
type TunnelTTL struct {
	Hops Number `parser:"'tunnel' 'ttl' (( @@ ))?" range:"1-255" help:"ttl=set time to live;Hops=ttl"`
}

// TunnelTOS is the type of service of the outer header.
type TunnelTOS struct {
	TOS Number `parser:"'tunnel' 'tos' (( @@ ))?" range:"0-255" help:"tos=set type of service;TOS=tos"`
}

// TunnelPathMTUDiscovery copies the don't-fragment bit to the outer header.
type TunnelPathMTUDiscovery struct {
	Set      bool    `parser:"'tunnel' @'path-mtu-discovery'" help:"path-mtu-discovery=Enable Path MTU Discovery on tunnel"`
	AgeTimer *Number `parser:"( 'age-timer' ( @@" range:"10-30" help:"age-timer=Set PMTUD aging timer;AgeTimer=Aging time"`
	Infinite bool    `parser:"  | @'infinite' )" help:"infinite=Disable pmtud aging timer"`
	MinMTU   *Number `parser:"| 'min-mtu' @@ )?" range:"92-65535" help:"min-mtu=Min pmtud mtu allowed;MinMTU=mtu"`
}

// TunnelBandwidth is what the interface tells others of a direction's speed.
type TunnelBandwidth struct {
	Direction string  `parser:"'tunnel' 'bandwidth' @('receive' | 'transmit')" help:"bandwidth=Set tunnel bandwidth informational parameter;receive=Receive bandwidth;transmit=Transmit bandwidth"`
	Kilobits  *Number `parser:"(( @@ ))?" range:"0-10000000" help:"Kilobits=Bandwidth in kilobits"`
}

// TunnelVRF is where the tunnel's own packets are routed.
type TunnelVRF struct {
	Name Word `parser:"'tunnel' 'vrf' (( @@ ))?" names:"vrf" help:"vrf=set tunnel vrf membership;Name=vrf name"`
}

// TunnelRouteVia says by which interface the tunnel's own packets leave.
type TunnelRouteVia struct {
	Interface InterfaceName `parser:"'tunnel' 'route-via' (( @@" help:"route-via=Select subset of routing table for tunnel transport"`
	How       string        `parser:"  @('mandatory' | 'preferred') ))?" help:"mandatory=Drop the packets if the route is not available;preferred=If the route is not available, then use normal routing"`
}

func (*TunnelRouteVia) inert() {}
