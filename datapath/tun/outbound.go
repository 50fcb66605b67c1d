package tun

import (
	"errors"
	"os"

	"golang.zx2c4.com/wireguard/tun"

	"mainmode/datapath"
)

// outbound carries the packets of one tunnel from its TUN device to the peer.
type outbound struct {
	sender
	*workspace // while there are packets
	tunnel     *tunnel
	take       func(b []byte) // decides the fate of what the device gives
}

func newOutbound(d *Driver, t *tunnel) *outbound {
	o := &outbound{sender: sender{driver: d}, tunnel: t}
	o.take = o.packet
	return o
}

// run until the device is closed.
func (o *outbound) run() {
	for o.tunnel.device.await() == nil {
		w := takeWorkspace()
		o.workspace, o.sender.box = w, w.box
		open := true
		for more := true; more && open; more = o.tunnel.device.ready() {
			open = o.batch()
		}
		o.workspace, o.sender.box = nil, nil
		w.giveBack()
		if !open {
			return
		}
	}
}

// batch takes what one read of the device returns; it is false once the device
// is closed.
func (o *outbound) batch() bool {
	n, err := o.io.read(o.tunnel.device, o.buffers, o.sizes, headroom)
	for i := range n {
		o.take(o.buffers[i][:headroom+o.sizes[i]])
	}
	o.flush()
	return err == nil || errors.Is(err, tun.ErrTooManySegments) || !isDeviceError(err)
}

// isDeviceError tells an error of the device from one about a packet in it.
func isDeviceError(err error) bool {
	var path *os.PathError
	return errors.Is(err, os.ErrClosed) || errors.As(err, &path)
}

// carriage is how one packet is carried.
type carriage struct {
	state    *tunnelState
	sa       *outboundSA // nil: GRE in clear
	delivery *delivery   // of that
	fits     int         // the longest packet that leaves in one piece
}

// packet decides the fate of the packet behind the headroom of b. There is no
// way round an SA where the tunnel has a policy.
func (o *outbound) packet(b []byte) {
	state := o.tunnel.state.Load()
	f, ok := parseFlow(b[headroom:])
	if !ok {
		return
	}
	b = b[:headroom+f.size]
	c := carriage{state: state}
	switch {
	case state.Encapsulation == datapath.InGRE && state.policy == nil:
		ok = o.inClear(&c, &f)
	case state.policy == nil:
		return
	default:
		ok = o.protected(&c, b, &f)
	}
	if !ok {
		return
	}
	o.carry(&c, b, &f)
}

// carry sends a packet for which there is a way.
func (o *outbound) carry(c *carriage, b []byte, f *flow) {
	clampMSS(b[headroom:], f, c.state.mss(f))
	if limit := c.state.limit(f); len(b)-headroom > c.fits || limit > 0 && len(b)-headroom > limit {
		o.oversized(c, b, f, limit)
		return
	}
	o.send(c, b, false)
}

// protected finds the SA of the packet behind the headroom of b and reports
// whether it may have it. A packet that comes before the SA waits.
func (o *outbound) protected(c *carriage, b []byte, f *flow) bool {
	state, policy := c.state, c.state.policy
	protect := f // what the SA gets to see
	if state.Encapsulation == datapath.InGRE {
		protect = &state.outer
	}
	if !protect.within(&state.Selector) {
		policy.sendErrors.Add(1)
		return false
	}
	sa := policy.sender(protect)
	if sa == nil {
		o.driver.await(policy, waitingPacket{from: o.tunnel, send: (*outbound).packet, data: b[headroom:]}, protect)
		return false
	}
	if !o.tunnel.line.Up() || !protect.within(&sa.Selector) || sa.expired() || sa.isOwn(f) {
		policy.sendErrors.Add(1)
		return false
	}
	c.sa, c.fits = sa, state.fits(sa.association, sa.path.Load().mtu())
	return true
}

// isOwn reports whether the packet is one of those that the tunnel consists of:
// the route to the peer leads into the tunnel. IOS calls it recursive routing.
func (a *association) isOwn(f *flow) bool {
	if f.destination != a.end.Load().Addr() || f.source != a.Local {
		return false
	}
	return f.protocol == protoESP || f.protocol == protoUDP && (f.destinationPort == datapath.EncapPort || f.destinationPort == isakmpPort)
}

// joins reports whether the packet is from one end of the SA to the other.
func (o *outboundSA) joins(f *flow) bool {
	return o != nil && f.source == o.Local.WithZone("") && f.destination == o.end.Load().Addr()
}

// oversized packets are fragmented before encapsulation, or afterwards, or
// their sender is told of the MTU: RFC 4301, Section 8. Limit is what the
// operator set, 0: nothing.
func (o *outbound) oversized(c *carriage, b []byte, f *flow, limit int) {
	p, mtu := b[headroom:], c.fits
	exceeds := limit > 0 && len(p) > limit
	if limit > 0 {
		mtu = min(mtu, limit)
	}
	state := c.state
	fixed := dontFragment(p) && (f.source.Is6() || c.sa == nil || state.DF != datapath.ClearDF)
	switch {
	case c.sa.joins(f):
		// An error about the way to the peer would be one about that of ESP.
		o.send(c, b, true)
	case f.source.Is6() && len(p) <= minIPv6MTU:
		// An IPv6 sender may rely on that MTU. The outer packet is fragmented.
		o.send(c, b, true)
	case !exceeds && state.fragmentsOuter(c.sa, p, fixed && limit > 0):
		o.send(c, b, true)
	case fixed:
		o.lost(c)
		if f.source.Is6() {
			mtu = max(mtu, minIPv6MTU)
		}
		if e := tooBig(o.scratch[deviceOffset:], p, f, mtu); e != nil {
			o.io.write(o.tunnel.device, o.scratch[:deviceOffset+len(e)])
		}
	case mtu < f.headerLen+8:
		o.lost(c)
	default:
		p[6] &^= 0x40 // DF, which the configuration clears
		for next := 0; ; {
			var fragment []byte
			fragment, next = nextFragment(o.scratch[headroom:], p, f.headerLen, next, mtu)
			o.send(c, o.scratch[:headroom+len(fragment)], false)
			if next == 0 {
				return
			}
		}
	}
}

func (o *outbound) lost(c *carriage) {
	if c.sa != nil {
		c.sa.lost(1)
		return
	}
	o.tunnel.sendErrors.Add(1)
}

// send encapsulates the packet behind the headroom of b.
func (o *outbound) send(c *carriage, b []byte, fragmentOuter bool) {
	p, state := b[headroom:], c.state
	e := envelope{trafficClass: state.trafficClass(p), ttl: state.TTL}
	e.fragments = fragmentOuter || state.outerIPv4() && !state.outerDF(p)
	if state.Encapsulation == datapath.InGRE {
		o.gre(c, b, e)
		return
	}
	o.protect(c.sa, p, e)
}
