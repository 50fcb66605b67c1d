package xfrm

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// portMask is a set of ports: those that are port where mask has a one. The
// zero portMask is any port.
type portMask struct{ port, mask uint16 }

// portMasks are the fewest sets that together are the range: the kernel knows
// no ranges.
func portMasks(r datapath.PortRange) []portMask {
	if r.Any() {
		return []portMask{{}}
	}
	var all []portMask
	for first, last := uint32(r.First), uint32(r.Last); first <= last; {
		size := uint32(1)
		for first&(2*size-1) == 0 && first+2*size-1 <= last {
			size *= 2
		}
		all = append(all, portMask{uint16(first), ^uint16(size - 1)})
		first += size
	}
	return all
}

// Priorities of entries for crypto maps, the lowest first. Those of tunnels
// have 0: they have an interface of their own, or are more special.
const (
	ikePriority      = 1
	replyPriority    = 2
	mapPriority      = 16
	secondGeneration = mapPriority + mostRules
)

// markedRule is a rule for the packets of one VRF.
type markedRule struct {
	datapath.CryptoRule
	mark uint32 // of the packets, 0: any
	pass bool   // the last of a mark: what no rule of it is for leaves in clear
}

// ruleSet is what the crypto maps of a device have become. Rules that change get priorities
// from the other of two generations, as the new ones must not mix with what is
// left of the old ones.
type ruleSet struct {
	rules  []markedRule
	second bool
}

// base is the priority of the first rule.
func (s ruleSet) base() uint32 {
	if s.second {
		return secondGeneration
	}
	return mapPriority
}

// generation of the rules of a device.
func (d *Driver) generation(device string, rules []markedRule) ruleSet {
	s, have := d.rules[device]
	if !have {
		s.second = d.leftSecond
	}
	if !slices.Equal(s.rules, rules) {
		s = ruleSet{rules, !s.second}
		d.rules[device] = s
	}
	return s
}

// unknownEnd stands in a template for a peer that is not known before it has
// negotiated an SA: RFC 6666 discards what is sent there, and no SA has it. It is
// another one each time that the policy has lost its SAs, as the kernel asks only
// once, for a while, for an SA to the same end.
func (p *policy) unknownEnd(ipv4 bool) netip.Addr {
	n := 1 + p.losses%(1<<24-1) // 0.0.0.0 and 100:: are any end
	if ipv4 {
		return netip.AddrFrom4([4]byte{0, byte(n >> 16), byte(n >> 8), byte(n)})
	}
	return netip.AddrFrom16([16]byte{0: 1, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)})
}

// mapEntries adds the entries for the crypto maps of a device, those for other
// VRFs first. The ISAKMP messages of this router pass; then the rules in their
// order.
func (d *Driver) mapEntries(list []*datapath.CryptoMap, c *datapath.Config, want database) error {
	first := list[0]
	link, err := d.handle.LinkByName(first.Device)
	if err != nil {
		return fmt.Errorf("xfrm: crypto map %s: device %s: %w", first.Name, first.Device, err)
	}
	device := link.Attrs().Index
	for _, l := range c.Links {
		if l.Device != first.Device {
			continue
		}
		for _, a := range l.Addresses {
			self := netip.PrefixFrom(a.Addr(), a.Addr().BitLen())
			for _, port := range []uint16{500, datapath.EncapPort} {
				spdKey{
					source: self, destination: netip.PrefixFrom(datapath.Unspecified(a.Addr()), 0), protocol: unix.IPPROTO_UDP,
					sourcePort: portMask{port, 0xffff}, device: device, priority: ikePriority,
				}.entries(want)
			}
		}
	}
	rules, err := marked(list, c)
	base := d.generation(first.Device, rules).base()
	errs := []error{err}
	for i, rule := range rules {
		key := spdKey{
			source: rule.Selector.Local, destination: rule.Selector.Remote, protocol: rule.Selector.Protocol,
			device: device, priority: base + uint32(i), mark: rule.mark,
		}
		if rule.pass {
			key.direction = netlink.XFRM_DIR_OUT
			want[key.without()] = key
			continue
		}
		if rule.Policy == "" {
			key.ports(rule.Selector, want)
			continue
		}
		p, err := d.policy(rule.Policy)
		if err != nil {
			errs = append(errs, fmt.Errorf("xfrm: crypto map %s: %w", first.Name, err))
			continue
		}
		key.id = p.id
		d.earlyEntries(p, key, want)
		if rule.Negotiated {
			d.negotiated(p, key, want)
			continue
		}
		unknown := p.unknownEnd(key.source.Addr().Is4())
		key.template = p.template(template{local: unknown, remote: unknown})
		key.ports(rule.Selector, want)
	}
	return errors.Join(errs...)
}

// marked is the rules of the crypto maps of a device. What has the mark of one
// meets the rules of no other; of IPv6, whose policies know no device, it does
// where its own have none for it.
func marked(list []*datapath.CryptoMap, c *datapath.Config) ([]markedRule, error) {
	var all []markedRule
	for _, m := range list {
		rules, err := flatten(m.Entries)
		if err != nil {
			return nil, fmt.Errorf("xfrm: crypto map %s: %w", m.Name, err)
		}
		mark := c.ForeignMark(m.Place())
		for _, r := range rules {
			all = append(all, markedRule{CryptoRule: r, mark: mark})
		}
		if mark != 0 {
			all = append(all, markedRule{CryptoRule: datapath.CryptoRule{Selector: datapath.AnyIPv4}, mark: mark, pass: true})
		}
	}
	return all, nil
}

// ports adds an entry for each set of ports of a selector. The kernel sees no
// ports in fragments, and takes 0 for them: they may be a part of what a rule
// protects, and are protected; they need not be a part of what one lets pass.
func (k spdKey) ports(s datapath.Selector, want database) {
	for _, local := range portMasks(s.LocalPort) {
		for _, remote := range portMasks(s.RemotePort) {
			k.sourcePort, k.destinationPort = local, remote
			k.entries(want)
		}
	}
	if k.template != (template{}) && !(s.LocalPort.Any() && s.RemotePort.Any()) {
		const every = 0xffff
		k.sourcePort, k.destinationPort = portMask{mask: every}, portMask{mask: every}
		k.entries(want)
	}
}

// negotiated adds an entry for each SA that a dynamic map has accepted, or is
// about to. Of two for the same packets the newest sends.
func (d *Driver) negotiated(p *policy, key spdKey, want database) {
	add := func(s datapath.Selector, ends template) {
		key.source, key.destination, key.protocol, key.template = s.Local, s.Remote, s.Protocol, ends
		key.ports(s, want)
	}
	for _, a := range d.outbound(p) {
		add(a.Selector, template{local: a.Local, remote: a.end.Addr(), mode: a.Mode})
	}
	for _, sa := range p.expected.All() {
		ends := template{local: sa.Local.Unmap().WithZone(""), remote: sa.Remote.WithZone(""), mode: sa.Mode}
		if d.early[sa.ID()] != nil { // which is for other packets
			unknown := p.unknownEnd(ends.local.Is4())
			ends.local, ends.remote = unknown, unknown
		}
		add(sa.Selector, ends)
	}
}
