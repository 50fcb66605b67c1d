package shell

import "testing"

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
