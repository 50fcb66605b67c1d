package tun

import (
	"errors"

	"mainmode/datapath"
)

// applyLines has the line protocol of tunnels follow what it depends on.
func (d *Driver) applyLines() error {
	if d.config == nil {
		return nil
	}
	suspect := datapath.RoutedIntoItself(d.config, d.host.Routes())
	var errs []error
	for _, t := range d.tunnels {
		state := &t.state.Load().TunnelInterface
		up := t.line.Want(state, &datapath.Surroundings{
			RouteTo: d.routeToPeer,
			Source:  d.sourceUp,
			Suspect: suspect(state),
			Dead:    t.keepalive.Dead(&state.GRE),
			Emit:    d.events.emit,
		})
		if up == t.line.Up() {
			continue
		}
		errs = append(errs, d.setLine(t, up))
		t.line.Tell(state, d.events.emit)
	}
	return errors.Join(errs...)
}

func (d *Driver) routeToPeer(t *datapath.TunnelInterface) (device string, err error) {
	return d.host.RouteTo(d.config.VRF(t.Underlay), t.Remote, t.Local)
}

func (d *Driver) sourceUp(t *datapath.TunnelInterface) bool { return d.host.HasUp(d.config, t.Local) }

// fewTunnels are those whose routes follow a line at once. To look at all links
// after each of hundreds of lines would keep IKE waiting: then maintain does it.
const fewTunnels = 32

// setLine gives or takes the device of a tunnel its carrier. The routes by it
// are there when this returns, before anybody is told that the line is up.
func (d *Driver) setLine(t *tunnel, up bool) error {
	t.line.Set(up)
	if err := t.device.setCarrier(up); err != nil {
		return err
	}
	err := d.host.AwaitCarrier(t.device.name, up)
	if len(d.tunnels) <= fewTunnels {
		err = errors.Join(err, d.host.Refresh())
	}
	return errors.Join(err, d.applyNeighborsOf(t))
}
