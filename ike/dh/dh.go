// Package dh implements the Oakley groups that IKEv1 negotiates: MODP of
// RFC 2409, Section 6, RFC 3526 and RFC 5114, and ECP of RFC 5903.
package dh

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Group is an Oakley group number, as on the wire and in "group 14".
// 0 is no group.
type Group uint16

// Supported reports whether this package has the group.
func Supported(g Group) bool { return modpGroups[g] != nil || ecpGroups[g] != nil }

// Bits is the size of the modulus or of the curve's field, 0 for a group that
// is not supported.
func (g Group) Bits() int {
	if m := modpGroups[g]; m != nil {
		return m.p.BitLen()
	}
	if e := ecpGroups[g]; e != nil {
		return e.bits
	}
	return 0
}

// PublicLen is the number of bytes of a public value, the body of a KE
// payload.
func (g Group) PublicLen() int {
	if e := ecpGroups[g]; e != nil {
		return 2 * e.coordinateLen()
	}
	return g.Bits() / 8
}

// SharedLen is the number of bytes of a shared secret.
func (g Group) SharedLen() int {
	if e := ecpGroups[g]; e != nil {
		return e.coordinateLen()
	}
	return g.Bits() / 8
}

// String is how IOS shows the group: "#14 (2048 bit)".
func (g Group) String() string {
	s := "#" + strconv.Itoa(int(g))
	if bits := g.Bits(); bits != 0 {
		s += " (" + strconv.Itoa(bits) + " bit)"
	}
	return s
}

// errPublic says that a peer's public value is out of range, not on the curve,
// or would make a shared secret that anybody can guess.
var errPublic = errors.New("public value not acceptable")

// Private is one end's part of a key agreement. Its methods may be used from
// several goroutines, but not along with Wipe.
type Private struct {
	group Group
	key   privateKey
}

type privateKey interface {
	public() []byte
	shared(peer []byte) ([]byte, error)
	wipe()
}

// Generate makes a private value from the bytes of rand: the same bytes give
// the same value.
func Generate(rand io.Reader, g Group) (*Private, error) {
	var key privateKey
	var err error
	if m := modpGroups[g]; m != nil {
		key, err = m.generate(rand)
	} else if e := ecpGroups[g]; e != nil {
		key, err = e.generate(rand)
	} else {
		return nil, fmt.Errorf("dh: group %d not supported", uint16(g))
	}
	if err != nil {
		return nil, fmt.Errorf("dh: group %d: %w", uint16(g), err)
	}
	return &Private{g, key}, nil
}

// Group of the private value.
func (p *Private) Group() Group { return p.group }

// Public is the public value to send: PublicLen bytes.
func (p *Private) Public() []byte { return p.key.public() }

// Shared is the secret shared with the owner of a public value: SharedLen
// bytes. It refuses values from which no secret can come.
func (p *Private) Shared(peer []byte) ([]byte, error) {
	if len(peer) != p.group.PublicLen() {
		return nil, fmt.Errorf("dh: group %d: public value of %d bytes, want %d",
			uint16(p.group), len(peer), p.group.PublicLen())
	}
	s, err := p.key.shared(peer)
	if err != nil {
		return nil, fmt.Errorf("dh: group %d: %w", uint16(p.group), err)
	}
	return s, nil
}

// Wipe forgets the private value, which must not be used any more.
func (p *Private) Wipe() { p.key.wipe() }
