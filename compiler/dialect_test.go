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

// A port of a switch of which nothing is said does not say that it has no
// address either; an interface that routes does, and one that was told so.
func TestSwitchPorts(t *testing.T) {
	const text = `version 15.0
interface Port-channel1
 switchport mode trunk
interface GigabitEthernet1/0/1
 switchport mode access
interface GigabitEthernet1/0/2
interface GigabitEthernet1/0/3
 shutdown
interface GigabitEthernet1/0/4
 no ip address
interface GigabitEthernet1/0/5
 no switchport
interface GigabitEthernet1/1/1
interface Vlan1
 shutdown
`
	config, _ := Load("switch", text, testSalt)
	printed := config.Text()
	for name, addressless := range map[string]bool{
		"Port-channel1": false, "GigabitEthernet1/0/1": false, "GigabitEthernet1/0/2": false, "GigabitEthernet1/0/3": false, "GigabitEthernet1/0/4": true,
		"GigabitEthernet1/0/5": true, "GigabitEthernet1/1/1": true, "Vlan1": true,
	} {
		_, block, _ := strings.Cut(printed, "interface "+name+"\n")
		block, _, _ = strings.Cut(block, "!\n")
		if got := strings.Contains(block, " no ip address\n"); got != addressless {
			t.Errorf("%s: \"no ip address\" %v, want %v in\n%s", name, got, addressless, block)
		}
	}
	checkReload(t, config)
}
