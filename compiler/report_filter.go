package compiler

import (
	"fmt"
	"net/netip"
	"strings"

	"mainmode/datapath"
	"mainmode/ike"
)

// What comes from a peer besides UDP.
const (
	protocolESP = 50
	portISAKMP  = 500
)

// filters looks for access lists that keep out what comes from the peers of a
// tunnel.
func (r *Report) filters(m *ike.Map) {
	for _, peer := range m.Peers {
		if in, reason := r.keepsOut(m, peer); in != nil {
			r.about(FoundFilter, Problem, in.Name, "%s", reason)
		}
	}
}

// keepsOut is the interface with an access list that denies what comes from a
// peer of the tunnel, and what the list does; nil if there is none.
func (r *Report) keepsOut(m *ike.Map, peer netip.Addr) (in *Interface, reason string) {
	iface, ok := r.egress(host(peer))
	if !ok || iface == "" {
		iface = m.SourceInterface
	}
	in = r.router.Interface(iface)
	if in == nil || !m.Local.IsValid() {
		return nil, ""
	}
	list, how := r.router.AccessList(in.AccessIn), "ip access-group"
	if peer.Is6() {
		list, how = r.router.IPv6AccessList(in.IPv6AccessIn), "ipv6 traffic-filter"
	}
	if list == nil || !list.rules() {
		return nil, ""
	}
	var denied []string
	if !list.lets(peer, m.Local, protocolUDP) {
		denied = append(denied, "ISAKMP (UDP port 500)")
	}
	if !list.lets(peer, m.Local, protocolESP) {
		denied = append(denied, "ESP")
	}
	if len(denied) == 0 {
		return nil, ""
	}
	return in, fmt.Sprintf("%s %s in denies %s of the peer %s", how, list.Name, strings.Join(denied, " and "), addressText(peer))
}

// lets reports whether a list permits packets of a peer to us: datagrams of
// ISAKMP, or those of another protocol. An entry that also looks at other
// things may permit them, and does not deny them all.
func (l *AccessList) lets(peer, local netip.Addr, protocol uint8) bool {
	for i := range l.Entries {
		e := &l.Entries[i]
		m := &e.Match
		destination := m.Destination
		if l.Kind == StandardList {
			destination = datapath.AddressMatch{}
		}
		switch {
		case !e.Rule(), m.Never, m.IPv6 != peer.Is6() && l.Kind != StandardList, !m.Source.Contains(peer), !destination.Contains(local),
			!m.AnyProtocol && m.Protocol != protocol && l.Kind != StandardList:
			continue
		case protocol == protocolUDP && (!datapath.InRanges(m.SourcePorts, portISAKMP) || !datapath.InRanges(m.DestinationPorts, portISAKMP)):
			continue
		case e.Permit:
			return true
		case !m.Fragments && !m.IPOptions && m.TTL == nil && m.TOS == (datapath.ByteMatch{}) && m.Headers == nil && m.FlowLabel == nil && e.TimeRange == "":
			return false
		}
	}
	return false
}
