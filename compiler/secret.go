package compiler

import (
	"crypto/rand"
	"strconv"

	"mainmode/compiler/secret"
	"mainmode/grammar"
)

// A Salt returns a salt for a type 5 secret, of the digits of crypt(3).
type Salt func() string

// RandomSalt has the four digits that IOS uses.
func RandomSalt() string {
	var salt [4]byte
	rand.Read(salt[:]) // never fails
	for i, b := range salt {
		salt[i] = secret.CryptDigits[b%64]
	}
	return string(salt[:])
}

// hashed is the command with its clear secret as IOS stores it: as type 5 if it
// names no other hash. What is called a password stays as it was typed.
func (s Salt) hashed(command any) any {
	hash := func(clear string) string { return secret.MD5Crypt(clear, s()) }
	switch c := command.(type) {
	case *grammar.EnableSecret:
		if h := *c; c.Kind == "secret" && recode(&h.Type, &h.Secret, "5", hash) {
			return &h
		}
	case *grammar.Username:
		if h := *c; c.Kind == "secret" && recode(&h.Type, &h.Secret, "5", hash) {
			return &h
		}
	case *grammar.EnableAlgorithm:
		h := withoutAlgorithm(c).(*grammar.EnableSecret)
		h.Type, h.Secret = s.hashedBy(&c.Hashed)
		return h
	case *grammar.UsernameAlgorithm:
		h := withoutAlgorithm(c).(*grammar.Username)
		h.Type, h.Secret = s.hashedBy(&c.Hashed)
		return h
	}
	return command
}

// withoutAlgorithm is the command as what it is stored as, its secret in clear.
func withoutAlgorithm(command any) any {
	switch c := command.(type) {
	case *grammar.EnableAlgorithm:
		return &grammar.EnableSecret{Kind: "secret", Secret: c.Hashed.Secret}
	case *grammar.UsernameAlgorithm:
		return &grammar.Username{Name: c.Name, Privilege: c.Privilege, Kind: "secret", Secret: c.Hashed.Secret}
	}
	return command
}

// hashedBy is a secret behind its digit, hashed as "algorithm-type" says.
func (s Salt) hashedBy(c *grammar.HashedSecret) (digit string, hash grammar.Text) {
	kind := map[string]int{"sha256": secret.PBKDF2, "scrypt": secret.Scrypt}[c.Algorithm]
	if kind == 0 {
		return "5", grammar.Text(secret.MD5Crypt(string(c.Secret), s()))
	}
	salt := ""
	for len(salt) < secret.SaltLength {
		salt += s()
	}
	digit = strconv.Itoa(kind)
	text, _ := secret.Salted(kind, string(c.Secret), "$"+digit+"$"+salt[:secret.SaltLength]+"$")
	return digit, grammar.Text(text)
}

// recode writes a secret that stands there in clear in another form. It reports
// whether there was one.
func recode[T ~string](kind *string, text *T, becomes string, encode func(clear string) string) bool {
	if !isClear(*kind) || *text == "" {
		return false
	}
	*kind, *text = becomes, T(encode(string(*text)))
	return true
}

// isClear reports whether a secret behind that digit is not encoded.
func isClear(kind string) bool { return kind == "" || kind == "0" }
