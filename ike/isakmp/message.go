package isakmp

import "golang.org/x/crypto/cryptobyte"

// Message is one ISAKMP message: the payloads of a clear one, or the cipher
// text of an encrypted one.
type Message struct {
	Header
	Payloads   []Payload // of a clear message
	CipherText []byte    // of an encrypted message, not decrypted
}

// Parse reads a datagram. The payloads of a clear message must fill it to its
// last byte. What it returns shares memory with the datagram.
func Parse(datagram []byte) (*Message, error) {
	h, err := ParseHeader(datagram)
	if err != nil {
		return nil, err
	}
	m := &Message{Header: h}
	body := datagram[HeaderLen:]
	if h.Flags&Encryption != 0 {
		m.CipherText = body
		return m, nil
	}
	m.Payloads, _, err = ParsePayloads(h.NextPayload, body, false)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Marshal returns a clear message. Version, NextPayload and Length of the
// header are filled in.
func Marshal(h Header, payloads []Payload) []byte {
	first, body := MarshalPayloads(payloads)
	return Assemble(h, first, body)
}

// MarshalEncrypted returns an encrypted message around a cipher text whose
// first payload is of that type. Version, NextPayload, Length and the
// encryption flag of the header are filled in.
func MarshalEncrypted(h Header, first PayloadType, cipherText []byte) []byte {
	h.Flags |= Encryption
	return Assemble(h, first, cipherText)
}

// Assemble puts a header before a body that begins with a payload of that
// type. Version, NextPayload and Length of the header are filled in.
func Assemble(h Header, first PayloadType, body []byte) []byte {
	h.Version = Version
	h.NextPayload = first
	h.Length = uint32(HeaderLen + len(body))
	b := cryptobyte.NewBuilder(make([]byte, 0, h.Length))
	h.marshal(b)
	b.AddBytes(body)
	return b.BytesOrPanic()
}
