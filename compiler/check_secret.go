package compiler

import (
	"strings"

	"mainmode/compiler/secret"
)

// badSecret refuses a typed secret that is said to be a hash and is none:
// nobody could log in with it. A file is taken as it is: without the line
// everybody could.
func (e *Editor) badSecret(kind, digit, text string) string {
	if kind != "secret" {
		return badType7(digit, text)
	}
	if e.loading || isClear(digit) || secret.WellFormed(digit, text) {
		return ""
	}
	return "ERROR: The secret you entered is not a valid encrypted secret.\n" +
		"To enter an UNENCRYPTED secret, do not specify type " + digit + " encryption.\n" +
		"When you properly enter an UNENCRYPTED secret, it will be encrypted."
}

// badType7 refuses what is said to be hidden and is not. IOS repeats it: it may
// be the password itself, and what is said of a file is logged.
func badType7(kind, secret string) string {
	if _, ok := RevealType7(secret); kind != "7" || ok {
		return ""
	}
	return "Invalid encrypted password: " + strings.Repeat("*", len(secret))
}
