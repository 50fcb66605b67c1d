package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"

	"mainmode/compiler"
	"mainmode/datapath/host"
	"mainmode/grammar"
)

// adjacency is who takes packets on an interface.
type adjacency struct {
	family   string // IP or IPV6
	out      string // the interface
	address  string // point2point on a tunnel
	prefixes int    // entries of the table that lead there
	header   string // what comes before the packet, in hexadecimal; "": not known yet
	source   string // ARP, IPv6 ND, pointAdjacency or mappedAdjacency
	packets  uint64
	bytes    uint64
}

// The sources of what a tunnel leads to: its one peer, or the routers to which
// NHRP or the configuration maps next hops.
const (
	pointAdjacency  = "P2P-ADJ"
	mappedAdjacency = "NHRP"
)

// showAdjacency is "show adjacency": the neighbours on every Ethernet, and the
// other ends of tunnels.
func showAdjacency(s *Session, c *grammar.ShowAdjacency) error {
	all, err := s.adjacencies(interfaceOf(c.Interface))
	if err != nil {
		return err
	}
	if c.How == "summary" {
		writeAdjacencySummary(s, all)
		return nil
	}
	s.Printf("Protocol Interface                 Address\n")
	for i := range all {
		writeAdjacency(s, &all[i], c.How == "detail")
	}
	return nil
}

// adjacencies lists those on an interface, or with "" all.
func (s *Session) adjacencies(only string) ([]adjacency, error) {
	ir, stats := s.router.IR(), s.router.Datapath()
	var all []adjacency
	for _, ipv6 := range []bool{false, true} {
		neighbors, err := s.router.neighbors(ipv6)
		if err != nil {
			return nil, fmt.Errorf("%% %w", err)
		}
		leads := map[[2]string]int{}
		for _, vrf := range append([]string{""}, vrfNames(ir)...) {
			t, err := s.routes(vrf, ipv6)
			if err != nil {
				return nil, err
			}
			for _, e := range cefTable(t, ipv6) {
				leads[[2]string{e.out, e.hop}]++
			}
		}
		for i := range ir.Interfaces {
			in := &ir.Interfaces[i]
			st := stats.Interfaces[in.Name]
			if only != "" && in.Name != only || !st.Exists || in.Shutdown {
				continue
			}
			a := adjacency{family: "IP", out: in.Name, source: "ARP"}
			kind := "0800"
			if ipv6 {
				a.family, a.source, kind = "IPV6", "IPv6 ND", "86DD"
			}
			if in.Tunnel != nil && in.Tunnel.Mode == compiler.GREMultipoint {
				for _, n := range neighbors {
					if n.Device == in.Device && len(n.MAC) > 0 {
						a.address, a.source = formatAddr(n.Address, ""), mappedAdjacency
						a.prefixes = leads[[2]string{in.Name, a.address}]
						all = append(all, a)
					}
				}
				continue
			}
			if in.Kind == compiler.Tunnel {
				if hasFamily(in, ipv6) {
					a.address, a.source = "point2point", pointAdjacency
					a.prefixes, a.packets, a.bytes = leads[[2]string{in.Name, "attached"}], st.OutPackets, st.OutBytes
					all = append(all, a)
				}
				continue
			}
			for _, n := range neighbors {
				if n.Device != in.Device || in.Device == "" || n.Address.IsMulticast() {
					continue
				}
				a.address, a.header = formatAddr(n.Address, ""), ethernetHeader(n, st.MAC, kind)
				a.prefixes = leads[[2]string{in.Name, a.address}]
				all = append(all, a)
			}
		}
	}
	return all, nil
}

func vrfNames(ir *compiler.Router) []string {
	var names []string
	for i := range ir.VRFs {
		names = append(names, ir.VRFs[i].Name)
	}
	return names
}

// hasFamily reports whether an interface carries IPv4 or IPv6.
func hasFamily(in *compiler.Interface, ipv6 bool) bool {
	if ipv6 {
		return in.IPv6Enabled
	}
	return in.Unnumbered != "" || slices.ContainsFunc(in.Addresses, func(p netip.Prefix) bool { return p.Addr().Is4() })
}

// ethernetHeader is what comes before a packet to a neighbour, "": its address
// is not known yet.
func ethernetHeader(n host.Neighbor, own [6]byte, kind string) string {
	if len(n.MAC) != len(own) {
		return ""
	}
	return fmt.Sprintf("%X%X%s", []byte(n.MAC), own[:], kind)
}

func writeAdjacency(w io.Writer, a *adjacency, detail bool) {
	incomplete := ""
	if !a.complete() {
		incomplete = " (incomplete)"
	}
	fmt.Fprintf(w, "%-8s %-25s %s(%d)%s\n", a.family, a.out, a.address, a.prefixes+1, incomplete)
	if !detail {
		return
	}
	const column = 35
	line := func(format string, args ...any) {
		fmt.Fprintf(w, "%*s"+format+"\n", append([]any{column, ""}, args...)...)
	}
	line("%d packets, %d bytes", a.packets, a.bytes)
	line("epoch 0")
	line("sourced in sev-epoch 0")
	if a.header != "" {
		line("Encap length %d", len(a.header)/2)
		line("%s", a.header)
	}
	line("%s", a.source)
}

func (a *adjacency) complete() bool {
	return a.header != "" || a.source == pointAdjacency || a.source == mappedAdjacency
}

// writeAdjacencySummary is "show adjacency summary".
func writeAdjacencySummary(w io.Writer, all []adjacency) {
	count := func(which func(*adjacency) bool) (n int) {
		for i := range all {
			if which(&all[i]) {
				n++
			}
		}
		return n
	}
	complete := count((*adjacency).complete)
	fmt.Fprintf(w, "Adjacency table has %d %s:\n  %d complete adjacencies\n  %d incomplete adjacencies\n",
		len(all), adjacencyWord(len(all)), complete, len(all)-complete)
	for _, family := range []string{"IP", "IPV6"} {
		of := count(func(a *adjacency) bool { return a.family == family })
		if of == 0 {
			continue
		}
		done := count(func(a *adjacency) bool { return a.family == family && a.complete() })
		fmt.Fprintf(w, "  %d %s of linktype %s\n    %d complete adjacencies of linktype %s\n    %d incomplete adjacencies of linktype %s\n",
			of, adjacencyWord(of), family, done, family, of-done, family)
	}
}

func adjacencyWord(n int) string {
	if n == 1 {
		return "adjacency"
	}
	return "adjacencies"
}
