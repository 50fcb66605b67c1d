package dhcp

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv4"

	"mainmode/datapath"
)

// Lease is an address that a server has given, until it expires.
type Lease struct {
	Address  netip.Prefix
	Server   netip.Addr
	Gateways []netip.Addr // option 3
	DNS      []netip.Addr
	Domain   string
	Began    time.Time
	// Duration is how long it is from Began on, 0: for ever. It is renewed with its
	// server after Renewal, and with any after Rebinding.
	Duration, Renewal, Rebinding time.Duration
}

// infinite is the lease time, in seconds, that never ends: RFC 2131, Section 3.3.
const infinite = 0xffffffff

// leaseOf is what an offer or an acknowledgment has. now is when what it answers
// was sent.
func leaseOf(m *dhcpv4.DHCPv4, now time.Time) (*Lease, error) {
	address, ok := netip.AddrFromSlice(m.YourIPAddr.To4())
	if !ok || address.IsUnspecified() || address.IsLoopback() || address.IsMulticast() || address == broadcast {
		return nil, fmt.Errorf("no address for a host: %v", m.YourIPAddr)
	}
	bits := 32
	switch {
	case m.SubnetMask() != nil:
		ones, size := m.SubnetMask().Size()
		if size != 32 || ones == 0 {
			return nil, fmt.Errorf("mask %v", m.SubnetMask())
		}
		bits = ones
	case datapath.Classful(address).IsValid():
		bits = datapath.Classful(address).Bits()
	}
	l := &Lease{Address: netip.PrefixFrom(address, bits), Domain: printable(m.DomainName()), Began: now}
	if l.Server, ok = netip.AddrFromSlice(m.ServerIdentifier().To4()); !ok || l.Server.IsUnspecified() {
		return nil, errors.New("no server identifier")
	}
	for _, ip := range m.Router() {
		if a, ok := netip.AddrFromSlice(ip.To4()); ok && !a.IsUnspecified() && a != address {
			l.Gateways = append(l.Gateways, a)
		}
	}
	for _, ip := range m.DNS() {
		if a, ok := netip.AddrFromSlice(ip.To4()); ok && !a.IsUnspecified() {
			l.DNS = append(l.DNS, a)
		}
	}
	seconds := m.IPAddressLeaseTime(0) / time.Second
	switch {
	case seconds == infinite:
		return l, nil
	case seconds <= 0:
		return nil, errors.New("no lease time")
	}
	l.Duration = seconds * time.Second
	// The defaults of RFC 2131, Section 4.4.5, also for times in the wrong order.
	l.Renewal, l.Rebinding = m.IPAddressRenewalTime(l.Duration/2), m.IPAddressRebindingTime(l.Duration/8*7)
	if l.Rebinding <= 0 || l.Rebinding > l.Duration {
		l.Rebinding = l.Duration / 8 * 7
	}
	if l.Renewal <= 0 || l.Renewal > l.Rebinding {
		l.Renewal = min(l.Duration/2, l.Rebinding)
	}
	return l, nil
}

// printable is the text of an option without what could move a cursor.
func printable(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = '?'
		}
	}
	return string(b)
}

// broadcast is the limited broadcast address.
var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})
