package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/nhrp"
	"mainmode/grammar"
	"mainmode/ike"
)

// dmvpnView is what "show dmvpn" looks at.
type dmvpnView struct {
	now    time.Time
	ir     *compiler.Router
	states []nhrp.InterfaceState
	ike    ike.Snapshot
	stats  datapath.Stats
	line   func(iface string) bool
}

// dmvpnFilter says what is to be shown; its zero value shows all.
type dmvpnFilter struct {
	iface        string
	nbma, tunnel netip.Addr
	static       bool
}

func showDMVPN(s *Session, c *grammar.ShowDMVPN) error {
	r := s.router
	v := dmvpnView{ir: r.IR(), ike: r.IKE(), stats: r.Datapath(), line: r.LineUp}
	v.states, v.now = r.nextHops.snapshot()
	f := dmvpnFilter{iface: interfaceOf(c.Interface), static: c.Static}
	if c.NBMA != nil {
		f.nbma = c.NBMA.Addr()
	}
	if c.Tunnel != nil {
		f.tunnel = c.Tunnel.Addr()
	}
	writeDMVPN(s, &v, &f, c.Detail)
	return nil
}

// dmvpnPeer is an entry of NHRP as "show dmvpn" lists it.
type dmvpnPeer struct {
	*nhrp.Entry
	state string
	since string
}

// peers are the entries of an interface that the filter covers, those with the
// same NBMA address together.
func (v *dmvpnView) peers(s *nhrp.InterfaceState, f *dmvpnFilter) []dmvpnPeer {
	var peers []dmvpnPeer
	for i := range s.Entries {
		e := &s.Entries[i]
		if e.Kind == nhrp.Local || f.nbma.IsValid() && f.nbma != e.NBMA || f.tunnel.IsValid() && f.tunnel != e.Address || f.static && e.Kind != nhrp.Static {
			continue
		}
		p := dmvpnPeer{Entry: e}
		p.state, p.since = v.stateOf(s, e)
		peers = append(peers, p)
	}
	// What is not known yet comes last.
	slices.SortStableFunc(peers, func(a, b dmvpnPeer) int {
		return cmp.Or(cmp.Compare(a.unknown(), b.unknown()), a.NBMA.Compare(b.NBMA))
	})
	return peers
}

// unknown is 1 if the entry's NBMA address has still to be found, else 0.
func (p *dmvpnPeer) unknown() int {
	if p.Kind == nhrp.Incomplete {
		return 1
	}
	return 0
}

// stateOf is how far the way to a peer has come, and since when it is there.
func (v *dmvpnView) stateOf(s *nhrp.InterfaceState, e *nhrp.Entry) (state, since string) {
	const never = "never"
	if !v.line(s.Name) {
		return "INTF", never
	}
	if e.Kind == nhrp.Incomplete {
		return "NHRP", never
	}
	since = uptimeStamp(v.now.Sub(e.Created))
	if in := v.ir.Interface(s.Name); in != nil && in.Tunnel != nil && in.Tunnel.Map != "" {
		c := v.session(s.Name, e.NBMA)
		switch {
		case c == nil || c.established() == nil && c.pairs() == 0:
			return "IKE", never
		case c.pairs() == 0:
			return "IPSEC", never
		}
		since = c.uptime(v.now)
	}
	for i := range s.ServerList {
		if n := &s.ServerList[i]; n.Address == e.Address && !n.Responding {
			return "NHRP", since
		}
	}
	return "UP", since
}

// session with an NBMA address, nil if there is none.
func (v *dmvpnView) session(iface string, nbma netip.Addr) *cryptoSession {
	for _, c := range sessionsOf(&v.ike) {
		if c.peer == nbma && (c.iface == iface || c.iface == "") {
			return c
		}
	}
	return nil
}

// attributes of an entry, in the letters of the legend.
func (p *dmvpnPeer) attributes() string {
	switch {
	case p.Kind == nhrp.Static:
		return "S"
	case p.Kind == nhrp.Incomplete:
		return "IX"
	case p.Claimed.IsValid():
		return "DN"
	}
	return "D"
}

// writeDMVPN is "show dmvpn". The blanks at the ends of the lines are IOS's.
func writeDMVPN(w io.Writer, v *dmvpnView, f *dmvpnFilter, detail bool) {
	fmt.Fprint(w, "Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete\n"+
		"        N - NATed, L - Local, X - No Socket\n        # Ent --> Number of NHRP entries with same NBMA peer\n"+
		"        NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting\n        UpDn Time --> Up or Down Time for a Tunnel\n"+
		"==========================================================================\n\n")
	for i := range v.states {
		s := &v.states[i]
		if s.NetworkID == 0 || f.iface != "" && f.iface != s.Name {
			continue
		}
		peers := v.peers(s, f)
		if detail {
			writeDMVPNInterface(w, v, s, len(peers))
		} else {
			fmt.Fprintf(w, "Interface: %s, IPv4 NHRP Details \nType:%s, NHRP Peers:%d, \n\n", s.Name, dmvpnType(s), len(peers))
		}
		writeDMVPNPeers(w, peers, detail)
	}
	if detail {
		writeDMVPNSessions(w, v, f)
	}
}

// dmvpnType says whether an interface is a hub's, which has no servers of its
// own.
func dmvpnType(s *nhrp.InterfaceState) string {
	switch {
	case len(s.ServerList) == 0:
		return "Hub"
	case s.MulticastDynamic:
		return "Hub/Spoke"
	}
	return "Spoke"
}

func writeDMVPNPeers(w io.Writer, peers []dmvpnPeer, detail bool) {
	if len(peers) == 0 {
		return
	}
	heading := " # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb"
	rule := " ----- --------------- --------------- ----- -------- -----"
	if detail {
		heading, rule = heading[1:]+"    Target Network", rule[1:]+" -----------------"
	}
	fmt.Fprintf(w, "%s\n%s\n", heading, rule)
	for i := range peers {
		p := &peers[i]
		count, nbma := "", "" // of all with the same NBMA address the first has it
		switch {
		case p.Kind == nhrp.Incomplete:
			count, nbma = "1", "UNKNOWN"
		case i == 0 || peers[i-1].NBMA != p.NBMA:
			n := 1
			for n < len(peers)-i && peers[i+n].NBMA == p.NBMA && peers[i+n].Kind != nhrp.Incomplete {
				n++
			}
			count, nbma = fmt.Sprint(n), p.NBMA.String()
		}
		line := fmt.Sprintf(" %5s %-15s %15s %5s %8s %5s", count, nbma, p.Address, p.state, p.since, p.attributes())
		if detail {
			line = fmt.Sprintf("%s %18s", line[1:], p.Address.String()+"/32")
		}
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w)
}

// writeDMVPNInterface is what "detail" says of an interface above its peers.
func writeDMVPNInterface(w io.Writer, v *dmvpnView, s *nhrp.InterfaceState, peers int) {
	in := v.ir.Interface(s.Name)
	if in == nil || in.Tunnel == nil {
		return // the configuration has changed meanwhile
	}
	t := in.Tunnel
	far, transport := "MGRE", "multi-GRE/IP"
	if s.Remote.IsValid() {
		far, transport = s.Remote.String(), "GRE/IP"
	}
	fmt.Fprintf(w, "Interface %s is up/%s, Addr. is %s, VRF \"%s\" \n", s.Name, upOrDown(v.line(s.Name)), s.Address, in.VRF)
	fmt.Fprintf(w, "   Tunnel Src./Dest. addr: %s/%s, Tunnel VRF \"%s\" \n", s.NBMA, far, t.VRF)
	fmt.Fprintf(w, "   Protocol/Transport: \"%s\", Protect \"%s\" \n   Interface State Control: Disabled\n   nhrp event-publisher : Disabled\n\n", transport, t.Profile)
	if len(s.ServerList) > 0 {
		fmt.Fprint(w, "IPv4 NHS: \n")
		for i := range s.ServerList {
			n := &s.ServerList[i]
			fmt.Fprintf(w, "%-15s%2s priority = %d cluster = %d\n", n.Address, nhsState(n), n.Priority, n.Cluster)
		}
	}
	fmt.Fprintf(w, "Type:%s, Total NBMA Peers (v4/v6): %d\n\n", dmvpnType(s), peers)
}

// writeDMVPNSessions is what "detail" says of the SAs with the peers.
func writeDMVPNSessions(w io.Writer, v *dmvpnView, f *dmvpnFilter) {
	fmt.Fprintf(w, "Crypto Session Details: \n%s\n\n", strings.Repeat("-", 80))
	for i := range v.states {
		s := &v.states[i]
		if s.NetworkID == 0 || f.iface != "" && f.iface != s.Name {
			continue
		}
		for _, c := range sessionsOf(&v.ike) {
			if c.iface != s.Name || f.nbma.IsValid() && f.nbma != c.peer {
				continue
			}
			fmt.Fprintf(w, "Interface: %s\n", c.iface)
			for _, sa := range c.sas {
				writeSessionIKE(w, v.now, sa, true)
			}
			word, _ := c.status()
			outside, _ := c.vrfs()
			id := c.phase1ID()
			if id == "" {
				id = "(none)"
			}
			fmt.Fprintf(w, "  Crypto Session Status: %-14s\n  fvrf: %s,\tPhase1_id: %s\n", word, vrfName(outside), id)
			state := "Closed"
			for _, flow := range c.flows {
				writeSessionFlow(w, v.now, flow, &v.stats, true)
				if p := sendingPair(flow); p != nil {
					fmt.Fprintf(w, "   Outbound SPI : 0x%08X, transform : %v\n", p.Outbound.SPI, p.Transform)
					state = "Open"
				}
			}
			fmt.Fprintf(w, "    Socket State: %s\n\n", state)
		}
	}
	fmt.Fprint(w, "Pending DMVPN Sessions:\n\n")
}
