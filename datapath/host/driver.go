package host

import (
	"cmp"
	"iter"
	"slices"

	"mainmode/datapath"
)

// ConfigOf is the system's side of a driver's configuration while there are
// these outbound SAs. Loopback interfaces whose device could not be made are
// left out. What tunnels are is for the driver to add.
func ConfigOf(c *datapath.Config, outbound iter.Seq[*datapath.SA], made func(device string) bool) Config {
	system := Config{
		VRFs: c.VRFs, Routes: c.StaticRoutes(outbound),
		IPv4Forwarding: c.IPv4Forwarding, IPv6Forwarding: c.IPv6Forwarding, FRR: c.FRR,
	}
	foreign := c.ForeignDevices()
	for _, l := range c.Links {
		if l.Loopback && !made(l.Device) {
			continue
		}
		d := Device{
			Name: l.Device, Interface: l.Name, VRF: l.VRF, Addresses: l.AllAddresses(), Given: l.Given, MTU: l.MTU, IPv4MTU: l.IPv4MTU, IPv6MTU: l.IPv6MTU, Up: !l.Shutdown,
			Made: l.Loopback || l.VLAN != 0, Multiaccess: !l.Loopback, AnySource: foreign[l.Device],
		}
		if c.FRR && d.IPv4MTU > 0 {
			// Routes of FRR have no MTU: all that the device has is less.
			d.MTU, d.IPv4MTU = min(d.IPv4MTU, cmp.Or(d.MTU, d.IPv4MTU)), 0
		}
		system.Devices = append(system.Devices, d)
	}
	return system
}

// FollowSAs has the routes to what is behind peers be those of the outbound SAs
// that there are now, and changes nothing else.
func (h *Host) FollowSAs(c *datapath.Config, outbound iter.Seq[*datapath.SA]) error {
	if c == nil || len(c.ReverseRoutes) == 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	routes := c.StaticRoutes(outbound)
	if slices.Equal(routes, h.want.Routes) {
		return nil
	}
	h.want.Routes = routes
	return h.converge(false)
}
