package compiler

import (
	"crypto/md5"
	"crypto/rand"
	"strings"

	"mainmode/grammar"
)

// A Salt returns a salt for a type 5 secret, of the digits of crypt(3).
type Salt func() string

// RandomSalt has the four digits that IOS uses.
func RandomSalt() string {
	var salt [4]byte
	rand.Read(salt[:]) // never fails
	for i, b := range salt {
		salt[i] = CryptDigits[b%64]
	}
	return string(salt[:])
}

// hashed is the command with its clear secret as type 5, as IOS stores it.
// What is called a password stays as it was typed.
func (s Salt) hashed(command any) any {
	hash := func(clear string) string { return MD5Crypt(clear, s()) }
	switch c := command.(type) {
	case *grammar.EnableSecret:
		if h := *c; c.Kind == "secret" && recode(&h.Type, &h.Secret, "5", hash) {
			return &h
		}
	case *grammar.Username:
		if h := *c; c.Kind == "secret" && recode(&h.Type, &h.Secret, "5", hash) {
			return &h
		}
	}
	return command
}

// recode writes a secret that stands there in clear in another form. It reports
// whether there was one.
func recode[T ~string](kind *string, secret *T, becomes string, encode func(clear string) string) bool {
	if !isClear(*kind) || *secret == "" {
		return false
	}
	*kind, *secret = becomes, T(encode(string(*secret)))
	return true
}

// isClear reports whether a secret behind that digit is not encoded.
func isClear(kind string) bool { return kind == "" || kind == "0" }

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
