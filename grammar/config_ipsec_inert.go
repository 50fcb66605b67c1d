package grammar

// CryptoIPsecSecurityAssociationMultiSN gives each class of traffic its own
// sequence numbers.
type CryptoIPsecSecurityAssociationMultiSN struct {
	Set bool `parser:"'crypto' 'ipsec' 'security-association' @'multi-sn'" help:"security-association=Security association parameters;multi-sn=Enable multiple sequence numbers per SA"`
}

// CryptoIPsecSecurityAssociationECN is what becomes of congestion marks.
type CryptoIPsecSecurityAssociationECN struct {
	Mode string `parser:"'crypto' 'ipsec' 'security-association' 'ecn' (( @('discard' | 'propagate') ))?" help:"ecn=Handling of ECN bit;discard=Discard ECN bits of outer IP header;propagate=Propagate ECN bits between inner and outer IP header"`
}

// CryptoIPsecSecurityAssociationDummy sends packets that mean nothing.
type CryptoIPsecSecurityAssociationDummy struct {
	PPS     *Number `parser:"'crypto' 'ipsec' 'security-association' 'dummy' (( 'pps' @@" range:"0-25" help:"dummy=Enable transmitting dummy packets;pps=Packets per second;PPS=Number of packets per second"`
	Seconds *Number `parser:"| 'seconds' @@ ))?" range:"1-3600" help:"seconds=Delay between packets;Seconds=Seconds between packets"`
}

// CryptoIPsecOptional lets packets pass in clear while there is no SA. Here
// they never do.
type CryptoIPsecOptional struct {
	Set   bool    `parser:"'crypto' 'ipsec' @'optional'" help:"optional=Enable optional encryption for IPSec"`
	Retry *Number `parser:"( 'retry' @@ )?" range:"1-86400" help:"retry=Time between attempts to negotiate;Retry=Time in seconds"`
}

// CryptoIPsecExclude exempts what lawful interception sees.
type CryptoIPsecExclude struct {
	List Text `parser:"'crypto' 'ipsec' 'exclude' (( @@ ))?" help:"exclude=LI exclude list;List=Exclude list"`
}

// CryptoIPsecIPv4Deny is what a line of a crypto map's access list that denies
// does: "jump", the default, goes on to the next entry of the map.
type CryptoIPsecIPv4Deny struct {
	Action string `parser:"'crypto' 'ipsec' 'ipv4-deny' (( @('clear' | 'drop' | 'jump') ))?" help:"ipv4-deny=Configure global ipv4 deny policy.;clear=Send the packet in clear;drop=Drop the packet;jump=Go on to the next crypto map entry"`
}

// CryptoIPsecIKE is what ISAKMP and IKEv2 have in common.
type CryptoIPsecIKE struct {
	SAStrength bool `parser:"'crypto' 'ipsec' 'ike' @'sa-strength-enforcement'" help:"ike=Common global config for ISAKMP and IKEv2;sa-strength-enforcement=Strength of IKE must not be less than that of IPsec"`
}

// CryptoIPsecSessionKey is a key of an IPsec SA that nobody negotiates.
type CryptoIPsecSessionKey struct {
	Settings Text `parser:"'crypto' 'ipsec' 'session-key' (( @@ ))?" help:"session-key=security association parameters;Settings=Settings of the session key"`
}

func (*CryptoIPsecSecurityAssociationMultiSN) inert() {}
func (*CryptoIPsecSecurityAssociationECN) inert()     {}
func (*CryptoIPsecSecurityAssociationDummy) inert()   {}
func (*CryptoIPsecOptional) inert()                   {}
func (*CryptoIPsecExclude) inert()                    {}
func (*CryptoIPsecIPv4Deny) inert()                   {}
func (*CryptoIPsecIKE) inert()                        {}
func (*CryptoIPsecSessionKey) inert()                 {}
