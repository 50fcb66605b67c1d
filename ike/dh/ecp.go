package dh

import (
	"crypto/ecdh"
	"io"

	"mainmode/ike/dh/p521"
)

// ecpGroup is a NIST curve, RFC 5903. A public value is the X and then the Y
// coordinate, the shared secret the X coordinate: RFC 5903, Section 7.
type ecpGroup struct {
	bits int // of the field and of the order
	// newKey takes a private value, or refuses one that is out of range.
	newKey func(private []byte) (privateKey, error)
}

var ecpGroups = map[Group]*ecpGroup{
	19: {256, standardCurve(ecdh.P256())},
	20: {384, standardCurve(ecdh.P384())},
	21: {521, newP521Key},
}

func (e *ecpGroup) coordinateLen() int { return (e.bits + 7) / 8 }

// tries at a private value below the order of the curve: of the three curves
// P-256 misses the most, once in 2^32.
const tries = 8

// generate takes bytes of rand until they are a private value.
func (e *ecpGroup) generate(rand io.Reader) (privateKey, error) {
	b := make([]byte, e.coordinateLen())
	defer clear(b)
	var err error
	for range tries {
		if _, err = io.ReadFull(rand, b); err != nil {
			return nil, err
		}
		b[0] &= 0xff >> (8*len(b) - e.bits)
		var key privateKey
		if key, err = e.newKey(b); err == nil {
			return key, nil
		}
	}
	return nil, err
}

// ecdhKey is one of the standard library's.
type ecdhKey struct{ key *ecdh.PrivateKey }

func standardCurve(curve ecdh.Curve) func([]byte) (privateKey, error) {
	return func(private []byte) (privateKey, error) {
		key, err := curve.NewPrivateKey(private)
		if err != nil {
			return nil, err
		}
		return &ecdhKey{key}, nil
	}
}

// uncompressed is the first byte of a point in SEC 1 form, which the KE
// payload leaves out.
const uncompressed = 4

func (k *ecdhKey) public() []byte { return k.key.PublicKey().Bytes()[1:] }

func (k *ecdhKey) shared(peer []byte) ([]byte, error) {
	public, err := k.key.Curve().NewPublicKey(append([]byte{uncompressed}, peer...))
	if err != nil {
		return nil, errPublic
	}
	return k.key.ECDH(public)
}

func (k *ecdhKey) wipe() { k.key = nil }

// p521Key is one of our own arithmetic, which takes a fifth of the standard
// library's time.
type p521Key struct{ key *p521.PrivateKey }

func newP521Key(private []byte) (privateKey, error) {
	key, err := p521.NewPrivateKey(private)
	if err != nil {
		return nil, err
	}
	return p521Key{key}, nil
}

func (k p521Key) public() []byte { return k.key.Public() }

func (k p521Key) shared(peer []byte) ([]byte, error) {
	s, err := k.key.ECDH(peer)
	if err != nil {
		return nil, errPublic
	}
	return s, nil
}

func (k p521Key) wipe() { k.key.Wipe() }
