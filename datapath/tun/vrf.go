package tun

import (
	"fmt"
	"net/netip"
)

// markVRFs has the system mark what comes in by the devices of VRFs, and notes
// what ISAKMP on port 4500 is marked with. The caller holds Driver.mu.
func (d *Driver) markVRFs() error {
	ports := map[string]string{}
	for device, p := range d.ports {
		ports[p.own.device.name] = d.config.VRFOfDevice(device)
	}
	marks, err := d.filter.MarkVRFs(d.config, ports)
	d.encap.marks.Store(&marks)
	if err != nil {
		return fmt.Errorf("tun: VRFs: %w", err)
	}
	return nil
}

// mark is that of ISAKMP messages from an address, 0 without a VRF.
func (e *encap) mark(local netip.Addr) uint32 {
	if marks := e.marks.Load(); marks != nil {
		return (*marks)[local.WithZone("")]
	}
	return 0
}
