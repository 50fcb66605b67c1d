package shell

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"hash/maphash"
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
	r.debugLogin(list)
	if !ir.SSH.AsksUsers(list) {
		return false
	}
	return whoLogsIn(ir, user, string(password)) != nil
}

// whoLogsIn is the user whose name and password these are, nil if there is none.
func whoLogsIn(ir *compiler.Router, name, password string) *compiler.User {
	u, known := accountOf(ir, name)
	if u != nil && u.NoPassword && known {
		return u
	}
	if u == nil || !passwordMatches(u.Password, password) || !known {
		return nil
	}
	return u
}

// accountOf is the user of that name who may log in. In the stead of one
// that is not known there is another, always the same one for a name: how long a
// refusal takes tells nobody which names there are.
func accountOf(ir *compiler.Router, name string) (u *compiler.User, known bool) {
	if u := ir.User(name); u != nil && (u.Password.Set() || u.NoPassword) {
		return u, true
	}
	var others []*compiler.User
	for i := range ir.Users {
		if ir.Users[i].Password.Set() {
			others = append(others, &ir.Users[i])
		}
	}
	if len(others) == 0 {
		return nil, false
	}
	return others[maphash.String(accountSeed, name)%uint64(len(others))], false
}

// accountSeed keeps secret whose password stands in for that of which name.
var accountSeed = maphash.MakeSeed()

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
