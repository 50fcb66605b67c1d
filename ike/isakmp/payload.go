package isakmp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// PayloadType is the number in the next payload field, RFC 2408, Section 3.1.
type PayloadType uint8

const (
	NoPayload               PayloadType = 0
	TypeSA                  PayloadType = 1
	TypeProposal            PayloadType = 2 // only inside an SA payload
	TypeTransform           PayloadType = 3 // only inside a proposal
	TypeKeyExchange         PayloadType = 4
	TypeIdentification      PayloadType = 5
	TypeCertificate         PayloadType = 6
	TypeCertificateRequest  PayloadType = 7
	TypeHash                PayloadType = 8
	TypeSignature           PayloadType = 9
	TypeNonce               PayloadType = 10
	TypeNotification        PayloadType = 11
	TypeDelete              PayloadType = 12
	TypeVendorID            PayloadType = 13
	TypeAttributes          PayloadType = 14 // mode configuration
	TypeNATDiscovery07      PayloadType = 15 // draft-ietf-ipsec-nat-t-ike-07
	TypeNATOriginalAddr07   PayloadType = 16
	TypeNATDiscovery        PayloadType = 20  // RFC 3947, Section 5
	TypeNATOriginalAddr     PayloadType = 21  // RFC 3947, Section 5
	TypeNATDiscoveryDraft   PayloadType = 130 // the NAT traversal drafts up to 03
	TypeNATOriginalAddDraft PayloadType = 131
	TypeFragment            PayloadType = 132 // Cisco's IKE fragmentation
)

// String is how IOS names the payload in a debug: "SA", "ID".
func (t PayloadType) String() string {
	switch t {
	case NoPayload:
		return "NONE"
	case TypeSA:
		return "SA"
	case TypeProposal:
		return "PROPOSAL"
	case TypeTransform:
		return "TRANSFORM"
	case TypeKeyExchange:
		return "KE"
	case TypeIdentification:
		return "ID"
	case TypeCertificate:
		return "CERT"
	case TypeCertificateRequest:
		return "CERT_REQ"
	case TypeHash:
		return "HASH"
	case TypeSignature:
		return "SIG"
	case TypeNonce:
		return "NONCE"
	case TypeNotification:
		return "NOTIFY"
	case TypeDelete:
		return "DELETE"
	case TypeVendorID:
		return "VENDOR"
	case TypeAttributes:
		return "ATTRIBUTES"
	case TypeNATDiscovery, TypeNATDiscoveryDraft, TypeNATDiscovery07:
		return "NAT-D"
	case TypeNATOriginalAddr, TypeNATOriginalAddDraft, TypeNATOriginalAddr07:
		return "NAT-OA"
	case TypeFragment:
		return "FRAGMENT"
	}
	return strconv.Itoa(int(t))
}

// A Payload is one of the payload structs of this package, by pointer.
type Payload interface {
	// Type is the number that announces the payload.
	Type() PayloadType
	// marshal writes the body, without the generic header.
	marshal(b *cryptobyte.Builder)
}

// Limits on what one message may hold. They are far above what any peer
// sends, and keep a hostile message from costing more than it weighs.
const (
	MaxPayloads   = 64  // in a message
	MaxProposals  = 64  // in an SA payload
	MaxTransforms = 512 // in an SA payload, over all its proposals
	MaxAttributes = 32  // in a transform
	MaxSPIs       = 256 // in a delete payload
)

// ErrReserved says that a reserved field is not zero: what a message looks
// like that was decrypted with the wrong key.
var ErrReserved = errors.New("reserved not zero")

// PayloadError says which payload of a message is malformed.
type PayloadError struct {
	Payload PayloadType
	Err     error
}

func (e *PayloadError) Error() string {
	return "isakmp: " + e.Payload.String() + " payload: " + e.Err.Error()
}

func (e *PayloadError) Unwrap() error { return e.Err }

const genericHeaderLen = 4 // RFC 2408, Section 3.2

// ParsePayloads reads a chain of payloads whose first is of that type, and
// returns them with the number of bytes that they take. Bytes after the last
// payload are an error unless padded is set, as for a decrypted body: IOS pads
// by more than one block. The payloads share memory with the body.
func ParsePayloads(first PayloadType, body []byte, padded bool) (payloads []Payload, n int, err error) {
	s := cryptobyte.String(body)
	for t := first; t != NoPayload; {
		if len(payloads) == MaxPayloads {
			return nil, 0, fmt.Errorf("isakmp: more than %d payloads", MaxPayloads)
		}
		next, b, err := readGeneric(&s)
		if err != nil {
			return nil, 0, &PayloadError{t, err}
		}
		p, err := parsePayload(t, b)
		if err != nil {
			return nil, 0, &PayloadError{t, err}
		}
		payloads = append(payloads, p)
		t = next
	}
	if len(s) > 0 && !padded {
		return nil, 0, fmt.Errorf("isakmp: %d bytes after the last payload", len(s))
	}
	return payloads, len(body) - len(s), nil
}

// readGeneric reads one payload with its generic header, RFC 2408,
// Section 3.2.
func readGeneric(s *cryptobyte.String) (next PayloadType, body []byte, err error) {
	var nextPayload, reserved uint8
	var length uint16
	if !s.ReadUint8(&nextPayload) || !s.ReadUint8(&reserved) || !s.ReadUint16(&length) {
		return 0, nil, ErrTruncated
	}
	if reserved != 0 {
		return 0, nil, ErrReserved
	}
	if length < genericHeaderLen {
		return 0, nil, fmt.Errorf("length %d is below that of its header", length)
	}
	if !s.ReadBytes(&body, int(length)-genericHeaderLen) {
		return 0, nil, ErrTruncated
	}
	return PayloadType(nextPayload), body, nil
}

func parsePayload(t PayloadType, body []byte) (Payload, error) {
	switch t {
	case TypeSA:
		return parseSA(body)
	case TypeKeyExchange:
		return &KeyExchange{Data: body}, nil
	case TypeIdentification:
		return parseIdentification(body)
	case TypeCertificate:
		return parseCertificate(body)
	case TypeCertificateRequest:
		return parseCertificateRequest(body)
	case TypeHash:
		return &Hash{Data: body}, nil
	case TypeSignature:
		return &Signature{Data: body}, nil
	case TypeNonce:
		return &Nonce{Data: body}, nil
	case TypeNotification:
		return parseNotification(body)
	case TypeDelete:
		return parseDelete(body)
	case TypeVendorID:
		return &VendorID{Data: body}, nil
	case TypeAttributes:
		return parseConfig(body)
	case TypeNATDiscovery, TypeNATDiscoveryDraft, TypeNATDiscovery07:
		return &NATDiscovery{Number: t, Hash: body}, nil
	case TypeNATOriginalAddr, TypeNATOriginalAddDraft, TypeNATOriginalAddr07:
		return parseNATOriginalAddress(body, t)
	case TypeFragment:
		return parseFragment(body)
	}
	return &Unknown{PayloadType: t, Data: body}, nil
}

// MarshalPayloads returns the type of the first payload and the chain of all.
// It panics if a payload has more than 65535 bytes.
func MarshalPayloads(payloads []Payload) (first PayloadType, body []byte) {
	b := cryptobyte.NewBuilder(nil)
	first = NoPayload
	if len(payloads) > 0 {
		first = payloads[0].Type()
	}
	for i, p := range payloads {
		next := NoPayload
		if i+1 < len(payloads) {
			next = payloads[i+1].Type()
		}
		addGeneric(b, next, p.marshal)
	}
	return first, b.BytesOrPanic()
}

// addGeneric writes a payload behind its generic header.
func addGeneric(b *cryptobyte.Builder, next PayloadType, body func(*cryptobyte.Builder)) {
	inner := cryptobyte.NewBuilder(nil)
	body(inner)
	bytes := inner.BytesOrPanic()
	if len(bytes) > 65535-genericHeaderLen {
		panic("isakmp: payload of " + strconv.Itoa(len(bytes)) + " bytes")
	}
	b.AddUint8(uint8(next))
	b.AddUint8(0)
	b.AddUint16(uint16(genericHeaderLen + len(bytes)))
	b.AddBytes(bytes)
}

// Body returns a payload without its generic header: for a parsed one the
// bytes that the peer sent, which SAi_b and IDii_b of RFC 2409 are, for one
// made here those that are sent.
func Body(p Payload) []byte {
	if r, ok := p.(interface{ received() []byte }); ok && r.received() != nil {
		return r.received()
	}
	b := cryptobyte.NewBuilder(nil)
	p.marshal(b)
	return b.BytesOrPanic()
}

// raw keeps the body of a structured payload as it was received.
type raw struct{ body []byte }

func (r *raw) received() []byte { return r.body }

// AfterFirst returns what follows the first payload of a chain that
// [ParsePayloads] has read: what HASH(1) and HASH(2) cover. The chain must be
// without padding.
func AfterFirst(chain []byte) []byte {
	if len(chain) < genericHeaderLen {
		return nil
	}
	return chain[min(len(chain), int(binary.BigEndian.Uint16(chain[2:]))):]
}

// First returns the first payload of type T, as in
// isakmp.First[*isakmp.SA](m.Payloads), or nil if there is none.
func First[T Payload](payloads []Payload) T {
	for _, p := range payloads {
		if t, ok := p.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// All returns the payloads of type T in their order.
func All[T Payload](payloads []Payload) []T {
	var all []T
	for _, p := range payloads {
		if t, ok := p.(T); ok {
			all = append(all, t)
		}
	}
	return all
}
