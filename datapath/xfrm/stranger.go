package xfrm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/rawsocket"
)

// strangers notices ESP packets, raw or in UDP, for which there is no SA. The
// kernel only counts them, and drops them before any hook could see that no SA
// took them; raw sockets that see every ESP packet would cost a copy of each. So
// they are bound to a device that there is not until the kernel's counter moves,
// and then see for a moment all.
type strangers struct {
	sockets []stranger
	limit   datapath.Limiter[netip.Addr]
	count   atomic.Uint64
	done    chan struct{}
}

type stranger struct {
	file *os.File
	raw  syscall.RawConn
	ipv6 bool
	udp  bool // it sees ESP in UDP, which the kernel has over IPv4 here
}

func openStrangers() (*strangers, error) {
	s := &strangers{done: make(chan struct{})}
	for _, of := range []struct{ family, protocol int }{
		{unix.AF_INET, unix.IPPROTO_ESP}, {unix.AF_INET6, unix.IPPROTO_ESP}, {unix.AF_INET, unix.IPPROTO_UDP},
	} {
		fd, err := unix.Socket(of.family, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, of.protocol)
		if err == unix.EAFNOSUPPORT {
			continue
		}
		if err != nil {
			s.close()
			return nil, fmt.Errorf("xfrm: socket for ESP: %w", err)
		}
		k := stranger{file: os.NewFile(uintptr(fd), "esp"), ipv6: of.family == unix.AF_INET6, udp: of.protocol == unix.IPPROTO_UDP}
		s.sockets = append(s.sockets, k)
		k = s.sockets[len(s.sockets)-1]
		if k.raw, err = k.file.SyscallConn(); err != nil {
			s.close()
			return nil, err
		}
		s.sockets[len(s.sockets)-1] = k
		if k.ipv6 {
			if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1); err != nil {
				s.close()
				return nil, err
			}
		}
		if err := errors.Join(k.choose(), k.see(false)); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

// choose has the socket get the beginning of ESP alone.
func (k *stranger) choose() error {
	filter := []bpf.Instruction{bpf.RetConstant{Val: enough}}
	if k.udp {
		filter = encapFilter()
	}
	if err := rawsocket.Filter(k.file, filter); err != nil {
		return fmt.Errorf("xfrm: %w", err)
	}
	return nil
}

// nowhere is the index of no device.
const nowhere = math.MaxInt32

// see has the socket get all packets, or none: the kernel copies none that did
// not come by the socket's device.
func (k *stranger) see(all bool) error {
	index := nowhere
	if all {
		index = 0 // any device
	}
	if err := rawsocket.Control(k.file, func(fd int) error {
		return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BINDTOIFINDEX, index)
	}); err != nil {
		return fmt.Errorf("xfrm: socket for ESP: %w", err)
	}
	return nil
}

// encapFilter passes the beginning of ESP in UDP over IPv4: what begins with a
// zero SPI is ISAKMP.
func encapFilter() []bpf.Instruction {
	return []bpf.Instruction{
		bpf.LoadMemShift{Off: 0},
		bpf.LoadIndirect{Off: 2, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: datapath.EncapPort, SkipTrue: 3},
		bpf.LoadIndirect{Off: udpHeaderLen, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 1},
		bpf.RetConstant{Val: enough},
		bpf.RetConstant{},
	}
}

const udpHeaderLen = 8

const (
	countInterval = time.Second // between looks at the kernel's counters
	enough        = 128         // bytes that show headers and SPI
)

// run looks at the counters until the driver is closed.
func (s *strangers) run(d *Driver) {
	if d.stat == nil {
		return
	}
	for i := range s.sockets {
		d.wg.Go(func() { s.read(d, &s.sockets[i]) })
	}
	ticker := time.NewTicker(countInterval)
	defer ticker.Stop()
	last, seeing := readErrors(d.stat), false
	for {
		select {
		case <-ticker.C:
		case <-d.done:
			return
		}
		now := readErrors(d.stat)
		if moved := now.noStates != last.noStates; moved != seeing {
			for i := range s.sockets {
				_ = s.sockets[i].see(moved) // it worked when the socket was opened
			}
			seeing = moved
		}
		if now.proto != last.proto || now.sequence != last.sequence {
			d.reportRejected()
		}
		s.count.Add(now.noStates - last.noStates)
		last = now
	}
}

// read tells of each packet without an SA, at most once a second for a source.
func (s *strangers) read(d *Driver, k *stranger) {
	buffer, oob := make([]byte, enough), make([]byte, 128)
	for {
		var n, oobn int
		var from unix.Sockaddr
		var failed error
		err := k.raw.Read(func(fd uintptr) bool {
			n, oobn, _, from, failed = unix.Recvmsg(int(fd), buffer, oob, 0)
			return failed != unix.EAGAIN
		})
		if err != nil {
			return // closed
		}
		if failed != nil {
			continue
		}
		if e, ok := invalidSPI(buffer[:n], oob[:oobn], from); ok {
			d.mu.Lock()
			known := d.find(e.Local, e.SPI) != nil
			d.mu.Unlock()
			if !known && s.limit.Allow(e.Remote, time.Now()) {
				d.events.Emit(e)
			}
		}
	}
}

// invalidSPI reads what a raw socket delivers: on IPv4 with the IP header, on
// IPv6 without, the destination beside it.
func invalidSPI(packet, oob []byte, from unix.Sockaddr) (datapath.InvalidSPI, bool) {
	switch from := from.(type) {
	case *unix.SockaddrInet4:
		if len(packet) < 20 {
			return datapath.InvalidSPI{}, false
		}
		header := int(packet[0]&15) * 4
		if packet[9] == unix.IPPROTO_UDP {
			header += udpHeaderLen
		}
		if header < 20 || len(packet) < header+4 {
			return datapath.InvalidSPI{}, false
		}
		return datapath.InvalidSPI{
			Local: netip.AddrFrom4([4]byte(packet[16:20])), Remote: netip.AddrFrom4(from.Addr), SPI: binary.BigEndian.Uint32(packet[header:]),
		}, true
	case *unix.SockaddrInet6:
		controls, err := unix.ParseSocketControlMessage(oob)
		if err != nil || len(packet) < 4 {
			return datapath.InvalidSPI{}, false
		}
		for _, c := range controls {
			if c.Header.Level == unix.IPPROTO_IPV6 && c.Header.Type == unix.IPV6_PKTINFO && len(c.Data) >= 16 {
				return datapath.InvalidSPI{Local: netip.AddrFrom16([16]byte(c.Data)), Remote: netip.AddrFrom16(from.Addr), SPI: binary.BigEndian.Uint32(packet)}, true
			}
		}
	}
	return datapath.InvalidSPI{}, false
}

func (s *strangers) close() {
	for i := range s.sockets {
		s.sockets[i].file.Close()
	}
}
