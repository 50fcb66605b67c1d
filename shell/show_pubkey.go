package shell

import (
	"crypto/x509"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike/isakmp"
)

// peerKey is the public key of somebody else.
type peerKey struct {
	manual  bool // "crypto key pubkey-chain rsa", else out of a certificate
	usage   string
	name    string
	address netip.Addr // invalid: it has none
	data    string     // in hexadecimal, as configured
}

// configuredKeys reads the blocks "crypto key pubkey-chain rsa" of a running
// configuration.
func configuredKeys(running string) []peerKey {
	var keys []peerKey
	inside, digits := false, false
	for line := range strings.Lines(running) {
		text := strings.TrimSpace(line)
		if !strings.HasPrefix(line, " ") {
			inside, digits = text == "crypto key pubkey-chain rsa", false
			continue
		}
		f := strings.Fields(text)
		if !inside || len(f) == 0 {
			continue
		}
		switch {
		case len(f) > 1 && (f[0] == "addressed-key" || f[0] == "named-key"):
			k := peerKey{manual: true, usage: "General", name: f[1]}
			if a, err := netip.ParseAddr(f[1]); err == nil {
				k.address, k.name = a, ""
			}
			if len(f) > 2 {
				k.usage = map[string]string{"encryption": "Encryption", "signature": "Signing"}[f[2]]
			}
			keys = append(keys, k)
		case len(keys) == 0:
		case f[0] == "address" && len(f) > 1:
			keys[len(keys)-1].address, _ = netip.ParseAddr(f[1])
		case f[0] == "key-string":
			digits = true
		case f[0] == "quit" || f[0] == "exit":
			digits = false
		case digits:
			keys[len(keys)-1].data += strings.Join(f, "")
		}
	}
	return keys
}

// authorityKeys are the keys of the authorities of the trustpoints.
func authorityKeys(trustpoints []compiler.Trustpoint) []peerKey {
	var keys []peerKey
	for i := range trustpoints {
		for _, der := range trustpoints[i].Authorities {
			x, err := x509.ParseCertificate(der)
			if err != nil {
				continue
			}
			usage := "General"
			if certificateUsage(x) == "Signature" {
				usage = "Signing"
			}
			keys = append(keys, peerKey{usage: usage, name: "X.500 DN name: " + isakmp.NameText(x.RawSubject), data: fmt.Sprintf("%X", x.RawSubjectPublicKeyInfo)})
		}
	}
	return keys
}

// showPubkeyChain is "show crypto key pubkey-chain rsa".
func showPubkeyChain(s *Session, c *grammar.ShowCryptoKeyPubkeyChain) error {
	keys := append(configuredKeys(s.router.Config().Running()), authorityKeys(s.router.IR().Trustpoints)...)
	switch address := peerOf(c.Address); {
	case c.Name != nil:
		for i := range keys {
			if keys[i].name == string(*c.Name) {
				writePeerKey(s, &keys[i])
			}
		}
	case address.IsValid():
		for i := range keys {
			if keys[i].address == address {
				writePeerKey(s, &keys[i])
			}
		}
	default:
		writePeerKeys(s, keys)
	}
	return nil
}

func writePeerKeys(w io.Writer, keys []peerKey) {
	fmt.Fprint(w, "Codes: M - Manually configured, C - Extracted from certificate\n\n")
	fmt.Fprint(w, "Code Usage         IP-Address/VRF         Keyring          Name\n")
	for i := range keys {
		k := &keys[i]
		code, keyring := "C", "default"
		if k.manual {
			code = "M"
		}
		address := ""
		if k.address.IsValid() {
			address = formatAddr(k.address, "")
		}
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-4s %-13s %-22s %-16s %s", code, k.usage, address, keyring, k.name), " "))
	}
	fmt.Fprintln(w)
}

func writePeerKey(w io.Writer, k *peerKey) {
	source := "Certificate"
	if k.manual {
		source = "Manually entered"
	}
	if k.name != "" {
		fmt.Fprintf(w, "Key name: %s\n", k.name)
	}
	if k.address.IsValid() {
		fmt.Fprintf(w, "Key address: %s\n", formatAddr(k.address, ""))
	}
	fmt.Fprintf(w, " Usage: %s Key\n Source: %s\n Data:\n", usageTitle(k.usage), source)
	const digitsInLine = 56
	for digits := strings.ToUpper(k.data); digits != ""; {
		n := min(digitsInLine, len(digits))
		fmt.Fprint(w, " ")
		for i := 0; i < n; i += 8 {
			fmt.Fprintf(w, " %s", digits[i:min(i+8, n)])
		}
		fmt.Fprintln(w)
		digits = digits[n:]
	}
}

// usageTitle is the use of a key where there is room for it.
func usageTitle(usage string) string {
	switch usage {
	case "Signing":
		return "Signature"
	case "General":
		return "General Purpose"
	}
	return usage
}
