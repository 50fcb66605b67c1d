package xfrm

import (
	"net/netip"
	"os/exec"
	"strings"
	"testing"

	"mainmode/datapath"
)

// testVLANs: the devices of subinterfaces come with their addresses, and go
// when they are not wanted any more; one that is not ours stays.
func testVLANs(t *testing.T, d *Driver) {
	ipCommand(t, "link", "add", "link", "d0", "name", "d0.99", "type", "vlan", "id", "99")
	subinterface := func(device string, id int) datapath.Link {
		return datapath.Link{Name: "Ethernet0/0." + device, Device: device, Parent: "d0", VLAN: id, Addresses: []netip.Prefix{netip.MustParsePrefix("10.7.0.1/24")}}
	}
	set := func(links ...datapath.Link) string {
		t.Helper()
		if err := d.Set(&datapath.Config{Links: links}); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ip", "-o", "-d", "address").CombinedOutput()
		links2, err2 := exec.Command("ip", "-o", "-d", "link", "show", "type", "vlan").CombinedOutput()
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return string(out) + string(links2)
	}
	if got := set(subinterface("d0.10", 10)); !strings.Contains(got, "d0.10@d0") || !strings.Contains(got, " id 10 ") || !strings.Contains(got, "10.7.0.1/24 brd 10.7.0.255 scope global d0.10") {
		t.Errorf("after VLAN 10 was configured:\n%s", got)
	}
	if got := set(subinterface("d0.10", 11)); strings.Contains(got, " id 10 ") || !strings.Contains(got, " id 11 ") || !strings.Contains(got, "10.7.0.1/24") {
		t.Errorf("after it became VLAN 11:\n%s", got)
	}
	if got := set(subinterface("d0.20", 20)); strings.Contains(got, "d0.10") || !strings.Contains(got, " id 20 ") {
		t.Errorf("after another took its place:\n%s", got)
	}
	if got := set(); strings.Contains(got, "d0.20") || !strings.Contains(got, "d0.99") {
		t.Errorf("after the last one went:\n%s", got)
	}
	err := d.Set(&datapath.Config{Links: []datapath.Link{{Name: "Ethernet0/9.1", Device: "d9.1", Parent: "d9", VLAN: 1}}})
	if err == nil || !strings.Contains(err.Error(), "no device d9") {
		t.Errorf("a VLAN of no device: %v", err)
	}
	ipCommand(t, "link", "delete", "d0.99")
	set()
}
