package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKilledLeavesSettings has settings that a killed process has changed put
// back by the next one: at its start what it does not want, at its end the rest.
// What somebody else has changed since stays.
func TestKilledLeavesSettings(t *testing.T) {
	ns, killed := open(t)
	killed.notes = filepath.Join(t.TempDir(), "settings")
	const names = "net.ipv4.ip_forward net.ipv4.fwmark_reflect net.ipv4.tcp_fwmark_accept net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter"
	run := func(command string) string {
		t.Helper()
		out, err := ns.Run("/bin/sh", "-c", command)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	do := func(what func() error) {
		t.Helper()
		if err := ns.Do(what); err != nil {
			t.Fatal(err)
		}
	}
	run("sysctl -w net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth1.rp_filter=2")
	before := run("sysctl " + names)
	c := inVRFs()
	c.IPv4Forwarding = true
	do(func() error { return killed.Set(c) })
	during := run("sysctl " + names)
	if during == before {
		t.Fatal("nothing was changed")
	}

	next := func() *Host {
		t.Helper()
		var h *Host
		do(func() (err error) { h, err = Open(); return err })
		h.notes = killed.notes
		h.left = readNotes(h.notes)
		return h
	}
	// Another one that wants the same leaves as it found the system.
	same := next()
	do(func() error { return same.Set(c) })
	if now := run("sysctl " + names); now != during {
		t.Errorf("the next one has\n%s, want\n%s", now, during)
	}
	// It is killed too, and somebody turns a setting to what he likes.
	run("sysctl -w net.ipv4.conf.eth1.rp_filter=1")
	other := next()
	do(func() error { return other.Set(Config{}) })
	if now, want := run("sysctl "+names), strings.Replace(before, "eth1.rp_filter = 2", "eth1.rp_filter = 1", 1); now != want {
		t.Errorf("left:\n%s, want\n%s", now, want)
	}
	if _, err := os.Stat(other.notes); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
	do(other.Close)
}
