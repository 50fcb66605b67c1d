package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// ipsecFilter says what "show crypto ipsec sa" is to show. Its zero value
// shows everything.
type ipsecFilter struct {
	Detail    bool       // all error counters, the replay window
	Identity  bool       // the flows without their SAs
	Peer      netip.Addr // only flows with this peer
	Interface string     // only flows of this interface
	Map       string     // only flows of this crypto map
	IPv6      bool       // only flows between IPv6 end points
	VRF       string     // only flows of packets in this VRF
	Standby   bool       // only SAs of a standby router: none
}

func (f *ipsecFilter) covers(flow *ike.Flow) bool {
	return (!f.Peer.IsValid() || flow.Peer == f.Peer) &&
		(f.Interface == "" || flow.Interface == f.Interface) &&
		(f.Map == "" || flow.Map == f.Map) &&
		(!f.IPv6 || flow.Peer.Is6()) &&
		(f.VRF == "" || flow.Inside == f.VRF) && !f.Standby
}

// writeIPsecSA is "show crypto ipsec sa": a block for each crypto map of an
// interface, in it one for each flow.
func writeIPsecSA(w io.Writer, now time.Time, snapshot *ike.Snapshot, stats *datapath.Stats, filter ipsecFilter) {
	shown := false
	iface, tag := "", ""
	for i := range snapshot.Flows {
		flow := &snapshot.Flows[i]
		if !filter.covers(flow) {
			continue
		}
		if !shown || flow.Interface != iface || flow.Map != tag {
			fmt.Fprintf(w, "\ninterface: %s\n", flow.Interface)
			fmt.Fprintf(w, "    Crypto map tag: %s, local addr %s\n", flow.Map, formatAddr(flow.Local, noAddress(flow)))
		}
		shown, iface, tag = true, flow.Interface, flow.Map
		writeIdentity(w, flow, stats, filter.Detail)
		if !filter.Identity {
			writeFlowSAs(w, now, flow, stats, filter.Detail)
		}
	}
	if !shown {
		fmt.Fprintln(w, "\nNo SAs found")
	}
}

// vrfName is a VRF as the crypto commands show it.
func vrfName(name string) string {
	if name == "" {
		return "(none)"
	}
	return name
}

// noAddress stands for an end point that is not known.
func noAddress(flow *ike.Flow) string {
	if flow.Peer.Is6() {
		return "::"
	}
	return "0.0.0.0"
}

// writeIdentity writes what a flow covers and what it has carried.
func writeIdentity(w io.Writer, flow *ike.Flow, stats *datapath.Stats, detail bool) {
	fmt.Fprintf(w, "\n   protected vrf: %s\n", vrfName(flow.Inside))
	s := &flow.Selector
	fmt.Fprintf(w, "   local  ident (addr/mask/prot/port): (%s)\n", identity(s.Local, s.Protocol, s.LocalPort))
	fmt.Fprintf(w, "   remote ident (addr/mask/prot/port): (%s)\n", identity(s.Remote, s.Protocol, s.RemotePort))
	port := flow.PeerPort
	if port == 0 {
		port = 500
	}
	fmt.Fprintf(w, "   current_peer %s port %d\n", formatAddr(flow.Peer, "(none)"), port)
	fmt.Fprint(w, "     PERMIT, flags={origin_is_acl,}\n")
	c := stats.Policies[flow.Policy]
	fmt.Fprintf(w, "    #pkts encaps: %d, #pkts encrypt: %d, #pkts digest: %d\n", c.Encaps, c.Encrypt, c.Digest)
	fmt.Fprintf(w, "    #pkts decaps: %d, #pkts decrypt: %d, #pkts verify: %d\n", c.Decaps, c.Decrypt, c.Verify)
	fmt.Fprint(w, "    #pkts compressed: 0, #pkts decompressed: 0\n")
	fmt.Fprint(w, "    #pkts not compressed: 0, #pkts compr. failed: 0\n")
	fmt.Fprint(w, "    #pkts not decompressed: 0, #pkts decompress failed: 0\n")
	if !detail {
		fmt.Fprintf(w, "    #send errors %d, #recv errors %d\n", c.SendErrors, c.RecvErrors)
		return
	}
	var in datapath.SAStats
	for i := range flow.Pairs {
		sa := stats.SAs[flow.Pairs[i].Inbound]
		in.AuthFailed += sa.AuthFailed
		in.Replayed += sa.Replayed
		in.Malformed += sa.Malformed
	}
	fmt.Fprintf(w, "    #pkts no sa (send) %d, #pkts invalid sa (rcv) 0\n", c.SendErrors)
	fmt.Fprint(w, "    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0\n")
	fmt.Fprintf(w, "    #pkts invalid prot (recv) 0, #pkts verify failed: %d\n", in.AuthFailed)
	fmt.Fprintf(w, "    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) %d\n", in.Malformed)
	fmt.Fprint(w, "    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0\n")
	fmt.Fprintf(w, "    ##pkts replay failed (rcv): %d\n", in.Replayed)
	fmt.Fprint(w, "    #pkts tagged (send): 0, #pkts untagged (rcv): 0\n")
	fmt.Fprint(w, "    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0\n")
	fmt.Fprint(w, "    #pkts internal err (send): 0, #pkts internal err (recv) 0\n")
}

// identity prints one side of a selector: address, mask, protocol, port.
func identity(p netip.Prefix, protocol uint8, port datapath.PortRange) string {
	mask := fmt.Sprint(p.Bits())
	if p.Addr().Is4() {
		mask = formatMask(p.Bits(), false)
	}
	return fmt.Sprintf("%s/%s/%d/%d", formatAddr(p.Addr(), ""), mask, protocol, portNumber(port))
}

// writeFlowSAs writes the end points and the SAs of a flow.
func writeFlowSAs(w io.Writer, now time.Time, flow *ike.Flow, stats *datapath.Stats, detail bool) {
	local, peer := formatAddr(flow.Local, noAddress(flow)), formatAddr(flow.Peer, noAddress(flow))
	pair := sendingPair(flow)
	path := pathMTU(flow, stats)
	fmt.Fprintln(w)
	if flow.Local.Is6() || flow.Peer.Is6() {
		fmt.Fprintf(w, "     local crypto endpt.: %s,\n     remote crypto endpt.: %s\n", local, peer)
		fmt.Fprintf(w, "     path mtu %d, ipv6 mtu %d, ipv6 mtu idb %s\n", path, flow.PathMTU, orNone(flow.SourceInterface))
	} else {
		fmt.Fprintf(w, "     local crypto endpt.: %s, remote crypto endpt.: %s\n", local, peer)
		fmt.Fprintf(w, "     plaintext mtu %d, path mtu %d, ip mtu %d, ip mtu idb %s\n",
			plaintextMTU(pair, path), path, flow.PathMTU, orNone(flow.SourceInterface))
	}
	var spi uint32
	if pair != nil {
		spi = pair.Outbound.SPI
	}
	fmt.Fprintf(w, "     current outbound spi: %s\n", formatSPI(spi))
	if flow.PFS != 0 {
		fmt.Fprintf(w, "     PFS (Y/N): Y, DH group: group%d\n", uint16(flow.PFS))
	} else {
		fmt.Fprint(w, "     PFS (Y/N): N, DH group: none\n")
	}
	for _, d := range []datapath.Direction{datapath.Inbound, datapath.Outbound} {
		fmt.Fprintf(w, "\n     %v esp sas:\n", d)
		// IOS lists the oldest first.
		for _, p := range slices.Backward(flow.Pairs) {
			writeSA(w, now, flow, &p, d, stats, detail)
		}
		fmt.Fprintf(w, "\n     %v ah sas:\n\n     %v pcp sas:\n", d, d)
	}
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// sendingPair is the pair whose outbound SA is in use, nil without SAs.
func sendingPair(flow *ike.Flow) *ike.SAPair {
	for i := range flow.Pairs {
		if flow.Pairs[i].Sending {
			return &flow.Pairs[i]
		}
	}
	return nil
}

// pathMTU is what the datapath has learnt, else what the interface has.
func pathMTU(flow *ike.Flow, stats *datapath.Stats) int {
	if pair := sendingPair(flow); pair != nil {
		if mtu := stats.SAs[pair.Outbound].PathMTU; mtu > 0 {
			return mtu
		}
	}
	if mtu := stats.Interfaces[flow.Interface].PathMTU; mtu > 0 {
		return mtu
	}
	return flow.PathMTU
}

// plaintextMTU is the largest IPv4 packet that fits into path once protected.
func plaintextMTU(pair *ike.SAPair, path int) int {
	if pair == nil {
		return path
	}
	const header, udp, esp, trailer = 20, 8, 8, 2
	room := path - header - esp - pair.Transform.IVLen() - pair.Transform.ICVLen()
	if pair.UDPEncap {
		room -= udp
	}
	room -= room % pair.Transform.BlockSize()
	if pair.Mode == datapath.Transport {
		// The packet's own header goes outside, where it is counted already.
		room += header
	}
	return max(0, room-trailer)
}

// writeSA writes one SA of a pair.
func writeSA(w io.Writer, now time.Time, flow *ike.Flow, p *ike.SAPair, d datapath.Direction, stats *datapath.Stats, detail bool) {
	id, conn := p.Inbound, p.InboundConnID
	if d == datapath.Outbound {
		id, conn = p.Outbound, p.OutboundConnID
	}
	settings := p.Mode.String()
	if p.UDPEncap {
		settings += " UDP-Encaps"
	}
	if detail && p.ESN {
		settings += ", esn" // here, because parsers of this output know no further field
	}
	fmt.Fprintf(w, "      spi: %s\n", formatSPI(id.SPI))
	fmt.Fprintf(w, "        transform: %v ,\n", p.Transform)
	fmt.Fprintf(w, "        in use settings ={%s, }\n", settings)
	fmt.Fprintf(w, "        conn id: %d, flow_id: SW:%d, sibling_flags %08X, crypto map: %s\n", conn, conn, siblingFlags(flow, p), flow.Map)
	if p.LifetimeKB > 0 {
		fmt.Fprintf(w, "        sa timing: remaining key lifetime (k/sec): (%d/%d)\n",
			kilobytesLeft(p.LifetimeKB, stats.SAs[id].Bytes), secondsLeft(now, p.Expires))
	} else {
		fmt.Fprintf(w, "        sa timing: remaining key lifetime (sec): %d\n", secondsLeft(now, p.Expires))
		fmt.Fprint(w, "        Kilobyte Volume Rekey has been disabled\n")
	}
	fmt.Fprintf(w, "        IV size: %d bytes\n", p.Transform.IVLen())
	fmt.Fprintf(w, "        replay detection support: %s", yesNo(p.ReplayWindow > 0))
	if detail && p.ReplayWindow > 0 {
		fmt.Fprintf(w, "  replay window size: %d", p.ReplayWindow)
	}
	fmt.Fprint(w, "\n        Status: ACTIVE\n")
}

// siblingFlags is a word of IOS's own: bit 6 marks tunnel mode, bit 0 IPv6.
func siblingFlags(flow *ike.Flow, p *ike.SAPair) uint32 {
	flags := uint32(0x80000000)
	if p.Mode == datapath.Tunnel {
		flags |= 0x40
	}
	if isIPv6(&flow.Selector) {
		flags |= 0x01
	}
	return flags
}
