package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mainmode/datapath/lab"
)

// apart has a program run in a network namespace of its own.
func apart(t testing.TB, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	unshare, err := exec.LookPath("unshare")
	lab.Require(t, "unshare", err)
	cmd.Path, cmd.Args = unshare, append([]string{unshare, "--map-root-user", "--net", cmd.Path}, cmd.Args[1:]...)
	return cmd
}

const loopbackOnly = "hostname Nine\n!\ninterface Loopback0\n ip address 192.0.2.9 255.255.255.255\n!\nend\n"

// TestRunAtATerminal is the console of a router until Ctrl-^ x.
func TestRunAtATerminal(t *testing.T) {
	needLab(t)
	root := socketRoot(t)
	config := file(t, t.TempDir(), "R9.cfg", loopbackOnly)
	p := sit(t, apart(t, program(t, "run", "--config", config)))
	p.expect("Ctrl-^ x ends the router.")
	p.expect("Nine#")
	p.types("show ip interface brief\r")
	p.expect("192.0.2.9")
	p.expect("Nine#")
	if stdout, stderr, status := run(t, "exec", "R9", "show privilege"); stdout != "Current privilege level is 15\n" || status != 0 {
		t.Errorf("exec: %q, %q, exit status %d", stdout, stderr, status)
	}
	p.types("exit\r")
	p.expect("Press RETURN to get started.")
	p.types("\r")
	p.expect("Nine#") // the next session
	p.types("configure terminal\rhostname Ten\rend\rwrite memory\r")
	p.expect("[OK]")
	p.expect("Ten#")
	p.types("\x1ex")
	if status := p.leaves(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	expectGone(t, root)
	saved, err := os.ReadFile(config)
	if err != nil || !strings.Contains(string(saved), "\nhostname Ten\n") {
		t.Errorf("write memory left %q, %v", saved, err)
	}
}

// TestRunEndsBySignal stops a router without a console.
func TestRunEndsBySignal(t *testing.T) {
	needLab(t)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			root := socketRoot(t)
			socket := filepath.Join(root, "router")
			cmd := apart(t, program(t, "run", "--no-console", "--config", file(t, t.TempDir(), "R9.cfg", loopbackOnly), "--socket", socket))
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			eventually(t, "an answer", func() bool {
				stdout, _, _ := run(t, "exec", "--socket", socket, "show privilege")
				return stdout == "Current privilege level is 15\n"
			})
			if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the socket: %v, %v", info, err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("end by %v: %v", sig, err)
			}
			if _, err := os.Stat(socket); !os.IsNotExist(err) {
				t.Errorf("the socket is still there: %v", err)
			}
			expectGone(t, root)
		})
	}
}

// TestRunWithoutConfig boots the startup-config of the current folder, or
// none.
func TestRunWithoutConfig(t *testing.T) {
	needLab(t)
	socketRoot(t)
	cmd := apart(t, program(t, "run"))
	cmd.Dir = t.TempDir()
	p := sit(t, cmd)
	p.expect("mainmode: no --config: starting with an empty configuration, write memory makes ./startup-config")
	p.expect("Router#")
	p.types("write memory\r")
	p.expect("[OK]")
	p.types("\x1ex")
	p.leaves()
	again := apart(t, program(t, "run"))
	again.Dir = cmd.Dir
	p = sit(t, again)
	p.expect("mainmode: no --config: booting ./startup-config")
	p.expect("Router#")
	p.types("\x1ex")
	p.leaves()
}

// TestNoPermission runs the program as somebody who may do nothing.
func TestNoPermission(t *testing.T) {
	needRoot(t)
	root := socketRoot(t)
	dir := example(t)
	open(t, dir)
	if err := os.Chown(root, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	cmd := asNobody(t, program(t, "run", "--no-console", "--config", filepath.Join(dir, "R2.cfg")))
	out, _ := cmd.CombinedOutput()
	if got := string(out); cmd.ProcessState.ExitCode() != 1 || got != "mainmode: run: no permission: a router needs CAP_NET_ADMIN (be root; labs run without)\n" {
		t.Errorf("run: %q, exit status %d", got, cmd.ProcessState.ExitCode())
	}
}

const nobody = 65534

// needRoot skips the test unless it may become another user.
func needRoot(t testing.TB) {
	t.Helper()
	var err error
	if os.Getuid() != 0 {
		err = syscall.EPERM
	}
	lab.Require(t, "root, to become another user", err)
}

// asNobody has a program run without any privilege.
func asNobody(t testing.TB, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	// The test binary lies where others may not go.
	text, err := os.ReadFile(cmd.Path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	copied := filepath.Join(dir, "mainmode")
	if err := os.WriteFile(copied, text, 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	cmd.Path = copied
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return cmd
}

// open lets everybody into a temporary folder of the test, and gives its files
// to nobody.
func open(t testing.TB, dir string) {
	t.Helper()
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRootless runs the lab as an ordinary user.
func TestRootless(t *testing.T) {
	needLab(t)
	needRoot(t)
	info, err := os.Stat(tunDevice)
	if err == nil && info.Mode().Perm()&0o006 != 0o006 {
		err = syscall.EACCES
	}
	lab.Require(t, "a "+tunDevice+" that ordinary users may open", err)
	root := socketRoot(t)
	if err := os.Chown(root, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	dir := example(t)
	script := file(t, dir, "script", tunnelUp+"R2# ping fe80::23:3\nR2# tunnel23\n")
	open(t, dir)
	cmd := asNobody(t, program(t, "lab", dir, "--exec", script, "--log", filepath.Join(dir, "logs"), "--pcap", filepath.Join(dir, "pcaps")))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Success rate is 100 percent (5/5)") {
		t.Errorf("%v\n%s", err, out)
	}
	expectGone(t, root)
}
