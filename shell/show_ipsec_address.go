package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// listedSA is one SA of a list that is not by flow.
type listedSA struct {
	flow        *ike.Flow
	pair        *ike.SAPair
	direction   datapath.Direction
	destination netip.Addr // where its packets go: the router's own address for an inbound one
	spi         uint32
}

// listSAs lists every SA by destination, then by SPI.
func listSAs(snapshot *ike.Snapshot) []listedSA {
	var list []listedSA
	for i := range snapshot.Flows {
		flow := &snapshot.Flows[i]
		for j := range flow.Pairs {
			p := &flow.Pairs[j]
			list = append(list,
				listedSA{flow, p, datapath.Inbound, flow.Local, p.Inbound.SPI},
				listedSA{flow, p, datapath.Outbound, flow.Peer, p.Outbound.SPI})
		}
	}
	slices.SortStableFunc(list, func(a, b listedSA) int {
		return cmp.Or(a.destination.Compare(b.destination), cmp.Compare(a.spi, b.spi))
	})
	return list
}

// writeIPsecSAByAddress is "show crypto ipsec sa address": the SAs of each
// destination address, whatever they serve.
func writeIPsecSAByAddress(w io.Writer, now time.Time, snapshot *ike.Snapshot, stats *datapath.Stats, detail bool) {
	list := listSAs(snapshot)
	if len(list) == 0 {
		fmt.Fprintln(w, "\nNo SAs found")
		return
	}
	for i, sa := range list {
		if i == 0 || list[i-1].destination != sa.destination {
			fmt.Fprintf(w, "\nfvrf/address: (none)/%s\n   protocol: ESP\n", formatAddr(sa.destination, ""))
		}
		writeSA(w, now, sa.flow, sa.pair, sa.direction, stats, detail)
	}
}

// writeIPsecSACount is "show crypto ipsec sa count". An SA is unused before
// its first packet, and rekeying once its flow has newer ones.
func writeIPsecSACount(w io.Writer, now time.Time, snapshot *ike.Snapshot, stats *datapath.Stats) {
	var total, active, rekeying, unused, invalid int
	for _, sa := range listSAs(snapshot) {
		id := sa.pair.Inbound
		if sa.direction == datapath.Outbound {
			id = sa.pair.Outbound
		}
		total++
		switch {
		case !sa.pair.Expires.After(now):
			invalid++
		case !sa.pair.Sending:
			rekeying++
		case stats.SAs[id].Packets == 0:
			unused++
			active++
		default:
			active++
		}
	}
	fmt.Fprintf(w, "IPsec SA total: %d, active: %d, rekeying: %d, unused: %d, invalid: %d\n", total, active, rekeying, unused, invalid)
}

// writeSPILookup is "show crypto ipsec spi-lookup": how an inbound packet
// finds its SA. The handle is the SA's connection number.
func writeSPILookup(w io.Writer, snapshot *ike.Snapshot) {
	fmt.Fprint(w, "\nActive SPI table\n     SPI Prot Local Address            Type\n  Handle VRF  Remote Address           IDB\n")
	for _, sa := range listSAs(snapshot) {
		if sa.direction == datapath.Inbound {
			fmt.Fprintf(w, "%08X ipsec %-24s inbound\n%8X 0    %-24s %s\n", sa.spi, formatAddr(sa.flow.Local, ""),
				sa.pair.InboundConnID, formatAddr(sa.flow.Peer, ""), sa.flow.Interface)
		}
	}
	fmt.Fprintln(w)
}
