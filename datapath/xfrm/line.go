package xfrm

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"mainmode/datapath"
)

// applyLines has the line protocol of GRE tunnels follow the routes to their
// peers and the keepalives. It takes that of any tunnel down when such a route
// leads into the tunnel itself.
func (d *Driver) applyLines() error {
	if d.config == nil {
		return nil
	}
	suspect := datapath.RoutedIntoItself(d.config, d.host.Routes())
	var errs []error
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		gre := t.Encapsulation == datapath.InGRE
		reachable := true
		if gre || d.asked[t.Name] && suspect(t) {
			reachable = d.reachable(t)
		}
		r := d.recursion[t.Name]
		d.tellRecursive(t.Name, r != nil && !t.Shutdown && r.Holds(time.Now()))
		up := d.asked[t.Name]
		if gre {
			up = reachable && !d.dead(t)
		}
		up = up && !d.recursive[t.Name]
		// Only by its device can the tunnel find out that its peer is back.
		quiet := !up && !d.recursive[t.Name] && t.GRE.Sequence && d.dead(t)
		changed := up != d.line[t.Name]
		if !changed && quiet == d.quiet[t.Name] {
			continue
		}
		d.quiet[t.Name] = quiet
		errs = append(errs, d.setLine(t, up))
		if changed && (gre || !up && !d.recursive[t.Name]) { // not GRE any more
			d.events.Emit(datapath.LineChange{Interface: t.Name, Up: up})
		}
	}
	return errors.Join(errs...)
}

// reachable reports whether there is a way to the peer of a tunnel from its own
// address. It notes one that leads through the tunnel itself.
func (d *Driver) reachable(t *datapath.TunnelInterface) bool {
	if t.Shutdown || !t.Local.IsValid() || !t.Remote.IsValid() {
		return false
	}
	device, err := d.host.RouteTo(d.config.VRF(t.Underlay), t.Remote, t.Local)
	if err == nil && device == t.Device {
		r := &datapath.Recursion{}
		r.Found(time.Now())
		d.recursion[t.Name] = r
	}
	return err == nil
}

// tellRecursive says that a tunnel is down because of such a way, or not any
// more.
func (d *Driver) tellRecursive(iface string, found bool) {
	if d.recursive[iface] == found {
		return
	}
	d.recursive[iface] = found
	d.events.Emit(datapath.RecursiveRoute{Interface: iface, Found: found})
}

// forgetLines has a tunnel that is no more begin anew when it comes again.
func (d *Driver) forgetLines() {
	known := map[string]bool{}
	for i := range d.config.Tunnels {
		known[d.config.Tunnels[i].Name] = true
	}
	for name := range d.recursive {
		if !known[name] {
			d.tellRecursive(name, false)
		}
	}
	for _, m := range []map[string]bool{d.asked, d.line, d.quiet, d.recursive} {
		maps.DeleteFunc(m, func(name string, _ bool) bool { return !known[name] })
	}
}

// SetLine brings the device of a tunnel up or down: an xfrm interface has no
// carrier of its own. It stays down while the route to its peer leads into
// itself.
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
	d.asked[iface] = up
	up = up && !d.recursive[iface]
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
	quiet := d.quiet[t.Name]
	if err := d.host.SetUp(t.Device, up || quiet, quiet); err != nil {
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
