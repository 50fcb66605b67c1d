package compiler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "R2.cfg")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "startup-config")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != "new" {
		t.Fatalf("the file behind the link holds %q, %v", got, err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode %v, want -rw-------: the file holds keys", info.Mode())
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestWriteFileErrors(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ path, want string }{
		{filepath.Join(dir, "none", "R2.cfg"), "no such file or directory"},
		{dir, "file exists"},
	} {
		err := WriteFile(c.path, nil)
		if err == nil {
			t.Errorf("%s: no error", c.path)
			continue
		}
		if s := err.Error(); !strings.Contains(s, c.want) || strings.Contains(s, "\n") || strings.Count(s, dir) != 1 {
			t.Errorf("%s: %s", c.path, s)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "..", ".*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}
