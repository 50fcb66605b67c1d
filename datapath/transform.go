package datapath

// Cipher of ESP.
type Cipher uint8

const (
	Null      Cipher = iota // RFC 2410
	DES                     // RFC 2405
	TripleDES               // RFC 2451
	AESCBC                  // RFC 3602
	AESGCM                  // RFC 4106, 16-byte ICV
)

// Integrity algorithm of ESP.
type Integrity uint8

const (
	NoIntegrity Integrity = iota
	HMACMD5               // RFC 2403, 96 bits
	HMACSHA1              // RFC 2404, 96 bits
	HMACSHA256            // RFC 4868, 128 bits
	HMACSHA384            // RFC 4868, 192 bits
	HMACSHA512            // RFC 4868, 256 bits
)

// Transform is what one SA does to a packet. It is comparable.
type Transform struct {
	Cipher    Cipher
	KeyBits   int // AES: 128, 192 or 256; else 0
	Integrity Integrity
}

// EncKeyLen is the number of bytes of EncKey: for AES-GCM with the 4-byte salt
// of RFC 4106, Section 8.1.
func (t Transform) EncKeyLen() int {
	switch t.Cipher {
	case DES:
		return 8
	case TripleDES:
		return 24
	case AESCBC:
		return t.KeyBits / 8
	case AESGCM:
		return t.KeyBits/8 + 4
	}
	return 0
}

// AuthKeyLen is the number of bytes of AuthKey.
func (t Transform) AuthKeyLen() int {
	return [...]int{0, 16, 20, 32, 48, 64}[t.Integrity]
}

// BlockSize to which the plain text is padded; never below 4, RFC 4303,
// Section 2.4.
func (t Transform) BlockSize() int {
	switch t.Cipher {
	case DES, TripleDES:
		return 8
	case AESCBC:
		return 16
	}
	return 4
}

// IVLen is the number of bytes of the IV in each packet.
func (t Transform) IVLen() int {
	switch t.Cipher {
	case DES, TripleDES, AESGCM:
		return 8
	case AESCBC:
		return 16
	}
	return 0
}

// ICVLen is the number of bytes of the integrity check value in each packet.
func (t Transform) ICVLen() int {
	if t.Cipher == AESGCM {
		return 16
	}
	return [...]int{0, 12, 12, 16, 24, 32}[t.Integrity]
}

// String is how IOS shows the transform: "esp-256-aes esp-sha-hmac".
func (t Transform) String() string {
	s := [...]string{"esp-null", "esp-des", "esp-3des", "esp-aes", "esp-gcm"}[t.Cipher]
	switch {
	case t.Cipher == AESCBC && t.KeyBits == 192:
		s = "esp-192-aes"
	case t.Cipher == AESCBC && t.KeyBits == 256:
		s = "esp-256-aes"
	case t.Cipher == AESGCM && t.KeyBits == 192:
		s = "esp-gcm 192"
	case t.Cipher == AESGCM && t.KeyBits == 256:
		s = "esp-gcm 256"
	}
	if t.Integrity != NoIntegrity {
		s += " " + [...]string{"", "esp-md5-hmac", "esp-sha-hmac", "esp-sha256-hmac", "esp-sha384-hmac", "esp-sha512-hmac"}[t.Integrity]
	}
	return s
}

// Overhead is the most bytes that ESP adds behind the outer IP header: header,
// IV, padding, trailer and ICV.
func (t Transform) Overhead() int {
	return 8 + t.IVLen() + t.BlockSize() - 1 + 2 + t.ICVLen()
}
