package tun

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// defaultPathMTU is assumed until there is a route to the peer.
const defaultPathMTU = 1500

// pathKey is a peer, and the mark of packets in the VRF where it is, 0 for none.
type pathKey struct {
	mark   uint32
	remote netip.Addr
}

// path knows the MTU of the way to a peer. The system learns it from ICMP and
// remembers it for each destination; a connected UDP socket that never sends
// tells what it knows. A path also belongs to the network namespace in which
// it was made.
type path struct {
	remote netip.Addr
	fd     int
	value  atomic.Int32
	notify func() // the MTU may have changed; must not block

	mu     sync.Mutex // guards fd
	closed bool
}

func newPath(key pathKey, notify func()) (*path, error) {
	family := unix.AF_INET
	if key.remote.Is6() {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if key.mark != 0 {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, int(key.mark)); err != nil {
			unix.Close(fd)
			return nil, err
		}
	}
	p := &path{remote: key.remote, fd: fd, notify: notify}
	p.refresh()
	return p, nil
}

// mtu of the path in bytes.
func (p *path) mtu() int { return int(p.value.Load()) }

// refresh asks the system and reports whether the MTU changed.
func (p *path) refresh() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	mtu, err := p.query()
	if err != nil || mtu <= 0 {
		mtu = defaultPathMTU
	}
	mtu = min(mtu, maxDatagram)
	return p.value.Swap(int32(mtu)) != int32(mtu)
}

// query connects anew: a connected socket keeps the route that it found.
func (p *path) query() (int, error) {
	if p.remote.Is4() {
		if err := unix.Connect(p.fd, &unix.SockaddrInet4{Port: datapath.EncapPort, Addr: p.remote.As4()}); err != nil {
			return 0, err
		}
		return unix.GetsockoptInt(p.fd, unix.IPPROTO_IP, unix.IP_MTU)
	}
	if err := unix.Connect(p.fd, &unix.SockaddrInet6{Port: datapath.EncapPort, Addr: p.remote.As16(), ZoneId: zoneIndex(p.remote)}); err != nil {
		return 0, err
	}
	return unix.GetsockoptInt(p.fd, unix.IPPROTO_IPV6, unix.IPV6_MTU)
}

// changed is called from the packet path, which learned that the MTU is less.
func (p *path) changed() {
	if p.refresh() {
		p.notify()
	}
}

func (p *path) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	unix.Close(p.fd)
}

// zoneIndex of a link-local address, 0 for others.
func zoneIndex(a netip.Addr) uint32 {
	if a.Zone() == "" {
		return 0
	}
	device, err := net.InterfaceByName(a.Zone())
	if err != nil {
		return 0
	}
	return uint32(device.Index)
}

// isNoIPv6 tells a system without IPv6 from one that fails.
func isNoIPv6(err error) bool {
	return errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EADDRNOTAVAIL)
}

// worstTransform adds the most to a packet. A tunnel without an SA has an MTU
// that any transform leaves, so that its MTU does not fall when an SA comes.
var worstTransform = datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA512}

// deviceMTU of a tunnel: what the operator set, or what its SA leaves. The
// device has one for both families: where they differ the tunnel itself heeds
// the smaller one.
func (t *tunnel) deviceMTU() int {
	state := t.state.Load()
	mtu := state.MTU
	if mtu == 0 {
		mtu = t.ownMTU(state)
	}
	if state.usesIPv6() {
		mtu = max(mtu, state.IPv6MTU, minIPv6MTU)
	}
	return min(max(mtu, 68), maxMTU)
}

// ownMTU is what the path leaves.
func (t *tunnel) ownMTU(state *tunnelState) int {
	path := defaultPathMTU
	if t.path != nil {
		path = t.path.mtu()
	}
	if state.policy == nil && state.Encapsulation == datapath.InGRE {
		return state.fits(nil, path)
	}
	sa := &association{SA: datapath.SA{Transform: worstTransform, Remote: state.Remote.Unmap(), RemotePort: datapath.EncapPort}}
	if state.policy != nil && !state.Multipoint() { // each router has another SA
		if out := state.policy.sender(&state.outer); out != nil {
			sa, path = out.association, out.path.Load().mtu()
		}
	}
	if state.FragmentAfter {
		return path
	}
	return state.fits(sa, path)
}
