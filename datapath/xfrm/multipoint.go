package xfrm

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/host"
)

// The kernel's GRE device without a remote address is one of a network of many:
// the hardware addresses of neighbours are their NBMA addresses. It asks nobody
// itself for those that are missing, but tells of them.

// neighborSettings are those of a device of multipoint GRE, below
// /proc/sys/net/ipv4/neigh: three times, once a second, another program is asked,
// and never the network.
var neighborSettings = map[string]string{"mcast_solicit": "0", "app_solicit": "3"}

// openMultipoint has a new GRE device look for the hardware addresses of its
// neighbours.
func (d *Driver) openMultipoint(name string) error {
	link, err := d.handle.LinkByName(name)
	if err == nil {
		err = d.handle.LinkSetARPOn(link)
	}
	if err != nil {
		return fmt.Errorf("xfrm: device %s: %w", name, err)
	}
	if err := d.setBroadcast(link); err != nil {
		return err
	}
	for setting, value := range neighborSettings {
		if err := os.WriteFile("/proc/sys/net/ipv4/neigh/"+name+"/"+setting, []byte(value), 0); err != nil {
			return fmt.Errorf("xfrm: device %s: %w", name, err)
		}
	}
	return nil
}

// setBroadcast gives a device the hardware address to which it sends what goes to
// all, or to a group.
func (d *Driver) setBroadcast(link netlink.Link) error {
	request := d.request(unix.RTM_SETLINK, unix.NLM_F_ACK)
	info := nl.NewIfInfomsg(unix.AF_UNSPEC)
	info.Index = int32(link.Attrs().Index)
	request.AddData(info)
	request.AddData(nl.NewRtAttr(unix.IFLA_BROADCAST, groupGRE.Addr().AsSlice()))
	if _, err := request.Execute(unix.NETLINK_ROUTE, 0); err != nil {
		return fmt.Errorf("xfrm: device %s: broadcast address: %w", link.Attrs().Name, err)
	}
	return nil
}

// isMultipoint reports whether a GRE device has no remote address.
func isMultipoint(g *netlink.Gretun) bool { return g.Remote == nil || g.Remote.IsUnspecified() }

// neighbors are what SetNeighbors was told of a tunnel.
type neighbors struct {
	list      []datapath.Neighbor
	multicast []netip.Addr
}

// SetNeighbors makes the neighbours of a tunnel of multipoint GRE these.
func (d *Driver) SetNeighbors(iface string, list []datapath.Neighbor, multicast []netip.Addr) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.openTunnel(iface)
	if err != nil {
		return err
	}
	if !t.Multipoint() {
		return nil
	}
	n := neighbors{slices.Clone(list), slices.Clone(multicast)}
	d.neighbors[iface] = n
	if r := d.resolvers[iface]; r != nil {
		r.multicast.Store(&n.multicast)
	}
	return d.applyNeighborsOf(t)
}

// applyNeighbors tells the system of the neighbours of all tunnels: it forgets
// them with a device, and when that goes down. Every function below is called
// with Driver.mu held.
func (d *Driver) applyNeighbors() error {
	if d.config == nil {
		return nil
	}
	var errs []error
	for i := range d.config.Tunnels {
		errs = append(errs, d.applyNeighborsOf(&d.config.Tunnels[i]))
	}
	return errors.Join(errs...)
}

func (d *Driver) applyNeighborsOf(t *datapath.TunnelInterface) error {
	n, told := d.neighbors[t.Name]
	if !told || !t.Multipoint() || !d.links[t.Device] {
		return nil
	}
	list := make([]host.StaticNeighbor, 0, len(n.list))
	for _, neighbor := range n.list {
		list = append(list, host.StaticNeighbor{Address: neighbor.Address, Hardware: neighbor.NBMA.AsSlice()})
	}
	return d.host.SetNeighbors(t.Device, list)
}

// Priorities of the entries for multipoint tunnels. Those of tunnels with one
// peer come first.
const (
	multipointModePriority = replyPriority + 1
	multipointPriority     = multipointModePriority + 1
)

// groupGRE is where the kernel sends GRE with what goes to all or to a group. It
// does not leave: copies of it do.
var groupGRE = netip.MustParsePrefix("224.0.0.0/4")

// multipointEntries adds those for GRE from the tunnel's own address. In transport
// mode one is for all routers: the packet's own addresses say whose SA it needs,
// and it is protected before anything is known of them. Those that negotiated
// tunnel mode have one each.
func (d *Driver) multipointEntries(t *datapath.TunnelInterface, want database) error {
	if !t.Local.IsValid() {
		return nil
	}
	local := t.Local.Unmap()
	key := spdKey{source: netip.PrefixFrom(local, local.BitLen()), protocol: unix.IPPROTO_GRE}
	group := key
	group.destination, group.direction, group.priority, group.blocks = groupGRE, netlink.XFRM_DIR_OUT, ikePriority, true
	want[group.without()] = group
	if t.Policy == "" {
		return nil
	}
	p, err := d.policy(t.Policy)
	if err != nil {
		return fmt.Errorf("xfrm: %s: %w", t.Name, err)
	}
	key.id = p.id
	all := key
	all.destination, all.priority = datapath.AnyIPv4.Remote, multipointPriority
	all.template = template{local: local, remote: netip.IPv4Unspecified(), mode: datapath.Transport}
	all.entries(want)
	router := func(ends template) {
		if ends.mode == datapath.Tunnel {
			key.destination, key.priority, key.template = netip.PrefixFrom(ends.remote, ends.remote.BitLen()), multipointModePriority, ends
			key.entries(want)
		}
	}
	for _, a := range d.outbound(p) {
		router(template{local: a.Local, remote: a.end.Addr(), mode: a.Mode})
	}
	for _, sa := range p.expected.All() {
		router(template{local: sa.Local.Unmap(), remote: sa.Remote, mode: sa.Mode})
	}
	return nil
}

// narrows reports whether the SAs of a policy are for one router each among those
// of a multipoint tunnel: none may send as another.
func (d *Driver) narrows(policy string) bool {
	if d.config == nil {
		return false
	}
	return slices.ContainsFunc(d.config.Tunnels, func(t datapath.TunnelInterface) bool {
		return t.Policy == policy && t.Multipoint()
	})
}

// selectorOfSA is what the packets of an SA must be, in the kernel's terms. Those
// of transport mode come from where the peer is now.
func selectorOfSA(a *association) nl.XfrmSelector {
	k := spdKey{source: a.Selector.Local, destination: a.Selector.Remote, protocol: a.Selector.Protocol}
	if a.Mode == datapath.Transport {
		k.destination = netip.PrefixFrom(a.end.Addr(), a.end.Addr().BitLen())
	}
	if a.Direction == datapath.Inbound {
		k.source, k.destination = k.destination, k.source
	}
	return k.selector()
}

// The layout of a struct ndmsg, of linux/neighbour.h: the family, the index of the
// device, and what else the kernel knows of a neighbour.
const (
	neighborIndex  = 4
	neighborLength = 12
	neighborTarget = 1 // NDA_DST
)

// missed tells of a neighbour that the kernel asks for. One that has a mapping is
// told to it again: FRR's ospfd has the kernel forget those of its neighbours.
func (d *Driver) missed(m []byte) {
	if len(m) < neighborLength || m[0] != unix.AF_INET {
		return
	}
	index := int(nl.NativeEndian().Uint32(m[neighborIndex:]))
	for kind, value := range attributes(m[neighborLength:]) {
		if kind != neighborTarget || len(value) != 4 {
			continue
		}
		address := netip.AddrFrom4([4]byte(value))
		d.mu.Lock()
		for iface, r := range d.resolvers {
			switch t := d.tunnel(iface); {
			case r.index != index || !r.multipoint || t == nil || d.closed:
			case slices.ContainsFunc(d.neighbors[iface].list, func(n datapath.Neighbor) bool { return n.Address == address }):
				_ = d.applyNeighborsOf(t) // what fails is tried again when the kernel asks again
			default:
				d.events.Emit(datapath.Unresolved{Interface: iface, Address: address})
			}
		}
		d.mu.Unlock()
	}
}

// followNeighbors reads what the kernel says of neighbours until the driver is
// closed.
func (d *Driver) followNeighbors(socket *nl.NetlinkSocket) {
	for {
		messages, _, err := socket.Receive()
		select {
		case <-d.done:
			return
		default:
		}
		if err != nil { // some were lost: the kernel asks again
			continue
		}
		for _, m := range messages {
			if m.Header.Type == unix.RTM_GETNEIGH {
				d.missed(m.Data)
			}
		}
	}
}

// watchNeighbors has the kernel tell of neighbours, once there is a tunnel for
// which that is needed.
func (d *Driver) watchNeighbors() error {
	if d.neighborhood != nil {
		return nil
	}
	const current = -1 // the namespace of this thread
	socket, err := nl.SubscribeAt(current, current, unix.NETLINK_ROUTE, unix.RTNLGRP_NEIGH)
	if err != nil {
		return fmt.Errorf("xfrm: netlink: %w", err)
	}
	d.neighborhood = socket
	d.wg.Go(func() { d.followNeighbors(socket) })
	return nil
}
