package examples_test

import (
	"strings"
	"testing"

	"mainmode/datapath/frr"
	"mainmode/datapath/lab"
)

// TestFRR has two routers learn from each other what is behind them: by OSPF
// over GRE, by BGP over a VTI, both protected. A host reaches the other one.
// What FRR does not know it says.
func TestFRR(t *testing.T) {
	t.Parallel()
	needs(t)
	lab.Require(t, "FRR", frr.Available())
	out := play(t, "frr", `
R1# terminal length 0
R1# ping 10.255.0.2 source Loopback0 repeat 60 timeout 1
H1# ping 10.2.0.2 repeat 60 timeout 1
H1# ping 10.2.0.2
R1# ping 10.255.0.2 source Loopback0
R1# show ip ospf neighbor
R1# show ip bgp summary
R1# show ip route
R1# configure terminal
R1# router ospf 1
R1# max-lsa 12000
R1# exit
R1# no router bgp 65001
R1# end
wait R2 in vrf default Down
R1# show ip bgp summary
`, "--frr")
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":              2,
		"O        10.2.0.0/24 [110/20] via 172.16.0.2":   1,
		"B        10.255.0.2/32 [20/0] via 172.16.1.2":   1,
		"% max-lsa 12000: FRR does not know the command": 1,
		"% BGP not active":                               1,
		"FRR is told \"router ospf\"":                    2,
	})
	if !strings.Contains(out, "Tu0:172.16.0.1") {
		t.Error("OSPF has no neighbor")
	}
}

// TestFRRFloatingStatic has a static route stand aside for a nearer one of
// OSPF, and come back when that goes.
func TestFRRFloatingStatic(t *testing.T) {
	t.Parallel()
	needs(t)
	lab.Require(t, "FRR", frr.Available())
	out := play(t, "frr", `
H1# ping 10.2.0.2 repeat 60 timeout 1
R1# configure terminal
R1# ip route 10.2.0.0 255.255.255.0 Null0 200
R1# end
H1# ping 10.2.0.2
R1# show ip route 10.2.0.0 255.255.255.0
R1# configure terminal
R1# no router ospf 1
R1# end
R1# show ip route 10.2.0.0 255.255.255.0
`, "--frr")
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                              1,
		"Known via \"ospf 1\", distance 110, metric 20, type intra area": 1,
		"Known via \"static\", distance 200":                             1,
	})
}

// TestFRRNamedEIGRP has two routers find each other by EIGRP in named mode, over
// a tunnel, with times of an interface of its own.
func TestFRRNamedEIGRP(t *testing.T) {
	t.Parallel()
	needs(t)
	lab.Require(t, "FRR", frr.Available())
	var script strings.Builder
	for _, r := range []string{"1", "2"} {
		for _, line := range []string{
			"configure terminal", "interface Loopback9", "ip address 10.99." + r + ".1 255.255.255.0", "router eigrp OFFICE",
			"address-family ipv4 unicast autonomous-system 100", "af-interface Tunnel1", "hello-interval 1", "exit-af-interface",
			"network 172.16.1.0 0.0.0.3", "network 10.99.0.0 0.0.255.255", "end",
		} {
			script.WriteString("R" + r + "# " + line + "\n")
		}
	}
	out := play(t, "frr", script.String()+`
R1# ping 10.99.2.1 source Loopback9 repeat 60 timeout 1
R1# ping 10.99.2.1 source Loopback9
R1# show ip route 10.99.2.1
R1# show ip route eigrp | include 10.99.2
`, "--frr")
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":    1,
		"Known via \"eigrp 100\", distance 90": 1,
		"D        10.99.2.0/24 [90/":           1,
	})
}

// TestFRRRecursiveRoute has a router announce by BGP, through a VTI, the network
// in which its own end of the tunnel is: the other one disables the tunnel.
func TestFRRRecursiveRoute(t *testing.T) {
	t.Parallel()
	needs(t)
	lab.Require(t, "FRR", frr.Available())
	out := play(t, "frr", `
R2# configure terminal
R2# router bgp 65002
R2# network 203.0.113.0 mask 255.255.255.252
wait R1 %TUN-5-RECURDOWN: Tunnel1 temporarily disabled due to recursive routing 90
wait R1 Line protocol on Interface Tunnel1, changed state to down
R1# ping 203.0.113.2 repeat 10 timeout 1
R2# no network 203.0.113.0 mask 255.255.255.252
R1# configure terminal
R1# ip route 10.66.0.0 255.255.0.0 Null0
wait R1 Line protocol on Interface Tunnel1, changed state to up
R1# end
R1# ping 172.16.1.2
`, "--frr")
	occurs(t, out, map[string]int{
		"%TUN-5-RECURDOWN":                  1,
		"Success rate is 100 percent (5/5)": 1,
	})
}
