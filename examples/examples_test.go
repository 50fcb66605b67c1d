// Package examples_test runs the labs of this folder as a user would: it
// builds the program and has it play a script at the consoles.
package examples_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mainmode/datapath/guest"
	"mainmode/datapath/lab"
)

// program is the mainmode binary under test.
var program string

func TestMain(m *testing.M) {
	if guest.Inside() || guest.Init() {
		program = guestProgram
		guest.Main(m)
	}
	dir, err := os.MkdirTemp("", "mainmode-examples-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "mainmode")
	build := exec.Command("go", "build", "-o", program, "mainmode/cmd/mainmode")
	build.Stderr = os.Stderr
	status := 1
	if build.Run() == nil {
		status = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(status)
}

// needs skips the test unless labs run here and the programs are installed.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	lab.Require(t, "network namespaces", lab.CanIsolate())
	tun, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	lab.Require(t, "/dev/net/tun", err)
	tun.Close()
	for _, p := range programs {
		if p == "tshark" && guest.Inside() {
			continue
		}
		_, err := exec.LookPath(p)
		lab.Require(t, p, err)
	}
}

// play runs a lab with a script, returns what the consoles printed, and fails
// the test if a wait ran out.
func play(t *testing.T, example, script string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.lab")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if guest.Inside() {
		args = append(args, "--datapath", "kernel")
	}
	cmd := exec.CommandContext(ctx, program, append([]string{"lab", example, "--exec", file}, args...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("lab %s: %v\n%s", example, err, out.Bytes())
	}
	return out.String()
}
