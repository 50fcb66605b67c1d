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
