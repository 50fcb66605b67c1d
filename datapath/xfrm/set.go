package xfrm

import (
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
	copied := *c
	c = &copied
	c.Links, c.Tunnels, c.Routes, c.CryptoMaps = slices.Clone(c.Links), slices.Clone(c.Tunnels), slices.Clone(c.Routes), slices.Clone(c.CryptoMaps)
	d.config = c
	errs = append(errs, unsupported(c), d.setLinks(c), d.setPolicies(c), d.applyHost(), d.applyLines())
	d.prune(c)
	return errors.Join(errs...)
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
	c := host.Config{IPv4Forwarding: d.config.IPv4Forwarding, IPv6Forwarding: d.config.IPv6Forwarding}
	devices := map[string]string{}
	for _, l := range d.config.Links {
		devices[l.Name] = l.Device
		if l.Loopback && !d.links[l.Device] {
			continue // Set reported why
		}
		c.Devices = append(c.Devices, host.Device{Name: l.Device, Addresses: l.Addresses, MTU: l.MTU, Up: !l.Shutdown, Made: l.Loopback})
	}
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		devices[t.Name] = t.Device
		if !d.links[t.Device] {
			continue
		}
		d.mtu[t.Name] = d.deviceMTU(t)
		c.Devices = append(c.Devices, host.Device{
			Name: t.Device, Addresses: t.Addresses, MTU: d.mtu[t.Name], Up: !t.Shutdown && d.line[t.Name], Made: true,
		})
	}
	var errs []error
	for _, r := range d.config.Routes {
		device, known := devices[r.Interface]
		if r.Interface != "" && !known {
			errs = append(errs, fmt.Errorf("xfrm: route %s: interface %s is unknown", r.Prefix, r.Interface))
			continue
		}
		c.Routes = append(c.Routes, host.Route{Prefix: r.Prefix, NextHop: r.NextHop, Device: device, Metric: int(r.Distance)})
	}
	return errors.Join(append(errs, d.host.Set(c))...)
}
