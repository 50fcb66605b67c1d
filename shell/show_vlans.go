package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// showVLANs is "show vlans": the subinterfaces with "encapsulation dot1Q".
func showVLANs(s *Session, c *grammar.ShowVLANs) error {
	ir, stats := s.router.IR(), s.router.Datapath()
	found := false
	for i := range ir.Interfaces {
		in := &ir.Interfaces[i]
		if in.Kind == compiler.Subinterface && in.VLAN != 0 && (c.ID == nil || in.VLAN == int(*c.ID)) {
			st := stats.Interfaces[in.Name]
			writeVLAN(s, in, &st)
			found = true
		}
	}
	if !found {
		s.Printf("\nNo Virtual LANs configured.\n\n")
	}
	return nil
}

func writeVLAN(w io.Writer, in *compiler.Interface, st *datapath.InterfaceStats) {
	fmt.Fprintf(w, "\nVirtual LAN ID:  %d (IEEE 802.1Q Encapsulation)\n\n   vLAN Trunk Interface:   %s\n\n", in.VLAN, in.Name)
	fmt.Fprint(w, "   Protocols Configured:   Address:              Received:        Transmitted:\n")
	for _, p := range in.Addresses {
		family := "IP"
		if p.Addr().Is6() {
			family = "IPv6"
		}
		fmt.Fprintf(w, "%13s              %-20s %10d %19d\n", family, formatAddr(p.Addr(), ""), st.InPackets, st.OutPackets)
	}
	fmt.Fprintf(w, "\n   %d packets, %d bytes input\n   %d packets, %d bytes output\n", st.InPackets, st.InBytes, st.OutPackets, st.OutBytes)
}

// showIPAliases is "show ip aliases": the addresses of interfaces, and those
// that NAT translates to.
func showIPAliases(s *Session, _ *grammar.ShowIPAliases) error {
	ir := s.router.IR()
	s.Printf("Address Type             IP Address      Port\n")
	var own, dynamic []netip.Addr
	for i := range ir.Interfaces {
		for _, p := range ir.Interfaces[i].Addresses {
			if p.Addr().Is4() {
				own = append(own, p.Addr())
			}
		}
	}
	for _, l := range ir.Datapath().Links {
		dynamic = append(dynamic, l.Aliases...)
	}
	for _, row := range []struct {
		kind      string
		addresses []netip.Addr
	}{{"Interface", own}, {"Dynamic", dynamic}} {
		slices.SortFunc(row.addresses, netip.Addr.Compare)
		for _, a := range slices.Compact(row.addresses) {
			s.Printf("%-24s %s\n", row.kind, a)
		}
	}
	return nil
}
