package shell

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// showIPv6Packet writes the debugs of one IPv6 packet.
func (r *Router) showIPv6Packet(b []byte, iface string, leaves bool) {
	const version6 = 6
	if len(b) < ipv6Header || b[0]>>4 != version6 {
		return
	}
	source, target := netip.AddrFrom16([16]byte(b[8:])), netip.AddrFrom16([16]byte(b[24:]))
	// Link-local addresses are on one link, and only we forward from it.
	ours := r.owns(source) || leaves && source.IsLinkLocalUnicast()
	forUs := r.owns(target) || !leaves && (target.IsLinkLocalUnicast() || target.IsMulticast())
	protocol, payload := ipv6Payload(b)
	want := r.packets.showing().System
	if want&debugIPv6Packet != 0 {
		r.log.Debug(ipv6Line(b, source, target, iface, protocol, leaves, ours, forUs))
	}
	if want&debugICMPv6 != 0 && protocol == protocolICMPv6 {
		if text := icmpv6Line(source, target, payload, leaves && ours, !leaves && forUs); text != "" {
			r.log.Debug(text)
		}
	}
}

// ipv6Payload is what stands behind the header and those extension headers
// that tell only routers something (RFC 8200, Section 4), and its protocol.
func ipv6Payload(b []byte) (protocol uint8, payload []byte) {
	const hopByHop, routing, destinations = 0, 43, 60
	protocol, payload = b[6], b[ipv6Header:]
	for protocol == hopByHop || protocol == routing || protocol == destinations {
		const unit = 8
		if len(payload) < unit {
			return protocol, nil
		}
		length := (int(payload[1]) + 1) * unit
		if len(payload) < length {
			return protocol, nil
		}
		protocol, payload = payload[0], payload[length:]
	}
	return protocol, payload
}

// ipv6Line is a record of "debug ipv6 packet".
func ipv6Line(b []byte, source, target netip.Addr, iface string, protocol uint8, leaves, ours, forUs bool) string {
	from, to, what := "", "", "forward to ulp"
	switch {
	case leaves && ours:
		from, to, what = " (local)", " ("+iface+")", "originating"
	case leaves:
		to, what = " ("+iface+")", "forwarding"
	case forUs:
		from = " (" + iface + ")"
	default:
		from, what = " ("+iface+")", "input feature"
	}
	class := binary.BigEndian.Uint16(b) >> 4 & 0xFF
	flow := binary.BigEndian.Uint32(b) & 0xFFFFF
	return fmt.Sprintf("IPV6: source %s%s\n      dest %s%s\n      traffic class %d, flow 0x%X, len %d+0, prot %d, hops %d, %s",
		formatAddr(source, ""), from, formatAddr(target, ""), to, class, flow, int(binary.BigEndian.Uint16(b[4:]))+ipv6Header, protocol, b[7], what)
}

// icmpv6Names are the messages of RFC 4443, RFC 4861 and RFC 2710 as IOS calls
// them.
var icmpv6Names = map[uint8]string{
	1: "Unreachable", 2: "Too Big", 3: "Time Exceeded", 4: "Parameter Problem", 128: "echo request", 129: "echo reply",
	130: "MLD Query", 131: "MLD Report", 132: "MLD Done", 133: "R-Solicit", 134: "R-Advert", 135: "N-Solicit", 136: "N-Advert", 137: "Redirect",
	143: "MLDv2 Report",
}

// icmpv6Line is a record of "debug ipv6 icmp", "" for what it does not show.
func icmpv6Line(source, target netip.Addr, b []byte, sent, received bool) string {
	if len(b) < 2 || !sent && !received {
		return ""
	}
	verb := "Received"
	if sent {
		verb = "Sent"
	}
	name := icmpv6Names[b[0]]
	if name == "" {
		name = fmt.Sprintf("type %d", b[0])
	}
	if strings.HasPrefix(name, "Unreachable") {
		name = fmt.Sprintf("%s code %d", name, b[1])
	}
	return fmt.Sprintf("ICMPv6: %s %s, Src=%s, Dst=%s", verb, name, formatAddr(source, ""), formatAddr(target, ""))
}
