package grammar

// ShowCryptoIPsecSA shows IPsec SAs, by interface and crypto map.
type ShowCryptoIPsecSA struct {
	Identity  bool           `parser:"'show' 'crypto' 'ipsec' 'sa' ( @'identity'" help:"sa=IPSEC SA table;identity=IPSEC SADB identity tree"`
	Interface *InterfaceName `parser:"| 'interface' @@" help:"interface=Show info for specific interface"`
	Map       *Word          `parser:"| 'map' @@" help:"map=IPSEC SA table for a specific crypto map;Map=Crypto map name"`
	Peer      *PeerAddress   `parser:"| 'peer' @@ )?" help:"peer=IPSEC SA table for all sas with a specific peer"`
	Detail    bool           `parser:"@'detail'?" help:"detail=show counter detail"`
}

// ShowCryptoIPsecProfile shows the IPsec profiles.
type ShowCryptoIPsecProfile struct {
	Set bool `parser:"'show' 'crypto' 'ipsec' @'profile'" help:"profile=Show ipsec profile information"`
}

// ShowCryptoIPsecTransformSet shows the transform sets.
type ShowCryptoIPsecTransformSet struct {
	Set bool `parser:"'show' 'crypto' 'ipsec' @'transform-set'" help:"transform-set=Crypto transform sets"`
}

// ShowCryptoIPsecSecurityAssociation shows the lifetimes that SAs get.
type ShowCryptoIPsecSecurityAssociation struct {
	Set bool `parser:"'show' 'crypto' 'ipsec' @'security-association' 'lifetime'?" help:"security-association=Show parameters for IPSec security associations;lifetime=Security association lifetime"`
}

// ShowCryptoISAKMPSA shows ISAKMP SAs.
type ShowCryptoISAKMPSA struct {
	Count  bool `parser:"'show' 'crypto' 'isakmp' 'sa' ( @'count'" help:"sa=Show ISAKMP Security Associations;count=Show ISAKMP SA count"`
	Detail bool `parser:"| @'detail' )?" help:"detail=Show ISAKMP SA detail"`
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
	Peers bool         `parser:"'show' 'crypto' 'isakmp' @'peers'" help:"peers=Show ISAKMP peer structures"`
	Peer  *PeerAddress `parser:"@@?"`
}

// ShowCryptoSession shows crypto sessions: what a peer has with an interface.
type ShowCryptoSession struct {
	Session bool `parser:"'show' 'crypto' @'session'" help:"session=Show crypto sessions (tunnels)"`
	Brief   bool `parser:"( @'brief'" help:"brief=show brief output"`
	Detail  bool `parser:"| @'detail' )?" help:"detail=show detailed output"`
}

// ShowCryptoMap shows crypto maps, also those that tunnels make.
type ShowCryptoMap struct {
	Set bool `parser:"'show' 'crypto' @'map'" help:"map=Crypto maps"`
}

// ShowCryptoEngineConnections shows the SAs that the datapath has.
type ShowCryptoEngineConnections struct {
	Active bool `parser:"'show' 'crypto' 'engine' 'connections' @'active'" help:"engine=Show crypto engine info;connections=Show crypto engine connections;active=Show active crypto connections"`
}

// ShowIPInterfaceBrief lists interfaces with their IPv4 addresses.
type ShowIPInterfaceBrief struct {
	Set bool `parser:"'show' 'ip' 'interface' @'brief'" help:"interface=IP interface status and configuration;brief=Brief summary of IP status and configuration"`
}

// ShowIPv6InterfaceBrief lists interfaces with their IPv6 addresses.
type ShowIPv6InterfaceBrief struct {
	Set bool `parser:"'show' 'ipv6' 'interface' @'brief'" help:"interface=IPv6 interface status and configuration;brief=Brief summary of IPv6 status and configuration"`
}

// ShowRunningConfig shows the configuration, or one interface of it.
type ShowRunningConfig struct {
	Running   bool           `parser:"'show' @'running-config'" help:"running-config=Current operating configuration"`
	All       bool           `parser:"( @'all'" help:"all=Configuration with defaults"`
	Full      bool           `parser:"| @'full'" help:"full=full configuration"`
	View      string         `parser:"| 'view' @'full'" help:"view=View options;full=full configuration"`
	Interface *InterfaceName `parser:"| 'interface' @@ )?" help:"interface=Show interface configuration"`
}

// ShowStartupConfig shows what the router boots from, or, with Errors, the
// lines of it that were refused.
type ShowStartupConfig struct {
	Startup bool `parser:"'show' @'startup-config'" help:"startup-config=Contents of startup configuration"`
	Errors  bool `parser:"@'errors'?" help:"errors=Lines that were refused at start (mainmode)"`
}

// ShowVersion shows what runs, and since when.
type ShowVersion struct {
	Set bool `parser:"'show' @'version'" help:"version=System hardware and software status"`
}

// ShowDebugging shows which debugs are on.
type ShowDebugging struct {
	Set bool `parser:"'show' @'debugging'" help:"debugging=State of each debugging option"`
}

// ShowClock shows the time.
type ShowClock struct {
	Clock  bool `parser:"'show' @'clock'" help:"clock=Display the system clock"`
	Detail bool `parser:"@'detail'?" help:"detail=Display detailed information"`
}

// ShowHistory shows the session's lines.
type ShowHistory struct {
	Set bool `parser:"'show' @'history'" help:"history=Display the session command history"`
}

// ShowLogging shows the buffer of messages.
type ShowLogging struct {
	Set bool `parser:"'show' @'logging'" help:"logging=Show the contents of logging buffers"`
}

// ShowPrivilege shows the session's privilege.
type ShowPrivilege struct {
	Set bool `parser:"'show' @'privilege'" help:"privilege=Show current privilege level"`
}

// ShowUsers shows who is at a terminal.
type ShowUsers struct {
	Set bool `parser:"'show' @'users'" help:"users=Display information about terminal lines"`
}
