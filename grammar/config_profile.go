package grammar

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// VRFName is the name of a VRF where an address could stand too: a word that
// is none.
type VRFName string

func (VRFName) Accepts(word string) bool {
	return word != "" && !strings.Contains(word, ":") && !dotted(word)
}
func (VRFName) Syntax() string   { return "WORD" }
func (n VRFName) String() string { return string(n) }

// Parse implements participle.Parseable.
func (n *VRFName) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *n = VRFName(s); return n.Accepts(s) })
}

// dotted reports whether a word is made like an IPv4 address, if only a bad
// one.
func dotted(word string) bool {
	return strings.Trim(word, "0123456789.") == "" && strings.Contains(word, ".")
}

// MatchCertificate is a certificate map whose peers a profile is for.
type MatchCertificate struct {
	Map Word `parser:"'match' 'certificate' @@" names:"certificate-map" help:"certificate=Peer certificate attributes;Map=Certificate map tag"`
}

// ProfileTrustpoint restricts a profile to a trustpoint.
type ProfileTrustpoint struct {
	Name Word `parser:"'ca' 'trust-point' @@" names:"trustpoint" help:"ca=Specify certificate authorities to trust;trust-point=Trusted certificate authority;Name=Trustpoint name"`
}

// ProfileVRF is the VRF of the packets inside the tunnels of a profile.
type ProfileVRF struct {
	Name Word `parser:"'vrf' (( @@ ))?" names:"vrf" help:"vrf=Specify the VRF it is related to;Name=VRF name"`
}

// ProfileAccounting counts the sessions of a profile's peers.
type ProfileAccounting struct {
	List Word `parser:"'accounting' (( @@ ))?" help:"accounting=Enable AAA Accounting for IPSec Sessions;List=Accounting list name"`
}

// ProfileQoSGroup marks the packets of a profile's peers.
type ProfileQoSGroup struct {
	Group Number `parser:"'qos-group' (( @@ ))?" range:"1-1023" help:"qos-group=Apply a QoS group;Group=QoS group"`
}

// ProfileReverseRoute adds routes to what is behind the peers of a profile.
type ProfileReverseRoute struct {
	Set bool `parser:"@'reverse-route'" help:"reverse-route=Reverse Route Injection"`
}

// ClientConfigurationGroup is the group of the peers that name none.
type ClientConfigurationGroup struct {
	Name Word `parser:"'client' 'configuration' 'group' (( @@ ))?" names:"group" help:"configuration=Client configuration;group=Set group policy;Name=Group name"`
}

// ClientPKIAuthorization asks for the rights of a certificate.
type ClientPKIAuthorization struct {
	List Word `parser:"'client' 'pki' 'authorization' 'list' (( @@ ))?" help:"pki=PKI authorization;authorization=PKI authorization;list=Use an authorization list;List=AAA authorization list name"`
}

func (*ProfileAccounting) inert()        {}
func (*ProfileQoSGroup) inert()          {}
func (*ProfileReverseRoute) inert()      {}
func (*ClientConfigurationGroup) inert() {}
func (*ClientPKIAuthorization) inert()   {}
