package isakmp

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"strings"
)

// The attributes of a distinguished name that IOS has a word for. The last
// three are of RFC 2985: IOS puts the names of a router there.
var attributeWords = map[string]string{
	"2.5.4.3": "cn", "2.5.4.4": "sn", "2.5.4.5": "serialNumber", "2.5.4.6": "c", "2.5.4.7": "l", "2.5.4.8": "st",
	"2.5.4.10": "o", "2.5.4.11": "ou", "2.5.4.12": "title", "2.5.4.42": "gn",
	"0.9.2342.19200300.100.1.25": "dc",
	"1.2.840.113549.1.9.1":       "e",
	"1.2.840.113549.1.9.2":       "hostname",
	"1.2.840.113549.1.9.8":       "ipaddress",
}

// AttributeType is the type of an attribute by IOS's word for it: "cn".
func AttributeType(word string) (asn1.ObjectIdentifier, bool) {
	word = strings.ToLower(word)
	if word == "email" || word == "emailaddress" {
		word = "e"
	}
	for oid, w := range attributeWords {
		if strings.ToLower(w) != word {
			continue
		}
		var id asn1.ObjectIdentifier
		for part := range strings.SplitSeq(oid, ".") {
			n := 0
			for _, digit := range part {
				n = n*10 + int(digit-'0')
			}
			id = append(id, n)
		}
		return id, true
	}
	return nil, false
}

// Name is a distinguished name with its most specific part first, as IOS
// prints it.
type Name []NameAttribute

// NameAttribute is one attribute of a distinguished name. Word is IOS's for it,
// or the type in dots.
type NameAttribute struct{ Word, Value string }

// ParseName reads a distinguished name in DER, RFC 5280, Section 4.1.2.4.
func ParseName(der []byte) (Name, error) {
	var sequence pkix.RDNSequence
	rest, err := asn1.Unmarshal(der, &sequence)
	if err != nil {
		return nil, fmt.Errorf("isakmp: distinguished name: %w", err)
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("isakmp: distinguished name: %d bytes behind it", len(rest))
	}
	var name Name
	for i := len(sequence) - 1; i >= 0; i-- {
		for _, a := range sequence[i] {
			word := a.Type.String()
			if w, ok := attributeWords[word]; ok {
				word = w
			}
			name = append(name, NameAttribute{word, plainText(fmt.Sprint(a.Value))})
		}
	}
	return name, nil
}

// plainText is outside text without what would move a terminal's cursor.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, s)
}

// Values are those of all attributes with that word.
func (n Name) Values(word string) []string {
	var values []string
	for _, a := range n {
		if a.Word == word {
			values = append(values, a.Value)
		}
	}
	return values
}

// String is "hostname=R1.example.com,cn=R1,o=Example".
func (n Name) String() string {
	parts := make([]string, len(n))
	for i, a := range n {
		parts[i] = a.Word + "=" + a.Value
	}
	return strings.Join(parts, ",")
}

// NameText prints a distinguished name in DER, one that is malformed in
// hexadecimal.
func NameText(der []byte) string {
	n, err := ParseName(der)
	if err != nil {
		return hex.EncodeToString(der)
	}
	return n.String()
}

// DNID is the identity of a distinguished name in DER.
func DNID(der []byte, protocol uint8, port uint16) *Identification {
	return &Identification{IDType: IDDN, Protocol: protocol, Port: port, Data: der}
}
