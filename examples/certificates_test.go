package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCertificates has R1 and charon authenticate each other by certificates
// that are made for the test: R1 initiates one tunnel and answers the other.
func TestCertificates(t *testing.T) {
	t.Parallel()
	needs(t, "charon-systemd", "swanctl", "unshare", "ip", "openssl", "tshark")
	dir := t.TempDir()
	for _, example := range []string{"strongswan", "certificates"} {
		if err := os.CopyFS(filepath.Join(dir, example), os.DirFS(example)); err != nil {
			t.Fatal(err)
		}
	}
	folder := filepath.Join(dir, "certificates")
	if out, err := exec.Command("sh", filepath.Join(folder, "certificates.sh")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out := playWellFormed(t, folder, dir, `
R1# debug crypto isakmp
R1# configure terminal
R1# crypto pki import LAB pkcs12 `+filepath.Join(folder, "r1.p12")+` password lab
R1# interface Tunnel2
R1# no shutdown
wait R1 Line protocol on Interface Tunnel2, changed state to up 60
R1# interface Tunnel1
R1# no shutdown
wait R1 Line protocol on Interface Tunnel1, changed state to up 60
R1# end
R1# undebug all
R1# ping 10.1.0.2
R1# ping 10.2.0.2
R1# show crypto isakmp sa detail
R1# show crypto session detail
R1# show crypto pki certificates
`)
	for what, want := range map[string]int{
		"Success rate is 100 percent (5/5)":     2,
		"Phase1_id: 192.0.2.2":                  1,
		"Phase1_id: east.example.com":           1,
		" peer wants cert issued by cn=Lab CA,": 1,
		"SA has been authenticated with":        1,
		"using the LAB trustpoint's keypair":    1,
		"  Associated Trustpoints: LAB":         2,
	} {
		if got := strings.Count(out, what); got < want {
			t.Errorf("%q: %d times, want %d", what, got, want)
		}
	}
	if !strings.Contains(out, "rsig") {
		t.Error("no ISAKMP SA is authenticated by signatures")
	}
	if t.Failed() {
		t.Log(out)
	}
}
