package ike

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// clientID is the identification payload of one side of a selector.
func clientID(p netip.Prefix, protocol uint8, port datapath.PortRange) *isakmp.Identification {
	number := port.First
	if port.Any() {
		number = 0
	}
	if p.IsSingleIP() {
		return isakmp.AddressID(p.Addr(), protocol, number)
	}
	return isakmp.SubnetID(p, protocol, number)
}

// clientSelector is the proxy identities of message 1 as a selector of ours.
// Without them the peers themselves are meant, RFC 2409, Section 5.5.
func (n *quickMode) clientSelector(ids []*isakmp.Identification) (datapath.Selector, bool) {
	if len(ids) == 0 {
		host := func(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }
		return datapath.Selector{Local: host(n.sa.local.Addr()), Remote: host(n.sa.remote.Addr())}, true
	}
	if len(ids) != 2 || ids[0].Protocol != ids[1].Protocol {
		return datapath.Selector{}, false
	}
	remote, ok1 := ids[0].Prefix()
	local, ok2 := ids[1].Prefix()
	s := datapath.Selector{
		Local: local, Remote: remote, Protocol: ids[0].Protocol,
		LocalPort: onePort(ids[1].Port), RemotePort: onePort(ids[0].Port),
	}
	return s, ok1 && ok2 && local.Addr().Is4() == remote.Addr().Is4()
}

func onePort(p uint16) datapath.PortRange { return datapath.PortRange{First: p, Last: p} }

// findFlow is the flow of a map with this peer that has the selector, or
// covers it: a peer may ask for less than we would give, not for more.
func (e *Engine) findFlow(sa *phase1, s datapath.Selector) *flow {
	var covering *flow
	for _, m := range e.byPeer[addrPair{sa.local.Addr(), sa.peer.addr}] {
		if !m.ready() || m.template != nil {
			continue
		}
		for _, f := range m.flows {
			switch {
			case sameSelector(f.selector, s):
				return f
			case covering == nil && coversSelector(f.selector, s):
				covering = f
			}
		}
	}
	if covering == nil {
		return e.templateFlow(sa, s)
	}
	return covering
}

func sameSelector(a, b datapath.Selector) bool {
	return a.Local == b.Local && a.Remote == b.Remote && a.Protocol == b.Protocol &&
		samePorts(a.LocalPort, b.LocalPort) && samePorts(a.RemotePort, b.RemotePort)
}

func samePorts(a, b datapath.PortRange) bool { return a == b || a.Any() && b.Any() }

func coversSelector(wide, s datapath.Selector) bool {
	inside := func(outer, inner netip.Prefix) bool {
		return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
	}
	ports := func(outer, inner datapath.PortRange) bool {
		return outer.Any() || !inner.Any() && outer.Contains(inner.First)
	}
	return inside(wide.Local, s.Local) && inside(wide.Remote, s.Remote) &&
		(wide.Protocol == 0 || wide.Protocol == s.Protocol) &&
		ports(wide.LocalPort, s.LocalPort) && ports(wide.RemotePort, s.RemotePort)
}
