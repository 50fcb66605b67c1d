package tun

import (
	"errors"
	"os"

	"golang.zx2c4.com/wireguard/tun"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// outbound carries the packets of one tunnel from its TUN device to the peer.
type outbound struct {
	driver *Driver
	tunnel *tunnel
	box    *outbox

	buffers [][]byte
	sizes   []int
	scratch []byte // a fragment, or an ICMP error behind deviceOffset

	// What the current SA sealed since it was last accounted for.
	sa             *outboundSA
	packets, bytes uint64
	sequence       uint32
}

func newOutbound(d *Driver, t *tunnel) *outbound {
	batch := t.device.tun.BatchSize()
	o := &outbound{
		driver: d, tunnel: t, box: newOutbox(),
		buffers: make([][]byte, batch), sizes: make([]int, batch),
		scratch: make([]byte, deviceOffset+maxMTU+tooBigLen),
	}
	memory := make([]byte, batch*maxMTU)
	for i := range o.buffers {
		o.buffers[i] = memory[i*maxMTU : (i+1)*maxMTU : (i+1)*maxMTU]
	}
	return o
}

// run until the device is closed.
func (o *outbound) run() {
	for {
		n, err := o.tunnel.device.tun.Read(o.buffers, o.sizes, 0)
		for i := range n {
			o.packet(o.buffers[i][:o.sizes[i]])
		}
		o.account()
		o.box.flush()
		if err != nil && !errors.Is(err, tun.ErrTooManySegments) && isDeviceError(err) {
			return
		}
	}
}

// isDeviceError tells an error of the device from one about a packet in it.
func isDeviceError(err error) bool {
	var path *os.PathError
	return errors.Is(err, os.ErrClosed) || errors.As(err, &path)
}

// packet decides the fate of one packet: there is no way round an SA.
func (o *outbound) packet(p []byte) {
	state := o.tunnel.state.Load()
	policy := state.policy
	f, ok := parseFlow(p)
	if policy == nil || !ok {
		return
	}
	if !f.within(&state.Selector) {
		policy.sendErrors.Add(1)
		return
	}
	sa := policy.sender(&f)
	if sa == nil {
		policy.sendErrors.Add(1)
		policy.acquire(o.driver.events, &f)
		return
	}
	if !o.tunnel.line.Load() || !f.within(&sa.Selector) || sa.expired() || sa.isOwn(&f) {
		policy.sendErrors.Add(1)
		return
	}
	p = p[:f.size]
	mtu := sa.plaintextMTU(sa.path.Load().mtu())
	if len(p) > mtu {
		o.oversized(sa, state, p, &f, mtu)
		return
	}
	o.seal(sa, state, p, false)
}

// isOwn reports whether the packet is one of those that the tunnel consists of:
// the route to the peer leads into the tunnel. IOS calls it recursive routing.
func (a *association) isOwn(f *flow) bool {
	if f.destination != a.end.Load().Addr() || f.source != a.Local {
		return false
	}
	return f.protocol == protoESP || f.protocol == protoUDP && (f.destinationPort == encapPort || f.destinationPort == isakmpPort)
}

// oversized packets are fragmented before encryption, or their sender is told
// of the MTU: RFC 4301, Section 8.
func (o *outbound) oversized(sa *outboundSA, state *tunnelState, p []byte, f *flow, mtu int) {
	if f.source.Is6() && len(p) <= minIPv6MTU {
		// An IPv6 sender may rely on that MTU. The outer packet is fragmented.
		o.seal(sa, state, p, true)
		return
	}
	if dontFragment(p) && (f.source.Is6() || state.DF != datapath.ClearDF) {
		sa.policy.sendErrors.Add(1)
		if f.source.Is6() {
			mtu = max(mtu, minIPv6MTU)
		}
		if e := tooBig(o.scratch[deviceOffset:], p, f, mtu); e != nil {
			o.tunnel.device.writeOne(o.scratch[:deviceOffset+len(e)])
		}
		return
	}
	if mtu < f.headerLen+8 {
		sa.policy.sendErrors.Add(1)
		return
	}
	p[6] &^= 0x40 // DF, which the configuration clears
	for next := 0; ; {
		var fragment []byte
		fragment, next = nextFragment(o.scratch, p, f.headerLen, next, mtu)
		o.seal(sa, state, fragment, false)
		if next == 0 {
			return
		}
	}
}

// seal puts the packet in the outbox.
func (o *outbound) seal(sa *outboundSA, state *tunnelState, p []byte, fragmentOuter bool) {
	if sa != o.sa {
		o.account()
		o.sa = sa
	}
	socket := o.driver.socketFor(sa.association)
	if socket == nil {
		sa.policy.sendErrors.Add(1)
		return
	}
	next := uint8(esp.NextIPv4)
	if p[0]>>4 == 6 {
		next = esp.NextIPv6
	}
	fragments := fragmentOuter || sa.Remote.Is4() && !outerDF(state.DF, p)

	sa.mu.Lock()
	if sa.sealer == nil {
		sa.mu.Unlock()
		sa.policy.sendErrors.Add(1)
		return
	}
	room := o.box.room(socket, fragments, sa.sealer.Size(len(p)))
	n, err := sa.sealer.Seal(room, p, next)
	sequence := sa.sealer.Sequence()
	sa.mu.Unlock()
	if err != nil {
		sa.policy.sendErrors.Add(1)
		if errors.Is(err, esp.ErrSequence) && !sa.counters.hardTold.Swap(true) {
			o.driver.events.emit(datapath.Expire{ID: sa.ID(), Hard: true})
		}
		return
	}
	o.box.add(sa, n, dscp(p), state.TTL)
	o.packets++
	o.bytes += uint64(len(p))
	o.sequence = sequence
}

// outerDF is the DF bit of the outer IPv4 header. IPv6 inside counts as DF.
func outerDF(df datapath.DF, p []byte) bool {
	switch df {
	case datapath.ClearDF:
		return false
	case datapath.SetDF:
		return true
	}
	return dontFragment(p)
}

// account adds what was sealed since the last call to the counters.
func (o *outbound) account() {
	if o.packets == 0 {
		return
	}
	o.sa.policy.sealed.Add(o.packets)
	o.sa.account(o.driver.events, o.packets, o.bytes, o.sequence)
	o.packets, o.bytes = 0, 0
}
