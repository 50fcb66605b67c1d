package grammar

// CryptoISAKMPDefaultPolicy is on by default: the default policies count while
// no other is configured.
type CryptoISAKMPDefaultPolicy struct {
	Set bool `parser:"'crypto' 'isakmp' 'default' @'policy'" help:"default=ISAKMP default policy;policy=Use the default ISAKMP protection suites while no other is configured"`
}

// SetSecurityAssociationIdleTime ends a profile's SAs that carry nothing.
type SetSecurityAssociationIdleTime struct {
	Seconds Number `parser:"'set' 'security-association' 'idle-time' (( @@" range:"60-86400" help:"idle-time=Automatically delete IPSec SAs after a given idle period.;Seconds=Idle time in seconds after which the SAs are deleted"`
	Default bool   `parser:"  @'default'? ))?" help:"default=Return to the default peer when the SAs are idle"`
}

// CryptoIPsecSecurityAssociationIdleTime ends SAs that carry nothing and whose
// profile says no other time.
type CryptoIPsecSecurityAssociationIdleTime struct {
	Seconds Number `parser:"'crypto' 'ipsec' 'security-association' 'idle-time' (( @@ ))?" range:"60-86400" help:"idle-time=Automatically delete IPSec SAs after a given idle period.;Seconds=Idle time in seconds after which the SAs are deleted"`
}
