package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/ike"
)

// mapFilter says which crypto maps are shown. The zero value shows all.
type mapFilter struct {
	IPv6           bool
	Tag, Interface string
}

func (f *mapFilter) passes(name string, ipv6 bool, interfaces []string) bool {
	return (!f.IPv6 || ipv6) && (f.Tag == "" || f.Tag == name) && (f.Interface == "" || slices.Contains(interfaces, f.Interface))
}

// writeMaps is "show crypto map": the crypto maps, on an interface or not, then
// what tunnels with protection have in their place.
func writeMaps(w io.Writer, r *compiler.Router, snapshot *ike.Snapshot, f mapFilter) {
	peers := currentPeers(snapshot)
	for i := range r.CryptoMaps {
		m := &r.CryptoMaps[i]
		interfaces := mapInterfaces(r, m)
		if !f.passes(m.Name, m.IPv6, interfaces) {
			continue
		}
		for j := range m.Entries {
			if j > 0 {
				fmt.Fprintln(w)
			}
			writeMapEntry(w, r, m, &m.Entries[j], peers)
			writeInstances(w, r, m, &m.Entries[j], snapshot)
		}
		writeMapUsers(w, m.Name, interfaces)
	}
	for i := range r.Maps {
		if m := &r.Maps[i]; m.Tunnel && f.passes(m.Name, isIPv6Map(m), []string{m.Interface}) {
			writeTunnelMap(w, m, snapshot, peers)
		}
	}
}

// mapInterfaces are the interfaces that have a crypto map.
func mapInterfaces(r *compiler.Router, m *compiler.CryptoMap) []string {
	var names []string
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if !m.IPv6 && in.CryptoMap == m.Name || m.IPv6 && in.IPv6CryptoMap == m.Name {
			names = append(names, in.Name)
		}
	}
	return names
}

func writeMapUsers(w io.Writer, name string, interfaces []string) {
	fmt.Fprintf(w, "        Interfaces using crypto map %s:\n", name)
	for _, in := range interfaces {
		fmt.Fprintf(w, "                %s\n", in)
	}
	fmt.Fprintln(w)
}

// writeMapEntry shows one entry of a crypto map as it is configured.
func writeMapEntry(w io.Writer, r *compiler.Router, m *compiler.CryptoMap, e *compiler.CryptoMapEntry, peers map[mapKey]netip.Addr) {
	fmt.Fprintf(w, "Crypto Map %s %q %d ipsec-isakmp\n", ipVersion(m.IPv6), m.Name, e.Sequence)
	if e.Description != "" {
		fmt.Fprintf(w, "        Description: %s\n", e.Description)
	}
	if e.Dynamic != "" {
		fmt.Fprintf(w, "        Dynamic map template tag: %s\n", e.Dynamic)
		return
	}
	if e.Incomplete {
		fmt.Fprint(w, "        WARNING: This crypto map is in an incomplete state!\n                (missing peer or access-list definitions)\n")
	}
	if e.Disabled != "" {
		fmt.Fprintf(w, "        WARNING: %s\n", e.Disabled)
	}
	for i, peer := range e.Peers {
		mark := ""
		if i == 0 && e.DefaultPeer {
			mark = " Default"
		}
		fmt.Fprintf(w, "        Peer = %s%s\n", formatAddr(peer, ""), mark)
	}
	writeMapList(w, r, e.AccessList, m.IPv6)
	current := netip.Addr{}
	if len(e.Peers) > 0 {
		current = e.Peers[0]
	}
	if peer, ok := peers[mapKey{m.Name, e.Sequence, m.IPv6}]; ok {
		current = peer
	}
	if current.IsValid() {
		fmt.Fprintf(w, "        Current peer: %s\n", formatAddr(current, ""))
	}
	writeEntryTerms(w, r, e, m.ISAKMPProfile)
	if e.ReverseRoute.Enabled {
		fmt.Fprint(w, "        Reverse Route Injection Enabled\n")
	}
}

// writeEntryTerms shows what an entry says of its SAs.
func writeEntryTerms(w io.Writer, r *compiler.Router, e *compiler.CryptoMapEntry, profile string) {
	t := &e.Terms
	if name := cmp.Or(t.ISAKMPProfile, profile); name != "" {
		fmt.Fprintf(w, "        ISAKMP Profile: %s\n", name)
	}
	writeTerms(w, t.LifetimeKB, t.Lifetime, t.ResponderOnly, t.PFS)
	fmt.Fprint(w, "        Transform sets={ \n")
	for _, name := range t.TransformSets {
		i := slices.IndexFunc(r.TransformSets, func(s compiler.TransformSet) bool { return s.Name == name })
		if i >= 0 {
			fmt.Fprintf(w, "                %s:  { %v  } , \n", name, r.TransformSets[i].Transform)
		}
	}
	fmt.Fprint(w, "        }\n")
}

// writeMapList shows the access list of an entry.
func writeMapList(w io.Writer, r *compiler.Router, name string, ipv6 bool) {
	if name == "" {
		fmt.Fprint(w, "        No matching address list set.\n")
		return
	}
	title, list := "Extended IP access list", r.AccessList(name)
	if ipv6 {
		title, list = "IPv6 access list", r.IPv6AccessList(name)
	}
	fmt.Fprintf(w, "        %s %s\n", title, name)
	if list == nil {
		return
	}
	for i := range list.Entries {
		if e := &list.Entries[i]; e.Rule() && !e.More {
			fmt.Fprintf(w, "            access-list %s %s\n", name, e.Text)
		}
	}
}

// writeInstances shows the peers that have come by a dynamic map.
func writeInstances(w io.Writer, r *compiler.Router, m *compiler.CryptoMap, e *compiler.CryptoMapEntry, snapshot *ike.Snapshot) {
	dynamic := r.DynamicMap(e.Dynamic)
	if dynamic == nil {
		return
	}
	for i := range snapshot.Flows {
		f := &snapshot.Flows[i]
		if f.Map != m.Name || f.Sequence != e.Sequence || f.Peer.Is6() != m.IPv6 || f.Dynamic != e.Dynamic || len(f.Pairs) == 0 {
			continue
		}
		fmt.Fprintf(w, "\nCrypto Map %s %q %d ipsec-isakmp\n", ipVersion(m.IPv6), m.Name, f.Sequence)
		fmt.Fprintf(w, "        Peer = %s\n", formatAddr(f.Peer, ""))
		writeAccessList(w, []datapath.Selector{f.Selector})
		fmt.Fprintf(w, "            dynamic (created from dynamic map %s)\n", f.Dynamic)
		fmt.Fprintf(w, "        Current peer: %s\n", formatAddr(f.Peer, ""))
		p := &f.Pairs[0]
		writeTerms(w, p.LifetimeKB, p.Expires.Sub(p.Installed), false, f.PFS)
		fmt.Fprintf(w, "        Transform sets={ \n                { %v  } , \n        }\n", p.Transform)
	}
}

// writeDynamicMaps is "show crypto dynamic-map", of one or of all.
func writeDynamicMaps(w io.Writer, r *compiler.Router, only string) {
	for i := range r.DynamicMaps {
		m := &r.DynamicMaps[i]
		if only != "" && m.Name != only {
			continue
		}
		for j := range m.Entries {
			e := &m.Entries[j]
			fmt.Fprintf(w, "Crypto Map Template %q %d\n", m.Name, e.Sequence)
			if e.Description != "" {
				fmt.Fprintf(w, "        Description: %s\n", e.Description)
			}
			for _, peer := range e.Peers {
				fmt.Fprintf(w, "        Peer = %s\n", formatAddr(peer, ""))
			}
			writeMapList(w, r, e.AccessList, false)
			writeEntryTerms(w, r, e, "")
			if e.ReverseRoute.Enabled {
				fmt.Fprint(w, "        Reverse Route Injection Enabled\n")
			}
			fmt.Fprintln(w)
		}
	}
}
