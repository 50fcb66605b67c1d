package grammar

// SetSecurityAssociationDFBit says what the outer header's don't-fragment bit
// will be for the SAs of a profile.
type SetSecurityAssociationDFBit struct {
	Mode string `parser:"'set' 'security-association' 'dfbit' (( @('clear' | 'copy' | 'set') ))?" help:"dfbit=Handling of encapsulated DF bit.;clear=Clear DF bit for outer IP header;copy=Copy DF bit from inner header;set=Set DF bit in outer header"`
}

// SetSecurityAssociationECN is what becomes of congestion marks.
type SetSecurityAssociationECN struct {
	Mode string `parser:"'set' 'security-association' 'ecn' (( @('discard' | 'propagate') ))?" help:"ecn=Handling of ECN bit;discard=Discard ECN bits of outer IP header;propagate=Propagate ECN bits between inner and outer IP header"`
}

// SetECN is the short spelling of SetSecurityAssociationECN.
type SetECN struct {
	Mode string `parser:"'set' 'ecn' (( @('discard' | 'propagate')? ))?" help:"ecn=Handling of ECN bit;discard=Discard ECN bits of outer IP header;propagate=Propagate ECN bits between inner and outer IP header"`
}

// SetMixedMode has a tunnel carry packets of either family.
type SetMixedMode struct {
	Set bool `parser:"'set' @'mixed-mode'" help:"mixed-mode=Enable mixed mode (IPv4 over IPv6 and IPv6 over IPv4)"`
}

// Dualstack has a tunnel carry packets of both families.
type Dualstack struct {
	Set bool `parser:"@'dualstack'" help:"dualstack=Enable both IPv4 and IPv6 in the same tunnel"`
}

// CryptoIPsecDefaultTransformSet is on by default: profiles and maps that name
// no transform set take the built-in one.
type CryptoIPsecDefaultTransformSet struct {
	Set bool `parser:"'crypto' 'ipsec' 'default' @'transform-set'" help:"default=Use default settings;transform-set=Use the default transform set"`
}

// CryptoIPsecFragmentation says whether packets are cut before or after they
// are encrypted.
type CryptoIPsecFragmentation struct {
	When         string `parser:"'crypto' 'ipsec' 'fragmentation' (( @('after-encryption' | 'before-encryption')" help:"fragmentation=Handling of fragmentation of near-MTU sized packets;after-encryption=Perform fragmentation after encryption (in CEF switching path);before-encryption=Perform fragmentation before encryption (in CEF switching path)"`
	MTUDiscovery bool   `parser:"  @'mtu-discovery'? ))?" help:"mtu-discovery=Perform path MTU discovery"`
}

// CryptoIPsecSPIMatching pairs the SAs of several peers behind one NAT.
type CryptoIPsecSPIMatching struct {
	Set bool `parser:"'crypto' 'ipsec' 'nat-transparency' @'spi-matching'" help:"nat-transparency=IPsec NAT transparency model;spi-matching=Match inbound SPI to outbound SPI for IPsec aware NAT"`
}

// CryptoLogging tells when sessions come up and go down.
type CryptoLogging struct {
	What  string `parser:"'crypto' 'logging' ( @('ikev2' | 'session')" help:"logging=logging messages;ikev2=IKEv2 logging;session=logging up/down session"`
	EzVPN bool   `parser:"| @'ezvpn'" help:"ezvpn=ezvpn logging enable/disable"`
	Group *Word  `parser:"  ( 'group' @@ )? )" help:"group=logging for a group;Group=Group name"`
}

func (*SetSecurityAssociationECN) inert() {}
func (*SetECN) inert()                    {}
func (*SetMixedMode) inert()              {}
func (*Dualstack) inert()                 {}
func (*CryptoIPsecSPIMatching) inert()    {}
