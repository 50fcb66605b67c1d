package dhcp

import (
	"fmt"
	"net/netip"

	"github.com/insomniacslk/dhcp/dhcpv4"
)

// Message is what a message of RFC 2131 says.
type Message struct {
	Type    string     // "DISCOVER", "OFFER" ... (RFC 2132, Section 9.6)
	Address netip.Addr // the client's, "yiaddr"
	Mask    netip.Addr // of the network, invalid: not given
}

// ParseMessage reads the payload of a datagram.
func ParseMessage(b []byte) (Message, error) {
	p, err := dhcpv4.FromBytes(b)
	if err != nil {
		return Message{}, fmt.Errorf("dhcp: %w", err)
	}
	m := Message{Type: p.MessageType().String()}
	if a, ok := netip.AddrFromSlice(p.YourIPAddr.To4()); ok {
		m.Address = a
	}
	if a, ok := netip.AddrFromSlice(p.SubnetMask()); ok {
		m.Mask = a
	}
	return m, nil
}
