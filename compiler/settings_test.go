package compiler

import (
	"strings"
	"testing"
)

// What the same first words set is told apart where IOS does: each of these
// lines stands beside the others.
func TestSettingsStandBesideEachOther(t *testing.T) {
	for _, text := range []string{
		"ip nat translation max-entries 10000\nip nat translation max-entries host 10.0.0.5 500\nip nat translation max-entries vrf A 50\nip nat translation max-entries all-host 40\n",
		"crypto map M client configuration address initiate\ncrypto map M client configuration address respond\n",
		"interface Tunnel0\n bandwidth 1000\n bandwidth receive 500\n",
		"interface Tunnel0\n tunnel mode ipsec ipv4\n tunnel protection ipsec policy ipv4 PROXY\n tunnel protection ipsec profile P\n",
		"key chain K macsec\n key 01\n  cryptographic-algorithm aes-128-cmac\n  key-string 7 0822455D0A16\n  lifetime local 00:00:00 Jan 1 2026 infinite\n",
	} {
		r := Check("settings", text)
		if r.Refused > 0 {
			t.Errorf("%s", r)
		}
		for line := range strings.Lines(text) {
			if !strings.Contains(r.config.Text(), line) {
				t.Errorf("%q is lost of\n%s", line, r.config.Text())
			}
		}
	}
}

// The lines of an operation of IP SLA stand as far left as its kind, and further
// right those that IOS prints so.
func TestOperationGoesOnBesideItsKind(t *testing.T) {
	const text = "ip sla 1\n icmp-echo 198.51.100.1 source-interface GigabitEthernet0/0\n  vrf A\n  threshold 500\n timeout 1000\n frequency 5\nip sla schedule 1 life forever start-time now\n"
	r := Check("operation", text)
	if r.Refused > 0 || !strings.Contains(r.config.Text(), text) {
		t.Errorf("%s\n%s", r, r.config.Text())
	}
}

// A command of an interface that stands as far left as a kept sub-mode before it
// is one of the interface.
func TestCommandBesideKeptSubmode(t *testing.T) {
	const text = "interface ATM0/0/0\n svc A\n ip address 192.0.2.1 255.255.255.0\n"
	if r := Check("beside", text); r.Applied != 1 || r.Kept != 2 {
		t.Errorf("%s", r)
	}
}
