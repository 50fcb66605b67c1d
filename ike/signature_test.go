package ike

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// testAuthority is a certification authority of a test.
type testAuthority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

var testSerial = big.NewInt(1)

// testKeys are RSA keys, which take long to make.
var testKeys []*rsa.PrivateKey

func testKey(t *testing.T, n int) *rsa.PrivateKey {
	for len(testKeys) <= n {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		testKeys = append(testKeys, key)
	}
	return testKeys[n]
}

// issue makes a certificate; a nil issuer makes it self-signed.
func issue(t *testing.T, template *x509.Certificate, key *rsa.PrivateKey, issuer *testAuthority) *x509.Certificate {
	t.Helper()
	testSerial = new(big.Int).Add(testSerial, big.NewInt(1))
	template.SerialNumber = testSerial
	if template.NotBefore.IsZero() {
		template.NotBefore, template.NotAfter = epoch.Add(-time.Hour), epoch.Add(365*24*time.Hour)
	}
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.cert, issuer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newAuthority(t *testing.T, name string, key int, issuer *testAuthority) *testAuthority {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	k := testKey(t, key)
	return &testAuthority{t, issue(t, template, k, issuer), k}
}

// template is the certificate of the router with that name and address.
func template(name, addr string) *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: name, Organization: []string{"Example"}}, KeyUsage: x509.KeyUsageDigitalSignature,
		DNSNames: []string{strings.ToLower(name) + ".example.com"}, IPAddresses: []net.IP{net.ParseIP(addr)},
	}
}

func trustpoint(authority *testAuthority, c *x509.Certificate, key *rsa.PrivateKey) []Trustpoint {
	p := Trustpoint{Name: "TP", Authorities: [][]byte{authority.cert.Raw}}
	if c != nil {
		p.Certificate = c.Raw
	}
	if key != nil {
		p.Key = Secret(x509.MarshalPKCS1PrivateKey(key))
	}
	return []Trustpoint{p}
}

// signing makes R2 and R3 authenticate by certificates of one authority.
func signing(t *testing.T) (n *network, r2, r3 *router, c2, c3 *Config, ca *testAuthority) {
	n, r2, r3, c2, c3 = pair(t)
	ca = newAuthority(t, "CA", 0, nil)
	for i, c := range []*Config{c2, c3} {
		c.Keyrings = nil
		c.Policies[0].Auth = isakmp.RSASignature
		name, addr := [2]string{"R2", "R3"}[i], [2]string{addrR2, addrR3}[i]
		c.Hostname = strings.ToLower(name) + ".example.com"
		c.Trustpoints = trustpoint(ca, issue(t, template(name, addr), testKey(t, i+1), ca), testKey(t, i+1))
	}
	return n, r2, r3, c2, c3, ca
}

// TestSignatures has two engines authenticate each other by certificates.
func TestSignatures(t *testing.T) {
	for _, test := range []struct {
		name     string
		change   func(c2, c3 *Config, ca *testAuthority)
		id2, id3 string // as the other end sees it
	}{
		{"address", func(c2, c3 *Config, ca *testAuthority) {}, "2001:DB8::2", "2001:DB8::3"},
		{"hostname", func(c2, c3 *Config, ca *testAuthority) {
			c2.Identity, c3.Identity = IdentityHostname, IdentityHostname
		}, "r2.example.com", "r3.example.com"},
		{"dn", func(c2, c3 *Config, ca *testAuthority) {
			c2.Identity, c3.Identity = IdentityDN, IdentityDN
		}, "cn=R2,o=Example", "cn=R3,o=Example"},
		{"address-not-in-certificate", func(c2, c3 *Config, ca *testAuthority) {
			c := template("R2", addrR2)
			c.IPAddresses = nil
			c2.Trustpoints = trustpoint(ca, issue(t, c, testKey(t, 1), ca), testKey(t, 1))
		}, "r2.example.com", "2001:DB8::3"},
		{"no-names-in-certificate", func(c2, c3 *Config, ca *testAuthority) {
			c := template("R2", addrR2)
			c.IPAddresses, c.DNSNames = nil, nil
			c2.Identity = IdentityHostname
			c2.Trustpoints = trustpoint(ca, issue(t, c, testKey(t, 1), ca), testKey(t, 1))
		}, "cn=R2,o=Example", "2001:DB8::3"},
		{"intermediate", func(c2, c3 *Config, ca *testAuthority) {
			sub := newAuthority(t, "Sub", 3, ca)
			c2.Trustpoints = append([]Trustpoint{{Name: "ROOT", Authorities: [][]byte{ca.cert.Raw}}},
				trustpoint(sub, issue(t, template("R2", addrR2), testKey(t, 1), sub), testKey(t, 1))...)
		}, "2001:DB8::2", "2001:DB8::3"},
		{"self-signed", func(c2, c3 *Config, ca *testAuthority) {
			self := issue(t, template("R2", addrR2), testKey(t, 1), nil)
			c2.Trustpoints = append(trustpoint(ca, nil, nil), Trustpoint{Name: "SELF", Certificate: self.Raw, Key: Secret(x509.MarshalPKCS1PrivateKey(testKey(t, 1)))})
			c3.Trustpoints = append(c3.Trustpoints, Trustpoint{Name: "R2", Authorities: [][]byte{self.Raw}})
		}, "2001:DB8::2", "2001:DB8::3"},
		{"second-of-two-authorities", func(c2, c3 *Config, ca *testAuthority) {
			other := newAuthority(t, "Other", 3, nil)
			p := trustpoint(other, issue(t, template("R2", addrR2), testKey(t, 2), other), testKey(t, 2))[0]
			p.Name = "OTHER"
			c2.Trustpoints = append([]Trustpoint{p}, c2.Trustpoints...)
		}, "2001:DB8::2", "2001:DB8::3"},
		{"both-methods", func(c2, c3 *Config, ca *testAuthority) {
			psk := c2.Policies[0]
			psk.Auth, psk.Priority = isakmp.PreShared, 5
			c2.Policies = append([]Policy{psk}, c2.Policies...)
		}, "2001:DB8::2", "2001:DB8::3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3, ca := signing(t)
			test.change(c2, c3, ca)
			bringUp(n, r2, r3, c2, c3)
			if len(r2.installed) == 0 {
				t.Logf("%s\n%s", r2.log.String(), r3.log.String())
			}
			wantUp(t, r2, r3)
			a, b := r2.engine.Snapshot(n.now).SAs[0], r3.engine.Snapshot(n.now).SAs[0]
			if a.PeerID != test.id3 || b.PeerID != test.id2 {
				t.Errorf("identities %q and %q, want %q and %q", b.PeerID, a.PeerID, test.id2, test.id3)
			}
			if a.Policy.Auth != isakmp.RSASignature {
				t.Errorf("negotiated %v", a.Policy.Auth)
			}
			if test.name == "address" || test.name == "dn" {
				golden(t, "signature-"+test.name+"-initiator", r2.log.String())
				golden(t, "signature-"+test.name+"-responder", r3.log.String())
			}
		})
	}
}

// TestSignatureIPv4 has addresses of the other family in the certificates.
func TestSignatureIPv4(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	ca := newAuthority(t, "CA", 0, nil)
	c2, c3 := reference("192.0.2.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.2")
	c3.Maps[0].ResponderOnly = true
	for i, c := range []*Config{c2, c3} {
		c.Policies[0].Auth = isakmp.RSASignature
		name, addr := [2]string{"R2", "R3"}[i], [2]string{"192.0.2.2", "192.0.2.3"}[i]
		c.Trustpoints = trustpoint(ca, issue(t, template(name, addr), testKey(t, i+1), ca), testKey(t, i+1))
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	if got := r3.engine.Snapshot(n.now).SAs[0].PeerID; got != "192.0.2.2" {
		t.Errorf("R2 is %q", got)
	}
}

// TestSignatureFailures has one end's certificate be no good. Neither end is
// left with an SA, and both say so.
func TestSignatureFailures(t *testing.T) {
	reissue := func(c *Config, ca *testAuthority, key int, change func(*x509.Certificate)) {
		x := template("R2", addrR2)
		change(x)
		c.Trustpoints = trustpoint(ca, issue(t, x, testKey(t, key), ca), testKey(t, key))
	}
	for _, test := range []struct {
		name   string
		change func(c2, c3 *Config, ca *testAuthority)
		r2, r3 string // a line that the end prints
	}{
		{"expired", func(c2, c3 *Config, ca *testAuthority) {
			reissue(c2, ca, 1, func(x *x509.Certificate) {
				x.NotBefore, x.NotAfter = epoch.Add(-48*time.Hour), epoch.Add(-24*time.Hour)
			})
		}, "Notify has no hash. Rejected.", "%PKI-3-CERTIFICATE_INVALID_EXPIRED: Certificate chain validation has failed.  The certificate (SN: "},
		{"not-yet-valid", func(c2, c3 *Config, ca *testAuthority) {
			reissue(c2, ca, 1, func(x *x509.Certificate) {
				x.NotBefore, x.NotAfter = epoch.Add(24*time.Hour), epoch.Add(48*time.Hour)
			})
		}, "Notify has no hash. Rejected.", "%PKI-3-CERTIFICATE_INVALID_NOT_YET_VALID: "},
		{"other-authority", func(c2, c3 *Config, ca *testAuthority) {
			reissue(c2, newAuthority(t, "CA", 3, nil), 1, func(*x509.Certificate) {})
			c2.Trustpoints[0].Authorities = append(c2.Trustpoints[0].Authorities, ca.cert.Raw)
		}, "Notify has no hash. Rejected.", "%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from 2001:DB8::2 is bad: certificate invalid"},
		{"signer-is-no-authority", func(c2, c3 *Config, ca *testAuthority) {
			leaf := template("R9", addrR2)
			middle := &testAuthority{t, issue(t, leaf, testKey(t, 3), ca), testKey(t, 3)}
			reissue(c2, middle, 1, func(*x509.Certificate) {})
			c2.Trustpoints[0].Authorities = append(c2.Trustpoints[0].Authorities, ca.cert.Raw)
		}, "Notify has no hash. Rejected.", "%CRYPTO-5-IKMP_INVAL_CERT: "},
		{"not-for-signatures", func(c2, c3 *Config, ca *testAuthority) {
			reissue(c2, ca, 1, func(x *x509.Certificate) { x.KeyUsage = x509.KeyUsageKeyEncipherment })
		}, "Notify has no hash. Rejected.", "the certificate is not for signatures"},
		{"no-key", func(c2, c3 *Config, ca *testAuthority) { c2.Trustpoints[0].Key = "" },
			" No Cert or pre-shared address key. ", ""},
		{"key-of-another-certificate", func(c2, c3 *Config, ca *testAuthority) {
			c2.Trustpoints[0].Key = Secret(x509.MarshalPKCS1PrivateKey(testKey(t, 3)))
		}, " No Cert or pre-shared address key. ", ""},
		{"responder-without-certificate", func(c2, c3 *Config, ca *testAuthority) { c3.Trustpoints[0].Certificate = nil },
			"Notify has no hash. Rejected.", "phase 1 SA policy not acceptable!"},
		{"responder-untrusted", func(c2, c3 *Config, ca *testAuthority) {
			reissue(c3, newAuthority(t, "CA", 3, nil), 2, func(*x509.Certificate) {})
			c3.Trustpoints[0].Authorities = append(c3.Trustpoints[0].Authorities, ca.cert.Raw)
		}, "%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from 2001:DB8::3 is bad: certificate invalid", "processing DELETE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3, ca := signing(t)
			test.change(c2, c3, ca)
			bringUp(n, r2, r3, c2, c3)
			n.run(3 * time.Minute)
			checkRefused(t, n, r2, r3, test.r2, test.r3)
			leavesNothing(t, n)
		})
	}
}

// checkRefused checks that the ends have no SA, and that each has printed its
// line.
func checkRefused(t *testing.T, n *network, r2, r3 *router, line2, line3 string) {
	t.Helper()
	wantPairs(t, r2, r3, 0)
	for _, r := range []*router{r2, r3} {
		for _, sa := range r.engine.Snapshot(n.now).SAs {
			if !sa.Established.IsZero() && !sa.Deleted {
				t.Errorf("%s has an ISAKMP SA", r.name)
			}
		}
	}
	if !strings.Contains(r2.log.String(), line2) || !strings.Contains(r3.log.String(), line3) {
		t.Errorf("R2 does not say %q or R3 does not say %q\n%s\n%s", line2, line3, r2.log.String(), r3.log.String())
	}
}

// TestForgedSignature changes message 5 of an initiator that has everything
// but the truth: CVE-2004-0155 was a certificate that was looked at, and a
// signature that was not.
func TestForgedSignature(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(payloads []isakmp.Payload) []isakmp.Payload
		want   string
	}{
		{"bit", func(p []isakmp.Payload) []isakmp.Payload {
			return signatureOf(p, func(s []byte) []byte { s[100] ^= 1; return s })
		}, "INVALID_SIGNATURE"},
		{"short", func(p []isakmp.Payload) []isakmp.Payload {
			return signatureOf(p, func(s []byte) []byte { return s[1:] })
		}, "INVALID_SIGNATURE"},
		{"empty", func(p []isakmp.Payload) []isakmp.Payload { return signatureOf(p, func([]byte) []byte { return nil }) }, "INVALID_SIGNATURE"},
		{"long", func(p []isakmp.Payload) []isakmp.Payload {
			return signatureOf(p, func(s []byte) []byte { return append(s, 0) })
		}, "INVALID_SIGNATURE"},
		{"zeros-before", func(p []isakmp.Payload) []isakmp.Payload {
			return signatureOf(p, func(s []byte) []byte { return append([]byte{0}, s...) })
		}, "INVALID_SIGNATURE"},
		{"no-certificate", func(p []isakmp.Payload) []isakmp.Payload {
			return without(p, isakmp.TypeCertificate)
		}, "is bad: no certificate"},
		{"no-signature", func(p []isakmp.Payload) []isakmp.Payload {
			return without(p, isakmp.TypeSignature)
		}, "failed its sanity check or is malformed"},
		{"hash-instead", func(p []isakmp.Payload) []isakmp.Payload {
			return append(without(p, isakmp.TypeSignature), &isakmp.Hash{Data: make([]byte, 20)})
		}, "failed its sanity check or is malformed"},
		{"broken-certificate", func(p []isakmp.Payload) []isakmp.Payload {
			c := isakmp.First[*isakmp.Certificate](p)
			c.Data = c.Data[:len(c.Data)/2]
			return p
		}, "INVALID_CERTIFICATE"},
		{"many-certificates", func(p []isakmp.Payload) []isakmp.Payload {
			for range maxCertificates {
				p = append(p, isakmp.First[*isakmp.Certificate](p))
			}
			return p
		}, "more than 8 certificates"},
		{"other-encoding", func(p []isakmp.Payload) []isakmp.Payload {
			isakmp.First[*isakmp.Certificate](p).Encoding = isakmp.PKCS7
			return p
		}, "is bad: no certificate"},
		{"identity-of-another", func(p []isakmp.Payload) []isakmp.Payload {
			id := isakmp.First[*isakmp.Identification](p)
			*id = *isakmp.AddressID(netip.MustParseAddr("2001:db8::9"), protocolUDP, portISAKMP)
			return p
		}, "INVALID_ID_INFO"},
		{"wildcard-identity", func(p []isakmp.Payload) []isakmp.Payload {
			*isakmp.First[*isakmp.Identification](p) = *isakmp.FQDNID("*", protocolUDP, portISAKMP)
			return p
		}, "INVALID_ID_INFO"},
		{"broken-dn", func(p []isakmp.Payload) []isakmp.Payload {
			*isakmp.First[*isakmp.Identification](p) = *isakmp.DNID([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x31}, protocolUDP, portISAKMP)
			return p
		}, "INVALID_ID_INFO"},
		{"key-id", func(p []isakmp.Payload) []isakmp.Payload {
			*isakmp.First[*isakmp.Identification](p) = isakmp.Identification{IDType: isakmp.IDKeyID, Protocol: protocolUDP, Port: portISAKMP, Data: []byte("R2")}
			return p
		}, "INVALID_ID_INFO"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3, _ := signing(t)
			forgeAuth(r2, test.change)
			bringUp(n, r2, r3, c2, c3)
			n.run(3 * time.Minute)
			wantPairs(t, r2, r3, 0)
			if len(r3.engine.Snapshot(n.now).SAs) > 0 && !r3.engine.Snapshot(n.now).SAs[0].Established.IsZero() {
				t.Errorf("R3 has an ISAKMP SA")
			}
			if !strings.Contains(r3.log.String(), test.want) {
				t.Errorf("R3 does not say %q\n%s", test.want, r3.log.String())
			}
		})
	}
}

// TestNameLengths: CVE-2013-6075 and CVE-2014-2891 were distinguished names whose
// lengths lied, compared with that of a certificate. Only the name itself is it,
// and the pieces of it harm nobody.
func TestNameLengths(t *testing.T) {
	ca := newAuthority(t, "CA", 0, nil)
	c := issue(t, template("R2", addrR2), testKey(t, 1), ca)
	own := func(name []byte) bool { return namesOf(c).include(isakmp.DNID(name, protocolUDP, portISAKMP)) }
	name := c.RawSubject
	if !own(bytes.Clone(name)) {
		t.Fatal("the certificate is for nobody of its name")
	}
	for i := range name {
		for _, other := range [][]byte{name[:i], name[i+1:], slices.Concat(name[:i], name[i+1:]), slices.Concat(name[:i], []byte{0}, name[i:]), append(bytes.Clone(name), make([]byte, i+1)...)} {
			if own(other) {
				t.Errorf("%x is taken for %x", other, name)
			}
			isakmp.NameText(other)
		}
		for value := range 256 {
			other := bytes.Clone(name)
			other[i] = byte(value)
			if byte(value) != name[i] && own(other) {
				t.Errorf("%x is taken for %x", other, name)
			}
			isakmp.NameText(other)
		}
	}
}

func signatureOf(payloads []isakmp.Payload, change func([]byte) []byte) []isakmp.Payload {
	s := isakmp.First[*isakmp.Signature](payloads)
	s.Data = change(s.Data)
	return payloads
}

func without(payloads []isakmp.Payload, t isakmp.PayloadType) []isakmp.Payload {
	var rest []isakmp.Payload
	for _, p := range payloads {
		if p.Type() != t {
			rest = append(rest, p)
		}
	}
	return rest
}

// forgeAuth has the network change what the router sends as message 5: its
// engine's keys are used to open and to close the message again.
func forgeAuth(r *router, change func([]isakmp.Payload) []isakmp.Payload) {
	r.net.forge = func(from *router, s *Send) {
		m, err := isakmp.Parse(s.Data)
		if err != nil || from != r || m.Exchange != isakmp.MainMode || m.CipherText == nil {
			return
		}
		sa := r.engine.byCookies[cookiePair{m.InitiatorCookie, m.ResponderCookie}]
		iv := sa.keys.firstIV
		plain, _, err := sa.keys.decrypt(iv, m.CipherText)
		if err != nil {
			r.t.Fatal(err)
		}
		payloads, _, err := isakmp.ParsePayloads(m.NextPayload, plain, true)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, p := range payloads {
			if id, ok := p.(*isakmp.Identification); ok {
				*id = isakmp.Identification{IDType: id.IDType, Protocol: id.Protocol, Port: id.Port, Data: id.Data}
			}
		}
		first, body := isakmp.MarshalPayloads(change(payloads))
		cipherText, _ := sa.keys.encrypt(iv, body)
		s.Data = isakmp.MarshalEncrypted(sa.header(), first, cipherText)
	}
}

// TestCertificateRequests checks what is asked for and what is shown for it.
func TestCertificateRequests(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func([]isakmp.Payload) []isakmp.Payload // of R3's message 4
		sent   bool                                    // R2 shows its certificate
	}{
		{"named", func(p []isakmp.Payload) []isakmp.Payload { return p }, true},
		{"empty", func(p []isakmp.Payload) []isakmp.Payload {
			isakmp.First[*isakmp.CertificateRequest](p).Authority = nil
			return p
		}, true},
		{"of another authority", func(p []isakmp.Payload) []isakmp.Payload {
			isakmp.First[*isakmp.CertificateRequest](p).Authority = []byte{0x30, 0}
			return p
		}, true},
		{"of another kind", func(p []isakmp.Payload) []isakmp.Payload {
			isakmp.First[*isakmp.CertificateRequest](p).Encoding = isakmp.PKCS7
			return p
		}, false},
		{"none", func(p []isakmp.Payload) []isakmp.Payload { return without(p, isakmp.TypeCertificateRequest) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3, _ := signing(t)
			n.forge = func(from *router, s *Send) {
				m, err := isakmp.Parse(s.Data)
				if err == nil && from == r3 && m.CipherText == nil && isakmp.First[*isakmp.KeyExchange](m.Payloads) != nil {
					s.Data = isakmp.Marshal(m.Header, test.change(m.Payloads))
				}
			}
			bringUp(n, r2, r3, c2, c3)
			if sent := strings.Contains(r2.log.String(), "constructing CERT payload for cn=R2,o=Example"); sent != test.sent {
				t.Errorf("certificate shown: %v, want %v", sent, test.sent)
			}
			if test.sent {
				wantUp(t, r2, r3)
			} else {
				wantPairs(t, r2, r3, 0)
			}
		})
	}
}

// TestSignatureRemovedMidway takes the certificate away while the exchange is
// on its way.
func TestSignatureRemovedMidway(t *testing.T) {
	n, r2, r3, c2, c3, _ := signing(t)
	r3.handle(Configure{c3})
	r2.handle(Configure{c2})
	n.run(8 * time.Millisecond)
	gone := *c2
	gone.Trustpoints = nil
	r2.handle(Configure{&gone})
	n.run(time.Second)
	wantPairs(t, r2, r3, 0)
	if !strings.Contains(r2.log.String(), "%CRYPTO-3-IKMP_QUERY_KEY: Querying key pair failed.") {
		t.Errorf("%s", r2.log.String())
	}
}

// TestLoosePadding makes signatures that a reader of PKCS #1 blocks would
// take, and a maker of them does not: each has the right hash in a block whose
// rest is not as it must be. CVE-2018-16151, CVE-2018-16152, CVE-2018-17540 and
// CVE-2026-50721 were such readers.
func TestLoosePadding(t *testing.T) {
	key := testKey(t, 0)
	hash := bytes.Repeat([]byte{7}, 20)
	size := key.Size()
	raw := func(block []byte) []byte {
		x := new(big.Int).Exp(new(big.Int).SetBytes(block), key.D, key.N)
		return x.FillBytes(make([]byte, size))
	}
	block := func(kind byte, padding, end []byte) []byte {
		b := append([]byte{0, kind}, padding...)
		b = append(append(b, 0), end...)
		return append(b, make([]byte, max(0, size-len(b)))...)
	}
	ff := func(n int) []byte { return bytes.Repeat([]byte{0xff}, n) }
	good := block(1, ff(size-3-len(hash)), hash)
	if err := verifySignature(&key.PublicKey, hash, raw(good)); err != nil {
		t.Fatalf("a good signature: %v", err)
	}
	digestInfo := append([]byte{0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}, hash...)
	broken := append([]byte{}, good...)
	broken[20] = 0xfe
	for name, b := range map[string][]byte{
		"garbage behind the hash":  block(1, ff(8), hash),
		"short padding":            block(1, nil, hash),
		"padding is not ff":        broken,
		"block type 2":             block(2, ff(size-3-len(hash)), hash),
		"with a DigestInfo":        block(1, ff(size-3-len(digestInfo)), digestInfo),
		"hash of another length":   block(1, ff(size-3-len(hash)+1), hash[1:]),
		"no padding at all":        append(make([]byte, size-len(hash)), hash...),
		"first byte is not zero":   append([]byte{0, 0, 1}, good[3:]...),
		"zero in front of hash":    block(1, ff(size-4-len(hash)), append([]byte{0}, hash...)),
		"another hash than it has": block(1, ff(size-3-len(hash)), bytes.Repeat([]byte{8}, 20)),
	} {
		if err := verifySignature(&key.PublicKey, hash, raw(b)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// FuzzPeerCertificate feeds anything to what reads a peer's proof.
func FuzzPeerCertificate(f *testing.F) {
	f.Add([]byte{0x30, 0}, []byte("x"), uint8(isakmp.IDDN), []byte{0x30, 0x80})
	roots := x509.NewCertPool()
	f.Fuzz(func(t *testing.T, der, signature []byte, kind uint8, id []byte) {
		p := &proofOf{certificates: [][]byte{der, der}, hash: make([]byte, 20), signature: signature}
		p.id = isakmp.Identification{IDType: isakmp.IDType(kind), Data: id}
		if _, err := p.verify(roots, epoch); err == nil {
			t.Error("taken without any authority")
		}
		if c, err := x509.ParseCertificate(der); err == nil {
			namesOf(c).include(&p.id)
		}
		isakmp.NameText(id)
	})
}

// BenchmarkSign is what authentication by signatures costs beside the
// Diffie-Hellman computations.
func BenchmarkSign(b *testing.B) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	hash := make([]byte, 32)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sign(key, hash); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAggressiveRefusesSignatures offers signatures in aggressive mode, whose
// proof is a HASH: with them SKEYID is made of nothing that is secret, so that
// anybody could make that HASH.
func TestAggressiveRefusesSignatures(t *testing.T) {
	n, r2, r3, c2, c3, _ := signing(t)
	c2.Trustpoints = nil
	c2.Policies[0].Auth = isakmp.PreShared
	c3.Policies = append(c3.Policies, c2.Policies[0])
	c2.AggressivePeers = []AggressivePeer{{Addresses: []netip.Addr{netip.MustParseAddr(addrR3)}, Password: "any"}}
	answers := 0
	n.forge = func(from *router, s *Send) {
		m, err := isakmp.Parse(s.Data)
		if err != nil || m.Exchange != isakmp.Aggressive || m.CipherText != nil {
			return
		}
		if from == r3 {
			answers++
			return
		}
		for i, p := range m.Payloads {
			sa, ok := p.(*isakmp.SA)
			if !ok {
				continue
			}
			forged := &isakmp.SA{Proposals: sa.Proposals}
			attributes := forged.Proposals[0].Transforms[0].Attributes
			for j := range attributes {
				if attributes[j].Type == isakmp.AttrAuth {
					attributes[j] = isakmp.BasicAttribute(isakmp.AttrAuth, uint16(isakmp.RSASignature))
				}
			}
			m.Payloads[i] = forged
			s.Data = isakmp.Marshal(m.Header, m.Payloads)
		}
	}
	bringUp(n, r2, r3, c2, c3)
	n.run(time.Minute)
	wantPairs(t, r2, r3, 0)
	if answers > 0 || !strings.Contains(r3.log.String(), "auth RSA sig") || !strings.Contains(r3.log.String(), "phase 1 SA policy not acceptable!") {
		t.Errorf("R3 answers %d times\n%s", answers, r3.log.String())
	}
}

// TestSignaturesUnderLoss loses, repeats and delays messages while signatures
// are being made and verified.
func TestSignaturesUnderLoss(t *testing.T) {
	for seed := range 20 {
		n, r2, r3, c2, c3, _ := signing(t)
		r2.quiet, r3.quiet = true, true
		dice := mathrand.New(mathrand.NewPCG(uint64(seed), 1))
		n.fate = func(*router, Send) []time.Duration {
			var arrivals []time.Duration
			for range 1 + dice.IntN(10)/9 {
				if dice.IntN(10) >= 3 {
					arrivals = append(arrivals, time.Duration(dice.IntN(2000))*time.Millisecond)
				}
			}
			return arrivals
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(10 * time.Minute)
		n.fate = nil
		n.run(5 * time.Minute)
		up := 0
		for _, sa := range r2.engine.Snapshot(n.now).SAs {
			if !sa.Established.IsZero() && !sa.Deleted {
				up++
			}
		}
		if up == 0 || len(r2.installed) == 0 || len(r2.installed) != len(r3.installed) {
			t.Errorf("seed %d: %d ISAKMP SAs, %d and %d SAs", seed, up, len(r2.installed), len(r3.installed))
		}
	}
}
