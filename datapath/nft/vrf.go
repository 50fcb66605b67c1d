package nft

import (
	"maps"
	"net/netip"
	"slices"
	"sync/atomic"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Marks has what comes in by the devices of VRFs marked before it is routed, so
// that what the system answers goes the same way.
type Marks struct {
	table
	own atomic.Pointer[map[netip.Addr]uint32] // of what leaves from addresses in VRFs
}

// NewMarks returns those of a namespace.
func NewMarks(f *Filter) *Marks {
	return &Marks{table: table{namespace: f, name: Table + "-vrf", what: "marks of VRFs"}}
}

// arrival is the mark of what comes in by a device.
type arrival struct {
	mark uint32
	// keeps is whether what the kernel has decrypted has a mark already: that of
	// the VRF for which a crypto map of the device protects it.
	keeps bool
}

// fresh is the packets that get the mark.
func (a arrival) fresh() []expr.Any {
	if !a.keeps {
		return nil
	}
	return []expr.Any{&expr.Meta{Key: secpath, Register: 1}, equal([]byte{0})}
}

// Set marks what comes in by the devices of VRFs. more are devices that are no
// interfaces, and their VRFs.
func (m *Marks) Set(c *datapath.Config, more map[string]string) error {
	own := map[netip.Addr]uint32{}
	foreign := c.ForeignDevices()
	devices := map[string]arrival{}
	note := func(device, vrf string, addresses []netip.Prefix) {
		v := c.VRF(vrf)
		if v.ID == 0 {
			return
		}
		devices[device] = arrival{mark: v.PacketMark(), keeps: foreign[device]}
		for _, p := range addresses {
			own[p.Addr()] = v.Mark()
		}
	}
	for i := range c.Links {
		note(c.Links[i].Device, c.Links[i].VRF, c.Links[i].Addresses)
	}
	for i := range c.Tunnels {
		t := &c.Tunnels[i]
		note(t.Device, t.VRF, t.Addresses)
		if t.VRF == "" && t.Underlay != "" {
			// What was in a packet of a VRF still has the mark of that, if it was the
			// kernel that took it out.
			devices[t.Device] = arrival{}
		}
	}
	for device, vrf := range more {
		note(device, vrf, nil)
	}
	m.own.Store(&own)
	const chain, beforeTracking = "vrf", -300
	return m.follow(devices, len(devices) == 0, func(b *batch) {
		b.baseChain(chain, "filter", unix.NF_INET_PRE_ROUTING, beforeTracking)
		for _, name := range slices.Sorted(maps.Keys(devices)) {
			b.rule(chain, slices.Concat(device(expr.MetaKeyIIFNAME, name), devices[name].fresh(), []expr.Any{
				&expr.Immediate{Register: 1, Data: word(devices[name].mark)},
				&expr.Meta{Key: expr.MetaKeyMARK, SourceRegister: true, Register: 1}})...)
		}
	})
}

// Of is the mark of ESP and ISAKMP that leave from an address, 0 without a VRF.
// It may be called at any time.
func (m *Marks) Of(local netip.Addr) uint32 {
	if own := m.own.Load(); own != nil {
		return (*own)[local.WithZone("")]
	}
	return 0
}
