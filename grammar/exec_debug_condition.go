package grammar

// DebugCryptoCondition limits the crypto debugs.
type DebugCryptoCondition struct {
	Reset     bool            `parser:"'debug' 'crypto' 'condition' ( @'reset'" help:"condition=Define debug condition filters;reset=Delete all debug filters and turn off conditional debug"`
	Condition *DebugCondition `parser:"| @@ )"`
}

// UndebugCryptoCondition takes a limit away.
type UndebugCryptoCondition struct {
	Condition *DebugCondition `parser:"( 'undebug' | 'no' 'debug' ) 'crypto' 'condition' @@" help:"condition=Define debug condition filters"`
}

// DebugCondition is what a crypto debug may be limited by. One of Peer, Local,
// ConnID, FlowID, SPI, FVRF, IVRF and Profile is set, or Unmatched.
type DebugCondition struct {
	Peer      *DebugPeer `parser:"  'peer' @@" help:"peer=IKE peer debug filter"`
	Local     *DebugHost `parser:"| 'local' @@" help:"local=IKE local address debug filter"`
	ConnID    *Number    `parser:"| 'connid' @@" range:"1-32766" help:"connid=IKE/IPsec connection-id filter;ConnID=Connection ID"`
	ConnOn    *Number    `parser:"  ( 'engine-id' @@ )?" range:"0-32767" help:"engine-id=Crypto engine id;ConnOn=Engine ID"`
	FlowID    *Number    `parser:"| 'flowid' @@" range:"1-4294967295" help:"flowid=IPsec flow-id filter;FlowID=Flow ID"`
	FlowOn    *Number    `parser:"  ( 'engine-id' @@ )?" range:"0-32767" help:"engine-id=Crypto engine id;FlowOn=Engine ID"`
	SPI       *HexNumber `parser:"| 'spi' @@" help:"spi=SPI (Security Parameter Index) filter;SPI=SPI (hex)"`
	FVRF      *Word      `parser:"| 'fvrf' @@" names:"vrf" help:"fvrf=Front-door VRF filter;FVRF=VRF name"`
	IVRF      *Word      `parser:"| 'ivrf' @@" names:"vrf" help:"ivrf=Inside VRF filter;IVRF=VRF name"`
	Profile   *Word      `parser:"| 'isakmp' 'profile' @@" names:"isakmp-profile" help:"isakmp=ISAKMP profile filter;profile=ISAKMP profile filter;Profile=ISAKMP profile name"`
	Unmatched bool       `parser:"| @'unmatched'" help:"unmatched=Output debugs even if no context available"`
	Class     string     `parser:"  @('engine' | 'ipsec' | 'isakmp')?" help:"engine=Crypto Engine context;ipsec=IPSec context;isakmp=IKE context"`
}

// DebugPeer names peers. One field is set, or Subnet with Mask.
type DebugPeer struct {
	IPv4   *IPv4 `parser:"  'ipv4' @@" help:"ipv4=IKE peer IP address;IPv4=IP address"`
	IPv6   *IPv6 `parser:"| 'ipv6' @@" help:"ipv6=IKE peer IPv6 address;IPv6=IPv6 address"`
	Subnet *IPv4 `parser:"| 'subnet' @@" help:"subnet=IKE peer subnet;Subnet=IP subnet"`
	Mask   *Mask `parser:"  @@" help:"Mask=Subnet mask"`
	Host   *Word `parser:"| 'hostname' @@" help:"hostname=IKE peer hostname;Host=FQDN of the peer"`
	Group  *Word `parser:"| 'group' @@" names:"group" help:"group=Unity/Easy VPN client group;Group=Group name"`
	User   *Word `parser:"| 'username' @@" names:"user" help:"username=Xauth or pki-aaa username;User=Username"`
}

// DebugHost is an address of the router.
type DebugHost struct {
	IPv4 *IPv4 `parser:"  'ipv4' @@" help:"ipv4=IKE local IP address;IPv4=IP address"`
	IPv6 *IPv6 `parser:"| 'ipv6' @@" help:"ipv6=IKE local IPv6 address;IPv6=IPv6 address"`
}

// ShowCryptoDebugCondition shows what limits the crypto debugs: all of it, or
// the filters of one kind.
type ShowCryptoDebugCondition struct {
	Set  bool   `parser:"'show' 'crypto' @'debug-condition'" help:"debug-condition=Debug Condition filters"`
	Kind string `parser:"@('connid' | 'flowid' | 'fvrf' | 'isakmp' | 'ivrf' | 'local' | 'peer' | 'spi' | 'unmatched')?" help:"connid=Connection-id filters;flowid=Flow-id filters;fvrf=FVRF filters;isakmp=ISAKMP profile filters;ivrf=IVRF filters;local=IKE local address filters;peer=IKE peer filters;spi=SPI filters;unmatched=Flags for debugs without context"`
}

// DebugInterfaceCondition limits the debugs of packets to those of an interface.
type DebugInterfaceCondition struct {
	Interface InterfaceName `parser:"'debug' 'condition' 'interface' @@" help:"condition=Condition;interface=interface"`
}

// UndebugInterfaceCondition takes a limit away: by its interface, by its number,
// or all.
type UndebugInterfaceCondition struct {
	All       bool           `parser:"( 'undebug' | 'no' 'debug' ) 'condition' ( @'all'" help:"condition=Condition;all=Remove all debug conditions"`
	Interface *InterfaceName `parser:"| 'interface' @@" help:"interface=interface"`
	Number    *Number        `parser:"| @@ )" range:"1-1000" help:"Number=Condition number to remove"`
}

// TestAAAGroup asks the servers of a group whether they know somebody.
type TestAAAGroup struct {
	Group    Word   `parser:"'test' 'aaa' 'group' @@" help:"test=Test subsystems, memory, and interfaces;aaa=AAA Test;group=AAA group for testing;Group=AAA server group name"`
	User     Word   `parser:"@@" help:"User=User Name"`
	Password Word   `parser:"@@" help:"Password=User Password"`
	Code     string `parser:"@('legacy' | 'new-code')" help:"legacy=Use legacy code for testing;new-code=Use new code for testing"`
}
