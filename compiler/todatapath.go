package compiler

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/ike"
)

// Datapath is what the driver shall make real for the router. Interfaces
// without a device of the system are not in it, nor are routes over them.
func (r *Router) Datapath() *datapath.Config {
	c := &datapath.Config{
		IPv4Forwarding: r.IPv4Forwarding, IPv6Forwarding: r.IPv6Forwarding,
		CryptoMaps: r.ProtectedInterfaces, ReverseRoutes: r.ReverseRoutes,
	}
	made := map[string]bool{}
	selectors := make(map[string]datapath.Selector, len(r.Maps))
	for i := range r.Maps {
		if m := &r.Maps[i]; m.Sequence == ike.TunnelSequence {
			selectors[m.Name] = m.Selectors[0]
		}
	}
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if in.Device == "" {
			continue
		}
		made[in.Name] = true
		if in.Tunnel == nil {
			c.Links = append(c.Links, datapath.Link{
				Name:      in.Name,
				Device:    in.Device,
				Loopback:  in.Kind == Loopback,
				Addresses: in.Addresses,
				MTU:       in.MTU,
				Shutdown:  in.Shutdown,
			})
			continue
		}
		t := in.Tunnel
		addresses := in.Addresses
		if lender := r.Interface(in.Unnumbered); lender != nil {
			addresses = append(borrowed(lender), addresses...)
		}
		c.Tunnels = append(c.Tunnels, datapath.TunnelInterface{
			Name:      in.Name,
			Device:    in.Device,
			Addresses: addresses,
			MTU:       in.tunnelMTU(),
			Shutdown:  in.Shutdown,
			Policy:    t.Map,
			Selector:  selectors[t.Map],
			Local:     t.Source,
			Remote:    t.Destination,
			DF:        in.DF,
		})
	}
	for _, route := range r.Routes {
		if route.Interface == "" || made[route.Interface] {
			c.Routes = append(c.Routes, route)
		}
	}
	return c
}

// tunnelMTU is the smallest MTU that the operator set, 0 if none.
func (in *Interface) tunnelMTU() int {
	mtu := 0
	for _, v := range []int{in.MTU, in.IPMTU, in.IPv6MTU} {
		if v > 0 && (mtu == 0 || v < mtu) {
			mtu = v
		}
	}
	return mtu
}

// borrowed is the primary IPv4 address of in as a host address.
func borrowed(in *Interface) []netip.Prefix {
	for _, p := range in.Addresses {
		if p.Addr().Is4() {
			return []netip.Prefix{netip.PrefixFrom(p.Addr(), 32)}
		}
	}
	return nil
}

// Interface finds an interface by the name that IOS writes; nil if there is none.
func (r *Router) Interface(name string) *Interface {
	if name == "" {
		return nil
	}
	for i := range r.Interfaces {
		if r.Interfaces[i].Name == name {
			return &r.Interfaces[i]
		}
	}
	return nil
}
