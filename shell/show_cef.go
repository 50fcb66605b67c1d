package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/grammar"
)

// cefEntry is one line of "show ip cef".
type cefEntry struct {
	prefix netip.Prefix
	hop    string // drop, receive, attached, or the next hop's address
	out    string // the interface
}

// special are the networks that are the same in every table.
var special = []cefEntry{
	{netip.MustParsePrefix("0.0.0.0/8"), "drop", ""},
	{netip.MustParsePrefix("0.0.0.0/32"), "receive", ""},
	{netip.MustParsePrefix("127.0.0.0/8"), "drop", ""},
	{netip.MustParsePrefix("224.0.0.0/4"), "drop", ""},
	{netip.MustParsePrefix("224.0.0.0/24"), "receive", ""},
	{netip.MustParsePrefix("240.0.0.0/4"), "drop", ""},
	{netip.MustParsePrefix("255.255.255.255/32"), "receive", ""},
}

// cefTable is by which way packets leave, from the routes of a table.
func cefTable(t *routeTable) []cefEntry {
	table := slices.Clone(special)
	for i := range t.entries {
		e := &t.entries[i]
		for j := range e.Paths {
			p := &e.Paths[j]
			entry := cefEntry{prefix: e.Prefix, out: p.Out}
			switch {
			case p.Discards():
				entry.hop, entry.out = "attached", "Null0"
			case e.Source == datapath.LocalRoute:
				entry.hop = "receive"
			case p.Gateway.IsValid():
				entry.hop = formatAddr(p.Gateway, "")
			case e.Source == datapath.ConnectedRoute && e.Prefix.IsSingleIP():
				entry.hop = "receive"
			default:
				entry.hop = "attached"
			}
			table = append(table, entry)
			if e.Source == datapath.ConnectedRoute && e.Prefix.Bits() < 31 {
				first, last := e.Prefix.Masked().Addr(), lastAddress(e.Prefix)
				table = append(table, cefEntry{netip.PrefixFrom(first, 32), "receive", p.Out}, cefEntry{netip.PrefixFrom(last, 32), "receive", p.Out})
			}
		}
	}
	if t.find(netip.PrefixFrom(netip.IPv4Unspecified(), 0)) == nil {
		table = append(table, cefEntry{netip.PrefixFrom(netip.IPv4Unspecified(), 0), "no route", ""})
	}
	slices.SortStableFunc(table, func(a, b cefEntry) int {
		return cmp.Or(a.prefix.Addr().Compare(b.prefix.Addr()), a.prefix.Bits()-b.prefix.Bits())
	})
	return table
}

// lastAddress is the broadcast address of an IPv4 network.
func lastAddress(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(b)
}

func showCEF(s *Session, c *grammar.ShowIPCEF) error {
	t, err := s.routes(word(c.VRF), false)
	if err != nil {
		return err
	}
	table := cefTable(t)
	if c.Address == nil {
		s.Printf("Prefix               Next Hop             Interface\n")
		for _, e := range table {
			s.Printf("%-20s %-20s %s\n", e.prefix, e.hop, e.out)
		}
		return nil
	}
	writeCEFEntry(s, table, c.Address.Addr(), c.Mask)
	return nil
}

// writeCEFEntry is "show ip cef" of the entry that is closest to an address or,
// with a mask, of that of the prefix.
func writeCEFEntry(w io.Writer, table []cefEntry, a netip.Addr, mask *grammar.Mask) {
	var best netip.Prefix
	for _, e := range table {
		if mask == nil && e.prefix.Contains(a) && (!best.IsValid() || e.prefix.Bits() >= best.Bits()) ||
			mask != nil && e.prefix == netip.PrefixFrom(a, mask.Bits()).Masked() {
			best = e.prefix
		}
	}
	if !best.IsValid() {
		fmt.Fprint(w, "%Prefix not found\n")
		return
	}
	fmt.Fprintf(w, "%v\n", best)
	for _, e := range table {
		switch {
		case e.prefix != best:
		case e.hop == "attached":
			fmt.Fprintf(w, "  attached to %s\n", e.out)
		case e.hop == "receive" && e.out != "":
			fmt.Fprintf(w, "  receive for %s\n", e.out)
		case e.out == "":
			fmt.Fprintf(w, "  %s\n", e.hop)
		default:
			fmt.Fprintf(w, "  nexthop %s %s\n", e.hop, e.out)
		}
	}
}
