package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.cfg", "hostname R1\ncrypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\n")
	bad := write("bad.cfg", "hostname R2\nhostnam R3 extra\ncrypto isakmp key hunter2 address 192.0.2.1\n")
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"check", good}, 0, "5 lines applied, 0 kept, 0 refused"},
		{[]string{"check", bad}, 2, "line 2: hostnam R3 extra"},
		{[]string{"check", good, good}, 1, "no tunnel between them"},
		{[]string{"check", "../../examples/ipv6-vti/R2.cfg", "../../examples/ipv6-vti/R3.cfg"}, 1, "will come up"},
	} {
		stdout, stderr, status := run(t, c.args...)
		if status != c.status || stderr != "" || !strings.Contains(stdout, c.want) {
			t.Errorf("%v: status %d, want %d\n%s%s", c.args, status, c.status, stdout, stderr)
		}
	}
	if _, stderr, status := run(t, "check", filepath.Join(dir, "none.cfg")); status != 1 || !strings.HasSuffix(stderr, "none.cfg: no such file\n") {
		t.Errorf("a file that is not there: status %d, %s", status, stderr)
	}

	stdout, _, status := run(t, "check", bad, "--json")
	var got struct {
		Reports []struct {
			Hostname string
			Refused  int
			Lines    []struct {
				Line, Column int
				Fate, Reason string
			}
			Findings []struct{ Kind, Grade string }
		}
		Status int
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	r := got.Reports[0]
	if status != 2 || got.Status != 2 || r.Hostname != "R2" || r.Refused != 1 || len(r.Lines) != 3 || r.Lines[1].Fate != "refused" ||
		r.Lines[1].Column != 12 || strings.Contains(stdout, "hunter2") {
		t.Errorf("status %d\n%s", status, stdout)
	}
}
