package grammar

import (
	"fmt"
	"testing"
)

func TestSubmodes(t *testing.T) {
	for line, want := range map[string]*Mode{
		"interface Tunnel23":                   Interface,
		"interface Ethernet0/0.100":            SubInterface,
		"crypto isakmp policy 10":              ISAKMPPolicy,
		"crypto keyring K vrf V":               Keyring,
		"crypto ipsec transform-set T esp-aes": TransformSet,
		"crypto ipsec profile P":               IPsecProfile,
		"line vty 0 4":                         Line,
	} {
		s, ok := Global.Parse(line).Command.(Submoder)
		if !ok || s.Submode() != want {
			t.Errorf("%q does not open %s", line, want.Name)
		}
		if want.Parent != Global {
			t.Errorf("%s has no way back to global configuration", want.Name)
		}
	}
}

// What the commands' methods make of their fields.
func TestValues(t *testing.T) {
	parsed := func(m *Mode, line string) any {
		r := m.Parse(line)
		if r.Status != OK {
			t.Fatalf("%q is %v", line, r.Status)
		}
		return r.Command
	}
	pair := func(name string, n int) string { return fmt.Sprint(name, " ", n) }
	for _, c := range []struct{ what, got, want string }{
		{"des", pair(parsed(ISAKMPPolicy, "encr des").(*Encryption).Algorithm()), "des 0"},
		{"aes", pair(parsed(ISAKMPPolicy, "encr aes").(*Encryption).Algorithm()), "aes 128"},
		{"aes 192", pair(parsed(ISAKMPPolicy, "encr aes 192").(*Encryption).Algorithm()), "aes 192"},
		{"esp-aes", pair(parsed(Global, "crypto ipsec transform-set T esp-sha-hmac esp-aes 256").(*CryptoIPsecTransformSet).Encryption()), "esp-aes 256"},
		{"esp-3des", pair(parsed(Global, "crypto ipsec transform-set T esp-3des").(*CryptoIPsecTransformSet).Encryption()), "esp-3des 0"},
		{"hash only", pair(parsed(Global, "crypto ipsec transform-set T esp-sha-hmac").(*CryptoIPsecTransformSet).Encryption()), " 0"},
		{"hash", parsed(Global, "crypto ipsec transform-set T esp-aes esp-sha-hmac").(*CryptoIPsecTransformSet).Authentication(), "esp-sha-hmac"},
		{"no hash", parsed(Global, "crypto ipsec transform-set T esp-gcm").(*CryptoIPsecTransformSet).Authentication(), ""},
		{"prefix", parsed(Interface, "ip address 192.0.2.1 255.255.255.128").(*IPAddress).Prefix().String(), "192.0.2.1/25"},
		{"source", parsed(Interface, "tunnel source 192.0.2.1").(*TunnelSource).Address().String(), "192.0.2.1"},
		{"source interface", parsed(Interface, "tunnel source lo0").(*TunnelSource).Address().String(), "invalid IP"},
		{"destination", parsed(Interface, "tunnel destination 2001:DB8::3").(*TunnelDestination).Address().String(), "2001:db8::3"},
		{"gateway", parsed(Global, "ip route 0.0.0.0 0.0.0.0 192.0.2.1").(*IPRoute).Gateway().String(), "192.0.2.1"},
		{"gateway behind an interface", parsed(Global, "ip route 0.0.0.0 0.0.0.0 e0/0 192.0.2.1").(*IPRoute).Gateway().String(), "192.0.2.1"},
		{"IPv6 gateway", parsed(Global, "ipv6 route ::/0 2001:db8::1").(*IPv6Route).Gateway().String(), "2001:DB8::1"},
		{"IPv6 gateway behind an interface", parsed(Global, "ipv6 route ::/0 e0/0 fe80::1").(*IPv6Route).Gateway().String(), "FE80::1"},
		{"IPv6 prefix", parsed(Interface, "ipv6 address 2001:db8::1/64").(*IPv6Address).Prefix.Prefix().String(), "2001:db8::1/64"},
		{"peer", parsed(Exec, "clear crypto session remote 2001:db8::1").(*ClearCryptoSession).Remote.Addr().String(), "2001:db8::1"},
		{"level by name", fmt.Sprint(parsed(Global, "logging buffered err").(*LoggingBuffered).Severity.Level()), "3"},
		{"level by number", fmt.Sprint(parsed(Global, "logging console 0").(*LoggingTerminal).Severity.Level()), "0"},
		{"no level", fmt.Sprint(parsed(Global, "logging console").(*LoggingTerminal).Severity.Level()), "7"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

// A struct that was never parsed prints too.
func TestFormatOfBuiltCommand(t *testing.T) {
	for want, command := range map[string]any{
		"crypto isakmp policy 10":         &CryptoISAKMPPolicy{Priority: 10},
		"encr aes 256":                    &Encryption{AES: true, Bits: "256"},
		"logging buffered 4096 debugging": &LoggingBuffered{Size: new(Number(4096)), Severity: &Severity{Name: "debugging"}},
		"interface Tunnel23":              &SelectInterface{Name: InterfaceName{Kind: "Tunnel", Unit: "23"}},
		"terminal history size 7":         &TerminalHistory{Size: 7},
	} {
		commands.Clear()
		if got := Format(command, false); got != want {
			t.Errorf("%+v prints %q, want %q", command, got, want)
		}
	}
}
