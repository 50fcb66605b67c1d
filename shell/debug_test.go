package shell

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/host"
	"mainmode/ike"
)

func TestDebugConditions(t *testing.T) {
	u := boot(t, "hostname R2\n", nil)
	say := func(peer, text string) {
		d := ike.Debug{Class: ike.DebugISAKMP, Text: text}
		if peer != "" {
			d.Peer = netip.MustParseAddr(peer)
		}
		u.action(d)
	}
	shown := func() string {
		defer u.Log().Clear()
		return strings.Join(u.Log().Status().Lines, "")
	}
	for _, step := range []struct{ command, want string }{
		{"terminal length 0", "one,net,other,six,nobody"},
		{"debug crypto condition peer ipv4 192.0.2.3", "one"},
		{"debug crypto condition peer subnet 10.0.0.0 255.0.0.0", "one,net"},
		{"debug crypto condition peer ipv6 2001:DB8::3", "one,net,six"},
		{"debug crypto condition unmatched ipsec", "one,net,six"},
		{"debug crypto condition unmatched", "one,net,six,nobody"},
		{"no debug crypto condition unmatched isakmp", "one,net,six"},
		{"no debug crypto condition peer ipv4 192.0.2.3", "net,six"},
		{"debug crypto condition reset", "one,net,other,six,nobody"},
	} {
		if status := u.execute(NewScript("", &strings.Builder{}), step.command); status != 0 {
			t.Fatalf("%s is refused", step.command)
		}
		shown()
		say("192.0.2.3", "one")
		say("10.1.2.3", "net")
		say("192.0.2.4", "other")
		say("2001:db8::3", "six")
		say("", "nobody")
		got := shown()
		for _, word := range []string{"one", "net", "other", "six", "nobody"} {
			want := strings.Contains(","+step.want+",", ","+word+",")
			if strings.Contains(got, word+"\n") != want {
				t.Errorf("after %q: %q shown is %v, want %v", step.command, word, !want, want)
			}
		}
	}
}

// hexBytes is the bytes that digits with blanks between them stand for.
func hexBytes(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// takeLog empties the log and returns its lines without their time.
func takeLog(r *Router) string {
	defer r.Log().Clear()
	return strings.ReplaceAll(strings.Join(r.Log().Status().Lines, ""), "*Sep 21 08:33:43.245: ", "")
}

// TestPacketDebug shows packets as they would come from a packet socket.
func TestPacketDebug(t *testing.T) {
	u := boot(t, "hostname R2\ninterface Ethernet0/0\n ip address 192.0.2.2 255.255.255.0\n", nil)
	u.packets.want = shownPackets{ICMP: true, Packet: true, Detail: true}
	takeLog(u.Router)
	ip := func(protocol, source, target, rest string) string {
		return "45000064 00000000 ff" + protocol + "0000" + source + target + rest
	}
	const r2, r3, pc, far = "c0000202", "c0000203", "0a000001", "0a630001"
	for _, c := range []struct {
		packet string
		leaves bool
		want   string
	}{
		{ip("01", r3, r2, "0000000000000000"), false, "IP: s=192.0.2.3 (Ethernet0/0), d=192.0.2.2, len 100, rcvd 3\n    ICMP type=0, code=0\n" +
			"ICMP: echo reply rcvd, src 192.0.2.3, dst 192.0.2.2, topology BASE, dscp 0 topoid 0\n"},
		{ip("01", r2, r3, "0301000000000000"+ip("01", r3, far, "")), true, "IP: s=192.0.2.2 (local), d=192.0.2.3 (Ethernet0/0), len 100, sending\n    ICMP type=3, code=1\n" +
			"ICMP: dst (10.99.0.1) host unreachable sent to 192.0.2.3\n"},
		{ip("01", r3, r2, "0304000000000578"+ip("11", r2, far, "")), false, "IP: s=192.0.2.3 (Ethernet0/0), d=192.0.2.2, len 100, rcvd 3\n    ICMP type=3, code=4\n" +
			"ICMP: dst (10.99.0.1) frag. needed and DF set unreachable rcvd from 192.0.2.3\n"},
		{ip("01", r3, r2, "0b00000000000000"+ip("11", r2, far, "")), false, "IP: s=192.0.2.3 (Ethernet0/0), d=192.0.2.2, len 100, rcvd 3\n    ICMP type=11, code=0\n" +
			"ICMP: time exceeded rcvd from 192.0.2.3 (dest was 10.99.0.1)\n"},
		{ip("11", pc, far, "01f401f400000000"), true, "IP: s=10.0.0.1, d=10.99.0.1 (Ethernet0/0), len 100, forward\n    UDP src=500, dst=500\n"},
		{ip("06", pc, far, "0050c350 00000001 00000002 50121000 00000000"), false,
			"IP: s=10.0.0.1 (Ethernet0/0), d=10.99.0.1, len 100, input feature\n    TCP src=80, dst=50000, seq=1, ack=2, win=4096 SYN ACK\n"},
		{ip("32", pc, far, ""), true, "IP: s=10.0.0.1, d=10.99.0.1 (Ethernet0/0), len 100, forward, proto=50\n"},
		{"4500", false, ""},
		{"4f000064" + strings.Repeat("00", 16), false, ""},
	} {
		u.showPacket(hexBytes(t, c.packet), "Ethernet0/0", c.leaves)
		if got := takeLog(u.Router); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.packet, got, c.want)
		}
	}
}

func TestARPTable(t *testing.T) {
	r := showRouter()
	stats := &datapath.Stats{Interfaces: map[string]datapath.InterfaceStats{"Ethernet0/1": {Exists: true, MAC: [6]byte{0xAA, 0xBB, 0xCC, 0, 1, 0x10}}}}
	neighbors := []host.Neighbor{
		{Address: addr("10.0.12.2"), MAC: []byte{0xAA, 0xBB, 0xCC, 0, 2, 0x10}, Device: "eth2", State: host.Stale, Age: 754e9},
		{Address: addr("10.0.12.9"), Device: "eth2"},
		{Address: addr("172.17.0.2"), MAC: []byte{1, 2, 3, 4, 5, 6}, Device: "docker0"},
	}
	var b strings.Builder
	writeARP(&b, arpTable(r, stats, neighbors), netip.Addr{}, "")
	goldenFile(t, "testdata/show/arp.golden", []byte(b.String()))
	b.Reset()
	writeIPv6Neighbors(&b, r, []host.Neighbor{
		{Address: addr("2001:db8::3"), MAC: []byte{0xAA, 0xBB, 0xCC, 0, 2, 0}, Device: "eth1", State: host.Reachable},
		{Address: addr("fe80::3"), Device: "eth1"},
		{Address: addr("fe80::9"), Device: "docker0"},
	}, "")
	goldenFile(t, "testdata/show/ipv6-neighbors.golden", []byte(b.String()))
}

// TestNATDebug shows packets of an outside interface, where those that leave
// are translated and those that come in not yet.
func TestNATDebug(t *testing.T) {
	u := boot(t, `hostname R2
interface Ethernet0/0
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
interface Ethernet0/1
 ip address 10.0.0.254 255.255.255.0
 ip nat inside
ip nat inside source list 1 interface Ethernet0/0 overload
ip nat inside source static 10.0.0.3 198.51.100.9
ip nat outside source static 192.0.2.7 10.99.0.7
access-list 1 permit 10.0.0.0 0.0.0.255
access-list 2 permit host 10.0.0.3
`, nil)
	end := netip.MustParseAddrPort
	u.natTable.list = []datapath.Translation{
		{Protocol: 17, InsideGlobal: end("198.51.100.1:1024"), InsideLocal: end("10.0.0.1:5000"), OutsideLocal: end("192.0.2.9:53"), OutsideGlobal: end("192.0.2.9:53")},
		{Protocol: 1, InsideGlobal: end("198.51.100.1:7"), InsideLocal: end("10.0.0.1:7"), OutsideLocal: end("10.99.0.7:7"), OutsideGlobal: end("192.0.2.7:7")},
		{InsideGlobal: end("198.51.100.9:0"), InsideLocal: end("10.0.0.3:0")},
	}
	const head = "45000064 0bad0000 ff"
	const r2, static, far, alias, nobody = "c6336401", "c6336409", "c0000209", "c0000207", "c6336405"
	const udp, echo = "0000000000000000", "0800000000070001"
	takeLog(u.Router)
	brief, detailed := shownPackets{NAT: true}, shownPackets{NAT: true, NATDetail: true}
	for _, c := range []struct {
		name, packet string
		leaves       bool
		want         shownPackets
		text         string
	}{
		{"out", head + "110000" + r2 + far + "0400 0035" + udp, true, brief, "NAT*: s=10.0.0.1->198.51.100.1, d=192.0.2.9 [2989]\n"},
		{"back", head + "110000" + far + r2 + "0035 0400" + udp, false, brief, "NAT*: s=192.0.2.9, d=198.51.100.1->10.0.0.1 [2989]\n"},
		{"detailed", head + "110000" + r2 + far + "0400 0035" + udp, true, detailed,
			"NAT*: i: udp (10.0.0.1, 5000) -> (192.0.2.9, 53) [2989]\nNAT*: s=10.0.0.1->198.51.100.1, d=192.0.2.9 [2989]\n"},
		{"detailed back", head + "110000" + far + r2 + "0035 0400" + udp, false, detailed,
			"NAT*: o: udp (192.0.2.9, 53) -> (198.51.100.1, 1024) [2989]\nNAT*: s=192.0.2.9, d=198.51.100.1->10.0.0.1 [2989]\n"},
		{"both", head + "010000" + r2 + alias + echo, true, brief, "NAT*: s=10.0.0.1->198.51.100.1, d=10.99.0.7 [2989]\nNAT*: s=198.51.100.1, d=10.99.0.7->192.0.2.7 [2989]\n"},
		{"both back", head + "010000" + alias + r2 + echo, false, brief, "NAT*: s=192.0.2.7->10.99.0.7, d=198.51.100.1 [2989]\nNAT*: s=10.99.0.7, d=198.51.100.1->10.0.0.1 [2989]\n"},
		{"static", head + "060000" + far + static + "0035 0400" + udp, false, brief, "NAT*: s=192.0.2.9, d=198.51.100.9->10.0.0.3 [2989]\n"},
		{"another port", head + "110000" + r2 + far + "0401 0035" + udp, true, brief, ""},
		{"nobody's", head + "110000" + nobody + far + "0400 0035" + udp, true, brief, ""},
		{"a later fragment", "45000064 0bad0010 ff110000" + r2 + far + "0400 0035" + udp, true, brief, ""},
		{"short", head + "110000" + r2 + far + "0400", true, brief, ""},
		{"permitted", head + "060000" + static + far + "0035 0400" + udp, true, shownPackets{NAT: true, NATList: "2"}, "NAT*: s=10.0.0.3->198.51.100.9, d=192.0.2.9 [2989]\n"},
		{"not permitted", head + "110000" + r2 + far + "0400 0035" + udp, true, shownPackets{NAT: true, NATList: "2"}, ""},
	} {
		u.packets.want = c.want
		u.showPacket(hexBytes(t, c.packet), "Ethernet0/0", c.leaves)
		if got := takeLog(u.Router); got != c.text {
			t.Errorf("%s: %q, want %q", c.name, got, c.text)
		}
	}
	u.showPacket(hexBytes(t, head+"110000"+r2+far+"0400 0035"+udp), "Ethernet0/1", true)
	if got := takeLog(u.Router); got != "" {
		t.Errorf("inside: %q", got)
	}
}
