package examples_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// nhrpCloud is a switch to which a hub at 192.0.2.1 and spokes are joined.
func nhrpCloud(t *testing.T, cables ...string) *network {
	t.Helper()
	needs(t, "ip")
	n := newNetwork(t, cables...)
	// A bridge that snoops says so to others, from no address.
	n.run("NET", "ip link add switch type bridge mcast_snooping 0\nip link set switch up")
	for _, c := range cables {
		if _, device, ok := strings.Cut(c, " NET:"); ok {
			n.run("NET", "ip link set "+device+" master switch")
		}
	}
	return n
}

// nhrpTunnel is the tunnel of a router whose address is 10.254.0.i, with the LAN
// 10.i.0.0/24 as a Loopback.
func nhrpTunnel(i int, lines string) string {
	return interopPolicy + fmt.Sprintf(`
crypto ipsec transform-set AES esp-aes esp-sha-hmac
 mode transport
interface Loopback0
 ip address 10.%[1]d.0.1 255.255.255.0
interface Tunnel0
 ip address 10.254.0.%[1]d 255.255.255.0
 ip mtu 1400
 ip nhrp authentication labkey
 ip nhrp network-id 1
 ip nhrp holdtime 60
 tunnel source GigabitEthernet0/0
 tunnel key 9
 tunnel protection ipsec profile OURS shared
%[2]s
`, i, lines)
}

const nhrpHubLines = " tunnel mode gre multipoint\n ip nhrp map multicast dynamic\ninterface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n" +
	"ip route 10.2.0.0 255.255.255.0 10.254.0.2\nip route 10.3.0.0 255.255.255.0 10.254.0.3\nip route 10.4.0.0 255.255.255.0 10.254.0.4"

// nhrpSpoke is spoke i at an address, whose routes to the other LANs have the
// other spokes as their next hops.
func nhrpSpoke(i int, address, lines string) string {
	routes := ""
	for _, other := range []int{1, 2, 3, 4} {
		if other != i {
			routes += fmt.Sprintf("ip route 10.%[1]d.0.0 255.255.255.0 10.254.0.%[1]d\n", other)
		}
	}
	return nhrpTunnel(i, lines+"\n ip nhrp nhs 10.254.0.1\n ip nhrp registration timeout 5\ninterface GigabitEthernet0/0\n ip address "+address+" 255.255.255.0\n"+routes)
}

const (
	nhrpMultipoint = " tunnel mode gre multipoint\n ip nhrp map 10.254.0.1 192.0.2.1\n ip nhrp map multicast 192.0.2.1"
	nhrpOneEnd     = " tunnel destination 192.0.2.1\n ip nhrp map 10.254.0.1 192.0.2.1\n ip nhrp map multicast 192.0.2.1"
)

// reaches waits until a ping from a router's LAN gets every answer.
func (r *router) reaches(address string) {
	r.n.t.Helper()
	r.await("ping "+address+" source Loopback0 repeat 3 timeout 1", "Success rate is 100 percent (3/3)")
}

// goesDirectly waits until packets for a next hop go to it, not by the hub. What
// was learned ends, and only packets have it asked for again.
func (r *router) goesDirectly(address string) {
	r.n.t.Helper()
	await(r.n.t, r.name+" to go directly to "+address, func() bool {
		out := r.exec("ping "+address+" repeat 1 timeout 1", "show ip nhrp "+address)
		return strings.Contains(out, "NBMA address: ") && !strings.Contains(out, "(no-socket)")
	})
}

var packetsInput = regexp.MustCompile(`(\d+) packets input`)

// packetsInput is how many packets an interface has taken in.
func (r *router) packetsInput(iface string) int {
	r.n.t.Helper()
	found := packetsInput.FindStringSubmatch(r.exec("show interfaces " + iface))
	if found == nil {
		r.n.t.Fatalf("%s: %s has no counts", r.name, iface)
	}
	count, err := strconv.Atoi(found[1])
	r.n.must(err)
	return count
}

// TestDMVPN has a hub, a spoke whose tunnel has one end and two spokes of
// multipoint GRE find each other; the latter two directly.
func TestDMVPN(t *testing.T) { testDMVPN(t, "") }

// testDMVPN is the same with two of the spokes on a datapath, "": on the hub's.
func testDMVPN(t *testing.T, datapath string) {
	t.Parallel()
	n := nhrpCloud(t, "HUB:eth1 NET:eth1", "SPOKE2:eth1 NET:eth2", "SPOKE3:eth1 NET:eth3", "SPOKE4:eth1 NET:eth4")
	sentry := n.watch("HUB:eth1 SPOKE2:eth1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")
	sentry34 := n.watch("SPOKE3:eth1 SPOKE4:eth1", "192.0.2.1", "192.0.2.3", "192.0.2.4")
	hub := n.boot("HUB", nhrpTunnel(1, nhrpHubLines))
	if datapath == "" {
		datapath = hub.datapath
	}
	spoke2 := n.bootOn(datapath, "SPOKE2", nhrpSpoke(2, "192.0.2.2", nhrpOneEnd))
	spoke3 := n.bootOn(datapath, "SPOKE3", nhrpSpoke(3, "192.0.2.3", nhrpMultipoint))
	spoke4 := n.boot("SPOKE4", nhrpSpoke(4, "192.0.2.4", nhrpMultipoint))
	for i := 2; i <= 4; i++ {
		hub.await(fmt.Sprintf("show ip nhrp 10.254.0.%d", i), fmt.Sprintf("Type: dynamic, Flags: unique registered nhop \n   NBMA address: 192.0.2.%d \n", i))
	}
	for _, r := range []*router{spoke2, spoke3, spoke4} {
		r.await("show ip nhrp nhs", "10.254.0.1     RE priority = 0 cluster = 0")
		r.reaches("10.1.0.1")
	}
	hub.await("show ip nhrp multicast", "192.0.2.4       Flags: dynamic")
	if out := hub.exec("show dmvpn"); strings.Count(out, "    UP ") != 3 || !strings.Contains(out, "Type:Hub, NHRP Peers:3, ") {
		t.Errorf("the hub:\n%s", out)
	}

	// By the hub at first, then directly, with an SA of their own.
	spoke3.reaches("10.4.0.1")
	spoke3.await("show ip nhrp 10.254.0.4", "NBMA address: 192.0.2.4 \n") // by its own request or the other's
	spoke4.await("show ip nhrp 10.254.0.3", "NBMA address: 192.0.2.3 \n")
	spoke3.goesDirectly("10.254.0.4")
	spoke4.goesDirectly("10.254.0.3")
	spoke3.await("show crypto session remote 192.0.2.4", "Session status: UP-ACTIVE")
	before := hub.packetsInput("Tunnel0")
	if out := spoke3.exec("ping 10.4.0.1 source Loopback0 repeat 50 timeout 1"); !strings.Contains(out, "Success rate is 100 percent (50/50)") {
		t.Errorf("directly:\n%s", out)
	}
	if came := hub.packetsInput("Tunnel0") - before; came > 20 {
		t.Errorf("%d packets came to the hub of 100 between spokes", came)
	}
	// A tunnel with one end has no direct way, in either direction.
	spoke3.reaches("10.2.0.1")
	spoke2.reaches("10.4.0.1")
	spoke3.await("show ip nhrp 10.254.0.2", "Type: incomplete, Flags: negative")
	spoke3.reaches("10.2.0.1")
	sentry.sees(t, 10)
	sentry.silent(t, "DMVPN, at the hub")
	sentry34.silent(t, "DMVPN, at the spokes")

	// What was learned goes with its tunnel, or by command, and comes back.
	hub.configure("interface Tunnel0", "shutdown")
	hub.await("show ip nhrp summary", "0 static  0 dynamic  0 incomplete")
	hub.configure("interface Tunnel0", "no shutdown")
	hub.await("show ip nhrp 10.254.0.2", "NBMA address: 192.0.2.2 \n")
	spoke2.reaches("10.1.0.1")
	hub.exec("clear dmvpn session peer nbma 192.0.2.4")
	hub.await("show ip nhrp 10.254.0.4", "NBMA address: 192.0.2.4 \n")
	spoke4.reaches("10.1.0.1")

	// The hub is another one, that knows nothing.
	hub.stop()
	hub.start()
	for i, r := range []*router{spoke2, spoke3, spoke4} {
		hub.await(fmt.Sprintf("show ip nhrp 10.254.0.%d", i+2), fmt.Sprintf("NBMA address: 192.0.2.%d \n", i+2))
		r.reaches("10.1.0.1")
	}
	sentry.silent(t, "DMVPN, after the hub was another")
}

// TestDMVPNSpokeMoves has a spoke get another address of the network: the hub and
// the spoke that knows it learn of that.
func TestDMVPNSpokeMoves(t *testing.T) {
	t.Parallel()
	n := nhrpCloud(t, "HUB:eth1 NET:eth1", "SPOKE3:eth1 NET:eth2", "SPOKE4:eth1 NET:eth3")
	hub := n.boot("HUB", nhrpTunnel(1, nhrpHubLines))
	spoke3 := n.boot("SPOKE3", nhrpSpoke(3, "192.0.2.3", nhrpMultipoint+"\n ip nhrp registration no-unique"))
	spoke4 := n.boot("SPOKE4", nhrpSpoke(4, "192.0.2.4", nhrpMultipoint))
	spoke3.reaches("10.1.0.1")
	spoke4.reaches("10.3.0.1")
	spoke4.await("show ip nhrp 10.254.0.3", "NBMA address: 192.0.2.3 \n")
	spoke3.configure("interface GigabitEthernet0/0", "ip address 192.0.2.33 255.255.255.0")
	hub.await("show ip nhrp 10.254.0.3", "NBMA address: 192.0.2.33 \n")
	spoke3.reaches("10.1.0.1")
	spoke4.reaches("10.3.0.1")
	spoke4.await("show ip nhrp 10.254.0.3", "NBMA address: 192.0.2.33 \n")
	spoke4.reaches("10.3.0.1")
	// Who registers as unique has to wait until the holding time has ended.
	spoke4.configure("interface Tunnel0", "ip nhrp holdtime 15")
	hub.await("show ip nhrp 10.254.0.4", "expire 00:00:1")
	spoke4.configure("interface GigabitEthernet0/0", "ip address 192.0.2.44 255.255.255.0")
	spoke4.await("show logging", "%NHRP-3-PAKREPLY: Receive Registration Reply packet with error - unique address registered already(14)")
	hub.await("show ip nhrp 10.254.0.4", "NBMA address: 192.0.2.44 \n")
	spoke4.reaches("10.1.0.1")
	// Who is gone is forgotten.
	spoke4.kill()
	await(t, "the hub to forget the spoke", func() bool { return hub.exec("show ip nhrp 10.254.0.4") == "" })
	if out := hub.exec("show ip nhrp multicast"); strings.Contains(out, "192.0.2.44") {
		t.Errorf("multicasts still go to it:\n%s", out)
	}
}

// TestDMVPNBehindNAT has a spoke behind NAT be known by the address that NAT has
// made of its own, to the hub and to another spoke.
func TestDMVPNBehindNAT(t *testing.T) {
	t.Parallel()
	needs(t, "nft")
	n := nhrpCloud(t, "HUB:eth1 NET:eth1", "NAT:eth2 NET:eth2", "SPOKE4:eth1 NET:eth3", "SPOKE3:eth1 NAT:eth1")
	n.run("NAT", `ip address add 192.168.9.1/24 dev eth1
ip address add 192.0.2.9/24 dev eth2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'
nft add rule ip nat out oifname eth2 masquerade`)
	hub := n.boot("HUB", nhrpTunnel(1, nhrpHubLines))
	spoke3 := n.boot("SPOKE3", nhrpSpoke(3, "192.168.9.2", nhrpMultipoint)+"ip route 192.0.2.0 255.255.255.0 192.168.9.1\n")
	spoke4 := n.boot("SPOKE4", nhrpSpoke(4, "192.0.2.4", nhrpMultipoint))
	hub.await("show ip nhrp 10.254.0.3", "   NBMA address: 192.0.2.9 \n    (Claimed NBMA address: 192.168.9.2) \n")
	if out := hub.exec("show dmvpn"); !strings.Contains(out, "   DN\n") {
		t.Errorf("the hub does not show NAT:\n%s", out)
	}
	spoke3.reaches("10.1.0.1")
	spoke4.reaches("10.1.0.1")
	spoke3.reaches("10.4.0.1")
	spoke3.await("show ip nhrp 10.254.0.4", "NBMA address: 192.0.2.4 \n")
	spoke4.await("show ip nhrp 10.254.0.3", "   NBMA address: 192.0.2.9 \n    (Claimed NBMA address: 192.168.9.2) \n")
	spoke3.goesDirectly("10.254.0.4")
	spoke4.goesDirectly("10.254.0.3")
	spoke3.reaches("10.4.0.1")
	spoke4.reaches("10.3.0.1")
}

// TestDMVPNExample plays the example: the shape of a DMVPN as most have it, with
// the tunnels' outsides in a VRF and one profile for all peers.
func TestDMVPNExample(t *testing.T) {
	t.Parallel()
	testDMVPNExample(t)
}

func testDMVPNExample(t *testing.T, options ...string) {
	needs(t)
	dir := t.TempDir()
	out := play(t, "dmvpn", `
HUB# terminal length 0
SPOKE1# ping 10.1.0.1 source Loopback0 repeat 60 timeout 1
SPOKE2# ping 10.1.0.1 source Loopback0 repeat 60 timeout 1
SPOKE1# ping 10.1.0.1 source Loopback0
HUB# show ip nhrp
HUB# show dmvpn
SPOKE1# debug nhrp
SPOKE1# ping 10.3.0.1 source Loopback0
wait SPOKE1 Adding Tunnel Endpoints (VPN: 10.254.0.3, NBMA: 203.0.113.6) 90
SPOKE1# undebug all
SPOKE1# ping 10.3.0.1 source Loopback0
SPOKE1# traceroute 10.3.0.1 source Loopback0
SPOKE1# show ip nhrp nhs
SPOKE1# show dmvpn
SPOKE2# show crypto session
`, append(options, "--pcap", dir)...)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)": 3,
		"  1 10.3.0.1 ":                     1,
		"Type:Hub, NHRP Peers:2, ":          1,
		"   Type: dynamic, Flags: registered nhop \n   NBMA address: 203.0.113.2 ": 1,
		"   Type: dynamic, Flags: registered nhop \n   NBMA address: 203.0.113.6 ": 1,
		"10.254.0.1     RE priority = 0 cluster = 0":                               1,
		"     1 203.0.113.6          10.254.0.3    UP ":                            2,
		"IPSEC FLOW: permit 47 host 203.0.113.6 host 203.0.113.2 ":                 1,
	})
	protected(t, filepath.Join(dir, "SPOKE1-eth1.pcap"), kindESP, 100)
}

// TestNHRPWire has tshark know every packet of NHRP, and find no fault with one.
func TestNHRPWire(t *testing.T) {
	t.Parallel()
	needs(t, "tshark")
	n := nhrpCloud(t, "HUB:eth1 NET:eth1", "SPOKE3:eth1 NET:eth2", "SPOKE4:eth1 NET:eth3")
	file := n.path("hub.pcap")
	capture, err := n.lab.Namespace("HUB").Capture("eth1", file)
	n.must(err)
	clear := func(config string) string {
		return strings.ReplaceAll(config, " tunnel protection ipsec profile OURS shared\n", "")
	}
	hub := n.boot("HUB", clear(nhrpTunnel(1, nhrpHubLines)))
	spoke3 := n.boot("SPOKE3", clear(nhrpSpoke(3, "192.0.2.3", nhrpMultipoint)))
	n.boot("SPOKE4", clear(nhrpSpoke(4, "192.0.2.4", nhrpMultipoint)))
	hub.await("show ip nhrp 10.254.0.4", "NBMA address: 192.0.2.4 \n")
	spoke3.reaches("10.4.0.1")
	spoke3.goesDirectly("10.254.0.4")
	spoke3.configure("interface Tunnel0", "ip nhrp authentication other")
	spoke3.await("show logging", "code: authentication failure(11)")
	n.must(capture.Close())
	s := tshark{t: t, file: file, home: t.TempDir()}
	for _, kind := range []int{1, 2, 3, 4, 7} {
		if len(s.frames(fmt.Sprintf("nhrp.hdr.op.type == %d && nhrp.hdr.chksum.status == 1", kind))) == 0 {
			t.Errorf("tshark knows no packet of type %d", kind)
		}
	}
	if bad := s.frames("nhrp && (_ws.malformed || _ws.expert.severity >= warning || nhrp.hdr.chksum.status == 0)"); len(bad) > 0 {
		t.Errorf("tshark finds fault with frames %v", bad)
	}
}
