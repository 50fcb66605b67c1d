package xfrm

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// spdKey is an entry of the kernel's policy database.
type spdKey struct {
	source, destination         netip.Prefix
	protocol                    uint8
	sourcePort, destinationPort portMask
	direction                   netlink.Dir
	priority                    uint32
	device                      int // index of the device that packets leave or came by, 0: any
	id, ifID                    uint32
	template                    template // zero: packets pass in clear
}

// template says which SAs may carry the packets of an entry.
type template struct {
	local, remote netip.Addr // as seen from this router
	mode          datapath.Mode
}

// directions in which the kernel looks for a policy.
var directions = []netlink.Dir{netlink.XFRM_DIR_OUT, netlink.XFRM_DIR_IN, netlink.XFRM_DIR_FWD}

// entries adds one entry for each direction.
func (k spdKey) entries(want map[spdKey]bool) {
	for _, direction := range directions {
		entry := k
		entry.direction = direction
		if direction != netlink.XFRM_DIR_OUT {
			entry.source, entry.destination = k.destination, k.source
			entry.sourcePort, entry.destinationPort = k.destinationPort, k.sourcePort
		}
		want[entry] = true
	}
}

// wanted is the policy database for a configuration.
func (d *Driver) wanted(c *datapath.Config) (map[spdKey]bool, error) {
	want := map[spdKey]bool{}
	if c == nil {
		return want, nil
	}
	var errs []error
	for i := range c.Tunnels {
		t := &c.Tunnels[i]
		if t.Policy == "" || !t.Local.IsValid() || !t.Remote.IsValid() || t.Remote.IsUnspecified() {
			continue
		}
		p, err := d.policy(t.Policy)
		if err != nil {
			errs = append(errs, fmt.Errorf("xfrm: %s: %w", t.Name, err))
			continue
		}
		ends := template{local: t.Local.Unmap().WithZone(""), remote: t.Remote.Unmap().WithZone("")}
		spdKey{
			source: t.Selector.Local, destination: t.Selector.Remote, protocol: t.Selector.Protocol,
			id: p.id, ifID: p.ifID, template: p.template(ends),
		}.entries(want)
	}
	for i := range c.CryptoMaps {
		errs = append(errs, d.mapEntries(&c.CryptoMaps[i], c.Links, want))
	}
	return want, errors.Join(errs...)
}

// template of the SAs that the policy has; without one those that it will ask
// for have the ends as configured.
func (p *policy) template(configured template) template {
	if a := p.outbound; a != nil {
		return template{local: a.Local, remote: a.end.Addr(), mode: a.Mode}
	}
	return configured
}

// setPolicies changes the kernel's policies to those of a configuration; nil
// has none. New ones come before old ones go, so that nothing passes between.
func (d *Driver) setPolicies(c *datapath.Config) error {
	want, err := d.wanted(c)
	errs := []error{err}
	for key := range want {
		if d.spd[key] {
			continue
		}
		if err := d.writePolicy(key); err != nil {
			errs = append(errs, fmt.Errorf("xfrm: policy %s: %w", key, err))
			continue
		}
		// An entry that differs only in its template was replaced.
		for old := range d.spd {
			if !want[old] && old.id != 0 && old.without() == key.without() {
				delete(d.spd, old)
			}
		}
		d.spd[key] = true
	}
	for key := range d.spd {
		if !want[key] {
			if err := d.deletePolicy(key); err != nil && !errors.Is(err, unix.ENOENT) {
				errs = append(errs, fmt.Errorf("xfrm: policy %s: %w", key, err))
			}
			delete(d.spd, key)
		}
	}
	return errors.Join(errs...)
}

// without what the kernel does not tell entries apart by.
func (k spdKey) without() spdKey {
	k.template, k.id, k.priority = template{}, 0, 0
	return k
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
	s.Saddr.FromIP(k.source.Masked().Addr().AsSlice())
	s.Daddr.FromIP(k.destination.Masked().Addr().AsSlice())
	return s
}

// writePolicy adds an entry, or replaces the one with its selector. The
// library's own function knows no masks of ports.
func (d *Driver) writePolicy(k spdKey) error {
	info := &nl.XfrmUserpolicyInfo{
		Sel: k.selector(), Priority: k.priority, Dir: uint8(k.direction), Action: uint8(netlink.XFRM_POLICY_ALLOW),
		Lft: nl.XfrmLifetimeCfg{SoftByteLimit: nl.XFRM_INF, HardByteLimit: nl.XFRM_INF, SoftPacketLimit: nl.XFRM_INF, HardPacketLimit: nl.XFRM_INF},
	}
	req := d.request(nl.XFRM_MSG_UPDPOLICY, unix.NLM_F_CREATE|unix.NLM_F_ACK)
	req.AddData(info)
	if k.template != (template{}) {
		source, destination := k.template.local, k.template.remote
		if k.direction != netlink.XFRM_DIR_OUT {
			source, destination = destination, source
		}
		t := &nl.XfrmUserTmpl{Family: family(source), Reqid: k.id, Mode: modeOf(k.template.mode), Aalgos: ^uint32(0), Ealgos: ^uint32(0), Calgos: ^uint32(0)}
		t.XfrmId.Daddr.FromIP(destination.AsSlice())
		t.XfrmId.Proto = unix.IPPROTO_ESP
		t.Saddr.FromIP(source.AsSlice())
		req.AddData(nl.NewRtAttr(nl.XFRMA_TMPL, t.Serialize()))
	}
	if k.ifID != 0 {
		req.AddData(nl.NewRtAttr(nl.XFRMA_IF_ID, nl.Uint32Attr(k.ifID)))
	}
	_, err := req.Execute(unix.NETLINK_XFRM, 0)
	return err
}

func (d *Driver) deletePolicy(k spdKey) error {
	id := &nl.XfrmUserpolicyId{Sel: k.selector(), Dir: uint8(k.direction)}
	req := d.request(nl.XFRM_MSG_DELPOLICY, unix.NLM_F_ACK)
	req.AddData(id)
	if k.ifID != 0 {
		req.AddData(nl.NewRtAttr(nl.XFRMA_IF_ID, nl.Uint32Attr(k.ifID)))
	}
	_, err := req.Execute(unix.NETLINK_XFRM, 0)
	return err
}
