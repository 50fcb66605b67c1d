package compiler

import (
	"fmt"
	"strings"
	"testing"

	"mainmode/datapath"
)

// told prints what FRR is told.
func told(blocks []datapath.RoutingBlock) string {
	var b strings.Builder
	for i := range blocks {
		fmt.Fprintln(&b, blocks[i].Text)
		for _, l := range blocks[i].Lines {
			fmt.Fprintf(&b, "%*s%s\n", l.Depth+1, "", l.Text)
		}
	}
	return b.String()
}

func compileForFRR(t *testing.T, text string) (*Router, []Diagnostic) {
	t.Helper()
	c, refused := Load("test", text, RandomSalt)
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	return Compile(c, Env{Devices: []string{"eth1", "eth2"}, FRR: true})
}

// TestRouting hands over what is about routing protocols, spelled for FRR, and
// nothing else.
func TestRouting(t *testing.T) {
	r, diagnostics := compileForFRR(t, `hostname R1
service password-encryption
access-list 10 permit 10.0.0.0 0.255.255.255
access-list 10 deny any
access-list 20 permit any
ip prefix-list A seq 5 permit 10.0.0.0/8 le 24
ip as-path access-list 1 permit ^65002$
route-map OUT permit 10
 match ip address 10
 set metric 5
route-map NAT permit 10
 match ip address 20
interface Loopback0
 ip address 10.255.0.1 255.255.255.255
interface Tunnel0
 ip address 172.16.0.1 255.255.255.252
 ip ospf 1 area 0
 ip ospf message-digest-key 1 md5 geheim
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.9
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ipv6 ospf 6 area 0
router ospf 1
 router-id 10.255.0.1
 passive-interface default
 no passive-interface Tunnel0
 network 10.0.0.0 0.0.255.255 area 0
 network 10.9.0.0 0.0.255.0 area 0
 redistribute static subnets
 area 1 range 10.1.0.0 255.255.0.0
router eigrp 100
 network 172.16.0.0
 network 10.4.0.0 0.3.255.255
 no auto-summary
router bgp 65001
 neighbor 172.16.0.2 remote-as 65002
 neighbor 172.16.0.2 update-source Loopback 0
 neighbor 172.16.0.2 password geheim
 neighbor 172.16.0.2 route-map OUT out
 address-family ipv4
  neighbor 172.16.0.2 activate
 exit-address-family
 address-family ipv4 vrf RED
  redistribute connected
 exit-address-family
ipv6 router ospf 6
 router-id 10.255.0.1
router odr
end
`)
	const want = `bgp as-path access-list 1 permit ^65002$
ip prefix-list A seq 5 permit 10.0.0.0/8 le 24
access-list 10 seq 5 permit 10.0.0.0 0.255.255.255
access-list 10 seq 10 deny any
route-map OUT permit 10
 match ip address 10
 set metric 5
router eigrp 100
 network 172.16.0.0/16
 network 10.4.0.0/14
interface Tu0
 ip ospf area 0
 ip ospf message-digest-key 1 md5 geheim
interface eth1
 ipv6 ospf6 area 0
router ospf
 router-id 10.255.0.1
 passive-interface default
 no passive-interface Tu0
 network 10.0.0.0/16 area 0
 network 10.9.0.0 0.0.255.0 area 0
 redistribute kernel
 area 1 range 10.1.0.0/16
router bgp 65001
 no bgp ebgp-requires-policy
 neighbor 172.16.0.2 remote-as 65002
 neighbor 172.16.0.2 timers connect 10
 neighbor 172.16.0.2 update-source Lo0
 neighbor 172.16.0.2 password geheim
 neighbor 172.16.0.2 route-map OUT out
 address-family ipv4
  neighbor 172.16.0.2 activate
router ospf6
 ospf6 router-id 10.255.0.1
`
	if got := told(r.Routing.Blocks); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	var said strings.Builder
	for _, d := range diagnostics {
		fmt.Fprintln(&said, d)
	}
	if strings.Contains(said.String(), "geheim") {
		t.Errorf("a password is said:\n%s", said.String())
	}
	for _, want := range []string{
		`router ospf 1: FRR is told "router ospf"`,
		`network 10.0.0.0 0.0.255.255 area 0: FRR is told "network 10.0.0.0/16 area 0"`,
		`redistribute static subnets: FRR is told "redistribute kernel"`,
		`address-family ipv4 vrf RED: kept without effect: FRR does not know the VRF`,
	} {
		if !strings.Contains(said.String(), want+"\n") {
			t.Errorf("%q is not said:\n%s", want, said.String())
		}
	}
}

// TestRoutingProcesses leaves the numbers of OSPF processes where there are
// several.
func TestRoutingProcesses(t *testing.T) {
	r, _ := compileForFRR(t, `interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip ospf 1 area 0
router ospf 1
 redistribute ospf 2 subnets
router ospf 2
 router-id 10.0.0.2
`)
	const want = "interface eth1\n ip ospf 1 area 0\nrouter ospf 1\n redistribute ospf 2\nrouter ospf 2\n router-id 10.0.0.2\n"
	if got := told(r.Routing.Blocks); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestRoutingPlan names the blocks that change.
func TestRoutingPlan(t *testing.T) {
	const text = "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n ip ospf cost 5\nrouter ospf 1\n router-id 10.0.0.1\nrouter rip\n version 2\n"
	before, _ := compileForFRR(t, text)
	after, _ := compileForFRR(t, strings.NewReplacer("cost 5", "cost 6", "router rip\n version 2\n", "router bgp 65001\n").Replace(text))
	if got, want := Diff(before, after).String(), "routing: remove router rip\nrouting: change interface GigabitEthernet0/0\nrouting: add router bgp 65001\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	c, _ := Load("test", text, RandomSalt)
	without, _ := Compile(c, Env{Devices: []string{"eth1"}})
	if len(without.Routing.Blocks) > 0 || without.Routing.Kept > 0 {
		t.Errorf("without FRR: %+v", without.Routing)
	}
	// With no protocol there is nothing to hand over.
	idle, _ := compileForFRR(t, "ip prefix-list A seq 5 permit 10.0.0.0/8\ninterface GigabitEthernet0/0\n ip ospf cost 5\n")
	if len(idle.Routing.Blocks) > 0 {
		t.Errorf("no protocol: %+v", idle.Routing.Blocks)
	}
}

// TestNamedEIGRP hands over named mode as classic mode, which FRR knows.
func TestNamedEIGRP(t *testing.T) {
	r, diagnostics := compileForFRR(t, `hostname R1
key chain K
 key 1
  key-string geheim
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
interface Loopback0
 ip address 10.255.0.1 255.255.255.255
router eigrp OFFICE
 address-family ipv4 unicast autonomous-system 100
  af-interface default
   passive-interface
   hello-interval 3
  exit-af-interface
  af-interface GigabitEthernet0/0
   no passive-interface
   hello-interval 2
   hold-time 6
   authentication mode md5
   authentication key-chain K
   split-horizon
  exit-af-interface
  topology base
   redistribute static
   variance 2
  exit-af-topology
  network 10.0.0.0
  network 192.0.2.0 0.0.0.255
  eigrp router-id 10.255.0.1
 exit-address-family
 address-family ipv4 unicast vrf RED autonomous-system 7
  network 10.0.0.0
 exit-address-family
 address-family ipv6 unicast autonomous-system 100
  eigrp router-id 10.255.0.1
 exit-address-family
 address-family ipv4 autonomous-system 200
  network 10.7.0.0 0.0.255.255
 exit-address-family
end
`)
	const want = `key chain K
 key 1
  key-string geheim
router eigrp 100
 passive-interface default
 no passive-interface eth1
 redistribute kernel
 variance 2
 network 10.0.0.0/8
 network 192.0.2.0/24
 eigrp router-id 10.255.0.1
router eigrp 200
 network 10.7.0.0/16
interface eth1
 ip hello-interval eigrp 2
 ip hold-time eigrp 6
 ip authentication mode eigrp 100 md5
 ip authentication key-chain eigrp 100 K
`
	if got := told(r.Routing.Blocks); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	var said strings.Builder
	for _, d := range diagnostics {
		fmt.Fprintln(&said, d)
	}
	for _, want := range []string{
		`FRR is told "router eigrp 100"`, "FRR has this for single interfaces only", "FRR does not know the VRF", "FRR has EIGRP for IPv4 only", "FRR does not have it",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("no %q in\n%s", want, said.String())
		}
	}
}
