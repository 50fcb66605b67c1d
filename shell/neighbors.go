package shell

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/host"
)

// neighbors lists the system's ARP or IPv6 neighbour cache, sorted.
func (r *Router) neighbors(v6 bool) ([]host.Neighbor, error) {
	list := r.options.Neighbors
	if list == nil {
		h, err := host.Open()
		if err != nil {
			return nil, err
		}
		defer h.Close()
		list = h.Neighbors
	}
	found, err := list(v6)
	slices.SortFunc(found, func(a, b host.Neighbor) int { return a.Address.Compare(b.Address) })
	return found, err
}

// forgetNeighbors empties the cache of one family, or removes one address or
// what is known on one interface.
func (r *Router) forgetNeighbors(v6 bool, only netip.Addr, iface string) error {
	device := ""
	if iface != "" {
		in := r.IR().Interface(iface)
		if in == nil || in.Device == "" {
			return errNoInterface
		}
		device = in.Device
	}
	h, err := host.Open()
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	defer h.Close()
	if err := h.ForgetNeighbors(v6, only, device); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	return nil
}

// formatMAC prints a hardware address as IOS does: aabb.cc00.0100.
func formatMAC(mac []byte) string {
	if len(mac) != 6 {
		return "Incomplete"
	}
	return fmt.Sprintf("%02x%02x.%02x%02x.%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5])
}

// arpEntry is one line of "show arp".
type arpEntry struct {
	address netip.Addr
	age     time.Duration
	own     bool
	mac     net.HardwareAddr
	iface   string
	vrf     string // of the interface
}

// arpTable joins the neighbours with the router's own addresses.
func arpTable(r *compiler.Router, stats *datapath.Stats, neighbors []host.Neighbor) []arpEntry {
	var table []arpEntry
	names, vrfs := map[string]string{}, map[string]string{}
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if in.Kind != compiler.Physical && in.Kind != compiler.Subinterface || in.Device == "" {
			continue
		}
		names[in.Device], vrfs[in.Name] = in.Name, in.VRF
		s := stats.Interfaces[in.Name]
		for _, p := range in.Addresses {
			if p.Addr().Is4() && s.Exists && !in.Shutdown {
				table = append(table, arpEntry{address: p.Addr(), own: true, mac: s.MAC[:], iface: in.Name})
			}
		}
	}
	for _, n := range neighbors {
		if iface := names[n.Device]; iface != "" {
			table = append(table, arpEntry{address: n.Address, age: n.Age, mac: n.MAC, iface: iface})
		}
	}
	for i := range table {
		table[i].vrf = vrfs[table[i].iface]
	}
	slices.SortStableFunc(table, func(a, b arpEntry) int { return cmp.Or(a.address.Compare(b.address), cmp.Compare(a.iface, b.iface)) })
	return table
}

// writeARP is "show arp" and "show ip arp", of one address or interface or of
// all.
func writeARP(w io.Writer, table []arpEntry, address netip.Addr, iface string) {
	fmt.Fprint(w, "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n")
	for _, e := range table {
		if address.IsValid() && e.address != address || iface != "" && e.iface != iface {
			continue
		}
		age := "-"
		if !e.own {
			age = fmt.Sprint(int(e.age.Minutes()))
		}
		name := e.iface
		if len(e.mac) != 6 {
			// Who does not answer is on no interface.
			age, name = "0", ""
		}
		fmt.Fprintf(w, "Internet  %-16s %8s   %-14s  ARPA   %s\n", e.address, age, formatMAC(e.mac), name)
	}
}

// writeIPv6Neighbors is "show ipv6 neighbors".
func writeIPv6Neighbors(w io.Writer, r *compiler.Router, neighbors []host.Neighbor, only string) {
	fmt.Fprint(w, "IPv6 Address                              Age Link-layer Addr State Interface\n")
	for _, n := range neighbors {
		name := ""
		for i := range r.Interfaces {
			if r.Interfaces[i].Owns(n.Device) {
				name = r.Interfaces[i].Name
			}
		}
		if name == "" || only != "" && name != only {
			continue
		}
		mac := formatMAC(n.MAC)
		if len(n.MAC) != 6 {
			mac = "-"
		}
		state := [...]string{"INCMP", "REACH", "STALE", "DELAY", "PROBE", "REACH"}[n.State]
		age := fmt.Sprint(int(n.Age.Minutes()))
		if n.State == host.Static {
			age = "-"
		}
		fmt.Fprintf(w, "%-39s %5s %-15s %-5s %s\n", formatAddr(n.Address, ""), age, mac, state, shortName(name))
	}
}
