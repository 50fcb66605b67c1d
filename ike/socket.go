package ike

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// batchSize is how many datagrams are read with one system call.
const batchSize = 16

// receiveBuffer is how many bytes of datagrams the system is asked to keep
// while the engine is busy: some thousands of messages, each of which counts
// with more than a kilobyte of overhead. Hundreds of peers that all begin at
// once, after a power cut, must not wait for a retransmission.
const receiveBuffer = 4 << 20

// socket is UDP port 500 of one address family or of one address.
type socket struct {
	conn  *net.UDPConn
	bound netip.Addr // unspecified: every address of its family
	port  uint16
	batch batchReader
	msgs  []ipv4.Message
}

// batchReader is an ipv4.PacketConn or ipv6.PacketConn.
type batchReader interface {
	ReadBatch(ms []ipv4.Message, flags int) (int, error)
}

// listen opens a socket for each address, by default one for each address
// family that the system has.
func listen(addrs []netip.Addr, port uint16) ([]*socket, error) {
	all := len(addrs) == 0
	if all {
		addrs = []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	}
	var sockets []*socket
	for _, a := range addrs {
		k, err := newSocket(a, port)
		if all && a.Is6() && (errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EADDRNOTAVAIL)) {
			continue
		}
		if err != nil {
			for _, k := range sockets {
				err = errors.Join(err, k.conn.Close())
			}
			return nil, err
		}
		sockets = append(sockets, k)
	}
	return sockets, nil
}

func newSocket(a netip.Addr, port uint16) (*socket, error) {
	network := "udp6"
	if a.Is4() {
		network = "udp4"
	}
	config := net.ListenConfig{Control: prepare}
	end := netip.AddrPortFrom(a, port)
	c, err := config.ListenPacket(context.Background(), network, end.String())
	if err != nil {
		return nil, fmt.Errorf("ike: UDP %v: %w", end, reason(err))
	}
	k := &socket{conn: c.(*net.UDPConn), bound: a, port: port, msgs: make([]ipv4.Message, batchSize)}
	var info []byte
	if a.Is4() {
		p := ipv4.NewPacketConn(c)
		err = p.SetControlMessage(ipv4.FlagDst|ipv4.FlagInterface, true)
		k.batch, info = p, ipv4.NewControlMessage(ipv4.FlagDst|ipv4.FlagInterface)
	} else {
		p := ipv6.NewPacketConn(c)
		err = p.SetControlMessage(ipv6.FlagDst|ipv6.FlagInterface, true)
		k.batch, info = p, ipv6.NewControlMessage(ipv6.FlagDst|ipv6.FlagInterface)
	}
	if err == nil {
		err = k.enlargeBuffer()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ike: UDP %v: %w", end, err), c.Close())
	}
	for i := range k.msgs {
		k.msgs[i].Buffers = [][]byte{make([]byte, 65535)}
		k.msgs[i].OOB = make([]byte, len(info))
	}
	return k, nil
}

// enlargeBuffer goes beyond net.core.rmem_max where the process may.
func (k *socket) enlargeBuffer() error {
	raw, err := k.conn.SyscallConn()
	if err != nil {
		return err
	}
	var forced error
	if err := raw.Control(func(fd uintptr) {
		forced = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer)
	}); err != nil {
		return err
	}
	if forced == nil {
		return nil
	}
	return k.conn.SetReadBuffer(receiveBuffer)
}

// reason is what the system says, without the addresses that package net puts
// around it.
func reason(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return err
}

// prepare clears the don't-fragment bit: a message with certificates may be
// longer than the path allows, and nobody would send it again shorter. The
// mark keeps crypto maps from protecting what makes their SAs; who may not set
// it may not have crypto maps either.
func prepare(network, _ string, c syscall.RawConn) error {
	var err error
	e := c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_MARK, datapath.Mark)
		if network == "udp4" {
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT)
		} else {
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DONT)
		}
	})
	return errors.Join(e, err)
}

// receive waits for messages and returns what has come. It must be called
// from one goroutine only.
func (k *socket) receive() ([]Received, error) {
	n, err := k.batch.ReadBatch(k.msgs, 0)
	if err != nil {
		return nil, fmt.Errorf("ike: UDP port %d: %w", k.port, err)
	}
	received := make([]Received, 0, n)
	for i := range k.msgs[:n] {
		m := &k.msgs[i]
		from, ok := m.Addr.(*net.UDPAddr)
		if !ok {
			continue
		}
		remote := from.AddrPort()
		remote = netip.AddrPortFrom(remote.Addr().Unmap(), k.toEngine(remote.Port()))
		received = append(received, Received{
			Local:  netip.AddrPortFrom(k.destination(m.OOB[:m.NN], remote.Addr()), portISAKMP),
			Remote: remote,
			Data:   append([]byte(nil), m.Buffers[0][:m.N]...),
		})
	}
	return received, nil
}

// destination is the address to which a message was sent. A link-local one
// gets the zone of the interface on which the message came in.
func (k *socket) destination(info []byte, remote netip.Addr) netip.Addr {
	var dst net.IP
	var iface int
	if k.bound.Is4() {
		var m ipv4.ControlMessage
		if m.Parse(info) == nil {
			dst, iface = m.Dst, m.IfIndex
		}
	} else {
		var m ipv6.ControlMessage
		if m.Parse(info) == nil {
			dst, iface = m.Dst, m.IfIndex
		}
	}
	a, ok := netip.AddrFromSlice(dst)
	if !ok {
		return k.bound
	}
	a = a.Unmap()
	if !a.Is6() || !a.IsLinkLocalUnicast() {
		return a
	}
	if remote.Zone() != "" {
		return a.WithZone(remote.Zone())
	}
	if i, err := net.InterfaceByIndex(iface); err == nil {
		return a.WithZone(i.Name)
	}
	return a
}

// sendsFrom reports whether the socket can send from an address.
func (k *socket) sendsFrom(a netip.Addr) bool {
	return k.bound.Is4() == a.Is4() && (k.bound.IsUnspecified() || k.bound == a)
}

// send has a message leave from exactly the address it should, with that mark
// unless it is 0.
func (k *socket) send(m Send, mark uint32) error {
	var info []byte
	if a := m.Local.Addr(); a.Is4() {
		info = (&ipv4.ControlMessage{Src: a.AsSlice()}).Marshal()
	} else {
		c := &ipv6.ControlMessage{Src: a.AsSlice()}
		if a.Zone() != "" {
			i, err := net.InterfaceByName(a.Zone())
			if err != nil {
				return fmt.Errorf("ike: send from %v: %w", a, err)
			}
			c.IfIndex = i.Index
		}
		info = c.Marshal()
	}
	if mark != 0 {
		info = append(info, datapath.MarkMessage(mark)...)
	}
	to := netip.AddrPortFrom(m.Remote.Addr(), k.fromEngine(m.Remote.Port()))
	if _, _, err := k.conn.WriteMsgUDPAddrPort(m.Data, info, to); err != nil {
		return fmt.Errorf("ike: send from %v to %v: %w", m.Local.Addr(), to, reason(err))
	}
	return nil
}

// toEngine and fromEngine exchange port 500, which is all that the engine
// knows, for the one in its place.
func (k *socket) toEngine(port uint16) uint16 {
	if port == k.port {
		return portISAKMP
	}
	return port
}

func (k *socket) fromEngine(port uint16) uint16 {
	if port == portISAKMP {
		return k.port
	}
	return port
}
