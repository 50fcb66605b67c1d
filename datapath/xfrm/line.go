package xfrm

import (
	"errors"
	"fmt"

	"mainmode/datapath"
)

// line is the line protocol of a tunnel.
type line struct {
	datapath.Line
	quiet bool // down, while the device of GRE is up for keepalives
}

// applyLines has the line protocol of tunnels follow what it depends on.
func (d *Driver) applyLines() error {
	if d.config == nil {
		return nil
	}
	suspect := datapath.RoutedIntoItself(d.config, d.host.Routes())
	var errs []error
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		l, dead := d.lines[t.Name], d.dead(t)
		up := l.Want(t, &datapath.Surroundings{RouteTo: d.routeToPeer, Suspect: suspect(t), Source: d.sourceUp, Dead: dead, Emit: d.events.Emit})
		// Only by its device can the tunnel find out that its peer is back.
		quiet := !up && !l.Recursive() && t.GRE.Sequence && dead
		changed := up != l.Up()
		if !changed && quiet == l.quiet {
			continue
		}
		l.quiet = quiet
		errs = append(errs, d.setLine(t, up))
		if changed {
			l.Tell(t, d.events.Emit)
		}
	}
	return errors.Join(errs...)
}

func (d *Driver) routeToPeer(t *datapath.TunnelInterface) (device string, err error) {
	return d.host.RouteTo(d.config.VRF(t.Underlay), t.Remote, t.Local)
}

func (d *Driver) sourceUp(t *datapath.TunnelInterface) bool { return d.host.HasUp(d.config, t.Local) }

// setLines has the lines of the tunnels that are configured, and no others: a
// tunnel that is no more begins anew when it comes again.
func (d *Driver) setLines() {
	lines := make(map[string]*line, len(d.config.Tunnels))
	for i := range d.config.Tunnels {
		name := d.config.Tunnels[i].Name
		if lines[name] = d.lines[name]; lines[name] == nil {
			lines[name] = &line{}
		}
		lines[name].Retry()
	}
	for name, l := range d.lines {
		if lines[name] == nil {
			l.Gone(name, d.events.Emit)
		}
	}
	d.lines = lines
}

// SetLine brings the device of a tunnel up or down: an xfrm interface has no
// carrier of its own. It stays down while the route to its peer leads into
// itself.
func (d *Driver) SetLine(iface string, up bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.openTunnel(iface)
	if err != nil {
		return err
	}
	l := d.lines[iface]
	up = l.Ask(up)
	if t.Encapsulation == datapath.InGRE || l.Up() == up {
		return nil
	}
	return d.setLine(t, up)
}

func (d *Driver) setLine(t *datapath.TunnelInterface, up bool) error {
	l := d.lines[t.Name]
	l.Set(up)
	if t.Shutdown || !d.links[t.Device] {
		return nil
	}
	if err := d.host.SetUp(t.Device, up || l.quiet, l.quiet); err != nil {
		return err
	}
	return errors.Join(d.host.Refresh(), d.applyNeighborsOf(t))
}

// openTunnel is the tunnel of that name in a driver that is not closed.
func (d *Driver) openTunnel(iface string) (*datapath.TunnelInterface, error) {
	if d.closed {
		return nil, errClosed
	}
	if t := d.tunnel(iface); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("xfrm: %s: no such tunnel", iface)
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
