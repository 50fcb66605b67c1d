package xfrm

import (
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// A responder of quick mode may use its outbound SA from message 3 on, which the
// first packets of the peer may overtake. Until then the kernel has what answers
// them wait, except what Linux itself answers to echos of ICMPv6: that leaves at
// once or never. But an echo that came by the inbound SA shows as well as message
// 3 that the peer has message 2. So the outbound SA is there early, for echo
// replies alone.

// echoReply is the type of ICMPv6, RFC 4443, Section 4.2. The kernel's policies
// have the type where others have the source port.
var echoReply = portMask{129, 0xffff}

// addEarly adds the outbound SA that an inbound one of a crypto map announces,
// if none sends to its peer.
func (d *Driver) addEarly(in *datapath.SA, p *policy) error {
	s := in.Selector
	if in.Reply == nil || in.Direction != datapath.Inbound || in.Mode != datapath.Tunnel || p.ifID != 0 ||
		!s.Local.Addr().Is6() || s.Protocol != 0 && s.Protocol != unix.IPPROTO_ICMPV6 {
		return nil
	}
	a := newAssociation(in.Reply)
	for _, other := range d.outbound(p) {
		if other.Selector == s && other.Remote == a.Remote {
			return nil
		}
	}
	if err := d.writeState(a, p, in.Reply.EncKey, in.Reply.AuthKey, beginning(a)); err != nil {
		return fmt.Errorf("xfrm: %s SA 0x%X of %s: %w", a.Direction, a.SPI, a.Policy, err)
	}
	d.early[in.ID()] = a
	return nil
}

// takeEarly reports whether the kernel has an outbound SA already as it shall be.
func (d *Driver) takeEarly(a *association) (bool, error) {
	for in, early := range d.early {
		if early.ID() != a.ID() {
			continue
		}
		delete(d.early, in)
		if early.Local == a.Local && early.end == a.end {
			return true, nil
		}
		return false, d.deleteState(early)
	}
	return false, nil
}

// dropEarly deletes the outbound SA that waits for message 3, if the inbound one
// of the pair goes before.
func (d *Driver) dropEarly(in datapath.SAID) {
	if a := d.early[in]; a != nil {
		delete(d.early, in)
		_ = d.deleteState(a) // an SA that nothing uses is found by the next start too
	}
}

// earlyEntries adds the entries for echo replies by the SAs of a policy that are
// there early. The key is that of a rule.
func (d *Driver) earlyEntries(p *policy, key spdKey, want database) {
	for _, a := range d.early {
		if a.Policy != p.name {
			continue
		}
		key.source, key.destination, key.protocol, key.sourcePort = a.Selector.Local.Masked(), a.Selector.Remote.Masked(), unix.IPPROTO_ICMPV6, echoReply
		key.direction, key.priority, key.device = netlink.XFRM_DIR_OUT, replyPriority, 0
		key.template = template{local: a.Local, remote: a.end.Addr(), mode: a.Mode}
		want[key.without()] = key
	}
}
