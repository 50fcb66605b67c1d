package shell

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// trafficCounts are the counters of /proc/net/snmp, by "Ip.InReceives".
type trafficCounts map[string]uint64

// systemTraffic reads what the system has counted in the router's network
// namespace. What it does not tell is zero.
func systemTraffic() trafficCounts {
	f, err := os.Open(threadNet + "snmp")
	if err != nil {
		return nil
	}
	defer f.Close()
	return readTraffic(f)
}

// readTraffic reads pairs of lines: the names of the counters, and their
// values.
func readTraffic(r io.Reader) trafficCounts {
	counts := trafficCounts{}
	var names []string
	for lines := bufio.NewScanner(r); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(names) == 0 || len(f) != len(names) || f[0] != names[0] {
			names = f
			continue
		}
		for i := 1; i < len(f); i++ {
			if v, err := strconv.ParseUint(f[i], 10, 64); err == nil {
				counts[strings.TrimSuffix(names[0], ":")+"."+names[i]] = v
			}
		}
		names = nil
	}
	return counts
}

// writeTraffic is "show ip traffic". Of what IOS lists it has what the system
// counts.
func writeTraffic(w io.Writer, c trafficCounts) {
	p := func(format string, names ...string) {
		values := make([]any, len(names))
		for i, n := range names {
			values[i] = c[n]
		}
		fmt.Fprintf(w, format+"\n", values...)
	}
	p("IP statistics:")
	p("  Rcvd:  %d total, %d local destination", "Ip.InReceives", "Ip.InDelivers")
	p("         %d format errors, %d unknown protocol, %d discarded", "Ip.InHdrErrors", "Ip.InUnknownProtos", "Ip.InDiscards")
	p("  Frags: %d reassembled, %d timeouts, %d couldn't reassemble", "Ip.ReasmOKs", "Ip.ReasmTimeout", "Ip.ReasmFails")
	p("         %d fragmented, %d fragments, %d couldn't fragment", "Ip.FragOKs", "Ip.FragCreates", "Ip.FragFails")
	p("  Sent:  %d generated, %d forwarded", "Ip.OutRequests", "Ip.ForwDatagrams")
	p("  Drop:  %d no route, %d discarded\n", "Ip.OutNoRoutes", "Ip.OutDiscards")
	p("ICMP statistics:")
	p("  Rcvd: %d format errors, %d checksum errors, %d redirects, %d unreachable", "Icmp.InErrors", "Icmp.InCsumErrors", "Icmp.InRedirects", "Icmp.InDestUnreachs")
	p("        %d echo, %d echo reply, %d mask requests, %d mask replies, %d quench", "Icmp.InEchos", "Icmp.InEchoReps", "Icmp.InAddrMasks", "Icmp.InAddrMaskReps", "Icmp.InSrcQuenchs")
	p("        %d parameter, %d timestamp, %d timestamp replies, %d time exceeded", "Icmp.InParmProbs", "Icmp.InTimestamps", "Icmp.InTimestampReps", "Icmp.InTimeExcds")
	p("  Sent: %d redirects, %d unreachable, %d echo, %d echo reply", "Icmp.OutRedirects", "Icmp.OutDestUnreachs", "Icmp.OutEchos", "Icmp.OutEchoReps")
	p("        %d mask requests, %d mask replies, %d quench, %d timestamp, %d timestamp replies", "Icmp.OutAddrMasks", "Icmp.OutAddrMaskReps", "Icmp.OutSrcQuenchs", "Icmp.OutTimestamps", "Icmp.OutTimestampReps")
	p("        %d parameter problem, %d time exceeded\n", "Icmp.OutParmProbs", "Icmp.OutTimeExcds")
	p("UDP statistics:")
	p("  Rcvd: %d total, %d checksum errors, %d no port", "Udp.InDatagrams", "Udp.InCsumErrors", "Udp.NoPorts")
	p("  Sent: %d total\n", "Udp.OutDatagrams")
	p("TCP statistics:")
	p("  Rcvd: %d total, %d checksum errors", "Tcp.InSegs", "Tcp.InCsumErrors")
	p("  Sent: %d total, %d retransmitted", "Tcp.OutSegs", "Tcp.RetransSegs")
}
