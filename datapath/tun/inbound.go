package tun

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

const (
	// Datagrams that UDP GRO joined are up to 64 KiB each: a few suffice.
	receiveJoined = 8
	receiveSingle = 64
	// deliverBatch is how many packets one write to a TUN device takes.
	deliverBatch = 128
)

// inbound carries the packets of one socket to the TUN devices.
type inbound struct {
	driver   *Driver
	socket   *socket
	receiver *receiver

	// slots are where packets are opened to. They are long because the device
	// joins what follows to the first packet of a TCP stream (GRO).
	slots   [][]byte
	deliver [][]byte
	device  *device // that deliver goes to
	io      offloader
	replies *keepaliveSender

	// What the current SA opened since it was last accounted for.
	sa             *inboundSA
	key            spiKey
	packets, bytes uint64
}

func newInbound(d *Driver, s *socket) *inbound {
	batch := receiveSingle
	if s.encap {
		batch = receiveJoined
	}
	return &inbound{driver: d, socket: s, receiver: newReceiver(s, batch), deliver: make([][]byte, 0, deliverBatch), replies: newKeepaliveSender(d)}
}

// run until the socket is closed.
func (in *inbound) run() {
	defer in.io.close()
	for {
		n, err := in.receiver.receive()
		for i := range n {
			in.datagram(in.receiver.datagram(i))
		}
		in.account()
		in.flush()
		in.replies.flush()
		in.io.park()
		// A lookup in the next batch must see SAs that went meanwhile.
		in.sa = nil
		if err != nil {
			if isDeviceError(err) {
				return
			}
			// An ICMP error came, perhaps about the path MTU.
			in.socket.dropErrors()
			in.driver.pathChanged()
		}
	}
}

// datagram splits what the system joined and strips the outer IPv4 header of
// raw sockets.
func (in *inbound) datagram(d datagram) {
	if !in.socket.encap {
		if !in.socket.ipv6 {
			if len(d.data) < ipv4HeaderLen {
				return
			}
			header := int(d.data[0]&15) * 4
			if len(d.data) < header {
				return
			}
			d.local = netip.AddrFrom4([4]byte(d.data[16:20]))
			d.trafficClass = d.data[1]
			d.data = d.data[header:]
		}
		if in.socket.protocol == protoGRE {
			in.clearGRE(&d)
			return
		}
		in.packet(&d, d.data)
		return
	}
	for len(d.data) > 0 {
		p := d.data[:min(d.segment, len(d.data))]
		d.data = d.data[len(p):]
		if !in.driver.encap.Take(p, netip.AddrPortFrom(d.local, datapath.EncapPort), netip.AddrPortFrom(d.remote, d.port)) {
			in.packet(&d, p)
		}
	}
}

// packet opens one ESP packet and hands what is in it to the tunnel: RFC 4301,
// Section 5.2.
func (in *inbound) packet(d *datagram, p []byte) {
	if len(p) < 8 {
		return
	}
	key := spiKey{d.remote, binary.BigEndian.Uint32(p)}
	if in.sa == nil || in.key != key {
		in.account()
		sa := in.driver.lookup(key)
		if sa == nil && in.socket.encap {
			sa = in.driver.lookup(spiKey{spi: key.spi})
		}
		if sa == nil || sa.encapsulated() != in.socket.encap {
			in.driver.invalidSPI(d, key.spi)
			return
		}
		in.sa, in.key = sa, key
	}
	sa := in.sa
	slot := in.slot()
	// The payload must end up at deviceOffset.
	dst := slot[deviceOffset-8-sa.Transform.IVLen():]
	sa.mu.Lock()
	if sa.opener == nil || sa.expired() {
		sa.mu.Unlock()
		sa.policy.recvErrors.Add(1)
		return
	}
	payload, next, err := sa.opener.Open(dst, p)
	sequence := sa.opener.Sequence()
	sa.mu.Unlock()
	if err != nil {
		sa.failed(err)
		sa.refused(in.driver.events, err, p)
		return
	}
	if in.socket.encap {
		sa.cameFrom(in.driver.events, netip.AddrPortFrom(d.remote, d.port), sequence)
	}
	sa.counters.lastSequence.Store(sequence)
	in.packets++
	if next == esp.NextNone {
		return
	}
	f, ok := parseFlow(payload)
	ok = ok && f.is(next)
	size := f.size
	if sa.Mode == datapath.Transport {
		size = len(payload)
		payload, f, ok = sa.restore(slot[deviceOffset:], payload, next, d.trafficClass)
	}
	if !ok || !f.reverseWithin(&sa.Selector) {
		sa.failed(esp.ErrMalformed)
		return
	}
	in.bytes += uint64(size)
	takeCongestion(payload, d.trafficClass)
	in.opened(sa.policy, slot, payload[:f.size], &f)
}

// opened hands a packet that an SA of the policy carried to the tunnel. It
// lies at deviceOffset of slot.
func (in *inbound) opened(p *policy, slot, packet []byte, f *flow) {
	t := p.tunnel.Load()
	if at := p.port.Load(); at != nil {
		in.arrive(at, p, slot, packet, f)
		return
	}
	switch {
	case t == nil && f.protocol == protoGRE && isFragment(packet):
		in.reassemble(p, slot, f)
	case t == nil && f.protocol == protoGRE && f.transport > 0:
		in.gre(p, slot, packet[f.transport:], f, trafficClass(packet))
	case t == nil || !f.reverseWithin(&t.state.Load().Selector):
		p.recvErrors.Add(1)
	default:
		in.accept(t, slot, packet, f)
	}
}

// accept delivers a packet to the device of a tunnel. It lies in slot, or
// elsewhere, and is moved to deviceOffset if it is not there.
func (in *inbound) accept(t *tunnel, slot, packet []byte, f *flow) {
	if at := slot[deviceOffset:]; &packet[0] != &at[0] {
		packet = at[:copy(at, packet)]
	}
	clampMSS(packet, f, t.state.Load().mss(f))
	in.give(t.device, slot, f)
}

// give delivers the packet that lies at deviceOffset of slot to a device.
func (in *inbound) give(d *device, slot []byte, f *flow) {
	if in.device != d {
		in.flushBut(slot)
		in.device = d
	}
	in.deliver = append(in.deliver, slot[:deviceOffset+f.size])
	if len(in.deliver) == deliverBatch {
		in.flush()
	}
}

// is reports whether the next header field says what the packet is.
func (f *flow) is(next uint8) bool {
	return f.source.Is4() && next == esp.NextIPv4 || f.source.Is6() && next == esp.NextIPv6
}

func (a *association) failed(err error) {
	a.policy.recvErrors.Add(1)
	switch {
	case errors.Is(err, esp.ErrReplay):
		a.counters.replayed.Add(1)
	case errors.Is(err, esp.ErrTruncatedICV):
		a.counters.truncatedICV.Add(1)
		a.counters.authFailed.Add(1)
	case errors.Is(err, esp.ErrAuth):
		a.counters.authFailed.Add(1)
	default:
		a.counters.malformed.Add(1)
	}
}

// rejectInterval is how often the packets of an SA that were refused for one
// reason are told of.
const rejectInterval = time.Minute

// refused tells IKE of a packet that the anti-replay window or the ICV refused.
func (a *association) refused(e *events, err error, packet []byte) {
	told, replay := &a.forgedTold, errors.Is(err, esp.ErrReplay)
	switch {
	case replay:
		told = &a.replayTold
	case !errors.Is(err, esp.ErrAuth) && !errors.Is(err, esp.ErrTruncatedICV):
		return
	}
	now, last := time.Now().UnixNano(), told.Load()
	if last != 0 && now-last < int64(rejectInterval) || !told.CompareAndSwap(last, now) {
		return
	}
	sequence := binary.BigEndian.Uint32(packet[4:])
	if replay {
		e.emit(datapath.Replayed{ID: a.ID(), Sequence: sequence})
		return
	}
	e.emit(datapath.NotAuthentic{ID: a.ID(), Sequence: sequence, Truncated: errors.Is(err, esp.ErrTruncatedICV)})
}

// slot returns memory for the next packet.
func (in *inbound) slot() []byte {
	i := len(in.deliver)
	if i == len(in.slots) {
		in.slots = append(in.slots, make([]byte, deviceOffset+maxDatagram+esp.MaxTail))
	}
	return in.slots[i]
}

// flush writes the packets to their device. A device that is down refuses
// them; the system counts that.
func (in *inbound) flush() {
	if len(in.deliver) > 0 {
		in.io.write(in.device, in.deliver...)
		in.deliver = in.deliver[:0]
	}
}

// flushBut is flush while slot, the next in turn, is in use: it becomes the
// first.
func (in *inbound) flushBut(slot []byte) {
	if n := len(in.deliver); n > 0 {
		in.flush()
		in.slots[0], in.slots[n] = slot, in.slots[0]
	}
}

func (in *inbound) account() {
	if in.packets == 0 {
		return
	}
	in.sa.policy.opened.Add(in.packets)
	in.sa.policy.openedBytes.Add(in.bytes)
	in.sa.account(in.driver.events, in.packets, in.bytes, in.sa.counters.lastSequence.Load())
	in.packets, in.bytes = 0, 0
}

// invalidSPI tells IKE, which may tell the peer.
func (d *Driver) invalidSPI(from *datagram, spi uint32) {
	d.invalid.Add(1)
	if d.invalidTold.Allow(from.remote, time.Now()) {
		d.events.emit(datapath.InvalidSPI{Local: from.local, Remote: from.remote, SPI: spi})
	}
}
