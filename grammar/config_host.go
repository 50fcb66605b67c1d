package grammar

import "net/netip"

// IPHost is a line of the host table. Port is where telnet connects to.
// "ipv6 host" is the older form of a line with IPv6 addresses: as it is typed
// the last three fields have it.
type IPHost struct {
	Name      Word          `parser:"( 'ip' 'host' @@" help:"host=Add an entry to the ip hostname table;Name=Name of host"`
	Port      *Number       `parser:"  (( @@?" range:"0-65535" help:"Port=Default telnet port number"`
	Addresses []HostAddress `parser:"     @@+ ))?"`
	Name6     Word          `parser:"| 'ipv6' 'host' @@" help:"host=Configure static hostnames;Name6=Name of host"`
	Port6     *Number       `parser:"  (( @@?" range:"0-65535" help:"Port6=Default telnet port number"`
	IPv6      []IPv6        `parser:"     @@+ ))? )" help:"IPv6=Host IPv6 address"`
}

// normalize makes one form of the two.
func (h *IPHost) normalize() {
	if h.Name6 == "" {
		return
	}
	one := IPHost{Name: h.Name6, Port: h.Port6}
	for i := range h.IPv6 {
		one.Addresses = append(one.Addresses, HostAddress{IPv6: &h.IPv6[i]})
	}
	*h = one
}

// IPNameServer is who is asked for the addresses of names, one after the other.
type IPNameServer struct {
	VRF     *Word          `parser:"'ip' 'name-server' (( ( 'vrf' @@ )?" names:"vrf" help:"name-server=Specify address of name server to use;vrf=Specify VRF;VRF=VRF Routing/Forwarding instance name"`
	Servers []DomainServer `parser:"  @@+ ))?"`
}

// HostAddress is an address of a host. One field is set.
type HostAddress struct {
	IPv4 *IPv4 `parser:"  @@" help:"IPv4=Host IP address"`
	IPv6 *IPv6 `parser:"| @@" help:"IPv6=Host IPv6 address"`
}

// Addr is the address.
func (a HostAddress) Addr() netip.Addr {
	if a.IPv6 != nil {
		return a.IPv6.Addr()
	}
	return a.IPv4.Addr()
}

// DomainServer is a domain name server. One field is set.
type DomainServer struct {
	IPv4 *IPv4 `parser:"  @@" help:"IPv4=Domain server IP address"`
	IPv6 *IPv6 `parser:"| @@" help:"IPv6=Domain server IPv6 address"`
}

// Addr is the address.
func (d DomainServer) Addr() netip.Addr { return either(d.IPv4, d.IPv6) }
