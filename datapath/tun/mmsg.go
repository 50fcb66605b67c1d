package tun

import (
	"encoding/binary"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The calls recvmmsg and sendmmsg, by hand: golang.org/x/net wraps them too,
// but allocates the address of every message that it receives.

// message is struct mmsghdr.
type message struct {
	unix.Msghdr
	received uint32
}

const (
	// controlLen has room for the source address, the traffic class, the hop
	// limit, the segment size and the mark of a message.
	controlLen = 160
	// maxDatagram is the longest that a message can be.
	maxDatagram = 65535
)

func pointer[T any](p *T) unsafe.Pointer { return unsafe.Pointer(p) }

func putPort(to *uint16, port uint16) {
	binary.BigEndian.PutUint16((*[2]byte)(pointer(to))[:], port)
}

func getPort(from *uint16) uint16 {
	return binary.BigEndian.Uint16((*[2]byte)(pointer(from))[:])
}

// messages is memory for a number of messages with one buffer each.
type messages struct {
	headers []message
	iovecs  []unix.Iovec
	names   []unix.RawSockaddrInet6
	control [][controlLen]byte
}

func newMessages(n int) messages {
	m := messages{
		headers: make([]message, n),
		iovecs:  make([]unix.Iovec, n),
		names:   make([]unix.RawSockaddrInet6, n),
		control: make([][controlLen]byte, n),
	}
	for i := range m.headers {
		h := &m.headers[i]
		h.Name = (*byte)(pointer(&m.names[i]))
		h.Iov = &m.iovecs[i]
		h.SetIovlen(1)
		h.Control = &m.control[i][0]
	}
	return m
}

// setBuffer makes message i consist of b.
func (m *messages) setBuffer(i int, b []byte) {
	m.iovecs[i].Base = &b[0]
	m.iovecs[i].SetLen(len(b))
}

// receiver receives batches of messages from one socket.
type receiver struct {
	messages
	socket  *socket
	buffers [][]byte
	read    func(fd uintptr) bool // made once: a closure a call would be an allocation
	n       int
	err     error
}

func newReceiver(s *socket, batch int) *receiver {
	r := &receiver{messages: newMessages(batch), socket: s}
	for i := range batch {
		b := make([]byte, maxDatagram)
		r.buffers = append(r.buffers, b)
		r.setBuffer(i, b)
	}
	r.read = func(fd uintptr) bool {
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&r.headers[0])), uintptr(len(r.headers)), 0, 0, 0)
		r.n, r.err = int(n), nil
		if errno != 0 {
			r.n, r.err = 0, errno
		}
		return errno != unix.EAGAIN && errno != unix.EINTR
	}
	return r
}

// receive waits for messages and returns their number.
func (r *receiver) receive() (int, error) {
	for i := range r.headers {
		r.headers[i].Namelen = unix.SizeofSockaddrInet6
		r.headers[i].SetControllen(controlLen)
	}
	if err := r.socket.conn.Read(r.read); err != nil {
		return 0, os.ErrClosed
	}
	return r.n, r.err
}

// datagram is one received message.
type datagram struct {
	data    []byte
	remote  netip.Addr
	port    uint16 // of remote
	local   netip.Addr
	segment int // the system joined datagrams of this size, the last may be shorter

	trafficClass uint8 // of the outer header
	device       int   // index of the one that it came by
}

func (r *receiver) datagram(i int) datagram {
	d := datagram{data: r.buffers[i][:r.headers[i].received]}
	d.remote, d.port = getSockaddr(&r.names[i])
	d.segment = len(d.data)
	control := r.control[i][:r.headers[i].Controllen]
	for len(control) >= unix.CmsgLen(0) {
		header, data, rest, err := unix.ParseOneSocketControlMessage(control)
		if err != nil {
			break
		}
		switch {
		case header.Level == unix.IPPROTO_IP && header.Type == unix.IP_PKTINFO && len(data) >= unix.SizeofInet4Pktinfo:
			d.device, d.local = int(binary.NativeEndian.Uint32(data)), netip.AddrFrom4([4]byte(data[8:12]))
		case header.Level == unix.IPPROTO_IPV6 && header.Type == unix.IPV6_PKTINFO && len(data) >= unix.SizeofInet6Pktinfo:
			d.device, d.local = int(binary.NativeEndian.Uint32(data[16:])), netip.AddrFrom16([16]byte(data[:16]))
		case header.Level == unix.IPPROTO_IP && header.Type == unix.IP_TOS && len(data) >= 1:
			d.trafficClass = data[0]
		case header.Level == unix.IPPROTO_IPV6 && header.Type == unix.IPV6_TCLASS && len(data) >= 4:
			d.trafficClass = uint8(binary.NativeEndian.Uint32(data))
		case header.Level == unix.IPPROTO_UDP && header.Type == unix.UDP_GRO && len(data) >= 4:
			if n := int(binary.NativeEndian.Uint32(data)); n > 0 {
				d.segment = n
			}
		}
		control = rest
	}
	return d
}

// controls builds the control messages of an outgoing message.
type controls struct {
	buffer *[controlLen]byte
	n      int
}

func (c *controls) add(level, kind int32, size int) []byte {
	b := c.buffer[c.n:]
	header := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	header.Level, header.Type = level, kind
	header.SetLen(unix.CmsgLen(size))
	c.n += unix.CmsgSpace(size)
	data := b[unix.CmsgLen(0):unix.CmsgLen(size)]
	clear(data)
	return data
}

// source sets the address that the message leaves from.
func (c *controls) source(a netip.Addr) {
	if a.Is4() {
		v4 := a.As4()
		copy(c.add(unix.IPPROTO_IP, unix.IP_PKTINFO, unix.SizeofInet4Pktinfo)[4:], v4[:])
		return
	}
	v6 := a.As16()
	copy(c.add(unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, unix.SizeofInet6Pktinfo), v6[:])
}

func (c *controls) integer(level, kind int32, v int) {
	binary.NativeEndian.PutUint32(c.add(level, kind, 4), uint32(v))
}

// trafficClass is the TOS of IPv4.
func (c *controls) trafficClass(ipv6 bool, v uint8) {
	if ipv6 {
		c.integer(unix.IPPROTO_IPV6, unix.IPV6_TCLASS, int(v))
	} else {
		c.integer(unix.IPPROTO_IP, unix.IP_TOS, int(v))
	}
}

// hopLimit is the TTL of IPv4.
func (c *controls) hopLimit(ipv6 bool, v uint8) {
	if ipv6 {
		c.integer(unix.IPPROTO_IPV6, unix.IPV6_HOPLIMIT, int(v))
	} else {
		c.integer(unix.IPPROTO_IP, unix.IP_TTL, int(v))
	}
}

// mark has the message follow the routing table of a VRF.
func (c *controls) mark(v uint32) { c.integer(unix.SOL_SOCKET, unix.SO_MARK, int(v)) }

// segments has the system cut the message into datagrams of that size.
func (c *controls) segments(size int) {
	binary.NativeEndian.PutUint16(c.add(unix.IPPROTO_UDP, unix.UDP_SEGMENT, 2), uint16(size))
}
