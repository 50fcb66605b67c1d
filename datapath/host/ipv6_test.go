package host

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestSystemWithoutIPv6 has a device of a system that has IPv6 off get an IPv6
// address. It keeps it when the process is killed and the next one wants it, too,
// and is as before when that closes.
func TestSystemWithoutIPv6(t *testing.T) {
	ns, killed := open(t)
	killed.notes = filepath.Join(t.TempDir(), "settings")
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
	run("sysctl -w net.ipv6.conf.eth1.disable_ipv6=1")
	c := Config{Devices: []Device{{Name: "eth1", Addresses: prefixes("2001:db8::1/64")}}}
	do(func() error { return killed.Set(c) })
	var next *Host
	do(func() (err error) { next, err = Open(); return err })
	next.notes = killed.notes
	next.left = readNotes(next.notes)
	do(func() error { return next.Set(c) })
	if out := run("ip -6 address show dev eth1"); !strings.Contains(out, "inet6 2001:db8::1/64") {
		t.Errorf("eth1 has\n%s", out)
	}
	do(next.Close)
	if out := run("sysctl -n net.ipv6.conf.eth1.disable_ipv6"); strings.TrimSpace(out) != "1" {
		t.Errorf("it leaves %q", out)
	}
}
