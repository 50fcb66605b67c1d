package ike

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

// Cisco's IKE fragmentation: a message that is too long for the path leaves as
// several datagrams. Fragments are not authenticated, so that all that they may
// cost is bounded, and a forged one is overcome by the peer's next
// retransmission.
const (
	// fragmentPacket is the longest IP packet that a message may make before
	// it is cut: what every IPv6 link carries, and all but the oddest IPv4
	// ones.
	fragmentPacket = 1280
	// reassemblyTime is how long the fragments of one message may take. It is
	// longer than the peer waits to repeat them.
	reassemblyTime = 30 * time.Second
	// No message is longer than a datagram can be, a peer has no more under
	// reassembly than two such, and everybody together has 4 MiB.
	reassemblyPerSA   = 65535
	reassemblyPerPeer = 2 * reassemblyPerSA
	reassemblyTotal   = 4 << 20
)

// reassembly is the fragments of one message so far.
type reassembly struct {
	sa      *phase1
	id      uint16
	message uint32   // message ID
	parts   [][]byte // by number, from 1 at index 0; nil: not here yet
	last    int      // number of the last one, 0: not known
	size    int
	expiry  *timer
}

// fragmentation is what the ends of an SA know about IKE fragmentation.
type fragmentation struct {
	announced bool // we have sent the vendor ID
	peer      bool // the peer has
	peerForm  []byte
	partial   *reassembly
}

// offerFragmentation is the vendor ID of message 1 when the router is to
// fragment.
func (sa *phase1) offerFragmentation() []isakmp.Payload {
	if !sa.e.config.Fragmentation {
		return nil
	}
	sa.fragments.announced = true
	return []isakmp.Payload{isakmp.FragmentationVendorID()}
}

// answerFragmentation is the vendor ID of message 2: as long as the peer's, for
// the message must not be longer than the one that it answers.
func (sa *phase1) answerFragmentation() []isakmp.Payload {
	if !sa.e.config.Fragmentation || !sa.fragments.peer {
		return nil
	}
	sa.fragments.announced = true
	id := isakmp.FragmentationVendorID()
	id.Data = id.Data[:min(len(id.Data), len(sa.fragments.peerForm))]
	return []isakmp.Payload{id}
}

// processFragmentation notes that the peer knows IKE fragmentation.
func (sa *phase1) processFragmentation(p *isakmp.VendorID) {
	sa.fragments.peer = true
	sa.fragments.peerForm = slices.Clone(p.Data)
	sa.debugf(" vendor ID is IKE Fragmentation")
}

// split returns the datagrams as which a message leaves.
func (sa *phase1) split(data []byte) [][]byte {
	overhead := 20 + 8
	if sa.remote.Addr().Is6() {
		overhead = 40 + 8
	}
	if sa.local.Port() == portEncap || sa.remote.Port() == portEncap {
		overhead += 4
	}
	size := fragmentPacket - overhead
	if !sa.e.config.Fragmentation || !sa.fragments.peer || len(data) <= size {
		return [][]byte{data}
	}
	// All transmissions of a message have the same ID, so that a fragment of
	// one completes another.
	digest := sha256.Sum256(data)
	datagrams := isakmp.Split(data, max(binary.BigEndian.Uint16(digest[:]), 1), size)
	if datagrams == nil {
		return [][]byte{data}
	}
	sa.debugf(" fragmenting a message of %d bytes into %d packets", len(data), len(datagrams))
	return datagrams
}

// receiveFragment takes one fragment, and the message that it completes.
func (sa *phase1) receiveFragment(ev Received, h isakmp.Header) {
	e := sa.e
	// Nobody fragments message 1, and only who has seen our cookie sends any
	// other one.
	if !sa.fragments.announced && !sa.fragments.peer || h.ResponderCookie.IsZero() {
		e.stats.Unknown++
		return
	}
	m, err := isakmp.Parse(ev.Data)
	if err != nil || len(m.Payloads) != 1 {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	whole := sa.collect(m.Payloads[0].(*isakmp.Fragment), h.MessageID)
	if whole == nil {
		return
	}
	inner, err := isakmp.ParseHeader(whole)
	if err != nil || inner.NextPayload == isakmp.TypeFragment && inner.Flags&isakmp.Encryption == 0 ||
		inner.InitiatorCookie != h.InitiatorCookie || inner.ResponderCookie != h.ResponderCookie {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	sa.debugf(" reassembled a message of %d bytes", len(whole))
	e.dispatch(sa, Received{Local: ev.Local, Remote: ev.Remote, Data: whole}, inner)
}

// collect keeps a fragment and returns the message when all are there. A
// fragment that contradicts those before it begins a new message: its sender
// may use the same ID for all of them.
func (sa *phase1) collect(f *isakmp.Fragment, message uint32) []byte {
	e := sa.e
	r := sa.fragments.partial
	if r != nil && (r.id != f.ID || r.message != message || r.contradicts(f)) {
		r.discard()
		r = nil
	}
	n := int(f.Number)
	if r != nil && n <= len(r.parts) && r.parts[n-1] != nil {
		return nil
	}
	if r != nil && r.size+len(f.Data) > reassemblyPerSA || sa.peer.reassembling()+len(f.Data) > reassemblyPerPeer {
		e.stats.FragmentsDropped++
		return nil
	}
	if r == nil {
		r = &reassembly{sa: sa, id: f.ID, message: message}
		r.expiry = e.after(reassemblyTime, r.discard)
		sa.fragments.partial = r
		e.reassemblies = append(e.reassemblies, r)
	}
	for len(r.parts) < n {
		r.parts = append(r.parts, nil)
	}
	r.parts[n-1] = slices.Clone(f.Data)
	r.size += len(f.Data)
	e.reassembling += len(f.Data)
	if f.Last() {
		r.last = n
	}
	if r.last == 0 || slices.ContainsFunc(r.parts, func(p []byte) bool { return p == nil }) || len(r.parts) != r.last {
		// Whoever sends much pushes out what has waited longest.
		for e.reassembling > reassemblyTotal {
			e.stats.FragmentsDropped++
			e.reassemblies[0].discard()
		}
		return nil
	}
	whole := slices.Concat(r.parts...)
	r.discard()
	return whole
}

// contradicts reports whether a fragment cannot belong to the message.
func (r *reassembly) contradicts(f *isakmp.Fragment) bool {
	n := int(f.Number)
	switch {
	case n <= len(r.parts) && r.parts[n-1] != nil && !bytes.Equal(r.parts[n-1], f.Data):
		return true
	case f.Last():
		return r.last != 0 && r.last != n || len(r.parts) > n
	}
	return r.last != 0 && n >= r.last
}

// discard forgets the fragments.
func (r *reassembly) discard() {
	e := r.sa.e
	r.expiry.stop()
	if r.sa.fragments.partial == r {
		r.sa.fragments.partial = nil
	}
	if i := slices.Index(e.reassemblies, r); i >= 0 {
		e.reassemblies = slices.Delete(e.reassemblies, i, i+1)
		e.reassembling -= r.size
	}
}

// reassembling is the number of bytes of fragments from a peer.
func (p *peer) reassembling() int {
	n := 0
	for _, sa := range p.sas {
		if r := sa.fragments.partial; r != nil {
			n += r.size
		}
	}
	return n
}
