package tun

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

const (
	isakmpPort = 500
	// socketBuffer holds what arrives while a batch is worked on: 10 ms at
	// 3 Gbit/s.
	socketBuffer = 4 << 20
	defaultTTL   = 255
)

// socket carries ESP or GRE over one address family: raw IP protocol 50 or 47,
// or UDP port 4500.
type socket struct {
	file     *os.File
	conn     syscall.RawConn
	ipv6     bool
	encap    bool // UDP
	protocol int  // else

	// noGSO is set once the system refused to segment for us.
	noGSO atomic.Bool

	// fragments says how the socket is set: whether the system may fragment
	// what it sends. Changing it excludes sending.
	mu        sync.RWMutex
	fragments bool
}

// name of the socket as errors have it.
func (s *socket) name() string {
	family := "IPv4"
	if s.ipv6 {
		family = "IPv6"
	}
	if s.encap {
		return fmt.Sprintf("%s UDP port %d", family, datapath.EncapPort)
	}
	return fmt.Sprintf("%s protocol %d", family, s.protocol)
}

// openSocket opens a socket of an IP protocol in the network namespace of the
// calling thread. That of UDP is port 4500.
func openSocket(ipv6 bool, protocol int) (*socket, error) {
	s := &socket{ipv6: ipv6, encap: protocol == protoUDP, protocol: protocol}
	family, kind := unix.AF_INET, unix.SOCK_RAW
	if ipv6 {
		family = unix.AF_INET6
	}
	if s.encap {
		kind = unix.SOCK_DGRAM
	}
	fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, protocol)
	if err != nil {
		return nil, fmt.Errorf("tun: %s: %w", s.name(), err)
	}
	if err := s.configure(fd); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("tun: %s: %w", s.name(), err)
	}
	s.file = os.NewFile(uintptr(fd), s.name())
	if s.conn, err = s.file.SyscallConn(); err != nil {
		s.file.Close()
		return nil, fmt.Errorf("tun: %s: %w", s.name(), err)
	}
	return s, nil
}

func (s *socket) configure(fd int) error {
	type option struct{ level, name, value int }
	options := []option{
		{unix.IPPROTO_IP, unix.IP_PKTINFO, 1},
		{unix.IPPROTO_IP, unix.IP_RECVTOS, 1},
		{unix.IPPROTO_IP, unix.IP_TTL, defaultTTL},
		{unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO},
	}
	var address unix.Sockaddr = &unix.SockaddrInet4{Port: datapath.EncapPort}
	if s.ipv6 {
		options = []option{
			{unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1},
			{unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, 1},
			{unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, defaultTTL},
			{unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO},
		}
		// Only with it does the kernel believe the ICMPv6 errors for raw
		// sockets that are not connected, and learns the path MTU.
		more := option{unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1}
		if s.encap {
			more.name = unix.IPV6_V6ONLY
		}
		options = append(options, more)
		address = &unix.SockaddrInet6{Port: datapath.EncapPort}
	}
	for _, o := range options {
		if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
			return err
		}
	}
	if s.protocol != protoGRE {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, datapath.Mark); err != nil {
			return err
		}
	}
	// More than the system's limit needs a privilege that user namespaces do
	// not give; less memory only means more loss in a burst.
	for _, name := range [][2]int{{unix.SO_RCVBUFFORCE, unix.SO_RCVBUF}, {unix.SO_SNDBUFFORCE, unix.SO_SNDBUF}} {
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, name[0], socketBuffer) != nil {
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, name[1], socketBuffer)
		}
	}
	if !s.encap {
		return nil
	}
	// Kernels before 5.0 coalesce nothing.
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_UDP, unix.UDP_GRO, 1)
	return unix.Bind(fd, address)
}

// lockForSending returns with the socket locked against changes and set to
// fragment or not, which for IPv4 is the DF bit of what it sends.
func (s *socket) lockForSending(fragments bool) {
	s.mu.RLock()
	for s.fragments != fragments {
		s.mu.RUnlock()
		s.mu.Lock()
		s.setFragments(fragments)
		s.mu.Unlock()
		s.mu.RLock()
	}
}

func (s *socket) setFragments(on bool) {
	level, name, value := unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO
	if s.ipv6 {
		level, name = unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER
	}
	if on {
		value = unix.IP_PMTUDISC_DONT // IPv6 has the same values
	}
	_ = s.conn.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), level, name, value)
	})
	s.fragments = on
}

// dropErrors empties the queue of ICMP errors, which the kernel has acted upon.
func (s *socket) dropErrors() {
	_ = s.conn.Control(func(fd uintptr) {
		var b [1]byte
		for {
			if _, _, _, _, err := unix.Recvmsg(int(fd), b[:], nil, unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT); err != nil {
				return
			}
		}
	})
}

func (s *socket) close() { s.file.Close() }

// isTooBig reports whether the system refused a message because it exceeds
// the path MTU; with segmentation offload some kernels say EINVAL.
func isTooBig(err error, segmented bool) bool {
	return errors.Is(err, unix.EMSGSIZE) || segmented && errors.Is(err, unix.EINVAL)
}

// putSockaddr writes an address as the system has it and returns its length.
func putSockaddr(to *unix.RawSockaddrInet6, a netip.Addr, port uint16, zone uint32) uint32 {
	if a.Is4() {
		v4 := (*unix.RawSockaddrInet4)(pointer(to))
		*v4 = unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: a.As4()}
		putPort(&v4.Port, port)
		return unix.SizeofSockaddrInet4
	}
	*to = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: a.As16(), Scope_id: zone}
	putPort(&to.Port, port)
	return unix.SizeofSockaddrInet6
}

// getSockaddr reads an address. It has no zone: SAs are found without.
func getSockaddr(from *unix.RawSockaddrInet6) (netip.Addr, uint16) {
	if from.Family == unix.AF_INET {
		v4 := (*unix.RawSockaddrInet4)(pointer(from))
		return netip.AddrFrom4(v4.Addr), getPort(&v4.Port)
	}
	return netip.AddrFrom16(from.Addr), getPort(&from.Port)
}
