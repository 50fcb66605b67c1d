package compiler

import "strings"

// Redact hides the secrets of a command line for a log.
func Redact(text string) string { return redact(text) }

// redact hides the secrets of a line for a diagnostic, also of a line that
// was refused. Each character becomes a "*", so that columns stay right.
func redact(text string) string {
	var b strings.Builder
	secret, words, first := 0, 0, ""
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && text[j] != ' ' && text[j] != '\t' {
			j++
		}
		if word := text[i:j]; word != "" {
			words++
			switch {
			case secret > 0 && encodingDigit(word) && strings.TrimSpace(text[j:]) != "" && !startsPeer(text[j:]):
				b.WriteString(word)
			case secret > 0:
				b.WriteString(strings.Repeat("*", len(word)))
				secret--
			default:
				if words == 1 {
					first = word
				}
				// "crypto key generate" has no secret behind its "key".
				if words > 1 && namesSecret(word) && !(words == 2 && hasPrefixFold("crypto", first)) || words == 1 && (strings.EqualFold(word, "password") || strings.EqualFold(word, "key")) {
					secret = 1
				}
				b.WriteString(word)
			}
		}
		if j < len(text) {
			b.WriteByte(text[j])
			j++
		}
		i = j
	}
	return b.String()
}

// namesSecret reports whether the word is one behind which a secret stands,
// perhaps abbreviated.
func namesSecret(word string) bool {
	for _, k := range []string{"key", "secret", "password", "pre-shared-key", "key-string"} {
		if hasPrefixFold(k, word) {
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
	return strings.EqualFold(word, "address") || strings.EqualFold(word, "hostname")
}
