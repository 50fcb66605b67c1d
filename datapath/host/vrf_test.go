package host

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// inVRFs has eth1 and eth2 in two VRFs, with the same addresses.
func inVRFs() Config {
	device := func(name, vrf string) Device {
		return Device{Name: name, Interface: name, VRF: vrf, Up: true, Multiaccess: true, Addresses: prefixes("10.1.1.1/24", "2001:db8::1/64")}
	}
	route := func(vrf, via string) datapath.Route {
		return datapath.Route{VRF: vrf, NextHopVRF: vrf, Prefix: netip.MustParsePrefix("10.9.0.0/16"), NextHop: netip.MustParseAddr(via), Distance: 1}
	}
	return Config{
		VRFs:    []datapath.VRF{{Name: "RED", ID: 1}, {Name: "BLUE", ID: 2}},
		Devices: []Device{device("eth1", "RED"), device("eth2", "BLUE")},
		Routes:  []datapath.Route{route("RED", "10.1.1.2"), route("BLUE", "10.1.1.3")},
	}
}

// tables is what the system has of rules and routes, and of its settings.
func tables(t *testing.T, ns *lab.Namespace) string {
	t.Helper()
	out, err := ns.Run("/bin/sh", "-c", "ip rule; ip -6 rule; ip -4 route show table all; ip -6 route show table all proto 109; sysctl net.ipv4.fwmark_reflect net.ipv4.conf.eth1.rp_filter")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestVRF: each VRF has what is in it, the rest of the system nothing of it.
func TestVRF(t *testing.T) {
	ns, h := open(t)
	if _, err := ns.Run("/bin/sh", "-c", "sysctl -w net.ipv4.conf.eth1.rp_filter=2"); err != nil {
		t.Fatal(err)
	}
	before := tables(t, ns)
	c := inVRFs()
	set := func(h *Host, c Config) {
		t.Helper()
		if err := ns.Do(func() error { return h.Set(c) }); err != nil {
			t.Fatal(err)
		}
	}
	set(h, c)
	for _, v := range c.VRFs {
		gateway := map[string]string{"RED": "10.1.1.2 dev eth1", "BLUE": "10.1.1.3 dev eth2"}[v.Name]
		device := gateway[len(gateway)-4:]
		for address, want := range map[string]string{
			"10.9.1.1":    "via " + gateway,
			"10.1.1.77":   "dev " + device,
			"10.1.1.1":    "local 10.1.1.1 dev lo",
			"2001:db8::5": "dev " + device,
		} {
			out, err := ns.Run("ip", "route", "get", address, "mark", markText(v.Table()))
			if err != nil || !strings.Contains(out, want) {
				t.Errorf("%s in %s: %q, %v, want %q", address, v.Name, out, err, want)
			}
		}
		if out, err := ns.Run("ip", "route", "get", "192.0.2.1", "mark", markText(v.Table())); err == nil {
			t.Errorf("%s leaves %s: %q", "192.0.2.1", v.Name, out)
		}
	}
	if out, err := ns.Run("ip", "route", "get", "10.1.1.1"); err == nil {
		t.Errorf("an address of a VRF is known outside: %q", out)
	}
	if _, err := ns.Run("/bin/sh", "-c", "ip link set eth1 down; ip link set eth1 up"); err != nil {
		t.Fatal(err)
	}
	if err := ns.Do(h.Refresh); err != nil {
		t.Fatal(err)
	}
	if out, err := ns.Run("ip", "route", "get", "10.1.1.1"); err == nil {
		t.Errorf("an address of a VRF is known outside once its device was down: %q", out)
	}
	// Out of the VRF and in again.
	outside := inVRFs()
	outside.VRFs, outside.Routes = outside.VRFs[1:], nil
	outside.Devices[0].VRF = ""
	set(h, outside)
	if out, err := ns.Run("ip", "route", "get", "10.1.1.9"); err != nil || !strings.Contains(out, "dev eth1") {
		t.Errorf("eth1 is in no VRF: %q, %v", out, err)
	}
	set(h, c)

	// Another process finds what a killed one has left.
	var next *Host
	if err := ns.Do(func() (err error) { next, err = Open(); return err }); err != nil {
		t.Fatal(err)
	}
	set(next, Config{})
	if out, err := ns.Run("/bin/sh", "-c", "ip rule; ip route show table all proto 109"); err != nil || strings.Count(out, "\n") != 3 {
		t.Errorf("left by a killed process:\n%s%v", out, err)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
	set(h, c)
	if err := ns.Do(h.Close); err != nil {
		t.Fatal(err)
	}
	if after := tables(t, ns); after != before {
		t.Errorf("left:\n%s\nwant\n%s", after, before)
	}
}

func markText(mark uint32) string { return fmt.Sprintf("0x%x", mark) }
