package ike

import (
	"cmp"
	"net/netip"
	"slices"

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
		return datapath.Selector{Local: hostPrefix(n.sa.local.Addr()), Remote: hostPrefix(n.sa.remote.Addr())}, true
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

// A candidate is an entry of a crypto map under which the peer may have the
// selector that it asks for.
type candidate struct {
	m *cryptoMap
	f *flow // that has the selector or covers it; nil: m makes an instance
}

// candidates are the entries for a selector, best first: those with this peer
// that have it, then those that cover it, for a peer may ask for less than we
// would give and not for more, then those that take any peer.
func (e *Engine) candidates(sa *phase1, s datapath.Selector) []candidate {
	var same, covering, open []candidate
	for _, m := range e.byPeer[addrPair{sa.local.Addr(), sa.peer.addr}] {
		if !m.ready() || m.template != nil || !m.allowsProfile(sa) {
			continue
		}
		for _, f := range m.flows {
			switch {
			case sameSelector(f.selector, s):
				same = append(same, candidate{m, f})
			case f.within == nil && coversSelector(f.selector, s):
				covering = append(covering, candidate{m, f})
			}
		}
	}
	for _, m := range e.mapOrder {
		if m.open() && m.takes(sa, s) {
			open = append(open, candidate{m: m})
		}
	}
	slices.SortStableFunc(open, func(a, b candidate) int {
		x, y := &a.m.config, &b.m.config
		return cmp.Or(cmp.Compare(x.Sequence, y.Sequence), cmp.Compare(x.DynamicSequence, y.DynamicSequence))
	})
	return slices.Concat(same, covering, open)
}

// allowsProfile reports whether the isakmp profile that the peer matched is the
// one that the map wants.
func (m *cryptoMap) allowsProfile(sa *phase1) bool {
	want, p := m.config.ISAKMPProfile, sa.access.profile
	if want == "" || p != nil && p.Name == want {
		return true
	}
	m.e.ipsecErrorf("map_db_check_isakmp_profile profile did not match")
	return false
}

// flow is the flow of the candidate for the selector. What the line of an
// access list covers has a flow of its own as long as it has SAs, as in IOS; a
// tunnel has one, whatever the peer makes of it.
func (c candidate) flow(sa *phase1, s datapath.Selector) *flow {
	switch {
	case c.f == nil:
		return c.m.instance(sa, s)
	case c.m.config.Tunnel || sameSelector(c.f.selector, s):
		return c.f
	}
	f := &flow{m: c.m, selector: s, policy: c.f.policy, within: c.f}
	c.m.flows = append(c.m.flows, f)
	return f
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
