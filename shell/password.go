package shell

import (
	"crypto/subtle"
	"hash/maphash"

	"mainmode/compiler"
	"mainmode/compiler/secret"
	"mainmode/ike"
)

// passwordMatches compares what was typed with a configured password, in a
// time that does not depend on where they differ.
func passwordMatches(p compiler.Password, typed string) bool {
	want := string(p.Text)
	switch p.Type {
	case 0:
	case 4:
		typed = secret.SHA256(typed)
	case 5:
		typed = secret.MD5Crypt(typed, want)
	case secret.PBKDF2, secret.Scrypt:
		hashed, ok := secret.Salted(p.Type, typed, want)
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
