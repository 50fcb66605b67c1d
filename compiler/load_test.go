package compiler

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestReadFileErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	large := write("large", "")
	if err := os.Truncate(large, maxFile+1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{filepath.Join(dir, "none"), "no such file"},
		{dir, "is a directory"},
		{fifo, "not a regular file"},
		{write("binary", "hostname R\x00"), "a binary file, not a configuration"},
		{large, "larger than 64 MiB"},
	} {
		_, err := ReadFile(c.path)
		if want := c.path + ": " + c.want; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for name, data := range map[string]string{
		"UTF-8":      "banner motd ^é^\n",
		"ISO 8859-1": "banner motd ^\xe9^\n",
		"UTF-16LE":   "\xff\xfeb\x00a\x00n\x00n\x00e\x00r\x00 \x00m\x00o\x00t\x00d\x00 \x00^\x00\xe9\x00^\x00\n\x00",
		"UTF-16BE":   "\xfe\xff\x00b\x00a\x00n\x00n\x00e\x00r\x00 \x00m\x00o\x00t\x00d\x00 \x00^\x00\xe9\x00^\x00\n",
	} {
		if text, err := ReadFile(write(name, data)); err != nil || text != "banner motd ^é^\n" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func TestLoadNoText(t *testing.T) {
	c, d := Load("R2.cfg", "hostname R\x00", testSalt)
	if len(d) != 1 || d[0].String() != "R2.cfg: a binary file, not a configuration" || !c.Equal(New(testSalt)) {
		t.Errorf("%v, %q", d, c.Text())
	}
}

// The lines of a refused block do not land in the kept block before it.
func TestLoadRefusedBehindKept(t *testing.T) {
	c, diagnostics := Load("", "router bgp 65000\n neighbor 192.0.2.1 remote-as 2\ncrypto isakmp policy 99999\n group 2\nhostname R2\n", testSalt)
	want, _ := Load("", "hostname R2\nrouter bgp 65000\n neighbor 192.0.2.1 remote-as 2\n", testSalt)
	if diff := cmp.Diff(want.Text(), c.Text()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(diagnostics) != 2 || diagnostics[1].String() != "line 4: group 2: left out: it belongs to line 3, which was refused" {
		t.Errorf("%v", diagnostics)
	}
}

// A line of global configuration leaves a kept block that has lines which begin
// with the same word.
func TestLoadGlobalBehindKept(t *testing.T) {
	for _, block := range []string{"track 100 ip sla 100 reachability", "vlan 10", "ip dhcp pool LAN", "router lisp", "router bgp 65000", "ip sla 100", "policy-map P", "class-map C"} {
		for _, text := range []string{"ip route 10.60.0.0 255.255.0.0 Tunnel1 track 100", "ipv6 route 2001:DB8::/32 Null0", "ip host a 192.0.2.1",
			"ipv6 access-list A", "vrf definition V", "service timestamps debug uptime", "crypto isakmp policy 10", "access-list 101 permit ip any any"} {
			c, _ := Load("", block+"\n"+text+"\n", testSalt)
			if got := "\n" + c.Text(); !strings.Contains(got, "\n"+text+"\n") {
				t.Errorf("%s took %q:%s", block, text, got)
			}
		}
	}
}

// The same configuration in other line ends, case and indentation.
func TestLoadSpellings(t *testing.T) {
	plain := "hostname R2\ninterface Ethernet0/0\n ip address 192.0.2.1 255.255.255.0\n"
	want, _ := Load("plain", plain, testSalt)
	for name, text := range map[string]string{
		"CRLF":        strings.ReplaceAll(plain, "\n", "\r\n"),
		"CRCRLF":      strings.ReplaceAll(plain, "\n", "\r\r\n"),
		"tabs":        strings.ReplaceAll(plain, "\n ", "\n\t"),
		"BOM":         "\uFEFF" + plain,
		"upper case":  "HOSTNAME R2\nINTERFACE ETHERNET0/0\nIP ADDRESS 192.0.2.1 255.255.255.0",
		"no newline":  strings.TrimSuffix(plain, "\n"),
		"wide blanks": "  hostname   R2  \ninterface  Ethernet 0/0\n      ip  address 192.0.2.1    255.255.255.0",
		"pasted":      "enable\nconf t\n" + plain + "exit\nend\nwrite memory\n",
		"copied":      "conf t\n" + plain + "end\ncopy run start\n",
	} {
		c, d := Load(name, text, testSalt)
		if len(d) > 0 || !c.Equal(want) {
			t.Errorf("%s: %v\n%s", name, d, c.Text())
		}
	}
}

func TestBannerUnfinished(t *testing.T) {
	c, d := Load("R2.cfg", "hostname R2\nbanner motd #\nhello\n", testSalt)
	if len(d) != 1 || d[0].Line != 2 || !strings.Contains(d[0].Reason, `before the "#"`) {
		t.Errorf("diagnostics: %v", d)
	}
	if strings.Contains(c.Text(), "banner") {
		t.Errorf("half a banner is in the configuration:\n%s", c.Text())
	}
}

func TestRedact(t *testing.T) {
	for line, want := range map[string]string{
		"crypto isakmp key cisco address 192.0.2.1":                  "crypto isakmp key ***** address 192.0.2.1",
		"cry isa k 6 abc addr 192.0.2.1":                             "cry isa k 6 *** addr 192.0.2.1",
		"crypto isakmp key 6 address 192.0.2.1":                      "crypto isakmp key * address 192.0.2.1",
		"username bob secret 5 $1$abc":                               "username bob secret 5 ******",
		"enable password x":                                          "enable password *",
		"password 7 0822":                                            "password 7 ****",
		"pre-shared-key address 192.0.2.1 key secret":                "pre-shared-key address 192.0.2.1 key ******",
		"interface Ethernet0/0":                                      "interface Ethernet0/0",
		"enable secret two words":                                    "enable secret *** *****",
		"key config-key password-encrypt master key":                 "key config-key password-encrypt ****** ***",
		"pre-shared-key cisco":                                       "pre-shared-key *****",
		"pre-shared-key local cisco":                                 "pre-shared-key local *****",
		"pre-shared-key remote hex 0a0b":                             "pre-shared-key remote hex ****",
		"pre-shared-key address ipv6 ::/0 key x":                     "pre-shared-key address ipv6 ::/0 key *",
		"crypto key generate rsa modulus 2048":                       "crypto key generate rsa modulus 2048",
		"key chain OSPF":                                             "key chain OSPF",
		"encryption key 1 size 128bit 7 0123456789AB transmit-key":   "encryption key 1 size 128bit 7 ************ transmit-key",
		"encryption vlan 3 key 2 size 40bit 0123456789":              "encryption vlan 3 key 2 size 40bit **********",
		"client 192.0.2.1 server-key 7 0822":                         "client 192.0.2.1 server-key 7 ****",
		"key-string 7 0822":                                          "key-string 7 ****",
		"snmp-server community public RO 10":                         "snmp-server community ****** RO 10",
		"snmp-server host 192.0.2.1 version 2c pub":                  "snmp-server host 192.0.2.1 version ** ***",
		"snmp-server host 192.0.2.1 pub":                             "snmp-server host 192.0.2.1 ***",
		"snmp-server user u g v3 auth sha abc":                       "snmp-server user u g v3 auth *** ***",
		"ip nhrp authentication DMVPN":                               "ip nhrp authentication *****",
		"ip ospf message-digest-key 1 md5 abc":                       "ip ospf message-digest-key 1 md5 ***",
		"ntp authentication-key 1 md5 abc 7":                         "ntp authentication-key * *** *** *",
		"neighbor 192.0.2.1 password 7 0822":                         "neighbor 192.0.2.1 password 7 ****",
		"tacacs-server key 7 0822":                                   "tacacs-server key 7 ****",
		"set session-key inbound esp 256 cipher AB authenticator CD": "set session-key inbound esp 256 cipher ** authenticator **",
		"username secret privilege 15 password p w":                  "username secret ********* ** ******** * *",
		"crypto isakmp policy 10":                                    "crypto isakmp policy 10",
		"username bob privilege 15 secrte cisco":                     "username bob privilege 15 secrte *****",
		"enable pasword two words":                                   "enable pasword *** *****",
		"crypto isakmp kye cisco address 192.0.2.1":                  "crypto isakmp kye ***** address 192.0.2.1",
		"crypto isakmp keepalive 10":                                 "crypto isakmp keepalive 10",
		"ip access-list extended keys":                               "ip access-list extended keys",
	} {
		if got := redact(line); got != want {
			t.Errorf("redact(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestRunningInterface(t *testing.T) {
	c, _ := Load("R2.cfg", "interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n", testSalt)
	got, ok := c.RunningInterface("Loopback0")
	want := "Building configuration...\n\nCurrent configuration : 63 bytes\n!\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\nend\n\n"
	if !ok || got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, ok := c.RunningInterface("Loopback1"); ok {
		t.Error("an interface that does not exist is shown")
	}
}

// A crypto map that two interfaces share by its local address may have no entry.
func TestSharedMapWithoutEntries(t *testing.T) {
	c, _ := Load("shared", "crypto map M local-address Loopback0\ncrypto map M 10 ipsec-isakmp\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"+
		"interface Ethernet0/0\n crypto map M\ninterface Ethernet0/1\n crypto map M\n", testSalt)
	if r, _ := Compile(c, testEnv); len(r.ProtectedInterfaces) != 2 || len(r.Maps) != 0 {
		t.Errorf("%d interfaces are protected by %d maps", len(r.ProtectedInterfaces), len(r.Maps))
	}
}

// FuzzLoad: no text makes the loader panic, and what it takes prints as a
// configuration that means the same.
func FuzzLoad(f *testing.F) {
	addSeeds(f, "testdata/*.txtar")
	f.Add("banner motd ^C\nx^C\nline con 0\nno exec-timeout\nno login\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, diagnostics := Load("fuzz", text, testSalt)
		if !utf8.ValidString(text) && len(diagnostics) == 0 {
			t.Error("no diagnostic for what is no text")
		}
		Compile(c, testEnv)
		printed := c.Text()
		again, _ := Load("printed", printed, testSalt)
		if got := again.Text(); got != printed {
			t.Errorf("printed once, and twice:\n%s", cmp.Diff(printed, got))
		}
	})
}
