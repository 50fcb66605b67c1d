package compiler

import (
	"net/netip"
	"slices"

	"mainmode/datapath"
	"mainmode/grammar"
)

// Lease is what a DHCP server has given to an interface.
type Lease struct {
	Address netip.Prefix
	Gateway netip.Addr // invalid: none
}

// DHCPSettings are "ip address dhcp".
type DHCPSettings struct {
	ClientID string // the interface whose MAC address names the client, "": that of IOS's own making
	Hostname string // "": that of the router
}

// leasedDistance is the distance of a default route that a DHCP server has
// given.
const leasedDistance = 254

func dhcpSettings(c *grammar.IPAddressDHCP) *DHCPSettings {
	d := &DHCPSettings{}
	for _, o := range c.Options {
		if o.ClientID != nil {
			d.ClientID = o.ClientID.String()
		} else {
			d.Hostname = string(*o.Hostname)
		}
	}
	return d
}

// finishLeases gives interfaces the addresses that DHCP servers, or peers of PPP,
// have given them.
func (w *compilation) finishLeases() {
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		if p, ok := w.env.Addresses[in.Device]; ok && in.Negotiated && in.Kind == Physical {
			in.Given = p
			in.Addresses = slices.Insert(slices.Clone(in.Addresses), 0, p)
		}
		if in.DHCP == nil {
			continue
		}
		if in.Kind != Physical && in.Kind != Subinterface {
			w.report(Warning, w.tunnelLine(in), "%s: no effect: addresses are asked for by DHCP on Ethernet interfaces only", in.Name)
			in.DHCP = nil
			continue
		}
		if l := w.lease(in); l != nil {
			in.Addresses = slices.Insert(slices.Clone(in.Addresses), 0, l.Address)
		}
	}
}

// lease that an interface has, nil: none.
func (w *compilation) lease(in *Interface) *Lease {
	if l, ok := w.env.Leases[in.Name]; ok && in.DHCP != nil && !in.Shutdown {
		return &l
	}
	return nil
}

// leasedRoutes adds the routes whose next hops DHCP servers have given: the
// default route, and those of "ip route ... dhcp".
func (w *compilation) leasedRoutes(c *Config) {
	if len(w.env.Leases) == 0 {
		return
	}
	add := func(in *Interface, r datapath.Route) {
		if l := w.lease(in); l != nil && l.Gateway.IsValid() && in.VRF == r.VRF {
			r.NextHop = l.Gateway
			w.r.Routes = append(w.r.Routes, r)
		}
	}
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		add(in, datapath.Route{VRF: in.VRF, NextHopVRF: in.VRF, Prefix: netip.PrefixFrom(netip.IPv4Unspecified(), 0), Distance: leasedDistance})
	}
	for _, e := range c.entries {
		route, ok := e.command.(*grammar.IPRoute)
		if !ok || !route.DHCP && !route.ViaDHCP {
			continue
		}
		r, used := w.routeOf(route, &e.line)
		for i := range w.r.Interfaces {
			in := &w.r.Interfaces[i]
			if used && (route.Interface == nil || route.Interface.String() == in.Name) {
				add(in, r)
			}
		}
	}
}
