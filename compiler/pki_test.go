package compiler

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// selfSigned makes a certificate and its keys.
func selfSigned(t *testing.T, name string, serial int64) (*x509.Certificate, ike.Secret) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c, ike.Secret(x509.MarshalPKCS1PrivateKey(key))
}

const pkiConfig = `hostname R1
ip domain name example.com
crypto pki trustpoint CA
 enrollment terminal
 revocation-check none
crypto pki trustpoint WEB
 usage ssl-server
 rsakeypair OTHER
 revocation-check none
crypto isakmp policy 10
 encr aes
 group 14
crypto isakmp identity dn
`

// TestCertificates puts certificates into a configuration, prints and reads
// it, and has it compiled with and without the keys.
func TestCertificates(t *testing.T) {
	c, diagnostics := Load("test", pkiConfig, testSalt)
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	authority, _ := selfSigned(t, "CA", 1)
	own, key := selfSigned(t, "R1", 0x1234567)
	c.SetCertificate("CA", AuthorityCertificate, authority)
	c.SetCertificate("CA", OwnCertificate, authority)
	c.SetCertificate("CA", OwnCertificate, own) // takes the place of the one before
	c.SetCertificate("WEB", SelfSignedCertificate, own)
	text := c.Text()
	for _, want := range []string{"crypto pki certificate chain CA\n certificate 01234567\n  308", " certificate ca 01\n  308", "\n  \tquit\n", " certificate self-signed 01234567\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	again, diagnostics := Load("test", text, testSalt)
	if len(diagnostics) > 0 || again.Text() != text {
		t.Errorf("%v\n%s\nbecomes\n%s", diagnostics, text, again.Text())
	}

	r, diagnostics := Compile(again, Env{RSAKeys: map[string]ike.Secret{"R1.example.com": key, "OTHER": key}})
	if len(diagnostics) > 0 {
		t.Errorf("with its keys: %v", diagnostics)
	}
	config := r.IKE()
	if len(config.Trustpoints) != 1 || config.Trustpoints[0].Key != key || string(config.Trustpoints[0].Certificate) != string(own.Raw) ||
		len(config.Trustpoints[0].Authorities) != 1 || string(config.Trustpoints[0].Authorities[0]) != string(authority.Raw) {
		t.Errorf("trustpoints for IKE: %+v", config.Trustpoints)
	}
	if config.Identity != ike.IdentityDN || len(config.Policies) != 1 || config.Policies[0].Auth != isakmp.RSASignature {
		t.Errorf("identity %v, policies %+v", config.Identity, config.Policies)
	}
	if !r.Trustpoints[1].SelfSigned || r.Trustpoints[1].IKE || r.Trustpoints[1].KeyLabel != "OTHER" {
		t.Errorf("%+v", r.Trustpoints[1])
	}

	_, wrong := selfSigned(t, "R1", 3)
	for _, keys := range []map[string]ike.Secret{nil, {"R1.example.com": wrong}, {"OTHER": key}} {
		r, diagnostics := Compile(again, Env{RSAKeys: keys})
		got := ""
		for _, d := range diagnostics {
			got += d.String() + "\n"
		}
		if !strings.Contains(got, "not offered: \"authentication rsa-sig\"") || !strings.Contains(got, "trustpoint CA: its certificate is not used") ||
			r.IKE().Trustpoints[0].Key != "" {
			t.Errorf("with other keys: %s", got)
		}
	}

	again.RemoveCertificate("WEB", false)
	again.RemoveCertificate("CA", false)
	if text := again.Text(); strings.Contains(text, "chain WEB") || strings.Contains(text, "certificate 01234567") || !strings.Contains(text, "certificate ca 01") {
		t.Errorf("after removal:\n%s", text)
	}
	NewEditor(again).Line("no crypto pki trustpoint CA")
	if strings.Contains(again.Text(), "CA") {
		t.Errorf("a trustpoint leaves its certificates:\n%s", again.Text())
	}
}

// TestTypedCertificate types certificates at the console.
func TestTypedCertificate(t *testing.T) {
	c, _ := Load("test", pkiConfig, testSalt)
	own, _ := selfSigned(t, "R1", 1)
	e := NewEditor(c)
	typed := func(lines string) (messages string) {
		for line := range strings.Lines(lines) {
			messages += strings.Join(e.Line(strings.TrimSuffix(line, "\n")).Messages, "\n")
		}
		return messages
	}
	typed("crypto ca certificate chain CA\n")
	if got := typed("certificate 01\n3082 zz\nquit\n"); !strings.Contains(got, "% Failed to parse or verify imported certificate: not hexadecimal digits") {
		t.Errorf("garbage: %q", got)
	}
	if got := typed("certificate 01\n30820000\nquit\n"); !strings.Contains(got, "% Failed to parse or verify imported certificate: not an X.509 certificate") {
		t.Errorf("no certificate: %q", got)
	}
	if strings.Contains(c.Text(), "certificate 01") {
		t.Error("what cannot be read is kept")
	}
	if got := typed("certificate 01\n" + certificateText(own.Raw)); strings.Contains(got, "%") {
		t.Errorf("a certificate: %q", got)
	}
	r, _ := Compile(c, Env{})
	if string(r.Trustpoints[0].Certificate) != string(own.Raw) {
		t.Error("the certificate is not in the trustpoint")
	}
}

// TestPKIDiagnostics checks what is said of lines that have no effect.
func TestPKIDiagnostics(t *testing.T) {
	c, loaded := Load("test", `crypto key generate rsa modulus 2048
crypto pki enroll TP
crypto pki trustpoint TP
 enrollment url http://192.0.2.1
 serial-number none
crypto pki certificate chain TP
 certificate ca 01 nvram:CA.cer
 certificate 02
  3082
  quit
crypto pki certificate chain NONE
 certificate rollover 03
  3082
  quit
crypto isakmp policy 10
 authentication rsa-encr
`, testSalt)
	_, compiled := Compile(c, Env{})
	got := ""
	for _, d := range append(loaded, compiled...) {
		got += d.String() + "\n"
	}
	const want = `line 1: crypto key generate rsa modulus 2048: not carried out: keys and certificates are made at the console
line 2: crypto pki enroll TP: not carried out: keys and certificates are made at the console
line 4: enrollment url http://192.0.2.1: no effect: certificates are not fetched from servers: use "enrollment terminal"
line 3: revocation-check crl: no effect: certificates are not looked up in a CRL, so that one that was revoked is taken until it expires
line 7: certificate ca 01 nvram:CA.cer: no effect: the certificate is in a file of the router that this configuration comes from
line 8: certificate 02: crypto pki trustpoint TP: not an X.509 certificate
line 11: crypto pki certificate chain NONE: no effect: crypto pki trustpoint NONE does not exist
line 15: crypto isakmp policy 10: not offered: "authentication rsa-encr" is not supported, it lets others read what it hides
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if text := c.Text(); !strings.Contains(text, "\n serial-number none\n") || !strings.Contains(text, "\n certificate rollover 03\n  3082\n  quit\n") {
		t.Errorf("lines are lost:\n%s", text)
	}
}
