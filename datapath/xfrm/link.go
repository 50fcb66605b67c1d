package xfrm

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/remains"
)

// setLinks makes the devices of tunnels and loopbacks that are missing, and
// removes those that the configuration does not name.
func (d *Driver) setLinks(c *datapath.Config) error {
	want := map[string]netlink.Link{}
	var errs []error
	for i := range c.Tunnels {
		link, err := d.device(&c.Tunnels[i])
		if err != nil {
			errs = append(errs, fmt.Errorf("xfrm: %s: %w", c.Tunnels[i].Name, err))
			continue
		}
		want[c.Tunnels[i].Device] = link
	}
	if d.links[refusedDevice] {
		want[refusedDevice] = &netlink.Dummy{LinkAttrs: named(refusedDevice)}
	}
	for _, l := range c.Links {
		if l.Loopback {
			want[l.Device] = &netlink.Dummy{LinkAttrs: named(l.Device)}
		}
	}
	for name := range d.links {
		have, err := d.handle.LinkByName(name)
		if err == nil && want[name] != nil && d.same(have, want[name]) {
			continue
		}
		errs = append(errs, d.removeLink(name))
	}
	for name, link := range want {
		if d.links[name] {
			continue
		}
		err := d.addLink(link)
		if _, isXfrm := link.(*netlink.Xfrmi); isXfrm && errors.Is(err, unix.EOPNOTSUPP) && !d.vti {
			d.vti = true
			return d.setLinks(c)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("xfrm: device %s: %w", name, err))
			continue
		}
		d.links[name] = true
		if g, isGRE := link.(*netlink.Gretun); isGRE && isMultipoint(g) {
			errs = append(errs, d.openMultipoint(name))
		} else if isGRE {
			// The peer's keepalives have our own address as source.
			if err := os.WriteFile("/proc/sys/net/ipv4/conf/"+name+"/accept_local", []byte("1"), 0); err != nil {
				errs = append(errs, fmt.Errorf("xfrm: device %s: %w", name, err))
			}
		}
		// IPv6 addresses stay while the line protocol is down.
		err = os.WriteFile("/proc/sys/net/ipv6/conf/"+name+"/keep_addr_on_down", []byte("1"), 0)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("xfrm: device %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

func named(name string) netlink.LinkAttrs {
	a := netlink.NewLinkAttrs()
	a.Name, a.Group = name, remains.LinkGroup
	return a
}

// device is the link that carries a tunnel.
func (d *Driver) device(t *datapath.TunnelInterface) (netlink.Link, error) {
	if t.Encapsulation == datapath.InGRE {
		g := greDevice(t)
		if t.Underlay != "" {
			g.Link = d.deviceOf(t.Local)
		}
		return g, nil
	}
	name := t.Policy
	if name == "" {
		name = t.Name // without protection nothing passes: there is no policy for the interface
	}
	p, err := d.policy(name)
	if err != nil {
		return nil, err
	}
	p.ifID = p.id
	if d.vti {
		if !t.Local.IsValid() || !t.Remote.IsValid() || t.Remote.IsUnspecified() {
			return nil, errors.New("this kernel has no xfrm interfaces, and its VTI need both addresses")
		}
		return &netlink.Vti{LinkAttrs: named(t.Device), Local: ip(t.Local), Remote: ip(t.Remote), IKey: p.id, OKey: p.id}, nil
	}
	return &netlink.Xfrmi{LinkAttrs: named(t.Device), Ifid: p.id}, nil
}

// deviceOf is the index of the device that has an address, which a tunnel in a
// VRF is bound to; 0: none.
func (d *Driver) deviceOf(local netip.Addr) uint32 {
	for _, l := range d.config.Links {
		if !slices.ContainsFunc(l.Addresses, func(p netip.Prefix) bool { return p.Addr() == local.Unmap() }) {
			continue
		}
		if link, err := d.handle.LinkByName(l.Device); err == nil {
			return uint32(link.Attrs().Index)
		}
	}
	return 0
}

// greDevice is the kernel's own GRE tunnel.
func greDevice(t *datapath.TunnelInterface) *netlink.Gretun {
	flags := gre.Flags(&t.GRE)
	ttl, tos := t.TTL, uint8(1) // inherited from the packet
	if ttl == 0 {
		ttl = 255
	}
	if t.FixedTOS {
		tos = t.TOS
	}
	pmtu := uint8(0)
	if t.PathMTUDiscovery {
		pmtu = 1
	}
	g := &netlink.Gretun{
		LinkAttrs: named(t.Device), Local: ip(t.Local), Remote: ip(t.Remote), Ttl: ttl, Tos: tos, PMtuDisc: pmtu,
		IFlags: flags, OFlags: flags,
	}
	if t.GRE.Keyed {
		g.IKey, g.OKey = t.GRE.Key, t.GRE.Key
	}
	return g
}

func ip(a netip.Addr) net.IP {
	if !a.IsValid() {
		return nil
	}
	return net.IP(a.Unmap().AsSlice())
}

// same reports whether a device of ours is as it shall be.
func (d *Driver) same(have, want netlink.Link) bool {
	switch want := want.(type) {
	case *netlink.Xfrmi:
		have, ok := have.(*netlink.Xfrmi)
		return ok && have.Ifid == want.Ifid
	case *netlink.Vti:
		have, ok := have.(*netlink.Vti)
		return ok && have.Local.Equal(want.Local) && have.Remote.Equal(want.Remote) && have.IKey == want.IKey && have.OKey == want.OKey
	case *netlink.Gretun:
		have, ok := have.(*netlink.Gretun)
		if !ok {
			return false
		}
		tos, discovery := have.Tos, have.PMtuDisc
		if overIPv6(want) {
			// Path MTU discovery is what IPv6 has instead of fragments on the way.
			tos, discovery = d.classes[want.Name], want.PMtuDisc
		}
		return uint32(have.ParentIndex) == want.Link && have.Local.Equal(want.Local) && have.Remote.Equal(want.Remote) && have.Ttl == want.Ttl && tos == want.Tos &&
			discovery == want.PMtuDisc && have.IKey == want.IKey && have.OKey == want.OKey && have.IFlags == want.IFlags && have.OFlags == want.OFlags
	}
	return have.Type() == want.Type()
}

func (d *Driver) removeLink(name string) error {
	delete(d.links, name)
	link, err := d.handle.LinkByName(name)
	if err == nil {
		err = d.handle.LinkDel(link)
	}
	if err != nil && !errors.As(err, new(netlink.LinkNotFoundError)) {
		return fmt.Errorf("xfrm: device %s: %w", name, err)
	}
	return nil
}
