package shell

import (
	"bytes"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/nhrp"
	"mainmode/ike"
)

// nhrpStates are those of a hub, and of a spoke of another cloud, behind NAT.
func nhrpStates() []nhrp.InterfaceState {
	ago := func(d time.Duration) time.Time { return showTime.Add(-d) }
	in := func(d time.Duration) time.Time { return showTime.Add(d) }
	hub := nhrp.Interface{Name: "Tunnel0", Address: addr("10.254.0.1"), NBMA: addr("192.0.2.1"), NetworkID: 1, MulticastDynamic: true, Multicast: []netip.Addr{addr("192.0.2.77")}}
	spoke := nhrp.Interface{Name: "Tunnel10", Address: addr("10.253.0.2"), NBMA: addr("192.0.2.1"), NetworkID: 2, Servers: []nhrp.Server{{Address: addr("10.253.0.1"), NBMA: addr("198.51.100.1"), Multicast: true}}}
	return []nhrp.InterfaceState{
		{Interface: hub, Up: true, Multicasts: []netip.Addr{addr("192.0.2.77"), addr("203.0.113.2"), addr("203.0.113.9")}, SendUsage: 3,
			Traffic: nhrp.Traffic{Sent: map[nhrp.Type]int{nhrp.RegistrationReply: 12, nhrp.ErrorIndication: 1}, Received: map[nhrp.Type]int{nhrp.RegistrationRequest: 13, nhrp.ResolutionRequest: 2}},
			Entries: []nhrp.Entry{
				{Kind: nhrp.Registered, Address: addr("10.254.0.2"), NBMA: addr("203.0.113.2"), Unique: true, Created: ago(314 * time.Second), Expires: in(586 * time.Second)},
				{Kind: nhrp.Registered, Address: addr("10.254.0.3"), NBMA: addr("203.0.113.9"), Claimed: addr("192.168.1.2"), Created: ago(30 * time.Hour), Expires: in(300 * time.Second)},
				{Kind: nhrp.Static, Address: addr("10.254.0.77"), NBMA: addr("192.0.2.77"), Created: ago(time.Minute)},
			}},
		{Interface: spoke, Up: true, Translated: addr("203.0.113.99"), Multicasts: []netip.Addr{addr("198.51.100.1")},
			ServerList: []nhrp.ServerState{
				{Server: spoke.Servers[0], Responding: true, Sent: 5, Received: 5, Answered: ago(12 * time.Second)},
				{Server: nhrp.Server{Address: addr("10.253.0.9"), Priority: 5, Cluster: 1}, Pending: true, RequestID: 77001, Retry: 32 * time.Second, Sent: 6, Failed: 5},
			},
			Entries: []nhrp.Entry{
				{Kind: nhrp.Static, Address: addr("10.253.0.1"), NBMA: addr("198.51.100.1"), Created: ago(314 * time.Second)},
				{Kind: nhrp.Local, Address: addr("10.253.0.2"), NBMA: addr("192.0.2.1"), Created: ago(20 * time.Second), Expires: in(580 * time.Second),
					Requesters: []nhrp.Requester{{Address: addr("10.253.0.4"), RequestID: 4021, NBMA: addr("198.51.100.4"), Expires: in(580 * time.Second)}}},
				{Kind: nhrp.Resolved, Address: addr("10.253.0.3"), NBMA: addr("198.51.100.3"), Created: ago(9 * time.Second), Expires: in(591 * time.Second)},
				{Kind: nhrp.Implicit, Address: addr("10.253.0.4"), NBMA: addr("198.51.100.4"), Created: ago(20 * time.Second), Expires: in(580 * time.Second)},
				{Kind: nhrp.Incomplete, Address: addr("10.253.0.5"), NBMA: addr("198.51.100.1"), Created: ago(8 * time.Second), Expires: in(172 * time.Second)},
			}},
	}
}

// dmvpnFixture is a router with these, of which the first is protected.
func dmvpnFixture() *dmvpnView {
	flow := func(peer string, pairs int) ike.Flow {
		f := ike.Flow{Map: "Tunnel0-head-0", Policy: "Tunnel0-head-0", Interface: "Tunnel0", Local: addr("192.0.2.1"), Peer: addr(peer), PeerPort: 500,
			Selector: datapath.Selector{Local: netip.PrefixFrom(addr("192.0.2.1"), 32), Remote: netip.PrefixFrom(addr(peer), 32), Protocol: 47}}
		if pairs > 0 {
			f.Since = showTime.Add(-300 * time.Second)
			f.Pairs = []ike.SAPair{{Inbound: said(datapath.Inbound, peer, 0x45F16A9A), Outbound: said(datapath.Outbound, peer, 0x221A7153),
				Transform: aesSHA, Expires: showTime.Add(3300 * time.Second), LifetimeKB: 4608000, Sending: true}}
		}
		return f
	}
	sa := sixSA()
	sa.Local, sa.Remote, sa.PeerID, sa.Map = netip.MustParseAddrPort("192.0.2.1:500"), netip.MustParseAddrPort("203.0.113.2:500"), "203.0.113.2", "Tunnel0-head-0"
	return &dmvpnView{now: showTime, states: nhrpStates(), line: func(string) bool { return true },
		ike: ike.Snapshot{Flows: []ike.Flow{flow("203.0.113.2", 1), flow("203.0.113.9", 0)}, SAs: []ike.ISAKMPSA{sa}},
		ir: &compiler.Router{Interfaces: []compiler.Interface{
			{Name: "Tunnel0", Kind: compiler.Tunnel, Tunnel: &compiler.TunnelSettings{Mode: compiler.GREMultipoint, VRF: "INET", Profile: "DMVPN", Map: "Tunnel0-head-0"}},
			{Name: "Tunnel10", Kind: compiler.Tunnel, Tunnel: &compiler.TunnelSettings{Mode: compiler.GREMultipoint}},
		}}}
}

// showNHRP are the show commands of NHRP for TestShow.
func showNHRP() []shownScreen {
	states := nhrpStates()
	dmvpn := func(f dmvpnFilter, detail bool) func(io.Writer) {
		return func(w io.Writer) { writeDMVPN(w, dmvpnFixture(), &f, detail) }
	}
	return []shownScreen{
		{"nhrp", func(w io.Writer) { writeNHRPCache(w, showTime, states, &nhrpFilter{}, false) }},
		{"nhrp-detail", func(w io.Writer) { writeNHRPCache(w, showTime, states, &nhrpFilter{iface: "Tunnel10"}, true) }},
		{"nhrp-static", func(w io.Writer) { writeNHRPCache(w, showTime, states, &nhrpFilter{kind: "static"}, false) }},
		{"nhrp-dynamic", func(w io.Writer) {
			writeNHRPCache(w, showTime, states, &nhrpFilter{kind: "dynamic", iface: "Tunnel0"}, false)
		}},
		{"nhrp-address", func(w io.Writer) {
			writeNHRPCache(w, showTime, states, &nhrpFilter{address: addr("10.254.0.2")}, false)
		}},
		{"nhrp-brief", func(w io.Writer) { writeNHRPBrief(w, states, &nhrpFilter{}) }},
		{"nhrp-nhs", func(w io.Writer) { writeNHRPServers(w, showTime, states, &nhrpFilter{}, false) }},
		{"nhrp-nhs-detail", func(w io.Writer) { writeNHRPServers(w, showTime, states, &nhrpFilter{}, true) }},
		{"nhrp-multicast", func(w io.Writer) { writeNHRPMulticast(w, states, &nhrpFilter{}) }},
		{"nhrp-traffic", func(w io.Writer) { writeNHRPTraffic(w, states, &nhrpFilter{}) }},
		{"nhrp-summary", func(w io.Writer) { writeNHRPSummary(w, states) }},
		{"dmvpn", dmvpn(dmvpnFilter{}, false)},
		{"dmvpn-static", dmvpn(dmvpnFilter{static: true}, false)},
		{"dmvpn-peer", dmvpn(dmvpnFilter{tunnel: addr("10.254.0.2"), iface: "Tunnel0"}, false)},
		{"dmvpn-detail", dmvpn(dmvpnFilter{}, true)},
	}
}

const nhrpHub = `interface Tunnel0
 ip address 10.254.0.1 255.255.255.0
 ip nhrp authentication s3cr3t
 ip nhrp map multicast dynamic
 ip nhrp network-id 1
 tunnel source Ethernet0/0
 tunnel mode gre multipoint
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
end
`

// TestNHRPSession has a hub be told of a spoke, forget it, and follow its
// configuration.
func TestNHRPSession(t *testing.T) {
	r := boot(t, nhrpHub, nil)
	r.driver.Send(datapath.LineChange{Interface: "Tunnel0", Up: true})
	registers := func(secret string) {
		t.Helper()
		p := &nhrp.Packet{HopCount: 255, Type: nhrp.RegistrationRequest, Flags: nhrp.FlagUnique, RequestID: 9, SourceNBMA: addr("203.0.113.2"),
			Source: addr("10.254.0.2"), Destination: addr("10.254.0.1"), Clients: []nhrp.Client{{Prefix: 0xff, HoldingTime: 600}},
			Extensions: []nhrp.Extension{{Compulsory: true, Type: nhrp.Authentication, Value: append([]byte{0, 0, 0, 1}, secret...)}}}
		data, err := p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		r.driver.Send(datapath.NHRP{Interface: "Tunnel0", NBMA: addr("203.0.113.2"), Packet: data})
	}
	shows := func(command, want string) {
		t.Helper()
		out := ""
		for range 500 {
			if out = r.prints(command); strings.Contains(out, want) {
				return
			}
			time.Sleep(2 * time.Millisecond)
		}
		t.Errorf("%s shows no %q:\n%s", command, want, out)
	}
	r.prints("debug nhrp", "debug nhrp error")
	shows("show debugging", "NHRP:\n  NHRP protocol debugging is on\n  NHRP errors debugging is on\n")
	registers("wrong")
	shows("show ip nhrp traffic", "1 Error Indication")
	if out := r.prints("show ip nhrp"); out != "" {
		t.Errorf("after a wrong string: %s", out)
	}
	registers("s3cr3t")
	shows("show ip nhrp", "   NBMA address: 203.0.113.2 \n")
	shows("show dmvpn", "Type:Hub, NHRP Peers:1, ")
	if sent := r.driver.String(); !strings.Contains(sent, "neighbor Tunnel0 10.254.0.2 nbma 203.0.113.2") {
		t.Errorf("the driver has not heard of it:\n%s", sent)
	}
	if log := r.prints("show logging"); strings.Contains(log, "s3cr3t") || !strings.Contains(log, "NHRP: Receive Registration Request via Tunnel0 vrf 0x0, packet size: ") {
		t.Errorf("the log:\n%s", log)
	}
	r.prints("clear ip nhrp 10.254.0.3")
	shows("show ip nhrp", "10.254.0.2/32 via 10.254.0.2")
	r.prints("clear ip nhrp")
	if out := r.prints("show ip nhrp"); out != "" {
		t.Errorf("after clear: %s", out)
	}
	registers("s3cr3t")
	shows("show ip nhrp summary", "IP NHRP cache 1 entry")
	r.prints("configure terminal", "interface Tunnel0", "ip nhrp map 10.254.0.9 203.0.113.9", "end")
	shows("show ip nhrp summary", "1 static  1 dynamic  0 incomplete")
	r.driver.Send(datapath.LineChange{Interface: "Tunnel0"})
	shows("show ip nhrp summary", "1 static  0 dynamic  0 incomplete")
	r.prints("configure terminal", "interface Tunnel0", "no ip nhrp network-id", "end")
	shows("show ip nhrp summary", "0 entries")
	r.prints("undebug all")
	if out := r.prints("show debugging"); out != "" {
		t.Errorf("after undebug all: %s", out)
	}
}

// TestNHRPFlood has packets that come faster than they are looked at be lost, not
// kept.
func TestNHRPFlood(t *testing.T) {
	r := &Router{}
	n := newNextHops(r)
	for i := range 10000 {
		n.hear(datapath.Unresolved{Interface: "Tunnel0", Address: netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})})
	}
	if len(n.queue) != maxNHRPTraffic {
		t.Errorf("%d events wait", len(n.queue))
	}
	n.tell(nhrp.Tick{})
	if len(n.queue) != maxNHRPTraffic+1 {
		t.Error("what is no packet was lost")
	}
}

// prints runs commands, as a script does, and returns what they print.
func (u *routerUnderTest) prints(commands ...string) string {
	var out bytes.Buffer
	u.execute(NewScript("", &out), strings.Join(commands, "\n"))
	return strings.ReplaceAll(out.String(), "\r", "")
}

// TestNHRPLines has NHRP know what a line is now when the configuration is followed,
// though it went down before that had its turn.
func TestNHRPLines(t *testing.T) {
	r := boot(t, nhrpHub, nil)
	n := newNextHops(r.Router)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	n.handle(nhrpEvent{event: nhrp.Configure{Config: nhrpConfig(r.IR())}}, timer)
	for _, up := range []bool{true, false} {
		r.setLine("Tunnel0", !up)
		n.lookAt("Tunnel0")
		r.setLine("Tunnel0", up)
		for _, q := range n.queue {
			n.handle(q, timer)
		}
		n.queue = nil
		if states, _ := n.snapshot(); states[0].Up != up {
			t.Errorf("the line is up: %t, NHRP has %t", up, states[0].Up)
		}
	}
}
