package compiler

import (
	"crypto/rsa"
	"crypto/x509"
	"net/netip"
	"slices"

	"mainmode/grammar"
	"mainmode/ike"
)

// Enrollment is how a trustpoint's certificate is had.
type Enrollment uint8

const (
	EnrollNone Enrollment = iota // nothing is said
	EnrollTerminal
	EnrollSelfSigned
	EnrollPKCS12
	EnrollURL
)

// Trustpoint is a "crypto pki trustpoint" with its certificates.
type Trustpoint struct {
	Name        string
	Enrollment  Enrollment
	PEM         bool // "enrollment terminal pem"
	SubjectName string
	FQDN        string     // what a certificate is asked for: the router's name unless one is given, "" for none
	Address     netip.Addr // what a certificate is asked for; invalid: none
	AskAddress  bool       // nothing is said about an address
	KeyLabel    string     // of its RSA keys: the router's name unless one is given
	KeyBits     int        // of keys to be made, 0: none are
	IKE         bool       // not for other purposes only
	Revocation  []string   // methods in order

	Authorities [][]byte // certificates in DER
	Certificate []byte   // in DER, nil: none
	SelfSigned  bool     // "certificate self-signed"
}

// KeyLabel is the label of RSA keys that are given none: the router's name
// with its domain.
func (r *Router) KeyLabel() string {
	if r.DomainName == "" {
		return r.Hostname
	}
	return r.Hostname + "." + r.DomainName
}

// trustpoint compiles a "crypto pki trustpoint".
func (w *compilation) trustpoint(e *entry, name string) {
	t := Trustpoint{Name: name, FQDN: w.r.KeyLabel(), KeyLabel: w.r.KeyLabel(), IKE: true, AskAddress: true}
	for i := range e.children {
		l := &e.children[i]
		if l.no {
			continue
		}
		switch c := l.command.(type) {
		case *grammar.Enrollment:
			switch {
			case c.Terminal:
				t.Enrollment, t.PEM = EnrollTerminal, c.PEM
			case c.SelfSigned:
				t.Enrollment = EnrollSelfSigned
			case c.PKCS12:
				t.Enrollment = EnrollPKCS12
			case c.URL != nil:
				t.Enrollment = EnrollURL
				w.report(Warning, l, "no effect: certificates are not fetched from servers: use \"enrollment terminal\"")
			}
		case *grammar.TrustpointSubjectName:
			t.SubjectName = string(c.Name)
		case *grammar.TrustpointFQDN:
			t.FQDN = ""
			if c.Name != nil {
				t.FQDN = string(*c.Name)
			}
		case *grammar.TrustpointIPAddress:
			t.AskAddress = false
			switch {
			case c.IPv4 != nil:
				t.Address = c.IPv4.Addr()
			case c.IPv6 != nil:
				t.Address = c.IPv6.Addr()
			case c.Interface != nil:
				w.report(Warning, l, "no effect: certificates are asked for with an address that is given itself")
			}
		case *grammar.RevocationCheck:
			t.Revocation = slices.DeleteFunc([]string{c.First, c.Second, c.Third}, func(s string) bool { return s == "" })
			if c.First != "none" {
				w.once("revocation", l, "no effect: certificates are not looked up in a CRL, so that one that was revoked is taken until it expires")
			}
		case *grammar.RSAKeyPair:
			t.KeyLabel, t.KeyBits = string(c.Label), value(c.Bits)
		case *grammar.TrustpointUsage:
			t.IKE = c.Purpose == "ike"
		}
	}
	w.r.Trustpoints = append(w.r.Trustpoints, t)
}

// chain compiles a "crypto pki certificate chain".
func (w *compilation) chain(e *entry, name string) {
	i := slices.IndexFunc(w.r.Trustpoints, func(t Trustpoint) bool { return t.Name == name })
	if i < 0 {
		w.report(Warning, &e.line, "no effect: crypto pki trustpoint %s does not exist", name)
		return
	}
	t := &w.r.Trustpoints[i]
	for i := range e.children {
		l := &e.children[i]
		c, ok := l.command.(*grammar.Certificate)
		if !ok {
			continue
		}
		if c.File != nil {
			w.report(Warning, l, "no effect: the certificate is in a file of the router that this configuration comes from")
			continue
		}
		x, err := parseCertificate(l.body)
		if err != nil {
			w.report(Error, l, "crypto pki trustpoint %s: %v", name, err)
			continue
		}
		switch c.Kind {
		case AuthorityCertificate:
			t.Authorities = append(t.Authorities, x.Raw)
		case OwnCertificate, SelfSignedCertificate:
			t.Certificate, t.SelfSigned = x.Raw, c.Kind == SelfSignedCertificate
		}
	}
}

// finishPKI gives each trustpoint its private key.
func (w *compilation) finishPKI() {
	for i := range w.r.Trustpoints {
		t := &w.r.Trustpoints[i]
		if !t.IKE {
			continue
		}
		p := ike.Trustpoint{Name: t.Name, Authorities: t.Authorities, Certificate: t.Certificate}
		if t.Certificate != nil {
			p.Key = w.env.RSAKeys[t.KeyLabel]
			if !keyOf(p.Key, t.Certificate) {
				w.report(Warning, nil, "crypto pki trustpoint %s: its certificate is not used: the keys that it was made for are not those of RSA key pair %s", t.Name, t.KeyLabel)
				p.Key = ""
			}
		}
		w.r.ISAKMP.Trustpoints = append(w.r.ISAKMP.Trustpoints, p)
	}
}

// canSign reports whether there is a certificate to authenticate by, with its
// keys. Trustpoints come before policies in the configuration.
func (w *compilation) canSign() bool {
	return slices.ContainsFunc(w.r.Trustpoints, func(t Trustpoint) bool {
		return t.IKE && keyOf(w.env.RSAKeys[t.KeyLabel], t.Certificate)
	})
}

// keyOf reports whether the private key is that of the certificate.
func keyOf(key ike.Secret, certificate []byte) bool {
	k, err := x509.ParsePKCS1PrivateKey([]byte(key))
	if err != nil {
		return false
	}
	c, err := x509.ParseCertificate(certificate)
	if err != nil {
		return false
	}
	public, ok := c.PublicKey.(*rsa.PublicKey)
	return ok && public.Equal(&k.PublicKey)
}
