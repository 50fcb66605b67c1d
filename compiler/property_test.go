package compiler

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mainmode/grammar"
)

// pieces are lines of configuration by block; %d is a small number.
var pieces = map[string][]string{
	"": {
		"hostname R%d", "version 15.%d", "ip domain name example%d.net", "no ip domain lookup", "ip domain lookup",
		"service timestamps debug uptime", "service timestamps log datetime msec localtime", "no service timestamps",
		"no service timestamps debug", "service password-encryption", "no service password-encryption",
		"enable secret %d", "username u%d privilege 15 password x", "username u%d secret 5 $1$x", "alias exec s%d show ip interface brief",
		"logging buffered 10000 errors", "no logging console", "logging console 3", "logging monitor", "no logging on", "logging trap warnings",
		"ip route 10.%d.0.0 255.255.0.0 192.0.2.%d", "ip route 10.%d.0.0 255.255.0.0 Tunnel%d 10.0.0.1 200", "ip route 0.0.0.0 0.0.0.0 Null0",
		"ipv6 route 2001:db8:%d::/48 Tunnel%d", "ipv6 unicast-routing", "no ip routing", "ip host h%d 10.0.0.1 10.0.0.2",
		"crypto isakmp key k%d address 192.0.2.%d", "crypto isakmp key 0 k%d address 198.51.100.0 255.255.255.0", "crypto isakmp key k address ipv6 2001:db8:%d::/48",
		"no crypto isakmp key k address 192.0.2.%d", "crypto isakmp identity hostname", "crypto isakmp keepalive 10 3", "crypto isakmp nat keepalive 2%d",
		"crypto ipsec security-association lifetime seconds 360%d", "crypto ipsec df-bit clear", "no crypto ipsec df-bit",
		"no crypto isakmp policy %d", "no interface Tunnel%d", "no crypto ipsec profile P%d", "no crypto ipsec transform-set T%d",
		"no hostname", "no ip route 10.%d.0.0 255.255.0.0", "default interface Tunnel%d", "no enable secret",
		"ip cef", "no ip cef", "ntp server 192.0.2.%d", "snmp-server community c%d", "no snmp-server community c%d", "ip http server", "no ip http server",
		"banner motd #hello %d#", "banner login ^C\ntwo\nlines^C", "frobnicate %d", "crypto ikev2 proposal P%d", "! comment %d", "",
	},
	"crypto isakmp policy %d":           {"encr aes", "encr aes 256", "encr 3des", "hash sha256", "hash md5", "authentication pre-share", "group 14", "group 1", "lifetime 3600", "no encr", "default hash", "no group"},
	"crypto keyring K%d":                {"pre-shared-key address 192.0.2.%d key secret", "pre-shared-key address ipv6 2001:db8::/32 key x", "description keys %d", "no description"},
	"crypto ipsec profile P%d":          {"set transform-set T%d", "set transform-set T%d T%d", "set pfs group14", "set pfs", "no set pfs", "set security-association lifetime seconds 120%d", "set security-association lifetime kilobytes disable", "responder-only", "description p  %d"},
	"interface Ethernet0/%d":            {"ip address 192.0.%d.1 255.255.255.0", "ip address 10.9.%d.1 255.255.255.0 secondary", "ipv6 address 2001:db8::%d/64", "shutdown", "no shutdown", "device eth%d", "duplex auto", "no ip redirects", "ip redirects", "mtu 140%d"},
	"interface Loopback%d":              {"ip address 10.255.0.%d 255.255.255.255", "description lo %d", "no ip address"},
	"interface Tunnel%d":                {"ip address 10.0.%d.1 255.255.255.0", "ip unnumbered Loopback%d", "ipv6 address 2001:db8:%d::/64 anycast", "ipv6 address 2001:db8:%d::/64 eui-64", "ipv6 address FE80::%d link-local", "ipv6 enable", "tunnel source Ethernet0/%d", "tunnel source 192.0.2.%d", "tunnel mode ipsec ipv4", "tunnel mode ipsec ipv6", "tunnel mode gre ip", "no tunnel mode", "tunnel destination 192.0.2.%d", "tunnel destination 2001:db8::%d", "no tunnel destination", "tunnel protection ipsec profile P%d", "no tunnel protection", "ip mtu 1400", "keepalive 10 3", "tunnel key %d", "ip tcp adjust-mss 1360", "shutdown"},
	"line con 0":                        {"exec-timeout 0 0", "exec-timeout %d", "no exec-timeout", "logging synchronous", "length %d", "stopbits 1"},
	"line vty 0 %d":                     {"login", "no login", "login local", "password p%d", "transport input ssh telnet", "exec-timeout %d 30"},
	"ipv6 access-list V%d":              {"permit tcp any any eq 2%d", "sequence 1%d deny ipv6 any host 2001:db8::%d", "remark r%d", "sequence %d permit icmp any any", "no sequence 1%d"},
	"ip access-list extended L%d":       {"dynamic D%d timeout 5 permit tcp any any eq 8%d", "1%d permit ip any any", "remark r%d", "no 1%d"},
	"archive":                           {"path flash:r%d", "maximum %d", "write-memory", "no write-memory", "log config"},
	"router ospf %d":                    {"network 10.%d.0.0 0.0.255.255 area 0", "passive-interface Ethernet0/%d", "no auto-summary"},
	"ip dhcp pool D%d":                  {"network 10.%d.0.0 255.255.255.0", "default-router 10.%d.0.1"},
	"crypto pki trustpoint TP%d":        {"enrollment selfsigned", "revocation-check none"},
	"crypto pki certificate chain TP%d": {"certificate ca 0%d\n  3082022B 30820194 A0030201\n  	quit"},
	"crypto ipsec transform-set T%d esp-aes 256 esp-sha256-hmac": {"mode transport", "mode tunnel", "no mode"},
	"crypto ipsec transform-set T%d esp-3des":                    {"mode transport require"},
}

func number(r *rand.Rand, text string) string {
	for strings.Contains(text, "%d") {
		text = strings.Replace(text, "%d", fmt.Sprint(1+r.IntN(4)), 1)
	}
	return text
}

// randomConfig writes blocks and lines in any order, indented or not.
func randomConfig(r *rand.Rand, blocks []string) string {
	var b strings.Builder
	for range 1 + r.IntN(40) {
		block := blocks[r.IntN(len(blocks))]
		lines := pieces[block]
		if block == "" || r.IntN(3) == 0 {
			fmt.Fprintln(&b, number(r, pieces[""][r.IntN(len(pieces[""]))]))
			continue
		}
		indent := strings.Repeat(" ", r.IntN(2))
		fmt.Fprintln(&b, number(r, block))
		for range r.IntN(8) {
			fmt.Fprintln(&b, indent+number(r, lines[r.IntN(len(lines))]))
		}
		if r.IntN(4) == 0 {
			fmt.Fprintln(&b, indent+"exit")
		}
	}
	return b.String()
}

// propertyRounds is how often as much the properties are to be looked at:
// MAINMODE_PROPERTIES, 1 if it is not set.
func propertyRounds(t *testing.T) int {
	text := os.Getenv("MAINMODE_PROPERTIES")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("MAINMODE_PROPERTIES is %q, and no number", text)
	}
	return n
}

// TestRandomConfigs holds that what is printed loads as what was printed, and
// that an edit of a clone leaves the original alone.
func TestRandomConfigs(t *testing.T) {
	blocks := slices.Sorted(maps.Keys(pieces))
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		text := randomConfig(r, blocks)
		c, _ := Load("random", text, testSalt)
		checkReload(t, c)
		before := c.Text()
		clone := c.Clone()
		e := NewEditor(clone)
		for line := range strings.Lines(randomConfig(r, blocks)) {
			was := clone.Text()
			result := e.Line(strings.TrimSuffix(line, "\n"))
			if result.Status != grammar.OK && clone.Text() != was {
				t.Errorf("the refused line %q changed the configuration", line)
			}
		}
		checkReload(t, clone)
		if c.Text() != before {
			t.Errorf("editing a clone changed the original")
		}
		if t.Failed() {
			t.Fatalf("the configuration was:\n%s", text)
		}
	}
}
