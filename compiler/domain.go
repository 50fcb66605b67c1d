package compiler

import (
	"net/netip"
	"slices"
	"strings"

	"mainmode/grammar"
)

// maxNameServers is how many of them IOS asks.
const maxNameServers = 6

// eachServer runs "ip name-server" with several addresses once for each, as IOS
// prints it.
func (e *Editor) eachServer(c *grammar.IPNameServer, m grammar.Match) Result {
	var r Result
	for _, server := range c.Servers {
		m.Command = &grammar.IPNameServer{VRF: c.VRF, Servers: []grammar.DomainServer{server}}
		r = e.apply(m, &phrase{})
	}
	return r
}

// nameServer notes one that names are asked of.
func (w *compilation) nameServer(c *grammar.IPNameServer, l *line) {
	switch {
	case l.no || len(c.Servers) == 0:
	case c.VRF != nil:
		w.report(Warning, l, "no effect: names are not asked for in a VRF")
	case len(w.r.NameServers) == maxNameServers:
		w.report(Warning, l, "no effect: the first %d servers are asked", maxNameServers)
	default:
		w.r.NameServers = append(w.r.NameServers, c.Servers[0].Addr())
	}
}

// addHost gives a name of the host table one more address.
func (r *Router) addHost(name string, a netip.Addr) {
	i := slices.IndexFunc(r.Hosts, func(h Host) bool { return strings.EqualFold(h.Name, name) })
	if i < 0 {
		r.Hosts, i = append(r.Hosts, Host{Name: name}), len(r.Hosts)
	}
	r.Hosts[i].Addresses = append(r.Hosts[i].Addresses, a)
}
