package shell

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// traceSocket is a probeConn over UDP sockets of the system, whose error queues
// hold what came back.
type traceSocket struct {
	job *traceJob
	v6  bool
	own map[netip.Addr]bool // addresses of this machine
}

// openTrace checks that the source of a job can be used.
func openTrace(j *traceJob) (*traceSocket, error) {
	t := &traceSocket{job: j, v6: j.Destination.Is6(), own: map[netip.Addr]bool{}}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok {
			if ip, ok := netip.AddrFromSlice(n.IP); ok {
				t.own[ip.Unmap()] = true
			}
		}
	}
	fd, err := t.socket(j.Low)
	if err != nil {
		return nil, err
	}
	return t, unix.Close(fd)
}

// Close is for probeConn: every probe has a socket of its own.
func (t *traceSocket) Close() error { return nil }

// socket for one probe: an answer can then be only to that one.
func (t *traceSocket) socket(ttl int) (int, error) {
	family, level := unix.AF_INET, unix.IPPROTO_IP
	hops, recvErr, tos := unix.IP_TTL, unix.IP_RECVERR, unix.IP_TOS
	if t.v6 {
		family, level = unix.AF_INET6, unix.IPPROTO_IPV6
		hops, recvErr, tos = unix.IPV6_UNICAST_HOPS, unix.IPV6_RECVERR, unix.IPV6_TCLASS
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return 0, err
	}
	for option, value := range map[int]int{hops: max(1, ttl), recvErr: 1, tos: int(t.job.TOS)} {
		if err := unix.SetsockoptInt(fd, level, option, value); err != nil {
			return 0, errors.Join(fmt.Errorf("socket option: %w", err), unix.Close(fd))
		}
	}
	if err := enterVRF(fd, t.job.Mark, t.v6); err != nil {
		return 0, errors.Join(err, unix.Close(fd))
	}
	if t.job.Device != "" {
		if err := unix.BindToDevice(fd, t.job.Device); err != nil {
			return 0, errors.Join(fmt.Errorf("bind to %s: %w", t.job.Device, err), unix.Close(fd))
		}
	}
	if t.job.Source.IsValid() {
		if err := unix.Bind(fd, sockaddr(t.job.Source, 0, t.job.Device)); err != nil {
			return 0, errors.Join(err, unix.Close(fd))
		}
	}
	return fd, nil
}

// sockaddr of an address and a port; device is the zone of a link-local one.
func sockaddr(a netip.Addr, port int, device string) unix.Sockaddr {
	if a.Is4() {
		return &unix.SockaddrInet4{Port: port, Addr: a.As4()}
	}
	to := &unix.SockaddrInet6{Port: port, Addr: a.As16()}
	if dev, err := net.InterfaceByName(device); err == nil && a.IsLinkLocalUnicast() {
		to.ZoneId = uint32(dev.Index)
	}
	return to
}

func (t *traceSocket) probe(ctx context.Context, ttl, port int, timeout time.Duration) (probeAnswer, error) {
	fd, err := t.socket(ttl)
	if err != nil {
		return probeAnswer{}, err
	}
	f := os.NewFile(uintptr(fd), "probe")
	defer f.Close()
	conn, err := f.SyscallConn()
	if err != nil {
		return probeAnswer{}, err
	}
	f.SetReadDeadline(time.Now().Add(timeout))
	stop := context.AfterFunc(ctx, func() { f.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	began := time.Now()
	const length = 28 // of the datagram behind its headers, as IOS has it
	if err := unix.Sendto(fd, make([]byte, length), 0, sockaddr(t.job.Destination, port, t.job.Device)); err != nil {
		if errors.Is(err, unix.EHOSTUNREACH) || errors.Is(err, unix.ENETUNREACH) {
			return t.wait(ctx, timeout), nil
		}
		return probeAnswer{}, err
	}
	var answer probeAnswer
	buf, control := make([]byte, 1<<10), make([]byte, 512)
	err = conn.Read(func(uintptr) bool {
		n, oob, _, _, err := unix.Recvmsg(fd, buf, control, unix.MSG_ERRQUEUE)
		if errors.Is(err, unix.EAGAIN) {
			// A datagram that comes back on the socket itself is an answer too.
			if m, from, err := unix.Recvfrom(fd, buf, 0); err == nil && m >= 0 {
				answer = probeAnswer{from: addressOf(from), final: true}
				return true
			}
			return false
		}
		if err != nil || n < 0 {
			return true
		}
		answer = t.judge(control[:oob])
		return answer.from.IsValid()
	})
	if err != nil {
		return probeAnswer{}, nil // the time has passed, or somebody stopped it
	}
	answer.trip = time.Since(began)
	return answer, nil
}

// wait is for a probe that could not leave: nothing will come.
func (t *traceSocket) wait(ctx context.Context, timeout time.Duration) probeAnswer {
	select {
	case <-time.After(timeout):
	case <-ctx.Done():
	}
	return probeAnswer{}
}

func addressOf(from unix.Sockaddr) netip.Addr {
	switch a := from.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrFrom4(a.Addr)
	case *unix.SockaddrInet6:
		return netip.AddrFrom16(a.Addr)
	}
	return netip.Addr{}
}

// judge reads an ICMP error from the control message that the system makes of
// it: struct sock_extended_err and the address of who sent it.
func (t *traceSocket) judge(control []byte) probeAnswer {
	const errnoSize, kindAt, codeAt, errorSize = 4, 5, 6, 16
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return probeAnswer{}
	}
	for _, m := range messages {
		is4 := m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_RECVERR
		is6 := m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_RECVERR
		if !is4 && !is6 || len(m.Data) < errorSize+8 {
			continue
		}
		origin, kind, code := m.Data[errnoSize], m.Data[kindAt], m.Data[codeAt]
		sender := m.Data[errorSize:]
		var a probeAnswer
		switch {
		case is4 && origin == unix.SO_EE_ORIGIN_ICMP:
			a.from = netip.AddrFrom4([4]byte(sender[4:8]))
			a.mark, a.final = traceMark4(kind, code)
		case is6 && origin == unix.SO_EE_ORIGIN_ICMP6 && len(sender) >= 24:
			a.from = netip.AddrFrom16([16]byte(sender[8:24]))
			a.mark, a.final = traceMark6(kind, code)
		default:
			continue
		}
		reached := a.from == t.job.Destination.WithZone("")
		if t.own[a.from] && !reached {
			continue // the system tells itself that a neighbour is not there
		}
		a.final = a.final || reached
		return a
	}
	return probeAnswer{}
}

// traceMark4 is IOS's mark for an error of ICMP, and whether the way ends
// there.
func traceMark4(kind, code byte) (string, bool) {
	const unreachable, exceeded, quench = 3, 11, 4
	switch kind {
	case exceeded:
		return "", false
	case quench:
		return "!Q", false
	case unreachable:
		switch code {
		case 0:
			return "!N", true
		case 1:
			return "!H", true
		case 2:
			return "!P", true
		case 3:
			return "", true
		case 9, 10, 13:
			return "!A", true
		}
		return "!U", true
	}
	return "!?", true
}

// traceMark6 is IOS's mark for an error of ICMPv6, and whether the way ends
// there.
func traceMark6(kind, code byte) (string, bool) {
	const unreachable, tooBig, exceeded = 1, 2, 3
	switch kind {
	case exceeded:
		return "", false
	case tooBig:
		return "!B", true
	case unreachable:
		switch code {
		case 0:
			return "!U", true
		case 1:
			return "!A", true
		case 3:
			return "!H", true
		case 4:
			return "", true
		}
		return "!N", true
	}
	return "!?", true
}
