package grammar

// debugEntries are the commands that turn debugs on and off.
var debugEntries = []entry{
	plain[DebugCrypto](), plain[UndebugCrypto](), plain[DebugCryptoPKI](), plain[UndebugCryptoPKI](), plain[DebugCryptoCondition](), plain[UndebugCryptoCondition](),
	plain[DebugIP](), plain[DebugIPNAT](), plain[UndebugIP](), plain[DebugSystem](), plain[UndebugSystem](), plain[DebugNHRP](), plain[UndebugNHRP](), plain[UndebugAll](), plain[DebugInterfaceCondition](), plain[UndebugInterfaceCondition](), plain[TestAAAGroup](),
}

// DebugCrypto turns a debug on.
type DebugCrypto struct {
	Debug CryptoDebug `parser:"'debug' 'crypto' @@" help:"crypto=Cryptographic subsystem"`
}

// UndebugCrypto turns a debug off.
type UndebugCrypto struct {
	Debug CryptoDebug `parser:"( 'undebug' | 'no' 'debug' ) 'crypto' @@" help:"crypto=Cryptographic subsystem"`
}

// CryptoDebug names a debug: Topic is ipsec or isakmp, or Other engine or kmi.
// With Errors only what went wrong is shown.
type CryptoDebug struct {
	Topic  string `parser:"  @('ipsec' | 'isakmp')" help:"ipsec=IPSEC processing;isakmp=ISAKMP Key Management"`
	Errors bool   `parser:"  @'error'?" help:"error=Error debugs only"`
	Other  string `parser:"| @('engine' | 'kmi')" help:"engine=Crypto Engine Debug;kmi=Key Management Interface"`
}

// DebugCryptoPKI turns a debug of certificates on. Topic is callbacks,
// messages, transactions or validation.
type DebugCryptoPKI struct {
	Topic string `parser:"'debug' 'crypto' 'pki' @('callbacks' | 'messages' | 'transactions' | 'validation')" help:"pki=PKI Client;callbacks=PKI callbacks;messages=PKI Input/Output Messages;transactions=PKI Transactions;validation=PKI Certificate Path Validation"`
}

// UndebugCryptoPKI turns a debug of certificates off.
type UndebugCryptoPKI struct {
	Topic string `parser:"( 'undebug' | 'no' 'debug' ) 'crypto' 'pki' @('callbacks' | 'messages' | 'transactions' | 'validation')" help:"pki=PKI Client;callbacks=PKI callbacks;messages=PKI Input/Output Messages;transactions=PKI Transactions;validation=PKI Certificate Path Validation"`
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
