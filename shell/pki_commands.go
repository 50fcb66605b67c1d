package shell

import (
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"sync"

	"software.sslmate.com/src/go-pkcs12"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// pkiCommands are typed in configuration mode and are no part of the
// configuration themselves.
var pkiCommands = []handler{
	handle(generateRSA),
	handle(zeroizeRSA),
	handle(authenticateTrustpoint),
	handle(enrollTrustpoint),
	handle(importCertificate),
}

// immediateCommands is the table of the commands that configuration mode runs.
var immediateCommands = sync.OnceValue(func() map[reflect.Type]handler { return index(pkiCommands) })

// pkiEditor is the running configuration as what changes its certificates
// sees it.
type pkiEditor struct{ *compiler.Config }

// lines types configuration lines.
func (e pkiEditor) lines(lines ...string) {
	editor := compiler.NewEditor(e.Config)
	for _, l := range lines {
		editor.Line(l)
	}
}

// changePKI changes certificates of the running configuration, nil: only keys
// have changed. It has taken effect when changePKI returns.
func (r *Router) changePKI(change func(pkiEditor)) error {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if change != nil {
		change(pkiEditor{r.config})
	}
	r.env.RSAKeys = r.keys.secrets()
	if err := r.apply(); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	return nil
}

// trustpoint finds a trustpoint by its name.
func (s *Session) trustpoint(name grammar.Word) (compiler.Trustpoint, error) {
	for _, t := range s.router.IR().Trustpoints {
		if t.Name == string(name) {
			return t, nil
		}
	}
	return compiler.Trustpoint{}, fmt.Errorf("%% Trustpoint %s is not known: \"crypto pki trustpoint %s\" defines it", name, name)
}

// askCertificate reads a certificate in base 64, with or without the lines of
// PEM around it, up to a blank line or "quit".
func (s *Session) askCertificate(what string) (*x509.Certificate, error) {
	s.Printf("\nEnter the base 64 encoded %s.\nEnd with a blank line or the word \"quit\" on a line by itself\n\n", what)
	var text strings.Builder
	for {
		line, err := s.Ask("")
		if err != nil {
			return nil, err
		}
		if line == "" || line == "quit" {
			break
		}
		if !strings.HasPrefix(line, "-----") {
			text.WriteString(line)
		}
	}
	der, err := base64.StdEncoding.DecodeString(text.String())
	if err != nil || len(der) == 0 {
		return nil, errors.New("not base 64")
	}
	return x509.ParseCertificate(der)
}

// authenticateTrustpoint is "crypto pki authenticate": the person vouches for
// the certificate of the authority.
func authenticateTrustpoint(s *Session, c *grammar.CryptoPKIAuthenticate) error {
	t, err := s.trustpoint(c.Name)
	switch {
	case err != nil:
		return err
	case len(t.Authorities) > 0:
		return refusal("% Please delete your existing CA certificate first.\n% You must use 'no crypto pki trustpoint <trustpoint-name>' to delete the CA certificate.")
	case t.Enrollment == compiler.EnrollURL:
		return errURL
	}
	x, err := s.askCertificate("CA certificate")
	if hangup(err) {
		return err
	}
	if err != nil || !x.IsCA && string(x.RawIssuer) != string(x.RawSubject) {
		s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: trustpoint %s authentication status = 1: no certificate of an authority", t.Name)
		return errors.New("% Error in saving certificate: status = FAIL\n% It is not the certificate of an authority")
	}
	s.Printf("Certificate has the following attributes:\n       Fingerprint MD5: %s \n      Fingerprint SHA1: %s \n\n", fingerprintMD5(x), fingerprintSHA1(x))
	s.router.debugCertificate("CA", x)
	if yes, err := s.askYesNo("% Do you accept this certificate?"); err != nil || !yes {
		s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: trustpoint %s authentication status = 1: not accepted", t.Name)
		return err
	}
	if err := s.router.changePKI(func(e pkiEditor) { e.SetCertificate(t.Name, compiler.AuthorityCertificate, x) }); err != nil {
		return err
	}
	s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: trustpoint %s authentication status = 0", t.Name)
	s.Printf("Trustpoint CA certificate accepted.\n%% Certificate successfully imported\n\n")
	return nil
}

var errURL = errors.New("% Certificates are not fetched from servers: use \"enrollment terminal\"")

// hangup reports whether the dialog cannot go on.
func hangup(err error) bool { return errors.Is(err, ErrHangup) || errors.Is(err, errInterrupted) }

func fingerprintMD5(c *x509.Certificate) string {
	sum := md5.Sum(c.Raw)
	return grouped(sum[:])
}

func fingerprintSHA1(c *x509.Certificate) string {
	sum := sha1.Sum(c.Raw)
	return grouped(sum[:])
}

// grouped prints bytes as IOS does: 8 hexadecimal digits, a blank.
func grouped(b []byte) string {
	digits := strings.ToUpper(hex.EncodeToString(b))
	var groups []string
	for i := 0; i < len(digits); i += 8 {
		groups = append(groups, digits[i:min(i+8, len(digits))])
	}
	return strings.Join(groups, " ")
}

// enrollTrustpoint is "crypto pki enroll".
func enrollTrustpoint(s *Session, c *grammar.CryptoPKIEnroll) error {
	t, err := s.trustpoint(c.Name)
	switch {
	case err != nil:
		return err
	case t.Enrollment == compiler.EnrollURL:
		return errURL
	case t.Enrollment != compiler.EnrollTerminal && t.Enrollment != compiler.EnrollSelfSigned:
		return fmt.Errorf("%% Trustpoint %s has no \"enrollment terminal\" or \"enrollment selfsigned\"", t.Name)
	case t.Enrollment == compiler.EnrollTerminal && len(t.Authorities) == 0:
		return refusal("% You must authenticate the Certificate Authority before\nyou can enroll with it.")
	}
	if t.Enrollment == compiler.EnrollSelfSigned {
		return s.selfSign(t)
	}
	s.Printf("%% Start certificate enrollment .. \n\n")
	pair, who, err := s.enrollment(t)
	if err != nil {
		return err
	}
	request, err := who.request(pair.key)
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: using private key %s for enrollment", pair.label)
	s.router.debugPKI(ike.DebugPKIMessages, "CRYPTO_PKI: PKCS10 request for %s - (%d) bytes", printableName(isakmp.NameText(who.name)), len(request))
	s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: transaction PKCS10 completed")
	for question := "Display Certificate Request to terminal?"; ; question = "Redisplay enrollment request?" {
		yes, err := s.askYesNo(question)
		if err != nil || !yes {
			return err
		}
		s.printRequest(request, t.PEM)
	}
}

// printRequest prints a PKCS #10 request for a person to copy.
func (s *Session) printRequest(der []byte, pem bool) {
	s.Printf("Certificate Request follows:\n\n")
	if pem {
		s.Printf("-----BEGIN CERTIFICATE REQUEST-----\n")
	}
	for text := base64.StdEncoding.EncodeToString(der); text != ""; {
		n := min(64, len(text))
		s.Printf("%s\n", text[:n])
		text = text[n:]
	}
	if pem {
		s.Printf("-----END CERTIFICATE REQUEST-----\n\n")
		return
	}
	s.Printf("\n---End - This line not part of the certificate request---\n\n")
}

// enrollment finds or makes the keys of a trustpoint, and asks whom its
// certificate shall name.
func (s *Session) enrollment(t compiler.Trustpoint) (keyPair, subject, error) {
	if t.SubjectName != "" {
		s.Printf("%% The subject name in the certificate will include: %s\n", t.SubjectName)
	}
	if t.FQDN != "" {
		s.Printf("%% The subject name in the certificate will include: %s\n", t.FQDN)
	}
	address := t.Address
	if t.AskAddress {
		var err error
		if address, err = s.askAddress(); err != nil {
			return keyPair{}, subject{}, err
		}
	}
	who, err := newSubject(t.SubjectName, t.FQDN, address)
	if err != nil {
		return keyPair{}, subject{}, fmt.Errorf("%% %w", err)
	}
	pair, ok := s.router.keys.find(t.KeyLabel)
	if !ok {
		bits := t.KeyBits
		if bits == 0 {
			bits = defaultModulus
		}
		if err := s.makeKeys(t.KeyLabel, bits, false); err != nil {
			return keyPair{}, subject{}, err
		}
		pair, _ = s.router.keys.find(t.KeyLabel)
	}
	return pair, who, nil
}

// askAddress asks for the address of a certificate: one, or the interface that
// has it.
func (s *Session) askAddress() (netip.Addr, error) {
	answer, err := s.Ask("% Include an IP address in the subject name? [no]: ")
	if err != nil || answer == "" || !strings.HasPrefix("yes", strings.ToLower(answer)) {
		return netip.Addr{}, err
	}
	for {
		if answer, err = s.Ask("Enter Interface name or IP Address[]: "); err != nil || answer == "" {
			return netip.Addr{}, err
		}
		if a, err := netip.ParseAddr(answer); err == nil {
			return a, nil
		}
		name, ok := grammar.ParseInterfaceName(answer)
		for _, in := range s.router.IR().Interfaces {
			if ok && in.Name == name.String() && len(in.Addresses) > 0 {
				return in.Addresses[0].Addr(), nil
			}
		}
		s.Printf("%% Neither an address nor an interface that has one.\n")
	}
}

// selfSign makes the certificate of a self-signed trustpoint.
func (s *Session) selfSign(t compiler.Trustpoint) error {
	serial := big.NewInt(1)
	if t.Certificate != nil {
		s.Printf("The router has already generated a Self Signed Certificate for trustpoint %s.\n"+
			"If you continue the existing trustpoint and Self Signed Certificate\nwill be deleted.\n\n", t.Name)
		if yes, err := s.askYesNo("Do you want to continue generating a new Self Signed Certificate?"); err != nil || !yes {
			return err
		}
		if old, err := x509.ParseCertificate(t.Certificate); err == nil {
			serial.Add(old.SerialNumber, serial)
		}
	}
	pair, who, err := s.enrollment(t)
	if err != nil {
		return err
	}
	if yes, err := s.askYesNo("Generate Self Signed Router Certificate?"); err != nil || !yes {
		return err
	}
	x, err := who.selfSign(pair.key, serial, s.router.clock.Now())
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	if err := s.router.changePKI(func(e pkiEditor) { e.SetCertificate(t.Name, compiler.SelfSignedCertificate, x) }); err != nil {
		return err
	}
	s.router.debugCertificate("router self-signed", x)
	s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: All enrollment requests completed for trustpoint %s.", t.Name)
	s.Printf("\nRouter Self Signed Certificate successfully created\n\n")
	return nil
}

// importCertificate is "crypto pki import".
func importCertificate(s *Session, c *grammar.CryptoPKIImport) error {
	if c.File != nil {
		return s.importPKCS12(string(c.Name), string(*c.File), string(*c.Password))
	}
	t, err := s.trustpoint(c.Name)
	if err != nil {
		return err
	}
	pair, ok := s.router.keys.find(t.KeyLabel)
	switch {
	case len(t.Authorities) == 0:
		return refusal("% You must authenticate the Certificate Authority before\nyou can import the router's certificate.")
	case !ok:
		return fmt.Errorf("%% There are no RSA keys %s: \"crypto pki enroll %s\" makes them and the request", t.KeyLabel, t.Name)
	}
	x, err := s.askCertificate("certificate")
	if hangup(err) {
		return err
	}
	if err == nil {
		s.router.debugCertificate("router", x)
		if err = fits(x, pair.key, t.Authorities[0]); err == nil {
			s.router.debugPKI(ike.DebugPKIValidation, "CRYPTO_PKI: Certificate is from the authority of trustpoint %s and for key %s", t.Name, pair.label)
		}
	}
	if err != nil {
		s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: certificate for trustpoint %s not imported: %v", t.Name, err)
		return fmt.Errorf("%% Failed to parse or verify imported certificate: %w", err)
	}
	if err := s.router.changePKI(func(e pkiEditor) { e.SetCertificate(t.Name, compiler.OwnCertificate, x) }); err != nil {
		return err
	}
	s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: All enrollment requests completed for trustpoint %s.", t.Name)
	s.Printf("%% Router Certificate successfully imported\n\n")
	return nil
}

// fits checks that a certificate is for the keys, and from the authority.
func fits(x *x509.Certificate, key *rsa.PrivateKey, authority []byte) error {
	if !key.PublicKey.Equal(x.PublicKey) {
		return errors.New("it is for other keys")
	}
	ca, err := x509.ParseCertificate(authority)
	if err != nil {
		return err
	}
	var insecure x509.InsecureAlgorithmError
	if err := x.CheckSignatureFrom(ca); err != nil && !errors.As(err, &insecure) {
		return errors.New("it is not from the authority of the trustpoint")
	}
	return nil
}

// importPKCS12 takes keys, certificate and authorities from a file. The
// trustpoint is made if there is none; each further authority of the file gets
// one of its own, under the name that IOS gives it.
func (s *Session) importPKCS12(name, file, password string) error {
	s.Printf("%% Importing pkcs12...\nReading file from %s\n", file)
	data, err := readSmall(file)
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	private, x, authorities, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: PKCS12 for trustpoint %s not imported: %v", name, err)
		return fmt.Errorf("%% PKCS12 import failed: %s: %w", file, err)
	}
	key, ok := private.(*rsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(x.PublicKey) || key.N.BitLen() < minModulus {
		return fmt.Errorf("%% PKCS12 import failed: %s has no RSA keys with their certificate", file)
	}
	s.router.debugCertificate("router", x)
	for _, ca := range authorities {
		s.router.debugCertificate("CA", ca)
	}
	s.router.keys.put(keyPair{label: name, key: key, generated: s.router.clock.Now()})
	err = s.router.changePKI(func(e pkiEditor) {
		e.lines("crypto pki trustpoint "+name, "enrollment pkcs12", "rsakeypair "+name)
		e.SetCertificate(name, compiler.OwnCertificate, x)
		further := 0
		for _, ca := range authorities {
			trustpoint := name
			if string(ca.RawSubject) != string(x.RawIssuer) {
				further++
				trustpoint = fmt.Sprintf("%s-rrr%d", name, further)
				e.lines("crypto pki trustpoint "+trustpoint, "enrollment pkcs12")
			}
			e.SetCertificate(trustpoint, compiler.AuthorityCertificate, ca)
		}
	})
	if err != nil {
		return err
	}
	s.router.debugPKI(ike.DebugPKITransactions, "CRYPTO_PKI: All enrollment requests completed for trustpoint %s.", name)
	s.Printf("CRYPTO_PKI: Imported PKCS12 file successfully.\n")
	return nil
}
