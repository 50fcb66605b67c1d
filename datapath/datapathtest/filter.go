package datapathtest

import (
	"fmt"
	"strings"

	"mainmode/datapath"
)

// filter prints access groups and NAT, a line each.
func filter(b *strings.Builder, f *datapath.Filter) {
	for _, g := range f.Groups {
		entries := -1
		if l := f.List(g.List, g.IPv6); l != nil {
			entries = len(l.Entries)
		}
		fmt.Fprintf(b, "filter %s %s by %s%s, %d entries\n", g.Interface, direction(g.Out), g.List, flag(" of IPv6", g.IPv6), entries)
	}
	for _, n := range f.NAT.Inside {
		fmt.Fprintf(b, "nat inside %s\n", n.Interface)
	}
	for _, n := range f.NAT.Outside {
		fmt.Fprintf(b, "nat outside %s\n", n.Interface)
	}
	for _, r := range f.NAT.Rules {
		fmt.Fprintf(b, "nat %s\n", r.Text)
	}
}

func direction(out bool) string {
	if out {
		return "out"
	}
	return "in"
}
