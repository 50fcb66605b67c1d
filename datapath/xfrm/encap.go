package xfrm

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
	"mainmode/datapath/nft"
)

// encap is UDP port 4500 in both address families. The kernel takes the ESP
// out of it.
type encap struct {
	*datapath.Encap
	ipv4, ipv6 *net.UDPConn // ipv6 is nil on a system without IPv6
	marks      *nft.Marks
}

// ListenEncap opens UDP port 4500. It can be called once.
func (d *Driver) ListenEncap() (datapath.EncapConn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed:
		return nil, errClosed
	case d.encap != nil:
		return nil, fmt.Errorf("xfrm: UDP port %d is open already", datapath.EncapPort)
	}
	e := &encap{marks: d.marks}
	e.Encap = datapath.NewEncap(e.send)
	var err error
	if e.ipv4, err = listenEncap("udp4"); err != nil {
		return nil, err
	}
	if e.ipv6, err = listenEncap("udp6"); err != nil && !errors.Is(err, unix.EAFNOSUPPORT) && !errors.Is(err, unix.EADDRNOTAVAIL) {
		e.ipv4.Close()
		return nil, err
	}
	in4 := ipv4.NewPacketConn(e.ipv4)
	if err := in4.SetControlMessage(ipv4.FlagDst, true); err != nil {
		e.closeSockets()
		return nil, fmt.Errorf("xfrm: UDP port %d: %w", datapath.EncapPort, err)
	}
	d.wg.Go(func() {
		e.receive(e.ipv4, func(b []byte) (n int, to net.IP, from net.Addr, err error) {
			n, c, from, err := in4.ReadFrom(b)
			if c != nil {
				to = c.Dst
			}
			return n, to, from, err
		})
	})
	if e.ipv6 != nil {
		in6 := ipv6.NewPacketConn(e.ipv6)
		if err := in6.SetControlMessage(ipv6.FlagDst, true); err != nil {
			e.closeSockets()
			return nil, fmt.Errorf("xfrm: UDP port %d: %w", datapath.EncapPort, err)
		}
		d.wg.Go(func() {
			e.receive(e.ipv6, func(b []byte) (n int, to net.IP, from net.Addr, err error) {
				n, c, from, err := in6.ReadFrom(b)
				if c != nil {
					to = c.Dst
				}
				return n, to, from, err
			})
		})
	}
	d.encap = e
	return e, nil
}

// listenEncap opens the port in one family with the kernel's ESP behind it.
func listenEncap(network string) (*net.UDPConn, error) {
	config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) {
			failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_ENCAP, espInUDP)
		})
		return errors.Join(err, failed)
	}}
	c, err := config.ListenPacket(context.Background(), network, fmt.Sprintf(":%d", datapath.EncapPort))
	if err != nil {
		return nil, fmt.Errorf("xfrm: UDP port %d: %w", datapath.EncapPort, err)
	}
	return c.(*net.UDPConn), nil
}

// receive queues what is not ESP until the socket is closed; what comes while
// the queue is full is lost, as on any socket.
func (e *encap) receive(c *net.UDPConn, read func([]byte) (int, net.IP, net.Addr, error)) {
	buffer := make([]byte, 65535)
	for {
		n, to, from, err := read(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		source, ok := from.(*net.UDPAddr)
		if err != nil || !ok {
			continue
		}
		local, _ := netip.AddrFromSlice(to) // invalid: the kernel did not say
		remote := source.AddrPort()
		e.Take(buffer[:n], netip.AddrPortFrom(local.Unmap(), datapath.EncapPort), netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port()))
	}
}

func (e *encap) send(b []byte, local, remote netip.AddrPort) error {
	to, from := netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port()), local.Addr().Unmap()
	known := from.IsValid() && !from.IsUnspecified()
	var oob []byte
	conn := e.ipv4
	if to.Addr().Is4() {
		if known {
			oob = (&ipv4.ControlMessage{Src: from.AsSlice()}).Marshal()
		}
	} else {
		if conn = e.ipv6; conn == nil {
			return fmt.Errorf("xfrm: UDP port %d to %s: no such address family here", datapath.EncapPort, remote)
		}
		if known {
			oob = (&ipv6.ControlMessage{Src: from.AsSlice()}).Marshal()
		}
	}
	if mark := e.marks.Of(from); mark != 0 {
		oob = append(oob, datapath.MarkMessage(mark)...)
	}
	if _, _, err := conn.WriteMsgUDPAddrPort(b, oob, to); err != nil {
		return fmt.Errorf("xfrm: UDP port %d to %s: %w", datapath.EncapPort, remote, err)
	}
	return nil
}

func (e *encap) closeSockets() {
	e.ipv4.Close()
	if e.ipv6 != nil {
		e.ipv6.Close()
	}
}
