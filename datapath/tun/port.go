package tun

import (
	"slices"
	"sync/atomic"
	"time"

	"mainmode/datapath"
)

// port is an interface of the system with a crypto map for the packets of one
// VRF. What leaves by it and
// is to be protected comes to a device of its own; what its SAs carried comes
// in by that device.
type port struct {
	own   tunnel // of which only the device is used
	link  int    // index of the interface's device
	rules atomic.Pointer[portRules]
}

// portRules are the entries of a port with the policies in place of their
// names. They are replaced, never changed.
type portRules struct {
	entries  []datapath.CryptoEntry
	policies map[string]*policy
	states   [2]*tunnelState // what a packet meets, by family of the peer: IPv4, IPv6
}

func newPortRules(m *datapath.CryptoMap, policyNamed func(string) *policy) *portRules {
	r := &portRules{entries: m.Entries, policies: map[string]*policy{}}
	for _, e := range m.Entries {
		for _, rule := range e.Rules {
			if rule.Policy != "" {
				r.policies[rule.Policy] = policyNamed(rule.Policy)
			}
		}
	}
	for i, any := range []datapath.Selector{datapath.AnyIPv4, datapath.AnyIPv6} {
		r.states[i] = &tunnelState{TunnelInterface: datapath.TunnelInterface{Remote: any.Remote.Addr(), DF: m.DF}, policy: &policy{}}
	}
	return r
}

// denies reports whether a line that denies is for the packet. A fragment
// without ports is not what a line with ports denies.
func denies(s *datapath.Selector, f *flow) bool {
	return f.within(s) && (f.transport != 0 || s.LocalPort.Any() && s.RemotePort.Any())
}

// protects finds the policy for a packet that leaves, nil: none.
func (r *portRules) protects(f *flow) *policy {
	for i := range r.entries {
		if p := r.protectedBy(&r.entries[i], f); p != nil {
			return p
		}
	}
	return nil
}

func (r *portRules) protectedBy(e *datapath.CryptoEntry, f *flow) *policy {
	for i := range e.Rules {
		rule := &e.Rules[i]
		p := r.policies[rule.Policy]
		switch {
		case p == nil && denies(&rule.Selector, f):
			return nil
		case p == nil || !f.within(&rule.Selector) || rule.Negotiated && !p.carries(f) && !p.expects(f):
		default:
			return p
		}
	}
	return nil
}

// accepts reports whether a line for the policy is for a packet that came by
// its SA, and none before it in the entry denies it.
func (r *portRules) accepts(p *policy, f *flow) bool {
	sent := f.reversed()
	return slices.ContainsFunc(r.entries, func(e datapath.CryptoEntry) bool {
		for i := range e.Rules {
			rule := &e.Rules[i]
			switch {
			case rule.Policy == "" && denies(&rule.Selector, &sent):
				return false
			case rule.Policy != "" && r.policies[rule.Policy] == p && sent.within(&rule.Selector):
				return true
			}
		}
		return false
	})
}

// negotiates reports whether the policy has a rule that its SAs make.
func (r *portRules) negotiates() bool {
	for _, e := range r.entries {
		for _, rule := range e.Rules {
			if rule.Negotiated {
				return true
			}
		}
	}
	return false
}

// explicit is the entries with the SAs of dynamic maps in place of the rules
// that stand for them. The caller holds Driver.mu.
func (r *portRules) explicit() []datapath.CryptoEntry {
	if !r.negotiates() {
		return r.entries
	}
	var all []datapath.CryptoEntry
	for _, e := range r.entries {
		var rules []datapath.CryptoRule
		for _, rule := range e.Rules {
			if !rule.Negotiated {
				rules = append(rules, rule)
				continue
			}
			p := r.policies[rule.Policy]
			for _, sa := range p.outbound {
				rules = append(rules, datapath.CryptoRule{Selector: sa.Selector, Policy: rule.Policy})
			}
			for _, sa := range p.expected.All() {
				rules = append(rules, datapath.CryptoRule{Selector: sa.Selector, Policy: rule.Policy})
			}
		}
		all = append(all, datapath.CryptoEntry{Rules: rules})
	}
	return all
}

// carries reports whether an SA of the policy is for the packet.
func (p *policy) carries(f *flow) bool {
	sa := p.sender(f)
	return sa != nil && f.within(&sa.Selector)
}

// expects reports whether an SA for the packet is about to come.
func (p *policy) expects(f *flow) bool {
	return slices.ContainsFunc(p.expected.All(), func(sa datapath.SA) bool { return f.within(&sa.Selector) })
}

// etherHeaderLen is what stands before a packet that the system would have
// handed to an Ethernet device.
const etherHeaderLen = 14

// leave decides the fate of a frame behind the headroom of b that would have
// left by the interface.
func (o *outbound) leave(p *port, b []byte) {
	if len(b) < headroom+etherHeaderLen {
		return
	}
	o.leaveProtected(p, b[etherHeaderLen:])
}

// leaveProtected does that with the packet behind the headroom of b.
func (o *outbound) leaveProtected(p *port, b []byte) {
	f, ok := parseFlow(b[headroom:])
	if !ok {
		return
	}
	b = b[:headroom+f.size]
	policy := p.rules.Load().protects(&f)
	if policy == nil {
		return // the rules have just changed
	}
	if !policy.carries(&f) {
		later := func(o *outbound, b []byte) { o.leaveLater(p, policy, b) }
		o.driver.await(policy, waitingPacket{from: &p.own, send: later, data: b[headroom:]}, &f)
		return
	}
	o.leaveBy(p, policy.sender(&f), b, &f)
}

// leaveLater sends a packet that has waited for an SA of the policy.
func (o *outbound) leaveLater(p *port, policy *policy, b []byte) {
	f, ok := parseFlow(b[headroom:])
	if !ok || !policy.carries(&f) {
		policy.lose(1)
		return
	}
	o.leaveBy(p, policy.sender(&f), b, &f)
}

// leaveBy sends a packet by an SA that is for it.
func (o *outbound) leaveBy(p *port, sa *outboundSA, b []byte, f *flow) {
	if sa == nil || sa.expired() {
		if sa != nil {
			sa.lost(1)
		}
		return
	}
	if sa.Mode == datapath.Transport {
		if part, ok := parseFragment(b[headroom:], f); ok {
			if whole := o.driver.fragments.add(part, time.Now()); whole != nil {
				o.leaveProtected(p, whole)
			}
			return
		}
	}
	states := &p.rules.Load().states
	c := carriage{state: states[0], sa: sa}
	if sa.Remote.Is6() {
		c.state = states[1]
	}
	c.fits = c.state.fits(sa.association, sa.path.Load().mtu())
	o.driver.noteProtection(b[headroom:], f, c.fits)
	if len(b)-headroom > c.fits {
		o.oversized(&c, b, f, 0)
		return
	}
	o.send(&c, b, false)
}

// arrive delivers what an SA of the policy carried to the port, if a line of
// its crypto map is for it.
func (in *inbound) arrive(at *port, p *policy, slot, packet []byte, f *flow) {
	if !at.rules.Load().accepts(p, f) {
		p.recvErrors.Add(1)
		return
	}
	if to := slot[deviceOffset:]; &packet[0] != &to[0] {
		copy(to, packet)
	}
	in.give(at.own.device, slot, f)
}
