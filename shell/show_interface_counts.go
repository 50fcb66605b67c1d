package shell

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// writeInterfaceTitle is the name of an interface and its description.
func writeInterfaceTitle(w io.Writer, v *interfaceView) {
	fmt.Fprintln(w, strings.TrimSpace(v.in.Name+" "+v.in.Description))
}

// writeInterfacePaths is "show interfaces stats" of one: every packet goes the
// way of the system's own forwarding, which is the route cache here.
func writeInterfacePaths(w io.Writer, v *interfaceView) {
	s := &v.stats
	fmt.Fprintf(w, "%s\n          Switching path    Pkts In   Chars In   Pkts Out  Chars Out\n", v.in.Name)
	row := func(path string, counts ...uint64) {
		fmt.Fprintf(w, "%24s%11d%11d%11d%11d\n", path, counts[0], counts[1], counts[2], counts[3])
	}
	row("Processor", 0, 0, 0, 0)
	row("Route cache", s.InPackets, s.InBytes, s.OutPackets, s.OutBytes)
	row("Total", s.InPackets, s.InBytes, s.OutPackets, s.OutBytes)
}

// protocolCounts are the packets of one protocol.
type protocolCounts struct{ inPackets, inBytes, outPackets, outBytes uint64 }

// writeInterfaceAccounting is "show interfaces accounting" of one. The system
// counts IPv6 apart; what is left is IP and what IP needs, such as ARP.
func writeInterfaceAccounting(w io.Writer, v *interfaceView, ipv6 protocolCounts) {
	writeInterfaceTitle(w, v)
	fmt.Fprint(w, "                Protocol    Pkts In   Chars In   Pkts Out  Chars Out\n")
	s := &v.stats
	rest := protocolCounts{less(s.InPackets, ipv6.inPackets), less(s.InBytes, ipv6.inBytes), less(s.OutPackets, ipv6.outPackets), less(s.OutBytes, ipv6.outBytes)}
	shown := false
	for _, row := range []struct {
		name string
		c    protocolCounts
	}{{"IP", rest}, {"IPv6", ipv6}} {
		if row.c.inPackets+row.c.outPackets > 0 {
			fmt.Fprintf(w, "%24s%11d%11d%11d%11d\n", row.name, row.c.inPackets, row.c.inBytes, row.c.outPackets, row.c.outBytes)
			shown = true
		}
	}
	if !shown {
		fmt.Fprint(w, "No traffic sent or received on this interface.\n")
	}
}

func less(a, b uint64) uint64 { return a - min(a, b) }

// ipv6Counts reads what the system has counted of IPv6 on a device.
func ipv6Counts(device string) protocolCounts {
	f, err := os.Open(threadNet + "dev_snmp6/" + device)
	if err != nil {
		return protocolCounts{} // no IPv6
	}
	defer f.Close()
	return parseIPv6Counts(f)
}

// parseIPv6Counts reads lines "Ip6InReceives 12".
func parseIPv6Counts(r io.Reader) protocolCounts {
	counts := map[string]uint64{}
	for scanner := bufio.NewScanner(r); scanner.Scan(); {
		if f := strings.Fields(scanner.Text()); len(f) == 2 {
			counts[f[0]], _ = strconv.ParseUint(f[1], 10, 64) // what is no number counts nothing
		}
	}
	return protocolCounts{counts["Ip6InReceives"], counts["Ip6InOctets"], counts["Ip6OutRequests"] + counts["Ip6OutForwDatagrams"], counts["Ip6OutOctets"]}
}
