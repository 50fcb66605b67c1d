// Package p521 is ECDH over the NIST curve P-521, Oakley group 21 of RFC 5903,
// at several times the speed of crypto/ecdh, which is its reference: it takes
// and refuses the same keys and points, and gives the same results.
//
// What it does with a private key takes a time, and reads memory, that does
// not depend on the key.
package p521

import (
	"crypto/ecdh"
	"errors"
)

// PrivateKey may be used from several goroutines, but not along with Wipe.
type PrivateKey struct {
	k      scalar // up to its sign, which the x coordinate does not need
	public [2 * coordinateLen]byte
}

// NewPrivateKey takes the 66 big-endian bytes of a number from 1 to the order
// of the curve less 1.
func NewPrivateKey(b []byte) (*PrivateKey, error) {
	if len(b) != coordinateLen {
		return nil, errors.New("p521: private key of a wrong length")
	}
	key := new(PrivateKey)
	negative, ok := key.k.setBytes((*[coordinateLen]byte)(b))
	if !ok {
		return nil, errors.New("p521: private key out of range")
	}
	var p point
	p.mulBase(&key.k)
	p.negate(negative)
	x, y := p.affine()
	copy(key.public[copy(key.public[:], x[:]):], y[:])
	return key, nil
}

// Public is the public key: its x and its y coordinate, 66 bytes each.
func (key *PrivateKey) Public() []byte { return append([]byte(nil), key.public[:]...) }

// ECDH is the secret shared with the owner of a public key, which is given as
// Public gives it: an x coordinate. It is an error if the public key is not a
// point of the curve, or a coordinate not below the field's prime.
func (key *PrivateKey) ECDH(public []byte) ([]byte, error) {
	// The standard library says what is a point. Infinity has no such form.
	if _, err := ecdh.P521().NewPublicKey(append([]byte{4}, public...)); err != nil {
		return nil, err
	}
	p := point{z: element{1}}
	p.x.setBytes((*[coordinateLen]byte)(public))
	p.y.setBytes((*[coordinateLen]byte)(public[coordinateLen:]))
	var s point
	s.mul(&key.k, &p)
	x, _ := s.affine()
	return x[:], nil
}

// Wipe forgets the private key, which must not be used any more.
func (key *PrivateKey) Wipe() { clear(key.k[:]) }

// affine are the coordinates of a point that is not infinity.
func (p *point) affine() (x, y [coordinateLen]byte) {
	var inverse, v element
	inverse.invert(&p.z)
	v.mul(&p.x, &inverse)
	x = v.bytes()
	v.mul(&p.y, &inverse)
	return x, v.bytes()
}
