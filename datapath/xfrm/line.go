package xfrm

import (
	"errors"
	"fmt"
	"time"

	"mainmode/datapath"
)

// applyLines has the line protocol of GRE tunnels follow the routes to their
// peers and the keepalives.
func (d *Driver) applyLines() error {
	if d.config == nil {
		return nil
	}
	var errs []error
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		if t.Encapsulation != datapath.InGRE {
			continue
		}
		up, recursive := d.lineOf(t)
		if up == d.line[t.Name] && (up || recursive == d.recursive[t.Name]) {
			continue
		}
		d.recursive[t.Name] = recursive
		errs = append(errs, d.setLine(t, up))
		d.events.Emit(datapath.LineChange{Interface: t.Name, Up: up, Recursive: recursive})
	}
	return errors.Join(errs...)
}

// lineOf reports whether a GRE tunnel is up: its peer can be reached from its
// own address, not through itself, and answers its keepalives.
func (d *Driver) lineOf(t *datapath.TunnelInterface) (up, recursive bool) {
	if t.Shutdown || !t.Local.IsValid() || !t.Remote.IsValid() {
		return false, false
	}
	device, err := d.host.RouteTo(d.config.VRF(t.Underlay), t.Remote, t.Local)
	if err != nil {
		return false, false
	}
	r := d.recursion[t.Name]
	if r == nil {
		r = &datapath.Recursion{}
		d.recursion[t.Name] = r
	}
	if device == t.Device {
		r.Found(time.Now())
	}
	if r.Holds(time.Now()) {
		return false, true
	}
	return !d.dead(t), false
}

// SetLine brings the device of a tunnel up or down: an xfrm interface has no
// carrier of its own.
func (d *Driver) SetLine(iface string, up bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	t := d.tunnel(iface)
	if t == nil {
		return fmt.Errorf("xfrm: %s: no such tunnel", iface)
	}
	if t.Encapsulation == datapath.InGRE || d.line[iface] == up {
		return nil
	}
	return d.setLine(t, up)
}

func (d *Driver) setLine(t *datapath.TunnelInterface, up bool) error {
	d.line[t.Name] = up
	if t.Shutdown || !d.links[t.Device] {
		return nil
	}
	if err := d.host.SetUp(t.Device, up); err != nil {
		return err
	}
	return d.host.Refresh()
}

func (d *Driver) tunnel(iface string) *datapath.TunnelInterface {
	if d.config != nil {
		for i := range d.config.Tunnels {
			if d.config.Tunnels[i].Name == iface {
				return &d.config.Tunnels[i]
			}
		}
	}
	return nil
}

// unsupported says what a configuration has that the kernel cannot do.
func unsupported(c *datapath.Config) error {
	var errs []error
	for i := range c.Tunnels {
		if t := &c.Tunnels[i]; t.Encapsulation == datapath.InGRE && t.GRE.Keepalive > 0 && t.GRE.Sequence {
			errs = append(errs, fmt.Errorf("xfrm: %s: GRE keepalives with sequence numbers need --datapath userspace", t.Name))
		}
	}
	return errors.Join(errs...)
}
