package shell

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"
)

// Protocol numbers of ICMP.
const (
	protocolICMP   = 1
	protocolICMPv6 = 58
)

// echoSocket is an echoConn over a raw socket of the system.
type echoSocket struct {
	conn     *net.IPConn
	to       *net.IPAddr
	v6       bool
	id       uint16
	data     []byte // of the largest request
	header   int    // of IP and ICMP
	validate bool   // a reply with other data is no reply
	buf      []byte
	protocol int
	request  icmp.Type
	reply    icmp.Type
}

// openEcho opens the raw socket of a job, in the network namespace of the
// process.
func openEcho(ctx context.Context, j *pingJob) (*echoSocket, error) {
	e := &echoSocket{
		to:       &net.IPAddr{IP: j.Destination.AsSlice(), Zone: j.Destination.Zone()},
		v6:       j.Destination.Is6(),
		id:       uint16(rand.Uint32()),
		data:     j.pattern(),
		header:   ipv4Header + icmpHeader,
		validate: j.Validate,
		buf:      make([]byte, 1<<16),
		protocol: protocolICMP,
		request:  ipv4.ICMPTypeEcho,
		reply:    ipv4.ICMPTypeEchoReply,
	}
	network, local := "ip4:icmp", "0.0.0.0"
	if e.v6 {
		e.protocol, e.request, e.reply = protocolICMPv6, ipv6.ICMPTypeEchoRequest, ipv6.ICMPTypeEchoReply
		network, local, e.header = "ip6:ipv6-icmp", "::", ipv6Header+icmpHeader
	}
	if j.Source.IsValid() {
		local = j.Source.String()
		if j.Source.IsLinkLocalUnicast() && j.Device != "" {
			local = j.Source.WithZone(j.Device).String()
		}
	}
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		if e := c.Control(func(fd uintptr) { err = setEchoOptions(int(fd), j) }); e != nil {
			return e
		}
		return err
	}}
	conn, err := lc.ListenPacket(ctx, network, local)
	if err != nil {
		return nil, err
	}
	e.conn = conn.(*net.IPConn)
	return e, nil
}

// An interface that has just come up cannot use its link-local address before
// it knows that nobody else does, RFC 4862, Section 5.4: about a second.
const (
	addressTries = 30
	addressRetry = 100 * time.Millisecond
)

// openEchoWhenReady is openEcho, as soon as the source address can be used.
func openEchoWhenReady(ctx context.Context, j *pingJob) (*echoSocket, error) {
	for try := 1; ; try++ {
		conn, err := openEcho(ctx, j)
		if try == addressTries || j.Interface == "" || !errors.Is(err, unix.EADDRNOTAVAIL) {
			return conn, err
		}
		select {
		case <-time.After(addressRetry):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// enterVRF has what a socket sends follow the routing table of a mark, 0: none.
// The addresses of a VRF are no local ones to the rest of the system, which
// must not keep the socket from having one.
func enterVRF(fd int, mark uint32, v6 bool) error {
	if mark == 0 {
		return nil
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, int(mark)); err != nil {
		return fmt.Errorf("VRF: %w", err)
	}
	if v6 {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_FREEBIND, 1)
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_FREEBIND, 1)
}

// setEchoOptions binds to the device of a link-local destination and obeys the
// DF bit and the type of service.
func setEchoOptions(fd int, j *pingJob) error {
	if err := enterVRF(fd, j.Mark, j.Destination.Is6()); err != nil {
		return err
	}
	if j.Device != "" {
		if err := unix.BindToDevice(fd, j.Device); err != nil {
			return fmt.Errorf("bind to %s: %w", j.Device, err)
		}
	}
	if j.Destination.Is6() {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_TCLASS, int(j.TOS))
	}
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_TOS, int(j.TOS)); err != nil {
		return err
	}
	discover := unix.IP_PMTUDISC_DONT
	if j.DF {
		discover = unix.IP_PMTUDISC_DO
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, discover)
}

func (e *echoSocket) Close() error { return e.conn.Close() }

func (e *echoSocket) send(sequence uint16, size int) error {
	data := e.data[:min(len(e.data), max(0, size-e.header))]
	m := icmp.Message{Type: e.request, Body: &icmp.Echo{ID: int(e.id), Seq: int(sequence), Data: data}}
	b, err := m.Marshal(nil) // the kernel fills in the checksum of ICMPv6
	if err != nil {
		return err
	}
	_, err = e.conn.WriteToIP(b, e.to)
	return err
}

func (e *echoSocket) receive(ctx context.Context, sequence uint16, deadline time.Time) echoAnswer {
	e.conn.SetReadDeadline(deadline)
	stop := context.AfterFunc(ctx, func() { e.conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	for ctx.Err() == nil {
		n, from, err := e.conn.ReadFromIP(e.buf)
		if err != nil {
			if errors.Is(err, unix.EINTR) {
				continue
			}
			return echoAnswer{}
		}
		source, _ := netip.AddrFromSlice(from.IP)
		if mark := e.judge(e.buf[:n], source.Unmap(), sequence); mark != 0 {
			return echoAnswer{mark: mark, from: source.Unmap(), mtu: e.nextMTU(mark, e.buf[:n])}
		}
	}
	return echoAnswer{}
}

// nextMTU is what a router says fits, RFC 1191, Section 4, and RFC 4443,
// Section 3.2; 0: nothing.
func (e *echoSocket) nextMTU(mark byte, b []byte) int {
	switch {
	case len(b) < icmpHeader:
	case mark == 'M':
		return int(binary.BigEndian.Uint16(b[6:]))
	case mark == 'B':
		return int(binary.BigEndian.Uint32(b[4:]))
	}
	return 0
}

// judge returns the character for a message that answers the request of that
// number, 0 for every other.
func (e *echoSocket) judge(b []byte, from netip.Addr, sequence uint16) byte {
	m, err := icmp.ParseMessage(e.protocol, b)
	if err != nil {
		return 0
	}
	if m.Type == e.reply {
		echo, ok := m.Body.(*icmp.Echo)
		to, _ := netip.AddrFromSlice(e.to.IP)
		// Whoever answers a request to a group is right.
		if ok && echo.ID == int(e.id) && echo.Seq == int(sequence) && (from == to.Unmap() || to.IsMulticast()) {
			if e.validate && !bytes.HasPrefix(e.data, echo.Data) {
				return '?'
			}
			return '!'
		}
		return 0
	}
	if !e.quotes(b, from, sequence) {
		return 0
	}
	if e.v6 {
		return mark6(m)
	}
	return mark4(m)
}

// quotes reports whether an ICMP error is about the request of that number:
// behind 8 bytes it holds the beginning of the datagram that caused it. What
// the system tells itself of a neighbour that is not there does not count: IOS
// prints a dot for that.
func (e *echoSocket) quotes(b []byte, from netip.Addr, sequence uint16) bool {
	if len(b) < icmpHeader {
		return false
	}
	inner := b[icmpHeader:]
	var source, destination []byte
	if e.v6 {
		if len(inner) < ipv6Header+icmpHeader || inner[6] != protocolICMPv6 {
			return false
		}
		source, destination, inner = inner[8:24], inner[24:40], inner[ipv6Header:]
	} else {
		if len(inner) < ipv4Header || inner[9] != protocolICMP {
			return false
		}
		header := int(inner[0]&0xF) * 4
		if header < ipv4Header || len(inner) < header+icmpHeader {
			return false
		}
		source, destination, inner = inner[12:16], inner[16:20], inner[header:]
	}
	self, _ := netip.AddrFromSlice(source)
	return self != from && e.to.IP.Equal(destination) &&
		inner[4] == byte(e.id>>8) && inner[5] == byte(e.id) &&
		inner[6] == byte(sequence>>8) && inner[7] == byte(sequence)
}

// mark4 is IOS's character for an error of ICMP.
func mark4(m *icmp.Message) byte {
	const fragmentationNeeded = 4
	switch m.Type {
	case ipv4.ICMPTypeDestinationUnreachable:
		if m.Code == fragmentationNeeded {
			return 'M'
		}
		return 'U'
	case ipv4.ICMPType(4): // source quench, which is deprecated and has no name
		return 'Q'
	case ipv4.ICMPTypeTimeExceeded:
		return '&'
	case ipv4.ICMPTypeParameterProblem:
		return '?'
	}
	return 0
}

// mark6 is IOS's character for an error of ICMPv6.
func mark6(m *icmp.Message) byte {
	switch m.Type {
	case ipv6.ICMPTypeDestinationUnreachable:
		const marks = "UANHP" // by code: no route, prohibited, beyond scope, host, port
		if m.Code < len(marks) {
			return marks[m.Code]
		}
		return '@'
	case ipv6.ICMPTypePacketTooBig:
		return 'B'
	case ipv6.ICMPTypeTimeExceeded:
		return 'T'
	case ipv6.ICMPTypeParameterProblem:
		return 'R'
	}
	return 0
}
