package shell

import (
	"fmt"
	"io"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
)

// showRouteMap is "show route-map", of all or of one.
func showRouteMap(s *Session, c *grammar.ShowRouteMap) error {
	maps := s.router.IR().RouteMaps
	found := false
	for i := range maps {
		if c.Name == nil || maps[i].Name == string(*c.Name) {
			writeRouteMap(s, &maps[i])
			found = true
		}
	}
	if c.Name != nil && !found {
		return refusal(fmt.Sprintf("route-map %s not found", *c.Name))
	}
	return nil
}

// writeRouteMap shows the entries of a route map. What it sets has no bearing
// here, and no packet is routed by it.
func writeRouteMap(w io.Writer, m *compiler.RouteMap) {
	for _, e := range m.Entries {
		action := "deny"
		if e.Permit {
			action = "permit"
		}
		fmt.Fprintf(w, "route-map %s, %s, sequence %d\n  Match clauses:\n", m.Name, action, e.Sequence)
		if len(e.Lists) > 0 {
			fmt.Fprintf(w, "    ip address (access-lists): %s \n", strings.Join(e.Lists, " "))
		}
		if len(e.Interfaces) > 0 {
			fmt.Fprintf(w, "    interface %s \n", strings.Join(e.Interfaces, " "))
		}
		fmt.Fprint(w, "  Set clauses:\n  Policy routing matches: 0 packets, 0 bytes\n")
	}
}

// showProtocols is "show protocols": what is routed, and the addresses of the
// interfaces.
func showProtocols(s *Session, c *grammar.ShowProtocols) error {
	if c.Interface == nil {
		ir := s.router.IR()
		s.Printf("Global values:\n  Internet Protocol routing is %s\n", enabledOr(ir.IPv4Forwarding))
		if ir.IPv6Forwarding {
			s.Printf("  IPv6 routing is enabled\n")
		}
	}
	return s.eachInterface(c.Interface, func(v *interfaceView) {
		s.Printf("%s is %s, line protocol is %s\n", v.in.Name, v.state.status(), v.state.protocol())
		for _, p := range v.in.Addresses {
			if p.Addr().Is4() {
				s.Printf("  Internet address is %v\n", p)
				break
			}
		}
		if v.lender != "" {
			s.Printf("  Interface is unnumbered. Using address of %s\n", v.lender)
		}
	})
}
