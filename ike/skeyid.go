package ike

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	_ "crypto/md5"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// hashFunction is the function behind a negotiated hash, 0 for one that we do
// not have.
func hashFunction(a isakmp.HashAlgorithm) crypto.Hash {
	switch a {
	case isakmp.MD5:
		return crypto.MD5
	case isakmp.SHA:
		return crypto.SHA1
	case isakmp.SHA2_256:
		return crypto.SHA256
	case isakmp.SHA2_384:
		return crypto.SHA384
	case isakmp.SHA2_512:
		return crypto.SHA512
	}
	return 0
}

// prf is the HMAC version of the negotiated hash, RFC 2409, Section 4, over
// the concatenation of its arguments.
func prf(h crypto.Hash, key []byte, args ...[]byte) []byte {
	m := hmac.New(h.New, key)
	for _, a := range args {
		m.Write(a)
	}
	return m.Sum(nil)
}

// expand returns n bytes of K1 | K2 | ... where K1 is prf(key, first) and each
// further one prf(key, previous, args...), as RFC 2409, Section 5.5 and
// Appendix B, stretch a key.
func expand(h crypto.Hash, key []byte, n int, first [][]byte, args ...[]byte) []byte {
	k := prf(h, key, first...)
	all := k
	for len(all) < n {
		k = prf(h, key, append([][]byte{k}, args...)...)
		all = append(all, k...)
	}
	clear(all[n:])
	return all[:n:n]
}

// skeyidPreShared is SKEYID for authentication with a pre-shared key, RFC 2409,
// Section 5: prf(pre-shared-key, Ni_b | Nr_b).
func skeyidPreShared(h crypto.Hash, secret Secret, ni, nr []byte) []byte {
	return prf(h, []byte(secret), ni, nr)
}

// skeyidSignature is SKEYID for authentication with signatures, RFC 2409,
// Section 5: prf(Ni_b | Nr_b, g^xy).
func skeyidSignature(h crypto.Hash, ni, nr, shared []byte) []byte {
	key := make([]byte, 0, len(ni)+len(nr))
	return prf(h, append(append(key, ni...), nr...), shared)
}

// phase1Exchange is what both ends have seen of a phase 1 exchange when its
// keys are due.
type phase1Exchange struct {
	Encryption                       isakmp.EncryptionAlgorithm
	KeyBits                          int // AES: 128, 192 or 256
	Hash                             isakmp.HashAlgorithm
	InitiatorCookie, ResponderCookie isakmp.Cookie
	InitiatorPublic, ResponderPublic []byte // the bodies of the KE payloads
	Shared                           []byte // g^xy, as long as the group's modulus
}

// keySchedule holds the keys of one phase 1 SA, RFC 2409, Section 5.
type keySchedule struct {
	hash             crypto.Hash
	skeyid           []byte
	skeyidD          []byte // for KEYMAT
	skeyidA          []byte // for the HASH of phase 2 and informational messages
	skeyidE          []byte
	ka               []byte // the cipher key, RFC 2409, Appendix B
	block            cipher.Block
	firstIV          []byte // of the first encrypted message of phase 1
	cookieI, cookieR isakmp.Cookie
	publicI, publicR []byte
}

// newKeySchedule derives the keys from SKEYID, which it takes over.
func newKeySchedule(x phase1Exchange, skeyid []byte) (*keySchedule, error) {
	h := hashFunction(x.Hash)
	if h == 0 {
		return nil, fmt.Errorf("ike: hash algorithm %v not supported", x.Hash)
	}
	ci, cr := x.InitiatorCookie[:], x.ResponderCookie[:]
	k := &keySchedule{
		hash: h, skeyid: skeyid,
		cookieI: x.InitiatorCookie, cookieR: x.ResponderCookie,
		publicI: x.InitiatorPublic, publicR: x.ResponderPublic,
	}
	k.skeyidD = prf(h, skeyid, x.Shared, ci, cr, []byte{0})
	k.skeyidA = prf(h, skeyid, k.skeyidD, x.Shared, ci, cr, []byte{1})
	k.skeyidE = prf(h, skeyid, k.skeyidA, x.Shared, ci, cr, []byte{2})
	if err := k.newCipher(x.Encryption, x.KeyBits); err != nil {
		k.wipe()
		return nil, err
	}
	w := h.New()
	w.Write(x.InitiatorPublic)
	w.Write(x.ResponderPublic)
	k.firstIV = w.Sum(nil)[:k.block.BlockSize()]
	return k, nil
}

// newCipher derives the cipher key, RFC 2409, Appendix B. Weak DES keys are
// used as they come, as every peer does: they occur once in 2^52.
func (k *keySchedule) newCipher(a isakmp.EncryptionAlgorithm, keyBits int) error {
	n, newBlock := 0, des.NewCipher
	switch {
	case a == isakmp.DES_CBC:
		n = 8
	case a == isakmp.TripleDES_CBC:
		n, newBlock = 24, des.NewTripleDESCipher
	case a == isakmp.AES_CBC && (keyBits == 128 || keyBits == 192 || keyBits == 256):
		n, newBlock = keyBits/8, aes.NewCipher
	default:
		return fmt.Errorf("ike: encryption algorithm %v with %d bits not supported", a, keyBits)
	}
	if n <= len(k.skeyidE) {
		k.ka = append([]byte(nil), k.skeyidE[:n]...)
	} else {
		k.ka = expand(k.hash, k.skeyidE, n, [][]byte{{0}})
	}
	var err error
	k.block, err = newBlock(k.ka)
	return err
}

// hashI is HASH_I, RFC 2409, Section 5. saiB and idiiB are payload bodies as
// they were on the wire.
func (k *keySchedule) hashI(saiB, idiiB []byte) []byte {
	return prf(k.hash, k.skeyid, k.publicI, k.publicR, k.cookieI[:], k.cookieR[:], saiB, idiiB)
}

// hashR is HASH_R, RFC 2409, Section 5.
func (k *keySchedule) hashR(saiB, idirB []byte) []byte {
	return prf(k.hash, k.skeyid, k.publicR, k.publicI, k.cookieR[:], k.cookieI[:], saiB, idirB)
}

// hash1 is HASH(1) of quick mode, RFC 2409, Section 5.5, and of informational
// messages, Section 5.7. rest is what follows the HASH payload, without
// padding.
func (k *keySchedule) hash1(messageID uint32, rest []byte) []byte {
	return prf(k.hash, k.skeyidA, binary.BigEndian.AppendUint32(nil, messageID), rest)
}

// hash2 is HASH(2) of quick mode, RFC 2409, Section 5.5.
func (k *keySchedule) hash2(messageID uint32, niB, rest []byte) []byte {
	return prf(k.hash, k.skeyidA, binary.BigEndian.AppendUint32(nil, messageID), niB, rest)
}

// hash3 is HASH(3) of quick mode, RFC 2409, Section 5.5.
func (k *keySchedule) hash3(messageID uint32, niB, nrB []byte) []byte {
	return prf(k.hash, k.skeyidA, binary.BigEndian.AppendUint32([]byte{0}, messageID), niB, nrB)
}

// equalHash compares a hash that the peer sent in constant time.
func equalHash(want, got []byte) bool { return subtle.ConstantTimeCompare(want, got) == 1 }

// exchangeIV is the IV of the first message of a phase 2 or informational
// exchange, RFC 2409, Appendix B: the hash of the last cipher text block of
// phase 1 and the message ID.
func (k *keySchedule) exchangeIV(lastPhase1Block []byte, messageID uint32) []byte {
	w := k.hash.New()
	w.Write(lastPhase1Block)
	w.Write(binary.BigEndian.AppendUint32(nil, messageID))
	return w.Sum(nil)[:k.block.BlockSize()]
}

// encrypt returns the cipher text of a message body, padded with zeros to a
// whole block, and the IV of the next message of the exchange: the last block.
func (k *keySchedule) encrypt(iv, plain []byte) (cipherText, nextIV []byte) {
	n := k.block.BlockSize()
	cipherText = make([]byte, (len(plain)+n-1)/n*n)
	copy(cipherText, plain)
	cipher.NewCBCEncrypter(k.block, iv).CryptBlocks(cipherText, cipherText)
	return cipherText, lastBlock(cipherText, n)
}

var errPartialBlock = errors.New("ike: cipher text is no number of whole blocks")

// decrypt returns the plain text of a message body with its padding, and the
// IV of the next message of the exchange.
func (k *keySchedule) decrypt(iv, cipherText []byte) (plain, nextIV []byte, err error) {
	n := k.block.BlockSize()
	if len(cipherText) == 0 || len(cipherText)%n != 0 {
		return nil, nil, errPartialBlock
	}
	plain = make([]byte, len(cipherText))
	cipher.NewCBCDecrypter(k.block, iv).CryptBlocks(plain, cipherText)
	return plain, lastBlock(cipherText, n), nil
}

func lastBlock(cipherText []byte, n int) []byte {
	return append([]byte(nil), cipherText[len(cipherText)-n:]...)
}

// espKeys are the keys of the SA whose receiver chose spi, RFC 2409,
// Section 5.5: the cipher key first, then that of the integrity algorithm.
// pfs is the shared secret of quick mode, nil without PFS.
func (k *keySchedule) espKeys(t datapath.Transform, spi uint32, pfs, niB, nrB []byte) (enc, auth []byte) {
	keymat := k.keymat(isakmp.ProtocolESP, spi, pfs, niB, nrB, t.EncKeyLen()+t.AuthKeyLen())
	return keymat[:t.EncKeyLen():t.EncKeyLen()], keymat[t.EncKeyLen():]
}

// keymat is n bytes of KEYMAT, RFC 2409, Section 5.5.
func (k *keySchedule) keymat(p isakmp.Protocol, spi uint32, pfs, niB, nrB []byte, n int) []byte {
	args := [][]byte{pfs, {byte(p)}, binary.BigEndian.AppendUint32(nil, spi), niB, nrB}
	return expand(k.hash, k.skeyidD, n, args, args...)
}

// wipe forgets the keys.
func (k *keySchedule) wipe() {
	clear(k.skeyid)
	clear(k.skeyidD)
	clear(k.skeyidA)
	clear(k.skeyidE)
	clear(k.ka)
}
