package tun

import (
	"errors"
	"time"

	"mainmode/datapath"
)

// applyLines has the line protocol of GRE tunnels follow the routes to their
// peers and their keepalives.
func (d *Driver) applyLines() error {
	var errs []error
	for name, t := range d.tunnels {
		state := t.state.Load()
		if state.Encapsulation != datapath.InGRE {
			continue
		}
		up, recursive := d.lineOf(t, state)
		if up == t.line.Load() && (up || recursive == t.recursive) {
			continue
		}
		t.recursive = recursive
		errs = append(errs, d.setLine(t, up))
		d.events.emit(datapath.LineChange{Interface: name, Up: up, Recursive: recursive})
	}
	return errors.Join(errs...)
}

// lineOf reports whether a GRE tunnel is up: its peer can be reached from its
// own address, not through itself, and answers keepalives.
func (d *Driver) lineOf(t *tunnel, state *tunnelState) (up, recursive bool) {
	if state.Shutdown || !state.Local.IsValid() || !state.Remote.IsValid() {
		return false, false
	}
	device, err := d.host.RouteTo(d.config.VRF(state.Underlay), state.Remote, state.Local)
	switch {
	case err != nil:
		return false, false
	case device == t.device.name:
		t.recursion.Found(time.Now())
		return false, true
	case t.recursion.Holds(time.Now()):
		return false, true
	}
	return !t.keepalive.Dead(&state.GRE), false
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
