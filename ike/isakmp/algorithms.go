package isakmp

import "strconv"

// EncryptionAlgorithm of phase 1, RFC 2409, Appendix A.
type EncryptionAlgorithm uint16

const (
	DES_CBC       EncryptionAlgorithm = 1
	TripleDES_CBC EncryptionAlgorithm = 5
	AES_CBC       EncryptionAlgorithm = 7
)

// String is how IOS prints it in a debug: "DES-CBC".
func (a EncryptionAlgorithm) String() string {
	switch a {
	case DES_CBC:
		return "DES-CBC"
	case TripleDES_CBC:
		return "3DES-CBC"
	case AES_CBC:
		return "AES-CBC"
	}
	return strconv.Itoa(int(a))
}

// HashAlgorithm of phase 1, RFC 2409, Appendix A.
type HashAlgorithm uint16

const (
	MD5      HashAlgorithm = 1
	SHA      HashAlgorithm = 2
	SHA2_256 HashAlgorithm = 4
	SHA2_384 HashAlgorithm = 5
	SHA2_512 HashAlgorithm = 6
)

// String is how IOS prints it in a debug: "SHA".
func (a HashAlgorithm) String() string {
	switch a {
	case MD5:
		return "MD5"
	case SHA:
		return "SHA"
	case SHA2_256:
		return "SHA256"
	case SHA2_384:
		return "SHA384"
	case SHA2_512:
		return "SHA512"
	}
	return strconv.Itoa(int(a))
}

// AuthMethod of phase 1, RFC 2409, Appendix A.
type AuthMethod uint16

const (
	PreShared     AuthMethod = 1
	RSASignature  AuthMethod = 3
	RSAEncryption AuthMethod = 4
	// ECDSASignature is a signature on the curve P-256, RFC 4754, Section 7.
	ECDSASignature AuthMethod = 9
	// XAUTHPreShared is a pre-shared key and extended authentication of the
	// initiator, draft-beaulieu-ike-xauth-02, Section 5.
	XAUTHPreShared AuthMethod = 65001
)

// String is how IOS prints it in a debug: "pre-share".
func (a AuthMethod) String() string {
	switch a {
	case PreShared:
		return "pre-share"
	case RSASignature:
		return "RSA sig"
	case RSAEncryption:
		return "RSA encr"
	case ECDSASignature:
		return "ECDSA sig"
	case XAUTHPreShared:
		return "XAUTHInitPreShared"
	}
	return strconv.Itoa(int(a))
}
