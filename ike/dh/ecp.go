package dh

import (
	"crypto/ecdh"
	"io"
)

// ecpGroup is a NIST curve, RFC 5903. A public value is the X and then the Y
// coordinate, the shared secret the X coordinate: RFC 5903, Section 7.
type ecpGroup struct {
	curve ecdh.Curve
	bits  int // of the field and of the order
}

var ecpGroups = map[Group]*ecpGroup{
	19: {ecdh.P256(), 256},
	20: {ecdh.P384(), 384},
	21: {ecdh.P521(), 521},
}

func (e *ecpGroup) coordinateLen() int { return (e.bits + 7) / 8 }

type ecpKey struct {
	group *ecpGroup
	key   *ecdh.PrivateKey
}

// uncompressed is the first byte of a point in SEC 1 form, which the KE
// payload leaves out.
const uncompressed = 4

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
		var key *ecdh.PrivateKey
		if key, err = e.curve.NewPrivateKey(b); err == nil {
			return &ecpKey{e, key}, nil
		}
	}
	return nil, err
}

func (k *ecpKey) public() []byte { return k.key.PublicKey().Bytes()[1:] }

func (k *ecpKey) shared(peer []byte) ([]byte, error) {
	point := append([]byte{uncompressed}, peer...)
	public, err := k.group.curve.NewPublicKey(point)
	if err != nil {
		return nil, errPublic
	}
	return k.key.ECDH(public)
}

func (k *ecpKey) wipe() { k.key = nil }
