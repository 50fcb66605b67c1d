package compiler

import (
	"strings"
	"testing"
)

// Each release of IOS prints some lines in its own way, and what it prints loads
// as the same configuration: also the numbers of entries, which 17.x keeps.
func TestDialects(t *testing.T) {
	const typed = `crypto isakmp policy 10
 encryption aes 256
crypto ipsec transform-set T esp-aes esp-sha-hmac
 mode tunnel
crypto ipsec transform-set U esp-aes esp-sha-hmac
 mode transport
ip access-list extended A
 remark first
 5 permit esp any any
 remark then
 25 deny ip any any
ip access-list role-based G
 permit ip
access-list 101 permit ip any any
access-list 10 permit 192.0.2.0 0.0.0.255
`
	for release, c := range map[string]struct{ has, lacks []string }{
		"12.4":  {[]string{"\n encr aes 256\n", "\n mode transport\n", "\n permit esp any any\n", "\naccess-list 101 permit ip any any\n"}, []string{"mode tunnel"}},
		"15.7":  {[]string{"\n encr aes 256\n", "\n mode tunnel\n", "\n permit esp any any\n", "\naccess-list 101 permit ip any any\n"}, []string{" 5 permit"}},
		"16.9":  {[]string{"\n encryption aes 256\n", "\n mode tunnel\n", "\n permit esp any any\n"}, []string{" 5 permit"}},
		"17.12": {[]string{"\n encryption aes 256\n", "\nip access-list extended A\n remark first\n 5 permit esp any any\n remark then\n 25 deny   ip any any\n", "\nip access-list role-based G\n permit ip\n", "\nip access-list extended 101\n 10 permit ip any any\n", "\nip access-list standard 10\n 10 permit 192.0.2.0 0.0.0.255\n"}, []string{"\naccess-list "}},
	} {
		config, diagnostics := Load(release, "version "+release+"\n"+typed, testSalt)
		if len(diagnostics) > 0 {
			t.Errorf("%s: %s", release, joinDiagnostics(diagnostics))
		}
		text := config.Text()
		for _, s := range c.has {
			if !strings.Contains(text, s) {
				t.Errorf("%s: %q is missing in\n%s", release, s, text)
			}
		}
		for _, s := range c.lacks {
			if strings.Contains(text, s) {
				t.Errorf("%s: %q stands in\n%s", release, s, text)
			}
		}
		checkReload(t, config)
	}
}
