package shell

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// showARP writes the debug of one ARP message.
func (r *Router) showARP(b []byte, iface string, leaves bool) {
	if r.packets.showing().System&debugARP == 0 {
		return
	}
	if text := arpLine(b, iface, leaves); text != "" {
		r.log.Debug(text)
	}
}

// arpLine is a record of "debug arp" about a message of RFC 826, "" for what is
// not about IPv4 on Ethernet.
func arpLine(b []byte, iface string, sent bool) string {
	const length, ethernet, ipv4, request, reply = 28, 1, 0x800, 1, 2
	if len(b) < length || binary.BigEndian.Uint16(b) != ethernet || binary.BigEndian.Uint16(b[2:]) != ipv4 || b[4] != 6 || b[5] != 4 {
		return ""
	}
	what := map[uint16]string{request: "req", reply: "rep"}[binary.BigEndian.Uint16(b[6:])]
	if what == "" {
		return ""
	}
	source, target := netip.AddrFrom4([4]byte(b[14:])), netip.AddrFrom4([4]byte(b[24:]))
	if sent {
		return fmt.Sprintf("IP ARP: sent %s src %s %s,\n                 dst %s %s %s", what, source, formatMAC(b[8:14]), target, formatMAC(b[18:24]), iface)
	}
	return fmt.Sprintf("IP ARP: rcvd %s src %s %s, dst %s %s", what, source, formatMAC(b[8:14]), target, iface)
}
