package tun

import (
	"fmt"
	"net/netip"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/nft"
)

// encap is UDP port 4500 in both address families.
type encap struct {
	*datapath.Encap
	listening  atomic.Bool
	ipv4, ipv6 *socket // ipv6 is nil on a system without IPv6
	marks      *nft.Marks
}

func newEncap(marks *nft.Marks) *encap {
	e := &encap{marks: marks}
	e.Encap = datapath.NewEncap(e.send)
	return e
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
		return nil, fmt.Errorf("tun: UDP port %d is open already", datapath.EncapPort)
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

func (e *encap) send(b []byte, local, remote netip.AddrPort) error {
	to, from := remote.Addr().Unmap(), local.Addr().Unmap()
	s := e.socket(to)
	if s == nil {
		return fmt.Errorf("tun: UDP port %d to %s: no such address family here", datapath.EncapPort, remote)
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
		return fmt.Errorf("tun: UDP port %d to %s: %w", datapath.EncapPort, remote, err)
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

func (e *encap) closeSockets() {
	if !e.listening.Swap(false) {
		return
	}
	e.ipv4.close()
	if e.ipv6 != nil {
		e.ipv6.close()
	}
}
