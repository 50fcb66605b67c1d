package tun

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/host"
)

// neighbors are what SetNeighbors was told. They are guarded by Driver.mu.
type neighbors struct {
	list      []datapath.Neighbor
	multicast []netip.Addr
}

// routers are the NBMA addresses of a tunnel's neighbours.
type routers struct {
	deliveries map[netip.Addr]*delivery // in clear; empty where there is a policy
	multicast  []netip.Addr
	mapped     map[netip.Addr]bool // addresses in the tunnel
}

// openTunnel is the tunnel of that name in a driver that is not closed. It is
// called with Driver.mu held.
func (d *Driver) openTunnel(iface string) (*tunnel, error) {
	if d.closed {
		return nil, errClosed
	}
	if t := d.tunnels[iface]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("tun: %s: no such tunnel", iface)
}

// SetNeighbors makes the neighbours of a tunnel of multipoint GRE these.
func (d *Driver) SetNeighbors(iface string, list []datapath.Neighbor, multicast []netip.Addr) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.openTunnel(iface)
	if err != nil {
		return err
	}
	if !t.device.frames {
		return nil
	}
	t.neighbors = neighbors{slices.Clone(list), slices.Clone(multicast)}
	err = d.followRouters(t)
	d.unused = true
	d.prune()
	return errors.Join(err, d.applyNeighborsOf(t))
}

// followNeighbors makes the ways to the neighbours of all tunnels anew. It is
// called with Driver.mu held, as is what follows.
func (d *Driver) followNeighbors() error {
	var errs []error
	for _, t := range d.tunnels {
		if t.device.frames {
			errs = append(errs, d.followRouters(t))
		}
	}
	return errors.Join(errs...)
}

func (d *Driver) followRouters(t *tunnel) error {
	r := &routers{deliveries: map[netip.Addr]*delivery{}, multicast: t.neighbors.multicast, mapped: map[netip.Addr]bool{}}
	for _, n := range t.neighbors.list {
		r.mapped[n.Address] = true
	}
	var errs []error
	if state := t.state.Load(); state.policy == nil {
		for _, n := range t.neighbors.list {
			errs = append(errs, d.addDelivery(r.deliveries, t, state, n.NBMA))
		}
		for _, a := range t.neighbors.multicast {
			errs = append(errs, d.addDelivery(r.deliveries, t, state, a))
		}
	}
	t.routers.Store(r)
	return errors.Join(errs...)
}

// addDelivery adds the way of GRE in clear to an NBMA address.
func (d *Driver) addDelivery(to map[netip.Addr]*delivery, t *tunnel, state *tunnelState, nbma netip.Addr) error {
	if to[nbma] != nil || state.delivery == nil {
		return nil
	}
	path, err := d.path(d.config.VRF(state.Underlay), nbma)
	if err != nil {
		return fmt.Errorf("tun: %s: %w", state.Name, err)
	}
	to[nbma] = state.delivery.toward(nbma, path)
	return nil
}

// toward is the same way to another router.
func (d *delivery) toward(remote netip.Addr, p *path) *delivery {
	return &delivery{socket: d.socket, local: d.local, remote: remote, vrfMark: d.vrfMark, path: p, errors: d.errors}
}

// applyNeighbors tells the system of the neighbours of all tunnels: it forgets
// them with a device, and when that goes down.
func (d *Driver) applyNeighbors() error {
	var errs []error
	for _, t := range d.tunnels {
		errs = append(errs, d.applyNeighborsOf(t))
	}
	return errors.Join(errs...)
}

func (d *Driver) applyNeighborsOf(t *tunnel) error {
	if !t.device.frames {
		return nil
	}
	list := make([]host.StaticNeighbor, 0, len(t.neighbors.list))
	for _, n := range t.neighbors.list {
		hardware := ofNBMA(n.NBMA)
		list = append(list, host.StaticNeighbor{Address: n.Address, Hardware: hardware[:]})
	}
	return d.host.SetNeighbors(t.device.name, list)
}

// remindNeighbors tells the system again of the neighbours of a tunnel. What fails
// here is tried again when the system asks again.
func (d *Driver) remindNeighbors(t *tunnel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		_ = d.applyNeighborsOf(t)
	}
}

// toRouter sends the packet behind the headroom of b to an NBMA address.
func (o *outbound) toRouter(b []byte, nbma netip.Addr) {
	f, ok := parseFlow(b[headroom:])
	if !ok {
		return
	}
	b = b[:headroom+f.size]
	c, ok, wait := o.way(nbma)
	switch {
	case wait:
		o.awaitRouter(c.state, nbma, b, (*outbound).toRouter)
	case !ok:
	case c.sa != nil && c.sa.isOwn(&f):
		c.state.policy.sendErrors.Add(1)
	default:
		o.carry(&c, b, &f)
	}
}

// copies sends the packet behind the headroom of b to all that get what goes to
// groups.
func (o *outbound) copies(b []byte) {
	r := o.tunnel.routers.Load()
	if r == nil {
		return
	}
	for _, nbma := range r.multicast {
		o.toRouter(b, nbma)
	}
}

// way finds how packets leave for an NBMA address, or that they have to wait for
// an SA.
func (o *outbound) way(nbma netip.Addr) (c carriage, ok, wait bool) {
	t, state := o.tunnel, o.tunnel.state.Load()
	c.state = state
	if state.policy == nil {
		r := t.routers.Load()
		if r == nil || r.deliveries[nbma] == nil || !t.line.Up() {
			t.sendErrors.Add(1)
			return c, false, false
		}
		c.delivery = r.deliveries[nbma]
		c.fits = state.fits(nil, c.delivery.mtu())
		return c, true, false
	}
	outer := state.toward(nbma)
	if !outer.within(&state.Selector) || !t.line.Up() {
		state.policy.sendErrors.Add(1)
		return c, false, false
	}
	sa := state.policy.sender(&outer)
	if sa == nil || !outer.within(&sa.Selector) {
		return c, false, true
	}
	if sa.expired() {
		sa.lost(1)
		return c, false, false
	}
	c.sa, c.fits = sa, state.fits(sa.association, sa.path.Load().mtu())
	return c, true, false
}

// toward is GRE to an NBMA address, as an SA sees it.
func (s *tunnelState) toward(nbma netip.Addr) flow {
	outer := s.outer
	outer.destination = nbma
	return outer
}

// awaitRouter keeps the packet behind the headroom of b until there is an SA with
// the router, and asks for that: for one with each, whatever the others wait for.
func (o *outbound) awaitRouter(state *tunnelState, nbma netip.Addr, b []byte, send func(*outbound, []byte, netip.Addr)) {
	d, p, outer := o.driver, state.policy, state.toward(nbma)
	p.hold(waitingPacket{from: o.tunnel, send: func(o *outbound, b []byte) { send(o, b, nbma) }, data: b[headroom:]})
	if p.carries(&outer) { // since a moment ago: its release may have missed the packet
		d.releaseAll(p)
		return
	}
	if o.tunnel.asked.Allow(nbma, time.Now()) {
		d.events.emit(datapath.Acquire{Policy: p.name, Selector: outer.selector()})
	}
}

// arp tells of a next hop that the system asks for, RFC 826. One that has a mapping
// is told to it again: FRR's ospfd has the system forget those of its neighbours.
func (o *outbound) arp(packet []byte) {
	const operation, target, length, request = 6, 24, 28, 1
	if len(packet) < length || binary.BigEndian.Uint16(packet[operation:]) != request {
		return
	}
	address := netip.AddrFrom4([4]byte(packet[target:length]))
	if r := o.tunnel.routers.Load(); r != nil && r.mapped[address] {
		o.driver.wg.Go(func() { o.driver.remindNeighbors(o.tunnel) })
		return
	}
	if o.tunnel.unresolved.Allow(address, time.Now()) {
		o.driver.events.emit(datapath.Unresolved{Interface: o.tunnel.state.Load().Name, Address: address})
	}
}

// SendNHRP sends a packet of NHRP to an NBMA address.
func (d *Driver) SendNHRP(iface string, nbma netip.Addr, packet []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.openTunnel(iface)
	if err != nil {
		return err
	}
	state := t.state.Load()
	switch {
	case state.Encapsulation != datapath.InGRE || !state.NHRP:
		return fmt.Errorf("tun: %s: no tunnel with NHRP", iface)
	case len(packet) > maxMTU:
		return fmt.Errorf("tun: %s: NHRP packet of %d bytes", iface, len(packet))
	case !state.Multipoint():
		nbma = state.Remote
	}
	nbma = nbma.Unmap()
	send := func(o *outbound, b []byte) { o.nhrp(b, nbma) }
	if state.policy == nil && state.Multipoint() && state.delivery != nil {
		// The router need not be a neighbour, and leaves nothing behind.
		path, err := newPath(pathKey{state.delivery.vrfMark, nbma}, d.pathChanged)
		if err != nil {
			return fmt.Errorf("tun: %s: path to %s: %w", iface, nbma, err)
		}
		defer path.close()
		send = func(o *outbound, b []byte) {
			o.nhrpBy(&carriage{state: state, delivery: state.delivery.toward(nbma, path)}, b)
		}
	}
	d.sendWaiting([]waitingPacket{{from: t, data: packet, send: send}})
	return nil
}

// nhrp sends the packet of NHRP behind the headroom of b by an SA, for which it
// may wait, or to the one peer.
func (o *outbound) nhrp(b []byte, nbma netip.Addr) {
	state := o.tunnel.state.Load()
	c := carriage{state: state, delivery: state.delivery}
	ok := true
	switch {
	case state.Multipoint():
		var wait bool
		if c, ok, wait = o.way(nbma); wait {
			o.awaitRouter(state, nbma, b, (*outbound).nhrp)
			return
		}
	case state.policy == nil:
	default:
		c.sa = state.policy.sender(&state.outer)
		if c.sa == nil || !state.outer.within(&c.sa.Selector) {
			later := func(o *outbound, b []byte) { o.nhrp(b, nbma) }
			o.driver.await(state.policy, waitingPacket{from: o.tunnel, send: later, data: b[headroom:]}, &state.outer)
			return
		}
		ok = !c.sa.expired()
	}
	if ok {
		o.nhrpBy(&c, b)
	}
}

func (o *outbound) nhrpBy(c *carriage, b []byte) {
	if c.sa == nil && c.delivery == nil || !o.tunnel.line.Up() {
		return
	}
	const internetworkControl = 0xc0 // RFC 791, Section 3.1
	o.greOf(gre.TypeNHRP, c, b, envelope{trafficClass: internetworkControl, ttl: c.state.TTL, fragments: true})
}

// nhrp tells of a packet of NHRP that came by a tunnel.
func (in *inbound) nhrp(t *tunnel, state *tunnelState, from netip.Addr, packet []byte) {
	if !t.line.Up() || !t.nhrpCame.Allow(time.Now()) {
		t.recvErrors.Add(1)
		return
	}
	in.driver.events.emit(datapath.NHRP{Interface: state.Name, NBMA: from, Packet: slices.Clone(packet)})
}
