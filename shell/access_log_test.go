package shell

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
)

// datagram is an IPv4 packet of a protocol with the first bytes of what is in
// it.
func datagram(protocol uint8, source, destination string, inside ...byte) []byte {
	b := make([]byte, ipv4Header, ipv4Header+len(inside))
	b[0], b[ipProtocolAt] = 0x45, protocol
	s, d := netip.MustParseAddr(source).As4(), netip.MustParseAddr(destination).As4()
	copy(b[ipSourceAt:], s[:])
	copy(b[ipTargetAt:], d[:])
	return append(b, inside...)
}

// TestAccessLogTexts are IOS's messages about packets of lines with "log".
func TestAccessLogTexts(t *testing.T) {
	u := boot(t, `hostname R2
access-list 10 deny 192.0.2.9 log
ip access-list extended IN
 10 deny tcp any any eq telnet log
 20 permit icmp any any log-input
 30 deny ip any any log ROGUE
ipv6 access-list V6
 sequence 10 deny ipv6 any any log
`, nil)
	packet6 := make([]byte, 44)
	packet6[0], packet6[6] = 0x60, protocolUDP
	copy(packet6[8:], netip.MustParseAddr("2001:db8::1").AsSlice())
	copy(packet6[24:], netip.MustParseAddr("2001:db8::2").AsSlice())
	copy(packet6[40:], "\x04\xd2\x00\x35")
	mac := [6]byte{0, 0, 0x0c, 7, 0xac, 1}
	for _, test := range []struct {
		ev   datapath.Logged
		want string
	}{
		{datapath.Logged{Entry: datapath.EntryID{List: "IN", Sequence: 10}, Device: "eth1", Packet: datagram(6, "192.0.2.9", "10.1.0.1", 0x30, 0x39, 0, 23)},
			"%SEC-6-IPACCESSLOGP: list IN denied tcp 192.0.2.9(12345) -> 10.1.0.1(23), 1 packet"},
		{datapath.Logged{Entry: datapath.EntryID{List: "IN", Sequence: 20}, Permit: true, Device: "eth1", MAC: mac, Packet: datagram(1, "192.0.2.9", "10.1.0.1", 8, 0)},
			"%SEC-6-IPACCESSLOGDP: list IN permitted icmp 192.0.2.9 (eth1 0000.0c07.ac01) -> 10.1.0.1 (8/0), 1 packet"},
		{datapath.Logged{Entry: datapath.EntryID{List: "IN", Sequence: 30}, Packet: datagram(47, "192.0.2.9", "10.1.0.1")},
			"%SEC-6-IPACCESSLOGNP: list IN denied 47 192.0.2.9 -> 10.1.0.1, 1 packet  [ROGUE]"},
		{datapath.Logged{Entry: datapath.EntryID{List: "10", Sequence: 10}, Packet: datagram(17, "192.0.2.9", "10.1.0.1", 1, 1, 1, 1)},
			"%SEC-6-IPACCESSLOGS: list 10 denied 192.0.2.9 1 packet"},
		{datapath.Logged{Entry: datapath.EntryID{List: "V6", IPv6: true, Sequence: 10}, Packet: packet6},
			"%IPV6_ACL-6-ACCESSLOGP: list V6/10 denied udp 2001:DB8::1(1234) -> 2001:DB8::2(53), 1 packet"},
	} {
		u.log.Clear()
		u.logPacket(test.ev)
		status := u.log.Status()
		if got := strings.Join(status.Lines, ""); !strings.HasSuffix(strings.TrimSpace(got), test.want) {
			t.Errorf("%q, want at its end %q", got, test.want)
		}
	}
}

// TestAccessLogTellsOfOthersLater: the first packet of a flow is told at once,
// those that follow every five minutes, and a flow that has ended no more.
func TestAccessLogTellsOfOthersLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a accessLog
		f := loggedFlow{entry: datapath.EntryID{List: "IN", Sequence: 10}, protocol: 47}
		if a.add(f, time.Now(), 0) != 1 || a.add(f, time.Now(), 0) != 0 || a.add(f, time.Now(), 0) != 0 {
			t.Error("not only the first is told")
		}
		time.Sleep(logInterval - time.Second)
		if reports, _ := a.due(time.Now()); len(reports) > 0 {
			t.Errorf("told too soon: %v", reports)
		}
		time.Sleep(time.Second)
		if reports, _ := a.due(time.Now()); len(reports) != 1 || reports[0].packets != 2 {
			t.Errorf("after five minutes: %v", reports)
		}
		time.Sleep(logInterval)
		if reports, _ := a.due(time.Now()); len(reports) > 0 || a.add(f, time.Now(), 0) != 1 {
			t.Errorf("after ten minutes: %v, or the flow is not a new one", reports)
		}
		for i := range logFlows + 2 {
			f.entry.Sequence = 100 + i
			a.add(f, time.Now(), 0)
		}
		if _, missed := a.due(time.Now()); missed != 3 {
			t.Errorf("%d missed", missed)
		}
	})
}

// TestAccessLogThreshold: "ip access-list log-update threshold" has the packets
// that follow told when they are so many.
func TestAccessLogThreshold(t *testing.T) {
	u := boot(t, `hostname R2
ip access-list log-update threshold 3
ip access-list extended IN
 deny gre any any log
`, nil)
	takeLog(u.Router)
	packet := datapath.Logged{Entry: datapath.EntryID{List: "IN", Sequence: 10}, Packet: datagram(47, "192.0.2.9", "10.1.0.1")}
	for range 8 {
		u.logPacket(packet)
	}
	const text = "%SEC-6-IPACCESSLOGNP: list IN denied 47 192.0.2.9 -> 10.1.0.1, "
	if got, want := takeLog(u.Router), text+"1 packet\n"+text+"3 packets\n"+text+"3 packets\n"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if status := u.execute(NewScript("", &strings.Builder{}), "configure terminal\nno ip access-list log-update threshold\nend"); status != 0 {
		t.Fatal("no ... threshold is refused")
	}
	takeLog(u.Router)
	for range 5 {
		u.logPacket(packet)
	}
	if got := takeLog(u.Router); got != "" {
		t.Errorf("without a threshold: %s", got)
	}
}

// FuzzFlowOf reads what came from outside.
func FuzzFlowOf(f *testing.F) {
	f.Add(datagram(6, "192.0.2.9", "10.1.0.1", 0x30, 0x39, 0, 23))
	f.Add([]byte{0x4F, 0, 0})
	f.Fuzz(func(t *testing.T, packet []byte) {
		if flow, ok := flowOf(&datapath.Logged{Packet: packet}); ok && !flow.source.IsValid() {
			t.Error("a flow from nowhere")
		}
	})
}

// TestAccessClassLogs: a line of an access class with "log" tells who came.
func TestAccessClassLogs(t *testing.T) {
	u, address := bootRemote(t, strings.Replace(remoteConfig, "255.255.255\n", "255.255.255 log\n", 1))
	client, err := dialRemote(address, "ann", "ann")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if got := strings.Join(u.log.Status().Lines, "\n"); !strings.Contains(got, "%SEC-6-IPACCESSLOGS: list 10 permitted 127.0.0.1 1 packet") {
		t.Errorf("logged:\n%s", got)
	}
}

// TestAccessClassOfFamily: who comes over IPv6 is let in by the list of "ipv6
// access-class", over IPv4 by that of "access-class".
func TestAccessClassOfFamily(t *testing.T) {
	config, refused := compiler.Load("R1", `access-list 10 permit 192.0.2.1
ipv6 access-list V6
 permit ipv6 host 2001:DB8::1 any
line vty 0 4
 access-class 10 in
 ipv6 access-class V6 in
`, compiler.RandomSalt)
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	ir, _ := compiler.Compile(config, compiler.Env{})
	line := &ir.Lines[slices.IndexFunc(ir.Lines, func(l compiler.Line) bool { return l.Kind == compiler.VTY })]
	for peer, want := range map[string]bool{"192.0.2.1": true, "192.0.2.2": false, "2001:db8::1": true, "2001:db8::2": false} {
		a := netip.MustParseAddr(peer)
		if got := accessClass(ir, line, a).Permits(a); got != want {
			t.Errorf("%s: let in %t, want %t", peer, got, want)
		}
	}
}
