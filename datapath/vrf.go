package datapath

import (
	"net/netip"
	"slices"
)

// VRF is a routing table of its own, with the interfaces that are in it. Where
// a VRF is named, "" is the global table.
type VRF struct {
	Name string
	// ID is the number of the VRF, above 0 and below MaxVRF.
	ID uint16
}

// MaxVRF is one more than the greatest number of a VRF.
const MaxVRF = 1 << 15

// Table is the number of the VRF's routing table in the system, and the mark of
// the packets that follow it.
func (v VRF) Table() uint32 { return VRFMark | uint32(v.ID) }

// VRF finds a VRF by its name: without one, or for one that does not exist,
// the global table.
func (c *Config) VRF(name string) VRF {
	if i := slices.IndexFunc(c.VRFs, func(v VRF) bool { return v.Name == name }); name != "" && i >= 0 {
		return c.VRFs[i]
	}
	return VRF{}
}

// VRFOf is the VRF in which an address is one of the router's. No two VRFs
// have the same one for the outer packets of tunnels.
func (c *Config) VRFOf(local netip.Addr) VRF {
	if len(c.VRFs) == 0 {
		return VRF{}
	}
	local = local.Unmap().WithZone("")
	has := func(list []netip.Prefix) bool {
		return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Addr() == local })
	}
	for i := range c.Links {
		if l := &c.Links[i]; has(l.Addresses) {
			return c.VRF(l.VRF)
		}
	}
	for i := range c.Tunnels {
		if t := &c.Tunnels[i]; has(t.Addresses) {
			return c.VRF(t.VRF)
		}
	}
	return VRF{}
}

// VRFOfDevice is the name of the VRF in which the interface with that device
// is, "": in none.
func (c *Config) VRFOfDevice(device string) string {
	for i := range c.Links {
		if c.Links[i].Device == device {
			return c.Links[i].VRF
		}
	}
	return ""
}

// Mark is that of the packets by which mainmode sends ESP and ISAKMP in the VRF.
func (v VRF) Mark() uint32 { return Mark | uint32(v.ID) }

// PacketMark is that of other packets that the router sends in the VRF, 0
// without a VRF.
func (v VRF) PacketMark() uint32 {
	if v.ID == 0 {
		return 0
	}
	return v.Table()
}
