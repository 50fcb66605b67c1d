package grammar

import (
	"net/netip"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// SelectInterface opens an interface.
type SelectInterface struct {
	Name InterfaceName `parser:"'interface' @@" help:"interface=Select an interface to configure"`
	// Type is that of a Virtual-Template: a tunnel, for peers of their own
	// addresses.
	Type bool `parser:"( 'type' @'tunnel'" help:"type=Specify the type of interface;tunnel=Tunnel interface"`
	// Link is that of a subinterface of a network that is no broadcast one.
	Link string `parser:"| @('l2transport' | 'multipoint' | 'point-to-point') )?" help:"l2transport=Layer 2 transport of cells and frames;multipoint=Treat as a multipoint link;point-to-point=Treat as a point-to-point link"`
}

func (s *SelectInterface) Submode() *Mode {
	if s.Name.Subinterface() {
		return SubInterface
	}
	return Interface
}

// SelectInterfaceRange opens several interfaces at once: what follows is typed
// at each.
type SelectInterfaceRange struct {
	Range Text `parser:"'interface' 'range' @@" help:"range=interface range command;Range=Interfaces, as Ethernet0/0 - 3 , Vlan10"`
}

// EncapsulationDot1Q makes a subinterface one VLAN of its interface, IEEE
// 802.1Q.
type EncapsulationDot1Q struct {
	VLAN   Number `parser:"'encapsulation' 'dot1Q' (( @@" range:"1-4094" help:"encapsulation=Set encapsulation type for an interface;dot1Q=IEEE 802.1Q Virtual LAN;VLAN=IEEE 802.1Q VLAN ID required"`
	Native bool   `parser:"  ( @'native'" help:"native=Make this as native vlan"`
	// Any and Second are the VLANs in it that are meant.
	Any    bool        `parser:"  | 'second-dot1q' ( @'any'" help:"second-dot1q=Configure this subinterface as a 1Q-in-1Q subinterface;any=Match any inner VLAN not configured elsewhere"`
	Second *InnerVLANs `parser:"    | @@ ) )? ))?" help:"Second=Inner VLAN IDs"`
}

// InnerVLANs is a VLAN, or several: "100,200-300".
type InnerVLANs string

// Inner is the inner VLAN, if it is one that the line names.
func (c *EncapsulationDot1Q) Inner() (id int, ok bool) {
	if c.Second == nil {
		return 0, false
	}
	n, ok := decimal(string(*c.Second))
	return int(n), ok
}

// Accepts reports whether each VLAN can be one.
func (InnerVLANs) Accepts(word string) bool {
	const most = 4094
	for part := range strings.SplitSeq(word, ",") {
		first, last, several := strings.Cut(part, "-")
		low, ok := decimal(first)
		high := low
		if several && ok {
			high, ok = decimal(last)
		}
		if !ok || low < 1 || high > most || high < low {
			return false
		}
	}
	return true
}

func (InnerVLANs) Syntax() string   { return "<1-4094>" }
func (v InnerVLANs) String() string { return string(v) }

// Parse implements participle.Parseable.
func (v *InnerVLANs) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *v = InnerVLANs(s); return v.Accepts(s) })
}

// IPAddress is an IPv4 address of an interface.
type IPAddress struct {
	Address   IPv4 `parser:"'ip' 'address' (( @@" help:"address=Set the IP address of an interface;Address=IP address"`
	Mask      Mask `parser:"  @@" help:"Mask=IP subnet mask"`
	Secondary bool `parser:"  @'secondary'? ))?" help:"secondary=Make this IP address a secondary address"`
}

// Prefix is the address with the length of its mask, not masked.
func (a *IPAddress) Prefix() netip.Prefix { return netip.PrefixFrom(a.Address.Addr(), a.Mask.Bits()) }

// IPAddressDHCP asks a server for the IPv4 address of an interface.
type IPAddressDHCP struct {
	DHCP    bool                `parser:"'ip' 'address' @'dhcp'" help:"dhcp=IP Address negotiated via DHCP"`
	Options []DHCPAddressOption `parser:"@@*" order:"any"`
}

// DHCPAddressOption is what a client says of itself. One field is set.
type DHCPAddressOption struct {
	ClientID *InterfaceName `parser:"  'client-id' @@" help:"client-id=Specify client-id to use"`
	Hostname *Word          `parser:"| 'hostname' @@" help:"hostname=Specify value for hostname option;Hostname=Hostname"`
}

// IPAddressNegotiated takes the IPv4 address that PPP has negotiated.
type IPAddressNegotiated struct {
	Negotiated bool `parser:"'ip' 'address' @'negotiated'" help:"negotiated=IP Address negotiated over PPP"`
	Previous   bool `parser:"@'previous'?" help:"previous=Use the address of the previous session"`
}

// IPUnnumbered borrows the address of another interface.
type IPUnnumbered struct {
	Interface InterfaceName `parser:"'ip' 'unnumbered' (( @@" help:"unnumbered=Enable IP processing without an explicit address"`
	Poll      bool          `parser:"  @'poll'? ))?" help:"poll=Enable IP host polling"`
}

// IPMTU is the greatest IPv4 packet that leaves an interface.
type IPMTU struct {
	Bytes Number `parser:"'ip' 'mtu' (( @@ ))?" range:"68-65535" help:"mtu=Set IP Maximum Transmission Unit;Bytes=MTU (bytes)"`
}

// IPTCPAdjustMSS lowers the segment size that TCP connections announce.
type IPTCPAdjustMSS struct {
	Bytes Number `parser:"'ip' 'tcp' 'adjust-mss' (( @@ ))?" range:"500-1460" help:"tcp=TCP interface commands;adjust-mss=Adjust the mss of transit packets;Bytes=Maximum segment size in bytes"`
}

// IPv6TCPAdjustMSS is IPTCPAdjustMSS for connections over IPv6.
type IPv6TCPAdjustMSS struct {
	Bytes Number `parser:"'ipv6' 'tcp' 'adjust-mss' (( @@ ))?" range:"40-1940" help:"tcp=TCP interface commands;adjust-mss=Adjust the mss of transit packets;Bytes=Maximum segment size in bytes"`
}

// IPv6Address is an IPv6 address of an interface: Prefix or LinkLocal. With
// EUI64 the second half of the address is made of the interface's MAC.
type IPv6Address struct {
	Prefix    *IPv6Prefix `parser:"'ipv6' 'address' (( @@" help:"address=Configure IPv6 address on interface;Prefix=IPv6 prefix"`
	EUI64     bool        `parser:"  ( @'eui-64'" help:"eui-64=Use eui-64 interface identifier"`
	Anycast   bool        `parser:"  | @'anycast'" help:"anycast=Configure as an anycast"`
	CGA       bool        `parser:"  | @'cga'" help:"cga=Use CGA interface identifier"`
	Segments  bool        `parser:"  | @'segment-routing' 'ipv6-sr' )?" help:"segment-routing=Segment Routing;ipv6-sr=Segment Routing over IPv6 (RFC 8754)"`
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

// InterfaceKeepalive sends keepalives over a link.
type InterfaceKeepalive struct {
	Seconds *Number `parser:"'keepalive' ( @@" range:"0-32767" help:"keepalive=Enable keepalive;Seconds=Keepalive period (default 10 seconds)"`
	Retries *Number `parser:"  @@? )?" range:"1-255" help:"Retries=Keepalive retries"`
}

// Bandwidth is what an interface tells others of its speed.
type Bandwidth struct {
	Kilobits Number `parser:"'bandwidth' (( @@ ))?" range:"1-200000000" help:"bandwidth=Set bandwidth informational parameter;Kilobits=Bandwidth in kilobits"`
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
