package xfrm

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/datapath/host"
)

// associationStats fills in the counters of the SAs and of their policies. A
// kernel that does not answer has none.
func (d *Driver) associationStats(s *datapath.Stats) {
	type key struct {
		destination netip.Addr
		spi         uint32
	}
	states, _ := d.states()
	found := make(map[key]*state, len(states))
	for i := range states {
		found[key{states[i].destination, states[i].spi}] = &states[i]
	}
	sums := make(map[string]totals, len(d.policies))
	for name, p := range d.policies {
		sums[name] = p.past
	}
	for id, a := range d.sas {
		st := found[key{a.destination(), a.SPI}]
		if st == nil {
			continue
		}
		stats := st.SAStats
		stats.Bytes -= min(stats.Bytes, stats.Packets*a.uncounted())
		if id.Direction == datapath.Outbound {
			stats.PathMTU = d.paths.mtu(d.vrfOf(a.Local), a.end.Addr())
		}
		s.SAs[id] = stats
		sum := sums[a.Policy]
		sum.add(a.Direction, stats.Packets, stats.Bytes)
		sums[a.Policy] = sum
	}
	for name, sum := range sums {
		s.Policies[name] = datapath.PolicyStats{
			Encaps: sum.out, Encrypt: sum.out, Digest: sum.out, Decaps: sum.in, Decrypt: sum.in, Verify: sum.in,
			OutBytes: sum.outBytes, InBytes: sum.inBytes,
		}
	}
}

// uncounted are the bytes of each packet that the kernel counts and that are
// not of the packet inside: the outer header, when it counts behind the
// encapsulation.
func (a *association) uncounted() uint64 {
	switch {
	case a.Direction == datapath.Inbound || a.Mode == datapath.Transport:
		return 0
	case a.Local.Is4():
		return 20
	}
	return 40
}

// interfaceStats fills in what the links and tunnels are.
func (d *Driver) interfaceStats(s *datapath.Stats) {
	if d.config == nil {
		return
	}
	s.Routes = d.host.Routes()
	links, _ := d.host.Links() // without it every device counts as missing
	for _, l := range d.config.Links {
		s.Interfaces[l.Name] = statsOf(l.Device, links)
	}
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		in := statsOf(t.Device, links)
		// The device is down for either reason.
		in.Up, in.Carrier = !t.Shutdown, in.Exists && !t.Shutdown && d.line[t.Name]
		if t.Remote.IsValid() && !t.Remote.IsUnspecified() {
			in.PathMTU = d.paths.mtu(d.config.VRF(t.Underlay), t.Remote)
			in.PlaintextMTU = in.PathMTU
			if a := d.newestOutbound(t.Policy); a != nil {
				in.PlaintextMTU = a.PlaintextMTU(in.PathMTU)
			}
		}
		s.Interfaces[t.Name] = in
	}
}

func statsOf(device string, links map[string]host.Link) datapath.InterfaceStats {
	l, exists := links[device]
	s := datapath.InterfaceStats{
		Device: device, Exists: exists, Up: l.Up, Carrier: l.Carrier, MTU: l.MTU,
		InPackets: l.InPackets, InBytes: l.InBytes, OutPackets: l.OutPackets, OutBytes: l.OutBytes,
	}
	copy(s.MAC[:], l.MAC)
	return s
}
