package ike

import (
	"slices"
	"time"
)

// Snapshot is a copy of what the engine knows. Nothing in it changes later.
func (e *Engine) Snapshot(time.Time) Snapshot {
	s := Snapshot{Stats: e.stats, Admission: e.admission, History: e.history.clone()}
	s.Admission.Limits = Admission{SAs: e.config.Admission.SAs, Negotiating: e.config.negotiatingLimit()}
	s.Admission.Active, s.Admission.Negotiating = e.active, e.negotiating
	for _, p := range e.sortedPeers() {
		for _, sa := range p.sas {
			s.SAs = append(s.SAs, sa.snapshot())
		}
	}
	slices.SortStableFunc(s.SAs, func(a, b ISAKMPSA) int { return a.ConnID - b.ConnID })
	for _, m := range e.mapOrder {
		if m.open() {
			continue // its instances do the work
		}
		for _, f := range m.flows {
			s.Flows = append(s.Flows, f.snapshot())
		}
	}
	return s
}

func (sa *phase1) snapshot() ISAKMPSA {
	s := ISAKMPSA{
		ConnID: sa.connID, Local: sa.local, Remote: sa.remote, Initiator: sa.initiator,
		State: sa.display, Deleted: sa.deleted, Policy: sa.policy,
		Established: sa.established, Expires: sa.expires,
		PeerID: sa.peerID, Keyring: sa.keyring, DPD: sa.dpd, NATT: sa.natt.found(),
	}
	if p := sa.access.profile; p != nil {
		s.Profile = p.Name
	}
	s.User, s.Address = printable([]byte(sa.access.user)), sa.access.address
	if maps := sa.e.byPeer[addrPair{sa.local.Addr(), sa.peer.addr}]; len(maps) > 0 {
		s.Map, s.Inside = maps[0].config.Name, maps[0].config.Inside
	}
	s.VRF = sa.vrf()
	if p := sa.access.profile; p != nil && s.Inside == "" {
		s.Inside = p.VRF
	}
	return s
}

func (f *flow) snapshot() Flow {
	c := &f.m.config
	s := Flow{
		Map: c.Name, Policy: f.policy, Sequence: c.Sequence, Interface: c.Interface, Local: c.Local,
		Peer: f.m.remote(), PeerPort: portISAKMP, Selector: f.selector,
		PathMTU: c.PathMTU, SourceInterface: c.SourceInterface, Profile: c.Profile,
		VRF: c.VRF, Inside: c.Inside,
		Dynamic: c.DynamicMap, Since: f.since, Negotiating: f.node != nil || f.request.running(),
	}
	for i, p := range f.pairs {
		if i == 0 {
			s.PFS = p.pfs
			s.Peer = p.in.Remote
			if p.end.IsValid() {
				s.Peer = p.end
			}
			if p.in.RemotePort != 0 {
				s.PeerPort = p.in.RemotePort
			}
		}
		s.Pairs = append(s.Pairs, SAPair{
			Inbound: p.in.ID(), Outbound: p.out.ID(),
			InboundConnID: p.in.ConnID, OutboundConnID: p.out.ConnID,
			Transform: p.in.Transform, Mode: p.in.Mode, UDPEncap: p.in.RemotePort != 0,
			Installed: p.installed, Expires: p.expires, LifetimeKB: p.lifetimeKB,
			ReplayWindow: p.in.ReplayWindow, ESN: p.in.ESN, Initiator: p.initiator,
		})
	}
	for i, p := range f.pairs {
		if p.sending {
			s.Pairs[i].Sending = true
			break
		}
	}
	return s
}
