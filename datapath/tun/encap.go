package tun

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/nft"
)

const (
	// nonESPMarker precedes ISAKMP messages on port 4500, where ESP has its
	// SPI: RFC 3948, Section 2.2.
	nonESPMarkerLen = 4
	keepalive       = 0xff

	// isakmpQueue of messages that wait to be read; what comes beyond is lost,
	// as on any socket.
	isakmpQueue = 256
)

// encap is UDP port 4500 in both address families.
type encap struct {
	listening  atomic.Bool
	messages   chan isakmpMessage
	done       chan struct{}
	once       sync.Once
	ipv4, ipv6 *socket // ipv6 is nil on a system without IPv6
	marks      *nft.Marks
}

type isakmpMessage struct {
	data          []byte
	remote, local netip.AddrPort
}

func newEncap(marks *nft.Marks) *encap {
	return &encap{marks: marks, messages: make(chan isakmpMessage, isakmpQueue), done: make(chan struct{})}
}

// ListenEncap opens UDP port 4500. It can be called once.
func (d *Driver) ListenEncap() (datapath.EncapConn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, errClosed
	}
	e := d.encap
	if e.listening.Load() {
		return nil, fmt.Errorf("tun: UDP port %d is open already", encapPort)
	}
	var err error
	if e.ipv4, err = openSocket(false, protoUDP); err != nil {
		return nil, err
	}
	if e.ipv6, err = openSocket(true, protoUDP); err != nil && !isNoIPv6(err) {
		e.ipv4.close()
		return nil, err
	}
	e.listening.Store(true)
	d.receive(e.ipv4)
	if e.ipv6 != nil {
		d.receive(e.ipv6)
	}
	return e, nil
}

// take keeps what is not ESP and reports whether it was that.
func (e *encap) take(p []byte, d *datagram, s *socket) bool {
	if len(p) == 1 && p[0] == keepalive {
		return true
	}
	if len(p) < nonESPMarkerLen || binary.BigEndian.Uint32(p) != 0 {
		return false
	}
	m := isakmpMessage{
		data:   append([]byte(nil), p[nonESPMarkerLen:]...),
		remote: netip.AddrPortFrom(d.remote, d.port),
		local:  netip.AddrPortFrom(d.local, encapPort),
	}
	select {
	case e.messages <- m:
	default:
	}
	return true
}

// ReadFrom returns one ISAKMP message. What does not fit b is cut off.
func (e *encap) ReadFrom(b []byte) (n int, remote, local netip.AddrPort, err error) {
	select {
	case m := <-e.messages:
		return copy(b, m.data), m.remote, m.local, nil
	case <-e.done:
		return 0, remote, local, net.ErrClosed
	}
}

// WriteTo sends one ISAKMP message behind the non-ESP marker.
func (e *encap) WriteTo(b []byte, local, remote netip.AddrPort) error {
	return e.send(append(make([]byte, nonESPMarkerLen, nonESPMarkerLen+len(b)), b...), local, remote)
}

// Keepalive sends the byte that keeps a NAT's mapping alive.
func (e *encap) Keepalive(local, remote netip.AddrPort) error {
	return e.send([]byte{keepalive}, local, remote)
}

func (e *encap) send(b []byte, local, remote netip.AddrPort) error {
	to, from := remote.Addr().Unmap(), local.Addr().Unmap()
	s := e.socket(to)
	if s == nil {
		return fmt.Errorf("tun: UDP port %d to %s: no such address family here", encapPort, remote)
	}
	m := newMessages(1)
	m.setBuffer(0, b)
	h := &m.headers[0]
	h.Namelen = putSockaddr(&m.names[0], to, remote.Port(), zoneIndex(to))
	c := controls{buffer: &m.control[0]}
	if from.IsValid() && !from.IsUnspecified() {
		c.source(from)
	}
	if v := e.marks.Of(from); v != 0 {
		c.mark(v)
	}
	h.SetControllen(c.n)
	if c.n == 0 {
		h.Control = nil
	}
	// ISAKMP messages may be longer than the path MTU: they go in fragments.
	s.lockForSending(true)
	defer s.mu.RUnlock()
	var errno unix.Errno
	err := s.conn.Write(func(fd uintptr) bool {
		_, _, errno = unix.Syscall(unix.SYS_SENDMSG, fd, uintptr(pointer(&h.Msghdr)), 0)
		return errno != unix.EAGAIN && errno != unix.EINTR
	})
	if err == nil && errno != 0 {
		err = errno
	}
	if err != nil {
		return fmt.Errorf("tun: UDP port %d to %s: %w", encapPort, remote, err)
	}
	return nil
}

func (e *encap) socket(remote netip.Addr) *socket {
	if !e.listening.Load() {
		return nil
	}
	if remote.Is4() {
		return e.ipv4
	}
	return e.ipv6
}

// Close ends ReadFrom. ESP still uses the port until the driver is closed.
func (e *encap) Close() error {
	e.once.Do(func() { close(e.done) })
	return nil
}

func (e *encap) closeSockets() {
	if !e.listening.Swap(false) {
		return
	}
	e.ipv4.close()
	if e.ipv6 != nil {
		e.ipv6.close()
	}
}
