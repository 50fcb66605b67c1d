package shell

import (
	"fmt"
	"io"
	"strings"

	"mainmode/compiler"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// writeISAKMPPolicy is "show crypto isakmp policy": the policies that are in
// use, configured or default.
func writeISAKMPPolicy(w io.Writer, c *compiler.ISAKMP) {
	heading, suite := "Global IKE policy", "Protection suite"
	switch {
	case len(c.Policies) == 0:
		fmt.Fprint(w, "\nThere are no ISAKMP policies defined.\n")
		return
	case c.DefaultPolicies:
		heading, suite = "Default IKE policy", "Default protection suite"
	}
	fmt.Fprintf(w, "\n%s\n", heading)
	for i := range c.Policies {
		writePolicy(w, suite, &c.Policies[i])
	}
}

// writeDefaultPolicies is "show crypto isakmp default policy": nothing once
// a policy is configured, because then they are not in use.
func writeDefaultPolicies(w io.Writer, c *compiler.ISAKMP) {
	if c.DefaultPolicies {
		writeISAKMPPolicy(w, c)
	}
}

func writePolicy(w io.Writer, suite string, p *ike.Policy) {
	fmt.Fprintf(w, "%s of priority %d\n", suite, p.Priority)
	fmt.Fprintf(w, "        encryption algorithm:   %s\n", encryptionName(p))
	fmt.Fprintf(w, "        hash algorithm:         %s\n", hashName(p.Hash))
	fmt.Fprintf(w, "        authentication method:  %s\n", authName(p.Auth))
	fmt.Fprintf(w, "        Diffie-Hellman group:   %v\n", p.Group)
	fmt.Fprintf(w, "        lifetime:               %d seconds, no volume limit\n", int64(p.Lifetime.Seconds()))
}

func encryptionName(p *ike.Policy) string {
	switch p.Encryption {
	case isakmp.DES_CBC:
		return "DES - Data Encryption Standard (56 bit keys)."
	case isakmp.TripleDES_CBC:
		return "Three key triple DES"
	case isakmp.AES_CBC:
		return fmt.Sprintf("AES - Advanced Encryption Standard (%d bit keys).", p.KeyBits)
	}
	return p.Encryption.String()
}

func hashName(h isakmp.HashAlgorithm) string {
	switch h {
	case isakmp.MD5:
		return "Message Digest 5"
	case isakmp.SHA:
		return "Secure Hash Standard"
	case isakmp.SHA2_256:
		return "Secure Hash Standard 2 (256 bit)"
	case isakmp.SHA2_384:
		return "Secure Hash Standard 2 (384 bit)"
	case isakmp.SHA2_512:
		return "Secure Hash Standard 2 (512 bit)"
	}
	return h.String()
}

func authName(a isakmp.AuthMethod) string {
	switch a {
	case isakmp.PreShared:
		return "Pre-Shared Key"
	case isakmp.RSASignature:
		return "Rivest-Shamir-Adleman Signature"
	case isakmp.RSAEncryption:
		return "Rivest-Shamir-Adleman Encryption"
	case isakmp.ECDSASignature:
		return "Elliptic Curve Digital Signature Algorithm Signature"
	}
	return a.String()
}

// writeISAKMPKey is "show crypto isakmp key", which shows the keys themselves:
// a privileged command.
func writeISAKMPKey(w io.Writer, c *compiler.ISAKMP) {
	fmt.Fprint(w, "Keyring      Hostname/Address                            Preshared Key\n\n")
	for i := range c.Keyrings {
		for _, k := range c.Keyrings[i].Keys {
			address := strings.ToUpper(k.Prefix.String())
			switch {
			case k.Hostname != "":
				address = k.Hostname
			case k.Prefix.Addr().Is4() && k.Prefix.IsSingleIP():
				address = k.Prefix.Addr().String()
			case k.Prefix.Addr().Is4():
				address = fmt.Sprintf("%-15s[%-15s]", k.Prefix.Addr(), formatMask(k.Prefix.Bits(), false))
			}
			fmt.Fprintf(w, "%-12s %-43s %s\n", c.Keyrings[i].Name, address, string(k.Secret))
		}
	}
}
