package grammar

// DebugCrypto turns a debug on. Topic is ipsec, isakmp or kmi.
type DebugCrypto struct {
	Topic string `parser:"'debug' 'crypto' @('ipsec' | 'isakmp' | 'kmi')" help:"crypto=Cryptographic subsystem;ipsec=IPSEC processing;isakmp=ISAKMP Key Management;kmi=Key Management Interface"`
}

// UndebugCrypto turns a debug off.
type UndebugCrypto struct {
	Topic string `parser:"( 'undebug' | 'no' 'debug' ) 'crypto' @('ipsec' | 'isakmp' | 'kmi')" help:"crypto=Cryptographic subsystem;ipsec=IPSEC processing;isakmp=ISAKMP Key Management;kmi=Key Management Interface"`
}

// UndebugAll turns every debug off.
type UndebugAll struct {
	All bool `parser:"( 'undebug' | 'no' 'debug' ) @'all'" help:"all=Disable all debugging"`
}

// ClearCryptoSA deletes IPsec SAs: all, those with a peer, those of a crypto
// map; or, with Counters, sets their counters to zero.
type ClearCryptoSA struct {
	Counters bool         `parser:"'clear' 'crypto' 'sa' ( @'counters'" help:"sa=Clear all crypto SAs;counters=Reset the SA counters"`
	Map      *Word        `parser:"| 'map' @@" help:"map=Clear all SAs for a given crypto map;Map=Crypto map name"`
	Peer     *PeerAddress `parser:"| 'peer' @@ )?" help:"peer=Clear all SAs for a given crypto peer"`
}

// ClearCryptoISAKMP deletes ISAKMP SAs: all, or one by its connection id.
type ClearCryptoISAKMP struct {
	Connection *Number `parser:"'clear' 'crypto' 'isakmp' @@?" range:"0-32766" help:"isakmp=Flush the ISAKMP database;Connection=connection id of SA"`
}

// ClearCryptoSession deletes the ISAKMP and IPsec SAs of all peers, or of one.
type ClearCryptoSession struct {
	Remote *PeerAddress `parser:"'clear' 'crypto' 'session' ( 'remote' @@ )?" help:"session=Clear crypto sessions (tunnels);remote=Clear crypto sessions for a particular remote IKE address"`
}

// ClearLogging empties the buffer of messages.
type ClearLogging struct {
	Logging bool `parser:"'clear' @'logging'" help:"logging=Clear logging buffer"`
}
