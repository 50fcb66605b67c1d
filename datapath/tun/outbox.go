package tun

import (
	"errors"

	"golang.org/x/sys/unix"
)

const (
	// outboxMessages in one sendmmsg; with segmentation each is many packets.
	outboxMessages = 64
	// outboxBytes is at least one message of the largest size and one packet
	// more.
	outboxBytes = 256 << 10
	// maxSegments of one message: UDP_MAX_SEGMENTS of kernels before 6.9.
	maxSegments = 64
)

// outbox collects packets, back to back, and sends them in one system
// call: those of equal size to the same peer as one message that the system
// segments (UDP GSO). It is not safe for concurrent use.
type outbox struct {
	messages
	buffer []byte
	used   int
	items  [outboxMessages]outgoing
	n      int

	// What one batch has in common.
	socket    *socket
	fragments bool

	write func(fd uintptr) bool // made once: a closure a call would be an allocation
	from  int                   // first message that is still to be sent
	sent  int
	err   error
}

// outgoing is one message of an outbox.
type outgoing struct {
	to           destination
	start, end   int // in the buffer
	segment      int
	packets      int
	closed       bool // the last packet was shorter: no other may follow
	tried        bool // sending it failed once
	trafficClass uint8
	ttl          uint8
}

func newOutbox() *outbox {
	o := &outbox{messages: newMessages(outboxMessages), buffer: make([]byte, outboxBytes)}
	o.write = func(fd uintptr) bool {
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(pointer(&o.headers[o.from])), uintptr(o.n-o.from), 0, 0, 0)
		o.sent, o.err = int(n), nil
		if errno != 0 {
			o.sent, o.err = 0, errno
		}
		return errno != unix.EAGAIN && errno != unix.EINTR
	}
	return o
}

// room returns where to put the next packet, at least size bytes. What was
// collected is sent first if it goes another way or fills the outbox.
func (o *outbox) room(s *socket, fragments bool, size int) []byte {
	if o.socket != s || o.fragments != fragments || o.n == outboxMessages || len(o.buffer)-o.used < size {
		o.flush()
		o.socket, o.fragments = s, fragments
	}
	return o.buffer[o.used:]
}

// add takes the packet of n bytes that was put into what room returned.
func (o *outbox) add(to destination, n int, trafficClass, ttl uint8) {
	start := o.used
	o.used += n
	if o.n > 0 {
		if m := &o.items[o.n-1]; m.takes(o, to, n, trafficClass, ttl) {
			m.end = o.used
			m.packets++
			m.closed = n < m.segment
			return
		}
	}
	o.items[o.n] = outgoing{to: to, start: start, end: o.used, segment: n, packets: 1, trafficClass: trafficClass, ttl: ttl}
	o.n++
}

func (m *outgoing) takes(o *outbox, to destination, n int, trafficClass, ttl uint8) bool {
	return o.socket.encap && !o.socket.noGSO.Load() && !o.fragments &&
		m.to == to && m.trafficClass == trafficClass && m.ttl == ttl &&
		!m.closed && n <= m.segment && m.packets < maxSegments &&
		m.end-m.start+n <= maxDatagram-ipv6HeaderLen-udpHeaderLen
}

// flush sends everything. A message that the system refuses counts as send
// errors of its policy.
func (o *outbox) flush() {
	if o.n == 0 {
		return
	}
	for i := range o.n {
		o.prepare(i, &o.items[i])
	}
	o.socket.lockForSending(o.fragments)
	o.from = 0
	for o.from < o.n {
		if err := o.socket.conn.Write(o.write); err != nil {
			break // closed
		}
		o.from += o.sent
		if o.err != nil && !o.recover(&o.items[o.from], o.err) {
			o.items[o.from].to.lost(o.items[o.from].packets)
			o.from++
		}
	}
	o.socket.mu.RUnlock()
	o.n, o.used = 0, 0
}

func (o *outbox) prepare(i int, m *outgoing) {
	h := &o.headers[i]
	o.setBuffer(i, o.buffer[m.start:m.end])
	end := m.to.to()
	h.Namelen = putSockaddr(&o.names[i], end.Addr(), end.Port(), m.to.zoneIndex())
	c := controls{buffer: &o.control[i]}
	c.source(m.to.from())
	if m.trafficClass != 0 {
		c.trafficClass(o.socket.ipv6, m.trafficClass)
	}
	if m.ttl != 0 && m.ttl != defaultTTL {
		c.hopLimit(o.socket.ipv6, m.ttl)
	}
	if v := m.to.mark(); v != 0 {
		c.mark(v)
	}
	if m.packets > 1 {
		c.segments(m.segment)
	}
	h.SetControllen(c.n)
}

// recover deals with the error of a message and reports whether to try again.
func (o *outbox) recover(m *outgoing, err error) bool {
	switch {
	case m.packets > 1 && errors.Is(err, unix.EIO):
		// The device cannot compute checksums: segmentation needs that.
		o.socket.noGSO.Store(true)
		o.sendSingly(m)
		o.from++
		return true
	case isTooBig(err, m.packets > 1):
		m.to.tooBig()
	}
	// The error may be that of an ICMP message about an earlier packet.
	again := !m.tried
	m.tried = true
	return again
}

// sendSingly sends the packets of a message one by one.
func (o *outbox) sendSingly(m *outgoing) {
	end, last := o.n, o.from
	for start := m.start; start < m.end; start += m.segment {
		part := *m
		part.start, part.end, part.packets = start, min(start+m.segment, m.end), 1
		o.prepare(last, &part)
		o.n = last + 1
		if o.socket.conn.Write(o.write) == nil && o.err != nil {
			m.to.lost(1)
		}
	}
	o.n = end
}
