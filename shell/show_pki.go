package shell

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike/isakmp"
)

const certificateTime = "15:04:05 MST Jan 2 2006"

// showPKICertificates is "show crypto pki certificates".
func showPKICertificates(s *Session, c *grammar.ShowCryptoPKICertificates) error {
	for _, t := range s.router.IR().Trustpoints {
		if c.Name != nil && t.Name != string(*c.Name) {
			continue
		}
		if x, err := x509.ParseCertificate(t.Certificate); err == nil {
			title := "Certificate"
			if t.SelfSigned {
				title = "Router Self-Signed Certificate"
			}
			s.showCertificate(title, x, t, c.Verbose)
		}
		for _, der := range t.Authorities {
			if x, err := x509.ParseCertificate(der); err == nil {
				s.showCertificate("CA Certificate", x, t, c.Verbose)
			}
		}
	}
	return nil
}

func (s *Session) showCertificate(title string, x *x509.Certificate, t compiler.Trustpoint, verbose bool) {
	s.Printf("%s\n  Status: Available\n", title)
	if verbose {
		s.Printf("  Version: %d\n", x.Version)
	}
	s.Printf("  Certificate Serial Number (hex): %s\n  Certificate Usage: %s\n", compiler.SerialText(x.SerialNumber), certificateUsage(x))
	s.Printf("  Issuer: \n")
	s.showName(x.RawIssuer, "    ")
	s.Printf("  Subject:\n")
	if subject, err := isakmp.ParseName(x.RawSubject); err == nil && len(subject.Values("hostname")) > 0 {
		s.Printf("    Name: %s\n", subject.Values("hostname")[0])
	}
	s.showName(x.RawSubject, "    ")
	s.Printf("  Validity Date: \n    start date: %s\n    end   date: %s\n",
		x.NotBefore.UTC().Format(certificateTime), x.NotAfter.UTC().Format(certificateTime))
	if verbose {
		s.showDetails(x)
	}
	s.Printf("  Associated Trustpoints: %s \n\n", t.Name)
}

// showName prints a distinguished name, one attribute a line.
func (s *Session) showName(der []byte, indent string) {
	name, err := isakmp.ParseName(der)
	if err != nil {
		s.Printf("%s%s\n", indent, isakmp.NameText(der))
		return
	}
	for _, a := range name {
		s.Printf("%s%s=%s\n", indent, a.Word, a.Value)
	}
}

func certificateUsage(x *x509.Certificate) string {
	signs := x.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageCertSign) != 0
	encrypts := x.KeyUsage&(x509.KeyUsageKeyEncipherment|x509.KeyUsageDataEncipherment) != 0
	switch {
	case signs && !encrypts:
		return "Signature"
	case encrypts && !signs:
		return "Encryption"
	}
	return "General Purpose"
}

func (s *Session) showDetails(x *x509.Certificate) {
	s.Printf("  Subject Key Info:\n    Public Key Algorithm: rsaEncryption\n")
	if key, ok := x.PublicKey.(*rsa.PublicKey); ok {
		s.Printf("    RSA Public Key: (%d bit)\n", key.N.BitLen())
	}
	s.Printf("  Signature Algorithm: %s\n", signatureAlgorithm(x.SignatureAlgorithm))
	s.Printf("  Fingerprint MD5: %s \n  Fingerprint SHA1: %s \n", fingerprintMD5(x), fingerprintSHA1(x))
	s.Printf("  X509v3 extensions:\n")
	if len(x.SubjectKeyId) > 0 {
		s.Printf("    X509v3 Subject Key ID: %s \n", grouped(x.SubjectKeyId))
	}
	if x.BasicConstraintsValid {
		s.Printf("    X509v3 Basic Constraints:\n        CA: %s\n", strings.ToUpper(fmt.Sprint(x.IsCA)))
	}
	if len(x.DNSNames)+len(x.IPAddresses)+len(x.EmailAddresses) > 0 {
		s.Printf("    X509v3 Subject Alternative Name:\n")
		for _, host := range x.DNSNames {
			s.Printf("        %s\n", printableName(host))
		}
		for _, mailbox := range x.EmailAddresses {
			s.Printf("        %s\n", printableName(mailbox))
		}
		for _, a := range x.IPAddresses {
			s.Printf("        IP Address : %s\n", a)
		}
	}
	if len(x.AuthorityKeyId) > 0 {
		s.Printf("    X509v3 Authority Key ID: %s \n", grouped(x.AuthorityKeyId))
	}
}

// printableName is outside text without what would move a terminal's cursor.
func printableName(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, text)
}

func signatureAlgorithm(a x509.SignatureAlgorithm) string {
	if hash, ok := strings.CutSuffix(a.String(), "-RSA"); ok {
		return hash + " with RSA Encryption"
	}
	return a.String()
}

// showPKITrustpoints is "show crypto pki trustpoints".
func showPKITrustpoints(s *Session, c *grammar.ShowCryptoPKITrustpoints) error {
	for _, t := range s.router.IR().Trustpoints {
		if c.Name != nil && t.Name != string(*c.Name) {
			continue
		}
		s.Printf("Trustpoint %s:\n", t.Name)
		if c.Status {
			s.showTrustpointStatus(t)
		} else {
			s.showTrustpoint(t)
		}
		s.Printf("\n")
	}
	return nil
}

func (s *Session) showTrustpoint(t compiler.Trustpoint) {
	named := t.Authorities
	if t.SelfSigned {
		named = [][]byte{t.Certificate}
	}
	for _, der := range named {
		if x, err := x509.ParseCertificate(der); err == nil {
			s.Printf("    Subject Name: \n")
			s.showName(x.RawSubject, "    ")
			s.Printf("          Serial Number (hex): %s\n", compiler.SerialText(x.SerialNumber))
		}
	}
	switch {
	case t.SelfSigned:
		s.Printf("    Persistent self-signed certificate trust point\n    Using key label %s\n", t.KeyLabel)
	case t.Certificate != nil:
		s.Printf("    Certificate configured.\n")
	case t.Enrollment == compiler.EnrollURL:
		s.Printf("    SCEP URL: not used\n")
	}
}

func (s *Session) showTrustpointStatus(t compiler.Trustpoint) {
	show := func(what string, der []byte) bool {
		x, err := x509.ParseCertificate(der)
		if err != nil {
			return false
		}
		s.Printf("  %s certificate configured:\n    Subject Name:\n", what)
		s.showName(x.RawSubject, "     ")
		s.Printf("    Fingerprint MD5: %s \n    Fingerprint SHA1: %s \n", fingerprintMD5(x), fingerprintSHA1(x))
		return true
	}
	authenticated, own := false, false
	for _, der := range t.Authorities {
		authenticated = show("Issuing CA", der) || authenticated
	}
	if t.SelfSigned {
		own = show("Router Self-Signed", t.Certificate)
	} else {
		own = show("Router General Purpose", t.Certificate)
	}
	keys := "No"
	if p, ok := s.router.keys.find(t.KeyLabel); ok {
		keys = "Yes (General Purpose, non-exportable)"
		if p.exportable {
			keys = "Yes (General Purpose, exportable)"
		}
	}
	yesNo := map[bool]string{true: "Yes", false: "None"}
	s.Printf("  State:\n    Keys generated ............. %s\n    Issuing CA authenticated ....... %s\n    Certificate request(s) ..... %s\n",
		keys, map[bool]string{true: "Yes", false: "No"}[authenticated], yesNo[own])
}

// keyGroups is how many groups of 8 digits stand on a line of a key.
const keyGroups = 8

// showMypubkeyRSA is "show crypto key mypubkey rsa".
func showMypubkeyRSA(s *Session, c *grammar.ShowCryptoKeyMypubkeyRSA) error {
	for _, p := range s.router.keys.all() {
		if c.Label != nil && p.label != string(*c.Label) {
			continue
		}
		exportable := "not exportable"
		if p.exportable {
			exportable = "exportable"
		}
		s.Printf("%% Key pair was generated at: %s\nKey name: %s\nKey type: RSA KEYS\n Storage Device: private-config\n Usage: General Purpose Key\n Key is %s.\n Key Data:\n",
			p.generated.In(time.UTC).Format(certificateTime), p.label, exportable)
		der, err := x509.MarshalPKIXPublicKey(&p.key.PublicKey)
		if err != nil {
			return fmt.Errorf("%% %w", err)
		}
		groups := strings.Fields(grouped(der))
		for len(groups) > 0 {
			n := min(keyGroups, len(groups))
			s.Printf("  %s \n", strings.Join(groups[:n], " "))
			groups = groups[n:]
		}
	}
	return nil
}
