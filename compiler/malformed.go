package compiler

import (
	"net/netip"
	"slices"
	"strings"
)

// textWords are those behind which a line goes on with text, or with a number
// that has dots and is no address: secrets, names, object identifiers.
var textWords = []string{
	"alias", "banner", "boot", "chassis-id", "community", "contact", "description", "key", "key-string", "location", "match", "name",
	"oid", "password", "pattern", "remark", "secret", "string", "system", "text", "title", "username", "version", "view",
}

// addressWords are those behind which an address stands, where numbers with dots
// are written.
var addressWords = []string{
	"address", "default-router", "destination", "dns-server", "excluded-address", "gateway", "helper-address", "host", "ipv4", "mask",
	"neighbor", "netbios-name-server", "netmask", "network", "next-hop", "peer", "router-id", "rp-address", "server", "source-address", "source-ip",
}

// malformedAddress finds in a line a word of numbers between dots that is no
// IPv4 address: four, one of which is above 255, or another number of them where
// an address belongs. It is its column, -1 if there is none.
func malformedAddress(text string) int {
	if strings.Count(text, ".") < 2 {
		return -1
	}
	at, before := 0, ""
	for _, word := range fields(text) {
		at += strings.Index(text[at:], word)
		if slices.Contains(textWords, strings.ToLower(word)) {
			return -1
		}
		if dottedNumbers(word) && !validAddress(word) {
			belongs := slices.Contains(addressWords, before) || validAddress(before)
			if parts := strings.Count(word, ".") + 1; parts == 4 || parts != 2 && belongs {
				return at
			}
		}
		at += len(word)
		before = strings.ToLower(word)
	}
	return -1
}

func validAddress(word string) bool {
	a, err := netip.ParseAddr(word)
	return err == nil && a.Is4()
}

// dottedNumbers reports whether a word is numbers of at most three digits
// between dots.
func dottedNumbers(word string) bool {
	parts := strings.Split(word, ".")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool {
		return p == "" || len(p) > 3 || len(p) > 1 && p[0] == '0' || strings.Trim(p, "0123456789") != ""
	})
}
