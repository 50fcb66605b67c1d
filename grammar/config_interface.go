package grammar

import "net/netip"

// SelectInterface opens an interface.
type SelectInterface struct {
	Name InterfaceName `parser:"'interface' @@" help:"interface=Select an interface to configure"`
	// Type is that of a Virtual-Template: a tunnel, for peers of their own
	// addresses.
	Type bool `parser:"( 'type' @'tunnel' )?" help:"type=Specify the type of interface;tunnel=Tunnel interface"`
}

func (s *SelectInterface) Submode() *Mode {
	if s.Name.Subinterface() {
		return SubInterface
	}
	return Interface
}

// IPAddress is an IPv4 address of an interface.
type IPAddress struct {
	Address   IPv4 `parser:"'ip' 'address' (( @@" help:"address=Set the IP address of an interface;Address=IP address"`
	Mask      Mask `parser:"  @@" help:"Mask=IP subnet mask"`
	Secondary bool `parser:"  @'secondary'? ))?" help:"secondary=Make this IP address a secondary address"`
}

// Prefix is the address with the length of its mask, not masked.
func (a *IPAddress) Prefix() netip.Prefix { return netip.PrefixFrom(a.Address.Addr(), a.Mask.Bits()) }

// IPUnnumbered borrows the address of another interface.
type IPUnnumbered struct {
	Interface InterfaceName `parser:"'ip' 'unnumbered' (( @@ ))?" help:"unnumbered=Enable IP processing without an explicit address"`
}

// IPMTU is the greatest IPv4 packet that leaves an interface.
type IPMTU struct {
	Bytes Number `parser:"'ip' 'mtu' (( @@ ))?" range:"68-65535" help:"mtu=Set IP Maximum Transmission Unit;Bytes=MTU (bytes)"`
}

// IPTCPAdjustMSS lowers the segment size that TCP connections announce.
type IPTCPAdjustMSS struct {
	Bytes Number `parser:"'ip' 'tcp' 'adjust-mss' (( @@ ))?" range:"500-1460" help:"tcp=TCP interface commands;adjust-mss=Adjust the mss of transit packets;Bytes=Maximum segment size in bytes"`
}

// IPv6Address is an IPv6 address of an interface. One field is set.
type IPv6Address struct {
	Prefix    *IPv6Prefix `parser:"'ipv6' 'address' (( @@" help:"address=Configure IPv6 address on interface;Prefix=IPv6 prefix"`
	LinkLocal *IPv6       `parser:"| @@ 'link-local' ))?" help:"LinkLocal=IPv6 link-local address;link-local=Use link-local address"`
}

// IPv6Enable gives an interface a link-local address of its own.
type IPv6Enable struct {
	Set bool `parser:"'ipv6' @'enable'" help:"enable=Enable IPv6 on interface"`
}

// IPv6MTU is the greatest IPv6 packet that leaves an interface.
type IPv6MTU struct {
	Bytes Number `parser:"'ipv6' 'mtu' (( @@ ))?" range:"1280-65535" help:"mtu=Set IPv6 Maximum Transmission Unit;Bytes=MTU (bytes)"`
}

// MTU is the size of an interface's link layer.
type MTU struct {
	Bytes Number `parser:"'mtu' (( @@ ))?" range:"64-18000" help:"mtu=Set the interface Maximum Transmission Unit (MTU);Bytes=MTU size in bytes"`
}

// InterfaceDescription is a remark on an interface.
type InterfaceDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=Interface specific description;Text=Up to 200 characters describing this interface"`
}

// Shutdown takes an interface out of use.
type Shutdown struct {
	Set bool `parser:"@'shutdown'" help:"shutdown=Shutdown the selected interface"`
}

// TunnelSource is the local end of a tunnel: an interface or one of its
// addresses. One field is set.
type TunnelSource struct {
	Interface *InterfaceName `parser:"'tunnel' 'source' (( @@" help:"source=source of tunnel packets"`
	IPv4      *IPv4          `parser:"| @@" help:"IPv4=ip address"`
	IPv6      *IPv6          `parser:"| @@ ))?" help:"IPv6=IPv6 address"`
}

// Address is the address, invalid where an interface is named.
func (s *TunnelSource) Address() netip.Addr { return either(s.IPv4, s.IPv6) }

// TunnelDestination is the far end of a tunnel. One field is set.
type TunnelDestination struct {
	IPv4 *IPv4 `parser:"'tunnel' 'destination' (( @@" help:"destination=destination of tunnel;IPv4=ip address"`
	IPv6 *IPv6 `parser:"| @@ ))?" help:"IPv6=IPv6 address"`
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

// TunnelMode is what a tunnel carries its packets in. One field is set: IPsec
// to ipv4 or ipv6, or GRE to ip or ipv6.
type TunnelMode struct {
	IPsec string `parser:"'tunnel' 'mode' (( 'ipsec' @('ipv4' | 'ipv6')" help:"mode=tunnel encapsulation method;ipsec=IPSec tunnel encapsulation;ipv4=over IPv4;ipv6=over IPv6"`
	GRE   string `parser:"| 'gre' @('ip' | 'ipv6') ))?" help:"gre=generic route encapsulation protocol;ip=over IP;ipv6=over IPv6"`
}

// TunnelProtection encrypts a tunnel.
type TunnelProtection struct {
	Profile Word  `parser:"'tunnel' 'protection' (( 'ipsec' 'profile' (( @@" help:"protection=Enable tunnel protection;ipsec=Use ipsec to protect this tunnel interface;profile=Determine the ipsec policy profile to use.;Profile=IPSec profile name"`
	Shared  bool  `parser:"  @'shared'?" help:"shared=Use a shared socket for the crypto connection."`
	ISAKMP  *Word `parser:"  ( 'isakmp-profile' @@ )? ))? ))?" help:"isakmp-profile=Determine the isakmp profile to use.;ISAKMP=ISAKMP profile name"`
}

// InterfaceKeepalive sends keepalives over a link.
type InterfaceKeepalive struct {
	Seconds *Number `parser:"'keepalive' ( @@" range:"0-32767" help:"keepalive=Enable keepalive;Seconds=Keepalive period (default 10 seconds)"`
	Retries *Number `parser:"  @@? )?" range:"1-255" help:"Retries=Keepalive retries"`
}

// Bandwidth is what an interface tells others of its speed.
type Bandwidth struct {
	Kilobits Number `parser:"'bandwidth' (( @@ ))?" range:"1-10000000" help:"bandwidth=Set bandwidth informational parameter;Kilobits=Bandwidth in kilobits"`
}

// Delay is what an interface tells others of its delay.
type Delay struct {
	TensOfMicroseconds Number `parser:"'delay' (( @@ ))?" range:"1-16777215" help:"delay=Specify interface throughput delay;TensOfMicroseconds=Throughput delay (tens of microseconds)"`
}

// Device maps an interface to a network device of the system. It is a command
// of mainmode's own.
type Device struct {
	Name Word `parser:"'device' (( @@ ))?" help:"device=Use a network device of the system (mainmode);Name=Name of the device"`
}
