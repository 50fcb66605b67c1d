package esp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"math"

	"mainmode/datapath"
)

// A Sealer makes the packets of an outbound SA.
type Sealer struct {
	suite
	spi      uint32
	sequence uint64 // of the last packet
	last     uint64 // that there is

	// The IV of CBC must be unpredictable: it is a counter encrypted under a
	// key that nothing else uses, NIST SP 800-38A, Appendix C.
	ivCipher cipher.Block
	ivBlock  [aes.BlockSize]byte
}

// NewSealer returns the sending half of an SA. The key lengths are those of
// the transform. With esn sequence numbers have 64 bits.
func NewSealer(spi uint32, t datapath.Transform, encKey, authKey []byte, esn bool) (*Sealer, error) {
	base, err := newSuite(t, encKey, authKey, esn, true)
	if err != nil {
		return nil, err
	}
	s := &Sealer{suite: base, spi: spi, last: math.MaxUint32}
	if esn {
		s.last = math.MaxUint64
	}
	if s.cbc != nil {
		var key [16]byte
		rand.Read(key[:])
		defer clear(key[:])
		if s.ivCipher, err = aes.NewCipher(key[:]); err != nil {
			return nil, fmt.Errorf("esp: %w", err)
		}
	}
	return s, nil
}

// Sequence number of the last packet, 0 before the first.
func (s *Sealer) Sequence() uint64 { return s.sequence }

// Head is where the payload lies in the packet: the bytes of ESP header and IV.
func (s *Sealer) Head() int { return s.headLen }

// Size of the packet that protects a payload of n bytes.
func (s *Sealer) Size(n int) int {
	return s.headLen + n + s.padding(n) + trailerLen + s.icvLen
}

// MaxPayload is the largest payload whose packet has at most n bytes, and
// negative if there is none.
func MaxPayload(t datapath.Transform, n int) int {
	room := n - headerLen - t.IVLen() - t.ICVLen()
	return room - room%t.BlockSize() - trailerLen
}

// Seal writes the ESP packet that protects payload to dst and returns its
// length, which is Size(len(payload)). The payload may lie in dst, best at
// dst[Head():], where it is not moved. Sequence numbers never wrap: after
// 2^32-1 packets, or 2^64-1, every call fails with ErrSequence, RFC 4303,
// Section 3.3.3.
func (s *Sealer) Seal(dst, payload []byte, next uint8) (int, error) {
	size := s.Size(len(payload))
	if size > len(dst) {
		return 0, ErrBuffer
	}
	if s.sequence == s.last {
		return 0, ErrSequence
	}
	s.sequence++
	s.extend(s.sequence)

	end := size - s.icvLen
	copy(dst[s.headLen:], payload)
	s.trailer(dst[s.headLen+len(payload):end], next)
	binary.BigEndian.PutUint32(dst, s.spi)
	binary.BigEndian.PutUint32(dst[4:], uint32(s.sequence))
	iv, body := dst[headerLen:s.headLen], dst[s.headLen:end]

	if s.aead != nil {
		// Unique for the key is enough, RFC 4106, Section 3.1.
		binary.BigEndian.PutUint64(iv, s.sequence)
		copy(s.nonce[4:], iv)
		s.aead.Seal(body[:0], s.nonce[:], body, s.covered(dst))
		return size, nil
	}
	if s.cbc != nil {
		s.nextIV(iv)
		s.cbc.SetIV(iv)
		s.cbc.CryptBlocks(body, body)
	}
	if s.mac != nil {
		copy(dst[end:size], s.digest(dst[:end]))
	}
	return size, nil
}

func (s *Sealer) padding(n int) int {
	return (s.block - (n+trailerLen)%s.block) % s.block
}

// trailer fills b with the padding 1, 2, 3, ... of RFC 4303, Section 2.4, and
// the two bytes behind it.
func (s *Sealer) trailer(b []byte, next uint8) {
	pad := len(b) - trailerLen
	for i := range pad {
		b[i] = byte(i + 1)
	}
	b[pad], b[pad+1] = byte(pad), next
}

func (s *Sealer) nextIV(iv []byte) {
	clear(s.ivBlock[:])
	binary.BigEndian.PutUint64(s.ivBlock[:], s.sequence)
	s.ivCipher.Encrypt(s.ivBlock[:], s.ivBlock[:])
	copy(iv, s.ivBlock[:])
}

// Wipe forgets the keys: Seal must not be called any more.
func (s *Sealer) Wipe() {
	s.suite.wipe()
	s.ivCipher = nil
}
