package shell

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/crypto/scrypt"

	"mainmode/compiler"
	"mainmode/ike"
)

// passwordMatches compares what was typed with a configured password, in a
// time that does not depend on where they differ.
func passwordMatches(p compiler.Password, typed string) bool {
	want := string(p.Text)
	switch p.Type {
	case 0:
	case 4:
		sum := sha256.Sum256([]byte(typed))
		typed = base64Hash.EncodeToString(sum[:])
	case 5:
		typed = compiler.MD5Crypt(typed, want)
	case 8, 9:
		hashed, ok := saltedHash(p.Type, typed, want)
		if !ok {
			return false
		}
		typed = hashed
	case 7:
		clear, ok := compiler.RevealType7(want)
		if !ok {
			return false
		}
		want = clear
	default:
		return false
	}
	return subtle.ConstantTimeCompare([]byte(want), []byte(typed)) == 1
}

// login reports whether a user of a login list has the password.
func (r *Router) login(list, user string, password ike.Secret) bool {
	ir := r.IR()
	if !ir.SSH.AsksUsers(list) {
		return false
	}
	u := ir.User(user)
	return u != nil && u.Password.Set() && passwordMatches(u.Password, string(password))
}

// base64Hash is how types 4, 8 and 9 are written.
var base64Hash = base64.NewEncoding(compiler.CryptDigits).WithPadding(base64.NoPadding)

// saltedHash is type 8, PBKDF2 with HMAC-SHA-256, or type 9, scrypt: "$8$",
// the salt, "$", the hash. hashed gives the salt.
func saltedHash(kind int, password, hashed string) (string, bool) {
	fields := strings.Split(hashed, "$")
	if len(fields) != 4 || fields[0] != "" || fields[1] != strconv.Itoa(kind) {
		return "", false
	}
	salt := []byte(fields[2])
	var key []byte
	var err error
	if kind == 8 {
		key, err = pbkdf2.Key(sha256.New, password, salt, 20000, sha256.Size)
	} else {
		key, err = scrypt.Key([]byte(password), salt, 16384, 1, 1, sha256.Size)
	}
	fields[3] = base64Hash.EncodeToString(key)
	return strings.Join(fields, "$"), err == nil
}
