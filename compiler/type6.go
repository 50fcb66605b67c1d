package compiler

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"strings"
)

// A type 6 secret is encrypted with the master key of the router, "key
// config-key password-encrypt". Two keys are made of the MD5 of the master key
// and of a salt: one encrypts by AES in counter mode, one makes the HMAC-SHA-1
// of the result. Salt, ciphertext and the first bytes of the HMAC stand in the
// configuration as letters, three for two bytes.
const (
	type6Salt  = 8   // bytes
	type6MAC   = 4   // bytes
	type6First = 'A' // the letter for 0 of base 41
	type6Base  = 41
)

var (
	errType6Form      = errors.New("is not a type 6 secret")
	errType6MasterKey = errors.New("was encrypted with another master key")
)

// RevealType6 decrypts a type 6 secret.
func RevealType6(hidden, masterKey string) (clear string, err error) {
	b, ok := decodeBase41(hidden)
	if !ok || len(b) < type6Salt+type6MAC {
		return "", errType6Form
	}
	salt, text, mac := b[:type6Salt], b[type6Salt:len(b)-type6MAC], b[len(b)-type6MAC:]
	encryption, authentication := type6Keys(masterKey, salt)
	if !hmac.Equal(mac, type6Code(authentication, text)) {
		return "", errType6MasterKey
	}
	plain := bytes.TrimRight(type6Mix(encryption, text), "\x00")
	return string(plain), nil
}

// HideType6 encrypts a secret with a salt of 8 bytes.
func HideType6(clear, masterKey string, salt [type6Salt]byte) string {
	encryption, authentication := type6Keys(masterKey, salt[:])
	text := type6Mix(encryption, []byte(clear))
	all := append(append(salt[:], text...), type6Code(authentication, text)...)
	return encodeBase41(all)
}

// type6Keys are the keys of a secret with that salt.
func type6Keys(masterKey string, salt []byte) (encryption, authentication []byte) {
	sum := md5.Sum([]byte(masterKey))
	block := newAES(sum[:])
	derive := func(n byte) []byte {
		in := append(bytes.Clone(salt), 0, 0, 0, 0, 0, 0, 0, n)
		out := make([]byte, aes.BlockSize)
		block.Encrypt(out, in)
		return out
	}
	return derive(1), derive(0)
}

// newAES takes a key of 16 bytes, of which AES refuses none.
func newAES(key []byte) cipher.Block {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	return b
}

// type6Mix encrypts or decrypts: the counter is the fourth byte of a block.
func type6Mix(key, text []byte) []byte {
	block := newAES(key)
	out := make([]byte, len(text))
	var stream [aes.BlockSize]byte
	for i := range text {
		if i%aes.BlockSize == 0 {
			var counter [aes.BlockSize]byte
			counter[3] = byte(i / aes.BlockSize)
			block.Encrypt(stream[:], counter[:])
		}
		out[i] = text[i] ^ stream[i%aes.BlockSize]
	}
	return out
}

func type6Code(key, text []byte) []byte {
	h := hmac.New(sha1.New, key)
	h.Write(text)
	return h.Sum(nil)[:type6MAC]
}

// encodeBase41 writes two bytes as three letters. The last two are padding: a
// lone last byte and 0, or 0 and 1.
func encodeBase41(b []byte) string {
	if len(b)%2 == 1 {
		b = append(b, 0)
	} else {
		b = append(b, 0, 1)
	}
	var s strings.Builder
	for ; len(b) > 0; b = b[2:] {
		v := int(binary.BigEndian.Uint16(b))
		for _, digit := range []int{v / type6Base / type6Base, v / type6Base % type6Base, v % type6Base} {
			s.WriteByte(byte(type6First + digit))
		}
	}
	return s.String()
}

func decodeBase41(s string) (b []byte, ok bool) {
	if len(s) == 0 || len(s)%3 != 0 {
		return nil, false
	}
	for ; s != ""; s = s[3:] {
		v := 0
		for i := range 3 {
			digit := int(s[i]) - type6First
			if digit < 0 || digit >= type6Base {
				return nil, false
			}
			v = v*type6Base + digit
		}
		if v > 0xFFFF {
			return nil, false
		}
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	if b[len(b)-1] == 0 {
		return b[:len(b)-1], true
	}
	return b[:len(b)-2], true
}
