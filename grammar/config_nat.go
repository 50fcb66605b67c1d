package grammar

import (
	"github.com/alecthomas/participle/v2/lexer"
)

// NATDynamic translates the source addresses that an access list permits.
type NATDynamic struct {
	Side      string               `parser:"'ip' 'nat' @('inside' | 'outside') 'source'" help:"nat=NAT configuration commands;inside=Inside address translation;outside=Outside address translation;source=Source address translation"`
	List      *AccessListReference `parser:"( 'list' @@" help:"list=Specify access list describing local addresses"`
	RouteMap  *Word                `parser:"| 'route-map' @@ )" names:"route-map" help:"route-map=Specify route-map;RouteMap=Route-map name"`
	Interface *InterfaceName       `parser:"( 'interface' @@" help:"interface=Specify interface for global address"`
	Pool      *Word                `parser:"| 'pool' @@ )" names:"nat-pool" help:"pool=Name pool of global addresses;Pool=Pool name for global addresses"`
	Options   []NATOption          `parser:"@@*"`
}

// NATStatic translates one address always to the same other one. One of the
// last fields is set. On the inside the first address is the local one, on the
// outside the global one.
type NATStatic struct {
	Side    string      `parser:"'ip' 'nat' @('inside' | 'outside') 'source' 'static'" help:"nat=NAT configuration commands;inside=Inside address translation;outside=Outside address translation;source=Source address translation;static=Specify static local->global mapping"`
	Network *NATNetwork `parser:"( 'network' @@" help:"network=Subnet translation"`
	TCP     *NATPort    `parser:"| 'tcp' @@" help:"tcp=Transmission Control Protocol"`
	UDP     *NATPort    `parser:"| 'udp' @@" help:"udp=User Datagram Protocol"`
	ESP     *NATHost    `parser:"| 'esp' @@" help:"esp=IPSec-ESP (Tunnel mode) support"`
	Host    *NATHost    `parser:"| @@ )"`
	Options []NATOption `parser:"@@*"`
}

// NATHost is an address and what it is translated to. One of the last fields
// is set.
type NATHost struct {
	From      IPv4           `parser:"@@" help:"From=Address before translation"`
	To        *IPv4          `parser:"( @@" help:"To=Address after translation"`
	Interface *InterfaceName `parser:"| 'interface' @@ )" help:"interface=Specify interface for global address"`
}

// NATPort is a port of an address and what it is translated to. One of the
// fields To and Interface is set.
type NATPort struct {
	From      IPv4           `parser:"@@" help:"From=Address before translation"`
	FromPort  Number         `parser:"@@" range:"1-65535" help:"FromPort=Port before translation"`
	To        *IPv4          `parser:"( @@" help:"To=Address after translation"`
	Interface *InterfaceName `parser:"| 'interface' @@ )" help:"interface=Specify interface for global address"`
	ToPort    Number         `parser:"@@" range:"1-65535" help:"ToPort=Port after translation"`
}

// NATNetwork is a network and the one of the same size that it is translated
// to. One of the last fields is set.
type NATNetwork struct {
	From   IPv4          `parser:"@@" help:"From=Network before translation"`
	To     IPv4          `parser:"@@" help:"To=Network after translation"`
	Length *PrefixLength `parser:"( @@" help:"Length=Prefix length"`
	Mask   *Mask         `parser:"| @@ )" help:"Mask=Network mask for the translation"`
}

// Bits is the length of both networks.
func (n *NATNetwork) Bits() int {
	if n.Mask != nil {
		return n.Mask.Bits()
	}
	return int(*n.Length)
}

// normalize has a mask in its short form.
func (n *NATNetwork) normalize() {
	if n.Mask != nil {
		bits := PrefixLength(n.Mask.Bits())
		n.Length, n.Mask = &bits, nil
	}
}

func (s *NATStatic) normalize() {
	if s.Network != nil {
		s.Network.normalize()
	}
	s.Options = sortOptions(s.Options)
}

func (d *NATDynamic) normalize() { d.Options = sortOptions(d.Options) }

// PrefixLength is the length of an IPv4 prefix behind a slash.
type PrefixLength uint8

func (PrefixLength) Accepts(word string) bool { _, ok := prefixLength(word); return ok }
func (PrefixLength) Syntax() string           { return "/nn" }
func (p PrefixLength) String() string         { return "/" + Number(p).String() }

// Parse implements participle.Parseable.
func (p *PrefixLength) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) (ok bool) { *p, ok = prefixLength(s); return ok })
}

func prefixLength(word string) (PrefixLength, bool) {
	if len(word) < 2 || word[0] != '/' {
		return 0, false
	}
	n, ok := decimal(word[1:])
	return PrefixLength(n), ok && n <= 32
}

// NATOption is what a translation may have besides. One field is set.
type NATOption struct {
	RouteMap    *Word `parser:"  'route-map' @@" names:"route-map" help:"route-map=Specify route-map;RouteMap=Route-map name"`
	Reversible  bool  `parser:"| @'reversible'" help:"reversible=Allow out->in traffic"`
	VRF         *Word `parser:"| 'vrf' @@" names:"vrf" help:"vrf=Specify vrf;VRF=VRF name"`
	MatchInVRF  bool  `parser:"| @'match-in-vrf'" help:"match-in-vrf=match incoming vrf"`
	Overload    bool  `parser:"| @'overload'" help:"overload=Overload an address translation"`
	AddRoute    bool  `parser:"| @'add-route'" help:"add-route=Add a static route for outside local address"`
	Extendable  bool  `parser:"| @'extendable'" help:"extendable=Extend this translation when used"`
	Forced      bool  `parser:"| @'forced'" help:"forced=Delete this entry and its children, even if in use"`
	NoAlias     bool  `parser:"| @'no-alias'" help:"no-alias=Do not create an alias for the global address"`
	NoPayload   bool  `parser:"| @'no-payload'" help:"no-payload=No translation of embedded address/port in the payload"`
	NoARP       bool  `parser:"| @'no-arp'" help:"no-arp=Do not create an ARP alias for the global address"`
	Redundancy  *Word `parser:"| 'redundancy' @@" help:"redundancy=NAT redundancy operation;Redundancy=Redundancy group name"`
	MappingID   *Word `parser:"| 'mapping-id' @@" help:"mapping-id=Associate a mapping id to this mapping;MappingID=Mapping id"`
	OER         bool  `parser:"| @'oer'" help:"oer=Use with vtemplate only. On new translation, if OER BR is UP, OER will select IP from outgoing Interface."`
	Description *Word `parser:"| 'name' @@" help:"name=Specify a name for this mapping;Description=Name of the mapping"`
}

// NATTimeout says how long translations live without packets.
type NATTimeout struct {
	What    string  `parser:"'ip' 'nat' 'translation' @('timeout' | 'udp-timeout' | 'dns-timeout' | 'tcp-timeout' | 'syn-timeout' | 'finrst-timeout' | 'icmp-timeout')" help:"translation=NAT translation entry configuration;timeout=Specify timeout for dynamic NAT translations;udp-timeout=Specify timeout for NAT UDP flows;dns-timeout=Specify timeout for NAT DNS flows;tcp-timeout=Specify timeout for NAT TCP flows;syn-timeout=Specify timeout for NAT TCP flows after a SYN and no further data;finrst-timeout=Specify timeout for NAT TCP flows after a FIN or RST;icmp-timeout=Specify timeout for NAT ICMP flows"`
	Seconds *Number `parser:"(( @@" range:"0-2147483647" help:"Seconds=Timeout in seconds"`
	Never   bool    `parser:"| @'never' ))?" help:"never=Never timeout"`
}
