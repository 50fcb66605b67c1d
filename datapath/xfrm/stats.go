package xfrm

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/datapath/gre"
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
		if id.Direction == datapath.Outbound {
			stats.PathMTU = d.paths.mtu(d.vrfOf(a.Local), a.end.Addr())
		}
		s.SAs[id] = stats
		sum := sums[a.Policy]
		sum.add(a.Direction, stats)
		sums[a.Policy] = sum
	}
	for name, sum := range sums {
		s.Policies[name] = datapath.PolicyStats{
			Encaps: sum.out, Encrypt: sum.out, Digest: sum.out, Decaps: sum.in, Decrypt: sum.in, Verify: sum.in,
			RecvErrors: sum.errors, OutBytes: sum.outBytes, InBytes: sum.inBytes,
		}
	}
}

// interfaceStats fills in what the links and tunnels are.
func (d *Driver) interfaceStats(s *datapath.Stats) {
	if d.config == nil {
		return
	}
	s.Routes = d.host.Routes()
	links, _ := d.host.Links() // without it every device counts as missing
	for _, l := range d.config.Links {
		s.Interfaces[l.Name] = host.StatsOf(l.Device, links)
	}
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		in := host.StatsOf(t.Device, links)
		if t.Encapsulation != datapath.InGRE {
			// The kernel has here what an SA refused, which the policy counts.
			in.InErrors, in.InDrops = 0, 0
		}
		if r := d.resolvers[t.Name]; r != nil {
			in.OutErrors -= min(in.OutErrors, r.copied.Load())
		}
		// The device is down for either reason.
		in.Up, in.Carrier = !t.Shutdown, in.Exists && !t.Shutdown && d.lines[t.Name].Up()
		if t.Remote.IsValid() && !t.Remote.IsUnspecified() {
			in.PathMTU = d.paths.mtu(d.config.VRF(t.Underlay), t.Remote)
			in.PlaintextMTU = in.PathMTU
			if a := d.newestOutbound(t.Policy); a != nil {
				in.PlaintextMTU = a.PlaintextMTU(in.PathMTU)
			}
			if t.Encapsulation == datapath.InGRE {
				in.PlaintextMTU -= outerHeader(t) + gre.HeaderLen(&t.GRE)
			}
		}
		s.Interfaces[t.Name] = in
	}
}
