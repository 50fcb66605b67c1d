package isakmp

import "golang.org/x/crypto/cryptobyte"

// CertEncoding of a certificate, RFC 2408, Section 3.9.
type CertEncoding uint8

const (
	PKCS7         CertEncoding = 1
	X509Signature CertEncoding = 4
	X509CRL       CertEncoding = 7
)

// Certificate payload, RFC 2408, Section 3.9.
type Certificate struct {
	Encoding CertEncoding
	Data     []byte
}

// CertificateRequest payload, RFC 2408, Section 3.10. An empty Authority asks
// for any certificate.
type CertificateRequest struct {
	Encoding  CertEncoding
	Authority []byte // a distinguished name in DER
}

func (*Certificate) Type() PayloadType        { return TypeCertificate }
func (*CertificateRequest) Type() PayloadType { return TypeCertificateRequest }

func parseCertificate(body []byte) (*Certificate, error) {
	if len(body) == 0 {
		return nil, ErrTruncated
	}
	return &Certificate{Encoding: CertEncoding(body[0]), Data: body[1:]}, nil
}

func parseCertificateRequest(body []byte) (*CertificateRequest, error) {
	if len(body) == 0 {
		return nil, ErrTruncated
	}
	return &CertificateRequest{Encoding: CertEncoding(body[0]), Authority: body[1:]}, nil
}

func (c *Certificate) marshal(b *cryptobyte.Builder) {
	b.AddUint8(uint8(c.Encoding))
	b.AddBytes(c.Data)
}

func (c *CertificateRequest) marshal(b *cryptobyte.Builder) {
	b.AddUint8(uint8(c.Encoding))
	b.AddBytes(c.Authority)
}
