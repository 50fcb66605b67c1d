// Package secret has the hashes by which IOS stores passwords.
package secret

import (
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// The types of secrets that [Salted] makes.
const (
	PBKDF2 = 8
	Scrypt = 9
)

// SaltLength is that of IOS's salts for them, in digits of crypt(3).
const SaltLength = 14

var base64Digits = base64.NewEncoding(CryptDigits).WithPadding(base64.NoPadding)

// SHA256 is type 4: a hash without a salt.
func SHA256(password string) string {
	sum := sha256.Sum256([]byte(password))
	return base64Digits.EncodeToString(sum[:])
}

// Salted is type 8, PBKDF2 with HMAC-SHA-256, or type 9, scrypt: "$8$", the
// salt, "$", the hash. hashed gives the salt; it fails if that is of no such
// form.
func Salted(kind int, password, hashed string) (string, bool) {
	fields := strings.Split(hashed, "$")
	if len(fields) != 4 || fields[0] != "" || fields[1] != strconv.Itoa(kind) {
		return "", false
	}
	salt := []byte(fields[2])
	var key []byte
	var err error
	if kind == PBKDF2 {
		key, err = pbkdf2.Key(sha256.New, password, salt, 20000, sha256.Size)
	} else {
		key, err = scrypt.Key([]byte(password), salt, 16384, 1, 1, sha256.Size)
	}
	fields[3] = base64Digits.EncodeToString(key)
	return strings.Join(fields, "$"), err == nil
}

// CryptDigits are the digits of crypt(3).
const CryptDigits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// MD5Crypt is crypt(3) with the "$1$" method, which IOS's type 5 is. hashed
// gives the salt.
func MD5Crypt(password, hashed string) string {
	const magic = "$1$"
	salt, _, _ := strings.Cut(strings.TrimPrefix(hashed, magic), "$")
	salt = salt[:min(len(salt), 8)]

	inner := md5.Sum([]byte(password + salt + password))
	text := []byte(password + magic + salt)
	for n := len(password); n > 0; n -= len(inner) {
		text = append(text, inner[:min(n, len(inner))]...)
	}
	for n := len(password); n > 0; n >>= 1 {
		if n&1 == 1 {
			text = append(text, 0)
		} else {
			text = append(text, password[0])
		}
	}
	sum := md5.Sum(text)
	for round := range 1000 {
		text = text[:0]
		first, second := sum[:], []byte(password)
		if round%2 == 1 {
			first, second = second, first
		}
		text = append(text, first...)
		if round%3 != 0 {
			text = append(text, salt...)
		}
		if round%7 != 0 {
			text = append(text, password...)
		}
		sum = md5.Sum(append(text, second...))
	}

	var out strings.Builder
	out.WriteString(magic + salt + "$")
	encode := func(v uint32, n int) {
		for range n {
			out.WriteByte(CryptDigits[v&63])
			v >>= 6
		}
	}
	for _, g := range [][3]int{{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}} {
		encode(uint32(sum[g[0]])<<16|uint32(sum[g[1]])<<8|uint32(sum[g[2]]), 4)
	}
	encode(uint32(sum[11]), 2)
	return out.String()
}
