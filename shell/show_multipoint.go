package shell

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/ike"
)

// instancesOf are the maps that a tunnel's is for now: itself, or of a multipoint
// one a map for each router with which it has SAs or is about to.
func instancesOf(m *ike.Map, snapshot *ike.Snapshot) []ike.Map {
	if !m.Multipoint {
		return []ike.Map{*m}
	}
	var all []ike.Map
	for i := range snapshot.Flows {
		f := &snapshot.Flows[i]
		if f.Map != m.Name || f.Interface != m.Interface || !f.Peer.IsValid() {
			continue
		}
		one := *m
		one.Sequence += len(all)
		one.Peers, one.Selectors = []netip.Addr{f.Peer}, []datapath.Selector{f.Selector}
		all = append(all, one)
	}
	return all
}
