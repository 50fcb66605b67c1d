package shell

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// filterCommands are the handlers for access lists and NAT.
var filterCommands = []handler{
	handle(func(s *Session, c *grammar.ShowAccessLists) error {
		return s.showAccessLists(word(c.List), func(*compiler.AccessList) bool { return true })
	}),
	handle(func(s *Session, c *grammar.ShowIPAccessLists) error {
		return s.showAccessLists(word(c.List), func(l *compiler.AccessList) bool { return l.Kind != compiler.IPv6List })
	}),
	handle(func(s *Session, c *grammar.ShowIPv6AccessList) error {
		return s.showAccessLists(word(c.List), func(l *compiler.AccessList) bool { return l.Kind == compiler.IPv6List })
	}),
	handle(func(s *Session, c *grammar.ShowObjectGroup) error {
		for _, g := range s.router.Config().ObjectGroups() {
			if c.Name == nil || g.Name == string(*c.Name) {
				writeObjectGroup(s, &g)
			}
		}
		return nil
	}),
	handle(showTimeRange),
	handle(func(s *Session, c *grammar.ClearAccessListCounters) error { return s.router.clearMatches(word(c.List)) }),
	handle(func(s *Session, c *grammar.ClearIPv6AccessList) error { return s.router.clearMatches(word(c.List)) }),
	handle(showTranslations),
	handle(showNATStatistics),
	handle(clearTranslations),
	handle(func(s *Session, _ *grammar.ClearIPNATStatistics) error {
		s.router.natCleared.clear(s.router.driver)
		return nil
	}),
}

// writeObjectGroup is one group of "show object-group".
func writeObjectGroup(w io.Writer, g *compiler.ObjectGroup) {
	fmt.Fprintf(w, "%s%s object group %s\n", strings.ToUpper(g.Kind[:1]), g.Kind[1:], g.Name)
	for _, m := range g.Members {
		fmt.Fprintf(w, " %s\n", m)
	}
}

func (s *Session) showAccessLists(name string, show func(*compiler.AccessList) bool) error {
	ir := s.router.IR()
	matches, err := s.router.matches(ir)
	if err != nil {
		return err
	}
	for i := range ir.AccessLists {
		if l := &ir.AccessLists[i]; show(l) && (name == "" || l.Name == name) {
			writeAccessLines(s, l, matches)
		}
	}
	return nil
}

// matches counts the packets of each line since it was cleared.
func (r *Router) matches(ir *compiler.Router) (map[datapath.EntryID]uint64, error) {
	matches, err := r.counted(ir)
	if err != nil {
		return nil, err
	}
	r.aclKept.add(matches)
	r.aclCleared.subtract(matches)
	return matches, nil
}

// counted are the packets of each line that is in use: those that the datapath
// has filtered or translated by it, and those that a crypto map has protected.
func (r *Router) counted(ir *compiler.Router) (map[datapath.EntryID]uint64, error) {
	matches, err := r.driver.Matches()
	if err != nil {
		return nil, err
	}
	if matches == nil {
		matches = map[datapath.EntryID]uint64{}
	}
	stats := r.Datapath()
	for _, c := range ir.CryptoLines {
		matches[c.Entry] += stats.Policies[c.Policy].Encaps
	}
	return matches, nil
}

// writeAccessLines shows an access list and how often its lines were for a
// packet.
func writeAccessLines(w io.Writer, l *compiler.AccessList, matches map[datapath.EntryID]uint64) {
	kind := map[compiler.ListKind]string{
		compiler.StandardList: "Standard IP access list", compiler.ExtendedList: "Extended IP access list", compiler.IPv6List: "IPv6 access list",
	}[l.Kind]
	fmt.Fprintf(w, "%s %s\n", kind, l.Name)
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Remark != "" || e.More {
			continue
		}
		text := e.Text
		if l.Kind == compiler.StandardList && e.Rule() {
			text = standardText(e)
		}
		text += timeRangeState(e)
		if n := matches[datapath.EntryID{List: l.Name, IPv6: l.Kind == compiler.IPv6List, Sequence: e.Sequence}]; n > 0 {
			text += fmt.Sprintf(" (%d match%s)", n, pluralES(n))
		}
		if l.Kind == compiler.IPv6List {
			fmt.Fprintf(w, "    %s sequence %d\n", text, e.Sequence)
		} else {
			fmt.Fprintf(w, "    %d %s\n", e.Sequence, text)
		}
	}
}

func pluralES(n uint64) string {
	if n == 1 {
		return ""
	}
	return "es"
}

// standardText is a line of a standard access list: show commands spell out
// that what the running configuration gives after the address is a wildcard.
func standardText(e *compiler.AccessEntry) string {
	words := strings.Fields(e.Text)
	for i, word := range words {
		if _, err := netip.ParseAddr(word); err == nil && i+1 < len(words) && i > 0 {
			if _, err := netip.ParseAddr(words[i+1]); err == nil {
				words[i] += ", wildcard bits"
			}
			break
		}
	}
	if !e.Permit {
		words[0] += "  " // as long as permit
	}
	return strings.Join(words, " ")
}

// clearMatches has the lines of a list, or of all for "", count from zero.
func (r *Router) clearMatches(list string) error {
	if err := r.driver.ClearMatches(list); err != nil {
		return err
	}
	stats, ir := r.Datapath(), r.IR()
	protected := map[datapath.EntryID]uint64{}
	for _, c := range ir.CryptoLines {
		if list == "" || c.Entry.List == list {
			protected[c.Entry] += stats.Policies[c.Policy].Encaps
		}
	}
	r.aclCleared.set(protected)
	r.aclKept.clear(list)
	return nil
}
