package examples_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVPNC has a foreign client come to a gateway: aggressive mode with the key
// of its group, a user and a password, an address and the networks behind the
// gateway. One that has the key of the group and not the password stays out.
func TestVPNC(t *testing.T) {
	clientsOfVPNC(t, "vpnc", "wait R1 Interface Virtual-Template1, changed state to up 60")
}

// TestVPNCCryptoMap has the same clients come to a gateway as it was configured
// before there were isakmp profiles: what they are asked and given is said of the
// crypto map, whose dynamic map has an entry for them.
func TestVPNCCryptoMap(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("vpnc")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "R1.cfg")
	profiles, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(profiles), "crypto isakmp profile CLIENTS\n")
	_, rest, ok2 := strings.Cut(rest, "interface Loopback0\n")
	interfaces, _, ok3 := strings.Cut(rest, "interface Virtual-Template1 type tunnel\n")
	_, after, ok4 := strings.Cut(rest, "ip local pool")
	if !ok1 || !ok2 || !ok3 || !ok4 {
		t.Fatalf("%s is another one", file)
	}
	write(t, dir, "R1.cfg", before+`crypto ipsec transform-set AES esp-aes esp-sha-hmac
crypto dynamic-map CLIENTS 10
 set transform-set AES
 reverse-route
crypto map OUTSIDE client authentication list CLIENTS
crypto map OUTSIDE isakmp authorization list CLIENTS
crypto map OUTSIDE client configuration address respond
crypto map OUTSIDE 10 ipsec-isakmp dynamic CLIENTS
interface Loopback0
`+strings.ReplaceAll(interfaces, "255.255.255.252\n", "255.255.255.252\n crypto map OUTSIDE\n")+"ip local pool"+after)
	clientsOfVPNC(t, dir, "")
}

// clientsOfVPNC plays the lab in a folder. ready is a line of the script that
// waits for the first client.
func clientsOfVPNC(t *testing.T, dir, ready string) {
	t.Helper()
	needs(t, "vpnc", "unshare", "ip", "ping", "tshark")
	log := filepath.Join(t.TempDir(), "clients")
	t.Setenv("VPNC_LOG", log)
	out := playWellFormed(t, dir, t.TempDir(), ready+`
wait R1 Processing of Transaction Mode failed with peer at 192.0.2.6 60
R1# ping 10.9.9.1 source Loopback0
R1# show crypto isakmp sa
R1# show crypto ipsec sa
R1# show crypto session
`)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                  1,
		"remote ident (addr/mask/prot/port): (10.9.9.1/255.255.255.255/0/0)": 1,
		"remote ident":                1, // nothing for the other
		" QM_IDLE ":                   1,
		"192.0.2.6       AG_NO_STATE": 1, // shown for a minute more
		"ACTIVE (deleted)":            1,
		"IchxLT3":                     0,
	})
	clients, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"alice reaches the server", "10.9.9.1, name server 10.2.0.2, domain example.net: Welcome to the lab"} {
		if !strings.Contains(string(clients), want) {
			t.Errorf("the clients do not say %q", want)
		}
	}
	if strings.Contains(string(clients), "mallory reaches") {
		t.Error("a client without the password reaches the server")
	}
	if t.Failed() {
		t.Logf("%s\n%s", out, clients)
	}
}
