package datapathtest

import (
	"bytes"
	"encoding/hex"
	"os/exec"
	"testing"

	"mainmode/datapath/lab"
)

// Camellia encrypts or decrypts whole blocks with Camellia-128 in CBC mode,
// which recorded peers use and mainmode does not have: OpenSSL does it.
func Camellia(t testing.TB, encrypt bool, key, iv, data []byte) []byte {
	t.Helper()
	openssl, err := exec.LookPath("openssl")
	lab.Require(t, "openssl", err)
	direction := "-d"
	if encrypt {
		direction = "-e"
	}
	cmd := exec.Command(openssl, "enc", direction, "-camellia-128-cbc", "-nopad",
		"-K", hex.EncodeToString(key), "-iv", hex.EncodeToString(iv))
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openssl: %v", err)
	}
	return out
}
