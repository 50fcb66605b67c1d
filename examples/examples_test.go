// Package examples_test runs the labs of this folder as a user would: it
// builds the program and has it play a script at the consoles.
package examples_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath/guest"
	"mainmode/datapath/lab"
)

// program is the mainmode binary under test.
var program string

func TestMain(m *testing.M) {
	if floods() {
		return
	}
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
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", program, "mainmode/cmd/mainmode")
	build.Stderr = os.Stderr
	status := 1
	if build.Run() == nil {
		// A lab mostly waits: for timers, lost packets, processes. The command
		// line overrules this.
		if err := flag.Set("test.parallel", "6"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
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

// maxLog is how much of a long output a failed test shows.
const maxLog = 200000

// occurs fails the test where a text is not as many times in what was printed
// as it should be.
func occurs(t *testing.T, out string, times map[string]int) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(times)) {
		if got := strings.Count(out, what); got != times[what] {
			t.Errorf("%q: %d times, want %d", what, got, times[what])
		}
	}
}

// complaints fails the test if the datapath or the key exchange could not do
// what it should.
func complaints(t *testing.T, out string) {
	t.Helper()
	for _, who := range []string{"% host:", "% tun:", "% xfrm:", "% ike:"} {
		if _, after, found := strings.Cut(out, who); found {
			line, _, _ := strings.Cut(after, "\n")
			t.Errorf("%s%s", who, line)
		}
	}
}

// play runs a lab with a script, returns what the consoles printed, and fails
// the test if a wait ran out. A test that fails shows the end of it.
func play(t *testing.T, example, script string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.lab")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if guest.Inside() && !slices.Contains(args, "--datapath") {
		args = append(args, "--datapath", "kernel")
	}
	cmd := exec.CommandContext(ctx, program, append([]string{"lab", example, "--exec", file}, args...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("lab %s:\n%s", example, out.Bytes()[max(0, out.Len()-maxLog):])
		}
	})
	if err := cmd.Run(); err != nil {
		t.Fatalf("lab %s: %v", example, err)
	}
	return out.String()
}

// playWellFormed is play, and has tshark find no fault with any ISAKMP message
// or ESP packet at R1. The captures are left in a folder.
func playWellFormed(t *testing.T, example, captures, script string) string {
	t.Helper()
	out := play(t, example, script, "--pcap", captures)
	if guest.Inside() {
		return out // tshark is slow there, and the messages are the same
	}
	files, _ := filepath.Glob(filepath.Join(captures, "R1-*.pcap"))
	if len(files) == 0 {
		t.Error("nothing was captured")
	}
	for _, file := range files {
		s := tshark{t: t, file: file, home: captures}
		if bad := s.frames("(isakmp || esp) && (_ws.malformed || _ws.expert.severity == error)"); len(bad) > 0 {
			t.Errorf("%s: tshark finds fault with frames %v", filepath.Base(file), bad)
		}
	}
	return out
}
