package compiler

import (
	"net/netip"
	"slices"

	"mainmode/datapath"
)

// Datapath is what the driver shall make real for the router. Interfaces
// without a device of the system are not in it, nor are routes over them. It is
// not to be changed.
func (r *Router) Datapath() *datapath.Config {
	if r.datapath != nil {
		return r.datapath
	}
	return r.makeDatapath(nothingAgain, nil)
}

func nothingAgain(int) *datapath.TunnelInterface { return nil }

// makeDatapath is Datapath. again knows what some tunnels, by their index in
// Interfaces, come to; nil: it does not. So are routes what they come to, unless
// nil.
func (r *Router) makeDatapath(again func(int) *datapath.TunnelInterface, routes []datapath.Route) *datapath.Config {
	c := &datapath.Config{
		IPv4Forwarding: r.IPv4Forwarding, IPv6Forwarding: r.IPv6Forwarding, FRR: r.Routing.FRR,
		CryptoMaps: r.ProtectedInterfaces, ReverseRoutes: r.ReverseRoutes, Filter: r.filter(),
	}
	for i := range r.VRFs {
		c.VRFs = append(c.VRFs, r.VRFs[i].VRF)
	}
	tunnels := 0
	for i := range r.Interfaces {
		if r.Interfaces[i].Tunnel != nil {
			tunnels++
		}
	}
	c.Tunnels = slices.Grow(c.Tunnels, tunnels)
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		if in.Device == "" || in.Untagged != "" {
			continue
		}
		if in.Tunnel == nil {
			l := datapath.Link{
				Name:      in.Name,
				Device:    in.Device,
				Loopback:  in.Kind == Loopback,
				Parent:    in.Parent,
				VLAN:      in.VLAN,
				VRF:       in.VRF,
				Addresses: in.Addresses,
				Given:     in.Given,
				Aliases:   r.aliases(in),
				MTU:       in.MTU,
				IPv4MTU:   in.IPMTU,
				IPv6MTU:   in.IPv6MTU,
				Shutdown:  in.Shutdown,
				MSS:       in.AdjustMSS,
				IPv6MSS:   in.IPv6AdjustMSS,
			}
			if in.Outer != "" {
				l.Outer = datapath.OuterVLAN{Device: in.Outer, ID: in.OuterVLAN, Type: in.EtherType}
			}
			c.Links = append(c.Links, l)
			continue
		}
		if t := again(i); t != nil {
			c.Tunnels = append(c.Tunnels, *t)
			continue
		}
		c.Tunnels = append(c.Tunnels, r.tunnel(in))
	}
	if routes != nil {
		c.Routes = routes
		return c
	}
	c.Routes = slices.Grow(c.Routes, len(r.Routes))
	for _, route := range r.Routes {
		if over := r.Interface(route.Interface); route.Interface == "" || over != nil && over.Device != "" {
			c.Routes = append(c.Routes, route)
		}
	}
	return c
}

// tunnel is what the driver shall make of a tunnel interface. One that lacks
// what shall protect it passes nothing.
func (r *Router) tunnel(in *Interface) datapath.TunnelInterface {
	t := in.Tunnel
	addresses := in.Addresses
	if lender := r.Interface(in.Unnumbered); lender != nil {
		addresses = append(borrowed(lender), addresses...)
	}
	d := datapath.TunnelInterface{
		Name:             in.Name,
		Device:           in.Device,
		Addresses:        addresses,
		VRF:              in.VRF,
		Underlay:         t.VRF,
		MTU:              smaller(in.MTU, in.IPMTU),
		IPv6MTU:          smaller(in.MTU, in.IPv6MTU),
		MSS:              in.AdjustMSS,
		IPv6MSS:          in.IPv6AdjustMSS,
		Shutdown:         in.Shutdown,
		Policy:           t.Map,
		Local:            t.Source,
		Remote:           t.Destination,
		DF:               in.DF,
		FragmentAfter:    in.FragmentAfter,
		PathMTUDiscovery: t.PathMTU,
		TTL:              t.TTL,
	}
	if t.TOS != nil {
		d.FixedTOS, d.TOS = true, *t.TOS
	}
	if t.Map != "" {
		d.Selector = t.selector()
	}
	if t.Mode.GRE() && !t.NoVRF && (t.Map != "" || t.Profile == "") {
		d.Encapsulation, d.NHRP = datapath.InGRE, t.NHRP.NetworkID != 0
		if t.Mode == GREMultipoint {
			d.Remote = netip.IPv4Unspecified()
		}
		d.GRE = datapath.GRE{Checksum: t.Checksum, Sequence: t.Sequence, Keepalive: t.Keepalive, Retries: t.Retries}
		if t.Key != nil {
			d.GRE.Keyed, d.GRE.Key = true, *t.Key
		}
	}
	return d
}

// smaller is the lower of two sizes of which 0 is none.
func smaller(a, b int) int {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
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
	i, ok := r.byName[name]
	if r.byName == nil { // not made by Compile
		i = slices.IndexFunc(r.Interfaces, func(in Interface) bool { return in.Name == name })
		ok = i >= 0
	}
	if !ok {
		return nil
	}
	return &r.Interfaces[i]
}
