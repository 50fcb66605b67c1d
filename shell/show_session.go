package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// cryptoSession is what one interface has with one peer.
type cryptoSession struct {
	iface string
	local netip.Addr
	peer  netip.Addr
	port  uint16
	sas   []*ike.ISAKMPSA
	flows []*ike.Flow
}

// sessionFilter says which sessions "show crypto session" is to show. Its zero
// value shows all.
type sessionFilter struct {
	Interface     string
	Local, Remote netip.Addr
	Port          uint16 // of the end point
	Profile       string // the isakmp profile of the ISAKMP SA
	Group, User   string // of the client
	FVRF, IVRF    string // where the peer is seen, and where what it protects is
	Standby       bool   // of a standby router: none is
}

func (f *sessionFilter) covers(s *cryptoSession) bool {
	port := s.port
	if f.Local.IsValid() && len(s.sas) > 0 {
		port = s.sas[0].Local.Port()
	}
	vrf, inside := s.vrfs()
	return !f.Standby &&
		(f.FVRF == "" || vrf == f.FVRF) &&
		(f.IVRF == "" || inside == f.IVRF) &&
		(f.Interface == "" || s.iface == f.Interface) &&
		(!f.Local.IsValid() || s.local == f.Local) &&
		(!f.Remote.IsValid() || s.peer == f.Remote) &&
		(f.Port == 0 || port == f.Port) &&
		(f.Profile == "" || s.any(func(sa *ike.ISAKMPSA) bool { return sa.Profile == f.Profile })) &&
		(f.Group == "" || s.any(func(sa *ike.ISAKMPSA) bool { return sa.PeerID == f.Group })) &&
		(f.User == "" || s.any(func(sa *ike.ISAKMPSA) bool { return sa.User == f.User }))
}

// vrfs are where the peer is seen, and where what the session protects is.
func (s *cryptoSession) vrfs() (outside, inside string) {
	for _, f := range s.flows {
		return f.VRF, f.Inside
	}
	for _, sa := range s.sas {
		return sa.VRF, sa.Inside
	}
	return "", ""
}

func (s *cryptoSession) any(is func(*ike.ISAKMPSA) bool) bool { return slices.ContainsFunc(s.sas, is) }

// sessionsOf groups flows and ISAKMP SAs by interface and peer.
func sessionsOf(snapshot *ike.Snapshot) []*cryptoSession {
	var all []*cryptoSession
	for i := range snapshot.Flows {
		flow := &snapshot.Flows[i]
		if !flow.Peer.IsValid() {
			continue
		}
		s := findSession(all, flow.Interface, flow.Local, flow.Peer)
		if s == nil {
			s = &cryptoSession{iface: flow.Interface, local: flow.Local, peer: flow.Peer, port: flow.PeerPort}
			all = append(all, s)
		}
		s.flows = append(s.flows, flow)
	}
	for i := range snapshot.SAs {
		sa := &snapshot.SAs[i]
		if sa.Deleted {
			continue
		}
		found := false
		for _, s := range all {
			if s.peer == sa.Remote.Addr() && (s.local == sa.Local.Addr() || !s.local.IsValid()) {
				s.sas = append(s.sas, sa)
				s.port = sa.Remote.Port()
				found = true
			}
		}
		if !found {
			all = append(all, &cryptoSession{local: sa.Local.Addr(), peer: sa.Remote.Addr(), port: sa.Remote.Port(), sas: []*ike.ISAKMPSA{sa}})
		}
	}
	return all
}

func findSession(all []*cryptoSession, iface string, local, peer netip.Addr) *cryptoSession {
	for _, s := range all {
		if s.iface == iface && s.local == local && s.peer == peer {
			return s
		}
	}
	return nil
}

// established is the ISAKMP SA that is ready for quick mode, nil if none is.
func (s *cryptoSession) established() *ike.ISAKMPSA {
	for _, sa := range s.sas {
		if sa.State == idleState {
			return sa
		}
	}
	return nil
}

// pairs is the number of pairs of IPsec SAs.
func (s *cryptoSession) pairs() int {
	n := 0
	for _, f := range s.flows {
		n += len(f.Pairs)
	}
	return n
}

// status is IOS's word for the state and its letters in "brief".
func (s *cryptoSession) status() (word, letters string) {
	up, active := s.established() != nil, s.pairs() > 0
	switch {
	case up && active:
		return "UP-ACTIVE", "UA"
	case up:
		return "UP-IDLE", "UI"
	case active:
		return "UP-NO-IKE", "UK"
	case len(s.sas) > 0:
		return "DOWN-NEGOTIATING", "DN"
	}
	return "DOWN", "D"
}

// uptime since the first flow came up, "" while none is.
func (s *cryptoSession) uptime(now time.Time) string {
	var since time.Time
	for _, f := range s.flows {
		if !f.Since.IsZero() && (since.IsZero() || f.Since.Before(since)) {
			since = f.Since
		}
	}
	if since.IsZero() {
		return ""
	}
	return uptimeStamp(now.Sub(since))
}

// phase1ID is the peer's identity, as far as it is known.
func (s *cryptoSession) phase1ID() string {
	for _, sa := range s.sas {
		if sa.PeerID != "" {
			return sa.PeerID
		}
	}
	return ""
}

// user that the peer logged in as, "" for none.
func (s *cryptoSession) user() string {
	for _, sa := range s.sas {
		if sa.User != "" {
			return sa.User
		}
	}
	return ""
}

// writeSession is "show crypto session" and "show crypto session detail".
func writeSession(w io.Writer, now time.Time, snapshot *ike.Snapshot, stats *datapath.Stats, filter sessionFilter, detail bool) {
	fmt.Fprint(w, "Crypto session current status\n\n")
	if detail {
		// The blanks at the ends of the lines are IOS's.
		fmt.Fprint(w, "Code: C - IKE Configuration mode, D - Dead Peer Detection     \n"+
			"K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     \n"+
			"X - IKE Extended Authentication, F - IKE Fragmentation\n"+
			"R - IKE Auto Reconnect, U - IKE Dynamic Route Update\n"+
			"S - SIP VPN\n\n")
	}
	for _, s := range sessionsOf(snapshot) {
		if !filter.covers(s) {
			continue
		}
		writeSessionHead(w, now, s, detail)
		for _, sa := range s.sas {
			writeSessionIKE(w, now, sa, detail)
		}
		for _, f := range s.flows {
			writeSessionFlow(w, now, f, stats, detail)
		}
		fmt.Fprintln(w)
	}
}

func writeSessionHead(w io.Writer, now time.Time, s *cryptoSession, detail bool) {
	if s.iface != "" {
		fmt.Fprintf(w, "Interface: %s\n", s.iface)
	}
	writeSessionClient(w, s)
	word, _ := s.status()
	if up := s.uptime(now); detail && up != "" {
		fmt.Fprintf(w, "Uptime: %s\n", up)
	}
	if word[0] == 'U' {
		word = fmt.Sprintf("%-14s", word)
	}
	fmt.Fprintf(w, "Session status: %s\n", word)
	port := s.port
	if port == 0 {
		port = 500
	}
	fmt.Fprintf(w, "Peer: %s port %d ", formatAddr(s.peer, ""), port)
	if detail {
		id := s.phase1ID()
		outside, inside := s.vrfs()
		fmt.Fprintf(w, "fvrf: %s ivrf: %s\n", vrfName(outside), vrfName(inside))
		if id != "" {
			fmt.Fprintf(w, "      Phase1_id: %s\n", id)
		} else {
			fmt.Fprint(w, "      Phase1_id: (none)\n")
		}
		fmt.Fprint(w, "      Desc: (none)\n")
	} else {
		fmt.Fprintln(w)
	}
}

// writeSessionClient names the profile of a peer, and who the peer is if it
// had to say.
func writeSessionClient(w io.Writer, s *cryptoSession) {
	if len(s.sas) == 0 {
		return
	}
	sa := s.sas[0]
	if sa.User != "" {
		fmt.Fprintf(w, "Username: %s\n", sa.User)
	}
	if sa.Profile != "" {
		fmt.Fprintf(w, "Profile: %s\n", sa.Profile)
	}
	if sa.Address.IsValid() {
		fmt.Fprintf(w, "Group: %s\nAssigned address: %s\n", sa.PeerID, formatAddr(sa.Address, ""))
	}
}

func writeSessionIKE(w io.Writer, now time.Time, sa *ike.ISAKMPSA, detail bool) {
	state := "Inactive"
	if sa.State == idleState {
		state = "Active"
	}
	between := " "
	if sa.Remote.Addr().Is6() {
		between = " \n          "
	}
	fmt.Fprintf(w, "  Session ID: 0  \n  IKEv1 SA: local %s/%d%sremote %s/%d %s \n",
		formatAddr(sa.Local.Addr(), ""), ikePort(sa.Local), between, formatAddr(sa.Remote.Addr(), ""), ikePort(sa.Remote), state)
	if !detail {
		return
	}
	offered, lifetime := capabilities(sa), "0"
	if offered == "" {
		offered = "(none)"
	}
	if !sa.Expires.IsZero() {
		lifetime = hoursLeft(now, sa.Expires)
	}
	fmt.Fprintf(w, "          Capabilities:%s connid:%d lifetime:%s\n", offered, sa.ConnID, lifetime)
}

// ikePort is the port of an end point that may not have been used yet.
func ikePort(a netip.AddrPort) uint16 {
	if a.Port() == 0 {
		return 500
	}
	return a.Port()
}

func writeSessionFlow(w io.Writer, now time.Time, f *ike.Flow, stats *datapath.Stats, detail bool) {
	fmt.Fprintf(w, "  IPSEC FLOW: permit %s %s %s \n", flowProtocol(&f.Selector),
		flowEnd(f.Selector.Local, f.Selector.LocalPort), flowEnd(f.Selector.Remote, f.Selector.RemotePort))
	origin := "crypto map"
	if f.Dynamic != "" {
		origin = "dynamic crypto map"
	}
	fmt.Fprintf(w, "        Active SAs: %d, origin: %s\n", 2*len(f.Pairs), origin)
	if !detail {
		return
	}
	c := stats.Policies[f.Policy]
	in, out := "0/0", "0/0"
	if p := sendingPair(f); p != nil {
		in, out = sessionLife(now, p, stats.SAs[p.Inbound].Bytes), sessionLife(now, p, stats.SAs[p.Outbound].Bytes)
	}
	fmt.Fprintf(w, "        Inbound:  #pkts dec'ed %d drop %d life (KB/Sec) %s\n", c.Decaps, c.RecvErrors, in)
	fmt.Fprintf(w, "        Outbound: #pkts enc'ed %d drop %d life (KB/Sec) %s\n", c.Encaps, c.SendErrors, out)
}

func sessionLife(now time.Time, p *ike.SAPair, carried uint64) string {
	if p.LifetimeKB == 0 {
		return fmt.Sprintf("KB Vol Rekey Disabled/%d", secondsLeft(now, p.Expires))
	}
	return fmt.Sprintf("%d/%d", kilobytesLeft(p.LifetimeKB, carried), secondsLeft(now, p.Expires))
}

// flowProtocol is the first word behind permit: ip, ipv6, or a number.
func flowProtocol(s *datapath.Selector) string {
	switch {
	case s.Protocol != 0:
		return fmt.Sprint(s.Protocol)
	case isIPv6(s):
		return "ipv6"
	}
	return "ip"
}

// flowEnd is one end of a flow: "host 10.0.0.1", "10.1.0.0/255.255.0.0".
func flowEnd(p netip.Prefix, port datapath.PortRange) string {
	s := fmt.Sprintf("%s/%d", formatAddr(p.Addr(), ""), p.Bits())
	switch {
	case p.IsSingleIP():
		s = "host " + formatAddr(p.Addr(), "")
	case p.Addr().Is4():
		s = p.Addr().String() + "/" + formatMask(p.Bits(), false)
	}
	if !port.Any() {
		s += fmt.Sprintf(" port %d", port.First)
	}
	return s
}

// writeSessionBrief is "show crypto session brief".
func writeSessionBrief(w io.Writer, now time.Time, snapshot *ike.Snapshot, filter sessionFilter) {
	fmt.Fprint(w, "Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating \n"+
		"        K - No IKE\n"+
		"ivrf = "+vrfName(filter.IVRF)+"\n"+
		"Peer            I/F          Username        Group/Phase1_id          Uptime   Status\n")
	table := filter.IVRF
	sessions := slices.DeleteFunc(sessionsOf(snapshot), func(s *cryptoSession) bool { return !filter.covers(s) })
	slices.SortStableFunc(sessions, func(a, b *cryptoSession) int {
		_, x := a.vrfs()
		_, y := b.vrfs()
		return strings.Compare(x, y)
	})
	for _, s := range sessions {
		if _, inside := s.vrfs(); inside != table {
			table = inside
			fmt.Fprintf(w, "ivrf = %s\n", inside)
		}
		_, letters := s.status()
		fmt.Fprintf(w, "%-15s %-12s %-15s %-24s %-8s %s\n", formatAddr(s.peer, ""), datapath.DeviceName(s.iface), s.user(), s.phase1ID(), s.uptime(now), letters)
	}
}
