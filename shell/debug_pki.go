package shell

import (
	"crypto/x509"
	"fmt"

	"mainmode/compiler"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// debugPKI prints a line of "debug crypto pki" about what somebody typed, if
// that debug is on. What peers show is debugged by the engine.
func (r *Router) debugPKI(class ike.DebugClass, format string, args ...any) {
	if r.Debugging()&class != 0 {
		r.log.Debug(fmt.Sprintf(format, args...))
	}
}

// debugCertificate prints which certificate was read. Kind is what it is for.
func (r *Router) debugCertificate(kind string, x *x509.Certificate) {
	r.debugPKI(ike.DebugPKIMessages, "CRYPTO_PKI: Added x509 %s certificate - (%d) bytes", kind, len(x.Raw))
	r.debugPKI(ike.DebugPKIMessages, "CRYPTO_PKI(Cert Lookup) issuer=%q serial number= %s", printableName(isakmp.NameText(x.RawIssuer)), compiler.SerialText(x.SerialNumber))
}
