package grammar

import "net/netip"

// CryptoISAKMPAggressiveMode turns aggressive mode off.
type CryptoISAKMPAggressiveMode struct {
	Disable bool `parser:"'crypto' 'isakmp' 'aggressive-mode' @'disable'" help:"aggressive-mode=Disable ISAKMP aggressive mode;disable=Disable all processing of aggressive mode requests"`
}

// CryptoISAKMPPeer opens the settings of one peer. One of Address, IPv6 and
// Hostname is set.
type CryptoISAKMPPeer struct {
	Address  *IPv4 `parser:"'crypto' 'isakmp' 'peer' ( 'address' ( @@" help:"peer=Set Peer Policy;address=Peer Policy for an IP address;Address=IP address of the peer"`
	IPv6     *IPv6 `parser:"  | 'ipv6' @@ )" help:"ipv6=Peer Policy for an IPv6 address;IPv6=IPv6 address of the peer"`
	Hostname *Word `parser:"| 'hostname' @@ )" help:"hostname=Peer Policy for a hostname;Hostname=Hostname of the peer"`
	VRF      *Word `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=The VRF where the peer is seen;VRF=VRF name"`
}

func (*CryptoISAKMPPeer) Submode() *Mode { return ISAKMPPeer }

// SetAggressivePassword is the key for aggressive mode with a peer.
type SetAggressivePassword struct {
	Type     string `parser:"'set' 'aggressive-mode' 'password' (( @('0' | '6')?" print:"0=" help:"aggressive-mode=Aggressive mode parameters;password=Tunnel password;0=Specifies an UNENCRYPTED password will follow;6=Specifies an ENCRYPTED password will follow"`
	Password Word   `parser:"  @@ ))?" help:"Password=The UNENCRYPTED (cleartext) user password"`
}

// SetAggressiveEndpoint is what we call ourselves towards a peer. One field is
// set.
type SetAggressiveEndpoint struct {
	Address  *IPv4 `parser:"'set' 'aggressive-mode' 'client-endpoint' (( 'ipv4-address' @@" help:"client-endpoint=Tunnel client endpoint;ipv4-address=Endpoint is an IPv4 address;Address=IP address of the endpoint"`
	FQDN     *Word `parser:"| 'fqdn' @@" help:"fqdn=Endpoint is a FQDN;FQDN=FQDN of the endpoint"`
	UserFQDN *Word `parser:"| 'user-fqdn' @@ ))?" help:"user-fqdn=Endpoint is a USER-FQDN;UserFQDN=user-fqdn of the endpoint"`
}

// PeerDescription is a remark on a peer.
type PeerDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=Description of the peer;Text=Up to 80 characters describing this peer"`
}

// CryptoISAKMPProfile opens an ISAKMP profile.
type CryptoISAKMPProfile struct {
	Name       Word  `parser:"'crypto' 'isakmp' 'profile' @@" names:"isakmp-profile" help:"profile=Define ISAKMP Profiles;Name=Name of the profile"`
	Accounting *Word `parser:"(( ( 'accounting' @@ )?" help:"accounting=Enable AAA Accounting for IPSec Sessions;Accounting=Accounting list name"`
	PerUser    bool  `parser:"@'per-user'? ))?" help:"per-user=Per-user attributes of an AAA server"`
}

func (*CryptoISAKMPProfile) Submode() *Mode { return ISAKMPProfile }

// UseKeyring is a keyring of a profile.
type UseKeyring struct {
	Name Word `parser:"'keyring' @@" names:"keyring" help:"keyring=Specify keyring to use;Name=Keyring name"`
}

// MatchIdentity is a kind of peers that a profile is for.
type MatchIdentity struct {
	Address    *IPv4       `parser:"'match' 'identity' ( 'address' ( @@" help:"identity=Match peer identity;address=IP address;Address=IP address of the peer"`
	Mask       *Mask       `parser:"    @@?" help:"Mask=Specify mask"`
	VRF        *VRFName    `parser:"    @@?" help:"VRF=Specify the VRF where the peer is seen"`
	IPv6       *IPv6Prefix `parser:"  | 'ipv6' @@" help:"ipv6=IPv6 address;IPv6=IPv6 prefix of the peer"`
	IPv6VRF    *VRFName    `parser:"    @@? )" help:"IPv6VRF=Specify the VRF where the peer is seen"`
	HostDomain *Word       `parser:"| 'host' ( 'domain' @@" help:"host=FQDN or domain of the peer;domain=Match a domain;HostDomain=Domain name"`
	Host       *Word       `parser:"  | @@ )" help:"Host=Fully qualified name of the peer"`
	UserDomain *Word       `parser:"| 'user' ( 'domain' @@" help:"user=User FQDN of the peer;domain=Match a domain;UserDomain=Domain name"`
	User       *Word       `parser:"  | @@ )" help:"User=User FQDN"`
	Group      *Word       `parser:"| 'group' @@ )" help:"group=Group name of the client;Group=Group name"`
}

// normalize gives the address the mask that IOS prints: that of a host, and
// none behind 0.0.0.0, which is every peer.
func (m *MatchIdentity) normalize() {
	switch {
	case m.Address == nil:
	case m.Mask == nil && !m.Address.Addr().IsUnspecified():
		host := Mask(netip.AddrFrom4([4]byte{255, 255, 255, 255}))
		m.Mask = &host
	case m.Mask != nil && m.Address.Addr().IsUnspecified() && m.Mask.Bits() == 0:
		m.Mask = nil
	}
}

// SelfIdentity is what we call ourselves towards the peers of a profile.
type SelfIdentity struct {
	Address  bool  `parser:"'self-identity' (( @'address'" help:"self-identity=Specify identity to use;address=IP address"`
	IPv6     bool  `parser:"  @'ipv6'?" help:"ipv6=IPv6 address"`
	IPv4     *IPv4 `parser:"| @@" help:"IPv4=IP address"`
	FQDN     bool  `parser:"| @'fqdn'" help:"fqdn=Fully qualified domain name"`
	Name     *Word `parser:"  @@?" help:"Name=Fully qualified name"`
	UserFQDN *Word `parser:"| 'user-fqdn' @@ ))?" help:"user-fqdn=User FQDN;UserFQDN=User FQDN"`
}

// LocalAddress restricts a keyring or a profile to one of our addresses. One
// of Interface, Address and IPv6 is set.
type LocalAddress struct {
	Interface *InterfaceName `parser:"'local-address' (( ( @@" help:"local-address=Local address to which it applies"`
	Address   *IPv4          `parser:"| @@" help:"Address=IP address"`
	IPv6      *IPv6          `parser:"| @@ )" help:"IPv6=IPv6 address"`
	VRF       *VRFName       `parser:"@@? ))?" help:"VRF=The VRF of the address"`
}

// ProfileKeepalive turns dead peer detection on for the peers of a profile.
type ProfileKeepalive struct {
	Seconds Number `parser:"'keepalive' (( @@" range:"10-3600" help:"keepalive=Set a keepalive interval for use with IOS peers;Seconds=Number of seconds between keep alives"`
	Retry   Number `parser:"  'retry' @@ ))?" range:"2-60" help:"retry=Number of seconds between retries if keepalive fails;Retry=Number of seconds between retries"`
}

// InitiateMode has exchanges begin in aggressive mode.
type InitiateMode struct {
	Aggressive bool `parser:"'initiate' 'mode' (( @'aggressive' ))?" help:"initiate=Initiator settings;mode=Exchange mode to initiate;aggressive=Initiate aggressive mode"`
}

// UseVirtualTemplate is the interface of the peers of a profile.
type UseVirtualTemplate struct {
	Number Number `parser:"'virtual-template' (( @@ ))?" range:"1-4095" help:"virtual-template=Specify the virtual-template for dynamic interface creation;Number=Virtual-Template interface number"`
}

// ClientAuthentication asks the peers of a profile for a user.
type ClientAuthentication struct {
	List Word `parser:"'client' 'authentication' 'list' (( @@ ))?" names:"login-list" help:"client=Specify client configuration settings;authentication=Client authentication;list=Use an authentication list;List=AAA authentication list name"`
}

// ClientConfigurationAddress gives the peers of a profile addresses.
type ClientConfigurationAddress struct {
	Mode string `parser:"'client' 'configuration' 'address' @('initiate' | 'respond')" help:"configuration=Client configuration;address=Set network address;initiate=Push the address to the client;respond=Respond to the requests of the client"`
}

// ISAKMPAuthorization says where the settings of a client's group come from.
type ISAKMPAuthorization struct {
	List Word `parser:"'isakmp' 'authorization' 'list' (( @@ ))?" help:"isakmp=ISAKMP authorization settings;authorization=ISAKMP authorization;list=Use an authorization list;List=AAA authorization list name"`
}

// ISAKMPProfileDescription is a remark on a profile.
type ISAKMPProfileDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=Specify a description of this profile;Text=Up to 80 characters describing this profile"`
}

// SetISAKMPProfile is the ISAKMP profile of an IPsec profile.
type SetISAKMPProfile struct {
	Name Word `parser:"'set' 'isakmp-profile' (( @@ ))?" names:"isakmp-profile" help:"isakmp-profile=Specify isakmp Profile;Name=Isakmp Profile name"`
}

// CryptoISAKMPClientGroup opens the settings of a group of clients.
type CryptoISAKMPClientGroup struct {
	Name Word `parser:"'crypto' 'isakmp' 'client' 'configuration' 'group' @@" names:"group" help:"client=Set client configuration policy;configuration=Set client configuration policy;group=Set group policy;Name=Name of the group"`
}

func (*CryptoISAKMPClientGroup) Submode() *Mode { return ISAKMPGroup }

// GroupKey is the pre-shared key of a group.
type GroupKey struct {
	Type string `parser:"'key' (( @('0' | '6')?" print:"0=" help:"key=pre-shared key/IKE password;0=Specifies an UNENCRYPTED password will follow;6=Specifies an ENCRYPTED password will follow"`
	Key  Word   `parser:"  @@ ))?" help:"Key=The UNENCRYPTED (cleartext) user password"`
}

// GroupPool is the address pool of a group.
type GroupPool struct {
	Name Word `parser:"'pool' (( @@ ))?" names:"pool" help:"pool=Set name of address pool;Name=Name of the address pool"`
}

// GroupDNS are the name servers of a group.
type GroupDNS struct {
	Servers []IPv4 `parser:"'dns' (( @@+ ))?" help:"dns=DNS servers;Servers=Server address"`
}

// GroupWINS are the NetBIOS name servers of a group.
type GroupWINS struct {
	Servers []IPv4 `parser:"'wins' (( @@+ ))?" help:"wins=WINS servers;Servers=Server address"`
}

// GroupDomain is the domain of a group.
type GroupDomain struct {
	Name Word `parser:"'domain' (( @@ ))?" help:"domain=Set default domain name to send to client;Name=Default domain name"`
}

// GroupNetmask is the mask of the addresses of a group.
type GroupNetmask struct {
	Mask Mask `parser:"'netmask' (( @@ ))?" help:"netmask=netmask used by the client for local connectivity;Mask=Subnet mask"`
}

// GroupACL lists the networks that clients of a group reach by the tunnel.
type GroupACL struct {
	Name Word `parser:"'acl' (( @@ ))?" names:"acl" help:"acl=Specify split tunneling inclusion access-list number;Name=Access-list number or name for split-tunneling"`
}

// GroupSavePassword lets clients of a group keep the password of their user.
type GroupSavePassword struct {
	Set bool `parser:"@'save-password'" help:"save-password=Allows remote client to save XAUTH password"`
}

// GroupMaxUsers limits the clients of a group.
type GroupMaxUsers struct {
	Number Number `parser:"'max-users' (( @@ ))?" range:"1-5000" help:"max-users=Maximum number of users for this group;Number=Maximum number of users for this group"`
}

// GroupBanner is shown to the users of a group, on one line between two
// delimiting characters.
type GroupBanner struct {
	Text Text `parser:"'banner' (( @@ ))?" help:"banner=Specify mode config banner;Text=c banner-text c, where 'c' is a delimiting character"`
}

// IPLocalPool is a range of addresses for clients, one of those of a pool.
// Groups keep apart pools of the same addresses.
type IPLocalPool struct {
	Name    Word    `parser:"'ip' 'local' 'pool' @@" names:"pool" help:"local=Specify local options;pool=IP Local address pool lists;Name=Create named local address pool"`
	First   IPv4    `parser:"(( @@" help:"First=First IP address of range"`
	Last    *IPv4   `parser:"  @@?" help:"Last=Last IP address of range"`
	Group   *Word   `parser:"  ( 'group' @@ )?" help:"group=Create ip local pool group;Group=Group name"`
	Cache   *Number `parser:"  ( 'cache-size' @@ )?" range:"0-100" help:"cache-size=Number of free entries to search for a recent address;Cache=Number of entries"`
	Recycle *Number `parser:"  ( 'recycle' 'delay' @@ )? ))?" range:"0-3600" help:"recycle=Recycle an address;delay=Time to hold an address that is given back;Recycle=Seconds"`
}
