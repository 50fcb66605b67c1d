package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// routerAt puts a socket where a running router would have it.
func routerAt(t *testing.T, f *socketFolder, name string) string {
	t.Helper()
	path, err := f.path(name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return path
}

// socketRoot has the test look for routers in a folder of its own, with a
// path short enough for sockets.
func socketRoot(t testing.TB) string {
	t.Helper()
	root, err := os.MkdirTemp("", "mm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	t.Setenv(socketsVariable, root)
	return root
}

func TestFindSocket(t *testing.T) {
	socketRoot(t)
	expect := func(node, want string) {
		t.Helper()
		got, err := findSocket(node)
		if err != nil {
			got = err.Error()
		}
		if got != want && !(strings.HasSuffix(want, "...") && strings.HasPrefix(got, strings.TrimSuffix(want, "..."))) {
			t.Errorf("findSocket(%q) = %s, want %s", node, got, want)
		}
	}
	expect("", "attach: no router is running")
	expect("R2", "R2: no such router is running, nor any other")
	one, err := newSocketFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	r2 := routerAt(t, one, "R2")
	expect("", r2)
	expect("R2", r2)
	expect("R9", "R9: no such router is running, only R2")
	r3 := routerAt(t, one, "R3")
	expect("R3", r3)
	expect("", "attach: say which router: R2, R3")
	two, err := newSocketFolder()
	if err != nil {
		t.Fatal(err)
	}
	routerAt(t, two, "R3")
	expect("R3", "R3: 2 routers of this name are running, choose with --socket: ...")
	if err := two.Close(); err != nil {
		t.Fatal(err)
	}
	expect("R3", r3)
}

func TestStaleSockets(t *testing.T) {
	root := socketRoot(t)
	dead, err := newSocketFolder()
	if err != nil {
		t.Fatal(err)
	}
	routerAt(t, dead, "R2")
	dead.lock.Close() // what the kernel does when the process is killed
	if _, err := findSocket("R2"); err == nil {
		t.Error("a dead router is found")
	}
	alive, err := newSocketFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close()
	if _, err := os.Stat(dead.dir); !os.IsNotExist(err) {
		t.Errorf("the dead router's folder is still there: %v", err)
	}
	again, err := newSocketFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := os.Stat(alive.dir); err != nil {
		t.Errorf("a living process lost its folder: %v", err)
	}
	if info, err := os.Stat(root); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode of the root: %v, %v", info.Mode(), err)
	}
}

func TestForeignSocketRoot(t *testing.T) {
	root := socketRoot(t)
	for what, spoil := range map[string]func() error{
		"open to others":  func() error { return os.Chmod(root, 0o777) },
		"not a directory": func() error { os.Remove(root); return os.Symlink(t.TempDir(), root) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		_, err := newSocketFolder()
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
		if found := running(); len(found) != 0 {
			t.Errorf("%s: found %v", what, found)
		}
		os.Remove(root)
		if err := os.MkdirAll(root, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSocketPathTooLong(t *testing.T) {
	t.Setenv(socketsVariable, filepath.Join(t.TempDir(), strings.Repeat("x", 100)))
	f, err := newSocketFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.path("R2"); err == nil || !strings.Contains(err.Error(), "longer than the 107 bytes") {
		t.Errorf("path: %v", err)
	}
}
