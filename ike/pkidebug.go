package ike

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mainmode/ike/isakmp"
)

// firstPKISession is what IOS numbers PKI sessions from: (A0001), (A0002) ...
const firstPKISession = 0xA0000

// pkif emits a record of one of the classes of "debug crypto pki", about the
// peer whose certificate is looked at.
func (sa *phase1) pkif(c DebugClass, format string, args ...any) {
	if sa.e.debugging(c) {
		sa.record(c, fmt.Sprintf(format, args...))
	}
}

// startPKI prints that the peer's certificates are going to be looked at, and
// returns the number of the session, in which IOS does that.
func (sa *phase1) startPKI(p *proofOf) uint32 {
	sa.e.pkiSession++
	sa.e.stats.Certificates.Sessions++
	session := firstPKISession + sa.e.pkiSession
	sa.pkif(DebugPKITransactions, "CRYPTO_PKI: (%X) Session started - identity not specified", session)
	for _, der := range p.certificates {
		sa.pkif(DebugPKITransactions, "CRYPTO_PKI: (%X) Adding peer certificate", session)
		sa.pkif(DebugPKIMessages, "CRYPTO_PKI: Added x509 peer certificate - (%d) bytes", len(der))
		if c, err := x509.ParseCertificate(der); err == nil {
			sa.pkif(DebugPKIMessages, "CRYPTO_PKI(Cert Lookup) issuer=%q serial number= %X", isakmp.NameText(c.RawIssuer), c.SerialNumber)
		}
	}
	t := sa.e.trustOf(sa.access.profile)
	var suitable []string
	for _, name := range t.names {
		if !slices.Contains(suitable, name) {
			suitable = append(suitable, name)
		}
	}
	if len(suitable) == 0 {
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) No suitable trustpoints found", session)
		return session
	}
	sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) Suitable trustpoints are: %s,", session, strings.Join(suitable, ","))
	for _, name := range suitable {
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) Attempting to validate certificate using %s", session, name)
	}
	return session
}

// endPKI prints what came of it: the chains of a certificate that is valid, or
// why it is not.
func (sa *phase1) endPKI(session uint32, chains [][]*x509.Certificate, err error) {
	if count := &sa.e.stats.Certificates; err == nil || errors.Is(err, errBadIdentity) || errors.Is(err, errBadSignature) {
		count.Valid++
	} else {
		count.Invalid++
	}
	switch {
	case err == nil:
		name, chain := sa.e.trustOf(sa.access.profile).anchor(chains)
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) Using %s to validate certificate", session, name)
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: Added %d certs to trusted chain.", len(chain)-1)
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) Certificate is verified", session)
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) Certificate validated without revocation check", session)
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) chain cert was anchored to trustpoint %s, and chain validation result was: CRYPTO_VALID_CERT", session, name)
		sa.pkif(DebugPKITransactions, "CRYPTO_PKI: (%X) Validation TP is %s", session, name)
		sa.pkif(DebugPKITransactions, "CRYPTO_PKI: (%X) Certificate validation succeeded", session)
		sa.pkif(DebugPKICallbacks, "PKI->IKE Validation of certificate of %s done: valid", ip(sa.remote.Addr()))
	case errors.Is(err, errBadIdentity) || errors.Is(err, errBadSignature):
		// The certificate is good; it is who showed it that is not.
		sa.pkif(DebugPKITransactions, "CRYPTO_PKI: (%X) Certificate validation succeeded", session)
		sa.pkif(DebugPKICallbacks, "PKI->IKE Validation of certificate of %s done: %v", ip(sa.remote.Addr()), err)
	default:
		sa.pkif(DebugPKIValidation, "CRYPTO_PKI: (%X) chain validation result was: CRYPTO_INVALID_CERT: %v", session, err)
		sa.pkif(DebugPKITransactions, "CRYPTO_PKI: (%X) Certificate validation failed", session)
		sa.pkif(DebugPKICallbacks, "PKI->IKE Validation of certificate of %s done: invalid", ip(sa.remote.Addr()))
	}
	sa.pkif(DebugPKITransactions, "CRYPTO_PKI: Rcvd request to end PKI session %X.", session)
	sa.pkif(DebugPKITransactions, "CRYPTO_PKI: PKI session %X has ended. Freeing all resources.", session)
}

// anchor is the trustpoint at whose authority one of the chains ends, and that
// chain.
func (t *trust) anchor(chains [][]*x509.Certificate) (trustpoint string, chain []*x509.Certificate) {
	for _, chain := range chains {
		if i := slices.IndexFunc(t.authorities, chain[len(chain)-1].Equal); i >= 0 {
			return t.names[i], chain
		}
	}
	return "", nil
}
