package grammar

// CryptoIPsecTransformSet opens a transform set.
type CryptoIPsecTransformSet struct {
	Name       Word        `parser:"'crypto' 'ipsec' 'transform-set' @@" names:"transform-set" help:"transform-set=Define transform and settings;Name=Transform set tag"`
	Transforms []Transform `parser:"(( @@+ ))?" order:"any"`
}

func (*CryptoIPsecTransformSet) Submode() *Mode { return TransformSet }

// Transform is a cipher or a hash of a transform set.
type Transform struct {
	AH     string `parser:"  @('ah-md5-hmac' | 'ah-sha-hmac' | 'ah-sha256-hmac' | 'ah-sha384-hmac' | 'ah-sha512-hmac')" help:"ah-md5-hmac=AH-HMAC-MD5 transform;ah-sha-hmac=AH-HMAC-SHA transform;ah-sha256-hmac=AH-HMAC-SHA256 transform;ah-sha384-hmac=AH-HMAC-SHA384 transform;ah-sha512-hmac=AH-HMAC-SHA512 transform"`
	Cipher string `parser:"| ( @('esp-3des' | 'esp-des' | 'esp-null' | 'esp-seal')" help:"esp-seal=ESP transform using SEAL cipher (160 bits);esp-3des=ESP transform using 3DES(EDE) cipher (168 bits);esp-des=ESP transform using DES cipher (56 bits);esp-null=ESP transform w/o cipher"`
	AES    string `parser:"| @('esp-aes' | 'esp-gcm' | 'esp-gmac')" help:"esp-gmac=ESP transform using GMAC cipher;esp-aes=ESP transform using AES cipher;esp-gcm=ESP transform using GCM cipher"`
	Bits   string `parser:"  @('128' | '192' | '256')? )" print:"128=" help:"128=128 bit keys.;192=192 bit keys.;256=256 bit keys."`
	Auth   string `parser:"| @('esp-md5-hmac' | 'esp-sha-hmac' | 'esp-sha256-hmac' | 'esp-sha384-hmac' | 'esp-sha512-hmac')" help:"esp-md5-hmac=ESP transform using HMAC-MD5 auth;esp-sha-hmac=ESP transform using HMAC-SHA auth;esp-sha256-hmac=ESP transform using HMAC-SHA256 auth;esp-sha384-hmac=ESP transform using HMAC-SHA384 auth;esp-sha512-hmac=ESP transform using HMAC-SHA512 auth"`
	Comp   string `parser:"| @'comp-lzs'" help:"comp-lzs=IP Compression using the LZS compression algorithm"`
}

// Encryption is the set's cipher as IOS names it, "esp-aes", and for AES the
// bits of its key; "" where the set has none.
func (s *CryptoIPsecTransformSet) Encryption() (name string, keyBits int) {
	for _, t := range s.Transforms {
		switch {
		case t.AES != "":
			return t.AES, keyLength(t.Bits)
		case t.Cipher != "":
			return t.Cipher, 0
		}
	}
	return "", 0
}

// Authentication is the set's hash as IOS names it, "esp-sha-hmac"; "" where
// the set has none.
func (s *CryptoIPsecTransformSet) Authentication() string {
	for _, t := range s.Transforms {
		if t.Auth != "" {
			return t.Auth
		}
	}
	return ""
}

// TransformSetMode says what the SAs of a transform set enclose.
type TransformSetMode struct {
	Tunnel    bool `parser:"'mode' (( @'tunnel'" help:"mode=encapsulation mode (transport/tunnel);tunnel=tunnel (datagram encapsulation) mode"`
	Transport bool `parser:"| @'transport'" help:"transport=transport (payload encapsulation) mode"`
	Require   bool `parser:"  @'require'? ))?" help:"require=mode will only be transport"`
}

// CryptoIPsecProfile opens an IPsec profile.
type CryptoIPsecProfile struct {
	Name Word `parser:"'crypto' 'ipsec' 'profile' @@" names:"ipsec-profile" help:"profile=Configure an ipsec policy profile;Name=Profile Name"`
}

func (*CryptoIPsecProfile) Submode() *Mode { return IPsecProfile }

// SetTransformSet lists the transform sets of a profile, the preferred first.
type SetTransformSet struct {
	Names []Word `parser:"'set' 'transform-set' (( @@+ ))?" names:"transform-set" help:"transform-set=Specify list of transform sets in priority order;Names=Proposal tag"`
}

// SetPFS asks for a Diffie-Hellman exchange in quick mode. Without a group it
// is group1.
type SetPFS struct {
	Group string `parser:"'set' 'pfs' @('group1' | 'group14' | 'group15' | 'group16' | 'group19' | 'group2' | 'group20' | 'group21' | 'group24' | 'group5')?" help:"pfs=Specify pfs settings;group1=D-H Group1 (768-bit modp);group14=D-H Group14 (2048-bit modp);group15=D-H Group15 (3072-bit modp);group16=D-H Group16 (4096-bit modp);group19=D-H Group19 (256-bit ecp);group2=D-H Group2 (1024-bit modp);group20=D-H Group20 (384-bit ecp);group21=D-H Group21 (521-bit ecp);group24=D-H Group24 (2048-bit modp, 256 bit subgroup);group5=D-H Group5 (1536-bit modp)"`
}

// SALifetime is a lifetime of IPsec SAs, by time or by traffic.
type SALifetime struct {
	BySeconds   bool    `parser:"  @'seconds'" help:"seconds=Time-based key duration in seconds"`
	Seconds     Number  `parser:"  (( @@ ))?" range:"120-2592000" help:"Seconds=Security association duration in seconds"`
	ByDays      bool    `parser:"| @'days'" help:"days=Time-based key duration in days"`
	Days        Number  `parser:"  (( @@ ))?" range:"1-30" help:"Days=Security association duration in days"`
	ByKilobytes bool    `parser:"| @'kilobytes'" help:"kilobytes=Volume-based key duration"`
	Kilobytes   *Number `parser:"  (( @@" range:"2560-4294967295" help:"Kilobytes=Security association duration in kilobytes encrypted"`
	Disable     bool    `parser:"  | @'disable' ))?" help:"disable=Disable volume-based rekey"`
}

// SAReplay is the replay window of IPsec SAs.
type SAReplay struct {
	Disable bool   `parser:"  @'disable'" help:"disable=Disable replay checking"`
	Window  string `parser:"| 'window-size' (( @('1024' | '128' | '256' | '512' | '64') ))?" help:"window-size=Set replay window size.;1024=Window size of 1024;128=Window size of 128;256=Window size of 256;512=Window size of 512;64=Window size of 64 (default)"`
}

// SetSecurityAssociationLifetime is the lifetime of a profile's SAs.
type SetSecurityAssociationLifetime struct {
	Lifetime SALifetime `parser:"'set' 'security-association' 'lifetime' @@" help:"security-association=Security association parameters;lifetime=security association lifetime"`
}

// SetSecurityAssociationReplay is the replay window of a profile's SAs.
type SetSecurityAssociationReplay struct {
	Replay SAReplay `parser:"'set' 'security-association' 'replay' (( @@ ))?" help:"replay=Set replay checking."`
}

// ResponderOnly keeps a profile from starting exchanges.
type ResponderOnly struct {
	Set bool `parser:"@'responder-only'" help:"responder-only=Do not initiate SAs from this device"`
}

// ProfileDescription is a remark on an IPsec profile.
type ProfileDescription struct {
	Text Text `parser:"'description' (( @@ ))?" help:"description=Description of the crypto ipsec profile;Text=Up to 80 characters describing this profile"`
}

// CryptoIPsecSecurityAssociationLifetime is the lifetime of SAs whose profile
// sets none.
type CryptoIPsecSecurityAssociationLifetime struct {
	Lifetime SALifetime `parser:"'crypto' 'ipsec' 'security-association' 'lifetime' @@" help:"security-association=Security association parameters;lifetime=security association lifetime"`
}

// CryptoIPsecSecurityAssociationReplay is the replay window of SAs whose
// profile sets none.
type CryptoIPsecSecurityAssociationReplay struct {
	Replay SAReplay `parser:"'crypto' 'ipsec' 'security-association' 'replay' (( @@ ))?" help:"replay=Set replay checking."`
}

// CryptoIPsecDFBit says what the outer header's don't-fragment bit will be.
type CryptoIPsecDFBit struct {
	Mode string `parser:"'crypto' 'ipsec' 'df-bit' (( @('clear' | 'copy' | 'set') ))?" help:"df-bit=Handling of encapsulated DF bit.;clear=Clear DF bit for outer IP header;copy=Copy DF bit from inner header;set=Set DF bit in outer header"`
}

// CryptoIPsecNATTransparency allows ESP in UDP (RFC 3948). It is on by default.
type CryptoIPsecNATTransparency struct {
	UDPEncapsulation bool `parser:"'crypto' 'ipsec' 'nat-transparency' @'udp-encapsulation'" help:"nat-transparency=IPsec NAT transparency model;udp-encapsulation=UDP encapsulation of IPsec protocols"`
}
