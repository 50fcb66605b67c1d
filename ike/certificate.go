package ike

import (
	"slices"

	"mainmode/ike/isakmp"
)

// certificateState is what an exchange with signatures knows of certificates.
type certificateState struct {
	requested bool // the peer sent a CERTREQ payload
	// authorities are the distinguished names that it asked for.
	authorities [][]byte
	own         *identityCertificate // the one it asked for, nil: none
}

// canSign reports whether the policy's method is open to us: signatures need a
// certificate of ours.
func (e *Engine) canSign() bool { return len(e.trust.identities) > 0 }

// usablePolicies are the configured policies that we can authenticate by.
func (e *Engine) usablePolicies() []Policy {
	return slices.DeleteFunc(slices.Clone(e.config.Policies), func(p Policy) bool {
		return p.Auth != isakmp.PreShared && (p.Auth != isakmp.RSASignature || !e.canSign())
	})
}

// signs reports whether the exchange authenticates by signatures.
func (sa *phase1) signs() bool {
	return sa.policy.Auth == isakmp.RSASignature && !sa.access.aggressive
}

// shapeOf is what a message must look like where the proof depends on the
// negotiated method.
func (sa *phase1) shapeOf(s *shape) *shape {
	if s == shapeAuth && sa.signs() {
		return shapeSignature
	}
	return s
}

// shapeSignature is shapeAuth of RFC 2409, Section 5.1.
var shapeSignature = &shape{
	encrypted: true,
	required:  []isakmp.PayloadType{isakmp.TypeIdentification, isakmp.TypeSignature},
}

// requestCertificates are the CERTREQ payloads of message 3 or 4: one for each
// authority that we trust.
func (sa *phase1) requestCertificates() []isakmp.Payload {
	if !sa.signs() {
		return nil
	}
	var payloads []isakmp.Payload
	for _, c := range sa.e.trustOf(sa.access.profile).authorities {
		sa.packetf("constructing CERT_REQ for issuer %s", isakmp.NameText(c.RawSubject))
		payloads = append(payloads, &isakmp.CertificateRequest{Encoding: isakmp.X509Signature, Authority: c.RawSubject})
	}
	return payloads
}

// takeRequests reads the CERTREQ payloads of the message at hand. An empty one
// asks for any certificate, RFC 2408, Section 3.10.
func (sa *phase1) takeRequests() {
	if !sa.signs() {
		return
	}
	for _, r := range isakmp.All[*isakmp.CertificateRequest](sa.main.message.Payloads) {
		sa.debugf(" processing CERT_REQ payload. message ID = 0")
		if r.Encoding != isakmp.X509Signature {
			sa.errorf(" peer wants a certificate of type %d, which is not supported", r.Encoding)
			continue
		}
		sa.debugf(" peer wants a CT_X509_SIGNATURE cert")
		sa.certs.requested = true
		if len(r.Authority) == 0 {
			continue
		}
		sa.certs.authorities = append(sa.certs.authorities, slices.Clone(r.Authority))
		sa.debugf(" peer wants cert issued by %s", isakmp.NameText(r.Authority))
		if sa.certs.own != nil {
			continue
		}
		if sa.certs.own = sa.e.trustOf(sa.access.profile).issuedBy(r.Authority); sa.certs.own != nil {
			sa.debugf(" Choosing trustpoint %s as issuer", sa.certs.own.trustpoint)
		}
	}
}

// signer is the certificate that we authenticate by, nil when there is none, or
// the last one went while the exchange was on its way. As responder we know the
// profile by now, which may leave fewer of them.
func (sa *phase1) signer() *identityCertificate {
	t := sa.e.trustOf(sa.access.profile)
	if own := sa.certs.own; own != nil && slices.ContainsFunc(t.identities, func(id *identityCertificate) bool { return id.leaf.Equal(own.leaf) }) {
		return own
	}
	for _, name := range sa.certs.authorities {
		if own := t.issuedBy(name); own != nil {
			return own
		}
	}
	if len(t.identities) > 0 {
		return t.identities[0]
	}
	return nil
}

// certifiedIdentity is our identification payload. The peer holds it against
// the certificate, so that it must be in there: what is configured if it is,
// else the host name of the certificate, else its subject.
func (sa *phase1) certifiedIdentity(own *identityCertificate) *isakmp.Identification {
	port := uint16(portISAKMP)
	if sa.natt.found() {
		port = 0
	}
	n := namesOf(own.leaf)
	id := isakmp.DNID(n.subject, protocolUDP, port)
	if len(n.hosts) > 0 && sa.e.config.Identity != IdentityDN {
		id = isakmp.FQDNID(n.hosts[0], protocolUDP, port)
	}
	wanted := sa.namedIdentity(protocolUDP, port)
	if wanted == nil && sa.e.config.Identity != IdentityDN {
		wanted = isakmp.AddressID(sa.local.Addr().WithZone(""), protocolUDP, port)
	}
	switch {
	case wanted == nil:
	case n.include(wanted):
		id = wanted
	case wanted.IDType == isakmp.IDIPv4Addr || wanted.IDType == isakmp.IDIPv6Addr:
		sa.errorf("My ID configured as %s Addr, but Addr not in Cert!", family(sa.local.Addr()))
		sa.debugf("Using %s as My ID", map[bool]string{true: "FQDN", false: "DN"}[id.IDType == isakmp.IDFQDN])
	}
	next := isakmp.TypeSignature
	if sa.certs.requested {
		next = isakmp.TypeCertificate
	}
	sa.debugf("SA is doing RSA signature authentication using id type %s", id.IDType)
	sa.printID(id, next)
	sa.debugf("Total payload length: %d", len(id.Data)+8)
	return id
}

// nameID notes who the peer says it is. Its certificate is what it is held
// against, and not the address that its packets come from.
func (sa *phase1) nameID(id *isakmp.Identification) error {
	switch id.IDType {
	case isakmp.IDIPv4Addr, isakmp.IDIPv6Addr:
		a, _ := id.Addr()
		sa.peerID = ip(a).String()
	case isakmp.IDFQDN, isakmp.IDUserFQDN:
		sa.peerID = printable(id.Data)
	case isakmp.IDDN:
		sa.peerID = isakmp.NameText(id.Data)
	default:
		sa.errorf("ID payload of type %s is not supported", id.IDType)
		return fail("Invalid ID payload", isakmp.InvalidIDInformation)
	}
	return nil
}
