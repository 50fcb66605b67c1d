package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"

	"mainmode/grammar"
)

func showCEF(s *Session, c *grammar.ShowIPCEF) error {
	t, err := s.routes(word(c.VRF), false)
	if err != nil {
		return err
	}
	v := cefView{table: cefTable(t, false), vrf: t.vrf, detail: c.Detail != ""}
	switch {
	case c.Summary:
		v.writeSummary(s)
	case c.From != nil:
		v.writeExactRoute(s, c.From.Addr(), c.To.Addr())
	case c.Address != nil && c.Mask != nil:
		v.writeEntry(s, netip.PrefixFrom(c.Address.Addr(), c.Mask.Bits()).Masked())
	case c.Address != nil:
		v.writeEntry(s, v.closest(c.Address.Addr()))
	case v.detail:
		v.writeSummary(s)
		v.writeAll(s, interfaceOf(c.Interface))
	default:
		s.Printf("Prefix               Next Hop             Interface\n")
		for _, e := range v.of(interfaceOf(c.Interface)) {
			s.Printf("%-20s %-20s %s\n", e.prefix, e.hop, e.out)
		}
	}
	return nil
}

func showIPv6CEF(s *Session, c *grammar.ShowIPv6CEF) error {
	t, err := s.routes(word(c.VRF), true)
	if err != nil {
		return err
	}
	v := cefView{table: cefTable(t, true), vrf: t.vrf, ipv6: true, detail: c.Detail != ""}
	switch {
	case c.Summary:
		v.writeSummary(s)
	case c.From != nil:
		v.writeExactRoute(s, c.From.Addr(), c.To.Addr())
	case c.Prefix != nil:
		v.writeEntry(s, c.Prefix.Prefix().Masked())
	case c.Address != nil:
		v.writeEntry(s, v.closest(c.Address.Addr()))
	default:
		if v.detail {
			v.writeSummary(s)
		}
		v.writeAll(s, interfaceOf(c.Interface))
	}
	return nil
}

// cefView is the table of a family in a VRF, and how it is shown.
type cefView struct {
	table  []cefEntry
	vrf    string
	ipv6   bool
	detail bool
}

// of are the entries that lead to an interface, or with "" all.
func (v *cefView) of(iface string) []cefEntry {
	return slices.DeleteFunc(slices.Clone(v.table), func(e cefEntry) bool { return iface != "" && e.out != iface })
}

// closest is the prefix that decides about an address, invalid: none does.
func (v *cefView) closest(a netip.Addr) (best netip.Prefix) {
	for _, e := range v.table {
		if e.prefix.Contains(a) && (!best.IsValid() || e.prefix.Bits() >= best.Bits()) {
			best = e.prefix
		}
	}
	return best
}

// writeEntry is "show ip cef" of one prefix.
func (v *cefView) writeEntry(w io.Writer, p netip.Prefix) {
	found := slices.DeleteFunc(slices.Clone(v.table), func(e cefEntry) bool { return e.prefix != p })
	if len(found) == 0 {
		fmt.Fprint(w, "%Prefix not found\n")
		return
	}
	v.writePaths(w, found)
}

// writeAll writes entry by entry what leads to an interface, or with "" all.
func (v *cefView) writeAll(w io.Writer, iface string) {
	all := v.of(iface)
	for len(all) > 0 {
		n := slices.IndexFunc(all, func(e cefEntry) bool { return e.prefix != all[0].prefix })
		if n < 0 {
			n = len(all)
		}
		v.writePaths(w, all[:n])
		all = all[n:]
	}
}

// writePaths writes the entries of one prefix.
func (v *cefView) writePaths(w io.Writer, entries []cefEntry) {
	prefix := entries[0].prefix.String()
	if v.ipv6 {
		prefix = formatPrefix6(entries[0].prefix)
	}
	fmt.Fprint(w, prefix)
	if v.detail {
		fmt.Fprintf(w, ", epoch 0%s", cefFlags(entries))
	}
	fmt.Fprintln(w)
	for _, e := range entries {
		switch {
		case e.hop == "attached":
			fmt.Fprintf(w, "  attached to %s\n", e.out)
		case e.hop == "receive" && e.out != "":
			fmt.Fprintf(w, "  receive for %s\n", e.out)
		case e.out == "":
			if v.detail && (e.hop == "drop" || e.hop == "receive") {
				fmt.Fprintf(w, "  Special source: %s\n", e.hop)
			}
			fmt.Fprintf(w, "  %s\n", e.hop)
		default:
			fmt.Fprintf(w, "  nexthop %s %s\n", e.hop, e.out)
		}
	}
}

// cefFlags says what kind of prefix the entries are of.
func cefFlags(entries []cefEntry) string {
	e := &entries[0]
	switch {
	case e.hop == "no route":
		return ", flags default route handler, default route"
	case e.prefix.Bits() == 0:
		return ", flags default route"
	case e.hop == "attached" && e.out != "Null0":
		return ", flags attached, connected, cover dependents"
	case e.hop == "receive" && e.out != "":
		return ", flags receive, attached, connected, local"
	}
	return ""
}

// writeSummary is "show ip cef summary".
func (v *cefView) writeSummary(w io.Writer) {
	family, vrf := "IPv4", "Default"
	if v.ipv6 {
		family = "IPv6"
	}
	if v.vrf != "" {
		vrf = v.vrf
	}
	prefixes := len(slices.CompactFunc(slices.Clone(v.table), func(a, b cefEntry) bool { return a.prefix == b.prefix }))
	fmt.Fprintf(w, "%s CEF is enabled and running\nVRF %s\n %d prefixes (%[3]d/0 fwd/non-fwd)\n Table id 0x0\n"+
		" Database epoch:        0 (%[3]d entries at this epoch)\n\n", family, vrf, prefixes)
}

// writeExactRoute is "show ip cef exact-route": whom a packet is given to.
// Of several ways the first is named.
func (v *cefView) writeExactRoute(w io.Writer, from, to netip.Addr) {
	fmt.Fprintf(w, "%s -> %s => ", formatAddr(from, ""), formatAddr(to, ""))
	best := v.closest(to)
	i := slices.IndexFunc(v.table, func(e cefEntry) bool { return e.prefix == best })
	if i < 0 {
		fmt.Fprintln(w, "no route")
		return
	}
	family := "IP"
	if v.ipv6 {
		family = "IPV6"
	}
	switch e := &v.table[i]; {
	case e.out == "" || e.hop == "receive":
		fmt.Fprintln(w, e.hop)
	case e.out == "Null0":
		fmt.Fprintln(w, "attached to Null0")
	case mediumOf(e.out).ethernet && e.hop == "attached":
		fmt.Fprintf(w, "%s adj out of %s, addr %s\n", family, e.out, formatAddr(to, ""))
	case mediumOf(e.out).ethernet:
		fmt.Fprintf(w, "%s adj out of %s, addr %s\n", family, e.out, e.hop)
	default:
		fmt.Fprintf(w, "%s midchain out of %s\n", family, e.out)
	}
}
