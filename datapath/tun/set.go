package tun

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/host"
	"mainmode/datapath/remains"
)

// tunnel is a tunnel interface and its device.
type tunnel struct {
	device *device
	index  int                         // of the device
	state  atomic.Pointer[tunnelState] // replaced, never changed
	line   datapath.Line               // all but Up guarded by Driver.mu
	path   *path                       // to the peer, nil without one; guarded by Driver.mu
	mtu    int                         // that the device has; guarded by Driver.mu

	// Of GRE.
	sent                   atomic.Uint32 // packets that have a sequence number
	received               atomic.Int64  // the newest sequence number, -1: none
	sendErrors, recvErrors atomic.Uint64
	keepalive              gre.Keepalives

	// Of multipoint GRE.
	neighbors  neighbors
	routers    atomic.Pointer[routers] // nil: none; replaced, never changed
	unresolved datapath.Limiter[netip.Addr]
	asked      datapath.Limiter[netip.Addr] // for an SA with
	nhrpCame   datapath.Budget
}

// Set makes the interfaces, addresses and routes what c says. The line
// protocol of a new tunnel is down until SetLine.
func (d *Driver) Set(c *datapath.Config) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	// The caller may change its Config afterwards.
	c = c.Clone()
	d.config = c
	for _, t := range d.tunnels {
		t.line.Retry()
	}
	left, err := d.remains()
	if err != nil {
		return err
	}
	defer left.Close()
	errs := []error{left.RemoveTunnels(), d.host.SetVLANs(c.Links)}
	links, err := d.host.Links()
	if err != nil {
		return err
	}
	d.removeDevices(c, links)
	for i := range c.Tunnels {
		errs = append(errs, d.setTunnel(&c.Tunnels[i]))
	}
	for _, l := range c.Links {
		if l.Loopback {
			errs = append(errs, d.setLoopback(l.Device))
		}
	}
	tunnels := greTunnelsOf(d.tunnels)
	d.greTunnels.Store(&tunnels)
	errs = append(errs, d.followNeighbors())
	reassembling := reassemblingOf(d.tunnels)
	d.reassembling.Store(&reassembling)
	// Nothing may leave in clear by an address or a route that comes now.
	errs = append(errs, d.setPorts(links), d.markVRFs(), d.protectPorts(), d.setRules())
	d.unused = true
	d.prune()
	errs = append(errs, d.applyHost(), d.applyLines(), d.applyNeighbors(), left.RemovePolicies())
	return errors.Join(errs...)
}

// remains are what a killed process left of the kernel's IPsec. Its devices may
// have the names of ours, and its policies hold packets until what they protect
// is protected here. The driver looks once: what comes later is another program's.
func (d *Driver) remains() (remains.Kernel, error) {
	if d.begun {
		return remains.Kernel{}, nil
	}
	d.begun = true
	return remains.Open()
}

// removeDevices closes the devices that c does not name, and those that
// someone else deleted: they are made again.
func (d *Driver) removeDevices(c *datapath.Config, links map[string]host.Link) {
	want, frames := map[string]string{}, map[string]bool{}
	for i := range c.Tunnels {
		t := &c.Tunnels[i]
		want[t.Name], frames[t.Name] = t.Device, t.Multipoint()
	}
	loopback := map[string]bool{}
	for _, l := range c.Links {
		loopback[l.Device] = loopback[l.Device] || l.Loopback
	}
	for name, t := range d.tunnels {
		_, exists := links[t.device.name]
		if exists && want[name] == t.device.name && frames[name] == t.device.frames {
			continue
		}
		if p := t.state.Load().policy; p != nil {
			p.tunnel.CompareAndSwap(t, nil)
		}
		t.device.close()
		if exists {
			awaitGone(t.device.name)
		}
		t.line.Gone(name, d.events.emit)
		delete(d.tunnels, name)
	}
	for name, l := range d.loopbacks {
		if _, exists := links[name]; exists && loopback[name] {
			continue
		}
		l.close()
		delete(d.loopbacks, name)
	}
}

func (d *Driver) setTunnel(c *datapath.TunnelInterface) error {
	t := d.tunnels[c.Name]
	isNew := t == nil
	if isNew {
		dev, err := openTunnelDevice(c)
		if err != nil {
			return err
		}
		t = &tunnel{device: dev}
		if link, err := net.InterfaceByName(c.Device); err == nil {
			t.index = link.Index
		}
		t.received.Store(-1)
	}
	var err error
	t.path = nil
	if remote := c.Remote.Unmap(); remote.IsValid() && !remote.IsUnspecified() {
		if t.path, err = d.path(d.config.VRF(c.Underlay), remote); err != nil {
			err = fmt.Errorf("tun: %s: %w", c.Name, err)
		}
	}
	state := &tunnelState{TunnelInterface: *c}
	if c.Policy != "" {
		state.policy = d.policy(c.Policy)
	}
	if c.Encapsulation == datapath.InGRE {
		err = errors.Join(err, d.setGRE(t, state))
	} else if state.policy != nil {
		state.policy.tunnel.Store(t)
	}
	old := t.state.Swap(state)
	if old != nil && old.policy != nil && (old.policy != state.policy || c.Encapsulation == datapath.InGRE) {
		old.policy.tunnel.CompareAndSwap(t, nil)
	}
	if isNew {
		d.tunnels[c.Name] = t
		o := newOutbound(d, t)
		if t.device.frames {
			o.take = o.frame
		}
		d.wg.Go(o.run)
	}
	return err
}

// setGRE opens the socket of a GRE tunnel's family and, where no SA protects
// it, says how its packets leave.
func (d *Driver) setGRE(t *tunnel, state *tunnelState) error {
	local, remote := state.Local.Unmap(), state.Remote.Unmap()
	if t.path == nil && !state.Multipoint() || !local.IsValid() || local.Is4() != remote.Is4() {
		return nil
	}
	state.outer = flow{source: local.WithZone(""), destination: remote.WithZone(""), protocol: protoGRE}
	s := &d.gre4
	if remote.Is6() {
		s = &d.gre6
	}
	if *s == nil {
		opened, err := openSocket(remote.Is6(), protoGRE)
		if err != nil {
			return err
		}
		*s = opened
		d.receive(opened)
	}
	if state.policy == nil {
		state.delivery = &delivery{
			socket: *s, local: local.WithZone(""), remote: remote.WithZone(""), zone: zoneIndex(remote), path: t.path, errors: &t.sendErrors,
			vrfMark: d.config.VRF(state.Underlay).PacketMark(),
		}
	}
	return nil
}

// openTunnelDevice makes the device of a tunnel.
func openTunnelDevice(c *datapath.TunnelInterface) (*device, error) {
	if c.Multipoint() {
		return openDeviceOf(c.Device, unix.IFF_TAP)
	}
	return openDevice(c.Device)
}

func (d *Driver) setLoopback(name string) error {
	if d.loopbacks[name] != nil {
		return nil
	}
	dev, err := openDevice(name)
	if err != nil {
		return err
	}
	d.loopbacks[name] = dev
	d.wg.Go(dev.discard)
	return dev.setCarrier(true)
}

// applyHost tells the system's side.
func (d *Driver) applyHost() error {
	c := host.ConfigOf(d.config, d.outboundSAs, func(device string) bool { return d.loopbacks[device] != nil })
	for _, want := range d.config.Tunnels {
		t := d.tunnels[want.Name]
		if t == nil {
			continue
		}
		t.mtu = t.deviceMTU()
		c.Devices = append(c.Devices, host.Device{
			Name: want.Device, Interface: want.Name, VRF: want.VRF, Addresses: want.Addresses, MTU: t.mtu, Up: !want.Shutdown, Made: true,
			AnySource: want.Encapsulation == datapath.InGRE && want.Policy != "", Multiaccess: want.Multipoint(),
		})
	}
	c.Devices = append(c.Devices, d.portDevices()...)
	return d.host.Set(c)
}

// outboundSAs are those that the driver has, and those that it expects.
func (d *Driver) outboundSAs(yield func(*datapath.SA) bool) {
	for _, out := range d.outbound {
		if !yield(&out.SA) {
			return
		}
	}
	for _, p := range d.policies {
		for _, sa := range p.expected.All() {
			if !yield(&sa) {
				return
			}
		}
	}
}

// applyMTUs gives the tunnels the MTU that their SAs and paths leave now.
func (d *Driver) applyMTUs() error {
	var errs []error
	for _, t := range d.tunnels {
		if mtu := t.deviceMTU(); mtu != t.mtu {
			t.mtu = mtu
			errs = append(errs, d.host.SetMTU(t.device.name, mtu))
		}
	}
	return errors.Join(errs...)
}

// SetLine gives or takes the device of a tunnel its carrier, except while the
// route to its peer leads into itself.
func (d *Driver) SetLine(iface string, up bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.tunnels[iface]
	if t == nil {
		return fmt.Errorf("tun: %s: no such tunnel", iface)
	}
	return d.setLine(t, t.line.Ask(up))
}
