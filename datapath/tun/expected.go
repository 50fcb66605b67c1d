package tun

import (
	"slices"

	"mainmode/datapath"
)

// What a peer has negotiated for a dynamic map is protected from its inbound SA
// on. The outbound one comes with the last message of quick mode, which the
// packets of the peer may overtake: what answers them waits for it.

// expect notes the SAs that come: inbound ones without an outbound one for the
// same packets, and outbound ones that are expected no more. The caller holds
// Driver.mu.
func (d *Driver) expect(sas []datapath.SA) {
	for i := range sas {
		sa := &sas[i]
		p := d.policy(sa.Policy)
		same := func(o *outboundSA) bool { return o.Selector == sa.Selector }
		switch {
		case sa.Direction == datapath.Outbound:
			p.expectNoMore(func(e *datapath.SA) bool { return e.Selector == sa.Selector })
		case !slices.ContainsFunc(p.outbound, same):
			known := *sa
			known.EncKey, known.AuthKey = nil, nil
			list := append(slices.Clone(p.expectations()), known)
			p.expected.Store(&list)
		}
	}
}

// expectations are inbound SAs, not to be changed.
func (p *policy) expectations() []datapath.SA {
	if list := p.expected.Load(); list != nil {
		return *list
	}
	return nil
}

// expectNoMore forgets some expectations.
func (p *policy) expectNoMore(which func(*datapath.SA) bool) {
	old := p.expectations()
	list := slices.DeleteFunc(slices.Clone(old), func(sa datapath.SA) bool { return which(&sa) })
	if len(list) != len(old) {
		p.expected.Store(&list)
	}
}

// expects reports whether an SA for the packet is about to come.
func (p *policy) expects(f *flow) bool {
	for _, sa := range p.expectations() {
		if f.within(&sa.Selector) {
			return true
		}
	}
	return false
}
