package grammar

// CryptoISAKMPDiagnose keeps the reasons of exchanges that failed.
type CryptoISAKMPDiagnose struct {
	Error bool    `parser:"'crypto' 'isakmp' 'diagnose' @'error'" help:"diagnose=Diagnostic configuration;error=Enable error diagnostics"`
	Named bool    `parser:"( @'count'?" help:"count=Number of error entries to keep"`
	Count *Number `parser:"  @@ )?" range:"1-1000" help:"Count=Number of entries"`
}

// CryptoISAKMPDisconnectRevoked ends sessions with peers whose certificate is
// revoked meanwhile.
type CryptoISAKMPDisconnectRevoked struct {
	Set bool `parser:"'crypto' 'isakmp' @'disconnect-revoked-peers'" help:"disconnect-revoked-peers=Disconnect Crypto Session with Revoked Peer"`
}

// CryptoISAKMPPerformance collects statistics.
type CryptoISAKMPPerformance struct {
	Set bool `parser:"'crypto' 'isakmp' @'performance'" help:"performance=Enable performance statistics collection"`
}

// CryptoISAKMPXAUTHTimeout is how long a user is waited for.
type CryptoISAKMPXAUTHTimeout struct {
	Seconds Number `parser:"'crypto' 'isakmp' 'xauth' 'timeout' (( @@ ))?" range:"5-90" help:"xauth=Set Extended Authentication values;timeout=Set XAuth timeout;Seconds=Timeout value in seconds"`
}

// CryptoISAKMPClientPool is the pool for clients without a group.
type CryptoISAKMPClientPool struct {
	Name Word `parser:"'crypto' 'isakmp' 'client' 'configuration' 'address-pool' (( 'local' @@ ))?" help:"client=Set client configuration policy;configuration=Set client configuration policy;address-pool=Set network address for client;local=Set local pool;Name=Name of the address pool"`
}

func (*CryptoISAKMPDiagnose) inert()          {}
func (*CryptoISAKMPDisconnectRevoked) inert() {}
func (*CryptoISAKMPPerformance) inert()       {}
func (*CryptoISAKMPXAUTHTimeout) inert()      {}
func (*CryptoISAKMPClientPool) inert()        {}
