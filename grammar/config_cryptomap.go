package grammar

import "net/netip"

// CryptoMapEntry opens an entry of a crypto map. Without a kind it opens one
// that exists.
type CryptoMapEntry struct {
	IPv6     bool    `parser:"'crypto' 'map' @'ipv6'?" help:"map=Enter a crypto map;ipv6=IPv6 crypto map"`
	Name     Word    `parser:"@@" names:"map" help:"Name=Crypto map tag"`
	Sequence *Number `parser:"(( @@" range:"1-65535" help:"Sequence=Sequence to insert into crypto map entry"`
	Kind     string  `parser:"  @('ipsec-isakmp' | 'ipsec-manual' | 'gdoi')? ))?" help:"ipsec-isakmp=IPSEC w/ISAKMP;ipsec-manual=IPSEC w/manual keying;gdoi=GDOI"`
}

func (*CryptoMapEntry) Submode() *Mode { return CryptoMap }

// CryptoMapDynamic has an entry of a crypto map be a whole dynamic map, for
// peers that are not known before.
type CryptoMapDynamic struct {
	IPv6     bool   `parser:"'crypto' 'map' @'ipv6'?" help:"map=Enter a crypto map;ipv6=IPv6 crypto map"`
	Name     Word   `parser:"@@" names:"map" help:"Name=Crypto map tag"`
	Sequence Number `parser:"@@ 'ipsec-isakmp' 'dynamic'" range:"1-65535" help:"Sequence=Sequence to insert into crypto map entry;dynamic=Enable dynamic crypto map support"`
	Dynamic  Word   `parser:"@@" names:"dynamic-map" help:"Dynamic=Name of dynamic-map"`
	Discover bool   `parser:"@'discover'?" help:"discover=Enable peer discovery"`
}

// CryptoMapProfile opens an entry of a crypto map that L2TP takes as its profile.
type CryptoMapProfile struct {
	IPv6     bool   `parser:"'crypto' 'map' @'ipv6'?" help:"map=Enter a crypto map;ipv6=IPv6 crypto map"`
	Name     Word   `parser:"@@" names:"map" help:"Name=Crypto map tag"`
	Sequence Number `parser:"@@ 'ipsec-isakmp' 'profile'" range:"1-65535" help:"Sequence=Sequence to insert into crypto map entry;profile=Enable crypto map as a crypto-profile"`
	Profile  Word   `parser:"@@" help:"Profile=Name of the crypto-profile"`
}

func (*CryptoMapProfile) Submode() *Mode { return CryptoMap }

// CryptoMapLocalAddress has all interfaces of a crypto map speak from the
// address of one.
type CryptoMapLocalAddress struct {
	IPv6      bool          `parser:"'crypto' 'map' @'ipv6'?" help:"map=Enter a crypto map;ipv6=IPv6 crypto map"`
	Name      Word          `parser:"@@" names:"map" help:"Name=Crypto map tag"`
	Interface InterfaceName `parser:"'local-address' (( @@ ))?" help:"local-address=Interface to use for local address for this crypto map"`
}

// CryptoMapISAKMPProfile is the ISAKMP profile of a crypto map's entries that
// name none.
type CryptoMapISAKMPProfile struct {
	Name    Word `parser:"'crypto' 'map' @@" names:"map" help:"Name=Crypto map tag"`
	Profile Word `parser:"'isakmp-profile' (( @@ ))?" names:"isakmp-profile" help:"isakmp-profile=Specify isakmp profile to use;Profile=Isakmp profile name"`
}

// CryptoMapClientAuthentication asks the peers of a crypto map for a user.
type CryptoMapClientAuthentication struct {
	Name Word `parser:"'crypto' 'map' @@" names:"map" help:"Name=Crypto map tag"`
	List Word `parser:"'client' 'authentication' (( 'list' (( @@ ))? ))?" names:"login-list" help:"client=Specify client configuration settings;authentication=Specify client authentication settings;list=Specify authentication list;List=Named authentication list"`
}

// CryptoMapClientConfiguration gives addresses to the peers of a crypto map.
type CryptoMapClientConfiguration struct {
	Name Word   `parser:"'crypto' 'map' @@" names:"map" help:"Name=Crypto map tag"`
	Mode string `parser:"'client' 'configuration' 'address' @('initiate' | 'respond')" help:"client=Specify client configuration settings;configuration=Specify client configuration settings;address=Specify client address configuration;initiate=Push an address to the client;respond=Respond to address requests from the client"`
}

// CryptoMapISAKMPAuthorization is where the settings of a crypto map's peers
// come from.
type CryptoMapISAKMPAuthorization struct {
	Name Word `parser:"'crypto' 'map' @@" names:"map" help:"Name=Crypto map tag"`
	List Word `parser:"'isakmp' 'authorization' (( 'list' (( @@ ))? ))?" help:"isakmp=Specify isakmp configuration settings;authorization=Specify isakmp authorization settings;list=Specify authorization list;List=Named authorization list"`
}

// CryptoMapRedundancy shares a crypto map's SAs with a standby router.
type CryptoMapRedundancy struct {
	Name     Word   `parser:"'crypto' 'map' @@" names:"map" help:"Name=Crypto map tag"`
	Interval Number `parser:"'redundancy' 'replay-interval' (( 'inbound' @@" range:"0-10000" help:"redundancy=High availability options for this map;replay-interval=Interval of anti-replay updates;inbound=Inbound replay-interval;Interval=Packets between updates"`
	Outbound Number `parser:"  'outbound' @@ ))?" range:"1000-4294967295" help:"outbound=Outbound replay-interval;Outbound=Packets between updates"`
}

// CryptoDynamicMap opens an entry of a dynamic map.
type CryptoDynamicMap struct {
	Name     Word    `parser:"'crypto' 'dynamic-map' @@" names:"dynamic-map" help:"dynamic-map=Specify a dynamic crypto map template;Name=Dynamic crypto map template tag"`
	Sequence *Number `parser:"(( @@ ))?" range:"1-65535" help:"Sequence=Sequence to insert into dynamic map entry"`
}

func (*CryptoDynamicMap) Submode() *Mode { return CryptoMap }

// MatchAddress is the access list that says what a crypto map entry protects.
type MatchAddress struct {
	List Word `parser:"'match' 'address' (( @@ ))?" names:"acl" help:"match=Match values.;address=Match address of packets to encrypt.;List=IP access-list number or name"`
}

// SetPeer is a peer of a crypto map entry: an address, or a name that "ip host"
// or the DNS knows.
type SetPeer struct {
	IPv4    *IPv4     `parser:"'set' 'peer' ( @@" help:"peer=Allowed Encryption/Decryption peer.;IPv4=IP address of peer"`
	IPv6    *IPv6     `parser:"| @@" help:"IPv6=IPv6 address of peer"`
	Host    *HostName `parser:"| @@" help:"Host=Host name of the peer"`
	Dynamic bool      `parser:"  @'dynamic'? )" help:"dynamic=Resolve the name anew whenever a tunnel is set up"`
	Default bool      `parser:"@'default'?" help:"default=Default peer"`
}

// Address is the peer's, invalid where a name is configured.
func (p *SetPeer) Address() netip.Addr { return either(p.IPv4, p.IPv6) }

// SetSecurityAssociationLevel asks for an SA pair for each pair of hosts.
type SetSecurityAssociationLevel struct {
	PerHost bool `parser:"'set' 'security-association' 'level' @'per-host'" help:"security-association=Security association parameters;level=specify a security association granularity level for identities;per-host=request identity to be set to host-level"`
}

// SetIdentity restricts a crypto map entry to peers of that identity.
type SetIdentity struct {
	Name Word `parser:"'set' 'identity' (( @@ ))?" help:"identity=Identity restriction.;Name=Name of the identity"`
}

// SetNATDemux tells apart hosts behind one NAT.
type SetNATDemux struct {
	Demux bool `parser:"'set' 'nat' @'demux'" help:"nat=Set NAT translation;demux=Enable demux of multiple hosts behind a NAT"`
}

// SetIKEv2Profile is for IKEv2.
type SetIKEv2Profile struct {
	Name Word `parser:"'set' 'ikev2-profile' (( @@ ))?" help:"ikev2-profile=Specify ikev2 Profile;Name=ikev2 Profile name"`
}

// SetIPAccessGroup filters what comes out of a crypto map entry's SAs, or goes
// into them.
type SetIPAccessGroup struct {
	List      Word   `parser:"'set' 'ip' 'access-group' @@" names:"acl" help:"ip=Interface Internet Protocol config commands;access-group=Specify access control for packets;List=IP access list number or name"`
	Direction string `parser:"@('in' | 'out')" help:"in=Inbound packets;out=Outbound packets"`
}

// SetReverseRoute is how the routes of "reverse-route" are entered.
type SetReverseRoute struct {
	ByDistance bool    `parser:"'set' 'reverse-route' ( @'distance'" help:"reverse-route=Reverse Route Injection.;distance=Distance metric for this route"`
	Distance   *Number `parser:"  (( @@ ))?" range:"1-255" help:"Distance=Distance metric"`
	ByTag      bool    `parser:"| @'tag'" help:"tag=Create route and tag it"`
	Tag        *Number `parser:"  (( @@ ))?" range:"1-4294967295" help:"Tag=Tag value"`
	ByGateway  bool    `parser:"| @'gateway'" help:"gateway=Gateway for this route"`
	Gateway    *IPv4   `parser:"  (( @@ ))? )" help:"Gateway=Address of the next hop"`
}

// ReverseRoute enters routes to what is behind the peer of a crypto map entry:
// while there are SAs, or always with "static".
type ReverseRoute struct {
	Static     bool    `parser:"'reverse-route' @'static'?" help:"reverse-route=Reverse Route Injection.;static=Create routes based on static ACLs permanently"`
	RemotePeer bool    `parser:"( @'remote-peer'" help:"remote-peer=Create route in route table for remote tunnel endpoint"`
	Via        *IPv4   `parser:"  @@?" help:"Via=Specific IP address to use as next hop"`
	Gateway    bool    `parser:"  @'gateway'?" help:"gateway=Add next hop and route for the gateway"`
	Permanent  bool    `parser:"  @'static'? )?" help:"static=Create routes based on static ACLs permanently"`
	Tag        *Number `parser:"( 'tag' @@ )?" range:"1-4294967295" help:"tag=Create route and tag it;Tag=Tag value"`
}

// normalize moves "static" to where it is printed.
func (r *ReverseRoute) normalize() { r.Static, r.Permanent = r.Static || r.Permanent, false }

// QoSPreClassify has queues look at packets before they are protected.
type QoSPreClassify struct {
	Set bool `parser:"'qos' @'pre-classify'" help:"qos=Quality of Service (QoS) commands;pre-classify=Enable QOS classification before packets are tunnel encapsulated"`
}

// CryptoMapDescription is a remark on a crypto map entry.
type CryptoMapDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=Description of the crypto map statement policy;Text=Up to 80 characters describing this statement"`
}

// ApplyCryptoMap puts a crypto map on an interface.
type ApplyCryptoMap struct {
	Name       Word  `parser:"'crypto' 'map' (( @@" names:"map" help:"crypto=Encryption/Decryption commands;map=Assign a Crypto Map;Name=Crypto Map tag"`
	Redundancy *Word `parser:"  ( 'redundancy' @@" help:"redundancy=High availability options;Redundancy=Standby group name"`
	Stateful   bool  `parser:"    @'stateful'? )? ))?" help:"stateful=Enable stateful failover"`
}

// ApplyIPv6CryptoMap puts an IPv6 crypto map on an interface.
type ApplyIPv6CryptoMap struct {
	Name Word `parser:"'ipv6' 'crypto' 'map' (( @@ ))?" names:"map" help:"crypto=Encryption/Decryption commands;map=Assign a Crypto Map;Name=Crypto Map tag"`
}
