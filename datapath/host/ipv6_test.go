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

// TestIPv6WithoutAddress has a device of ours take IPv6 packets on a system that
// has the family off on new devices, and leaves the other devices as they are.
func TestIPv6WithoutAddress(t *testing.T) {
	ns, h := open(t)
	run := func(command string) string {
		t.Helper()
		out, err := ns.Run("/bin/sh", "-c", command)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out)
	}
	run("sysctl -w net.ipv6.conf.default.disable_ipv6=1; ip link add v0 type veth peer name v1")
	c := Config{Devices: []Device{{Name: "v0", Made: true, Up: true, IPv6: true}, {Name: "v1", Made: true, Up: true}}}
	if err := ns.Do(func() error { return h.Set(c) }); err != nil {
		t.Fatal(err)
	}
	for device, want := range map[string]string{"v0": "0", "v1": "1"} {
		if off := run("sysctl -n net.ipv6.conf." + device + ".disable_ipv6"); off != want {
			t.Errorf("disable_ipv6 of %s is %s, want %s", device, off, want)
		}
	}
	if err := ns.Do(h.Close); err != nil {
		t.Fatal(err)
	}
}
