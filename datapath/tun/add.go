package tun

import (
	"errors"
	"fmt"

	"mainmode/datapath"
)

// AddSAs installs SAs, all that can be.
func (d *Driver) AddSAs(sas []datapath.SA) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	// What answers the first packet that comes must find the SA, and its way.
	errs := []error{d.addEach(sas, datapath.Outbound)}
	for i := range sas {
		d.policy(sas[i].Policy).expected.Note(&sas[i])
	}
	errs = append(errs, d.applyMTUs(), d.negotiatedChanged(), d.host.FollowSAs(d.config, d.outboundSAs))
	errs = append(errs, d.addEach(sas, datapath.Inbound))
	d.prune()
	d.release(sas)
	return errors.Join(errs...)
}

// addEach adds the SAs of one direction.
func (d *Driver) addEach(sas []datapath.SA, direction datapath.Direction) error {
	var errs []error
	for i := range sas {
		if sas[i].Direction != direction {
			continue
		}
		if err := d.addSA(&sas[i]); err != nil {
			d.unused = true // the policy may be nobody's
			d.policy(sas[i].Policy).expected.Forget(sas[i].ID())
			errs = append(errs, fmt.Errorf("tun: %s SA 0x%X of %s: %w", direction, sas[i].SPI, sas[i].Policy, err))
		}
	}
	return errors.Join(errs...)
}

func (d *Driver) addSA(sa *datapath.SA) error {
	p := d.policy(sa.Policy)
	if sa.Direction == datapath.Inbound {
		in, err := newInboundSA(sa, p)
		if err != nil {
			return err
		}
		if d.socketFor(in.association) == nil {
			return fmt.Errorf("no socket for %s", in.Remote)
		}
		d.inbound.change(sa.SPI, func(all map[spiKey]*inboundSA) {
			key := spiKey{in.Remote.WithZone(""), sa.SPI}
			if old := all[key]; old != nil {
				d.drop(old)
			}
			all[key] = in
			if in.encapsulated() {
				all[spiKey{spi: sa.SPI}] = in
			}
		})
		p.inbound++
		return nil
	}
	out, err := newOutboundSA(sa, p)
	if err != nil {
		return err
	}
	if d.socketFor(out.association) == nil {
		return fmt.Errorf("no socket for %s", out.Remote)
	}
	vrf := d.vrfOf(out.Local)
	if vrf.ID != 0 {
		out.vrfMark = vrf.Mark()
	}
	path, err := d.path(vrf, out.Remote)
	if err != nil {
		return err
	}
	out.path.Store(path)
	path.refresh()
	id := out.ID()
	if old := d.outbound[id]; old != nil {
		d.removeOutbound(old)
	}
	d.outbound[id] = out
	p.outbound = append(p.outbound, out)
	p.publish()
	return nil
}

// DeleteSAs removes SAs.
func (d *Driver) DeleteSAs(ids []datapath.SAID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		key := spiKey{id.Remote.Unmap().WithZone(""), id.SPI}
		in := d.lookup(key)
		if in == nil || id.Direction != datapath.Inbound {
			continue
		}
		d.inbound.change(id.SPI, func(all map[spiKey]*inboundSA) {
			delete(all, key)
			if anywhere := (spiKey{spi: id.SPI}); all[anywhere] == in {
				delete(all, anywhere)
			}
		})
		d.drop(in)
	}
	for _, id := range ids {
		id.Remote = id.Remote.Unmap()
		if out := d.outbound[id]; out != nil {
			d.removeOutbound(out)
		}
	}
	d.prune()
	return errors.Join(d.negotiatedChanged(), d.host.FollowSAs(d.config, d.outboundSAs))
}

func (d *Driver) drop(in *inboundSA) {
	d.unused = true
	in.policy.inbound--
	in.policy.expected.Forget(in.ID())
	in.wipe()
}

func (d *Driver) removeOutbound(out *outboundSA) {
	d.unused = true
	delete(d.outbound, out.ID())
	p := out.policy
	for i, o := range p.outbound {
		if o == out {
			p.outbound = append(p.outbound[:i:i], p.outbound[i+1:]...)
			break
		}
	}
	p.publish()
	out.wipe()
}
