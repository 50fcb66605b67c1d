package tun

import (
	"fmt"
	"net/netip"
)

// markVRFs has the system mark what comes in by the devices of VRFs, so that
// its answers go the same way, and notes what ISAKMP on port 4500 is marked
// with. The caller holds Driver.mu.
func (d *Driver) markVRFs() error {
	marks := map[netip.Addr]uint32{}
	devices := map[string]uint32{}
	note := func(device, vrf string, addresses []netip.Prefix) {
		v := d.config.VRF(vrf)
		if v.ID == 0 {
			return
		}
		devices[device] = v.PacketMark()
		for _, p := range addresses {
			marks[p.Addr()] = v.Mark()
		}
	}
	for i := range d.config.Links {
		l := &d.config.Links[i]
		note(l.Device, l.VRF, l.Addresses)
	}
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		note(t.Device, t.VRF, t.Addresses)
	}
	d.encap.marks.Store(&marks)
	if len(devices) == 0 && !d.marked {
		// A system without nf_tables has none of a killed process either.
		if !d.swept {
			_ = d.filter.SetVRFs(nil)
		}
		d.swept = true
		return nil
	}
	if err := d.filter.SetVRFs(devices); err != nil {
		return fmt.Errorf("tun: VRFs: %w", err)
	}
	d.marked = len(devices) > 0
	return nil
}

// mark is that of ISAKMP messages from an address, 0 without a VRF.
func (e *encap) mark(local netip.Addr) uint32 {
	if marks := e.marks.Load(); marks != nil {
		return (*marks)[local.WithZone("")]
	}
	return 0
}
