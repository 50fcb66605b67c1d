package shell

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
)

// interfaceCommands are the handlers of the commands that show interfaces and
// neighbours.
var interfaceCommands = []handler{
	handle(showInterfaces),
	handle(showInterfacesTable),
	handle(showVLANs),
	handle(showIPAliases),
	handle(func(s *Session, c *grammar.ShowIPInterface) error {
		ir := s.router.IR()
		return s.eachInterface(c.Interface, func(v *interfaceView) { writeIPInterface(s, ir, v) })
	}),
	handle(func(s *Session, c *grammar.ShowIPv6Interface) error {
		forwards := s.router.IR().IPv6Forwarding
		return s.eachInterface(c.Interface, func(v *interfaceView) {
			if v.in.IPv6Enabled {
				writeIPv6Interface(s, v, forwards)
			}
		})
	}),
	handle(func(s *Session, c *grammar.ShowARP) error {
		found, err := s.router.neighbors(false)
		if err != nil {
			return fmt.Errorf("%% %w", err)
		}
		stats := s.router.Datapath()
		address := (&grammar.PeerAddress{IPv4: c.Address}).Addr()
		if _, err := s.findVRF(c.VRF); err != nil {
			return err
		}
		table := slices.DeleteFunc(arpTable(s.router.IR(), &stats, found), func(e arpEntry) bool { return e.vrf != word(c.VRF) })
		writeARP(s, table, address, interfaceOf(c.Interface))
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowIPv6Neighbors) error {
		found, err := s.router.neighbors(true)
		if err != nil {
			return fmt.Errorf("%% %w", err)
		}
		writeIPv6Neighbors(s, s.router.IR(), found, interfaceOf(c.Interface))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowHosts) error {
		writeHosts(s, s.router.IR(), s.nameServers())
		return nil
	}),
}

func showInterfacesTable(s *Session, c *grammar.ShowInterfacesTable) error {
	switch c.Table {
	case "description":
		s.Printf("Interface                      Status         Protocol Description\n")
		return s.eachInterface(c.Interface, func(v *interfaceView) { writeInterfaceDescription(s, v) })
	case "status":
		s.Printf("\nPort      Name               Status       Vlan       Duplex  Speed Type\n")
		return s.eachInterface(c.Interface, func(v *interfaceView) { writeInterfaceStatus(s, v) })
	case "stats":
		return s.eachInterface(c.Interface, func(v *interfaceView) { writeInterfacePaths(s, v) })
	case "accounting":
		return s.eachInterface(c.Interface, func(v *interfaceView) { writeInterfaceAccounting(s, v, ipv6Counts(v.in.Device)) })
	}
	writeSummaryHead(s)
	return s.eachInterface(c.Interface, func(v *interfaceView) { writeInterfaceSummary(s, v) })
}

// writeInterfaceDescription is a line of "show interfaces description".
func writeInterfaceDescription(w io.Writer, v *interfaceView) {
	status := v.state.status()
	if v.in.Shutdown {
		status = "admin down"
	}
	fmt.Fprintf(w, "%-30s %-14s %-8s %s\n", shortName(v.in.Name), status, v.state.protocol(), v.in.Description)
}

// writeInterfaceStatus is a line of "show interfaces status", which is about
// ports with a plug.
func writeInterfaceStatus(w io.Writer, v *interfaceView) {
	m := mediumOf(v.in.Name)
	if !m.ethernet || v.in.Kind != compiler.Physical {
		return
	}
	status := "notconnect"
	switch {
	case v.in.Shutdown:
		status = "disabled"
	case v.state.Up:
		status = "connected"
	}
	name := v.in.Description
	const nameWidth = 18
	name = name[:min(len(name), nameWidth)]
	fmt.Fprintf(w, "%-9s %-18s %-12s %-10s %7s %6s %s\n", shortName(v.in.Name), name, status, "routed", "full", "auto", "RJ45")
}

// writeSummaryHead is what stands above the lines of "show interfaces summary".
func writeSummaryHead(w io.Writer) {
	fmt.Fprint(w, "\n *: interface is up\n IHQ: pkts in input hold queue     IQD: pkts dropped from input queue\n"+
		" OHQ: pkts in output hold queue    OQD: pkts dropped from output queue\n"+
		" RXBS: rx rate (bits/sec)          RXPS: rx rate (pkts/sec)\n"+
		" TXBS: tx rate (bits/sec)          TXPS: tx rate (pkts/sec)\n TRTL: throttle count\n\n")
	fmt.Fprint(w, "  Interface                   IHQ       IQD       OHQ       OQD      RXBS      RXPS      TXBS      TXPS      TRTL\n")
	fmt.Fprint(w, strings.Repeat("-", 113)+"\n")
}

// writeInterfaceSummary is a line of "show interfaces summary".
func writeInterfaceSummary(w io.Writer, v *interfaceView) {
	mark := ' '
	if v.state.Line {
		mark = '*'
	}
	fmt.Fprintf(w, "%c %-21s%10d%10d%10d%10d%10d%10d%10d%10d%10d\n", mark, v.in.Name, 0, v.stats.InDrops, 0, v.stats.OutDrops,
		thousands(v.rate.InBits), int(v.rate.InPackets+0.5), thousands(v.rate.OutBits), int(v.rate.OutPackets+0.5), 0)
}
