package host

import (
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// PathMTU is the MTU of the way to an address, as the system knows it: that of
// the device, or less where a router on the way has said so. It connects a UDP
// socket, which never sends and may be connected anew, to ask the network
// namespace in which that was opened.
func PathMTU(fd int, remote netip.Addr) (int, error) {
	const discard = 9
	if a := remote.Unmap(); a.Is4() {
		if err := unix.Connect(fd, &unix.SockaddrInet4{Port: discard, Addr: a.As4()}); err != nil {
			return 0, err
		}
		return unix.GetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_MTU)
	}
	zone := uint32(0)
	if device, err := net.InterfaceByName(remote.Zone()); err == nil {
		zone = uint32(device.Index)
	}
	if err := unix.Connect(fd, &unix.SockaddrInet6{Port: discard, Addr: remote.As16(), ZoneId: zone}); err != nil {
		return 0, err
	}
	return unix.GetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_MTU)
}
