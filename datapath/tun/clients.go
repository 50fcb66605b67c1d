package tun

import "net/netip"

// clients finds the outbound SA for a packet of a policy that serves several
// peers, each with addresses of its own behind it.
type clients struct {
	hosts    map[netip.Addr]*outboundSA // by the one address that the SA is for
	networks []*outboundSA              // the others, newest first
}

// newClients is nil where the newest SA is for all packets that any is for.
func newClients(oldestFirst []*outboundSA) *clients {
	several := false
	for _, sa := range oldestFirst {
		several = several || sa.Selector.Remote != oldestFirst[0].Selector.Remote
	}
	if !several {
		return nil
	}
	c := &clients{hosts: map[netip.Addr]*outboundSA{}}
	for i := len(oldestFirst) - 1; i >= 0; i-- {
		sa := oldestFirst[i]
		if !sa.Selector.Remote.IsSingleIP() {
			c.networks = append(c.networks, sa)
		} else if a := sa.Selector.Remote.Addr(); c.hosts[a] == nil {
			c.hosts[a] = sa
		}
	}
	return c
}

// sender is the SA by which a packet leaves: the newest of those that are for
// it, nil if the policy has none at all.
func (p *policy) sender(f *flow) *outboundSA {
	newest := p.newest.Load()
	c := p.clients.Load()
	if c == nil || newest != nil && f.within(&newest.Selector) {
		return newest
	}
	if sa := c.hosts[f.destination]; sa != nil && f.within(&sa.Selector) {
		return sa
	}
	for _, sa := range c.networks {
		if f.within(&sa.Selector) {
			return sa
		}
	}
	return newest
}
