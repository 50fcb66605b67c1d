package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mainmode/datapath/lab"
)

// beMain in the environment makes the test binary the program itself, and
// what it starts.
const beMain = "MAINMODE_TEST_BE_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(beMain) != "" {
		os.Exit(mainStatus(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// deadline is far beyond what anything here takes.
const deadline = 60 * time.Second

// program is mainmode with arguments. Its sockets are in the folder that
// MAINMODE_SOCKETS names.
func program(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	// The race detector has every process linger for a second.
	cmd.Env = append(os.Environ(), beMain+"=1", "GORACE=atexit_sleep_ms=0")
	cmd.WaitDelay = deadline
	return cmd
}

// run runs mainmode and returns its output and its exit status.
func run(t testing.TB, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := program(t, args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

// needLab skips the test unless labs with tunnels run here.
func needLab(t testing.TB) {
	t.Helper()
	lab.Require(t, "network namespaces", lab.CanIsolate())
	tun, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	lab.Require(t, "/dev/net/tun", err)
	tun.Close()
}

// example copies examples/ipv6-vti, so that a test can spoil it.
func example(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../examples/ipv6-vti")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// file writes a file and returns its name.
func file(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// leftovers lists the processes whose environment names root.
func leftovers(t testing.TB, root string) []string {
	t.Helper()
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range environments {
		text, err := os.ReadFile(e)
		if err == nil && bytes.Contains(text, []byte(socketsVariable+"="+root+"\x00")) && !strings.HasPrefix(e, fmt.Sprintf("/proc/%d/", os.Getpid())) {
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(e), "cmdline")) // it may just have ended
			found = append(found, filepath.Dir(e)+" "+string(bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
		}
	}
	return found
}

// eventually checks a condition until it holds.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	timeout := time.After(deadline)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-timeout:
			t.Fatalf("not within %v: %s", deadline, what)
		}
	}
}

// expectGone checks that a lab left neither processes nor files behind.
// Without processes its nameless namespaces, and all devices in them, are gone.
func expectGone(t testing.TB, root string) {
	t.Helper()
	eventually(t, "the end of every process", func() bool { return len(leftovers(t, root)) == 0 })
	if dirs := folders(root); len(dirs) > 0 {
		t.Errorf("left behind: %v", dirs)
	}
}

func itoa(n int) string { return fmt.Sprint(n) }

func atoi(t testing.TB, s string) int {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Fatal(err)
	}
	return n
}
