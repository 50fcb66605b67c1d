package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"mainmode/compiler"
)

// writeIPInterface is "show ip interface" of one.
func writeIPInterface(w io.Writer, r *compiler.Router, v *interfaceView) {
	in := v.in
	fmt.Fprintf(w, "%s is %s, line protocol is %s\n", in.Name, v.state.status(), v.state.protocol())
	if !v.state.IPv4.IsValid() {
		fmt.Fprint(w, "  Internet protocol processing disabled\n")
		return
	}
	var secondary []netip.Prefix
	primary := false
	for _, p := range in.Addresses {
		switch {
		case !p.Addr().Is4():
		case primary:
			secondary = append(secondary, p)
		default:
			primary = true
			fmt.Fprintf(w, "  Internet address is %v\n", p)
		}
	}
	if v.lender != "" {
		fmt.Fprintf(w, "  Interface is unnumbered. Using address of %s\n", v.lender)
	}
	fmt.Fprint(w, "  Broadcast address is 255.255.255.255\n")
	switch v.state.Method {
	case "NVRAM":
		fmt.Fprint(w, "  Address determined by non-volatile memory\n")
	case "DHCP":
		fmt.Fprint(w, "  Address determined by DHCP\n")
	default:
		fmt.Fprint(w, "  Address determined by setup command\n")
	}
	fmt.Fprintf(w, "  MTU is %d bytes\n  Helper address is not set\n  Directed broadcast forwarding is disabled\n", v.ipMTU(in.IPMTU))
	for _, p := range secondary {
		fmt.Fprintf(w, "  Secondary address %v\n", p)
	}
	fmt.Fprintf(w, "  Outgoing access list is %s\n  Inbound  access list is %s\n", v.accessList(true), v.accessList(false))
	proxy := "enabled"
	if in.Kind == compiler.Tunnel || in.Kind == compiler.Loopback {
		proxy = "disabled"
	}
	fmt.Fprintf(w, "  Proxy ARP is %s\n  Local Proxy ARP is disabled\n  Security level is default\n  Split horizon is enabled\n", proxy)
	fmt.Fprint(w, "  ICMP redirects are always sent\n  ICMP unreachables are always sent\n  ICMP mask replies are never sent\n"+
		"  IP fast switching is enabled\n  IP fast switching on the same interface is disabled\n  IP Flow switching is disabled\n"+
		"  IP CEF switching is enabled\n  IP CEF switching turbo vector\n")
	if in.VRF != "" {
		fmt.Fprintf(w, "  VPN Routing/Forwarding %q\n", in.VRF)
	}
	fmt.Fprint(w, "  IP multicast fast switching is enabled\n"+
		"  IP multicast distributed fast switching is disabled\n  IP route-cache flags are Fast, CEF\n  Router Discovery is disabled\n"+
		"  IP output packet accounting is disabled\n  IP access violation accounting is disabled\n"+
		"  TCP/IP header compression is disabled\n  RTP/IP header compression is disabled\n")
	if in.AdjustMSS > 0 {
		fmt.Fprintf(w, "  TCP MSS adjustment is %d bytes\n", in.AdjustMSS)
	}
	fmt.Fprint(w, "  Policy routing is disabled\n")
	fmt.Fprintf(w, "  Network address translation is %s\n", v.translation())
	fmt.Fprint(w, "  BGP Policy Mapping is disabled\n  Input features: MCI Check\n")
	features := ""
	for i := range r.Maps {
		if r.Maps[i].Interface == in.Name && !r.Maps[i].Tunnel {
			features = "IPSec output classification, IPSec: to crypto engine, Post-encryption output features"
		}
	}
	if features != "" {
		fmt.Fprintf(w, "  Output features: %s\n", features)
	}
	fmt.Fprint(w, "  IPv4 WCCP Redirect outbound is disabled\n  IPv4 WCCP Redirect inbound is disabled\n  IPv4 WCCP Redirect exclude is disabled\n")
}

// ipMTU is the largest packet that leaves whole: what is configured, else what
// the interface takes.
func (v *interfaceView) ipMTU(configured int) int {
	if v.in.Tunnel != nil {
		return cmp.Or(configured, v.transportMTU())
	}
	return cmp.Or(configured, v.mtu())
}

// writeIPv6Interface is "show ipv6 interface" of one.
func writeIPv6Interface(w io.Writer, v *interfaceView, forwards bool) {
	fmt.Fprintf(w, "%s is %s, line protocol is %s\n", v.in.Name, v.state.status(), v.state.protocol())
	local := netip.Addr{}
	if len(v.state.IPv6) > 0 && v.state.IPv6[0].IsLinkLocalUnicast() {
		local = v.state.IPv6[0]
	}
	tentative := ""
	if !v.state.Line {
		tentative = "[TEN]"
	}
	fmt.Fprintf(w, "  IPv6 is %s, link-local address is %s %s\n", map[bool]string{true: "enabled", false: "tentative"}[v.state.Line],
		formatAddr(local, "unassigned"), tentative)
	fmt.Fprint(w, "  No Virtual link-local address(es):\n")
	if v.in.Description != "" {
		fmt.Fprintf(w, "  Description: %s\n", v.in.Description)
	}
	groups := []string{"FF02::1"}
	if forwards {
		groups = append(groups, "FF02::2")
	}
	addGroup := func(a netip.Addr) {
		b := a.As16()
		group := netip.AddrFrom16([16]byte{0xFF, 2, 11: 1, 12: 0xFF, 13: b[13], 14: b[14], 15: b[15]})
		if g := formatAddr(group, ""); groups[len(groups)-1] != g {
			groups = append(groups, g)
		}
	}
	if local.IsValid() {
		addGroup(local)
	}
	global := false
	for _, p := range v.in.Addresses {
		if p.Addr().Is4() || p.Addr().IsLinkLocalUnicast() {
			continue
		}
		if !global {
			fmt.Fprint(w, "  Global unicast address(es):\n")
			global = true
		}
		fmt.Fprintf(w, "    %s, subnet is %s %s\n", formatAddr(p.Addr(), ""), strings.ToUpper(p.Masked().String()), tentative)
		addGroup(p.Addr())
	}
	if !global {
		fmt.Fprint(w, "  No global unicast address is configured\n")
	}
	fmt.Fprint(w, "  Joined group address(es):\n")
	for _, g := range groups {
		fmt.Fprintf(w, "    %s\n", g)
	}
	dad := "ND DAD is enabled, number of DAD attempts: 1"
	if v.in.Kind == compiler.Loopback {
		dad = "ND DAD is not supported"
	}
	fmt.Fprintf(w, "  MTU is %d bytes\n  ICMP error messages limited to one every 100 milliseconds\n  ICMP redirects are enabled\n"+
		"  ICMP unreachables are sent\n  %s\n  ND reachable time is 30000 milliseconds (using 30000)\n", v.ipMTU(v.in.IPv6MTU), dad)
	if forwards && v.in.Kind == compiler.Physical {
		// The router forwards, but announces itself to nobody.
		fmt.Fprint(w, "  ND RAs are suppressed (all)\n")
	}
	fmt.Fprint(w, "  Hosts use stateless autoconfig for addresses.\n")
}

// writeHosts is "show hosts".
func writeHosts(w io.Writer, r *compiler.Router, servers []string) {
	if r.DomainName != "" {
		fmt.Fprintf(w, "Default domain is %s\n", r.DomainName)
	} else {
		fmt.Fprint(w, "Default domain is not set\n")
	}
	if r.DomainLookup {
		fmt.Fprint(w, "Name/address lookup uses domain service\n")
	} else {
		fmt.Fprint(w, "Name/address lookup uses static mappings\n")
	}
	if len(servers) == 0 {
		servers = []string{"255.255.255.255"}
	}
	fmt.Fprintf(w, "Name servers are %s\n\n", strings.Join(servers, ", "))
	fmt.Fprint(w, "Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate\n       temp - temporary, perm - permanent\n"+
		"       NA - Not Applicable None - Not defined\n\n"+
		"Host                      Port  Flags      Age Type   Address(es)\n")
	for _, h := range r.Hosts {
		for i, a := range h.Addresses {
			kind := "IP"
			if a.Is6() {
				kind = "IPv6"
			}
			if i == 0 {
				fmt.Fprintf(w, "%-25s %-5s (perm, OK)  0   %-6s %s\n", h.Name, "None", kind, formatAddr(a, ""))
			} else {
				fmt.Fprintf(w, "%50s%s\n", "", formatAddr(a, ""))
			}
		}
	}
}
