package tun

import (
	"mainmode/datapath"
	"mainmode/datapath/host"
)

// Stats returns a copy of all counters.
func (d *Driver) Stats() datapath.Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := datapath.Stats{
		SAs:        map[datapath.SAID]datapath.SAStats{},
		Policies:   map[string]datapath.PolicyStats{},
		Interfaces: map[string]datapath.InterfaceStats{},
		InvalidSPI: d.invalid.Load(),
	}
	for in := range d.inbound.all() {
		s.SAs[in.ID()] = in.counters.stats()
	}
	for id, out := range d.outbound {
		sa := out.counters.stats()
		sa.PathMTU = out.path.Load().mtu()
		s.SAs[id] = sa
	}
	for name, p := range d.policies {
		s.Policies[name] = p.stats()
	}
	if d.config == nil || d.closed {
		return s
	}
	s.Routes = d.host.Routes()
	links, _ := d.host.Links() // without it every device counts as missing
	for _, l := range d.config.Links {
		s.Interfaces[l.Name] = host.StatsOf(l.Device, links)
	}
	for _, c := range d.config.Tunnels {
		i := host.StatsOf(c.Device, links)
		if t := d.tunnels[c.Name]; t != nil {
			i.PathMTU, i.PlaintextMTU = t.pathMTUs()
			i.OutErrors, i.InErrors = t.sendErrors.Load(), t.recvErrors.Load()
		}
		s.Interfaces[c.Name] = i
	}
	return s
}

// stats: a packet is encapsulated, encrypted and digested in one step, or not
// at all.
func (p *policy) stats() datapath.PolicyStats {
	out, in := p.sealed.Load(), p.opened.Load()
	return datapath.PolicyStats{
		Encaps: out, Encrypt: out, Digest: out,
		Decaps: in, Decrypt: in, Verify: in,
		SendErrors: p.sendErrors.Load(), RecvErrors: p.recvErrors.Load(),
		OutBytes: p.sealedBytes.Load(), InBytes: p.openedBytes.Load(),
	}
}

// pathMTUs returns the MTU towards the peer and what is left of it inside the
// tunnel; without an SA that is all of it, as IOS has it.
func (t *tunnel) pathMTUs() (outer, plaintext int) {
	if t.path == nil {
		return 0, 0
	}
	outer = t.path.mtu()
	state := t.state.Load()
	if state.policy == nil {
		if state.Encapsulation == datapath.InGRE {
			return outer, state.fits(nil, outer)
		}
		return outer, outer
	}
	sa := state.policy.sender(&state.outer)
	if sa == nil {
		return outer, outer
	}
	outer = sa.path.Load().mtu()
	return outer, state.fits(sa.association, outer)
}
