package host

import (
	"net/netip"
	"strings"
	"testing"

	"mainmode/datapath"
)

// TestSetNeighbors makes the static neighbours of a device those that it is told,
// and leaves those of others.
func TestSetNeighbors(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	if err := h.Set(Config{Devices: []Device{
		{Name: "eth1", Interface: "Ethernet0/0", Addresses: prefixes("192.0.2.1/24"), Up: true},
		{Name: "eth2", Interface: "Ethernet0/1", Addresses: prefixes("198.51.100.1/24"), Up: true},
	}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ns.Run("/bin/sh", "-c", "ip neigh add 198.51.100.9 lladdr 02:00:00:00:00:09 dev eth2 nud permanent"); err != nil {
		t.Fatal(err)
	}
	neighbor := func(address string, last byte) StaticNeighbor {
		return StaticNeighbor{Address: netip.MustParseAddr(address), Hardware: []byte{2, 0, 0, 0, 0, last}}
	}
	for _, step := range []struct {
		list []StaticNeighbor
		want string
	}{
		{[]StaticNeighbor{neighbor("192.0.2.2", 2), neighbor("192.0.2.3", 3)}, "192.0.2.2 02:00:00:00:00:02, 192.0.2.3 02:00:00:00:00:03"},
		{[]StaticNeighbor{neighbor("192.0.2.3", 4), neighbor("192.0.2.5", 5)}, "192.0.2.3 02:00:00:00:00:04, 192.0.2.5 02:00:00:00:00:05"},
		{nil, ""},
	} {
		if err := h.SetNeighbors("eth1", step.list); err != nil {
			t.Fatal(err)
		}
		out, err := ns.Run("/bin/sh", "-c", "ip neigh show dev eth1 nud permanent | grep -F . | sort")
		if err != nil && step.want != "" {
			t.Fatal(err)
		}
		var have []string
		for line := range strings.Lines(string(out)) {
			words := strings.Fields(line)
			have = append(have, words[0]+" "+words[2])
		}
		if got := strings.Join(have, ", "); got != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
	}
	if out, err := ns.Run("/bin/sh", "-c", "ip neigh show dev eth2 nud permanent"); err != nil || !strings.Contains(string(out), "198.51.100.9") {
		t.Errorf("another device has %q, %v", out, err)
	}
	c := &datapath.Config{Links: []datapath.Link{{Name: "Ethernet0/0", Device: "eth1", Addresses: prefixes("192.0.2.1/24")}}}
	if !h.HasUp(c, netip.MustParseAddr("192.0.2.1")) || h.HasUp(c, netip.MustParseAddr("192.0.2.2")) {
		t.Error("an address is not where it is, or where it is not")
	}
	if c.Links[0].Shutdown = true; h.HasUp(c, netip.MustParseAddr("192.0.2.1")) {
		t.Error("an interface is up that is shut down")
	}
}
