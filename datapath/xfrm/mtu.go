package xfrm

import (
	"errors"
	"net/netip"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/host"
)

const (
	defaultPathMTU = 1500 // until there is a route to the peer
	minIPv6MTU     = 1280
)

// pathSockets ask for the MTU of paths in the namespace of the driver; -1 on a
// system without the family.
type pathSockets struct{ ipv4, ipv6 int }

func openPathSockets() pathSockets {
	open := func(family int) int {
		fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return -1
		}
		return fd
	}
	return pathSockets{open(unix.AF_INET), open(unix.AF_INET6)}
}

// mtu is that of the path to a peer in a VRF.
func (s pathSockets) mtu(v datapath.VRF, remote netip.Addr) int {
	fd := s.ipv6
	if remote.Unmap().Is4() {
		fd = s.ipv4
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, int(v.PacketMark()))
	mtu, err := host.PathMTU(fd, remote)
	if err != nil || mtu <= 0 {
		return defaultPathMTU
	}
	return mtu
}

func (s pathSockets) close() {
	for _, fd := range []int{s.ipv4, s.ipv6} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

// newestOutbound is the SA of a policy that sends: the last that was added.
func (d *Driver) newestOutbound(policy string) *association {
	if p := d.policies[policy]; p != nil {
		return p.outbound
	}
	return nil
}

// worst adds the most to a packet. A tunnel without an SA has an MTU that any
// transform leaves, so that its MTU does not fall when an SA comes.
var worst = datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA512}

// deviceMTU of a tunnel: what the operator set, or what its SA leaves. The
// device has one for both families: it is not too small for IPv6.
func (d *Driver) deviceMTU(t *datapath.TunnelInterface) int {
	if t.MTU > 0 && usesIPv6(t.Addresses) {
		return max(t.MTU, t.IPv6MTU, minIPv6MTU)
	}
	if t.MTU > 0 {
		return t.MTU
	}
	mtu := defaultPathMTU
	if t.Remote.IsValid() && !t.Remote.IsUnspecified() {
		mtu = d.paths.mtu(d.config.VRF(t.Underlay), t.Remote)
	}
	if t.Encapsulation == datapath.InGRE {
		return max(mtu-outerHeader(t)-gre.HeaderLen(&t.GRE), 68) // what IOS's transport MTU is: without ESP
	}
	if a := d.newestOutbound(t.Policy); a != nil {
		mtu = a.PlaintextMTU(mtu)
	} else {
		sa := datapath.SA{Transform: worst, Remote: t.Remote, RemotePort: 4500}
		mtu = sa.PlaintextMTU(mtu)
	}
	if t.Selector.Local.Addr().Is6() || usesIPv6(t.Addresses) {
		mtu = max(mtu, minIPv6MTU)
	}
	return max(mtu, 68)
}

// ipv4MTU is what IPv4 uses of it, 0: all.
func (d *Driver) ipv4MTU(t *datapath.TunnelInterface) int {
	if t.MTU < d.deviceMTU(t) {
		return t.MTU
	}
	return 0
}

func usesIPv6(addresses []netip.Prefix) bool {
	for _, p := range addresses {
		if p.Addr().Is6() {
			return true
		}
	}
	return false
}

func outerHeader(t *datapath.TunnelInterface) int {
	if t.Remote.Unmap().Is6() {
		return 40
	}
	return 20
}

// applyMTUs gives the tunnels the MTU that their SAs and paths leave now.
func (d *Driver) applyMTUs() error {
	if d.config == nil {
		return nil
	}
	var errs []error
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		if mtu := d.deviceMTU(t); d.links[t.Device] && mtu != d.mtu[t.Name] {
			d.mtu[t.Name] = mtu
			errs = append(errs, d.host.SetMTU(t.Device, mtu))
		}
	}
	return errors.Join(errs...)
}
