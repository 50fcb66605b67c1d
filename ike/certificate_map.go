package ike

import (
	"crypto/x509"
	"math/big"
	"slices"
	"strings"
	"time"

	"mainmode/ike/isakmp"
)

// fits reports whether the map is for the certificate.
func (m *CertificateMap) fits(c *x509.Certificate) bool {
	return slices.ContainsFunc(m.Entries, func(e CertificateMapEntry) bool {
		return !slices.ContainsFunc(e.Criteria, func(x CertificateCriterion) bool { return !x.fits(c) })
	})
}

func (x *CertificateCriterion) fits(c *x509.Certificate) bool {
	switch x.Field {
	case FieldValidStart:
		return x.fitsTime(c.NotBefore)
	case FieldExpiresOn:
		return x.fitsTime(c.NotAfter)
	}
	found := slices.ContainsFunc(x.values(c), func(value string) bool {
		if x.Operator == OperatorContains || x.Operator == OperatorNotContains {
			return strings.Contains(value, foldName(x.Value))
		}
		return value == foldName(x.Value)
	})
	return found == (x.Operator == OperatorEqual || x.Operator == OperatorContains)
}

// fitsTime compares to the second, as certificates have it.
func (x *CertificateCriterion) fitsTime(at time.Time) bool {
	switch x.Operator {
	case OperatorEqual:
		return at.Equal(x.Time)
	case OperatorNotEqual:
		return !at.Equal(x.Time)
	case OperatorLess:
		return at.Before(x.Time)
	case OperatorGreaterEqual:
		return !at.Before(x.Time)
	}
	return false
}

// values are what a certificate has in the field, each as foldName makes it.
// A distinguished name counts in either order of its parts: who types one
// begins at the end that he is used to.
func (x *CertificateCriterion) values(c *x509.Certificate) []string {
	var values []string
	name := func(der []byte) {
		n, err := isakmp.ParseName(der)
		if err != nil {
			return
		}
		values = append(values, foldName(n.String()))
		slices.Reverse(n)
		values = append(values, foldName(n.String()))
	}
	alternatives := func() {
		values = append(values, c.DNSNames...)
		values = append(values, c.EmailAddresses...)
		for _, a := range c.IPAddresses {
			values = append(values, a.String())
		}
		for _, u := range c.URIs {
			values = append(values, u.String())
		}
	}
	switch x.Field {
	case FieldSubjectName:
		name(c.RawSubject)
	case FieldIssuerName:
		name(c.RawIssuer)
	case FieldAltSubjectName:
		alternatives()
	case FieldName:
		name(c.RawSubject)
		alternatives()
	case FieldUnstructuredSubjectName:
		if n, err := isakmp.ParseName(c.RawSubject); err == nil {
			values = n.Values("hostname")
		}
	case FieldSerialNumber:
		// Leading zeros say nothing about the whole number.
		values = []string{c.SerialNumber.Text(16)}
		if n, ok := new(big.Int).SetString(foldName(x.Value), 16); ok && n.Cmp(c.SerialNumber) == 0 {
			values = append(values, foldName(x.Value))
		}
	}
	for i := range values {
		values[i] = foldName(values[i])
	}
	return values
}

// foldName is a name without regard to case, and to the spaces that may
// stand around the signs of a distinguished name.
func foldName(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, sign := range []string{"=", ","} {
		parts := strings.Split(s, sign)
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		s = strings.Join(parts, sign)
	}
	return s
}

// matchCertificate finds the profile whose certificate map fits the certificate
// by which the peer has proved itself. It counts before one that matches the
// identity alone.
func (sa *phase1) matchCertificate(leaf *x509.Certificate) error {
	fits := func(p *Profile) bool {
		return (!p.LocalAddress.IsValid() || p.LocalAddress == sa.local.Addr().WithZone("")) &&
			slices.ContainsFunc(p.Certificates, func(m CertificateMap) bool { return m.fits(leaf) })
	}
	if sa.initiator && sa.access.wanted {
		if p := sa.access.profile; len(p.Certificates) > 0 && !sa.access.matched && !fits(p) {
			return fail("Peer does not match the isakmp profile", isakmp.InvalidIDInformation)
		}
		return nil
	}
	for i := range sa.e.config.Profiles {
		if p := &sa.e.config.Profiles[i]; fits(p) {
			sa.e.isakmpf("ISAKMP:(0):: peer matches %s profile", p.Name)
			sa.access.profile = p
			return nil
		}
	}
	return nil
}
