package xfrm

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"mainmode/datapath"
	"mainmode/datapath/host"
)

// Set makes the interfaces, policies, addresses and routes what c says. The
// line protocol of a new tunnel is down until SetLine.
func (d *Driver) Set(c *datapath.Config) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	var errs []error
	if !d.cleaned {
		errs = append(errs, d.clean())
		d.cleaned = true
	}
	// The caller may change its Config afterwards.
	c = c.Clone()
	d.config = c
	d.setLines()
	errs = append(errs, d.host.SetVLANs(c.Links), d.marks.Set(c, nil), d.setSilence(), d.setLinks(c), d.setPolicies(c), d.setRules(), d.applyHost(), d.setKeepalives(), d.setResolvers(), d.applyLines(), d.applyNeighbors())
	d.prune(c)
	return errors.Join(errs...)
}

// setRules has the system filter and translate.
func (d *Driver) setRules() error {
	if err := errors.Join(d.filters.Set(d.config, nil), d.clamp.Set(d.config.Links, d.config.Tunnels, nil)); err != nil {
		return fmt.Errorf("xfrm: %w", err)
	}
	return nil
}

// setSilence keeps the system from telling a peer, in clear, that a tunnel whose
// device is down does not exist.
func (d *Driver) setSilence() error {
	if err := d.silence.Set(d.config.Tunnels); err != nil {
		return fmt.Errorf("xfrm: %w", err)
	}
	return nil
}

// prune forgets the policies that nothing uses any more.
func (d *Driver) prune(c *datapath.Config) {
	used := map[string]bool{}
	for i := range c.Tunnels {
		used[c.Tunnels[i].Policy] = true
	}
	for i := range c.CryptoMaps {
		for _, e := range c.CryptoMaps[i].Entries {
			for _, r := range e.Rules {
				used[r.Policy] = true
			}
		}
	}
	for _, a := range d.sas {
		used[a.Policy] = true
	}
	for name := range d.policies {
		if !used[name] {
			delete(d.policies, name)
		}
	}
}

// applyHost tells the system's side.
func (d *Driver) applyHost() error {
	c := host.ConfigOf(d.config, d.outboundSAs, func(device string) bool { return d.links[device] })
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		if !d.links[t.Device] {
			continue
		}
		d.mtu[t.Name] = d.deviceMTU(t)
		l := d.lines[t.Name]
		c.Devices = append(c.Devices, host.Device{
			Name: t.Device, Interface: t.Name, VRF: t.VRF, Addresses: t.Addresses, MTU: d.mtu[t.Name], IPv4MTU: d.ipv4MTU(t), IPv6MTU: t.IPv6MTU, Up: !t.Shutdown && (l.Up() || l.quiet), Quiet: l.quiet, Made: true,
			AnySource: t.Multipoint(), Multiaccess: t.Multipoint(),
		})
	}
	return d.host.Set(c)
}

// outboundSAs are those that the driver has, and those that it expects.
func (d *Driver) outboundSAs(yield func(*datapath.SA) bool) {
	for _, a := range d.sas {
		if a.Direction == datapath.Outbound && !yield(&a.SA) {
			return
		}
	}
	for _, p := range d.policies {
		for _, sa := range p.expected.All() {
			if !yield(&sa) {
				return
			}
		}
	}
}

// outbound are the SAs of a policy that send, the newest first.
func (d *Driver) outbound(p *policy) []*association {
	var all []*association
	for _, a := range d.sas {
		if a.Policy == p.name && a.Direction == datapath.Outbound {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *association) int { return cmp.Compare(b.serial, a.serial) })
	return all
}
