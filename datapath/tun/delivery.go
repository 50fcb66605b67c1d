package tun

import (
	"net/netip"
	"sync/atomic"
)

// destination is where packets of an outbox go. Two are the same if the
// interface values are equal.
type destination interface {
	// to is the peer's address and port, from ours, zone that of a link-local to.
	to() netip.AddrPort
	from() netip.Addr
	zoneIndex() uint32
	// mark is that of packets in a VRF, 0: that of the socket.
	mark() uint32
	// tooBig is told that the system refused a packet for its length.
	tooBig()
	// lost counts packets that could not be sent.
	lost(packets int)
}

func (o *outboundSA) to() netip.AddrPort { return *o.end.Load() }
func (o *outboundSA) from() netip.Addr   { return o.Local }
func (o *outboundSA) zoneIndex() uint32  { return o.zone }
func (o *outboundSA) mark() uint32       { return o.vrfMark }
func (o *outboundSA) tooBig()            { o.path.Load().changed() }
func (o *outboundSA) lost(packets int)   { o.policy.sendErrors.Add(uint64(packets)) }

// delivery is the way of GRE that nothing protects: RFC 2784's delivery
// header.
type delivery struct {
	socket        *socket
	local, remote netip.Addr // without zone
	zone          uint32
	vrfMark       uint32
	path          *path
	errors        *atomic.Uint64 // of the tunnel
	// protected is the longest packet that the crypto map on its way protects in
	// one piece, 0: none that is known.
	protected atomic.Int32
}

// mtu is what the path carries, or a crypto map on it protects, in one piece.
func (d *delivery) mtu() int {
	mtu := d.path.mtu()
	if n := int(d.protected.Load()); n > 0 {
		mtu = min(mtu, n)
	}
	return mtu
}

func (d *delivery) to() netip.AddrPort { return netip.AddrPortFrom(d.remote, 0) }
func (d *delivery) from() netip.Addr   { return d.local }
func (d *delivery) zoneIndex() uint32  { return d.zone }
func (d *delivery) mark() uint32       { return d.vrfMark }
func (d *delivery) tooBig()            { d.path.changed() }
func (d *delivery) lost(packets int)   { d.errors.Add(uint64(packets)) }
