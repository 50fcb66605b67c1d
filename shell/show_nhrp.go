package shell

import (
	"fmt"
	"io"
	"iter"
	"net/netip"
	"strings"
	"time"

	"mainmode/datapath/nhrp"
	"mainmode/grammar"
)

// nhrpCommands are the handlers of what shows NHRP, and of its debugs.
var nhrpCommands = []handler{
	handle(func(s *Session, c *grammar.ShowIPNHRP) error {
		states, now := s.router.nextHops.snapshot()
		f := nhrpFilter{kind: c.Kind, iface: interfaceOf(c.Interface)}
		if c.Address != nil {
			f.address = c.Address.Addr()
		}
		if c.Form == "brief" {
			writeNHRPBrief(s, states, &f)
		} else {
			writeNHRPCache(s, now, states, &f, c.Form == "detail")
		}
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowIPNHRPServers) error {
		states, now := s.router.nextHops.snapshot()
		f := nhrpFilter{iface: interfaceOf(c.Interface)}
		if c.Address != nil {
			f.address = c.Address.Addr()
		}
		writeNHRPServers(s, now, states, &f, c.Detail)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowIPNHRPMulticast) error {
		states, _ := s.router.nextHops.snapshot()
		f := nhrpFilter{iface: interfaceOf(c.Interface)}
		if c.Address != nil {
			f.address = c.Address.Addr()
		}
		writeNHRPMulticast(s, states, &f)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowIPNHRPTraffic) error {
		states, _ := s.router.nextHops.snapshot()
		writeNHRPTraffic(s, states, &nhrpFilter{iface: interfaceOf(c.Interface)})
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPNHRPSummary) error {
		states, _ := s.router.nextHops.snapshot()
		writeNHRPSummary(s, states)
		return nil
	}),
	handle(showDMVPN),
	handle(func(s *Session, c *grammar.DebugNHRP) error {
		s.debugNHRP(c.Debug.Topic, true)
		return nil
	}),
	handle(func(s *Session, c *grammar.UndebugNHRP) error {
		s.debugNHRP(c.Debug.Topic, false)
		return nil
	}),
}

// nhrpFilter says what is to be shown; its zero value shows all.
type nhrpFilter struct {
	kind    string // as the command has it
	iface   string
	address netip.Addr
}

// interfaces are those that the filter covers and that run NHRP.
func (f *nhrpFilter) interfaces(states []nhrp.InterfaceState) iter.Seq[*nhrp.InterfaceState] {
	return func(yield func(*nhrp.InterfaceState) bool) {
		for i := range states {
			s := &states[i]
			if s.NetworkID != 0 && (f.iface == "" || f.iface == s.Name) && !yield(s) {
				return
			}
		}
	}
}

// entries are those that the filter covers, with their interfaces.
func (f *nhrpFilter) entries(states []nhrp.InterfaceState) iter.Seq2[*nhrp.InterfaceState, *nhrp.Entry] {
	return func(yield func(*nhrp.InterfaceState, *nhrp.Entry) bool) {
		for s := range f.interfaces(states) {
			for i := range s.Entries {
				if e := &s.Entries[i]; f.coversEntry(e) && !yield(s, e) {
					return
				}
			}
		}
	}
}

func (f *nhrpFilter) coversEntry(e *nhrp.Entry) bool {
	if f.address.IsValid() && f.address != e.Address {
		return false
	}
	switch f.kind {
	case "static":
		return e.Kind == nhrp.Static
	case "incomplete":
		return e.Kind == nhrp.Incomplete
	case "local":
		return e.Kind == nhrp.Local
	case "dynamic":
		return e.Kind != nhrp.Static && e.Kind != nhrp.Incomplete
	}
	return true
}

// nhrpType is IOS's word for how an entry came about.
func nhrpType(e *nhrp.Entry) string {
	switch e.Kind {
	case nhrp.Static:
		return "static"
	case nhrp.Incomplete:
		return "incomplete"
	}
	return "dynamic"
}

// nhrpFlags are the flags of an entry as IOS prints them, each with a blank
// behind it.
func nhrpFlags(s *nhrp.InterfaceState, e *nhrp.Entry) string {
	var flags []string
	switch e.Kind {
	case nhrp.Static:
		for i := range s.Servers {
			if s.Servers[i].Address == e.Address {
				flags = []string{"used"} // each registration uses it
			}
		}
	case nhrp.Registered:
		if e.Unique {
			flags = append(flags, "unique")
		}
		flags = append(flags, "registered", "nhop")
	case nhrp.Resolved:
		flags = []string{"router", "nhop"}
	case nhrp.Implicit:
		flags = []string{"router", "implicit", "nhop"}
	case nhrp.Incomplete:
		flags = []string{"negative"}
	case nhrp.Local:
		flags = []string{"router", "unique", "local"}
	}
	if len(flags) == 0 {
		return ""
	}
	return strings.Join(flags, " ") + " "
}

// writeNHRPCache is "show ip nhrp". The blanks at the ends of the lines are
// IOS's.
func writeNHRPCache(w io.Writer, now time.Time, states []nhrp.InterfaceState, f *nhrpFilter, detail bool) {
	for s, e := range f.entries(states) {
		if e.Kind == nhrp.Incomplete {
			fmt.Fprintf(w, "%s/32\n", e.Address)
		} else {
			fmt.Fprintf(w, "%s/32 via %s\n", e.Address, e.Address)
		}
		expire := "never expire"
		if !e.Expires.IsZero() {
			expire = "expire " + uptimeStamp(e.Expires.Sub(now))
		}
		fmt.Fprintf(w, "   %s created %s, %s \n", s.Name, uptimeStamp(now.Sub(e.Created)), expire)
		fmt.Fprintf(w, "   Type: %s, Flags: %s\n", nhrpType(e), nhrpFlags(s, e))
		if e.Kind == nhrp.Incomplete {
			continue
		}
		fmt.Fprintf(w, "   NBMA address: %s \n", e.NBMA)
		if e.Claimed.IsValid() {
			fmt.Fprintf(w, "    (Claimed NBMA address: %s) \n", e.Claimed)
		}
		if e.Kind == nhrp.Local || e.Via.IsValid() {
			fmt.Fprint(w, "    (no-socket) \n")
		}
		if detail {
			for _, r := range e.Requesters {
				fmt.Fprintf(w, "  Requester: %s Request ID: %d\n", r.Address, r.RequestID)
			}
		}
	}
}

// writeNHRPBrief is "show ip nhrp brief".
func writeNHRPBrief(w io.Writer, states []nhrp.InterfaceState, f *nhrpFilter) {
	fmt.Fprint(w, "   Target             Via            NBMA           Mode   Intfc   Claimed \n")
	for s, e := range f.entries(states) {
		nbma := e.NBMA
		if e.Kind == nhrp.Incomplete {
			nbma = netip.Addr{} // it is a server's
		}
		fmt.Fprintf(w, "%-20s %-14s %-15s %-10s %-7s <%s>\n", e.Address.String()+"/32", e.Address, formatAddr(nbma, "-"), nhrpType(e), shortName(s.Name), formatAddr(e.Claimed, "   "))
	}
}

// nhsState is IOS's letters for the state of a server: E expects replies, R
// responds.
func nhsState(v *nhrp.ServerState) string {
	if v.Responding {
		return "RE"
	}
	return "E"
}

// writeNHRPServers is "show ip nhrp nhs".
func writeNHRPServers(w io.Writer, now time.Time, states []nhrp.InterfaceState, f *nhrpFilter, detail bool) {
	heading := "Legend: E=Expecting replies, R=Responding, W=Waiting\n"
	var pending strings.Builder
	for s := range f.interfaces(states) {
		head := heading + s.Name + ":\n"
		for j := range s.ServerList {
			v := &s.ServerList[j]
			if f.address.IsValid() && f.address != v.Address {
				continue
			}
			fmt.Fprint(w, head)
			heading, head = "", ""
			fmt.Fprintf(w, "%-15s%2s priority = %d cluster = %d", v.Address, nhsState(v), v.Priority, v.Cluster)
			if detail {
				fmt.Fprintf(w, "  req-sent %d  req-failed %d  repl-recv %d", v.Sent, v.Failed, v.Received)
				if !v.Answered.IsZero() {
					fmt.Fprintf(w, " (%s ago)", uptimeStamp(now.Sub(v.Answered)))
				}
			}
			fmt.Fprintln(w)
			if v.Pending {
				fmt.Fprintf(&pending, "Registration Request: Reqid %d, Ret %d  NHS %s (%s)\n", v.RequestID, int(v.Retry/time.Second), v.Address, shortName(s.Name))
			}
		}
	}
	if detail && pending.Len() > 0 {
		fmt.Fprintf(w, "\nPending Registration Requests:\n%s", pending.String())
	}
}

// writeNHRPMulticast is "show ip nhrp multicast".
func writeNHRPMulticast(w io.Writer, states []nhrp.InterfaceState, f *nhrpFilter) {
	heading := "  I/F     NBMA address\n"
	for s := range f.interfaces(states) {
		for _, nbma := range s.Multicasts {
			if f.address.IsValid() && f.address != nbma {
				continue
			}
			fmt.Fprint(w, heading)
			heading = ""
			fmt.Fprintf(w, "%-9s  %-15s Flags: %-15s (Enabled) \n", s.Name, nbma, multicastFlag(s, nbma))
		}
	}
}

// multicastFlag says why multicasts go to an NBMA address.
func multicastFlag(s *nhrp.InterfaceState, nbma netip.Addr) string {
	for _, m := range s.Multicast {
		if m == nbma {
			return "static"
		}
	}
	for i := range s.Entries {
		if e := &s.Entries[i]; e.Kind == nhrp.Registered && e.NBMA == nbma {
			return "dynamic"
		}
	}
	return "nhs"
}

// writeNHRPTraffic is "show ip nhrp traffic".
func writeNHRPTraffic(w io.Writer, states []nhrp.InterfaceState, f *nhrpFilter) {
	for s := range f.interfaces(states) {
		fmt.Fprintf(w, "%s: Max-send limit:10000Pkts/10Sec, Usage:%d%%\n", s.Name, s.SendUsage)
		for _, way := range []struct {
			name  string
			count map[nhrp.Type]int
		}{{"Sent", s.Traffic.Sent}, {"Rcvd", s.Traffic.Received}} {
			total := 0
			for _, n := range way.count {
				total += n
			}
			fmt.Fprintf(w, "   %s: Total %d\n", way.name, total)
			c := way.count
			fmt.Fprintf(w, "         %d Resolution Request  %d Resolution Reply  %d Registration Request \n", c[nhrp.ResolutionRequest], c[nhrp.ResolutionReply], c[nhrp.RegistrationRequest])
			fmt.Fprintf(w, "         %d Registration Reply  %d Purge Request  %d Purge Reply \n", c[nhrp.RegistrationReply], c[nhrp.PurgeRequest], c[nhrp.PurgeReply])
			fmt.Fprintf(w, "         %d Error Indication  %d Traffic Indication  0 Redirect Suppress \n", c[nhrp.ErrorIndication], c[nhrp.TrafficIndication])
		}
	}
}

// writeNHRPSummary is "show ip nhrp summary".
func writeNHRPSummary(w io.Writer, states []nhrp.InterfaceState) {
	static, dynamic, incomplete := 0, 0, 0
	for _, e := range new(nhrpFilter).entries(states) {
		switch nhrpType(e) {
		case "static":
			static++
		case "incomplete":
			incomplete++
		default:
			dynamic++
		}
	}
	total := static + dynamic + incomplete
	entries := "entries"
	if total == 1 {
		entries = "entry"
	}
	const entrySize = 680 // bytes, as IOS counts them
	fmt.Fprintf(w, "IP NHRP cache %d %s, %d bytes\n    %d static  %d dynamic  %d incomplete\n", total, entries, total*entrySize, static, dynamic, incomplete)
}
