package ike

import (
	"encoding/binary"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// probeLimit is how many R-U-THERE in a row stay unanswered before the peer is
// taken for dead.
const probeLimit = 5

// deadPeer is the state of dead peer detection, RFC 3706, of one ISAKMP SA.
type deadPeer struct {
	timer    *timer
	heard    time.Time // the last proof that the peer is there
	began    time.Time // of the row of probes that is under way
	sequence uint32    // of the last probe, 0: there was none
	errors   int       // probes in a row without an answer
	probing  bool
	theirs   uint32 // sequence number of the peer's last probe
	probed   bool   // the peer has sent one
}

// infoTimer is the input of a probe's timer.
var infoTimer = Input{"IKE_MESG_FROM_TIMER", "IKE_TIMER_PEERS_ALIVE"}

// startDPD begins to watch the peer of an established SA, if it knows RFC 3706
// and we are to.
func (sa *phase1) startDPD() {
	sa.dead.heard = sa.e.now
	if d := sa.keepalive(); sa.dpd && d.Interval > 0 {
		sa.dead.timer = sa.e.after(d.Interval, sa.watch)
	}
}

// keepalive is how the peer of the SA is watched.
func (sa *phase1) keepalive() DPD {
	if p := sa.access.profile; p != nil && p.DPD.Interval > 0 {
		return p.DPD
	}
	return sa.e.config.DPD
}

// stop ends the watching.
func (d *deadPeer) stop() {
	d.timer.stop()
	d.probing = false
}

// watch is run when the peer has not been heard of for an interval. On demand
// a probe is sent only when packets went to the peer and none came back:
// RFC 3706, Section 5.4.
func (sa *phase1) watch() {
	d := sa.keepalive()
	switch {
	case d.Interval == 0:
	case sa.e.usable(sa.local.Addr(), sa.remote.Addr()) != sa:
		// One of several SAs with a peer is enough to watch it by.
		sa.dead.timer = sa.e.after(d.Interval, sa.watch)
	case d.Periodic:
		sa.probe()
	default:
		sa.dead.timer = sa.e.after(sampleTimeout, sa.watch)
		sa.e.sample(func(s map[datapath.SAID]datapath.SAStats) { sa.judge(s) })
	}
}

// judge decides from what the peer's SAs have carried whether to probe.
func (sa *phase1) judge(stats map[datapath.SAID]datapath.SAStats) {
	d := sa.keepalive()
	if sa.deleted || sa.dead.probing || d.Interval == 0 {
		return
	}
	in, out := sa.e.traffic(addrPair{sa.local.Addr(), sa.remote.Addr()}, stats)
	if in.After(sa.dead.heard) {
		sa.dead.heard = in
	}
	sa.dead.timer.stop()
	silent := sa.e.now.Sub(sa.dead.heard)
	switch {
	case silent < d.Interval:
		sa.dead.timer = sa.e.after(d.Interval-silent, sa.watch)
	case out.After(sa.dead.heard):
		sa.probe()
	default:
		sa.dead.timer = sa.e.after(d.Interval, sa.watch)
	}
}

// probe sends an R-U-THERE. The sequence number of the first one is random
// with its highest bit clear, and each has one more than the one before:
// RFC 3706, Section 6.2.
func (sa *phase1) probe() {
	w := &sa.dead
	if w.sequence == 0 {
		w.sequence = sa.e.randomUint32() >> 1
	}
	w.sequence++
	if !w.probing {
		w.probing, w.began, w.errors = true, sa.e.now, 0
	}
	sa.inform(sa.notification(isakmp.RUThere, binary.BigEndian.AppendUint32(nil, w.sequence)))
	w.timer.stop()
	w.timer = sa.e.after(max(sa.keepalive().Retry, time.Second), sa.unanswered)
}

// unanswered is run when an R-U-THERE has got no answer.
func (sa *phase1) unanswered() {
	w := &sa.dead
	w.errors++
	sa.packetErrorf("incrementing error counter on sa, attempt %d of %d: PEERS_ALIVE_TIMER", w.errors, probeLimit)
	sa.describe(infoTimer, sa.state, sa.state)
	if w.errors < probeLimit {
		sa.probe()
		return
	}
	// Packets that came in meanwhile are as good as an answer.
	w.timer = sa.e.after(sampleTimeout, sa.peerDied)
	sa.e.sample(func(stats map[datapath.SAID]datapath.SAStats) {
		if sa.deleted || !w.probing {
			return
		}
		if in, _ := sa.e.traffic(addrPair{sa.local.Addr(), sa.remote.Addr()}, stats); in.After(w.began) {
			sa.heard(in)
			return
		}
		sa.peerDied()
	})
}

// heard is told of a proof that the peer is there.
func (sa *phase1) heard(at time.Time) {
	w := &sa.dead
	if at.After(w.heard) {
		w.heard = at
	}
	if w.probing || w.timer.running() {
		w.stop()
		if d := sa.keepalive(); d.Interval > 0 {
			w.timer = sa.e.after(max(d.Interval-sa.e.now.Sub(w.heard), time.Second), sa.watch)
		}
	}
}

// processProbe answers an R-U-THERE, RFC 3706, Section 5.3: the answer has the
// same sequence number. A probe that was sent before proves nothing new.
func (sa *phase1) processProbe(n *isakmp.Notification) {
	if len(n.Data) != 4 || sa.state != IKE_P1_COMPLETE {
		return
	}
	sequence := binary.BigEndian.Uint32(n.Data)
	sa.debugf("DPD/R_U_THERE received from peer %s, sequence 0x%X", ip(sa.remote.Addr()), sequence)
	sa.inform(sa.notification(isakmp.RUThereAck, slices.Clone(n.Data)))
	if w := &sa.dead; w.isNew(n) {
		w.theirs, w.probed = sequence, true
		sa.heard(sa.e.now)
	}
}

// processProbeAck takes the answer to one of the probes that are under way, and
// no other: an old one proves nothing, RFC 3706, Section 6.1.
func (sa *phase1) processProbeAck(n *isakmp.Notification) {
	if len(n.Data) != 4 {
		return
	}
	sequence := binary.BigEndian.Uint32(n.Data)
	if !sa.dead.isNew(n) {
		sa.debugf("DPD/R_U_THERE_ACK with wrong sequence 0x%X from peer %s", sequence, ip(sa.remote.Addr()))
		return
	}
	sa.debugf("DPD/R_U_THERE_ACK received from peer %s, sequence 0x%X", ip(sa.remote.Addr()), sequence)
	sa.heard(sa.e.now)
}

// peerDied deletes everything with a peer that does not answer. Its maps turn
// to their next peer.
func (sa *phase1) peerDied() {
	e, k := sa.e, addrPair{sa.local.Addr(), sa.remote.Addr()}
	sa.dead.stop()
	sa.errorf("peer %s not responding!", ip(k.remote))
	sa.debugf("peer does not do paranoid keepalives.")
	e.ipsecf("IPSEC(key_engine_delete_sas): delete all SAs shared with peer %s", ip(k.remote))
	for _, m := range e.byPeer[k] {
		m.lost(k.remote)
	}
	e.deletePairs(k)
	for _, other := range slices.Clone(sa.peer.sas) {
		if other.state == IKE_P1_COMPLETE && other.local.Addr() == k.local {
			other.delete("P1 errcounter exceeded (PEERS_ALIVE_TIMER)", true)
		}
	}
}

// traffic is when the SAs between two end points last carried a packet in each
// direction; the zero time: never.
func (e *Engine) traffic(k addrPair, stats map[datapath.SAID]datapath.SAStats) (in, out time.Time) {
	for _, m := range e.byPeer[k] {
		for _, f := range m.flows {
			for _, p := range f.pairs {
				if p.in.Remote != k.remote {
					continue
				}
				in, out = latest(in, stats[p.in.ID()]), latest(out, stats[p.out.ID()])
			}
		}
	}
	return in, out
}

func latest(t time.Time, s datapath.SAStats) time.Time {
	if used := time.Unix(s.LastUsed, 0); s.LastUsed != 0 && used.After(t) {
		return used
	}
	return t
}
