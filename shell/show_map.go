package shell

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// mapKey names an entry of a crypto map.
type mapKey struct {
	name     string
	sequence int
	ipv6     bool
}

// currentPeers are the peers that the entries of crypto maps have now.
func currentPeers(snapshot *ike.Snapshot) map[mapKey]netip.Addr {
	peers := map[mapKey]netip.Addr{}
	for i := range snapshot.Flows {
		f := &snapshot.Flows[i]
		key := mapKey{f.Map, f.Sequence, f.Peer.Is6()}
		if _, ok := peers[key]; !ok {
			peers[key] = f.Peer
		}
	}
	return peers
}

func isIPv6Map(m *ike.Map) bool { return m.Local.Is6() || len(m.Peers) > 0 && m.Peers[0].Is6() }

func ipVersion(ipv6 bool) string {
	if ipv6 {
		return "IPv6"
	}
	return "IPv4"
}

// writeTunnelMap shows the map of a tunnel with protection, which has an entry
// for the profile and one for each instance of it.
func writeTunnelMap(w io.Writer, m *ike.Map, snapshot *ike.Snapshot, peers map[mapKey]netip.Addr) {
	fmt.Fprintf(w, "Crypto Map %s %q %d ipsec-isakmp\n", ipVersion(isIPv6Map(m)), m.Name, m.Sequence-1)
	fmt.Fprintf(w, "        Profile name: %s\n", m.Profile)
	writeMapTerms(w, m)
	instances := instancesOf(m, snapshot)
	for i := range instances {
		writeTunnelInstance(w, &instances[i], peers)
	}
	writeMapUsers(w, m.Name, []string{m.Interface})
}

func writeTunnelInstance(w io.Writer, m *ike.Map, peers map[mapKey]netip.Addr) {
	fmt.Fprintf(w, "\nCrypto Map %s %q %d ipsec-isakmp\n", ipVersion(isIPv6Map(m)), m.Name, m.Sequence)
	fmt.Fprint(w, "        Map is a PROFILE INSTANCE.\n")
	for _, peer := range m.Peers {
		fmt.Fprintf(w, "        Peer = %s\n", formatAddr(peer, ""))
	}
	writeAccessList(w, m.Selectors)
	fmt.Fprintf(w, "        Current peer: %s\n", formatAddr(currentPeer(m, peers), "(none)"))
	writeMapTerms(w, m)
	if !m.Multipoint {
		fmt.Fprint(w, "        Always create SAs\n")
	}
}

func currentPeer(m *ike.Map, peers map[mapKey]netip.Addr) netip.Addr {
	if m.Multipoint && len(m.Peers) > 0 {
		return m.Peers[0] // of an instance
	}
	if peer, ok := peers[mapKey{m.Name, m.Sequence, isIPv6Map(m)}]; ok {
		return peer
	}
	if len(m.Peers) > 0 {
		return m.Peers[0]
	}
	return netip.Addr{}
}

func writeMapTerms(w io.Writer, m *ike.Map) {
	writeTerms(w, m.LifetimeKB, m.Lifetime, m.ResponderOnly, m.PFS)
	fmt.Fprint(w, "        Transform sets={ \n")
	for _, t := range m.TransformSets {
		fmt.Fprintf(w, "                %s:  { %v  } , \n", t.Name, t.Transform)
	}
	fmt.Fprint(w, "        }\n")
}

// writeAccessList shows selectors as the access list that they stand for.
func writeAccessList(w io.Writer, selectors []datapath.Selector) {
	for i := range selectors {
		s := &selectors[i]
		switch {
		case i > 0:
		case isIPv6(s):
			fmt.Fprint(w, "        IPv6 access list \n")
		default:
			fmt.Fprint(w, "        Extended IP access list \n")
		}
		fmt.Fprintf(w, "            access-list  permit %s %s %s\n", aclProtocol(s), aclEnd(s.Local, s.LocalPort), aclEnd(s.Remote, s.RemotePort))
	}
}

func aclProtocol(s *datapath.Selector) string {
	if name, ok := map[uint8]string{1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp"}[s.Protocol]; ok {
		return name
	}
	return flowProtocol(s)
}

func aclEnd(p netip.Prefix, port datapath.PortRange) string {
	s := fmt.Sprintf("%s/%d", formatAddr(p.Addr(), ""), p.Bits())
	switch {
	case p.Bits() == 0:
		s = "any"
	case p.IsSingleIP():
		s = "host " + formatAddr(p.Addr(), "")
	case p.Addr().Is4():
		s = p.Addr().String() + " " + formatMask(p.Bits(), true)
	}
	switch {
	case port.Any():
	case port.First == port.Last:
		s += fmt.Sprintf(" eq %d", port.First)
	default:
		s += fmt.Sprintf(" range %d %d", port.First, port.Last)
	}
	return s
}

// writeEngineConnections is "show crypto engine connections active".
func writeEngineConnections(w io.Writer, snapshot *ike.Snapshot, stats *datapath.Stats) {
	fmt.Fprint(w, "Crypto Engine Connections\n\n")
	fmt.Fprint(w, "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n")
	row := func(id uint32, kind, algorithm string, encrypt, decrypt, last uint64, a netip.Addr) {
		fmt.Fprintf(w, "%5d  %-7s %-18s%9d%9d%9d %s\n", id, kind, algorithm, encrypt, decrypt, last, formatAddr(a, ""))
	}
	for i := range snapshot.Flows {
		f := &snapshot.Flows[i]
		for j := range f.Pairs {
			p := &f.Pairs[len(f.Pairs)-1-j]
			name := espAlgorithm(p.Transform)
			in, out := stats.SAs[p.Inbound], stats.SAs[p.Outbound]
			row(p.InboundConnID, "IPsec", name, 0, in.Packets, uint64(in.LastSequence), f.Local)
			// The sequence number is what was received; a sender has none.
			row(p.OutboundConnID, "IPsec", name, out.Packets, 0, 0, f.Local)
		}
	}
	for i := range snapshot.SAs {
		if sa := &snapshot.SAs[i]; sa.ConnID != 0 && !sa.Deleted {
			row(uint32(sa.ConnID), "IKE", ikeAlgorithm(&sa.Policy), 0, 0, 0, sa.Local.Addr())
		}
	}
	fmt.Fprintln(w)
}

// espAlgorithm names a transform as the crypto engine does: AES256+SHA.
func espAlgorithm(t datapath.Transform) string {
	cipher := [...]string{"NULL", "DES", "3DES", "AES", "AES-GCM"}[t.Cipher]
	if t.KeyBits > 128 {
		cipher += fmt.Sprint(t.KeyBits)
	}
	if t.Integrity == datapath.NoIntegrity {
		return cipher
	}
	return cipher + "+" + [...]string{"", "MD5", "SHA", "SHA256", "SHA384", "SHA512"}[t.Integrity]
}

// ikeAlgorithm names a phase 1 policy as the crypto engine does: SHA+DES.
func ikeAlgorithm(p *ike.Policy) string {
	t := termsOf(time.Time{}, &ike.ISAKMPSA{Policy: *p})
	name := strings.ToUpper(t.hash) + "+" + strings.ToUpper(t.encr)
	if p.KeyBits > 128 {
		name += fmt.Sprint(p.KeyBits)
	}
	return name
}
