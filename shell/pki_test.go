package shell

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

const pkiStartup = `hostname R1
ip domain name example.com
crypto pki trustpoint CA
 enrollment terminal pem
 subject-name CN=R1, O=Example\, Inc
 ip-address 192.0.2.1
 revocation-check none
crypto pki trustpoint SELF
 enrollment selfsigned
 fqdn none
 subject-name CN=R1
 revocation-check none
 rsakeypair SELF 1024
crypto isakmp policy 10
 encr aes
 group 14
`

// certificationAuthority signs what routers ask for.
type certificationAuthority struct {
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

func newCertificationAuthority(t *testing.T) *certificationAuthority {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: fixedClock().Now().Add(-time.Hour), NotAfter: fixedClock().Now().AddDate(10, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &certificationAuthority{c, key}
}

// sign returns the certificate for a request.
func (ca *certificationAuthority) sign(t *testing.T, r *x509.CertificateRequest, serial int64) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), RawSubject: r.RawSubject, DNSNames: r.DNSNames, IPAddresses: r.IPAddresses,
		NotBefore: ca.cert.NotBefore, NotAfter: ca.cert.NotAfter, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.cert, r.PublicKey, ca.key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// types types lines at a console of the router and returns the screen.
func (u *routerUnderTest) types(lines string) string {
	var screen bytes.Buffer
	u.Console(NewScript(strings.ReplaceAll(lines, "\n", "\r"), &screen))
	return strings.ReplaceAll(screen.String(), "\r", "")
}

// TestEnrollment takes a router from nothing to a certificate, saves and boots
// again.
func TestEnrollment(t *testing.T) {
	u := boot(t, pkiStartup, nil)
	ca := newCertificationAuthority(t)

	screen := u.types("configure terminal\ncrypto pki enroll CA\ncrypto pki authenticate NONE\ncrypto pki authenticate CA\nbm90IGEgY2VydGlmaWNhdGU=\nquit\n")
	for _, want := range []string{
		"% You must authenticate the Certificate Authority before\nyou can enroll with it.\n",
		"% Trustpoint NONE is not known",
		"% Error in saving certificate: status = FAIL\n",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}

	u.types("configure terminal\nno logging console\nlogging buffered 65536\nend\ndebug crypto pki messages\ndebug crypto pki transactions\ndebug crypto pki validation\n")
	screen = u.types("configure terminal\ncrypto pki authenticate CA\n" + pemText("CERTIFICATE", ca.cert.Raw) + "\nmaybe\nyes\n" +
		"crypto key generate rsa modulus 1024\ncrypto pki enroll CA\nyes\nno\n")
	for _, want := range []string{
		"Enter the base 64 encoded CA certificate.\nEnd with a blank line or the word \"quit\" on a line by itself\n",
		"Certificate has the following attributes:\n       Fingerprint MD5: ",
		"% Please answer 'yes' or 'no'.",
		"Trustpoint CA certificate accepted.\n% Certificate successfully imported\n",
		"The name for the keys will be: R1.example.com\n% Generating 1024 bit RSA keys, keys will be non-exportable...\n[OK] (elapsed time was ",
		"% Start certificate enrollment .. \n",
		"% The subject name in the certificate will include: CN=R1, O=Example\\, Inc\n% The subject name in the certificate will include: R1.example.com\n",
		"-----END CERTIFICATE REQUEST-----",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}
	block, _ := pem.Decode([]byte(screen[strings.Index(screen, "-----BEGIN CERTIFICATE REQUEST"):]))
	if block == nil {
		t.Fatalf("no request\n%s", screen)
	}
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if err := request.CheckSignature(); err != nil {
		t.Error(err)
	}
	if len(request.DNSNames) != 1 || request.DNSNames[0] != "R1.example.com" || len(request.IPAddresses) != 1 || !request.IPAddresses[0].Equal(net.IPv4(192, 0, 2, 1)) {
		t.Errorf("names %v, addresses %v", request.DNSNames, request.IPAddresses)
	}

	other := newCertificationAuthority(t)
	own := ca.sign(t, request, 0x2b)
	for what, c := range map[string]*x509.Certificate{
		"it is for other keys":                             ca.cert,
		"it is not from the authority of the trustpoint\n": other.sign(t, request, 3),
	} {
		screen = u.types("configure terminal\ncrypto pki import CA certificate\n" + pemText("CERTIFICATE", c.Raw) + "\n")
		if !strings.Contains(screen, "% Failed to parse or verify imported certificate: "+what) {
			t.Errorf("%q is not in\n%s", what, screen)
		}
	}
	screen = u.types("configure terminal\ncrypto pki import CA certificate\n" + pemText("CERTIFICATE", own.Raw) + "\nend\nwrite memory\n")
	if !strings.Contains(screen, "% Router Certificate successfully imported\n") || !strings.Contains(screen, "[OK]") {
		t.Errorf("%s", screen)
	}

	debugged := strings.Join(u.Log().Status().Lines, "")
	for _, want := range []string{
		"CRYPTO_PKI: Added x509 CA certificate - (", "CRYPTO_PKI(Cert Lookup) issuer=\"cn=Test CA\" serial number= 01\n",
		"CRYPTO_PKI: trustpoint CA authentication status = 0\n",
		"CRYPTO_PKI: using private key R1.example.com for enrollment\n", "CRYPTO_PKI: transaction PKCS10 completed\n",
		"CRYPTO_PKI: certificate for trustpoint CA not imported: it is for other keys\n",
		"CRYPTO_PKI: Certificate is from the authority of trustpoint CA and for key R1.example.com\n",
		"CRYPTO_PKI: All enrollment requests completed for trustpoint CA.\n",
	} {
		if !strings.Contains(debugged, want) {
			t.Errorf("%q is not debugged in\n%s", want, debugged)
		}
	}

	// What runs and what boots are the same.
	keys := privateConfig(u.file)
	info, err := os.Stat(keys)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("%v: %v, %v", keys, info, err)
	}
	saved, err := os.ReadFile(u.file)
	if err != nil || bytes.Contains(saved, []byte("PRIVATE")) {
		t.Errorf("%v\n%s", err, saved)
	}
	again := boot(t, string(saved), func(o *Options) {
		text, err := os.ReadFile(keys)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(privateConfig(o.StartupConfig), text, 0o600); err != nil {
			t.Fatal(err)
		}
	})
	for _, r := range []*routerUnderTest{u, again} {
		p := r.IR().IKE().Trustpoints
		if len(p) != 2 || !bytes.Equal(p[0].Certificate, own.Raw) || p[0].Key == "" || len(p[0].Authorities) != 1 {
			t.Errorf("trustpoints %+v", p)
		}
		if r.config.Text() != u.config.Text() {
			t.Errorf("configuration differs:\n%s", r.config.Text())
		}
	}
	screen = again.types("terminal length 0\nshow crypto pki certificates\nshow crypto pki trustpoints\nshow crypto pki trustpoints status\nshow crypto key mypubkey rsa\nshow crypto pki certificates verbose CA\nshow crypto isakmp policy\n")
	for _, want := range []string{
		"\nCertificate\n  Status: Available\n  Certificate Serial Number (hex): 2B\n  Certificate Usage: Signature\n  Issuer: \n    cn=Test CA\n" +
			"  Subject:\n    Name: R1.example.com\n    hostname=R1.example.com\n    cn=R1\n    o=Example, Inc\n  Validity Date: \n    start date: ",
		"\nCA Certificate\n  Status: Available\n  Certificate Serial Number (hex): 01\n",
		"  Associated Trustpoints: CA \n",
		"Trustpoint CA:\n    Subject Name: \n    cn=Test CA\n          Serial Number (hex): 01\n    Certificate configured.\n",
		"    Keys generated ............. Yes (General Purpose, non-exportable)\n    Issuing CA authenticated ....... Yes\n    Certificate request(s) ..... Yes\n",
		"Key name: R1.example.com\nKey type: RSA KEYS\n Storage Device: private-config\n Usage: General Purpose Key\n Key is not exportable.\n Key Data:\n  30819F30 0D06092A 864886F7 0D010101 05000381 8D003081 89028181 00",
		"  Signature Algorithm: SHA256 with RSA Encryption\n",
		"        IP Address : 192.0.2.1\n",
		"Rivest-Shamir-Adleman Signature",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}

	// Without its keys the certificate goes.
	screen = again.types("configure terminal\ncrypto key zeroize rsa OTHER\ncrypto key zeroize rsa\nyes\ncrypto key zeroize rsa\nend\nwrite memory\n")
	if strings.Count(screen, "% No RSA keys found to zeroize.") != 2 || !strings.Contains(screen, "% All RSA keys will be removed.") {
		t.Errorf("%s", screen)
	}
	if text := again.config.Text(); strings.Contains(text, "certificate 2B") || !strings.Contains(text, "certificate ca 01") {
		t.Errorf("after zeroize:\n%s", text)
	}
	if _, err := os.Stat(privateConfig(again.file)); !os.IsNotExist(err) {
		t.Errorf("keys are left: %v", err)
	}
}

// TestSelfSigned makes self-signed certificates and removes their trustpoint.
func TestSelfSigned(t *testing.T) {
	u := boot(t, pkiStartup, nil)
	enroll := "configure terminal\ncrypto pki enroll SELF\n"
	screen := u.types(enroll + "no\nyes\nend\nshow crypto pki certificates\nshow crypto pki trustpoints\n")
	for _, want := range []string{
		"% Include an IP address in the subject name? [no]: ", "% Generating 1024 bit RSA keys", "Router Self Signed Certificate successfully created\n",
		"Router Self-Signed Certificate\n  Status: Available\n  Certificate Serial Number (hex): 01\n  Certificate Usage: General Purpose\n  Issuer: \n    cn=R1\n",
		"    Persistent self-signed certificate trust point\n    Using key label SELF\n",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}
	screen = u.types(enroll + "yes\nyes\nEthernet9/9\n192.0.2.7\nyes\n")
	if !strings.Contains(screen, "The router has already generated a Self Signed Certificate for trustpoint SELF.") ||
		!strings.Contains(screen, "% Neither an address nor an interface that has one.") {
		t.Errorf("%s", screen)
	}
	x, err := x509.ParseCertificate(u.IR().Trustpoints[1].Certificate)
	if err != nil || x.SerialNumber.Int64() != 2 || len(x.IPAddresses) != 1 || x.IPAddresses[0].String() != "192.0.2.7" {
		t.Errorf("%v, %+v", err, x)
	}
	u.types("configure terminal\nno crypto pki trustpoint SELF\n")
	if text := u.config.Text(); strings.Contains(text, "SELF") {
		t.Errorf("left over:\n%s", text)
	}
}

// TestPKCS12 imports keys, certificate and authorities from a file.
func TestPKCS12(t *testing.T) {
	ca := newCertificationAuthority(t)
	root := newCertificationAuthority(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	own := ca.sign(t, &x509.CertificateRequest{RawSubject: mustName(t, "CN=R1"), PublicKey: &key.PublicKey}, 7)
	other := *root.cert
	other.Subject = pkix.Name{CommonName: "Root"}
	other.RawSubject = mustName(t, "CN=Root")
	der, err := x509.CreateCertificate(rand.Reader, &other, &other, &root.key.PublicKey, root.key)
	if err != nil {
		t.Fatal(err)
	}
	rootCert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "r1.p12")
	data, err := pkcs12.Modern.Encode(key, own, []*x509.Certificate{ca.cert, rootCert}, "secret")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	u := boot(t, pkiStartup, nil)
	screen := u.types("configure terminal\ncrypto pki import NEW pkcs12 " + file + " password wrong\ncrypto pki import NEW pkcs12 /nonexistent password x\n")
	if strings.Count(screen, "% PKCS12 import failed: "+file) != 1 || !strings.Contains(screen, "no such file") || strings.Contains(u.config.Text(), "NEW") {
		t.Errorf("%s", screen)
	}
	screen = u.types("configure terminal\ncrypto pki import NEW pkcs12 " + file + " password secret\n")
	if !strings.Contains(screen, "CRYPTO_PKI: Imported PKCS12 file successfully.\n") {
		t.Errorf("%s", screen)
	}
	text := u.config.Text()
	for _, want := range []string{
		"crypto pki trustpoint NEW\n enrollment pkcs12\n revocation-check crl\n rsakeypair NEW\n", "crypto pki trustpoint NEW-rrr1\n",
		"crypto pki certificate chain NEW\n certificate 07\n", "crypto pki certificate chain NEW-rrr1\n certificate ca 01\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	trustpoints := u.IR().IKE().Trustpoints
	if p := trustpoints[len(trustpoints)-2]; p.Name != "NEW" || p.Key == "" || len(p.Authorities) != 1 {
		t.Errorf("%+v", p)
	}
}

func mustName(t *testing.T, name string) []byte {
	t.Helper()
	s, err := newSubject(name, "", netip.Addr{})
	if err != nil {
		t.Fatal(err)
	}
	return s.name
}

// TestKeyRefusals is what "crypto key generate rsa" does not do.
func TestKeyRefusals(t *testing.T) {
	u := boot(t, "hostname R1\n", nil)
	screen := u.types("configure terminal\ncrypto key generate rsa\ncrypto key generate rsa label L modulus 512\ncrypto key generate rsa label L\nx\n1024\ncrypto key generate rsa label L exportable\nno\n")
	for _, want := range []string{
		"% Please define a domain-name first.", errSmallModulus.Error(), "% A decimal number between 1024 and 4096.",
		"How many bits in the modulus [2048]: ", "% You already have RSA keys defined named L.\n% Do you really want to replace them? [yes/no]: no",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not in\n%s", want, screen)
		}
	}
	if keys := u.keys.all(); len(keys) != 1 || keys[0].label != "L" || keys[0].exportable {
		t.Errorf("%d keys", len(keys))
	}
}

// TestBrokenKeyFile boots with a file of keys that cannot be read: it says so
// and leaves the file alone.
func TestBrokenKeyFile(t *testing.T) {
	for _, text := range []string{
		"garbage", "-----BEGIN RSA PRIVATE KEY-----\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
		"-----BEGIN RSA PRIVATE KEY-----\nLabel: L\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
	} {
		var file string
		u := boot(t, "hostname R1\n", func(o *Options) {
			file = privateConfig(o.StartupConfig)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		})
		screen := u.types("write memory\n")
		if !regexp.MustCompile(`% .*private-config: (not a file of keys|key pair 1)`).MatchString(screen) || !strings.Contains(screen, "the keys are not saved") {
			t.Errorf("%s", screen)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != text {
			t.Errorf("%v, %q", err, got)
		}
	}
}

// FuzzKeys feeds anything to what reads the file of keys.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\nLabel: L\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		pairs, err := parseKeys(data)
		if err != nil {
			return
		}
		again, err := parseKeys(formatKeys(pairs))
		if err != nil || len(again) != len(pairs) {
			t.Errorf("%d keys become %d: %v", len(pairs), len(again), err)
		}
	})
}

// FuzzSubjectName feeds anything to what reads a subject-name.
func FuzzSubjectName(f *testing.F) {
	f.Add(`CN=R1, O=Example\, Inc`)
	f.Fuzz(func(t *testing.T, name string) {
		if _, err := parseSubjectName(name); err == nil && strings.Contains(name, "=") {
			newSubject(name, "host", netip.Addr{})
		}
	})
}
