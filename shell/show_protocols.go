package shell

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/datapath"
)

// protocolDistances are what IOS says of the distance of each protocol, inside
// and outside of the system.
var protocolDistances = map[string]string{
	"ospf": "(default is 110)", "rip": "(default is 120)", "eigrp": "internal 90 external 170", "bgp": "external 20 internal 200 local 200", "isis": "(default is 115)",
}

// writeIPProtocols is "show ip protocols": the protocols of IPv4 that FRR runs,
// as they are configured.
func writeIPProtocols(w io.Writer, blocks []datapath.RoutingBlock) {
	fmt.Fprint(w, "*** IP Routing is NSF aware ***\n\n")
	for i := range blocks {
		b := &blocks[i]
		words := strings.Fields(b.Text)
		if len(words) < 2 || words[0] != "router" || protocolDistances[words[1]] == "" {
			continue
		}
		process := processOf(b)
		fmt.Fprintf(w, "Routing Protocol is %q\n", strings.TrimSpace(words[1]+" "+process))
		fmt.Fprint(w, "  Outgoing update filter list for all interfaces is not set\n  Incoming update filter list for all interfaces is not set\n")
		var networks, redistributed, passive, neighbors []string
		for _, l := range b.Lines {
			f := strings.Fields(l.Shown)
			switch {
			case len(f) < 2:
			case f[0] == "network":
				networks = append(networks, strings.Join(f[1:], " "))
			case f[0] == "redistribute":
				redistributed = append(redistributed, strings.Join(f[1:], " "))
			case f[0] == "passive-interface":
				passive = append(passive, f[1])
			case f[0] == "neighbor" && !slices.Contains(neighbors, f[1]):
				neighbors = append(neighbors, f[1])
			case slices.Contains(f, "router-id"):
				fmt.Fprintf(w, "  Router ID %s\n", f[len(f)-1])
			}
		}
		if len(redistributed) > 0 {
			fmt.Fprintf(w, "  Redistributing: %s\n", strings.Join(redistributed, ", "))
		}
		writeIndented(w, "  Routing for Networks:", networks)
		writeIndented(w, "  Passive Interface(s):", passive)
		writeIndented(w, "  Neighbor(s):", neighbors)
		fmt.Fprintf(w, "  Distance: %s\n\n", protocolDistances[words[1]])
	}
}

// writeIPv6Protocols is "show ipv6 protocols": what routes of IPv6 come from.
func writeIPv6Protocols(w io.Writer, r *compiler.Router) {
	sources := []string{"connected", "ND"}
	if slices.ContainsFunc(r.Routes, func(route datapath.Route) bool { return route.Prefix.Addr().Is6() }) {
		sources = append(sources, "static")
	}
	for i := range r.Routing.Blocks {
		if b := &r.Routing.Blocks[i]; strings.HasPrefix(b.Text, "router ospf6") {
			sources = append(sources, "ospf "+processOf(b))
		}
	}
	for _, source := range sources {
		fmt.Fprintf(w, "IPv6 Routing Protocol is %q\n", strings.TrimSpace(source))
	}
}

// processOf is the number of the process that a block is of: IOS's own
// where FRR does without.
func processOf(b *datapath.RoutingBlock) string {
	for _, text := range []string{b.Text, strings.TrimPrefix(b.Shown, "ipv6 ")} {
		if w := strings.Fields(text); len(w) > 2 && w[0] == "router" {
			return w[2]
		}
	}
	return ""
}

func writeIndented(w io.Writer, heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(w, heading)
	for _, l := range lines {
		fmt.Fprintf(w, "    %s\n", l)
	}
}
