package examples_test

import (
	"fmt"
	"strings"
	"testing"

	"mainmode/datapath/frr"
	"mainmode/datapath/lab"
)

// TestDMVPNRouting has the routers of the example learn by OSPF what is behind
// them: its packets go to a group, of which the hub sends a copy to each router
// that has registered.
func TestDMVPNRouting(t *testing.T) {
	t.Parallel()
	testDMVPNRouting(t)
}

func testDMVPNRouting(t *testing.T, options ...string) {
	needs(t)
	lab.Require(t, "FRR", frr.Available())
	var script strings.Builder
	for node, routes := range map[string][]string{
		"HUB":    {"10.2.0.0 255.255.255.0 10.254.0.2", "10.3.0.0 255.255.255.0 10.254.0.3"},
		"SPOKE1": {"10.1.0.0 255.255.255.0 10.254.0.1", "10.3.0.0 255.255.255.0 10.254.0.3"},
		"SPOKE2": {"10.1.0.0 255.255.255.0 10.254.0.1", "10.2.0.0 255.255.255.0 10.254.0.2"},
	} {
		lines := []string{"terminal length 0", "configure terminal"}
		for _, route := range routes {
			lines = append(lines, "no ip route "+route)
		}
		lines = append(lines, "interface Tunnel0", "ip ospf network point-to-multipoint", "ip ospf hello-interval 1", "ip ospf dead-interval 4",
			"router ospf 1", "network 10.0.0.0 0.255.255.255 area 0", "end")
		for _, line := range lines {
			fmt.Fprintf(&script, "%s# %s\n", node, line)
		}
	}
	out := play(t, "dmvpn", script.String()+`
SPOKE1# ping 10.3.0.1 source Loopback0 repeat 60 timeout 1
SPOKE1# ping 10.3.0.1 source Loopback0
SPOKE2# ping 10.1.0.1 source Loopback0
HUB# show ip ospf neighbor
HUB# show ip route
SPOKE1# show ip route
`, append(options, "--frr")...)
	occurs(t, out, map[string]int{"Success rate is 100 percent (5/5)": 2})
	for _, want := range []string{
		"Tu0:10.254.0.1", "O        10.2.0.0/24 [110/20] via 10.254.0.2", "O        10.3.0.0/24 [110/20] via 10.254.0.3",
		"O        10.3.0.0/24 [110/30] via 10.254.0.1",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
