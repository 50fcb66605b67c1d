package nft

import (
	"encoding/binary"
	"net/netip"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// vrfTable is the name of the table that marks the packets of VRFs.
const vrfTable = Table + "-vrf"

// MarkVRFs has what comes in by the devices of VRFs marked before it is routed,
// so that what the system answers goes the same way. It returns the marks of
// ESP and ISAKMP by the addresses of those devices. more are devices that are no
// interfaces, and their VRFs.
func (f *Filter) MarkVRFs(c *datapath.Config, more map[string]string) (map[netip.Addr]uint32, error) {
	own := map[netip.Addr]uint32{}
	devices := map[string]uint32{}
	note := func(device, vrf string, addresses []netip.Prefix) {
		v := c.VRF(vrf)
		if v.ID == 0 {
			return
		}
		devices[device] = v.PacketMark()
		for _, p := range addresses {
			own[p.Addr()] = v.Mark()
		}
	}
	for i := range c.Links {
		note(c.Links[i].Device, c.Links[i].VRF, c.Links[i].Addresses)
	}
	for i := range c.Tunnels {
		note(c.Tunnels[i].Device, c.Tunnels[i].VRF, c.Tunnels[i].Addresses)
	}
	for device, vrf := range more {
		note(device, vrf, nil)
	}
	if len(devices) == 0 && !f.marked {
		// A system without nf_tables has none of a killed process either.
		if !f.swept {
			_ = f.markDevices(nil)
		}
		f.swept = true
		return own, nil
	}
	err := f.markDevices(devices)
	f.marked = len(devices) > 0 && err == nil
	return own, err
}

// UnmarkVRFs undoes MarkVRFs.
func (f *Filter) UnmarkVRFs() error {
	if !f.marked {
		return nil
	}
	return f.markDevices(nil)
}

// markDevices replaces the marks of devices.
func (f *Filter) markDevices(marks map[string]uint32) error {
	b := begin(unix.NFPROTO_INET, vrfTable)
	if len(marks) > 0 {
		b.addTable()
		b.baseChain(vrfChain, "filter", unix.NF_INET_PRE_ROUTING, rawPriority)
	}
	for device, mark := range marks {
		name := make([]byte, unix.IFNAMSIZ)
		copy(name, device)
		b.rule(vrfChain,
			&expr.Meta{Key: expr.MetaKeyIIFNAME, Register: 1}, equal(name),
			&expr.Immediate{Register: 1, Data: binary.NativeEndian.AppendUint32(nil, mark)},
			&expr.Meta{Key: expr.MetaKeyMARK, SourceRegister: true, Register: 1})
	}
	c, err := f.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return b.commit(c)
}

const (
	vrfChain = "vrf"
	// rawPriority is before connection tracking.
	rawPriority = -300
)
