package ike

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// TestCertificateMap holds each field and operator against one certificate.
func TestCertificateMap(t *testing.T) {
	ca := newAuthority(t, "Example CA", 0, nil)
	c := issue(t, &x509.Certificate{
		Subject:  pkix.Name{CommonName: "R2", OrganizationalUnit: []string{"WAN"}, Organization: []string{"Example"}},
		DNSNames: []string{"r2.example.com"}, EmailAddresses: []string{"noc@example.com"}, IPAddresses: []net.IP{net.ParseIP("192.0.2.2")},
	}, testKey(t, 1), ca)
	serial := c.SerialNumber.Text(16)
	start, end := c.NotBefore, c.NotAfter
	for _, test := range []struct {
		field    CertificateField
		operator CertificateOperator
		value    string
		time     time.Time
		want     bool
	}{
		{FieldSubjectName, OperatorEqual, "cn=R2,ou=WAN,o=Example", time.Time{}, true},
		{FieldSubjectName, OperatorEqual, "O = Example, OU = wan, CN = r2", time.Time{}, true},
		{FieldSubjectName, OperatorEqual, "cn=R2", time.Time{}, false},
		{FieldSubjectName, OperatorNotEqual, "cn=R2", time.Time{}, true},
		{FieldSubjectName, OperatorNotEqual, "cn=R2,ou=WAN,o=Example", time.Time{}, false},
		{FieldSubjectName, OperatorContains, "ou = WAN", time.Time{}, true},
		{FieldSubjectName, OperatorContains, "ou=LAN", time.Time{}, false},
		{FieldSubjectName, OperatorNotContains, "ou=LAN", time.Time{}, true},
		{FieldSubjectName, OperatorNotContains, "ou=wan", time.Time{}, false},
		{FieldSubjectName, OperatorContains, "r2.example.com", time.Time{}, false},
		{FieldIssuerName, OperatorEqual, "CN=Example CA", time.Time{}, true},
		{FieldIssuerName, OperatorContains, "cn=R2", time.Time{}, false},
		{FieldAltSubjectName, OperatorEqual, "R2.example.com", time.Time{}, true},
		{FieldAltSubjectName, OperatorContains, "@example.com", time.Time{}, true},
		{FieldAltSubjectName, OperatorEqual, "192.0.2.2", time.Time{}, true},
		{FieldAltSubjectName, OperatorContains, "cn=", time.Time{}, false},
		{FieldName, OperatorContains, "cn=r2", time.Time{}, true},
		{FieldName, OperatorEqual, "r2.example.com", time.Time{}, true},
		{FieldName, OperatorNotEqual, "r2.example.com", time.Time{}, false},
		{FieldName, OperatorNotContains, "elsewhere", time.Time{}, true},
		{FieldSerialNumber, OperatorEqual, serial, time.Time{}, true},
		{FieldSerialNumber, OperatorEqual, "000" + strings.ToUpper(serial), time.Time{}, true},
		{FieldSerialNumber, OperatorEqual, new(big.Int).Add(c.SerialNumber, big.NewInt(1)).Text(16), time.Time{}, false},
		{FieldSerialNumber, OperatorNotEqual, serial, time.Time{}, false},
		{FieldUnstructuredSubjectName, OperatorContains, "R2", time.Time{}, false},
		{FieldUnstructuredSubjectName, OperatorNotContains, "R2", time.Time{}, true},
		{FieldValidStart, OperatorEqual, "", start, true},
		{FieldValidStart, OperatorLess, "", start, false},
		{FieldValidStart, OperatorLess, "", start.Add(time.Second), true},
		{FieldValidStart, OperatorGreaterEqual, "", start, true},
		{FieldExpiresOn, OperatorNotEqual, "", end, false},
		{FieldExpiresOn, OperatorGreaterEqual, "", end.Add(time.Second), false},
	} {
		x := CertificateCriterion{Field: test.field, Operator: test.operator, Value: test.value, Time: test.time}
		if got := x.fits(c); got != test.want {
			t.Errorf("%+v: %v, want %v", x, got, test.want)
		}
	}
	yes := CertificateCriterion{Field: FieldSubjectName, Operator: OperatorContains, Value: "cn=R2"}
	no := CertificateCriterion{Field: FieldSubjectName, Operator: OperatorContains, Value: "cn=R3"}
	for _, test := range []struct {
		name    string
		entries []CertificateMapEntry
		want    bool
	}{
		{"no entries", nil, false},
		{"an entry without criteria", []CertificateMapEntry{{Sequence: 10}}, true},
		{"one criterion is not met", []CertificateMapEntry{{10, []CertificateCriterion{yes, no}}}, false},
		{"one entry is met", []CertificateMapEntry{{10, []CertificateCriterion{no}}, {20, []CertificateCriterion{yes}}}, true},
	} {
		m := CertificateMap{Name: "MAP", Entries: test.entries}
		if got := m.fits(c); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// subjectContains is a certificate map of one line.
func subjectContains(text string) []CertificateMap {
	return []CertificateMap{{Name: "MAP", Entries: []CertificateMapEntry{{10, []CertificateCriterion{
		{Field: FieldSubjectName, Operator: OperatorContains, Value: text}}}}}}
}

// TestProfileByCertificate has the profile of a peer be that of its
// certificate, with its own trustpoints. The maps are for peers of the profile
// only.
func TestProfileByCertificate(t *testing.T) {
	second := func(t *testing.T, c *Config, name, addr string) {
		other := newAuthority(t, "Other", 3, nil)
		p := trustpoint(other, issue(t, template(name, addr), testKey(t, 2), other), testKey(t, 2))[0]
		p.Name = "OTHER"
		c.Trustpoints = append(c.Trustpoints, p)
	}
	for name, test := range map[string]struct {
		change func(t *testing.T, c2, c3 *Config)
		up     bool
		says   string // the responder
	}{
		"fits at both ends": {nil, true, "peer matches VPN profile"},
		"another certificate is wanted of the initiator": {func(_ *testing.T, _, c3 *Config) {
			c3.Profiles[0].Certificates = subjectContains("cn=R7")
		}, false, "map_db_check_isakmp_profile profile did not match"},
		"another certificate is wanted of the responder": {func(_ *testing.T, c2, _ *Config) {
			c2.Profiles[0].Certificates = subjectContains("cn=R7")
		}, false, ""},
		"the identity is enough for the initiator": {func(_ *testing.T, c2, _ *Config) {
			c2.Profiles[0].Certificates = subjectContains("cn=R7")
			c2.Profiles[0].Match = []Match{{Kind: MatchAddress, Prefix: prefix("2001:db8::3/128")}}
		}, true, ""},
		"before a profile of the identity": {func(_ *testing.T, _, c3 *Config) {
			c3.Profiles = append([]Profile{{Name: "ADDRESS", Match: []Match{{Kind: MatchAddress, Prefix: prefix("2001:db8::2/128")}}}}, c3.Profiles...)
		}, true, "peer matches VPN profile"},
		"for another address of ours": {func(_ *testing.T, _, c3 *Config) {
			c3.Profiles[0].LocalAddress = prefix("2001:db8::99/128").Addr()
		}, false, ""},
		"of a trustpoint": {func(_ *testing.T, c2, c3 *Config) {
			c2.Profiles[0].Trustpoints, c3.Profiles[0].Trustpoints = []string{"TP"}, []string{"TP"}
		}, true, ""},
		"the peer is of another trustpoint": {func(t *testing.T, _, c3 *Config) {
			second(t, c3, "R3", addrR3)
			c3.Profiles[0].Trustpoints = []string{"OTHER"}
		}, false, "%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from 2001:DB8::2 is bad: certificate invalid"},
		"the trustpoint of the profile has no certificate of ours": {func(t *testing.T, c2, _ *Config) {
			c2.Trustpoints = append(c2.Trustpoints, Trustpoint{Name: "EMPTY"})
			c2.Profiles[0].Trustpoints = []string{"EMPTY"}
		}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n, r2, r3, c2, c3, _ := signing(t)
			c2.Profiles = []Profile{{Name: "VPN", Certificates: subjectContains("CN = r3")}}
			c3.Profiles = []Profile{{Name: "VPN", Certificates: subjectContains("CN = r2")}}
			c2.Maps[0].ISAKMPProfile, c3.Maps[0].ISAKMPProfile = "VPN", "VPN"
			if test.change != nil {
				test.change(t, c2, c3)
			}
			bringUp(n, r2, r3, c2, c3)
			n.run(5 * time.Second)
			if up := len(r2.installed) > 0; up != test.up {
				t.Errorf("up: %v, want %v\n%s\n%s", up, test.up, r2.log.String(), r3.log.String())
			}
			if !strings.Contains(r3.log.String(), test.says) {
				t.Errorf("the responder does not say %q", test.says)
			}
		})
	}
}

// TestProfileChoosesCertificate has a router with two certificates show that of
// the profile's trustpoint.
func TestProfileChoosesCertificate(t *testing.T) {
	for _, responder := range []bool{false, true} {
		n, r2, r3, c2, c3, _ := signing(t)
		c2.Identity, c3.Identity = IdentityDN, IdentityDN
		other := newAuthority(t, "Other", 3, nil)
		ours, peer := c2, r3
		if responder {
			ours, peer = c3, r2
		}
		special := template("special", addrR2)
		p := trustpoint(other, issue(t, special, testKey(t, 2), other), testKey(t, 2))[0]
		p.Name = "OTHER"
		p.Authorities = append(p.Authorities, ours.Trustpoints[0].Authorities...)
		ours.Trustpoints = append(ours.Trustpoints, p)
		ours.Profiles = []Profile{{Name: "VPN", Certificates: subjectContains("o=Example"), Trustpoints: []string{"OTHER"}}}
		ours.Maps[0].ISAKMPProfile = "VPN"
		for _, c := range []*Config{c2, c3} {
			if c != ours {
				c.Trustpoints = append(c.Trustpoints, Trustpoint{Name: "OTHER", Authorities: [][]byte{other.cert.Raw}})
			}
		}
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		sa := peer.engine.Snapshot(n.now).SAs[0]
		if want := "cn=special,o=Example"; sa.PeerID != want || sa.Policy.Auth != isakmp.RSASignature {
			t.Errorf("responder %v: showed %q, want %q", responder, sa.PeerID, want)
		}
	}
}
