package ike

import "net/netip"

// LocalVRF is an address of the router in a VRF. Which VRF an exchange is in
// follows from our address in it.
type LocalVRF struct {
	Address netip.Addr
	VRF     string
	Mark    uint32 // of the datagrams that are sent from it, SO_MARK
}

// vrf is where the peer is seen, "": in the global table.
func (sa *phase1) vrf() string { return sa.e.config.vrfOf(sa.local.Addr()) }

func (c *Config) vrfOf(local netip.Addr) string {
	local = local.WithZone("")
	for i := range c.LocalVRFs {
		if c.LocalVRFs[i].Address == local {
			return c.LocalVRFs[i].VRF
		}
	}
	return ""
}

// markOf is the mark of what is sent from an address, 0: that of the socket.
func (c *Config) markOf(local netip.Addr) uint32 {
	if c == nil {
		return 0
	}
	local = local.WithZone("")
	for i := range c.LocalVRFs {
		if c.LocalVRFs[i].Address == local {
			return c.LocalVRFs[i].Mark
		}
	}
	return 0
}
