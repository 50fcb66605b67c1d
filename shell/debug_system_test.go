package shell

import (
	"strings"
	"testing"
)

// TestIPv6Debug shows packets of IPv6 as they would come from a packet socket.
func TestIPv6Debug(t *testing.T) {
	u := boot(t, "hostname R2\nipv6 unicast-routing\ninterface Ethernet0/0\n ipv6 address 2001:DB8::2/64\n", nil)
	u.packets.want.System = debugICMPv6 | debugIPv6Packet
	takeLog(u.Router)
	ip := func(length, next, source, target, rest string) string {
		return "6b012345" + length + next + "40" + source + target + rest
	}
	const (
		r2, r3, far = "20010db8000000000000000000000002", "20010db8000000000000000000000003", "20010db8000900000000000000000009"
		link, all   = "fe800000000000000000000000000003", "ff020000000000000000000000000001"
	)
	const class = "\n      traffic class 176, flow 0x12345, len "
	for _, c := range []struct {
		packet string
		leaves bool
		want   string
	}{
		{ip("0008", "3a", r3, r2, "8100000000000000"), false, "IPV6: source 2001:DB8::3 (Ethernet0/0)\n      dest 2001:DB8::2" + class + "48+0, prot 58, hops 64, forward to ulp\n" +
			"ICMPv6: Received echo reply, Src=2001:DB8::3, Dst=2001:DB8::2\n"},
		{ip("0008", "3a", r2, r3, "8000000000000000"), true, "IPV6: source 2001:DB8::2 (local)\n      dest 2001:DB8::3 (Ethernet0/0)" + class + "48+0, prot 58, hops 64, originating\n" +
			"ICMPv6: Sent echo request, Src=2001:DB8::2, Dst=2001:DB8::3\n"},
		{ip("0010", "00", link, all, "3a00000000000000"+"8600000000000000"), false, "IPV6: source FE80::3 (Ethernet0/0)\n      dest FF02::1" + class + "56+0, prot 58, hops 64, forward to ulp\n" +
			"ICMPv6: Received R-Advert, Src=FE80::3, Dst=FF02::1\n"},
		{ip("0008", "3a", r3, r2, "0104000000000000"), false, "IPV6: source 2001:DB8::3 (Ethernet0/0)\n      dest 2001:DB8::2" + class + "48+0, prot 58, hops 64, forward to ulp\n" +
			"ICMPv6: Received Unreachable code 4, Src=2001:DB8::3, Dst=2001:DB8::2\n"},
		{ip("0008", "11", r3, far, "01f401f400080000"), true, "IPV6: source 2001:DB8::3\n      dest 2001:DB8:9::9 (Ethernet0/0)" + class + "48+0, prot 17, hops 64, forwarding\n"},
		{ip("0008", "3a", r3, far, "8000000000000000"), false, "IPV6: source 2001:DB8::3 (Ethernet0/0)\n      dest 2001:DB8:9::9" + class + "48+0, prot 58, hops 64, input feature\n"},
		{ip("0004", "00", r3, r2, "3a0a0000"), false, "IPV6: source 2001:DB8::3 (Ethernet0/0)\n      dest 2001:DB8::2" + class + "44+0, prot 0, hops 64, forward to ulp\n"},
		{ip("0008", "3a", r3, r2, ""), false, "IPV6: source 2001:DB8::3 (Ethernet0/0)\n      dest 2001:DB8::2" + class + "48+0, prot 58, hops 64, forward to ulp\n"},
		{"6000", false, ""},
	} {
		u.showIPv6Packet(hexBytes(t, c.packet), "Ethernet0/0", c.leaves)
		if got := takeLog(u.Router); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.packet, got, c.want)
		}
	}
}

// TestARPDebug shows ARP messages as they would come from a packet socket.
func TestARPDebug(t *testing.T) {
	u := boot(t, "hostname R2\n", nil)
	u.packets.want.System = debugARP
	takeLog(u.Router)
	const head, r2, r3, nobody = "0001080006040", "aabbcc000200c0000202", "aabbcc000300c0000203", "000000000000c0000203"
	for _, c := range []struct {
		message string
		leaves  bool
		want    string
	}{
		{head + "001" + r2 + nobody, true, "IP ARP: sent req src 192.0.2.2 aabb.cc00.0200,\n                 dst 192.0.2.3 0000.0000.0000 Ethernet0/0\n"},
		{head + "002" + r3 + r2, false, "IP ARP: rcvd rep src 192.0.2.3 aabb.cc00.0300, dst 192.0.2.2 Ethernet0/0\n"},
		{head + "003" + r3 + r2, false, ""}, // RARP
		{head + "001" + r3, false, ""},
	} {
		u.showARP(hexBytes(t, c.message), "Ethernet0/0", c.leaves)
		if got := takeLog(u.Router); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.message, got, c.want)
		}
	}
}

// TestDHCPDebug shows messages of a DHCP client as they would come from a
// packet socket.
func TestDHCPDebug(t *testing.T) {
	u := boot(t, "hostname R2\n", nil)
	u.packets.want.System = debugDHCP
	takeLog(u.Router)
	const (
		discover, request, release, offer, ack = "01", "03", "07", "02", "05"
		none, all, client, server              = "00000000", "ffffffff", "c0000207", "c0000201"
		fromClient, toClient                   = "00440043", "00430044"
	)
	message := func(source, target, ports, kind, yours string) string {
		bootp := "01010600" + "12345678" + "00000000" + none + yours + none + none + "aabbcc000200" + strings.Repeat("00", 10+64+128) +
			"63825363" + "3501" + kind + "0104ffffff00" + "ff"
		return "45000113 00000000 4011 0000" + source + target + ports + "00ff0000" + bootp
	}
	for _, c := range []struct {
		packet string
		leaves bool
		want   string
	}{
		{message(none, all, fromClient, discover, none), true, "DHCP: SDiscover: 250 bytes\n            B'cast on Ethernet0/0 interface from 0.0.0.0\n"},
		{message(server, all, toClient, offer, client), false, "DHCP: Received a BOOTREP pkt\nDHCP: offer received from 192.0.2.1\n"},
		{message(none, all, fromClient, request, none), true, "DHCP: SRequest: 250 bytes\n            B'cast on Ethernet0/0 interface from 0.0.0.0\n"},
		{message(server, client, toClient, ack, client), false, "DHCP: Received a BOOTREP pkt\nAllocated IP address = 192.0.2.7  255.255.255.0\n"},
		{message(client, server, fromClient, release, none), true, "DHCP: SRelease: 250 bytes\n            Unicast to 192.0.2.1 on Ethernet0/0 interface from 192.0.2.7\n"},
		{message(none, all, fromClient, discover, none), false, ""}, // another client's
		{message(none, all, fromClient, offer, none), true, ""},
		{"45000020 00000000 4011 0000" + none + all + fromClient + "00080000", true, ""},
		{"4500001a 00000000 4011 0000" + none + all + "0044", true, ""},
	} {
		u.showPacket(hexBytes(t, c.packet), "Ethernet0/0", c.leaves)
		if got := takeLog(u.Router); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.packet, got, c.want)
		}
	}
}
