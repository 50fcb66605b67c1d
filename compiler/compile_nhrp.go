package compiler

import (
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
)

// nhrpCommand compiles a command of NHRP, and reports whether the line is one.
func (w *compilation) nhrpCommand(n *NHRP, l *line) bool {
	switch c := l.command.(type) {
	case *grammar.NHRPNetworkID:
		n.NetworkID = uint32(c.Number)
	case *grammar.NHRPAuthentication:
		n.Authentication = ike.Secret(c.Key)
	case *grammar.NHRPHoldtime:
		n.Holdtime = time.Duration(c.Seconds) * time.Second
	case *grammar.NHRPMap:
		if c.Last != nil && c.Next.Addr() != netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
			w.report(Warning, l, "no effect: mappings are of one address, not of a network")
			break
		}
		n.Maps = append(n.Maps, datapath.Neighbor{Address: c.Address.Addr(), NBMA: c.NBMA().Addr()})
	case *grammar.NHRPMapMulticast:
		n.MulticastDynamic = n.MulticastDynamic || c.Dynamic
		if a := w.nbmaOf(l, c.NBMA, c.Host); a.IsValid() {
			n.Multicast = append(n.Multicast, a)
		}
	case *grammar.NHRPServer:
		s := NHRPServer{Address: c.Address.Addr(), NBMA: w.nbmaOf(l, c.NBMA, c.Host), Multicast: c.Multicast, Priority: value(c.Priority), Cluster: value(c.Cluster)}
		if c.IPv6 != nil {
			w.report(Warning, l, "no effect: GRE of multipoint tunnels is in IPv4")
			break
		}
		n.Servers = append(n.Servers, s)
	case *grammar.NHRPRegistrationUnique:
		n.Reregisters = c.How == "no-unique"
	case *grammar.NHRPRegistrationTimeout:
		n.RegistrationTimeout = time.Duration(c.Seconds) * time.Second
	case *grammar.NHRPServerOnly:
		n.ServerOnly = true
	case *grammar.NHRPRedirect, *grammar.NHRPShortcut:
		w.report(Warning, l, throughHub)
	default:
		return false
	}
	return true
}

// nbmaOf is an NBMA address, or the first one of a host's name; invalid: there is
// none.
func (w *compilation) nbmaOf(l *line, given *grammar.IPv4, host *grammar.DomainName) netip.Addr {
	if given != nil {
		return given.Addr()
	}
	if host == nil {
		return netip.Addr{}
	}
	for _, a := range w.addressesOf(string(*host)) {
		if a.Is4() {
			return a
		}
	}
	w.report(Warning, l, "no effect: the address of %s is not known: name it with \"ip host\"", *host)
	return netip.Addr{}
}

// throughHub is what becomes of the third phase of DMVPN.
const throughHub = "no effect: packets take the way of the routing table, without shortcuts"

// checkMultipoint says what a tunnel of multipoint GRE lacks, and has it without
// a destination.
func (w *compilation) checkMultipoint(in *Interface) {
	t := in.Tunnel
	if t.Destination.IsValid() || t.Host != "" {
		w.report(Warning, w.tunnelLine(in), "%s: a tunnel of mode %s has no destination: that of the configuration has no effect", in.Name, t.Mode)
		t.Destination, t.Host = netip.Addr{}, ""
	}
	if t.NHRP.NetworkID == 0 {
		w.report(Warning, w.tunnelLine(in), "%s: no ip nhrp network-id: NHRP is off, and nothing says where packets go", in.Name)
	}
	if in.IPv6Enabled {
		w.report(Warning, w.tunnelLine(in), "%s: IPv6 packets do not pass a tunnel of mode %s", in.Name, t.Mode)
	}
}
