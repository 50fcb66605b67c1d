package compiler

import (
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"mainmode/grammar"
)

// certificateStart begins the text of a certificate: hexadecimal digits up to
// "quit".
func (e *Editor) certificateStart(c *grammar.Certificate, text string) Result {
	e.text = &verbatim{header: text, number: e.number, indent: max(e.indent, 1), certificate: c}
	return Result{Messages: []string{"Enter the certificate in hexidecimal representation...."}}
}

// putCertificate stores a certificate. A file keeps one that cannot be read,
// and Compile says what is wrong with it; from the terminal it is refused.
func (e *Editor) putCertificate(v *verbatim) Result {
	body := strings.Join(v.lines, "\n") + "\n"
	if _, err := parseCertificate(body); err != nil && !e.loading {
		return Result{Messages: []string{"% Failed to parse or verify imported certificate: " + err.Error()}}
	}
	e.c.putChild(e.block, certificateLine(v.number, v.certificate, body))
	return Result{}
}

// certificateLine is the line of a chain for a certificate.
func certificateLine(number int, c *grammar.Certificate, body string) line {
	text := grammar.Format(c, false)
	order := "2"
	if c.Kind == "ca" {
		order = "3"
	}
	return line{number: number, text: text, key: text, order: order, command: c, body: body}
}

// parseCertificate reads the lines of digits up to "quit".
func parseCertificate(body string) (*x509.Certificate, error) {
	digits := strings.Builder{}
	for word := range strings.FieldsSeq(body) {
		if word != "quit" {
			digits.WriteString(word)
		}
	}
	der, err := hex.DecodeString(digits.String())
	if err != nil {
		return nil, errors.New("not hexadecimal digits")
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, errors.New("not an X.509 certificate")
	}
	return c, nil
}

// digitGroups is how many groups of 8 digits IOS puts on a line.
const digitGroups = 9

// certificateText prints a certificate as IOS does.
func certificateText(der []byte) string {
	digits := strings.ToUpper(hex.EncodeToString(der))
	var b strings.Builder
	for i := 0; i < len(digits); i += 8 {
		if i%(8*digitGroups) == 0 {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString("  ")
		}
		b.WriteString(digits[i:min(i+8, len(digits))])
		b.WriteByte(' ')
	}
	return strings.TrimSuffix(b.String(), " ") + "\n  \tquit\n"
}

// SerialText is a serial number as IOS prints it: whole bytes in hexadecimal.
func SerialText(n *big.Int) string {
	s := fmt.Sprintf("%X", n)
	if len(s)%2 == 1 {
		s = "0" + s
	}
	return s
}

// The kinds of certificates of a chain, by the word behind "certificate".
const (
	AuthorityCertificate  = "ca"
	OwnCertificate        = ""
	SelfSignedCertificate = "self-signed"
)

// SetCertificate puts a certificate into the chain of a trustpoint. There is
// one of the router and one of the authority.
func (c *Config) SetCertificate(trustpoint, kind string, certificate *x509.Certificate) {
	c.RemoveCertificate(trustpoint, kind == AuthorityCertificate)
	key := "crypto pki certificate chain " + trustpoint
	if c.index[key] == nil {
		c.put(&entry{block: true, line: line{
			text: key, key: key, order: order(key, ""),
			command: &grammar.CryptoPKICertificateChain{Name: grammar.Word(trustpoint)},
		}})
	}
	l := certificateLine(0, &grammar.Certificate{Kind: kind, Serial: grammar.Serial(SerialText(certificate.SerialNumber))}, certificateText(certificate.Raw))
	c.putChild(key, l)
}

// RemoveCertificate takes the router's certificate, or the authority's, out of
// the chain of a trustpoint.
func (c *Config) RemoveCertificate(trustpoint string, authority bool) {
	key := "crypto pki certificate chain " + trustpoint
	if c.index[key] == nil {
		return
	}
	c.removeChildren(key, func(l *line) bool {
		old, ok := l.command.(*grammar.Certificate)
		return ok && (old.Kind == AuthorityCertificate) == authority
	})
	if len(c.index[key].children) == 0 {
		c.remove(key)
	}
}
