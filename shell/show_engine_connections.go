package shell

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
)

// showEngineConnections is "show crypto engine connections".
func showEngineConnections(s *Session, c *grammar.ShowCryptoEngineConnections) error {
	snapshot, stats := s.router.IKE(), s.router.Datapath()
	switch c.What {
	case "dh":
		writeDHConnections(s, s.router.Clock().Now(), s.router.DatapathName(), &snapshot)
	case "flow":
		writeEngineFlows(s, s.router.DatapathName(), &snapshot)
	case "dropped-packet":
		writeDroppedPackets(s, s.router.IR(), &snapshot, &stats)
	default:
		writeEngineConnections(s, &snapshot, &stats)
	}
	return nil
}

// writeDHConnections is "show crypto engine connections dh": the phase 1 SAs
// whose keys are in use. None is made before it is needed, and one lives as
// long as its SA.
func writeDHConnections(w io.Writer, now time.Time, driver string, snapshot *ike.Snapshot) {
	fmt.Fprintf(w, "Number of DH's pregenerated = 0\n\n%s:\n Conn Status   Group       Time left\n", engineName(driver))
	for i := range snapshot.SAs {
		sa := &snapshot.SAs[i]
		if sa.ConnID == 0 || sa.Deleted || sa.Expires.IsZero() {
			continue
		}
		fmt.Fprintf(w, "%5d %-8s Group %-5d %d\n", sa.ConnID, "Used", sa.Policy.Group, max(0, int(sa.Expires.Sub(now).Seconds())))
	}
}

// writeEngineFlows is "show crypto engine connections flow". A flow is one SA,
// of ESP.
func writeEngineFlows(w io.Writer, driver string, snapshot *ike.Snapshot) {
	fmt.Fprintf(w, "Crypto engine: %s\n flow_id ah_conn_id esp_conn_id comp_spi\n", engineName(driver))
	for i := range snapshot.Flows {
		pairs := snapshot.Flows[i].Pairs
		for j := range pairs {
			p := &pairs[len(pairs)-1-j]
			for _, id := range []uint32{p.InboundConnID, p.OutboundConnID} {
				fmt.Fprintf(w, "%8d %10d %11d %8d\n", id, 0, id, 0)
			}
		}
	}
}

// writeDroppedPackets is "show crypto engine connections dropped-packet": what
// each interface with a crypto map did not let through.
func writeDroppedPackets(w io.Writer, r *compiler.Router, snapshot *ike.Snapshot, stats *datapath.Stats) {
	fmt.Fprint(w, "Interface                  IP-Address      Drop Count\n")
	drops := map[string]uint64{}
	counted := map[string]bool{}
	for i := range snapshot.Flows {
		f := &snapshot.Flows[i]
		if !counted[f.Policy] {
			counted[f.Policy] = true
			p := stats.Policies[f.Policy]
			drops[f.Interface] += p.SendErrors + p.RecvErrors
		}
	}
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if drops[in.Name] == 0 {
			continue
		}
		var address netip.Addr
		if len(in.Addresses) > 0 {
			address = in.Addresses[0].Addr()
		}
		fmt.Fprintf(w, "%-26s %-15s %d\n", in.Name, formatAddr(address, "unassigned"), drops[in.Name])
	}
}
