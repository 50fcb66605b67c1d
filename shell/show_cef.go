package shell

import (
	"cmp"
	"net/netip"
	"slices"

	"mainmode/datapath"
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

// special6 are those of IPv6.
var special6 = []cefEntry{
	{netip.MustParsePrefix("::/127"), "discard", ""},
	{netip.MustParsePrefix("fe80::/10"), "receive", "Null0"},
	{netip.MustParsePrefix("ff00::/8"), "multicast", ""},
}

// cefTable is by which way packets leave, from the routes of a table of IPv4
// or of IPv6.
func cefTable(t *routeTable, ipv6 bool) []cefEntry {
	table, any := slices.Clone(special), netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if ipv6 {
		table, any = slices.Clone(special6), netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
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
			if e.Source == datapath.ConnectedRoute && !ipv6 && e.Prefix.Bits() < 31 {
				first, last := e.Prefix.Masked().Addr(), lastAddress(e.Prefix)
				table = append(table, cefEntry{netip.PrefixFrom(first, 32), "receive", p.Out}, cefEntry{netip.PrefixFrom(last, 32), "receive", p.Out})
			}
		}
	}
	if t.find(any) == nil {
		table = append(table, cefEntry{any, "no route", ""})
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
