package ike

import (
	"encoding/binary"
	"slices"

	"mainmode/ike/isakmp"
)

// A recorded message of an informational exchange that somebody repeats must
// not move an SA, or do again what it did. RFC 2408, Section 3.1, has message
// IDs unique: those that a peer has used are remembered. Dead peer detection,
// which makes up nearly all of them, has sequence numbers of its own against
// that, RFC 3706, Section 6.1, so that few of its message IDs are enough.

// messageIDs are the last ones that a peer has used.
type messageIDs struct {
	ids  []uint32
	next int // the oldest, once there are as many as are kept
}

const (
	messageIDsKept = 4096 // of DELETE and the like: one for each SA pair that is replaced
	probeIDsKept   = 128
)

// reused reports whether an ID is among them, and remembers that it now is.
func (u *messageIDs) reused(id uint32, kept int) bool {
	switch {
	case slices.Contains(u.ids, id):
		return true
	case len(u.ids) < kept:
		u.ids = append(u.ids, id)
	default:
		u.ids[u.next] = id
		u.next = (u.next + 1) % kept
	}
	return false
}

// replayed reports whether the peer has begun an informational exchange with
// the message ID before, and moved whether where a new one comes from is where
// the peer is now: an old probe under a message ID that is forgotten says
// nothing about that.
func (sa *phase1) replayed(id uint32, payloads []isakmp.Payload) (again, moved bool) {
	ids, kept, moved := &sa.used, messageIDsKept, true
	if probes := probesIn(payloads); len(probes) > 0 && len(probes) == len(payloads) {
		ids, kept = &sa.probes, probeIDsKept
		moved = slices.ContainsFunc(probes, sa.dead.isNew)
	}
	if ids.reused(id, kept) {
		sa.e.stats.Unknown++
		sa.debugf(" message ID %d has been used before", int32(id))
		return true, false
	}
	return false, moved
}

// probesIn are the payloads of dead peer detection.
func probesIn(payloads []isakmp.Payload) (probes []*isakmp.Notification) {
	for _, p := range payloads {
		if n, ok := p.(*isakmp.Notification); ok && (n.Notify == isakmp.RUThere || n.Notify == isakmp.RUThereAck) {
			probes = append(probes, n)
		}
	}
	return probes
}

// isNew reports whether a probe or its answer is none that has been seen
// before: a probe has a higher sequence number than all before it, an answer
// that of a probe which is under way.
func (d *deadPeer) isNew(n *isakmp.Notification) bool {
	if len(n.Data) != 4 {
		return false
	}
	sequence := binary.BigEndian.Uint32(n.Data)
	if n.Notify == isakmp.RUThere {
		return !d.probed || int32(sequence-d.theirs) > 0
	}
	return d.probing && d.sequence-sequence <= uint32(d.errors)
}
