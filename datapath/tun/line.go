package tun

import (
	"errors"
	"time"

	"mainmode/datapath"
)

// applyLines has the line protocol of GRE tunnels follow the routes to their
// peers and their keepalives. It takes that of any tunnel down when such a route
// leads into the tunnel itself.
func (d *Driver) applyLines() error {
	if d.config == nil {
		return nil
	}
	suspect := datapath.RoutedIntoItself(d.config, d.host.Routes())
	var errs []error
	for name, t := range d.tunnels {
		state := t.state.Load()
		gre := state.Encapsulation == datapath.InGRE
		reachable := true
		if gre || t.asked && suspect(&state.TunnelInterface) {
			reachable = d.reachable(t, state)
		}
		d.tellRecursive(t, !state.Shutdown && t.recursion.Holds(time.Now()))
		up := t.asked
		if gre {
			up = reachable && !t.keepalive.Dead(&state.GRE)
		}
		if up = up && !t.recursive; up == t.line.Load() {
			continue
		}
		errs = append(errs, d.setLine(t, up))
		if gre || !up && !t.recursive { // not GRE any more
			d.events.emit(datapath.LineChange{Interface: name, Up: up})
		}
	}
	return errors.Join(errs...)
}

// reachable reports whether there is a way to the peer of a tunnel from its own
// address. It notes one that leads through the tunnel itself.
func (d *Driver) reachable(t *tunnel, state *tunnelState) bool {
	if state.Shutdown || !state.Local.IsValid() || !state.Remote.IsValid() {
		return false
	}
	device, err := d.host.RouteTo(d.config.VRF(state.Underlay), state.Remote, state.Local)
	if err == nil && device == t.device.name {
		t.recursion.Found(time.Now())
	}
	return err == nil
}

// tellRecursive says that a tunnel is down because of such a way, or not any
// more.
func (d *Driver) tellRecursive(t *tunnel, found bool) {
	if t.recursive == found {
		return
	}
	t.recursive = found
	d.events.emit(datapath.RecursiveRoute{Interface: t.state.Load().Name, Found: found})
}

// fewTunnels are those whose routes follow a line at once. To look at all links
// after each of hundreds of lines would keep IKE waiting: then maintain does it.
const fewTunnels = 32

// setLine gives or takes the device of a tunnel its carrier. The routes by it
// are there when this returns, before anybody is told that the line is up.
func (d *Driver) setLine(t *tunnel, up bool) error {
	t.line.Store(up)
	if err := t.device.setCarrier(up); err != nil {
		return err
	}
	err := d.host.AwaitCarrier(t.device.name, up)
	if len(d.tunnels) <= fewTunnels {
		err = errors.Join(err, d.host.Refresh())
	}
	return err
}
