package datapath

import (
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
)

// What UDP port 4500 carries beside ESP: RFC 3948, Section 2.
const (
	EncapPort = 4500

	nonESPMarker = 4 // bytes of zero before an ISAKMP message, where ESP has its SPI
	keepalive    = 0xff
)

// isakmpQueue of messages that wait to be read; what comes beyond is lost, as on
// any socket.
const isakmpQueue = 256

// Encap is the [EncapConn] of a driver that has the sockets: it tells ISAKMP
// messages from ESP.
type Encap struct {
	send     func(datagram []byte, local, remote netip.AddrPort) error
	messages chan encapMessage
	done     chan struct{}
	once     sync.Once
}

type encapMessage struct {
	data          []byte
	remote, local netip.AddrPort
}

// NewEncap returns an Encap that sends datagrams by a function.
func NewEncap(send func(datagram []byte, local, remote netip.AddrPort) error) *Encap {
	return &Encap{send: send, messages: make(chan encapMessage, isakmpQueue), done: make(chan struct{})}
}

// Take keeps a datagram that came if it is an ISAKMP message, and reports whether
// it is no ESP: the driver has nothing more to do with it.
func (e *Encap) Take(datagram []byte, local, remote netip.AddrPort) bool {
	if len(datagram) == 1 && datagram[0] == keepalive {
		return true
	}
	if len(datagram) < nonESPMarker || binary.BigEndian.Uint32(datagram) != 0 {
		return false
	}
	select {
	case e.messages <- encapMessage{append([]byte(nil), datagram[nonESPMarker:]...), remote, local}:
	default:
	}
	return true
}

// ReadFrom returns one ISAKMP message. What does not fit b is cut off.
func (e *Encap) ReadFrom(b []byte) (n int, remote, local netip.AddrPort, err error) {
	select {
	case m := <-e.messages:
		return copy(b, m.data), m.remote, m.local, nil
	case <-e.done:
		return 0, remote, local, net.ErrClosed
	}
}

// WriteTo sends one ISAKMP message behind the non-ESP marker.
func (e *Encap) WriteTo(b []byte, local, remote netip.AddrPort) error {
	return e.send(append(make([]byte, nonESPMarker, nonESPMarker+len(b)), b...), local, remote)
}

// Keepalive sends the byte that keeps a NAT's mapping alive.
func (e *Encap) Keepalive(local, remote netip.AddrPort) error {
	return e.send([]byte{keepalive}, local, remote)
}

// Close ends ReadFrom. ESP still uses the port until the driver is closed.
func (e *Encap) Close() error {
	e.once.Do(func() { close(e.done) })
	return nil
}
