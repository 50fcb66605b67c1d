package grammar

import "strconv"

// CryptoISAKMPPolicy opens a phase 1 policy.
type CryptoISAKMPPolicy struct {
	Priority Number `parser:"'crypto' 'isakmp' 'policy' @@" range:"1-10000" help:"policy=Set policy for an ISAKMP protection suite;Priority=Priority of protection suite"`
}

func (*CryptoISAKMPPolicy) Submode() *Mode { return ISAKMPPolicy }

// Encryption is the cipher of a phase 1 policy.
type Encryption struct {
	Cipher string `parser:"'encryption' (( @('3des' | 'des')" print:"encryption=encr" help:"encryption=Set encryption algorithm for protection suite;3des=Three key triple DES;des=DES - Data Encryption Standard (56 bit keys)."`
	AES    bool   `parser:"| @'aes'" help:"aes=AES - Advanced Encryption Standard."`
	Bits   string `parser:"  @('128' | '192' | '256')? ))?" print:"128=" help:"128=128 bit keys.;192=192 bit keys.;256=256 bit keys."`
}

// Algorithm is "des", "3des" or "aes", and for aes the bits of its key.
func (e *Encryption) Algorithm() (name string, keyBits int) {
	if e.AES {
		return "aes", keyLength(e.Bits)
	}
	return e.Cipher, 0
}

// keyLength reads the bits of an AES key, 128 where none are given.
func keyLength(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return 128
}

// Hash is the hash of a phase 1 policy.
type Hash struct {
	Algorithm string `parser:"'hash' (( @('md5' | 'sha' | 'sha256' | 'sha384' | 'sha512') ))?" help:"hash=Set hash algorithm for protection suite;md5=Message Digest 5;sha=Secure Hash Standard;sha256=Secure Hash Standard 2 (256 bit);sha384=Secure Hash Standard 2 (384 bit);sha512=Secure Hash Standard 2 (512 bit)"`
}

// Authentication is the way the peers of a phase 1 policy prove who they are.
type Authentication struct {
	Method string `parser:"'authentication' (( @('ecdsa-sig' | 'pre-share' | 'rsa-encr' | 'rsa-sig') ))?" help:"authentication=Set authentication method for protection suite;ecdsa-sig=Elliptic Curve Digital Signature Algorithm Signature;pre-share=Pre-Shared Key;rsa-encr=Rivest-Shamir-Adleman Encryption;rsa-sig=Rivest-Shamir-Adleman Signature"`
}

// Group is the Diffie-Hellman group of a phase 1 policy.
type Group struct {
	ID string `parser:"'group' (( @('1' | '14' | '15' | '16' | '19' | '2' | '20' | '21' | '24' | '5') ))?" help:"group=Set the Diffie-Hellman group;1=Diffie-Hellman group 1 (768 bit);14=Diffie-Hellman group 14 (2048 bit);15=Diffie-Hellman group 15 (3072 bit);16=Diffie-Hellman group 16 (4096 bit);19=Diffie-Hellman group 19 (256 bit ecp);2=Diffie-Hellman group 2 (1024 bit);20=Diffie-Hellman group 20 (384 bit ecp);21=Diffie-Hellman group 21 (521 bit ecp);24=Diffie-Hellman group 24 (2048 bit, 256 bit subgroup);5=Diffie-Hellman group 5 (1536 bit)"`
}

// PolicyLifetime is how long an ISAKMP SA lives.
type PolicyLifetime struct {
	Seconds Number `parser:"'lifetime' (( @@ ))?" range:"60-86400" help:"lifetime=Set lifetime for ISAKMP security association;Seconds=lifetime in seconds"`
}

// CryptoISAKMPKey is a pre-shared key of the default keyring. One of
// Address, IPv6 and Hostname is set.
type CryptoISAKMPKey struct {
	Type     string      `parser:"'crypto' 'isakmp' 'key' @('0' | '6')?" print:"0=" help:"key=Set pre-shared key for remote peer;0=Specifies an UNENCRYPTED password will follow;6=Specifies an ENCRYPTED password will follow"`
	Key      Word        `parser:"@@" help:"Key=The UNENCRYPTED (cleartext) user password"`
	Address  *IPv4       `parser:"( 'address' ( @@" help:"address=define shared key with IP address;Address=Peer IP address"`
	Mask     *Mask       `parser:"    @@?" help:"Mask=Peer IP subnet mask"`
	IPv6     *IPv6Prefix `parser:"  | 'ipv6' @@ )" help:"ipv6=define shared key with IPv6 address;IPv6=IPv6 Address"`
	Hostname *Word       `parser:"| 'hostname' @@ )" help:"hostname=define shared key with hostname;Hostname=Peer's hostname"`
	NoXauth  bool        `parser:"@'no-xauth'?" help:"no-xauth=Bypasses XAuth for this peer"`
}

// CryptoISAKMPIdentity is what the router calls itself in phase 1.
type CryptoISAKMPIdentity struct {
	Kind string `parser:"'crypto' 'isakmp' 'identity' (( @('address' | 'dn' | 'hostname') ))?" help:"identity=Set the identity which ISAKMP will use;address=Use the IP address of the interface for the identity;dn=Use the distinguished name of the router cert for the identity;hostname=Use the hostname of the router for the identity"`
}

// CryptoISAKMPEnable is on by default.
type CryptoISAKMPEnable struct {
	Set bool `parser:"'crypto' 'isakmp' @'enable'" help:"enable=Enable ISAKMP"`
}

// CryptoISAKMPInvalidSPIRecovery starts an exchange when ESP comes in on an
// SPI that nobody knows.
type CryptoISAKMPInvalidSPIRecovery struct {
	Set bool `parser:"'crypto' 'isakmp' @'invalid-spi-recovery'" help:"invalid-spi-recovery=Initiate IKE and send Invalid SPI Notify"`
}

// CryptoISAKMPKeepalive turns dead peer detection on (RFC 3706).
type CryptoISAKMPKeepalive struct {
	Seconds Number  `parser:"'crypto' 'isakmp' 'keepalive' (( @@" range:"10-3600" help:"keepalive=Set a keepalive interval for use with IOS peers;Seconds=Number of seconds between keep alives"`
	Retry   *Number `parser:"  @@?" range:"2-60" help:"Retry=Number of seconds between retries if keepalive fails"`
	Mode    string  `parser:"  @('on-demand' | 'periodic')? ))?" print:"on-demand=" help:"on-demand=Send keepalive on demand;periodic=Send keepalive periodically"`
}

// CryptoISAKMPNATKeepalive is the interval of keepalives through a NAT.
type CryptoISAKMPNATKeepalive struct {
	Seconds Number `parser:"'crypto' 'isakmp' 'nat' 'keepalive' (( @@ ))?" range:"5-3600" help:"nat=Set a nat  keepalive interval for use with IOS peers;keepalive=Set a keepalive interval for use with IOS peers;Seconds=Number of seconds between keep alives"`
}

// CryptoKeyring opens a keyring.
type CryptoKeyring struct {
	Name Word  `parser:"'crypto' 'keyring' @@" names:"keyring" help:"keyring=Key ring commands;Name=Keyring name"`
	VRF  *Word `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Define the VRF this keyring belongs to;VRF=VRF name"`
}

func (*CryptoKeyring) Submode() *Mode { return Keyring }

// KeyringPreSharedKey is a key of a keyring. One of Address, IPv6 and
// Hostname is set.
type KeyringPreSharedKey struct {
	Address  *IPv4       `parser:"'pre-shared-key' ( 'address' ( @@" help:"pre-shared-key=Add a pre-shared key;address=Use IP address as peer identifier;Address=IP address of the peer"`
	Mask     *Mask       `parser:"    @@?" help:"Mask=Peer IP subnet mask"`
	IPv6     *IPv6Prefix `parser:"  | 'ipv6' @@ )" help:"ipv6=Use IPv6 address as peer identifier;IPv6=IPv6 Address"`
	Hostname *Word       `parser:"| 'hostname' @@ )" help:"hostname=Use hostname as peer identifier;Hostname=Peer's hostname"`
	Type     string      `parser:"(( 'key' @('0' | '6')?" print:"0=" help:"key=Specify the pre-shared key;0=Specifies an UNENCRYPTED password will follow;6=Specifies an ENCRYPTED password will follow"`
	Key      Word        `parser:"  @@ ))?" help:"Key=The UNENCRYPTED (cleartext) user password"`
}

// KeyringDescription is a remark on a keyring.
type KeyringDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=Keyring description;Text=Up to 80 characters describing this keyring"`
}

// CryptoKeysLog writes the keys of every SA to a file, in the format that
// Wireshark reads. It is a command of mainmode's own.
type CryptoKeysLog struct {
	File Word `parser:"'crypto' 'keys' 'log' (( @@ ))?" help:"keys=Session keys (mainmode);log=Write the keys of every SA to a file for Wireshark;File=File that only its owner can read"`
}
