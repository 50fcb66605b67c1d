package compiler

import (
	"strings"

	"mainmode/grammar"
)

// Redact hides the secrets of a command line for a log.
func Redact(text string) string { return redact(text) }

// redact hides the secrets of a line for a diagnostic or a report, also of a
// line that was refused. Each character becomes a "*", so that columns stay
// right.
func redact(text string) string {
	r := redactor{text: text}
	r.run()
	return r.out.String()
}

// redactor goes through the words of a line.
type redactor struct {
	text  string
	out   strings.Builder
	words []string // so far
	hide  hiding
}

// hiding says what the words behind one that names a secret are.
type hiding uint8

const (
	hideNothing hiding = iota
	hideNext           // the secret is the next word, perhaps behind a digit that says how it is encoded
	hideRest           // the secret is all that follows
)

func (r *redactor) run() {
	for i := 0; i < len(r.text); {
		j := i
		for j < len(r.text) && r.text[j] != ' ' && r.text[j] != '\t' {
			j++
		}
		if word := r.text[i:j]; word != "" {
			r.word(word, r.text[j:])
			r.words = append(r.words, word)
		}
		if j < len(r.text) {
			r.out.WriteByte(r.text[j])
			j++
		}
		i = j
	}
}

// word writes one word, hidden or not.
func (r *redactor) word(word, rest string) {
	switch {
	case r.hide == hideNothing:
		r.out.WriteString(word)
		r.hide = r.behind(word)
	case encodingDigit(word) && strings.TrimSpace(rest) != "" && !startsPeer(rest):
		r.out.WriteString(word)
	case r.hide == hideNext && qualifier(word):
		r.out.WriteString(word)
		if strings.EqualFold(word, "address") || strings.EqualFold(word, "hostname") {
			r.hide = hideNothing // "pre-shared-key address A key K"
		}
	default:
		r.out.WriteString(strings.Repeat("*", len(word)))
		if r.hide == hideNext {
			r.hide = hideNothing
		}
	}
}

// behind says what follows a word.
func (r *redactor) behind(word string) hiding {
	first := len(r.words) == 0
	switch {
	case r.is(0, "snmp-server"):
		return r.behindSNMP(word)
	case names(word, 3, "password-encrypt"), names(word, len("authentication-"), "authentication-key"), names(word, 3, "passphrase"), names(word, 3, "wpa-psk"):
		return hideRest
	case names(word, 3, "secret"), names(word, 4, "password"):
		if !first || names(word, 4, "password") {
			return hideRest
		}
	case names(word, 3, "pre-shared-key"), strings.EqualFold(word, "key-string"), names(word, len("server-k"), "server-key"):
		return hideNext
	case r.is(0, "encryption"): // "key 1 size 128bit 7 K": of a radio, whose key 1 is a number
		if names(word, 2, "size") {
			return hideNext
		}
	case names(word, 1, "key"):
		// "crypto key generate" has no secret behind its "key", nor has "key
		// config-key" or "key chain".
		next := r.next()
		if len(r.words) == 1 && r.is(0, "crypto") || first && (names(next, 3, "chain") || names(next, 4, "config-key")) {
			return hideNothing
		}
		return hideNext
	case strings.EqualFold(word, "md5") && !first && (r.is(0, "ntp") || r.is(0, "ip") || r.is(0, "neighbor") || r.is(0, "standby") || r.is(0, "message-digest-key")):
		return hideRest
	case names(word, 6, "authentication") && (r.is(0, "standby") || r.is(0, "vrrp") || r.is(0, "glbp") || len(r.words) == 2 && r.is(0, "ip") && r.is(1, "nhrp")):
		return hideRest
	case names(word, 4, "cipher"), names(word, 5, "authenticator"):
		if r.is(0, "set") {
			return hideNext
		}
	case strings.EqualFold(word, "ah") && r.is(0, "set") && r.is(1, "session-key"):
		return hideRest
	case !first:
		return r.behindMisspelt(word)
	}
	return hideNothing
}

// behindMisspelt finds the secrets of lines that are refused because the word
// that names one is misspelt.
func (r *redactor) behindMisspelt(word string) hiding {
	if strings.EqualFold(word, "passwords") || strings.EqualFold(word, "secure") {
		return hideNothing // words of their own
	}
	for _, keyword := range []string{"secret", "password", "pre-shared-key", "key-string", "authentication-key", "passphrase"} {
		if grammar.Misspells(word, keyword) {
			return hideRest
		}
	}
	if len(r.words) == 2 && r.is(0, "crypto") && r.is(1, "isakmp") && grammar.Misspells(word, "key") {
		return hideNext
	}
	return hideNothing
}

// behindSNMP finds communities and the keys of users.
func (r *redactor) behindSNMP(word string) hiding {
	switch {
	case len(r.words) == 1 && names(word, 2, "community"):
		return hideNext
	case r.is(1, "host") && (len(r.words) == 2 || strings.EqualFold(word, "version")):
		if strings.EqualFold(r.next(), "version") || strings.EqualFold(r.next(), "traps") || strings.EqualFold(r.next(), "informs") || strings.EqualFold(r.next(), "vrf") {
			return hideNothing
		}
		return hideRest
	case r.is(1, "user") && names(word, 4, "auth"), r.is(1, "user") && names(word, 4, "priv"):
		return hideRest
	}
	return hideNothing
}

// is reports whether the nth word so far is that keyword, perhaps abbreviated.
// "no" before a command is none of its words.
func (r *redactor) is(n int, keyword string) bool {
	words := r.words
	if len(words) > 0 && strings.EqualFold(words[0], "no") {
		words = words[1:]
	}
	return n < len(words) && names(words[n], 2, keyword)
}

// next is the word after the present one.
func (r *redactor) next() string {
	list := fields(r.text)
	if n := len(r.words) + 1; n < len(list) {
		return list[n]
	}
	return ""
}

// names reports whether a word of at least that many letters begins a keyword.
func names(word string, least int, keyword string) bool {
	return len(word) >= least && hasPrefixFold(keyword, word)
}

// qualifier reports whether the word stands between the one that names a
// secret and the secret.
func qualifier(word string) bool {
	for _, q := range []string{"local", "remote", "hex", "address", "hostname", "40bit", "128bit"} {
		if strings.EqualFold(word, q) {
			return true
		}
	}
	return false
}

func encodingDigit(word string) bool {
	return len(word) == 1 && strings.Contains("056789", word)
}

// startsPeer: in "key 6 address 192.0.2.1" the 6 is the key itself.
func startsPeer(rest string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(rest, " \t"), " ")
	return names(word, 3, "address") || names(word, 3, "hostname")
}
