package isakmp

import "golang.org/x/crypto/cryptobyte"

// KeyExchange carries a Diffie-Hellman public value, RFC 2408, Section 3.7.
type KeyExchange struct{ Data []byte }

// Nonce is random data of 8 to 256 bytes, RFC 2409, Section 5.
type Nonce struct{ Data []byte }

// Hash is HASH_I, HASH_R or HASH(1) to HASH(3), RFC 2408, Section 3.11.
type Hash struct{ Data []byte }

// Signature is SIG_I or SIG_R, RFC 2408, Section 3.12.
type Signature struct{ Data []byte }

// Unknown is a payload that this package does not read.
type Unknown struct {
	PayloadType PayloadType
	Data        []byte
}

func (*KeyExchange) Type() PayloadType { return TypeKeyExchange }
func (*Nonce) Type() PayloadType       { return TypeNonce }
func (*Hash) Type() PayloadType        { return TypeHash }
func (*Signature) Type() PayloadType   { return TypeSignature }
func (p *Unknown) Type() PayloadType   { return p.PayloadType }

func (p *KeyExchange) marshal(b *cryptobyte.Builder) { b.AddBytes(p.Data) }
func (p *Nonce) marshal(b *cryptobyte.Builder)       { b.AddBytes(p.Data) }
func (p *Hash) marshal(b *cryptobyte.Builder)        { b.AddBytes(p.Data) }
func (p *Signature) marshal(b *cryptobyte.Builder)   { b.AddBytes(p.Data) }
func (p *Unknown) marshal(b *cryptobyte.Builder)     { b.AddBytes(p.Data) }
