package examples_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// playCertificates plays the lab with certificates that are made for it, after a
// change to it, and returns what the consoles showed and the folder of the
// captures. The first ping through a tunnel may come before charon has its SAs.
func playCertificates(t *testing.T, change func(folder string)) (out, dir string) {
	t.Helper()
	needs(t, "charon-systemd", "swanctl", "unshare", "ip", "openssl", "tshark")
	dir = t.TempDir()
	for _, example := range []string{"strongswan", "certificates"} {
		if err := os.CopyFS(filepath.Join(dir, example), os.DirFS(example)); err != nil {
			t.Fatal(err)
		}
	}
	folder := filepath.Join(dir, "certificates")
	if change != nil {
		change(folder)
	}
	if out, err := exec.Command("sh", filepath.Join(folder, "certificates.sh")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return playWellFormed(t, folder, dir, `
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
R1# ping 10.1.0.2 repeat 1 timeout 1
R1# ping 10.2.0.2 repeat 1 timeout 1
R1# ping 10.1.0.2
R1# ping 10.2.0.2
R1# show crypto isakmp sa detail
R1# show crypto session detail
R1# show crypto pki certificates
`), dir
}

// TestCertificates has R1 and charon authenticate each other by certificates: R1
// initiates one tunnel and answers the other.
func TestCertificates(t *testing.T) {
	t.Parallel()
	out, _ := playCertificates(t, nil)
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
}

// TestFragments has certificates with so many names that the messages in which
// they are shown do not pass in one packet: both ends cut them, by Cisco's IKE
// fragmentation, in both roles.
func TestFragments(t *testing.T) {
	t.Parallel()
	rewrite := func(file, old, new string) {
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), old) {
			t.Fatalf("%s: no %q, %v", file, old, err)
		}
		write(t, filepath.Dir(file), filepath.Base(file), strings.ReplaceAll(string(text), old, new))
	}
	out, dir := playCertificates(t, func(folder string) {
		rewrite(filepath.Join(folder, "R1.cfg"), "crypto isakmp identity dn\n", "crypto isakmp identity dn\ncrypto isakmp fragmentation\n")
		names := ""
		for n := range 24 {
			names += fmt.Sprintf(",DNS:name-%d.%s.example.net", n, strings.Repeat("long", 10))
		}
		rewrite(filepath.Join(folder, "certificates.sh"), `"$2" >`, `"$2`+names+`" >`)
	})
	for what, want := range map[string]int{
		"Success rate is 100 percent (5/5)": 2,
		" vendor ID is IKE Fragmentation":   2,
		" fragmenting a message of ":        2,
		" reassembled a message of ":        2,
	} {
		if got := strings.Count(out, what); got < want {
			t.Errorf("%q: %d times, want %d", what, got, want)
		}
	}
	const payload = 132
	for _, link := range []struct{ file, local, remote string }{
		{"R1-eth1.pcap", "192.0.2.1", "192.0.2.2"}, {"R1-eth2.pcap", "192.0.2.5", "192.0.2.6"},
	} {
		capture := tshark{t: t, file: filepath.Join(dir, link.file), home: dir}
		for _, from := range []string{link.local, link.remote} {
			if n := len(capture.frames(fmt.Sprintf("isakmp.nextpayload == %d && ip.src == %s", payload, from))); n < 2 {
				t.Errorf("%s: %d fragments from %s", link.file, n, from)
			}
		}
		if long := capture.frames("isakmp && ip.len > 1280"); len(long) > 0 {
			t.Errorf("%s: frames %v are longer than fragments may be", link.file, long)
		}
	}
}
