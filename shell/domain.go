package shell

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"mainmode/compiler"
)

// lookupTimeout bounds how long a name may keep a person waiting, patience how
// long the name of an address.
const (
	lookupTimeout = 5 * time.Second
	patience      = time.Second
)

// resolve finds the address of a host: family is ip, ipv6, or "" for any.
func (s *Session) resolve(host, family string) (netip.Addr, error) {
	wanted := func(a netip.Addr) bool {
		return family == "" || a.Is6() == (family == "ipv6")
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if a = a.Unmap().WithZone(""); wanted(a) {
			return a, nil
		}
		return netip.Addr{}, errUnknownHost
	}
	ir := s.router.IR()
	for _, a := range hostAddresses(ir, host) {
		if wanted(a) {
			return a, nil
		}
	}
	if !ir.DomainLookup {
		return netip.Addr{}, errUnknownHost
	}
	s.Printf("Translating %q", host)
	found, err := s.askServers(host)
	if err != nil {
		return netip.Addr{}, err
	}
	for _, a := range found {
		if a = a.Unmap(); wanted(a) {
			return a, nil
		}
	}
	return netip.Addr{}, errUnknownHost
}

// hostAddresses are the addresses that "ip host" gives a name.
func hostAddresses(ir *compiler.Router, host string) []netip.Addr {
	var found []netip.Addr
	for _, h := range ir.Hosts {
		if strings.EqualFold(h.Name, host) {
			found = append(found, h.Addresses...)
		}
	}
	return found
}

// askServers asks the servers of "ip name-server", one after the other until one
// answers, else those of the system.
func (s *Session) askServers(host string) ([]netip.Addr, error) {
	ir := s.router.IR()
	if len(ir.NameServers) == 0 {
		s.Printf("\n")
		return s.lookup(net.DefaultResolver, host)
	}
	if !strings.Contains(host, ".") && ir.DomainName != "" {
		host += "." + ir.DomainName
	}
	s.Printf("...domain server")
	for _, server := range ir.NameServers {
		s.Printf(" (%s)", formatAddr(server, ""))
		found, err := s.lookup(resolverOf(server), host+".")
		switch {
		case err != nil:
			return nil, err
		case len(found) > 0:
			s.Printf(" [OK]\n\n")
			return found, nil
		}
	}
	s.Printf("\n")
	return nil, nil
}

// lookup asks for the addresses of a name: none if it has none or nobody
// answers. The error is that the person would wait no longer.
func (s *Session) lookup(r *net.Resolver, host string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(s.Context(), lookupTimeout)
	defer cancel()
	found, err := r.LookupNetIP(ctx, "ip", host)
	switch {
	case s.Context().Err() != nil:
		return nil, errInterrupted
	case err != nil:
		return nil, nil
	}
	return found, nil
}

// domainPort is that of domain name servers, RFC 1035, Section 4.2.
const domainPort = 53

// resolverOf asks one server.
func resolverOf(server netip.Addr) *net.Resolver {
	to := netip.AddrPortFrom(server, domainPort).String()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, to)
	}}
}

// nameOf is the name of an address: of "ip host", else of the domain service.
func (s *Session) nameOf(ctx context.Context, a netip.Addr) string {
	ir := s.router.IR()
	for _, h := range ir.Hosts {
		for _, known := range h.Addresses {
			if known == a {
				return h.Name
			}
		}
	}
	if !ir.DomainLookup {
		return ""
	}
	r := net.DefaultResolver
	if len(ir.NameServers) > 0 {
		r = resolverOf(ir.NameServers[0])
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	names, err := r.LookupAddr(ctx, a.String())
	if err != nil || len(names) == 0 {
		return ""
	}
	return strings.TrimSuffix(names[0], ".")
}

// nameServers are those of the configuration, else those that the system asks.
func (s *Session) nameServers() []string {
	var servers []string
	for _, a := range s.router.IR().NameServers {
		servers = append(servers, formatAddr(a, ""))
	}
	if len(servers) > 0 {
		return servers
	}
	b, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "nameserver" {
			servers = append(servers, strings.ToUpper(f[1]))
		}
	}
	return servers
}
