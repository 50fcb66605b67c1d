package shell

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"mainmode/datapath/dhcp"
)

// sentDHCP is how IOS names what a DHCP client sends.
var sentDHCP = map[string]string{"DISCOVER": "SDiscover", "REQUEST": "SRequest", "RELEASE": "SRelease", "DECLINE": "SDecline"}

// dhcpLines are the records of "debug dhcp" about a datagram, none where it is
// no message of our client or to it (RFC 2131).
func dhcpLines(source, target netip.Addr, udp []byte, iface string, leaves bool) []string {
	const header, server, client = 8, 67, 68
	if len(udp) < header {
		return nil
	}
	from, to := binary.BigEndian.Uint16(udp), binary.BigEndian.Uint16(udp[2:])
	sent, received := leaves && from == client && to == server, !leaves && from == server && to == client
	if !sent && !received {
		return nil
	}
	m, err := dhcp.ParseMessage(udp[header:])
	switch {
	case err != nil:
		return nil
	case received && m.Type == "OFFER":
		return []string{"DHCP: Received a BOOTREP pkt", "DHCP: offer received from " + source.String()}
	case received && m.Type == "ACK":
		return []string{"DHCP: Received a BOOTREP pkt", fmt.Sprintf("Allocated IP address = %s  %s", formatAddr(m.Address, "0.0.0.0"), formatAddr(m.Mask, "0.0.0.0"))}
	case received:
		return []string{"DHCP: Received a BOOTREP pkt"}
	case sentDHCP[m.Type] == "":
		return nil
	}
	cast := "Unicast to " + target.String()
	if target == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		cast = "B'cast"
	}
	return []string{fmt.Sprintf("DHCP: %s: %d bytes\n            %s on %s interface from %s", sentDHCP[m.Type], len(udp)-header, cast, iface, source)}
}
