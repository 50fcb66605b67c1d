package isakmp

import "fmt"

// KeyIKE is the only transform of protocol ISAKMP, RFC 2407, Section 4.4.2.
const KeyIKE = 1

// Attribute classes of phase 1, RFC 2409, Appendix A.
const (
	AttrEncryption   = 1
	AttrHash         = 2
	AttrAuth         = 3
	AttrGroup        = 4
	AttrGroupType    = 5
	AttrLifeType     = 11
	AttrLifeDuration = 12
	AttrPRF          = 13
	AttrKeyLength    = 14
)

// LifeType says what a life duration counts. The numbers are the same in both
// phases: RFC 2409, Appendix A, and RFC 2407, Section 4.5.
type LifeType uint16

const (
	LifeSeconds   LifeType = 1
	LifeKilobytes LifeType = 2
)

// String is how IOS prints it: "seconds".
func (t LifeType) String() string {
	switch t {
	case LifeSeconds:
		return "seconds"
	case LifeKilobytes:
		return "kilobytes"
	}
	return fmt.Sprint(uint16(t))
}

// Phase1 is what the attributes of a KEY_IKE transform say.
type Phase1 struct {
	Encryption EncryptionAlgorithm
	KeyBits    int // 0: not sent
	Hash       HashAlgorithm
	Auth       AuthMethod
	Group      uint16
	Seconds    uint64 // lifetime, 0: not sent
	Kilobytes  uint64 // lifetime, 0: not sent
}

// Attributes in the order and the shape in which IOS sends them: encryption,
// key length, hash, group, authentication, life type, life duration.
func (p Phase1) Attributes() []Attribute {
	as := []Attribute{BasicAttribute(AttrEncryption, uint16(p.Encryption))}
	if p.KeyBits != 0 {
		as = append(as, BasicAttribute(AttrKeyLength, uint16(p.KeyBits)))
	}
	as = append(as,
		BasicAttribute(AttrHash, uint16(p.Hash)),
		BasicAttribute(AttrGroup, p.Group),
		BasicAttribute(AttrAuth, uint16(p.Auth)))
	as = appendLife(as, AttrLifeType, AttrLifeDuration, LifeSeconds, p.Seconds)
	return appendLife(as, AttrLifeType, AttrLifeDuration, LifeKilobytes, p.Kilobytes)
}

func appendLife(as []Attribute, lifeType, lifeDuration uint16, what LifeType, v uint64) []Attribute {
	if v == 0 {
		return as
	}
	return append(as, BasicAttribute(lifeType, uint16(what)),
		DurationAttribute(lifeDuration, uint32(min(v, 1<<32-1))))
}

// ParsePhase1 reads the attributes of a KEY_IKE transform. An attribute that
// occurs twice, has no number for a value, or that it does not know, makes the
// transform unacceptable: RFC 2409 lets nobody ignore one.
func ParsePhase1(t *Transform) (Phase1, error) {
	var p Phase1
	r := attributeReader{}
	for _, a := range t.Attributes {
		v := r.value(a, a.Type == AttrLifeType || a.Type == AttrLifeDuration)
		switch a.Type {
		case AttrEncryption:
			p.Encryption = EncryptionAlgorithm(r.uint16(a, v))
		case AttrKeyLength:
			p.KeyBits = int(r.uint16(a, v))
		case AttrHash:
			p.Hash = HashAlgorithm(r.uint16(a, v))
		case AttrAuth:
			p.Auth = AuthMethod(r.uint16(a, v))
		case AttrGroup:
			p.Group = r.uint16(a, v)
		case AttrLifeType:
			r.lifeType(v)
		case AttrLifeDuration:
			r.lifeDuration(v, &p.Seconds, &p.Kilobytes)
		default:
			r.fail("attribute %d is not known", a.Type)
		}
	}
	return p, r.finish()
}

// attributeReader reads the attributes of one transform and keeps the first
// thing that is wrong with them.
type attributeReader struct {
	seen uint64 // bit set of the attribute types met
	life LifeType
	err  error
}

func (r *attributeReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("isakmp: "+format, args...)
	}
}

// value of an attribute that may occur once, unless repeats says otherwise.
func (r *attributeReader) value(a Attribute, repeats bool) uint64 {
	v, ok := a.Uint()
	if !ok {
		r.fail("attribute %d of %d bytes is no number", a.Type, len(a.Value))
	}
	if a.Type < 64 {
		if r.seen&(1<<a.Type) != 0 && !repeats {
			r.fail("attribute %d occurs twice", a.Type)
		}
		r.seen |= 1 << a.Type
	}
	return v
}

func (r *attributeReader) uint16(a Attribute, v uint64) uint16 {
	if v > 0xffff {
		r.fail("attribute %d is %d", a.Type, v)
	}
	return uint16(v)
}

// lifeType must be followed by its duration, RFC 2407, Section 4.5.
func (r *attributeReader) lifeType(v uint64) {
	if r.life != 0 {
		r.fail("life type without duration")
	}
	if v != uint64(LifeSeconds) && v != uint64(LifeKilobytes) {
		r.fail("life type %d is not known", v)
	}
	r.life = LifeType(v)
}

func (r *attributeReader) lifeDuration(v uint64, seconds, kilobytes *uint64) {
	to := seconds
	switch r.life {
	case 0:
		r.fail("life duration without type")
	case LifeKilobytes:
		to = kilobytes
	}
	if *to != 0 || v == 0 {
		r.fail("life duration of %d %v", v, r.life)
	}
	*to = v
	r.life = 0
}

func (r *attributeReader) finish() error {
	if r.life != 0 {
		r.fail("life type without duration")
	}
	return r.err
}
