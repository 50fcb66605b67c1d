package shell

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"

	"mainmode/compiler"
	"mainmode/datapath"
)

// interfaceState is what the "brief" commands show of an interface.
type interfaceState struct {
	Name     string
	Shutdown bool // administratively down
	Up       bool
	Line     bool // the line protocol is up
	IPv4     netip.Addr
	Borrowed bool // IPv4 is that of the interface of "ip unnumbered"
	IPv6     []netip.Addr
	Method   string // by which it has its IPv4 address: NVRAM, manual ...
}

// interfaceStates joins what is configured with what the system has. system
// returns the addresses of a device, lineUp the line protocol of a tunnel; booted
// are the interfaces as the startup-config had them.
func interfaceStates(r *compiler.Router, stats *datapath.Stats, lineUp func(string) bool, system func(device string) []netip.Addr, booted []compiler.Interface) []interfaceState {
	states := make([]interfaceState, 0, len(r.Interfaces))
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		device := stats.Interfaces[in.Link()]
		s := interfaceState{Name: in.Name, Shutdown: in.Shutdown}
		switch {
		case in.Shutdown || in.Device == "":
		case in.Kind == compiler.Tunnel:
			s.Up, s.Line = device.Exists, lineUp(in.Name)
		case in.Kind == compiler.Loopback:
			s.Up, s.Line = device.Exists, device.Exists
		default:
			s.Up = device.Exists && device.Carrier
			s.Line = s.Up
		}
		s.IPv4 = firstIPv4(in)
		if lender := r.Interface(in.Unnumbered); lender != nil {
			s.IPv4, s.Borrowed = firstIPv4(lender), true
		}
		s.IPv6 = addresses6(in, system)
		s.Method = method(&s, booted)
		if in.DHCP != nil {
			s.Method = "DHCP"
		}
		states = append(states, s)
	}
	// Physical interfaces stand before those that exist only in software.
	virtual := func(i int) int {
		if k := r.Interfaces[i].Kind; k == compiler.Physical || k == compiler.Subinterface {
			return 0
		}
		return 1
	}
	order := make([]int, len(states))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return virtual(a) - virtual(b) })
	sorted := make([]interfaceState, len(states))
	for i, j := range order {
		sorted[i] = states[j]
	}
	return sorted
}

// method is IOS's word for how an interface has got its IPv4 address.
func method(s *interfaceState, booted []compiler.Interface) string {
	if s.Borrowed {
		return "TFTP" // what IOS prints for "ip unnumbered"
	}
	for i := range booted {
		if b := &booted[i]; b.Name == s.Name {
			if firstIPv4(b) == s.IPv4 {
				return "NVRAM"
			}
			return "manual"
		}
	}
	if s.IPv4.IsValid() {
		return "manual"
	}
	return "unset"
}

func firstIPv4(in *compiler.Interface) netip.Addr {
	for _, p := range in.Addresses {
		if p.Addr().Is4() {
			return p.Addr()
		}
	}
	return netip.Addr{}
}

// addresses6 returns the IPv6 addresses of an interface, the link-local one
// first. Where that is not configured, the system has made it.
func addresses6(in *compiler.Interface, system func(string) []netip.Addr) []netip.Addr {
	if !in.IPv6Enabled {
		return nil
	}
	var local, global []netip.Addr
	for _, p := range in.Addresses {
		switch a := p.Addr(); {
		case a.Is4():
		case a.IsLinkLocalUnicast():
			local = append(local, a)
		default:
			global = append(global, a)
		}
	}
	if len(local) == 0 && in.Device != "" {
		for _, a := range system(in.Device) {
			if a.Is6() && a.IsLinkLocalUnicast() {
				local = append(local, a)
				break
			}
		}
	}
	return append(local, global...)
}

// systemAddresses returns the addresses of a device, none if it is not there.
func systemAddresses(device string) []netip.Addr {
	dev, err := net.InterfaceByName(device)
	if err != nil {
		return nil
	}
	list, err := dev.Addrs()
	if err != nil {
		return nil
	}
	var found []netip.Addr
	for _, a := range list {
		if n, ok := a.(*net.IPNet); ok {
			if ip, ok := netip.AddrFromSlice(n.IP); ok {
				found = append(found, ip.Unmap())
			}
		}
	}
	return found
}

func (s *interfaceState) status() string {
	if s.Shutdown {
		return "administratively down"
	}
	return upOrDown(s.Up)
}

func (s *interfaceState) protocol() string { return upOrDown(s.Line) }

// writeIPInterfaceBrief is "show ip interface brief".
func writeIPInterfaceBrief(w io.Writer, states []interfaceState) {
	fmt.Fprint(w, "Interface              IP-Address      OK? Method Status                Protocol\n")
	for i := range states {
		s := &states[i]
		fmt.Fprintf(w, "%-22s %-15s YES %-6s %-21s %-8s\n", s.Name, formatAddr(s.IPv4, "unassigned"), s.Method, s.status(), s.protocol())
	}
}

// writeIPv6InterfaceBrief is "show ipv6 interface brief".
func writeIPv6InterfaceBrief(w io.Writer, states []interfaceState) {
	for i := range states {
		s := &states[i]
		fmt.Fprintf(w, "%-22s [%s/%s]\n", s.Name, s.status(), s.protocol())
		if len(s.IPv6) == 0 {
			fmt.Fprint(w, "    unassigned\n")
		}
		for _, a := range s.IPv6 {
			fmt.Fprintf(w, "    %s\n", formatAddr(a, ""))
		}
	}
}
