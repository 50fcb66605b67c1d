package ike

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"

	"mainmode/ike/isakmp"
)

// Trustpoint is a "crypto pki trustpoint": authorities whose certificates
// count, and the certificate that this router has from one of them.
type Trustpoint struct {
	Name        string
	Authorities [][]byte // certificates in DER: those of the authorities
	Certificate []byte   // ours in DER, nil: none
	Key         Secret   // the private key of Certificate, PKCS #1 in DER; "": none
}

// trust is what the trustpoints, or those of a profile, come down to. Nothing of it changes once it is
// made, so that workers may read it.
type trust struct {
	roots       *x509.CertPool
	authorities []*x509.Certificate // the roots in their order, each once
	names       []string            // of the trustpoints of authorities, in their order
	identities  []*identityCertificate
}

// identityCertificate is a certificate of ours that we can sign with.
type identityCertificate struct {
	trustpoint string
	leaf       *x509.Certificate
	key        *rsa.PrivateKey
	chain      [][]byte // what a peer needs beside a root: leaf first
	issuers    [][]byte // distinguished names that a peer may ask for
}

// newTrust reads the trustpoints. What cannot be read was refused when it was
// configured, and counts for nothing.
func newTrust(trustpoints []Trustpoint) *trust {
	t := &trust{roots: x509.NewCertPool()}
	for _, p := range trustpoints {
		var authorities []*x509.Certificate
		for _, der := range p.Authorities {
			if c, err := x509.ParseCertificate(der); err == nil {
				authorities = append(authorities, c)
				t.addRoot(p.Name, c)
			}
		}
		leaf, err := x509.ParseCertificate(p.Certificate)
		if err != nil {
			continue
		}
		key, err := x509.ParsePKCS1PrivateKey([]byte(p.Key))
		if err != nil || !key.PublicKey.Equal(leaf.PublicKey) {
			continue
		}
		id := &identityCertificate{trustpoint: p.Name, leaf: leaf, key: key, chain: [][]byte{leaf.Raw}, issuers: [][]byte{leaf.RawIssuer}}
		for _, c := range authorities {
			id.issuers = append(id.issuers, c.RawSubject)
			if !bytes.Equal(c.RawSubject, c.RawIssuer) {
				id.chain = append(id.chain, c.Raw)
			}
		}
		t.identities = append(t.identities, id)
	}
	return t
}

func (t *trust) addRoot(trustpoint string, c *x509.Certificate) {
	if !slices.ContainsFunc(t.authorities, c.Equal) {
		t.roots.AddCert(c)
		t.authorities = append(t.authorities, c)
		t.names = append(t.names, trustpoint)
	}
}

// trustOf is what a profile goes by: its "ca trust-point"s, or all trustpoints.
func (e *Engine) trustOf(p *Profile) *trust {
	if p == nil || len(p.Trustpoints) == 0 {
		return e.trust
	}
	t := e.profileTrust[p.Name]
	if t == nil {
		t = newTrust(slices.DeleteFunc(slices.Clone(e.config.Trustpoints), func(x Trustpoint) bool { return !slices.Contains(p.Trustpoints, x.Name) }))
		e.profileTrust[p.Name] = t
	}
	return t
}

// trusts reports whether one of the chains of a peer's certificate ends at an
// authority.
func (t *trust) trusts(chains [][]*x509.Certificate) bool {
	_, chain := t.anchor(chains)
	return chain != nil
}

// issuedBy is our first certificate that leads to the authority with that
// distinguished name, nil if none does.
func (t *trust) issuedBy(authority []byte) *identityCertificate {
	for _, id := range t.identities {
		if slices.ContainsFunc(id.issuers, func(dn []byte) bool { return bytes.Equal(dn, authority) }) {
			return id
		}
	}
	return nil
}

// names are what a certificate says of its holder.
type names struct {
	subject   []byte // the distinguished name in DER
	hosts     []string
	mailboxes []string
	addresses []netip.Addr
}

// namesOf reads the subject and the subject alternative name. IOS has put host
// name and address into the subject since before there were alternative names.
func namesOf(c *x509.Certificate) names {
	n := names{subject: c.RawSubject, hosts: c.DNSNames, mailboxes: c.EmailAddresses}
	for _, a := range c.IPAddresses {
		if addr, ok := netip.AddrFromSlice(a); ok {
			n.addresses = append(n.addresses, addr.Unmap())
		}
	}
	subject, err := isakmp.ParseName(c.RawSubject)
	if err != nil {
		return n
	}
	n.hosts = slices.Concat(n.hosts, subject.Values("hostname"))
	n.mailboxes = slices.Concat(n.mailboxes, subject.Values("e"))
	for _, a := range subject.Values("ipaddress") {
		if addr, err := netip.ParseAddr(a); err == nil {
			n.addresses = append(n.addresses, addr.Unmap())
		}
	}
	return n
}

// include reports whether the identity is one of the names: RFC 4945,
// Section 3.1, wants the two to agree. No wildcard is taken for a name.
func (n names) include(id *isakmp.Identification) bool {
	same := func(list []string) bool {
		return slices.ContainsFunc(list, func(s string) bool {
			return s != "" && !strings.Contains(s, "*") && strings.EqualFold(s, string(id.Data))
		})
	}
	switch id.IDType {
	case isakmp.IDDN:
		return bytes.Equal(n.subject, id.Data)
	case isakmp.IDFQDN:
		return same(n.hosts)
	case isakmp.IDUserFQDN:
		return same(n.mailboxes)
	case isakmp.IDIPv4Addr, isakmp.IDIPv6Addr:
		a, ok := id.Addr()
		return ok && slices.Contains(n.addresses, a)
	}
	return false
}
