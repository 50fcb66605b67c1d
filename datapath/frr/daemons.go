package frr

import (
	"cmp"
	"slices"
	"strings"

	"mainmode/datapath"
)

// daemon is one of FRR's programs. Of ospfd there is one for each process that
// has a number.
type daemon struct {
	name     string
	instance string // "": the only one
}

func (d daemon) String() string {
	if d.instance != "" {
		return d.name + "-" + d.instance
	}
	return d.name
}

// zebra is the daemon without which none of the others works.
const zebra = "zebra"

// protocolDaemons are who runs "router PROTOCOL".
var protocolDaemons = map[string]string{
	"ospf": "ospfd", "ospf6": "ospf6d", "bgp": "bgpd", "rip": "ripd", "ripng": "ripngd", "eigrp": "eigrpd", "isis": "isisd",
}

// daemonsFor are the daemons that the blocks need, zebra first.
func daemonsFor(blocks []datapath.RoutingBlock) []daemon {
	var need []daemon
	for i := range blocks {
		w := strings.Fields(blocks[i].Text)
		if len(w) < 2 || w[0] != "router" || protocolDaemons[w[1]] == "" {
			continue
		}
		d := daemon{name: protocolDaemons[w[1]]}
		if w[1] == "ospf" && len(w) > 2 {
			d.instance = w[2]
		}
		need = append(need, d)
	}
	if len(need) == 0 {
		return nil
	}
	need = append(need, daemon{name: zebra})
	slices.SortFunc(need, func(a, b daemon) int {
		return cmp.Or(b2i(b.name == zebra)-b2i(a.name == zebra), strings.Compare(a.String(), b.String()))
	})
	return slices.Compact(need)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
