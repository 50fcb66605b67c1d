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
	needs(t, "vpnc", "unshare", "ip", "ping", "tshark")
	log := filepath.Join(t.TempDir(), "clients")
	t.Setenv("VPNC_LOG", log)
	out := playWellFormed(t, "vpnc", t.TempDir(), `
wait R1 Interface Virtual-Template1, changed state to up 60
wait R1 Processing of Transaction Mode failed with peer at 192.0.2.6 60
R1# ping 10.9.9.1
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
