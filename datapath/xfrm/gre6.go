package xfrm

import (
	"encoding/binary"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// overIPv6 reports whether a GRE device has IPv6 outside.
func overIPv6(g *netlink.Gretun) bool { return g.Local.To4() == nil }

// addLink makes a device.
func (d *Driver) addLink(link netlink.Link) error {
	if g, ok := link.(*netlink.Gretun); ok && overIPv6(g) {
		return d.addGRE6(g)
	}
	return d.handle.LinkAdd(link)
}

// The flags of a tunnel over IPv6, of linux/ip6_tunnel.h.
const (
	noEncapsulationLimit = 0x1 // IP6_TNL_F_IGN_ENCAP_LIMIT
	inheritClass         = 0x2 // IP6_TNL_F_USE_ORIG_TCLASS
	inheritTOS           = 1   // what stands for it in the TOS of GRE over IPv4
)

// addGRE6 makes a GRE device over IPv6. One that the library makes sends the
// limit of RFC 2473, Section 4.1.1, in destination options, which IOS does not
// send and filters may drop, and does not inherit the traffic class.
func (d *Driver) addGRE6(g *netlink.Gretun) error {
	req := d.request(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL|unix.NLM_F_ACK)
	req.AddData(nl.NewIfInfomsg(unix.AF_UNSPEC))
	req.AddData(nl.NewRtAttr(unix.IFLA_IFNAME, nl.ZeroTerminated(g.Name)))
	req.AddData(nl.NewRtAttr(unix.IFLA_GROUP, nl.Uint32Attr(g.Group)))
	info := nl.NewRtAttr(unix.IFLA_LINKINFO, nil)
	info.AddRtAttr(nl.IFLA_INFO_KIND, nl.NonZeroTerminated(g.Type()))
	data := info.AddRtAttr(nl.IFLA_INFO_DATA, nil)
	if g.Local != nil {
		data.AddRtAttr(nl.IFLA_GRE_LOCAL, g.Local)
	}
	if g.Remote != nil {
		data.AddRtAttr(nl.IFLA_GRE_REMOTE, g.Remote)
	}
	inFlags, outFlags := g.IFlags, g.OFlags
	if g.IKey != 0 {
		data.AddRtAttr(nl.IFLA_GRE_IKEY, binary.BigEndian.AppendUint32(nil, g.IKey))
		inFlags |= nl.GRE_KEY
	}
	if g.OKey != 0 {
		data.AddRtAttr(nl.IFLA_GRE_OKEY, binary.BigEndian.AppendUint32(nil, g.OKey))
		outFlags |= nl.GRE_KEY
	}
	data.AddRtAttr(nl.IFLA_GRE_IFLAGS, binary.BigEndian.AppendUint16(nil, inFlags))
	data.AddRtAttr(nl.IFLA_GRE_OFLAGS, binary.BigEndian.AppendUint16(nil, outFlags))
	if g.Link != 0 {
		data.AddRtAttr(nl.IFLA_GRE_LINK, nl.Uint32Attr(g.Link))
	}
	data.AddRtAttr(nl.IFLA_GRE_TTL, nl.Uint8Attr(g.Ttl))
	flags := uint32(noEncapsulationLimit)
	if g.Tos == inheritTOS {
		flags |= inheritClass
	} else {
		const classAt = 20 // in the first word of the header
		data.AddRtAttr(nl.IFLA_GRE_FLOWINFO, binary.BigEndian.AppendUint32(nil, uint32(g.Tos)<<classAt))
	}
	data.AddRtAttr(nl.IFLA_GRE_FLAGS, nl.Uint32Attr(flags))
	req.AddData(info)
	_, err := req.Execute(unix.NETLINK_ROUTE, 0)
	if err == nil {
		d.classes[g.Name] = g.Tos
	}
	return err
}
