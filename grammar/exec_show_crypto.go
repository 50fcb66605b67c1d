package grammar

// showCryptoEntries are the commands of "show crypto" that concern SAs and what
// they come from.
var showCryptoEntries = []entry{
	plain[ShowCryptoIPsecSA](), plain[ShowCryptoIPsecSACount](), plain[ShowCryptoIPsecProfile](),
	plain[ShowCryptoIPsecTransformSet](), plain[ShowCryptoIPsecDefaultTransformSet](),
	plain[ShowCryptoIPsecSecurityAssociation](), plain[ShowCryptoIPsecPolicy](), plain[ShowCryptoIPsecSPILookup](),
	plain[ShowCryptoISAKMPSA](), plain[ShowCryptoISAKMPPolicy](), plain[ShowCryptoISAKMPDefaultPolicy](),
	plain[ShowCryptoISAKMPPeers](), plain[ShowCryptoISAKMPProfile](),
	plain[ShowCryptoISAKMPDiagnoseError](), plain[ShowCryptoSession](),
	plain[ShowCryptoEngineConnections](), plain[ShowCryptoIKEv2](), plain[ShowCryptoEngine](), plain[ShowCryptoEngineAccelerator](), plain[ShowCryptoELI](),
	plain[ShowCryptoRuleset](), plain[ShowCryptoSockets](), plain[ShowCryptoMIB](), plain[ShowTunnelProtection](),
}

// ShowCryptoIPsecSA shows IPsec SAs, by interface and crypto map.
type ShowCryptoIPsecSA struct {
	Active    bool           `parser:"'show' 'crypto' 'ipsec' 'sa' ( @'active'" help:"sa=IPSEC SA table;active=Show HA-enabled IPSec SAs in the active state"`
	Address   bool           `parser:"| @'address'" help:"address=IPSEC SA table in (dest) address order"`
	Identity  bool           `parser:"| @'identity'" help:"identity=IPSEC SADB identity tree"`
	Interface *InterfaceName `parser:"| 'interface' @@" help:"interface=Show info for specific interface"`
	IPv6      bool           `parser:"| @'ipv6'" help:"ipv6=IPv6 crypto IPSec SA table"`
	Map       *Word          `parser:"| 'map' @@" names:"map" help:"map=IPSEC SA table for a specific crypto map;Map=Crypto map name"`
	Peer      *PeerAddress   `parser:"| 'peer' @@" help:"peer=IPSEC SA table for all sas with a specific peer"`
	Standby   bool           `parser:"| @'standby'" help:"standby=Show HA-enabled IPSec SAs in the standby state"`
	VRF       *Word          `parser:"| 'vrf' @@ )?" names:"vrf" help:"vrf=VRF Routing/Forwarding instance;VRF=VPN Routing/Forwarding instance name"`
	Detail    bool           `parser:"@'detail'?" help:"detail=show counter detail"`
}

// ShowCryptoIPsecSACount counts the IPsec SAs.
type ShowCryptoIPsecSACount struct {
	Count bool `parser:"'show' 'crypto' 'ipsec' 'sa' @'count'" help:"count=IPSEC SA count"`
}

// ShowCryptoIPsecProfile shows the IPsec profiles, or one.
type ShowCryptoIPsecProfile struct {
	Profile bool  `parser:"'show' 'crypto' 'ipsec' @'profile'" help:"profile=Show ipsec profile information"`
	Tag     *Word `parser:"( 'tag' @@ )?" names:"ipsec-profile" help:"tag=Show ipsec profile with a given name;Tag=IPSec profile name"`
}

// ShowCryptoIPsecTransformSet shows the transform sets, or one.
type ShowCryptoIPsecTransformSet struct {
	Set bool  `parser:"'show' 'crypto' 'ipsec' @'transform-set'" help:"transform-set=Crypto transform sets"`
	Tag *Word `parser:"( 'tag' @@ )?" names:"transform-set" help:"tag=Show transform sets with the given tag;Tag=Transform set name"`
}

// ShowCryptoIPsecDefaultTransformSet shows the transform sets that hold where
// none is configured.
type ShowCryptoIPsecDefaultTransformSet struct {
	Set bool `parser:"'show' 'crypto' 'ipsec' 'default' @'transform-set'" help:"default=Show IPSEC default transform sets;transform-set=Default transform sets"`
}

// ShowCryptoIPsecSecurityAssociation shows the lifetimes that SAs get.
type ShowCryptoIPsecSecurityAssociation struct {
	Set  bool   `parser:"'show' 'crypto' 'ipsec' @'security-association'" help:"security-association=Show parameters for IPSec security associations"`
	What string `parser:"@('idle-time' | 'lifetime')?" help:"idle-time=Show IPSec SA idle timer;lifetime=Security association lifetime"`
}

// ShowCryptoIPsecPolicy shows the policies of other protocols.
type ShowCryptoIPsecPolicy struct {
	Policy bool  `parser:"'show' 'crypto' 'ipsec' @'policy'" help:"policy=Show IPSEC client policies"`
	Name   *Word `parser:"( 'name' @@ )?" help:"name=Show a specific policy;Name=Policy name"`
}

// ShowCryptoIPsecSPILookup shows the SAs by SPI.
type ShowCryptoIPsecSPILookup struct {
	Lookup bool `parser:"'show' 'crypto' 'ipsec' @'spi-lookup'" help:"spi-lookup=Show IPSec SPI lookup tables"`
	Detail bool `parser:"@'detail'?" help:"detail=Show details of the SAs"`
}

// ShowCryptoISAKMPSA shows ISAKMP SAs.
type ShowCryptoISAKMPSA struct {
	Active  bool  `parser:"'show' 'crypto' 'isakmp' 'sa' ( @'active'" help:"sa=Show ISAKMP Security Associations;active=Shows HA-enabled ISAKMP SAs in the active state"`
	Count   bool  `parser:"| @'count'" help:"count=Show ISAKMP SA count"`
	Standby bool  `parser:"| @'standby'" help:"standby=Shows HA-enabled ISAKMP SAs in the standby state"`
	Detail  bool  `parser:"| @'detail'" help:"detail=Show ISAKMP SA Detail"`
	VRF     *Word `parser:"| 'vrf' @@ )?" names:"vrf" help:"vrf=Show ISAKMP SA as per VRF;VRF=VRF name"`
}

// ShowCryptoISAKMPPolicy shows the phase 1 policies.
type ShowCryptoISAKMPPolicy struct {
	Set bool `parser:"'show' 'crypto' 'isakmp' @'policy'" help:"policy=Show ISAKMP protection suite policy"`
}

// ShowCryptoISAKMPDefaultPolicy shows the phase 1 policies that hold when
// none is configured.
type ShowCryptoISAKMPDefaultPolicy struct {
	Set bool `parser:"'show' 'crypto' 'isakmp' 'default' @'policy'" help:"default=Show ISAKMP default policy;policy=Show ISAKMP default protection suite policy"`
}

// ShowCryptoISAKMPKey shows the pre-shared keys.
type ShowCryptoISAKMPKey struct {
	Set bool `parser:"'show' 'crypto' 'isakmp' @'key'" help:"key=Show ISAKMP preshared keys"`
}

// ShowCryptoISAKMPPeers shows who has a phase 1 SA with the router.
type ShowCryptoISAKMPPeers struct {
	Peers  bool         `parser:"'show' 'crypto' 'isakmp' @'peers'" help:"peers=Show ISAKMP peer structures"`
	Peer   *PeerAddress `parser:"@@?"`
	Config bool         `parser:"@'config'?" help:"config=Show peer config information"`
}

// ShowCryptoISAKMPProfile shows the ISAKMP profiles, or one.
type ShowCryptoISAKMPProfile struct {
	Profile bool  `parser:"'show' 'crypto' 'isakmp' @'profile'" help:"profile=Show ISAKMP profiles"`
	Tag     *Word `parser:"( 'tag' @@ )?" names:"isakmp-profile" help:"tag=Show a specific ISAKMP profile;Tag=ISAKMP profile name"`
}

// ShowCryptoISAKMPDiagnoseError shows the errors that ended exchanges.
type ShowCryptoISAKMPDiagnoseError struct {
	Errors bool `parser:"'show' 'crypto' 'isakmp' 'diagnose' @'error'" help:"diagnose=Diagnostic options;error=Show ISAKMP error diagnostics"`
	Count  bool `parser:"@'count'?" help:"count=Show error counters"`
}

// ShowCryptoSession shows crypto sessions: what a peer has with an interface.
type ShowCryptoSession struct {
	Session   bool           `parser:"'show' 'crypto' @'session'" help:"session=Show crypto sessions (tunnels)"`
	Active    bool           `parser:"( @'active'" help:"active=Show HA-enabled crypto sessions in the active state"`
	Standby   bool           `parser:"| @'standby'" help:"standby=Show HA-enabled crypto sessions in the standby state"`
	Groups    bool           `parser:"| @'groups'" help:"groups=Show all connected groups usage"`
	Summary   bool           `parser:"| @'summary'" help:"summary=Show groups and their members"`
	FVRF      *Word          `parser:"| 'fvrf' @@" names:"vrf" help:"fvrf=Front-door VRF;FVRF=fvrf name"`
	IVRF      *Word          `parser:"| 'ivrf' @@" names:"vrf" help:"ivrf=Inside VRF;IVRF=ivrf name"`
	Interface *InterfaceName `parser:"| 'interface' @@" help:"interface=Show crypto sessions on an interface"`
	Group     *Word          `parser:"| 'isakmp' ( 'group' @@" names:"group" help:"isakmp=Show crypto sessions using isakmp group or profile;group=Show crypto sessions using an isakmp group;Group=Isakmp group name"`
	Profile   *Word          `parser:"  | 'profile' @@ )" names:"isakmp-profile" help:"profile=Show crypto sessions using an isakmp profile;Profile=Isakmp profile name"`
	Local     *PeerAddress   `parser:"| 'local' @@" help:"local=Show crypto sessions for a local crypto endpoint"`
	Remote    *PeerAddress   `parser:"| 'remote' @@" help:"remote=Show crypto sessions for a remote IKE peer"`
	Port      *Number        `parser:"  ( 'port' @@ )?" range:"1-65535" help:"port=Remote IKE port;Port=Port number"`
	User      *Word          `parser:"| 'username' @@ )?" names:"user" help:"username=Show crypto sessions for a user;User=Xauth or pki-aaa username"`
	Brief     bool           `parser:"( @'brief'" help:"brief=show brief output"`
	Detail    bool           `parser:"| @'detail' )?" help:"detail=show detailed output"`
}

// ShowCryptoMap shows crypto maps, also those that tunnels make: all, or those
// of a name or an interface.
type ShowCryptoMap struct {
	Map       bool           `parser:"'show' 'crypto' @'map'" help:"map=Crypto maps"`
	IPv6      bool           `parser:"@'ipv6'?" help:"ipv6=Crypto maps of IPv6"`
	Interface *InterfaceName `parser:"( 'interface' @@" help:"interface=Crypto maps for an interface"`
	Tag       *Word          `parser:"| 'tag' @@ )?" names:"map" help:"tag=Crypto maps with a given tag;Tag=Crypto map tag"`
}

// ShowCryptoDynamicMap shows the dynamic crypto maps, or one.
type ShowCryptoDynamicMap struct {
	DynamicMap bool  `parser:"'show' 'crypto' @'dynamic-map'" help:"dynamic-map=Crypto map templates"`
	Tag        *Word `parser:"( 'tag' @@ )?" names:"dynamic-map" help:"tag=Crypto map templates with a given tag;Tag=Crypto map template tag"`
}

// ShowCryptoEngineConnections shows the SAs that the datapath has, the keys of
// phase 1, the flows, or what was dropped on each interface.
type ShowCryptoEngineConnections struct {
	What string `parser:"'show' 'crypto' 'engine' 'connections' @('active' | 'dh' | 'dropped-packet' | 'flow')" help:"engine=Show crypto engine info;connections=Show crypto engine connections;active=Show active crypto connections;dh=Show Diffie-Hellman crypto connections;dropped-packet=Show crypto engine dropped packets;flow=Show crypto engine flow table"`
}

// ShowCryptoIKEv2 shows what IKEv2 has negotiated, which mainmode does not run:
// nothing.
type ShowCryptoIKEv2 struct {
	What string `parser:"'show' 'crypto' 'ikev2' @('sa' | 'session')" help:"ikev2=Shows IKEv2 info;sa=Shows ikev2 SAs;session=Shows ikev2 active session"`
	Rest *Text  `parser:"@@?" help:"Rest=Which of them"`
}

// ShowCryptoEngine shows what does the cryptography. What is brief or
// configuration.
type ShowCryptoEngine struct {
	What string `parser:"'show' 'crypto' 'engine' @('brief' | 'configuration')" help:"brief=Show all crypto engines in router;configuration=Show crypto engine config"`
}

// ShowCryptoEngineAccelerator shows what the engine has done.
type ShowCryptoEngineAccelerator struct {
	Statistic bool `parser:"'show' 'crypto' 'engine' 'accelerator' @'statistic'" help:"accelerator=Show crypto accelerator info;statistic=Show crypto accelerator statistics"`
}

// ShowCryptoELI shows the layer between IPsec and the crypto engines.
type ShowCryptoELI struct {
	Set bool `parser:"'show' 'crypto' @'eli'" help:"eli=Encryption Layer Interface"`
}

// ShowCryptoRuleset shows the order in which packets are matched.
type ShowCryptoRuleset struct {
	Ruleset bool `parser:"'show' 'crypto' @'ruleset'" help:"ruleset=Show crypto ruleset"`
	Detail  bool `parser:"@'detail'?" help:"detail=Show the counters of the rules"`
}

// ShowCryptoSockets shows the connections between tunnels and IPsec.
type ShowCryptoSockets struct {
	Set bool `parser:"'show' 'crypto' @'sockets'" help:"sockets=Secure Socket Information"`
}
