package esp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"hash"

	"mainmode/datapath"
)

// blockMode is what the CBC modes of crypto/cipher are: the IV can be set
// again without making a new one.
type blockMode interface {
	cipher.BlockMode
	SetIV([]byte)
}

// suite is the algorithms of one direction, keyed. What a transform lacks is
// nil.
type suite struct {
	transform datapath.Transform
	headLen   int // ESP header and IV
	block     int
	icvLen    int

	aead  cipher.AEAD
	nonce [12]byte // salt, then the packet's IV, RFC 4106, Section 4
	cbc   blockMode
	mac   hash.Hash
	sum   [sha512.Size]byte

	esn  bool     // sequence numbers have 64 bits, RFC 4303, Section 2.2.1
	high [4]byte  // with esn: the upper half of the packet's, which the ICV covers
	aad  [12]byte // with esn: what AES-GCM covers beside the payload, RFC 4106, Section 5
}

func newSuite(t datapath.Transform, encKey, authKey []byte, esn, encrypt bool) (suite, error) {
	s := suite{transform: t, esn: esn}
	if err := check(t, encKey, authKey); err != nil {
		return s, err
	}
	s.headLen, s.block, s.icvLen = headerLen+t.IVLen(), t.BlockSize(), t.ICVLen()

	var block cipher.Block
	var err error
	switch t.Cipher {
	case datapath.DES:
		block, err = des.NewCipher(encKey)
	case datapath.TripleDES:
		block, err = des.NewTripleDESCipher(encKey)
	case datapath.AESCBC:
		block, err = aes.NewCipher(encKey)
	case datapath.AESGCM:
		keyLen := len(encKey) - 4
		if block, err = aes.NewCipher(encKey[:keyLen]); err == nil {
			s.aead, err = cipher.NewGCM(block)
		}
		copy(s.nonce[:], encKey[keyLen:])
	}
	if err != nil {
		return s, fmt.Errorf("esp: %s: %w", t, err)
	}
	if block != nil && s.aead == nil {
		mode := cipher.NewCBCDecrypter
		if encrypt {
			mode = cipher.NewCBCEncrypter
		}
		s.cbc = mode(block, make([]byte, block.BlockSize())).(blockMode)
	}

	switch t.Integrity {
	case datapath.HMACMD5:
		s.mac = hmac.New(md5.New, authKey)
	case datapath.HMACSHA1:
		s.mac = hmac.New(sha1.New, authKey)
	case datapath.HMACSHA256:
		s.mac = hmac.New(sha256.New, authKey)
	case datapath.HMACSHA384:
		s.mac = hmac.New(sha512.New384, authKey)
	case datapath.HMACSHA512:
		s.mac = hmac.New(sha512.New, authKey)
	}
	return s, nil
}

// check refuses transforms that protect nothing or make no sense, and keys of
// the wrong length.
func check(t datapath.Transform, encKey, authKey []byte) error {
	if t.Cipher > datapath.AESGCM || t.Integrity > datapath.HMACSHA512 {
		return fmt.Errorf("esp: transform %d/%d is unknown", t.Cipher, t.Integrity)
	}
	aesKey := t.Cipher == datapath.AESCBC || t.Cipher == datapath.AESGCM
	if aesKey && t.KeyBits != 128 && t.KeyBits != 192 && t.KeyBits != 256 {
		return fmt.Errorf("esp: AES has no keys of %d bits", t.KeyBits)
	}
	// RFC 4301, Section 4.2: both services cannot be NULL at once. A combined
	// mode algorithm takes no second ICV, RFC 4303, Section 3.3.2.2.
	if t.Cipher == datapath.Null && t.Integrity == datapath.NoIntegrity {
		return fmt.Errorf("esp: %s without integrity protects nothing", t)
	}
	if t.Cipher == datapath.AESGCM && t.Integrity != datapath.NoIntegrity {
		return fmt.Errorf("esp: %s: AES-GCM has its own integrity", t)
	}
	if len(encKey) != t.EncKeyLen() {
		return fmt.Errorf("esp: %s: encryption key has %d bytes, not %d", t, len(encKey), t.EncKeyLen())
	}
	if len(authKey) != t.AuthKeyLen() {
		return fmt.Errorf("esp: %s: integrity key has %d bytes, not %d", t, len(authKey), t.AuthKeyLen())
	}
	return nil
}

// extend notes the sequence number of the packet at hand.
func (s *suite) extend(sequence uint64) {
	if s.esn {
		binary.BigEndian.PutUint32(s.high[:], uint32(sequence>>32))
	}
}

// covered is what AES-GCM covers beside the payload of a packet: the SPI and the
// whole sequence number.
func (s *suite) covered(packet []byte) []byte {
	if !s.esn {
		return packet[:headerLen]
	}
	copy(s.aad[:4], packet)
	copy(s.aad[4:], s.high[:])
	copy(s.aad[8:], packet[4:headerLen])
	return s.aad[:]
}

// digest of what the ICV covers: everything before it, and the half of the
// sequence number that is not there. It is valid until the next call.
func (s *suite) digest(covered []byte) []byte {
	s.mac.Reset()
	s.mac.Write(covered)
	if s.esn {
		s.mac.Write(s.high[:])
	}
	return s.mac.Sum(s.sum[:0])
}

// verify compares the first icvLen bytes of the digest in constant time.
func (s *suite) verify(packet []byte, icvLen int) bool {
	end := len(packet) - icvLen
	return subtle.ConstantTimeCompare(s.digest(packet[:end])[:icvLen], packet[end:]) == 1
}

// wipe forgets the keys. The key schedules are the standard library's: they
// can be dropped, not overwritten.
func (s *suite) wipe() {
	s.aead, s.cbc, s.mac = nil, nil, nil
	clear(s.nonce[:])
	clear(s.sum[:])
}
