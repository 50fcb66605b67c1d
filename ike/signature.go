package ike

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

// maxCertificates is how many CERT payloads of one message are looked at:
// a longer chain than any that is in use.
const maxCertificates = 8

// maxModulusBits keeps a peer's certificate from costing seconds to verify.
const maxModulusBits = 8192

// sign is SIG_I or SIG_R, RFC 2409, Section 5.1: the hash is signed in PKCS #1
// format "as a private key operation" without the identifier of a hash
// algorithm before it, since the exchange has negotiated that.
func sign(key *rsa.PrivateKey, hash []byte) ([]byte, error) {
	return rsa.SignPKCS1v15(nil, key, crypto.Hash(0), hash)
}

// verifySignature checks a SIG payload. The block that was signed is made anew
// and compared as a whole, so that nothing in its padding is left to the
// signer.
func verifySignature(key *rsa.PublicKey, hash, signature []byte) error {
	return rsa.VerifyPKCS1v15(key, crypto.Hash(0), hash, signature)
}

// proofOf is what authenticates a peer with certificates, as it came.
type proofOf struct {
	certificates [][]byte // in DER; who signed is the first
	hash         []byte   // HASH_I or HASH_R as we compute it
	signature    []byte
	id           isakmp.Identification
}

// Why a peer's proof does not count.
var (
	errNoCertificate   = errors.New("no certificate was sent")
	errBadIdentity     = errors.New("the identity is not in the certificate")
	errBadSignature    = errors.New("the signature is wrong")
	errNoSigningUse    = errors.New("the certificate is not for signatures")
	errNoRSAKey        = errors.New("the certificate has no RSA key of a usable size")
	errOtherTrustpoint = errors.New("the certificate is of no trustpoint of the isakmp profile")
	errManyCertificate = fmt.Errorf("more than %d certificates were sent", maxCertificates)
)

// certificateError is what is wrong with the certificate itself.
type certificateError struct {
	leaf *x509.Certificate // nil: it cannot be read
	err  error
}

func (e *certificateError) Error() string { return e.err.Error() }
func (e *certificateError) Unwrap() error { return e.err }

// verify returns the chains of the peer's certificate if it leads to one of the
// authorities, is valid at that time, has the identity, and made the
// signature. The first of a chain is the certificate.
func (p *proofOf) verify(roots *x509.CertPool, now time.Time) ([][]*x509.Certificate, error) {
	if len(p.certificates) == 0 {
		return nil, &certificateError{nil, errNoCertificate}
	}
	if len(p.certificates) > maxCertificates {
		return nil, &certificateError{nil, errManyCertificate}
	}
	chain := make([]*x509.Certificate, 0, len(p.certificates))
	intermediates := x509.NewCertPool()
	for i, der := range p.certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, &certificateError{nil, err}
		}
		if key, ok := c.PublicKey.(*rsa.PublicKey); i == 0 && !ok || ok && key.N.BitLen() > maxModulusBits {
			return nil, &certificateError{c, errNoRSAKey}
		}
		chain = append(chain, c)
		if i > 0 {
			intermediates.AddCert(c)
		}
	}
	leaf := chain[0]
	options := x509.VerifyOptions{Roots: roots, Intermediates: intermediates, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	chains, err := leaf.Verify(options)
	if err != nil {
		return nil, &certificateError{leaf, err}
	}
	// RFC 4945, Section 5.1.3.2: either bit will do, and so will no extension.
	if leaf.KeyUsage != 0 && leaf.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return nil, &certificateError{leaf, errNoSigningUse}
	}
	if !namesOf(leaf).include(&p.id) {
		return nil, errBadIdentity
	}
	if err := verifySignature(leaf.PublicKey.(*rsa.PublicKey), p.hash, p.signature); err != nil {
		return nil, errBadSignature
	}
	return chains, nil
}

// whenDone is whenComputed for computations that are no Diffie-Hellman.
func whenDone[T any](sa *phase1, then func(T) (Input, error)) func(any) {
	return func(result any) {
		if sa.deleted {
			return
		}
		sa.suspended = false
		next, err := then(result.(T))
		finish := sa.resume
		sa.resume = nil
		finish(next, err)
	}
}

// prove goes on with the payloads that authenticate us: IDii, HASH_I of RFC
// 2409, Section 5.4, or IDii, [CERT,] SIG_I of Section 5.1. hash gets the body
// of the identification payload.
func (sa *phase1) prove(hash func(id []byte) []byte, then func([]isakmp.Payload) (Input, error)) (Input, error) {
	if !sa.signs() {
		id := sa.identity()
		return then([]isakmp.Payload{id, &isakmp.Hash{Data: hash(isakmp.Body(id))}})
	}
	own := sa.signer()
	if own == nil {
		sa.e.syslogSeldom(3, "IKMP_QUERY_KEY", "Querying key pair failed.")
		return await, fail("no certificate", 0)
	}
	id := sa.certifiedIdentity(own)
	payloads := []isakmp.Payload{id}
	if sa.certs.requested {
		for _, der := range own.chain {
			sa.packetf("constructing CERT payload for %s", isakmp.NameText(own.leaf.RawSubject))
			payloads = append(payloads, &isakmp.Certificate{Encoding: isakmp.X509Signature, Data: der})
		}
	}
	sa.debugf(" using the %s trustpoint's keypair to sign", own.trustpoint)
	digest := hash(isakmp.Body(id))
	type signed struct {
		signature []byte
		err       error
	}
	sa.e.compute(func() any {
		s, err := sign(own.key, digest)
		return signed{s, err}
	}, whenDone(sa, func(r signed) (Input, error) {
		if r.err != nil {
			sa.debugf(" %v", r.err)
			return await, fail("signature failed", 0)
		}
		return then(append(payloads, &isakmp.Signature{Data: r.signature}))
	}))
	return computing, nil
}

// verifyPeer goes on when the SIG payload of message 5 or 6 is that of the
// identity in the message.
func (sa *phase1) verifyPeer(id *isakmp.Identification, hash []byte, then func() (Input, error)) (Input, error) {
	payloads := sa.main.message.Payloads
	p := &proofOf{hash: hash, signature: slices.Clone(isakmp.First[*isakmp.Signature](payloads).Data)}
	p.id = isakmp.Identification{IDType: id.IDType, Data: slices.Clone(id.Data)}
	for _, c := range isakmp.All[*isakmp.Certificate](payloads) {
		sa.debugf(" processing CERT payload. message ID = 0")
		if c.Encoding != isakmp.X509Signature {
			sa.debugf(" certificate of type %d is ignored", c.Encoding)
			continue
		}
		sa.debugf(" processing a CT_X509_SIGNATURE cert")
		p.certificates = append(p.certificates, slices.Clone(c.Data))
	}
	sa.takeRequests()
	type verified struct {
		chains [][]*x509.Certificate
		err    error
	}
	roots, now := sa.e.trust.roots, sa.e.now
	session := sa.startPKI(p)
	sa.e.compute(func() any {
		chains, err := p.verify(roots, now)
		return verified{chains, err}
	}, whenDone(sa, func(r verified) (Input, error) {
		if r.err != nil {
			sa.e.stats.Unauthentic++
			sa.endPKI(session, nil, r.err)
			return await, sa.distrust(r.err)
		}
		leaf := r.chains[0][0]
		if err := sa.matchCertificate(leaf); err != nil {
			sa.endPKI(session, r.chains, nil)
			return await, err
		}
		if !sa.e.trustOf(sa.access.profile).trusts(r.chains) {
			err := &certificateError{leaf, errOtherTrustpoint}
			sa.endPKI(session, nil, err)
			return await, sa.distrust(err)
		}
		sa.endPKI(session, r.chains, nil)
		sa.debugf(" processing SIG payload. message ID = 0")
		return then()
	}))
	return computing, nil
}

// distrust says why the peer is not believed. A responder has its ISAKMP SA by
// then, and learns by a DELETE that nobody wants it.
func (sa *phase1) distrust(err error) error {
	refusal := sa.refusal(err)
	if sa.initiator {
		sa.sendDeleteISAKMP()
		refusal.notify = 0
	}
	return refusal
}

func (sa *phase1) refusal(err error) *failure {
	remote := ip(sa.remote.Addr())
	var bad *certificateError
	switch {
	case errors.Is(err, errBadIdentity):
		sa.errorf("ID payload %s is not in the peer's certificate", sa.peerID)
		return fail("Invalid ID payload", isakmp.InvalidIDInformation)
	case errors.As(err, &bad):
		sa.debugf(" certificate of the peer: %v", err)
		sa.e.certificateSyslog(bad)
		sa.e.syslogSeldom(5, "IKMP_INVAL_CERT", "Certificate received from %s is bad: %s", remote, badCertificate(bad))
		return fail("Invalid certificate", isakmp.InvalidCertificate)
	}
	sa.debugf(" processing SIG payload. message ID = 0")
	sa.errorf("signature verification failed!")
	return fail("Signature verification failed", isakmp.InvalidSignature)
}

// badCertificate is IOS's reason.
func badCertificate(bad *certificateError) string {
	if errors.Is(bad.err, errNoCertificate) {
		return "no certificate"
	}
	return "certificate invalid"
}

const validityFormat = "15:04:05 MST Jan 2 2006"

// certificateSyslog tells of a certificate whose time is not now.
func (e *Engine) certificateSyslog(bad *certificateError) {
	var invalid x509.CertificateInvalidError
	if !errors.As(bad.err, &invalid) || invalid.Reason != x509.Expired || invalid.Cert == nil {
		return
	}
	c := invalid.Cert
	if e.now.Before(c.NotBefore) {
		e.pkiSyslog("CERTIFICATE_INVALID_NOT_YET_VALID", "Certificate chain validation has failed.  The certificate (SN: %X) is not yet valid   Validity period starts on %s",
			c.SerialNumber, c.NotBefore.UTC().Format(validityFormat))
		return
	}
	e.pkiSyslog("CERTIFICATE_INVALID_EXPIRED", "Certificate chain validation has failed.  The certificate (SN: %X) has expired.    Validity period ended on %s",
		c.SerialNumber, c.NotAfter.UTC().Format(validityFormat))
}

// pkiSyslog is syslogSeldom for the messages that IOS's PKI prints.
func (e *Engine) pkiSyslog(mnemonic, format string, args ...any) {
	n := len(e.actions)
	e.syslogSeldom(3, mnemonic, format, args...)
	if len(e.actions) > n {
		m := e.actions[n].(Syslog)
		m.Facility = "PKI"
		e.actions[n] = m
	}
}
