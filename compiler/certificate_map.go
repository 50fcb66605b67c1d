package compiler

import (
	"errors"
	"slices"
	"strings"
	"time"

	"mainmode/grammar"
	"mainmode/ike"
)

var certificateFields = map[string]ike.CertificateField{
	"subject-name": ike.FieldSubjectName, "issuer-name": ike.FieldIssuerName, "alt-subject-name": ike.FieldAltSubjectName,
	"name": ike.FieldName, "serial-number": ike.FieldSerialNumber, "unstructured-subject-name": ike.FieldUnstructuredSubjectName,
	"valid-start": ike.FieldValidStart, "expires-on": ike.FieldExpiresOn,
}

var certificateOperators = map[string]ike.CertificateOperator{
	"eq": ike.OperatorEqual, "ne": ike.OperatorNotEqual, "co": ike.OperatorContains, "nc": ike.OperatorNotContains,
	"lt": ike.OperatorLess, "ge": ike.OperatorGreaterEqual,
}

// certificateMap compiles an entry of a "crypto pki certificate map". They come
// in the order of their numbers.
func (w *compilation) certificateMap(e *entry, c *grammar.CryptoPKICertificateMap) {
	maps := &w.r.ISAKMP.CertificateMaps
	i := slices.IndexFunc(*maps, func(m ike.CertificateMap) bool { return m.Name == string(c.Name) })
	if i < 0 {
		*maps = append(*maps, ike.CertificateMap{Name: string(c.Name)})
		i = len(*maps) - 1
	}
	entry := ike.CertificateMapEntry{Sequence: int(c.Sequence)}
	for j := range e.children {
		k, ok := e.children[j].command.(*grammar.CertificateMapCriterion)
		if !ok || e.children[j].no {
			continue
		}
		t, _ := certificateTime(k) // checked when it was typed
		entry.Criteria = append(entry.Criteria, ike.CertificateCriterion{
			Field: certificateFields[k.Name+k.Date], Operator: certificateOperators[k.Operator+k.Compare],
			Value: string(k.Value), Time: t,
		})
	}
	m := &(*maps)[i]
	m.Entries = append(m.Entries, entry)
	slices.SortStableFunc(m.Entries, func(a, b ike.CertificateMapEntry) int { return a.Sequence - b.Sequence })
}

// certificateTime is the time of a criterion that has one. A date alone is its
// beginning, in UTC.
func certificateTime(c *grammar.CertificateMapCriterion) (time.Time, error) {
	if c.Date == "" || c.Time == "" {
		return time.Time{}, nil
	}
	text := strings.Join(fields(string(c.Time)), " ")
	for _, layout := range []string{"Jan 2 2006 15:04:05", "2 Jan 2006 15:04:05", "Jan 2 2006", "2 Jan 2006",
		"15:04:05 Jan 2 2006", "15:04:05 2 Jan 2006"} {
		if t, err := time.Parse(layout, strings.TrimSuffix(text, " UTC")); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("not a date and time such as Jan 1 2030 00:00:00")
}

// profileCertificates resolves the certificate maps and trustpoints of an
// ISAKMP profile. A map that does not exist fits no certificate.
func (w *compilation) profileCertificates(p *ike.Profile, block *profileBlock) {
	for _, l := range block.maps {
		name := string(l.command.(*grammar.MatchCertificate).Map)
		i := slices.IndexFunc(w.r.ISAKMP.CertificateMaps, func(m ike.CertificateMap) bool { return m.Name == name })
		if i < 0 {
			w.report(Error, l, "crypto isakmp profile %s: crypto pki certificate map %s does not exist", p.Name, name)
			continue
		}
		p.Certificates = append(p.Certificates, w.r.ISAKMP.CertificateMaps[i])
	}
	for i, name := range p.Trustpoints {
		if !slices.ContainsFunc(w.r.Trustpoints, func(t Trustpoint) bool { return t.Name == name }) {
			w.report(Error, block.trustpoints[i], "crypto isakmp profile %s: crypto pki trustpoint %s does not exist", p.Name, name)
		}
	}
}
