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

// TestPacketDebug shows packets as they would come from a packet socket.
func TestPacketDebug(t *testing.T) {
	u := boot(t, "hostname R2\ninterface Ethernet0/0\n ip address 192.0.2.2 255.255.255.0\n", nil)
	u.packets.want = shownPackets{ICMP: true, Packet: true, Detail: true}
	bytes := func(s string) []byte {
		b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
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
		u.Log().Clear()
		u.showPacket(bytes(c.packet), "Ethernet0/0", c.leaves)
		var got strings.Builder
		for _, line := range u.Log().Status().Lines {
			line = strings.TrimPrefix(line, "*Sep 21 08:33:43.245: ")
			got.WriteString(line)
		}
		if got.String() != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.packet, got.String(), c.want)
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
