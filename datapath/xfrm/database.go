package xfrm

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/remains"
)

// spdKey is an entry of the kernel's policy database.
type spdKey struct {
	source, destination         netip.Prefix
	protocol                    uint8
	sourcePort, destinationPort portMask
	direction                   netlink.Dir
	priority                    uint32
	device                      int // index of the device that packets leave by, 0: any
	id, ifID                    uint32
	mark                        uint32   // of the packets, under datapath.TableMask, 0: any
	translated                  bool     // packets that NAT is still to translate are no such packets
	template                    template // zero: packets pass in clear, or are dropped
	blocks                      bool     // packets are dropped
}

// template says which SAs may carry the packets of an entry.
type template struct {
	local, remote netip.Addr // as seen from this router
	mode          datapath.Mode
	optional      bool // inbound: packets in clear pass too
}

// database is entries by what the kernel tells them apart by.
type database map[spdKey]spdKey

// installed is an entry that the kernel has.
type installed struct {
	spdKey
	index uint32
}

// directions in which the kernel looks for a policy.
var directions = []netlink.Dir{netlink.XFRM_DIR_OUT, netlink.XFRM_DIR_IN, netlink.XFRM_DIR_FWD}

// entries adds one entry for each direction. Of two for the same packets the
// one that comes first counts.
func (k spdKey) entries(want database) {
	for _, direction := range directions {
		entry := k
		entry.source, entry.destination = k.source.Masked(), k.destination.Masked()
		entry.direction = direction
		entry.translated = k.device != 0 && direction == netlink.XFRM_DIR_OUT && k.source.Addr().Is4()
		if k.source.Addr().Is6() {
			// The kernel does not know by which device a packet of its own
			// will leave when it looks for the policy, unlike with IPv4.
			entry.device = 0
		}
		if direction != netlink.XFRM_DIR_OUT {
			entry.source, entry.destination = entry.destination, entry.source
			entry.sourcePort, entry.destinationPort = k.destinationPort, k.sourcePort
			if k.device != 0 {
				// The kernel compares the device by which a packet would
				// leave: which came in clear by ours is looked at before.
				entry.device = 0
				if k.template != (template{}) {
					// The identifier says whose the SA is. Where its peer is, is
					// not known yet when the first packet comes by it.
					entry.template.optional, entry.template.remote = true, datapath.Unspecified(k.template.remote)
				}
			}
		}
		if first, have := want[entry.without()]; !have || entry.priority < first.priority {
			want[entry.without()] = entry
		}
	}
}

// wanted is the policy database for a configuration.
func (d *Driver) wanted(c *datapath.Config) (database, error) {
	want := database{}
	if c == nil {
		return want, nil
	}
	var errs []error
	for i := range c.Tunnels {
		t := &c.Tunnels[i]
		if t.Multipoint() {
			errs = append(errs, d.multipointEntries(t, want))
			continue
		}
		if t.Policy == "" {
			continue
		}
		p, err := d.policy(t.Policy)
		if err != nil {
			errs = append(errs, fmt.Errorf("xfrm: %s: %w", t.Name, err))
			continue
		}
		if !t.Remote.IsValid() || t.Remote.IsUnspecified() {
			d.clientEntries(p, want)
			continue
		}
		if !t.Local.IsValid() {
			continue
		}
		ends := template{local: t.Local.Unmap().WithZone(""), remote: t.Remote.Unmap().WithZone("")}
		spdKey{
			source: t.Selector.Local, destination: t.Selector.Remote, protocol: t.Selector.Protocol,
			id: p.id, ifID: p.ifID, template: p.template(ends),
		}.entries(want)
	}
	byPlace := c.CryptoMapsByPlace()
	places := slices.SortedFunc(maps.Keys(byPlace), c.ComparePlaces)
	for i, j := 0, 0; i < len(places); i = j {
		var list []*datapath.CryptoMap
		for j = i; j < len(places) && places[j].Device == places[i].Device; j++ {
			list = append(list, byPlace[places[j]])
		}
		errs = append(errs, d.mapEntries(list, c, want))
	}
	return want, errors.Join(errs...)
}

// clientEntries adds those of a tunnel to whoever comes, a virtual template: of
// each peer its own.
func (d *Driver) clientEntries(p *policy, want database) {
	for _, a := range d.outbound(p) {
		spdKey{
			source: a.Selector.Local, destination: a.Selector.Remote, protocol: a.Selector.Protocol,
			id: p.id, ifID: p.ifID, template: template{local: a.Local, remote: a.end.Addr(), mode: a.Mode},
		}.entries(want)
	}
}

// template of the SAs that the policy has; without one those that it will ask
// for have the ends as configured. What comes by an inbound SA whose outbound one
// is still to come must fit too.
func (p *policy) template(configured template) template {
	if a := p.outbound; a != nil {
		return template{local: a.Local, remote: a.end.Addr(), mode: a.Mode}
	}
	if all := p.expected.All(); len(all) > 0 {
		configured.mode = all[len(all)-1].Mode
	}
	return configured
}

// setPolicies changes the kernel's policies to those of a configuration; nil
// has none. At no moment does a packet pass in clear that both the old and the
// new ones protect: what passes in clear goes first and comes last, as far as
// the priorities let it win.
func (d *Driver) setPolicies(c *datapath.Config) error {
	want, err := d.wanted(c)
	errs := []error{err, d.refuse(c)}
	remove := func(clear bool) {
		for packets, have := range d.spd {
			if _, wanted := want[packets]; !wanted && have.clear() == clear {
				errs = append(errs, d.deletePolicy(have))
			}
		}
	}
	var write []spdKey
	for packets, key := range want {
		if d.spd[packets].spdKey != key {
			write = append(write, key)
		}
	}
	remove(true)
	slices.SortFunc(write, spdKey.compare)
	for _, key := range write {
		if err := d.writePolicy(key); err != nil {
			errs = append(errs, fmt.Errorf("xfrm: policy %s: %w", key, err))
		}
	}
	remove(false)
	return errors.Join(errs...)
}

// without what the kernel does not tell entries apart by.
func (k spdKey) without() spdKey {
	k.template, k.blocks, k.id, k.priority = template{}, false, 0, 0
	return k
}

// clear reports whether the entry lets packets pass that others might protect.
func (k spdKey) clear() bool {
	return k.template == (template{}) && !k.blocks && k.priority >= mapPriority
}

// compare orders entries to be written. Those of the second generation come to
// stand behind the ones they replace, so that what passes in clear is written
// first and loses to them; those of the first stand before them, and what
// protects is written first.
func (k spdKey) compare(other spdKey) int {
	clearFirst := k.priority >= secondGeneration
	switch {
	case k.clear() == other.clear():
		return cmp.Compare(k.priority, other.priority)
	case k.clear() == clearFirst:
		return -1
	}
	return 1
}

func (k spdKey) String() string {
	return fmt.Sprintf("%s from %s to %s", k.direction, k.source, k.destination)
}

func (k spdKey) selector() nl.XfrmSelector {
	s := nl.XfrmSelector{
		Family: family(k.source.Addr()), PrefixlenS: uint8(k.source.Bits()), PrefixlenD: uint8(k.destination.Bits()), Proto: k.protocol,
		Sport: nl.Swap16(k.sourcePort.port), SportMask: nl.Swap16(k.sourcePort.mask),
		Dport: nl.Swap16(k.destinationPort.port), DportMask: nl.Swap16(k.destinationPort.mask),
		Ifindex: int32(k.device),
	}
	s.Saddr.FromIP(k.source.Addr().AsSlice())
	s.Daddr.FromIP(k.destination.Addr().AsSlice())
	return s
}

// writePolicy adds an entry, or replaces ours with its selector; one that is
// somebody else's stays. The library's own function knows no masks of ports.
func (d *Driver) writePolicy(k spdKey) error {
	old, replace := d.spd[k.without()]
	index, kind := old.index, nl.XFRM_MSG_UPDPOLICY
	if !replace {
		index, kind = d.newIndex(k.direction), nl.XFRM_MSG_NEWPOLICY
	}
	action := netlink.XFRM_POLICY_ALLOW
	if k.blocks {
		action = netlink.XFRM_POLICY_BLOCK
	}
	info := &nl.XfrmUserpolicyInfo{
		Sel: k.selector(), Priority: k.priority, Index: index, Dir: uint8(k.direction), Action: uint8(action),
		Lft: nl.XfrmLifetimeCfg{SoftByteLimit: nl.XFRM_INF, HardByteLimit: nl.XFRM_INF, SoftPacketLimit: nl.XFRM_INF, HardPacketLimit: nl.XFRM_INF},
	}
	req := d.request(kind, unix.NLM_F_CREATE|unix.NLM_F_ACK)
	req.AddData(info)
	if k.template != (template{}) {
		source, destination := k.template.local, k.template.remote
		if k.direction != netlink.XFRM_DIR_OUT {
			source, destination = destination, source
		}
		t := &nl.XfrmUserTmpl{Family: family(source), Reqid: k.id, Mode: modeOf(k.template.mode), Aalgos: ^uint32(0), Ealgos: ^uint32(0), Calgos: ^uint32(0)}
		if k.template.optional {
			t.Optional = 1
		}
		t.XfrmId.Daddr.FromIP(destination.AsSlice())
		t.XfrmId.Proto = unix.IPPROTO_ESP
		t.Saddr.FromIP(source.AsSlice())
		req.AddData(nl.NewRtAttr(nl.XFRMA_TMPL, t.Serialize()))
	}
	d.bind(req, k.ifID)
	k.bindMark(req)
	_, err := req.Execute(unix.NETLINK_XFRM, 0)
	switch {
	case errors.Is(err, unix.EEXIST):
		return errors.New("another program has one for these packets")
	case err != nil:
		return err
	}
	d.spd[k.without()], d.indexes[index] = installed{k, index}, true
	return nil
}

// bindMark names the mark of the packets.
func (k spdKey) bindMark(req *nl.NetlinkRequest) {
	mark := &nl.XfrmMark{Value: k.mark}
	if k.mark != 0 {
		mark.Mask = datapath.TableMask
	}
	if k.translated {
		mark.Mask |= datapath.ToTranslate
	}
	if mark.Mask != 0 {
		req.AddData(nl.NewRtAttr(nl.XFRMA_MARK, mark.Serialize()))
	}
}

// deletePolicy removes an entry of ours; one that is gone is no error.
func (d *Driver) deletePolicy(k installed) error {
	id := &nl.XfrmUserpolicyId{Sel: k.selector(), Index: k.index, Dir: uint8(k.direction)}
	delete(d.spd, k.without())
	delete(d.indexes, k.index)
	req := d.request(nl.XFRM_MSG_DELPOLICY, unix.NLM_F_ACK)
	req.AddData(id)
	d.bind(req, k.ifID)
	k.bindMark(req)
	if _, err := req.Execute(unix.NETLINK_XFRM, 0); err != nil && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("xfrm: policy %s: %w", k.spdKey, err)
	}
	return nil
}

// newIndex is an index for an entry: our mark, a number, and in the last three
// bits the direction, as the kernel wants it.
func (d *Driver) newIndex(direction netlink.Dir) uint32 {
	for {
		d.lastIndex = (d.lastIndex + 1) & indexNumber
		if index := remains.PolicyIndex | d.lastIndex<<3 | uint32(direction); !d.indexes[index] {
			return index
		}
	}
}
