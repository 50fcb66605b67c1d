package xfrm

import (
	"fmt"
	"net/netip"

	"mainmode/datapath"
)

// markVRFs has the system mark what comes in by the devices of VRFs, and notes
// what ISAKMP on port 4500 is marked with. The caller holds Driver.mu.
func (d *Driver) markVRFs() error {
	marks, err := d.filter.MarkVRFs(d.config, nil)
	d.marks.Store(&marks)
	if err != nil {
		return fmt.Errorf("xfrm: VRFs: %w", err)
	}
	return nil
}

// vrfOf is the VRF of a local end of SAs.
func (d *Driver) vrfOf(local netip.Addr) datapath.VRF {
	if d.config == nil {
		return datapath.VRF{}
	}
	return d.config.VRFOf(local)
}

// mark is that of ISAKMP messages from an address, 0 without a VRF.
func (d *Driver) mark(local netip.Addr) uint32 {
	if marks := d.marks.Load(); marks != nil {
		return (*marks)[local.WithZone("")]
	}
	return 0
}
