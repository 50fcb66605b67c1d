package shell

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mainmode/ike/isakmp"
)

// subject is whom a certificate is made out to.
type subject struct {
	name    []byte     // distinguished name in DER
	host    string     // "": none
	address netip.Addr // invalid: none
}

// newSubject encodes a subject as IOS does: the host name is part of the
// distinguished name, and its most specific one.
func newSubject(name, host string, address netip.Addr) (subject, error) {
	sequence, err := parseSubjectName(name)
	if err != nil {
		return subject{}, err
	}
	if host != "" {
		sequence = append(sequence, attribute("hostname", host))
	}
	if len(sequence) == 0 {
		return subject{}, errors.New("there is neither a subject-name nor an fqdn")
	}
	der, err := asn1.Marshal(sequence)
	return subject{der, host, address}, err
}

func attribute(word, value string) pkix.RelativeDistinguishedNameSET {
	id, _ := isakmp.AttributeType(word)
	return pkix.RelativeDistinguishedNameSET{{Type: id, Value: value}}
}

// parseSubjectName reads "CN=R1, O=Example", whose last part is the most
// general and is encoded first, RFC 4514, Section 2.1. A backslash takes the
// meaning from a comma.
func parseSubjectName(text string) (pkix.RDNSequence, error) {
	var sequence pkix.RDNSequence
	for _, part := range splitName(text) {
		word, value, ok := strings.Cut(part, "=")
		word, value = strings.TrimSpace(word), strings.TrimSpace(value)
		if _, known := isakmp.AttributeType(word); !ok || !known || value == "" {
			return nil, fmt.Errorf("subject-name: %q is no attribute such as CN=R1", strings.TrimSpace(part))
		}
		sequence = append(sequence, attribute(word, value))
	}
	slices.Reverse(sequence)
	return sequence, nil
}

func splitName(text string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == ',':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	if strings.TrimSpace(part.String()) != "" {
		parts = append(parts, part.String())
	}
	return parts
}

func (s subject) names() (hosts []string, addresses []net.IP) {
	if s.host != "" {
		hosts = []string{s.host}
	}
	if s.address.IsValid() {
		addresses = []net.IP{s.address.AsSlice()}
	}
	return hosts, addresses
}

// request is a PKCS #10 request for a certificate, RFC 2986, in DER.
func (s subject) request(key *rsa.PrivateKey) ([]byte, error) {
	template := &x509.CertificateRequest{RawSubject: s.name, SignatureAlgorithm: x509.SHA256WithRSA}
	template.DNSNames, template.IPAddresses = s.names()
	return x509.CreateCertificateRequest(rand.Reader, template, key)
}

// selfSignedYears is how long a self-signed certificate is valid.
const selfSignedYears = 10

// selfSign makes a certificate that vouches for itself.
func (s subject) selfSign(key *rsa.PrivateKey, serial *big.Int, now time.Time) (*x509.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: serial, RawSubject: s.name, SignatureAlgorithm: x509.SHA256WithRSA,
		NotBefore: now.UTC().Truncate(time.Second), NotAfter: now.UTC().Truncate(time.Second).AddDate(selfSignedYears, 0, 0),
		BasicConstraintsValid: true, IsCA: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageCertSign,
	}
	template.DNSNames, template.IPAddresses = s.names()
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
