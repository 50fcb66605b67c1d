package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// TestWire captures the cable between R2 and R3 while the tunnel comes up and
// carries a ping, and has tshark decrypt it with the keys that R2 logged.
func TestWire(t *testing.T) {
	t.Parallel()
	testWire(t)
}

func testWire(t *testing.T, options ...string) {
	needs(t, "tshark")
	dir := t.TempDir()
	keyFile := filepath.Join(dir, "keys")
	play(t, "ipv6-vti", `
wait R3 Line protocol on Interface Tunnel23, changed state to up
R3# debug crypto ipsec
R2# configure terminal
R2# crypto keys log `+keyFile+`
R2# interface Tunnel23
R2# shutdown
wait R3 Line protocol on Interface Tunnel23, changed state to down
R2# no shutdown
wait R2 Line protocol on Interface Tunnel23, changed state to up
wait R3 rec'd enable notify from ISAKMP
R2# end
R2# ping fe80::23:3
R2# Tunnel23
R2# clear crypto session
wait R2 Line protocol on Interface Tunnel23, changed state to up
`, append(options, "--pcap", dir)...)
	file := filepath.Join(dir, "R2-eth1.pcap")
	// In clear there is nothing but what the cable's own link-local addresses
	// say: neighbour discovery and multicast listener reports.
	protected(t, file, kindESP, 10)
	hidden(t, file, "0.0.0.0/0", "fe80::23:2/128", "fe80::23:3/128")
	if guest.Inside() {
		return
	}
	keys := readKeyLog(t, keyFile)
	capture := tshark{t: t, file: file, options: keys.options, home: dir}

	if bad := capture.frames("_ws.malformed || _ws.expert.severity == error"); len(bad) > 0 {
		t.Errorf("tshark finds fault with frames %v", bad)
	}

	// A HASH payload shows only in a message that decrypts.
	sas := "(isakmp.ispi == " + strings.Join(keys.cookies, " || isakmp.ispi == ") + ")"
	encrypted := capture.frames(sas + " && isakmp.flag_e == 1")
	decrypted := capture.frames(sas + " && isakmp.flag_e == 1 && isakmp.typepayload == 8")
	if len(encrypted) < 5 || len(encrypted) != len(decrypted) {
		t.Errorf("%d of %d encrypted ISAKMP messages decrypt", len(decrypted), len(encrypted))
	}

	// Every ESP packet has a right ICV; five echos and five replies are among
	// them, beside what the kernels say by themselves.
	spis := "(esp.spi == " + strings.Join(keys.spis, " || esp.spi == ") + ")"
	esp := capture.frames("esp && " + spis)
	verified := capture.frames("esp && " + spis + " && esp.icv_good == 1 && esp.pad_len")
	if len(esp) < 10 || len(esp) != len(verified) {
		t.Errorf("%d of %d ESP packets decrypt and verify", len(verified), len(esp))
	}
	if echos := capture.frames("esp && (icmpv6.type == 128 || icmpv6.type == 129)"); len(echos) != 10 {
		t.Errorf("%d echos and replies in ESP, want 10", len(echos))
	}

	t.Logf("decrypted: %d ISAKMP messages, %d ESP packets", len(decrypted), len(verified))
}

// keyLog is what "crypto keys log" wrote: the lines of Wireshark's tables.
type keyLog struct {
	cookies, spis []string
	options       []string // for tshark
}

func readKeyLog(t *testing.T, file string) keyLog {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	k := keyLog{options: []string{"-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE"}}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		table := "ikev1_decryption_table"
		if strings.HasPrefix(line, `"IPv`) {
			table = "esp_sa"
			k.spis = append(k.spis, strings.Trim(strings.Split(line, ",")[3], `"`))
		} else {
			cookie, _, _ := strings.Cut(line, ",")
			k.cookies = append(k.cookies, cookie)
		}
		k.options = append(k.options, "-o", "uat:"+table+":"+line)
	}
	if len(k.cookies) == 0 || len(k.spis) < 2 {
		t.Fatalf("the key log names %d phase 1 SAs and %d ESP SAs", len(k.cookies), len(k.spis))
	}
	return k
}

// tshark reads one capture.
type tshark struct {
	t       *testing.T
	file    string
	options []string
	home    string // without the user's own settings
}

// frames returns the numbers of the frames that the display filter selects.
func (s tshark) frames(filter string) []string {
	s.t.Helper()
	cmd := exec.Command("tshark", append([]string{"-n", "-r", s.file, "-Y", filter, "-T", "fields", "-e", "frame.number"}, s.options...)...)
	cmd.Env = append(os.Environ(), "HOME="+s.home)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("tshark -Y %q: %v: %s", filter, err, complaint.String())
	}
	return strings.Fields(string(out))
}
