package grammar

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// The commands of NHRP, RFC 2332, on a tunnel interface.

// NHRPNetworkID turns NHRP on: the tunnel belongs to a network of that number,
// which is this router's own.
type NHRPNetworkID struct {
	Number Number `parser:"'ip' 'nhrp' 'network-id' (( @@ ))?" range:"1-4294967295" help:"nhrp=NHRP interface subcommands;network-id=NBMA network identifier;Number=Network identifier"`
}

// NHRPAuthentication is a word that all routers of the network put in clear into
// what they send.
type NHRPAuthentication struct {
	Key Word `parser:"'ip' 'nhrp' 'authentication' (( @@ ))?" help:"authentication=Authentication string;Key=Authentication string (8 characters maximum)"`
}

// NHRPHoldtime is how long others may rely on what this router says of itself.
type NHRPHoldtime struct {
	Seconds Number `parser:"'ip' 'nhrp' 'holdtime' (( @@ ))?" range:"1-65535" help:"holdtime=Advertised holdtime;Seconds=Number of seconds"`
}

// NHRPMap maps an address in the tunnel, or with Last all of a network, to the
// NBMA address of the router that has it.
type NHRPMap struct {
	Address IPv4  `parser:"'ip' 'nhrp' 'map' @@" help:"map=Map dest IP addresses to NBMA addresses;Address=IP address of destination"`
	Next    IPv4  `parser:"(( @@" help:"Next=IP NBMA address, or mask of the destination"`
	Last    *IPv4 `parser:"  @@? ))?" help:"Last=IP NBMA address"`
}

// NBMA is where the router is.
func (m *NHRPMap) NBMA() IPv4 {
	if m.Last != nil {
		return *m.Last
	}
	return m.Next
}

// NHRPMapMulticast says to whom packets to groups are copied: to one NBMA
// address, or to each router that registers.
type NHRPMapMulticast struct {
	NBMA    *IPv4       `parser:"'ip' 'nhrp' 'map' 'multicast' ( @@" help:"map=Map dest IP addresses to NBMA addresses;multicast=Use this NBMA mapping for broadcasts/multicasts;NBMA=IP NBMA address"`
	Dynamic bool        `parser:"| @'dynamic'" help:"dynamic=Dynamically learn destinations from client registrations on hub"`
	Host    *DomainName `parser:"| @@ )" help:"Host=Host name of the NBMA address"`
}

// NHRPServer is a router that this one registers with and asks. The NBMA address
// of one that says none is that of an NHRPMap.
type NHRPServer struct {
	Address   IPv4        `parser:"'ip' 'nhrp' 'nhs' @@" help:"nhs=Specify a next hop server;Address=IP address of NHS"`
	NBMA      *IPv4       `parser:"(( ( 'nbma' ( @@" help:"nbma=NBMA address or FQDN;NBMA=IPv4 NBMA address"`
	IPv6      *IPv6       `parser:"    | @@" help:"IPv6=IPv6 NBMA address"`
	Host      *DomainName `parser:"    | @@ ) )?" help:"Host=FQDN of the NBMA address"`
	Multicast bool        `parser:"  @'multicast'?" help:"multicast=Use this NBMA mapping for broadcasts/multicasts"`
	Priority  *Number     `parser:"  ( 'priority' @@ )?" range:"0-255" help:"priority=Set priority to the NHS;Priority=Priority value"`
	Cluster   *Number     `parser:"  ( 'cluster' @@ )? ))?" range:"0-10" help:"cluster=Set cluster for the NHS;Cluster=Cluster number"`
}

// NHRPRegistrationUnique says whether the mapping that is registered may be
// replaced by one to another NBMA address.
type NHRPRegistrationUnique struct {
	How string `parser:"'ip' 'nhrp' 'registration' @('no-unique' | 'unique')" help:"registration=Settings for registration packets.;no-unique=Don't set unique flag;unique=Set unique flag"`
}

// NHRPRegistrationTimeout is how often this router registers.
type NHRPRegistrationTimeout struct {
	Seconds Number `parser:"'ip' 'nhrp' 'registration' 'timeout' (( @@ ))?" range:"1-65535" help:"registration=Settings for registration packets.;timeout=Time between periodic registration messages;Seconds=Number of seconds"`
}

// NHRPServerOnly has this router ask nobody.
type NHRPServerOnly struct {
	Set        bool `parser:"'ip' 'nhrp' @'server-only'" help:"server-only=Disable NHRP requests"`
	NonCaching bool `parser:"@'non-caching'?" help:"non-caching=Disable NHRP caching"`
}

// NHRPRedirect tells the sender of a packet that leaves by the tunnel through
// which it came that there is a shorter way.
type NHRPRedirect struct {
	Set     bool    `parser:"'ip' 'nhrp' @'redirect'" help:"redirect=Enable NHRP redirect traffic indication"`
	Timeout *Number `parser:"( 'timeout' @@ )?" range:"2-30" help:"timeout=Interval between redirects for the same source and destination;Timeout=Interval in seconds"`
}

// NHRPShortcut takes the way that NHRP has found instead of that of the routing
// table.
type NHRPShortcut struct {
	Set      bool    `parser:"'ip' 'nhrp' @'shortcut'" help:"shortcut=Enable shortcut switching"`
	Template *Number `parser:"( 'virtual-template' @@ )?" range:"1-4095" help:"virtual-template=Virtual template to clone for the tunnels of shortcuts;Template=Virtual template number"`
}

// DomainName is the name of a host with its domain: one without could be a
// keyword that is mistyped.
type DomainName string

func (DomainName) Accepts(word string) bool {
	return strings.Contains(word, ".") && HostName(word).Accepts(word)
}
func (DomainName) Syntax() string   { return "WORD" }
func (n DomainName) String() string { return string(n) }

// Parse implements participle.Parseable.
func (n *DomainName) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *n = DomainName(s); return n.Accepts(s) })
}
