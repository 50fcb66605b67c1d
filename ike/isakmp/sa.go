package isakmp

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// IPsecDOI is the only domain of interpretation of RFC 2407.
const IPsecDOI = 1

// IdentityOnly is the situation SIT_IDENTITY_ONLY, RFC 2407, Section 4.2.1.
const IdentityOnly = 1

// ErrDOI says that an SA payload is of another DOI than IPsec's.
var ErrDOI = errors.New("DOI not supported")

// ErrSituation says that an SA payload asks for secrecy or integrity labels.
var ErrSituation = errors.New("situation not supported")

// Protocol is a security protocol identifier, RFC 2407, Section 4.4.1.
type Protocol uint8

const (
	ProtocolISAKMP Protocol = 1
	ProtocolAH     Protocol = 2
	ProtocolESP    Protocol = 3
	ProtocolIPComp Protocol = 4
)

// String is how IOS names the protocol: "ESP".
func (p Protocol) String() string {
	switch p {
	case ProtocolISAKMP:
		return "ISAKMP"
	case ProtocolAH:
		return "AH"
	case ProtocolESP:
		return "ESP"
	case ProtocolIPComp:
		return "IPCOMP"
	}
	return strconv.Itoa(int(p))
}

// SA is a security association payload with its proposals, RFC 2408,
// Section 3.4, in the IPsec DOI, RFC 2407, Section 4.6.1.
type SA struct {
	Proposals []Proposal
	raw
}

// Proposal payload, RFC 2408, Section 3.5. Proposals with equal numbers are
// offered together, RFC 2408, Section 4.2.
type Proposal struct {
	Number     uint8
	Protocol   Protocol
	SPI        []byte
	Transforms []Transform
}

// Transform payload, RFC 2408, Section 3.6.
type Transform struct {
	Number     uint8
	ID         uint8 // [KeyIKE] in phase 1, an [ESPTransform] in an ESP proposal
	Attributes []Attribute
}

// Type is TypeSA.
func (*SA) Type() PayloadType { return TypeSA }

func parseSA(body []byte) (*SA, error) {
	s := cryptobyte.String(body)
	var doi, situation uint32
	if !s.ReadUint32(&doi) || !s.ReadUint32(&situation) {
		return nil, ErrTruncated
	}
	if doi != IPsecDOI {
		return nil, fmt.Errorf("DOI %d: %w", doi, ErrDOI)
	}
	if situation != IdentityOnly {
		return nil, fmt.Errorf("situation %d: %w", situation, ErrSituation)
	}
	sa := &SA{raw: raw{body}}
	transforms := 0
	for more := true; more; {
		if len(sa.Proposals) == MaxProposals {
			return nil, fmt.Errorf("more than %d proposals", MaxProposals)
		}
		next, b, err := readGeneric(&s)
		if err != nil {
			return nil, fmt.Errorf("proposal: %w", err)
		}
		p, err := parseProposal(b, MaxTransforms-transforms)
		if err != nil {
			return nil, err
		}
		sa.Proposals = append(sa.Proposals, p)
		transforms += len(p.Transforms)
		if more, err = another(next, TypeProposal); err != nil {
			return nil, err
		}
	}
	if !s.Empty() {
		return nil, fmt.Errorf("%d bytes after the last proposal", len(s))
	}
	return sa, nil
}

// another reads the next payload field of a proposal or transform: more of
// them, or nothing.
func another(next, t PayloadType) (bool, error) {
	if next != NoPayload && next != t {
		return false, fmt.Errorf("%v payload announced inside", next)
	}
	return next == t, nil
}

func parseProposal(body []byte, maxTransforms int) (Proposal, error) {
	s := cryptobyte.String(body)
	var p Proposal
	var protocol, spiSize, count uint8
	if !s.ReadUint8(&p.Number) || !s.ReadUint8(&protocol) || !s.ReadUint8(&spiSize) ||
		!s.ReadUint8(&count) || !s.ReadBytes(&p.SPI, int(spiSize)) {
		return p, fmt.Errorf("proposal: %w", ErrTruncated)
	}
	p.Protocol = Protocol(protocol)
	if int(count) > maxTransforms {
		return p, fmt.Errorf("more than %d transforms", MaxTransforms)
	}
	if count == 0 {
		return p, fmt.Errorf("proposal %d without transform", p.Number)
	}
	p.Transforms = make([]Transform, 0, min(int(count), len(s)/8))
	for i := range int(count) {
		next, b, err := readGeneric(&s)
		if err != nil {
			return p, fmt.Errorf("transform: %w", err)
		}
		t, err := parseTransform(b)
		if err != nil {
			return p, err
		}
		p.Transforms = append(p.Transforms, t)
		more, err := another(next, TypeTransform)
		if err != nil {
			return p, err
		}
		if more != (i+1 < int(count)) {
			return p, fmt.Errorf("proposal %d has not the %d transforms it announces", p.Number, count)
		}
	}
	if !s.Empty() {
		return p, fmt.Errorf("%d bytes after the last transform", len(s))
	}
	return p, nil
}

func parseTransform(body []byte) (Transform, error) {
	s := cryptobyte.String(body)
	var t Transform
	var reserved uint16
	if !s.ReadUint8(&t.Number) || !s.ReadUint8(&t.ID) || !s.ReadUint16(&reserved) {
		return t, fmt.Errorf("transform: %w", ErrTruncated)
	}
	if reserved != 0 {
		return t, fmt.Errorf("transform %d: %w", t.Number, ErrReserved)
	}
	var err error
	if t.Attributes, err = parseAttributes(s); err != nil {
		return t, fmt.Errorf("transform %d: %w", t.Number, err)
	}
	return t, nil
}

func (sa *SA) marshal(b *cryptobyte.Builder) {
	b.AddUint32(IPsecDOI)
	b.AddUint32(IdentityOnly)
	for i := range sa.Proposals {
		next := NoPayload
		if i+1 < len(sa.Proposals) {
			next = TypeProposal
		}
		addGeneric(b, next, sa.Proposals[i].marshal)
	}
}

func (p *Proposal) marshal(b *cryptobyte.Builder) {
	b.AddUint8(p.Number)
	b.AddUint8(uint8(p.Protocol))
	b.AddUint8(uint8(len(p.SPI)))
	b.AddUint8(uint8(len(p.Transforms)))
	b.AddBytes(p.SPI)
	for i := range p.Transforms {
		next := NoPayload
		if i+1 < len(p.Transforms) {
			next = TypeTransform
		}
		addGeneric(b, next, p.Transforms[i].marshal)
	}
}

func (t *Transform) marshal(b *cryptobyte.Builder) {
	b.AddUint8(t.Number)
	b.AddUint8(t.ID)
	b.AddUint16(0)
	for i := range t.Attributes {
		t.Attributes[i].marshal(b)
	}
}
