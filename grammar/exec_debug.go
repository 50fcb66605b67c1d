package grammar

// debugEntries are the commands that turn debugs on and off.
var debugEntries = []entry{
	plain[DebugCrypto](), plain[UndebugCrypto](), plain[DebugCryptoCondition](), plain[UndebugCryptoCondition](),
	plain[DebugIP](), plain[DebugIPNAT](), plain[UndebugIP](), plain[UndebugAll](),
}

// DebugCrypto turns a debug on. Topic is engine, ipsec, isakmp or kmi.
type DebugCrypto struct {
	Topic string `parser:"'debug' 'crypto' @('engine' | 'ipsec' | 'isakmp' | 'kmi')" help:"crypto=Cryptographic subsystem;engine=Crypto Engine Debug;ipsec=IPSEC processing;isakmp=ISAKMP Key Management;kmi=Key Management Interface"`
}

// UndebugCrypto turns a debug off.
type UndebugCrypto struct {
	Topic string `parser:"( 'undebug' | 'no' 'debug' ) 'crypto' @('engine' | 'ipsec' | 'isakmp' | 'kmi')" help:"crypto=Cryptographic subsystem;engine=Crypto Engine Debug;ipsec=IPSEC processing;isakmp=ISAKMP Key Management;kmi=Key Management Interface"`
}

// DebugCryptoCondition limits the crypto debugs.
type DebugCryptoCondition struct {
	Reset     bool            `parser:"'debug' 'crypto' 'condition' ( @'reset'" help:"condition=Define debug condition filters;reset=Delete all debug filters and turn off conditional debug"`
	Condition *DebugCondition `parser:"| @@ )"`
}

// UndebugCryptoCondition takes a limit away.
type UndebugCryptoCondition struct {
	Condition *DebugCondition `parser:"( 'undebug' | 'no' 'debug' ) 'crypto' 'condition' @@" help:"condition=Define debug condition filters"`
}

// DebugCondition is what a crypto debug may be limited by. Peer or Subnet is
// set, or Unmatched.
type DebugCondition struct {
	Peer      *PeerAddress `parser:"  'peer' ( ( 'ipv4' | 'ipv6' ) @@" help:"peer=IKE peer debug filter;ipv4=IKE peer IP address;ipv6=IKE peer IPv6 address"`
	Subnet    *IPv4        `parser:"  | 'subnet' @@" help:"subnet=IKE peer subnet;Subnet=IP subnet"`
	Mask      *Mask        `parser:"    @@ )" help:"Mask=Subnet mask"`
	Unmatched bool         `parser:"| @'unmatched'" help:"unmatched=Output debugs even if no context available"`
	Class     string       `parser:"  @('engine' | 'ipsec' | 'isakmp')?" help:"engine=Crypto Engine context;ipsec=IPSec context;isakmp=IKE context"`
}

// DebugIP shows packets. One of ICMP and Packet is set.
type DebugIP struct {
	ICMP   bool    `parser:"'debug' 'ip' ( @'icmp'" help:"ip=IP information;icmp=ICMP transactions"`
	Packet bool    `parser:"| @'packet'" help:"packet=General IP debugging and IPSO security transactions"`
	Detail bool    `parser:"  ( @'detail'" help:"detail=Print more debugging detail"`
	List   *Number `parser:"  | @@" range:"1-2699" help:"List=Access list"`
	More   bool    `parser:"    @'detail'? )? )" help:"detail=Print more debugging detail"`
}

// DebugIPNAT shows what NAT does to packets, or to those of the inside hosts that
// an access list permits.
type DebugIPNAT struct {
	NAT      bool    `parser:"'debug' 'ip' @'nat'" help:"ip=IP information;nat=NAT events"`
	List     *Number `parser:"@@?" range:"1-2699" help:"List=Access list"`
	Detailed bool    `parser:"@'detailed'?" help:"detailed=NAT detailed events"`
}

// UndebugIP stops showing packets.
type UndebugIP struct {
	Topic string `parser:"( 'undebug' | 'no' 'debug' ) 'ip' @('icmp' | 'nat' | 'packet')" help:"ip=IP information;icmp=ICMP transactions;nat=NAT events;packet=General IP debugging and IPSO security transactions"`
}

// UndebugAll turns every debug off.
type UndebugAll struct {
	All bool `parser:"( 'undebug' | 'no' 'debug' ) @'all'" help:"all=Disable all debugging"`
}
