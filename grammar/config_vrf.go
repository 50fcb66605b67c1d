package grammar

import (
	"strconv"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// VRFDefinition opens a VRF of IPv4 and IPv6.
type VRFDefinition struct {
	Name Word `parser:"'vrf' 'definition' @@" names:"vrf" help:"vrf=VRF commands;definition=VRF definition;Name=VRF name"`
}

func (*VRFDefinition) Submode() *Mode { return VRF }

// IPVRF opens a VRF of IPv4 alone, the older form.
type IPVRF struct {
	Name Word `parser:"'ip' 'vrf' @@" names:"vrf" help:"vrf=Configure an IP VPN Routing/Forwarding instance;Name=VPN Routing/Forwarding instance name"`
}

func (*IPVRF) Submode() *Mode { return IPv4VRF }

// RouteDistinguisher makes the addresses of a VRF different from the same
// ones of another, RFC 4364, Section 4.2.
type RouteDistinguisher struct {
	Value RD `parser:"'rd' (( @@ ))?" help:"rd=Specify Route Distinguisher;Value=VPN Route Distinguisher"`
}

// RouteTarget says which routes of a VPN a VRF exports and imports, RFC 4364,
// Section 4.3.1. An empty Direction is both.
type RouteTarget struct {
	Direction string `parser:"'route-target' @('both' | 'export' | 'import')?" help:"route-target=Specify Target VPN Extended Communities;both=Both import and export Target-VPN community;export=Export Target-VPN community;import=Import Target-VPN community"`
	Value     RD     `parser:"@@" help:"Value=Target VPN Extended Community"`
	Stitching bool   `parser:"@'stitching'?" help:"stitching=VXLAN route target set"`
}

// VRFDescription is a remark on a VRF.
type VRFDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=VRF specific description;Text=Up to 244 characters describing this VRF"`
}

// VRFAddressFamily opens the settings of one address family in a VRF.
type VRFAddressFamily struct {
	Family string `parser:"'address-family' @('ipv4' | 'ipv6')" help:"address-family=Enter Address Family command mode;ipv4=Address family;ipv6=Address family"`
	// Unicast is the default.
	Unicast bool `parser:"@'unicast'?" help:"unicast=Address Family Modifier"`
}

func (*VRFAddressFamily) Submode() *Mode { return VRFFamily }

// ExitAddressFamily leaves the settings of an address family.
type ExitAddressFamily struct {
	Set bool `parser:"@'exit-address-family'" help:"exit-address-family=Exit from VRF address-family configuration submode"`
}

func (*ExitAddressFamily) everybody() {}

// VRFForwarding puts an interface in a VRF.
type VRFForwarding struct {
	Name       Word  `parser:"'vrf' 'forwarding' (( @@" names:"vrf" help:"vrf=VPN Routing/Forwarding parameters on the interface;forwarding=Configure forwarding table;Name=VRF name"`
	Downstream *Word `parser:"  ( 'downstream' @@ )? ))?" names:"vrf" help:"downstream=Configure downstream VRF;Downstream=Downstream VRF name"`
}

// IPVRFForwarding puts an interface in a VRF, the older form. What goes down
// to users of a virtual interface is looked up in another one, Downstream.
type IPVRFForwarding struct {
	Name       Word  `parser:"'ip' 'vrf' 'forwarding' (( @@" names:"vrf" help:"vrf=VPN Routing/Forwarding parameters on the interface;forwarding=Configure forwarding table;Name=VRF name"`
	Downstream *Word `parser:"  ( 'downstream' @@ )? ))?" names:"vrf" help:"downstream=Configure downstream VRF;Downstream=Downstream VRF name"`
}

// RD is a route distinguisher or a route target, which look the same: an AS
// number or an IPv4 address, a colon, and a number.
type RD string

func (RD) Accepts(word string) bool { return validRD(word) }
func (RD) Syntax() string           { return "ASN:nn or IP-address:nn" }
func (r RD) String() string         { return string(r) }

// Parse implements participle.Parseable.
func (r *RD) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *r = RD(s); return validRD(s) })
}

// validRD checks RFC 4364, Section 4.2: six bytes behind the type are 2 + 4 or
// 4 + 2.
func validRD(s string) bool {
	admin, number, ok := strings.Cut(s, ":")
	_, address := parse4(admin)
	bits := 16
	switch {
	case !ok:
		return false
	case address:
	case strings.Count(admin, ".") == 1: // a 4-byte AS number in two halves
		high, low, _ := strings.Cut(admin, ".")
		if !fitsIn(high, 16) || !fitsIn(low, 16) {
			return false
		}
	case fitsIn(admin, 16):
		bits = 32
	case !fitsIn(admin, 32):
		return false
	}
	return fitsIn(number, bits)
}

func fitsIn(s string, bits int) bool {
	if s == "" || s[0] == '+' {
		return false
	}
	_, err := strconv.ParseUint(s, 10, bits)
	return err == nil
}

// normalize leaves out what is so anyway.
func (f *VRFAddressFamily) normalize() { f.Unicast = false }
