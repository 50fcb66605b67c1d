package xfrm

import (
	"net/netip"

	"mainmode/datapath"
)

// vrfOf is the VRF of a local end of SAs.
func (d *Driver) vrfOf(local netip.Addr) datapath.VRF {
	if d.config == nil {
		return datapath.VRF{}
	}
	return d.config.VRFOf(local)
}

// foreignMark is that of the packets that a policy protects if they are of
// another VRF than the interface by which they leave; else 0.
func (d *Driver) foreignMark(policy string) uint32 {
	if d.config == nil || len(d.config.VRFs) == 0 {
		return 0
	}
	for i := range d.config.CryptoMaps {
		m := &d.config.CryptoMaps[i]
		if mark := d.config.ForeignMark(m.Place()); mark != 0 && m.Uses(policy) {
			return mark
		}
	}
	return 0
}
