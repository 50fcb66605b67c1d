package isakmp

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Attribute is a data attribute, RFC 2408, Section 3.3. What Type means
// depends on the phase: [AttrEncryption] and on, [IPsecLifeType] and on.
type Attribute struct {
	Type  uint16 // without the attribute format bit
	Basic bool   // type/value form: Value has 2 bytes
	Value []byte
}

const attributeFormat = 0x8000 // the AF bit, RFC 2408, Section 3.3

// BasicAttribute has its 16-bit value in the type/value form.
func BasicAttribute(t, v uint16) Attribute {
	return Attribute{Type: t, Basic: true, Value: binary.BigEndian.AppendUint16(nil, v)}
}

// DurationAttribute is a life duration the way IOS sends it: basic if it fits
// in 16 bits, else a variable one of 4 bytes.
func DurationAttribute(t uint16, v uint32) Attribute {
	if v <= 0xffff {
		return BasicAttribute(t, uint16(v))
	}
	return Attribute{Type: t, Value: binary.BigEndian.AppendUint32(nil, v)}
}

// Uint is the value as an unsigned number. It is false for a value of no or
// more than 8 bytes.
func (a Attribute) Uint() (v uint64, ok bool) {
	if len(a.Value) == 0 || len(a.Value) > 8 {
		return 0, false
	}
	for _, b := range a.Value {
		v = v<<8 | uint64(b)
	}
	return v, true
}

func parseAttributes(s cryptobyte.String) ([]Attribute, error) {
	var all []Attribute
	for !s.Empty() {
		if len(all) == MaxAttributes {
			return nil, fmt.Errorf("more than %d attributes", MaxAttributes)
		}
		var t, length uint16
		if !s.ReadUint16(&t) {
			return nil, fmt.Errorf("attribute: %w", ErrTruncated)
		}
		a := Attribute{Type: t &^ attributeFormat, Basic: t&attributeFormat != 0}
		if a.Basic {
			length = 2
		} else if !s.ReadUint16(&length) {
			return nil, fmt.Errorf("attribute %d: %w", a.Type, ErrTruncated)
		}
		if !s.ReadBytes(&a.Value, int(length)) {
			return nil, fmt.Errorf("attribute %d of %d bytes: %w", a.Type, length, ErrTruncated)
		}
		all = append(all, a)
	}
	return all, nil
}

func (a *Attribute) marshal(b *cryptobyte.Builder) {
	if a.Basic {
		b.AddUint16(a.Type | attributeFormat)
		b.AddBytes(a.Value)
		return
	}
	b.AddUint16(a.Type)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(a.Value) })
}
